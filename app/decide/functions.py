"""The functions a formula may call, on exact values. Names and meaning are Excel's; nothing else is callable.

A missing operand makes arithmetic and text functions missing; MIN, MAX and SUM pass over it, as Excel does with
blank cells; in a condition it counts as no.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal, DecimalException
from fractions import Fraction
from math import floor
from typing import Any, TypeAlias

import numpy as np

from app.decide import workdays
from app.decide.exact import Number, TooLargeError, as_decimal, calculated, rounded_to, settled, tidy
from app.decide.number_formats import date_text, number_text
from app.values import Value, to_text

Result: TypeAlias = Value | Fraction
"""A value of a formula while it is computed."""

_MAX_TEXT = 32_767  # Excel's own limit of a cell
_MAX_PLACES = 20
_MAX_DAYS = 1_000_000


class EvaluationError(Exception):
    """A formula that has no result for this case; ``code`` is a finding code of this package."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


def kind_of(value: Result) -> str:
    """What a value is, as findings call it."""
    if isinstance(value, bool):
        return "是/否"
    return "数字" if isinstance(value, Decimal | Fraction) else "日期" if isinstance(value, date) else "文本"


def exact(value: Result) -> Number:
    """A number as it is computed with."""
    if isinstance(value, Decimal | Fraction):
        return value
    raise EvaluationError("decide.formula-type", expected="数字", value=to_text(value))


def number(value: Result) -> Decimal:
    return as_decimal(exact(value))


def whole(value: Result) -> int:
    return int(exact(value))


def day(value: Result) -> date:
    if isinstance(value, date):
        return value
    raise EvaluationError("decide.formula-type", expected="日期", value=to_text(value))


def truth(value: Result) -> bool:
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    raise EvaluationError("decide.formula-type", expected="是/否", value=to_text(value))


def _rounding(mode: str) -> Callable[..., Value]:
    def apply(value: Result, places: Value = Decimal(0)) -> Value:
        digits = whole(places)
        if abs(digits) > _MAX_PLACES:
            raise EvaluationError("decide.formula-range", value=str(digits))
        return rounded_to(exact(value), digits, mode)

    return apply


def _date(year: Value, month: Value, of_month: Value) -> date:
    """Months and days run over into the next ones, as in Excel."""
    first = _month(date(_year(whole(year)), 1, 1), whole(month) - 1)
    return _plus_days(first.replace(day=1), whole(of_month) - 1)


def _year(year: int) -> int:
    if not 1900 <= year <= 2999:
        raise EvaluationError("decide.formula-range", value=str(year))
    return year


def _plus_days(start: date, days: int) -> date:
    if abs(days) > 366 * 1000:
        raise EvaluationError("decide.formula-range", value=str(days))
    moved = start + timedelta(days=days)
    _year(moved.year)
    return moved


