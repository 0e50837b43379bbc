"""Finds cells in a piece of worksheet XML, millions at a time: numpy over bytes, no parser.

Only the one form that every large producer writes is understood (``<c r="A1" ...>``, one namespace prefix);
anything else raises :class:`IrregularSheetError` and is left to the slower scan tag by tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from app.cases.addresses import column_index
from app.cases.bytewise import Bytes, Mask, Positions, Words, begins, digits, padded, words
from app.cases.plaincells import PlainCells, plain_cells


class IrregularSheetError(Exception):
    """The XML is well-formed perhaps, but not in the usual form; scan it tag by tag."""


class Tag(IntEnum):
    """What stands behind a ``<``."""

    OTHER = 0
    CELL = 1
    VALUE = 2
    FORMULA = 3
    INLINE = 4
    TEXT = 5
    ROW = 6
    END_CELL = 11
    END_VALUE = 12
    END_FORMULA = 13
    END_INLINE = 14
    END_TEXT = 15
    END_ROW = 16
    MARK = 20
    """``<!`` and ``<?``: comments, CDATA."""
    NONE = 21
    """Behind the last tag of the piece."""


_ENDS_NAME = b" \t\r\n/>"
_NAMES = {b"c": Tag.CELL, b"v": Tag.VALUE, b"f": Tag.FORMULA, b"is": Tag.INLINE, b"t": Tag.TEXT, b"row": Tag.ROW}
_TWO_ATTRIBUTES = len(' t="e" s="1"')
_SHARED = b' t="s"'
_AHEAD = 6
"""Tags looked at behind the one that opens a cell."""


def _kinds() -> npt.NDArray[np.uint8]:
    """By the two bytes behind ``<``; names of two letters and more are looked at once more."""
    table = np.zeros(1 << 16, np.uint8)
    by_bytes = table.reshape(256, 256)  # [second byte, first byte]: the lower byte comes first
    for name, tag in _NAMES.items():
        for second in name[1:2] or _ENDS_NAME:
            by_bytes[second, name[0]] = tag
        by_bytes[name[0], ord("/")] = tag + (Tag.END_CELL - Tag.CELL)
    by_bytes[:, ord("!")] = by_bytes[:, ord("?")] = Tag.MARK
    return table


_KINDS = _kinds()


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a piece of XML that begins with a tag and holds only whole cells."""

    xml: bytes
    """Without its namespace prefix; the places below are places in it."""
    text: Bytes
    view: Words
    starts: Positions
    """Of every cell; the arrays below have its length."""
    rows: Positions
    columns: Positions
    """1-based."""
    valued: Mask
    """Whether the cell has a value, a formula or an inline text; others only carry a style."""
    attributes: tuple[Positions, Positions]
    """From behind the reference to the end of the tag."""
    values: tuple[Positions, Positions]
    """What ``<v>`` holds; an empty stretch at zero where there is none."""
    inlines: tuple[Positions, Positions]
    """``<is>…</is>`` with its tags; an empty stretch where there is none."""
    suspects: list[int]
    """Where cells begin that may be errors or formulas without a result: see :func:`damage`."""
    plain: bool
    """Whether nothing stands in and between the cells but what is told above."""


def cells(xml: bytes, prefix: bytes) -> Cells:
    """All cells of *xml*; *prefix* is the namespace prefix with its colon.

    Raises:
        IrregularSheetError: for any spelling this fast way cannot vouch for.
    """
    if prefix:
        if _other_prefix(xml, prefix):
            raise IrregularSheetError
        xml = xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    text = padded(xml)
    view = words(text)
    if (found := plain_cells(text, view, len(xml))) is not None:
        return _of_plain(xml, text, view, found)
    opens, closes = _tags(text, len(xml))
    kinds = _named(text, view, opens)
    if (kinds == Tag.MARK).any() or ((kinds == Tag.OTHER).any() and _other_prefix(xml, b"")):
        raise IrregularSheetError
    at = np.flatnonzero(kinds == Tag.CELL)
    starts = opens[at]
    if not begins(view, starts, b'<c r="').all():
        raise IrregularSheetError
    rows, columns, behind = _references(text, starts + 6)
    inside = _Insides(text, opens, closes, kinds, at)
    valued, filled, formulas = inside.counts()
    suspects = formulas & ~filled
    if b't="e"' in xml:
        suspects |= _any_between(_found(xml, b't="e"'), starts)
    return Cells(
        xml, text, view, starts, rows, columns, valued, (behind + 1, closes[at]), inside.values, inside.inlines,
        starts[suspects].tolist(), inside.plain,
    )  # fmt: skip


