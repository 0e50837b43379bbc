"""Recoveries and a rulebook to scorecards: measure, then let the rules decide each officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.decide import CompiledRulebook
from app.decide.plain import decide_one
from app.findings import Finding, LubuError, Place, errors
from app.scorecards.check import asked, check
from app.scorecards.ledger import read_lines
from app.scorecards.measures import measure
from app.scorecards.model import Measured, Scorecards
from app.scorecards.period import Period
from app.values import to_text

RECHECKED = 200
"""Officers decided a second time."""
MOST_OFFICERS = 10_000
"""No bank's collectors are more; a wrong column as 经办人 would make a card for every loan."""


def score(compiled: CompiledRulebook, files: Sequence[tuple[str, bytes]], period: Period) -> Scorecards:
    """One scorecard per officer, decided as of the period's last day.

    Lines that cannot be read count nowhere and stand in ``measured.row_findings``; an officer whom the rules
    cannot decide keeps the measures and carries the error in ``decisions.errors``.

    Args:
        files: name and content of each xlsx or csv.

    Raises:
        LubuError: when the rulebook makes no scorecards, a file cannot be read, a data table or a column that
            a measure needs is not there, no officer is found or far too many, or the plain interpreter disagrees.
    """
    rulebook = compiled.rulebook
    checked = check(rulebook)
    if errors(checked):
        raise LubuError(*errors(checked))
    lines, found = read_lines(rulebook, files, period)
    measured = measure(rulebook, lines)
    if not measured.officers:
        raise LubuError(Finding("error", "scorecards.no-officers"), *measured.row_findings)
    if len(measured.officers) > MOST_OFFICERS:
        raise LubuError.of("scorecards.too-many-officers", count=len(measured.officers), most=MOST_OFFICERS)
    measured = replace(measured, findings=(*checked, *found, *measured.findings, *_not_brought(compiled, measured)))
    decisions = compiled.decide(measured.columns, len(measured.officers), as_of=period.last)
    scorecards = Scorecards(rulebook, period, measured, decisions)
    differences = recheck(scorecards)
    if differences:
        raise LubuError(*differences)
    return scorecards


def recheck(scorecards: Scorecards, sample: int = RECHECKED) -> list[Finding]:
    """Decide officers again with the plain interpreter, evenly spread; pay goes out only when both agree."""
    count = len(scorecards.officers)
    return [finding for row in range(0, count, max(1, -(-count // sample))) for finding in _difference(scorecards, row)]


def _difference(scorecards: Scorecards, row: int) -> list[Finding]:
    values = {name: column.value(row) for name, column in scorecards.measured.columns.items()}
    plainly = decide_one(scorecards.rulebook, values, scorecards.decisions.as_of).outputs
    outcome = scorecards.decisions.outcome(row)
    params = {"officer": scorecards.officers[row].id, "rulebook": scorecards.rulebook.name}
    return [
        Finding(
            "error",
            "scorecards.recheck-difference",
            params={**params, "variable": name, "first": to_text(value), "second": to_text(plainly[name])},
        )
        for name, value in outcome.items()
        if value != plainly[name]
    ]


def _not_brought(compiled: CompiledRulebook, measured: Measured) -> list[Finding]:
    rulebook = compiled.rulebook
    missing = [
        name
        for name in asked(rulebook)
        if name not in measured.columns or not (measured.columns[name].states == 0).any()
    ]
    return [Finding("warning", "scorecards.not-brought", Place(rulebook.file), {"variable": name}) for name in missing]
