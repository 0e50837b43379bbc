"""Working days of the PRC, counted: by the published calendar, by weekends for the years that have none yet."""

from __future__ import annotations

from datetime import date
from functools import cache

import chinese_calendar
import numpy as np

from app.columns import Ints

__all__ = ["FIRST", "LAST", "Ints", "after", "count", "within"]

FIRST = date(1900, 1, 1).toordinal()
LAST = date(2999, 12, 31).toordinal()


@cache
def _until() -> Ints:
    """Working days from :data:`FIRST` to each day, itself included; one entry before it holds 0."""
    ordinals = np.arange(FIRST, LAST + 1)
    working = (ordinals - 1) % 7 < 5  # ordinal 1 was a Monday
    for year in range(2000, 2100):
        _publish(year, working)
    return np.concatenate([[0], np.cumsum(working)]).astype(np.int64)


def _publish(year: int, working: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> None:
    start, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    try:
        days = [bool(chinese_calendar.is_workday(date.fromordinal(day))) for day in range(start, end + 1)]
    except NotImplementedError:  # holidays not published
        return
    working[start - FIRST : end + 1 - FIRST] = days


def within(days: Ints) -> bool:
    """Whether all these ordinals are in the calendar."""
    return len(days) == 0 or (int(days.min()) >= FIRST and int(days.max()) <= LAST)


def count(first: Ints, last: Ints) -> Ints:
    """Working days of both days and those between; negative where *last* is before *first*."""
    until = _until()
    low, high = np.minimum(first, last), np.maximum(first, last)
    days: Ints = until[high - FIRST + 1] - until[low - FIRST]
    return np.where(first > last, -days, days)


def after(start: Ints, days: Ints) -> Ints:
    """The day so many working days later (earlier where negative); *start* itself for none. 0 beyond the calendar."""
    until = _until()
    reached = until[start - FIRST + 1]
    wanted = np.where(days > 0, reached + days, until[start - FIRST] + days + 1)
    beyond = (wanted < 1) | (wanted > until[-1])
    found: Ints = np.searchsorted(until, np.where(beyond, 1, wanted)) + FIRST - 1
    return np.where(days == 0, start, np.where(beyond, 0, found))
