"""Cells: condition columns span a space in which each cell is decided once, by durable-rules.

A case falls into one group per column; the tuple of groups is its cell. What a cell decides is kept as long as the
rulebook version lives and serves every case that falls into it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from math import prod
from typing import Protocol

import numpy as np
import numpy.typing as npt

from app.columns import Codes, Column
from app.decide.bitvectors import ROWS, RuleVectors
from app.decide.coders import Coder, Groups
from app.decide.durable import MAX_FIELDS, MAX_RULES, Clause, Ruleset
from app.decide.policies import Hits

BLOCK = 1 << 14
"""Cases worked on at a time: what is made on the way stays in the processor's cache, however many cases there are."""
_UNKNOWN = -1
PATIENCE = 1 << 13
"""Cells that durable-rules is asked for; where hardly two cases share a cell, the others are matched by bit vectors,
which take 1 µs a cell instead of 50."""
_DENSE = 1 << 20
"""Numbers below it are counted off in an array instead of being sorted."""


class Space(Protocol):
    """Finds which of a table's rules hold. ``found`` lists the distinct sets of rules met so far."""

    method: str
    coders: Sequence[Coder]
    found: list[Hits]

    def numbered(self, hits: Hits) -> int:
        """Index into ``found`` of a set of rules."""
        ...

    def number(self, groups: Sequence[int]) -> int:
        """Index into ``found`` for one case, given its group per coder."""
        ...

    def numbers(self, columns: Sequence[Column], count: int) -> Codes:
        """Index into ``found`` for every case, shape (n,); failed rows read as missing."""
        ...


class HitSets:
    """The distinct sets of rules that were met, numbered."""

    def __init__(self) -> None:
        self.found: list[Hits] = []
        self._index: dict[Hits, int] = {}
        self._numbering = threading.Lock()

    def numbered(self, hits: Hits) -> int:
        number = self._index.get(hits)
        if number is None:
            with self._numbering:
                number = self._index.get(hits)
                if number is None:
                    self.found.append(hits)
                    number = self._index[hits] = len(self.found) - 1
        return number


class CellSpace(HitSets):
    """All cells of some rules in one array, filled as they occur.

    Args:
        coders: one per condition column.
        rules: the table-wide number of each rule the coders know.
    """

    method = "cells"

    def __init__(self, coders: Sequence[Coder], rules: Sequence[int]) -> None:
        super().__init__()
        self.coders = coders
        self.shards = _shards(coders, rules)
        self._reached = [np.zeros((0, len(self.shards)), np.bool_) for _ in coders]
        """Per column and group: the shards with a rule whose condition accepts it. Others need not be asked."""
        self.asked = 0
        """Cells that durable-rules has decided so far."""
        self._vectors = RuleVectors(coders, rules)
        self._lock = threading.Lock()
        self._cells = np.full(self._shape(), _UNKNOWN, np.int32)

    def number(self, groups: Sequence[int]) -> int:
        cell = tuple(groups)
        with self._lock:
            self._fit()
            known = int(self._cells[cell])
            return self._ask(cell) if known == _UNKNOWN else known

    def numbers(self, columns: Sequence[Column], count: int) -> Codes:
        pairs = list(zip(self.coders, columns, strict=True))
        for coder, column in pairs:
            if coder.growing:
                coder.reader(column)  # makes its groups known, before the array is fitted to them
        numbers = np.empty(count, np.int32)
        with self._lock:
            self._fit()
            weights = _weights(self._cells.shape)
            readers = [coder.reader(column, weight) for (coder, column), weight in zip(pairs, weights, strict=True)]
            for start in range(0, count, BLOCK):
                rows = slice(start, min(start + BLOCK, count))
                cells = np.zeros(rows.stop - start, np.intp)
                for reader in readers:
                    cells += reader(rows)
                numbers[rows] = self._decided(cells)
        return numbers

    def _shape(self) -> tuple[int, ...]:
        return tuple(coder.size for coder in self.coders)

    def _fit(self) -> None:
        """Make room for groups that text values have added since."""
        shape = self._shape()
        if shape != self._cells.shape:
            grown = np.full(shape, _UNKNOWN, np.int32)
            grown[tuple(slice(size) for size in self._cells.shape)] = self._cells
            self._cells = grown

    def _decided(self, cells: Groups) -> Codes:
        flat = self._cells.reshape(-1)
        numbers: Codes = flat.take(cells)
        if numbers.min(initial=0) == _UNKNOWN:
            unknown = np.unique(cells[numbers == _UNKNOWN])
            asked = max(0, PATIENCE - self.asked)
            for cell in unknown[:asked].tolist():
                self._ask(tuple(int(group) for group in np.unravel_index(cell, self._cells.shape)))
            for start in range(asked, len(unknown), ROWS):
                self._match(unknown[start : start + ROWS])
            numbers = flat.take(cells)
        return numbers

    def _match(self, cells: Groups) -> None:
        """Decide many cells by bit vectors: cases that hardly share a cell would ask for one each."""
        sets, which = self._vectors.sets(np.unravel_index(cells, self._cells.shape))
        self._cells.reshape(-1)[cells] = np.array([self.numbered(hits) for hits in sets], np.int32)[which]

    def _ask(self, groups: tuple[int, ...]) -> int:
        """Let durable-rules decide one cell, and remember it."""
        event: dict[str, int] = {}
        reached = np.ones(len(self.shards), np.bool_)
        for place, (coder, group) in enumerate(zip(self.coders, groups, strict=True)):
            event.update(coder.event(group))
            reached &= self._shards_of(place)[group]
        hits = sorted(rule for shard in np.flatnonzero(reached).tolist() for rule in self.shards[shard].hits(event))
        self.asked += 1
        number = self.numbered(tuple(hits))
        self._cells[groups] = number
        return number

    def _shards_of(self, place: int) -> npt.NDArray[np.bool_]:
        known, coder = self._reached[place], self.coders[place]
        if len(known) < coder.size:
            added = coder.accepts[len(known) :]
            columns = [added[:, shard.conditions[place]].any(axis=1) for shard in self.shards]
            self._reached[place] = np.vstack([known, np.stack(columns, axis=1)])
        return self._reached[place]


