"""What a column of amounts is paid, on exact scaled 64-bit integers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from app.columns import Codes, Column, Ints, NumberColumn, numbers
from app.decide.lines import Line
from app.decide.vectors import Mask, NotVectorError, Vector, rounded
from app.rulebooks.model import Scale

_LIMIT = 1 << 60
"""Sums below it can be doubled and carried while they are rounded."""


def payments(scale: Scale, lines: Sequence[Line | None], which: Codes, amount: Column) -> tuple[Ints, Mask]:
    """Sums paid, rounded, in units of ``10**-scale.decimals``, and the rows that have one.

    Rows without a line (``which`` negative, or its line None) and those that 64 bits do not hold have none.
    """
    whole = _whole(amount)
    constants = None if whole is None else _Constants.of(scale, lines, whole.scale)
    if whole is None or constants is None:
        return np.zeros(len(which), np.int64), np.zeros(len(which), np.bool_)
    slopes, offsets = constants.slopes.take(which), constants.offsets.take(which)
    size = np.abs(whole.scaled.astype(np.float64)) * np.abs(slopes) + np.abs(offsets)
    exact = constants.lined.take(which) & (size < _LIMIT / 2)
    totals = np.where(exact, whole.scaled, 0) * slopes + np.where(exact, offsets, 0)
    if constants.floor is not None:
        totals = np.maximum(totals, constants.floor)
    if constants.cap is not None:
        totals = np.minimum(totals, constants.cap)
    try:
        sums = rounded(Vector("number", totals, ~exact, constants.places), scale.decimals).data
    except NotVectorError:
        return np.zeros(len(which), np.int64), np.zeros(len(which), np.bool_)
    return np.where(exact, sums, 0), exact


class _Constants:
    """Slopes, offsets, floor and cap of a scale as integers: a sum is counted in units of ``10**-places``."""

    def __init__(self, scale: Scale, lines: Sequence[Line | None], places: int, more: int) -> None:
        self.places = places
        self.lined = np.array([*(line is not None for line in lines), False, False])  # numbers -1 and -2: no line
        pairs = [(line.slope, line.offset) if line else (Decimal(0), Decimal(0)) for line in [*lines, None, None]]
        self.slopes = np.array([_scaled(slope, more) for slope, _ in pairs], np.int64)
        self.offsets = np.array([_scaled(offset, places) for _, offset in pairs], np.int64)
        self.floor = None if scale.floor is None else _scaled(scale.floor, places)
        self.cap = None if scale.cap is None else _scaled(scale.cap, places)

    @classmethod
    def of(cls, scale: Scale, lines: Sequence[Line | None], amount_places: int) -> _Constants | None:
        """None where one of them needs more than 60 bits."""
        present = [line for line in lines if line is not None]
        fixed = [line.offset for line in present] + [bound for bound in (scale.floor, scale.cap) if bound is not None]
        more = max([0, *(_places(line.slope) for line in present), *(_places(sum_) - amount_places for sum_ in fixed)])
        places = amount_places + more
        try:
            return cls(scale, lines, places, more)
        except OverflowError:
            return None


def _whole(amount: Column) -> NumberColumn | None:
    if isinstance(amount, NumberColumn):
        return amount
    if not all(isinstance(value, Decimal) for value in amount.values):
        return None
    each = numbers(amount.values)
    if not isinstance(each, NumberColumn):
        return None
    return NumberColumn(np.append(each.scaled, [0, 0])[amount.codes], each.scale, False, amount.states)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _scaled(number: Decimal, places: int) -> int:
    """``number × 10**places``, a whole number.

    Raises:
        OverflowError: when 60 bits do not hold it.
    """
    over, under = number.as_integer_ratio()
    scaled: int = over * 10**places // under
    if abs(scaled) >= _LIMIT:
        raise OverflowError
    return scaled
