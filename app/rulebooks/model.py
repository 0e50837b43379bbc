"""The rulebook as a value: what a workbook says, every part with the cells it came from.

Everything is frozen. Matrices are read into :class:`DecisionTable` (one rule per filled cell), so that the
engine knows three things only: tables, scales and formulas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.findings import Place
from app.rulebooks.conditions import Condition
from app.rulebooks.expressions import Expression
from app.values import Scalar, Value, VarType

BUSINESS_DATE = "业务日期"
"""The one variable every rulebook has without declaring it: the date as of which a case is decided."""


class HitPolicy(StrEnum):
    """DMN's eleven, and 最重: the value listed last in 取值范围 wins. The value is what the corner cell says."""

    UNIQUE = "U"
    ANY = "A"
    FIRST = "F"
    PRIORITY = "P"
    WORST = "最重"
    RULE_ORDER = "R"
    OUTPUT_ORDER = "O"
    COLLECT = "C"
    SUM = "C+"
    MAX = "C>"
    MIN = "C<"
    COUNT = "C#"

    @property
    def is_list(self) -> bool:
        """The outcome is a list (a tuple of values per output)."""
        return self in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT)

    @property
    def collects(self) -> bool:
        """Every hit counts, so rules are independent of each other and gaps are no fault."""
        return self.is_list or self in (HitPolicy.SUM, HitPolicy.MAX, HitPolicy.MIN, HitPolicy.COUNT)


@dataclass(frozen=True, slots=True)
class Variable:
    """A row of 数据字典 (or what was inferred where there is none)."""

    name: str
    type: VarType
    place: Place
    unit: str = ""
    domain: tuple[Scalar, ...] | None = None
    """取值范围 as a list, in its order."""
    limits: Condition | None = None
    """取值范围 as a range (``>=0``, ``[0..100]``)."""
    aliases: tuple[str, ...] = ()
    required: bool = False
    default: Value = None
    roles: tuple[str, ...] = ()
    """用途; see :class:`Role` for those that the product acts on."""
    ordered: bool = False
    """The domain's order is a ranking (用途 有序), so a non-monotone row is worth a warning."""
    note: str = ""
    inferred: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which a case file may bring it."""
        return (self.name, *self.aliases)


class Role(StrEnum):
    """用途 words the product acts on. A bank's own columns reach the code only through these."""

    CASE_ID = "案件编号"
    CUSTOMER_ID = "客户编号"
    CUSTOMER_NAME = "客户名称"
    OFFICER = "经办人"
    OFFICER_NAME = "经办人姓名"
    BRANCH = "机构"
    AMOUNT = "金额"
    BUSINESS_DATE = "业务日期"
    LETTER_FIELD = "文书字段"
    """Only letters print it, so it is no fault that no rule reads it."""
    LETTER = "文书"
    """An outcome that names the letters a case gets (a 文书目录 row each)."""
    BLOCKED_LETTER = "阻断文书"
    """An outcome that names letters which must not go out (``全部`` = all)."""
    BLOCK_REASON = "阻断理由"
    """The outcome beside it: why, citing the article."""
    SERVICE_MODE = "送达方式"
    """Its 取值范围 is what may be said when a letter's service is recorded."""
    SIGNER_CAPACITY = "签收人身份"
    """The same for who signed."""
    HINT = "提示"
    APPROVER = "审批人"
    ORDERED = "有序"
    RECEIPT_DATE = "入账日期"
    """In a recoveries ledger: the date that puts a line into a period."""
    PAY = "绩效工资"
    SCORE = "得分"
    GRADE = "等级"


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    value: Scalar
    type: VarType
    place: Place
    unit: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """``变量 = 公式``; the result is rounded half-up to ``decimals`` where given."""

    variable: str
    text: str
    expression: Expression
    type: VarType
    place: Place
    decimals: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """One condition or conclusion column of a table (a matrix: one axis, or the body)."""

    variable: str
    place: Place


