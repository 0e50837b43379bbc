"""Personal numbers that have no business in a template: resident ids and mobile numbers of earlier customers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def is_resident_id(text: str) -> bool:
    """18 characters with a birth date and the check character of GB 11643, so that account numbers pass by."""
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == text[17].upper()


def personal_numbers(text: str) -> Iterator[tuple[str, str]]:
    """``("id-number" | "mobile-number", the number masked)`` for each one found."""
    for match in _ID.finditer(text):
        if is_resident_id(match[0]):
            yield "id-number", _mask(match[0])
    for match in _MOBILE.finditer(text):
        yield "mobile-number", _mask(match[0])


def masked(text: str) -> str:
    """*text* with every such number masked, fit for a screen or a log."""
    without_ids = _ID.sub(lambda match: _mask(match[0]) if is_resident_id(match[0]) else match[0], text)
    return _MOBILE.sub(lambda match: _mask(match[0]), without_ids)


def _mask(number: str) -> str:
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
