"""Bands agree with asking each condition by itself."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rulebooks.bands import ColumnBands, band_of
from app.rulebooks.conditions import ANYTHING, AnyOf, Equals, Interval, Missing, NoneOf, Present, TextTest, TextTestKind
from app.values import VarType

numbers = st.decimals(min_value=-20, max_value=20, places=1)
whole = st.integers(-20, 20).map(Decimal)


def ordered_tests(values):
    interval = st.builds(Interval, st.none() | values, st.booleans(), st.none() | values, st.booleans())
    return st.just(ANYTHING) | st.just(Missing()) | st.just(Present()) | interval | values.map(Equals)


def ordered_conditions(values):
    simple = ordered_tests(values).filter(lambda test: test != ANYTHING)
    many = st.lists(simple, min_size=1, max_size=3).map(tuple)
    return ordered_tests(values) | many.map(AnyOf) | many.map(NoneOf)


@pytest.mark.parametrize(
    ("kind", "values"), [(VarType.DECIMAL, numbers), (VarType.INTEGER, whole)], ids=["decimal", "integer"]
)
def test_a_number_is_accepted_by_its_band_exactly_where_the_condition_accepts_it(kind, values):
    @given(st.lists(ordered_conditions(numbers), min_size=1, max_size=6), st.lists(values, min_size=1))
    def check(conditions, asked):
        bands = ColumnBands(conditions, kind)
        for value in asked:
            assert tuple(bands.accepts[band_of(bands, value)]) == bands.signature(value)
        assert tuple(bands.accepts[bands.missing]) == bands.signature(None)

    check()


@given(st.lists(ordered_conditions(st.dates(date(2024, 1, 1), date(2024, 3, 1))), min_size=1, max_size=5))
def test_every_witness_lies_in_its_own_band(conditions):
    bands = ColumnBands(conditions, VarType.DATE)
    for number, witness in enumerate(bands.witnesses[:-1]):
        assert band_of(bands, witness) == number


def test_whole_numbers_leave_no_band_between_neighbours():
    up_to_thirty, from_thirty_one = (
        Interval(high=Decimal(30), high_closed=True),
        Interval(low=Decimal(31), low_closed=True),
    )
    assert len(ColumnBands([up_to_thirty, from_thirty_one], VarType.INTEGER)) == 3  # two and missing
    assert len(ColumnBands([up_to_thirty, from_thirty_one], VarType.DECIMAL)) == 4


def test_text_bands_are_the_listed_values_and_the_others_by_their_patterns():
    broken = TextTest(TextTestKind.CONTAINS, "破产")
    bands = ColumnBands([Equals("抵押"), broken, NoneOf((Equals("抵押"),))], VarType.TEXT)
    signatures = {tuple(row) for row in bands.accepts.tolist()}
    assert {(True, False, False), (False, False, True), (False, True, True), (False, False, False)} == signatures
