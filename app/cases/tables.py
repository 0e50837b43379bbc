"""Rows as a reader brings them → a table whose header is known and whose rows are cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

import numpy as np

from app.cases.grid import Encoder, Grid, Unreadable, feed
from app.cases.headers import TOP, Header, Merge, find_header
from app.cases.model import Format, RawTable, Reach
from app.cases.rows import cases_of, skipped_notes
from app.columns import EncodedColumn
from app.findings import Finding, Place


@dataclass(slots=True)
class Source:
    """One sheet or csv file on its way in: its first rows are looked at before the rest is read."""

    file: str
    sheet: str
    format: Format
    rows: Iterator[Sequence[Any]]
    origin: tuple[int, int] = (0, 0)
    """0-based row and column of the first cell of the first row."""
    merges: Sequence[Merge] = ()
    damaged: Sequence[tuple[int, int, str, str]] = ()
    """0-based row and column, finding code, text."""
    hidden: bool = False
    reach: Reach | None = None
    top: list[Sequence[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.top = list(islice(self.rows, TOP))
        top, left = self.origin
        self.merges = [
            ((first[0] - top, first[1] - left), (last[0] - top, last[1] - left)) for first, last in self.merges
        ]

    @property
    def place(self) -> Place:
        return Place(self.file, self.sheet)

    def header(self, known: frozenset[str]) -> Header | None:
        return find_header(self.top, known, self.merges)

    def table(self, header: Header) -> RawTable:
        """Read the rest: every row below the header that is a case."""
        width = max(len(header.headings), *map(len, self.top)) if self.format == "xlsx" else len(header.headings)
        long = _TooLong(width)
        grid = self._encode(header, width, long)
        headings = header.headings + ("",) * (width - len(header.headings))
        leaves = header.leaves + ("",) * (width - len(header.leaves))
        keep, skipped = cases_of(grid, leaves, header.titles)
        kept = np.flatnonzero(keep)
        first = self.origin[0] + header.end + 1
        numbers = (kept + first).tolist()
        columns = [at for at, column in enumerate(grid.columns) if headings[at] or (column.codes >= 0).any()]
        return RawTable(
            self.file,
            self.sheet,
            tuple(headings[at] for at in columns),
            tuple(at + self.origin[1] for at in columns),
            grid.take(kept).keep_columns(columns),
            numbers,
            header.unit,
            tuple(self._notes(header, list(skipped_notes(skipped, first, self.place)), len(kept))),
            tuple(leaves[at] for at in columns),
            self.format,
            {new: long.finding(self.place, numbers[new], int(row)) for new, row in enumerate(kept) if row in long.rows},
            first - 1 if self.format == "xlsx" else 0,
            self._reach(header),
        )

    def _reach(self, header: Header) -> Reach | None:
        """Ranges merged in the rows of the table count as used; a title above it does not."""
        if self.reach is None:
            return None
        merged = [right + 1 + self.origin[1] for _, (bottom, right) in self.merges if bottom + 1 >= header.end]
        return replace(self.reach, columns=max([self.reach.columns, *merged]))

    def _encode(self, header: Header, width: int, long: _TooLong) -> Grid:
        encoders = [Encoder() for _ in range(width)]
        total = feed(encoders, chain(self.top[header.end :], self.rows), long.fit)
        damaged = self._damaged_cells(header)
        columns = [encoder.finish(damaged.get(at, ())) for at, encoder in enumerate(encoders)]
        self._repeat_merges(columns, header.end)
        return Grid(tuple(columns), total)

    def _repeat_merges(self, columns: Sequence[EncodedColumn], end: int) -> None:
        """A cell merged downwards holds its value in every row; the columns were just made and are ours to change."""
        left_to_fill = [len(column) for column in columns]  # honest ranges do not overlap
        for (top, left), (bottom, _) in self.merges:
            height = bottom - top + 1
            if end <= top < bottom and left < len(columns) and height <= left_to_fill[left]:
                left_to_fill[left] -= height
                column = columns[left].codes[top - end : bottom - end + 1]
                column[:] = column[:1]

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


class _TooLong:
    """Gives rows of another length the width of the table, and remembers those that had too many cells."""

    def __init__(self, width: int) -> None:
        self._width = width
        self.rows: dict[int, int] = {}

    def fit(self, number: int, row: Sequence[Any]) -> Sequence[Any]:
        if len(row) < self._width:
            return [*row, *[""] * (self._width - len(row))]
        if any(cell is not None and str(cell).strip() for cell in row[self._width :]):
            self.rows[number] = len(row)
        return row[: self._width]

    def finding(self, place: Place, number: int, row: int) -> tuple[Finding, ...]:
        where = Place(place.file, place.sheet, "", number)
        return (Finding("error", "cases.row-too-long", where, {"found": self.rows[row], "expected": self._width}),)
