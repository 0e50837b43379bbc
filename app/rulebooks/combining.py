"""Bounds and tests put together: ranges, lists, negations; and what is refused because it can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.rulebooks.conditions import (
    AnyOf,
    Anything,
    Condition,
    Equals,
    Interval,
    Missing,
    NoneOf,
    Ordered,
    Present,
    Test,
    TextTest,
    TextTestKind,
    tests_of,
)
from app.rulebooks.printing import print_condition
from app.rulebooks.refusals import refuse

_EXCEPTED = re.compile(r"not (.+)|除了?(.+?)(?:以外|之外|外)|(.+)除外", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a range: a value and, where ``(含)`` or ``(不含)`` stands behind it, whether it belongs to it."""

    value: Ordered
    included: bool | None = None
    scale: str = ""
    """The unit behind the number that scales it (``万``)."""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Bare:
    """A value of a list without any sign before it."""

    test: Equals | TextTest | NoneOf


def half_line(operator: str, bound: Bound) -> Interval:
    """``>90`` and its kin; ``(含)`` and ``(不含)`` overrule the operator's own reading."""
    closed = operator.endswith("=") if bound.included is None else bound.included
    if operator.startswith(">"):
        return Interval(bound.value, closed, None, False)
    return Interval(None, False, bound.value, closed)


def join(first: Interval, second: Interval, text: str) -> Interval:
    """Both at once: one lower and one upper bound."""
    if (first.low is None) == (second.low is None):
        raise refuse("bounds-same-side", text)
    low, high = (first, second) if first.low is not None else (second, first)
    return checked(Interval(low.low, low.low_closed, high.high, high.high_closed), text)


def checked(interval: Interval, text: str) -> Interval:
    """The interval if some value can lie inside it."""
    low, high = interval.low, interval.high
    if low is None or high is None:
        return interval
    if low > high:  # type: ignore[operator]
        swapped = Interval(high, interval.low_closed, low, interval.high_closed)
        raise refuse("range-empty", text, proposal=print_condition(swapped))
    if low == high and not (interval.low_closed and interval.high_closed):
        raise refuse("range-empty", text, proposal=print_condition(Interval(low, True, high, True)))
    return interval


def refuse_covering(tests: Sequence[Test], text: str) -> None:
    """Refuse a list whose lower and upper bound together let everything pass: a range was meant."""
    half_lines = [test for test in tests if isinstance(test, Interval) and (test.low is None) != (test.high is None)]
    lows = [test for test in half_lines if test.low is not None]
    highs = [test for test in half_lines if test.high is not None]
    for low in lows:
        for high in highs:
            touching = low.low == high.high and (low.low_closed or high.high_closed)
            if touching:
                raise refuse("always-true", text)
            if low.low < high.high:  # type: ignore[operator]
                meant = Interval(low.low, low.low_closed, high.high, high.high_closed)
                raise refuse("bounds-listed", text, proposal=print_condition(meant))


def refuse_scale_of_one(low: Bound | None, high: Bound | None, text: str) -> None:
    """``1-5万`` may be 1 to 50,000 or 10,000 to 50,000; the next reader must not have to guess."""
    if low is None or high is None or not low.value:
        return
    if high.scale and low.token and not low.scale:
        raise refuse("scale-unclear", text, proposal=f"{low.token}{high.scale}..{high.token}")
    if low.scale and high.token and not high.scale and high.value < low.value:  # type: ignore[operator]
        raise refuse("scale-unclear", text, proposal=f"{low.token}..{high.token}{low.scale}")


def continued(conditions: Sequence[Any], text: str) -> list[Any]:
    """The tests of a list; ``包含"破产"、"清算"`` does not say whether the second is contained or the whole value."""
    pattern: TextTest | None = None
    unclear = False
    meant: list[Any] = []
    for condition in conditions:
        bare = isinstance(condition, Bare)
        test = condition.test if isinstance(condition, Bare) else condition
        if isinstance(test, TextTest):
            pattern = test
        elif isinstance(test, NoneOf) and len(test.tests) == 1 and isinstance(test.tests[0], TextTest):
            pattern = test.tests[0]
        elif bare and pattern is not None and isinstance(test, Equals):
            unclear = True
            test = TextTest(pattern.kind, str(test.value))
        meant.append(test)
    if unclear:
        tests = tuple(dict.fromkeys(one for test in meant for one in tests_of(test)))
        negative = any(isinstance(test, NoneOf) for test in meant)
        proposal = print_condition(NoneOf(tests) if negative else AnyOf(tests))
        raise refuse("text-list-unclear", text, proposal=proposal)
    return meant


def starred(word: str) -> Condition | None:
    """What a spreadsheet's ``*`` or ``not`` or 除…外 around a word without quotation marks probably means."""
    inner = word.strip("*")
    if "*" in word and inner and "*" not in inner:
        if word.startswith("*") and word.endswith("*"):
            return TextTest(TextTestKind.CONTAINS, inner)
        return TextTest(TextTestKind.ENDS if word.startswith("*") else TextTestKind.STARTS, inner)
    excepted = _EXCEPTED.fullmatch(word)
    return NoneOf((Equals(excepted[1] or excepted[2] or excepted[3]),)) if excepted else None


def alternatives(conditions: Sequence[Condition], text: str) -> Condition:
    """The tests of a list, each once; a list of one is that one."""
    if len(conditions) == 1:
        return conditions[0]
    tests: list[Test] = []
    for condition in conditions:
        if isinstance(condition, NoneOf | AnyOf | Anything):
            raise refuse("negation-listed", text, proposal=_negated(conditions))
        tests.append(condition)
    tests = list(dict.fromkeys(tests))
    refuse_covering(tests, text)
    return tests[0] if len(tests) == 1 else AnyOf(tuple(tests))


def negation(tests: Iterable[Test]) -> Condition:
    """A value, and none of these; ``not(空)`` is 非空."""
    kept = tuple(dict.fromkeys(test for test in tests if not isinstance(test, Missing)))
    return NoneOf(kept) if kept else Present()


def _negated(conditions: Iterable[Condition]) -> str:
    tests: list[Test] = []
    for condition in conditions:
        if isinstance(condition, NoneOf | AnyOf):
            tests.extend(condition.tests)
        elif not isinstance(condition, Anything):
            tests.append(condition)
    return print_condition(NoneOf(tuple(dict.fromkeys(tests))))
