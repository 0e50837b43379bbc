"""Matrices: the corner names the axes, every filled cell is a rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.rulebooks import load
from app.rulebooks.conditions import AnyOf, Equals, Interval
from app.rulebooks.model import DecisionTable, HitPolicy
from tests.rulebooks.loading import at_cells, codes, finding, load_book, load_rows, table_of
from tests.workbooks import Rows, Sheet, book, decision_table, dictionary

DICTIONARY = dictionary(
    ("五级分类", "文本", "关注,次级"),
    ("还款意愿", "文本", "有意愿,暂时困难"),
    ("担保方式", "文本", "信用,抵押"),
    ("金额", "金额", ">=0"),
)
SIMPLE: Rows = [
    ["清收策略"],
    ["五级分类\\还款意愿", "有意愿", "暂时困难"],
    ["关注", "电话", "分期"],
    ["次级", "上门", "重组"],
]


def matrix(rows: Rows, *merged: str) -> DecisionTable:
    loaded = load_book({"字典": DICTIONARY, "表": Sheet(rows, merged=merged)})
    assert loaded.rulebook is not None, loaded.reading
    return loaded.rulebook.tables[0]


def axes(table: DecisionTable) -> list[str]:
    return [header.variable for header in table.inputs]


def test_one_variable_on_each_axis() -> None:
    table = matrix(SIMPLE)
    assert (table.name, table.matrix, table.policy) == ("清收策略", True, HitPolicy.UNIQUE)
    assert axes(table) == ["五级分类", "还款意愿"]
    assert [output.variable for output in table.outputs] == ["清收策略"]
    assert [(rule.conditions, rule.outcomes, rule.cells) for rule in table.rules][:2] == [
        ((Equals("关注"), Equals("有意愿")), ("电话",), "B3"),
        ((Equals("关注"), Equals("暂时困难")), ("分期",), "C3"),
    ]
    assert table.rules[3].id == "次级×暂时困难"


def test_a_complete_matrix_has_nothing_to_report() -> None:
    loaded = load_book({"字典": DICTIONARY[:4], "表": SIMPLE})
    assert not codes(loaded)
    assert not codes(loaded, "warning")


def test_an_empty_cell_is_no_rule_and_leaves_a_gap() -> None:
    rows = [*SIMPLE[:3], ["次级", None, "重组"]]
    loaded = load_book({"字典": DICTIONARY, "表": rows})
    assert loaded.rulebook is not None
    assert len(loaded.rulebook.tables[0].rules) == 3
    assert finding(loaded, "gap").witness == {"五级分类": "次级", "还款意愿": "有意愿"}


def test_axis_cells_are_conditions() -> None:
    rows = [["策略"], ["金额\\五级分类", "关注、次级"], ["<=50万", "电话"], [">50万", "上门"]]
    first, second = matrix(rows).rules
    assert first.conditions == (
        Interval(None, False, Decimal(500000), True),
        AnyOf((Equals("关注"), Equals("次级"))),
    )
    assert second.conditions[0] == Interval(Decimal(500000), False, None, False)


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        (
            [
                ["策略"],
                ["五级分类、担保方式\\还款意愿", None, "有意愿", "暂时困难"],
                ["关注", "信用", "a", "b"],
                [None, "抵押", "c", "d"],
            ],
            ("A2:B2", "A3:A4"),
        ),
        (
            [
                ["策略"],
                ["五级分类", "担保方式\\还款意愿", "有意愿", "暂时困难"],
                ["关注", "信用", "a", "b"],
                ["关注", "抵押", "c", "d"],
            ],
            (),
        ),
    ],
)
def test_several_variables_down_the_side(rows: Rows, merged: tuple[str, ...]) -> None:
    table = matrix(rows, *merged)
    assert axes(table) == ["五级分类", "担保方式", "还款意愿"]
    assert table.rules[3].conditions == (Equals("关注"), Equals("抵押"), Equals("暂时困难"))
    assert (table.rules[3].outcomes, table.rules[3].cells) == (("d",), "D4")


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        (
            [
                ["策略"],
                ["五级分类\\担保方式、还款意愿", "信用", None, "抵押"],
                [None, "有意愿", "暂时困难", "有意愿"],
                ["关注", "a", "b", "c"],
            ],
            ("A2:A3", "B2:C2"),
        ),
        (
            [
                ["策略"],
                ["\\担保方式", "信用", "信用", "抵押"],
                ["五级分类\\还款意愿", "有意愿", "暂时困难", "有意愿"],
                ["关注", "a", "b", "c"],
            ],
            (),
        ),
    ],
)
def test_several_variables_across_the_top(rows: Rows, merged: tuple[str, ...]) -> None:
    table = matrix(rows, *merged)
    assert axes(table) == ["五级分类", "担保方式", "还款意愿"]
    assert table.rules[1].conditions == (Equals("关注"), Equals("信用"), Equals("暂时困难"))


def test_properties_name_the_output_the_policy_and_the_default() -> None:
    rows = [SIMPLE[0], ["结论", "策略"], ["命中策略", "首条"], ["默认", "电话"], *SIMPLE[1:]]
    table = matrix(rows)
    assert table.outputs[0].variable == "策略"
    assert (table.policy, table.default, table.default_cells) == (HitPolicy.FIRST, ("电话",), "B4")


def test_a_default_row_inside_the_matrix() -> None:
    table = matrix([*SIMPLE, ["默认", "电话"]])
    assert (table.default, table.default_cells) == (("电话",), "B5")
    assert len(table.rules) == 4


def test_a_remark_column_is_no_axis_value() -> None:
    rows = [SIMPLE[0], [*SIMPLE[1], "依据"], [*SIMPLE[2], "办法"], SIMPLE[3]]
    assert len(matrix(rows).rules) == 4


def test_an_empty_axis_cell_is_refused_because_it_may_mean_two_things() -> None:
    rows = [["策略"], ["五级分类", "担保方式\\还款意愿", "有意愿"], ["关注", "信用", "a"], [None, "抵押", "c"]]
    assert at_cells(load_book({"字典": DICTIONARY, "表": rows})) == {"A4": "axis-blank"}


def test_a_corner_that_names_one_axis_only_is_refused() -> None:
    assert at_cells(load_rows([["策略"], ["五级分类\\", "有意愿"], ["关注", "电话"]])) == {"A2": "corner-unclear"}


def test_faults_of_axis_and_body_stand_at_their_cells() -> None:
    rows = [*SIMPLE[:2], ["关住", "电话", "分期"], ["次级", "上门", "=="]]
    assert at_cells(load_book({"字典": DICTIONARY, "表": rows})) == {"A3": "value-similar"}


def test_repeated_axis_values_overlap() -> None:
    loaded = load_book({"字典": DICTIONARY, "表": [*SIMPLE, ["次级", "诉讼", "重组"]]})
    assert "rule-id-twice" in codes(loaded)


HEADINGS: Rows = [
    ["策略"],
    [None, "担保方式", "信用", "信用", "抵押"],
    ["五级分类", "金额\\还款意愿", "有意愿", "暂时困难", "有意愿"],
    ["关注", ">50万", "a", "b", "c"],
]


@pytest.mark.parametrize(
    ("corner", "merged"),
    [
        ([[None, "担保方式"], ["五级分类", "金额\\还款意愿"]], ()),
        ([["五级分类", "金额\\担保方式"], [None, "\\还款意愿"]], ("A2:A3",)),
        ([["五级分类", "\\担保方式"], ["五级分类", "金额\\还款意愿"]], ("A2:A3",)),
        ([["五级分类、金额\\担保方式、还款意愿", None], [None, None]], ("A2:B3",)),
        ([["五级分类、金额\\担保方式、还款意愿", None], [None, None]], ()),
        ([["五级分类", "金额\\担保方式、还款意愿"], [None, None]], ("A2:A3", "B2:B3")),
    ],
)
def test_several_variables_on_both_axes(corner: Rows, merged: tuple[str, ...]) -> None:
    """However the corner is drawn; the values are the same."""
    rows = [HEADINGS[0], *([*names, *row[2:]] for names, row in zip(corner, HEADINGS[1:3], strict=True)), HEADINGS[3]]
    table = matrix(rows, *merged)
    assert axes(table) == ["五级分类", "金额", "担保方式", "还款意愿"]
    assert [(rule.texts, rule.outcomes, rule.cells) for rule in table.rules] == [
        (("关注", ">50万", "信用", "有意愿"), ("a",), "C4"),
        (("关注", ">50万", "信用", "暂时困难"), ("b",), "D4"),
        (("关注", ">50万", "抵押", "有意愿"), ("c",), "E4"),
    ]


def test_merges_that_were_lost_are_said_at_each_cell() -> None:
    rows = [
        ["策略"],
        ["五级分类、担保方式\\还款意愿", None, "有意愿", "暂时困难"],
        ["关注", "信用", "a", "b"],
        [None, "抵押", "c", "d"],
    ]
    assert at_cells(load_book({"字典": DICTIONARY, "表": rows})) == {"A4": "axis-blank"}


def test_a_corner_merged_over_more_than_it_names_is_refused() -> None:
    rows = [SIMPLE[0], ["五级分类\\还款意愿", None, "有意愿"], ["关注", "x", "电话"]]
    assert at_cells(load_book({"字典": DICTIONARY, "表": Sheet(rows, merged=["A2:B2"])})) == {"A2": "corner-unclear"}


def test_backslashes_in_the_body_and_in_quoted_axis_values() -> None:
    rows = [["策略"], ["甲\\乙", "子", "丑"], ['"一\\二"', "电话\\短信", "b"], ["三", "c", "d"]]
    table = table_of(rows)
    assert axes(table) == ["甲", "乙"]
    assert table.rules[0].conditions[0] == Equals("一\\二")
    assert table.rules[0].outcomes == ("电话\\短信",)


def test_different_defaults_are_refused() -> None:
    assert at_cells(load_book({"字典": DICTIONARY, "表": [*SIMPLE, ["默认", "电话", "上门"]]})) == {
        "C5": "default-differs"
    }
    rows = [SIMPLE[0], ["默认", "分期"], *SIMPLE[1:], ["默认", "电话"]]
    assert at_cells(load_book({"字典": DICTIONARY, "表": rows})) == {"B6": "default-differs"}


def test_remarks_beside_and_below_belong_to_the_rules() -> None:
    rows = [
        SIMPLE[0],
        [*SIMPLE[1], "依据", "失效日期"],
        [*SIMPLE[2], "办法", "2024-12-31"],
        SIMPLE[3],
        ["备注", "先打电话", None],
    ]
    first, second, third, _last = matrix(rows).rules
    assert first.remarks == {"备注": "先打电话", "依据": "办法", "失效日期": "2024-12-31"}
    assert (second.valid_to, third.valid_to) == (date(2024, 12, 31), None)


def test_a_title_is_not_needed() -> None:
    table = table_of([["结论", "策略"], *SIMPLE[1:]])
    assert (table.name, table.outputs[0].variable, table.place.cell) == ("表", "策略", "A1")


def test_content_behind_a_blank_column_is_refused() -> None:
    rows = [SIMPLE[0], ["五级分类\\还款意愿", "有意愿", None, "暂时困难"], ["关注", "电话", None, "分期"]]
    assert at_cells(load_book({"字典": DICTIONARY, "表": rows})) == {"D2": "column-apart"}


def test_the_backslash_may_be_full_width() -> None:
    rows = [["策略"], ["五级分类＼还款意愿", "有意愿"], ["关注", "电话"]]
    assert axes(table_of(rows)) == ["五级分类", "还款意愿"]


def test_a_backslash_in_a_rule_makes_no_matrix_of_a_table_whose_corner_names_a_policy():
    rules = [["R1", '"甲\\乙"', "内网"], ["R2", "-", "外网"]]
    loaded = load(book({"规则": decision_table("路径", ["共享目录"], ["去向"], rules, policy="F")}), "规则.xlsx")
    (table,) = loaded.rulebook.tables
    assert not table.matrix
    assert [rule.outcomes for rule in table.rules] == [("内网",), ("外网",)]
