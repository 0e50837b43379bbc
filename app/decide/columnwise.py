"""Formulas over whole columns.

Arithmetic and choice run on scaled 64-bit integers (:mod:`vectors`), all else once for each distinct combination of its
operands (:mod:`distinct`). A row that meets an error on the way it takes is set aside: it is evaluated by itself, as
one case. What does not fit at all (numbers beyond 62 bits, quotients that are never rounded) raises
:class:`NotVectorError`, and every case is. All ways give the same values; a property test holds them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from app.columns import MISSING, Column, EncodedColumn, NumberColumn, numbers
from app.decide.distinct import each_distinct
from app.decide.evaluation import evaluate
from app.decide.functions import LAZY
from app.decide.vector_functions import FUNCTIONS, truths
from app.decide.vectors import (
    ARITHMETIC,
    COMPARISONS,
    MAX_SCALE,
    ROUNDINGS,
    Kind,
    Mask,
    NotVectorError,
    Vector,
    aligned,
    bounded_scale,
    cleaned,
    rounded,
    rounding,
    shifted,
)
from app.rulebooks.expressions import Binary, Call, Constant, Expression, Name, Unary
from app.values import Value, VarType


def over_columns(
    expression: Expression, columns: Mapping[str, Column], parameters: Mapping[str, Value], count: int
) -> tuple[Vector, Mask]:
    """Evaluate over *count* cases; the mask tells the rows that must be evaluated by themselves.

    Raises:
        NotVectorError: where exact 64-bit arithmetic does not reach.
    """
    evaluation = _Evaluation(columns, parameters, count)
    return evaluation.of(expression), evaluation.aside


def as_column(vector: Vector, kind: VarType, decimals: int | None) -> tuple[Column, Mask]:
    """The result as a column of the formula's type, rounded half-up where *decimals* says so.

    The mask tells the rows whose value is none of that type.
    """
    none = np.zeros(len(vector.data), np.bool_)
    if vector.missing.all():
        vector = Vector(_KINDS.get(kind, "number"), np.zeros(len(vector.data), np.int64), vector.missing, texts=("",))
    if vector.kind != _KINDS.get(kind, "number"):
        raise NotVectorError
    marks = np.where(vector.missing, MISSING, 0).astype(np.int8) if vector.missing.any() else None
    if vector.kind == "truth":
        return EncodedColumn(np.where(vector.missing, MISSING, 1 - vector.data).astype(np.int32), (True, False)), none
    if vector.kind == "text":
        return EncodedColumn(np.where(vector.missing, MISSING, vector.data).astype(np.int32), vector.texts), none
    if vector.kind == "date":
        return NumberColumn(vector.data, 0, True, marks), none
    if decimals is not None:
        vector = rounded(vector, decimals)
    if not vector.whole:
        raise NotVectorError
    broken = none if kind is not VarType.INTEGER or not vector.scale else vector.data % 10**vector.scale != 0
    return NumberColumn(vector.data, vector.scale, False, marks), broken


_KINDS: dict[VarType, Kind] = {VarType.TEXT: "text", VarType.DATE: "date", VarType.BOOL: "truth"}


class _Evaluation:
    def __init__(self, columns: Mapping[str, Column], parameters: Mapping[str, Value], count: int) -> None:
        self.columns, self.parameters, self.count = columns, parameters, count
        self.aside = np.zeros(count, np.bool_)

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
            if not isinstance(exponent, int) or len(digits) + max(0, exponent) > MAX_SCALE or -exponent > MAX_SCALE:
                raise NotVectorError
            scale = max(0, -exponent)
            return Vector("number", np.full(self.count, int(value.scaleb(scale)), np.int64), nothing, scale)
        if isinstance(value, date):
            return Vector("date", np.full(self.count, value.toordinal(), np.int64), nothing)
        if isinstance(value, str):
            return Vector("text", np.zeros(self.count, np.int64), nothing, texts=(value,))
        raise NotVectorError

    def _name(self, name: str) -> Vector:
        if name in self.parameters:
            return self._constant(self.parameters[name])
        column = self.columns[name]
        missing = column.states != 0
        if isinstance(column, NumberColumn):
            return Vector("date" if column.is_date else "number", column.scaled, missing, bounded_scale(column.scale))
        codes = np.where(missing, 0, column.codes).astype(np.int64)
        if column.values and all(isinstance(value, bool) for value in column.values):
            return Vector("truth", np.where(missing, 0, np.array(column.values, np.int64)[codes]), missing)
        if column.values and all(isinstance(value, str) for value in column.values):
            return Vector("text", codes, missing, texts=tuple(column.values))
        if all(isinstance(value, Decimal) for value in column.values):  # a table's outcomes, or nothing but missing
            each = numbers(column.values)
            if isinstance(each, NumberColumn):
                return Vector(
                    "number", np.append(each.scaled, [0, 0])[column.codes], missing, bounded_scale(each.scale)
                )
        raise NotVectorError

    def _unary(self, expression: Unary) -> Vector:
        operand = self.of(expression.operand)
        if operand.kind != "number":
            return self._each(expression, [operand])
        if expression.operator == "%":
            return replace(operand, scale=bounded_scale(operand.scale + 2))
        return replace(operand, data=-operand.data) if expression.operator == "-" else operand

    def _binary(self, expression: Binary) -> Vector:
        sign = expression.operator
        left, right = self.of(expression.left), self.of(expression.right)
        kinds = (left.kind, right.kind)
        missing = left.missing | right.missing
        if sign in COMPARISONS and kinds[0] == kinds[1] != "text":
            a, b = aligned([left, right])
            return Vector("truth", np.where(missing, 0, COMPARISONS[sign](a.data, b.data)).astype(np.int64), missing)
        if left.kind == "date" and sign in "+-" and right.kind in ("number", "date"):
            return cleaned(shifted(left, sign, right), missing)
        if sign in ARITHMETIC and kinds == ("number", "number"):
            if sign == "/":
                self.aside |= (right.data == 0) & ~missing
            return cleaned(ARITHMETIC[sign](left, right), missing)
        return self._each(expression, [left, right])

    def _call(self, expression: Call) -> Vector:
        name, arguments = expression.function, expression.arguments
        if name in LAZY:
            return _CHOICES[name](self, arguments)
        if name in ROUNDINGS:
            places = arguments[1] if len(arguments) > 1 else Constant(Decimal(0))
            value = self.of(arguments[0])
            if value.kind == "number" and isinstance(places, Constant) and isinstance(places.value, Decimal):
                return cleaned(rounding(name, value, int(places.value)), value.missing)
        vectors = [self.of(argument) for argument in arguments]
        function = FUNCTIONS.get(name)
        if function is not None and (name == "ISBLANK" or not any(v.kind == "text" for v in vectors)):
            return function(vectors)
        return self._each(expression, vectors)

    # What is not chosen may be an error: only rows that reach it are set aside.

    def _if(self, arguments: Sequence[Expression]) -> Vector:
        condition = self.of(arguments[0])
        (chosen,) = truths([condition])
        yes, *no = map(self._apart, arguments[1:])
        self.aside |= chosen & yes[1]
        for _, erring in no:
            self.aside |= ~chosen & erring
        return FUNCTIONS["IF"]([condition, *(vector for vector, _ in (yes, *no))])

    def _ifs(self, arguments: Sequence[Expression]) -> Vector:
        reached = np.ones(self.count, np.bool_)
        vectors: list[Vector] = []
        for question, answer in zip(arguments[::2], arguments[1::2], strict=True):
            condition, doubtful = self._apart(question)
            outcome, erring = self._apart(answer)
            (holds,) = truths([condition])
            self.aside |= reached & (doubtful | (holds & erring))
            reached &= ~holds
            vectors += [condition, outcome]
        return FUNCTIONS["IFS"](vectors)

    def _coalesce(self, arguments: Sequence[Expression]) -> Vector:
        reached = np.ones(self.count, np.bool_)
        vectors: list[Vector] = []
        for argument in arguments:
            vector, erring = self._apart(argument)
            self.aside |= reached & erring
            reached &= vector.missing
            vectors.append(vector)
        return FUNCTIONS["COALESCE"](vectors)

    def _iferror(self, arguments: Sequence[Expression]) -> Vector:
        value, erring = self._apart(arguments[0])
        if not erring.any():
            return value
        instead, worse = self._apart(arguments[1])
        self.aside |= erring & worse
        wrong = Vector("truth", erring.astype(np.int64), np.zeros(self.count, np.bool_))
        return FUNCTIONS["IF"]([wrong, instead, value])

    def _apart(self, expression: Expression) -> tuple[Vector, Mask]:
        """A part of a formula, and the rows where it is an error, not set aside yet."""
        before, self.aside = self.aside, np.zeros(self.count, np.bool_)
        try:
            return self.of(expression), self.aside
        finally:
            self.aside = before

    def _each(self, step: Expression, operands: Sequence[Vector]) -> Vector:
        """The step for each distinct combination of its operands."""
        names = [Name(str(number)) for number in range(len(operands))]
        if isinstance(step, Call):
            step = replace(step, arguments=tuple(names))
        elif isinstance(step, Binary):
            step = replace(step, left=names[0], right=names[1])
        elif isinstance(step, Unary):
            step = replace(step, operand=names[0])
        keys = [name.name for name in names]
        vector, failed = each_distinct(
            lambda values: evaluate(step, dict(zip(keys, values, strict=True))), operands, self.count
        )
        self.aside |= failed
        return vector


_CHOICES: Mapping[str, Callable[[_Evaluation, Sequence[Expression]], Vector]] = {
    "IF": _Evaluation._if,
    "IFS": _Evaluation._ifs,
    "COALESCE": _Evaluation._coalesce,
    "IFERROR": _Evaluation._iferror,
}
