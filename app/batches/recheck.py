"""Cases decided a second time by the plain interpreter: where the two differ, both ways are told, nothing goes out."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from app import messages
from app.batches.cases import decide_cases
from app.batches.model import DecidedCases, Release
from app.cases.model import Cases
from app.columns import FAILED
from app.decide.model import Decision, Step
from app.decide.plain import PlainInterpreter
from app.findings import Finding, LubuError, Place
from app.rulebooks.model import Role
from app.values import to_text

UNDECIDED, SILENT, NOTHING = "未判定", "未命中", "—"


def recheck(decided: DecidedCases, sample: int, seed: int) -> list[Finding]:
    """Decide a random *sample* of the cases again with the plain interpreter; a finding per difference."""
    chosen = random.Random(seed).sample(range(len(decided)), min(sample, len(decided)))  # noqa: S311 - no secret
    interpreters = [PlainInterpreter(book.rulebook) for book in decided.release.books]
    return [finding for row in sorted(chosen) for finding in _differences(decided, interpreters, row)]


def decided_and_checked(release: Release, cases: Cases, as_of: date, sample: int, seed: int) -> DecidedCases:
    """Cases whose decisions leave the house, a random *sample* of them decided again plainly.

    Raises:
        LubuError: with every difference.
    """
    decided = decide_cases(release, cases, as_of)
    differences = recheck(decided, sample, seed)
    if differences:
        raise LubuError(*differences)
    return decided


@dataclass(frozen=True, eq=False)
class _Twice:
    """One book's decision of a case, by both engines."""

    book: str
    cells: Decision
    plain: Decision

    @property
    def alike(self) -> bool:
        return _essence(self.cells) == _essence(self.plain)


def _differences(decided: DecidedCases, interpreters: Sequence[PlainInterpreter], row: int) -> list[Finding]:
    columns = decided.cases.columns
    known: dict[str, Any] = {name: column.value(row) for name, column in columns.items()}
    unreadable = {name for name, column in columns.items() if column.state(row) == FAILED}
    before: list[_Twice] = []
    for interpreter, part in zip(interpreters, decided.parts, strict=True):
        twice = _Twice(part.rulebook, part.decision(row), interpreter.decide(known, decided.as_of, unreadable))
        if not twice.alike:
            return [_difference(decided, row, before, twice)]
        before.append(twice)
        known.update(twice.plain.outputs)
        unreadable |= twice.plain.failed
    return []


def _essence(decision: Decision) -> object:
    """What must be the same: conclusions, the rules that gave them, and which errors."""
    return (
        dict(decision.outputs),
        [(step.table, step.rules, step.cells) for step in decision.trace],
        sorted(finding.code for finding in decision.errors),
        decision.failed,
    )


# --- both ways in words ------------------------------------------------------------------------------------------


def _difference(decided: DecidedCases, row: int, before: Sequence[_Twice], twice: _Twice) -> Finding:
    """Block by block: what both say alike, then where they part and how each went on from there."""
    at = _parting(twice)
    alike = [_step_text(one.book, step, one.plain) for one in before for step in one.plain.trace]
    alike += [_step_text(twice.book, step, twice.plain) for step in twice.plain.trace[:at]]
    number = decided.cases.raw.row_numbers[row]
    params = {
        "row": number,
        "case": decided.cases.id_of(decided.release.role(Role.CASE_ID), row),
        "where": _where(twice, at),
        "cells": _parted_text(twice.book, twice.cells, at),
        "plain": _parted_text(twice.book, twice.plain, at),
        "same": "；".join(alike) or NOTHING,
    }
    place = Place(decided.cases.raw.file, decided.cases.raw.sheet, row=number)
    return Finding("error", "batches.recheck-difference", place, params)


def _parting(twice: _Twice) -> int:
    """Number of the first block that the two decided otherwise; behind the last where only errors differ."""
    pairs = list(zip_longest(_ways(twice.cells), _ways(twice.plain)))
    return next((at for at, (one, other) in enumerate(pairs) if one != other), len(pairs))


def _ways(decision: Decision) -> Iterator[object]:
    for step in decision.trace:
        undecided = [name for name in step.outputs if name in decision.failed]
        yield step.table, step.rules, step.cells, dict(step.outputs), undecided


def _where(twice: _Twice, at: int) -> str:
    tables = [step.table for decision in (twice.cells, twice.plain) for step in decision.trace[at : at + 1]]
    return f"《{twice.book}》“{tables[0]}”" if tables else f"《{twice.book}》"


def _parted_text(book: str, decision: Decision, at: int) -> str:
    """The block at which the two part, as one of them decided it, and what it found wrong with the case."""
    steps = [_step_text(book, step, decision) for step in decision.trace[at : at + 1]]
    return "；".join([*steps, *dict.fromkeys(map(messages.message, decision.errors))]) or NOTHING


def _step_text(book: str, step: Step, decision: Decision) -> str:
    """``《分级》五级分类表：逾期天数=200 → R3（规则!A5:B5）→ 五级分类=次级``."""
    undecided = any(name in decision.failed for name in step.outputs)
    fired = f"{'、'.join(step.rules)}（{step.cells}）" if step.rules else UNDECIDED if undecided else SILENT
    parts = [_values_text(step.inputs), fired, _values_text(step.outputs) if step.rules else ""]
    return f"《{book}》{step.table}：" + " → ".join(part for part in parts if part)


def _values_text(values: Mapping[str, Any]) -> str:
    return "，".join(f"{name}={to_text(value) or NOTHING}" for name, value in values.items())
