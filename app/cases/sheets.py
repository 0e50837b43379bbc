"""Writes a worksheet with XlsxWriter, row by row, so that memory does not grow with the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

import xlsxwriter

from app.cases.cells import LOST
from app.cases.limits import SHEET_ROWS
from app.cases.outcomes import OutColumn
from app.values import to_text

TITLE = "决策结果"
_LONGEST = 32_767
"""Characters a cell can hold."""
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a document property without a zone; a clock would make files differ
_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}

Put = Callable[[int, int], Any]
"""Writes one distinct value to a row and column."""


def write_sheet(stream: BinaryIO, columns: Sequence[OutColumn], count: int) -> None:
    """Write the columns below a bold, frozen header; beyond what a sheet holds, go on in another one."""
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    book.set_properties({"created": _CREATED})
    starts = range(0, max(count, 1), SHEET_ROWS - 1)
    for number, start in enumerate(starts, 1):
        title = TITLE if len(starts) == 1 else f"{TITLE}{number}"
        _fill(book, book.add_worksheet(title), columns, range(start, min(start + SHEET_ROWS - 1, count)))
    book.close()


def _fill(book: Any, sheet: Any, columns: Sequence[OutColumn], rows: range) -> None:
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#F2F2F2"})
    for at, column in enumerate(columns):
        sheet.set_column(at, at, width_of(column))
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.heading[:_LONGEST], header)
    formats = (book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}))
    wanted = slice(rows.start, rows.stop)
    puts = [[*(_put(sheet, value, column.numeric, formats) for value in column.cells.values), None, None]
            for column in columns]  # fmt: skip
    codes = [column.cells.codes[wanted].tolist() for column in columns]
    for row, line in enumerate(zip(*codes, strict=True), 1):
        for at, code in enumerate(line):
            put = puts[at][code]
            if put is not None:
                put(row, at)


def _put(sheet: Any, value: Any, numeric: bool, formats: tuple[Any, Any]) -> Put | None:
    """How to write a distinct value, decided once; None for an empty text."""
    if isinstance(value, bool):
        return lambda row, at: sheet.write_boolean(row, at, value)
    if isinstance(value, datetime | time | timedelta):
        return lambda row, at: sheet.write_datetime(row, at, value, formats[1])
    if isinstance(value, date):
        return lambda row, at: sheet.write_datetime(row, at, value, formats[0])
    number = exact_number(value, numeric)
    if number is not None:
        return lambda row, at: sheet.write_number(row, at, number)
    text = cell_text(value)
    if not text:
        return None
    return lambda row, at: sheet.write_string(row, at, text)


def cell_text(value: Any) -> str:
    """A value as text no longer than a cell can hold."""
    text = to_text(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def exact_number(value: Any, numeric: bool) -> float | None:
    """A number that a cell can hold exactly; more than 15 digits are written as text."""
    if isinstance(value, str):
        return float(value) if numeric and _PLAIN.fullmatch(value) else None
    if isinstance(value, float):
        return value
    if not isinstance(value, int | Decimal):
        return None
    nearest = float(value)
    return nearest if abs(nearest) < LOST and Decimal(format(nearest, ".15g")) == value else None


def width_of(column: OutColumn) -> int:
    """Wide enough for the heading and for most of what stands below it, within reason."""
    shown = [_columns_of(to_text(value)) for value in islice(column.cells.values, 200)]
    typical = sorted(shown)[len(shown) * 9 // 10] if shown else 0
    return max(8, min(48, max(_columns_of(column.heading), typical) + 2))


def _columns_of(text: str) -> int:
    """Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text[:60])
