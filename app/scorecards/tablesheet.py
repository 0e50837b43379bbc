"""The sheet with one row per officer: two heading rows, totals, and pages that break between indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from app.scorecards.overview import Field, Overview
from app.scorecards.styles import Styles, print_on, shown, width_of, write
from app.values import VarType

FIRST = 4
"""Row of the first officer: title, subtitle and two heading rows stand above."""
_HEAD = 2
_FROZEN = 4
"""Columns that stay: rank, branch, number, name."""
_PAGE = 142
"""Characters across a page of A4 at the scale below."""
_SCALE = 75


def write_table(sheet: Worksheet, styles: Styles, table: Overview, title: str, under: str) -> None:
    """Fill *sheet* with the overview."""
    sheet.write_string(0, 0, title, styles.title)
    sheet.write_string(1, 0, under, styles.small)
    groups = list(_groups(table.fields))
    for first, last in groups:
        _write_head(sheet, styles, table.fields, first, last)
    for number, field in enumerate(table.fields):
        for row, value in enumerate(field.values, start=FIRST):
            write(sheet, row, number, value, styles.of(field.type))
        _write_total(sheet, styles, number, field)
    widths = _widths(table.fields, groups)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    sheet.freeze_panes(FIRST, _FROZEN)
    _set_pages(sheet, widths, groups)
    if table.rows:
        sheet.autofilter(FIRST - 1, 0, FIRST + len(table.rows) - 1, len(table.fields) - 1)


def _groups(fields: Sequence[Field]) -> Iterator[tuple[int, int]]:
    """First and last column of each indicator; a column of its own is a group of one."""
    start = 0
    for number, field in enumerate(fields):
        following = fields[number + 1].group if number + 1 < len(fields) else ""
        if not field.group or following != field.group:
            yield start, number
            start = number + 1


def _write_head(sheet: Worksheet, styles: Styles, fields: Sequence[Field], first: int, last: int) -> None:
    top, bottom = _HEAD, _HEAD + 1
    group = fields[first].group
    if first == last:
        sheet.merge_range(top, first, bottom, first, group or fields[first].heading, styles.head)
        return
    sheet.merge_range(top, first, top, last, group, styles.head)
    for place in range(first, last + 1):
        sheet.write_string(bottom, place, fields[place].heading, styles.head)


def _write_total(sheet: Worksheet, styles: Styles, number: int, field: Field) -> None:
    last = FIRST + len(field.values)
    if number == 0:
        sheet.write_string(last, number, "合计", styles.of(VarType.TEXT, total=True))
    elif field.total is None or not field.values:
        sheet.write_blank(last, number, None, styles.of(VarType.TEXT, total=True))
    else:
        column = xl_col_to_name(number)
        formula = f"=SUM({column}{FIRST + 1}:{column}{last})"
        sheet.write_formula(last, number, formula, styles.of(field.type, total=True), float(field.total))


def _widths(fields: Sequence[Field], groups: Sequence[tuple[int, int]]) -> list[int]:
    """As wide as the widest value, and together as wide as the indicator's name."""
    widths = []
    for field in fields:
        texts = [field.heading, *(shown(value, field.type) for value in (*field.values, field.total))]
        widths.append(max(width_of(text) for text in texts) + (3 if field.type is VarType.TEXT else 2))
    for first, last in groups:
        lacking = width_of(fields[first].group) + 2 - sum(widths[first : last + 1])
        widths[last] += max(0, lacking)
    return widths


def _set_pages(sheet: Worksheet, widths: Sequence[int], groups: Sequence[tuple[int, int]]) -> None:
    """One page across where all fits, else breaks between groups with the officers' columns on every page."""
    frozen = sum(widths[:_FROZEN])
    breaks: list[int] = []
    used = frozen
    for first, last in groups:
        width = sum(widths[first : last + 1]) if first >= _FROZEN else 0
        if used + width > _PAGE and used > frozen:
            breaks.append(first)
            used = frozen
        used += width
    print_on(sheet)
    sheet.repeat_rows(0, FIRST - 1)
    if breaks:
        sheet.set_print_scale(_SCALE)  # instead of squeezing all columns onto one page
        sheet.set_v_pagebreaks(breaks)
        sheet.repeat_columns(0, _FROZEN - 1)
