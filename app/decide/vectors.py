"""Exact arithmetic on whole columns of scaled 64-bit integers: the operators and functions of formulas.

What does not fit (numbers beyond 62 bits, mixed types, results that only some cases have) raises
:class:`NotVectorError`; see :mod:`app.decide.columnwise`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from app.columns import Ints

_LIMIT = 1 << 62
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
    return _to_places(vector, places, half_up)


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


def _to_places(vector: Vector, places: int, mode: Callable[[Ints, int | Ints], Ints]) -> Vector:
    """Rounded once, from the exact quotient; negative places round to tens, hundreds, …"""
    if not -MAX_SCALE <= places <= MAX_SCALE:
        raise NotVectorError
    shift = places - vector.scale
    over = _times(vector, 10 ** max(0, shift)).data
    power = 10 ** max(0, -shift)
    if 2 * _largest(over) + 2 * _most(vector.divisor) * power >= _LIMIT:
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


def _largest(data: Ints) -> int:
    return max(abs(int(data.max(initial=0))), abs(int(data.min(initial=0))))


def _times(vector: Vector, factor: int) -> Vector:
    if factor != 1 and _largest(vector.data) * factor >= _LIMIT:
        raise NotVectorError
    return replace(vector, data=vector.data * factor)


def aligned(vectors: Sequence[Vector]) -> tuple[Any, ...]:
    """The data of all on one scale, and that scale; all of one kind, none divided."""
    kinds = {vector.kind for vector in vectors}
    if len(kinds) > 1 or not all(vector.whole for vector in vectors):
        raise NotVectorError
    scale = max(vector.scale for vector in vectors)
    return (*(_times(vector, 10 ** (scale - vector.scale)).data for vector in vectors), scale)


def _plus(left: Vector, right: Vector) -> Vector:
    a, b, scale = aligned([left, right])
    if _largest(a) + _largest(b) >= _LIMIT:
        raise NotVectorError
    return Vector("number", a + b, left.missing, scale)


def _minus(left: Vector, right: Vector) -> Vector:
    return _plus(left, replace(right, data=-right.data))


def _product(left: Vector, right: Vector) -> Vector:
    too_large = max(1, _largest(left.data)) * max(1, _largest(right.data)) >= _LIMIT
    if too_large or _most(left.divisor) * _most(right.divisor) >= _LIMIT:
        raise NotVectorError
    divisor = left.divisor * right.divisor
    return Vector("number", left.data * right.data, left.missing, bounded_scale(left.scale + right.scale), divisor)


def quotient(left: Vector, right: Vector) -> Vector:
    """A division is kept open until it is rounded; rows divided by nothing or by zero hold 0 / 1."""
    if not right.whole:
        raise NotVectorError
    by = np.where(right.missing | (right.data == 0), 1, right.data)
    same = len(by) > 0 and bool((by == by[0]).all())
    most = _largest(by)
    if _most(left.divisor) * most >= _LIMIT:
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
    if days.scale or not days.whole or _largest(days.data) > 400_000:
        raise NotVectorError
    moved = left.data + days.data if sign == "+" else left.data - days.data
    present = moved[~(left.missing | right.missing)]
    if len(present) and not (present.min() >= 1 and present.max() <= date.max.toordinal()):
        raise NotVectorError
    return Vector("date", moved, left.missing)


def _extreme(best: Callable[..., Any], worst: int) -> Callable[[Sequence[Vector]], Vector]:
    """MIN or MAX over those that are there."""

    def apply(vectors: Sequence[Vector]) -> Vector:
        *data, scale = aligned(vectors)
        masked = [np.where(vector.missing, worst, values) for vector, values in zip(vectors, data, strict=True)]
        missing = np.logical_and.reduce([vector.missing for vector in vectors])
        result = np.where(missing, 0, best.reduce(masked))  # type: ignore[attr-defined]
        return Vector(_same_kind(vectors), result, missing, scale)

    return apply


def _same_kind(vectors: Sequence[Vector]) -> Kind:
    kind = vectors[0].kind
    if kind in ("truth", "text"):
        raise NotVectorError
    return kind


def _sum(vectors: Sequence[Vector]) -> Vector:
    total = as_number(vectors[0])
    for vector in vectors[1:]:
        total = _plus(total, as_number(vector))
    missing = np.logical_and.reduce([vector.missing for vector in vectors])
    return replace(total, missing=missing)


def _truths(vectors: Sequence[Vector]) -> list[Mask]:
    """A missing value counts as no."""
    if any(vector.kind != "truth" for vector in vectors):
        raise NotVectorError
    return [(vector.data == 1) & ~vector.missing for vector in vectors]


def _logic(join: Callable[..., Any]) -> Callable[[Sequence[Vector]], Vector]:
    def apply(vectors: Sequence[Vector]) -> Vector:
        joined = join.reduce(_truths(vectors))  # type: ignore[attr-defined]
        return Vector("truth", joined.astype(np.int64), np.zeros(len(joined), np.bool_))

    return apply


def _not(vectors: Sequence[Vector]) -> Vector:
    (truth,) = _truths(vectors)
    return Vector("truth", (~truth).astype(np.int64), np.zeros(len(truth), np.bool_))


def _if(vectors: Sequence[Vector]) -> Vector:
    if len(vectors) == 2:
        vectors = [*vectors, nothing_like(vectors[1])]
    (chosen,) = _truths(vectors[:1])
    yes, no = _alike(vectors[1:])
    a, b, scale = aligned([yes, no])
    missing = np.where(chosen, yes.missing, no.missing)
    return Vector(yes.kind, np.where(missing, 0, np.where(chosen, a, b)), missing, scale, 1, yes.texts)


def _ifs(vectors: Sequence[Vector]) -> Vector:
    """Condition and outcome in turn; the first that holds, else nothing."""
    result = nothing_like(vectors[1])
    for condition, outcome in reversed(list(zip(vectors[::2], vectors[1::2], strict=True))):
        result = _if([condition, outcome, result])
    return result


def nothing_like(vector: Vector) -> Vector:
    """Missing in every row."""
    return Vector(vector.kind, np.zeros_like(vector.data), np.ones_like(vector.missing), texts=vector.texts)


def _alike(vectors: Sequence[Vector]) -> list[Vector]:
    """Texts of one numbering; a column that is missing throughout goes with every kind."""
    kinds = {vector.kind for vector in vectors if not vector.missing.all()}
    if len(kinds) == 1:
        (kind,) = kinds
        vectors = [vector if vector.kind == kind else replace(nothing_like(vector), kind=kind) for vector in vectors]
    if vectors[0].kind != "text":
        return list(vectors)
    texts = tuple(dict.fromkeys(text for vector in vectors for text in vector.texts))
    place = {text: number for number, text in enumerate(texts)}
    made = []
    for vector in vectors:
        renamed = np.array([*(place[text] for text in vector.texts), 0], np.int64)
        made.append(replace(vector, data=renamed[vector.data] if vector.texts else vector.data, texts=texts))
    return made


def _coalesce(vectors: Sequence[Vector]) -> Vector:
    vectors = _alike(vectors)
    *data, scale = aligned(vectors)
    result, missing = data[0], vectors[0].missing
    for values, vector in zip(data[1:], vectors[1:], strict=True):
        result = np.where(missing, values, result)
        missing = missing & vector.missing
    return Vector(vectors[0].kind, np.where(missing, 0, result), missing, scale, 1, vectors[0].texts)


def _isblank(vectors: Sequence[Vector]) -> Vector:
    (vector,) = vectors
    return Vector("truth", vector.missing.astype(np.int64), np.zeros(len(vector.data), np.bool_))


def _days(vectors: Sequence[Vector]) -> Vector:
    end, start = vectors
    if end.kind != "date" or start.kind != "date":
        raise NotVectorError
    missing = end.missing | start.missing
    return Vector("number", np.where(missing, 0, end.data - start.data), missing)


def _abs(vectors: Sequence[Vector]) -> Vector:
    (vector,) = vectors
    return replace(as_number(vector), data=np.abs(vector.data))


ROUNDINGS = {"ROUND": half_up, "ROUNDUP": up, "ROUNDDOWN": down}


def rounding(name: str, vector: Vector, places: int) -> Vector:
    """ROUND, ROUNDUP or ROUNDDOWN."""
    return _to_places(as_number(vector), places, ROUNDINGS[name])


def _int(vectors: Sequence[Vector]) -> Vector:
    (vector,) = vectors
    return _to_places(as_number(vector), 0, to_floor)


ARITHMETIC: dict[str, Callable[[Vector, Vector], Vector]] = {
    "+": _plus,
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
FUNCTIONS: dict[str, Callable[[Sequence[Vector]], Vector]] = {
    "MIN": _extreme(np.minimum, _LIMIT),
    "MAX": _extreme(np.maximum, -_LIMIT),
    "SUM": _sum,
    "AND": _logic(np.logical_and),
    "OR": _logic(np.logical_or),
    "NOT": _not,
    "IF": _if,
    "IFS": _ifs,
    "COALESCE": _coalesce,
    "ISBLANK": _isblank,
    "DAYS": _days,
    "ABS": _abs,
    "INT": _int,
}
