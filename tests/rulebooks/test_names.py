"""Blocks that do not fit together: producers, order, names, identifiers, what nothing uses."""

from __future__ import annotations

import pytest

from tests.rulebooks.loading import at_cells, codes, finding, load_book, load_rows
from tests.workbooks import Rows, decision_table, dictionary, formulas, stack, test_cases

NAMES = dictionary(("天数", "整数"), ("金额", "金额"), ("甲", "文本"), ("乙", "文本"))


def table(title: str, reads: str, gives: str, *rules: list[object]) -> Rows:
    return decision_table(title, [reads], [gives], [list(rule) for rule in rules] or [["R1", "-", "x"]])


def test_two_blocks_that_conclude_the_same_variable() -> None:
    loaded = load_rows(stack(table("一", "天数", "甲"), table("二", "金额", "甲"), NAMES))
    assert at_cells(loaded) == {"A5": "produced-twice"}
    params = finding(loaded, "produced-twice").params
    assert (params["first"], params["second"], params["other"]) == ("一", "二", "表!A1")


def test_a_formula_and_a_table_that_conclude_the_same_variable() -> None:
    assert codes(load_rows(stack(table("一", "天数", "甲"), formulas({"甲": ("乙", "文本")}), NAMES))) == [
        "produced-twice"
    ]


def test_blocks_that_wait_for_each_other_are_named_with_their_cells() -> None:
    loaded = load_rows(stack(table("一", "乙", "甲"), table("二", "甲", "乙"), NAMES))
    assert codes(loaded) == ["cycle"]
    said = str(finding(loaded, "cycle").params["blocks"])
    assert "一（表!A1）" in said
    assert "二（表!A5）" in said


def test_the_business_date_may_be_read_without_declaring_it_but_not_concluded() -> None:
    rows = stack(table("一", "业务日期", "甲", ["R1", "<2026-01-01", "旧"], ["R2", ">=2026-01-01", "新"]), NAMES)
    loaded = load_rows(rows)
    assert not codes(loaded)
    assert "gap" not in codes(loaded, "warning")
    scale = [
        ["奖励"],
        ["计算方式", "全额"],
        ["舍入", 2],
        ["阶梯", "金额", "业务日期", "比例"],
        ["T1", ">=0", ">=2026-01-01", "1%"],
    ]
    assert not codes(load_rows(stack(scale, NAMES)))
    for concluding in (
        table("一", "天数", "业务日期", ["R1", "-", "2026-01-01"]),
        formulas({"业务日期": ("天数", "整数")}),
    ):
        assert "business-date-concluded" in codes(load_rows(stack(concluding, NAMES)))


def test_a_block_that_waits_for_itself() -> None:
    assert codes(load_rows(stack(table("一", "甲", "甲"), NAMES))) == ["cycle"]
    assert codes(load_rows(stack(formulas({"金额": "金额+1"}), NAMES))) == ["cycle"]


def test_block_names_and_rule_ids_are_unique() -> None:
    loaded = load_rows(stack(table("一", "天数", "甲"), table("一", "天数", "乙"), NAMES))
    assert codes(loaded) == ["block-twice"]
    loaded = load_rows(stack(table("一", "天数", "甲", ["R1", ">1", "x"], ["R1", "<=1", "y"]), NAMES))
    assert at_cells(loaded) == {"A4:C4": "rule-id-twice"}


def test_a_variable_that_nothing_reads_is_pointed_out_unless_it_has_a_part() -> None:
    rows = stack(
        table("一", "天数", "甲"),
        dictionary(
            ("天数", "整数"),
            ("甲", "文本"),
            ("闲", "文本"),
            ("号", "文本", None, "案件编号"),
            ("址", "文本", None, "文书字段"),
        ),
    )
    loaded = load_rows(rows)
    assert [f.params["variable"] for f in loaded.analysis if f.code == "rulebooks.variable-unused"] == ["闲"]


@pytest.mark.parametrize("sheet", ["规则 一", "规则'一"])
def test_findings_name_file_sheet_and_cell(sheet: str) -> None:
    loaded = load_book({"字典": NAMES, sheet: table("一", "天数", "甲", ["R1", "[30..", "x"])}, "五级.xlsx")
    assert str(finding(loaded, "range-unbalanced").place) == f"五级.xlsx!{sheet}!B3"


def test_sound_tables_are_analysed_although_another_has_faults() -> None:
    rows = stack(
        table("一", "天数", "甲", ["R1", "[30..", "x"]),
        table("二", "天数", "乙", ["R1", ">=1", "x"], ["R2", "<=1", "y"]),
        NAMES,
    )
    loaded = load_rows(rows)
    assert loaded.rulebook is None
    assert codes(loaded) == ["range-unbalanced", "overlap"]


def test_an_analysis_error_leaves_the_rulebook_readable() -> None:
    loaded = load_rows(stack(table("二", "天数", "乙", ["R1", ">=1", "x"], ["R2", "<=1", "y"]), NAMES))
    assert codes(loaded) == ["overlap"]
    assert loaded.rulebook is not None


def test_chained_blocks_and_their_tests_have_nothing_to_report() -> None:
    rows = stack(
        dictionary(
            ("本金天数", "整数", ">=0"),
            ("利息天数", "整数", ">=0"),
            ("天数", "整数", ">=0"),
            ("甲", "文本", "x,y"),
            ("乙", "文本"),
        ),
        formulas({"天数": "MAX(本金天数,利息天数)"}),
        decision_table("一", ["天数"], ["甲"], [["R1", ">90", "x"], ["R2", "<=90", "y"]]),
        decision_table("二", ["甲"], ["乙"], [["R1", "x", "p"], ["R2", "y", "q"]]),
        test_cases(["本金天数", "利息天数"], ["甲", "乙"], [["一", 91, 0, "x", "p"]]),
    )
    loaded = load_rows(rows)
    assert loaded.findings == ()
    assert loaded.rulebook is not None
    assert loaded.rulebook.outputs == ("天数", "甲", "乙")
