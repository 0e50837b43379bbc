"""How many of some thresholds a number reaches: whole columns, in a time that hardly grows with the thresholds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.columns import Ints

Counts = npt.NDArray[np.intp]
Counter: TypeAlias = Callable[[Ints], Counts]
"""Numbers → how many thresholds each is at least as large as, shape (n,)."""

_FEW = 3
"""So many comparisons of a whole column are quicker than any search."""
_BUCKETS = 1 << 14
"""Buckets that a processor keeps at hand."""
_CROWD = 8
"""Edges in one bucket beyond which searching is quicker."""


def counter(thresholds: Sequence[int]) -> Counter:
    """The quickest way to count; *thresholds* are sorted, may repeat and lie within 62 bits."""
    edges, repeats = np.unique(np.array(thresholds, np.int64), return_counts=True)
    if len(edges) <= _FEW:
        return _compared(edges, repeats)
    shift = _shift(edges)
    return _searched(edges, repeats) if shift is None else _bucketed(edges, repeats, shift)


def _compared(edges: Ints, repeats: Counts) -> Counter:
    pairs = list(zip(edges.tolist(), repeats.tolist(), strict=True))

    def count(numbers: Ints) -> Counts:
        counts = np.zeros(len(numbers), np.intp)
        for edge, times in pairs:
            reached = numbers >= edge
            counts += reached if times == 1 else reached * times
        return counts

    return count


def _searched(edges: Ints, repeats: Counts) -> Counter:
    before = np.concatenate([[0], np.cumsum(repeats)]).astype(np.intp)
    return lambda numbers: before.take(np.searchsorted(edges, numbers, side="right"))


def _bucketed(edges: Ints, repeats: Counts, shift: int) -> Counter:
    """What the bucket of ``2**shift`` numbers begins with, and a comparison with each of the few edges inside it."""
    low, high = edges[0] - 1, edges[-1]
    places = (edges - low) >> shift
    ranks = np.arange(len(edges)) - np.searchsorted(places, places)
    size = int(places[-1]) + 1
    levels = []
    for rank in range(int(ranks.max()) + 1):
        chosen = ranks == rank
        edge, times = np.full(size, np.iinfo(np.int64).max), np.zeros(size, np.intp)
        edge[places[chosen]], times[places[chosen]] = edges[chosen], repeats[chosen]
        levels.append((edge, None if (repeats[chosen] == 1).all() else times))
    inside = np.bincount(places, repeats, size).astype(np.intp)
    before = np.cumsum(inside) - inside

    def count(numbers: Ints) -> Counts:
        numbers = np.clip(numbers, low, high)
        buckets = (numbers - low) >> shift
        counts: Counts = before.take(buckets)
        for edge, times in levels:
            reached = numbers >= edge.take(buckets)
            counts += reached if times is None else reached * times.take(buckets)
        return counts

    return count


def _shift(edges: Ints) -> int | None:
    """The widest buckets that hold one edge, else the narrowest that hold a few; None where those hold many."""
    span = int(edges[-1]) - int(edges[0]) + 1
    narrowest = max(0, (span // _BUCKETS).bit_length())
    closest = int(np.diff(edges).min()).bit_length()
    for shift in range(max(narrowest, closest + 1), narrowest - 1, -1):
        fullest = np.unique((edges - edges[0] + 1) >> shift, return_counts=True)[1].max()
        if fullest == 1 or (shift == narrowest and fullest <= _CROWD):
            return shift
    return None
