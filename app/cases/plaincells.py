"""Cells of whole rows in the plainest form, found with a third of the work that :mod:`sheetxml` needs.

What Excel, WPS, LibreOffice and POI write for most ledgers is rows of nothing but ``<c r="A1" s="2"><v>…</v></c>``,
``<c r="A1" t="inlineStr"><is><t>…</t></is></c>`` and ``<c r="A1" s="2"/>``. Here only the places of ``<c``, ``<v``,
``<is`` and ``<row`` are looked for; that there is no other tag follows from counting ``<``. Anything else is left to
the general way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.cases.bytewise import Bytes, Mask, Positions, Words, begins, digits, low_bytes, word

_ROW, _CELL, _END_ROW = b'<row r="', b'<c r="', b"</row>"
_END_VALUE = word(b"</v></c>")
_LINE = ord("\n")
_INLINE, _END_INLINE = b"<is><t", b"</t></is></c>"
_LETTERS = 26


def _two_letters() -> npt.NDArray[np.int16]:
    """1-based column by the first two bytes of a reference, 0 where they begin none."""
    table = np.zeros((256, 256), np.int16)  # [second, first]: the lower byte comes first
    letters = np.arange(1, _LETTERS + 1)
    table[ord("0") : ord("9") + 1, ord("A") : ord("Z") + 1] = letters
    table[ord("A") : ord("Z") + 1, ord("A") : ord("Z") + 1] = letters * _LETTERS + letters[:, None]
    return table.reshape(-1)


_COLUMNS = _two_letters()


@dataclass(frozen=True, slots=True)
class PlainCells:
    """What :class:`~app.cases.sheetxml.Cells` needs to know; the arrays have an entry for each cell."""

    starts: Positions
    rows: Positions
    columns: Positions
    valued: Mask
    attributes: tuple[Positions, Positions]
    values: tuple[Positions, Positions]
    inlines: tuple[Positions, Positions]


def plain_cells(text: Bytes, view: Words, size: int) -> PlainCells | None:
    """The cells of the first *size* bytes, which begin with a row; None where anything is not in the plainest form."""
    opens, behind = text[:size] == ord("<"), text[1 : size + 1]
    row_tags = np.flatnonzero(opens & (behind == ord("r")))
    row_ends = np.flatnonzero(opens & (behind == ord("/")) & (text[2 : size + 2] == ord("r")))
    rows = _rows(text, view, row_tags, row_ends, size)
    starts, values, inlines = (np.flatnonzero(opens & (behind == ord(letter))) for letter in "cvi")
    if rows is None or not len(starts) or not begins(view, starts, _CELL).all():
        return None
    stops, row_of = _stops(starts, rows)
    tags = len(starts) + 3 * len(values) + 5 * len(inlines) + 2 * len(row_tags)
    named = _references(view, starts, rows, row_of)
    if np.count_nonzero(opens) != tags or named is None or not _nothing_before(text, starts, rows):
        return None
    inside = _Contents.of(text, view, stops, values, inlines)
    columns, first = named
    if inside is None or (inside.tag_ends < first).any():
        return None
    attributes = first, inside.tag_ends
    return PlainCells(starts, rows.numbers[row_of], columns, inside.valued, attributes, inside.values, inside.inlines)


@dataclass(frozen=True, slots=True)
class _Rows:
    starts: Positions
    ends: Positions
    """Where ``</row>`` begins."""
    numbers: Positions
    spelled: Words
    """The digits of the number with the quote behind them, as a word."""
    lengths: Positions
    """Of the digits."""


def _rows(text: Bytes, view: Words, starts: Positions, ends: Positions, size: int) -> _Rows | None:
    """Rows that follow one another, each with its number."""
    if not len(starts) or len(starts) != len(ends) or starts[0] != 0:
        return None
    if not only_line_ends(text, ends + len(_END_ROW), np.append(starts[1:], size)):
        return None
    if not (begins(view, starts, _ROW) & begins(view, ends, _END_ROW)).all():
        return None
    first = starts + len(_ROW)
    numbers, behind = digits(text, first)
    if not ((text[behind] == ord('"')) & (behind > first)).all():
        return None
    return _Rows(starts, ends, numbers, low_bytes(view[first], behind - first + 1), behind - first)


def only_line_ends(text: Bytes, starts: Positions, stops: Positions) -> bool:
    """Whether nothing stands in the stretches, or one end of a line (POI's streaming writer puts them there)."""
    lengths = stops - starts
    return bool(((lengths == 0) | ((lengths == 1) & (text[starts] == _LINE))).all())


def _stops(starts: Positions, rows: _Rows) -> tuple[Positions, Positions]:
    """Where the next cell or the end of the row begins; and the row of each cell."""
    begun = np.searchsorted(starts, rows.starts)
    counts = np.diff(begun, append=len(starts))
    stops = np.append(starts[1:], 0)
    stops[(begun + counts - 1)[counts > 0]] = rows.ends[counts > 0]
    return stops, np.repeat(np.arange(len(counts)), counts)


def _nothing_before(text: Bytes, starts: Positions, rows: _Rows) -> bool:
    """Whether no text stands between the tag of a row and its first cell."""
    first = starts[np.minimum(np.searchsorted(starts, rows.starts), len(starts) - 1)]
    inside = (first > rows.starts) & (first < rows.ends)
    behind = text[first[inside] - 1]
    return bool(((behind == ord(">")) | ((behind == _LINE) & (text[first[inside] - 2] == ord(">")))).all())


def _references(
    view: Words, starts: Positions, rows: _Rows, row_of: Positions
) -> tuple[Positions, Positions] | None:  # fmt: skip
    """The columns, and where the attributes begin; None where a cell does not have the number of its row."""
    at = starts + len(_CELL)
    columns = _COLUMNS[view[at].astype(np.uint16)].astype(np.int64)
    at += 1
    at += columns > _LETTERS
    lengths = rows.lengths[row_of]
    if (columns == 0).any() or (low_bytes(view[at], lengths + 1) != rows.spelled[row_of]).any():
        return None
    return columns, at + lengths + 1


@dataclass(frozen=True, slots=True)
class _Contents:
    """What the cells hold; empty stretches at zero where they do not."""

    valued: Mask
    tag_ends: Positions
    """Where each cell's own tag closes."""
    values: tuple[Positions, Positions]
    inlines: tuple[Positions, Positions]

    @classmethod
    def of(
        cls, text: Bytes, view: Words, stops: Positions, values: Positions, inlines: Positions
    ) -> _Contents | None:  # fmt: skip
        """*values* and *inlines* are the places of their tags, of which each cell has at most one."""
        valued = view[stops - 8] == _END_VALUE
        written = begins(view, stops - len(_END_INLINE), _END_INLINE) if len(inlines) else np.zeros(len(stops), bool)
        if np.count_nonzero(valued) != len(values) or np.count_nonzero(written) != len(inlines):
            return None
        if not ((text[values + 2] == ord(">")).all() and begins(view, inlines, _INLINE).all()):
            return None
        none = np.zeros_like(stops)
        tag_ends, first, item = stops - 1, none.copy(), none
        tag_ends[valued], first[valued] = values - 1, values + len(b"<v>")
        last, item_end = np.where(valued, stops - 8, 0), none
        if len(inlines):
            item, item_end = none.copy(), np.where(written, stops - len(b"</c>"), 0)
            tag_ends[written], item[written] = inlines - 1, inlines
        closed = text[tag_ends[~(valued | written)] - 1] == ord("/")
        orderly = (text[tag_ends] == ord(">")) & (last >= first) & (item_end >= item)
        if not (closed.all() and orderly.all()):
            return None
        return cls(valued | written, tag_ends, (first, last), (item, item_end))
