"""Rows that step back: with everything else equal, more of an ordered variable turns an ordered conclusion round.

Which way a table goes is not written anywhere, it is learned: along each ordered condition column, the rules that
follow each other give better or worse conclusions. Where most steps go one way, the few that go the other way are
probably slips. Exact on the bands, over every combination of the other columns, with a bound on the effort.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.rulebooks.coverage import Coverage, TooManyCellsError, different
from app.rulebooks.deciding import Deciding, lowest
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Output, Variable
from app.rulebooks.tablebands import AxisBands
from app.values import Value, VarType

CLEAR = 3
"""Steps one way for each step back, and at least so many, make a direction; fewer make a table that has none."""

Ranks = Sequence[float | None]
"""Per rule where its conclusion stands in the order; None where it has no place in it."""


@dataclass(frozen=True, slots=True)
class StepBack:
    """Two rules that decide neighbouring bands of one column and go against its direction."""

    axis: int
    output: int
    before: int
    after: int
    """Numbers of the rules; *after* decides the later band."""
    cell_before: tuple[int, ...]
    cell_after: tuple[int, ...]
    forward: int
    """How many other pairs of rules go the other way."""


@dataclass(frozen=True, slots=True)
class _Step:
    """Where one rule follows another along a column."""

    cell_before: tuple[int, ...]
    cell_after: tuple[int, ...]


def steps_back(
    table: DecisionTable, coverage: Coverage, deciding: Deciding, variables: Mapping[str, Variable]
) -> tuple[list[StepBack], bool]:
    """Steps against a clear direction, by column and output, and whether every column was finished.

    A column that takes more than its share of the effort is left out whole: half the steps may mislead.
    """
    ranks = {
        place: standing for place, output in enumerate(table.outputs) if (standing := _ranks(table, output, variables))
    }
    lanes = {place: lane for place, axis in enumerate(coverage.table.axes) if len(lane := _lane(axis, variables)) > 1}
    found: list[StepBack] = []
    finished = True
    for place, lane in lanes.items() if ranks else ():
        coverage.renew()
        coverage.steps //= len(lanes)
        walk = _Walk(coverage, deciding, place, lane, list(ranks.values()))
        try:
            walk.run()
        except TooManyCellsError:
            finished = False
            continue
        for output, standing in ranks.items():
            found += _against(walk.steps, standing, place, output)
    return found, finished


def _ranks(table: DecisionTable, output: Output, variables: Mapping[str, Variable]) -> list[float | None]:
    """Where each rule's conclusion stands; empty where the dictionary does not call the variable ordered."""
    variable = variables[output.variable]
    outcomes = [rule.outcomes[table.outputs.index(output)] for rule in table.rules]
    order: Sequence[Value] = variable.domain or ()
    if variable.type.is_number or variable.type is VarType.DATE:
        order = sorted({value for value in outcomes if value is not None})
    standing = {value: float(rank) for rank, value in enumerate(order)}
    ranked = [None if value is None else standing.get(value) for value in outcomes]
    return ranked if variable.ordered and len(set(ranked) - {None}) > 1 else []


def _lane(axis: AxisBands, variables: Mapping[str, Variable]) -> list[int]:
    """The bands of a column in their order, without the missing one; empty where they have none."""
    variable = variables.get(axis.variable)
    if variable is None or axis.variable == BUSINESS_DATE:
        return []
    bands = [band for band in range(len(axis.witnesses)) if band != axis.missing]
    if variable.type.is_number or variable.type is VarType.DATE:
        return bands
    if variable.type is not VarType.TEXT or not variable.ordered or not variable.domain:
        return []
    place = {value: number for number, value in enumerate(variable.domain)}
    listed = [band for band in bands if axis.witnesses[band] in place]
    return sorted(listed, key=lambda band: place[axis.witnesses[band]])  # type: ignore[index]


class _Walk:
    """All steps along one column, over every combination of the other columns' bands."""

    def __init__(
        self, coverage: Coverage, deciding: Deciding, axis: int, lane: Sequence[int], ranks: Sequence[Ranks]
    ) -> None:
        axes = coverage.table.axes
        self.coverage = coverage
        self.deciding = deciding
        self.axis = axis
        self.lane = _runs(coverage.masks[axis], lane)
        others = [place for place in range(len(axes)) if place != axis]
        self.order = sorted(others, key=lambda place: -len(axes[place].conditions))
        self.bands = [different(coverage.masks[place], axes[place].meant) for place in self.order]
        self.alike = _alike(ranks)
        self.seen: set[tuple[int, int]] = set()
        self.steps: dict[tuple[int, int], _Step] = {}
        """(rule before, rule after) → the first place where they follow each other."""

    def run(self) -> None:
        self._search(self.coverage.everyone, ())

    def _search(self, alive: int, path: tuple[int, ...]) -> None:
        depth = len(path)
        if self._of_one_mind(alive) or (depth, alive) in self.seen:
            return
        self.seen.add((depth, alive))
        if depth == len(self.order):
            self._walk(alive, path)
            return
        for mask, band in self.bands[depth]:
            self.coverage.spend()
            self._search(alive & mask, (*path, band))

    def _of_one_mind(self, alive: int) -> bool:
        """No step can be found among rules that all conclude the same."""
        first = lowest(alive)
        return first is None or not alive & ~self.alike[first]

    def _walk(self, alive: int, path: tuple[int, ...]) -> None:
        self.coverage.spend(len(self.lane))
        before: tuple[int, int] | None = None
        for mask, first, last in self.lane:
            rule = self.deciding.rule(alive & mask)
            if rule is None:
                continue
            if before is not None and before[0] != rule and (before[0], rule) not in self.steps:
                self.steps[before[0], rule] = _Step(self._cell(path, before[1]), self._cell(path, first))
            before = rule, last

    def _cell(self, path: tuple[int, ...], band: int) -> tuple[int, ...]:
        chosen = dict(zip(self.order, path, strict=True)) | {self.axis: band}
        return tuple(chosen[place] for place in range(len(chosen)))


def _runs(masks: Sequence[int], lane: Sequence[int]) -> list[tuple[int, int, int]]:
    """(mask, first band, last band) of neighbours that the same rules accept."""
    runs: list[tuple[int, int, int]] = []
    for band in lane:
        if runs and runs[-1][0] == masks[band]:
            runs[-1] = (masks[band], runs[-1][1], band)
        else:
            runs.append((masks[band], band, band))
    return runs


def _alike(ranks: Sequence[Ranks]) -> list[int]:
    """For each rule the mask of those whose conclusions stand at the same places."""
    places = list(zip(*ranks, strict=True))
    masks: dict[tuple[float | None, ...], int] = {}
    for number, place in enumerate(places):
        masks[place] = masks.get(place, 0) | 1 << number
    return [masks[place] for place in places]


def _against(steps: Mapping[tuple[int, int], _Step], ranks: Ranks, axis: int, output: int) -> Iterator[StepBack]:
    """The steps against the direction of the column, one for each rule that steps back."""
    up = [pair for pair in steps if _rise(pair, ranks) > 0]
    down = [pair for pair in steps if _rise(pair, ranks) < 0]
    few, many = sorted((up, down), key=len)
    if len(many) < CLEAR * max(1, len(few)):
        return
    named: set[int] = set()
    for before, after in few:
        if after not in named:
            named.add(after)
            step = steps[before, after]
            yield StepBack(axis, output, before, after, step.cell_before, step.cell_after, len(many))


def _rise(pair: tuple[int, int], ranks: Ranks) -> float:
    before, after = ranks[pair[0]], ranks[pair[1]]
    return 0.0 if before is None or after is None else after - before
