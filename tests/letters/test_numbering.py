"""Document numbers by pattern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.findings import LubuError
from app.letters import format_number, pattern_faults


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("云农信催通字({年})第{序号:4}号", "云农信催通字(2026)第0007号"),
        ("〔{年}〕{序号}号", "〔2026〕7号"),
        ("{序号:2}-{序号:6}-{年}", "07-000007-2026"),
    ],
)
def test_year_and_sequence_are_filled_in(pattern, number):
    assert format_number(pattern, 2026, 7) == number


@given(st.integers(1, 10**7), st.integers(1, 9))
def test_a_sequence_is_never_cut_and_reads_back(sequence, width):
    number = format_number(f"({{年}}){{序号:{width}}}号", 2026, sequence)
    digits = number.removeprefix("(2026)").removesuffix("号")
    assert int(digits) == sequence
    assert len(digits) >= width


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("({年})第{序号:4号", {"letters.number-braces", "letters.number-without-sequence"}),
        ("({年})第{流水}号", {"letters.number-slot", "letters.number-without-sequence"}),
        ("({年})第{序号:0}号", {"letters.number-slot"}),
        ("｛年｝{序号}", {"letters.number-braces", "letters.number-without-year"}),
        ("无", {"letters.number-without-sequence", "letters.number-without-year"}),
    ],
)
def test_every_fault_of_a_pattern_is_found(pattern, codes):
    assert {finding.code for finding in pattern_faults(pattern)} == codes
    with pytest.raises(LubuError):
        format_number(pattern, 2026, 1)


def test_a_pattern_without_the_year_warns_because_numbers_would_come_back():
    findings = list(pattern_faults("第{序号}号"))
    assert [(finding.level, finding.code) for finding in findings] == [("warning", "letters.number-without-year")]
    assert format_number("第{序号}号", 2026, 3) == "第3号"


@pytest.mark.parametrize(("year", "sequence"), [(2026, 0), (26, 1)])
def test_numbers_begin_at_one_and_years_have_four_digits(year, sequence):
    with pytest.raises(ValueError, match="sequence"):
        format_number("{年}{序号}", year, sequence)
