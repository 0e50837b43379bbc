"""A formula's expression over the values of one case."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal, DecimalException, localcontext
from fractions import Fraction
from typing import Any

from app.decide.exact import MAX_DIGITS, PRECISION, Number, TooLargeError, calculated, tidy
from app.decide.functions import EvaluationError, Result, call, concat, exact, kind_of, text_of, truth
from app.rulebooks.expressions import Binary, Call, Constant, Expression, Name, Unary
from app.values import to_text

_MAX_EXPONENT = 1000
_HUNDRED = Decimal(100)


def evaluate(expression: Expression, environment: Mapping[str, Any]) -> Result:
    """The value of an expression; names must be in *environment*.

    Raises:
        EvaluationError: when it has none.
    """
    if isinstance(expression, Constant):
        return expression.value
    if isinstance(expression, Name):
        return environment[expression.name]  # type: ignore[no-any-return]
    if isinstance(expression, Unary):
        return _unary(expression, environment)
    if isinstance(expression, Binary):
        return _binary(expression, environment)
    return _call(expression, environment)


def _unary(expression: Unary, environment: Mapping[str, Any]) -> Result:
    operand = evaluate(expression.operand, environment)
    if operand is None:
        return None
    if expression.operator == "%":
        return _arithmetic("/", exact(operand), _HUNDRED)
    return _arithmetic("-", Decimal(0), exact(operand)) if expression.operator == "-" else exact(operand)


def _arithmetic(sign: str, left: Number, right: Number) -> Number:
    try:
        result = _power(left, right) if sign == "^" else calculated(sign, left, right)
    except ZeroDivisionError:
        raise EvaluationError("decide.formula-zero") from None
    except (TooLargeError, DecimalException):
        raise EvaluationError("decide.formula-range", value="") from None
    if not isinstance(result, Decimal):
        return result
    if result.adjusted() > MAX_DIGITS:
        raise EvaluationError("decide.formula-range", value=f"1E{result.adjusted()}")
    return tidy(result)


def _power(left: Number, right: Number) -> Number:
    if not -_MAX_EXPONENT <= right <= _MAX_EXPONENT:
        raise EvaluationError("decide.formula-range", value=text_of(right))
    with localcontext(Context(prec=PRECISION)):
        one, two = (
            Decimal(side.numerator) / Decimal(side.denominator) if isinstance(side, Fraction) else side
            for side in (left, right)
        )
        return one**two


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _binary(expression: Binary, environment: Mapping[str, Any]) -> Result:
    sign = expression.operator
    left, right = evaluate(expression.left, environment), evaluate(expression.right, environment)
    if sign == "&":
        return concat(left, right)
    if left is None or right is None:
        return None
    if sign in _COMPARISONS:
        return _compared(sign, left, right)
    if isinstance(left, date) and sign in "+-":
        return _shift(left, sign, right)
    return _arithmetic(sign, exact(left), exact(right))


def _compared(sign: str, left: Result, right: Result) -> bool:
    if kind_of(left) != kind_of(right):
        raise EvaluationError("decide.formula-type", expected=kind_of(left), value=text_of(right))
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        return _COMPARISONS[sign](Fraction(left), Fraction(right))  # type: ignore[arg-type]
    return _COMPARISONS[sign](left, right)


def _shift(left: date, sign: str, right: Result) -> Result:
    if isinstance(right, date):
        if sign == "-":
            return Decimal((left - right).days)
        raise EvaluationError("decide.formula-type", expected="数字", value=to_text(right))
    days = int(exact(right))
    try:
        return left + timedelta(days=days if sign == "+" else -days)
    except OverflowError:
        raise EvaluationError("decide.formula-range", value=str(days)) from None


def _call(expression: Call, environment: Mapping[str, Any]) -> Result:
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
        except EvaluationError:
            return evaluate(arguments[1], environment)
    if name == "COALESCE":
        values = (evaluate(argument, environment) for argument in arguments)
        return next((value for value in values if value is not None), None)
    return call(name, [evaluate(argument, environment) for argument in arguments])
