"""FEEL as decision tables use it (DMN 1.3, 7.3.3 and 10.3): unary tests and literals, read into our conditions.

Whatever needs a FEEL engine (names, arithmetic, functions, times, durations) is refused, never half read. A test
is read without knowing the type of its column; :func:`kinds_of` says which types it speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, VisitError

from app.rulebooks.conditions import (
    ANYTHING,
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
    TextTestKind,
    tests_of,
)
from app.rulebooks.dmn.feel_text import unescape
from app.values import Scalar, Value, parse_date, plain

MAX_LENGTH = 4000
MAX_DIGITS = 28
"""Significant digits that exact decimals keep; FEEL allows 34."""

_GRAMMAR = r"""
unary_tests: "-" -> anything
    | test ("," test)* -> any_of
    | "not" "(" test ("," test)* ")" -> none_of
literal: value -> single
    | "null" -> nothing

?test: "?"? COMPARISON value -> compared
    | "?"? EQUALITY operand -> equality
    | interval
    | value -> equals
    | "null" -> missing
    | "[" value ("," value)* "]" -> listed
    | "not" "(" "null" ")" -> present
    | "contains" "(" "?" "," STRING ")" -> contains
    | STARTS "(" "?" "," STRING ")" -> edge
    | ENDS "(" "?" "," STRING ")" -> edge
?operand: value
    | "null" -> nothing
interval: ("(" | "]") value ".." value (RIGHT | LEFT | SHUT) -> open_interval
    | "[" value ".." value (RIGHT | LEFT | SHUT) -> closed_interval
?value: NUMBER -> number
    | "-" NUMBER -> negative
    | STRING -> string
    | "true" -> true
    | "false" -> false
    | "date" "(" STRING ")" -> day
    | "date" "(" NUMBER "," NUMBER "," NUMBER ")" -> calendar_day
    | "@" STRING -> day

COMPARISON: /<=|>=|<|>/
EQUALITY: /!=|=/
LEFT: "["
RIGHT: "]"
SHUT: ")"
STARTS: /starts\s+with/
ENDS: /ends\s+with/
NUMBER: /(\d+(\.(?!\.)\d+)?|\.\d+)([eE][-+]?\d{1,3})?/
STRING: /"([^"\\]|\\.)*"/
%ignore /\s+/
"""

_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no workbook can hold."""


class FeelError(ValueError):
    """An expression that is no simple unary test or literal, or one that no value can satisfy."""


def parse_unary_tests(text: str) -> Condition:
    """``-``, ``"a","b"``, ``>= 5``, ``]1..5]``, ``not("a")`` …; blank is ``-``.

    Raises:
        FeelError: for everything else.
    """
    condition = ANYTHING if not text.strip() else _parse(text, "unary_tests")
    assert isinstance(condition, Anything | Missing | Present | Equals | Interval | TextTest | AnyOf | NoneOf)  # noqa: S101
    return condition


def parse_literal(text: str) -> Value:
    """``"a"``, ``12.50``, ``true``, ``date("2026-01-31")``, ``null``; blank is ``null``.

    Raises:
        FeelError: for everything else.
    """
    value: Value = None if not text.strip() else _parse(text, "literal")
    return value


@lru_cache(maxsize=4096)
def _parse(text: str, start: str) -> Any:
    """Cells of a table repeat each other, and what is read is immutable."""
    if len(text) > MAX_LENGTH:
        raise FeelError(text[:40])
    try:
        return _Meaning().transform(_parser().parse(text, start=start))
    except VisitError as error:
        if isinstance(error.orig_exc, FeelError):
            raise error.orig_exc from None
        raise
    except LarkError as error:
        raise FeelError(text) from error


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", start=["unary_tests", "literal"], maybe_placeholders=False)


def kinds_of(values: Iterable[Value]) -> set[type]:
    """``str``, ``Decimal``, ``date``, ``bool``, as far as values tell."""
    return {type(value) for value in values if value is not None}


def values_of(condition: Condition) -> list[Value]:
    """Every value a condition names; a text test names a text."""
    found: list[Value] = []
    for test in tests_of(condition):
        if isinstance(test, Interval):
            found += [test.low, test.high]
        elif isinstance(test, Equals):
            found.append(test.value)
        elif isinstance(test, TextTest):
            found.append(test.text)
    return found


def _checked(low: Any, low_closed: bool, high: Any, high_closed: bool) -> Interval:
    """An interval in which some value lies."""
    if type(low) is not type(high) or not isinstance(low, Decimal | date):
        raise FeelError("interval")
    if low > high or (low == high and not (low_closed and high_closed)):
        raise FeelError("empty")
    return Interval(low, low_closed, high, high_closed)


