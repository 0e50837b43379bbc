"""Rows as a reader brings them → a table whose header is known and whose rows are cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from app.cases.grid import CellColumn, Encoder, Grid, Unreadable, feed
from app.cases.headers import TOP, Header, Merge, find_header
from app.cases.model import Format, RawTable, Reach
from app.cases.rows import cases_of, skipped_notes
from app.findings import Finding, Place


class Content(Protocol):
    """The cells of a table, however they are had."""

    @property
    def top(self) -> Sequence[Sequence[Any]]:
        """The first rows."""

    def columns(self, start: int, width: int) -> list[CellColumn]:
        """*width* columns of the cells from row *start* on; asked for once."""

    def too_long(self) -> Mapping[int, int]:
        """Row, counted from *start* → its number of cells, where it has more than *width* that are not blank."""


class Streamed:
    """Rows that come one after the other."""

    def __init__(self, rows: Iterator[Sequence[Any]]) -> None:
        self._rows = rows
        self.top = list(islice(rows, TOP))
        self._long: dict[int, int] = {}
        self._width = 0

    def columns(self, start: int, width: int) -> list[CellColumn]:
        encoders = [Encoder() for _ in range(width)]
        self._width = width
        feed(encoders, chain(self.top[start:], self._rows), self._fit)
        return [encoder.finish() for encoder in encoders]

    def too_long(self) -> Mapping[int, int]:
        return self._long

    def _fit(self, number: int, row: Sequence[Any]) -> Sequence[Any]:
        if len(row) < self._width:
            return [*row, *[""] * (self._width - len(row))]
        if any(cell is not None and str(cell).strip() for cell in row[self._width :]):
            self._long[number] = len(row)
        return row[: self._width]


@dataclass(slots=True)
class Source:
    """One sheet or csv file on its way in: its first rows are looked at before the rest is read."""

    file: str
    sheet: str
    format: Format
    content: Content
    origin: tuple[int, int] = (0, 0)
    """0-based row and column of the first cell of the first row."""
    merges: Sequence[Merge] = ()
    damaged: Sequence[tuple[int, int, str, str]] = ()
    """0-based row and column, finding code, text."""
    hidden: bool = False
    reach: Reach | None = None
    delimiter: str = ""

    def __post_init__(self) -> None:
        top, left = self.origin
        self.merges = [
            ((first[0] - top, first[1] - left), (last[0] - top, last[1] - left)) for first, last in self.merges
        ]

    @property
    def top(self) -> Sequence[Sequence[Any]]:
        return self.content.top

    @property
    def place(self) -> Place:
        return Place(self.file, self.sheet)

    def header(self, known: frozenset[str]) -> Header | None:
        return find_header(self.top, known, self.merges)

    def table(self, header: Header) -> RawTable:
        """Read the rest: every row below the header that is a case."""
        width = max(len(header.headings), *map(len, self.top)) if self.format == "xlsx" else len(header.headings)
        grid = self._grid(header, width)
        headings = header.headings + ("",) * (width - len(header.headings))
        leaves = header.leaves + ("",) * (width - len(header.leaves))
        keep, skipped = cases_of(grid, leaves, header.titles)
        kept = np.flatnonzero(keep)
        first = self.origin[0] + header.end + 1
        numbers = _numbered(kept, first)
        columns = [at for at, column in enumerate(grid.columns) if headings[at] or column.filled.any()]
        return RawTable(
            self.file,
            self.sheet,
            tuple(headings[at] for at in columns),
            tuple(at + self.origin[1] for at in columns),
            grid.take(_run(kept)).keep_columns(columns),
            numbers,
            header.unit,
            tuple(self._notes(header, list(skipped_notes(skipped, first, self.place)), len(kept))),
            tuple(leaves[at] for at in columns),
            self.format,
            self._too_long(kept, numbers, width),
            first - 1 if self.format == "xlsx" else 0,
            self._reach(header),
            self.delimiter,
        )

    def _too_long(self, kept: npt.NDArray[np.intp], numbers: Sequence[int], width: int) -> dict[int, tuple[Finding]]:
        """Cases with more cells than the table has columns, each with what is wrong."""
        found = self.content.too_long()
        places = np.searchsorted(kept, sorted(found)).tolist() if found else []
        return {
            new: _row_too_long(self.place, numbers[new], cells, width)
            for new, (row, cells) in zip(places, sorted(found.items()), strict=True)
            if new < len(kept) and kept[new] == row
        }

    def _reach(self, header: Header) -> Reach | None:
        """Ranges merged in the rows of the table count as used; a title above it does not."""
        if self.reach is None:
            return None
        merged = [right + 1 + self.origin[1] for _, (bottom, right) in self.merges if bottom + 1 >= header.end]
        return replace(self.reach, columns=max([self.reach.columns, *merged]))

    def _grid(self, header: Header, width: int) -> Grid:
        columns = self.content.columns(header.end, width)
        for at, damaged in self._damaged_cells(header).items():
            if 0 <= at < width:
                columns[at] = columns[at].with_unreadable(damaged)
        for at, ranges in self._merged_down(columns, header.end).items():
            columns[at] = columns[at].with_repeats(ranges)
        return Grid(tuple(columns), len(columns[0]) if columns else 0)

    def _merged_down(self, columns: Sequence[CellColumn], end: int) -> dict[int, list[tuple[int, int]]]:
        """By column: rows that a cell merged downwards covers; it holds its value in every one of them."""
        left_to_fill = [len(column) for column in columns]  # honest ranges do not overlap
        found: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, _) in self.merges:
            height = bottom - top + 1
            if end <= top < bottom and left < len(columns) and height <= left_to_fill[left]:
                left_to_fill[left] -= height
                found.setdefault(left, []).append((top - end, bottom - end + 1))
        return found

    def _damaged_cells(self, header: Header) -> dict[int, list[tuple[int, Unreadable]]]:
        """By column: rows below the header whose blank is really an error or a formula never calculated."""
        found: dict[int, list[tuple[int, Unreadable]]] = {}
        for row, column, code, text in self.damaged:
            at = row - self.origin[0] - header.end
            found.setdefault(column - self.origin[1], []).append((at, Unreadable(code, text)))
        return found

    def _notes(self, header: Header, notes: list[Finding], count: int) -> list[Finding]:
        if any(header.end <= top < bottom for (top, _), (bottom, _) in self.merges):
            notes.append(Finding("note", "cases.merges-repeated", self.place))
        if not count:
            notes.append(Finding("warning", "cases.no-rows", self.place))
        return notes


def _run(rows: npt.NDArray[np.intp]) -> slice | npt.NDArray[np.intp]:
    """Rows without a gap as a slice, which copies nothing."""
    return slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) and rows[-1] - rows[0] == len(rows) - 1 else rows


def _numbered(rows: npt.NDArray[np.intp], first: int) -> Sequence[int]:
    """1-based source rows; a million of them need no list where none is left out."""
    run = _run(rows)
    return range(run.start + first, run.stop + first) if isinstance(run, slice) else (rows + first).tolist()


def _row_too_long(place: Place, number: int, found: int, width: int) -> tuple[Finding]:
    where = Place(place.file, place.sheet, "", number)
    return (Finding("error", "cases.row-too-long", where, {"found": found, "expected": width}),)
