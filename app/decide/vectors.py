"""Formulas over whole columns: exact arithmetic on scaled 64-bit integers.

What does not fit (text results, numbers beyond 62 bits, errors of single cases) raises :class:`NotVectorError`, and the
formula is evaluated case by case instead. Both ways give the same values; a property test holds them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from app.columns import MISSING, Column, EncodedColumn, Ints, NumberColumn, numbers
from app.rulebooks.expressions import Binary, Call, Constant, Expression, Name, Unary
from app.values import Value, VarType

_LIMIT = 1 << 62
_MAX_SCALE = 17

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


def over_columns(
    expression: Expression, columns: Mapping[str, Column], parameters: Mapping[str, Value], count: int
) -> Vector:
    """Evaluate over *count* cases.

    Raises:
        NotVectorError: where exact 64-bit arithmetic does not reach.
    """
    return _Evaluation(columns, parameters, count).of(expression)


def as_column(vector: Vector, kind: VarType, decimals: int | None) -> Column:
    """The result as a column of the formula's type, rounded half-up where *decimals* says so."""
    marks = np.where(vector.missing, MISSING, 0).astype(np.int8) if vector.missing.any() else None
    if kind is VarType.BOOL and vector.kind == "truth":
        codes = np.where(vector.missing, MISSING, 1 - vector.data).astype(np.int32)
        return EncodedColumn(codes, (True, False))
    if kind is VarType.DATE and vector.kind == "date":
        return NumberColumn(vector.data, 0, True, marks)
    if not kind.is_number or vector.kind != "number":
        raise NotVectorError
    if decimals is not None:
        vector = rounded(vector, decimals)
    if vector.divisor != 1:
        raise NotVectorError
    if kind is VarType.INTEGER and vector.scale and (vector.data % 10**vector.scale).any():
        raise NotVectorError  # each such case gets an error of its own
    return NumberColumn(vector.data, vector.scale, False, marks)


def rounded(vector: Vector, places: int) -> Vector:
    """Half-up, away from zero."""
    if not 0 <= places <= _MAX_SCALE:
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


class _Evaluation:
    def __init__(self, columns: Mapping[str, Column], parameters: Mapping[str, Value], count: int) -> None:
        self.columns, self.parameters, self.count = columns, parameters, count

    def of(self, expression: Expression) -> Vector:
        if isinstance(expression, Constant):
            return self._constant(expression.value)
        if isinstance(expression, Name):
            return self._name(expression.name)
        if isinstance(expression, Unary):
            return self._unary(expression)
        if isinstance(expression, Binary):
            return self._binary(expression)
        return self._call(expression)

    def _constant(self, value: Value) -> Vector:
        nothing = np.zeros(self.count, np.bool_)
        if isinstance(value, bool):
            return Vector("truth", np.full(self.count, int(value), np.int64), nothing)
        if isinstance(value, Decimal):
            _sign, digits, exponent = value.as_tuple()
            if not isinstance(exponent, int) or len(digits) + max(0, exponent) > _MAX_SCALE or -exponent > _MAX_SCALE:
                raise NotVectorError
            scale = max(0, -exponent)
            return Vector("number", np.full(self.count, int(value.scaleb(scale)), np.int64), nothing, scale)
        if isinstance(value, date):
            return Vector("date", np.full(self.count, value.toordinal(), np.int64), nothing)
        raise NotVectorError

    def _name(self, name: str) -> Vector:
        if name in self.parameters:
            return self._constant(self.parameters[name])
        column = self.columns[name]
        missing = column.states != 0
        if isinstance(column, NumberColumn):
            return Vector("date" if column.is_date else "number", column.scaled, missing, column.scale)
        if column.values and all(isinstance(value, bool) for value in column.values):
            truth = np.array([*column.values, False, False], np.int64)[column.codes]
            return Vector("truth", truth, missing)
        if all(isinstance(value, Decimal) for value in column.values):  # a table's outcomes, or nothing but missing
            each = numbers(column.values)
            if isinstance(each, NumberColumn):
                return Vector("number", np.append(each.scaled, [0, 0])[column.codes], missing, each.scale)
        raise NotVectorError

    def _unary(self, expression: Unary) -> Vector:
        operand = _number(self.of(expression.operand))
        if expression.operator == "%":
            return replace(operand, scale=_scale(operand.scale + 2))
        return replace(operand, data=-operand.data) if expression.operator == "-" else operand

    def _binary(self, expression: Binary) -> Vector:
        sign = expression.operator
        if sign in ("=", "<>") and (found := self._text_comparison(expression)) is not None:
            return found
        if sign in ("&", "^"):
            raise NotVectorError
        left, right = self.of(expression.left), self.of(expression.right)
        missing = left.missing | right.missing
        if sign in _COMPARISONS:
            a, b, _ = _aligned([left, right])
            return Vector("truth", np.where(missing, 0, _COMPARISONS[sign](a, b)).astype(np.int64), missing)
        if left.kind == "date" and sign in "+-":
            return _clean(_shifted(left, sign, right), missing)
        return _clean(_ARITHMETIC[sign](_number(left), _number(right)), missing)

    def _text_comparison(self, expression: Binary) -> Vector | None:
        """A text column against a text or another text column: one look at each distinct value."""
        left, right = self._texts(expression.left), self._texts(expression.right)
        if left is None or right is None:
            return None
        index = {value: code for code, value in enumerate(left.values)}
        translated = np.array([*(index.get(value, -9) for value in right.values), -1, -1], np.int64)[right.codes]
        missing = (left.states != 0) | (right.states != 0)
        equal = (left.codes == translated) == (expression.operator == "=")
        return Vector("truth", np.where(missing, 0, equal).astype(np.int64), missing)

    def _texts(self, side: Expression) -> EncodedColumn | None:
        if isinstance(side, Constant):
            return EncodedColumn(np.zeros(self.count, np.int32), (side.value,)) if isinstance(side.value, str) else None
        column = self.columns.get(side.name) if isinstance(side, Name) else None
        if not isinstance(column, EncodedColumn) or not all(isinstance(value, str) for value in column.values):
            return None
        return column

    def _call(self, expression: Call) -> Vector:
        function = _FUNCTIONS.get(expression.function)
        if function is None:
            raise NotVectorError
        if expression.function == "ROUND" and len(expression.arguments) == 2:
            places = expression.arguments[1]
            if not isinstance(places, Constant) or not isinstance(places.value, Decimal):
                raise NotVectorError
            value = _number(self.of(expression.arguments[0]))
            return _clean(rounded(value, int(places.value)), value.missing)
        return function([self.of(argument) for argument in expression.arguments])


