"""A whole case file by the plain interpreter alone: slow, and independent of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.batches.model import Release
from app.batches.written import error_of, fired_text
from app.cases.model import Cases, Decided
from app.columns import FAILED, Column, column, encode
from app.decide import Decision
from app.decide.plain import PlainInterpreter
from app.values import VarType


def decide_plainly(release: Release, cases: Cases, as_of: date) -> Decided:
    """What :func:`app.batches.written.as_written` gives, decided case by case."""
    interpreters = [PlainInterpreter(book.rulebook) for book in release.books]
    decisions = [_case(interpreters, cases, row, as_of) for row in range(len(cases))]
    names = [name for book in release.books for shape in book.shapes for name in shape.outputs]
    return Decided(
        {name: _column(decisions, release, name) for name in names},
        [[step.as_dict() for step in one.trace] for one in decisions],
        [fired_text(_steps(one)) for one in decisions],
        [error_of((*cases.row_findings.get(row, ()), *one.errors)) for row, one in enumerate(decisions)],
    )


def _case(interpreters: Sequence[PlainInterpreter], cases: Cases, row: int, as_of: date) -> Decision:
    known: dict[str, Any] = {name: data.value(row) for name, data in cases.columns.items()}
    unreadable = {name for name, data in cases.columns.items() if data.state(row) == FAILED}
    parts: list[Decision] = []
    for interpreter in interpreters:
        part = interpreter.decide(known, as_of, unreadable)
        known.update(part.outputs)
        unreadable |= part.failed
        parts.append(part)
    return Decision(
        {name: value for part in parts for name, value in part.outputs.items()},
        tuple(step for part in parts for step in part.trace),
        tuple(error for part in parts for error in part.errors),
        frozenset[str]().union(*(part.failed for part in parts)),
    )


def _steps(decision: Decision) -> list[dict[str, Any]]:
    return [{**step.as_dict(), "undecided": not decision.failed.isdisjoint(step.outputs)} for step in decision.trace]


def _column(decisions: Sequence[Decision], release: Release, name: str) -> Column:
    values = [one.outputs[name] for one in decisions]
    failed = [row for row, one in enumerate(decisions) if name in one.failed]
    kind = release.variables[name].type
    if kind is VarType.TEXT or any(isinstance(value, tuple) for value in values):
        return encode(values, failed)
    return column(values, kind, failed)
