"""Exact arithmetic on whole columns of scaled 64-bit integers: the operators and functions of formulas.

What does not fit (numbers beyond 62 bits, mixed types, results that only some cases have) raises
:class:`NotVectorError`; see :mod:`app.decide.columnwise`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import lcm
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from app.columns import Ints

LIMIT = 1 << 62
MAX_SCALE = 17

Mask = npt.NDArray[np.bool_]
Kind: TypeAlias = Literal["number", "date", "truth", "text"]


class NotVectorError(Exception):
    """This formula, or these numbers, need the way through single cases."""


@dataclass(frozen=True, eq=False)
class Vector:
    """Numbers ``data / 10**scale / divisor``, dates as ordinals, truth as 0 and 1, texts as places in ``texts``.

    ``missing`` rows hold 0. The divisor is one number for all rows or one for each.
    """

    kind: Kind
    data: Ints
    missing: Mask
    scale: int = 0
    divisor: int | Ints = 1
    texts: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """No quotient is kept open."""
        return isinstance(self.divisor, int) and self.divisor == 1


def rounded(vector: Vector, places: int) -> Vector:
    """Half-up, away from zero."""
    return to_places(vector, places, half_up)


def half_up(over: Ints, under: int | Ints) -> Ints:
    magnitude: Ints = np.floor_divide(2 * np.abs(over) + under, 2 * under)
    return np.sign(over) * magnitude


def up(over: Ints, under: int | Ints) -> Ints:
    """Away from zero."""
    magnitude: Ints = -np.floor_divide(-np.abs(over), under)
    return np.sign(over) * magnitude


def down(over: Ints, under: int | Ints) -> Ints:
    """Towards zero."""
    magnitude: Ints = np.floor_divide(np.abs(over), under)
    return np.sign(over) * magnitude


def to_floor(over: Ints, under: int | Ints) -> Ints:
    floor: Ints = np.floor_divide(over, under)
    return floor


def to_places(vector: Vector, places: int, mode: Callable[[Ints, int | Ints], Ints]) -> Vector:
    """Rounded once, from the exact quotient; negative places round to tens, hundreds, …"""
    if not -MAX_SCALE <= places <= MAX_SCALE:
        raise NotVectorError
    shift = places - vector.scale
    over = _times(vector, 10 ** max(0, shift)).data
    power = 10 ** max(0, -shift)
    if 2 * largest(over) + 2 * _most(vector.divisor) * power >= LIMIT:
        if vector.whole and power == 1:
            return replace(vector, data=over, scale=places)
        raise NotVectorError
    result = over if vector.whole and power == 1 else mode(over, vector.divisor * power)
    if places < 0:
        return _times(Vector("number", result, vector.missing), 10**-places)
    return Vector("number", result, vector.missing, places)


def _most(divisor: int | Ints) -> int:
    return divisor if isinstance(divisor, int) else int(divisor.max(initial=1))


def as_number(vector: Vector) -> Vector:
    if vector.kind != "number":
        raise NotVectorError
    return vector


def bounded_scale(scale: int) -> int:
    if scale > MAX_SCALE:
        raise NotVectorError
    return scale


def cleaned(vector: Vector, missing: Mask) -> Vector:
    return replace(vector, data=np.where(missing, 0, vector.data), missing=missing)


def largest(data: Ints) -> int:
    return max(abs(int(data.max(initial=0))), abs(int(data.min(initial=0))))


def _times(vector: Vector, factor: int | Ints) -> Vector:
    if isinstance(factor, int) and factor == 1:
        return vector
    if largest(vector.data) * _most(factor) >= LIMIT:
        raise NotVectorError
    return replace(vector, data=vector.data * factor)


def aligned(vectors: Sequence[Vector]) -> list[Vector]:
    """The same values on one scale and over one divisor, which is positive; all of one kind."""
    if len({vector.kind for vector in vectors}) > 1:
        raise NotVectorError
    scale = max(vector.scale for vector in vectors)
    divisor = _common_divisor([vector.divisor for vector in vectors])
    scaled = [_times(vector, 10 ** (scale - vector.scale)) for vector in vectors]
    return [replace(_times(one, _over(divisor, one.divisor)), scale=scale, divisor=divisor) for one in scaled]


def _common_divisor(divisors: Sequence[int | Ints]) -> int | Ints:
    """A multiple of all of them."""
    common: int | Ints = 1
    for divisor in divisors:
        if isinstance(common, int) and isinstance(divisor, int):
            common = lcm(common, divisor)
        elif common is not divisor and not (isinstance(divisor, int) and divisor == 1):
            if _most(common) * _most(divisor) >= LIMIT:
                raise NotVectorError
            common = divisor if isinstance(common, int) and common == 1 else common * divisor
    if _most(common) >= LIMIT:
        raise NotVectorError
    return common


def _over(common: int | Ints, divisor: int | Ints) -> int | Ints:
    return 1 if common is divisor else common // divisor


def plus(left: Vector, right: Vector) -> Vector:
    a, b = aligned([left, right])
    if largest(a.data) + largest(b.data) >= LIMIT:
        raise NotVectorError
    return Vector("number", a.data + b.data, left.missing, a.scale, a.divisor)


def _minus(left: Vector, right: Vector) -> Vector:
    return plus(left, replace(right, data=-right.data))


def _product(left: Vector, right: Vector) -> Vector:
    too_large = max(1, largest(left.data)) * max(1, largest(right.data)) >= LIMIT
    if too_large or _most(left.divisor) * _most(right.divisor) >= LIMIT:
        raise NotVectorError
    divisor = left.divisor * right.divisor
    return Vector("number", left.data * right.data, left.missing, bounded_scale(left.scale + right.scale), divisor)


def quotient(left: Vector, right: Vector) -> Vector:
    """A division is kept open until it is rounded; rows divided by nothing or by zero hold 0 / 1."""
    if not right.whole:
        raise NotVectorError
    by = np.where(right.missing | (right.data == 0), 1, right.data)
    same = len(by) > 0 and bool((by == by[0]).all())
    most = largest(by)
    if _most(left.divisor) * most >= LIMIT:
        raise NotVectorError
    over = _times(left, 10**right.scale)
    if not isinstance(left.divisor, int) or not same:
        return replace(over, data=over.data * np.sign(by), divisor=left.divisor * np.abs(by))
    sign = 1 if by[0] > 0 else -1
    return replace(over, data=over.data * sign, divisor=left.divisor * int(abs(by[0])))


def shifted(left: Vector, sign: str, right: Vector) -> Vector:
    if right.kind == "date" and sign == "-":
        return Vector("number", left.data - right.data, left.missing)
    days = as_number(right)
    if days.scale or not days.whole or largest(days.data) > 400_000:
        raise NotVectorError
    moved = left.data + days.data if sign == "+" else left.data - days.data
    present = moved[~(left.missing | right.missing)]
    if len(present) and not (present.min() >= 1 and present.max() <= date.max.toordinal()):
        raise NotVectorError
    return Vector("date", moved, left.missing)


ROUNDINGS = {"ROUND": half_up, "ROUNDUP": up, "ROUNDDOWN": down}


def rounding(name: str, vector: Vector, places: int) -> Vector:
    """ROUND, ROUNDUP or ROUNDDOWN."""
    return to_places(as_number(vector), places, ROUNDINGS[name])


ARITHMETIC: dict[str, Callable[[Vector, Vector], Vector]] = {
    "+": plus,
    "-": _minus,
    "*": _product,
    "/": quotient,
}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
