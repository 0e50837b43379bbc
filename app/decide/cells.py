"""Cells: a table's condition columns span a space in which durable-rules decides each cell once.

A case falls into one group per column; the tuple of groups is its cell. What a cell decides is kept as long as the
rulebook version lives and serves every case that falls into it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from math import prod

import numpy as np
import numpy.typing as npt

from app.columns import FAILED, Codes, Column, EncodedColumn
from app.decide.coders import Coder, failed_rows
from app.decide.durable import MAX_RULES, MAX_RUNS, Clause, Ruleset
from app.decide.policies import Hits, Resolution, resolve
from app.rulebooks.conditions import ANYTHING, Condition, Interval
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Rule
from app.values import Value, VarType

DENSE_LIMIT = 1 << 22
"""Cells kept in one array; larger spaces keep only the cells that occur."""
_UNKNOWN = -1


class TablePlan:
    """A compiled decision table.

    Args:
        table: the table.
        types: variable name → its type.
        lists: variables whose values are lists (outcomes of collecting tables).
    """

    def __init__(self, table: DecisionTable, types: Mapping[str, VarType], lists: frozenset[str]) -> None:
        self.table = table
        columns = _columns(table)
        self.variables = tuple(name for name, _ in columns)
        self.coders = [
            Coder(f"c{number}", conditions, types.get(name, VarType.TEXT), name in lists)
            for number, (name, conditions) in enumerate(columns)
        ]
        self.shards = _shards(self.coders, len(table.rules))
        self.resolutions: list[Resolution] = []
        self._by_hits: dict[Hits, int] = {}
        self._sparse: dict[tuple[int, ...], int] = {}
        self._shape: tuple[int, ...] = ()
        self._dense: npt.NDArray[np.int32] | None = None
        self._lock = threading.RLock()
        self.asked = 0
        """Cells that durable-rules has decided so far."""
        self._fit()

    def resolution(self, values: Sequence[Value]) -> Resolution:
        """The decision of one case, given the values of ``variables``."""
        groups = tuple(coder.group(value) for coder, value in zip(self.coders, values, strict=True))
        number = self._sparse.get(groups)
        return self.resolutions[self._ask(groups) if number is None else number]

    def numbers(self, columns: Sequence[Column], count: int) -> Codes:
        """The number of the resolution of every case, shape (n,); FAILED where an input failed."""
        codes = [coder.codes(column) for coder, column in zip(self.coders, columns, strict=True)]
        failed = failed_rows(codes, count)
        with self._lock:
            self._fit()
            decided = self._decide(codes, failed, count)
        decided[failed] = FAILED
        return decided

    def _fit(self) -> None:
        """Keep the dense array in step with the groups known; the sparse map holds every cell anyway."""
        shape = tuple(coder.size for coder in self.coders)
        if self._dense is not None and shape == self._shape:
            return
        self._shape = shape
        if prod(shape) > DENSE_LIMIT:
            self._dense = None
            return
        self._dense = np.full(prod(shape), _UNKNOWN, np.int32)
        for groups, number in self._sparse.items():
            self._dense[self._flat(groups)] = number

    def _flat(self, groups: Sequence[int]) -> int:
        cell = 0
        for size, group in zip(self._shape, groups, strict=True):
            cell = cell * size + group
        return cell

    def _decide(self, codes: list[Codes], failed: npt.NDArray[np.bool_], count: int) -> Codes:
        if self._dense is None:
            return self._decide_sparse(codes, failed, count)
        cells = np.zeros(count, np.int64)
        for size, column in zip(self._shape, codes, strict=True):
            cells *= size
            cells += column
        cells[failed] = 0
        numbers = self._dense[cells]
        unknown = np.flatnonzero((numbers == _UNKNOWN) & ~failed)
        if len(unknown):
            wanted, first = np.unique(cells[unknown], return_index=True)
            for cell, row in zip(wanted.tolist(), unknown[first].tolist(), strict=True):
                self._dense[cell] = self._ask(tuple(int(column[row]) for column in codes))
            numbers = self._dense[cells]
        return numbers.astype(np.int32)

    def _decide_sparse(self, codes: list[Codes], failed: npt.NDArray[np.bool_], count: int) -> Codes:
        """Number the combinations that occur column by column, so that no product of sizes is ever formed."""
        labels = np.zeros(count, np.int64)
        for column in codes:
            _, labels = np.unique(labels * (int(column.max(initial=0)) + 3) + column, return_inverse=True)
        _, first, labels = np.unique(labels, return_index=True, return_inverse=True)
        numbers = np.full(len(first), FAILED, np.int32)
        for label, row in enumerate(first.tolist()):
            if not failed[row]:
                groups = tuple(int(column[row]) for column in codes)
                known = self._sparse.get(groups)
                numbers[label] = self._ask(groups) if known is None else known
        return numbers[labels]

    def _ask(self, groups: tuple[int, ...]) -> int:
        """Let durable-rules decide one cell, and remember it."""
        with self._lock:
            if groups in self._sparse:
                return self._sparse[groups]
            hits: list[int] = []
            for shard in self.shards:
                hits += shard.hits(self.coders, groups)
            self.asked += 1
            number = self._sparse[groups] = self._number(tuple(sorted(hits)))
            return number

    def _number(self, hits: Hits) -> int:
        number = self._by_hits.get(hits)
        if number is None:
            number = self._by_hits[hits] = len(self.resolutions)
            self.resolutions.append(resolve(self.table, hits))
        return number

    def gather(self, numbers: Codes) -> tuple[list[EncodedColumn], EncodedColumn]:
        """Outcome columns (one per output) and the column of fired rules, from resolution numbers."""
        outcomes = [
            self._lookup(numbers, [resolution.outcomes[position] for resolution in self.resolutions])
            for position in range(len(self.table.outputs))
        ]
        return outcomes, self._lookup(numbers, [resolution.fired or None for resolution in self.resolutions])

    def _lookup(self, numbers: Codes, values: Sequence[object]) -> EncodedColumn:
        index: dict[object, int] = {}
        table = np.full(len(values) + 2, FAILED, np.int32)
        for number, value in enumerate(values):
            if self.resolutions[number].error is None or value is not None:
                table[number] = -1 if value is None else index.setdefault(value, len(index))
        return EncodedColumn(table[numbers], tuple(index))


class _Shard:
    """Some of the table's rules as one durable-rules ruleset."""

    def __init__(self, rules: Sequence[int], clauses: Sequence[Sequence[Clause]], coders: Sequence[Coder]) -> None:
        self.rules = tuple(rules)
        self.ruleset = Ruleset(clauses)
        self.conditions = [np.unique(coder.rule_conditions[list(rules)]) for coder in coders]

    def hits(self, coders: Sequence[Coder], groups: Sequence[int]) -> list[int]:
        """Table-wide numbers of the rules that fire; shards that a single column rules out are not asked."""
        event: dict[str, int] = {}
        for coder, group, conditions in zip(coders, groups, self.conditions, strict=True):
            if not coder.accepts[group, conditions].any():
                return []
            event.update(coder.event(group))
        return [self.rules[number] for number in self.ruleset.hits(event)]