def _of_plain(xml: bytes, text: Bytes, view: Words, found: PlainCells) -> Cells:
    suspects: list[int] = []
    if _maybe_errors(text, view, *found.attributes) and b't="e"' in xml:
        suspects = found.starts[_any_between(_found(xml, b't="e"'), found.starts)].tolist()
    return Cells(
        xml, text, view, found.starts, found.rows, found.columns, found.valued, found.attributes, found.values,
        found.inlines, suspects, True,
    )  # fmt: skip


def _maybe_errors(text: Bytes, view: Words, begun: Positions, ended: Positions) -> bool:
    """Whether a cell may be of type ``e``: by its last attribute, or because there is room for another before that."""
    if (text[ended - 2] == ord("e")).any():
        return True
    long = np.flatnonzero(ended - begun >= _TWO_ATTRIBUTES)
    return not begins(view, ended[long] - len(_SHARED), _SHARED).all()  # a cell has one type


def _other_prefix(xml: bytes, prefix: bytes) -> bool:
    """Whether rows, cells or values stand under another namespace prefix than the sheet's data."""
    if not prefix and b":" not in xml:
        return False
    own = rb"(?!" + re.escape(prefix) + rb"(?:row|c|v|f|is)[\s/>])" if prefix else rb"(?=[\w.\-]+:)"
    return re.search(rb"<" + own + rb"(?:[\w.\-]+:)?(?:row|c|v|f|is)[\s/>]", xml) is not None


def _tags(text: Bytes, size: int) -> tuple[Positions, Positions]:
    """Where each tag opens and where it closes: at the first ``>``, which text may hold as well."""
    opens, closes = np.flatnonzero(text[:size] == ord("<")), np.flatnonzero(text[:size] == ord(">"))
    if len(opens) != len(closes) or (closes[:-1] > opens[1:]).any():
        first = np.searchsorted(closes, opens)
        if len(first) and first[-1] == len(closes):
            raise IrregularSheetError
        closes = closes[first]
    if (closes < opens).any() or (closes[:-1] > opens[1:]).any():
        raise IrregularSheetError
    return opens, closes


def _named(text: Bytes, view: Words, opens: Positions) -> npt.NDArray[np.uint8]:
    """The kind of each tag, and some NONE behind the last."""
    kinds = _KINDS[(view[opens] >> np.uint64(8)).astype(np.uint16)]
    for tag, name in ((Tag.INLINE, b"is"), (Tag.ROW, b"row")):
        for kind, slash in ((tag, 0), (tag + 10, 1)):
            maybe = np.flatnonzero(kinds == kind)
            at = opens[maybe] + slash
            ends = np.isin(text[at + len(name) + 1], list(_ENDS_NAME)) & begins(view, at + 1, name)
            kinds[maybe[~ends]] = Tag.OTHER
    for end in (Tag.END_CELL, Tag.END_VALUE, Tag.END_FORMULA, Tag.END_TEXT):
        maybe = np.flatnonzero(kinds == end)
        kinds[maybe[~np.isin(text[opens[maybe] + 3], list(_ENDS_NAME))]] = Tag.OTHER
    return np.concatenate([kinds, np.full(_AHEAD, Tag.NONE, np.uint8)])


