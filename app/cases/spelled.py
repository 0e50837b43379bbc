"""Numbers that stand as text, kept as numbers from which their text can be had again, digit for digit.

``007``, ``+5``, ``1e3``, ``-0`` and ``.5`` cannot be: they stay texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from app.cases.bytewise import Bytes, Mask, Positions, words
from app.cases.grid import Floats, Numbers, Rows
from app.cases.shortnumbers import short_decimals
from app.columns import MISSING, Codes
from app.on_demand import on_demand

Packed = npt.NDArray[np.int64] | npt.NDArray[np.int32]
"""The digits as one whole number, times eight, plus the number of decimal places."""

NONE = np.iinfo(np.int64).min, np.iinfo(np.int32).min
"""No number, among wide ones and among narrow ones."""
_PLACES = 3
_MOST_PLACES = (1 << _PLACES) - 1
_LONGEST = 17
EXACT = 1 << 53
"""Whole numbers below are exact as floats."""
_POWERS = 10.0 ** np.arange(_MOST_PLACES + 1)
_ZERO, _NINE, _POINT, _MINUS = (ord(letter) for letter in "09.-")


def pack(text: Bytes, starts: Positions, stops: Positions) -> tuple[Packed, Mask]:
    """The numbers that the stretches spell; and which of them spell one."""
    number, places, known = short_decimals(words(text), starts, stops)
    known &= (text[starts] != _ZERO) | (starts + 1 == stops) | (text[starts + 1] == _POINT)
    packed = number << _PLACES | places
    maybe = ~known & (text[starts] <= _NINE)
    if maybe.any():  # a few long ones must not make all the others wait
        packed[maybe], known[maybe] = _pack_long(text, starts[maybe], stops[maybe])
    return packed, known


def _pack_long(text: Bytes, starts: Positions, stops: Positions) -> tuple[Packed, Mask]:
    """Those that do not fit a word, and negative ones."""
    lengths = stops - starts
    negative = text[starts] == _MINUS
    first = starts + negative
    known = (lengths > negative) & (lengths <= _LONGEST) & (text[first] - np.uint8(_ZERO) <= 9)
    known &= (text[first] != _ZERO) | (first + 1 == stops) | (text[first + 1] == _POINT)
    number, places = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
    behind = np.zeros(len(starts), bool)
    for at in range(min(_LONGEST, int(lengths[known].max(initial=0)))):
        place = first + at
        inside = place < stops
        letter = text[place]
        digit = letter - np.uint8(_ZERO)
        is_digit, is_point = (digit <= 9) & inside, (letter == _POINT) & inside
        known &= is_digit | ~inside | (is_point & ~behind)
        number = np.where(is_digit, number * 10 + digit, number)
        places += is_digit & behind
        behind |= is_point
    known &= (number < EXACT) & (places <= _MOST_PLACES) & ((places > 0) == behind) & ((number > 0) | ~negative)
    return np.where(negative, -number, number) << _PLACES | places, known


def narrowed(packed: Packed) -> Packed:
    """In half the memory where that is enough; a copy."""
    narrow = packed.dtype == np.int32 or (len(packed) and int(np.abs(packed).max()) < -NONE[True])
    return packed.astype(np.int32) if narrow else packed.copy()


def spell(packed: int) -> str:
    """The text that a number was packed from."""
    number, places = packed >> _PLACES, packed & _MOST_PLACES
    digits = f"{abs(number):0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if number < 0 else text


def floats_of(packed: Packed) -> Floats:
    """The floats nearest to the numbers, nan for none."""
    floats: Floats = (packed >> _PLACES) / _POWERS[packed & _MOST_PLACES]
    floats[packed == NONE[packed.dtype == np.int32]] = np.nan
    return floats


class Spelled(Numbers):
    """Numbers of a column, each with its text."""

    def __init__(self, packed: Packed) -> None:
        """NONE where none stands."""
        self._packed = packed
        self._none = NONE[packed.dtype == np.int32]

    @cached_property
    def array(self) -> Floats:  # type: ignore[override]
        return floats_of(self._packed)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        known: npt.NDArray[np.bool_] = self._packed != self._none
        return known

    def take(self, rows: Rows) -> Numbers:
        return Spelled(self._packed[rows])

    def encoded(self, first: int) -> tuple[Sequence[Any], Codes]:
        distinct, places = np.unique(self._packed, return_inverse=True)
        absent = int(len(distinct) > 0 and distinct[0] == self._none)
        codes = (places.reshape(-1) + (first - absent)).astype(np.int32)
        codes[~self.known] = MISSING
        distinct = distinct[absent:]
        return on_demand(len(distinct), lambda places: list(map(spell, distinct[places].tolist()))), codes

    def values(self, rows: npt.NDArray[np.intp]) -> list[Any]:
        return list(map(spell, self._packed[rows].tolist()))
