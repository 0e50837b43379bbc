"""Finds cells in a piece of worksheet XML, millions at a time: numpy over bytes, no parser.

Only the one form that every large producer writes is understood (``<c r="A1" ...>``, one namespace prefix);
anything else raises :class:`IrregularSheetError` and is left to the slower scan tag by tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.cases.addresses import column_index

Positions = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_PAD = b"\0" * 128
_ENDS_NAME = np.zeros(256, bool)
_ENDS_NAME[list(b" \t\r\n/>")] = True


class IrregularSheetError(Exception):
    """The XML is well-formed perhaps, but not in the usual form; scan it tag by tag."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a piece of XML that begins with a tag and holds only whole cells."""

    rows: Positions
    columns: Positions
    """1-based, of every cell."""
    valued: npt.NDArray[np.bool_]
    """Whether the cell has a value, a formula or an inline text; others only carry a style."""
    suspects: list[int]
    """Where cells begin that may be errors or formulas without a result: see :func:`damage`."""


def cells(xml: bytes, prefix: bytes) -> Cells:
    """All cells of *xml*; *prefix* is the namespace prefix with its colon.

    Raises:
        IrregularSheetError: for any spelling this fast way cannot vouch for.
    """
    if _other_prefix(xml, prefix):
        raise IrregularSheetError
    text = np.frombuffer(xml + _PAD, np.uint8)
    opens = text[: len(xml)] == ord("<")
    starts = _tags(text, opens, prefix + b"c")
    if not _spell(text, starts + len(prefix) + 2, b' r="').all():
        raise IrregularSheetError
    rows, columns = _references(text, starts + len(prefix) + 6)
    values, formulas, inlines = (_tags(text, opens, prefix + name) for name in (b"v", b"f", b"is"))
    filled = values[text[values + len(prefix) + 3] != ord("<")]  # <v></v> holds nothing
    per_cell = [_count(found, starts) for found in (values, formulas, inlines, filled)]
    valued = (per_cell[0] + per_cell[1] + per_cell[2]) > 0
    suspects = (per_cell[1] > 0) & (per_cell[3] == 0)
    suspects |= _count(_words(text, text[: len(xml)] == ord("t"), b't="e"'), starts) > 0
    return Cells(rows, columns, valued, starts[suspects].tolist())


def _other_prefix(xml: bytes, prefix: bytes) -> bool:
    """Whether rows, cells or values stand under another namespace prefix than the sheet's data."""
    if not prefix and b":" not in xml:
        return False
    own = rb"(?!" + re.escape(prefix) + rb"(?:row|c|v|f|is)[\s/>])" if prefix else rb"(?=[\w.\-]+:)"
    return re.search(rb"<" + own + rb"(?:[\w.\-]+:)?(?:row|c|v|f|is)[\s/>]", xml) is not None


def _tags(text: Bytes, opens: npt.NDArray[np.bool_], name: bytes) -> Positions:
    """Where the opening tags of that name stand; *text* is padded, so looking a little ahead is safe."""
    found = _words(text, opens, b"<" + name)
    return found[_ENDS_NAME[text[found + len(name) + 1]]]


def _words(text: Bytes, first: npt.NDArray[np.bool_], word: bytes) -> Positions:
    """Where *word* stands; *first* marks its first letter."""
    hit = first
    for at, letter in enumerate(word[1:], 1):
        hit = hit & (text[at : at + len(first)] == letter)
    return np.flatnonzero(hit)


def _count(found: Positions, starts: Positions) -> Positions:
    """How many of *found* lie in each stretch from one start to the next."""
    return np.diff(np.searchsorted(found, starts), append=len(found))


def _spell(text: Bytes, starts: Positions, word: bytes) -> npt.NDArray[np.bool_]:
    hit = np.ones(len(starts), bool)
    for at, letter in enumerate(word):
        hit &= text[starts + at] == letter
    return hit


def _references(text: Bytes, starts: Positions) -> tuple[Positions, Positions]:
    """1-based row and column of the references at *starts*: up to 3 letters and 7 digits, then a quote."""
    at = starts.copy()
    columns, rows = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    for _ in range(3):
        letter = (text[at] & 0xDF).astype(np.int64) - 64
        is_letter = (letter >= 1) & (letter <= 26)
        columns = np.where(is_letter, columns * 26 + letter, columns)
        at += is_letter
    for _ in range(7):
        digit = text[at].astype(np.int64) - 48
        is_digit = (digit >= 0) & (digit <= 9)
        rows = np.where(is_digit, rows * 10 + digit, rows)
        at += is_digit
    if not (text[at] == ord('"')).all():
        raise IrregularSheetError
    return rows, columns


_NAME = rb"(?:[\w.\-]+:)?"
_CELL = rb"<" + _NAME + rb'c r="([A-Za-z]{1,3})(\d{1,7})"'
_FORMULA = rb"<" + _NAME + rb"f(?:\s[^<>]*)?(?:/>|>[^<]*</" + _NAME + rb"f>)\s*"
_ERROR_CELL = re.compile(
    _CELL + rb'[^<>]* t="e"[^<>]*>\s*(?:' + _FORMULA + rb")?<" + _NAME + rb"v>([^<]*)</" + _NAME + rb"v>"
)
# A text result (t="str") may well be empty; any other formula without a value was never calculated.
_UNCALCULATED = re.compile(
    _CELL + rb'(?![^<>]* t="str")[^<>]*>\s*' + _FORMULA
    + rb"(?:<" + _NAME + rb"v(?:\s*/>|>\s*</" + _NAME + rb"v>)\s*)?</" + _NAME + rb"c>"
)  # fmt: skip


def damage(xml: bytes, start: int) -> tuple[int, int, str, str] | None:
    """0-based row and column, finding code and text of the cell at *start*, if it has no value that can be read."""
    if error := _ERROR_CELL.match(xml, start):
        return int(error[2]) - 1, column_index(error[1]), "cases.cell-error", error[3].decode("utf-8", "replace")
    if formula := _UNCALCULATED.match(xml, start):
        return int(formula[2]) - 1, column_index(formula[1]), "cases.cell-uncalculated", ""
    return None
