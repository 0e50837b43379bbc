"""From values to groups: the numbers that durable-rules and the cells work on.

A *group* joins the bands of a column between which no rule of the table distinguishes. Each condition column of a
table has one coder; ``codes`` serves whole columns, ``group`` one value, and both agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np
import numpy.typing as npt

from app.columns import FAILED, Codes, Column, EncodedColumn, Ints, NumberColumn
from app.decide.durable import Clause
from app.rulebooks.bands import BoolMatrix, ColumnBands, band_of
from app.rulebooks.conditions import ANYTHING, Condition
from app.values import Value, VarType

_FAR = (1 << 62) - 1
_MAX_RUNS = 30
"""More alternatives than this in one condition are told as a flag, far from durable-rules' limit of siblings."""


class Coder:
    """Bands of one condition column and the groups they fall into.

    ``rule_conditions[r]`` is the number of rule ``r``'s condition among the distinct ones of the column.
    """

    def __init__(self, field: str, conditions: Sequence[Condition], kind: VarType, lists: bool) -> None:
        self.field = field
        self.bands = ColumnBands(conditions, kind)
        self.rule_conditions = np.array([self.bands.index[condition] for condition in conditions], np.intp)
        self.growing = not self.bands.ordered and (lists or not self.bands.complete)
        """Values may show combinations of conditions that were not foreseen, each a new group."""
        self.group_of_band, self.accepts = _groups(self.bands.accepts)
        self._by_signature = {tuple(row): group for group, row in enumerate(self.accepts.tolist())}
        self._known: dict[object, int] = {}
        self._runs = [_runs(np.flatnonzero(column).tolist()) for column in self.accepts.T]
        self._flagged = [
            number for number in range(len(self._runs)) if self.growing or len(self._runs[number]) > _MAX_RUNS
        ]
        """Conditions told to durable-rules as flags of their own: no list of groups says them well."""

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
        if condition in self._flagged:
            return Clause(f"{self.field}c{condition}", ((1, 1),))
        return Clause(self.field, self._runs[condition])

    def event(self, group: int) -> dict[str, int]:
        """How durable-rules is told the group."""
        held = self.accepts[group]
        flags = {f"{self.field}c{condition}": 1 for condition in self._flagged if held[condition]}
        return {self.field: group, **flags}

    def group(self, value: Value | tuple[Value, ...]) -> int:
        """The group of one value."""
        if value is None:
            return int(self.group_of_band[self.bands.missing])
        if self.bands.ordered:
            return int(self.group_of_band[band_of(self.bands, value)])  # type: ignore[arg-type]
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = self._signature_group(value)
        return known

    def _signature_group(self, value: Value | tuple[Value, ...]) -> int:
        signature = self.bands.signature(value)
        group = self._by_signature.get(signature)
        if group is None:
            group = self._by_signature[signature] = self.size
            self.accepts = np.vstack([self.accepts, np.array([signature], np.bool_)])
        return group

    def codes(self, column: Column) -> Codes:
        """Groups of a whole column, shape (n,); FAILED where the value could not be had."""
        if isinstance(column, EncodedColumn):
            lookup = np.empty(len(column.values) + 2, np.int32)
            lookup[: len(column.values)] = [self.group(value) for value in column.values]
            lookup[-1] = self.group(None)  # code -1: missing
            lookup[-2] = FAILED  # code -2
            return lookup[column.codes]
        bands = np.searchsorted(self._thresholds(column), column.scaled, side="right")
        groups: Codes = self.group_of_band[bands]
        if column.marks is None:
            return groups
        blank = np.where(column.marks == FAILED, FAILED, self.group(None))
        return np.where(column.marks == 0, groups, blank).astype(np.int32)

    def _thresholds(self, column: NumberColumn) -> Ints:
        """The cuts as scaled integers: ``x >= threshold`` is exactly ``value above the cut``."""
        found: list[int] = []
        for cut in self.bands.cuts:
            if not isinstance(cut.value, Decimal):
                found.append(cut.value.toordinal() + cut.after)
                continue
            scaled = cut.value.scaleb(column.scale)
            rounding = ROUND_FLOOR if cut.after else ROUND_CEILING
            found.append(int(scaled.to_integral_value(rounding)) + cut.after)
        return np.array([max(-_FAR, min(_FAR, threshold)) for threshold in found], np.int64)


def _groups(accepts: BoolMatrix) -> tuple[Codes, BoolMatrix]:
    """Join bands that no condition distinguishes; numbered by first band, so that an interval is one run."""
    rows, first, inverse = np.unique(accepts, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(rows), np.int32)
    rank[order] = np.arange(len(rows), dtype=np.int32)
    return rank[inverse.reshape(-1)], rows[order]


def failed_rows(codes: Sequence[Codes], count: int) -> npt.NDArray[np.bool_]:
    """Rows in which any of the columns failed."""
    failed = np.zeros(count, np.bool_)
    for column in codes:
        failed |= column == FAILED
    return failed


def _runs(groups: Sequence[int]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    for group in groups:
        if runs and runs[-1][1] == group - 1:
            runs[-1] = (runs[-1][0], group)
        else:
            runs.append((group, group))
    return tuple(runs) or ((-1, -1),)  # a condition no band satisfies: a number no group has
