"""Rulebook → a workbook in our own layout: 数据字典, 参数, 公式, 决策流程, then a sheet for each decision table.

Structure stands in words (条件, 结论, 备注, 取值范围, 默认); the double borders between the sections are there for
DMN-in-Excel tools, which look for them. Tables are rows; a matrix is written as the table that it means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.findings import Finding, Level, Place
from app.rulebooks import layout
from app.rulebooks.conditions import Condition
from app.rulebooks.dmn.drawing import Cell, Sheet, draw
from app.rulebooks.dmn.spelling import cell_text, condition_text, domain_text, value_text
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, HitPolicy, Output, Parameter, Rule, Rulebook, Variable
from app.values import Value, VarType

_MAX_TEXT = 32_000
_WORDS = {
    HitPolicy.UNIQUE: "唯一",
    HitPolicy.ANY: "一致",
    HitPolicy.FIRST: "首条",
    HitPolicy.PRIORITY: "优先",
    HitPolicy.RULE_ORDER: "按行",
    HitPolicy.OUTPUT_ORDER: "按序",
    HitPolicy.COLLECT: "全部",
    HitPolicy.SUM: "求和",
    HitPolicy.MAX: "最大",
    HitPolicy.MIN: "最小",
    HitPolicy.COUNT: "计数",
}
_SECTIONS = (
    (layout.CONDITION, "condition-title"),
    (layout.CONCLUSION, "conclusion-title"),
    (layout.REMARK, "remark-title"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """The workbook, and what could not be put into it."""

    data: bytes
    findings: tuple[Finding, ...]


def write_workbook(rulebook: Rulebook) -> Written:
    """The same bytes for the same rulebook; what no cell can hold is among the findings."""
    writer = WorkbookWriter(rulebook)
    return Written(draw(blocks(writer), rulebook.name), tuple(writer.findings))


def blocks(writer: WorkbookWriter) -> list[Sheet]:
    """A sheet for each block."""
    rulebook = writer.rulebook
    sheets = [writer.dictionary()]
    if rulebook.parameters:
        sheets.append(writer.parameters())
    if rulebook.formulas:
        sheets.append(writer.formulas())
    if rulebook.flow:
        sheets.append(writer.flow())
    taken = {sheet.name.lower() for sheet in sheets}
    for table in rulebook.tables:
        sheet = writer.table(table, _sheet_name(table.name, taken))
        if sheet is not None:
            taken.add(sheet.name.lower())
            sheets.append(sheet)
    return sheets


def _sheet_name(title: str, taken: set[str]) -> str:
    """What a spreadsheet program takes for a name; no two alike."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip("' ")[:31].strip("' ") or "决策表"
    name, number = base, 2
    while name.lower() in taken or name.lower() == "history":
        suffix = f" {number}"
        name, number = base[: 31 - len(suffix)] + suffix, number + 1
    return name


