"""Distributions as bars: plain numbers for a table with an SVG bar in each row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    length: float
    """Of the longest bar, 0 to 100."""


def bars(counts: Iterable[tuple[str, int]]) -> tuple[Bar, ...]:
    """One bar per label in the order given."""
    pairs = tuple(counts)
    longest = max((count for _label, count in pairs), default=0) or 1
    return tuple(Bar(label, count, round(100 * count / longest, 2)) for label, count in pairs)
