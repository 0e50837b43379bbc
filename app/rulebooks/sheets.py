"""A sheet as a grid of typed cells, cut into blocks at its blank rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.findings import Place
from app.values import fold, from_float, plain, to_text

Line = TypeVar("Line", bound="Sequence[Cell]")
Raw: TypeAlias = str | Decimal | date | bool | None

SIGNIFICANT_DIGITS = 15
"""What a spreadsheet keeps of a number; a longer whole number has lost its last digits."""

_BORDERED_ROWS = 120
"""Rows that are looked through for double borders below them: the headings of a table whose rules are columns."""

NOTES = ("说明", "填写说明", "检查结果", "notes", "readme")
"""A sheet whose first cell begins so is not read; 检查结果 is what an annotated copy carries."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, or a copy of the cell it is merged with."""

    value: Raw
    row: int
    column: int
    """Both 1-based."""
    percent: bool = False
    """Shown as a percentage; ``value`` is the stored ratio."""
    fault: str = ""
    """The code (without its package) of what makes the value unusable: an error value, a formula without a value."""
    formula: str = ""
    anchor: tuple[int, int] = (0, 0)
    """Row and column of the top left cell of its merged range; its own where it is not merged."""
    span: tuple[int, int] = (1, 1)
    """Rows and columns of that range."""

    @property
    def blank(self) -> bool:
        return self.value is None and not self.fault

    @property
    def text(self) -> str:
        """What a person reads in the cell."""
        if isinstance(self.value, Decimal) and self.percent:
            return f"{to_text(self.value * 100)}%"
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        return to_text(self.value)

    @property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def name(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def rounded(self) -> bool:
        """A whole number with more digits than a spreadsheet keeps: the last ones are no longer the true ones."""
        return isinstance(self.value, Decimal) and abs(self.value) >= 10**SIGNIFICANT_DIGITS


@dataclass(frozen=True, slots=True)
class Block:
    """Rows between two blank rows, all of one width; turned, each row is a column of the sheet."""

    file: str
    sheet: str
    rows: tuple[tuple[Cell, ...], ...]
    double: frozenset[int] = field(default=frozenset())
    """Columns (1-based) with a double border on their right in one of the first rows."""
    double_rows: frozenset[int] = field(default=frozenset())
    """Rows (1-based) with a double border below one of their first cells."""
    turned: bool = False

    @property
    def title(self) -> str:
        return self.rows[0][0].folded

    @property
    def place(self) -> Place:
        return self.at(self.rows[0][0])

    def at(self, cell: Cell) -> Place:
        return Place(self.file, self.sheet, cell.name)

    def across(self, row: Sequence[Cell]) -> Place:
        return Place(self.file, self.sheet, span_of(row))

    def below(self, count: int) -> Block:
        """Without its first rows."""
        return replace(self, rows=self.rows[count:])

    def parted_after(self, cell: Cell) -> bool:
        """Whether a double border follows *cell* along its row of the block."""
        return cell.row in self.double_rows if self.turned else cell.column in self.double

    def ordinal(self, cell: Cell) -> str:
        """What a rule without an identifier is called: ``第3行``, or ``第C列`` where rules are columns."""
        return f"第{get_column_letter(cell.column)}列" if self.turned else f"第{cell.row}行"


def span_of(cells: Sequence[Cell]) -> str:
    """The rectangle around cells of one row or column: ``A5:E5``, ``C2:C6``; one cell is its own address."""
    rows, columns = [cell.row for cell in cells], [cell.column for cell in cells]
    first = f"{get_column_letter(min(columns))}{min(rows)}"
    last = f"{get_column_letter(max(columns))}{max(rows)}"
    return first if first == last else f"{first}:{last}"


def cut(values: Worksheet, formulas: Worksheet, file: str) -> list[Block]:
    """The blocks of a sheet; none for a sheet of notes."""
    grid = _grid(values, formulas)
    first = next((cell for row in grid for cell in row if not cell.blank), None)
    if first is None or first.folded.lower().startswith(NOTES):
        return []
    return [_block(values, file, rows) for rows in runs(grid)]


def runs(grid: Sequence[Line]) -> Iterator[list[Line]]:
    """Rows that follow each other without a blank one."""
    run: list[Line] = []
    for row in grid:
        if any(not cell.blank for cell in row):
            run.append(row)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _block(sheet: Worksheet, file: str, rows: list[list[Cell]]) -> Block:
    filled = [index for row in rows for index, cell in enumerate(row) if not cell.blank]
    first, last = min(filled), max(filled) + 1
    kept = tuple(tuple(_padded(row, last)[first:last]) for row in rows)
    return Block(file, sheet.title, kept, _double_borders(sheet, kept), _double_lines(sheet, kept))


def _padded(row: list[Cell], width: int) -> list[Cell]:
    number = row[0].row
    return row + [Cell(None, number, column, anchor=(number, column)) for column in range(len(row) + 1, width + 1)]


def _double_borders(sheet: Worksheet, rows: Sequence[Sequence[Cell]]) -> frozenset[int]:
    found = set()
    for row in rows[:8]:
        for cell in row:
            border = sheet.cell(cell.row, cell.column).border
            if border.right is not None and border.right.style == "double":
                found.add(cell.column)
            if border.left is not None and border.left.style == "double":
                found.add(cell.column - 1)
    return frozenset(found)


def _double_lines(sheet: Worksheet, rows: Sequence[Sequence[Cell]]) -> frozenset[int]:
    found = set()
    for row in rows[:_BORDERED_ROWS]:
        for cell in row[:3]:
            border = sheet.cell(cell.row, cell.column).border
            if border.bottom is not None and border.bottom.style == "double":
                found.add(cell.row)
            if border.top is not None and border.top.style == "double":
                found.add(cell.row - 1)
    return frozenset(found)


def _grid(values: Worksheet, formulas: Worksheet) -> list[list[Cell]]:
    grid = [[_cell(cell) for cell in row] for row in values.iter_rows(**_extent(values))]
    if formulas is not values:
        _mark_formulas(grid, formulas)
    for merged in values.merged_cells.ranges:
        _spread(grid, merged.min_row, merged.min_col, merged.max_row, merged.max_col)
    return grid


def _extent(sheet: Worksheet) -> dict[str, int]:
    """The rectangle of the filled cells: formatting alone may reach down to the last row of the sheet."""
    filled = [position for position, cell in sheet._cells.items() if cell.value is not None]
    rows = max((row for row, _column in filled), default=1)
    columns = max((column for _row, column in filled), default=1)
    return {"min_row": 1, "min_col": 1, "max_row": rows, "max_col": columns}


def _mark_formulas(grid: list[list[Cell]], formulas: Worksheet) -> None:
    for (row, column), source in formulas._cells.items():
        if source.data_type != "f":
            continue
        while len(grid) < row:
            grid.append([])
        line = grid[row - 1]
        if column > len(line):
            blank = Cell(None, row, 1, anchor=(row, 1))
            line += _padded(line or [blank], column)[len(line) :]
        cell = line[column - 1]
        text = source.value if isinstance(source.value, str) else getattr(source.value, "text", "") or ""
        fault = cell.fault or ("formula-unstored" if cell.value is None else "")
        line[column - 1] = replace(cell, formula=text.removeprefix("="), fault=fault)


def _spread(grid: list[list[Cell]], top: int, left: int, bottom: int, right: int) -> None:
    """Every cell of a merged range says what its first one says."""
    if top > len(grid) or left > len(grid[top - 1]):
        return
    anchor = replace(grid[top - 1][left - 1], anchor=(top, left), span=(bottom - top + 1, right - left + 1))
    for row in range(top, min(bottom, len(grid)) + 1):
        line = grid[row - 1]
        if row == top and right > len(line) and not anchor.blank:
            line += _padded(line, right)[len(line) :]
        for column in range(left, min(right, len(line)) + 1):
            line[column - 1] = replace(anchor, row=row, column=column)


def _cell(source: Any) -> Cell:
    value, fault = _value(source)
    position = (source.row, source.column)
    percent = isinstance(value, Decimal) and "%" in (source.number_format or "")
    return Cell(value, *position, percent=percent, fault=fault, anchor=position)


def _value(source: Any) -> tuple[Raw, str]:
    value = source.value
    if value is None:
        return None, ""
    if source.data_type == "e":
        return str(value), "cell-error"
    if isinstance(value, bool):
        return value, ""
    if isinstance(value, int | float):
        try:
            return (plain(Decimal(value)) if isinstance(value, int) else from_float(value)), ""
        except ValueError:
            return str(value), "cell-error"
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value.isoformat(" ")), ""
    if isinstance(value, date):
        return value, ""
    text = str(value).strip()
    return (text or None), ""
