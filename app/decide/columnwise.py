"""Formulas over whole columns.

What does not fit (text results, numbers beyond 62 bits, errors of single cases) raises :class:`NotVectorError`, and the
formula is evaluated case by case instead. Both ways give the same values; a property test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from app.columns import MISSING, Column, EncodedColumn, NumberColumn, numbers
from app.decide.vectors import (
    ARITHMETIC,
    COMPARISONS,
    FUNCTIONS,
    MAX_SCALE,
    NotVectorError,
    Vector,
    aligned,
    as_number,
    bounded_scale,
    cleaned,
    rounded,
    shifted,
)
from app.rulebooks.expressions import Binary, Call, Constant, Expression, Name, Unary
from app.values import Value, VarType


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
            if not isinstance(exponent, int) or len(digits) + max(0, exponent) > MAX_SCALE or -exponent > MAX_SCALE:
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
        operand = as_number(self.of(expression.operand))
        if expression.operator == "%":
            return replace(operand, scale=bounded_scale(operand.scale + 2))
        return replace(operand, data=-operand.data) if expression.operator == "-" else operand

    def _binary(self, expression: Binary) -> Vector:
        sign = expression.operator
        if sign in ("=", "<>") and (found := self._text_comparison(expression)) is not None:
            return found
        if sign in ("&", "^"):
            raise NotVectorError
        left, right = self.of(expression.left), self.of(expression.right)
        missing = left.missing | right.missing
        if sign in COMPARISONS:
            a, b, _ = aligned([left, right])
            return Vector("truth", np.where(missing, 0, COMPARISONS[sign](a, b)).astype(np.int64), missing)
        if left.kind == "date" and sign in "+-":
            return cleaned(shifted(left, sign, right), missing)
        return cleaned(ARITHMETIC[sign](as_number(left), as_number(right)), missing)

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
        function = FUNCTIONS.get(expression.function)
        if function is None:
            raise NotVectorError
        if expression.function == "ROUND" and len(expression.arguments) == 2:
            places = expression.arguments[1]
            if not isinstance(places, Constant) or not isinstance(places.value, Decimal):
                raise NotVectorError
            value = as_number(self.of(expression.arguments[0]))
            return cleaned(rounded(value, int(places.value)), value.missing)
        return function([self.of(argument) for argument in expression.arguments])
