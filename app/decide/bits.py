"""Bit vectors: for tables whose cells would be too many, one bit per rule, and-ed over the columns.

A table of 5,000 rules over eight finely cut columns can have more cells than a batch has cases. There each column
gives its group's vector of rules that accept it; what is left after all columns are the rules that hold.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.columns import Codes, Column
from app.decide.cells import HitSets
from app.decide.coders import Coder, Groups

_ROWS = 1 << 13
"""Cases matched at a time: bounds memory to about _ROWS × rules / 8 bytes."""

Words = npt.NDArray[np.uint64]


class BitSpace(HitSets):
    """All rules of a table at once."""

    method = "bits"

    def __init__(self, coders: Sequence[Coder], rules: Sequence[int]) -> None:
        super().__init__()
        self.coders = coders
        self.rules = list(rules)
        self._tables: list[Words] = [np.zeros((0, 0), np.uint64)] * len(coders)
        width = -(-len(self.rules) // 64)
        # Odd random multipliers make a row's vector a 64-bit key; equal keys are compared in full afterwards.
        self._multipliers = np.random.default_rng(0).integers(1, 1 << 63, width, np.uint64) | np.uint64(1)

    def number(self, groups: Sequence[int]) -> int:
        vector = np.bitwise_and.reduce([self._table(place)[group] for place, group in enumerate(groups)])
        return self._numbered(vector)

    def numbers(self, columns: Sequence[Column], count: int) -> Codes:
        readers = [coder.reader(column) for coder, column in zip(self.coders, columns, strict=True)]
        numbers = np.empty(count, np.int32)
        for start in range(0, count, _ROWS):
            rows = slice(start, min(start + _ROWS, count))
            numbers[rows] = self._match([reader(rows) for reader in readers])
        return numbers

    def _match(self, codes: Sequence[Groups]) -> Codes:
        vectors = self._table(0)[codes[0]]
        for place, column in enumerate(codes[1:], 1):
            vectors &= self._table(place)[column]
        keys = (vectors * self._multipliers).sum(axis=1, dtype=np.uint64)
        _, first, which = np.unique(keys, return_index=True, return_inverse=True)
        if not np.array_equal(vectors, vectors[first[which]]):  # two vectors with one key: number row by row
            return np.array([self._numbered(vector) for vector in vectors], np.int32)
        return np.array([self._numbered(vectors[row]) for row in first], np.int32)[which]

    def _numbered(self, vector: Words) -> int:
        bits = np.unpackbits(vector.view(np.uint8), bitorder="little")
        return self.numbered(tuple(self.rules[rule] for rule in np.flatnonzero(bits).tolist()))

    def _table(self, place: int) -> Words:
        """Group → vector of the rules that accept it, shape (groups, words)."""
        coder = self.coders[place]
        if len(self._tables[place]) != coder.size:
            accepted = coder.accepts[:, coder.rule_conditions]
            padded = np.zeros((coder.size, len(self._multipliers) * 64), np.bool_)
            padded[:, : accepted.shape[1]] = accepted
            self._tables[place] = np.packbits(padded, axis=1, bitorder="little").view(np.uint64)
        return self._tables[place]
