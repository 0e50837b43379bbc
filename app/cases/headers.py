"""Finds the header of a table: below title rows, over one to three rows, merged or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.cases.headings import bare_key, corner_unit, key

TOP = 60
"""So many rows of a sheet are looked at for its header."""
_DEPTH = 3
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")

Merge = tuple[tuple[int, int], tuple[int, int]]
"""0-based first and last cell of a merged range, as (row, column)."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands in the rows looked at, and what it says."""

    first: int
    depth: int
    headings: tuple[str, ...]
    """One per column, levels joined by a blank from the top down."""
    leaves: tuple[str, ...]
    """One per column: the lowest level alone."""
    matched: int
    """How many columns bear a heading that was looked for."""
    titles: frozenset[str]
    """Texts above it."""
    unit: str
    """``万元`` where a cell above says ``单位：万元``."""

    @property
    def end(self) -> int:
        """The first row below it."""
        return self.first + self.depth


def known_keys(headings: Collection[str]) -> frozenset[str]:
    """The headings looked for, ready for :func:`find_header`."""
    return frozenset(found for heading in headings for found in (key(heading), bare_key(heading)) if found)


def find_header(top: Sequence[Sequence[Any]], known: frozenset[str], merges: Sequence[Merge] = ()) -> Header | None:
    """The rows of *top* that match most of the headings looked for; None when no cell matches one.

    *merges* are ranges in the coordinates of *top*. Among equals the header with fewer levels wins, then the
    upper one; it then grows over rows that merged cells or group headings tie to it.
    """
    texts = [[_text(cell) for cell in row] for row in top[:TOP]]
    filled = _fill_merges(texts, merges)
    best = (0, 0, 0)
    for depth in range(1, _DEPTH + 1):
        for first in range(len(texts) - depth + 1):
            if depth > 1 and not all(_is_level(row) for row in top[first + 1 : first + depth]):
                continue
            score = _score(_levels(filled, first, depth), known)
            if score > best[0]:
                best = (score, first, depth)
    if not best[0]:
        return None
    first, depth = _grow(texts, top, merges, known, (best[1], best[2]))
    return _header(texts, filled, first, depth, known)


def _header(texts: list[list[str]], filled: list[list[str]], first: int, depth: int, known: frozenset[str]) -> Header:
    levels = _levels(filled, first, depth)
    above = [text for row in texts[:first] for text in row if text]
    corners = [unit for text in (*above, *(text for row in texts[first : first + depth] for text in row))
               if (unit := corner_unit(text))]  # fmt: skip
    return Header(
        first,
        depth,
        tuple(" ".join(parts) for parts in levels),
        tuple(parts[-1] if parts else "" for parts in levels),
        _score(levels, known),
        frozenset(above),
        corners[0] if corners else "",
    )


def _text(cell: Any) -> str:
    """A cell as heading text; a year typed as a number counts, dates and flags do not."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    return format(cell, ".15g") if isinstance(cell, float) else ""


def _is_level(row: Sequence[Any]) -> bool:
    """Whether a row can be a lower level of a header: texts only, none of them a number."""
    cells = [cell for cell in row if cell is not None and cell != ""]
    return bool(cells) and all(isinstance(cell, str) and not _NUMBER.fullmatch(cell.strip()) for cell in cells)


def _fill_merges(texts: list[list[str]], merges: Sequence[Merge]) -> list[list[str]]:
    """Merged cells repeat their text over the whole range."""
    filled = [list(row) for row in texts]
    for (top, left), (bottom, right) in merges:
        if top >= len(texts) or left >= len(texts[top]) or top < 0 or left < 0:
            continue
        for row in filled[top : bottom + 1]:
            row[left : right + 1] = [texts[top][left]] * (min(right + 1, len(row)) - left)
    return filled


def _levels(filled: list[list[str]], first: int, depth: int) -> list[tuple[str, ...]]:
    """Per column its texts from the top down, repeats and blanks dropped.

    A group heading that was not merged stands in its first column only: it reaches right over blank cells as
    long as a lower level has something to say there.
    """
    rows = [list(row) for row in filled[first : first + depth]]
    width = max(len(row) for row in rows)
    for row in rows:
        row.extend([""] * (width - len(row)))
    for upper, lower in reversed(list(pairwise(rows))):
        for column in range(1, width):
            if not upper[column] and lower[column] and lower[column - 1] not in ("", upper[column - 1]):
                upper[column] = upper[column - 1]
    return [tuple(dict.fromkeys(text for text in column if text)) for column in zip(*rows, strict=True)]


def _score(levels: Sequence[tuple[str, ...]], known: frozenset[str]) -> int:
    return sum(1 for parts in levels if parts and not known.isdisjoint(_spellings(parts)))


def _spellings(parts: tuple[str, ...]) -> set[str]:
    joined = " ".join(parts)
    return {key(joined), bare_key(joined), key(parts[-1]), bare_key(parts[-1])} - {""}


def _grow(
    texts: list[list[str]],
    top: Sequence[Sequence[Any]],
    merges: Sequence[Merge],
    known: frozenset[str],
    found: tuple[int, int],
) -> tuple[int, int]:
    """Take in the rows above and below that belong to the same header though no heading matched in them."""
    first, end = found[0], found[0] + found[1]
    while end - first < _DEPTH and end < len(texts) and (
        _merged_across(merges, first, end) or (_is_level(top[end]) and _completes(texts[end - 1], texts[end], known))
    ):  # fmt: skip
        end += 1
    while end - first < _DEPTH and first > 0 and (
        _merged_across(merges, first - 1, first) or _groups(texts[first - 1], merges, first - 1)
    ):  # fmt: skip
        first -= 1
    return first, end - first


def _merged_across(merges: Sequence[Merge], first: int, row: int) -> bool:
    """Whether a heading merged downwards, from *first* or below, reaches into *row*."""
    return any(first <= top < row <= bottom < first + _DEPTH for (top, _), (bottom, _) in merges)


def _groups(texts: Sequence[str], merges: Sequence[Merge], row: int) -> bool:
    """Whether *row* has group headings: merged over some columns, but not all as a title is, nor ``日期：…``."""
    spans = [right - left + 1 for (top, left), (bottom, right) in merges if top == bottom == row and right > left]
    if not spans or any(":" in text or "：" in text for text in texts):
        return False
    return max(spans) < max(3, len(texts) * 2 // 3)


def _completes(upper: Sequence[str], lower: Sequence[str], known: frozenset[str]) -> bool:
    """Whether *lower* only names the parts of group headings: text under blanks, blank under single headings.

    A heading that was looked for is no group: text under it is a case, and no case may be lost to the header.
    """
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    grouped = [bool(text) and not above[at] for at, text in enumerate(below)]
    single = [bool(text) and not below[at] for at, text in enumerate(above)]
    doubled = [at for at, text in enumerate(below) if text and above[at]]
    if not any(grouped) or not any(single) or not doubled:
        return False
    return all(at + 1 < width and grouped[at + 1] and known.isdisjoint(_spellings((above[at],))) for at in doubled)
