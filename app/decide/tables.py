"""A decision table compiled: how its rules are matched, and what each set of hits decides."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import numpy as np

from app.columns import FAILED, Codes, Column, EncodedColumn
from app.decide.bits import BitSpace
from app.decide.cells import CellSpace, Space, cell_count
from app.decide.coders import Coder
from app.decide.policies import Hits, Resolution, resolve
from app.rulebooks.conditions import ANYTHING, Condition, Interval
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Rule
from app.values import Value, VarType

CELL_LIMIT = 1 << 20
"""Cells that one array may span."""
MAX_PARTS = 40
"""Independent groups of rules a table is split into before bit vectors are the better way."""


class TablePlan:
    """A compiled decision table.

    Args:
        table: the table.
        types: variable name → its type.
        lists: variables whose values are lists (outcomes of collecting tables).
    """

    def __init__(self, table: DecisionTable, types: Mapping[str, VarType], lists: frozenset[str]) -> None:
        self.table = table
        self._columns = condition_columns(table)
        self.variables = tuple(name for name, _ in self._columns)
        self._types, self._lists = types, lists
        self.parts = self._parts()
        """(positions of the columns it reads, space) of each independent group of rules."""
        self.resolutions: list[Resolution] = []
        self._by_hits: dict[Hits, int] = {}
        self._lock = threading.Lock()

    @property
    def method(self) -> str:
        """``cells``, ``split`` (cells of independent groups of rules) or ``bits``."""
        return "split" if len(self.parts) > 1 else self.parts[0][1].method

    @property
    def asked(self) -> int:
        """Cells that durable-rules has decided so far."""
        return sum(space.asked for _, space in self.parts if isinstance(space, CellSpace))

    def resolution(self, values: Sequence[Value]) -> Resolution:
        """The decision of one case, given the values of ``variables``."""
        hits: list[int] = []
        for places, space in self.parts:
            hits += space.found[space.number([values[place] for place in places])]
        return self.resolutions[self._number(tuple(sorted(hits)))]

    def numbers(self, columns: Sequence[Column], count: int) -> Codes:
        """The number of the resolution of every case, shape (n,); FAILED where an input failed."""
        failed = np.zeros(count, np.bool_)
        for column in columns:
            failed |= column.states == FAILED
        labels, combinations = self._combined(columns, count)
        lookup = np.array([*map(self._number, combinations), FAILED, FAILED], np.int32)  # labels -1, -2: the last two
        numbers = lookup[labels]
        numbers[failed] = FAILED
        return numbers

    def _combined(self, columns: Sequence[Column], count: int) -> tuple[Codes, list[Hits]]:
        """Label of every case and the set of rules that each label stands for, over all parts."""
        if len(self.parts) == 1:
            places, space = self.parts[0]
            return space.numbers([columns[place] for place in places], count), space.found
        labels = np.zeros(count, np.int64)
        combined: list[Hits] = [()] if count else []
        for places, space in self.parts:
            numbers = space.numbers([columns[place] for place in places], count)
            pairs = labels * (len(space.found) + 1) + np.maximum(numbers, -1) + 1
            kept, labels = np.unique(pairs, return_inverse=True)
            combined = [_joined(combined, space.found, pair) for pair in kept.tolist()]
        return labels.astype(np.int32), combined

    def _number(self, hits: Hits) -> int:
        number = self._by_hits.get(hits)
        if number is None:
            with self._lock:
                if hits in self._by_hits:
                    return self._by_hits[hits]
                self.resolutions.append(resolve(self.table, hits))
                number = self._by_hits[hits] = len(self.resolutions) - 1
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

    def _parts(self) -> list[tuple[list[int], Space]]:
        everything = list(range(len(self.table.rules)))
        whole = self._coders(everything)
        if cell_count([coder for _, coder in whole]) <= CELL_LIMIT:
            return [_space(CellSpace, whole, everything)]
        groups = self._split(everything)
        if groups is None:
            return [_space(BitSpace, whole, everything)]
        return [_space(CellSpace, self._coders(rules), rules) for rules in groups]

    def _coders(self, rules: Sequence[int]) -> list[tuple[int, Coder]]:
        """Coders of the columns on which some of the rules has a condition, with their positions."""
        found: list[tuple[int, Coder]] = []
        for place, (name, conditions) in enumerate(self._columns):
            chosen = [conditions[rule] for rule in rules]
            if any(condition != ANYTHING for condition in chosen):
                kind = self._types.get(name, VarType.TEXT)
                found.append((place, Coder(f"c{place}", chosen, kind, name in self._lists)))
        return found

    def _split(self, rules: Sequence[int]) -> list[list[int]] | None:
        """Groups of rules, each with a small cell space of its own; None where that takes too many."""
        by_columns: dict[tuple[bool, ...], list[int]] = {}
        for rule in rules:
            used = tuple(conditions[rule] != ANYTHING for _, conditions in self._columns)
            by_columns.setdefault(used, []).append(rule)
        waiting = list(by_columns.values())
        done: list[list[int]] = []
        while waiting:
            group = waiting.pop()
            if len(done) + len(waiting) >= MAX_PARTS:
                return None
            if cell_count([coder for _, coder in self._coders(group)]) <= CELL_LIMIT:
                done.append(group)
            elif len(group) == 1:
                return None
            else:
                waiting += [group[: len(group) // 2], group[len(group) // 2 :]]
        return done


def _space(
    kind: type[CellSpace | BitSpace], coders: Sequence[tuple[int, Coder]], rules: Sequence[int]
) -> tuple[list[int], Space]:
    return [place for place, _ in coders], kind([coder for _, coder in coders], rules)


def _joined(known: Sequence[Hits], found: Sequence[Hits], pair: int) -> Hits:
    """The rules behind a label so far together with those of one more part (0 stands for a failed case)."""
    label, number = divmod(pair, len(found) + 1)
    return tuple(sorted((*known[label], *(found[number - 1] if number else ()))))


def condition_columns(table: DecisionTable) -> list[tuple[str, list[Condition]]]:
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
