"""Grids of cells as the bytes of a workbook: texts stay texts, sections are parted by double borders."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format

from app.values import VarType, from_float

Content: TypeAlias = str | Decimal | date | bool

_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - fixed, so that the same content gives the same bytes
_FIRST_DAY = date(1900, 3, 1)
"""Spreadsheet programs count earlier days differently."""
_NARROWEST, _WIDEST = 8, 40
_MOST_LISTED = 255
"""Excel's limit of a drop-down list that is written out."""
_DOUBLE = 6
_LINE = {"border": 1, "border_color": "#A6A6A6"}
_BASE = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter", "text_wrap": True, "num_format": "@"} | _LINE
_TITLE = {"bold": True, "font_color": "#FFFFFF", "align": "center"}
_HEAD = {"bold": True, "align": "center"}
_ROLES: dict[str, dict[str, Any]] = {
    "title": _TITLE | {"bg_color": "#1F3864", "font_size": 11},
    "condition-title": _TITLE | {"bg_color": "#2F5597"},
    "conclusion-title": _TITLE | {"bg_color": "#548235"},
    "remark-title": _TITLE | {"bg_color": "#7F7F7F"},
    "head": _HEAD | {"bg_color": "#DEEAF6"},
    "corner": _HEAD | {"bg_color": "#BDD7EE"},
    "values": {"align": "center", "font_size": 9, "italic": True, "bg_color": "#F2F2F2"},
    "property": {"bold": True, "bg_color": "#FFF2CC"},
    "id": {"align": "center", "bg_color": "#F2F2F2"},
    "name": {"bold": True},
    "condition": {"align": "center"},
    "conclusion": {"align": "center", "bold": True},
    "remark": {"font_size": 9, "font_color": "#595959"},
    "value": {},
}


@dataclass(frozen=True, slots=True)
class Cell:
    content: Content
    role: str
    kind: VarType | None = None
    """The type of a conclusion, for the number format."""
    choices: tuple[str, ...] = ()
    """What a drop-down list proposes; anything else may be written all the same."""


@dataclass(slots=True)
class Sheet:
    """One block; coordinates are 0-based."""

    name: str
    rows: list[list[Cell]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    double_left: Sequence[int] = ()
    """Columns with a double line before them."""
    head_row: int = 1
    """The row with a double line below it; down to it the sheet stays in sight."""


def draw(sheets: Sequence[Sheet], title: str) -> bytes:
    """The workbook of these sheets."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": title, "created": _CREATED})
    styles = _Styles(book)
    for sheet in sheets:
        _draw_sheet(book.add_worksheet(sheet.name), sheet, styles)
    book.close()
    return stream.getvalue()


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, role: str, **more: Any) -> Format:
        wanted = _BASE | _ROLES[role] | more
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]


def _draw_sheet(target: Any, sheet: Sheet, styles: _Styles) -> None:
    width = len(sheet.rows[0])
    for column in range(width):
        texts = [str(row[column].content) for index, row in enumerate(sheet.rows) if index or not column]
        size = max((_size(line) for text in texts for line in text.split("\n")), default=0) + 3
        target.set_column(column, column, max(_NARROWEST, min(_WIDEST, size)))
    starts = {(first, left): (last, right) for first, left, last, right in sheet.merges}
    covered = {
        (row, column)
        for (first, left), (last, right) in starts.items()
        for row in range(first, last + 1)
        for column in range(left, right + 1)
    } - set(starts)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            last, right = starts.get((row, column), (row, column))
            style = _edges(sheet, row, column, last, right)
            if (row, column) in starts:
                target.merge_range(row, column, last, right, "", styles.of(cell.role, **style))
            if (row, column) not in covered:
                _write(target, row, column, cell, styles, style)
            _propose(target, row, column, cell)
    target.freeze_panes(sheet.head_row + 1, 1)
    target.ignore_errors({"number_stored_as_text": f"A1:XFD{len(sheet.rows)}"})


def _size(text: str) -> int:
    """In widths of a digit; Chinese characters count two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _edges(sheet: Sheet, row: int, column: int, last: int, right: int) -> dict[str, int]:
    edges = {}
    if column in sheet.double_left:
        edges["left"] = _DOUBLE
    if right + 1 in sheet.double_left:
        edges["right"] = _DOUBLE
    if last == sheet.head_row:
        edges["bottom"] = _DOUBLE
    if row == sheet.head_row + 1:
        edges["top"] = _DOUBLE
    return edges


def _write(target: Any, row: int, column: int, cell: Cell, styles: _Styles, edges: dict[str, int]) -> None:
    content = cell.content
    if isinstance(content, bool):
        target.write_boolean(row, column, content, styles.of(cell.role, **edges))
    elif isinstance(content, Decimal) and _is_exact(content):
        pattern = _percent(content) if cell.kind is VarType.PERCENT else "General"
        target.write_number(row, column, float(content), styles.of(cell.role, **edges, num_format=pattern))
    elif isinstance(content, date) and content >= _FIRST_DAY:
        target.write_datetime(row, column, content, styles.of(cell.role, **edges, num_format="yyyy-mm-dd"))
    elif content == "":
        target.write_blank(row, column, None, styles.of(cell.role, **edges))
    else:
        target.write_string(row, column, _plain_text(cell), styles.of(cell.role, **edges))


def _is_exact(number: Decimal) -> bool:
    """Whether the 15 digits of a spreadsheet cell hold it."""
    return from_float(float(number)) == number


def _percent(number: Decimal) -> str:
    places = max(0, -int(number.as_tuple().exponent) - 2)
    return "0" + ("." + "0" * places if places else "") + "%"


def _plain_text(cell: Cell) -> str:
    if isinstance(cell.content, Decimal):
        number = cell.content * 100 if cell.kind is VarType.PERCENT else cell.content
        return format(number, "f") + ("%" if cell.kind is VarType.PERCENT else "")
    return str(cell.content)


def _propose(target: Any, row: int, column: int, cell: Cell) -> None:
    if cell.choices and len(",".join(cell.choices)) <= _MOST_LISTED:
        options = {"validate": "list", "source": list(cell.choices), "show_error": False}
        target.data_validation(row, column, row, column, options)
