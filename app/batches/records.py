"""Decided cases as records ready to be kept, a column at a time; a trace that many cases share is made once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from app.batches.model import CaseRecord, DecidedCases
from app.cases.outcomes import distinct, distinct_rows
from app.columns import FAILED, Column, EncodedColumn
from app.decide.model import Decisions, StepShape
from app.rulebooks.model import Role
from app.values import to_text

Step = Mapping[str, Any]


def records(decided: DecidedCases, start: int = 0) -> list[CaseRecord]:
    """Every case ready to be kept; *start* is the batch row of the first."""
    release, count = decided.release, len(decided)
    ids = decided.cases.ids(release.role(Role.CASE_ID))
    people = [_texts(decided, release.role(role)) for role in _PEOPLE]
    amounts = _amounts(decided, release.role(Role.AMOUNT))
    given = {name: column for name, column in decided.columns.items() if name not in decided.outputs}
    inputs, outputs = _rows(given, count), _rows(decided.outputs, count)
    steps = traces(decided)
    numbers = decided.cases.raw.row_numbers
    errors = [decided.errors.get(row, ()) for row in range(count)]
    fields = zip(numbers, ids, *people, amounts, inputs, outputs, steps, errors, strict=True)
    return [CaseRecord(start + row, *values) for row, values in enumerate(fields)]


_PEOPLE = (Role.CUSTOMER_ID, Role.CUSTOMER_NAME, Role.OFFICER, Role.OFFICER_NAME, Role.BRANCH)
"""In the order of :class:`CaseRecord`'s fields."""


def traces(decided: DecidedCases) -> list[tuple[Step, ...]]:
    """Per case, its way through every block: ``{"table", "rules", "cells", "book", "reads", "gives"}`` each.

    No rules: 未命中, or ``"undecided": true`` where something it reads could not be had. Cases whose rules fired
    alike share one tuple.
    """
    made, which = distinct_traces(decided)
    return list(map(made.__getitem__, which.tolist()))


def distinct_traces(decided: DecidedCases) -> tuple[list[tuple[Step, ...]], npt.NDArray[np.intp]]:
    """Every way through the blocks that a case took, and which of them each case took."""
    shapes = [(part, shape) for part in decided.parts for shape in part.steps]
    if not shapes:
        return [()], np.zeros(len(decided), np.intp)
    steps = [_steps(part, shape) for part, shape in shapes]
    ways, which = distinct_rows([part.fired[shape.table].codes for part, shape in shapes])
    made = [tuple(known[code] for known, code in zip(steps, row, strict=True)) for row in ways.T.tolist()]
    return made, which


def _steps(part: Decisions, shape: StepShape) -> dict[int, Step]:
    """Code of a block's fired rules → the step."""
    fired = part.fired[shape.table].values
    known = {code: _step(part, shape, rules) for code, rules in enumerate(fired)}
    known[-1] = _step(part, shape, ())
    known[FAILED] = {**known[-1], "undecided": True}
    return known


def _step(part: Decisions, shape: StepShape, rules: tuple[int, ...]) -> Step:
    step = shape.as_step(rules, {}, {}).as_dict()
    return {**step, "book": part.rulebook, "reads": list(shape.inputs), "gives": list(shape.outputs)}


def _texts(decided: DecidedCases, variable: str | None) -> list[str]:
    column = decided.columns.get(variable) if variable else None
    return [""] * len(decided) if column is None else [to_text(value) for value in column.to_list()]


def _amounts(decided: DecidedCases, variable: str | None) -> list[Decimal | None]:
    column = decided.columns.get(variable) if variable else None
    values: Iterable[Any] = [None] * len(decided) if column is None else column.to_list()
    return [value if isinstance(value, Decimal) else None for value in values]


def _rows(columns: Mapping[str, Column], count: int) -> list[dict[str, Any]]:
    lists = [_plain(column) for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)] or [{} for _ in range(count)]


def _plain(column: Column) -> list[Any]:
    known = distinct(column)
    return EncodedColumn(known.codes, [jsonable(value) for value in known.values]).to_list()


def jsonable(value: Any) -> Any:
    """JSON's own types: numbers as exact text, dates as ISO text, lists as lists."""
    if isinstance(value, tuple | list):
        return [jsonable(item) for item in value]
    if value is None or isinstance(value, bool | str):
        return value
    return to_text(value)
