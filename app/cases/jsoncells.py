"""The cells of a .jsonl file as columns: numbers in arrays, texts numbered, hardly any of them a Python object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

from app.cases.bytewise import Interned, Positions
from app.cases.capture import compact, grouped
from app.cases.captured import Listed, gathered
from app.cases.cellbytes import Texts, numbered
from app.cases.grid import CellColumn, Distinct, Floats, Numbers, Rows, as_key, from_key
from app.cases.jsonlines import Alike, Lines, Said
from app.cases.spelled import EXACT, NONE, Packed, floats_of, narrowed
from app.columns import MISSING, Codes

_Rows: TypeAlias = slice | npt.NDArray[np.int32]
_BACKSLASH = ord("\\")
_WHOLE = 8
"""A packed number without decimal places is a multiple of it."""
_BLANKS = (None, "")
_FLOAT, _PACKED, _OTHER = range(3)


class JsonNumbers(Numbers):
    """Numbers as JSON tells them apart: whole ones (``1``) and others (``1.0``)."""

    def __init__(self, packed: Packed, floats: Floats | None = None) -> None:
        """NONE and nan where none stands; *floats* are those that could not be packed."""
        self._packed, self._floats = packed, floats
        self._none = NONE[packed.dtype == np.int32]

    @cached_property
    def array(self) -> Floats:  # type: ignore[override]
        array = floats_of(self._packed)
        return array if self._floats is None else np.where(np.isnan(array), self._floats, array)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        known: npt.NDArray[np.bool_] = self._packed != self._none
        return known if self._floats is None else known | ~np.isnan(self._floats)

    def take(self, rows: Rows) -> Numbers:
        return JsonNumbers(self._packed[rows], None if self._floats is None else self._floats[rows])

    def encoded(self, first: int) -> tuple[tuple[Any, ...], Codes]:
        codes = np.full(len(self._packed), MISSING, np.int32)
        whole = self._whole
        values: list[Any] = []
        for rows, numbers in ((whole, self._packed[whole] // _WHOLE), (self.known & ~whole, self.array)):
            distinct, places = np.unique(numbers if rows is whole else numbers[rows], return_inverse=True)
            codes[rows] = places.reshape(-1) + (first + len(values))
            values += distinct.tolist()
        return tuple(values), codes

    def values(self, rows: npt.NDArray[np.intp]) -> list[Any]:
        pairs = zip(self.array[rows].tolist(), self._whole[rows].tolist(), strict=True)
        return [int(number) if whole else number for number, whole in pairs]

    @property
    def _whole(self) -> npt.NDArray[np.bool_]:
        whole: npt.NDArray[np.bool_] = (self._packed % _WHOLE == 0) & (self._packed != self._none)
        return whole


@dataclass(slots=True)
class _Parts:
    """The cells of one column: their rows, and what stands there."""

    texts: list[tuple[_Rows, Codes]] = field(default_factory=list)
    packed: list[tuple[_Rows, Packed]] = field(default_factory=list)
    floats: list[tuple[_Rows, Floats]] = field(default_factory=list)
    others: list[tuple[_Rows, Codes]] = field(default_factory=list)


_Kind: TypeAlias = Callable[[_Parts], list[Any]]


@dataclass(slots=True)
class JsonColumns:
    """Feed it the lines of a file, piece by piece."""

    height: int = 0
    _columns: dict[str, _Parts] = field(default_factory=dict)
    _texts: Interned = field(default_factory=Interned)
    _others: defaultdict[Any, int] = field(default_factory=lambda: defaultdict(count().__next__))
    """Truth, nested values, very long numbers, and texts of lines that only orjson could read."""
    _escaped: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """The keys in the order of their first appearance."""
        return tuple(self._columns)

    def add(self, found: Lines, objects: Mapping[int, Mapping[str, Any]], rows: npt.NDArray[np.int32]) -> None:
        """The next lines; *objects* are those by number that orjson read, *rows* says which row a line becomes."""
        self._know_keys(found.alike, objects)
        for some in found.alike:
            self._add_alike(found, some, rows)
        if objects:
            self._add_objects(objects, rows)
        self.height = int(rows.max(initial=self.height - 1)) + 1

    def _know_keys(self, alike: Sequence[Alike], objects: Mapping[int, Mapping[str, Any]]) -> None:
        met: list[tuple[int, Any]] = [(int(some.lines[0]), some.keys) for some in alike]
        met += [(line, fields) for line, fields in objects.items() if not fields.keys() <= self._columns.keys()]
        for _, keys in sorted(met, key=lambda pair: pair[0]):
            for key in keys:
                self._columns.setdefault(key, _Parts())

    def _add_alike(self, found: Lines, some: Alike, rows: npt.NDArray[np.int32]) -> None:
        width = len(some.keys)
        row_of = rows[some.lines]
        columns = [self._columns[key] for key in some.keys]

        def put(at: Positions, payload: npt.NDArray[Any], parts: _Kind) -> None:
            its_rows = row_of[at // width]
            for column, chosen in grouped(at % width):
                parts(columns[column]).append((compact(its_rows[chosen]), payload[chosen].copy()))

        put(np.flatnonzero(some.said == Said.PACKED), narrowed(some.packed), lambda one: one.packed)
        at = np.flatnonzero(some.said == Said.TEXT)
        put(at, self._coded(found, some.starts[at], some.stops[at]), lambda one: one.texts)
        for said, value in ((Said.TRUE, True), (Said.FALSE, False)):
            at = np.flatnonzero(some.said == said)
            if len(at):
                put(at, np.full(len(at), self._others[as_key(value)], np.int32), lambda one: one.others)
        for at, payload, parts in self._sorted(np.flatnonzero(some.said == Said.NUMBER), some.numbers):
            put(at, payload, parts)

    def _coded(self, found: Lines, starts: Positions, stops: Positions) -> Codes:
        """Texts without their quotes, but for those with escapes."""
        escapes = np.flatnonzero(found.text == _BACKSLASH)
        first, last = starts + 1, stops - 1
        if len(escapes):
            hit = np.searchsorted(escapes, starts) < np.searchsorted(escapes, stops)
            first, last = np.where(hit, starts, first), np.where(hit, stops, last)
            self._escaped |= bool(hit.any())
        return self._texts.codes(found.text, found.view, first, last)

    def _add_objects(self, objects: Mapping[int, Mapping[str, Any]], rows: npt.NDArray[np.int32]) -> None:
        line_of = np.array(list(objects))
        fields = list(objects.values())
        for key, parts in self._columns.items():
            filled = [at for at, one in enumerate(fields) if one.get(key) not in _BLANKS]
            cells = [fields[at][key] for at in filled]
            for lines, payload, kind in self._sorted(line_of[filled], cells):
                kind(parts).append((compact(rows[lines]), payload))

    def _sorted(self, places: Positions, cells: Sequence[Any]) -> Iterator[tuple[Positions, Any, _Kind]]:
        """Cells told apart by how they are kept: floats, whole numbers that can be packed, all others."""
        kinds = [_FLOAT if type(cell) is float else _PACKED if type(cell) is int and abs(cell) < EXACT else _OTHER
                 for cell in cells]  # fmt: skip
        for kind, convert, parts in (
            (_FLOAT, np.array, lambda one: one.floats),
            (_PACKED, _pack, lambda one: one.packed),
            (_OTHER, self._coded_others, lambda one: one.others),
        ):
            chosen = [at for at, found in enumerate(kinds) if found == kind]
            if chosen:
                yield places[chosen], convert([cells[at] for at in chosen]), parts

    def _coded_others(self, cells: Sequence[Any]) -> Codes:
        return np.fromiter(map(self._others.__getitem__, map(as_key, cells)), np.int32, len(cells))

    def finish(self) -> Iterator[CellColumn]:
        """The columns in the order of the headings; the cells are given away."""
        texts = numbered(self._texts, _unescaped, b'"')
        texts.loose |= self._escaped
        others = Listed(list(map(from_key, self._others)))
        for key in self.headings:
            yield self._column(self._columns.pop(key), texts, others)

    def _column(self, parts: _Parts, texts: Texts, others: Listed) -> CellColumn:
        counted = self._numbers(parts) if parts.packed or parts.floats else None
        stored = [
            (store, [ids for _, ids in some], [rows for rows, _ in some])
            for store, some in ((texts, parts.texts), (others, parts.others))
            if some
        ]
        if not stored:
            return CellColumn(np.broadcast_to(np.int32(MISSING), self.height), Distinct(()), counted)
        return CellColumn(*gathered(stored, self.height), counted)

    def _numbers(self, parts: _Parts) -> JsonNumbers:
        narrow = all(numbers.dtype == np.int32 for _, numbers in parts.packed)
        packed: Any = np.full(self.height, NONE[narrow], np.int32 if narrow else np.int64)
        for rows, numbers in parts.packed:
            packed[rows] = numbers
        if not parts.floats:
            return JsonNumbers(packed)
        floats = np.full(self.height, np.nan)
        for rows, values in parts.floats:
            floats[rows] = values
        return JsonNumbers(packed, floats)


def _pack(numbers: Sequence[int]) -> Packed:
    return narrowed(np.array(numbers, np.int64) * _WHOLE)


def _unescaped(texts: list[bytes]) -> list[str]:
    return [orjson.loads(text) if text.startswith(b'"') else text.decode() for text in texts]