@dataclass(frozen=True, slots=True)
class Output(Header):
    type: VarType = VarType.TEXT
    domain: tuple[Scalar, ...] | None = None
    """The order that P, O and 最重 go by: the 取值范围 row, else the dictionary's."""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    conditions: tuple[Condition, ...]
    """One per table input, parameters already put in."""
    texts: tuple[str, ...]
    """The condition cells as written, for the trace and for people."""
    outcomes: tuple[Value, ...]
    """One per table output; None only where the cell says ``-``: this rule gives no such outcome."""
    cells: str
    """The rule's cell range on the table's sheet, ``A5:E5``; a matrix cell ``C4``."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    """Inclusive, on the business date."""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    name: str
    policy: HitPolicy
    inputs: tuple[Header, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    place: Place
    default: tuple[Value, ...] | None = None
    default_cells: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    matrix: bool = False


class ScaleMode(StrEnum):
    WHOLE = "全额"
    MARGINAL = "超额累进"


@dataclass(frozen=True, slots=True)
class Tier:
    """A row of a scale: the band of the amount, further selectors, rate and fixed sum."""

    id: str
    band: Condition
    selectors: tuple[Condition, ...]
    texts: tuple[str, ...]
    rate: Decimal
    fixed: Decimal
    cells: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Rates by band.

    全额: amount × rate + fixed of the tier the amount falls in. 超额累进: the sum over the matching tiers
    of rate × the part of the amount inside the tier, plus the fixed sum of the tier the amount falls in.
    Then floor (保底), cap (封顶) and half-up rounding (舍入).
    """

    output: Output
    name: str
    mode: ScaleMode
    amount: Header
    selectors: tuple[Header, ...]
    tiers: tuple[Tier, ...]
    place: Place
    cap: Decimal | None = None
    floor: Decimal | None = None
    decimals: int = 2
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TestCase:
    """A row of 测试用例. An expected None is 未命中; lists are tuples."""

    __test__ = False  # not a pytest class

    name: str
    inputs: Mapping[str, Value]
    expected: Mapping[str, object]
    place: Place
    as_of: date | None = None
    expected_cells: Mapping[str, str] = field(default_factory=dict)
    """Output variable → cell of its expectation."""


class Aggregate(StrEnum):
    SUM = "合计"
    COUNT = "计数"
    DISTINCT = "去重计数"
    MEAN = "平均"
    MAX = "最大"
    MIN = "最小"


@dataclass(frozen=True, slots=True)
class Filter:
    """One ``变量 条件`` of a 筛选 cell; the parts of a cell are joined by 且."""

    variable: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of 指标: an aggregate per officer over a data table of the recoveries files."""

    name: str
    dataset: str
    """数据表: the sheet (or file stem) of the recoveries that holds it."""
    aggregate: Aggregate
    field: str
    filters: tuple[Filter, ...]
    place: Place
    target: Decimal | None = None
    weight: Decimal | None = None
    scoring: str = ""
    cap: Decimal | None = None
    unit: str = ""
    filter_text: str = ""


WHOLE_BATCH = "整批"
"""In 收件人: no debtor's letter, but one about all cases of a batch."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A row of 文书目录: 文书 · 模板 · 文号 · 收件人 · 送达记入 · 说明."""

    name: str
    template: str
    """File name below ``letter_templates/``."""
    number_pattern: str
    """``({年})农信催通字第{序号:4}号``; {年} is the business date's year, {序号:N} counts per pattern and year."""
    recipient: str
    """A variable whose (、-separated) names each get a letter of their own; blank: one per customer;
    :data:`WHOLE_BATCH`: one per batch."""
    place: Place
    note: str = ""
    served_variable: str = ""
    """送达记入: the date variable that takes the day of a recorded service in later batches; blank: none does."""

    @property
    def of_batch(self) -> bool:
        return self.recipient == WHOLE_BATCH


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A whole workbook. ``hash`` is the sha256 of the file's bytes and names the version."""

    name: str
    """The file's stem."""
    file: str
    hash: str
    variables: Mapping[str, Variable]
    """Declared and inferred, outputs included, in the order of their first appearance."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    formulas: tuple[Formula, ...] = ()
    tables: tuple[DecisionTable, ...] = ()
    scales: tuple[Scale, ...] = ()
    tests: tuple[TestCase, ...] = ()
    flow: tuple[str, ...] = ()
    """决策流程: names of tables, scales and formula variables in their order; empty: by dependency."""
    measures: tuple[Measure, ...] = ()
    letters: tuple[LetterKind, ...] = ()

    def with_role(self, role: str) -> tuple[Variable, ...]:
        """The variables whose 用途 names *role*, in order."""
        return tuple(variable for variable in self.variables.values() if role in variable.roles)

    @property
    def produced(self) -> frozenset[str]:
        """Variables that a block of this rulebook concludes."""
        return frozenset(
            [output.variable for table in self.tables for output in table.outputs]
            + [scale.output.variable for scale in self.scales]
            + [formula.variable for formula in self.formulas]
        )

    @property
    def outputs(self) -> tuple[str, ...]:
        """Conclusions of tables and scales and formula results, in the order of the workbook."""
        return tuple(name for name in self.variables if name in self.produced)
