"""Dates of recorded service put into the cases of a later batch, before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from app.batches.model import Release
from app.cases.model import Cases
from app.columns import MISSING, Column, NumberColumn

Served = Mapping[str, Mapping[str, date]]
"""Date variable → case number → the day that was recorded."""


def kinds_by_variable(release: Release) -> dict[str, tuple[str, ...]]:
    """Date variable → the letters whose service it records (送达记入 of 文书目录)."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in release.letters.values():
        if kind.served_variable:
            found[kind.served_variable] = (*found.get(kind.served_variable, ()), kind.name)
    return found


def with_served(cases: Cases, served: Served, id_variable: str | None) -> Cases:
    """The same cases, each date at least the recorded one: what the file says later than that stands.

    A cell that could not be read stays unreadable.
    """
    if not any(served.values()):
        return cases
    rows: dict[str, list[int]] = {}
    for row, case in enumerate(cases.ids(id_variable)):
        rows.setdefault(case, []).append(row)
    columns = dict(cases.columns)
    for variable, days in served.items():
        known = [(row, day.toordinal()) for case, day in days.items() for row in rows.get(case, ())]
        if known:
            columns[variable] = _later(columns.get(variable), known, len(cases))
    return replace(cases, columns=columns)


def _later(column: Column | None, known: list[tuple[int, int]], count: int) -> NumberColumn:
    ordinals, marks = _ordinals(column, count)
    for row, day in known:
        if marks[row] == MISSING or (marks[row] == 0 and day > ordinals[row]):
            ordinals[row], marks[row] = day, 0
    return NumberColumn(ordinals, 0, True, marks)


def _ordinals(column: Column | None, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Day numbers and marks of a date column, free to be changed; all missing where the file has none."""
    if column is None:
        return np.zeros(count, np.int64), np.full(count, MISSING, np.int8)
    marks = column.states.copy()
    if isinstance(column, NumberColumn):
        return column.scaled.copy(), marks
    lookup = np.asarray([*(value.toordinal() for value in column.values), 0, 0], np.int64)
    return lookup[column.codes], marks
