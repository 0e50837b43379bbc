"""A case file as a value: the table as it came, and its typed columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from app.columns import Column
from app.findings import Finding


@dataclass(frozen=True, eq=False)
class RawTable:
    """One sheet as it came, header row found, nothing typed yet."""

    file: str
    sheet: str
    """Empty for csv and jsonl."""
    headings: tuple[str, ...]
    """Merged multi-level headers joined from the top down; blank columns dropped."""
    columns: tuple[int, ...]
    """0-based source column of each heading."""
    rows: Sequence[Sequence[Any]]
    """Data rows only, one value per heading: str, float, int, bool, date, datetime, or '' / None for blank."""
    row_numbers: Sequence[int]
    """1-based source row of each data row."""
    unit: str = ""
    """``万元`` where a corner cell says ``单位：万元``; empty otherwise."""
    findings: tuple[Finding, ...] = ()
    """Notes: rows skipped as subtotals, sheets left out."""


@dataclass(frozen=True, eq=False)
class Cases:
    """The cases of one file, typed by a dictionary.

    Row ``i`` of every column is the case read from source row ``raw.row_numbers[i]``. A cell that could not be
    read marks its row FAILED in that column and stands in ``row_findings``; the other rows go on.
    """

    raw: RawTable
    columns: Mapping[str, Column]
    """Dictionary variable name → column of length n, only for variables the file brings (or that have a default)."""
    row_findings: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    """0-based row → its unreadable or missing required cells."""
    findings: tuple[Finding, ...] = ()
    """About the whole file: required columns that are absent (errors), headings not understood (notes)."""

    def __len__(self) -> int:
        return len(self.raw.rows)

    def ids(self, variable: str | None) -> list[str]:
        """The cases' own numbers (用途 案件编号), else their source row numbers as text."""
        if variable is None or variable not in self.columns:
            return [str(number) for number in self.raw.row_numbers]
        return [str(value) if value is not None else "" for value in self.columns[variable].to_list()]

    def take(self, rows: slice | npt.NDArray[np.intp]) -> Cases:
        """Some of the cases, in the order asked for."""
        wanted = np.arange(len(self))[rows]
        raw = RawTable(
            self.raw.file, self.raw.sheet, self.raw.headings, self.raw.columns,
            [self.raw.rows[row] for row in wanted], [self.raw.row_numbers[row] for row in wanted],
            self.raw.unit, self.raw.findings,
        )  # fmt: skip
        kept = {int(row): new for new, row in enumerate(wanted)}
        findings = {kept[row]: found for row, found in self.row_findings.items() if row in kept}
        columns = {name: column.take(wanted) for name, column in self.columns.items()}
        return Cases(raw, columns, findings, self.findings)


@dataclass(frozen=True, eq=False)
class Decided:
    """What a writer appends to the cases: conclusions, reasons and errors, one entry per case."""

    outputs: Mapping[str, Column]
    """Conclusion → column, in the order of the output columns."""
    traces: Sequence[Sequence[Mapping[str, Any]]]
    """Per case: ``{"table", "rules", "cells"}`` of each block."""
    fired: Sequence[str]
    """Per case, the text of 命中规则."""
    errors: Sequence[Mapping[str, Any] | None]
    """Per case: ``{"code", "message", "place", "advice"}`` or None."""
