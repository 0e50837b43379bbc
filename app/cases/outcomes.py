"""What is written after the cases: each column as distinct values and codes, whatever the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from app.cases.grid import CellColumn
from app.cases.model import Cases, Decided, Shared
from app.columns import MISSING, Codes, Column, EncodedColumn, NumberColumn, compact, encode
from app.on_demand import OnDemand, chained, on_demand

T = TypeVar("T")
FIRED, ERROR = "命中规则", "错误"
UNDECIDED = "未命中"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """One column of a written file; codes below zero are blank cells."""

    heading: str
    cells: EncodedColumn | CellColumn
    numeric: bool = False
    """Texts that are plain numbers may be written as numbers: the column brought a number variable."""
    places: int = 0
    """Decimal places of a concluded number, at most."""


@dataclass(frozen=True, slots=True)
class Decision(OutColumn):
    """A column of what was decided, whole."""

    cells: EncodedColumn


def part(cells: Column | CellColumn, rows: slice) -> EncodedColumn:
    """Some rows, with the values that occur in them: a column of a million numbers is never whole."""
    if isinstance(cells, CellColumn):
        return cells.take(rows).encoded
    if isinstance(cells, NumberColumn):
        return distinct(cells.take(rows))
    return compact(cells.take(rows))


def worded(cells: Column | CellColumn, rows: slice, word: Callable[[Any], T], blank: T) -> Iterator[T]:
    """Some rows' values in words, each distinct one worded once."""
    some = part(cells, rows)
    lookup = [*map(word, some.values), blank, blank]  # codes -1 and -2 reach the two at the end
    return map(lookup.__getitem__, some.codes.tolist())


def out_columns(cases: Cases, decided: Decided) -> Iterator[OutColumn]:
    """The file's own columns, then the conclusions, then reasons and errors."""
    numeric = {
        index for name, index in cases.sources.items()
        if isinstance(cases.columns[name], NumberColumn) and not cases.columns[name].is_date  # type: ignore[union-attr]
    }  # fmt: skip
    for index, (heading, cells) in enumerate(zip(cases.raw.headings, cases.raw.grid.columns, strict=True)):
        yield OutColumn(heading, cells, index in numeric)
    yield from decided_columns(decided)


def decided_columns(decided: Decided) -> Iterator[Decision]:
    """The conclusions, then reasons and errors."""
    for name, column in decided.outputs.items():
        yield Decision(name, _named(distinct(column)), places=_places(column))
    yield Decision(FIRED, _said(Shared.of(decided.fired).each(lambda fired: fired or None)))
    yield Decision(ERROR, _said(Shared.of(decided.errors).each(error_text)))


def _said(texts: Shared[str | None]) -> EncodedColumn:
    known = encode(texts.distinct)
    return EncodedColumn(known.codes[texts.which], known.values)


def distinct_rows(columns: Sequence[Codes]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """The combinations of codes that occur, shape (columns, combinations), and which of them each row has.

    Codes begin at -2.
    """
    which = np.zeros(len(columns[0]) if columns else 0, np.intp)
    found: list[npt.NDArray[np.int64]] = []
    for codes in columns:
        count = int(codes.max(initial=0)) + 3
        keys, which = np.unique(which * count + (codes + 2), return_inverse=True)
        found = [earlier[keys // count] for earlier in found]
        found.append(keys % count - 2)
    return np.array(found), which


class Worded(Generic[T]):
    """Decided columns in words: few values are worded once, many as rows need them, so that memory stays bounded."""

    def __init__(self, columns: Sequence[Decision], word: Callable[[int, Any], T], blank: T) -> None:
        """*word* is told a column's place and one of its values."""
        self._columns, self._word, self._blank = columns, word, blank
        self._lookups = [
            None if isinstance(column.cells.values, OnDemand) else self._lookup(at, column.cells)
            for at, column in enumerate(columns)
        ]

    def rows(self, rows: slice | npt.NDArray[np.intp]) -> tuple[list[list[T]], npt.NDArray[np.intp]]:
        """The distinct ones among some rows, in words; and which of them each of the rows is."""
        codes: list[Codes] = []
        lookups: list[list[T]] = []
        for at, (column, known) in enumerate(zip(self._columns, self._lookups, strict=True)):
            cells = column.cells.take(rows) if known else part(column.cells.take(rows), slice(None))
            codes.append(cells.codes)
            lookups.append(known or self._lookup(at, cells))
        distinct, which = distinct_rows(codes)
        return [list(map(list.__getitem__, lookups, row)) for row in distinct.T.tolist()], which

    def _lookup(self, at: int, cells: EncodedColumn) -> list[T]:
        """Codes -1 and -2 reach the two at the end."""
        return [*(self._word(at, value) for value in cells.values), self._blank, self._blank]


def _places(column: Column) -> int:
    if isinstance(column, NumberColumn):
        return column.scale
    exponents = [value.as_tuple().exponent for value in column.values if isinstance(value, Decimal)]
    return max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0)


def distinct(column: Column) -> EncodedColumn:
    """Any column as distinct values and codes."""
    if isinstance(column, EncodedColumn):
        return column
    scaled, places = np.unique(column.scaled, return_inverse=True)
    codes = np.where(column.states == 0, places, column.states).astype(np.int32)

    def values(at: Codes) -> list[Any]:
        if column.is_date:
            return [date.fromordinal(max(1, number)) for number in scaled[at].tolist()]
        return [Decimal(number).scaleb(-column.scale) for number in scaled[at].tolist()]

    return EncodedColumn(codes, on_demand(len(scaled), values))


def _named(column: EncodedColumn) -> EncodedColumn:
    """未命中 is said, never left as a silent blank; a case with an error stays blank and has its 错误."""
    codes = column.codes.copy()  # as narrow as they are kept
    codes[codes == MISSING] = len(column.values)
    return EncodedColumn(codes, chained(column.values, (UNDECIDED,)))


def error_text(error: Mapping[str, Any] | None) -> str | None:
    """An error as one line for a cell: where, what, what to do."""
    if error is None:
        return None
    place = error.get("place")
    where = str(place.get("cell") or "") if isinstance(place, Mapping) else str(place or "")
    said = " ".join(str(error[part]) for part in ("message", "advice") if error.get(part))
    return f"{where}：{said}" if where else said
