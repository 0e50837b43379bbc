"""A case file as a value: the table as it came, and its typed columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar, overload

import numpy as np
import numpy.typing as npt

from app.cases.addresses import column_name
from app.cases.grid import Grid, as_grid
from app.columns import Column
from app.findings import Finding, Place

T = TypeVar("T")
U = TypeVar("U")
Format = Literal["xlsx", "csv", "jsonl"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a worksheet is used, for who puts columns behind its table."""

    part: str
    """Member of the package that holds the sheet."""
    columns: int
    """1-based farthest column with a value, or merged in the rows of the table."""
    farthest: int
    """1-based farthest column with any cell; blank ones that only carry a style count."""
    tidy: bool
    """Every cell is spelled ``<c r="A1"`` without a namespace prefix, and each stands behind the one before."""


@dataclass(frozen=True, eq=False)
class RawTable:
    """One sheet as it came, header row found, nothing typed yet."""

    file: str
    sheet: str
    """Empty for csv and jsonl."""
    headings: tuple[str, ...]
    """Merged multi-level headers joined by a blank from the top down; a column with data but no heading has ''."""
    columns: tuple[int, ...]
    """0-based source column of each heading."""
    rows: Sequence[Sequence[Any]]
    """Data rows only, one value per heading: str, float, int, bool, date, datetime, time, timedelta or
    :class:`~app.cases.grid.Unreadable`; '' / None for blank. The readers give a :class:`~app.cases.grid.Grid`."""
    row_numbers: Sequence[int]
    """1-based source row of each data row (csv: as a spreadsheet program numbers it; jsonl: the line)."""
    unit: str = ""
    """``万元`` where a corner cell says ``单位：万元``; empty where none says anything."""
    findings: tuple[Finding, ...] = ()
    """Notes: rows skipped as subtotals, sheets left out."""
    leaves: tuple[str, ...] = ()
    """The lowest level of each heading; empty: the headings themselves."""
    format: Format = "xlsx"
    row_findings: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    """0-based row → why none of its cells can be trusted (a line that is no JSON, more fields than headings)."""
    header_row: int = 0
    """1-based source row of the lowest header row; 0 where the file is no workbook."""
    reach: Reach | None = None
    """None where the file is no workbook, or one whose parts cannot be told."""
    delimiter: str = ""
    """Between the fields of a csv file."""

    @property
    def grid(self) -> Grid:
        """The rows as encoded columns; free when a reader made the table."""
        return as_grid(self.rows, len(self.headings))

    def place(self, row: int, column: int | None = None) -> Place:
        """Where a cell stands in the file, from its 0-based row and index of heading."""
        number = int(self.row_numbers[row])
        addressed = column is not None and self.format != "jsonl"
        cell = f"{column_name(self.columns[column])}{number}" if addressed else ""  # type: ignore[index]
        return Place(self.file, self.sheet, cell, number)

    def column_label(self, column: int) -> str:
        """A column as people would point at it: ``D（贷款余额）``."""
        heading = self.headings[column]
        return heading if self.format == "jsonl" else f"{column_name(self.columns[column])}（{heading}）"

    def without_cells(self) -> RawTable:
        """What is known of the table without what stands in it, which takes most of the memory."""
        return replace(self, rows=Grid((), len(self.rows)))

    def take(self, wanted: npt.NDArray[np.intp]) -> RawTable:
        """Some of the rows, in the order asked for."""
        kept = {int(row): new for new, row in enumerate(wanted)} if self.row_findings else {}
        return replace(
            self,
            rows=self.grid.take(wanted),
            row_numbers=[self.row_numbers[row] for row in wanted],
            row_findings={kept[row]: found for row, found in self.row_findings.items() if row in kept},
        )


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
    """About the whole file: required columns that are absent (errors), headings not understood (notes); what the
    reading of the table itself found stands in ``raw.findings``."""
    sources: Mapping[str, int] = field(default_factory=dict)
    """Dictionary variable name → index into ``raw.headings`` of the column it was read from."""

    def __len__(self) -> int:
        return len(self.raw.rows)

    def ids(self, variable: str | None) -> list[str]:
        """The cases' own numbers (用途 案件编号), else their source row numbers as text."""
        if variable is None or variable not in self.columns:
            return [str(number) for number in self.raw.row_numbers]
        return [str(value) if value is not None else "" for value in self.columns[variable].to_list()]

    def id_of(self, variable: str | None, row: int) -> str:
        """One of :meth:`ids`."""
        if variable is None or variable not in self.columns:
            return str(self.raw.row_numbers[row])
        value = self.columns[variable].value(row)
        return str(value) if value is not None else ""

    def without_cells(self) -> Cases:
        """The typed columns only: enough to decide, not to write the table again."""
        return replace(self, raw=self.raw.without_cells())

    def take(self, rows: slice | npt.NDArray[np.intp]) -> Cases:
        """Some of the cases, in the order asked for."""
        wanted = np.arange(len(self))[rows]
        columns = {name: column.take(wanted) for name, column in self.columns.items()}
        findings = {new: self.row_findings[row] for new, row in enumerate(wanted.tolist()) if row in self.row_findings}
        return Cases(self.raw.take(wanted), columns, findings, self.findings, self.sources)


@dataclass(frozen=True, eq=False)
class Shared(Sequence[T]):
    """One entry per case, each distinct one kept once."""

    distinct: Sequence[T]
    which: npt.NDArray[np.intp]
    """Shape (cases,): an index into ``distinct``."""

    def __len__(self) -> int:
        return len(self.which)

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice) -> Shared[T]: ...
    def __getitem__(self, row: int | slice) -> T | Shared[T]:
        return Shared(self.distinct, self.which[row]) if isinstance(row, slice) else self.distinct[int(self.which[row])]

    def __iter__(self) -> Iterator[T]:
        return map(self.distinct.__getitem__, self.which.tolist())

    @classmethod
    def of(cls, entries: Sequence[T]) -> Shared[T]:
        """Any entries; those not shared are taken for distinct."""
        return entries if isinstance(entries, Shared) else Shared(entries, np.arange(len(entries)))

    def each(self, change: Callable[[T], U]) -> Shared[U]:
        """Every distinct entry changed."""
        return Shared([change(entry) for entry in self.distinct], self.which)


@dataclass(frozen=True, eq=False)
class Decided:
    """What a writer appends to the cases: conclusions, reasons and errors, one entry per case (:class:`Shared`, where
    many have the same)."""

    outputs: Mapping[str, Column]
    """Conclusion → column, in the order of the output columns."""
    traces: Sequence[Sequence[Mapping[str, Any]]]
    """Per case: ``{"table", "rules", "cells"}`` of each block."""
    fired: Sequence[str]
    """Per case, the text of 命中规则."""
    errors: Sequence[Mapping[str, Any] | None]
    """Per case: ``{"code", "message", "place", "advice"}`` or None."""
