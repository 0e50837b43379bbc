"""What one officer's card says about each 指标: target, actual, completion, weight, points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.rulebooks.model import Measure, Rulebook
from app.scorecards.aggregates import quotient
from app.scorecards.measures import type_of
from app.scorecards.model import Scorecards
from app.values import Value, VarType

TARGET, COMPLETION, WEIGHT, POINTS = "目标", "完成率", "权重", "得分"
"""Endings: the formula, measure or parameter ``清收金额得分`` holds the points of ``清收金额``."""
_COMPANIONS = (TARGET, COMPLETION, WEIGHT, POINTS)
_RATE_PLACES = 4


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of a card; None where there is no such value."""

    name: str
    type: VarType
    """Of ``actual`` and ``target``."""
    unit: str
    actual: Value
    target: Value
    completion: Value
    weight: Value
    weight_type: VarType
    points: Value
    scoring: str = ""
    """计分方式, as the rulebook words it."""
    cap: Decimal | None = None


def indicators(scorecards: Scorecards, row: int) -> list[Indicator]:
    """The measures in the order of the rulebook, then the ratios that are scored, for one officer."""
    values = _values(scorecards, row)
    listed = {measure.name: measure for measure in scorecards.rulebook.measures}
    return [_indicator(name, listed.get(name), scorecards.rulebook, values) for name in names(scorecards.rulebook)]


def names(rulebook: Rulebook) -> tuple[str, ...]:
    """Measures, and whatever a block concludes that has points of its own (``催收成功率`` + ``催收成功率得分``).

    Those that are scored come first, then the measures that are only told. A measure that only serves another as
    its target, weight, completion or points has no row.
    """
    scored = [name for name in rulebook.outputs if f"{name}{POINTS}" in rulebook.produced]
    found = dict.fromkeys([*(measure.name for measure in rulebook.measures), *scored])
    serving = {f"{name}{ending}" for name in found for ending in _COMPANIONS}
    shown = [name for name in found if name not in serving]
    return tuple(sorted(shown, key=lambda name: f"{name}{POINTS}" not in rulebook.produced))


def _weight_type(name: str, rulebook: Rulebook) -> VarType:
    """As its parameter or variable says; in 指标, weights that are all at most 1 are shares (30%), others points."""
    own = f"{name}{WEIGHT}"
    if own in rulebook.variables or own in rulebook.parameters:
        return (rulebook.variables.get(own) or rulebook.parameters[own]).type
    weights = [measure.weight for measure in rulebook.measures if measure.weight is not None]
    return VarType.PERCENT if all(weight <= 1 for weight in weights) else VarType.DECIMAL


def _values(scorecards: Scorecards, row: int) -> Callable[[str], Any]:
    """Look a name up among conclusions, measures and parameters, in this order."""
    columns = {**scorecards.measured.columns, **scorecards.decisions.outputs}
    parameters = scorecards.rulebook.parameters

    def value(name: str) -> Any:
        if name in columns:
            return columns[name].value(row)
        return parameters[name].value if name in parameters else None

    return value


def _indicator(name: str, measure: Measure | None, rulebook: Rulebook, value: Callable[[str], Any]) -> Indicator:
    variable = rulebook.variables.get(name)
    actual = value(name)
    target = _or(value(f"{name}{TARGET}"), measure.target if measure else None)
    return Indicator(
        name,
        type_of(measure, rulebook) if measure else rulebook.variables[name].type,
        (measure.unit if measure else "") or (variable.unit if variable else ""),
        actual,
        target,
        _or(value(f"{name}{COMPLETION}"), _ratio(actual, target)),
        _or(value(f"{name}{WEIGHT}"), measure.weight if measure else None),
        _weight_type(name, rulebook),
        value(f"{name}{POINTS}"),
        measure.scoring if measure else "",
        measure.cap if measure else None,
    )


def _or(first: Value, second: Value) -> Value:
    return second if first is None else first


def _ratio(actual: Value, target: Value) -> Decimal | None:
    """实际 over 目标, half-up to a hundredth of a percent."""
    if isinstance(actual, Decimal) and isinstance(target, Decimal) and target:
        return quotient(actual, target, _RATE_PLACES)
    return None


def each(scorecards: Scorecards) -> Iterator[list[Indicator]]:
    """The cards' rows of all officers, in their order."""
    return (indicators(scorecards, row) for row in range(len(scorecards.officers)))
