"""A value is printed as what it is; what cannot be printed is a problem, never a guess."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters.values import MISSING, Money, Percent, Printed, Problem, spell, typed
from app.values import VarType

AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=4, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Money("1234567.89"), "1,234,567.89"),
        (Money("0"), "0.00"),
        (Money("-0.001"), "0.00"),
        (Money("-1234.5"), "-1,234.50"),
        (Money("2.675"), "2.68"),
        (Percent("0.125"), "12.5%"),
        (Percent("1"), "100%"),
        (Percent("0.0478512"), "4.7851%"),
        (Decimal("15"), "15"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12.750"), "12.75"),
        (Decimal(1) / Decimal(3), "0.333333"),
        (7, "7"),
        (True, "是"),
        (False, "否"),
        (date(2026, 9, 30), "2026年9月30日"),
        (datetime(2026, 9, 30, tzinfo=UTC), "2026年9月30日"),
        ("  留空格 ", "  留空格 "),
        (("诉讼", "保全"), "诉讼、保全"),
        ([Money("1000"), Percent("0.5")], "1,000.00、50%"),
        (Printed(""), ""),
    ],
)
def test_a_value_is_spelled_by_its_type(value, text):
    assert spell(value) == text


@pytest.mark.parametrize("value", [None, "", "   ", (), [], (None,), ("甲", None)])
def test_nothing_to_print_is_missing(value):
    assert spell(value) == MISSING


@pytest.mark.parametrize("value", [1.5, float("nan"), {"a": 1}, object(), b"bytes", 1j])
def test_values_of_foreign_types_are_not_printed(value):
    problem = spell(value)
    assert isinstance(problem, Problem)
    assert problem.code == "value-type"


@pytest.mark.parametrize("value", [Decimal("NaN"), Money("Infinity"), Percent("-Infinity"), Money("1e40")])
def test_numbers_without_an_end_are_not_printed(value):
    problem = spell(value)
    assert isinstance(problem, Problem)
    assert problem.code == "value-number"


@given(AMOUNTS)
def test_printed_money_is_the_amount_half_up_to_the_fen(amount):
    text = spell(Money(amount))
    assert isinstance(text, str)
    whole, _, fen = text.partition(".")
    assert len(fen) == 2
    assert all(len(group) == 3 for group in whole.lstrip("-").split(",")[1:])
    printed = Decimal(text.replace(",", ""))
    assert abs(printed - amount) <= Decimal("0.005")
    if abs(printed - amount) == Decimal("0.005"):
        assert abs(printed) > abs(amount)


@given(st.decimals(min_value=-1000, max_value=1000, places=6))
def test_a_printed_percentage_reads_back_within_its_places(rate):
    text = spell(Percent(rate))
    assert isinstance(text, str)
    assert abs(Decimal(text.removesuffix("%")) / 100 - rate) <= Decimal("0.0000005")


def test_dictionary_types_decide_what_an_amount_and_a_rate_are():
    assert spell(typed(Decimal("1234.5"), VarType.MONEY)) == "1,234.50"
    assert spell(typed(Decimal("0.05"), VarType.PERCENT)) == "5%"
    assert spell(typed(Decimal("1234.5"), VarType.DECIMAL)) == "1234.5"
    assert spell(typed((Decimal(1), Decimal(2)), VarType.MONEY)) == "1.00、2.00"
    assert typed(None, VarType.MONEY) is None
    assert typed("文本", VarType.MONEY) == "文本"
