"""Months and years on the calendar, for due dates and terms."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(start: date, months: int) -> date:
    """The same day *months* later (earlier when negative), or the month's last day where it is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def last_settlement(day: date) -> date:
    """The latest quarterly interest day (the 20th of March, June, September, December) not after *day*."""
    quarter = date(day.year, (day.month - 1) // 3 * 3 + 3, 20)
    return quarter if quarter <= day else add_months(quarter, -3)
