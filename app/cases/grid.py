"""The cells of a table, each distinct value of a column stored once.

Reading, skipping rows and typing all work per distinct value; a Python object per cell exists only while a
chunk of rows comes in and while rows are handed out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, repeat
from math import nan
from types import NoneType
from typing import Any, NamedTuple, TypeAlias, overload

import numpy as np
import numpy.typing as npt

from app.columns import MISSING, Codes, EncodedColumn
from app.on_demand import chained, on_demand

Floats: TypeAlias = npt.NDArray[np.float64]
Rows: TypeAlias = slice | npt.NDArray[np.intp] | npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that stands in the file but has no value a rule could read."""

    code: str
    """The finding it becomes."""
    text: str
    """What stands there: ``#N/A``, a nested JSON value, nothing for a formula never calculated."""

    def __str__(self) -> str:
        return self.text


class Distinct:
    """The distinct values that the codes of a column stand for."""

    loose = False
    """Whether equal values may stand several times among them."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    def some(self, codes: Codes) -> list[Any]:
        """The values of some codes, none below zero."""
        return [self.values[code] for code in codes.tolist()]

    def first_alike(self, codes: Codes) -> npt.NDArray[np.int64] | None:
        """For each of *codes* the place among them of the first whose value is equal; None: look at the values."""
        return None

    def suspects(self, signs: tuple[str, ...], phrases: Collection[str]) -> Iterator[tuple[int, Any]]:
        """Codes and values, at least of texts that hold one of *signs* or are one of *phrases*, blanks aside."""
        return enumerate(self.values)


class Numbers:
    """The numbers of a column, nan where none stands."""

    def __init__(self, array: Floats) -> None:
        self.array = array

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which rows have one."""
        known: npt.NDArray[np.bool_] = ~np.isnan(self.array)
        return known

    def take(self, rows: Rows) -> Numbers:
        return Numbers(self.array[rows])

    def encoded(self, first: int) -> tuple[Sequence[Any], Codes]:
        """The distinct numbers as the cells have them; and each row's code, counted from *first*."""
        distinct, coded = _encode_floats([self.array], first)
        return on_demand(len(distinct), lambda places: distinct[places].tolist()), coded[0]

    def values(self, rows: npt.NDArray[np.intp]) -> list[Any]:
        """What stands in rows that have a number."""
        values: list[Any] = self.array[rows].tolist()
        return values


