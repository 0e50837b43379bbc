"""A captured worksheet as columns of cells, rare cells settled by calamine, texts left in bytes until asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import isnan
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from app.cases.bytewise import Positions
from app.cases.capture import Capture, Kind, Part, Payload
from app.cases.cellbytes import Ask
from app.cases.grid import CellColumn, Distinct, Floats, Numbers, Rows
from app.cases.headers import TOP
from app.cases.sheetxml import IrregularSheetError
from app.columns import MISSING

Ids = npt.NDArray[np.int32]


class Store(Protocol):
    """Values by number, such as :class:`app.cases.cellbytes.Texts`."""

    loose: bool
    """Whether equal values may have several numbers."""

    def __len__(self) -> int: ...
    def values(self, ids: Ids) -> list[Any]: ...
    @property
    def blank(self) -> npt.NDArray[np.bool_]: ...
    def suspects(self, signs: tuple[str, ...], phrases: Collection[str]) -> npt.NDArray[np.bool_]: ...
    def first_alike(self, ids: Ids) -> Positions | None: ...


class Listed:
    """Values that are there already."""

    loose = False

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def values(self, ids: Ids) -> list[Any]:
        return [self._values[number] for number in ids.tolist()]

    @cached_property
    def blank(self) -> npt.NDArray[np.bool_]:
        return np.array([_is_blank(value) for value in self._values], bool)

    def suspects(self, signs: tuple[str, ...], phrases: Collection[str]) -> npt.NDArray[np.bool_]:
        return np.ones(len(self), bool)

    def first_alike(self, ids: Ids) -> None:
        """Not told here."""


def _is_blank(value: Any) -> bool:
    if type(value) is float:
        return isnan(value)
    return value is None or (type(value) is str and not value.strip())


class Deferred(Distinct):
    """Values of several stores, made when somebody asks for them."""

    def __init__(self, sources: Sequence[tuple[Store, Ids]]) -> None:
        self._sources = sources
        self.loose = len(sources) > 1 or any(store.loose for store, _ in sources)
        self._starts = np.cumsum([0, *(len(ids) for _, ids in sources)])

    def __len__(self) -> int:
        return int(self._starts[-1])

    @cached_property
    def values(self) -> tuple[Any, ...]:  # type: ignore[override]
        return tuple(value for store, ids in self._sources for value in store.values(ids))

    def some(self, codes: Ids) -> list[Any]:
        if "values" in self.__dict__:
            return super().some(codes)
        found: list[Any] = [None] * len(codes)
        for (store, ids), start, stop in zip(self._sources, self._starts, self._starts[1:], strict=False):
            places = np.flatnonzero((codes >= start) & (codes < stop))
            for place, value in zip(places.tolist(), store.values(ids[codes[places] - start]), strict=True):
                found[place] = value
        return found

    def first_alike(self, codes: Ids) -> Positions | None:
        if len(self._sources) != 1:
            return None
        [(store, ids)] = self._sources
        return store.first_alike(ids[codes])

    def suspects(self, signs: tuple[str, ...], phrases: Collection[str]) -> Iterator[tuple[int, Any]]:
        for (store, ids), start in zip(self._sources, self._starts.tolist(), strict=False):
            held = np.flatnonzero(store.suspects(signs, phrases)[ids])
            yield from zip((held + start).tolist(), store.values(ids[held]), strict=True)


class PartNumbers(Numbers):
    """Numbers left in the parts they came in until somebody asks for them: most columns are never asked for."""

    def __init__(self, parts: Sequence[Part], start: int, stop: int) -> None:
        """Of the rows from *start* to *stop*."""
        self._parts, self._start, self._stop = parts, start, stop

    @cached_property
    def array(self) -> Floats:  # type: ignore[override]
        array = np.full(self._stop - self._start, np.nan)
        for rows, payload in self._inside():
            array[rows] = payload
        self._parts = ()
        return array

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        if "array" in self.__dict__:
            return super().known
        known = np.zeros(self._stop - self._start, bool)
        for rows, _ in self._inside():
            known[rows] = True
        return known

    def _inside(self) -> Iterator[tuple[slice | Ids, Payload]]:
        """What the parts have in these rows, counted from the first of these."""
        for part in self._parts:
            first, last = part.span
            if isinstance(part.rows, slice):
                low, high = max(first, self._start), min(last, self._stop)
                if low < high:
                    yield slice(low - self._start, high - self._start), part.payload[low - first : high - first]
            elif first < self._stop and last > self._start:
                low, high = np.searchsorted(part.rows, (self._start, self._stop)).tolist()
                yield part.rows[low:high] - self._start, part.payload[low:high]

    def take(self, rows: Rows) -> Numbers:
        if not isinstance(rows, slice) or "array" in self.__dict__:
            return super().take(rows)
        start, stop, step = rows.indices(self._stop - self._start)
        if step != 1:
            return super().take(rows)
        return PartNumbers(self._parts, self._start + start, self._start + max(start, stop))


class Captured:
    """The content of a sheet for :class:`app.cases.tables.Source`."""

    def __init__(self, capture: Capture, stores: Mapping[int, Store], ask: Ask) -> None:
        """*stores* are those of the kinds of text.

        Raises:
            IrregularSheetError: a cell cannot be read for certain.
        """
        self._stores, self._ask = stores, ask
        self._rare = Listed(ask(list(capture.rare), False))
        self._spellings = list(capture.attributes.strings)
        self._styles = capture.styles
        self._dated = self._which_are_dates(capture)
        parts = capture.columns
        self.first_column = min(parts, default=0)
        self._width = max(parts, default=-1) + 1 - self.first_column
        self._height = max((part.span[1] for column in parts.values() for part in column), default=0)
        self._columns = [self._column(parts.pop(at + self.first_column, [])) for at in range(self._width)]
        self.top = self._first_rows()

    def columns(self, start: int, width: int) -> list[CellColumn]:
        return [column.take(slice(start, None)) for column in self._columns[:width]]

    def too_long(self) -> Mapping[int, int]:
        return {}

    def _first_rows(self) -> list[list[Any]]:
        lists = [column.take(slice(0, TOP)).to_list() for column in self._columns]
        return [["" if cell is None else cell for cell in row] for row in zip(*lists, strict=True)]

    def _which_are_dates(self, capture: Capture) -> frozenset[int]:
        """Kinds of numbers whose style makes calamine give something else than a number."""
        met = {part.kind for column in capture.columns.values() for part in column}
        kinds = sorted(kind for kind in met if kind >= Kind.NUMBER)
        answers = self._ask([self._number_cell(kind, b"45000") for kind in kinds], False)
        return frozenset(kind for kind, answer in zip(kinds, answers, strict=True) if type(answer) is not float)

    def _number_cell(self, kind: int, digits: bytes) -> bytes:
        return b"%b><v>%b</v></c>" % (self._styles[kind - Kind.NUMBER], digits)

    def _column(self, parts: list[Part]) -> CellColumn:
        numbers: list[Part] = []
        found: dict[int, list[Part]] = {}
        for part in parts:
            if part.kind >= Kind.NUMBER and part.kind not in self._dated:
                numbers.append(part)
            elif part.kind != Kind.BLANK:
                found.setdefault(part.kind, []).append(part)
        counted = PartNumbers(numbers, 0, self._height) if numbers else None
        if not found:  # a column of numbers: no code takes any memory
            return CellColumn(np.broadcast_to(np.int32(MISSING), self._height), Distinct(()), counted)
        stored = [self._stored(kind, group) for kind, group in found.items()]
        return CellColumn(*gathered(stored, self._height), counted)

    def _stored(self, kind: int, parts: Sequence[Part]) -> tuple[Store, list[Ids], list[Any]]:
        """Where the values of that kind lie, and the parts' numbers and rows."""
        rows = [part.rows for part in parts]
        if kind == Kind.RARE:
            return self._rare, [part.payload for part in parts], rows  # type: ignore[misc]
        if kind in self._stores:
            return self._stores[kind], [part.payload for part in parts], rows  # type: ignore[misc]
        distinct, places = np.unique(np.concatenate([part.payload for part in parts]), return_inverse=True)
        store = Listed(self._ask([self._number_cell(kind, repr(value).encode()) for value in distinct.tolist()], False))
        ids = np.split(places.astype(np.int32), np.cumsum([len(part.payload) for part in parts])[:-1])
        return store, ids, rows


def gathered(stored: Iterable[tuple[Store, list[Ids], list[Any]]], height: int) -> tuple[Ids, Deferred]:
    """One column of *height* rows from several stores, each with the numbers and the rows of some parts.

    Raises:
        IrregularSheetError: a number that a store does not have.
    """
    codes = np.full(height, MISSING, np.int32)
    sources: list[tuple[Store, Ids]] = []
    before = 0
    for store, ids, rows in stored:
        used = _used(ids, len(store))
        used = used[~store.blank[used]]
        lookup = np.full(len(store), MISSING, np.int32)
        lookup[used] = np.arange(before, before + len(used), dtype=np.int32)
        for part_rows, part_ids in zip(rows, ids, strict=True):
            codes[part_rows] = lookup[part_ids]
        sources.append((store, used))
        before += len(used)
    return codes, Deferred(sources)


def _used(ids: Sequence[Ids], count: int) -> Ids:
    """The distinct numbers, ascending; one beyond the store is a fault of the file, which calamine words."""
    used = np.zeros(count, bool)
    for some in ids:
        if len(some) and int(some.max()) >= count:
            raise IrregularSheetError
        used[some] = True
    return np.flatnonzero(used).astype(np.int32)
