"""Cell notes at the headings of a made workbook: what goes where, said at the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from xlsxwriter.worksheet import Worksheet

from app.samples.rulebooks.layout import Grid

_WIDTH, _LINE, _CHARACTER = 270, 18, 13
"""Pixels of a note, of a line and of a Chinese character in it."""


def comment(sheet: Worksheet, grids: Sequence[Grid], notes: Mapping[str, str]) -> None:
    """Each of *notes* once in a sheet, at the first cell it speaks of."""
    said = set()
    first = 0
    for grid in grids:
        for row, column, subjects in _subjects(grid):
            subject = next((one for one in subjects if one in notes), "")
            if subject and subject not in said:
                said.add(subject)
                _write(sheet, first + row, column, notes[subject])
        first += len(grid.rows) + 1


def _subjects(grid: Grid) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Row and column of every filled cell, with ``<kind of block>/<its words>`` and ``<kind>/<what it is>``."""
    for row, pieces in enumerate(grid.rows):
        for column, piece in enumerate(pieces):
            if piece.value != "":
                in_words = f"{grid.kind}/{piece.value}" if piece.role not in _FILLED_IN else ""
                yield row, column, (in_words, f"{grid.kind}/{_PARTS.get(piece.role, '')}")


_PARTS = {"title": "标题", "corner": "左上角", "condition-head": "条件列", "conclusion-head": "结论列"}
_FILLED_IN = frozenset({"name", "value", "word", "long", "id", "condition", "conclusion", "expected", "remark"})
"""Roles of cells below the headings."""


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    lines = sum(max(1, ceil(len(line) * _CHARACTER / (_WIDTH - 16))) for line in text.split("\n"))
    options = {
        "width": _WIDTH,
        "height": _LINE * lines + 14,
        "font_name": "微软雅黑",
        "font_size": 9,
        "color": "#FFFBE6",
    }
    sheet.write_comment(row, column, text, options)
