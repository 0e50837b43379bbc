"""Spreadsheet addresses: A1 and back."""

from __future__ import annotations


def column_name(index: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(letters: bytes) -> int:
    """A → 0, AA → 26; any case."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
