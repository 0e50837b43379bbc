"""Aggregates against their definition, value by value."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.columns import Column, NumberColumn, column, encode, numbers
from app.rulebooks.conditions import AnyOf, Equals, Interval, Missing, NoneOf, Present, TextTest, TextTestKind, matches
from app.rulebooks.model import Aggregate
from app.scorecards.aggregates import aggregate, distinct, encoded, holds, joined
from app.values import Value, VarType

GROUPS = 3
amounts = st.one_of(
    st.none(),
    st.decimals(-(10**9), 10**9, places=2),
    st.decimals(-(10**30), 10**30, places=6),
    st.sampled_from([Decimal("4e18"), Decimal("-4e18"), Decimal("0.005")]),
)
lines = st.lists(st.tuples(st.integers(0, GROUPS - 1), amounts), max_size=12)


def _per_group(rows: list[tuple[int, Decimal | None]]) -> list[list[Decimal]]:
    return [[value for group, value in rows if group == wanted and value is not None] for wanted in range(GROUPS)]


def _ask(how: Aggregate, rows: list[tuple[int, Decimal | None]], places: int = 2) -> list[Value]:
    groups = np.array([group for group, _ in rows], np.intp)
    return aggregate(how, numbers([value for _, value in rows]), groups, GROUPS, places)


@given(lines)
def test_sums_are_exact_however_long_the_numbers(rows: list[tuple[int, Decimal | None]]) -> None:
    exact = [sum((Fraction(value) for value in values), Fraction(0)) for values in _per_group(rows)]
    assert [Fraction(value) for value in _ask(Aggregate.SUM, rows)] == exact  # type: ignore[arg-type]


@given(lines)
def test_counts_and_extremes_follow_their_definition(rows: list[tuple[int, Decimal | None]]) -> None:
    groups = _per_group(rows)
    assert _ask(Aggregate.COUNT, rows) == [len(values) for values in groups]
    assert _ask(Aggregate.DISTINCT, rows) == [len(set(values)) for values in groups]
    assert _ask(Aggregate.MAX, rows) == [max(values, default=None) for values in groups]
    assert _ask(Aggregate.MIN, rows) == [min(values, default=None) for values in groups]


@given(lines)
def test_a_mean_is_the_exact_quotient_rounded_half_up_once(rows: list[tuple[int, Decimal | None]]) -> None:
    for values, mean in zip(_per_group(rows), _ask(Aggregate.MEAN, rows), strict=True):
        if not values:
            assert mean is None
            continue
        exact = sum((Fraction(value) for value in values), Fraction(0)) / len(values)
        assert isinstance(mean, Decimal)
        assert -mean.as_tuple().exponent == 2  # type: ignore[operator]
        assert abs(Fraction(mean) - exact) <= Fraction(1, 200)
        if abs(Fraction(mean) - exact) == Fraction(1, 200):
            assert abs(Fraction(mean)) > abs(exact)  # a half goes away from zero


def test_the_half_cent_goes_up() -> None:
    assert _ask(Aggregate.MEAN, [(0, Decimal("0.01")), (0, Decimal("0.02"))])[0] == Decimal("0.02")
    assert Decimal("0.015").quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("0.02")


def test_sums_beyond_64_bits_do_not_wrap_round() -> None:
    huge = Decimal(1 << 61)
    assert _ask(Aggregate.SUM, [(0, huge)] * 10) == [10 * huge, 0, 0]


def test_the_latest_date_is_a_date() -> None:
    received = column([date(2026, 7, 1), None, date(2026, 9, 30)], VarType.DATE)
    groups = np.array([1, 1, 1], np.intp)
    assert aggregate(Aggregate.MAX, received, groups, 2, 2) == [None, date(2026, 9, 30)]


def test_different_values_come_in_the_order_of_the_lines() -> None:
    names = encode(["王", "李", None, "王", "李"])
    assert distinct(names, np.array([0, 1, 0, 1, 1], np.intp), 3) == [["王"], ["李", "王"], []]


def test_no_lines_at_all_are_no_error() -> None:
    empty = np.array([], np.intp)
    assert aggregate(Aggregate.SUM, numbers([]), empty, 2, 2) == [0, 0]
    assert distinct(encode([]), empty, 1) == [[]]


conditions = st.sampled_from(
    [
        Missing(),
        Present(),
        Equals(Decimal(5)),
        Interval(Decimal(0), True, Decimal(5), False),
        AnyOf((Missing(), Equals(Decimal(5)))),
        NoneOf((Equals(Decimal(5)),)),
    ]
)


@given(
    st.lists(st.one_of(st.none(), st.sampled_from([Decimal(0), Decimal(5), Decimal("4.99"), Decimal("1e40")]))),
    conditions,
)
def test_a_filter_holds_where_the_condition_matches(values: list[Decimal | None], condition) -> None:  # type: ignore[no-untyped-def]
    assert holds(condition, numbers(values)).tolist() == [matches(condition, value) for value in values]


def test_a_line_that_could_not_be_read_passes_no_filter() -> None:
    assert holds(Missing(), encode(["x", None, "y"], failed=[2])).tolist() == [False, True, False]
    assert holds(TextTest(TextTestKind.CONTAINS, "现"), encode(["现金", "抵债"])).tolist() == [True, False]


@given(st.lists(st.lists(amounts, max_size=4), min_size=1, max_size=4))
def test_joining_sheets_keeps_every_value_in_its_place(parts: list[list[Decimal | None]]) -> None:
    together = joined([numbers(part) for part in parts])
    assert together.to_list() == [value for part in parts for value in part]


def test_joining_keeps_scaled_numbers_where_they_fit() -> None:
    together = joined([numbers([Decimal("1.5")]), numbers([Decimal("2.25"), None])])
    assert isinstance(together, NumberColumn)
    assert together.to_list() == [Decimal("1.50"), Decimal("2.25"), None]


@pytest.mark.parametrize("values", [[], [date(2026, 1, 1), None, date(2026, 1, 1)]])
def test_dates_are_encoded_as_dates(values: list[date | None]) -> None:
    as_dates: Column = column(values, VarType.DATE)
    assert encoded(as_dates).to_list() == values
