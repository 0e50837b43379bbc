"""What a template may do to a value: ``{{ 合计.欠款合计|大写 }}``.

A filter lets a missing value pass, so that the printing names the field; what it cannot treat becomes a
:class:`~app.letters.values.Problem`. None of them can grow a text beyond its value and what is bounded here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any, TypeAlias

import cn2an
from jinja2 import Undefined

from app.letters.values import (
    MISSING,
    Printed,
    Problem,
    rounded_number,
    spell,
    spell_date,
    spell_money,
    spell_percent,
)
from app.values import parse_date

Filter: TypeAlias = Callable[..., Any]
MAX_PLACES = 10
MAX_BLANK = 60
MAX_REPLACED = 10_000
"""Characters that replacing may leave."""
_CAPITAL_LIMIT = Decimal(10) ** 16
"""cn2an writes sixteen digits before the point."""
# 100001000 is 壹亿零壹仟元: cn2an leaves the 零 of a whole group of zeros out, and 壹亿壹仟 is said of 1.1 亿.
_EMPTY_GROUP = re.compile("(?<=万亿)(?=.仟)|(?<=亿)(?=.仟[^万]*元)")
_DIGITS = "〇一二三四五六七八九"

FILTERS: dict[str, Filter] = {}
"""Every filter of a template by its name; the English ones are those of Jinja that templates from elsewhere use."""


def _filter(*names: str, accepts: tuple[type, ...] = (object,)) -> Callable[[Filter], Filter]:
    """Registers a filter that sees neither missing values nor problems, and only the types it accepts."""

    def register(function: Filter) -> Filter:
        @wraps(function)
        def guarded(value: Any, *args: Any) -> Any:
            if is_missing(value) or isinstance(value, Problem):
                return value
            if not isinstance(value, accepts) or (isinstance(value, bool) and bool not in accepts):
                return Problem("filter-value", {"filter": names[0], "value": str(spell(value))[:40]})
            return function(value, *args)

        FILTERS.update(dict.fromkeys(names, guarded))
        return guarded

    return register


def is_missing(value: Any) -> bool:
    """No value at all, or one that would print as nothing."""
    return value is None or isinstance(value, Undefined) or (not isinstance(value, Printed) and spell(value) is MISSING)


_NUMBERS = (Decimal, int)
_TEXTS = (str,)
_LISTS = (tuple, list)


@_filter("大写", accepts=_NUMBERS)
def capital_amount(value: Decimal | int) -> str | Problem:
    """``壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分``: the amount in words, to the fen, half-up."""
    amount = rounded_number(Decimal(value), 2)
    if isinstance(amount, Problem):
        return amount
    if abs(amount) >= _CAPITAL_LIMIT:
        return Problem("value-number", {"value": str(amount)})
    words = _EMPTY_GROUP.sub("零", cn2an.an2cn(f"{abs(amount):.2f}", "rmb"))
    return "负" + words if amount < 0 else words


@_filter("元", accepts=_NUMBERS)
def in_yuan(value: Decimal | int, places: int = 2) -> str | Problem:
    """``1,234,567.89元``."""
    return _with_unit(Decimal(value), places, "元")


@_filter("万元", accepts=_NUMBERS)
def in_ten_thousand(value: Decimal | int, places: int = 2) -> str | Problem:
    """``123.46万元``, half-up; more places on demand: ``万元(6)`` loses nothing."""
    return _with_unit(Decimal(value).scaleb(-4), places, "万元")


def _with_unit(value: Decimal, places: int, unit: str) -> str | Problem:
    text = spell_money(value, places) if _fits(places) else _bad_argument(unit, places)
    return text if isinstance(text, Problem) else text + unit


@_filter("千分位", accepts=_NUMBERS)
def grouped(value: Decimal | int, places: int = 2) -> str | Problem:
    """``1,234,567.89`` for a number that is no amount."""
    return spell_money(Decimal(value), places) if _fits(places) else _bad_argument("千分位", places)


@_filter("百分比", accepts=_NUMBERS)
def percentage(value: Decimal | int, places: int | None = None) -> str | Problem:
    """A fraction as ``12.5%``; ``百分比(2)`` gives ``12.50%``."""
    if places is not None and not _fits(places):
        return _bad_argument("百分比", places)
    return spell_percent(Decimal(value), places)


@_filter("日期", accepts=(date, str))
def long_date(value: date | str) -> str | Problem:
    """``2026年9月30日``."""
    return _dated(value, "日期", spell_date)


@_filter("短日期", accepts=(date, str))
def short_date(value: date | str) -> str | Problem:
    """``2026-09-30``, for narrow columns."""
    return _dated(value, "短日期", lambda day: day.isoformat()[:10])


@_filter("大写日期", accepts=(date, str))
def capital_date(value: date | str) -> str | Problem:
    """``二〇二六年九月三十日``."""
    return _dated(value, "大写日期", _in_words)


def _dated(value: date | str, name: str, spelling: Callable[[date], str]) -> str | Problem:
    day = parse_date(value) if isinstance(value, str) else value
    return Problem("filter-value", {"filter": name, "value": str(value)[:40]}) if day is None else spelling(day)


def _in_words(day: date) -> str:
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_small_number(day.month)}月{_small_number(day.day)}日"


def _small_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def blank(value: Any, width: int = 6) -> Any:
    """``＿＿＿＿＿＿`` to be filled in by hand where there is no value; ``空白(0)`` leaves nothing."""
    if not is_missing(value):
        return value
    return Printed("＿" * width) if 0 <= width <= MAX_BLANK else _bad_argument("空白", width)


def default(value: Any, text: Any = "", _also_false: bool = True) -> Any:
    """Another text where there is no value."""
    if not is_missing(value):
        return value
    return Printed(text) if isinstance(text, str) else text


FILTERS.update({"空白": blank, "默认": default, "default": default, "d": default})


@_filter("连接", "join", accepts=_LISTS)
def join(values: tuple[Any, ...] | list[Any], separator: str = "、") -> Any:
    spelled = [spell(value) for value in values]
    problem = next((text for text in spelled if isinstance(text, Problem)), None)
    return problem or Printed(str(separator).join(map(str, spelled)))


@_filter("个数", "length", "count", accepts=(tuple, list, str))
def count(value: Any) -> Decimal:
    return Decimal(len(value))


@_filter("first", accepts=_LISTS)
def first(values: Any) -> Any:
    return values[0] if values else None


@_filter("last", accepts=_LISTS)
def last(values: Any) -> Any:
    return values[-1] if values else None


@_filter("round", accepts=_NUMBERS)
def rounded(value: Decimal | int, places: int = 0) -> Any:
    """Half-up, money stays money."""
    if not _fits(places):
        return _bad_argument("round", places)
    number = rounded_number(Decimal(value), places)
    return number if isinstance(number, Problem) or not isinstance(value, Decimal) else type(value)(number)


@_filter("abs", accepts=_NUMBERS)
def absolute(value: Decimal | int) -> Any:
    return type(value)(abs(value)) if isinstance(value, Decimal) else abs(value)


_CASES: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "trim": str.strip,
    "title": str.title,
    "capitalize": str.capitalize,
}
for _name, _change in _CASES.items():
    _filter(_name, accepts=_TEXTS)(_change)


for _name in ("e", "escape", "string"):
    _filter(_name)(lambda value: value)  # every value is escaped and spelled when it is printed
_filter("list", accepts=_LISTS)(list)
_filter("reverse", accepts=_LISTS)(lambda values: list(reversed(values)))


@_filter("int", accepts=_NUMBERS)
def whole(value: Decimal | int) -> Any:
    """Cut off, not rounded, as Jinja does it."""
    return Decimal(int(value)) if Decimal(value).is_finite() else Problem("value-number", {"value": str(value)})


@_filter("sort", accepts=_LISTS)
def ordered(values: Any, descending: bool = False) -> Any:
    return _comparing("sort", values, lambda: sorted(values, reverse=bool(descending)))


@_filter("min", accepts=_LISTS)
def least(values: Any) -> Any:
    return _comparing("min", values, lambda: min(values, default=None))


@_filter("max", accepts=_LISTS)
def greatest(values: Any) -> Any:
    return _comparing("max", values, lambda: max(values, default=None))


@_filter("sum", accepts=_LISTS)
def total(values: Any) -> Any:
    """Exact; amounts stay amounts."""
    if not all(isinstance(value, _NUMBERS) and not isinstance(value, bool) for value in values):
        return Problem("filter-value", {"filter": "sum", "value": str(spell(values))[:40]})
    kinds = {type(value) for value in values if isinstance(value, Decimal)}
    kind = kinds.pop() if len(kinds) == 1 else Decimal
    return kind(sum((Decimal(value) for value in values), Decimal(0)))


def _comparing(name: str, values: Any, compared: Callable[[], Any]) -> Any:
    """Texts with texts, numbers with numbers, dates with dates."""
    if any(all(isinstance(value, kinds) for value in values) for kinds in (_TEXTS, _NUMBERS, (date,))):
        return compared()
    return Problem("filter-value", {"filter": name, "value": str(spell(values))[:40]})


@_filter("replace", accepts=_TEXTS)
def replace(value: str, old: str, new: str) -> str | Problem:
    """Its result is bounded before it is made."""
    if not isinstance(old, str) or not isinstance(new, str) or not old:
        return _bad_argument("replace", old)
    grown = len(value) + value.count(old) * (len(new) - len(old))
    return value.replace(old, new) if grown <= MAX_REPLACED else _bad_argument("replace", new)


def _fits(places: int) -> bool:
    return isinstance(places, int) and 0 <= places <= MAX_PLACES


def _bad_argument(name: str, argument: object) -> Problem:
    return Problem("filter-argument", {"filter": name, "argument": str(argument)[:20]})
