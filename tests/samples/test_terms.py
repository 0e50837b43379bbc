"""Months on the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from app.samples.terms import add_months, last_settlement


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 31), 36, date(2029, 5, 31)),
    ],
)
def test_months_are_added_on_the_calendar(start, months, end):
    assert add_months(start, months) == end


@pytest.mark.parametrize(
    ("day", "settled"),
    [
        (date(2026, 9, 30), date(2026, 9, 20)),
        (date(2026, 9, 20), date(2026, 9, 20)),
        (date(2026, 9, 19), date(2026, 6, 20)),
        (date(2026, 1, 2), date(2025, 12, 20)),
    ],
)
def test_interest_is_settled_on_the_twentieth_of_a_quarter(day, settled):
    assert last_settlement(day) == settled
