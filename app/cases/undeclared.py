"""A case file read without a dictionary: where its header stands, and what its columns look like they are.

What comes out is a draft for a person to look over. Nothing is decided with it: a case file that is decided is always
typed by a dictionary (:mod:`app.cases.typing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np

from app.cases.cells import CellError, read_bool, read_date, read_number, read_text, unguarded
from app.cases.headers import Header, known_keys
from app.cases.headings import power, unit_of
from app.cases.kinds import kind_of
from app.cases.limits import LIMITS, Limits
from app.cases.model import RawTable
from app.cases.reader import sources_of
from app.cases.tables import Source
from app.cases.texts import jsonl_table
from app.columns import EncodedColumn
from app.findings import LubuError, Place
from app.values import VarType, parse_date, parse_number

_LONGEST_HEADING = 40
_FEW = 12
"""A text column of no more distinct values than this, each at least three times on the average, is a list."""
_NEARLY_ALL = 0.95
"""A ledger as it comes has cells that are wrong; so many rows tell what the column is."""
_LONG_DIGITS = 10
"""So many digits are a number of something (telephone, account, document), not an amount."""
_CODE_DIGITS, _MANY_CODES = 5, 8
_DAYS_OR_PIECES = 10_000
"""Whole numbers below are counts; larger ones are likely amounts that only happen to have no cents."""
_CENTS = Decimal("0.01")
_CENTS_MATTER = 1000
"""From here on a number with no more than two decimals is taken for money, unless it is a count."""

Ends: TypeAlias = tuple[Decimal, Decimal] | tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Likely:
    """What a column of a case file looks like."""

    heading: str
    """Its lowest level, as the file has it."""
    type: VarType
    unit: str
    values: tuple[str, ...]
    """Its distinct texts in the order of the file, where they are few."""
    rows: int
    blanks: int
    unread: int
    """Filled rows that are not of the type."""
    ends: Ends
    """Least and largest number or date; None for the other types and where nothing stands."""


def read_undeclared(data: bytes, file: str, sheet: str | None = None, limits: Limits = LIMITS) -> RawTable:
    """The table of the sheet with the widest header; the header is the row of most headings.

    Raises:
        LubuError: no file of a kind that can be read, beyond the limits, or nothing like a header in it.
    """
    if kind_of(data, file, limits) == "jsonl":
        return jsonl_table(data, file, limits)
    found: list[tuple[Source, Header]] = []
    for source in sources_of(data, file, frozenset(), sheet, limits):
        header = source.header(known_keys(_likely_headings(source.top)))
        if header is not None and (sheet or not source.hidden):
            found.append((source, header))
    if not found:
        raise LubuError.of("cases.no-header-at-all", Place(file, sheet or ""))
    source, header = max(found, key=lambda pair: pair[1].matched)
    return source.table(header)


def _likely_headings(top: Sequence[Sequence[Any]]) -> list[str]:
    """The texts of the row that has most different ones, the upper among equals; at least two."""
    rows = [list(dict.fromkeys(cell.strip() for cell in row if _is_heading(cell))) for row in top]
    widest = max(rows, key=len, default=[])
    return widest if len(widest) > 1 else []


def _is_heading(cell: Any) -> bool:
    if not isinstance(cell, str) or not 0 < len(cell.strip()) <= _LONGEST_HEADING:
        return False
    return parse_number(cell) is None and parse_date(cell) is None


def likely_columns(raw: RawTable) -> Iterator[Likely]:
    """Every column with a heading."""
    leaves = raw.leaves or raw.headings
    for index, leaf in enumerate(leaves):
        if leaf.strip():
            yield _likely(leaf, raw.unit, raw.grid.columns[index].encoded)


def _likely(heading: str, corner_unit: str, cells: EncodedColumn) -> Likely:
    filled = _Filled.of(cells)
    unit = unit_of(heading)
    kind, values = _kind(filled, unit or corner_unit, bool(unit))
    stated = (unit or corner_unit or "元") if kind is VarType.MONEY else unit if kind is VarType.PERCENT else ""
    ends = (min(values), max(values)) if values and kind not in (VarType.TEXT, VarType.BOOL) else None
    texts = _few(filled) if kind is VarType.TEXT else ()
    return Likely(heading, kind, stated, texts, len(cells), len(cells) - filled.total, filled.total - filled.read, ends)


@dataclass(slots=True)
class _Filled:
    """The distinct cells of a column that are not blank, and in how many rows each stands."""

    cells: list[Any]
    rows: list[int]
    read: int = 0
    """Rows whose cell is of the type that was found."""

    @classmethod
    def of(cls, column: EncodedColumn) -> _Filled:
        rows = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
        stands = [(cell, count) for cell, count in zip(column.values, rows.tolist(), strict=True) if count]
        return cls([cell for cell, _ in stands], [count for _, count in stands], int(rows.sum()))

    @property
    def total(self) -> int:
        return sum(self.rows)

    def read_as(self, read: Callable[[Any], Any]) -> list[Any]:
        """The values of the cells that *read* takes; none unless that is nearly every row."""
        values, taken, blank = [], 0, 0
        for cell, rows in zip(self.cells, self.rows, strict=True):
            try:
                value = read(cell)
            except CellError:
                continue
            taken += rows
            if value is None:
                blank += rows
            else:
                values.append(value)
        if not values or taken < self.total * _NEARLY_ALL or taken == blank:
            return []
        self.read = taken
        return values


def _kind(filled: _Filled, unit: str, stated: bool) -> tuple[VarType, list[Any]]:
    """The narrowest type that nearly every filled cell can be read as, and the values it is read as."""
    if any(_is_date(cell) for cell in filled.cells) and (days := filled.read_as(_read_day)):
        return VarType.DATE, days
    if any(_says_yes_or_no(cell) for cell in filled.cells) and (answers := filled.read_as(read_bool)):
        return VarType.BOOL, answers
    if numbers := filled.read_as(_read_amount):
        if not _are_numbers_of_something(numbers):
            return _kind_of_number(filled.cells, numbers, unit, stated), numbers
        filled.read = filled.total
    return VarType.TEXT, []


def _is_date(cell: Any) -> bool:
    return isinstance(cell, date) or (isinstance(cell, str) and parse_date(cell) is not None) or _is_compact(cell)


def _is_compact(cell: Any) -> bool:
    """A number of the form 20240131; any other may be a spreadsheet's day, but hardly is."""
    return isinstance(cell, float | int) and not isinstance(cell, bool) and 19_000_101 <= cell <= 22_001_231


