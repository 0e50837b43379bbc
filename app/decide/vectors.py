"""Exact arithmetic on whole columns of scaled 64-bit integers: the operators and functions of formulas.

What does not fit (numbers beyond 62 bits, mixed types, results that only some cases have) raises
:class:`NotVectorError`; see :mod:`app.decide.columnwise`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from app.columns import Ints

_LIMIT = 1 << 62
MAX_SCALE = 17

Mask = npt.NDArray[np.bool_]


class NotVectorError(Exception):
    """This formula, or these numbers, need the way through single cases."""


@dataclass(frozen=True, eq=False)
class Vector:
    """Numbers ``data / 10**scale / divisor``, dates as ordinals, or truth as 0 and 1; ``missing`` rows hold 0."""

    kind: Literal["number", "date", "truth"]
    data: Ints
    missing: Mask
    scale: int = 0
    divisor: int = 1


def rounded(vector: Vector, places: int) -> Vector:
    """Half-up, away from zero."""
    if not 0 <= places <= MAX_SCALE:
        raise NotVectorError
    shift = places - vector.scale
    over = _times(vector, 10 ** max(0, shift)).data
    under = vector.divisor * 10 ** max(0, -shift)
    if under == 1:
        return replace(vector, data=over, scale=places)
    if 2 * int(np.abs(over).max(initial=0)) + under >= _LIMIT:
        raise NotVectorError
    magnitude = (2 * np.abs(over) + under) // (2 * under)
    return Vector("number", np.sign(over) * magnitude, vector.missing, places)


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
    if len(kinds) > 1 or any(vector.divisor != 1 for vector in vectors):
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
    divisor = left.divisor * right.divisor
    if max(1, _largest(left.data)) * max(1, _largest(right.data)) >= _LIMIT or divisor >= _LIMIT:
        raise NotVectorError
    return Vector("number", left.data * right.data, left.missing, bounded_scale(left.scale + right.scale), divisor)


def _quotient(left: Vector, right: Vector) -> Vector:
    """Division by one and the same number is kept open until it is rounded."""
    if right.divisor != 1 or right.missing.any() or not len(right.data):
        raise NotVectorError
    by = int(right.data[0])
    if by <= 0 or (right.data != by).any() or left.divisor * by >= _LIMIT:
        raise NotVectorError
    return replace(_times(left, 10**right.scale), divisor=left.divisor * by)


def shifted(left: Vector, sign: str, right: Vector) -> Vector:
    if right.kind == "date" and sign == "-":
        return Vector("number", left.data - right.data, left.missing)
    days = as_number(right)
    if days.scale or days.divisor != 1 or _largest(days.data) > 400_000:
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


def _same_kind(vectors: Sequence[Vector]) -> Literal["number", "date"]:
    kind = vectors[0].kind
    if kind == "truth":
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
    if len(vectors) != 3:
        raise NotVectorError
    (chosen,) = _truths(vectors[:1])
    yes, no = vectors[1:]
    a, b, scale = aligned([yes, no])
    missing = np.where(chosen, yes.missing, no.missing)
    return Vector(yes.kind, np.where(missing, 0, np.where(chosen, a, b)), missing, scale)


def _coalesce(vectors: Sequence[Vector]) -> Vector:
    *data, scale = aligned(vectors)
    result, missing = data[0], vectors[0].missing
    for values, vector in zip(data[1:], vectors[1:], strict=True):
        result = np.where(missing, values, result)
        missing = missing & vector.missing
    return Vector(vectors[0].kind, np.where(missing, 0, result), missing, scale)


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


def _round(vectors: Sequence[Vector]) -> Vector:
    (vector,) = vectors
    return rounded(as_number(vector), 0)


ARITHMETIC: dict[str, Callable[[Vector, Vector], Vector]] = {
    "+": _plus,
    "-": _minus,
    "*": _product,
    "/": _quotient,
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
    "COALESCE": _coalesce,
    "ISBLANK": _isblank,
    "DAYS": _days,
    "ABS": _abs,
    "ROUND": _round,
}
