"""Decided values as cells of worksheet XML, each distinct value worded once.

Texts are inline strings: nothing becomes a formula, and the shared strings (and whoever counts them) stay as they
are. Excel, WPS and LibreOffice read inline strings as any text; Excel shares them when it saves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from app.cases.addresses import column_name
from app.cases.outcomes import Decision, Worded
from app.cases.sheets import cell_text, exact_number, width_of

Look = Literal["general", "amount", "date"]
"""How a number is shown; the workbook's styles give each look a number."""

ROW = b"\0"
"""Stands in a worded cell where its row number goes; XML cannot contain it."""
_EPOCH, _EPOCH_1904 = date(1899, 12, 30).toordinal(), date(1904, 1, 1).toordinal()
_FIRST_SERIAL = 61
"""Before 1900-03-01 spreadsheets count a day that never was."""
_AT_ONCE = 1 << 14
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def look_of(column: Decision) -> Look:
    """Dates as dates; numbers with one or two decimals as amounts; whole and finer ones as they are."""
    if any(isinstance(value, date) for value in column.cells.values):
        return "date"
    return "amount" if 0 < column.places <= 2 else "general"


def wide_enough(column: Decision) -> int:
    """The column's width in characters; an amount that does not fit would show as ``####``."""
    if look_of(column) != "amount":
        return width_of(column)
    least, most = (find(value for value in column.cells.values if isinstance(value, Decimal)) for find in (min, max))
    return max(width_of(column), max(len(f"{value:,.2f}") for value in (least, most)) + 2)


class Wording:
    """The appended cells of any case, ready but for the row number."""

    def __init__(
        self, columns: Sequence[Decision], first: int, style: Callable[[Look], int], epoch_1904: bool = False
    ) -> None:
        """*first* is the 1-based place of the first column; *style* gives the number of a look's style."""
        self._names = [column_name(first - 1 + at).encode() for at in range(len(columns))]
        self._columns = columns
        self._epoch = _EPOCH_1904 if epoch_1904 else _EPOCH
        styles = [style(look_of(column)) for column in columns]
        self._cells = Worded(columns, lambda at, value: self._worded(self._names[at], value, styles[at]), b"")

    @property
    def last(self) -> bytes:
        """Letters of the last column."""
        return self._names[-1]

    def headings(self, style: int) -> list[bytes]:
        """The cells of the header row, cut where the row's number goes."""
        pairs = zip(self._names, self._columns, strict=True)
        return b"".join(text_cell(name, cell_text(column.heading), style) for name, column in pairs).split(ROW)

    def rows(self, order: npt.NDArray[np.intp]) -> Iterator[list[bytes]]:
        """The cells of the cases numbered *order*, cut where the row's number goes; cases alike share one list."""
        for start in range(0, len(order), _AT_ONCE):
            distinct, which = self._cells.rows(order[start : start + _AT_ONCE])
            made = [b"".join(cells).split(ROW) for cells in distinct]
            yield from map(made.__getitem__, which.tolist())

    def _worded(self, name: bytes, value: Any, style: int) -> bytes:
        if isinstance(value, bool):
            return bool_cell(name, value)
        if isinstance(value, date) and not isinstance(value, datetime):
            serial = value.toordinal() - self._epoch
            if serial >= (_FIRST_SERIAL if self._epoch == _EPOCH else 0):
                return number_cell(name, b"%d" % serial, style)
        if isinstance(value, int | Decimal) and exact_number(value, False) is not None:
            return number_cell(name, format(Decimal(value), "f").encode(), style)
        return text_cell(name, cell_text(value), 0)


def bool_cell(name: bytes, value: bool) -> bytes:
    return b'<c r="%b%b" t="b"><v>%d</v></c>' % (name, ROW, value)


def number_cell(name: bytes, digits: bytes, style: int) -> bytes:
    return b'<c r="%b%b"%b><v>%b</v></c>' % (name, ROW, _styled(style), digits)


def text_cell(name: bytes, text: str, style: int) -> bytes:
    if not text:
        return b""
    keep = b' xml:space="preserve"' if text != text.strip() or "\n" in text else b""
    return b'<c r="%b%b"%b t="inlineStr"><is><t%b>%b</t></is></c>' % (name, ROW, _styled(style), keep, spelled(text))


def _styled(style: int) -> bytes:
    return b' s="%d"' % style if style else b""


def spelled(text: str) -> bytes:
    """Text as XML spells it; characters that XML lacks as Excel does (``_x000B_``), lone surrogates as a mark."""
    if "_x" in text:
        text = _LIKE_ESCAPE.sub("_x005F_", text)
    text = _ILLEGAL.sub(_named, text)
    return escape(text).encode()


def _named(letter: re.Match[str]) -> str:
    return "\ufffd" if "\ud800" <= letter[0] <= "\udfff" else f"_x{ord(letter[0]):04X}_"
