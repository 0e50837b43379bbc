"""The header is found where real ledgers have it: below titles, over several rows, with units and blanks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import read_cases, read_tables
from app.cases.headers import find_header, known_keys
from app.cases.headings import bare_key, corner_unit, key, power, unit_of
from tests.cases.made import codes, refusal, variables
from tests.workbooks import Sheet, book

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
LAYOUTS = SHARED / "rcc_excel_headers.json"
LEDGERS = json.loads(LAYOUTS.read_text("utf-8")) if LAYOUTS.exists() else {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("利率（%）", "利率(%)"),
        ("贷款 余额", "贷款\n余额"),
        ("*客户名称", "客户名称"),
        ("【户名】", "户名"),
        ("ＩＤ", "id"),
        ("1月进度/措施", "1月进度措施"),
        ("证件号：", "证件号"),
    ],
)
def test_spellings_of_one_heading_are_alike(one, other):
    assert key(one) == key(other)


def test_what_stands_in_brackets_tells_headings_apart_until_it_is_dropped():
    assert key("余额（年初）") != key("余额（期末）")
    assert bare_key("余额（年初）") == bare_key("余额（期末）") == "余额"
    assert bare_key("（余额）") == "余额"


@pytest.mark.parametrize(
    ("heading", "unit", "ten"),
    [
        ("贷款余额（万元）", "万元", 4),
        ("贷款余额(单位：亿元)", "亿元", 8),
        ("余额/千元", "千元", 3),
        ("利率（%）", "%", -2),
        ("月利率(‰)", "‰", -3),
        ("收归时执行利率(%)", "%", -2),
        ("余额(元)", "元", 0),
        ("余额", "", None),
        ("元旦值班", "", None),
    ],
)
def test_a_heading_may_name_its_unit(heading, unit, ten):
    assert unit_of(heading) == unit
    assert power(unit) == ten


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位:人民币万元", "万元"),
        ("单位 ： 元", "元"),
        ("填报单位：云岭支行", ""),
        ("单位：万元、%", "万元"),
    ],
)
def test_the_corner_says_the_unit_of_the_table(text, unit):
    assert corner_unit(text) == unit


KNOWN = variables(借据号="文本", 户名="文本", 本金="金额", 利息="金额", 罚息="金额", 到期日期="日期")
ROW = ["JJ1", "王某", 100.0, 2.5, 0.5, "2026-01-31"]


def test_the_header_is_found_below_title_rows():
    data = book(
        {
            "台账": Sheet(
                [["云岭县联社不良贷款台账"], ["填报单位：城关支行", "", "", "单位：元"], list(KNOWN), ROW], ["A1:F1"]
            )
        }
    )
    cases = read_cases(data, "台账.xlsx", KNOWN)
    assert cases.raw.headings == tuple(KNOWN)
    assert list(cases.raw.row_numbers) == [4]
    assert cases.columns["本金"].to_list() == [100]


def test_the_table_need_not_begin_in_the_first_column():
    data = book({"台账": [[], [], ["", "", *KNOWN], ["", "", *ROW[:2], "多少", *ROW[3:]]]})
    cases = read_cases(data, "台账.xlsx", KNOWN)
    assert cases.raw.columns == (2, 3, 4, 5, 6, 7)
    assert str(cases.row_findings[0][0].place) == "台账.xlsx!台账!E4"


def test_two_levels_of_merged_headers_are_joined():
    rows = [
        ["台账"],
        ["借据号", "户名", "欠款情况", "", "", "到期日期"],
        ["", "", "本金", "利息", "罚息", ""],
        ROW,
    ]
    data = book({"台账": Sheet(rows, ["A1:F1", "A2:A3", "B2:B3", "C2:E2", "F2:F3"])})
    cases = read_cases(data, "台账.xlsx", KNOWN)
    assert cases.raw.headings == ("借据号", "户名", "欠款情况 本金", "欠款情况 利息", "欠款情况 罚息", "到期日期")
    assert len(cases) == 1
    assert [cases.columns[name].to_list()[0] for name in ("本金", "利息", "罚息")] == [100, 2.5, 0.5]


def test_three_levels_are_joined_and_understood_by_the_lowest_or_by_all():
    rows = [
        ["借据号", "户名", "贷款", "", "", ""],
        ["", "", "期初", "", "期末", ""],
        ["", "", "余额", "利息", "余额", "利息"],
        ["JJ1", "王某", 1.0, 2.0, 3.0, 4.0],
    ]
    merged = ["A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2"]
    known = variables(
        借据号="文本",
        户名="文本",
        期末余额=("金额", {"aliases": ("贷款期末余额",)}),
        期初利息=("金额", {"aliases": ("贷款/期初/利息",)}),
    )
    cases = read_cases(book({"台账": Sheet(rows, merged)}), "台账.xlsx", known)
    assert cases.raw.headings[4] == "贷款 期末 余额"
    assert cases.columns["期末余额"].to_list() == [3]
    assert cases.columns["期初利息"].to_list() == [2]


def test_a_lowest_level_that_stands_twice_is_not_guessed():
    rows = [["借据号", "期初", "期末"], ["", "余额", "余额"], ["JJ1", 1.0, 2.0]]
    known = variables(借据号="文本", 余额=("金额", {"required": True}))
    cases = read_cases(book({"台账": Sheet(rows, ["A1:A2"])}), "台账.xlsx", known)
    assert "余额" not in cases.columns
    assert codes(cases.findings)[:2] == ["cases.heading-ambiguous", "cases.column-missing-near"]


def test_group_headings_of_a_csv_reach_over_the_blanks_beside_them():
    text = "借据号,户名,欠款,,,到期日期\n,,本金,利息,罚息,\nJJ1,王某,100,2.5,0.5,2026-01-31\n"
    cases = read_cases(text.encode(), "台账.csv", KNOWN)
    assert cases.raw.headings == ("借据号", "户名", "欠款 本金", "欠款 利息", "欠款 罚息", "到期日期")
    assert list(cases.raw.row_numbers) == [3]


def test_a_lower_level_nobody_asked_for_is_not_taken_for_a_case():
    rows = [["借据号", "户名", "进度", ""], ["", "", "一季度", "二季度"], ["JJ1", "王某", "电话", "上门"]]
    known = variables(借据号="文本", 户名="文本")
    for merged in (["A1:A2", "B1:B2", "C1:D1"], []):
        cases = read_cases(book({"台账": Sheet(rows, merged)}), "台账.xlsx", known)
        assert cases.raw.headings == ("借据号", "户名", "进度 一季度", "进度 二季度")
        assert len(cases) == 1


def test_a_first_case_of_words_only_is_not_lost_to_the_header():
    for row in (["JJ1", "旁注", ""], ["", "旁注", ""], ["", "", "王某"]):
        cases = read_cases(book({"台账": [["借据号", "", "户名"], row, ["JJ2", "", "李某"]]}), "台账.xlsx", KNOWN)
        assert cases.raw.headings == ("借据号", "", "户名") if row[1] else ("借据号", "户名")
        assert len(cases) == 2


def test_blank_columns_are_dropped_and_columns_without_a_heading_kept():
    rows = [["借据号", "", "本金", "", "户名"], ["JJ1", "", 5.0, "旁注", "王某"]]
    cases = read_cases(book({"台账": rows}), "台账.xlsx", KNOWN)
    assert cases.raw.headings == ("借据号", "本金", "", "户名")
    assert cases.raw.columns == (0, 2, 3, 4)
    assert list(cases.raw.rows) == [("JJ1", 5.0, "旁注", "王某")]


def test_a_heading_that_stands_twice_is_read_once_and_said():
    rows = [["借据号", "本金", "本金"], ["JJ1", 5.0, 6.0]]
    cases = read_cases(book({"台账": rows}), "台账.xlsx", KNOWN)
    assert cases.columns["本金"].to_list() == [5]
    assert codes(cases.findings)[0] == "cases.heading-twice"
    assert "B（本金）、C（本金）" in cases.findings[0].params["columns"]


def test_a_column_named_like_one_variable_is_not_taken_for_the_alias_of_another():
    known = variables(机构=("文本", {"aliases": ("机构名称",)}), 机构名称="文本", 借据号="文本")
    cases = read_cases(book({"台账": [["借据号", "机构名称"], ["1", "城关"]]}), "台账.xlsx", known)
    assert cases.sources == {"借据号": 0, "机构名称": 1}


def test_among_sheets_the_one_with_most_headings_is_read_and_said():
    data = book({
        "说明": [["字段", "说明"], ["借据号", "必填"], ["户名", "必填"]],
        "汇总": [["户名", "本金"], ["王某", 1.0]],
        "明细": [list(KNOWN), ROW],
    })  # fmt: skip
    cases = read_cases(data, "台账.xlsx", KNOWN)
    assert cases.raw.sheet == "明细"
    assert codes(cases.raw.findings) == ["cases.sheet-chosen"]
    assert cases.raw.findings[0].params == {"sheet": "明细", "others": "汇总"}
    assert read_cases(data, "台账.xlsx", KNOWN, sheet="汇总").raw.sheet == "汇总"
    assert [table.sheet for table in read_tables(data, "台账.xlsx", list(KNOWN))] == ["汇总", "明细"]
    assert refusal(read_cases, data, "台账.xlsx", KNOWN, sheet="清单") == "cases.sheet-missing"
    assert refusal(read_cases, "借据号\n1\n".encode(), "台账.csv", KNOWN, sheet="明细") == "cases.no-sheets"


def test_a_file_without_a_known_heading_says_which_would_do():
    data = book({"台账": [["甲", "乙"], [1.0, 2.0]]})
    assert refusal(read_cases, data, "台账.xlsx", KNOWN) == "cases.no-header"
    assert refusal(read_tables, data, "台账.xlsx", list(KNOWN)) == "cases.no-header"
    assert refusal(read_cases, "甲,乙\n1,2\n".encode(), "台账.csv", KNOWN) == "cases.no-header"


def test_a_missing_required_column_is_one_error_with_the_accepted_headings():
    known = variables(借据号="文本", 贷款余额=("金额", {"required": True, "aliases": ("期末余额",)}), 户名="文本")
    cases = read_cases(book({"台账": [["借据号", "户名", "贷款余款"], ["1", "王", 2.0]]}), "台账.xlsx", known)
    errors = [finding for finding in cases.findings if finding.is_error]
    assert codes(errors) == ["cases.column-missing-near"]
    assert errors[0].params == {"variable": "贷款余额", "headings": "贷款余额、期末余额", "near": "贷款余款"}
    assert codes(read_cases(book({"台账": [["借据号", "户名"], ["1", "王"]]}), "台账.xlsx", known).findings) == [
        "cases.column-missing"
    ]


def test_headings_not_understood_are_one_note():
    cases = read_cases(book({"台账": [["借据号", "户名", "甲", "乙"], ["1", "王", 2.0, 3.0]]}), "台账.xlsx", KNOWN)
    assert codes(cases.findings) == ["cases.headings-unknown"]
    assert cases.findings[0].params == {"count": 2, "headings": "甲、乙"}


@pytest.mark.skipif(not LEDGERS, reason="the layouts of real ledgers are not on this machine")
@pytest.mark.parametrize("name", LEDGERS)
def test_the_header_of_a_real_ledger_is_found_below_two_title_rows(name):
    headings = LEDGERS[name]
    rows = [
        [name], ["填报单位：云岭县联社", *[""] * (len(headings) - 2), "单位：万元"], headings,
        *([f"{row}-{at}" for at in range(len(headings))] for row in range(3)),
        ["合计", *[""] * (len(headings) - 2), 5.0],
    ]  # fmt: skip
    data = book({"台账": Sheet(rows, [f"A1:{'F' if len(headings) < 26 else 'Z'}1"])})
    for wanted in (headings, headings[::3], headings[1:4]):
        (table,) = read_tables(data, f"{name}.xlsx", wanted)
        assert table.headings == tuple(headings)
        assert list(table.row_numbers) == [4, 5, 6]
        assert table.unit == "万元"
        assert codes(table.findings) == ["cases.totals-skipped"]


words = st.text(st.characters(categories=["Lo"]), min_size=1, max_size=4)


@given(st.lists(words, min_size=2, max_size=6, unique=True), st.lists(words, max_size=4), st.data())
def test_wherever_the_header_stands_it_is_found(headings, titles, data):
    titles = [title for title in titles if title not in headings]
    body = [[data.draw(st.floats(0, 1e6)) for _ in headings] for _ in range(3)]
    header = find_header([*([title] for title in titles), headings, *body], known_keys(headings))
    assert header is not None
    assert (header.first, header.depth) == (len(titles), 1)
    assert header.headings == tuple(headings)
