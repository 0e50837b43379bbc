"""Columns of typed values: how cases travel through the engine, a whole batch at a time.

Two shapes carry everything. An :class:`EncodedColumn` stores each distinct value once and a small code
per row; a :class:`NumberColumn` stores exact numbers as scaled 64-bit integers, dates as day ordinals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import filterfalse, repeat
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.on_demand import some_of
from app.values import Value, VarType

MISSING = -1
"""Code of a row without a value."""
FAILED = -2
"""Code of a row whose value could not be had (an error of that case); what reads it fails too."""

Ints: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.int32]
"""Narrower where columns are only kept (:func:`joined`)."""
States: TypeAlias = npt.NDArray[np.int8]

_LIMIT = 1 << 62
_SHORT = 1 << 31
_EXACT_POWER = 22
"""10**22 is the largest power of ten that a binary float holds exactly."""
_EXACT_FLOAT = 2.0**50
_MAX_EXPONENTS = 8
"""Passes over a column, one for each exponent, before its values are asked one by one."""


@dataclass(frozen=True, eq=False)
class EncodedColumn:
    """Dictionary-encoded values of any type (outcome lists are tuples)."""

    codes: Codes
    """Shape (n,); an index into ``values``, or MISSING, or FAILED."""
    values: Sequence[Any]
    """Distinct, never None; perhaps :class:`~app.on_demand.OnDemand`."""

    def __len__(self) -> int:
        return len(self.codes)

    def value(self, row: int) -> Any:
        """The value of a row; None when missing or failed."""
        code = int(self.codes[row])
        return self.values[code] if code >= 0 else None

    def state(self, row: int) -> int:
        """0 for a value, else MISSING or FAILED."""
        return min(0, int(self.codes[row]))

    @cached_property
    def states(self) -> States:
        return np.minimum(self.codes, 0).astype(np.int8)

    def take(self, rows: slice | npt.NDArray[np.intp]) -> EncodedColumn:
        return EncodedColumn(self.codes[rows], self.values)

    def to_list(self) -> list[Any]:
        column = compact(self) if len(self.values) > len(self) else self
        lookup = [*column.values, None, None]  # codes -1 and -2 reach the two None at the end
        return [lookup[code] for code in column.codes.tolist()]


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """Exact numbers or dates: row value = ``scaled[row] / 10**scale``, dates as proleptic ordinals (scale 0)."""

    scaled: Ints
    """Shape (n,); rows without a value hold 0. Narrower where columns are only kept (:func:`joined`)."""
    scale: int
    is_date: bool = False
    marks: States | None = None
    """Shape (n,): 0, MISSING or FAILED; None when every row has a value."""

    def __len__(self) -> int:
        return len(self.scaled)

    def value(self, row: int) -> Decimal | date | None:
        if self.state(row):
            return None
        number = int(self.scaled[row])
        return date.fromordinal(number) if self.is_date else Decimal(number).scaleb(-self.scale)

    def state(self, row: int) -> int:
        return 0 if self.marks is None else int(self.marks[row])

    @property
    def states(self) -> States:
        return np.zeros(len(self), np.int8) if self.marks is None else self.marks

    def take(self, rows: slice | npt.NDArray[np.intp]) -> NumberColumn:
        marks = None if self.marks is None else self.marks[rows]
        return NumberColumn(self.scaled[rows], self.scale, self.is_date, marks)

    def to_list(self) -> list[Decimal | date | None]:
        if self.marks is not None and self.marks.any():
            return [self.value(row) for row in range(len(self))]
        if self.is_date:
            return list(map(date.fromordinal, self.scaled.tolist()))
        return list(map(Decimal.scaleb, map(Decimal, self.scaled.tolist()), repeat(-self.scale)))


Column: TypeAlias = EncodedColumn | NumberColumn


def compact(column: EncodedColumn) -> EncodedColumn:
    """The same rows; only the values that they hold."""
    used, places = np.unique(column.codes, return_inverse=True)
    absent = int((used < 0).sum())
    lookup = np.concatenate([used[:absent], np.arange(len(used) - absent)]).astype(np.int32)
    return EncodedColumn(lookup[places.reshape(-1)], tuple(some_of(column.values, used[absent:])))


def joined(parts: Sequence[Column]) -> Column:
    """Columns one below the other, to be kept: codes take no more memory than they must."""
    if all(isinstance(part, NumberColumn) for part in parts):
        column = _joined_numbers(parts)  # type: ignore[arg-type]
        if column is not None:
            return column
    return joined_codes(
        [part if isinstance(part, EncodedColumn) else encode(part.to_list(), _failed(part)) for part in parts]
    )


def joined_codes(parts: Sequence[EncodedColumn]) -> EncodedColumn:
    """As :func:`joined`."""
    index: dict[Any, int] = {}
    codes = []
    for part in map(compact, parts):
        lookup = [*(index.setdefault(value, len(index)) for value in part.values), FAILED, MISSING]
        codes.append(np.array(lookup, _narrow(len(index)))[part.codes])
    return EncodedColumn(np.concatenate(codes), tuple(index))


def _joined_numbers(parts: Sequence[NumberColumn]) -> NumberColumn | None:
    """None where one is a date and another is not, or a number does not fit at the scale of another."""
    scale, dated = max(part.scale for part in parts), {part.is_date for part in parts}
    most = max(_most(part.scaled) * 10 ** (scale - part.scale) for part in parts)
    if len(dated) > 1 or most >= _LIMIT:
        return None
    first = parts[0].scaled[0] if len(parts[0]) else 0
    if scale == 0 and all((part.scaled == first).all() for part in parts):  # one day for all
        scaled = np.broadcast_to(first, sum(map(len, parts)))
    else:
        wide = np.concatenate([part.scaled.astype(np.int64) * 10 ** (scale - part.scale) for part in parts])
        scaled = wide.astype(np.int32) if most < _SHORT else wide
    marked = any(part.marks is not None for part in parts)
    return NumberColumn(scaled, scale, dated.pop(), np.concatenate([part.states for part in parts]) if marked else None)


def _most(scaled: Ints) -> int:
    return max(abs(int(scaled.min(initial=0))), int(scaled.max(initial=0)))


def _failed(column: Column) -> list[int]:
    rows: list[int] = np.flatnonzero(column.states == FAILED).tolist()
    return rows


def _narrow(count: int) -> type[np.signedinteger[Any]]:
    """For codes of so many values; a few more must fit, so that nobody's sum overflows."""
    return np.int8 if count < 100 else np.int16 if count < 30_000 else np.int32


