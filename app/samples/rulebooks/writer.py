"""A :class:`Book` as the bytes of a workbook fit to show: widths, lines, drop-downs, frozen panes, print set-up."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from io import BytesIO
from math import ceil

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from app.samples.rulebooks.comments import comment
from app.samples.rulebooks.dropdowns import Lists, offer_lists
from app.samples.rulebooks.formats import PALETTE, Formats
from app.samples.rulebooks.layout import Grid, Piece, dictionary, lay_out
from app.samples.rulebooks.model import Book, Cell
from app.samples.rulebooks.notes import write_notes
from app.samples.workbook import new_workbook

_TAB_COLOURS = {"数据字典": "#7F7F7F", "参数": "#BF9000", "测试": "#548235"}
_WIDEST = {"remark": 44, "long": 52, "name": 36, "conclusion": 34}
_WIDEST_OTHERS = 22
_NARROWEST = 8
_LINE_HEIGHT = 16.5
_LETTERS = {"remark": 0.9, "long": 0.9}
"""Size of a role's letters where they are smaller."""
_DOUBLE, _MEDIUM = 6, 2


def make_workbook(book: Book) -> bytes:
    """The workbook of *book*; the same bytes for the same book."""
    stream = BytesIO()
    file = new_workbook(stream, book.name, book.guide.author) if book.guide else new_workbook(stream, book.name)
    formats = Formats(file)
    lists = {variable.name: list(variable.values) for variable in book.variables if variable.values}
    write_notes(file, formats, book)
    grids = {"数据字典": [dictionary(book.variables)]}
    grids |= {sheet.name: [lay_out(block) for block in sheet.blocks] for sheet in book.sheets}
    for name, blocks in grids.items():
        sheet, used = _write_sheet(file, formats, name, blocks, lists)
        comment(sheet, blocks, book.comments)
        if book.spare_rows:
            _write_spare(sheet, formats, blocks[-1], (used, book.spare_rows), lists)
    file.close()
    return stream.getvalue()


def _write_sheet(
    file: xlsxwriter.Workbook, formats: Formats, name: str, grids: list[Grid], lists: Lists
) -> tuple[Worksheet, int]:
    """The sheet, and how many rows its blocks take."""
    sheet = file.add_worksheet(name)
    widths = _widths(grids)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, formats.plain())
    first = 0
    for grid in grids:
        _write_grid(sheet, formats, grid, first, widths)
        offer_lists(sheet, grid.rows, first, lists)
        _colour(sheet, formats, grid, first)
        first += len(grid.rows) + 1
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{first}"})
    if len(grids) == 1 and grids[0].freeze:
        sheet.freeze_panes(grids[0].freeze, 1)
        sheet.repeat_rows(0, grids[0].freeze - 1)
    sheet.set_tab_color(next((colour for word, colour in _TAB_COLOURS.items() if word in name), "#2F5597"))
    _set_up_print(sheet, name)
    return sheet, first - 1


def _write_spare(sheet: Worksheet, formats: Formats, grid: Grid, below: tuple[int, int], lists: Lists) -> None:
    """Rows to go on in, right below the last block: text cells, the same drop-down lists, lines once they are used."""
    first, count = below
    for row in range(first, first + count):
        for column, piece in enumerate(grid.blank):
            sheet.write_blank(row, column, None, formats.spare(piece.role))
    offer_lists(sheet, [list(grid.blank)] * count, first, lists)
    last = xl_col_to_name(len(grid.blank) - 1)
    used = {"type": "formula", "criteria": f"=COUNTA($A{first + 1}:${last}{first + 1})>0", "format": formats.lines()}
    sheet.conditional_format(first, 0, first + count - 1, len(grid.blank) - 1, used)


def _set_up_print(sheet: Worksheet, name: str) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&9{name}&R&9第 &P 页 共 &N 页")


