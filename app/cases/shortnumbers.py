"""Numbers of at most eight bytes, each read as one 64-bit word: a dozen operations for all digits together.

The bytes of a word are its digits, the last one the highest. A number is aligned to the end of its word, the bytes
before it made zeros; a decimal point is taken out by moving the bytes before it up by one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_WORD = 8


def _each(byte: int) -> np.uint64:
    """A word with eight times the same byte."""
    return np.uint64(int.from_bytes(bytes([byte] * _WORD), "little"))


_ZEROS, _POINTS, _ONES, _HIGHEST = _each(ord("0")), _each(ord(".")), _each(1), _each(0x80)
_UPPER, _SIX = _each(0xF0), _each(6)
_LAST = np.array([((1 << 64) - 1) >> (8 * count) << (8 * count) for count in range(_WORD, -1, -1)], np.uint64)
"""A word with only its last so many bytes."""
_PAIRS, _FOURS, _EIGHT = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF), np.uint64(0xFFFFFFFF)

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def short_whole(view: Words, starts: Ints, stops: Ints) -> tuple[Ints, Mask]:
    """Digits as numbers; and which stretches are nothing but one to eight digits."""
    words, fits = _aligned(view, starts, stops)
    number, good = _digits(words)
    return number, good & fits


def short_decimals(view: Words, starts: Ints, stops: Ints) -> tuple[Ints, Ints, Mask]:
    """The digits as a number, how many stand behind the point; and which stretches are such, without a sign.

    A point has digits on either side.
    """
    words, fits = _aligned(view, starts, stops)
    differs = words ^ _POINTS
    point = (differs - _ONES) & ~differs & _HIGHEST  # the highest bit of each byte that is a point
    pointed = point != 0
    first = point >> np.uint64(7)
    before = first - np.uint64(1)
    behind = ~((first << np.uint64(8)) - np.uint64(1))
    without = (words & behind) | ((words & before) << np.uint64(8)) | np.uint64(ord("0"))
    places = np.where(pointed, np.bitwise_count(behind) >> 3, 0).astype(np.int64)
    number, good = _digits(np.where(pointed, without, words))
    leading = pointed & (places >= stops - starts - 1)
    single = point & (point - np.uint64(1)) == 0
    return number, places, good & fits & single & ~leading & (pointed == (places > 0))


def _aligned(view: Words, starts: Ints, stops: Ints) -> tuple[Words, Mask]:
    """The stretches, filled up with zeros before them; and which are not empty and fit."""
    lengths = stops - starts
    fits = (lengths > 0) & (lengths <= _WORD) & (stops >= _WORD)
    kept = _LAST.take(np.where(fits, lengths, 0))
    return (view[np.maximum(stops - _WORD, 0)] & kept) | (_ZEROS & ~kept), fits


def _digits(words: Words) -> tuple[Ints, Mask]:
    """The number that eight digits make; and which words are eight digits."""
    good = ((words & _UPPER) == _ZEROS) & (((words + _SIX) & _UPPER) == _ZEROS)
    pairs = words - _ZEROS
    pairs = (pairs * np.uint64(10) + (pairs >> np.uint64(8))) & _PAIRS
    fours = (pairs * np.uint64(100) + (pairs >> np.uint64(16))) & _FOURS
    number = (fours * np.uint64(10_000) + (fours >> np.uint64(32))) & _EIGHT
    return number.astype(np.int64), good