def _number(vector: Vector) -> Vector:
    if vector.kind != "number":
        raise NotVectorError
    return vector


def _scale(scale: int) -> int:
    if scale > _MAX_SCALE:
        raise NotVectorError
    return scale


def _clean(vector: Vector, missing: Mask) -> Vector:
    return replace(vector, data=np.where(missing, 0, vector.data), missing=missing)


def _largest(data: Ints) -> int:
    return max(abs(int(data.max(initial=0))), abs(int(data.min(initial=0))))


def _times(vector: Vector, factor: int) -> Vector:
    if factor != 1 and _largest(vector.data) * factor >= _LIMIT:
        raise NotVectorError
    return replace(vector, data=vector.data * factor)


def _aligned(vectors: Sequence[Vector]) -> tuple[Any, ...]:
    """The data of all on one scale, and that scale; all of one kind, none divided."""
    kinds = {vector.kind for vector in vectors}
    if len(kinds) > 1 or any(vector.divisor != 1 for vector in vectors):
        raise NotVectorError
    scale = max(vector.scale for vector in vectors)
    return (*(_times(vector, 10 ** (scale - vector.scale)).data for vector in vectors), scale)


def _plus(left: Vector, right: Vector) -> Vector:
    a, b, scale = _aligned([left, right])
    if _largest(a) + _largest(b) >= _LIMIT:
        raise NotVectorError
    return Vector("number", a + b, left.missing, scale)


def _minus(left: Vector, right: Vector) -> Vector:
    return _plus(left, replace(right, data=-right.data))


def _product(left: Vector, right: Vector) -> Vector:
    divisor = left.divisor * right.divisor
    if max(1, _largest(left.data)) * max(1, _largest(right.data)) >= _LIMIT or divisor >= _LIMIT:
        raise NotVectorError
    return Vector("number", left.data * right.data, left.missing, _scale(left.scale + right.scale), divisor)


def _quotient(left: Vector, right: Vector) -> Vector:
    """Division by one and the same number is kept open until it is rounded."""
    if right.divisor != 1 or right.missing.any() or not len(right.data):
        raise NotVectorError
    by = int(right.data[0])
    if by <= 0 or (right.data != by).any() or left.divisor * by >= _LIMIT:
        raise NotVectorError
    return replace(_times(left, 10**right.scale), divisor=left.divisor * by)


def _shifted(left: Vector, sign: str, right: Vector) -> Vector:
    if right.kind == "date" and sign == "-":
        return Vector("number", left.data - right.data, left.missing)
    days = _number(right)
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
        *data, scale = _aligned(vectors)
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
    total = _number(vectors[0])
    for vector in vectors[1:]:
        total = _plus(total, _number(vector))
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
    a, b, scale = _aligned([yes, no])
    missing = np.where(chosen, yes.missing, no.missing)
    return Vector(yes.kind, np.where(missing, 0, np.where(chosen, a, b)), missing, scale)


def _coalesce(vectors: Sequence[Vector]) -> Vector:
    *data, scale = _aligned(vectors)
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
    return replace(_number(vector), data=np.abs(vector.data))


def _round(vectors: Sequence[Vector]) -> Vector:
    (vector,) = vectors
    return rounded(_number(vector), 0)


_ARITHMETIC: dict[str, Callable[[Vector, Vector], Vector]] = {
    "+": _plus,
    "-": _minus,
    "*": _product,
    "/": _quotient,
}
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_FUNCTIONS: dict[str, Callable[[Sequence[Vector]], Vector]] = {
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
