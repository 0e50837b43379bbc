"""A dictionary drafted from a case file, and a first table over it: a bank begins with its own ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.cases.headings import bare_key
from app.cases.model import RawTable
from app.cases.undeclared import Likely, likely_columns
from app.rulebooks.dictionary import TYPE_WORDS
from app.rulebooks.model import BUSINESS_DATE
from app.samples.rulebooks.model import Sheet, Table, Tests, Variable
from app.values import VarType, fold, to_text

_SEPARATORS = re.compile(r"[,，、;；\n]")
_BRACKETS = re.compile(r"[（(【\[][^（(【\[]*[)）】\]]")
_CONCLUSION = "处理意见"
_MOST_CONDITIONS = 3

PURPOSE = (
    "数据字典由台账“{file}”的列起草：类型、可选的值按内容推测，请逐行核对，再给要紧的列选好“用途”，用不到的列删去。"
    "《处理意见》是一张示例表，换成本单位的规则。"
)


def draft_variables(raw: RawTable) -> tuple[Variable, ...]:
    """A row of 数据字典 for every column that has a heading; the conclusion of the example table comes last."""
    taken: set[str] = set()
    drafted = [_variable(column, name) for column in likely_columns(raw) if (name := _name(column.heading, taken))]
    conclusion = Variable(_conclusion(taken), "文本", domain="正常,关注,上报", note="示例结论，请改成自己的")
    return (*drafted, conclusion)


def _name(heading: str, taken: set[str]) -> str:
    """The heading without units and brackets; nothing for a column that says the same as one before it."""
    text = fold(" ".join(heading.split()))
    name = _BRACKETS.sub("", text).strip(" *:") or text
    key = bare_key(name)
    if not key or key in taken or name == BUSINESS_DATE:
        return ""
    taken.add(key)
    return name


def _conclusion(taken: set[str]) -> str:
    return next(
        name for name in (_CONCLUSION, *(f"{_CONCLUSION}{number}" for number in range(2, 99))) if name not in taken
    )


def _variable(column: Likely, name: str) -> Variable:
    listed = not any(_SEPARATORS.search(value) for value in column.values)
    domain = ",".join(column.values) if listed else ""
    return Variable(name, column.type.value, column.unit, domain, note="；".join(_seen(column)))


def _seen(column: Likely) -> Iterator[str]:
    """What a person needs for looking the draft over; never a customer's own data."""
    yield f"台账 {column.rows} 行" + (f"，空 {column.blanks} 行" if column.blanks else "")
    if column.unread:
        yield f"有 {column.unread} 行不是{column.type.value}"
    if column.ends is not None:
        low, high = map(to_text, column.ends)
        yield f"从 {low} 到 {high}"
    if column.type is VarType.TEXT and len(column.values) > 1:
        yield "取值范围的先后请按轻重排列"
    if column.rows == column.blanks:
        yield "整列空着，类型请自行填写"


def draft_sheets(variables: Sequence[Variable]) -> tuple[Sheet, ...]:
    """An example table with one rule and a default, and the test case that goes with them."""
    *columns, conclusion = variables
    chosen = sorted(columns, key=_usefulness)[:_MOST_CONDITIONS]
    names = tuple(variable.name for variable in chosen)
    first = chosen[0]
    condition, example = _example(first)
    others = ("-",) * (len(names) - 1)
    rule = ("R1", condition, *others, "关注", "示例，请改成自己的规则")
    table = Table(conclusion.name, "F", names, (conclusion.name,), ("依据",), (rule,), ("正常",))
    tests = Tests((first.name,), (conclusion.name,), (("示例规则命中", example, "关注"), ("其余走默认", "", "正常")))
    about = "示例决策表：条件列选自台账的列"
    return Sheet(conclusion.name, (table,), about), Sheet("测试用例", (tests,), "一行一个例子，上传时全部试算")


def _usefulness(variable: Variable) -> int:
    """Columns that sort cases best make the first conditions: listed values, numbers, yes/no, dates, then texts."""
    order = (VarType.INTEGER, VarType.MONEY, VarType.DECIMAL, VarType.PERCENT, VarType.BOOL, VarType.DATE, VarType.TEXT)
    return 0 if variable.values else 1 + order.index(TYPE_WORDS[variable.type])


def _example(variable: Variable) -> tuple[str, str]:
    """A condition on the variable, and a value that meets it."""
    if variable.values:
        return variable.values[0], variable.values[0]
    kind = TYPE_WORDS[variable.type]
    if kind is VarType.BOOL:
        return "是", "是"
    if kind is VarType.DATE:
        return "非空", "2026-01-31"
    return (">0", "1") if kind.is_number else ("非空", "示例")
