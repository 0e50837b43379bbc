"""Periods as HR types them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.findings import LubuError
from app.scorecards.period import Period


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("2026-07", date(2026, 7, 1), date(2026, 7, 31), "2026年7月"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("2026H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年度"),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_day(text: str, first: date, last: date, label: str) -> None:
    period = Period.parse(text)
    assert (period.first, period.last, period.label, period.key) == (first, last, label, text)


@pytest.mark.parametrize("text", ["２０２６ｑ３", " 2026-Q3 ", "2026年第三季度", "2026年3季度"])
def test_the_spellings_people_use_name_the_same_quarter(text: str) -> None:
    assert Period.parse(text) == Period.parse("2026Q3")


@given(st.dates(date(1900, 1, 1)), st.sampled_from(["{0}", "{0}Q{1}", "{0}H{2}", "{0}-{3:02}"]))
def test_a_label_is_read_back_as_its_period(day: date, spelling: str) -> None:
    text = spelling.format(day.year, (day.month + 2) // 3, (day.month + 5) // 6, day.month)
    period = Period.parse(text)
    assert day in period
    assert Period.parse(period.label) == period
    assert period.first - timedelta(days=1) not in period


def test_every_day_lies_in_its_quarter() -> None:
    assert Period.quarter_of(date(2026, 9, 30)) == Period.parse("2026Q3")
    assert Period.quarter_of(date(2026, 10, 1)) == Period.parse("2026Q4")


@pytest.mark.parametrize("text", ["", "2026Q5", "2026-13", "2026-00", "0000", "三季度", "2026Q", "26Q3", "2026H3"])
def test_what_is_no_period_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(LubuError) as caught:
        Period.parse(text)
    [finding] = caught.value.findings
    assert (finding.code, finding.params["text"]) == ("scorecards.period-unknown", text)
