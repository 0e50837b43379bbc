"""Conditions and values as FEEL text; :mod:`.feel` reads back exactly what is written here."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

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
    TextTestKind,
)
from app.values import Scalar, Value, to_text

_ESCAPES = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "r": "\r", "t": "\t", "/": "/"}
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_FUNCTIONS = {
    TextTestKind.CONTAINS: "contains",
    TextTestKind.STARTS: "starts with",
    TextTestKind.ENDS: "ends with",
}


def quoted(text: str) -> str:
    """A FEEL string literal; line breaks are escaped, so that no XML parser changes them."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def unescape(text: str) -> str:
    """The inside of a string literal.

    Raises:
        ValueError: for an escape that FEEL does not have.
    """
    joined = _ESCAPED.sub(_character, text)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16")  # two escapes may make one character


def _character(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    if code not in _ESCAPES:
        raise ValueError(match[0])
    return _ESCAPES[code]


def print_literal(value: Value) -> str:
    """A value as an output entry."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return to_text(value)
    return f'date("{value.isoformat()}")' if isinstance(value, date) else quoted(value)


def print_values(values: tuple[Scalar, ...]) -> str:
    """A list of allowed values, in its order."""
    return ",".join(print_literal(value) for value in values)


def print_unary_tests(condition: Condition) -> str:
    """A condition as an input entry.

    ``NoneOf`` wants a value, FEEL's ``not("a")`` holds for null too: so it is written ``not(null,"a")``.
    """
    if isinstance(condition, Anything):
        return "-"
    if isinstance(condition, AnyOf):
        return ",".join(_print_test(test) for test in condition.tests)
    if isinstance(condition, NoneOf):
        return f"not({','.join(['null', *(_print_test(test) for test in condition.tests)])})"
    return _print_test(condition)


def _print_test(test: Test) -> str:
    if isinstance(test, Missing):
        return "null"
    if isinstance(test, Present):
        return "not(null)"
    if isinstance(test, Equals):
        return print_literal(test.value)
    if isinstance(test, Interval):
        return _print_interval(test)
    return f"{_FUNCTIONS[test.kind]}(?,{quoted(test.text)})"


def _print_interval(interval: Interval) -> str:
    low, high = interval.low, interval.high
    if low is None and high is None:
        return "not(null)"
    if low is None:
        return f"{'<=' if interval.high_closed else '<'}{print_literal(high)}"
    if high is None:
        return f"{'>=' if interval.low_closed else '>'}{print_literal(low)}"
    opening, closing = "[" if interval.low_closed else "(", "]" if interval.high_closed else ")"
    return f"{opening}{print_literal(low)}..{print_literal(high)}{closing}"
