"""Values from JSON files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.findings import LubuError
from app.letters import Money, read_values


def test_an_object_is_one_letter_and_numbers_stay_exact():
    text = (
        '{"客户": "张三", "余额": 1234567.80, "天数": 12, "利率": 0.0435, "日期": "2026-09-30", "无": null, "是": true}'
    )
    assert read_values(text.encode(), "v.json") == [
        {
            "客户": "张三", "余额": Money("1234567.80"), "天数": Decimal(12), "利率": Decimal("0.0435"),
            "日期": date(2026, 9, 30), "无": None, "是": True,
        }
    ]  # fmt: skip
    assert isinstance(read_values(text.encode(), "v.json")[0]["余额"], Money)


def test_lists_and_lines_are_many_letters():
    assert len(read_values(b'[{"a": 1}, {"a": 2}]', "v.json")) == 2
    assert [row["a"] for row in read_values(b'\xef\xbb\xbf{"a": 1}\n\n{"a": 2}\n', "V.JSONL")] == [1, 2]


def test_every_bad_line_is_named():
    with pytest.raises(LubuError) as caught:
        read_values(b'{"a": 1}\nnonsense\n[1, 2]\n{"a": NaN}\n', "v.jsonl")
    assert [(finding.code, finding.place.row) for finding in caught.value.findings] == [
        ("letters.values-not-json", 2),
        ("letters.values-not-object", 3),
        ("letters.values-not-json", 4),
    ]


def test_other_encodings_are_refused():
    with pytest.raises(LubuError, match="values-encoding"):
        read_values('{"客户": "张三"}'.encode("gbk"), "v.json")


def test_a_file_nested_too_deep_is_refused_not_crashed_on():
    with pytest.raises(LubuError, match="values-not-json"):
        read_values(b"[" * 100_000, "v.json")


def test_a_date_that_is_none_stays_text():
    assert read_values(b'{"a": "2026-02-30"}', "v.json") == [{"a": "2026-02-30"}]
