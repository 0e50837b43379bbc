"""Numbers and texts out of stretches of bytes, a whole array of stretches at a time: numpy, no loop over them.

A stretch is a start and a stop in one buffer of bytes that :func:`padded` has made safe to look ahead in.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import count, repeat
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.cases.shortnumbers import short_decimals, short_whole

Bytes: TypeAlias = npt.NDArray[np.uint8]
Words: TypeAlias = npt.NDArray[np.uint64]
Positions: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]

PAD = 128
"""Bytes behind the text that :func:`padded` adds."""
_WORD = 8
_MASKS = np.array([(1 << (8 * count)) - 1 for count in range(_WORD + 1)], np.uint64)
"""A word with only its first so many bytes."""
_MOST_DIGITS = 17
_EXACT = 1 << 53
_POWERS = 10.0 ** np.arange(_MOST_DIGITS + 1)
_LONGEST_NUMBER = 40
_AT_ONCE = 1 << 16
"""Stretches gathered at once, so that memory stays bounded."""


def padded(data: bytes | bytearray | memoryview) -> Bytes:
    """*data* as an array with zeros behind it, so that looking ahead is safe."""
    return np.frombuffer(b"".join((data, bytes(PAD))), np.uint8)


def words(text: Bytes) -> Words:
    """The eight bytes that begin at each place, as one number (the first byte is the lowest); a view."""
    whole = text[: len(text) // _WORD * _WORD].view("<u8")
    return np.lib.stride_tricks.as_strided(whole, (len(whole) * _WORD - _WORD + 1,), (1,))


def word(letters: bytes) -> np.uint64:
    """Up to eight letters as :func:`words` gives them."""
    return np.uint64(int.from_bytes(letters, "little"))


def low_bytes(values: Words, counts: Positions) -> Words:
    """Only the first *counts* bytes (at most eight) of each word."""
    kept: Words = values & _MASKS.take(counts)
    return kept


def begins(view: Words, starts: Positions, letters: bytes) -> Mask:
    """At which of *starts* the *letters* stand."""
    hit = np.ones(len(starts), bool)
    for at in range(0, len(letters), _WORD):
        part = letters[at : at + _WORD]
        hit &= view[starts + at] & _MASKS[len(part)] == word(part)
    return hit


def digits(text: Bytes, starts: Positions, most: int = 7) -> tuple[Positions, Positions]:
    """The number that up to *most* digits make (zero where there is none), and where they end."""
    at, number = starts.copy(), np.zeros(len(starts), np.int64)
    for _ in range(most):
        digit = text[at] - np.uint8(48)  # below '0' wraps around and is no digit either
        is_digit = digit <= 9
        if not is_digit.any():
            break
        number = np.where(is_digit, number * 10 + digit, number)
        at += is_digit
    return number, at


def whole_numbers(text: Bytes, starts: Positions, stops: Positions, most: int = 9) -> tuple[Positions, Mask]:
    """Digits as numbers; and which stretches are nothing but one to *most* digits."""
    number, known = short_whole(words(text), starts, stops)
    if known.all() and most >= _WORD:
        return number, known
    lengths = stops - starts
    known = (lengths > 0) & (lengths <= most)
    number = np.zeros(len(starts), np.int64)
    for at in range(min(most, int(lengths.max(initial=0)))):
        inside = at < lengths
        digit = text[starts + at] - np.uint8(48)
        known &= (digit <= 9) | ~inside
        number = np.where(inside, number * 10 + digit, number)
    return number, known


def decimal_numbers(text: Bytes, starts: Positions, stops: Positions) -> tuple[npt.NDArray[np.float64], Mask]:
    """Numbers as a spreadsheet writes them, each the float nearest to its text; and which stretches are such.

    Up to 17 digits whose number has 53 bits are exact as a float, as are powers of ten up to 22: one division is then
    correctly rounded. All others are left to numpy's own reading of text.
    """
    number, places, plain = short_decimals(words(text), starts, stops)
    values = number / _POWERS[places]
    rest = np.flatnonzero(~plain)
    if len(rest):
        values[rest], plain[rest] = _long_numbers(text, starts[rest], stops[rest])
    return values, plain


def _long_numbers(text: Bytes, starts: Positions, stops: Positions) -> tuple[npt.NDArray[np.float64], Mask]:
    """Those that do not fit a word, and negative ones."""
    lengths = stops - starts
    negative = text[starts] == ord("-")
    number = np.zeros(len(starts), np.int64)
    places = np.zeros(len(starts), np.int64)
    behind = np.zeros(len(starts), bool)
    plain = (lengths > negative) & (lengths <= _MOST_DIGITS)
    for at in range(min(_MOST_DIGITS, int(lengths.max(initial=0)))):
        inside = at < lengths
        letter = text[starts + at]
        digit = letter - np.uint8(48)
        is_digit, is_point = inside & (digit <= 9), inside & (letter == ord("."))
        plain &= is_digit | ~inside | (is_point & ~behind) | (negative if at == 0 else False)
        number = np.where(is_digit, number * 10 + digit, number)
        places += is_digit & behind
        behind |= is_point
    plain &= (number < _EXACT) & (lengths > negative + behind)
    values = np.where(negative, -number, number) / _POWERS[np.where(plain, places, 0)]
    values[plain & negative & (number == 0)] = -0.0
    rest = np.flatnonzero(~plain)
    if len(rest):
        values[rest], plain[rest] = _other_numbers(text, starts[rest], stops[rest])
    return values, plain


_OF_NUMBERS = np.zeros(256, bool)
_OF_NUMBERS[list(b"0123456789+-.eE\0")] = True


def _other_numbers(text: Bytes, starts: Positions, stops: Positions) -> tuple[npt.NDArray[np.float64], Mask]:
    """Long ones (Excel writes 17 digits) and those with an exponent, as far as they are numbers at all."""
    values = np.zeros(len(starts))
    known = (stops - starts <= _LONGEST_NUMBER) & (stops > starts)
    table = matrix(text, starts, np.where(known, stops, starts))
    known &= _OF_NUMBERS[table].all(axis=1)
    spelled = table[known].view(f"S{table.shape[1]}")[:, 0] if known.any() else np.empty(0, "S1")
    try:
        values[known] = spelled.astype(np.float64)
    except ValueError:  # one of them is no number after all: "1-2", "e"
        known[:] = False
    known &= np.isfinite(values)
    return values, known


def matrix(text: Bytes, starts: Positions, stops: Positions) -> npt.NDArray[np.uint8]:
    """Each stretch as a row, filled up with zeros."""
    width = max(1, int((stops - starts).max(initial=0)))
    places = starts[:, None] + np.arange(width)
    return np.where(places < stops[:, None], text[np.minimum(places, len(text) - 1)], np.uint8(0))


def joined(text: Bytes, starts: Positions, stops: Positions) -> bytes:
    """The stretches one after the other, a zero byte behind each."""
    lengths = stops - starts + 1
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    places = np.repeat(starts - (ends - lengths), lengths) + np.arange(total)
    taken = text[np.minimum(places, len(text) - 1)]
    taken[ends - 1] = 0
    return taken.tobytes()


def texts(text: Bytes, starts: Positions, stops: Positions) -> list[str]:
    """Each stretch as text; they hold no zero byte.

    Raises:
        UnicodeDecodeError: a stretch is no UTF-8.
    """
    found: list[str] = []
    for at in range(0, len(starts), _AT_ONCE):
        found += joined(text, starts[at : at + _AT_ONCE], stops[at : at + _AT_ONCE]).decode().split("\0")[:-1]
    return found


class Interned:
    """Numbers distinct byte strings as they come by: equal strings get equal numbers, counted from zero.

    Strings of at most 24 bytes are found by a table of slots (three words each, compared in full), the rest by a
    dictionary. When that is full, strings are kept as they come: where nearly every string is new (account numbers),
    a dictionary costs ten times the strings. No string holds a zero byte.
    """

    _WORDS = 3
    _SLOTS = 1 << 16
    _FIRST = 256

    def __init__(self, most: int = 1 << 17) -> None:
        """*most* strings are told apart; numbers beyond may stand for equal strings."""
        self.strings: defaultdict[bytes, int] = defaultdict(count().__next__)
        self._most = most
        self._more: deque[bytes] = deque()
        self._count = 0
        self._slots = np.full(self._SLOTS, -1, np.int32)
        self._keys = np.zeros((self._WORDS, self._SLOTS), np.uint64)

    def __len__(self) -> int:
        return len(self.strings) + self._count

    @property
    def loose(self) -> bool:
        """Whether equal strings may have several numbers."""
        return self._count > 0

    def give_away(self) -> Bytes:
        """All strings by number, a zero byte behind each, padded; none is left here."""
        text = bytearray().join(one + b"\0" for one in self.strings)
        self.strings.clear()
        while self._more:  # each is let go of as it is taken over
            text += self._more.popleft()
        text += bytes(PAD)
        return np.frombuffer(text, np.uint8)

    def codes(self, text: Bytes, view: Words, starts: Positions, stops: Positions) -> npt.NDArray[np.int32]:
        """The number of each stretch; *view* are the words of *text*."""
        if not self.strings and len(starts) > self._FIRST:  # what is met at once is new only once
            self.codes(text, view, starts[: self._FIRST], stops[: self._FIRST])
        lengths = stops - starts
        longest = int(lengths.max(initial=0))
        keys = [
            low_bytes(view[starts + at], np.clip(lengths - at, 0, _WORD))
            for at in range(0, _WORD * self._WORDS, _WORD)
            if at < longest or not at
        ]
        slots = _slot(keys, self._SLOTS)
        found = self._slots[slots]
        known = found >= 0
        if longest > _WORD * self._WORDS:
            known &= lengths <= _WORD * self._WORDS
        for at in range(self._WORDS):
            known &= self._keys[at, slots] == (keys[at] if at < len(keys) else np.uint64(0))
        rest = np.flatnonzero(~known)
        if len(rest):
            found[rest] = self._numbered(text, starts[rest], stops[rest])
            self._remember(slots[rest], [key[rest] for key in keys], lengths[rest], found[rest])
        return found

    def _numbered(self, text: Bytes, starts: Positions, stops: Positions) -> npt.NDArray[np.int32]:
        found = np.empty(len(starts), np.int32)
        for at in range(0, len(starts), _AT_ONCE):
            together = joined(text, starts[at : at + _AT_ONCE], stops[at : at + _AT_ONCE])
            strings = together.split(b"\0")[:-1]
            if len(self.strings) < self._most:
                codes = map(self.strings.__getitem__, strings)
                found[at : at + _AT_ONCE] = np.fromiter(codes, np.int32, len(strings))
            else:
                found[at : at + _AT_ONCE] = self._kept(strings)
        return found

    def _kept(self, strings: Sequence[bytes]) -> npt.NDArray[np.int32]:
        """The number of strings that are known, and new ones for all others."""
        codes = np.fromiter(map(self.strings.get, strings, repeat(-1)), np.int32, len(strings))
        new = np.flatnonzero(codes < 0)
        codes[new] = np.arange(len(self), len(self) + len(new), dtype=np.int32)
        self._more.append(b"".join([strings[at] + b"\0" for at in new.tolist()]))
        self._count += len(new)
        return codes

    def _remember(
        self, slots: npt.NDArray[np.intp], keys: Sequence[Words], lengths: Positions, codes: npt.NDArray[np.int32]
    ) -> None:
        """Give free slots to short strings; of two that want one slot, one whole string gets it."""
        free = np.flatnonzero((self._slots[slots] < 0) & (lengths <= _WORD * self._WORDS) & (codes < len(self.strings)))
        wanted, first = np.unique(slots[free], return_index=True)
        chosen = free[first]
        self._slots[wanted] = codes[chosen]
        for held, key in zip(self._keys, keys, strict=False):  # words that no string reaches stay zero
            held[wanted] = key[chosen]


_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


def _slot(keys: Sequence[Words], slots: int) -> npt.NDArray[np.intp]:
    mixed = keys[0] * np.uint64(_MIX[0])
    for key, factor in zip(keys[1:], _MIX[1:], strict=False):
        mixed ^= key * np.uint64(factor)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(_MIX[0])
    return (mixed >> np.uint64(64 - slots.bit_length() + 1)).astype(np.intp)
