"""Which period a scorecard is most likely wanted for."""

from __future__ import annotations

from datetime import date


def last_quarter(today: date) -> str:
    """The last quarter that is over: ``2026Q3`` on any day of October to December 2026."""
    quarter = (today.month - 1) // 3
    return f"{today.year}Q{quarter}" if quarter else f"{today.year - 1}Q4"