class WorkbookWriter:
    """Lays the blocks out, and keeps what could not be written."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.findings: list[Finding] = []
        self._headings = {heading for variable in rulebook.variables.values() for heading in variable.headings}

    def dictionary(self) -> Sheet:
        headings = ("变量", "类型", "单位", "取值范围", "别名", "必填", "默认值", "用途", "说明")
        rows = [self._variable(variable) for variable in self.rulebook.variables.values()]
        return _listing("数据字典", headings, rows)

    def _variable(self, variable: Variable) -> tuple[str, ...]:
        default = "" if variable.default is None else self._text(variable.default, variable.type, variable.name)
        return (
            variable.name,
            variable.type.value,
            variable.unit,
            self._allowed(variable),
            "、".join(variable.aliases),
            "是" if variable.required else "",
            default,
            "、".join(variable.roles),
            variable.note,
        )

    def _allowed(self, variable: Variable) -> str:
        if variable.limits is not None:
            return condition_text(variable.limits, variable.type)
        if not variable.domain:
            return ""
        text = domain_text(variable.domain, variable.type)
        if text is None:
            self.say("warning", "rulebooks.dmn-domain-dropped", variable.place, variable=variable.name)
        return text or ""

    def parameters(self) -> Sheet:
        headings = ("参数", "值", "类型", "单位", "依据")
        rows = [self._parameter(parameter) for parameter in self.rulebook.parameters.values()]
        return _listing("参数", headings, rows)

    def _parameter(self, parameter: Parameter) -> tuple[str, ...]:
        value = self._text(parameter.value, parameter.type, parameter.name)
        return (parameter.name, value, parameter.type.value, parameter.unit, parameter.basis)

    def formulas(self) -> Sheet:
        headings = ("变量", "公式", "类型", "小数位", "说明")
        rows = [
            (item.variable, item.text, item.type.value, "" if item.decimals is None else str(item.decimals), item.note)
            for item in self.rulebook.formulas
        ]
        return _listing("公式", headings, rows)

    def flow(self) -> Sheet:
        """Without what stands in no block of this workbook."""
        made = {table.name for table in self.rulebook.tables} | {item.variable for item in self.rulebook.formulas}
        steps = [name for name in self.rulebook.flow if name in made]
        return _listing("决策流程", ("顺序", "决策"), [(str(place), name) for place, name in enumerate(steps, start=1)])

    # --- tables ---------------------------------------------------------------------------------------------------
    def table(self, table: DecisionTable, name: str) -> Sheet | None:
        """The table's sheet; None where a cell cannot hold what it has to say."""
        before = len(self.findings)
        remarks = list(dict.fromkeys(remark for rule in table.rules for remark in rule.remarks))
        sizes = (len(table.inputs), len(table.outputs), len(remarks))
        sheet = _top(table, name, sizes, self._properties(table))
        names = [*(header.variable for header in table.inputs), *(output.variable for output in table.outputs)]
        heads = [Cell(heading, "head") for heading in (*names, *remarks)]
        sheet.rows.append([Cell(self._corner(table.policy), "corner"), *heads])
        sheet.rows += self._values(table, len(remarks))
        sheet.head_row = len(sheet.rows) - 1
        sheet.rows += [self._rule(rule, table, remarks) for rule in table.rules]
        sheet.rows += self._default(table, len(remarks))
        dropped = any(finding.is_error for finding in self.findings[before:])
        if dropped:
            self.say("error", "rulebooks.dmn-table-left", table.place, table=table.name)
        return None if dropped else sheet

    def _corner(self, policy: HitPolicy) -> str:
        """The policy's letter, with its word where a variable is called like the letter."""
        clash = policy.value in self._headings and policy in _WORDS
        return f"{policy.value}/{_WORDS[policy]}" if clash else policy.value

    def _values(self, table: DecisionTable, remarks: int) -> list[list[Cell]]:
        """The row 取值范围, where anything has one."""
        texts = [self._allowed(self._of(header.variable)) for header in table.inputs]
        texts += [self._ordered(output, table) for output in table.outputs]
        if not any(texts):
            return []
        cells = [Cell(text, "values") for text in (*texts, *[""] * remarks)]
        return [[Cell("取值范围", "values"), *cells]]

    def _ordered(self, output: Output, table: DecisionTable) -> str:
        if not output.domain or table.policy is HitPolicy.COUNT:
            return ""
        text = domain_text(output.domain, output.type)
        if text is None and output.domain != self._of(output.variable).domain:
            self.say("warning", "rulebooks.dmn-domain-dropped", output.place, variable=output.variable)
        return text or ""

    def _of(self, name: str) -> Variable:
        return self.rulebook.variables.get(name) or Variable(BUSINESS_DATE, VarType.DATE, Place())

    def _rule(self, rule: Rule, table: DecisionTable, remarks: Sequence[str]) -> list[Cell]:
        cells = [Cell(rule.id, "id")]
        for header, condition, text in zip(table.inputs, rule.conditions, rule.texts, strict=True):
            variable = self._of(header.variable)
            written = self._condition(condition, text, variable)
            if written is None:
                place = table.place.at(rule.cells)
                self.say("error", "rulebooks.dmn-cell-dropped", place, variable=variable.name, text=text[:40])
            cells.append(Cell(written or "", "condition", choices=_choices(variable)))
        for output, outcome in zip(table.outputs, rule.outcomes, strict=True):
            cells.append(self._outcome(outcome, output, table))
        return [*cells, *(Cell(rule.remarks.get(name, ""), "remark") for name in remarks)]

    def _condition(self, condition: Condition, written: str, variable: Variable) -> str | None:
        return cell_text(condition, written, variable, self.rulebook.parameters)

    def _properties(self, table: DecisionTable) -> Mapping[str, str]:
        return table.properties

    def _default(self, table: DecisionTable, remarks: int) -> list[list[Cell]]:
        if table.default is None:
            return []
        cells = [
            self._outcome(value, output, table) for value, output in zip(table.default, table.outputs, strict=True)
        ]
        skipped = [Cell("-", "condition")] * len(table.inputs)
        return [[Cell("默认", "id"), *skipped, *cells, *[Cell("", "remark")] * remarks]]

    def _outcome(self, value: Value, output: Output, table: DecisionTable) -> Cell:
        """Numbers and dates as such; of a counting table the cells are texts."""
        if isinstance(value, Decimal | date) and table.policy is not HitPolicy.COUNT:
            return Cell(value, "conclusion", output.type)
        kind = VarType.TEXT if table.policy is HitPolicy.COUNT else output.type
        return Cell(self._text(value, kind, output.variable), "conclusion", choices=_choices(self._of(output.variable)))

    def _text(self, value: Value, kind: VarType, variable: str) -> str:
        text = value_text(value, kind)
        if text is None or len(text) > _MAX_TEXT:
            place = Place(self.rulebook.file, "", variable)
            self.say("error", "rulebooks.dmn-cell-dropped", place, variable=variable, text=str(value)[:40])
        return text or ""

    def say(self, level: Level, code: str, place: Place, **params: object) -> None:
        finding = Finding(level, code, place, params)
        if finding not in self.findings[-50:]:
            self.findings.append(finding)


