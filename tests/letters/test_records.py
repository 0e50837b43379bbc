"""What a letter was given comes back as it was: values of every type, rows and sums."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters import Money, Percent, check_code, from_record, to_record

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.text(), st.integers(), NUMBERS, NUMBERS.map(Money), NUMBERS.map(Percent), st.dates()
)
VALUES = st.one_of(SCALARS, st.lists(SCALARS).map(tuple))
NAMES = st.text("甲乙丙丁", min_size=1)
LETTERS = st.dictionaries(NAMES, st.one_of(VALUES, st.lists(st.dictionaries(NAMES, VALUES))))


@given(LETTERS)
def test_every_value_comes_back_with_its_type(values):
    again = from_record(json.loads(json.dumps(to_record(values))))

    assert again == values
    assert _types(again) == _types(values)


def _types(value):
    if isinstance(value, dict):
        return {name: _types(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value), [_types(item) for item in value]
    return type(value)


def test_a_record_can_be_read_by_people():
    record = to_record({"欠款": Money("12.50"), "利率": Percent("0.05"), "到期": date(2026, 9, 30), "人": ("甲", "乙")})

    assert record["欠款"] == {"$金额": "12.50"}
    assert record["利率"] == {"$百分比": "0.05"}
    assert record["到期"] == {"$日期": "2026-09-30"}
    assert record["人"] == {"$列表": ["甲", "乙"]}


def test_what_no_letter_prints_is_not_kept_silently():
    with pytest.raises(TypeError):
        to_record({"x": 1.5})


def test_the_check_code_follows_from_values_and_template():
    values = {"客户名称": "甲", "欠款": Money("12.50")}
    code = check_code(values, "t1")

    assert len(code) == 16
    assert code == check_code(dict(reversed(values.items())), "t1")
    assert code != check_code(values, "t2")
    assert code != check_code({**values, "欠款": Money("12.51")}, "t1")
    assert code != check_code({**values, "欠款": Decimal("12.50")}, "t1")
