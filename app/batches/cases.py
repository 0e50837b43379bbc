"""Cases through every book in force: what one concludes is a column the next may read."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.batches.model import DecidedCases, Release
from app.cases.model import Cases
from app.columns import FAILED, Column
from app.decide.model import Decision, Step
from app.decide.plain import PlainInterpreter
from app.findings import Finding, Place
from app.values import to_text


def decide_cases(release: Release, cases: Cases, as_of: date) -> DecidedCases:
    """Decide all *cases* by every book of the release, in order. A case with an error does not stop the others."""
    known: dict[str, Column] = dict(cases.columns)
    parts = []
    errors: defaultdict[int, list[Finding]] = defaultdict(list)
    for row, findings in cases.row_findings.items():
        errors[row] += findings
    for book in release.books:
        part = book.decide(known, len(cases), as_of)
        known.update(part.outputs)
        parts.append(part)
        for row, findings in part.errors.items():
            errors[row] += findings
    return DecidedCases(release, cases, as_of, tuple(parts), {row: tuple(errors[row]) for row in sorted(errors)})


def recheck(decided: DecidedCases, sample: int, seed: int) -> list[Finding]:
    """Decide a random *sample* of the cases again with the plain interpreter; a finding per difference."""
    chosen = random.Random(seed).sample(range(len(decided)), min(sample, len(decided)))  # noqa: S311 - no secret
    interpreters = [PlainInterpreter(book.rulebook) for book in decided.release.books]
    return [finding for row in sorted(chosen) for finding in _differences(decided, interpreters, row)]


def _differences(decided: DecidedCases, interpreters: Sequence[PlainInterpreter], row: int) -> list[Finding]:
    columns = decided.cases.columns
    known: dict[str, Any] = {name: column.value(row) for name, column in columns.items()}
    unreadable = {name for name, column in columns.items() if column.state(row) == FAILED}
    for interpreter, part in zip(interpreters, decided.parts, strict=True):
        again, first = interpreter.decide(known, decided.as_of, unreadable), part.decision(row)
        if _essence(again) != _essence(first):
            return [_difference(decided, row, first, again)]
        known.update(again.outputs)
        unreadable |= again.failed
    return []


def _essence(decision: Decision) -> object:
    """What must be the same: conclusions, the rules that gave them, and which errors."""
    return (
        dict(decision.outputs),
        [(step.table, step.rules, step.cells) for step in decision.trace],
        sorted(finding.code for finding in decision.errors),
        decision.failed,
    )


def _difference(decided: DecidedCases, row: int, first: Decision, again: Decision) -> Finding:
    number = decided.cases.raw.row_numbers[row]
    place = Place(decided.cases.raw.file, decided.cases.raw.sheet, row=number)
    params = {"row": number, "cells": trace_text(first.trace), "plain": trace_text(again.trace)}
    return Finding("error", "batches.recheck-difference", place, params)


def trace_text(trace: tuple[Step, ...]) -> str:
    """One line: every block, the rules that fired and what they concluded."""
    return "；".join(f"{step.table}[{'、'.join(step.rules) or '未命中'}]={_outcomes(step)}" for step in trace)


def _outcomes(step: Step) -> str:
    return ",".join(to_text(value) or "—" for value in step.outputs.values())
