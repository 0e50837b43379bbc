"""A decision table compiled: how its rules are matched, and what each set of hits decides."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.columns import FAILED, Codes, Column, EncodedColumn, failed_rows
from app.decide.bits import BitSpace
from app.decide.cells import CellSpace, HitSets, Space, cell_count, ranked
from app.decide.coders import Coder
from app.decide.outcomes import Lookup
from app.decide.policies import Hits, Resolution, resolve
from app.findings import Finding
from app.rulebooks.conditions import ANYTHING, Condition, Interval
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Rule
from app.values import VarType

CELL_LIMIT = 1 << 20
"""Cells that one array may span."""
MAX_PARTS = 40
"""Independent groups of rules a table is split into before bit vectors are the better way."""
_MAX_REMEMBERED = 1 << 16
"""Cells of single cases whose decision is remembered outside the arrays."""


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
        self._groupers = [
            (self.variables[place], coder.group)
            for places, space in self.parts
            for place, coder in zip(places, space.coders, strict=True)
        ]
        self._hits: Space | HitSets = self.parts[0][1] if len(self.parts) == 1 else HitSets()
        self.resolutions: list[Resolution] = []
        """What each set of rules that was met decides, in the order of their numbers."""
        self.faults: list[int] = []
        """Numbers of the resolutions that are errors of the case."""
        self._outcomes = [Lookup(place) for place in range(len(table.outputs))]
        self._fired = Lookup(None)
        self._remembered: dict[tuple[int, ...], Resolution] = {}
        self._lock = threading.Lock()

    @property
    def method(self) -> str:
        """``cells``, ``split`` (cells of independent groups of rules) or ``bits``."""
        return "split" if len(self.parts) > 1 else self.parts[0][1].method

    @property
    def note(self) -> Finding | None:
        """Says so where the table's cells are too many for one array."""
        if self.method == "cells":
            return None
        params = {"table": self.table.name, "parts": len(self.parts), "rules": len(self.table.rules)}
        return Finding("note", f"decide.table-{self.method}", self.table.place, params)

    @property
    def asked(self) -> int:
        """Cells that durable-rules has decided so far."""
        return sum(space.asked for _, space in self.parts if isinstance(space, CellSpace))

    def resolution(self, known: Mapping[str, Any]) -> Resolution:
        """The decision of one case, given the values of ``variables`` by name."""
        groups = tuple([group(known[name]) for name, group in self._groupers])
        return self._remembered.get(groups) or self._resolution(groups)

    def numbers(self, columns: Sequence[Column], count: int) -> Codes:
        """The number of the resolution of every case, shape (n,); FAILED where an input failed."""
        failed = failed_rows(columns)
        if failed is None:
            numbers = self._numbers(columns, count)
        else:
            kept = np.flatnonzero(~failed)
            numbers = np.full(count, FAILED, np.int32)
            numbers[kept] = self._numbers([column.take(kept) for column in columns], len(kept))
        self._resolve()
        return numbers

    def gather(self, numbers: Codes) -> tuple[list[EncodedColumn], EncodedColumn]:
        """Outcome columns (one per output) and the column of fired rules, from resolution numbers."""
        outcomes = [lookup.column(self.resolutions, numbers) for lookup in self._outcomes]
        return outcomes, self._fired.column(self.resolutions, numbers)

    def _resolution(self, groups: tuple[int, ...]) -> Resolution:
        """The decision of a cell that no single case has met yet."""
        found: list[tuple[Space, int]] = []
        start = 0
        for places, space in self.parts:
            found.append((space, space.number(groups[start : start + len(places)])))
            start += len(places)
        number = found[0][1]
        if len(found) > 1:
            number = self._hits.numbered(tuple(sorted(rule for space, number in found for rule in space.found[number])))
        self._resolve()
        if len(self._remembered) >= _MAX_REMEMBERED:
            self._remembered.clear()
        self._remembered[groups] = self.resolutions[number]
        return self.resolutions[number]

    def _numbers(self, columns: Sequence[Column], count: int) -> Codes:
        if len(self.parts) == 1:
            places, space = self.parts[0]
            return space.numbers([columns[place] for place in places], count)
        labels = np.zeros(count, np.int32)
        combined: list[Hits] = [()]
        for places, space in self.parts:
            numbers = space.numbers([columns[place] for place in places], count)
            size = len(space.found)
            kept, labels = ranked(labels * np.int64(size) + numbers, len(combined) * size)
            combined = [_joined(combined[pair // size], space.found[pair % size]) for pair in kept.tolist()]
        return np.array([self._hits.numbered(hits) for hits in combined], np.int32)[labels]

    def _resolve(self) -> None:
        """Apply the hit policy to the sets of rules that were met since."""
        with self._lock:
            for number in range(len(self.resolutions), len(self._hits.found)):
                resolution = resolve(self.table, self._hits.found[number])
                if resolution.error is not None:
                    self.faults.append(number)
                self.resolutions.append(resolution)

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


def _joined(first: Hits, second: Hits) -> Hits:
    return tuple(sorted((*first, *second)))


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
