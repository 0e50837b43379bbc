"""The requirements diagram (DMNDI) of what is written: modellers open a file by its diagram."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from app.rulebooks.dmn.document import Element
from app.rulebooks.model import DecisionTable, Rulebook

_DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
_DC = "http://www.omg.org/spec/DMN/20180521/DC/"
_WIDTH, _HEIGHT, _GAP = 180, 60, 40
_PER_ROW = 6


def add_diagram(
    root: Element, rulebook: Rulebook, inputs: Mapping[str, str], producers: Mapping[str, tuple[int, DecisionTable]]
) -> None:
    """Decisions in rows by how many decisions they build on, input data that a table reads below them."""
    parent = etree.SubElement(root, f"{{{_DMNDI}}}DMNDI", nsmap={"dmndi": _DMNDI, "dc": _DC})
    diagram = etree.SubElement(parent, f"{{{_DMNDI}}}DMNDiagram", id="diagram")
    levels = _levels(rulebook, producers)
    read = {header.variable for table in rulebook.tables for header in table.inputs}
    rows: list[list[str]] = []
    for level in sorted(set(levels.values()), reverse=True):
        rows += _wrapped([f"decision_{number}" for number, at in levels.items() if at == level])
    rows += _wrapped([key for name, key in inputs.items() if name in read])
    for row, keys in enumerate(rows):
        for column, key in enumerate(keys):
            _shape(diagram, key, column, row)


def _levels(rulebook: Rulebook, producers: Mapping[str, tuple[int, DecisionTable]]) -> dict[int, int]:
    """Number of a table → the longest chain of tables below it; tables of a cycle stop growing."""
    levels = dict.fromkeys(range(1, len(rulebook.tables) + 1), 0)
    for _round in rulebook.tables:
        for number, table in enumerate(rulebook.tables, start=1):
            below = [producers[header.variable][0] for header in table.inputs if header.variable in producers]
            levels[number] = max([levels[other] + 1 for other in below if other != number], default=0)
    return levels


def _wrapped(keys: list[str]) -> list[list[str]]:
    return [keys[start : start + _PER_ROW] for start in range(0, len(keys), _PER_ROW)]


def _shape(diagram: Element, key: str, column: int, row: int) -> None:
    shape = etree.SubElement(diagram, f"{{{_DMNDI}}}DMNShape", id=f"shape_{key}", dmnElementRef=key)
    bounds = {"x": _GAP + column * (_WIDTH + _GAP), "y": _GAP + row * (_HEIGHT + _GAP)}
    size = {"width": _WIDTH, "height": _HEIGHT}
    etree.SubElement(shape, f"{{{_DC}}}Bounds", {name: str(value) for name, value in (bounds | size).items()})
