"""Cells of the summary: one style per dictionary type, and text that stays text."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.values import VarType, round_half_up, to_text

_NUMBER_FORMATS = {
    VarType.INTEGER: "#,##0",
    VarType.DECIMAL: "#,##0.00",
    VarType.MONEY: "#,##0.00",
    VarType.PERCENT: "0.00%",
    VarType.DATE: "yyyy-mm-dd",
}
_DIGITS = 15
"""A spreadsheet keeps no more; a longer number is written as text rather than changed."""


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": "宋体", "font_size": 10, "border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
        bold = base | {"bold": True, "bg_color": "#F2F2F2"}
        self.title = book.add_format({"font_name": "黑体", "font_size": 15})
        self.small = book.add_format({"font_name": "宋体", "font_size": 10, "font_color": "#595959"})
        self.head = book.add_format(base | {"bold": True, "bg_color": "#DDEBF7", "align": "center", "text_wrap": True})
        self.wrapped = book.add_format(base | {"indent": 1, "text_wrap": True, "valign": "top"})
        self._by_type = {
            (kind, total): book.add_format((bold if total else base) | _number_format(kind))
            for kind in VarType
            for total in (False, True)
        }

    def of(self, kind: VarType, *, total: bool = False) -> Format:
        return self._by_type[kind, total]


def _number_format(kind: VarType) -> dict[str, str | int]:
    return {"num_format": _NUMBER_FORMATS[kind]} if kind in _NUMBER_FORMATS else {"indent": 1}


def shown(value: Any, kind: VarType) -> str:
    """A value as its cell shows it."""
    if not isinstance(value, Decimal):
        return to_text(value)
    if kind is VarType.PERCENT:
        return f"{round_half_up(value, 4):.2%}"
    return f"{value:,f}" if kind is VarType.INTEGER else f"{round_half_up(value):,.2f}"


def write(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    """A value of the product; whatever a file brought as text can never become a formula or a link."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, to_text(value), style)
    elif isinstance(value, int) or (isinstance(value, Decimal) and len(value.as_tuple().digits) <= _DIGITS):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_string(row, column, to_text(value), style)


def print_on(sheet: Worksheet) -> None:
    """A4 across, all columns on one page's width."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


@lru_cache(maxsize=1 << 16)
def width_of(text: str) -> int:
    """Columns a text takes up: a Chinese character is two wide."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
