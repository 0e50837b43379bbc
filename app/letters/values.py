"""Typed values and how a letter spells them.

Money is printed as money because the value says so, not because the template remembered to ask. What cannot be
printed (missing, of an unknown type, with invisible characters) is a :class:`Problem`, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from app.values import VarType, plain, round_half_up

PERCENT_PLACES = 4
NUMBER_PLACES = 6
"""More places than any rate or count has; a quotient that never ends is cut here, half-up."""


class Money(Decimal):
    """An amount in yuan."""

    __slots__ = ()


class Percent(Decimal):
    """A rate as a fraction: ``Percent("0.125")`` is 12.5 %."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be printed: the code and parameters of a finding that still lacks the field's name."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class Printed(str):
    """Text that was asked for as it stands, even when it is empty."""

    __slots__ = ()


MISSING = Problem("value-missing")
Spelled: TypeAlias = str | Problem


def typed(value: object, kind: VarType) -> object:
    """A value of the dictionary's type *kind* as a letter wants it; lists (tuples) element by element."""
    if isinstance(value, tuple):
        return tuple(typed(item, kind) for item in value)
    if isinstance(value, Decimal):
        if kind is VarType.MONEY:
            return Money(value)
        if kind is VarType.PERCENT:
            return Percent(value)
    return value


def spell(value: Any) -> Spelled:
    """The one place where a value becomes text."""
    spelling = _SPELLINGS.get(type(value))
    if spelling is not None:
        return spelling(value)
    if value is None:
        return MISSING
    if isinstance(value, Problem):
        return value
    return Problem("value-type", {"type": type(value).__name__})


def spell_money(value: Decimal, places: int = 2) -> Spelled:
    """``1,234,567.89``, rounded half-up."""
    rounded = rounded_number(value, places)
    return rounded if isinstance(rounded, Problem) else f"{rounded:,f}"


def spell_percent(value: Decimal, places: int | None = None) -> Spelled:
    """``12.5%``; with *places* exactly that many, else as many as needed and not more than four."""
    rounded = rounded_number(value.scaleb(2), PERCENT_PLACES if places is None else places)
    if isinstance(rounded, Problem):
        return rounded
    return f"{plain(rounded) if places is None else rounded:f}%"


def spell_number(value: Decimal) -> Spelled:
    """``1234.5``: no separators, no trailing zeros, no exponent."""
    rounded = rounded_number(value, NUMBER_PLACES)
    return rounded if isinstance(rounded, Problem) else f"{plain(rounded):f}"


def spell_date(value: date) -> str:
    """``2026年9月30日``."""
    return f"{value.year}年{value.month}月{value.day}日"


def _spell_text(value: str) -> Spelled:
    return value if value and not value.isspace() else MISSING


def _spell_list(values: tuple[Any, ...] | list[Any]) -> Spelled:
    spelled = [spell(value) for value in values]
    problem = next((text for text in spelled if isinstance(text, Problem)), None)
    return problem or "、".join(map(str, spelled)) or MISSING


def rounded_number(value: Decimal, places: int) -> Decimal | Problem:
    """Half-up and never ``-0.00``; not a number, infinite or longer than 28 digits is a problem."""
    try:
        rounded = round_half_up(value, places)
    except InvalidOperation:
        return Problem("value-number", {"value": str(value)[:40]})
    if not rounded.is_finite():
        return Problem("value-number", {"value": str(value)[:40]})
    return abs(rounded) if rounded == 0 else rounded


_SPELLINGS: dict[type, Callable[[Any], Spelled]] = {
    str: _spell_text,
    Printed: str,
    Money: spell_money,
    Percent: spell_percent,
    Decimal: spell_number,
    int: lambda value: spell_number(Decimal(value)),
    bool: lambda value: "是" if value else "否",
    date: spell_date,
    datetime: spell_date,
    tuple: _spell_list,
    list: _spell_list,
}
