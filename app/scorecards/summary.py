"""The workbook HR gets: all officers, a chart, why each got what, where the figures come from, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from app.findings import Finding
from app.messages import advice, message
from app.scorecards.model import Scorecards
from app.scorecards.overview import NAME, NUMBER, Field, Overview, headline, overview_of
from app.scorecards.styles import Styles, width_of, write
from app.values import VarType, to_text

_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_TITLE_ROWS = 2
_HEAD_ROWS = 2
_FIRST = _TITLE_ROWS + _HEAD_ROWS
_FROZEN_COLUMNS = 4
_CHART_ROWS = 21
_LEVELS = {"error": "错误", "warning": "警告", "note": "提示"}


def write_summary(scorecards: Scorecards, stream: BinaryIO) -> None:
    """Write the .xlsx; the same scorecards give the same bytes."""
    with Workbook(stream, _SAFE) as book:
        created = datetime.combine(scorecards.decisions.as_of, time())
        book.set_properties({"title": _title(scorecards), "created": created})
        styles = Styles(book)
        table = overview_of(scorecards)
        _write_table(book.add_worksheet("汇总"), styles, scorecards, table)
        _write_charts(book, scorecards, table)
        _write_list(book.add_worksheet("判定依据"), styles, _REASONS, _reasons(scorecards, table))
        _write_list(book.add_worksheet("数据来源"), styles, _SOURCES, _sources(scorecards))
        findings = list(_findings(scorecards.findings)) or [["", "", "", "", "没有发现问题。", ""]]
        _write_list(book.add_worksheet("台账问题"), styles, _PROBLEMS, findings)


def _title(scorecards: Scorecards) -> str:
    return f"{scorecards.rulebook.name}汇总表（{scorecards.period.label}）"


def _write_table(sheet: Worksheet, styles: Styles, scorecards: Scorecards, table: Overview) -> None:
    decisions = scorecards.decisions
    sheet.write_string(0, 0, _title(scorecards), styles.title)
    version = f"{decisions.rulebook} {decisions.hash[:8]}"
    under = f"共 {len(table.rows)} 人　业务日期 {decisions.as_of.isoformat()}　规则版本 {version}"
    sheet.write_string(1, 0, under, styles.small)
    _write_head(sheet, styles, table.fields)
    for number, field in enumerate(table.fields):
        for row, value in enumerate(field.values, start=_FIRST):
            write(sheet, row, number, value, styles.of(field.type))
        _write_total(sheet, styles, number, field)
        shown = [field.heading, *(styles.shown(value, field.type) for value in [*field.values, field.total])]
        sheet.set_column(number, number, max(width_of(text) for text in shown) + 3)
    sheet.freeze_panes(_FIRST, _FROZEN_COLUMNS)
    if table.rows:
        sheet.autofilter(_FIRST - 1, 0, _FIRST + len(table.rows) - 1, len(table.fields) - 1)
    _print_on(sheet, _FIRST)


def _write_head(sheet: Worksheet, styles: Styles, fields: Sequence[Field]) -> None:
    """Two rows: the indicator over its columns; columns of their own span both."""
    top, bottom = _TITLE_ROWS, _TITLE_ROWS + 1
    number = 0
    while number < len(fields):
        group = fields[number].group
        end = number
        while group and end + 1 < len(fields) and fields[end + 1].group == group:
            end += 1
        if not group:
            sheet.merge_range(top, number, bottom, number, fields[number].heading, styles.head)
        elif end == number:
            sheet.write_string(top, number, group, styles.head)
        else:
            sheet.merge_range(top, number, top, end, group, styles.head)
        for place in range(number, end + 1):
            if group:
                sheet.write_string(bottom, place, fields[place].heading, styles.head)
        number = end + 1


def _write_total(sheet: Worksheet, styles: Styles, number: int, field: Field) -> None:
    last = _FIRST + len(field.values)
    style = styles.of(field.type, total=True)
    if number == 0:
        sheet.write_string(last, number, "合计", styles.of(VarType.TEXT, total=True))
    elif field.total is None or not field.values:
        sheet.write_blank(last, number, None, style)
    else:
        column = xl_col_to_name(number)
        formula = f"=SUM({column}{_FIRST + 1}:{column}{last})"
        sheet.write_formula(last, number, formula, style, float(field.total))


def _write_charts(book: Workbook, scorecards: Scorecards, table: Overview) -> None:
    """A chart of each figure in the headline (score, pay), officers in the order of the table."""
    names = table.field(NAME)
    by_name = names is not None and None not in names.values and len(set(names.values)) == len(names.values)
    headings = [field.heading for field in table.fields if not field.group]
    axis = headings.index(NAME if by_name else NUMBER)
    sheet = book.add_worksheet("图表")
    sheet.hide_gridlines(2)
    _print_on(sheet, 0)
    shown = [table.field(name) for name in headline(scorecards.rulebook)]
    for place, field in enumerate(field for field in shown if field is not None and field.type.is_number):
        chart = book.add_chart({"type": "column"})
        span = [_FIRST, None, _FIRST + len(table.rows) - 1, None]
        column = table.fields.index(field)
        chart.add_series(
            {
                "name": field.heading,
                "categories": ["汇总", span[0], axis, span[2], axis],
                "values": ["汇总", span[0], column, span[2], column],
                "gap": 60,
            }
        )
        chart.set_title({"name": f"{field.heading}（{scorecards.period.label}）", "name_font": {"size": 13}})
        chart.set_legend({"none": True})
        chart.set_x_axis({"num_font": {"rotation": -60, "size": 9}, "interval_unit": 1})
        chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
        chart.set_size({"width": max(640, 26 * len(table.rows) + 120), "height": 380})
        sheet.insert_chart(1 + _CHART_ROWS * place, 0, chart)
        sheet.print_area(0, 0, _CHART_ROWS * (place + 1), 20)


_REASONS = ("员工工号", "员工姓名", "规则块", "命中规则", "所在单元格", "读到的值", "结论")
_SOURCES = ("数据表", "文件", "工作表", "行数", "计入", "考核期外", "未计入（有问题）")
_PROBLEMS = ("级别", "文件", "工作表", "行或单元格", "问题", "怎么办")


def _reasons(scorecards: Scorecards, table: Overview) -> Iterable[list[Any]]:
    for row in table.rows:
        officer = scorecards.officers[row]
        for step in scorecards.decisions.trace(row):
            fired = "、".join(step.rules) or "未命中"
            yield [officer.id, officer.name, step.table, fired, step.cells, _pairs(step.inputs), _pairs(step.outputs)]


def _pairs(values: Any) -> str:
    return "；".join(f"{name}={to_text(value) or '无'}" for name, value in values.items())


def _sources(scorecards: Scorecards) -> Iterable[list[Any]]:
    for source in scorecards.measured.sources:
        yield [source.dataset or "（仅用于识别人员）", source.file, source.sheet, source.lines, source.counted,
               source.outside, source.refused]  # fmt: skip


def _findings(findings: Iterable[Finding]) -> Iterable[list[Any]]:
    for finding in findings:
        place = finding.place
        where = place.cell or (f"第 {place.row} 行" if place.row is not None else "")
        yield [_LEVELS[finding.level], place.file, place.sheet, where, message(finding), advice(finding)]


def _write_list(sheet: Worksheet, styles: Styles, headings: Sequence[str], lines: Iterable[list[Any]]) -> None:
    widths = [width_of(heading) for heading in headings]
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, styles.head)
    for row, line in enumerate(lines, start=1):
        for place, value in enumerate(line):
            write(sheet, row, place, value, styles.of(VarType.TEXT if isinstance(value, str) else VarType.INTEGER))
            widths[place] = max(widths[place], width_of(str(value)))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width + 3, 60))
    sheet.freeze_panes(1, 0)
    _print_on(sheet, 1)


def _print_on(sheet: Worksheet, repeated: int) -> None:
    """A4 across, all columns on one page's width, the head on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    if repeated:
        sheet.repeat_rows(0, repeated - 1)
