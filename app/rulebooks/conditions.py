"""What a condition cell may say, as a tree over one variable, and what it means.

Meaning, the same for every engine: a missing value satisfies only :class:`Anything` and :class:`Missing`;
it never satisfies a comparison, a list or the negation of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from app.values import Scalar, Value

Ordered: TypeAlias = Decimal | date


@dataclass(frozen=True, slots=True)
class Anything:
    """``-``, blank, 不限: every value, also a missing one."""


@dataclass(frozen=True, slots=True)
class Missing:
    """``空``: no value."""


@dataclass(frozen=True, slots=True)
class Present:
    """``非空``: any value."""


@dataclass(frozen=True, slots=True)
class Equals:
    """One value."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Interval:
    """Between two bounds, each open or closed; None is unbounded."""

    low: Ordered | None = None
    low_closed: bool = False
    high: Ordered | None = None
    high_closed: bool = False


class TextTestKind(StrEnum):
    CONTAINS = "包含"
    STARTS = "开头"
    ENDS = "结尾"


@dataclass(frozen=True, slots=True)
class TextTest:
    """``包含"破产"``, ``以"借"开头``, ``以"号"结尾``."""

    kind: TextTestKind
    text: str


Test: TypeAlias = Missing | Present | Equals | Interval | TextTest


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the tests holds."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """There is a value and none of the tests holds: ``not(信用,保证)``, ``非信用``."""

    tests: tuple[Test, ...]


Condition: TypeAlias = Anything | Test | AnyOf | NoneOf

ANYTHING = Anything()


def matches(condition: Condition, value: Value | tuple[Value, ...]) -> bool:
    """Whether *value* satisfies *condition*; types are the loader's business, not tested here.

    A list (the outcome of a collecting table) satisfies a test when one of its items does.
    """
    if isinstance(condition, Anything):
        return True
    if isinstance(condition, AnyOf):
        return any(matches(test, value) for test in condition.tests)
    if isinstance(condition, Missing):
        return value is None
    if value is None:
        return False
    if isinstance(condition, Present):
        return True
    if isinstance(condition, NoneOf):
        return not any(matches(test, value) for test in condition.tests)
    if isinstance(value, tuple):
        return any(matches(condition, item) for item in value)
    if isinstance(condition, Equals):
        return value == condition.value
    if isinstance(condition, Interval):
        return _within(condition, value)
    return _text_holds(condition, str(value))


def tests_of(condition: Condition) -> tuple[Test, ...]:
    """The elementary tests a condition is made of; none for :class:`Anything`."""
    if isinstance(condition, Anything):
        return ()
    return condition.tests if isinstance(condition, AnyOf | NoneOf) else (condition,)


def _within(interval: Interval, value: Value) -> bool:
    low, high = interval.low, interval.high
    if low is not None and (value < low or (value == low and not interval.low_closed)):  # type: ignore[operator]
        return False
    return high is None or value < high or (value == high and interval.high_closed)  # type: ignore[operator]


def _text_holds(test: TextTest, value: str) -> bool:
    if test.kind is TextTestKind.CONTAINS:
        return test.text in value
    if test.kind is TextTestKind.STARTS:
        return value.startswith(test.text)
    return value.endswith(test.text)
