"""The workbook HR gets: all officers, a chart, why each got what, where the figures come from, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.findings import Finding
from app.messages import advice, message
from app.scorecards.cards import typed_fields
from app.scorecards.chartsheet import write_charts
from app.scorecards.model import Scorecards
from app.scorecards.overview import Overview, overview_of
from app.scorecards.styles import Styles, print_on, width_of, write
from app.scorecards.tablesheet import write_table
from app.values import VarType, to_text

_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LEVELS = {"error": "错误", "warning": "警告", "note": "提示"}
_WIDEST = 60
_MOST_LINES = 1_000_000
"""A sheet has 1,048,576 rows."""
_LINE = 14
"""Height of one line of text, in points."""
_REASONS = ("员工工号", "员工姓名", "规则块", "命中规则", "所在单元格", "读到的值", "结论")
_SOURCES = ("数据表", "文件", "工作表", "行数", "计入", "考核期外", "未计入（有问题）")
_PROBLEMS = ("级别", "文件", "工作表", "行或单元格", "问题", "怎么办")


def write_summary(scorecards: Scorecards, stream: BinaryIO) -> None:
    """Write the .xlsx; the same scorecards give the same bytes."""
    title = f"{scorecards.rulebook.name}汇总表（{scorecards.period.label}）"
    with Workbook(stream, _SAFE) as book:
        book.set_properties({"title": title, "created": datetime.combine(scorecards.decisions.as_of, time())})
        styles = Styles(book)
        table = overview_of(scorecards)
        sheet = book.add_worksheet("汇总")
        write_table(sheet, styles, table, title, _under(scorecards))
        write_charts(book, sheet, table, scorecards)
        _write_list(book.add_worksheet("判定依据"), styles, _REASONS, _reasons(scorecards, table))
        _write_list(book.add_worksheet("数据来源"), styles, _SOURCES, _sources(scorecards))
        _write_list(book.add_worksheet("台账问题"), styles, _PROBLEMS, _problems(scorecards.findings))


def _under(scorecards: Scorecards) -> str:
    decisions = scorecards.decisions
    day, version = decisions.as_of.isoformat(), f"{decisions.rulebook} {decisions.hash[:8]}"
    return f"共 {decisions.count} 人　业务日期 {day}　规则版本 {version}"


def _reasons(scorecards: Scorecards, table: Overview) -> Iterable[list[Any]]:
    types = typed_fields(scorecards.rulebook)
    for row in table.rows:
        officer = scorecards.officers[row]
        for step in scorecards.decisions.trace(row):
            fired = "、".join(step.rules) or "未命中"
            read, gave = _pairs(step.inputs, types), _pairs(step.outputs, types)
            yield [officer.id, officer.name, step.table, fired, step.cells, read, gave]


def _pairs(values: Mapping[str, Any], types: Mapping[str, VarType]) -> str:
    return "；".join(f"{name}={_exactly(value, types[name]) or '无'}" for name, value in values.items())


def _exactly(value: Any, kind: VarType) -> str:
    """Every digit: 59.998 did not reach 60, and who asks why must see it."""
    if kind is VarType.PERCENT and isinstance(value, Decimal):
        return f"{to_text(value.scaleb(2))}%"
    return to_text(value)


def _sources(scorecards: Scorecards) -> Iterable[list[Any]]:
    for source in scorecards.measured.sources:
        yield [source.dataset or "（仅用于识别人员）", source.file, source.sheet, source.lines, source.counted,
               source.outside, source.refused]  # fmt: skip


def _problems(findings: Sequence[Finding]) -> Iterable[list[Any]]:
    for finding in findings:
        place = finding.place
        where = place.cell or (f"第 {place.row} 行" if place.row is not None else "")
        yield [_LEVELS[finding.level], place.file, place.sheet, where, message(finding), advice(finding)]
    if not findings:
        yield ["", "", "", "", "没有发现问题。", ""]


def _write_list(sheet: Worksheet, styles: Styles, headings: Sequence[str], lines: Iterable[list[Any]]) -> None:
    listed = _bounded(list(lines), len(headings))
    columns = zip(headings, *listed, strict=True)
    widths = [min(max(width_of(str(value)) for value in column) + 3, _WIDEST) for column in columns]
    for place, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, styles.head)
    for row, line in enumerate(listed, start=1):
        for place, value in enumerate(line):
            write(sheet, row, place, value, styles.of(VarType.INTEGER) if isinstance(value, int) else styles.wrapped)
        sheet.set_row(row, _LINE * max(map(_lines_of, line, widths)))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    print_on(sheet)


def _bounded(lines: list[list[Any]], width: int) -> list[list[Any]]:
    """What does not fit a sheet is left out in so many words."""
    left = len(lines) - _MOST_LINES
    return lines if left <= 0 else [*lines[:_MOST_LINES], [f"其余 {left} 行放不下，未列出。", *[""] * (width - 1)]]


def _lines_of(value: Any, width: int) -> int:
    """Lines a text takes when it is wrapped: not every program finds that out by itself."""
    return -(-width_of(str(value)) // (width - 2)) or 1
