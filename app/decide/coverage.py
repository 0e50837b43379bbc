"""Which rules fire, and how often: by the test cases of a workbook, or by the cases of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.columns import FAILED
from app.decide.model import Decision, Decisions, StepShape


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """How often each rule of a block fired; rules that never did are worth a test case."""

    table: str
    fired: dict[str, int]
    """Rule id → cases in which it fired, in the order of the workbook; the default row is a rule like any other."""
    sheet: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Rule id → where it stands."""
    missed: int = 0
    """Cases in which no rule fired."""
    undecided: int = 0
    """Cases in which something that the block reads could not be had."""

    @property
    def rules(self) -> tuple[tuple[str, str, int], ...]:
        """(rule, cells, times) in the order of the workbook."""
        return tuple((rule, self.cells.get(rule, ""), times) for rule, times in self.fired.items())

    @property
    def silent(self) -> tuple[str, ...]:
        return tuple(rule for rule, times in self.fired.items() if times == 0)


def coverage_of(shapes: Sequence[StepShape], decisions: Iterable[Decision]) -> tuple[RuleCoverage, ...]:
    """Over single decisions, block by block."""
    counts = [_Counts(shape) for shape in shapes]
    for decision in decisions:
        for step, count in zip(decision.trace, counts, strict=True):
            failed = not step.rules and not decision.failed.isdisjoint(count.shape.outputs)
            count.add(step.rules, 1, failed)
    return tuple(count.coverage() for count in counts)


def coverage_by_cases(decisions: Decisions) -> tuple[RuleCoverage, ...]:
    """Over a batch, by column: what fired together is counted at once."""
    return tuple(_by_cases(decisions, shape) for shape in decisions.steps)


def _by_cases(decisions: Decisions, shape: StepShape) -> RuleCoverage:
    counts = _Counts(shape)
    fired = decisions.fired[shape.table]
    codes, times = np.unique(fired.codes, return_counts=True)
    for code, count in zip(codes.tolist(), times.tolist(), strict=True):
        rules = [shape.rule_ids[index] for index in fired.values[code]] if code >= 0 else []
        counts.add(rules, count, code == FAILED)
    return counts.coverage()


class _Counts:
    def __init__(self, shape: StepShape) -> None:
        self.shape = shape
        placed = zip(shape.rule_ids, shape.rule_cells, strict=True)
        self._cells = {rule: cell for rule, cell in placed if cell}  # a default row that is not there has none
        self._fired = dict.fromkeys(self._cells, 0)
        self._missed = self._undecided = 0

    def add(self, rules: Sequence[str], times: int, failed: bool) -> None:
        for rule in rules:
            self._fired[rule] = self._fired.get(rule, 0) + times
        if failed:
            self._undecided += times
        elif not rules:
            self._missed += times

    def coverage(self) -> RuleCoverage:
        shape = self.shape
        return RuleCoverage(shape.table, self._fired, shape.sheet, self._cells, self._missed, self._undecided)
