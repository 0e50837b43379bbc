"""Percents as the cells hold them."""

from __future__ import annotations

from decimal import Decimal


def percent(of_hundred: int | str) -> Decimal:
    """``percent(25)`` is 0.25, ``percent("1.5")`` is 0.015."""
    return Decimal(of_hundred).scaleb(-2)