def failed_rows(columns: Sequence[Column]) -> npt.NDArray[np.bool_] | None:
    """Rows in which any of the columns failed, shape (n,); None where none did."""
    failed = None
    for column in columns:
        states = column.codes if isinstance(column, EncodedColumn) else column.marks
        if states is not None and states.min(initial=0) == FAILED:
            failed = (states == FAILED) if failed is None else failed | (states == FAILED)
    return failed


def with_failed(data: Column, rows: Sequence[int]) -> Column:
    """The same column with *rows* marked FAILED."""
    if not len(rows):
        return data
    places = np.asarray(rows, np.intp)
    if isinstance(data, EncodedColumn):
        codes = data.codes.copy()
        codes[places] = FAILED
        return EncodedColumn(codes, data.values)
    marks, scaled = data.states.copy(), data.scaled.copy()
    marks[places] = FAILED
    scaled[places] = 0
    return NumberColumn(scaled, data.scale, data.is_date, marks)


def with_values(data: Column, rows: npt.NDArray[np.intp], values: Sequence[Value], kind: VarType) -> Column:
    """The same column with *values* of type *kind* in some *rows* (ascending); a single value goes into all of them."""
    some = column(values, kind)
    if len(rows) == len(data):
        return some if len(values) == len(data) else some.take(np.zeros(len(data), np.intp))
    if isinstance(data, EncodedColumn) and isinstance(some, EncodedColumn):
        data = compact(data) if len(data.values) > len(data) else data
        index = {value: code for code, value in enumerate(data.values)}
        lookup = [*(index.setdefault(value, len(index)) for value in some.values), FAILED, MISSING]
        codes = data.codes.astype(np.int32)
        codes[rows] = np.array(lookup, np.int32)[some.codes]  # codes -1 and -2 reach the two at the end
        return EncodedColumn(codes, tuple(index))
    if isinstance(data, NumberColumn) and isinstance(some, NumberColumn):
        scale = max(data.scale, some.scale)
        kept, put = _raised(data, scale), _raised(some, scale)
        if kept is not None and put is not None:
            scaled, marks = kept.copy(), data.states.copy()
            scaled[rows], marks[rows] = put, some.states
            return NumberColumn(scaled, scale, data.is_date, marks if marks.any() else None)
    listed: list[Value] = list(data.to_list())
    for at, row in enumerate(rows.tolist()):
        listed[row] = values[at] if len(values) > 1 else values[0]
    return column(listed, kind, np.setdiff1d(np.flatnonzero(data.states == FAILED), rows).tolist())


