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
