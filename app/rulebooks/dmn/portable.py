"""Rulebook → a workbook that other DMN-in-Excel tools open, and that loads here with the same decisions.

After what pyDMNrules 1.4.5 reads: Glossary and Decision, the hit policy right below the title, double lines below
headings and allowed values and between the sections, cells in FEEL with texts in quotation marks. A sheet that
begins with 说明 is none of ours, so both sheets begin so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from app.findings import Finding, Place
from app.rulebooks import layout
from app.rulebooks.conditions import AnyOf, Anything, Condition, Missing, NoneOf, Present, TextTest, tests_of
from app.rulebooks.dependencies import in_order
from app.rulebooks.dmn.drawing import Cell, Sheet, draw
from app.rulebooks.dmn.feel_text import print_literal, print_unary_tests, quoted
from app.rulebooks.dmn.spelling import means
from app.rulebooks.dmn.workbook import WorkbookWriter, Written, blocks
from app.rulebooks.model import DecisionTable, HitPolicy, Output, Rulebook, Variable
from app.values import Value, VarType

_NOTE = "说明：供其他 DMN-in-Excel 工具读取（pyDMNrules 的{sheet}表），律簿不读这张表。"
_INFORMATIVE = frozenset({layout.BASIS, layout.OWNER})
_FIRST_WINS = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST)


def write_portable(rulebook: Rulebook) -> Written:
    """The same bytes for the same rulebook; what another tool cannot read is among the findings."""
    apart, renamed = _told_apart(rulebook)
    writer = _Portable(apart)
    sheets = [_glossary(apart), _decision(apart), *blocks(writer)]
    return Written(draw(sheets, apart.name), (*renamed, *writer.findings))


def _told_apart(rulebook: Rulebook) -> tuple[Rulebook, tuple[Finding, ...]]:
    """Other tools look for a table by its title in every cell: no other cell may say the same."""
    sheets = blocks(_Portable(rulebook))
    said = Counter(
        cell.content for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell.content, str)
    )
    names = {table.name: f"{table.name} 决策表" for table in rulebook.tables if said[table.name] > 1}
    tables = tuple(replace(table, name=names.get(table.name, table.name)) for table in rulebook.tables)
    flow = tuple(names.get(name, name) for name in rulebook.flow)
    findings = tuple(
        Finding("note", "rulebooks.dmn-title-apart", table.place, {"name": table.name, "new": names[table.name]})
        for table in rulebook.tables if table.name in names
    )  # fmt: skip
    return replace(rulebook, tables=tables, flow=flow), findings


class _Portable(WorkbookWriter):
    """Cells in FEEL, as far as they are read here as the same; no rows between title and headings."""

    def table(self, table: DecisionTable, name: str) -> Sheet | None:
        if table.default is not None and table.policy not in _FIRST_WINS:
            self.say("warning", "rulebooks.dmn-default-as-rule", table.place, table=table.name)
        return super().table(table, name)

    def _properties(self, table: DecisionTable) -> Mapping[str, str]:
        """Dates decide, so they stay and the other tool is warned; the rest only informs and is left out."""
        kept = {name: text for name, text in table.properties.items() if name in (layout.FROM, layout.TO)}
        for name in table.properties:
            if name in _INFORMATIVE:
                self.say("note", "rulebooks.dmn-property-left", table.place, name=name, table=table.name)
        if kept:
            self.say("warning", "rulebooks.dmn-property-kept", table.place, table=table.name)
        return kept

    def _condition(self, condition: Condition, written: str, variable: Variable) -> str | None:
        feel = self._feel(condition, variable)
        if feel is not None and means(feel, condition, variable, self.rulebook.parameters):
            return feel
        place = Place(self.rulebook.file, "", variable.name)
        self.say("warning", "rulebooks.dmn-cell-ours", place, variable=variable.name, text=written[:40])
        return super()._condition(condition, written, variable)

    def _feel(self, condition: Condition, variable: Variable) -> str | None:
        """As pyDMNrules takes it: ``not("a")`` without null, tests of a text with one argument."""
        tests = tests_of(condition)
        foreign = any(isinstance(test, TextTest | Missing | Present) for test in tests)
        if foreign or (variable.type is VarType.PERCENT and tests):
            return None
        if isinstance(condition, Anything):
            return "-"
        if isinstance(condition, NoneOf):
            return f"not({print_unary_tests(AnyOf(condition.tests))})"
        return print_unary_tests(condition)

    def _outcome(self, value: Value, output: Output, table: DecisionTable) -> Cell:
        if isinstance(value, bool) and table.policy is not HitPolicy.COUNT:
            return Cell(value, "conclusion")
        cell = super()._outcome(value, output, table)
        bare = isinstance(value, str) and cell.content == value and '"' not in value
        return Cell(quoted(value), cell.role, choices=cell.choices) if bare and isinstance(value, str) else cell

    def _ordered(self, output: Output, table: DecisionTable) -> str:
        """Allowed values in quotation marks, where that is read here as well."""
        text = super()._ordered(output, table)
        if not text or output.type is not VarType.TEXT or any('"' in str(value) for value in output.domain or ()):
            return text
        return ",".join(print_literal(value) for value in output.domain or ())

    def _allowed(self, variable: Variable) -> str:
        text = super()._allowed(variable)
        if not text or not variable.domain or variable.type is not VarType.TEXT:
            return text
        return text if any('"' in str(value) for value in variable.domain) else _listed(variable.domain)


def _listed(values: Sequence[object]) -> str:
    return ",".join(print_literal(value) for value in values if isinstance(value, str | Decimal))


def _glossary(rulebook: Rulebook) -> Sheet:
    used = {header.variable: None for table in rulebook.tables for header in (*table.inputs, *table.outputs)}
    rows = [["Glossary", "", ""], ["Variable", "Business Concept", "Attribute"]]
    for number, name in enumerate(used, start=1):
        rows.append([name, "Data" if number == 1 else "", f"v{number}"])
    return _sheet("Glossary", rows)


def _decision(rulebook: Rulebook) -> Sheet:
    rows = [["Decision", ""], ["Decisions", "Execute Decision Tables"]]
    rows += [[table.name, table.name] for table in _ordered_tables(rulebook)]
    return _sheet("Decision", rows)


def _ordered_tables(rulebook: Rulebook) -> Iterator[DecisionTable]:
    return (block for block in in_order(rulebook) if isinstance(block, DecisionTable))


def _sheet(name: str, rows: Sequence[Sequence[str]]) -> Sheet:
    width = len(rows[0])
    note = [Cell(_NOTE.format(sheet=f" {name} "), "remark"), *[Cell("", "remark")] * (width - 1)]
    blank = [Cell("", "remark")] * width
    cells = [note, blank, *([Cell(text, "value") for text in row] for row in rows)]
    return Sheet(name, cells, [(0, 0, 0, width - 1)], head_row=3)