def _raised(data: NumberColumn, scale: int) -> Ints | None:
    """The scaled integers at a larger scale; None where one is beyond 62 bits."""
    factor = 10 ** (scale - data.scale)
    if factor == 1:
        return data.scaled
    largest = max(int(data.scaled.max(initial=0)), -int(data.scaled.min(initial=0)))
    return data.scaled * factor if largest * factor < _LIMIT and factor < _LIMIT else None


def encode(values: Sequence[Any], failed: Sequence[int] = ()) -> EncodedColumn:
    """Dictionary-encode *values* (None is missing); rows listed in *failed* carry FAILED."""
    index: dict[Any, int] = dict.fromkeys(values, MISSING)
    index.pop(None, None)
    distinct = tuple(index)
    index = {value: code for code, value in enumerate(distinct)}
    index[None] = MISSING
    codes = np.fromiter(map(index.__getitem__, values), np.int32, len(values))
    if len(failed):
        codes[np.asarray(failed, np.intp)] = FAILED
    return EncodedColumn(codes, distinct)


def numbers(values: Sequence[Decimal | None], failed: Sequence[int] = ()) -> Column:
    """Exact numbers as scaled integers where all fit 62 bits, else dictionary-encoded decimals."""
    present = [value for value in values if value is not None]
    scale = _common_scale(present)
    scaled = _scaled(present, scale)
    if scaled is None:
        return encode(values, failed)
    return _number_column(values, scaled, failed, scale)


def dates(values: Sequence[date | None], failed: Sequence[int] = ()) -> NumberColumn:
    """Calendar dates as day ordinals."""
    present = [value for value in values if value is not None]
    ordinals = np.fromiter(map(date.toordinal, present), np.int64, len(present))
    return _number_column(values, ordinals, failed, 0, is_date=True)


def _number_column(
    values: Sequence[Any], present: Ints, failed: Sequence[int], scale: int, is_date: bool = False
) -> NumberColumn:
    """Lay the numbers of the rows that have one out over all rows."""
    if len(present) == len(values) and not len(failed):
        return NumberColumn(present, scale, is_date)
    marks = np.fromiter((MISSING if value is None else 0 for value in values), np.int8, len(values))
    scaled = np.zeros(len(values), np.int64)
    scaled[marks == 0] = present
    if len(failed):
        marks[np.asarray(failed, np.intp)] = FAILED
    return NumberColumn(scaled, scale, is_date, marks)


def _common_scale(values: Sequence[Decimal]) -> int:
    """Decimal places that show all of them, asked once for each exponent that occurs instead of once a value."""
    scale = 0
    rest = values
    for _ in range(_MAX_EXPONENTS):
        if not rest:
            return scale
        scale = max(scale, _places(rest[0]))
        rest = list(filterfalse(rest[0].same_quantum, rest))
    return max(scale, *map(_places, rest), 0)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, str):
        raise ValueError("not a finite number")
    return -exponent


def _scaled(values: Sequence[Decimal], scale: int) -> Ints | None:
    """``value × 10**scale`` as integers; None where one is beyond 62 bits."""
    if scale <= _EXACT_POWER:
        floats = np.fromiter(map(float, values), np.float64, len(values)) * 10.0**scale
        # Two roundings of half a bit each: below 2**50 they cannot reach the half that would change the integer.
        if not len(floats) or max(floats.max(), -floats.min()) < _EXACT_FLOAT:
            return np.rint(floats).astype(np.int64)
    scaled = [over * 10**scale // under for over, under in map(Decimal.as_integer_ratio, values)]
    if any(abs(number) >= _LIMIT for number in scaled):
        return None
    return np.array(scaled, np.int64)


def column(values: Sequence[Value], kind: VarType, failed: Sequence[int] = ()) -> Column:
    """Values of one dictionary type as the column that carries it best."""
    if kind.is_number:
        return numbers(values, failed)  # type: ignore[arg-type]
    if kind is VarType.DATE:
        return dates(values, failed)  # type: ignore[arg-type]
    return encode(values, failed)
