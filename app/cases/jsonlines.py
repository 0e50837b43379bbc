"""The lines of a .jsonl file as stretches of bytes, a piece of the file at a time: numpy, no loop over lines.

Lines of one program all look alike: the same keys in the same order. The first of them is read by orjson and becomes
the form that the others are held against; what a line says behind its keys is then found without parsing. A line that
is not surely of such a form (escaped quotes, nested values, other keys, no JSON at all) is left to orjson.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from app.cases.bytewise import Bytes, Mask, Positions, Words, begins, joined, low_bytes, padded, word, words
from app.cases.spelled import Packed, pack

_QUOTE, _LINE, _COLON, _BACKSLASH, _SPACE = (ord(letter) for letter in '"\n:\\ ')
_OF_NUMBERS = b"0123456789+-.eE\0"
_BEGINS_NUMBER = np.zeros(256, bool)
_BEGINS_NUMBER[list(b"0123456789-")] = True
_ESCAPES = np.zeros(256, bool)
_ESCAPES[list(b"/bfnrtu")] = True
_HEX = np.zeros(256, bool)
_HEX[list(b"0123456789abcdefABCDEF")] = True
_UNKNOWN = 255
"""No :class:`Said`."""
_FORMS = 8
"""How many forms of lines are tried in a piece, before the rest is left to orjson."""
_PIECE = 1 << 20


class Said(IntEnum):
    """What stands behind a key."""

    NULL = 0
    TEXT = 1
    PACKED = 2
    """A number of few digits: see :mod:`app.cases.spelled`."""
    NUMBER = 3
    """Any other."""
    TRUE = 4
    FALSE = 5


_WORDS = ((b"null", Said.NULL), (b"true", Said.TRUE), (b"false", Said.FALSE))


@dataclass(frozen=True, slots=True)
class Alike:
    """Lines of one form; arrays are of shape (lines, keys), flat."""

    keys: tuple[str, ...]
    lines: Positions
    """Ascending."""
    said: npt.NDArray[np.uint8]
    starts: Positions
    stops: Positions
    """With the quotes around texts."""
    packed: Packed
    """Of the PACKED, in order."""
    numbers: Sequence[int | float]
    """The NUMBERs, in order."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a piece."""

    text: Bytes
    view: Words
    count: int
    """Blank ones included."""
    alike: Sequence[Alike]
    others: Sequence[tuple[int, bytes]]
    """Lines, without those that are blank, for orjson; ascending."""


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The text of *pieces* in pieces of whole lines, each of which ends with ``\\n``; ``\\r`` ends one, too."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size < _PIECE or b"\n" not in piece:
            continue
        text = b"".join(held)
        cut = text.rfind(b"\n") + 1
        yield _ended(text[:cut])
        held, size = [text[cut:]], len(text) - cut
    if rest := b"".join(held):
        yield _ended(rest if rest.endswith((b"\n", b"\r")) else rest + b"\n")