def _covers_everything(tests: Iterable[Test]) -> bool:
    """A lower and an upper half-line that together leave no value out (``<5, >=5``)."""
    lines = [test for test in tests if isinstance(test, Interval) and (test.low is None) != (test.high is None)]
    lows = [line for line in lines if line.low is not None]
    highs = [line for line in lines if line.high is not None]
    return any(
        low.low < high.high or (low.low == high.high and (low.low_closed or high.high_closed))  # type: ignore[operator]
        for low in lows
        for high in highs
        if type(low.low) is type(high.high)
    )


@v_args(inline=True)
class _Meaning(Transformer[Token, Any]):
    def number(self, token: Token) -> Decimal:
        number = Decimal(str(token))
        if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
            raise FeelError(str(token))
        return plain(number)

    def negative(self, token: Token) -> Decimal:
        return -self.number(token)

    def string(self, token: Token) -> str:
        try:
            text = unescape(token[1:-1])
        except ValueError as error:
            raise FeelError(str(token)) from error
        if _UNWRITABLE.search(text):
            raise FeelError(str(token))
        return text

    def true(self) -> bool:
        return True

    def false(self) -> bool:
        return False

    def nothing(self) -> None:
        return None

    def day(self, token: Token) -> date:
        text = token[1:-1]
        found = parse_date(text) if len(text) == len("2026-01-31") and text[4:5] == "-" else None
        if found is None:
            raise FeelError(str(token))
        return found

    def calendar_day(self, *parts: Token) -> date:
        try:
            return date(*(int(part) for part in parts))
        except ValueError as error:
            raise FeelError("date") from error

    def single(self, value: Scalar) -> Scalar:
        return value

    # --- tests ------------------------------------------------------------------------------------------------
    def anything(self) -> Condition:
        return ANYTHING

    def missing(self) -> Test:
        return Missing()

    def present(self) -> Test:
        return Present()

    def equals(self, value: Scalar) -> Test:
        return Equals(value)

    def listed(self, *values: Scalar) -> Condition:
        return AnyOf(tuple(Equals(value) for value in values))

    def compared(self, operator: Token, value: Scalar) -> Test:
        if not isinstance(value, Decimal | date):
            raise FeelError("comparison")
        closed = operator.endswith("=")
        return Interval(value, closed, None, False) if operator[0] == ">" else Interval(None, False, value, closed)

    def equality(self, operator: Token, value: Value) -> Condition:
        test: Test = Missing() if value is None else Equals(value)
        return test if operator == "=" else self.none_of(test)

    def open_interval(self, low: Any, high: Any, closing: Token) -> Test:
        return _checked(low, False, high, closing == "]")

    def closed_interval(self, low: Any, high: Any, closing: Token) -> Test:
        return _checked(low, True, high, closing == "]")

    def contains(self, token: Token) -> Test:
        return self._text_test(TextTestKind.CONTAINS, token)

    def edge(self, word: Token, token: Token) -> Test:
        return self._text_test(TextTestKind.STARTS if word.startswith("starts") else TextTestKind.ENDS, token)

    def _text_test(self, kind: TextTestKind, token: Token) -> Test:
        text = self.string(token)
        if not text:
            raise FeelError("empty text")
        return TextTest(kind, text)

    def any_of(self, *conditions: Condition) -> Condition:
        if len(conditions) == 1 and not isinstance(conditions[0], AnyOf):
            return conditions[0]
        tests = self._flat(conditions)
        if Present() in tests or _covers_everything(tests):
            return ANYTHING if Missing() in tests else Present()
        return tests[0] if len(tests) == 1 else AnyOf(tuple(tests))

    def none_of(self, *conditions: Condition) -> Condition:
        tests = self._flat(conditions)
        if Present() in tests:
            if len(tests) == 1:
                return Missing()
            raise FeelError("never")
        if _covers_everything(tests):
            raise FeelError("never")
        kept = tuple(test for test in tests if not isinstance(test, Missing))
        return NoneOf(kept) if kept else Present()

    def _flat(self, conditions: Iterable[Condition]) -> list[Test]:
        """The tests of a list, each once."""
        tests: list[Test] = []
        for condition in conditions:
            if isinstance(condition, NoneOf | Anything):
                raise FeelError("negation in a list")
            tests += condition.tests if isinstance(condition, AnyOf) else [condition]
        return list(dict.fromkeys(tests))
