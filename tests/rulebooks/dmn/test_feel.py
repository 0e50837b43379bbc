"""Unary tests and literals: each rule of simple FEEL, and what is refused rather than half read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rulebooks.conditions import (
    ANYTHING,
    AnyOf,
    Condition,
    Equals,
    Interval,
    Missing,
    NoneOf,
    Present,
    TextTest,
    TextTestKind,
    matches,
)
from app.rulebooks.dmn.feel import FeelError, parse_literal, parse_unary_tests
from app.rulebooks.dmn.feel_text import print_literal, print_unary_tests
from tests.rulebooks.dmn.documents import conditions, values, variables

ONE, FIVE = Decimal(1), Decimal(5)
DAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("-", ANYTHING),
        ("", ANYTHING),
        ('"抵押"', Equals("抵押")),
        ('"抵押","质押"', AnyOf((Equals("抵押"), Equals("质押")))),
        ('["抵押", "质押"]', AnyOf((Equals("抵押"), Equals("质押")))),
        ('not("抵押")', NoneOf((Equals("抵押"),))),
        ("not(null)", Present()),
        ("null", Missing()),
        ("5, null", AnyOf((Equals(FIVE), Missing()))),
        ("5", Equals(FIVE)),
        ("= 5", Equals(FIVE)),
        ("!= 5", NoneOf((Equals(FIVE),))),
        ("-5", Equals(-FIVE)),
        (".5", Equals(Decimal("0.5"))),
        ("5.00", Equals(FIVE)),
        ("< 5", Interval(None, False, FIVE, False)),
        ("<=5", Interval(None, False, FIVE, True)),
        ("? > 5", Interval(FIVE, False, None, False)),
        (">=5", Interval(FIVE, True, None, False)),
        ("[1..5]", Interval(ONE, True, FIVE, True)),
        ("(1..5)", Interval(ONE, False, FIVE, False)),
        ("]1..5[", Interval(ONE, False, FIVE, False)),
        ("[ 1 .. 5 [", Interval(ONE, True, FIVE, False)),
        ("]1..5]", Interval(ONE, False, FIVE, True)),
        ("<1, >5", AnyOf((Interval(None, False, ONE, False), Interval(FIVE, False, None, False)))),
        ("<5, >=5", Present()),
        ("<5, >=5, null", ANYTHING),
        ("true", Equals(True)),
        ("not(true)", NoneOf((Equals(True),))),
        ('date("2026-01-31")', Equals(DAY)),
        ('@"2026-01-31"', Equals(DAY)),
        ("date(2026,1,31)", Equals(DAY)),
        ('>= date("2026-01-31")', Interval(DAY, True, None, False)),
        ('contains(?, "破产")', TextTest(TextTestKind.CONTAINS, "破产")),
        ('starts with(?, "借")', TextTest(TextTestKind.STARTS, "借")),
        ('ends with(?, "号")', TextTest(TextTestKind.ENDS, "号")),
        (r'"a\"b\\c\n\u62b5"', Equals('a"b\\c\n抵')),
    ],
)
def test_a_unary_test_is_read(text: str, meaning: Condition) -> None:
    assert parse_unary_tests(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "年龄", "> 年龄", "5 * 2", ">5 and <9", "[1..x]", "[5..1]", "(5..5)", 'not("a"), "b"', "1..5", '"没有完',
        'duration("P1D")', 'date and time("2026-01-31T00:00:00")', 'date("2026-02-30")', "not(<5, >=5)", "> true",
        '["a".."b"]', '> "a"', 'lower case(?) = "a"', "not(-)", "[1, 2", "12345678901234567890123456789", "[]",
        '[1..date("2026-01-31")]', "x" * 5000, "(" * 3000, r'"\q"', r'"\ud800"', r'"\u0001"', r'"\ufffe"',
    ],
)  # fmt: skip
def test_what_needs_a_full_engine_or_never_holds_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        parse_unary_tests(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("null", None), ("-1.50", Decimal("-1.5")), ('"-"', "-"), ("false", False), ('@"2026-01-31"', DAY)],
)
def test_a_literal_is_read(text: str, value: object) -> None:
    assert parse_literal(text) == value


@pytest.mark.parametrize("text", ["-", "a", "1 + 1", '"a", "b"', "[1,2]", "f(1)"])
def test_an_outcome_that_is_no_literal_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        parse_literal(text)


@given(st.data())
def test_printing_and_reading_is_the_identity(data: st.DataObject) -> None:
    variable = data.draw(variables("x"))
    condition = data.draw(conditions(variable))
    assert parse_unary_tests(print_unary_tests(condition)) == condition
    value = data.draw(st.none() | values(variable))
    assert parse_literal(print_literal(value)) == value


def test_a_missing_value_fails_our_negation_in_feel_as_well() -> None:
    condition = NoneOf((Equals("抵押"),))
    assert not matches(condition, None)
    assert print_unary_tests(condition) == 'not(null,"抵押")'