def _columns(table: DecisionTable) -> list[tuple[str, list[Condition]]]:
    """Condition columns in order; validity periods become one more column, on the business date."""
    columns = [
        (header.variable, [rule.conditions[position] for rule in table.rules])
        for position, header in enumerate(table.inputs)
    ]
    periods = [_period(table, rule) for rule in table.rules]
    if any(period != ANYTHING for period in periods):
        columns.append((BUSINESS_DATE, periods))
    return columns


def _period(table: DecisionTable, rule: Rule) -> Condition:
    starts = [day for day in (table.valid_from, rule.valid_from) if day is not None]
    ends = [day for day in (table.valid_to, rule.valid_to) if day is not None]
    if not starts and not ends:
        return ANYTHING
    return Interval(max(starts, default=None), True, min(ends, default=None), True)


def _shards(coders: Sequence[Coder], rules: int) -> list[_Shard]:
    """Cut the rules into rulesets that stay far below durable-rules' limits."""
    shards: list[_Shard] = []
    members: list[int] = []
    clauses: list[list[Clause]] = []
    runs = 0
    for rule in range(rules):
        asked = [clause for coder in coders if (clause := coder.clause(rule)) is not None]
        size = sum(len(clause.runs) for clause in asked)
        if members and (len(members) == MAX_RULES or runs + size > MAX_RUNS):
            shards.append(_Shard(members, clauses, coders))
            members, clauses, runs = [], [], 0
        members.append(rule)
        clauses.append(asked)
        runs += size
    if members:
        shards.append(_Shard(members, clauses, coders))
    return shards
