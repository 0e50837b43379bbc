"""Values for letters out of a .json or .jsonl file, for who renders without a rulebook."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from app.findings import Finding, LubuError, Place
from app.letters.values import Money
from app.values import parse_date

MAX_VALUES = 64 << 20
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_values(data: bytes, file: str) -> list[dict[str, Any]]:
    """One mapping per letter: a .json file holds an object or a list of them, a .jsonl file one on each line.

    Numbers are exact decimals; one written with exactly two places (``1234567.80``) is an amount. ``2026-09-30`` is
    a date, ``null`` a missing value.

    Raises:
        LubuError: naming every line that is not an object.
    """
    if len(data) > MAX_VALUES:
        size, limit = f"{len(data) / (1 << 20):.1f}", f"{MAX_VALUES >> 20}"
        raise LubuError.of("letters.too-large", Place(file), size=size, limit=limit)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise LubuError.of("letters.values-encoding", Place(file)) from fault
    if file.lower().endswith(".jsonl"):
        numbered = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    else:
        numbered = [(1, text)]
    found = [_parsed(line, number, file) for number, line in numbered]
    faults = [item for item in found if isinstance(item, Finding)]
    if faults:
        raise LubuError(*faults)
    return [values for item in found if isinstance(item, list) for values in item]


def _parsed(text: str, number: int, file: str) -> list[dict[str, Any]] | Finding:
    """The objects of one document."""
    place = Place(file, row=number)
    try:
        document = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return Finding("error", "letters.values-not-json", place, {"line": number})
    objects = document if isinstance(document, list) else [document]
    if not all(isinstance(item, dict) for item in objects):
        return Finding("error", "letters.values-not-object", place, {"line": number})
    return [_typed(item) for item in objects]


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if isinstance(value, Decimal) and value.as_tuple().exponent == -2:
        return Money(value)
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return parse_date(value) or value
    return value
