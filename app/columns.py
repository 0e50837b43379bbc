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
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.values import Value, VarType

MISSING = -1
"""Code of a row without a value."""
FAILED = -2
"""Code of a row whose value could not be had (an error of that case); what reads it fails too."""

Ints: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.int32]
States: TypeAlias = npt.NDArray[np.int8]

_LIMIT = 1 << 62


@dataclass(frozen=True, eq=False)
class EncodedColumn:
    """Dictionary-encoded values of any type (outcome lists are tuples)."""

    codes: Codes
    """Shape (n,); an index into ``values``, or MISSING, or FAILED."""
    values: tuple[Any, ...]
    """Distinct, never None."""

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
        lookup = [*self.values, None, None]  # codes -1 and -2 reach the two None at the end
        return [lookup[code] for code in self.codes.tolist()]


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """Exact numbers or dates: row value = ``scaled[row] / 10**scale``, dates as proleptic ordinals (scale 0)."""

    scaled: Ints
    """Shape (n,); rows without a value hold 0."""
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
        return [self.value(row) for row in range(len(self))]


Column: TypeAlias = EncodedColumn | NumberColumn


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


def encode(values: Sequence[Any], failed: Sequence[int] = ()) -> EncodedColumn:
    """Dictionary-encode *values* (None is missing); rows listed in *failed* carry FAILED."""
    index: dict[Any, int] = {}
    codes = np.fromiter(
        (MISSING if value is None else index.setdefault(value, len(index)) for value in values), np.int32, len(values)
    )
    if len(failed):
        codes[np.asarray(failed, np.intp)] = FAILED
    return EncodedColumn(codes, tuple(index))


def numbers(values: Sequence[Decimal | None], failed: Sequence[int] = ()) -> Column:
    """Exact numbers as scaled integers where all fit 62 bits, else dictionary-encoded decimals."""
    scale = 0
    for value in values:
        if value is not None:
            exponent = value.as_tuple().exponent
            if isinstance(exponent, str):
                raise ValueError("not a finite number")
            scale = max(scale, -exponent)
    scaled = np.zeros(len(values), np.int64)
    for row, value in enumerate(values):
        if value is None:
            continue
        number = int(value.scaleb(scale)) if len(value.as_tuple().digits) + scale < 28 else _LIMIT
        if abs(number) >= _LIMIT:
            return encode(values, failed)
        scaled[row] = number
    return NumberColumn(scaled, scale, False, _marks(values, failed))


def dates(values: Sequence[date | None], failed: Sequence[int] = ()) -> NumberColumn:
    """Calendar dates as day ordinals."""
    scaled = np.fromiter((0 if value is None else value.toordinal() for value in values), np.int64, len(values))
    return NumberColumn(scaled, 0, True, _marks(values, failed))


def column(values: Sequence[Value], kind: VarType, failed: Sequence[int] = ()) -> Column:
    """Values of one dictionary type as the column that carries it best."""
    if kind.is_number:
        return numbers(values, failed)  # type: ignore[arg-type]
    if kind is VarType.DATE:
        return dates(values, failed)  # type: ignore[arg-type]
    return encode(values, failed)


def _marks(values: Sequence[Any], failed: Sequence[int]) -> States | None:
    missing = [row for row, value in enumerate(values) if value is None]
    if not missing and not len(failed):
        return None
    marks = np.zeros(len(values), np.int8)
    marks[missing] = MISSING
    if len(failed):
        marks[np.asarray(failed, np.intp)] = FAILED
    return marks
