"""What differs between two versions of a rulebook, as values; :mod:`app.decide.diff.words` says it to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from app.findings import N_, Place
from app.rulebooks.bands import Cut
from app.rulebooks.conditions import Test, matches
from app.values import Value, VarType

Kind = Literal["added", "removed", "changed"]


class BandKind(StrEnum):
    RANGE = "range"
    VALUE = "value"
    TESTS = "tests"
    """Texts (or lists) told apart only by which tests hold."""
    OTHER = "other"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Band:
    """A piece of a variable's domain that no condition of either version divides."""

    kind: BandKind
    low: Cut | None = None
    high: Cut | None = None
    value: Value = None
    holding: tuple[Test, ...] = ()
    failing: tuple[Test, ...] = ()
    """Of the tests on other texts or on lists: those that do not hold."""
    apart: frozenset[Value] = frozenset()
    """Listed values, which are bands of their own."""

    def holds(self, value: Value | tuple[Value, ...]) -> bool:
        """Whether a value lies in this band."""
        match self.kind:
            case BandKind.MISSING:
                return value is None
            case BandKind.VALUE:
                return value is not None and value == self.value
            case BandKind.RANGE:
                return value is not None and self._within(value)
        if value is None or (not isinstance(value, tuple) and value in self.apart):
            return False
        kept = all(matches(test, value) for test in self.holding)
        return kept and not any(matches(test, value) for test in self.failing)

    def _within(self, value: Any) -> bool:
        low, high = self.low, self.high
        above = low is None or value > low.value or (value == low.value and not low.after)
        return above and (high is None or value < high.value or (value == high.value and high.after))


@dataclass(frozen=True, slots=True)
class Reach:
    """The bands of one variable in which something changes; a variable that does not matter has no reach."""

    variable: str
    kind: VarType
    unit: str
    bands: tuple[Band, ...]
    """In their order; a missing value comes last."""
    others: tuple[Band, ...]
    """The bands in which it does not."""
    evident: bool = False
    """Its values name the variable: no other column of the table has such a unit or such words."""

    def holds(self, value: Value | tuple[Value, ...]) -> bool:
        return any(band.holds(value) for band in self.bands)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a version concludes in some cells."""

    values: tuple[Any, ...]
    """One per output; None is 未命中."""
    error: str = ""
    """Finding code where the version cannot decide: two rules of U, different outcomes under A."""
    times: int = 1
    """How often a collecting table lists these values; 0: not at all."""


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """In these cases, and no others that the table lists elsewhere, the outcome was *old* and is *new*."""

    where: tuple[Reach, ...]
    """Empty: in every case."""
    old: Outcome
    new: Outcome

    def covers(self, values: Mapping[str, Any]) -> bool:
        return all(reach.holds(values.get(reach.variable)) for reach in self.where)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A row that only one version has: how a table is compared that has too many cells."""

    kind: Kind
    rule: str
    conditions: str
    outcomes: str
    place: Place


@dataclass(frozen=True, slots=True)
class TableDifference:
    """A decision table, matrix or scale that decides differently in the two versions."""

    table: str
    place: Place
    outputs: tuple[str, ...]
    """Conclusions that both versions have, in the order of the outcomes; a scale: its rate and its fixed sum."""
    types: tuple[VarType, ...]
    changes: tuple[OutcomeChange, ...] = ()
    rules: tuple[RuleChange, ...] = ()
    collects: bool = False
    """The outcomes are entries of the list that the table gives: each is compared by itself."""
    exact: bool = True
    """False: compared row by row, so a listed row need not change any outcome."""


class Part(StrEnum):
    """Kinds of blocks; the value is the word people read."""

    TABLE = N_("决策表")
    SCALE = N_("阶梯")
    FORMULA = N_("公式")
    PARAMETER = N_("参数")
    VARIABLE = N_("变量")
    TEST = N_("测试用例")
    LETTER = N_("文书")
    MEASURE = N_("指标")
    FLOW = N_("决策流程")


@dataclass(frozen=True, slots=True)
class Detail:
    """One property of one entry that changed, or an entry that came or went (then *aspect* is empty)."""

    part: Part
    kind: Kind
    name: str
    place: Place
    aspect: str = ""
    old: str = ""
    new: str = ""
    used_by: tuple[str, ...] = ()
    """Blocks that read it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two versions of one book."""

    old: str
    """Content hash."""
    new: str
    tables: tuple[TableDifference, ...] = field(default=())
    details: tuple[Detail, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.tables or self.details)