@dataclass(frozen=True, eq=False)
class CellColumn:
    """The cells of one column as they came; numbers may stand beside the distinct values."""

    codes: Codes
    """Shape (n,); an index into ``distinct``, or MISSING: a number or blank."""
    distinct: Distinct
    counted: Numbers | None = None
    """None when there are no numbers."""

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, column: EncodedColumn) -> CellColumn:
        return cls(column.codes, Distinct(tuple(column.values)))

    @property
    def numbers(self) -> Floats | None:
        """Shape (n,), nan where no number stands; None when there are none."""
        return None if self.counted is None else self.counted.array

    @property
    def filled(self) -> npt.NDArray[np.bool_]:
        filled: npt.NDArray[np.bool_] = self.codes >= 0
        return filled if self.counted is None else filled | self.counted.known

    @property
    def encoded(self) -> EncodedColumn:
        """Made anew each time: the column with its numbers among the distinct values, of which each occurs."""
        codes, values = self._occurring()
        if self.counted is None:
            return EncodedColumn(codes, values)
        distinct, coded = self.counted.encoded(len(values))
        return EncodedColumn(np.where(codes >= 0, codes, coded), chained(values, distinct))

    def _occurring(self) -> tuple[Codes, Sequence[Any]]:
        """Rows that were left out may have held values that no other row has."""
        occurs = np.zeros(len(self.distinct) + 1, bool)  # the last place answers code MISSING
        occurs[self.codes] = True
        used = np.flatnonzero(occurs[:-1]).astype(np.int32)
        if self.distinct.loose:
            return self._told_apart(used)
        if len(used) == len(self.distinct):
            return self.codes, on_demand(len(used), self.distinct.some)
        lookup = np.full(len(occurs), MISSING, np.int32)
        lookup[used] = np.arange(len(used), dtype=np.int32)
        return lookup[self.codes], on_demand(len(used), lambda places: self.distinct.some(used[places]))

    def _told_apart(self, used: Codes) -> tuple[Codes, Sequence[Any]]:
        lookup = np.full(len(self.distinct) + 1, MISSING, np.int32)
        alike = self.distinct.first_alike(used)
        if alike is None:
            index: dict[Any, int] = {}
            keys = map(as_key, self.distinct.some(used))
            lookup[used] = np.fromiter((index.setdefault(key, len(index)) for key in keys), np.int32, len(used))
            return lookup[self.codes], tuple(map(from_key, index))
        leads = alike == np.arange(len(used))
        lookup[used] = (np.cumsum(leads) - 1)[alike]
        kept = used[leads]
        return lookup[self.codes], on_demand(len(kept), lambda places: self.distinct.some(kept[places]))

    def value(self, row: int) -> Any:
        return self.take(slice(row, row + 1) if row >= 0 else slice(row, row + 1 or None)).to_list()[0]

    def to_list(self) -> list[Any]:
        used, places = np.unique(self.codes, return_inverse=True)
        blank = int(used[0] < 0) if len(used) else 0
        lookup = [*[None] * blank, *self.distinct.some(used[blank:])]
        cells = [lookup[place] for place in places.reshape(-1).tolist()]
        if self.counted is not None:
            known = np.flatnonzero(self.counted.known)
            for row, value in zip(known.tolist(), self.counted.values(known), strict=True):
                cells[row] = value
        return cells

    def take(self, rows: Rows) -> CellColumn:
        return CellColumn(self.codes[rows], self.distinct, None if self.counted is None else self.counted.take(rows))

    def with_unreadable(self, damaged: Iterable[tuple[int, Unreadable]]) -> CellColumn:
        """Blank rows of *damaged* hold what stands there but cannot be read."""
        blank = ~self.filled
        found = [(row, cell) for row, cell in damaged if 0 <= row < len(self) and blank[row]]
        if not found:
            return self
        codes, values = self.codes.copy(), list(self.distinct.values)
        added: dict[Unreadable, int] = {}
        for row, cell in found:
            codes[row] = added.setdefault(cell, len(values) + len(added))
        return CellColumn(codes, Distinct((*values, *added)), self.counted)

    def with_repeats(self, ranges: Iterable[tuple[int, int]]) -> CellColumn:
        """Ranges of rows that all hold what stands in their first one."""
        codes, numbers = self.codes.copy(), None if self.numbers is None else self.numbers.copy()
        for start, stop in ranges:
            codes[start:stop] = codes[start]
            if numbers is not None:
                numbers[start:stop] = numbers[start]
        return CellColumn(codes, self.distinct, None if numbers is None else Numbers(numbers))


class Encoder:
    """Dictionary-encodes one column, chunk by chunk; ``''`` and None are missing."""

    def __init__(self) -> None:
        self._index: defaultdict[Any, int] = defaultdict(count().__next__, {"": MISSING, None: MISSING})
        self._parts: list[tuple[str, npt.NDArray[Any]]] = []

    def add(self, cells: Sequence[Any]) -> None:
        """The next cells of the column, in order."""
        kinds = set(map(type, cells))
        if kinds <= _NUMERIC and (numbers := _floats(cells, kinds)) is not None:
            self._parts.append(("floats", numbers))
            return
        if not kinds.isdisjoint(_AWKWARD):
            cells = [as_key(cell) for cell in cells]
        self._parts.append(("codes", np.fromiter(map(self._index.__getitem__, cells), np.int32, len(cells))))

    def finish(self) -> CellColumn:
        """The column; text of blanks only has become missing."""
        values = list(map(from_key, islice(self._index, 2, None)))
        distinct, coded = _encode_floats([part for kind, part in self._parts if kind == "floats"], len(values))
        later = iter(coded)
        parts = [next(later) if kind == "floats" else part for kind, part in self._parts]
        codes: Codes = np.concatenate([np.empty(0, np.int32), *parts])
        blank = [code for code, value in enumerate(values) if type(value) is str and not value.strip()]
        if blank:
            codes[np.isin(codes, blank)] = MISSING
        return CellColumn(codes, Distinct((*values, *distinct.tolist())))


