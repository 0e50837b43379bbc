"""What a manager reads about two versions of a workbook, read by the real reader."""

from datetime import date
from decimal import Decimal

import pytest

from app.decide.diff import compare
from app.decide.diff.cells import merged
from app.decide.diff.words import as_document, detail_text, lines, table_lines
from app.findings import Place
from app.rulebooks import load
from app.rulebooks.conditions import ANYTHING, Equals, Interval, TextTest, TextTestKind
from app.rulebooks.model import DecisionTable, Header, HitPolicy, Output, Rule, Rulebook, Variable
from app.values import VarType
from tests.workbooks import book, decision_table, dictionary, stack

FROM = (True, False)
PLACE = Place("规则.xlsx", "表")


def rulebook(*blocks):
    loaded = load(book({"规则": stack(*blocks)}), "规则.xlsx")
    assert loaded.rulebook is not None, loaded.findings
    return loaded.rulebook


LOANS = dictionary(
    ("逾期天数", "整数", ">=0"), ("担保方式", "文本", "保证,抵押,信用"), ("五级分类", "文本", "正常,关注,次级"),
)  # fmt: skip


def classes(*rows, policy="U", inputs=("逾期天数", "担保方式"), outputs=("五级分类",), variables=LOANS):
    return rulebook(variables, decision_table("五级分类", list(inputs), list(outputs), list(rows), policy=policy))


def told(old, new):
    return list(lines(compare(old, new)))


def one_variable(kind, unit, old, new, **variable):
    """Two versions of a table over one variable; each of *old* and *new* is the condition of 甲."""

    def version(condition):
        rules = (
            Rule("R1", (condition,), ("",), ("甲",), "A1"),
            Rule("R2", (ANYTHING,), ("",), ("乙",), "A2"),
        )
        table = DecisionTable(
            "表", HitPolicy.FIRST, (Header("数", PLACE),), (Output("结果", PLACE),), rules, PLACE
        )  # fmt: skip
        variables = {"数": Variable("数", kind, PLACE, unit, required=True, **variable)}
        variables["结果"] = Variable("结果", VarType.TEXT, PLACE)
        return Rulebook("规则", "规则.xlsx", "0" * 64, variables, tables=(table,))

    (table,) = compare(version(old), version(new)).tables
    return table_lines(table)


def interval(low, high, closed=(False, True)):
    bounds = [None if bound is None else bound if isinstance(bound, date) else Decimal(bound) for bound in (low, high)]
    return Interval(bounds[0], closed[0], bounds[1], closed[1])


def test_the_example_of_the_contract():
    days = dictionary(
        {"变量": "逾期天数", "类型": "整数", "单位": "天", "取值范围": ">=0"},
        {"变量": "担保方式", "类型": "文本", "取值范围": "保证,抵押,信用", "必填": "是"},
        {"变量": "五级分类", "类型": "文本", "取值范围": "正常,关注,次级"},
    )
    old = [["R1", "91-180", "抵押", "关注"], ["R2", "91-180", "非抵押", "次级"], ["R3", "not(91-180)", "-", "正常"]]
    new = [["R1", "91-180", "-", "次级"], ["R3", "not(91-180)", "-", "正常"]]
    assert told(classes(*old, variables=days), classes(*new, variables=days)) == [
        "「五级分类」",
        "  91–180 天 且 抵押：关注 → 次级",
    ]


def test_the_same_decisions_written_otherwise_are_no_difference():
    old = classes(["R1", ">90", "-", "次级"], ["R2", "<=90", "抵押", "正常"], ["R3", "<=90", "保证,信用", "关注"])
    new = classes(["A", "<=90", "非抵押", "关注"], ["B", ">=91", "-", "次级"], ["C", "不超过90", "抵押", "正常"])
    assert not compare(old, new)


def test_a_gap_opened_by_a_new_version_is_told_as_no_hit():
    old = classes(["R1", ">90", "-", "次级"], ["R2", "<=90", "-", "正常"])
    new = classes(["R1", ">90", "-", "次级"], ["R2", "<=60", "-", "正常"])
    assert "  逾期天数 61–90：正常 → 未命中" in told(old, new)
    assert "  逾期天数 61–90：未命中 → 正常" in told(new, old)


