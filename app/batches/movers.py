"""The migration tables and the list of moving cases as a workbook, and both in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.batches.migration import Comparison, Flow, Migration, Mover, Standing, Totals
from app.batches.trial import TrialResult
from app.columns import FAILED, MISSING
from app.decide.diff.reaches import value_text
from app.findings import N_
from app.values import VarType, plain, round_half_up, to_text

Translate = Callable[[str], str]

_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MOST_ROWS = 1_000_000
"""A sheet has 1,048,576 rows."""
_HEADINGS = (
    (N_("行号"), 8), (N_("案件编号"), 20), (N_("客户名称"), 16), (N_("机构"), 18), (N_("经办人"), 12), (N_("金额"), 16),
    (N_("结论项"), 16), (N_("原结论"), 16), (N_("新结论"), 16), (N_("原命中规则"), 18), (N_("新命中规则"), 18),
)  # fmt: skip
"""Headings of the list of movers, with the width of their columns in characters."""


def standing_text(standing: Standing, kind: VarType, translate: Translate) -> str:
    """An outcome in words."""
    if standing.state == FAILED:
        return translate(N_("无法判定"))
    return translate(N_("未命中")) if standing.state == MISSING else value_text(standing.value, kind)


def migration_lines(migration: Migration, translate: Translate) -> list[str]:
    """The moves of one conclusion, one line each; who stays is left out."""
    if migration.totals is not None:
        return [_totals_text(migration.totals, translate)]
    return [_flow_text(flow, migration.kind, translate) for flow in migration.flows if flow.moves]


def migration_document(migration: Migration, translate: Translate) -> dict[str, Any]:
    """The JSON shape of a migration table; amounts are exact texts."""
    totals = migration.totals
    return {
        "conclusion": migration.conclusion,
        "cases": migration.cases,
        "amount": to_text(migration.amount),
        "flows": [
            {
                "old": standing_text(flow.old, migration.kind, translate),
                "new": standing_text(flow.new, migration.kind, translate),
                "cases": flow.cases,
                "amount": to_text(flow.amount),
            }
            for flow in migration.flows
        ],
        "totals": totals and {
            "old": to_text(totals.old), "new": to_text(totals.new),
            "higher": totals.higher, "lower": totals.lower, "other": totals.other,
        },
    }  # fmt: skip


def mover_document(mover: Mover, translate: Translate) -> dict[str, Any]:
    return {
        "row": mover.source_row,
        "id": mover.case_id,
        "amount": None if mover.amount is None else to_text(mover.amount),
        "conclusion": mover.conclusion,
        "old": standing_text(mover.old, mover.kind, translate),
        "new": standing_text(mover.new, mover.kind, translate),
        "old_rules": list(mover.old_rules),
        "new_rules": list(mover.new_rules),
    }


def write_movers(comparison: Comparison, stream: BinaryIO, translate: Translate) -> None:
    """Write the .xlsx: a sheet of migration tables, and one of the cases that move, each with its old and new rules."""
    with Workbook(stream, _SAFE) as book:
        book.set_properties({"created": datetime.combine(comparison.as_of, time())})
        _write_comparison(book, comparison, _Styles(book), translate)


def write_trial(result: TrialResult, as_of: date, stream: BinaryIO, translate: Translate) -> None:
    """The same of a trial, where it compares, and a sheet that says how often each rule fired."""
    with Workbook(stream, _SAFE) as book:
        book.set_properties({"created": datetime.combine(as_of, time())})
        styles = _Styles(book)
        if result.comparison is not None:
            _write_comparison(book, result.comparison, styles, translate)
        _write_coverage(book.add_worksheet(translate(N_("规则命中"))), result, styles, translate)


def _write_comparison(book: Workbook, comparison: Comparison, styles: _Styles, translate: Translate) -> None:
    _write_migrations(book.add_worksheet(translate(N_("迁徙表"))), comparison, styles, translate)
    for number, start in enumerate(range(0, max(1, len(comparison.movers)), _MOST_ROWS), 1):
        title = translate(N_("变动案件"))
        sheet = book.add_worksheet(title if number == 1 else f"{title}{number}")
        _write_list(sheet, comparison.movers[start : start + _MOST_ROWS], styles, translate)


def _write_coverage(sheet: Worksheet, result: TrialResult, styles: _Styles, translate: Translate) -> None:
    headings = ((N_("表"), 20), (N_("规则"), 12), (N_("位置"), 20), (N_("命中件数"), 12))
    for column, (heading, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, translate(heading), styles.head)
    sheet.freeze_panes(1, 0)
    rows = [(block, *rule) for block in result.coverage for rule in block.rules][:_MOST_ROWS]
    for line, (block, rule, cell, times) in enumerate(rows, 1):
        for column, text in enumerate((block.table, rule, f"{block.sheet}!{cell}")):
            sheet.write_string(line, column, text, styles.text)
        sheet.write_number(line, 3, times, styles.count)
    sheet.autofilter(0, 0, max(1, len(rows)), len(headings) - 1)


class _Styles:
    def __init__(self, book: Workbook) -> None:
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
        self.title = book.add_format({"bold": True, "font_size": 12})
        self.count = book.add_format({"num_format": "#,##0", "border": 1})
        self.money = book.add_format({"num_format": "#,##0.00", "border": 1})
        self.stays = {
            "count": book.add_format({"num_format": "#,##0", "border": 1, "bg_color": "#F2F2F2"}),
            "money": book.add_format({"num_format": "#,##0.00", "border": 1, "bg_color": "#F2F2F2"}),
        }
        self.text = book.add_format({"border": 1})


def _write_migrations(sheet: Worksheet, comparison: Comparison, styles: _Styles, translate: Translate) -> None:
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 30, 14)
    params = {"total": comparison.count, "moved": comparison.moved}
    sheet.write_string(0, 0, translate(N_("共 {total} 件，其中 {moved} 件结论有变")).format(**params), styles.title)
    line = 2
    for migration in comparison.migrations:
        sheet.write_string(line, 0, migration.conclusion, styles.title)
        line += 1
        if migration.totals is not None:
            sheet.write_string(line, 0, _totals_text(migration.totals, translate))
            line += 2
            continue
        if not migration.tabular:
            line = _write_flows(sheet, line, migration, styles, translate)
            continue
        line = _write_matrix(sheet, line, migration, "count", styles, translate)
        if comparison.amount_name is not None:
            line = _write_matrix(sheet, line, migration, "money", styles, translate)


def _write_matrix(
    sheet: Worksheet, line: int, migration: Migration, what: str, styles: _Styles, translate: Translate
) -> int:
    """Old outcomes down, new ones across; returns the next free line."""
    corner = N_("件数（原＼新）") if what == "count" else N_("金额（原＼新）")
    sheet.write_string(line, 0, translate(corner), styles.head)
    rows, columns = migration.olds, migration.news
    for place, standing in enumerate(columns, 1):
        sheet.write_string(line, place, standing_text(standing, migration.kind, translate), styles.head)
    flows = {(flow.old, flow.new): flow for flow in migration.flows}
    for offset, old in enumerate(rows, 1):
        sheet.write_string(line + offset, 0, standing_text(old, migration.kind, translate), styles.head)
        for place, new in enumerate(columns, 1):
            flow = flows.get((old, new))
            if flow is not None:
                normal = styles.count if what == "count" else styles.money
                style = normal if flow.moves else styles.stays[what]
                sheet.write_number(line + offset, place, flow.cases if what == "count" else float(flow.amount), style)
    return line + len(rows) + 2


def _write_flows(
    sheet: Worksheet, line: int, migration: Migration, styles: _Styles, translate: Translate
) -> int:  # fmt: skip
    """The moves one below the other, where the outcomes are too many for a table; returns the next free line."""
    for column, heading in enumerate((N_("原结论"), N_("新结论"), N_("件数"), N_("金额"))):
        sheet.write_string(line, column, translate(heading), styles.head)
    moves = [flow for flow in migration.flows if flow.moves]
    for offset, flow in enumerate(moves[:_MOST_ROWS], 1):
        for column, standing in enumerate((flow.old, flow.new)):
            text = standing_text(standing, migration.kind, translate)
            sheet.write_string(line + offset, column, text, styles.text)
        sheet.write_number(line + offset, 2, flow.cases, styles.count)
        sheet.write_number(line + offset, 3, float(flow.amount), styles.money)
    return line + len(moves) + 2


def _write_list(sheet: Worksheet, movers: Sequence[Mover], styles: _Styles, translate: Translate) -> None:
    for column, (heading, width) in enumerate(_HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, translate(heading), styles.head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(movers)), len(_HEADINGS) - 1)
    for line, mover in enumerate(movers, 1):
        sheet.write_number(line, 0, mover.source_row, styles.count)
        if mover.amount is not None:
            sheet.write_number(line, 5, float(mover.amount), styles.money)
        for column, text in _texts(mover, translate):
            sheet.write_string(line, column, text, styles.text)


def _texts(mover: Mover, translate: Translate) -> list[tuple[int, str]]:
    before, after = (standing_text(one, mover.kind, translate) for one in (mover.old, mover.new))
    rules = ["、".join(fired) for fired in (mover.old_rules, mover.new_rules)]
    people = [mover.case_id, mover.customer, mover.branch, mover.officer]
    return [*enumerate(people, 1), *enumerate([mover.conclusion, before, after, *rules], 6)]


def _flow_text(flow: Flow, kind: VarType, translate: Translate) -> str:
    params = {
        "old": standing_text(flow.old, kind, translate), "new": standing_text(flow.new, kind, translate),
        "cases": flow.cases, "amount": _grouped(flow.amount),
    }  # fmt: skip
    return translate(N_("{old} → {new}：{cases} 件，金额 {amount}")).format(**params)


def _totals_text(totals: Totals, translate: Translate) -> str:
    params = {
        "old": _grouped(totals.old), "new": _grouped(totals.new),
        "higher": totals.higher, "lower": totals.lower, "other": totals.other,
    }  # fmt: skip
    return translate(N_("合计 {old} → {new}；{higher} 件增加，{lower} 件减少，{other} 件由有变无或由无变有")).format(
        **params
    )


def _grouped(amount: Decimal) -> str:
    exact = plain(amount)
    return f"{exact:,.2f}" if exact == round_half_up(exact) != exact.to_integral_value() else f"{exact:,f}"
