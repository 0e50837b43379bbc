"""A condition as staff would write it; parsing the text gives the same condition back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.rulebooks import words
from app.rulebooks.conditions import (
    AnyOf,
    Anything,
    Condition,
    Equals,
    Interval,
    Missing,
    NoneOf,
    Present,
    Test,
    TextTest,
)
from app.rulebooks.conditions import TextTestKind as Kind
from app.rulebooks.words import alternation
from app.values import fold, to_text

_SPECIAL = re.compile(
    rf"^(不?以|不?包含|介于|在|not|{alternation((*words.NEGATIONS, *words.EQUAL_WORDS))})|或"
    rf"|^({alternation((*words.MISSING_WORDS, *words.PRESENT_WORDS, *words.ANYTHING_WORDS))})$"
    r"|且|\bor\b|\band\b|^除.+外$|除外$",
    re.IGNORECASE,
)


def print_condition(condition: Condition) -> str:
    """The one spelling of a condition."""
    if isinstance(condition, Anything):
        return "-"
    if isinstance(condition, AnyOf):
        return _print_list(condition.tests)
    if isinstance(condition, NoneOf):
        return f"not({_print_list(condition.tests)})"
    if isinstance(condition, Missing):
        return "空"
    if isinstance(condition, Present):
        return "非空"
    if isinstance(condition, Equals):
        return print_text(condition.value) if isinstance(condition.value, str) else to_text(condition.value)
    return _print_text_test(condition) if isinstance(condition, TextTest) else _print_interval(condition)


def _print_list(tests: Sequence[Test]) -> str:
    """Joined by ``、``; behind 包含 a whole value is marked by ``=``, or it would seem to be contained, too."""
    printed: list[str] = []
    pattern = False
    for test in tests:
        pattern = pattern or isinstance(test, TextTest)
        text = print_condition(test)
        printed.append(f"={text}" if pattern and isinstance(test, Equals) else text)
    return "、".join(printed)


def is_plain(text: str) -> bool:
    """Whether a text value needs no quotation marks in a condition."""
    return re.fullmatch(r"\w+", text) is not None and not _SPECIAL.search(text) and fold(text) == text


def print_text(text: str) -> str:
    """A text value, in quotation marks where the grammar would take it apart."""
    return text if is_plain(text) else quote(text)


def quote(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _print_text_test(test: TextTest) -> str:
    if test.kind is Kind.CONTAINS:
        return f"包含{quote(test.text)}"
    return f"以{quote(test.text)}{test.kind.value}"


def _print_interval(interval: Interval) -> str:
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        opening, closing = "[" if interval.low_closed else "(", "]" if interval.high_closed else ")"
        return f"{opening}{to_text(low)}..{to_text(high)}{closing}"
    if low is not None:
        return f"{'>=' if interval.low_closed else '>'}{to_text(low)}"
    if high is not None:
        return f"{'<=' if interval.high_closed else '<'}{to_text(high)}"
    return "(-∞..+∞)"