class _Insides:
    """What stands in each cell, told by the kinds of the tags that follow its own."""

    def __init__(
        self, text: Bytes, opens: Positions, closes: Positions, kinds: npt.NDArray[np.uint8], at: Positions
    ) -> None:
        self._text, self._kinds, self._at = text, kinds, at
        more = np.full(_AHEAD, opens[-1] if len(opens) else 0, np.int64)
        self._opens = np.concatenate([opens, more])
        self._closes = np.concatenate([closes, more])
        self._follow()

    def _alone(self, tag: Positions) -> Mask:
        """Whether the tags close themselves."""
        alone: Mask = self._text[self._closes[tag] - 1] == ord("/")
        return alone

    def _follow(self) -> None:
        kinds, opens, closes = self._kinds, self._opens, self._closes
        empty = self._alone(self._at)
        tag = self._at + 1
        formula = (kinds[tag] == Tag.FORMULA) & ~empty
        if formula.any():
            behind = np.where(self._alone(tag), 1, 2)
            good = ~formula | (behind == 1) | (kinds[tag + 1] == Tag.END_FORMULA)
            tag = np.where(formula, tag + behind, tag)
        else:
            good = np.ones(len(tag), bool)
        value, inline = (kinds[tag] == Tag.VALUE) & ~empty, (kinds[tag] == Tag.INLINE) & ~empty
        nothing = value & self._alone(tag) if value.any() else value
        filled = value & ~nothing
        start = np.where(value, closes[tag] + 1, 0)
        self.values = start, np.where(filled, opens[tag + 1], start)
        good &= ~filled | (kinds[tag + 1] == Tag.END_VALUE)
        steps = np.where(filled, 2, np.where(nothing, 1, 0))
        if inline.any():
            good &= ~inline | (
                (kinds[tag + 1] == Tag.TEXT) & (kinds[tag + 2] == Tag.END_TEXT) & (kinds[tag + 3] == Tag.END_INLINE)
            )
            steps = np.where(inline, 4, steps)
        self.inlines = (
            np.where(inline, opens[tag], 0),
            np.where(inline, closes[np.minimum(tag + 3, len(closes) - 1)] + 1, 0),
        )
        tag += steps
        good &= empty | (kinds[np.minimum(tag, len(kinds) - 1)] == Tag.END_CELL)
        after = kinds[np.minimum(np.where(empty, self._at + 1, tag + 1), len(kinds) - 1)]
        good &= np.isin(after, (Tag.CELL, Tag.END_ROW, Tag.ROW, Tag.NONE))
        self.plain = bool(good.all()) and not (kinds == Tag.OTHER).any()

    def counts(self) -> tuple[Mask, Mask, Mask]:
        """Per cell, whether any content, a value that is not empty, a formula stands before the next cell begins."""
        kinds = self._kinds[:-_AHEAD]
        content = (kinds == Tag.VALUE) | (kinds == Tag.INLINE)
        formula = kinds == Tag.FORMULA
        if not formula.any():
            some = self._between(content)
            return some, some, np.zeros(len(self._at), bool)
        filled = kinds == Tag.VALUE
        filled &= self._text[self._closes[:-_AHEAD] + 1] != ord("<")  # <v></v> holds nothing
        return self._between(content | formula), self._between(filled), self._between(formula)

    def _between(self, wanted: Mask) -> Mask:
        so_far = np.cumsum(wanted, dtype=np.int32)
        if not len(self._at):
            return np.zeros(0, bool)
        ends = np.append(self._at[1:] - 1, len(wanted) - 1)
        some: Mask = so_far[ends] > so_far[self._at]
        return some


def _found(xml: bytes, word: bytes) -> Positions:
    return np.array([match.start() for match in re.finditer(re.escape(word), xml)], np.int64)


def _any_between(found: Positions, starts: Positions) -> Mask:
    """In which stretches, from one start to the next, one of *found* lies."""
    some: Mask = np.diff(np.searchsorted(found, starts), append=len(found)) > 0
    return some


def _references(text: Bytes, starts: Positions) -> tuple[Positions, Positions, Positions]:
    """1-based row and column of the references at *starts* (up to 3 letters and 7 digits, then a quote); the quote."""
    at = starts.copy()
    columns = np.zeros(len(at), np.int64)
    for _ in range(3):
        letter = (text[at] & np.uint8(0xDF)) - np.uint8(64)  # below 'A' wraps around or is zero
        is_letter = (letter >= 1) & (letter <= 26)
        if not is_letter.any():
            break
        columns = np.where(is_letter, columns * 26 + letter, columns)
        at += is_letter
    rows, at = digits(text, at)
    if not (text[at] == ord('"')).all():
        raise IrregularSheetError
    return rows, columns, at


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