def _width(value: Cell) -> int:
    """In the width of a digit; Chinese characters count two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in _shown(value))


def _shown(value: Cell) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def _widths(grids: list[Grid]) -> list[float]:
    """What the cells of each column need, up to what their role may take; merged titles ask for nothing."""
    widths: dict[int, int] = {}
    for grid in grids:
        for row in grid.rows:
            for column, piece in enumerate(row):
                if piece.role.endswith("title") or piece.role == "property-value":
                    continue
                most = _WIDEST.get(piece.role, _WIDEST_OTHERS)
                widths[column] = max(widths.get(column, _NARROWEST), min(most, _width(piece.value) + 3))
    return [float(widths[column]) for column in sorted(widths)]


def _write_grid(sheet: Worksheet, formats: Formats, grid: Grid, first: int, widths: list[float]) -> None:
    covered = {
        (row, column): area
        for area in grid.merges
        for row in range(area[0], area[2] + 1)
        for column in range(area[1], area[3] + 1)
    }
    for row, pieces in enumerate(grid.rows):
        sheet.set_row(first + row, _height(row, pieces, widths, grid))
        for column, piece in enumerate(pieces):
            area = covered.get((row, column))
            if area is None:
                _write_cell(sheet, formats, first + row, column, piece, _edges(grid, row, column, row, column))
            elif area[:2] == (row, column):
                style = formats.of(piece.role, **_edges(grid, *area))
                sheet.merge_range(first + row, column, first + area[2], area[3], piece.value, style)


def _height(row: int, pieces: list[Piece], widths: list[float], grid: Grid) -> float:
    """Spreadsheet programs do not agree on fitting rows, so it is said: room for the cell of most lines."""
    lines = [
        ceil((_width(piece.value) * _LETTERS.get(piece.role, 1.0) + 1) / (_room(grid, row, column, widths) - 1))
        for column, piece in enumerate(pieces)
        if piece.value != ""
    ]
    least = 26.0 if row == 0 else 20.0 if row in grid.head_rows else 18.0
    return max(least, 4 + _LINE_HEIGHT * max(lines, default=1))


def _room(grid: Grid, row: int, column: int, widths: list[float]) -> float:
    """The width a cell has, with those it is merged with; a cell over several rows has room enough."""
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and left <= column <= right:
            return sum(widths[left : right + 1]) * (bottom - top + 1)
    return widths[column]


def _edges(grid: Grid, row: int, column: int, last_row: int, last_column: int) -> dict[str, int]:
    """Double lines between sections and below headings, a medium line around the block."""
    if grid.rows[row][column].role == "blank":
        return {}
    edges: dict[str, int] = {}
    if column in grid.double_left:
        edges["left"] = _DOUBLE
    if last_column + 1 in grid.double_left:
        edges["right"] = _DOUBLE
    if last_row in grid.head_rows:
        edges["bottom"] = _DOUBLE
    if row - 1 in grid.head_rows:
        edges["top"] = _DOUBLE
    if row == 0:
        edges["top"] = _MEDIUM
    if last_row == len(grid.rows) - 1:
        edges["bottom"] = _MEDIUM
    if column == 0:
        edges["left"] = _MEDIUM
    if last_column == len(grid.rows[row]) - 1:
        edges["right"] = _MEDIUM
    return edges


def _write_cell(sheet: Worksheet, formats: Formats, row: int, column: int, piece: Piece, edges: dict[str, int]) -> None:
    if isinstance(piece.value, str):
        style = formats.of(piece.role, **edges)
        if piece.value:
            sheet.write_string(row, column, piece.value, style)
        else:
            sheet.write_blank(row, column, None, style)
        return
    sheet.write_number(
        row, column, float(piece.value), formats.of(piece.role, num_format=_pattern(piece.value), **edges)
    )


def _pattern(value: int | Decimal) -> str:
    """Fractions are percents; how many places they need says the number itself."""
    if isinstance(value, int):
        return "#,##0"
    places = max(0, -int(value.as_tuple().exponent) - 2)
    return "0" + ("." + "0" * places if places else "") + "%"


def _colour(sheet: Worksheet, formats: Formats, grid: Grid, first: int) -> None:
    """Classes, levels and grades in their colours, wherever they are concluded."""
    columns = {
        column
        for pieces in grid.rows
        for column, piece in enumerate(pieces)
        if piece.role in ("conclusion", "expected") and piece.value in PALETTE
    }
    for column in sorted(columns):
        for word in dict.fromkeys(pieces[column].value for pieces in grid.rows if pieces[column].value in PALETTE):
            fill, letters = PALETTE[str(word)]
            style = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": formats.tint(fill, letters)}
            sheet.conditional_format(first, column, first + len(grid.rows) - 1, column, style)
