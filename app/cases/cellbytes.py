"""The texts that cells refer to, kept as bytes: most columns are never asked for, so most texts are never made.

A store numbers its texts from zero. Those that any reader of XML would give as they stand are decoded here; the
others (entities, rich text, phonetic guides, blanks at the ends) are *odd* and calamine reads them, each once.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from app.cases.alike import first_alike
from app.cases.bytewise import PAD, Bytes, Interned, Mask, Positions, Words, begins, padded, texts, words
from app.cases.sheetxml import IrregularSheetError

Ids = npt.NDArray[np.int32]
_ODD_BYTES = np.zeros(256, bool)
_ODD_BYTES[list(b"&_\r")] = True
"""Entities, Excel's own ``_x000D_``, line ends that XML changes."""
_BLANK = np.zeros(256, bool)
_BLANK[: ord(" ") + 1] = True
_ZERO = np.arange(256) == 0
_MAYBE_BLANK = _BLANK.copy()
_MAYBE_BLANK[[0xC2, 0xE1, 0xE2, 0xE3]] = True
"""First bytes of all blanks of Unicode."""


_PIECE = 1 << 20
_NARROW = 1 << 31
"""Places in a shorter text fit 32 bits."""
Ask = Callable[[Sequence[bytes], bool], list[Any]]
"""What calamine gives for some cells; whether they refer to the shared strings."""
ReadOdd = Callable[[Ids], list[Any]]
"""The values of odd texts by their numbers."""


class Texts:
    """Texts by number, lying in one buffer."""

    def __init__(
        self, text: Bytes, starts: Positions, stops: Positions, odd: Mask, read_odd: ReadOdd, loose: bool = False
    ) -> None:
        """Raises IrregularSheetError for bytes that are no UTF-8."""
        self.loose = loose
        """Whether equal texts may have several numbers."""
        _check_utf8(text)
        self._text, self._starts, self._stops = text, starts, stops
        self._read_odd = read_odd
        self._known_signs: dict[tuple[str, ...], Mask] = {}
        self._odd = odd | self._looks_odd()

    def __len__(self) -> int:
        return len(self._starts)

    def _looks_odd(self) -> Mask:
        text, starts, stops = self._text, self._starts, self._stops
        odd: Mask = (stops > starts) & (_BLANK[text[starts]] | _BLANK[text[np.maximum(stops, 1) - 1]])
        places = _where(text, _ODD_BYTES)
        places = places[(text[places] != ord("_")) | (text[np.minimum(places + 1, len(text) - 1)] == ord("x"))]
        odd[self._lines(places)] = True
        return odd

    def _lines(self, places: Positions) -> Positions:
        """In which texts the places lie."""
        lines = np.searchsorted(self._starts, places, "right") - 1
        lines, places = lines[lines >= 0], places[lines >= 0]
        return lines[places < self._stops[lines]]

    @cached_property
    def _odd_values(self) -> dict[int, Any]:
        ids = np.flatnonzero(self._odd).astype(np.int32)
        return dict(zip(ids.tolist(), self._read_odd(ids), strict=True)) if len(ids) else {}

    def values(self, ids: Ids) -> list[Any]:
        """The texts numbered *ids*."""
        odd = self._odd[ids]
        found: list[Any] = texts(self._text, self._starts[ids], self._stops[ids])
        for at in np.flatnonzero(odd).tolist():
            found[at] = self._odd_values[int(ids[at])]
        return found

    def first_alike(self, ids: Ids) -> Positions | None:
        """For each of the texts numbered *ids* the place of the first that is equal; None where that takes decoding."""
        return None if self._odd[ids].any() else first_alike(self._view, self._starts[ids], self._stops[ids])

    @cached_property
    def blank(self) -> Mask:
        """Which texts are empty or hold nothing but blanks."""
        empty: Mask = self._stops <= self._starts
        unsure = np.flatnonzero(self._odd | (~empty & _MAYBE_BLANK[self._text[self._starts]])).astype(np.int32)
        blank = empty & ~self._odd
        blank[unsure] = [not value.strip() if type(value) is str else False for value in self.values(unsure)]
        return blank

    def suspects(self, signs: tuple[str, ...], phrases: Collection[str]) -> Mask:
        """Which texts hold one of *signs*, may be one of *phrases*, or can only be told when decoded."""
        found = self._signed(signs) | self._unsure
        lengths = self._stops - self._starts
        for phrase in phrases:
            spelled = phrase.encode()
            alike = np.flatnonzero(lengths == len(spelled))
            found[alike[begins(self._view, self._starts[alike], spelled)]] = True
        return found

    @cached_property
    def _view(self) -> Words:
        return words(self._text)

    @cached_property
    def _unsure(self) -> Mask:
        """Texts in which blanks may stand at the ends, or several in a row."""
        text, starts, stops = self._text, self._starts, self._stops
        unsure: Mask = self._odd | _MAYBE_BLANK[text[starts]]
        for back in (2, 3):
            unsure |= (stops - starts >= back) & _MAYBE_BLANK[text[np.maximum(stops - back, 0)]]
        for blanks in (b"\n", b"\t", b"  ", b"\xc2\xa0", b"\xe3\x80\x80"):
            unsure |= self._holding(blanks)
        return unsure

    def _signed(self, signs: tuple[str, ...]) -> Mask:
        if signs not in self._known_signs:  # asked for every column, with the same signs
            self._known_signs[signs] = np.logical_or.reduce([self._holding(sign.encode()) for sign in signs])
        return self._known_signs[signs]

    def _holding(self, part: bytes) -> Mask:
        held = np.zeros(len(self), bool)
        found = np.fromiter((match.start() for match in re.finditer(re.escape(part), self._text.data)), np.int64)
        held[self._lines(found)] = True
        return held