def _floats(cells: Sequence[Any], kinds: set[type]) -> Floats | None:
    """Cells that are all numbers or blank as an array, blank as nan: numbers rarely repeat, sorting beats hashing."""
    if float not in kinds:
        return None
    if len(kinds) > 1:
        if any(type(cell) is str and cell for cell in cells):
            return None
        cells = [cell if type(cell) is float else nan for cell in cells]
    return np.fromiter(cells, np.float64, len(cells))


def _encode_floats(parts: Sequence[Floats], first: int) -> tuple[Floats, list[Codes]]:
    """The distinct numbers of all parts, and each part as codes counted from *first*; nan is missing."""
    if not parts:
        return np.empty(0), []
    distinct, places = np.unique(np.concatenate(parts), return_inverse=True)
    codes = (places + first).astype(np.int32)
    if len(distinct) and np.isnan(distinct[-1]):  # sorts last
        codes[places == len(distinct) - 1] = MISSING
        distinct = distinct[:-1]
    return distinct, np.split(codes, np.cumsum([len(part) for part in parts])[:-1])


_NUMERIC = {float, str, NoneType}
_AWKWARD = {bool, list, dict}


class _Flag(NamedTuple):
    """A yes/no cell as a dictionary key: Python holds True and 1 for the same."""

    value: bool


def as_key(cell: Any) -> Any:
    """A key that keeps TRUE and 1 apart and makes nested JSON hashable."""
    if type(cell) is bool:
        return _Flag(cell)
    if isinstance(cell, list) and all(isinstance(item, str) for item in cell):
        return "、".join(cell)
    return Unreadable("cases.json-nested", str(cell)[:60]) if isinstance(cell, list | dict) else cell


def from_key(key: Any) -> Any:
    """The cell that a key was made from."""
    return key.value if type(key) is _Flag else key


@dataclass(frozen=True, eq=False)
class Grid(Sequence[tuple[Any, ...]]):
    """A sequence of rows kept as encoded columns; None is a blank cell."""

    columns: tuple[CellColumn, ...]
    height: int

    def __len__(self) -> int:
        return self.height

    @overload
    def __getitem__(self, row: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, row: slice) -> Grid: ...
    def __getitem__(self, row: int | slice) -> tuple[Any, ...] | Grid:
        if isinstance(row, slice):
            return self.take(row)
        if not -self.height <= row < self.height:
            raise IndexError(row)
        return tuple(column.value(row) for column in self.columns)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return (
            zip(*(column.to_list() for column in self.columns), strict=True)
            if self.columns
            else repeat((), self.height)
        )

    def take(self, rows: Rows) -> Grid:
        """Some of the rows, in the order asked for."""
        columns = tuple(column.take(rows) for column in self.columns)
        return Grid(columns, len(np.arange(self.height)[rows]))

    def keep_columns(self, wanted: Sequence[int]) -> Grid:
        return Grid(tuple(self.columns[index] for index in wanted), self.height)


def as_grid(rows: Sequence[Sequence[Any]], width: int) -> Grid:
    """*rows* as a grid; plain lists of rows are encoded."""
    return rows if isinstance(rows, Grid) else encode_rows(iter(rows), width)


def encode_rows(
    rows: Iterator[Sequence[Any]], width: int, fit: Callable[[int, Sequence[Any]], Sequence[Any]] | None = None
) -> Grid:
    """Encode rows of *width* cells as they come; ``fit(number, row)`` gives a row of another length its width."""
    encoders = [Encoder() for _ in range(width)]
    total = feed(encoders, rows, fit)
    return Grid(tuple(encoder.finish() for encoder in encoders), total)


def feed(
    encoders: Sequence[Encoder],
    rows: Iterable[Sequence[Any]],
    fit: Callable[[int, Sequence[Any]], Sequence[Any]] | None = None,
) -> int:
    """Give the rows to the encoders, some thousand at a time; returns how many there were."""
    total, width = 0, len(encoders)
    for read in _chunks(rows):
        chunk = read
        if fit is not None:
            chunk = [row if len(row) == width else fit(total + at, row) for at, row in enumerate(read)]
        for encoder, cells in zip(encoders, zip(*chunk, strict=True), strict=True):
            encoder.add(cells)
        total += len(chunk)
    return total


def _chunks(rows: Iterable[Sequence[Any]], size: int = 4096) -> Iterator[list[Sequence[Any]]]:
    chunk: list[Sequence[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
