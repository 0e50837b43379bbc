"""Columns give back exactly the values they were made of, whichever of the two shapes carries them."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.columns import FAILED, MISSING, EncodedColumn, NumberColumn, column, dates, encode, failed_rows, numbers
from app.values import VarType

finite = st.decimals(allow_nan=False, allow_infinity=False)
money = st.decimals(-(10**15), 10**15, places=2)
longer_than_a_float = st.integers(-(10**19), 10**19).map(lambda number: Decimal(number).scaleb(-3))


@given(st.lists(st.none() | finite | money | longer_than_a_float, max_size=30))
@example([Decimal("0.1234567890123456789"), Decimal(0)])
@example([Decimal(2**50 - 1), Decimal(2**50 + 1), Decimal("-0.5")])
@example([Decimal("1E+3"), None, Decimal("1E-30")])
@example([Decimal(1).scaleb(-places) for places in range(12)])
def test_numbers_come_back_exactly(values):
    assert numbers(values).to_list() == values


@given(st.lists(money, min_size=1, max_size=30))
def test_money_travels_as_whole_numbers(values):
    assert isinstance(numbers(values), NumberColumn)


def test_numbers_beyond_62_bits_are_kept_as_they_are():
    values = [Decimal(1 << 62), Decimal(1)]
    assert isinstance(numbers(values), EncodedColumn)
    assert numbers(values).to_list() == values
    assert isinstance(numbers([Decimal((1 << 62) - 1)]), NumberColumn)


def test_what_is_no_finite_number_is_refused():
    for text in ("NaN", "Infinity"):
        with pytest.raises(ValueError, match="not a finite number"):
            numbers([Decimal(1), Decimal(text)])


@given(st.lists(st.none() | st.sampled_from(["甲", "乙", ""]) | st.booleans(), max_size=30))
def test_encoded_values_come_back_and_each_is_stored_once(values):
    encoded = encode(values)
    assert encoded.to_list() == values
    assert len(set(encoded.values)) == len(encoded.values)
    assert None not in encoded.values


@given(st.lists(st.none() | st.dates(), max_size=30))
def test_dates_come_back(values):
    assert dates(values).to_list() == values


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (VarType.MONEY, [Decimal("1.50"), None, Decimal(2)]),
        (VarType.DATE, [date(2026, 9, 30), None, date(2026, 1, 1)]),
        (VarType.TEXT, ["甲", None, "乙"]),
    ],
)
def test_a_row_is_there_missing_or_failed(kind, values):
    made = column(values, kind, failed=[2])
    assert [made.state(row) for row in range(3)] == [0, MISSING, FAILED]
    assert made.to_list() == [values[0], None, None]
    assert made.take(np.array([2, 0])).to_list() == [None, values[0]]


def test_failed_rows_of_several_columns_are_told_together():
    sound = numbers([Decimal(1), None, Decimal(3)])
    assert failed_rows([sound, encode(["甲", None, "乙"])]) is None
    assert failed_rows([sound, encode(["甲", None, "乙"], [0]), numbers([None] * 3, [2])]).tolist() == [
        True,
        False,
        True,
    ]
