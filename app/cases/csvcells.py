"""The cells of a csv file as columns: numbers with their text, other texts numbered, none of them a Python object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from app.cases.ahead import ahead
from app.cases.bytewise import Interned, Mask, Positions
from app.cases.capture import compact, grouped
from app.cases.captured import gathered
from app.cases.cellbytes import Texts, numbered
from app.cases.delimited import Fields, IrregularTextError, all_unquoted, blank_fields, fields_of, whole_rows
from app.cases.grid import CellColumn, Distinct
from app.cases.spelled import NONE, Packed, Spelled, narrowed, pack
from app.columns import MISSING

_Rows = slice | npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class FieldNumbers:
    """The fields of some rows, and which of them are numbers."""

    fields: Fields
    packed: Packed
    known: Mask

    @classmethod
    def of(cls, data: bytes, delimiter: int) -> FieldNumbers:
        found = fields_of(data, delimiter)
        return cls(found, *pack(found.text, found.starts, found.stops))


@dataclass(slots=True)
class CsvColumns:
    """Feed it the fields of a file, piece by piece; those beyond *width* are only looked at for blanks."""

    width: int
    height: int = 0
    too_long: dict[int, int] = field(default_factory=dict)
    """Row → its number of fields, where those beyond the width are not all blank."""
    widest: int = 0
    _texts: Interned = field(default_factory=Interned)
    _coded: list[list[tuple[_Rows, npt.NDArray[np.int32]]]] = field(init=False)
    _packed: list[list[tuple[_Rows, Packed]]] = field(init=False)
    _quoted: bool = False

    def __post_init__(self) -> None:
        self._coded, self._packed = [[] for _ in range(self.width)], [[] for _ in range(self.width)]

    def add(self, piece: FieldNumbers, skipped: int = 0) -> None:
        """The next rows, without the first *skipped* of them."""
        found = piece.fields
        first, widths = found.first[skipped:], found.widths[skipped:]
        self.widest = max(self.widest, int(found.widths.max()))
        self._note_long(found, first, widths)
        at, columns, kept = self._places(first, widths)
        rows = np.repeat(np.arange(self.height, self.height + len(first), dtype=np.int32), kept)
        filled = found.stops[at] > found.starts[at]
        if not filled.all():
            at, columns, rows = at[filled], columns[filled], rows[filled]
        known = piece.known[at]
        self._put(self._packed, columns[known], rows[known], piece.packed[at[known]])
        others = at[~known]
        codes = self._texts.codes(found.text, found.view, found.starts[others], found.stops[others])
        self._put(self._coded, columns[~known], rows[~known], codes)
        self._quoted |= bool(found.quoted.any())
        self.height += len(first)

    def _places(self, first: Positions, widths: Positions) -> tuple[Positions, Positions, Positions | int]:
        """The fields within the width, the column of each, and how many of them each row has."""
        if len(first) and (widths == self.width).all():  # the usual file
            at = np.arange(first[0], first[0] + len(first) * self.width)
            return at, (at - first[0]) % self.width, self.width
        kept = np.minimum(widths, self.width)
        columns = np.arange(int(kept.sum())) - np.repeat(np.cumsum(kept) - kept, kept)
        return columns + np.repeat(first, kept), columns, kept

    def _note_long(self, found: Fields, first: Positions, widths: Positions) -> None:
        for row in np.flatnonzero(widths > self.width).tolist():
            begin, count = int(first[row]), int(widths[row])
            if not blank_fields(found, begin + self.width, begin + count):
                self.too_long[self.height + row] = count

    @staticmethod
    def _put(columns: list[list[Any]], places: Positions, rows: npt.NDArray[np.int32], payload: Any) -> None:
        for column, chosen in grouped(places):
            columns[column].append((compact(rows[chosen]), narrowed(payload[chosen])))

    def finish(self) -> list[CellColumn]:
        """The columns, from the left; the cells are given away."""
        texts = numbered(self._texts, all_unquoted, b'"')
        texts.loose |= self._quoted
        return [self._column(texts, at) for at in range(self.width)]

    def _column(self, texts: Texts, at: int) -> CellColumn:
        coded, packed = self._coded[at], self._packed[at]
        self._coded[at], self._packed[at] = [], []
        counted = None
        if packed:
            narrow = all(numbers.dtype == np.int32 for _, numbers in packed)
            array: Any = np.full(self.height, NONE[narrow], np.int32 if narrow else np.int64)
            for rows, numbers in packed:
                array[rows] = numbers
            counted = Spelled(array)
        if not coded:
            return CellColumn(np.broadcast_to(np.int32(MISSING), self.height), Distinct(()), counted)
        ids, rows_of = [ids for _, ids in coded], [rows for rows, _ in coded]
        return CellColumn(*gathered([(texts, ids, rows_of)], self.height), counted)


def csv_columns(
    pieces: Iterable[bytes], delimiter: str, start: int, width: int, most: int
) -> tuple[list[CellColumn], Mapping[int, int]]:
    """*width* columns of the rows from *start* on, and which rows are longer.

    Raises:
        IrregularTextError: the csv module must read the file; also for rows of more than *most* fields.
    """
    made = CsvColumns(width)
    for piece in ahead(partial(FieldNumbers.of, delimiter=ord(delimiter)), whole_rows(pieces)):
        skipped = min(start, len(piece.fields.first))
        made.add(piece, skipped)
        start -= skipped
        if made.widest > most:
            raise IrregularTextError
    return made.finish(), made.too_long
