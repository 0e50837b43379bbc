"""The cells of a table, each distinct value of a column stored once.

Reading, skipping rows and typing all work per distinct value; a Python object per cell exists only while a
chunk of rows comes in and while rows are handed out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, repeat
from math import nan
from types import NoneType
from typing import Any, NamedTuple, overload

import numpy as np
import numpy.typing as npt

from app.columns import MISSING, Codes, EncodedColumn

Rows = slice | npt.NDArray[np.intp] | npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that stands in the file but has no value a rule could read."""

    code: str
    """The finding it becomes."""
    text: str
    """What stands there: ``#N/A``, a nested JSON value, nothing for a formula never calculated."""

    def __str__(self) -> str:
        return self.text


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
            cells = [_key(cell) for cell in cells]
        self._parts.append(("codes", np.fromiter(map(self._index.__getitem__, cells), np.int32, len(cells))))

    def finish(self, damaged: Iterable[tuple[int, Unreadable]] = ()) -> EncodedColumn:
        """The column; text of blanks only has become missing, blank rows of *damaged* hold that instead."""
        values = [key.value if type(key) is _Flag else key for key in islice(self._index, 2, None)]
        distinct, coded = _encode_floats([part for kind, part in self._parts if kind == "floats"], len(values))
        later = iter(coded)
        parts = [next(later) if kind == "floats" else part for kind, part in self._parts]
        codes: Codes = np.concatenate([np.empty(0, np.int32), *parts])
        blank = [code for code, value in enumerate(values) if type(value) is str and not value.strip()]
        if blank:
            codes[np.isin(codes, blank)] = MISSING
        values += distinct
        _put(codes, values, damaged)
        return EncodedColumn(codes, tuple(values))


def _floats(cells: Sequence[Any], kinds: set[type]) -> Floats | None:
    """Cells that are all numbers or blank as an array, blank as nan: numbers rarely repeat, sorting beats hashing."""
    if float not in kinds:
        return None
    if len(kinds) > 1:
        if any(type(cell) is str and cell for cell in cells):
            return None
        cells = [cell if type(cell) is float else nan for cell in cells]
    return np.fromiter(cells, np.float64, len(cells))


def _encode_floats(parts: Sequence[Floats], first: int) -> tuple[list[float], list[Codes]]:
    """The distinct numbers of all parts, and each part as codes counted from *first*; nan is missing."""
    if not parts:
        return [], []
    distinct, places = np.unique(np.concatenate(parts), return_inverse=True)
    codes = (places + first).astype(np.int32)
    if len(distinct) and np.isnan(distinct[-1]):  # sorts last
        codes[places == len(distinct) - 1] = MISSING
        distinct = distinct[:-1]
    return distinct.tolist(), np.split(codes, np.cumsum([len(part) for part in parts])[:-1])


def _put(codes: Codes, values: list[Any], damaged: Iterable[tuple[int, Unreadable]]) -> None:
    """Let blank rows hold what stands there but cannot be read."""
    added: dict[Unreadable, int] = {}
    for row, value in damaged:
        if 0 <= row < len(codes) and codes[row] == MISSING:
            codes[row] = added.setdefault(value, len(values) + len(added))
    values += added


Floats = npt.NDArray[np.float64]
_NUMERIC = {float, str, NoneType}
_AWKWARD = {bool, list, dict}


class _Flag(NamedTuple):
    """A yes/no cell as a dictionary key: Python holds True and 1 for the same."""

    value: bool


def _key(cell: Any) -> Any:
    """A key that keeps TRUE and 1 apart and makes nested JSON hashable."""
    if type(cell) is bool:
        return _Flag(cell)
    if isinstance(cell, list) and all(isinstance(item, str) for item in cell):
        return "、".join(cell)
    return Unreadable("cases.json-nested", str(cell)[:60]) if isinstance(cell, list | dict) else cell


@dataclass(frozen=True, eq=False)
class Grid(Sequence[tuple[Any, ...]]):
    """A sequence of rows kept as encoded columns; None is a blank cell."""

    columns: tuple[EncodedColumn, ...]
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
        columns = tuple(column.take(rows) for column in self.columns)  # type: ignore[arg-type]
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
