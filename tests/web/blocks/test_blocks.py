"""A rulebook's blocks on a page are those of its workbook, cell for cell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.rulebooks import load
from app.rulebooks.model import Rulebook
from app.web.blocks import Block, anchor_of, blocks_of, sheet_names
from tests.workbooks import (
    Percent,
    Rows,
    book,
    decision_table,
    dictionary,
    formulas,
    parameters,
    stack,
    test_cases,
)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    """Captions are in the reader's language, so they need a reader."""
    with app.test_request_context():
        yield


def read(*sheets: tuple[str, Rows]) -> Rulebook:
    data = book(dict(sheets))
    loaded = load(data, "规则.xlsx")
    assert loaded.rulebook is not None, loaded.reading
    return loaded.rulebook


def texts(block: Block) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in block.body]


def heads(block: Block) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in block.head]


DICTIONARY = dictionary(
    {"变量": "逾期天数", "类型": "整数", "单位": "天", "取值范围": ">=0", "别名": "天数、逾期"},
    {"变量": "担保方式", "类型": "文本", "取值范围": "信用,保证,抵押"},
    {"变量": "五级分类", "类型": "文本", "取值范围": "正常,关注,次级", "说明": "最终类别"},
)
TABLE = decision_table(
    "五级分类", ["逾期天数", "担保方式"], ["五级分类"],
    [["R1", ">90", "-", "次级", "办法第十条"], ["R2", "[1..90]", "信用,保证", "关注", ""]],
    policy="F", remarks=["依据"], default=["正常"],
)  # fmt: skip


def test_a_decision_table_keeps_its_sections_rules_and_row_numbers() -> None:
    block = blocks_of(read(("规则", stack(DICTIONARY, TABLE))))[1]
    assert [(cell.text, cell.columns) for cell in block.head[0].cells] == [("条件", 3), ("结论", 1), ("备注", 1)]
    assert heads(block)[1] == ["F", "逾期天数", "担保方式", "五级分类", "依据"]
    assert texts(block)[:2] == [
        ["R1", ">90", "-", "次级", "办法第十条"],
        ["R2", "[1..90]", "信用,保证", "关注", ""],
    ]
    assert [row.number for row in block.body] == [9, 10, 11]


def test_the_default_is_the_last_row() -> None:
    block = blocks_of(read(("规则", stack(DICTIONARY, TABLE))))[1]
    assert texts(block)[-1] == ["默认", "没有规则命中时", "正常", ""]
    assert sum(cell.columns for cell in block.body[-1].cells) == len(block.head[1].cells)


def test_rules_in_columns_are_shown_as_rows_with_the_letters_of_their_columns() -> None:
    rows: Rows = [
        ["分类表"],
        [None, "F", "R1", "R2", "默认"],
        ["条件", "天数", ">90", ">30", None],
        ["结论", "等级", "次级", "关注", "正常"],
    ]
    (block,) = blocks_of(read(("表", rows)))
    assert heads(block)[1] == ["F", "天数", "等级"]
    assert texts(block)[:2] == [["R1", ">90", "次级"], ["R2", ">30", "关注"]]
    assert [row.number for row in block.body] == ["C", "D", "E"]


def test_a_rule_has_an_address_of_its_own() -> None:
    block = blocks_of(read(("规则", stack(DICTIONARY, TABLE))))[1]
    assert block.body[0].anchor == anchor_of("五级分类", "R1") == "五级分类/R1"
    assert anchor_of("甲 表", "第 1 条") == "甲-表/第-1-条"


def test_a_matrix_is_folded_back_into_the_cross_table() -> None:
    matrix: Rows = [
        ["五级分类"],
        ["担保方式\\逾期天数", "0..30", ">30"],
        ["信用", "关注", "次级"],
        ["保证,抵押", "正常", "关注"],
    ]
    block = blocks_of(read(("规则", stack(DICTIONARY, matrix))))[1]
    assert heads(block) == [["担保方式\\逾期天数", "0..30", ">30"]]
    assert texts(block) == [["信用", "关注", "次级"], ["保证,抵押", "正常", "关注"]]
    assert len({cell.anchor for row in block.body for cell in row.cells if cell.anchor}) == 4


def test_a_matrix_with_two_row_axes_shows_both() -> None:
    matrix: Rows = [
        ["五级分类"],
        ["担保方式", "是否重组\\逾期天数", "0..30", ">30"],
        ["信用", "是", "关注", "次级"],
        ["信用", "否", "正常", "关注"],
        ["保证,抵押", "-", "正常", "关注"],
    ]
    variables = stack([*DICTIONARY, ["是否重组", "是否"]], matrix)
    block = blocks_of(read(("规则", variables)))[1]
    assert texts(block) == [
        ["信用", "是", "关注", "次级"], ["信用", "否", "正常", "关注"], ["保证,抵押", "-", "正常", "关注"],
    ]  # fmt: skip


def test_a_scale_states_how_it_computes() -> None:
    scale: Rows = [
        ["奖励"], ["计算方式", "超额累进"], ["封顶", 50000], ["阶梯", "清收金额", "比例", "固定额"],
        ["T1", "<=5万", Percent(0.01), None], ["T2", ">5万", Percent(0.015), None],
    ]  # fmt: skip
    variables = dictionary(("清收金额", "金额"), ("奖励", "金额"))
    block = blocks_of(read(("规则", stack(variables, scale))))[1]
    assert ("计算方式", "超额累进") in block.properties
    assert ("封顶", "50,000") in block.properties
    assert texts(block) == [["T1", "<=5万", "1%", "0"], ["T2", ">5万", "1.5%", "0"]]


def test_the_dictionary_keeps_ranges_and_aliases() -> None:
    block = blocks_of(read(("规则", stack(DICTIONARY, TABLE))))[0]
    assert texts(block)[0][:5] == ["逾期天数", "整数", "天", ">=0", "天数、逾期"]
    assert texts(block)[2][3] == "正常、关注、次级"


def test_parameters_formulas_and_tests_are_lists() -> None:
    rows = stack(
        [*DICTIONARY, ["欠款", "金额"], ["本金", "金额"]],
        parameters({"次级天数": (90, "天", "办法")}),
        formulas({"欠款": ("=ROUND(本金*2, 2)", "金额", 2)}),
        TABLE,
        test_cases(["逾期天数", "担保方式"], ["五级分类"], [["长期逾期", 91, "信用", "次级"]]),
    )
    found = {block.title: block for block in blocks_of(read(("规则", rows)))}
    assert texts(found["参数"]) == [["次级天数", "90", "天", "办法"]]
    assert texts(found["公式"])[0][:2] == ["欠款", "=ROUND(本金*2, 2)"]
    assert heads(found["测试用例"])[1] == ["用例", "逾期天数", "担保方式", "五级分类"]
    assert texts(found["测试用例"]) == [["长期逾期", "91", "信用", "次级"]]
    assert found["测试用例"].folded


def test_blocks_come_in_the_order_of_the_sheets() -> None:
    sheets = {"后": TABLE, "前": DICTIONARY}
    data = book(sheets)
    assert sheet_names(data) == ("后", "前")
    rulebook = read(*sheets.items())
    assert [block.sheet for block in blocks_of(rulebook, sheet_names(data))] == ["后", "前"]
    assert [block.sheet for block in blocks_of(rulebook, ("前", "后"))] == ["前", "后"]
