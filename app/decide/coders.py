"""From values to groups: the numbers that durable-rules and the cells work on.

A *group* joins the bands of a column between which no rule of the table distinguishes. Each condition column of a
table has one coder; ``reader`` serves whole columns, ``group`` one value, and both agree.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.columns import Codes, Column, EncodedColumn, NumberColumn
from app.decide.durable import Clause
from app.decide.thresholds import Counter, counter
from app.rulebooks.bands import BoolMatrix, ColumnBands, Cut
from app.rulebooks.conditions import ANYTHING, Condition
from app.values import Value, VarType

Groups: TypeAlias = npt.NDArray[np.intp]
Grouper: TypeAlias = Callable[[Any], int]
Reader: TypeAlias = Callable[[slice], Groups]
"""Rows → their groups, each times the weight it was asked for."""

_FAR = (1 << 62) - 1
_MAX_KNOWN = 1 << 16
"""Texts whose group is remembered; beyond that they are looked at afresh."""


class Coder:
    """Bands of one condition column and the groups they fall into.

    ``rule_conditions[r]`` is the number of rule ``r``'s condition among the distinct ones of the column.
    """

    def __init__(self, field: str, conditions: Sequence[Condition], kind: VarType, lists: bool) -> None:
        self.field = field
        self.bands = ColumnBands(conditions, kind)
        self.rule_conditions = np.array([self.bands.index[condition] for condition in conditions], np.intp)
        self.growing = lists or not (self.bands.ordered or self.bands.complete)
        """Values may show combinations of conditions that were not foreseen, each a new group."""
        self.group_of_band, self.accepts = _groups(self.bands.accepts)
        self._missing = int(self.group_of_band[self.bands.missing])
        self._counters: dict[int, Counter] = {}
        self._lock = threading.Lock()
        self.group = self._grouper(lists)
        """The group of one value."""
        self._flagged = (_run_counts(self.accepts) > 1) | self.growing
        """Conditions told to durable-rules as flags of their own: no one run of groups says them."""

    @property
    def size(self) -> int:
        """Groups known so far."""
        return len(self.accepts)

    @property
    def potential(self) -> int:
        """Groups there can ever be, those not yet met included."""
        return max(self.size, 1 << min(len(self.bands.conditions), 30)) if self.growing else self.size

    def clause(self, rule: int) -> Clause | None:
        """What rule number *rule* asks of this column; None when nothing."""
        condition = int(self.rule_conditions[rule])
        if self.bands.conditions[condition] == ANYTHING:
            return None
        if self._flagged[condition]:
            return Clause(f"{self.field}c{condition}", 1, 1)
        groups = np.flatnonzero(self.accepts[:, condition])
        if not len(groups):
            return Clause(self.field, -1, -1)  # a condition that no band satisfies: a number that no group has
        return Clause(self.field, int(groups[0]), int(groups[-1]))

    def event(self, group: int) -> dict[str, int]:
        """How durable-rules is told the group."""
        held = np.flatnonzero(self.accepts[group] & self._flagged).tolist()
        return {self.field: group, **{f"{self.field}c{condition}": 1 for condition in held}}

    @cached_property
    def _by_signature(self) -> dict[tuple[bool, ...], int]:
        """Which conditions hold → group; asked for texts, truth values and lists that are no witness only."""
        return {tuple(row): group for group, row in enumerate(self.accepts.tolist())}

    def _grouper(self, lists: bool) -> Grouper:
        if self.bands.ordered and not lists:
            return _searched(self.bands.cuts, self.group_of_band, self._missing)
        listed = dict(zip(self.bands.witnesses, self.group_of_band.tolist(), strict=True))
        return _Listed(listed, self._listed, self.growing).__getitem__

    def _listed(self, value: Value | tuple[Value, ...]) -> int:
        """The group of a text, a truth value or a list, by the conditions that hold for it; perhaps a new one."""
        signature = self.bands.signature(value)
        with self._lock:
            group = self._by_signature.get(signature)
            if group is None:
                group = self.size
                self.accepts = np.vstack([self.accepts, np.array([signature], np.bool_)])
                self._by_signature[signature] = group
        return group

    def reader(self, column: Column, weight: int = 1) -> Reader:
        """Groups of a column's rows, times *weight*. A failed row reads as a missing one: callers leave it out."""
        if isinstance(column, EncodedColumn):
            groups = [*map(self.group, column.values), self._missing, self._missing]  # codes -1 and -2: the last two
            lookup = np.array(groups, np.intp) * weight
            codes = column.codes
            return lambda rows: lookup[codes[rows]]
        return self._number_reader(column, weight)

    def _number_reader(self, column: NumberColumn, weight: int) -> Reader:
        count = self._counters.get(column.scale)
        if count is None:
            count = self._counters[column.scale] = counter(_thresholds(self.bands.cuts, column.scale))
        lookup = self.group_of_band.astype(np.intp) * weight
        numbers, marks, missing = column.scaled, column.marks, self._missing * weight
        if marks is None:
            return lambda rows: lookup.take(count(numbers[rows]))
        return lambda rows: np.where(marks[rows] == 0, lookup.take(count(numbers[rows])), missing)


