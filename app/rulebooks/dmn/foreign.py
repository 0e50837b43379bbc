"""Decision tables of other tools' workbooks, whichever way they are laid out, as a DMN document.

The document goes through the same reader as any DMN file, so that what needs a FEEL engine is named the same way;
each element keeps the cell it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from app.rulebooks.dmn.document import OWN, Element

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


@dataclass(frozen=True, slots=True)
class Text:
    """FEEL text and the cell it stands in; ``Decision!B4`` on another sheet than the table's."""

    feel: str
    cell: str


@dataclass(frozen=True, slots=True)
class Column:
    """An input or output; ``expression`` is FEEL, of an output the variable's name."""

    expression: str
    cell: str
    label: str = ""
    kind: str = ""
    language: str = ""
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class ForeignRule:
    id: str
    conditions: Sequence[Text]
    outcomes: Sequence[Text]
    remarks: Sequence[str] = ()


@dataclass
class ForeignTable:
    """A decision table with the cell of its title."""

    name: str
    sheet: str
    cell: str
    policy: str
    """DMN's name of the hit policy, ``COLLECT`` with its aggregation behind a blank."""
    inputs: list[Column] = field(default_factory=list)
    outputs: list[Column] = field(default_factory=list)
    rules: list[ForeignRule] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """Headings of the annotation columns."""


def as_document(tables: Iterable[ForeignTable], given: Mapping[str, str], flow: Sequence[str]) -> Element:
    """The ``definitions`` of these tables.

    Args:
        tables: each becomes a decision.
        given: variables that no table concludes → type, where one is stated.
        flow: names of tables in the order in which they are run.
    """
    root = etree.Element(f"{{{MODEL}}}definitions", nsmap={None: MODEL, "lubu": OWN}, name="m", namespace="urn:lubu")
    if flow:
        steps = etree.SubElement(_add(root, "extensionElements"), f"{{{OWN}}}flow")
        for name in flow:
            etree.SubElement(steps, f"{{{OWN}}}step", name=name)
    for name, kind in given.items():
        _add(_add(root, "inputData", name=name), "variable", name=name, typeRef=kind)
    for table in tables:
        _decision(root, table)
    return root


def _decision(root: Element, table: ForeignTable) -> None:
    single = len(table.outputs) == 1
    name = table.outputs[0].expression if single else table.name
    decision = _add(root, "decision", name=name, label=table.name)
    _at(decision, table, table.cell)
    _add(decision, "variable", name=name)
    policy, _blank, aggregation = table.policy.partition("/")
    element = _add(decision, "decisionTable", hitPolicy=policy)
    if aggregation:
        element.set("aggregation", aggregation)
    for column in table.inputs:
        _input(element, table, column)
    for column in table.outputs:
        clause = _add(element, "output", name=column.expression, label=column.label, typeRef=column.kind)
        _at(clause, table, column.cell)
        _allowed(clause, "outputValues", column)
    for heading in table.remarks:
        _add(element, "annotation", name=heading)
    for rule in table.rules:
        _rule(element, table, rule)


def _input(element: Element, table: ForeignTable, column: Column) -> None:
    clause = _add(element, "input", label=column.label)
    _at(clause, table, column.cell)
    expression = _add(clause, "inputExpression", typeRef=column.kind)
    if column.language:
        expression.set("expressionLanguage", column.language)
    _text(expression, column.expression)
    _allowed(clause, "inputValues", column)


def _rule(element: Element, table: ForeignTable, rule: ForeignRule) -> None:
    made = _add(element, "rule", label=rule.id)
    for tag, entries in (("inputEntry", rule.conditions), ("outputEntry", rule.outcomes)):
        for entry in entries:
            _text(_at(_add(made, tag), table, entry.cell), entry.feel)
    for remark in rule.remarks:
        _text(_add(made, "annotationEntry"), remark)


def _allowed(clause: Element, tag: str, column: Column) -> None:
    if column.allowed:
        _text(_add(clause, tag), column.allowed)


def _at(element: Element, table: ForeignTable, cell: str) -> Element:
    sheet, _mark, address = cell.rpartition("!")
    element.set(f"{{{OWN}}}sheet", sheet or table.sheet)
    element.set(f"{{{OWN}}}cell", address)
    return element


def _add(parent: Element, tag: str, /, **attributes: str) -> Element:
    stated = {name: value for name, value in attributes.items() if value}
    return etree.SubElement(parent, f"{{{MODEL}}}{tag}", stated)


def _text(parent: Element, text: str) -> None:
    _add(parent, "text").text = text
