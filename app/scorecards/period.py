"""The stretch of time a scorecard speaks of: a month, quarter, half-year or year."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from app.findings import LubuError
from app.values import fold

_SPELLINGS = (
    re.compile(r"(?P<year>\d{4})(?:年度?)?"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月"),
    re.compile(r"(?P<year>\d{4})-?Q(?P<quarter>[1-4])", re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})年第?(?P<quarter>[1-4一二三四])季度"),
    re.compile(r"(?P<year>\d{4})-?H(?P<half>[12])", re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})年(?P<half>[上下])半年"),
)
_QUARTERS = "一二三四"
_HALVES = "上下"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Both days belong to it. ``key`` is the canonical spelling (also fit for file names)."""

    first: date
    last: date
    key: str
    label: str
    """As people write it: ``2026年第三季度``."""

    @classmethod
    def parse(cls, text: str) -> Period:
        """``2026Q3``, ``2026-07``, ``2026H1``, ``2026`` and the Chinese spellings of the same.

        Raises:
            LubuError: ``scorecards.period-unknown``.
        """
        folded = fold(text).replace(" ", "")
        for spelling in _SPELLINGS:
            match = spelling.fullmatch(folded)
            if match is not None:
                period = _from(match.groupdict())
                if period is not None:
                    return period
        raise LubuError.of("scorecards.period-unknown", text=text)

    @classmethod
    def quarter_of(cls, day: date) -> Period:
        """The quarter a day lies in."""
        return _quarter(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return self.key

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _from(parts: dict[str, str | None]) -> Period | None:
    """None where the digits name no period of the calendar (month 13, year 0026)."""
    year = int(parts["year"] or 0)
    if year < 1000:
        return None
    if month := parts.get("month"):
        return _month(year, int(month)) if 1 <= int(month) <= 12 else None
    if quarter := parts.get("quarter"):
        return _quarter(year, _QUARTERS.find(quarter) + 1 or int(quarter))
    if half := parts.get("half"):
        return _half(year, _HALVES.find(half) + 1 or int(half))
    return _months(year, 1, 12, f"{year}", f"{year}年度")


def _month(year: int, month: int) -> Period:
    return _months(year, month, month, f"{year}-{month:02}", f"{year}年{month}月")


def _quarter(year: int, quarter: int) -> Period:
    return _months(year, 3 * quarter - 2, 3 * quarter, f"{year}Q{quarter}", f"{year}年第{_QUARTERS[quarter - 1]}季度")


def _half(year: int, half: int) -> Period:
    return _months(year, 6 * half - 5, 6 * half, f"{year}H{half}", f"{year}年{_HALVES[half - 1]}半年")


def _months(year: int, first: int, last: int, key: str, label: str) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]), key, label)
