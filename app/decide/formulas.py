"""Formulas evaluated on exact decimals: one case at a time, or a column by its distinct inputs."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, DecimalException, localcontext
from typing import Any

from app.columns import FAILED, Column, column, with_failed
from app.decide.columnwise import as_column, over_columns
from app.decide.functions import EvaluationError, call, concat, day, number, truth
from app.decide.vectors import NotVectorError
from app.findings import Finding
from app.rulebooks.expressions import Binary, Call, Constant, Expression, Name, Unary
from app.rulebooks.model import Formula
from app.values import Value, VarType, plain, round_half_up, to_text

PRECISION = 34
"""Significant digits of intermediate results (decimal128)."""
_MAX_EXPONENT = 1000


@dataclass(frozen=True, slots=True)
class FormulaPlan:
    """A compiled formula and the variables it reads (parameters are put in)."""

    formula: Formula
    variables: tuple[str, ...]
    parameters: Mapping[str, Value]

    def apply(self, values: Sequence[Value]) -> Value:
        """The result for one case.

        Raises:
            EvaluationError: when there is none.
        """
        environment = {**self.parameters, **dict(zip(self.variables, values, strict=True))}
        with localcontext() as context:
            context.prec = PRECISION
            try:
                return self._typed(evaluate(self.formula.expression, environment))
            except DecimalException:
                raise EvaluationError("decide.formula-range", value="") from None

    def column(self, inputs: Sequence[Column], count: int) -> tuple[Column, dict[int, Finding]]:
        """Results of a whole batch and the errors by row."""
        failed = sorted({row for data in inputs for row in (data.states == FAILED).nonzero()[0].tolist()})
        try:
            columns = dict(zip(self.variables, inputs, strict=True))
            vector = over_columns(self.formula.expression, columns, self.parameters, count)
            return with_failed(as_column(vector, self.formula.type, self.formula.decimals), failed), {}
        except NotVectorError:
            return self._by_case(inputs, count, failed)

    def _by_case(self, inputs: Sequence[Column], count: int, failed: list[int]) -> tuple[Column, dict[int, Finding]]:
        """Each distinct combination of inputs is evaluated once."""
        known: dict[tuple[Value, ...], Value | Finding] = {}
        results: list[Value] = [None] * count
        errors: dict[int, Finding] = {}
        blocked = frozenset(failed)
        listed = [data.to_list() for data in inputs]
        for row in range(count):
            if row in blocked:
                continue
            values = tuple(data[row] for data in listed)
            result = known.get(values, known)  # the dictionary itself stands for "not seen"
            if result is known:
                result = known[values] = self.result(values)
            if isinstance(result, Finding):
                errors[row] = result
            else:
                results[row] = result  # type: ignore[assignment]
        return column(results, self.formula.type, [*failed, *errors]), errors

    def result(self, values: Sequence[Value]) -> Value | Finding:
        """The result, or the finding that says why there is none."""
        try:
            return self.apply(values)
        except EvaluationError as error:
            params = {"variable": self.formula.variable, "formula": self.formula.text, **error.params}
            return Finding("error", error.code, self.formula.place, params)

    def _typed(self, value: Value) -> Value:
        kind = self.formula.type
        if value is None:
            return None
        if kind.is_number:
            exact = number(value)
            if self.formula.decimals is not None:
                return round_half_up(exact, self.formula.decimals)
            if kind is VarType.INTEGER and exact != exact.to_integral_value():
                raise EvaluationError("decide.formula-type", expected="整数", value=to_text(exact))
            return plain(exact)
        if kind is VarType.DATE:
            return day(value)
        return truth(value) if kind is VarType.BOOL else to_text(value)


def evaluate(expression: Expression, environment: Mapping[str, Value]) -> Value:
    """The value of an expression; names must be in *environment*."""
    if isinstance(expression, Constant):
        return expression.value
    if isinstance(expression, Name):
        return environment[expression.name]
    if isinstance(expression, Unary):
        return _unary(expression, environment)
    if isinstance(expression, Binary):
        return _binary(expression, environment)
    return _call(expression, environment)


def _unary(expression: Unary, environment: Mapping[str, Value]) -> Value:
    operand = evaluate(expression.operand, environment)
    if operand is None:
        return None
    if expression.operator == "%":
        return number(operand) / 100
    return -number(operand) if expression.operator == "-" else number(operand)


def _divide(left: Decimal, right: Decimal) -> Decimal:
    if right == 0:
        raise EvaluationError("decide.formula-zero")
    return left / right


def _power(left: Decimal, right: Decimal) -> Decimal:
    if abs(right) > _MAX_EXPONENT:
        raise EvaluationError("decide.formula-range", value=to_text(right))
    return left**right


_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "^": _power,
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _binary(expression: Binary, environment: Mapping[str, Value]) -> Value:
    sign = expression.operator
    left, right = evaluate(expression.left, environment), evaluate(expression.right, environment)
    if sign == "&":
        return concat(left, right)
    if left is None or right is None:
        return None
    if sign in _COMPARISONS:
        if type(left) is not type(right):
            raise EvaluationError("decide.formula-type", expected=to_text(left), value=to_text(right))
        return _COMPARISONS[sign](left, right)
    if isinstance(left, date) and sign in "+-":
        return _shift(left, sign, right)
    return plain(_ARITHMETIC[sign](number(left), number(right)))


def _shift(left: date, sign: str, right: Value) -> Value:
    if isinstance(right, date):
        return Decimal((left - right).days) if sign == "-" else number(right)
    days = int(number(right))
    try:
        return left + timedelta(days=days if sign == "+" else -days)
    except OverflowError:
        raise EvaluationError("decide.formula-range", value=str(days)) from None


def _call(expression: Call, environment: Mapping[str, Value]) -> Value:
    name, arguments = expression.function, expression.arguments
    if name == "IF":
        chosen = arguments[1:2] if truth(evaluate(arguments[0], environment)) else arguments[2:3]
        return evaluate(chosen[0], environment) if chosen else None
    if name == "IFS":
        for condition, outcome in zip(arguments[::2], arguments[1::2], strict=True):
            if truth(evaluate(condition, environment)):
                return evaluate(outcome, environment)
        return None
    if name == "IFERROR":
        try:
            return evaluate(arguments[0], environment)
        except (EvaluationError, DecimalException):
            return evaluate(arguments[1], environment)
    if name == "COALESCE":
        values = (evaluate(argument, environment) for argument in arguments)
        return next((value for value in values if value is not None), None)
    return call(name, [evaluate(argument, environment) for argument in arguments])
