"""Charts of score and pay over all officers, in the order of the table."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from app.scorecards.model import Scorecards
from app.scorecards.overview import NAME, NUMBER, Field, Overview, headline
from app.scorecards.styles import print_on
from app.scorecards.tablesheet import FIRST

_HEIGHT = 380
_ROWS = 21
"""Rows of a sheet that a chart of that height covers, and some air."""


def write_charts(book: Workbook, table_sheet: Worksheet, table: Overview, scorecards: Scorecards) -> None:
    """A sheet with a chart of each figure in the headline."""
    sheet = book.add_worksheet("图表")
    sheet.hide_gridlines(2)
    print_on(sheet)
    fields = [table.field(name) for name in headline(scorecards.rulebook)]
    figures = [field for field in fields if field is not None and field.type.is_number]
    for place, field in enumerate(figures):
        chart = book.add_chart({"type": "column"})
        _fill(chart, table_sheet.get_name(), table, field)
        _dress(chart, f"{field.heading}（{scorecards.period.label}）", len(table.rows))
        sheet.insert_chart(1 + _ROWS * place, 0, chart)
    sheet.print_area(0, 0, _ROWS * max(1, len(figures)), 20)


def _fill(chart: Chart, sheet: str, table: Overview, field: Field) -> None:
    last = FIRST + len(table.rows) - 1
    axis, column = table.fields.index(_axis(table)), table.fields.index(field)
    chart.add_series(
        {
            "name": field.heading,
            "categories": [sheet, FIRST, axis, last, axis],
            "values": [sheet, FIRST, column, last, column],
            "gap": 60,
        }
    )


def _axis(table: Overview) -> Field:
    """Names, or numbers where a name is missing or not unique."""
    names, numbers = table.field(NAME), table.field(NUMBER)
    if names is not None and None not in names.values and len(set(names.values)) == len(names.values):
        return names
    if numbers is None:
        raise LookupError(NUMBER)
    return numbers


def _dress(chart: Chart, title: str, bars: int) -> None:
    chart.set_title({"name": title, "name_font": {"size": 13}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"rotation": -60, "size": 9}, "interval_unit": 1})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_size({"width": max(640, 26 * bars + 120), "height": _HEIGHT})