def _month(start: date, months: int) -> date:
    """The same day so many months on, or the month's last day where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(_year(year), month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _edate(start: Value, months: Value) -> date:
    return _month(day(start), whole(months))


def _eomonth(start: Value, months: Value) -> date:
    moved = _month(day(start).replace(day=1), whole(months))
    return moved.replace(day=calendar.monthrange(moved.year, moved.month)[1])


def _ordinal(value: Result) -> workdays.Ints:
    ordinal = np.array([day(value).toordinal()], np.int64)
    if not workdays.within(ordinal):
        raise EvaluationError("decide.formula-range", value=text_of(value))
    return ordinal


def _workday(start: Result, days: Result) -> date:
    moved = whole(days)
    found = int(workdays.after(_ordinal(start), np.array([moved if abs(moved) < _MAX_DAYS else _MAX_DAYS]))[0])
    if found == 0:
        raise EvaluationError("decide.formula-range", value=str(moved))
    return date.fromordinal(found)


def _networkdays(start: Result, end: Result) -> Decimal:
    return Decimal(int(workdays.count(_ordinal(start), _ordinal(end))[0]))


def _absolute(value: Result) -> Number:
    number = exact(value)
    return -number if number < 0 else number


def _mod(value: Result, divisor: Result) -> Number:
    """The sign follows the divisor, as in Excel."""
    one, by = Fraction(exact(value)), Fraction(exact(divisor))
    if by == 0:
        raise EvaluationError("decide.formula-zero")
    return settled(one - by * floor(one / by))


def _text(value: Result, pattern: Value) -> str:
    layout = to_text(pattern)
    shown = date_text(value, layout) if isinstance(value, date) else number_text(exact(value), layout)
    if shown is None:
        raise EvaluationError("decide.formula-format", pattern=layout)
    return shown


def text_of(value: Result) -> str:
    return to_text(as_decimal(value) if isinstance(value, Fraction) else value)


def _left(text: Value, count: Value = Decimal(1)) -> str:
    return text_of(text)[: max(0, whole(count))]


def _right(text: Value, count: Value = Decimal(1)) -> str:
    taken = max(0, whole(count))
    return text_of(text)[-taken:] if taken else ""


def _mid(text: Value, start: Value, count: Value) -> str:
    first = whole(start) - 1
    if first < 0:
        raise EvaluationError("decide.formula-range", value=to_text(start))
    return text_of(text)[first : first + max(0, whole(count))]


def concat(*parts: Result) -> str:
    joined = "".join(text_of(part) for part in parts)
    if len(joined) > _MAX_TEXT:
        raise EvaluationError("decide.formula-range", value=joined[:20] + "…")
    return joined


def _over_present(reduce: Callable[[Sequence[Any]], Any]) -> Callable[..., Result]:
    """Over the numbers, or the dates, that are there."""

    def apply(*values: Result) -> Result:
        present = [value for value in values if value is not None]
        if present and all(isinstance(value, date) for value in present):
            return reduce(present)  # type: ignore[no-any-return]
        numbers = [exact(value) for value in present]
        if any(isinstance(value, Fraction) for value in numbers):
            return settled(Fraction(reduce([Fraction(value) for value in numbers])))
        return reduce(numbers) if present else None

    return apply


def _sum(values: Sequence[Any]) -> Number:
    total: Number = Decimal(0)
    for value in values:
        total = calculated("+", total, exact(value))
    return total


# Functions that see missing values themselves; all others are missing where any argument is.
OF_ANY: dict[str, Callable[..., Result]] = {
    "AND": lambda *values: all(truth(value) for value in values),
    "OR": lambda *values: any(truth(value) for value in values),
    "NOT": lambda value: not truth(value),
    "MIN": _over_present(min),
    "MAX": _over_present(max),
    "SUM": _over_present(_sum),
    "CONCAT": concat,
    "ISBLANK": lambda value: value is None,
}

OF_PRESENT: dict[str, Callable[..., Result]] = {
    "ROUND": _rounding(ROUND_HALF_UP),
    "ROUNDUP": _rounding(ROUND_UP),
    "ROUNDDOWN": _rounding(ROUND_DOWN),
    "ABS": _absolute,
    "INT": lambda value: rounded_to(exact(value), 0, ROUND_FLOOR),
    "MOD": _mod,
    "DATE": _date,
    "YEAR": lambda value: Decimal(day(value).year),
    "MONTH": lambda value: Decimal(day(value).month),
    "DAY": lambda value: Decimal(day(value).day),
    "DAYS": lambda end, start: Decimal((day(end) - day(start)).days),
    "EDATE": _edate,
    "EOMONTH": _eomonth,
    "WORKDAY": _workday,
    "NETWORKDAYS": _networkdays,
    "TEXT": _text,
    "LEFT": _left,
    "RIGHT": _right,
    "MID": _mid,
    "LEN": lambda value: Decimal(len(text_of(value))),
}

# These choose which of their arguments to evaluate; they live in the evaluator.
LAZY = frozenset({"IF", "IFS", "IFERROR", "COALESCE"})

NAMES = frozenset(OF_ANY) | frozenset(OF_PRESENT) | LAZY


def call(name: str, arguments: Sequence[Result]) -> Result:
    """Apply one eager function."""
    if name in OF_PRESENT:
        if any(argument is None for argument in arguments):
            return None
        function = OF_PRESENT[name]
    else:
        function = OF_ANY[name]
    try:
        result = function(*arguments)
    except (TooLargeError, DecimalException):
        raise EvaluationError("decide.formula-range", value="") from None
    except TypeError as error:
        raise EvaluationError("decide.formula-arguments", function=name) from error
    return tidy(result) if isinstance(result, Decimal) else result
