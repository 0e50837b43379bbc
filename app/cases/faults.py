"""Cells that could not be read, kept as arrays; the findings are made when somebody asks for a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.cases.cells import CellError, shown
from app.cases.model import RawTable
from app.findings import Finding
from app.rulebooks.model import Variable


@dataclass(frozen=True, slots=True)
class ColumnFaults:
    """The rows of one column that cannot be read."""

    variable: Variable
    index: int
    """Of the heading."""
    rows: npt.NDArray[np.intp]
    """Ascending."""
    codes: npt.NDArray[np.int32]
    """Of the same length: the distinct cell that stands there."""
    values: Mapping[int, Any]
    """Code → the cell."""
    failures: Mapping[int, CellError]

    def finding(self, raw: RawTable, row: int) -> Finding | None:
        at = int(np.searchsorted(self.rows, row))
        if at == len(self.rows) or self.rows[at] != row:
            return None
        code = int(self.codes[at])
        error = self.failures[code]
        params = {
            "variable": self.variable.name,
            "heading": raw.headings[self.index],
            "value": shown(self.values[code]) if code >= 0 else "",
            **error.params,
        }
        return Finding("error", error.code, raw.place(row, self.index), params)


class RowFindings(Mapping[int, tuple[Finding, ...]]):
    """0-based row → its findings; a million bad cells cost two arrays."""

    def __init__(self, raw: RawTable, faults: Sequence[ColumnFaults]) -> None:
        self._raw, self._faults = raw.without_cells(), faults
        whole = np.array(sorted(raw.row_findings), np.intp)
        self._rows = np.unique(np.concatenate([whole, *(fault.rows for fault in faults)]))

    def __getitem__(self, row: int) -> tuple[Finding, ...]:
        if row not in self:
            raise KeyError(row)
        cells = (fault.finding(self._raw, row) for fault in self._faults)
        return (*self._raw.row_findings.get(row, ()), *(finding for finding in cells if finding))

    def __contains__(self, row: object) -> bool:
        if not isinstance(row, int | np.integer):
            return False
        at = int(np.searchsorted(self._rows, row))
        return at < len(self._rows) and int(self._rows[at]) == row

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows.tolist())

    def __len__(self) -> int:
        return len(self._rows)