def _read_day(cell: Any) -> date | None:
    if isinstance(cell, float | int) and not _is_compact(cell):
        raise CellError("cases.not-a-date")
    return read_date(cell)[0]


def _says_yes_or_no(cell: Any) -> bool:
    return isinstance(cell, bool) or (isinstance(cell, str) and not cell.strip().isdigit())


def _read_amount(cell: Any) -> Decimal | None:
    """A number; digits that are a number *of* something are refused."""
    if isinstance(cell, str):
        digits = unguarded(cell.strip() or " ")
        if digits.isdigit() and (len(digits) >= _LONG_DIGITS or (len(digits) > 1 and digits[0] == "0")):
            raise CellError("cases.not-a-number")
    return read_number(cell, True)[0]


def _are_numbers_of_something(numbers: Sequence[Decimal]) -> bool:
    """Codes: whole, very long, or many different ones that are all of one length."""
    if any(number != number.to_integral_value() for number in numbers):
        return False
    lengths = {len(str(int(number))) for number in numbers}
    alike = len(lengths) == 1 and min(lengths) >= _CODE_DIGITS and len(set(numbers)) >= _MANY_CODES
    return alike or min(lengths) >= _LONG_DIGITS


def _kind_of_number(cells: Sequence[Any], numbers: Sequence[Decimal], unit: str, stated: bool) -> VarType:
    """*stated*: the unit is the heading's own; one that stands above the table is that of its amounts only."""
    percents = all(isinstance(cell, str) and cell.strip().endswith(("%", "％")) for cell in cells)
    if percents or (stated and unit in ("%", "‰")):
        return VarType.PERCENT
    if stated and power(unit) is not None:
        return VarType.MONEY
    largest = max(abs(number) for number in numbers)
    whole = all(number == number.to_integral_value() for number in numbers)
    if whole and largest < _DAYS_OR_PIECES:
        return VarType.INTEGER
    in_cents = all(number == number.quantize(_CENTS) for number in numbers)
    return VarType.MONEY if in_cents and (unit or largest >= _CENTS_MATTER) else VarType.DECIMAL


def _few(filled: _Filled) -> tuple[str, ...]:
    texts = tuple(dict.fromkeys(text for text in filled.read_as(read_text) if text))
    filled.read = filled.total
    return texts if 1 < len(texts) <= _FEW and len(texts) * 3 <= filled.total else ()
