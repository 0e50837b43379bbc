"""Sheets of other tools' workbooks as they look: cells, merged ranges, double borders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeAlias

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.findings import Place
from app.rulebooks.opening import open_workbook
from app.values import from_float, plain

Raw: TypeAlias = str | Decimal | date | bool | None
Spot: TypeAlias = tuple[int, int]
"""Row and column, both 1-based."""


@dataclass
class Grid:
    """One sheet. Texts are stripped; a blank text is no value."""

    file: str
    name: str
    values: dict[Spot, Raw]
    spans: dict[Spot, Spot]
    """Top left cell of a merged range → its size in rows and columns."""
    anchors: dict[Spot, Spot]
    """Every other cell of a merged range → its top left one."""
    unstored: frozenset[Spot]
    """Formulas without a stored value, and error values."""
    seen: frozenset[Spot]
    """Every cell that shows something, those of merged ranges included."""
    _sheet: Worksheet = field(repr=False)

    def at(self, row: int, column: int) -> Raw:
        """The cell's own value."""
        return self.values.get((row, column))

    def shown(self, row: int, column: int) -> Raw:
        """What a person sees there: the value of the merged range."""
        return self.values.get(self.anchors.get((row, column), (row, column)))

    def text(self, row: int, column: int) -> str:
        value = self.at(row, column)
        return "" if value is None else str(value)

    def size(self, row: int, column: int) -> Spot:
        return self.spans.get((row, column), (1, 1))

    def place(self, row: int, column: int) -> Place:
        return Place(self.file, self.name, f"{get_column_letter(column)}{row}")

    def address(self, row: int, column: int) -> str:
        return f"{get_column_letter(column)}{row}"

    @property
    def rows(self) -> int:
        return max((row for row, _column in self.values), default=0)

    @property
    def columns(self) -> int:
        return max((column for _row, column in self.values), default=0)

    def filled(self) -> Iterator[Spot]:
        """Cells with a value, row by row."""
        return iter(sorted(self.values))

    def double_right(self, row: int, column: int) -> bool:
        """Whether a double line parts a cell from the one on its right."""
        return self._double(row, column, "right") or self._double(row, column + 1, "left")

    def double_below(self, row: int, column: int) -> bool:
        return self._double(row, column, "bottom") or self._double(row + 1, column, "top")

    def _double(self, row: int, column: int, side: str) -> bool:
        cell = self._sheet._cells.get((row, column))  # without making one
        line = None if cell is None else getattr(cell.border, side)
        return line is not None and line.style == "double"


def read_grids(data: bytes, file: str) -> list[Grid]:
    """The sheets that hold anything.

    Raises:
        LubuError: when it is no plain .xlsx, or breaks a bound.
    """
    stored, formulas = open_workbook(data, file)
    grids = [_grid(sheet, formulas[sheet.title], file) for sheet in stored.worksheets]
    return [grid for grid in grids if grid.values or grid.unstored]


def _grid(sheet: Worksheet, formulas: Worksheet, file: str) -> Grid:
    values: dict[Spot, Raw] = {}
    faulty = {spot for spot, cell in formulas._cells.items() if cell.data_type == "f"}
    for spot, cell in sheet._cells.items():
        value = _value(cell)
        if value is not None:
            values[spot] = value
            faulty.discard(spot)
        elif cell.data_type == "e":
            faulty.add(spot)
    spans: dict[Spot, Spot] = {}
    anchors: dict[Spot, Spot] = {}
    rows, columns = max((row for row, _ in values), default=0), max((column for _, column in values), default=0)
    for merged in sheet.merged_cells.ranges:
        top = (merged.min_row, merged.min_col)
        spans[top] = (merged.max_row - merged.min_row + 1, merged.max_col - merged.min_col + 1)
        for row in range(merged.min_row, min(merged.max_row, rows) + 1):
            anchors.update(((row, column), top) for column in range(merged.min_col, min(merged.max_col, columns) + 1))
    seen = frozenset([*values, *(spot for spot, top in anchors.items() if top in values)])
    return Grid(file, sheet.title, values, spans, anchors, frozenset(faulty), seen, sheet)


def _value(cell: Any) -> Raw:
    value = cell.value
    if cell.data_type == "e" or value is None:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        try:
            return plain(Decimal(value)) if isinstance(value, int) else from_float(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat()
    return value if isinstance(value, date) else str(value).strip() or None