def _ended(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text


def lines_of(data: bytes) -> Lines:
    """What stands in whole lines."""
    found = _Marks.of(data)
    open_lines = np.flatnonzero(found.regular)
    alike: list[Alike] = []
    for _ in range(_FORMS):
        if not len(open_lines):
            break
        form = found.form(int(open_lines[0]))
        if form is not None and (some := _alike(found, form, open_lines)) is not None:
            alike.append(some)
            open_lines = np.setdiff1d(open_lines[1:], some.lines, assume_unique=True)
        else:
            open_lines = open_lines[1:]
    taken = np.zeros(len(found.starts), bool)
    for some in alike:
        taken[some.lines] = True
    others = [
        (line, raw)
        for line in np.flatnonzero(~taken).tolist()
        if not (raw := data[found.starts[line] : found.stops[line]]).isspace() and raw and raw.decode().strip()
    ]
    return Lines(found.text, found.view, len(found.starts), alike, others)


class _Form(NamedTuple):
    keys: tuple[str, ...]
    spelled: tuple[bytes, ...]
    """Each key with what stands between it and the values."""
    before: Positions
    """Bytes of each before the quote that ends the key."""
    space: int
    """Bytes between the colon and the value."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where what stands in a piece."""

    text: Bytes
    view: Words
    starts: Positions
    """Of the lines."""
    stops: Positions
    quotes: Positions
    first_quote: Positions
    """Of each line, the number of its first quote; one more in the end."""
    keys: Positions
    """Quotes with a colon behind them."""
    first_key: Positions
    """As ``first_quote``."""
    regular: Mask
    """Lines with keys and without anything that only a parser can tell."""

    @classmethod
    def of(cls, data: bytes) -> _Marks:
        text = padded(data)
        view, inside = words(text), text[: len(data)]
        stops = np.flatnonzero(inside == _LINE)
        starts = np.append(np.zeros(1, np.int64), stops[:-1] + 1)
        quotes = np.flatnonzero(inside == _QUOTE)
        keys = quotes[text[quotes + 1] == _COLON]
        first_key = np.searchsorted(keys, np.append(starts, len(data)))
        regular = np.diff(first_key) > 0
        controls = np.flatnonzero((inside < _SPACE) & (inside != _LINE))
        for wrong in (controls, _unsure_escapes(text, view, np.flatnonzero(inside == _BACKSLASH))):
            regular[np.searchsorted(stops, wrong)] = False
        first_quote = np.searchsorted(quotes, np.append(starts, len(data)))
        return cls(text, view, starts, stops, quotes, first_quote, keys, first_key, regular)

    def form(self, line: int) -> _Form | None:
        """The form of a line that orjson can read; None for one that is not regular after all."""
        start, stop = int(self.starts[line]), int(self.stops[line])
        raw = self.text[start:stop].tobytes()
        try:
            fields = orjson.loads(raw)
        except orjson.JSONDecodeError:
            return None
        quotes = self.quotes[self.first_quote[line] : self.first_quote[line + 1]] - start
        ends = self.keys[self.first_key[line] : self.first_key[line + 1]] - start
        opening = quotes[np.searchsorted(quotes, ends) - 1]
        names = [raw[first : last + 1] for first, last in zip(opening.tolist(), ends.tolist(), strict=True)]
        try:
            keys = tuple(map(orjson.loads, names))
        except orjson.JSONDecodeError:
            return None
        if not isinstance(fields, dict) or keys != tuple(fields):
            return None
        colon = b": " if raw[ends[0] + 2] == _SPACE else b":"
        comma = b", " if len(opening) > 1 and raw[opening[1] - 1] == _SPACE else b","
        spelled = tuple((comma if at else b"{") + name + colon for at, name in enumerate(names))
        before = np.array([len(one) - len(colon) - 1 for one in spelled])
        return _Form(keys, spelled, before, len(colon))


def _unsure_escapes(text: Bytes, view: Words, found: Positions) -> Positions:
    """Backslashes that may hide a quote, or whose escape may be none; surrogates come in pairs, or not."""
    if not len(found):
        return found
    sure = _ESCAPES[text[found + 1]]
    unicode = text[found + 1] == ord("u")
    for at in range(2, 6):
        sure &= ~unicode | _HEX[text[found + at]]
    surrogate = ((text[found + 2] | 0x20) == ord("d")) & (text[found + 3] >= ord("8"))
    sure &= ~(unicode & surrogate)
    return found[~sure]


def _alike(found: _Marks, form: _Form, lines: Positions) -> Alike | None:
    """Those of *lines* that have the form; None where none has."""
    text, width = found.text, len(form.keys)
    lines = lines[np.diff(found.first_key)[lines] == width]
    quotes = found.keys[found.first_key[lines][:, None] + np.arange(width)]
    begun, starts = quotes - form.before, quotes + (1 + form.space)
    ends = found.stops[lines] - 1
    stops = np.concatenate([begun[:, 1:], ends[:, None]], axis=1)
    good = (begun[:, 0] == found.starts[lines]) & (text[ends] == ord("}")) & (stops > starts).all(axis=1)
    for at, spelled in enumerate(form.spelled):
        good &= begins(found.view, begun[:, at], spelled)
    if not good.all():
        lines, starts, stops = lines[good], starts[good], stops[good]
    return _values(found, form, lines, starts, stops)


def _values(found: _Marks, form: _Form, lines: Positions, starts: Positions, stops: Positions) -> Alike | None:
    """Lines whose keys are known to be those of the form, as far as their values can be told."""
    text, width = found.text, len(form.keys)
    starts, stops = starts.reshape(-1), stops.reshape(-1)
    first = text[starts]
    said = np.full(len(starts), _UNKNOWN, np.uint8)
    texts = (first == _QUOTE) & (text[stops - 1] == _QUOTE) & (stops - starts > 1)
    said[texts] = Said.TEXT
    for spelled, what in _WORDS:
        at = np.flatnonzero(first == spelled[0])
        lengths = stops[at] - starts[at]
        same = low_bytes(found.view[starts[at]], np.minimum(lengths, len(spelled) + 1)) == word(spelled)
        said[at[same & (lengths == len(spelled))]] = what
    at = np.flatnonzero(_BEGINS_NUMBER[first])
    packed, known = pack(text, starts[at], stops[at])
    others = at[~known]
    said[at] = np.where(known, np.uint8(Said.PACKED), np.uint8(Said.NUMBER))
    numbers = _numbers(text, starts[others], stops[others])
    said[others[[number is None for number in numbers]]] = _UNKNOWN
    quoted = 2 * (width + texts.reshape(-1, width).sum(axis=1))
    good = (said.reshape(-1, width) != _UNKNOWN).all(axis=1) & (np.diff(found.first_quote)[lines] == quoted)
    if not good.any():
        return None
    kept = np.repeat(good, width)
    return Alike(
        form.keys, lines[good], said[kept], starts[kept], stops[kept], packed[known & kept[at]],
        [number for number, keep in zip(numbers, kept[others].tolist(), strict=True) if keep],
    )  # fmt: skip


def _numbers(text: Bytes, starts: Positions, stops: Positions) -> list[Any]:
    """What orjson makes of each stretch; None where that is no number."""
    spelled = joined(text, starts, stops)
    if not spelled.translate(None, _OF_NUMBERS):
        try:
            read: list[Any] = orjson.loads(b"[%b]" % spelled[:-1].replace(b"\0", b","))
        except orjson.JSONDecodeError:  # one of them is none: "01", "1-2"
            pass
        else:
            return read
    return list(map(_number, spelled.split(b"\0")[:-1]))


def _number(spelled: bytes) -> int | float | None:
    try:
        read = orjson.loads(spelled)
    except orjson.JSONDecodeError:
        return None
    return read if isinstance(read, int | float) else None
