"""Blocks that are lists: 数据字典, 参数, 公式, 测试用例, 决策流程, 指标, 文书目录."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.rulebooks.conditions import AnyOf, Equals, Interval
from app.rulebooks.model import Aggregate, Filter, TestCase
from app.values import VarType
from tests.rulebooks.loading import at_cells, codes, finding, load_rows, rulebook_of
from tests.workbooks import (
    Error,
    Formula,
    Percent,
    Rows,
    decision_table,
    dictionary,
    formulas,
    parameters,
    stack,
    test_cases,
)

TABLE = decision_table("表", ["天数"], ["等级"], [["R1", ">90", "次级"], ["R2", "<=90", "正常"]])
BASE = dictionary(("天数", "整数"), ("等级", "文本", "正常,次级"), ("金额", "金额"), ("方式", "文本", "现金,抵债"))


class TestDictionary:
    def test_everything_a_row_can_say(self) -> None:
        rows = [
            ["数据字典"],
            ["变量", "类型", "单位", "取值范围", "别名", "必填", "默认值", "用途", "说明"],
            ["逾期天数", "整数", "天", ">=0", "拖欠天数、欠款天数", "是", 0, "提示、有序", "按日"],
            ["担保方式", "文本", None, "信用、保证\n抵押；质押", None, "否", "信用", None, None],
            ["利率", "百分比", "%", "[0..36%]", None, None, "5%", None, None],
            ["到期日", "日期", None, None, None, None, date(2024, 1, 1), None, None],
            ["已诉", "是否", None, None, None, None, "否", None, None],
        ]
        table = decision_table("表", ["逾期天数"], ["等级"], [["R1", ">90", "次级"]])
        days, security, rate, due, sued = list(rulebook_of(stack(rows, table)).variables.values())[:5]
        assert (days.type, days.unit, days.limits) == (VarType.INTEGER, "天", Interval(Decimal(0), True, None, False))
        assert (days.aliases, days.required, days.default) == (("拖欠天数", "欠款天数"), True, Decimal(0))
        assert (days.roles, days.ordered, days.note) == (("提示", "有序"), True, "按日")
        assert (security.domain, security.default) == (("信用", "保证", "抵押", "质押"), "信用")
        assert (rate.limits, rate.default) == (Interval(Decimal(0), True, Decimal("0.36"), True), Decimal("0.05"))
        assert (due.default, sued.default) == (date(2024, 1, 1), False)

    @pytest.mark.parametrize(
        ("word", "kind"),
        [
            ("文本", VarType.TEXT),
            ("字符串", VarType.TEXT),
            ("整数", VarType.INTEGER),
            ("小数", VarType.DECIMAL),
            ("数字", VarType.DECIMAL),
            ("金额", VarType.MONEY),
            ("百分比", VarType.PERCENT),
            ("日期", VarType.DATE),
            ("是否", VarType.BOOL),
            ("布尔", VarType.BOOL),
            ("Date", VarType.DATE),
        ],
    )
    def test_type_words(self, word: str, kind: VarType) -> None:
        book = stack(dictionary(("甲", word), ("天数", "整数")), TABLE)
        assert rulebook_of(book).variables["甲"].type is kind

    def test_numbers_may_be_listed(self) -> None:
        book = stack(dictionary(("档", "整数", "1,2,3"), ("天数", "整数")), TABLE)
        assert rulebook_of(book).variables["档"].domain == (Decimal(1), Decimal(2), Decimal(3))

    def test_it_is_known_by_its_headings_without_a_title(self) -> None:
        assert "天数" in rulebook_of(stack(BASE[1:], TABLE)).variables

    def test_faults_stand_at_their_cells(self) -> None:
        rows = dictionary(
            {"变量": "甲", "类型": "数值型", "别名": ""},
            {"变量": "乙", "类型": None},
            {"变量": "丙", "类型": "整数", "取值范围": "[5..1]", "必填": "也许"},
            {"变量": "丙", "类型": "整数"},
            {"变量": "丁", "类型": "整数", "别名": "丙"},
            {"变量": "戊", "类型": "文本", "取值范围": "a,b", "默认值": "c"},
            {"变量": None, "类型": "整数"},
        )
        assert at_cells(load_rows(rows)) == {
            "B3": "type-unknown",
            "A4:G4": "type-blank",
            "C5": "range-empty",
            "F5": "yes-or-no",
            "A6:G6": "variable-twice",
            "A7:G7": "alias-taken",
            "G8": "value-outside",
            "A9:G9": "name-blank",
        }

    def test_a_role_that_nearly_is_one_of_ours(self) -> None:
        loaded = load_rows(stack(dictionary(("天数", "整数", None, "案件编码")), TABLE))
        assert finding(loaded, "role-similar").params["similar"] == "案件编号"

    def test_columns_that_are_missing_or_unknown(self) -> None:
        assert codes(load_rows([["数据字典"], ["变量", "种类"], ["甲", "文本"]])) == ["list-column-missing"]
        loaded = load_rows(stack([["数据字典"], ["变量", "类型", "取值范圍"], ["天数", "整数", None]], TABLE))
        assert finding(loaded, "list-column-similar").params["similar"] == "取值范围"


class TestParameters:
    def test_values_types_and_units(self) -> None:
        rows = parameters(
            {
                "天数线": (90, "天", "办法"),
                "起点": (5, "万元"),
                "费率": Percent(0.005),
                "上浮": ("50%",),
                "点数": (3, "%"),
                "账号": ("6228480010001234567",),
                "电话": "0871-6812345",
                "起算日": date(2024, 1, 1),
                "单位": "云岭联社",
                "限额": "50万元",
                "启用": True,
                "基数": "360",
            }
        )
        found = {name: (item.value, item.type) for name, item in rulebook_of(stack(rows, TABLE)).parameters.items()}
        assert found == {
            "天数线": (Decimal(90), VarType.DECIMAL),
            "起点": (Decimal(50000), VarType.MONEY),
            "费率": (Decimal("0.005"), VarType.PERCENT),
            "上浮": (Decimal("0.5"), VarType.PERCENT),
            "点数": (Decimal("0.03"), VarType.PERCENT),
            "账号": ("6228480010001234567", VarType.TEXT),
            "电话": ("0871-6812345", VarType.TEXT),
            "起算日": (date(2024, 1, 1), VarType.DATE),
            "单位": ("云岭联社", VarType.TEXT),
            "限额": (Decimal(500000), VarType.MONEY),
            "启用": (True, VarType.BOOL),
            "基数": (Decimal(360), VarType.DECIMAL),
        }

    def test_a_type_column_decides(self) -> None:
        rows = [["参数"], ["参数", "值", "类型"], ["编号", 7, "文本"], ["比例", "0.5", "百分比"]]
        found = rulebook_of(stack(rows, TABLE)).parameters
        assert (found["编号"].value, found["比例"].value) == ("7", Decimal("0.5"))

    def test_faults(self) -> None:
        rows = [["参数"], ["参数", "值"], ["甲", None], ["乙", 1], ["乙", 2], [None, 3], ["丁", 530102199001011234]]
        loaded = load_rows(stack(rows, TABLE))
        assert at_cells(loaded) == {"B3": "parameter-blank", "A5:B5": "parameter-twice", "A6:B6": "name-blank"}

    def test_a_name_cannot_be_parameter_and_variable(self) -> None:
        assert codes(load_rows(stack(BASE, parameters({"天数": 1}), TABLE))) == ["name-clash"]

    def test_a_parameter_nothing_reads_is_pointed_out(self) -> None:
        assert "parameter-unused" in codes(load_rows(stack(BASE, parameters({"闲置线": 1}), TABLE)), "warning")


class TestFormulas:
    def test_text_type_and_places(self) -> None:
        rows = formulas({"罚息": ("=ROUND(金额*罚息率, 2)", "金额", 2), "超期": ("天数>90", None, None)})
        book = rulebook_of(stack(BASE, rows, parameters({"罚息率": "5%"}), TABLE))
        first, second = book.formulas
        assert (first.variable, first.text, first.type, first.decimals) == (
            "罚息",
            "=ROUND(金额*罚息率, 2)",
            VarType.MONEY,
            2,
        )
        assert second.type is VarType.BOOL
        assert book.variables["罚息"].type is VarType.MONEY

    def test_a_cell_that_excel_took_for_its_own_formula_is_read_as_text(self) -> None:
        rows = formulas(
            {"本息": (Formula("=_xlfn.CONCAT(方式,等级)", "#NAME?"), "文本"), "和": (Formula("=金额+1"), "金额")}
        )
        first, second = rulebook_of(stack(BASE, rows, TABLE)).formulas
        assert (first.text, second.text) == ("=_xlfn.CONCAT(方式,等级)", "=金额+1")

    def test_faults(self) -> None:
        rows = formulas(
            {
                "甲": "SUM(金额",
                "乙": "FOO(金额)",
                "丙": "金额+没有",
                "丁": "TODAY()-1",
                "戊": None,
                "己": ("金额", "钱"),
                "庚": ("金额", "金额", "二"),
                "天数": ("金额", "金额"),
            }
        )
        loaded = load_rows(stack(rows, BASE, TABLE))
        assert at_cells(loaded) == {
            "B3": "formula-unfinished",
            "B4": "function-unknown",
            "B5": "variable-unknown",
            "B6": "function-today",
            "B7": "formula-blank",
            "C8": "type-unknown",
            "D9": "decimals-unclear",
            "C10": "type-differs",
        }


class TestTestCases:
    def test_inputs_expectations_and_business_date(self) -> None:
        rows = test_cases(
            ["天数", "方式", "业务日期"],
            ["等级"],
            [
                ["逾期", 91, "空", date(2024, 5, 1), "次级"],
                ["无人管", None, "现金", None, "未命中"],
            ],
        )
        first, second = rulebook_of(stack(BASE, rows, TABLE)).tests
        assert isinstance(first, TestCase)
        assert (first.name, first.inputs, first.expected) == (
            "逾期",
            {"天数": Decimal(91), "方式": None},
            {"等级": "次级"},
        )
        assert (first.as_of, first.expected_cells) == (date(2024, 5, 1), {"等级": "E10"})
        assert (second.inputs, second.expected) == ({"方式": "现金"}, {"等级": None})

    def test_lists_are_parted(self) -> None:
        table = decision_table("信号表", ["天数"], ["信号"], [["R1", ">1", "甲"], ["R2", ">2", "乙"]], policy="C")
        (case,) = rulebook_of(stack(table, test_cases(["天数"], ["信号"], [["全", 3, "甲、乙"]]))).tests
        assert case.expected == {"信号": ("甲", "乙")}

    def test_markers_may_stand_in_a_row_of_their_own(self) -> None:
        rows: Rows = [["测试用例"], [None, "输入", "期望"], ["名称", "天数", "等级"], ["一", 91, "次级"]]
        (case,) = rulebook_of(stack(BASE, rows, TABLE)).tests
        assert (case.inputs, case.expected) == ({"天数": Decimal(91)}, {"等级": "次级"})

    def test_faults(self) -> None:
        rows = test_cases(
            ["天數", "方式"], ["等级", "金额"], [["一", 1, "支票", "次集", None], ["二", None, None, None, None]]
        )
        loaded = load_rows(stack(rows, BASE, TABLE))
        assert at_cells(loaded) == {
            "B2": "variable-similar",
            "C3": "value-outside",
            "D3": "value-similar",
            "E2": "expected-not-produced",
            "A4:E4": "test-without-expectation",
        }
        assert codes(load_rows(stack([["测试用例"], ["名称", "天数"], ["一", 1]], BASE, TABLE))) == [
            "tests-without-markers"
        ]

    def test_the_business_date_cannot_be_expected(self) -> None:
        rows = test_cases(["天数"], ["业务日期"], [["一", 91, date(2024, 5, 1)]])
        assert at_cells(load_rows(stack(rows, BASE, TABLE))) == {
            "C2": "expected-not-produced",
            "A3:C3": "test-without-expectation",
        }

    def test_columns_that_say_nothing_or_stand_twice_are_reported_and_remarks_skipped(self) -> None:
        rows: Rows = [
            ["测试用例", "期望", "输入", None, None, None],
            ["名称", "等级", "天数", "天数", None, "说明"],
            ["一", "次级", 91, 92, "x", "给人看的"],
        ]
        assert at_cells(load_rows(stack(rows, BASE, TABLE))) == {"D2": "heading-twice", "E2": "heading-blank"}


class TestFlow:
    def test_order_by_number_or_from_the_top(self) -> None:
        tables = stack(BASE, TABLE, decision_table("乙表", ["等级"], ["策略"], [["R1", "次级", "上门"]]))
        flow: Rows = [["决策流程"], ["顺序", "决策表"], [2, "乙表"], [1, "表"]]
        assert rulebook_of(stack(tables, flow)).flow == ("表", "乙表")
        assert rulebook_of(stack(tables, [["决策流程"], ["决策表"], ["表"], ["乙表"]])).flow == ("表", "乙表")

    def test_numbers_in_any_spelling(self) -> None:
        tables = stack(BASE, TABLE, decision_table("乙表", ["等级"], ["策略"], [["R1", "次级", "上门"]]))
        for second, first in (("2", "1"), ("第2步", "第1步"), ("步骤 2", "步骤 1"), (2, 1)):
            flow: Rows = [["决策流程"], ["说明", "决策表", "步骤"], [None, "乙表", second], ["x", "表", first]]
            assert rulebook_of(stack(tables, flow)).flow == ("表", "乙表")

    def test_faults(self) -> None:
        flow: Rows = [["决策流程"], ["决策表", "顺序"], ["丙表", 1], ["表", "先"], ["表", 3], [None, 4]]
        assert at_cells(load_rows(stack(flow, BASE, TABLE))) == {
            "A3": "flow-similar",
            "B4": "flow-order",
            "A5": "flow-twice",
            "A6:B6": "name-blank",
        }

    def test_an_order_against_the_dependencies_is_pointed_out(self) -> None:
        tables = stack(BASE, TABLE, decision_table("乙表", ["等级"], ["策略"], [["R1", "次级", "上门"]]))
        loaded = load_rows(stack(tables, [["决策流程"], ["决策表"], ["乙表"], ["表"]]))
        assert "flow-against-order" in codes(loaded, "warning")


class TestMeasures:
    HEAD: Rows = [["指标"], ["指标", "数据表", "汇总", "字段", "筛选", "目标", "权重", "计分方式", "封顶", "单位"]]  # noqa: RUF012

    def test_a_row(self) -> None:
        rows = [
            *self.HEAD,
            ["现金清收", "回收流水", "合计", "金额", "方式 现金 且 天数>90 且 <=360", "50万", "30%", "比例", 1.2, "元"],
        ]
        (measure,) = rulebook_of(stack(BASE, rows)).measures
        assert (measure.name, measure.dataset, measure.aggregate, measure.field) == (
            "现金清收",
            "回收流水",
            Aggregate.SUM,
            "金额",
        )
        assert measure.filters == (
            Filter("方式", Equals("现金")),
            Filter("天数", Interval(Decimal(90), False, Decimal(360), True)),
        )
        assert (measure.target, measure.weight, measure.cap) == (Decimal(500000), Decimal("0.3"), Decimal("1.2"))

    @pytest.mark.parametrize(
        ("text", "condition"),
        [
            ("方式=现金", Equals("现金")),
            ("方式为现金", Equals("现金")),
            ("方式：现金、抵债", AnyOf((Equals("现金"), Equals("抵债")))),
            ("方式 现金", Equals("现金")),
        ],
    )
    def test_spellings_of_a_filter(self, text: str, condition: object) -> None:
        rows = [*self.HEAD, ["笔数", "流水", "计数", None, text]]
        assert rulebook_of(stack(BASE, rows)).measures[0].filters == (Filter("方式", condition),)  # type: ignore[arg-type]

    def test_formulas_and_tables_may_read_a_measure(self) -> None:
        rows = stack(
            BASE, [*self.HEAD, ["回收额", "流水", "合计", "金额"]], formulas({"完成率": ("回收额/100", "百分比")})
        )
        book = rulebook_of(rows)
        assert book.formulas[0].variable == "完成率"
        assert "回收额" in book.variables

    def test_faults(self) -> None:
        rows = [
            *self.HEAD,
            ["甲", "流水", "加总", "金额"],
            ["乙", "流水", "合计", None],
            ["丙", "流水", "合计", "方式"],
            ["丁", "流水", "合计", "金銀"],
            ["戊", "流水", "计数", None, "渠道=柜面"],
            ["戊", "流水", "计数"],
            ["己", "流水", "计数", None, "方式 支票", "很多"],
        ]
        assert at_cells(load_rows(stack(rows, BASE))) == {
            "C3": "aggregate-unknown",
            "A4:J4": "measure-without-field",
            "D5": "measure-of-text",
            "D6": "variable-similar",
            "E7": "variable-unknown",
            "A8:J8": "measure-twice",
            "F9": "value-type",
        }


class TestLetters:
    HEAD: Rows = [["文书目录"], ["文书", "模板", "文号", "收件人", "说明"]]  # noqa: RUF012

    def test_a_row(self) -> None:
        rows = [*self.HEAD, ["催收函", "催收函.docx", "云催({年})第{序号:4}号", "方式", "挂号"]]
        (letter,) = rulebook_of(stack(BASE, rows, TABLE)).letters
        assert (letter.name, letter.template, letter.recipient, letter.note) == (
            "催收函",
            "催收函.docx",
            "方式",
            "挂号",
        )
        assert letter.number_pattern == "云催({年})第{序号:4}号"

    @pytest.mark.parametrize("word", ["整批", "（整批）"])
    def test_one_about_the_whole_batch(self, word: str) -> None:
        rows = [*self.HEAD, ["方案", "方案.docx", None, word, None], ["催收函", "催收函.docx", None, None, None]]
        letters = rulebook_of(stack(BASE, rows, TABLE)).letters
        assert [letter.of_batch for letter in letters] == [True, False]

    def test_faults(self) -> None:
        rows = [
            *self.HEAD,
            ["甲", "../x.docx"],
            ["乙", "催收.docx"],
            ["丙", "无关.docx"],
            ["丁", None],
            ["甲", "催收函.docx"],
            ["戊", "催收函.docx", "第{月份}号"],
            ["己", "催收函.docx", "({年})号"],
            ["庚", "催收函.docx", None, "收件者"],
        ]
        loaded = load_rows(stack(rows, BASE, TABLE), templates=frozenset({"催收函.docx"}))
        assert at_cells(loaded) == {
            "B3": "template-name",
            "B4": "template-similar",
            "B5": "template-unknown",
            "A6:E6": "name-blank",
            "A7:E7": "letter-twice",
            "C8": "number-pattern",
            "C9": "number-without-sequence",
            "D10": "variable-unknown",
        }

    def test_a_table_may_only_call_for_listed_letters(self) -> None:
        names = dictionary(("天数", "整数"), ("文书", "文本", None, "文书"), ("阻断", "文本", None, "阻断文书"))
        table = decision_table(
            "表", ["天数"], ["文书", "阻断"], [["R1", ">1", "催收函", "全部"], ["R2", "<=1", "催告函", "-"]]
        )
        loaded = load_rows(stack(table, names, [*self.HEAD, ["催收函", "催收函.docx"]]))
        assert at_cells(loaded) == {"A4:D4": "letter-similar"}


def test_an_error_value_in_a_list_is_reported_once() -> None:
    rows = stack(dictionary(("天数", "整数"), ("等级", Error("#N/A"))), TABLE)
    assert [code for code in codes(load_rows(rows)) if code == "cell-error"] == ["cell-error"]
