"""What a table's resolutions give, as columns: kept while the rulebook version lives, extended as cells are met."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.columns import FAILED, MISSING, Codes, EncodedColumn
from app.decide.policies import Resolution


class Lookup:
    """Resolution number → code of one output's value, or of the fired rules.

    Args:
        place: which output; None for the rules that fired.
    """

    def __init__(self, place: int | None) -> None:
        self._place = place
        self._index: dict[Any, int] = {}
        self._codes: list[int] = []
        self._ready: tuple[Codes, tuple[Any, ...]] = _arrays([], {})
        self._lock = threading.Lock()

    def column(self, resolutions: Sequence[Resolution], numbers: Codes) -> EncodedColumn:
        """One row per resolution number; FAILED numbers stay FAILED."""
        if len(self._ready[0]) - 2 < len(resolutions):
            self._extend(resolutions)
        table, values = self._ready
        return EncodedColumn(table.take(numbers), values)

    def _extend(self, resolutions: Sequence[Resolution]) -> None:
        with self._lock:
            self._codes += [self._code(resolution) for resolution in resolutions[len(self._codes) :]]
            self._ready = _arrays(self._codes, self._index)

    def _code(self, resolution: Resolution) -> int:
        value = (resolution.fired or None) if self._place is None else resolution.outcomes[self._place]
        if value is not None:
            return self._index.setdefault(value, len(self._index))
        return MISSING if resolution.error is None else FAILED


def _arrays(codes: Sequence[int], index: dict[Any, int]) -> tuple[Codes, tuple[Any, ...]]:
    """The table (numbers -1 and -2 reach the two FAILED at its end) and the values its codes stand for."""
    return np.array([*codes, FAILED, FAILED], np.int32), tuple(index)
