"""The lines of one sheet of the recoveries: which can be read, and which of those count in the period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.cases.model import Cases
from app.columns import NumberColumn
from app.findings import Finding
from app.rulebooks.conditions import AnyOf, Condition, Equals, Missing
from app.rulebooks.model import Role, Rulebook, Variable
from app.scorecards.aggregates import Mask, holds
from app.scorecards.model import Source
from app.scorecards.period import Period
from app.values import to_text


@dataclass(frozen=True, eq=False)
class Lines:
    """One sheet, typed. Both masks have shape (n,); a counted line is always readable."""

    dataset: str
    """The 数据表 it is; empty for a sheet that only says who the officers are."""
    cases: Cases
    officer: str
    """The variable that names the officer."""
    dated: bool
    readable: Mask
    counted: Mask
    """Readable and, where the sheet has a receipt date, inside the period."""
    row_findings: tuple[Finding, ...]

    @property
    def source(self) -> Source:
        lines, readable, counted = len(self.cases), int(self.readable.sum()), int(self.counted.sum())
        raw = self.cases.raw
        return Source(self.dataset, raw.file, raw.sheet, lines, counted, readable - counted, lines - readable)


def first_brought(variables: Iterable[Variable], cases: Cases) -> str | None:
    """The first of the variables that the sheet has a column for."""
    return next((variable.name for variable in variables if variable.name in cases.columns), None)


def sort_lines(dataset: str, cases: Cases, rulebook: Rulebook, period: Period) -> Lines | None:
    """The sheet with its lines judged; None where no column names an officer."""
    officer = first_brought(rulebook.with_role(Role.OFFICER), cases)
    if officer is None:
        return None
    received = first_brought(rulebook.with_role(Role.RECEIPT_DATE), cases)
    found = _row_findings(cases, rulebook, [name for name in (officer, received) if name])
    readable = np.ones(len(cases), np.bool_)
    readable[[row for row, of_row in found.items() if any(finding.is_error for finding in of_row)]] = False
    counted = readable if received is None else readable & _within(period, cases, received)
    in_order = tuple(finding for row in sorted(found) for finding in found[row])
    return Lines(dataset, cases, officer, received is not None, readable, counted, in_order)


def _within(period: Period, cases: Cases, received: str) -> Mask:
    days = cases.columns[received]
    if not isinstance(days, NumberColumn):
        raise TypeError(f"{received} is no column of dates")  # check() lets only dates be receipt dates
    return (days.scaled >= period.first.toordinal()) & (days.scaled <= period.last.toordinal())


def _row_findings(cases: Cases, rulebook: Rulebook, keys: Iterable[str]) -> dict[int, tuple[Finding, ...]]:
    """Row → unreadable cells, values outside 取值范围, no officer or no date."""
    found = dict(cases.row_findings)
    for name, column in cases.columns.items():
        allowed = _allowed(rulebook.variables[name])
        if allowed is not None:
            outside = ~holds(allowed, column) & (column.states == 0)
            _add(found, cases, np.flatnonzero(outside).tolist(), "scorecards.outside-domain", name)
    for name in keys:
        empty = np.flatnonzero(cases.columns[name].states != 0).tolist()
        _add(found, cases, [row for row in empty if row not in found], "scorecards.line-incomplete", name)
    return found


def _add(found: dict[int, tuple[Finding, ...]], cases: Cases, rows: Iterable[int], code: str, name: str) -> None:
    column, source = cases.columns[name], cases.sources.get(name)
    for row in rows:
        params = {"variable": name, "value": to_text(column.value(row))}
        finding = Finding("error", code, cases.raw.place(row, source), params)
        found[row] = (*found.get(row, ()), finding)


def _allowed(variable: Variable) -> Condition | None:
    if variable.domain is not None:
        return AnyOf((Missing(), *(Equals(value) for value in variable.domain)))
    return variable.limits
