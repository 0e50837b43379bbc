"""The workbook HR gets, read back as a spreadsheet program would."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from xlsxwriter import Workbook as Writer

from app.findings import Finding, Place
from app.scorecards.model import Scorecards
from app.scorecards.overview import Field, Overview
from app.scorecards.styles import Styles
from app.scorecards.summary import write_summary
from app.scorecards.tablesheet import write_table
from app.values import VarType
from tests.scorecards import made

CARDS = made.scorecards(
    ("001", "王一", "城关社", "4000"),
    ("002", "李二", "青溪社", "100.255"),
    tasks={"001": "9000", "002": "0"},
)


def written(cards: Scorecards) -> bytes:
    stream = io.BytesIO()
    write_summary(cards, stream)
    return stream.getvalue()


def opened(cards: Scorecards, *, values: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(written(cards)), data_only=values)


def column(book: Workbook, heading: str, group: str | None = None) -> list[Any]:
    sheet = book["汇总"]
    groups: list[Any] = []
    for cell in sheet[3]:
        groups.append(groups[-1] if cell.value is None else cell.value)
    for place, (name, below) in enumerate(zip(groups, [cell.value for cell in sheet[4]], strict=True), start=1):
        if (below or name) == heading and group in (None, name):
            return [sheet.cell(row, place).value for row in range(5, sheet.max_row + 1)]
    raise AssertionError(heading)


def test_every_officer_has_a_row_with_measures_points_grade_and_pay_and_a_total_below() -> None:
    book = opened(CARDS)
    assert column(book, "员工工号")[:2] == ["001", "002"]
    assert column(book, "评级")[:2] == ["不达标", "不达标"]
    assert column(book, "绩效") == [40, 1, 41]
    assert column(book, "实际", "收回（元）") == [4000, 100.255, 4100.255]
    assert column(book, "得分", "上门率")[2] is None


def test_totals_are_sums_that_follow_when_hr_changes_a_cell() -> None:
    book = opened(CARDS, values=False)
    assert column(book, "绩效")[-1] == "=SUM(G5:G6)"


def test_figures_are_numbers_in_the_format_of_their_type() -> None:
    sheet = opened(CARDS)["汇总"]
    formats = {sheet.cell(3, place).value or sheet.cell(4, place).value: sheet.cell(5, place).number_format
               for place in range(1, 8)}  # fmt: skip
    assert (formats["名次"], formats["绩效"]) == ("#,##0", "#,##0.00")
    rate = next(cell.column for cell in sheet[4] if cell.value == "完成率")
    assert sheet.cell(5, rate).number_format == "0.00%"


def test_the_head_stays_in_sight_and_is_printed_on_every_page() -> None:
    sheet = opened(CARDS)["汇总"]
    assert sheet.freeze_panes == "E5"
    assert sheet.print_title_rows == "$1:$4"


def test_a_narrow_table_is_printed_on_one_page_across() -> None:
    cards = made.scorecards(("001", "王一", "城关社", "4"))
    sheet = opened(cards)["汇总"]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.col_breaks.brk) == ("landscape", 0, [])


def test_a_wide_table_breaks_between_indicators_and_repeats_who_it_speaks_of() -> None:
    fields = [field for number in range(12) for field in made_up(f"指标{number:02}")]
    who = [Field(name, VarType.TEXT, ("某",)) for name in ("名次", "机构名称", "员工工号", "员工姓名")]
    stream = io.BytesIO()
    with Writer(stream, {"in_memory": True}) as book:
        write_table(book.add_worksheet("汇总"), Styles(book), Overview((0,), (*who, *fields)), "题", "注")
    sheet = load_workbook(stream)["汇总"]
    breaks = [one.id for one in sheet.col_breaks.brk]
    assert len(breaks) > 1
    assert all((column - len(who)) % 3 == 0 for column in breaks)
    assert sheet.print_title_cols == "$A:$D"
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage


def made_up(name: str) -> list[Field]:
    return [Field(heading, VarType.MONEY, (Decimal("1234567.89"),), name) for heading in ("实际", "目标", "得分")]


def test_score_and_pay_are_charted_over_all_officers() -> None:
    with zipfile.ZipFile(io.BytesIO(written(CARDS))) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    assert "<c:f>汇总!$E$5:$E$6</c:f>" in charts[0]
    assert "<c:f>汇总!$G$5:$G$6</c:f>" in charts[1]
    assert all("<c:f>汇总!$D$5:$D$6</c:f>" in chart for chart in charts)


def test_each_officer_can_see_which_rule_gave_what() -> None:
    lines = list(opened(CARDS)["判定依据"].iter_rows(values_only=True))
    assert lines[0][:2] == ("员工工号", "员工姓名")
    graded = next(line for line in lines if line[2] == "评级")
    assert graded == ("001", "王一", "评级", "G2", "规则!A2:C2", "总得分=43.333", "评级=不达标")


def test_lines_that_did_not_count_stand_in_a_sheet_with_place_and_cure() -> None:
    found = Finding("error", "scorecards.line-incomplete", Place("台账.xlsx", "台账", row=7), {"variable": "工号"})
    cards = replace(CARDS, measured=replace(CARDS.measured, row_findings=(found,)))
    lines = list(opened(cards)["台账问题"].iter_rows(values_only=True))
    assert lines[1][:4] == ("错误", "台账.xlsx", "台账", "第 7 行")
    assert "工号" in str(lines[1][4])


def test_no_findings_is_said_plainly() -> None:
    assert opened(CARDS)["台账问题"].cell(2, 5).value == "没有发现问题。"


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    cards = made.scorecards(("001", '=HYPERLINK("http://x.example","点我")', "@SUM(A1)", "1"))
    with zipfile.ZipFile(io.BytesIO(written(cards))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in package.namelist() if "externalLink" in name]
    assert sheet.count("<f>") == sheet.count("<f>SUM(")
    assert column(opened(cards, values=False), "员工姓名")[0] == '=HYPERLINK("http://x.example","点我")'


def test_a_number_longer_than_a_cell_keeps_is_written_as_text_in_full() -> None:
    cards = made.scorecards(("001", "王一", "城关社", "12345678901234.56"))
    assert column(opened(cards), "实际", "收回（元）")[0] == "12345678901234.56"


def test_what_does_not_fit_a_sheet_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.scorecards.summary._MOST_LINES", 4)
    lines = list(opened(CARDS)["判定依据"].iter_rows(values_only=True))
    assert len(lines) == 6
    assert lines[-1][0] == "其余 8 行放不下，未列出。"


def test_the_same_cards_give_the_same_bytes() -> None:
    assert written(CARDS) == written(CARDS)
