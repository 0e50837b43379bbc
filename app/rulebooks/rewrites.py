"""What a cell that cannot be read was probably meant to say; the caller tries each proposal before making it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from app.values import parse_date

_OPENING, _CLOSING = "[(", "])"


def rewrites(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of a refusal code and a rewritten cell, the likeliest first."""
    for pattern, replacement in _HALVES:
        if re.search(pattern, text):
            yield "range-unbalanced", re.sub(pattern, replacement, text)
    yield from _balanced(text)
    yield from _parts_of_years(text)
    for pattern, replacement in _SLIPS:
        changed = re.sub(pattern, replacement, text)
        if changed != text:
            yield "condition-rewrite", changed


_HALVES = (
    (r"^[\[【]\s*([^.,~]+?)\s*(\.\.|,|-|~)$", r">=\1"),
    (r"^\(\s*([^.,~]+?)\s*(\.\.|,|-|~)$", r">\1"),
)
"""A range whose end was forgotten."""

_SLIPS = (
    (r"=>", ">="),
    (r"=<", "<="),
    (r"[《〈]", "<"),
    (r"[》〉]", ">"),
    (r"^\s*[^\W\d]\w*?\s*(?=[<>=])", ""),  # another name before the comparison
    (r"^(.+?)\s*(<=|>=|<|>)$", r"\2\1"),
    (r"(?<=\d)\s+(?=\d)", ".."),
    (r"^([\[(].*?)\s*[;、]\s*(.*[\])])$", r"\1..\2"),
    (r"^[\[({](?!.*\.\.)([^\[(){},]+)[\])}]$", r"\1"),
    (r"^[\"']([^\"']+)[\"']$", r"\1"),
    (r"^(\d[^+]*)\+$", r">=\1"),
    (r"^[-—–]+\s*(?=\d)", "-"),
    (r"^[,、;]+|[,、;]+$", ""),
    (r"[¥￥$]|人民币", ""),
    (r"。", "."),
)
"""Slips of the hand and what was meant."""


_FOREIGN_UNIT = re.compile(r"\d\s*(个月|个|年|月|周|季度?|笔|次|户|人|期|岁|分|倍|[a-zA-Z]+)(?!\w*\()")


def foreign_unit(text: str) -> str:
    """A unit behind a number that the column is not counted in; stripping it would change what the cell says."""
    found = _FOREIGN_UNIT.search(text)
    return found[1] if found and found[1].lower() not in ("e", "x") else ""


_PART_OF_YEAR = re.compile(r"(\d{4})(?:年|(?:[-/.年])(\d{1,2})月?)")


def _parts_of_years(text: str) -> Iterator[tuple[str, str]]:
    """A month or a year where a date is wanted: all its days."""
    found = _PART_OF_YEAR.fullmatch(text)
    if found is None or not (first := parse_date(f"{found[1]}-{found[2] or 1}-1")):
        return
    month = 12 if found[2] is None else first.month
    last = calendar.monthrange(first.year, month)[1]
    yield "condition-rewrite", f"[{first}..{first.replace(month=month, day=last)}]"


def _balanced(text: str) -> Iterator[tuple[str, str]]:
    """A bracket that lacks its partner."""
    opened = text[:1] in tuple(_OPENING)
    closed = text[-1:] in tuple(_CLOSING)
    if opened and not closed:
        yield "range-unbalanced", text + "]"
        yield "range-unbalanced", text + ")"
    elif closed and not opened:
        yield "range-unbalanced", "[" + text
        yield "range-unbalanced", text[:-1]
    if text.count("(") > text.count(")"):
        yield "range-unbalanced", text + ")"
