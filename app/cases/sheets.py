"""Values as a cell of a worksheet can hold them, and how wide their column should be."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from itertools import islice
from typing import Any

from app.cases.cells import LOST
from app.cases.outcomes import OutColumn, part
from app.values import to_text

_LONGEST = 32_767
"""Characters a cell can hold."""
_LOOKED_AT = 10_000
"""Rows that tell how wide a column should be."""
_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")


def cell_text(value: Any) -> str:
    """A value as text no longer than a cell can hold."""
    text = to_text(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def exact_number(value: Any, numeric: bool) -> float | None:
    """A number that a cell can hold exactly; more than 15 digits are written as text."""
    if isinstance(value, str):
        return float(value) if numeric and _PLAIN.fullmatch(value) else None
    if isinstance(value, float):
        return value
    if not isinstance(value, int | Decimal):
        return None
    nearest = float(value)
    return nearest if abs(nearest) < LOST and Decimal(format(nearest, ".15g")) == value else None


def width_of(column: OutColumn) -> int:
    """Wide enough for the heading and for most of what stands below it, within reason."""
    shown = [_columns_of(to_text(value)) for value in islice(part(column.cells, slice(0, _LOOKED_AT)).values, 200)]
    typical = sorted(shown)[len(shown) * 9 // 10] if shown else 0
    return max(8, min(48, max(_columns_of(column.heading), typical) + 2))


def _columns_of(text: str) -> int:
    """Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text[:60])
