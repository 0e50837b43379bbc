"""What a scorecard's Word template is given.

Letters and scorecards do not know each other, so the values come plain, each with its dictionary type; whoever
renders hands in the function that wraps them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from app.rulebooks.model import BUSINESS_DATE, Role, Rulebook
from app.scorecards.indicators import Indicator, indicators
from app.scorecards.measures import type_of
from app.scorecards.model import Scorecards
from app.values import VarType

ROWS = "指标"
ROW_FIELDS = ("序号", "指标", "单位", "目标", "实际", "完成率", "权重", "计分方式", "封顶", "得分")
HASH_LENGTH = 8

Wrap: TypeAlias = Callable[[Any, VarType], Any]
"""``app.letters.typed``, or nothing."""

_ALWAYS = {
    "机构名称": VarType.TEXT,
    "员工工号": VarType.TEXT,
    "员工姓名": VarType.TEXT,
    "考核期": VarType.TEXT,
    "考核期起": VarType.DATE,
    "考核期止": VarType.DATE,
    "总得分": VarType.DECIMAL,
    "等级": VarType.TEXT,
    "绩效工资": VarType.MONEY,
    "规则版本": VarType.TEXT,
    "制作日期": VarType.DATE,
    BUSINESS_DATE: VarType.DATE,
}
_BY_ROLE = {"总得分": Role.SCORE, "等级": Role.GRADE, "绩效工资": Role.PAY}


def _plain(value: Any, _: VarType) -> Any:
    return value


def scorecard_values(scorecards: Scorecards, officer: str, wrap: Wrap = _plain) -> dict[str, Any]:
    """Field → value for one officer; missing is None.

    Besides the fields every card has and ``指标`` (a list of rows), every measure, conclusion and parameter of
    the rulebook stands under its own name.

    Raises:
        KeyError: when nobody of that number was measured.
    """
    row = scorecards.row_of(officer)
    types = typed_fields(scorecards.rulebook)
    values: dict[str, Any] = {name: one.value for name, one in scorecards.rulebook.parameters.items()}
    values |= {name: column.value(row) for name, column in scorecards.measured.columns.items()}
    values |= scorecards.decisions.outcome(row) | _always(scorecards, row)
    wrapped = {name: wrap(value, types[name]) for name, value in values.items()}
    return wrapped | {ROWS: _rows(scorecards, row, wrap)}


def typed_fields(rulebook: Rulebook) -> Mapping[str, VarType]:
    """The fields of a card with their types; the rows of ``指标`` are not among them."""
    types = {name: parameter.type for name, parameter in rulebook.parameters.items()}
    types |= {name: variable.type for name, variable in rulebook.variables.items()}
    types |= {measure.name: type_of(measure, rulebook) for measure in rulebook.measures}
    named = {field: rulebook.variables[name].type for field, name in _role_names(rulebook).items()}
    return {**types, **_ALWAYS, **named}


def _role_names(rulebook: Rulebook) -> dict[str, str]:
    """Field of every card → the bank's own name for it."""
    found = ((field, rulebook.with_role(role)) for field, role in _BY_ROLE.items())
    return {field: variables[0].name for field, variables in found if variables}


def _always(scorecards: Scorecards, row: int) -> dict[str, Any]:
    who, period, rulebook = scorecards.officers[row], scorecards.period, scorecards.rulebook
    outcome = scorecards.decisions.outcome(row)
    by_role = {field: outcome.get(name) for field, name in _role_names(rulebook).items()}
    own = {field: outcome.get(field) for field in _BY_ROLE}
    return {
        **own,
        **by_role,
        "机构名称": who.branch or None,
        "员工工号": who.id,
        "员工姓名": who.name or None,
        "考核期": period.label,
        "考核期起": period.first,
        "考核期止": period.last,
        "规则版本": f"{rulebook.name} {rulebook.hash[:HASH_LENGTH]}",
        "制作日期": scorecards.decisions.as_of,
        BUSINESS_DATE: scorecards.decisions.as_of,
    }


def _rows(scorecards: Scorecards, row: int, wrap: Wrap) -> list[dict[str, Any]]:
    listed = enumerate(indicators(scorecards, row), start=1)
    return [_row(number, indicator, wrap) for number, indicator in listed]


def _row(number: int, indicator: Indicator, wrap: Wrap) -> dict[str, Any]:
    return {
        "序号": wrap(Decimal(number), VarType.INTEGER),
        "指标": wrap(indicator.name, VarType.TEXT),
        "单位": wrap(indicator.unit or None, VarType.TEXT),
        "目标": wrap(indicator.target, indicator.type),
        "实际": wrap(indicator.actual, indicator.type),
        "完成率": wrap(indicator.completion, VarType.PERCENT),
        "权重": wrap(indicator.weight, indicator.weight_type),
        "计分方式": wrap(indicator.scoring or None, VarType.TEXT),
        "封顶": wrap(indicator.cap, VarType.DECIMAL),
        "得分": wrap(indicator.points, VarType.DECIMAL),
    }
