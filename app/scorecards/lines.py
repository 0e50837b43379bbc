"""The lines of one sheet of the recoveries: which can be read, and which of those count in the period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.cases.model import Cases
from app.columns import NumberColumn
from app.findings import Finding, Place
from app.rulebooks.conditions import AnyOf, Condition, Equals, Missing
from app.rulebooks.model import Role, Rulebook, Variable
from app.scorecards.aggregates import Mask, holds
from app.scorecards.model import Source
from app.scorecards.period import Period
from app.values import to_text

Rows = npt.NDArray[np.intp]

TOLD = 1000
"""Refused lines of one sheet that get findings of their own; a ledger of the wrong layout refuses every line."""


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
    unread = np.array(sorted(cases.row_findings), np.intp)
    refusals = _refusals(cases, rulebook, [name for name in (officer, received) if name], unread)
    refused = _union(unread, refusals)
    readable = np.ones(len(cases), np.bool_)
    readable[refused] = False
    counted = readable if received is None else readable & _within(period, cases, received)
    return Lines(dataset, cases, officer, received is not None, readable, counted, _told(cases, refused, refusals))


def _within(period: Period, cases: Cases, received: str) -> Mask:
    days = cases.columns[received]
    if not isinstance(days, NumberColumn):
        raise TypeError(f"{received} is no column of dates")  # check() lets only dates be receipt dates
    return (days.scaled >= period.first.toordinal()) & (days.scaled <= period.last.toordinal())


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Lines that have no fit value of a variable; ``rows`` is ascending."""

    code: str
    variable: str
    rows: Rows

    def finding(self, cases: Cases, row: int) -> Finding:
        value = to_text(cases.columns[self.variable].value(row))
        place = cases.raw.place(row, cases.sources.get(self.variable))
        return Finding("error", self.code, place, {"variable": self.variable, "value": value})


def _refusals(cases: Cases, rulebook: Rulebook, keys: Iterable[str], unread: Rows) -> list[_Refusal]:
    """Values outside 取值范围; then lines, not refused anyway, without an officer or a date."""
    found: list[_Refusal] = []
    for name, column in cases.columns.items():
        allowed = _allowed(rulebook.variables[name])
        if allowed is not None:
            outside = ~holds(allowed, column) & (column.states == 0)
            found.append(_Refusal("scorecards.outside-domain", name, np.flatnonzero(outside)))
    known = _union(unread, found)
    for name in keys:
        empty = np.flatnonzero(cases.columns[name].states != 0)
        found.append(_Refusal("scorecards.line-incomplete", name, np.setdiff1d(empty, known)))
    return found


def _union(unread: Rows, refusals: Iterable[_Refusal]) -> Rows:
    return np.unique(np.concatenate([unread, *(refusal.rows for refusal in refusals)]))


def _told(cases: Cases, refused: Rows, refusals: Iterable[_Refusal]) -> tuple[Finding, ...]:
    """Every refused line up to :data:`TOLD`, in the order of the sheet, and how many more there are."""
    listed = refused[:TOLD].tolist()
    by_row = {row: list(cases.row_findings.get(row, ())) for row in listed}
    for refusal in refusals:
        for row in np.intersect1d(refusal.rows, refused[:TOLD]).tolist():
            by_row[row].append(refusal.finding(cases, row))
    told = [finding for row in listed for finding in by_row[row]]
    if len(refused) > TOLD:
        place, count = Place(cases.raw.file, cases.raw.sheet), len(refused) - TOLD
        told.append(Finding("error", "scorecards.more-lines", place, {"count": count, "told": TOLD}))
    return tuple(told)


def _allowed(variable: Variable) -> Condition | None:
    if variable.domain is not None:
        return AnyOf((Missing(), *(Equals(value) for value in variable.domain)))
    return variable.limits
