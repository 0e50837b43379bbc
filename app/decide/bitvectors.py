"""One bit per rule: each column gives its group's vector of the rules that accept it; what is left of all columns is
the set of rules that hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.columns import Codes
from app.decide.coders import Coder, Groups
from app.decide.policies import Hits

ROWS = 1 << 13
"""Cases matched at a time: bounds memory to about ROWS × rules / 8 bytes."""

Words = npt.NDArray[np.uint64]


class RuleVectors:
    """All rules that some coders know.

    Args:
        coders: one per condition column.
        rules: the table-wide number of each rule the coders know.
    """

    def __init__(self, coders: Sequence[Coder], rules: Sequence[int]) -> None:
        self._coders = coders
        self._rules = list(rules)
        self._tables: list[Words] = [np.zeros((0, 0), np.uint64)] * len(coders)
        width = -(-len(self._rules) // 64)
        # Odd random multipliers make a row's vector a 64-bit key; equal keys are compared in full afterwards.
        self._multipliers = np.random.default_rng(0).integers(1, 1 << 63, width, np.uint64) | np.uint64(1)

    def one(self, groups: Sequence[int]) -> Hits:
        """The rules that hold for one case, given its group per coder."""
        return self._hits(np.bitwise_and.reduce([self._table(place)[group] for place, group in enumerate(groups)]))

    def sets(self, groups: Sequence[Groups]) -> tuple[list[Hits], Codes]:
        """The sets of rules that hold for some cases, given an array of groups per coder; and which each case has."""
        vectors = self._table(0)[groups[0]]
        for place, column in enumerate(groups[1:], 1):
            vectors &= self._table(place)[column]
        keys = (vectors * self._multipliers).sum(axis=1, dtype=np.uint64)
        _, first, which = np.unique(keys, return_index=True, return_inverse=True)
        if not np.array_equal(vectors, vectors[first[which]]):  # two vectors with one key: row by row
            return [self._hits(vector) for vector in vectors], np.arange(len(vectors), dtype=np.int32)
        return [self._hits(vectors[row]) for row in first], which.astype(np.int32)

    def _hits(self, vector: Words) -> Hits:
        bits = np.unpackbits(vector.view(np.uint8), bitorder="little")
        return tuple(self._rules[rule] for rule in np.flatnonzero(bits).tolist())

    def _table(self, place: int) -> Words:
        """Group → vector of the rules that accept it, shape (groups, words)."""
        coder = self._coders[place]
        if len(self._tables[place]) != coder.size:
            accepted = coder.accepts[:, coder.rule_conditions]
            padded = np.zeros((coder.size, len(self._multipliers) * 64), np.bool_)
            padded[:, : accepted.shape[1]] = accepted
            self._tables[place] = np.packbits(padded, axis=1, bitorder="little").view(np.uint64)
        return self._tables[place]
