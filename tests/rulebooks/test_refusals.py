"""Every refusal and finding that the format promises, one line each: a workbook, and where it says what.

The workbooks are made of :data:`NAMES` in a sheet of its own and the block in question, which begins in A1 of 表.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.rulebooks.loading import finding, load_book, words
from tests.workbooks import (
    Error,
    Formula,
    Rows,
    Sheet,
    decision_table,
    dictionary,
    formulas,
    parameters,
    stack,
    test_cases,
)

NAMES = dictionary(
    ("逾期天数", "整数", ">=0"),
    ("担保方式", "文本", "信用,保证,抵押"),
    ("五级分类", "文本", "正常,关注,次级", "有序"),
    ("金额", "金额", ">=0"),
    ("到期日", "日期"),
    ("已诉", "是否"),
    ("利率", "百分比"),
    ("证件号码", "文本"),
)


def days(*conditions: Any, policy: str = "U", default: bool = False) -> Rows:
    """One rule per condition on 逾期天数, in B3 and below; the conclusions differ."""
    classes = ("次级", "关注", "正常")
    rules = [[f"R{number}", cell, classes[number % 3]] for number, cell in enumerate(conditions)]
    return decision_table("表", ["逾期天数"], ["五级分类"], rules, policy=policy, default=["正常"] if default else None)


def column(name: str, *conditions: Any) -> Rows:
    rules = [[f"R{number}", cell, f"甲{number}"] for number, cell in enumerate(conditions)]
    return decision_table("表", [name], ["结果"], rules)


def concluded(*outcomes: Any) -> Rows:
    rules = [[f"R{number}", number, cell] for number, cell in enumerate(outcomes)]
    return decision_table("表", ["逾期天数"], ["五级分类"], rules)


def scale(*tiers: list[Any], properties: Rows | None = None) -> Rows:
    stated = [["计算方式", "全额"], ["舍入", 2]] if properties is None else properties
    return [["奖励"], *stated, ["阶梯", "金额", "比例"], *tiers]


MATRIX: Rows = [["策略"], ["五级分类\\担保方式", "信用", "非信用"], ["正常", "a", "b"], ["关注,次级", "c", "d"]]


def matrix(row: int, position: int, cell: Any) -> Rows:
    rows = [[*line] for line in MATRIX]
    rows[row][position] = cell
    return rows


TWO = stack(column("担保方式", "信用", "非信用"), decision_table("乙", ["结果"], ["丙"], [["R1", "-", "x"]]))

REFUSED: list[tuple[str, Rows, str, str, str]] = [
    # what, the block, the cell, the code, what the advice must propose
    ("a comma joins two bounds", days(">=30, <50"), "B3", "bounds-listed", "[30..50)"),
    ("two bounds without 且", days(">=30 <50"), "B3", "bounds-adjoined", "[30..50)"),
    ("a range without its end", days("[30..90"), "B3", "range-unbalanced", "[30..90]"),
    ("a range that holds nothing", days("[90..30]"), "B3", "range-empty", "[30..90]"),
    ("a condition always true", days(">30,<=30"), "B3", "always-true", "-"),
    ("a unit on one side only", column("金额", "5-10万"), "B3", "scale-unclear", "5万..10万"),
    ("a text in a number column", days("抵押"), "B3", "name-unknown", "参数"),
    ("a parameter misspelt", stack(days(">次级天书"), parameters({"次级天数": 90})), "B3", "name-similar", "次级天数"),
    ("a parameter of another type", stack(days(">名"), parameters({"名": "甲"})), "B3", "parameter-type", "参数"),
    ("a date in a number column", days(date(2026, 1, 30)), "B3", "became-a-date", "[1..30]"),
    ("a number with zeros in front", days("007"), "B3", "leading-zero", "文本"),
    ("a fraction of a whole number", [*concluded("次级")[:2], ["R1", 1.5, "次级"]], "B3", "not-whole", "小数"),
    ("a day that does not exist", column("到期日", "2026-02-30"), "B3", "date-impossible", "年月日"),
    ("a word in a date column", column("到期日", "明年"), "B3", "name-unknown", "参数"),
    ("a word in a yes/no column", column("已诉", "也许"), "B3", "condition-unclear-bool", "是"),
    ("text compared with an order", column("证件号码", ">5"), "B3", "condition-unclear-text", "文本不能比较大小"),
    ("an id that Excel rounded", column("证件号码", 530102199001011234), "B3", "digits-lost", "文本格式"),
    ("an unknown value, did you mean", column("担保方式", "抵挡"), "B3", "value-similar", "抵押"),
    ("an unknown value", column("担保方式", "融资"), "B3", "value-outside", "取值范围"),
    ("a value outside the limits", days("-5"), "B3", "value-beyond", "取值范围"),
    ("an unknown variable, did you mean", column("担保方法", "信用"), "B2", "variable-similar", "担保方式"),
    ("an unknown variable", column("风马牛", "信用"), "B2", "variable-unknown", "字典"),
    ("an error value", days(Error("#REF!")), "B3", "cell-error", "公式"),
    ("a formula without a stored value", days(Formula("=B9*2")), "B3", "formula-unstored", "重新计算"),
    ("an empty conclusion", concluded(None), "C3", "conclusion-empty", "“-”"),
    ("an unknown conclusion, did you mean", concluded("次集"), "C3", "value-similar", "次级"),
    (
        "a conclusion of another type",
        decision_table("表", ["逾期天数"], ["金额"], [["R1", 1, "很多"]]),
        "C3",
        "value-type",
        "金额",
    ),
    ("mixed types without a dictionary", column("新列", ">90", "抵押", "<=90"), "B4", "name-unknown", "数值"),
    (
        "two blocks produce one variable",
        stack(days(1), formulas({"五级分类": ('"正常"', "文本")})),
        "A1",
        "produced-twice",
        "合并",
    ),
    ("a table that waits for itself", column("结果", "-"), "A1", "cycle", "去掉"),
    (
        "a table that waits for another",
        stack(
            decision_table("甲", ["乙项"], ["甲项"], [["R1", "-", "x"]]),
            decision_table("乙", ["甲项"], ["乙项"], [["R1", "-", "x"]]),
        ),
        "A1",
        "cycle",
        "去掉",
    ),
    ("a hit policy misspelt", days(1, policy="首條"), "A2", "policy-unknown", "首条"),
    (
        "an order is needed",
        decision_table("表", ["逾期天数"], ["结果"], [["R1", 1, "a"]], policy="P"),
        "C2",
        "order-unknown",
        "取值范围",
    ),
    ("a sum of texts", days(1, policy="C+"), "C2", "collect-text", "数字"),
    (
        "no sign of the sections",
        [["表"], ["U", "逾期天数", "五级分类"], ["R1", 1, "次级"]],
        "A2:C2",
        "sections-unknown",
        "结论",
    ),
    (
        "a heading twice",
        [["表", None, None, "结论"], ["U", "逾期天数", "逾期天数", "五级分类"], ["R1", 1, 2, "次级"]],
        "C2",
        "heading-twice",
        "一列",
    ),
    (
        "content without a heading",
        [["表", None, None, "结论"], ["U", "逾期天数", None, "五级分类"], ["R1", 1, 2, "次级"]],
        "C2",
        "heading-blank",
        "变量名",
    ),
    ("a table without rules", days(), "A2:C2", "table-without-rules", "规则"),
    ("a default twice", [*days(1, default=True), ["默认", None, "关注"]], "A5:C5", "default-twice", "一行"),
    ("a default with a condition", [*days(1), ["默认", 2, "关注"]], "B4", "default-with-condition", "普通规则"),
    ("a rule's name twice", [*days(1), ["R0", 2, "关注"]], "A4:C4", "rule-id-twice", "不同"),
    (
        "a period that ends before it begins",
        [["表", "条件", "结论"], ["生效日期", "2024-05-01", "失效日期", "2024-01-01"], *days(1)[1:]],
        "D2",
        "validity-reversed",
        "核对",
    ),
    (
        "a property without a value",
        [["表", "条件", "结论"], ["负责人", None, None], *days(1)[1:]],
        "A2:C2",
        "property-without-value",
        "右边",
    ),
    ("a row cut off by a blank one", stack(days(1), [["R9", 2, "关注"]]), "A5", "block-unknown", "空行"),
    (
        "a block behind a blank column",
        [*days(1)[:1], *([*row, None, "x"] for row in days(1)[1:])],
        "E2",
        "column-apart",
        "空一行",
    ),
    ("a corner that names one axis", matrix(1, 0, "五级分类\\"), "A2", "corner-unclear", "行变量"),
    ("an axis cell that is blank", matrix(3, 0, None), "A4", "axis-blank", "合并"),
    ("a condition on an axis", matrix(3, 0, "关住"), "A4", "value-similar", "关注"),
    (
        "a scale without its mode",
        scale(["T1", ">=0", "1%"], properties=[["舍入", 2], ["封顶", 5]]),
        "A1",
        "scale-without-mode",
        "超额累进",
    ),
    (
        "a scale whose mode is unclear",
        scale(["T1", ">=0", "1%"], properties=[["计算方式", "累退"]]),
        "B2",
        "scale-mode-unknown",
        "全额",
    ),
    (
        "a rounding that is not offered",
        scale(["T1", ">=0", "1%"], properties=[["计算方式", "全额"], ["舍入", "去尾"]]),
        "B3",
        "scale-rounding-unknown",
        "四舍五入",
    ),
    (
        "a cap below the floor",
        scale(["T1", ">=0", "1%"], properties=[["计算方式", "全额"], ["舍入", 2], ["封顶", 1, "保底", 2]]),
        "B4",
        "cap-below-floor",
        "核对",
    ),
    ("a tier that pays nothing", scale(["T1", ">=0", None]), "A5:C5", "conclusion-empty", "“-”"),
    ("tiers that overlap", scale(["T1", "<=5", "1%"], ["T2", ">=5", "2%"]), "A6:C6", "scale-overlap", "不重叠"),
    ("an overlap under U", days(">=90", ">=80", default=True), "A4:C4", "overlap", "不重叠"),
    (
        "outcomes that differ under 一致",
        days(">=90", ">=80", policy="A", default=True),
        "A4:C4",
        "contradiction",
        "一致",
    ),
    ("a duplicate rule", [*concluded("次级", "次级")[:3], ["R7", 0, "次级"]], "A4:C4", "rule-twice", "删去"),
    (
        "a failing test's name",
        stack(days(1), test_cases(["逾期天数"], ["金额"], [["一", 1, 5]])),
        "C6",
        "expected-not-produced",
        "输入",
    ),
    (
        "a test without markers",
        stack(days(1), [["测试用例"], ["名称", "逾期天数"], ["一", 1]]),
        "A5",
        "tests-without-markers",
        "期望",
    ),
    (
        "a test without expectation",
        stack(days(1), test_cases(["逾期天数"], ["五级分类"], [["一", 1, None]])),
        "A7:C7",
        "test-without-expectation",
        "未命中",
    ),
    (
        "a formula with an unknown name",
        stack(days(1), formulas({"罚息": ("金额*利律", "金额")})),
        "B7",
        "variable-similar",
        "利率",
    ),
    (
        "a formula with an unknown function",
        stack(days(1), formulas({"罚息": ("SUMM(金额)", "金额")})),
        "B7",
        "function-similar",
        "SUM",
    ),
    (
        "a formula that asks for today",
        stack(days(1), formulas({"罚息": ("TODAY()-到期日", "整数")})),
        "B7",
        "function-today",
        "业务日期",
    ),
    (
        "a step of the flow that is no block",
        stack(days(1), [["决策流程"], ["决策表"], ["表一"]]),
        "A7",
        "flow-similar",
        "表",
    ),
    (
        "an unknown letter template",
        stack(days(1), [["文书目录"], ["文书", "模板"], ["函", "催收涵.docx"]]),
        "B7",
        "template-similar",
        "催收函.docx",
    ),
    ("nothing to decide", [["随便写写"]], "A1", "nothing-to-decide", "标题"),
]

WARNED: list[tuple[str, Rows, str, str, str]] = [
    ("a gap", days("<=90"), "A1", "gap", "默认"),
    ("a gap between whole numbers", column("利率", "[0..30%]", "[31%..100%]"), "A1", "gap", "默认"),
    ("a row that never gets its turn", days(">80", ">90", policy="F", default=True), "A4:C4", "rule-shadowed", "顺序"),
    ("a row that never fires", days("<0", default=True), "A3:C3", "rule-never-fires", "取值范围"),
    ("a cliff in a scale", scale(["T1", "[0..5万]", "2%"], ["T2", ">5万", "1%"]), "A6:C6", "scale-cliff", "超额累进"),
    ("a hole in a scale", scale(["T1", "[0..5万)", "1%"], ["T2", ">5万", "2%"]), "A1", "scale-hole", "首尾相接"),
    (
        "a value nobody concludes",
        stack(TWO[:4], [], [["乙", "条件", "结论"], ["F", "结果", "丙"], ["R1", "甲9", "x"]]),
        "B9",
        "value-never-concluded",
        "甲0",
    ),
    ("digits by threes that could be a list", days("30,100", default=True), "B3", "grouped-number", "30、100"),
    ("a share without its percent sign", column("利率", ">30", "-"), "B3", "percent-missing", "30%"),
    (
        "a property nearly one of ours",
        [["表", "条件", "结论"], ["生效日起", "x"], *days(1, default=True)[1:]],
        "A2",
        "property-similar",
        "生效日期",
    ),
    (
        "a parameter that nothing reads",
        stack(days(1, default=True), parameters({"闲置": 1})),
        "A8:D8",
        "parameter-unused",
        "删去",
    ),
    (
        "a flow against the order",
        stack(TWO, [["决策流程"], ["决策表"], ["乙"], ["表"]]),
        "A6",
        "flow-against-order",
        "顺序",
    ),
]


def found_at(rows: Rows, code: str, level: str) -> tuple[set[str], list[str]]:
    loaded = load_book({"字典": NAMES, "表": rows}, templates=frozenset({"催收函.docx"}))
    found = [f for f in loaded.findings if f.code == f"rulebooks.{code}" and f.level == level]
    return {f.place.cell for f in found}, [words(f) for f in found]


@pytest.mark.parametrize(
    ("rows", "cell", "code", "cure"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_refused(rows: Rows, cell: str, code: str, cure: str) -> None:
    cells, said = found_at(rows, code, "error")
    assert cells == {cell}
    assert cure in said[0]


@pytest.mark.parametrize(
    ("rows", "cell", "code", "cure"), [case[1:] for case in WARNED], ids=[case[0] for case in WARNED]
)
def test_warned(rows: Rows, cell: str, code: str, cure: str) -> None:
    cells, said = found_at(rows, code, "warning")
    assert cells == {cell}
    assert cure in said[0]


def test_an_unused_variable_is_said_at_its_row_of_the_dictionary() -> None:
    loaded = load_book({"字典": [*NAMES[:3], ["闲", "文本", None, None], NAMES[4]], "表": days("-")})
    found = finding(loaded, "variable-unused")
    assert (found.place.sheet, found.place.cell) == ("字典", "A4:D4")


def test_an_inferred_type_is_reported_where_there_is_no_dictionary() -> None:
    loaded = load_book({"表": column("新列", ">90", "<=90")})
    assert [(f.place.cell, f.params["type"]) for f in loaded.findings if f.code.endswith("type-inferred")] == [
        ("B2", "小数"),
        ("C2", "文本"),
    ]


def test_a_cycle_names_each_of_its_blocks_with_its_cell() -> None:
    blocks = [decision_table(a, [b], [a], [["R1", "-", "x"]]) for a, b in (("甲", "丙"), ("乙", "甲"), ("丙", "乙"))]
    said = words(finding(load_book({"表": stack(*blocks)}), "cycle"))
    assert all(spot in said for spot in ("甲（表!A1）", "乙（表!A5）", "丙（表!A9）"))


@pytest.mark.parametrize("policy", ["C", "R", "O", "C#"])
def test_collecting_tables_have_no_gaps_and_may_overlap(policy: str) -> None:
    loaded = load_book({"字典": NAMES, "表": days(">90", ">100", policy=policy)})
    assert not [f for f in loaded.findings if f.code in ("rulebooks.gap", "rulebooks.overlap")]


def test_a_default_closes_the_gaps_and_agreeing_rules_may_overlap() -> None:
    rules = [["R1", ">=90", "次级"], ["R2", ">=80", "次级"]]
    rows = decision_table("表", ["逾期天数"], ["五级分类"], rules, policy="A", default=["正常"])
    loaded = load_book({"字典": NAMES[:3] + NAMES[4:5], "表": Sheet(rows)})
    assert loaded.findings == ()
