"""Bit vectors alone: for tables whose cells would be too many for an array.

A table of 5,000 rules over eight finely cut columns can have more cells than a batch has cases.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.columns import Codes, Column
from app.decide.bitvectors import ROWS, RuleVectors
from app.decide.cells import HitSets
from app.decide.coders import Coder


class BitSpace(HitSets):
    """All rules of a table at once."""

    method = "bits"

    def __init__(self, coders: Sequence[Coder], rules: Sequence[int]) -> None:
        super().__init__()
        self.coders = coders
        self._vectors = RuleVectors(coders, rules)

    def number(self, groups: Sequence[int]) -> int:
        return self.numbered(self._vectors.one(groups))

    def numbers(self, columns: Sequence[Column], count: int) -> Codes:
        readers = [coder.reader(column) for coder, column in zip(self.coders, columns, strict=True)]
        numbers = np.empty(count, np.int32)
        for start in range(0, count, ROWS):
            rows = slice(start, min(start + ROWS, count))
            sets, which = self._vectors.sets([reader(rows) for reader in readers])
            numbers[rows] = np.array([self.numbered(hits) for hits in sets], np.int32)[which]
        return numbers
