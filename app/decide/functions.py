"""The functions a formula may call, on exact values. Names and meaning are Excel's; nothing else is callable.

A missing operand makes arithmetic and text functions missing; MIN, MAX and SUM pass over it, as Excel does with
blank cells; in a condition it counts as no.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal

import chinese_calendar

from app.values import Value, plain, to_text

_MAX_TEXT = 32_767  # Excel's own limit of a cell
_MAX_PLACES = 20
_MAX_DAYS = 40_000


class EvaluationError(Exception):
    """A formula that has no result for this case; ``code`` is a finding code of this package."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


def number(value: Value) -> Decimal:
    if isinstance(value, Decimal):
        return value
    raise EvaluationError("decide.formula-type", expected="数字", value=to_text(value))


def whole(value: Value) -> int:
    return int(number(value).to_integral_value(ROUND_DOWN))


def day(value: Value) -> date:
    if isinstance(value, date):
        return value
    raise EvaluationError("decide.formula-type", expected="日期", value=to_text(value))


def truth(value: Value) -> bool:
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    raise EvaluationError("decide.formula-type", expected="是/否", value=to_text(value))


def _places(value: Value) -> Decimal:
    places = whole(value)
    if abs(places) > _MAX_PLACES:
        raise EvaluationError("decide.formula-range", value=str(places))
    return Decimal(1).scaleb(-places)


def _rounding(mode: str) -> Callable[..., Value]:
    def apply(value: Value, places: Value = Decimal(0)) -> Value:
        return number(value).quantize(_places(places), rounding=mode)

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


def is_workday(of: date) -> bool:
    """By the published holiday calendar of the PRC; by weekends for years not published yet."""
    try:
        return bool(chinese_calendar.is_workday(of))
    except NotImplementedError:
        return of.weekday() < 5


def _workday(start: Value, days: Value) -> date:
    current, left = day(start), whole(days)
    if abs(left) > _MAX_DAYS:
        raise EvaluationError("decide.formula-range", value=str(left))
    step = 1 if left > 0 else -1
    while left:
        current = _plus_days(current, step)
        if is_workday(current):
            left -= step
    return current


def _networkdays(start: Value, end: Value) -> Decimal:
    first, last = day(start), day(end)
    sign = 1
    if first > last:
        first, last, sign = last, first, -1
    if (last - first).days > _MAX_DAYS:
        raise EvaluationError("decide.formula-range", value=str((last - first).days))
    days = sum(is_workday(first + timedelta(days=offset)) for offset in range((last - first).days + 1))
    return Decimal(sign * days)


def _mod(value: Value, divisor: Value) -> Decimal:
    """The sign follows the divisor, as in Excel."""
    by = number(divisor)
    if by == 0:
        raise EvaluationError("decide.formula-zero")
    return number(value) - by * (number(value) / by).to_integral_value(ROUND_FLOOR)


def _text(value: Value, pattern: Value) -> str:
    layout = to_text(pattern)
    if isinstance(value, date):
        return _date_text(value, layout)
    percent = layout.endswith("%")
    body = layout.rstrip("%")
    places = len(body.partition(".")[2])
    shown = (number(value) * (100 if percent else 1)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole_part = body.partition(".")[0].replace("#", "").replace(",", "")
    text = format(shown, "," if "," in body else "f")
    digits = text.partition(".")[0].lstrip("-")
    padding = "0" * max(0, len(whole_part) - len(digits))
    text = ("-" if text.startswith("-") else "") + padding + text.lstrip("-")
    return text + ("%" if percent else "")


_DATE_PARTS: tuple[tuple[str, Callable[[date], str]], ...] = (
    ("yyyy", lambda of: f"{of.year:04d}"),
    ("mm", lambda of: f"{of.month:02d}"),
    ("dd", lambda of: f"{of.day:02d}"),
    ("m", lambda of: str(of.month)),
    ("d", lambda of: str(of.day)),
)


def _date_text(value: date, layout: str) -> str:
    made, rest = "", layout.lower()
    while rest:
        for mark, show in _DATE_PARTS:
            if rest.startswith(mark):
                made, rest = made + show(value), rest[len(mark) :]
                break
        else:
            made, rest = made + rest[0], rest[1:]
    return made


def _left(text: Value, count: Value = Decimal(1)) -> str:
    return to_text(text)[: max(0, whole(count))]


def _right(text: Value, count: Value = Decimal(1)) -> str:
    taken = max(0, whole(count))
    return to_text(text)[-taken:] if taken else ""


def _mid(text: Value, start: Value, count: Value) -> str:
    first = whole(start) - 1
    if first < 0:
        raise EvaluationError("decide.formula-range", value=to_text(start))
    return to_text(text)[first : first + max(0, whole(count))]


def concat(*parts: Value) -> str:
    joined = "".join(to_text(part) for part in parts)
    if len(joined) > _MAX_TEXT:
        raise EvaluationError("decide.formula-range", value=joined[:20] + "…")
    return joined


def _over_present(reduce: Callable[[Sequence[Decimal]], Decimal]) -> Callable[..., Value]:
    def apply(*values: Value) -> Value:
        present = [value for value in values if value is not None]
        if present and all(isinstance(value, date) for value in present):
            return reduce(present)  # type: ignore[arg-type]
        return reduce([number(value) for value in present]) if present else None

    return apply


def _sum(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


# Functions that see missing values themselves; all others are missing where any argument is.
OF_ANY: dict[str, Callable[..., Value]] = {
    "AND": lambda *values: all(truth(value) for value in values),
    "OR": lambda *values: any(truth(value) for value in values),
    "NOT": lambda value: not truth(value),
    "MIN": _over_present(min),
    "MAX": _over_present(max),
    "SUM": _over_present(_sum),
    "CONCAT": concat,
    "ISBLANK": lambda value: value is None,
}

OF_PRESENT: dict[str, Callable[..., Value]] = {
    "ROUND": _rounding(ROUND_HALF_UP),
    "ROUNDUP": _rounding(ROUND_UP),
    "ROUNDDOWN": _rounding(ROUND_DOWN),
    "ABS": lambda value: abs(number(value)),
    "INT": lambda value: number(value).to_integral_value(ROUND_FLOOR),
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
    "LEN": lambda value: Decimal(len(to_text(value))),
}

# These choose which of their arguments to evaluate; they live in the evaluator.
LAZY = frozenset({"IF", "IFS", "IFERROR", "COALESCE"})

NAMES = frozenset(OF_ANY) | frozenset(OF_PRESENT) | LAZY


def call(name: str, arguments: Sequence[Value]) -> Value:
    """Apply one eager function."""
    if name in OF_PRESENT:
        if any(argument is None for argument in arguments):
            return None
        function = OF_PRESENT[name]
    else:
        function = OF_ANY[name]
    try:
        result = function(*arguments)
    except TypeError as error:
        raise EvaluationError("decide.formula-arguments", function=name) from error
    return plain(result) if isinstance(result, Decimal) else result
