"""One column on its way from raw cells to values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.cases.cells import CellError
from app.cases.grid import CellColumn
from app.cases.model import RawTable
from app.columns import FAILED, MISSING, EncodedColumn
from app.findings import Finding, Level, Place
from app.rulebooks.model import Variable
from app.values import Value


@dataclass(eq=False)
class Reading:
    """What is known of the column, and what is found out about it."""

    raw: RawTable
    variable: Variable
    index: int
    column: CellColumn
    failures: dict[int, CellError] = field(default_factory=dict)
    """Code of a distinct cell (MISSING: the blank) → why it cannot be read."""
    notes: list[Finding] = field(default_factory=list)

    @cached_property
    def cells(self) -> EncodedColumn:
        """The column's cells, numbers among the distinct ones."""
        return self.column.encoded

    @property
    def blank(self) -> Value:
        """What a blank cell stands for."""
        return self.variable.default

    @property
    def blank_state(self) -> int:
        """FAILED where a blank is not allowed: what reads it must not decide as if nothing were wrong."""
        if self.variable.default is not None:
            return 0
        return FAILED if self.variable.required else MISSING

    def note(self, code: str, level: Level = "note", **params: object) -> None:
        label = self.raw.column_label(self.index)
        place = Place(self.raw.file, self.raw.sheet)
        self.notes.append(Finding(level, code, place, {"variable": self.variable.name, "column": label, **params}))

    def each(self, read: Callable[[Any], Any]) -> Iterator[tuple[int, Any]]:
        """Every distinct cell that can be read, with its code; the others are kept as failures."""
        for code, cell in enumerate(self.cells.values):
            try:
                yield code, read(cell)
            except CellError as error:
                self.fail(code, error)

    def fail(self, code: int, error: CellError) -> None:
        """A distinct cell cannot be read; the error is kept without the frames that raised it and all they hold."""
        self.failures[code] = error.with_traceback(None)

    def miss(self, code: int) -> None:
        """A cell that only looks filled (``-``) is as blank as a blank one: a fault where a value is required."""
        if self.blank_state == FAILED:
            self.failures[code] = CellError("cases.required-blank")