def test_an_overlap_of_a_new_version_is_told_as_a_conflict():
    old = classes(["R1", ">90", "-", "次级"], ["R2", "<=90", "-", "正常"])
    new = classes(["R1", ">80", "-", "次级"], ["R2", "<=90", "-", "正常"])
    assert "  逾期天数 81–90：正常 → 冲突（多条规则命中）" in told(old, new)


def test_lists_are_compared_entry_by_entry():
    columns = {"inputs": ("逾期天数",), "policy": "C"}
    old = classes(["R1", ">30", "关注"], ["R2", ">90", "次级"], **columns)
    new = classes(["R1", ">20", "关注"], ["R2", ">100", "次级"], **columns)
    assert told(old, new)[1:] == ["  逾期天数 21–30：增加 关注", "  逾期天数 91–100：去掉 次级"]


@pytest.mark.parametrize(
    ("kind", "unit", "old", "new", "line"),
    [
        (VarType.DECIMAL, "元", interval(0, 5), interval(0, 9), "超过 5 至 9 元：乙 → 甲"),
        (VarType.MONEY, "元", interval(None, 50000), interval(None, 500000), "超过 5 至 50 万元：乙 → 甲"),
        (VarType.MONEY, "元", interval(None, 800), interval(None, 500000), "超过 800 元 至 50 万元：乙 → 甲"),
        (VarType.MONEY, "万元", interval(None, 5), interval(None, 50), "超过 5 至 50 万元：乙 → 甲"),
        (VarType.PERCENT, "%", interval(None, "0.3"), interval(None, "0.355"), "超过 30 至 35.5%：乙 → 甲"),
        (VarType.INTEGER, "天", interval(None, 30), interval(None, 60), "31–60 天：乙 → 甲"),
        (VarType.INTEGER, "天", interval(30, None), interval(31, None), "31 天：甲 → 乙"),
        (VarType.INTEGER, "天", interval(-9, None), interval(-5, None), "-8 至 -5 天：甲 → 乙"),
        (VarType.INTEGER, "天", interval(None, 30), interval(5, None), "不超过 5 天：甲 → 乙"),
        (VarType.DECIMAL, "分", interval(5, 9, (True, False)), interval(5, 9, (True, True)), "9 分：乙 → 甲"),
        (VarType.DECIMAL, "分", interval(5, 9, FROM), interval(7, 9, FROM), "5 至 不满 7 分：甲 → 乙"),
        (VarType.DECIMAL, "分", interval(5, 9, (True, False)), interval(6, 9, (False, False)), "5–6 分：甲 → 乙"),
        (VarType.DECIMAL, "", interval(5, None), interval(5, None, (True, True)), "数 5：乙 → 甲"),
        (
            VarType.DATE, "", interval(date(2026, 1, 1), None, (True, False)),
            interval(date(2026, 7, 1), None, (True, False)), "数 2026-01-01 至 2026-06-30：甲 → 乙",
        ),
        (VarType.BOOL, "", Equals(True), Equals(False), "数 是：甲 → 乙"),
    ],
)  # fmt: skip
def test_ranges_as_people_write_them(kind, unit, old, new, line):
    assert one_variable(kind, unit, old, new)[0] == line


def test_half_open_ends_say_whether_the_bound_belongs_to_them():
    days = VarType.DECIMAL, "分"
    assert one_variable(*days, interval(None, 9), interval(9, None))[0] == "不超过 9 分：甲 → 乙"
    assert one_variable(*days, interval(None, 9), interval(9, None))[1] == "超过 9 分：乙 → 甲"
    below, from_on = interval(None, 9, (False, False)), interval(9, None, (True, False))
    assert one_variable(*days, below, from_on) == ["不满 9 分：甲 → 乙", "9 分及以上：乙 → 甲"]


def test_texts_nobody_listed_are_told_by_those_that_are():
    text = VarType.TEXT, ""
    assert one_variable(*text, Equals("信用"), ANYTHING) == ["数 信用 以外：乙 → 甲"]
    assert one_variable(*text, TextTest(TextTestKind.CONTAINS, "破产"), ANYTHING) == ['数 不包含"破产"：乙 → 甲']
    assert one_variable(*text, Equals("信用"), TextTest(TextTestKind.CONTAINS, "破产")) == [
        "数 信用：甲 → 乙",
        '数 包含"破产"：乙 → 甲',
    ]


