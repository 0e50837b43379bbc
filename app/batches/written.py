"""Decided cases as the writer of case files wants them: columns, one text of reasons, one error per case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from app import messages
from app.batches.model import DecidedCases, Release
from app.batches.records import Step, distinct_traces
from app.cases.model import Decided, Shared
from app.findings import Finding

Describe = Callable[[Finding], Mapping[str, Any]]
"""A finding in the reader's language, in the shape of :func:`app.messages.as_dict`."""


def as_written(decided: DecidedCases, describe: Describe = messages.as_dict) -> Decided:
    """What :func:`app.cases.write` appends to the officer's own columns."""
    traces = Shared(*distinct_traces(decided))
    wrong = [error_of(findings, describe) for findings in decided.errors.values()]
    which = np.zeros(len(decided), np.intp)
    which[list(decided.errors)] = np.arange(1, len(wrong) + 1)
    bare = traces.each(lambda trace: [_bare(step) for step in trace])
    return Decided(decided.outputs, bare, traces.each(fired_text), Shared([None, *wrong], which))


def only(decided: Decided, release: Release, table: str) -> Decided:
    """Of all that was decided, one block's conclusions and reasons; the errors stay."""
    made = {name for book in release.books for shape in book.shapes if shape.table == table for name in shape.outputs}
    steps = Shared.of(decided.traces).each(lambda trace: [step for step in trace if step["table"] == table])
    outputs = {name: column for name, column in decided.outputs.items() if name in made}
    return Decided(outputs, steps, steps.each(fired_text), decided.errors)


def fired_text(trace: Sequence[Step]) -> str:
    """The text of 命中规则: every block with the rules that fired."""
    return "；".join(f"{step['table']}:{'、'.join(step['rules']) or _silent(step)}" for step in trace)


def error_of(findings: Sequence[Finding], describe: Describe = messages.as_dict) -> Mapping[str, Any] | None:
    """All that is wrong with a case as one error: the first in full, the others' messages added."""
    if not findings:
        return None
    described = [describe(finding) for finding in findings]
    first = {name: described[0][name] for name in ("code", "message", "place", "advice")}
    return {**first, "message": " ".join(str(one["message"]) for one in described)}


def _silent(step: Step) -> str:
    return "未判定" if step.get("undecided") else "未命中"


def _bare(step: Step) -> dict[str, Any]:
    return {name: step[name] for name in ("table", "rules", "cells")}