def _where(text: Bytes, kind: Mask) -> Positions:
    """Places of the bytes of a kind; of a long text not all bytes are asked at once."""
    found = [np.flatnonzero(kind[text[at : at + _PIECE]]) + at for at in range(0, len(text), _PIECE)]
    return np.concatenate([np.empty(0, np.int64), *found])


def _check_utf8(text: Bytes) -> None:
    decoder = getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(text), _PIECE):
            decoder.decode(text[at : at + _PIECE].data)
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        raise IrregularSheetError from error


_ITEM = b"<si><t>"
_KEPT_ITEM = b'<si><t xml:space="preserve">'
_ITEM_END = b"</t></si>"
_ANY_ITEM = re.compile(rb"<si[\s/>]")
_SST = re.compile(rb"<sst[\s>]")


def shared_strings(xml: bytes, ask: Ask) -> Texts:
    """The items of ``sharedStrings.xml``, in order.

    Raises:
        IrregularSheetError: its items cannot be told apart with certainty.
    """
    if not _SST.search(xml[:4096]) or b"<!" in xml or xml.count(b"<?") > 1:
        raise IrregularSheetError
    text = padded(xml)
    view = words(text)
    opens = np.flatnonzero(text == ord("<"))
    named = begins(view, opens, b"<si") & np.isin(text[opens + 3], list(b" \t\r\n/>"))
    starts = opens[named]
    if len(starts) and xml.find(b"</sst", int(starts[-1])) < 0:
        raise IrregularSheetError
    kept = begins(view, starts, _KEPT_ITEM)
    plain = begins(view, starts, _ITEM) | kept
    first = np.where(kept, starts + len(_KEPT_ITEM), starts + len(_ITEM))
    tag = np.searchsorted(opens, first)  # the first one behind the text
    closing = opens[np.minimum(tag, len(opens) - 1)] if len(opens) else first
    plain &= begins(view, closing, _ITEM_END) & (closing >= first)

    def read_odd(ids: Ids) -> list[Any]:
        return ask([b' t="s"><v>%d</v></c>' % number for number in ids.tolist()], True)

    return Texts(text, first, np.where(plain, closing, first), ~plain, read_odd)


def interned(found: Interned, ask: Ask, cell: bytes) -> Texts:
    """The strings that were numbered; *cell* is the cell that one of them makes."""
    return numbered(found, lambda texts: ask([cell % text for text in texts], False))


def numbered(found: Interned, read: Callable[[list[bytes]], list[Any]], odd: bytes = b"") -> Texts:
    """The strings that were numbered, given away; those that are odd, or begin with *odd*, are told by *read*."""
    text, loose = found.give_away(), found.loose
    stops = _where(text[: len(text) - PAD], _ZERO)
    if len(text) < _NARROW:
        stops = stops.astype(np.int32)  # of millions of texts
    starts = np.append(np.zeros(1, stops.dtype), stops[:-1] + 1)[: len(stops)]

    marked = np.isin(text[starts], list(odd))
    return Texts(text, starts, stops, marked, _Odd(text, starts, stops, read), loose)


@dataclass(frozen=True, eq=False)
class _Odd:
    """Reads odd strings; a value that can travel to another process."""

    text: Bytes
    starts: Positions
    stops: Positions
    read: Callable[[list[bytes]], list[Any]]

    def __call__(self, ids: Ids) -> list[Any]:
        spans = zip(self.starts[ids].tolist(), self.stops[ids].tolist(), strict=True)
        return self.read([bytes(self.text[start:stop]) for start, stop in spans])