class _Listed(dict[Any, int]):
    """Value → group. What is not listed is looked at once: all of it alike, or each value where text is searched."""

    def __init__(self, listed: Mapping[Any, int], find: Callable[[Any], int], each: bool) -> None:
        super().__init__(listed)
        self._listed, self._find, self._each = listed, find, each
        self._other: int | None = None

    def __missing__(self, value: Any) -> int:
        if not self._each:
            if self._other is None:
                self._other = self._find(value)
            return self._other
        if len(self) >= len(self._listed) + _MAX_KNOWN:
            self.clear()
            self.update(self._listed)
        group = self[value] = self._find(value)
        return group


def _searched(cuts: Sequence[Cut], group_of_band: Codes, missing: int) -> Grouper:
    """Numbers and dates by bisection."""
    edges, beside = _edges(cuts, group_of_band)
    count = len(edges)

    def group(value: Any) -> int:
        if value is None:
            return missing
        place = bisect_left(edges, value)
        return beside[2 * place + 1 if place < count and edges[place] == value else 2 * place]

    return group


def _edges(cuts: Sequence[Cut], group_of_band: Codes) -> tuple[list[Any], list[int]]:
    """Distinct cut values; and for each the group just below it and the group on it, at last the group above all."""
    known = frozenset(cuts)
    edges = list(dict.fromkeys(cut.value for cut in cuts))
    beside: list[int] = []
    band = 0
    for edge in edges:
        beside.append(band)
        band += Cut(edge, False) in known
        beside.append(band)
        band += Cut(edge, True) in known
    return edges, [int(group_of_band[band]) for band in [*beside, band]]


def _thresholds(cuts: Sequence[Cut], scale: int) -> list[int]:
    """The cuts as scaled integers: ``x >= threshold`` is exactly ``value above the cut``."""
    found: list[int] = []
    for cut in cuts:
        if not isinstance(cut.value, Decimal):
            found.append(cut.value.toordinal() + cut.after)
            continue
        over, under = cut.value.as_integer_ratio()
        over *= 10**scale
        found.append(over // under + 1 if cut.after else -(-over // under))
    return [max(-_FAR, min(_FAR, threshold)) for threshold in found]


def _groups(accepts: BoolMatrix) -> tuple[Codes, BoolMatrix]:
    """Join bands that no condition distinguishes; numbered by first band, so that an interval is one run."""
    packed = np.packbits(accepts, axis=1)
    numbers: dict[bytes, int] = {}
    codes = np.array([numbers.setdefault(row.tobytes(), len(numbers)) for row in packed], np.int32)
    first = np.unique(codes, return_index=True)[1]
    return codes, accepts if len(first) == len(accepts) else accepts[first]


def _run_counts(accepts: BoolMatrix) -> npt.NDArray[np.intp]:
    """For each condition into how many runs of groups it falls."""
    counts: npt.NDArray[np.intp] = (accepts[1:] & ~accepts[:-1]).sum(axis=0) + accepts[0]
    return counts
