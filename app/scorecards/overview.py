"""All officers side by side, best score first: what HR reads on the page and in the workbook."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.rulebooks.model import Aggregate, Role, Rulebook
from app.scorecards.indicators import COMPLETION, POINTS, TARGET, WEIGHT, Indicator, each, names
from app.scorecards.model import Scorecards
from app.values import VarType

RANK, BRANCH, NUMBER, NAME = "名次", "机构名称", "员工工号", "员工姓名"
_ADDS_UP = (Aggregate.SUM, Aggregate.COUNT)


@dataclass(frozen=True, slots=True)
class Field:
    """One column; ``group`` is the 指标 it belongs to, empty for a column of its own."""

    heading: str
    type: VarType
    values: tuple[Any, ...]
    """In the order of ``Overview.rows``; None where there is no value."""
    group: str = ""
    adds_up: bool = False
    """A total over the officers says something (money and counts do, means and points do not)."""

    @property
    def total(self) -> Decimal | None:
        return sum((value for value in self.values if value is not None), Decimal(0)) if self.adds_up else None


@dataclass(frozen=True, slots=True)
class Overview:
    rows: tuple[int, ...]
    """Rows of the scorecards, best score first, officers without a score last."""
    fields: tuple[Field, ...]

    def field(self, heading: str, group: str = "") -> Field | None:
        return next((one for one in self.fields if (one.heading, one.group) == (heading, group)), None)


def ranking(scorecards: Scorecards) -> list[tuple[int | None, int]]:
    """(Rank, row) best first; equal scores share a rank, no score no rank."""
    scores = _outcomes(scorecards, Role.SCORE)
    scored = sorted(score for score in scores if score is not None)
    order = sorted(range(len(scores)), key=lambda row: (scores[row] is None, -(scores[row] or 0), row))
    ranks = (None if scores[row] is None else len(scored) - bisect_right(scored, scores[row]) + 1 for row in order)
    return list(zip(ranks, order, strict=True))


def overview_of(scorecards: Scorecards) -> Overview:
    """Who, the score, grade and pay, every indicator, then whatever else the rulebook concludes."""
    ranked = ranking(scorecards)
    rows = tuple(row for _, row in ranked)
    ranks = tuple(None if rank is None else Decimal(rank) for rank, _ in ranked)
    fields = (
        Field(RANK, VarType.INTEGER, ranks),
        *_who(scorecards, rows),
        *_headline(scorecards, rows),
        *_indicators(scorecards, rows),
        *_conclusions(scorecards, rows),
    )
    return Overview(rows, fields)


def headline(rulebook: Rulebook) -> tuple[str, ...]:
    """The conclusions people look at first: score, grade and pay under the bank's own names."""
    roles = (Role.SCORE, Role.GRADE, Role.PAY)
    found = (variable.name for role in roles for variable in rulebook.with_role(role)[:1])
    return tuple(name for name in found if name in rulebook.produced)


def _who(scorecards: Scorecards, rows: Sequence[int]) -> Iterator[Field]:
    officers = [scorecards.officers[row] for row in rows]
    yield Field(BRANCH, VarType.TEXT, tuple(officer.branch or None for officer in officers))
    yield Field(NUMBER, VarType.TEXT, tuple(officer.id for officer in officers))
    yield Field(NAME, VarType.TEXT, tuple(officer.name or None for officer in officers))


def _headline(scorecards: Scorecards, rows: Sequence[int]) -> Iterator[Field]:
    return (_conclusion(name, scorecards, rows) for name in headline(scorecards.rulebook))


def _indicators(scorecards: Scorecards, rows: Sequence[int]) -> Iterator[Field]:
    cards = list(each(scorecards))
    sums = {measure.name for measure in scorecards.rulebook.measures if measure.aggregate in _ADDS_UP}
    for place, name in enumerate(names(scorecards.rulebook)):
        yield from _fields_of([cards[row][place] for row in rows], name in sums)


def _fields_of(column: Sequence[Indicator], adds_up: bool) -> Iterator[Field]:
    """实际, and of 目标, 完成率 and 得分 those that any officer has."""
    if not column:
        return
    first = column[0]
    group = f"{first.name}（{first.unit}）" if first.unit else first.name
    yield Field("实际", first.type, tuple(one.actual for one in column), group, adds_up)
    parts = (
        Field(TARGET, first.type, tuple(one.target for one in column), group, adds_up),
        Field(COMPLETION, VarType.PERCENT, tuple(one.completion for one in column), group),
        Field(POINTS, VarType.DECIMAL, tuple(one.points for one in column), group),
    )
    yield from (part for part in parts if any(value is not None for value in part.values))


def _conclusions(scorecards: Scorecards, rows: Sequence[int]) -> Iterator[Field]:
    """Those that stand neither in the headline nor beside an indicator."""
    rulebook = scorecards.rulebook
    shown = {*names(rulebook), *headline(rulebook)}
    shown |= {f"{name}{ending}" for name in names(rulebook) for ending in (TARGET, COMPLETION, WEIGHT, POINTS)}
    return (_conclusion(name, scorecards, rows) for name in rulebook.outputs if name not in shown)


def _conclusion(name: str, scorecards: Scorecards, rows: Sequence[int]) -> Field:
    column, kind = scorecards.decisions.outputs[name], scorecards.rulebook.variables[name].type
    values = tuple(column.value(row) for row in rows)
    listed = any(isinstance(value, tuple) for value in values)
    return Field(name, kind, values, adds_up=kind is VarType.MONEY and not listed)


def _outcomes(scorecards: Scorecards, role: Role) -> list[Any]:
    """What each officer got for a role, None where the rulebook concludes no such thing."""
    for variable in scorecards.rulebook.with_role(role):
        if variable.name in scorecards.decisions.outputs:
            return scorecards.decisions.outputs[variable.name].to_list()
    return [None] * len(scorecards.officers)
