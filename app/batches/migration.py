"""One case file decided by two versions: how many cases, and how much money, move from which outcome to which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.batches.model import DecidedCases
from app.batches.records import Step, traces
from app.rulebooks.model import Role
from app.values import VarType, to_text

_SUMMED = (VarType.MONEY, VarType.DECIMAL, VarType.INTEGER)
"""Conclusions with as many values as cases: summed up, not tabulated. Rates and words are classes."""
MOST_CLASSES = 40
"""Outcomes beyond which a table of old by new ones is too wide to be read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A conclusion of one case."""

    state: int
    """0, MISSING (未命中) or FAILED (could not be decided)."""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Cases that went from one outcome to another, or stayed."""

    old: Standing
    new: Standing
    cases: int
    amount: Decimal
    """Sum of the 金额 of those cases, as far as they have one."""

    @property
    def moves(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class Totals:
    """A conclusion that is a sum or a count: what all cases together had and have."""

    old: Decimal
    new: Decimal
    higher: int
    lower: int
    other: int
    """Cases that have a number in one version only."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One conclusion that changes for at least one case."""

    conclusion: str
    kind: VarType
    cases: int
    """How many change."""
    amount: Decimal
    flows: tuple[Flow, ...] = ()
    """Every pair of outcomes that occurs, those that stay included; empty where there are totals."""
    order: tuple[Standing, ...] = ()
    """The outcomes that occur, in the order of 取值范围, 未命中 and errors last."""
    totals: Totals | None = None

    @property
    def olds(self) -> list[Standing]:
        """The outcomes that cases come from, in order."""
        return [one for one in self.order if any(flow.old == one for flow in self.flows)]

    @property
    def news(self) -> list[Standing]:
        """The outcomes that cases go to, in order."""
        return [one for one in self.order if any(flow.new == one for flow in self.flows)]

    @property
    def tabular(self) -> bool:
        """Whether a table of old by new outcomes can be read; otherwise the moves are listed."""
        return self.totals is None and len(self.order) <= MOST_CLASSES


@dataclass(frozen=True, slots=True)
class Mover:
    """A case for which one conclusion changes."""

    source_row: int
    case_id: str
    customer: str
    branch: str
    officer: str
    amount: Decimal | None
    conclusion: str
    kind: VarType
    old: Standing
    new: Standing
    old_rules: tuple[str, ...]
    new_rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A case file before and after."""

    as_of: date
    count: int
    """Cases that both versions read."""
    amount_name: str | None
    """The variable with 用途 金额 whose sums are given."""
    migrations: tuple[Migration, ...]
    movers: tuple[Mover, ...]

    @property
    def moved(self) -> int:
        """Cases with at least one changed conclusion."""
        return len({mover.source_row for mover in self.movers})


def compare_decided(old: DecidedCases, new: DecidedCases) -> Comparison:
    """The same file's cases decided by two versions, matched by their row in the file."""
    before = {int(number): row for row, number in enumerate(old.cases.raw.row_numbers)}
    pairs = [
        (before[number], row)
        for row, number in enumerate(map(int, new.cases.raw.row_numbers))
        if number in before
    ]  # fmt: skip
    cases = _Cases(old, new, pairs)
    migrations = [found for name in cases.conclusions if (found := _migration(cases, name)) is not None]
    changed = {migration.conclusion for migration in migrations}
    movers = sorted(
        (mover for name in cases.conclusions if name in changed for mover in _movers(cases, name)),
        key=lambda mover: mover.source_row,
    )
    return Comparison(new.as_of, len(pairs), cases.amount_name, tuple(migrations), tuple(movers))


class _Cases:
    """Both versions' columns over the rows they share."""

    def __init__(self, old: DecidedCases, new: DecidedCases, pairs: Sequence[tuple[int, int]]) -> None:
        self.old, self.new, self.pairs = old, new, pairs
        self.conclusions = [name for name in new.outputs if name in old.outputs]
        release = new.release
        self.kinds = {name: release.variables[name].type for name in self.conclusions}
        self.amount_name = release.role(Role.AMOUNT)
        self.amounts = [value if isinstance(value, Decimal) else None for value in self._of(self.amount_name)]
        self.ids = new.cases.ids(release.role(Role.CASE_ID))
        roles = (Role.CUSTOMER_NAME, Role.BRANCH, Role.OFFICER_NAME)
        self.people = [[to_text(value) for value in self._of(release.role(role))] for role in roles]
        self.traces = traces(old), traces(new)

    def _of(self, name: str | None) -> list[Any]:
        column = self.new.columns.get(name) if name else None
        return [None] * len(self.new) if column is None else column.to_list()

    def standings(self, name: str) -> list[tuple[Standing, Standing]]:
        """Per shared case, the conclusion before and after."""
        before, after = (_standings(decided, name) for decided in (self.old, self.new))
        return [(before[one], after[other]) for one, other in self.pairs]


def _standings(decided: DecidedCases, name: str) -> list[Standing]:
    column = decided.outputs[name]
    states = column.states.tolist()
    values = column.to_list()
    return [Standing(state, value if state == 0 else None) for state, value in zip(states, values, strict=True)]


def _migration(cases: _Cases, name: str) -> Migration | None:
    standings = cases.standings(name)
    changed = [place for place, (old, new) in enumerate(standings) if old != new]
    if not changed:
        return None
    kind = cases.kinds[name]
    amounts = [cases.amounts[row] or Decimal(0) for _, row in cases.pairs]
    moved = sum((amounts[place] for place in changed), Decimal(0))
    numeric = kind in _SUMMED and not any(isinstance(one.value, tuple) for pair in standings for one in pair)
    if numeric:
        return Migration(name, kind, len(changed), moved, totals=_totals(standings))
    flows = _flows(standings, amounts)
    ranks = {value: rank for rank, value in enumerate(cases.new.release.variables[name].domain or ())}
    occurring = {standing for flow in flows for standing in (flow.old, flow.new)}
    order = tuple(sorted(occurring, key=lambda standing: _rank(standing, ranks)))
    place = {standing: number for number, standing in enumerate(order)}
    flows.sort(key=lambda flow: (place[flow.old], place[flow.new]))
    return Migration(name, kind, len(changed), moved, tuple(flows), order)


def _flows(standings: Sequence[tuple[Standing, Standing]], amounts: Sequence[Decimal]) -> list[Flow]:
    counted: dict[tuple[Standing, Standing], tuple[int, Decimal]] = {}
    for pair, amount in zip(standings, amounts, strict=True):
        count, total = counted.get(pair, (0, Decimal(0)))
        counted[pair] = count + 1, total + amount
    return [Flow(*pair, *numbers) for pair, numbers in counted.items()]


def _rank(standing: Standing, ranks: dict[Any, int]) -> tuple[int, int, str]:
    """Values in the order of 取值范围, then others, then 未命中, then errors."""
    return -standing.state, ranks.get(standing.value, len(ranks)), to_text(standing.value)


def _totals(standings: Sequence[tuple[Standing, Standing]]) -> Totals:
    numbers = [(old.value, new.value) for old, new in standings]
    both = [(old, new) for old, new in numbers if old is not None and new is not None]
    changed = sum(old != new for old, new in standings)
    higher, lower = sum(new > old for old, new in both), sum(new < old for old, new in both)
    before = sum((old for old, _ in numbers if old is not None), Decimal(0))
    after = sum((new for _, new in numbers if new is not None), Decimal(0))
    return Totals(before, after, higher, lower, changed - higher - lower)


def _movers(cases: _Cases, name: str) -> Iterator[Mover]:
    customers, branches, officers = cases.people
    for (one, row), (old, new) in zip(cases.pairs, cases.standings(name), strict=True):
        if old != new:
            rules = _fired(cases.traces[0][one], name), _fired(cases.traces[1][row], name)
            number = int(cases.new.cases.raw.row_numbers[row])
            yield Mover(
                number, cases.ids[row], customers[row], branches[row], officers[row], cases.amounts[row],
                name, cases.kinds[name], old, new, *rules,
            )  # fmt: skip


def _fired(trace: Sequence[Step], name: str) -> tuple[str, ...]:
    return next((tuple(step["rules"]) for step in trace if name in step["gives"]), ())