def _listing(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Sheet:
    cells = [[Cell(title, "title"), *[Cell("", "title")] * (len(headings) - 1)]]
    cells.append([Cell(heading, "head") for heading in headings])
    cells += [[Cell(text, "value" if index else "name") for index, text in enumerate(row)] for row in rows]
    return Sheet(title, cells, [(0, 0, 0, len(headings) - 1)])


def _top(table: DecisionTable, name: str, sizes: Sequence[int], properties: Mapping[str, str]) -> Sheet:
    """The title row with the words over their sections, then the properties."""
    titles = [Cell(table.name, "title")]
    merges, starts = [], []
    for size, (word, role) in zip(sizes, _SECTIONS, strict=True):
        if not size:
            continue
        start = len(titles)
        starts.append(start)
        if size > 1:
            merges.append((0, start, 0, start + size - 1))
        titles += [Cell(word, role), *[Cell("", role)] * (size - 1)]
    width = len(titles)
    rows = [titles, *(_property(item, width) for item in properties.items())]
    if width > 2:
        merges += [(row, 1, row, width - 1) for row in range(1, len(rows))]
    return Sheet(name, rows, merges, double_left=[start for start in starts if start > 1])


def _property(item: tuple[str, str], width: int) -> list[Cell]:
    return [Cell(item[0], "property"), Cell(item[1], "value"), *[Cell("", "value")] * (width - 2)]


def _choices(variable: Variable) -> tuple[str, ...]:
    """Listed values for a drop-down list."""
    if variable.type is VarType.BOOL:
        return ("是", "否")
    return tuple(map(str, variable.domain or ())) if variable.type is VarType.TEXT else ()
