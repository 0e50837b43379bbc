"""Which of many byte strings are equal, told without making a Python object of any."""

from __future__ import annotations

import numpy as np

from app.cases.bytewise import Mask, Positions, Words, low_bytes

_WORD = 8
_LONGEST = 4096
"""Beyond this many bytes strings are looked at one by one, elsewhere."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def first_alike(view: Words, starts: Positions, stops: Positions) -> Positions | None:
    """For every stretch the place of the first one that is equal, shape (n,); *view* are the words of the text.

    Stretches of one hash are compared byte by byte. None: unequal ones share a hash, or a stretch is very long.
    """
    lengths = stops - starts
    if int(lengths.max(initial=0)) > _LONGEST:
        return None
    hashes = _hashes(view, starts, lengths)
    order = np.argsort(hashes, kind="stable")
    again = hashes[order[1:]] == hashes[order[:-1]]
    later, earlier = order[1:][again], order[:-1][again]
    if not _equal(view, starts, lengths, later, earlier).all():
        return None
    leads = np.concatenate([np.ones(min(1, len(order)), bool), ~again])
    first = np.empty(len(order), np.int64)
    first[order] = order[leads][np.cumsum(leads) - 1]
    return first


def _hashes(view: Words, starts: Positions, lengths: Positions) -> Words:
    hashes = lengths.astype(np.uint64) * _MIX
    active = np.flatnonzero(lengths > 0)
    at = 0
    while len(active):
        mixed = hashes[active] ^ low_bytes(view[starts[active] + at], np.minimum(lengths[active] - at, _WORD))
        mixed *= _MIX
        hashes[active] = mixed ^ (mixed >> _SHIFT)
        at += _WORD
        active = active[lengths[active] > at]
    return hashes


def _equal(view: Words, starts: Positions, lengths: Positions, one: Positions, other: Positions) -> Mask:
    equal: Mask = lengths[one] == lengths[other]
    active = np.flatnonzero(equal)
    at = 0
    while len(active):
        active = active[lengths[one[active]] > at]
        counts = np.minimum(lengths[one[active]] - at, _WORD)
        here, there = (low_bytes(view[starts[side[active]] + at], counts) for side in (one, other))
        equal[active] &= here == there
        at += _WORD
    return equal
