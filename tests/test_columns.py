"""Columns give back exactly the values they were made of, whichever of the two shapes carries them."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.columns import (
    FAILED,
    MISSING,
    EncodedColumn,
    NumberColumn,
    column,
    compact,
    dates,
    encode,
    failed_rows,
    joined,
    numbers,
    with_failed,
    with_values,
)
from app.on_demand import OnDemand, blocks, chained, some_of
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


@given(
    st.lists(
        st.lists(st.none() | money, max_size=6).map(numbers)
        | st.lists(st.none() | st.integers(1, 10**19).map(Decimal), max_size=6).map(numbers)
        | st.lists(st.none() | st.sampled_from(["甲", "乙", ("丙", "丁")]), max_size=6).map(encode)
        | st.lists(st.none() | st.dates(), max_size=6).map(dates),
        min_size=1,
        max_size=5,
    ),
    st.sets(st.integers(0, 5)),
)
def test_columns_joined_read_as_one_behind_the_other(parts, failed):
    parts = [with_failed(part, [row for row in failed if row < len(part)]) for part in parts]
    whole = joined(parts)

    assert whole.to_list() == [value for part in parts for value in part.to_list()]
    assert whole.states.tolist() == [state for part in parts for state in part.states.tolist()]


def test_codes_that_are_kept_are_as_narrow_as_can_be():
    assert joined([encode(["甲", "乙"])]).codes.dtype == np.int8
    assert joined([encode([str(number) for number in range(300)])]).codes.dtype == np.int16
    assert joined([encode([str(number) for number in range(40_000)])]).codes.dtype == np.int32


def test_numbers_that_are_kept_are_as_narrow_as_can_be_and_do_not_overflow_when_joined():
    small, large = numbers([Decimal("2147483.64"), None]), numbers([Decimal("0.0001"), Decimal(1 << 40)])
    kept = joined([small])

    assert (kept.scaled.dtype, kept.to_list()) == (np.int32, small.to_list())
    assert joined([kept, large]).to_list() == [*small.to_list(), *large.to_list()]
    assert joined([large]).scaled.dtype == np.int64


def test_one_day_for_all_takes_no_memory():
    day = NumberColumn(np.full(1000, 739_000, np.int64), 0, True)
    whole = joined([day, day])

    assert whole.to_list() == day.to_list() * 2
    assert whole.scaled.strides == (0,)


def made(values, asked=None):
    """Values on demand; *asked* collects the places that were."""

    def make(places):
        if asked is not None:
            asked.extend(places.tolist())
        return [values[place] for place in places.tolist()]

    return OnDemand(len(values), make)


def test_values_on_demand_are_a_sequence():
    values = made(list("甲乙丙丁戊"))

    assert list(values) == list("甲乙丙丁戊")
    assert (values[1], values[-1], values[1:3]) == ("乙", "戊", ["乙", "丙"])
    assert list(blocks(values, 2)) == [["甲", "乙"], ["丙", "丁"], ["戊"]]
    assert some_of(values, np.array([4, 0, 0])) == ["戊", "甲", "甲"]
    with pytest.raises(IndexError):
        values[5]


@given(st.lists(st.integers(0, 4) | st.just(MISSING) | st.just(FAILED), max_size=4))
def test_only_the_values_that_occur_are_made(codes):
    asked = []
    column = EncodedColumn(np.array(codes, np.int32), made(list("甲乙丙丁戊"), asked))

    assert column.to_list() == ["甲乙丙丁戊"[code] if code >= 0 else None for code in codes]
    assert sorted(asked) == sorted({code for code in codes if code >= 0})
    assert compact(column).states.tolist() == column.states.tolist()


@given(st.lists(st.text(max_size=2), max_size=5), st.lists(st.text(max_size=2), max_size=5))
def test_values_chained(first, second):
    both = chained(made(first), made(second))

    assert list(both) == first + second
    assert some_of(both, np.arange(len(first + second))[::-1]) == (first + second)[::-1]


values_of = {
    VarType.DECIMAL: st.none() | finite | money | longer_than_a_float,
    VarType.DATE: st.none() | st.dates(),
    VarType.BOOL: st.none() | st.booleans(),
    VarType.TEXT: st.none() | st.sampled_from(["甲", "乙", ""]),
}


@given(st.data(), st.sampled_from(list(values_of)), st.integers(0, 6))
def test_some_rows_get_other_values_and_the_others_keep_theirs(data, kind, count):
    before = data.draw(st.lists(values_of[kind], min_size=count, max_size=count))
    failed = sorted(data.draw(st.sets(st.integers(0, count - 1)) if count else st.just(set())))
    rows = sorted(data.draw(st.sets(st.integers(0, count - 1)) if count else st.just(set())))
    one = data.draw(values_of[kind])
    put = [one] if data.draw(st.booleans()) and rows else [data.draw(values_of[kind]) for _ in rows]
    made = with_values(column(before, kind, failed), np.array(rows, np.intp), put, kind)
    expected = {row: (None, FAILED) if row in failed else (before[row], 0) for row in range(count)}
    expected |= {row: (put[at if len(put) > 1 else 0], 0) for at, row in enumerate(rows)}
    told = {
        row: (value, MISSING if value is None and state == 0 else state) for row, (value, state) in expected.items()
    }
    assert {row: (made.value(row), made.state(row)) for row in range(count)} == told