def _weights(shape: Sequence[int]) -> list[int]:
    """By what each column's group counts in the number of a cell, the last column running fastest."""
    return [prod(shape[place + 1 :]) for place in range(len(shape))]


class _Shard:
    """Some of the rules as one durable-rules ruleset."""

    def __init__(
        self, members: Sequence[int], rules: Sequence[int], clauses: Sequence[Sequence[Clause]], coders: Sequence[Coder]
    ) -> None:
        self.rules = [rules[member] for member in members]
        self.ruleset = Ruleset(clauses)
        self.conditions = [np.unique(coder.rule_conditions[list(members)]) for coder in coders]

    def hits(self, event: Mapping[str, int]) -> list[int]:
        """Table-wide numbers of the rules that fire."""
        return [self.rules[number] for number in self.ruleset.hits(event)]


def _shards(coders: Sequence[Coder], rules: Sequence[int]) -> list[_Shard]:
    """Cut the rules into rulesets that stay far below durable-rules' limits."""
    shards: list[_Shard] = []
    members: list[int] = []
    clauses: list[list[Clause]] = []
    fields: set[str] = set()
    for member in range(len(rules)):
        asked = [clause for coder in coders if (clause := coder.clause(member)) is not None]
        wanted = fields.union(clause.field for clause in asked)
        if members and (len(members) == MAX_RULES or len(wanted) > MAX_FIELDS):
            shards.append(_Shard(members, rules, clauses, coders))
            members, clauses = [], []
            wanted = {clause.field for clause in asked}
        members.append(member)
        clauses.append(asked)
        fields = wanted
    if members:
        shards.append(_Shard(members, rules, clauses, coders))
    return shards


def ranked(pairs: npt.NDArray[np.int64], size: int) -> tuple[npt.NDArray[np.int64], Codes]:
    """The distinct numbers among *pairs*, all below *size*, and which of them each row has."""
    if size > _DENSE or not len(pairs):
        kept, ranks = np.unique(pairs, return_inverse=True)
        return kept, ranks.astype(np.int32)
    present = np.zeros(size, np.bool_)
    present[pairs] = True
    kept = np.flatnonzero(present)
    rank = np.zeros(size, np.int32)
    rank[kept] = np.arange(len(kept))
    return kept, rank[pairs]


def cell_count(coders: Sequence[Coder]) -> int:
    """How many cells the columns can ever span."""
    return prod(coder.potential for coder in coders)