def test_neighbouring_boxes_become_one_and_others_do_not():
    pair = ("旧", "新")
    assert merged([((0b01, 0b1), pair), ((0b10, 0b1), pair)]) == [((0b11, 0b1), pair)]
    apart = [((0b01, 0b01), pair), ((0b10, 0b10), pair)]
    assert sorted(merged(apart)) == apart


def test_too_many_cells_are_said_and_told_by_rows():
    tests = [TextTest(TextTestKind.CONTAINS, letter) for letter in "ABCDEFGHIJ"]

    def version(outcome):
        rules = tuple(
            Rule(f"R{n}", (test,), ("",), (outcome if n == 3 else "甲",), f"A{n}") for n, test in enumerate(tests)
        )
        table = DecisionTable("表", HitPolicy.FIRST, (Header("文", PLACE),), (Output("结果", PLACE),), rules, PLACE)
        variables = {name: Variable(name, VarType.TEXT, PLACE) for name in ("文", "结果")}
        return Rulebook("规则", "规则.xlsx", "0" * 64, variables, tables=(table,))

    (table,) = compare(version("甲"), version("乙")).tables
    assert not table.exact and not table.changes
    note, gone, come = table_lines(table)
    assert "太多" in note
    assert gone == '删去规则 R3：文 包含"D" → 结果=甲' and come == '新增规则 R3：文 包含"D" → 结果=乙'


def test_a_table_with_another_name_that_concludes_the_same_is_the_same_table():
    old = classes(["R1", ">90", "-", "次级"], ["R2", "<=90", "-", "正常"])
    new = rulebook(
        LOANS,
        decision_table("分类", ["逾期天数"], ["五级分类"], [["R1", ">60", "次级"], ["R2", "<=60", "正常"]]),
    )  # fmt: skip
    difference = compare(old, new)
    assert table_lines(difference.tables[0]) == ["逾期天数 61–90：正常 → 次级"]
    assert "决策表「分类」的名称：五级分类 → 分类" in map(detail_text, difference.details)


def test_the_document_is_made_of_json_types_and_names_each_variable():
    old = classes(["R1", ">90", "抵押", "次级"], ["R2", "-", "-", "正常"], policy="F")
    new = classes(["R1", ">60", "抵押", "次级"], ["R2", "-", "-", "正常"], policy="F")
    (table,) = as_document(compare(old, new))["tables"]
    assert table["changes"][0]["where"] == {"逾期天数": "61–90", "担保方式": "抵押"}
    assert table["changes"][0]["old"] == {"五级分类": "正常"} and table["changes"][0]["new"] == {"五级分类": "次级"}


def test_rows_that_come_into_force_later_are_told_by_the_date():
    def version(since):
        return rulebook(
            LOANS,
            [
                ["五级分类", None, "结论", "备注"], ["F", "逾期天数", "五级分类", "生效日期"],
                ["R1", ">90", "次级", since], ["R2", "-", "正常", None],
            ],
        )  # fmt: skip

    assert told(version("2026-01-01"), version("2026-07-01")) == [
        "「五级分类」", "  逾期天数 91及以上 且 业务日期 2026-01-01 至 2026-06-30：次级 → 正常",
    ]  # fmt: skip


def test_a_list_of_another_rulebook_is_told_by_what_it_holds():
    warnings = dictionary(("预警信号", "文本", "停产,欠息"), ("五级分类", "文本", "正常,关注,次级"))
    old, new = (
        rulebook(warnings, decision_table("五级分类", ["预警信号"], ["五级分类"], [["R1", word, "次级"]], policy="F"))
        for word in ("停产", "停产,欠息")
    )
    alone, beside = (list(lines(compare(old, new, lists)))[1] for lists in ({}, {"预警信号": False}))
    assert alone == "  欠息：未命中 → 次级"
    assert beside == "  预警信号 不含 停产：未命中 → 次级"
