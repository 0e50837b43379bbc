"""What can be told of the cells of a piece while those before them are still being kept: numbers, order, reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.cases.bytewise import Mask, Positions, decimal_numbers, whole_numbers
from app.cases.grid import Floats
from app.cases.sheetxml import Cells

_QUOTE, _SHARED, _ZERO = (ord(letter) for letter in '"s0')
_WIDEST = 1 << 15
"""More than the columns of any sheet."""


@dataclass(frozen=True, slots=True)
class FoundCells:
    """A number for each cell that by its last attribute is a number, or refers to a shared string."""

    cells: Cells
    floats: Floats
    plain: Mask
    """Where a number stands in ``floats``."""
    whole: Positions
    shared: Mask
    """Where the number of a shared string stands in ``whole``."""
    span: tuple[int, int] | None
    """The places of the first and the last cell, where they follow one another, row by row and from the left."""
    farthest: int
    """The greatest column."""
    ends: tuple[tuple[int, int], ...]
    """Row and column of the lowest cell with a value, and of the one farthest to the right."""

    @classmethod
    def of(cls, cells: Cells) -> FoundCells:
        text, (begun, ended), (starts, stops) = cells.text, cells.attributes, cells.values
        last = text[ended - 2]  # before the closing quote: that of a style or of a type
        plain = ((begun == ended) | (last - np.uint8(_ZERO) <= 9)) & (stops > starts)
        shared = (last == _SHARED) & (text[ended - 3] == _QUOTE) & (begun < ended) & (stops > starts)
        floats, whole = np.zeros(len(plain)), np.zeros(len(plain), np.int64)
        for mask, numbers, read in ((plain, floats, decimal_numbers), (shared, whole, whole_numbers)):
            at = np.flatnonzero(mask)
            numbers[at], mask[at] = read(text, starts[at], stops[at])
        farthest = int(cells.columns.max(initial=0))
        return cls(cells, floats, plain, whole, shared, _span(cells.rows, cells.columns), farthest, _ends(cells))

    def numbers(self, at: Positions) -> tuple[Floats, Mask]:
        """The numbers of some cells; and which have one."""
        if self.plain[at].all():
            return self.floats[at], np.ones(len(at), bool)
        return decimal_numbers(self.cells.text, self.cells.values[0][at], self.cells.values[1][at])

    def whole_numbers(self, at: Positions) -> tuple[Positions, Mask]:
        """The same for cells that say nothing but digits."""
        if self.shared[at].all():
            return self.whole[at], np.ones(len(at), bool)
        return whole_numbers(self.cells.text, self.cells.values[0][at], self.cells.values[1][at])


def _span(rows: Positions, columns: Positions) -> tuple[int, int] | None:
    if not len(rows) or rows.min() <= 0 or columns.min() <= 0:  # a reference may lack its letters or digits
        return None
    places = rows * _WIDEST + columns
    return (int(places[0]), int(places[-1])) if (np.diff(places) > 0).all() else None


def _ends(cells: Cells) -> tuple[tuple[int, int], ...]:
    at = np.flatnonzero(cells.valued)
    if not len(at):
        return ()
    rows, columns = cells.rows[at], cells.columns[at]
    return tuple((int(rows[end]), int(columns[end])) for end in (rows.argmax(), columns.argmax()))
