"""Decided cases as a table to be written: conclusions, reasons and errors beside each case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from app.batches.model import DecidedCases, Release
from app.batches.records import traces
from app.cases.model import Cases, Decided
from app.columns import FAILED, Column, column, encode
from app.decide import Decision, plain
from app.findings import Finding
from app.values import VarType

Describe = Callable[[Finding], Mapping[str, Any]]
"""A finding in the reader's language; see :func:`app.messages.as_dict`."""

_TRACE = ("table", "rules", "cells")
_ERROR = ("code", "message", "place", "advice")


def decided_table(decided: DecidedCases, describe: Describe, table: str | None = None) -> Decided:
    """What a writer appends to the cases; with *table*, only what that block concludes."""
    steps = [[{key: step[key] for key in _TRACE} for step in row] for row in traces(decided)]
    outputs = decided.outputs
    if table is not None:
        steps = [[step for step in row if step["table"] == table] for row in steps]
        made = {
            name for part in decided.parts for shape in part.steps if shape.table == table for name in shape.outputs
        }
        outputs = {name: data for name, data in outputs.items() if name in made}
    return Decided(outputs, steps, [_fired(row) for row in steps], _errors(decided.errors, len(decided), describe))


def plain_table(release: Release, cases: Cases, as_of: date, describe: Describe, table: str | None = None) -> Decided:
    """The same table by the plain interpreter alone, case by case; slow, and independent of the engine."""
    decisions = [_plain_case(release, cases, row, as_of) for row in range(len(cases))]
    steps = [[step.as_dict() for step in one.trace if table in (None, step.table)] for one in decisions]
    errors = {row: cases.row_findings.get(row, ()) + one.errors for row, one in enumerate(decisions)}
    made = {name for one in decisions[:1] for step in one.trace if table in (None, step.table) for name in step.outputs}
    outputs = {name: _column([one.outputs[name] for one in decisions], release, name) for name in _order(release, made)}
    return Decided(outputs, steps, [_fired(row) for row in steps], _errors(errors, len(cases), describe))


def _plain_case(release: Release, cases: Cases, row: int, as_of: date) -> Decision:
    known: dict[str, Any] = {name: data.value(row) for name, data in cases.columns.items()}
    unreadable = {name for name, data in cases.columns.items() if data.state(row) == FAILED}
    parts: list[Decision] = []
    for book in release.books:
        part = plain.decide_one(book.rulebook, known, as_of, unreadable)
        known.update(part.outputs)
        parts.append(part)
    return Decision(
        {name: value for part in parts for name, value in part.outputs.items()},
        tuple(step for part in parts for step in part.trace),
        tuple(error for part in parts for error in part.errors),
    )


def _order(release: Release, made: set[str]) -> list[str]:
    return [name for book in release.books for shape in book.shapes for name in shape.outputs if name in made]


def _column(values: Sequence[Any], release: Release, name: str) -> Column:
    kind = release.variables[name].type
    if kind is VarType.TEXT or any(isinstance(value, tuple) for value in values):
        return encode(values)
    return column(values, kind)


def _fired(steps: Sequence[Mapping[str, Any]]) -> str:
    """命中规则 of one case: ``五级分类:R2；清收策略:C4``; a table in which nothing fired says so."""
    return "；".join(f"{step['table']}:{'、'.join(step['rules']) or '未命中'}" for step in steps)


def _errors(errors: Mapping[int, Sequence[Finding]], count: int, describe: Describe) -> list[Mapping[str, Any] | None]:
    return [_error(errors[row], describe) if errors.get(row) else None for row in range(count)]


def _error(findings: Sequence[Finding], describe: Describe) -> Mapping[str, Any]:
    """The first error of a case in full; the messages of the others are added to its own."""
    described = [describe(finding) for finding in findings]
    first = {key: described[0][key] for key in _ERROR}
    return {**first, "message": " ".join(str(one["message"]) for one in described)}
