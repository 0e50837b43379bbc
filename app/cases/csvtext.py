"""Values as fields of a csv file, each distinct value worded once."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.cases.outcomes import Decision, OutColumn, Worded, worded
from app.values import from_float, to_text

_STARTS_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d.,]+%?")
_CELLS = 1 << 18
"""Fields joined at once, so that memory stays bounded."""
_END = b"\r\n"


def csv_text(value: Any) -> str:
    """A value as text that programs read back unchanged."""
    if isinstance(value, float):
        text = format(value, ".15g")
        return to_text(from_float(value)) if "e" in text else text
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return guarded(to_text(value)) if not isinstance(value, Decimal | date | int) else to_text(value)


def guarded(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it; plain numbers are none."""
    if len(text) > 1 and _STARTS_FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


class _Lines(list[bytes]):
    """What the csv module writes, row by row, without the end of the row."""

    def write(self, line: str) -> int:
        self.append(line.removesuffix("\r\n").encode())
        return len(line)


def _lines(rows: Iterable[Sequence[str]]) -> _Lines:
    lines = _Lines()
    csv.writer(lines).writerows(rows)  # ends of lines inside a text are quoted when they end rows
    return lines


def heading_line(headings: Iterable[str]) -> bytes:
    return _lines([list(map(guarded, headings))])[0] + _END


def row_lines(columns: Sequence[OutColumn], count: int) -> Iterator[bytes]:
    """The rows in blocks."""
    step = max(1, _CELLS // max(len(columns), 1))
    for start in range(0, count, step):
        rows = slice(start, min(start + step, count))
        fields = [worded(column.cells, rows, _field, b"") for column in columns]
        yield _END.join([*map(b",".join, zip(*fields, strict=True)), b""])


def _field(value: Any) -> bytes:
    text = csv_text(value)
    return _lines([[text]])[0] if text else b""  # an empty one alone in its row is quoted


def row_ends(columns: Sequence[Decision]) -> Callable[[slice], list[bytes]]:
    """What stands behind the fields of some rows where *columns* are added to them; rows alike share one."""
    texts = Worded(columns, lambda _, value: csv_text(value), "")

    def ends(rows: slice) -> list[bytes]:
        distinct, which = texts.rows(rows)
        made = [b",%b\r\n" % line for line in _lines(distinct)]
        return list(map(made.__getitem__, which.tolist()))

    return ends
