"""The requirements diagram (DMNDI) of what is written: modellers open a file by its diagram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from app.rulebooks.dmn.document import Element

_DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
_DC = "http://www.omg.org/spec/DMN/20180521/DC/"
_DI = "http://www.omg.org/spec/DMN/20180521/DI/"
_WIDTH, _HEIGHT, _GAP = 180, 60, 40
_PER_ROW = 6


def add_diagram(root: Element, needs: Mapping[str, Sequence[str]], inputs: Sequence[str]) -> None:
    """Decisions in rows by how many decisions they build on, input data that one reads below them.

    Args:
        root: the ``definitions``.
        needs: id of each decision → ids of the decisions and input data it reads.
        inputs: ids of all input data.
    """
    parent = etree.SubElement(root, f"{{{_DMNDI}}}DMNDI", nsmap={"dmndi": _DMNDI, "dc": _DC, "di": _DI})
    diagram = etree.SubElement(parent, f"{{{_DMNDI}}}DMNDiagram", id="diagram")
    levels = _levels(needs)
    read = {key for keys in needs.values() for key in keys}
    rows: list[list[str]] = []
    for level in sorted(set(levels.values()), reverse=True):
        rows += _wrapped([key for key, at in levels.items() if at == level])
    rows += _wrapped([key for key in inputs if key in read])
    places = {key: (column, row) for row, keys in enumerate(rows) for column, key in enumerate(keys)}
    for key, place in places.items():
        _shape(diagram, key, place)
    for key, keys in needs.items():
        for other in keys:
            _edge(diagram, need_id(key, other), places[other], places[key])


def need_id(decision: str, needed: str) -> str:
    """The id of the requirement that leads from one element to another."""
    return f"need_{decision}_{needed}"


def _levels(needs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Decision → the longest chain of decisions below it; decisions of a cycle stop growing."""
    levels = dict.fromkeys(needs, 0)
    for _round in needs:
        before = dict(levels)
        for key, keys in needs.items():
            levels[key] = max([levels[other] + 1 for other in keys if other in levels and other != key], default=0)
        if levels == before:
            break
    return levels


def _wrapped(keys: list[str]) -> list[list[str]]:
    return [keys[start : start + _PER_ROW] for start in range(0, len(keys), _PER_ROW)]


def _corner(place: tuple[int, int]) -> tuple[int, int]:
    return _GAP + place[0] * (_WIDTH + _GAP), _GAP + place[1] * (_HEIGHT + _GAP)


def _shape(diagram: Element, key: str, place: tuple[int, int]) -> None:
    shape = etree.SubElement(diagram, f"{{{_DMNDI}}}DMNShape", id=f"shape_{key}", dmnElementRef=key)
    left, top = _corner(place)
    bounds = {"x": left, "y": top, "width": _WIDTH, "height": _HEIGHT}
    etree.SubElement(shape, f"{{{_DC}}}Bounds", {name: str(value) for name, value in bounds.items()})


def _edge(diagram: Element, key: str, start: tuple[int, int], end: tuple[int, int]) -> None:
    """From the top of what is read to the bottom of what reads it."""
    edge = etree.SubElement(diagram, f"{{{_DMNDI}}}DMNEdge", id=f"edge_{key}", dmnElementRef=key)
    for (left, top), down in ((_corner(start), 0), (_corner(end), _HEIGHT)):
        etree.SubElement(edge, f"{{{_DI}}}waypoint", x=str(left + _WIDTH // 2), y=str(top + down))
