"""Values that are made when somebody asks for them: a million texts need not all be Python objects at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, overload

import numpy as np
import numpy.typing as npt

Places: TypeAlias = npt.NDArray[np.int32]

_FEW = 1 << 16
"""So many are made at once."""


class OnDemand(Sequence[Any]):
    """A sequence of them."""

    def __init__(self, count: int, make: Callable[[Places], list[Any]]) -> None:
        """*make* gives the values at some places."""
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return self.some(np.arange(self._count, dtype=np.int32)[place])
        if not -self._count <= place < self._count:
            raise IndexError(place)
        return self.some(np.array([place % self._count], np.int32))[0]

    def __iter__(self) -> Iterator[Any]:
        for block in blocks(self):
            yield from block

    def some(self, places: Places) -> list[Any]:
        """The values at some places, none below zero."""
        return self._make(places)


def on_demand(count: int, make: Callable[[Places], list[Any]]) -> Sequence[Any]:
    """*count* values; few are made at once."""
    many = OnDemand(count, make)
    return many if count > _FEW else tuple(many.some(np.arange(count, dtype=np.int32)))


def some_of(values: Sequence[Any], places: Places) -> list[Any]:
    """The values at some places, none below zero."""
    return values.some(places) if isinstance(values, OnDemand) else [values[place] for place in places.tolist()]


def blocks(values: Sequence[Any], size: int = 1 << 14) -> Iterator[Sequence[Any]]:
    """The values, some thousand at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def chained(first: Sequence[Any], second: Sequence[Any]) -> Sequence[Any]:
    """One behind the other."""
    if not len(first) or not len(second):
        return first if len(first) else second

    def make(places: Places) -> list[Any]:
        found: list[Any] = [None] * len(places)
        for values, start in ((first, 0), (second, len(first))):
            mine = np.flatnonzero((places >= start) & (places < start + len(values)))
            for at, value in zip(mine.tolist(), some_of(values, places[mine] - start), strict=True):
                found[at] = value
        return found

    return on_demand(len(first) + len(second), make)
