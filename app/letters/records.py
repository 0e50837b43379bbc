"""What a letter was given, as it is kept: JSON that gives the very same values back, so the letter can be made again.

Texts, yes/no and missing values are JSON's own; any other type is an object with one key that names it, as in
``{"$金额": "1234.50"}``. No variable's name begins with ``$``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.letters.values import Money, Percent

CODE_LENGTH = 16
"""Hexadecimal digits of a check code: nobody finds other values for the same one by trying."""

_NAMES: dict[type, str] = {
    Money: "$金额",
    Percent: "$百分比",
    Decimal: "$小数",
    int: "$整数",
    date: "$日期",
    tuple: "$列表",
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "$金额": Money,
    "$百分比": Percent,
    "$小数": Decimal,
    "$整数": int,
    "$日期": date.fromisoformat,
    "$列表": lambda items: tuple(map(from_record, items)),
}


def to_record(value: Any) -> Any:
    """A letter's value, list or mapping of values as JSON's own types.

    Raises:
        TypeError: for a type no letter prints.
    """
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Mapping):
        return {name: to_record(item) for name, item in value.items()}
    if isinstance(value, list):
        return [to_record(item) for item in value]
    name = _NAMES.get(type(value))
    if name is None:
        raise TypeError(f"{type(value).__name__} is no value of a letter")
    return {name: [to_record(item) for item in value] if isinstance(value, tuple) else str(value)}


def from_record(record: Any) -> Any:
    """The inverse of :func:`to_record`."""
    if isinstance(record, list):
        return [from_record(item) for item in record]
    if not isinstance(record, dict):
        return record
    if len(record) == 1:
        [(name, item)] = record.items()
        if name in _READERS:
            return _READERS[name](item)
    return {name: from_record(item) for name, item in record.items()}


def check_code(values: Mapping[str, Any], template: str) -> str:
    """What a letter's number is checked against: it follows from everything printed and from the template's hash."""
    text = json.dumps([template, to_record(values)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:CODE_LENGTH].upper()
