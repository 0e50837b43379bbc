"""Scorecards as values: who was measured, by which lines, and what the rulebook made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.columns import Column
from app.decide.model import Decisions
from app.findings import Finding
from app.rulebooks.model import Rulebook
from app.scorecards.period import Period


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who stands in the recoveries; name and branch are empty where no table gives them."""

    id: str
    name: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What became of the lines of one sheet: ``lines`` = counted + outside the period + refused."""

    dataset: str
    """The 数据表 it was read as."""
    file: str
    sheet: str
    lines: int
    counted: int
    outside: int
    refused: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The recoveries brought down to one row per officer, rows in the order of ``officers``."""

    officers: tuple[Officer, ...]
    """Sorted by their number."""
    measures: Mapping[str, Column]
    """指标 → column of length ``len(officers)``."""
    attributes: Mapping[str, Column]
    """Variables that say who an officer is (number, name, branch, and what the rules ask for besides)."""
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    """About whole sheets, and warnings."""
    row_findings: tuple[Finding, ...]
    """About single lines; a line with an error here is counted nowhere."""

    @property
    def columns(self) -> dict[str, Column]:
        """What the rules are asked with."""
        return {**self.attributes, **self.measures}


@dataclass(frozen=True, slots=True)
class Scorecards:
    """One scorecard per officer; row ``i`` of ``decisions`` is ``measured.officers[i]``."""

    rulebook: Rulebook
    period: Period
    measured: Measured
    decisions: Decisions

    @property
    def officers(self) -> tuple[Officer, ...]:
        return self.measured.officers

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything worth telling: about sheets, about lines, and about officers who could not be decided."""
        undecided = (finding for row in sorted(self.decisions.errors) for finding in self.decisions.errors[row])
        return (*self.measured.findings, *self.measured.row_findings, *undecided)

    def row_of(self, officer: str) -> int:
        """The row of an officer's number.

        Raises:
            KeyError: when nobody of that number was measured.
        """
        for row, measured in enumerate(self.officers):
            if measured.id == officer:
                return row
        raise KeyError(officer)
