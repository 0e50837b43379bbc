"""What a cell that cannot be read was probably meant to say; the caller tries each proposal before making it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENING, _CLOSING = "[(", "])"


def rewrites(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of a refusal code and a rewritten cell, the likeliest first."""
    for pattern, replacement in _HALVES:
        if re.search(pattern, text):
            yield "range-unbalanced", re.sub(pattern, replacement, text)
    yield from _balanced(text)
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
    (r"。", "."),
)
"""Slips of the hand and what was meant."""


_FOREIGN_UNIT = re.compile(r"\d\s*(个月|个|年|月|周|季度?|笔|次|户|人|期|岁|分|倍|[a-zA-Z]+)(?!\w*\()")


def foreign_unit(text: str) -> str:
    """A unit behind a number that the column is not counted in; stripping it would change what the cell says."""
    found = _FOREIGN_UNIT.search(text)
    return found[1] if found and found[1].lower() not in ("e", "x") else ""


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
