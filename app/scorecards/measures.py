"""The 指标 of a rulebook over the lines of the recoveries: one value per officer and measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from app.columns import Column, column
from app.findings import Finding, Place
from app.rulebooks.model import Aggregate, Measure, Role, Rulebook, Variable
from app.scorecards.aggregates import Groups, aggregate, distinct, encoded, holds, joined
from app.scorecards.check import asked
from app.scorecards.lines import Lines
from app.scorecards.model import Measured, Officer
from app.values import Value, VarType, to_text

_PLACES = {VarType.INTEGER: 0, VarType.MONEY: 2, VarType.PERCENT: 6}
"""Decimals of a mean by type; a percent is a fraction, so 6 keep four behind the point of ``12.3456%``."""
_OTHER_PLACES = 4


def measure(rulebook: Rulebook, lines: Sequence[Lines]) -> Measured:
    """One row per officer who stands in any readable line, sorted by number."""
    ids = sorted({to_text(value) for sheet in lines for value in _officers(sheet)})
    rows = {officer: row for row, officer in enumerate(ids)}
    groups = [_groups(sheet, rows) for sheet in lines]
    attributes, found = _attributes(rulebook, lines, groups, ids)
    named = [_texts(rulebook, role, attributes, len(ids)) for role in (Role.OFFICER_NAME, Role.BRANCH)]
    return Measured(
        tuple(Officer(*who) for who in zip(ids, *named, strict=True)),
        {one.name: _measured(one, rulebook, lines, groups, len(ids)) for one in rulebook.measures},
        attributes,
        tuple(sheet.source for sheet in lines),
        (*found, *_nothing_counted(lines)),
        tuple(finding for sheet in lines for finding in sheet.row_findings),
    )


def type_of(one: Measure, rulebook: Rulebook) -> VarType:
    """As the dictionary says, else what the aggregate makes of its field."""
    declared = rulebook.variables.get(one.name)
    if declared is not None and one.name != one.field:
        return declared.type
    if one.aggregate in (Aggregate.COUNT, Aggregate.DISTINCT):
        return VarType.INTEGER
    kind = rulebook.variables[one.field].type
    return VarType.DECIMAL if one.aggregate is Aggregate.MEAN and kind is VarType.INTEGER else kind


def _officers(sheet: Lines) -> list[Value]:
    known = encoded(sheet.cases.columns[sheet.officer].take(np.flatnonzero(sheet.readable)))
    return [known.values[code] for code in np.unique(known.codes).tolist()]


def _groups(sheet: Lines, rows: dict[str, int]) -> Groups:
    """Shape (n,): the officer's row of each line; -1 for lines that cannot be read."""
    known = encoded(sheet.cases.columns[sheet.officer])
    of_value = [rows.get(to_text(value), -1) for value in known.values]
    return np.where(sheet.readable, np.array([*of_value, -1, -1], np.intp)[known.codes], -1)


def _measured(one: Measure, rulebook: Rulebook, lines: Sequence[Lines], groups: list[Groups], count: int) -> Column:
    fields: list[Column] = []
    officers: list[Groups] = []
    for sheet, group in zip(lines, groups, strict=True):
        if sheet.dataset == one.dataset:
            columns = sheet.cases.columns
            mask = sheet.counted.copy()
            for part in one.filters:
                mask &= holds(part.condition, columns[part.variable])
            wanted = np.flatnonzero(mask)
            fields.append(columns[one.field or sheet.officer].take(wanted))
            officers.append(group[wanted])
    kind = type_of(one, rulebook)
    places = _PLACES.get(kind, _OTHER_PLACES)
    return column(aggregate(one.aggregate, joined(fields), np.concatenate(officers), count, places), kind)


def _attributes(
    rulebook: Rulebook, lines: Sequence[Lines], groups: list[Groups], ids: Sequence[str]
) -> tuple[dict[str, Column], list[Finding]]:
    """Who the officers are: number, name, branch, and the variables that only the rules ask for."""
    made: dict[str, Column] = {}
    found: list[Finding] = []
    roles = (Role.OFFICER, Role.OFFICER_NAME, Role.BRANCH)
    names = [variable.name for role in roles for variable in rulebook.with_role(role)]
    for name in dict.fromkeys([*names, *(name for name in asked(rulebook) if name in rulebook.variables)]):
        variable = rulebook.variables[name]
        stated = _stated(variable.name, lines, groups, len(ids))
        made[variable.name] = column([values[0] if values else variable.default for values in stated], variable.type)
        found += _conflicts(variable, stated, ids)
    return made, found


def _stated(name: str, lines: Sequence[Lines], groups: list[Groups], count: int) -> list[list[Value]]:
    """What the sheets say about each officer: staff lists (without a date) first, each value once."""
    found: list[dict[Value, None]] = [{} for _ in range(count)]
    for sheet, group in sorted(zip(lines, groups, strict=True), key=lambda pair: pair[0].dated):
        if name in sheet.cases.columns:
            wanted = np.flatnonzero(sheet.readable)
            values = distinct(sheet.cases.columns[name].take(wanted), group[wanted], count)
            for known, new in zip(found, values, strict=True):
                known.update(dict.fromkeys(new))
    return [list(known) for known in found]


def _conflicts(variable: Variable, stated: list[list[Value]], ids: Sequence[str]) -> list[Finding]:
    return [
        Finding(
            "warning",
            "scorecards.officer-ambiguous",
            variable.place,
            {
                "officer": officer,
                "variable": variable.name,
                "values": "、".join(to_text(value) for value in values),
                "taken": to_text(values[0]),
            },
        )
        for officer, values in zip(ids, stated, strict=True)
        if len(values) > 1
    ]


def _texts(rulebook: Rulebook, role: Role, attributes: dict[str, Column], count: int) -> list[str]:
    """The first of the role's variables that says something, per officer."""
    columns = [attributes[variable.name].to_list() for variable in rulebook.with_role(role)]
    return [next((to_text(values[row]) for values in columns if values[row] is not None), "") for row in range(count)]


def _nothing_counted(lines: Iterable[Lines]) -> list[Finding]:
    return [
        Finding(
            "warning",
            "scorecards.nothing-in-period",
            Place(sheet.cases.raw.file, sheet.cases.raw.sheet),
            {"table": sheet.dataset, "lines": len(sheet.cases)},
        )
        for sheet in lines
        if sheet.dataset and sheet.dated and len(sheet.cases) and not sheet.counted.any()
    ]
