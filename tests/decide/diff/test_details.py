"""Blocks that are no tables: what came, went or changed, in words."""

from app.decide.diff import compare
from app.decide.diff.words import detail_text
from app.rulebooks import load
from tests.workbooks import Percent, book, decision_table, dictionary, formulas, parameters, stack, test_cases


def rulebook(*blocks):
    loaded = load(book({"规则": stack(*blocks)}), "规则.xlsx")
    assert loaded.rulebook is not None, loaded.findings
    return loaded.rulebook


def version(limit=90, domain="正常,次级", formula="=ROUND(本金/2, 2)", expected="次级", more=(), rate=0.3, **loan):
    loans = [
        {"变量": "逾期天数", "类型": "整数", "单位": "天", **loan},
        {"变量": "本金", "类型": "金额", "取值范围": ">=0"},
        {"变量": "五级分类", "类型": "文本", "取值范围": domain},
    ]
    return rulebook(
        dictionary(*loans),
        parameters({"次级天数": (limit, "天", "办法第十条"), "次级天数上限": 999, "比率": (Percent(rate),)}),
        formulas({"一半": formula}),
        decision_table(
            "五级分类", ["逾期天数"], ["五级分类"], [["R1", ">次级天数", "次级"], ["R2", "<=次级天数", "正常"]]
        ),
        decision_table("远期", ["逾期天数"], ["远期"], [["F1", ">次级天数上限", "很久"]], policy="F"),
        *more,
        test_cases(["逾期天数"], ["五级分类"], [["一百天", 100, expected]]),
    )


def told(old, new):
    return [detail_text(detail) for detail in compare(old, new).details]


def test_a_version_read_twice_differs_in_nothing():
    assert not compare(version(), version())


def test_a_parameter_says_what_it_was_and_which_tables_read_it():
    assert told(version(), version(limit=60)) == ["参数「次级天数」的值：90 天 → 60 天（用于 五级分类）"]
    assert told(version(), version(rate=0.25)) == ["参数「比率」的值：30% → 25%"]


def test_the_tables_that_read_a_changed_parameter_differ_too():
    (table,) = compare(version(), version(limit=60)).tables
    assert table.table == "五级分类" and len(table.changes) == 1


def test_a_formula_is_compared_by_its_meaning():
    assert told(version(), version(formula="=ROUND( 本金 / 2 ,2)")) == []
    assert told(version(), version(formula="=ROUND(本金/3, 2)")) == [
        "公式「一半」的公式：=ROUND(本金/2, 2) → =ROUND(本金/3, 2)"
    ]


def test_the_dictionary_tells_each_property():
    new = version(domain="正常,次级,损失", 别名="拖欠天数", 必填="是", 取值范围=">=0")
    assert told(version(), new) == [
        "变量「逾期天数」的取值范围：无 → >=0",
        "变量「逾期天数」的别名：无 → 拖欠天数",
        "变量「逾期天数」的必填：否 → 是",
        "变量「五级分类」的取值范围：正常、次级 → 正常、次级、损失",
    ]


def test_tests_and_tables_come_and_go():
    extra = decision_table("备注", ["逾期天数"], ["备注"], [["Z1", ">0", "逾期"]], policy="F")
    old, new = version(), version(expected="正常", more=(extra,))
    assert told(old, new) == ["新增决策表「备注」", "测试用例「一百天」的五级分类：次级 → 正常"]
    assert "删去决策表「备注」" in told(new, old)


def test_every_detail_points_at_its_cell():
    for detail in compare(version(), version(limit=60, expected="正常", formula="=本金")).details:
        assert detail.place.sheet == "规则" and detail.place.cell


def with_rate(default, expected, letter="甲.docx", decimals=2):
    """A rate as conclusion, a default row, a test of it, a letter and a scale."""
    return rulebook(
        dictionary({"变量": "逾期天数", "类型": "整数", "单位": "天"}, ("比例", "百分比"), ("清收金额", "金额")),
        [
            ["比例表", None, "结论"], ["F", "逾期天数", "比例"],
            ["R1", ">90", Percent(0.25)], ["默认", "-", Percent(default)],
        ],
        [["文书目录"], ["文书", "模板", "文号", "收件人", "说明"], ["催收通知", letter, "催{序号}号", None, None]],
        [
            ["奖励"], ["计算方式", "全额"], ["舍入", f"{decimals} 四舍五入"],
            ["阶梯", "清收金额", "比例", "固定额"], ["T1", "<=5万", Percent(0.01), 0], ["T2", ">5万", Percent(0.02), 0],
        ],
        test_cases(["逾期天数"], ["比例"], [["十天", 10, Percent(expected)]]),
    )  # fmt: skip


def test_percentages_are_told_as_such_wherever_they_stand():
    assert told(with_rate(0.01, 0.01), with_rate(0.015, 0.015)) == [
        "决策表「比例表」的缺省结论：1% → 1.5%",
        "测试用例「十天」的比例：1% → 1.5%",
    ]


def test_letters_and_scales_tell_what_was_changed():
    assert told(with_rate(0.01, 0.01), with_rate(0.01, 0.01, "乙.docx", 0)) == [
        "阶梯「奖励」的舍入：2 → 0",
        "文书「催收通知」的模板：甲.docx → 乙.docx",
    ]
