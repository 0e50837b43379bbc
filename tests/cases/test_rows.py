"""Which rows are cases: blanks, subtotals, repeated headers, titles, column numbers and signatures are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import read_cases
from tests.cases.made import codes, variables
from tests.workbooks import Sheet, book

KNOWN = variables(支行="文本", 借据号="文本", 户名="文本", 余额="金额")
HEAD = list(KNOWN)


def read(*rows, titles=()):
    data = book({"台账": [*([title] for title in titles), HEAD, *rows]})
    return read_cases(data, "台账.xlsx", KNOWN)


def case(number, branch="城关"):
    return [branch, f"JJ{number}", "王某", float(number)]


def test_blank_rows_are_skipped_without_a_word_and_rows_keep_their_numbers():
    cases = read(case(1), [], ["", " ", "\u3000"], case(2), [None, None, None, None], case(3))
    assert cases.ids("借据号") == ["JJ1", "JJ2", "JJ3"]
    assert list(cases.raw.row_numbers) == [2, 5, 7]
    assert not cases.raw.findings


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "", "", 3.0],
        ["", "小计", "", 3.0],
        ["城关支行小计", "", "", 3.0],
        ["总 计", "", "", 3.0],
        ["城关", "合计", "", 3.0],
        ["合计：", "", "", 3.0],
        ["", "", "（合计）", 3.0],
        ["本页小计", "", "", 3.0],
        ["累计", "", "", 3.0],
    ],
)
def test_subtotals_are_skipped_with_a_note(row):
    cases = read(case(1), row, case(2))
    assert cases.ids("借据号") == ["JJ1", "JJ2"]
    assert codes(cases.raw.findings) == ["cases.totals-skipped"]
    assert cases.raw.findings[0].params == {"count": 1, "rows": "3"}


@pytest.mark.parametrize("name", ["合计划公司", "小计量器厂", "总计算中心", "设计总院"])
def test_a_name_that_only_contains_such_a_word_is_a_case(name):
    assert len(read(["城关", "JJ1", name, 1.0], [name, "JJ2", "x", 2.0])) == 2


def test_the_header_again_and_the_title_again_are_skipped():
    cases = read(case(1), ["不良贷款台账"], HEAD, case(2), titles=("不良贷款台账", "单位：元"))
    assert cases.ids("借据号") == ["JJ1", "JJ2"]
    assert codes(cases.raw.findings) == ["cases.headers-skipped"]
    assert cases.raw.findings[0].params == {"count": 2, "rows": "5、6"}


def test_the_row_of_column_numbers_is_skipped():
    assert read([1.0, 2.0, 3.0, 4.0], case(1)).ids("借据号") == ["JJ1"]
    assert read(["1", "2", "3", "4"], case(1)).ids("借据号") == ["JJ1"]


@pytest.mark.parametrize(
    "row", [["制表人：张某", "", "复核：李某"], ["备注：本表含展期贷款"], ["审核：", "", "日期：2026-09-30"]]
)
def test_signatures_and_remarks_below_the_table_are_skipped(row):
    cases = read(case(1), row)
    assert cases.ids("借据号") == ["JJ1"]
    assert codes(cases.raw.findings) == ["cases.signatures-skipped"]


def test_a_header_without_rows_is_warned_of():
    cases = read()
    assert len(cases) == 0
    assert codes(cases.raw.findings) == ["cases.no-rows"]
    assert cases.columns["余额"].to_list() == []


@given(st.lists(st.sampled_from(["case", "blank", "total", "header"]), max_size=25))
def test_every_case_and_nothing_else_is_kept_in_order(kinds):
    rows, expected = [], []
    for at, kind in enumerate(kinds):
        if kind == "case":
            expected.append((f"JJ{at}", at + 2))
        rows.append({"case": case(at), "blank": [], "total": ["小计", "", "", 9.0], "header": HEAD}[kind])
    cases = read(*rows)
    assert list(zip(cases.ids("借据号"), cases.raw.row_numbers, strict=True)) == expected


def test_a_merge_that_reaches_over_subtotals_still_leaves_them_out():
    rows = [HEAD, case(1), ["", "JJ2", "李某", 2.0], ["", "小计", "", 3.0], case(4, "新街")]
    cases = read_cases(book({"台账": Sheet(rows, ["A2:A4"])}), "台账.xlsx", KNOWN)
    assert cases.columns["支行"].to_list() == ["城关", "城关", "新街"]
