"""Decision tables: hit policies, sections, properties, defaults, and what is wrong with a cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from app.rulebooks import Loaded
from app.rulebooks.conditions import ANYTHING, AnyOf, Equals, Interval
from app.rulebooks.model import DecisionTable, HitPolicy
from app.values import VarType
from tests.rulebooks.loading import at_cells, codes, finding, load_book, load_rows, rulebook_of, table_of, words
from tests.workbooks import Error, Formula, Percent, Rows, Sheet, book, decision_table, dictionary, parameters, stack

CLASSES = "正常,关注,次级,可疑,损失"
DICTIONARY = dictionary(
    ("逾期天数", "整数", ">=0"),
    ("担保方式", "文本", "信用,保证,抵押,质押"),
    ("五级分类", "文本", CLASSES),
    ("比例", "百分比"),
)


def load_with_dictionary(rows: Rows) -> Loaded:
    """The dictionary in a sheet of its own, so that the table begins in row 1."""
    return load_book({"字典": DICTIONARY, "表": rows})


def table_with_dictionary(rows: Rows) -> DecisionTable:
    loaded = load_with_dictionary(rows)
    assert loaded.rulebook is not None, loaded.reading
    return loaded.rulebook.tables[0]


def classes(*rules: list[Any], **options: Any) -> Rows:
    return decision_table("分类表", ["逾期天数", "担保方式"], ["五级分类"], [list(rule) for rule in rules], **options)


class TestHitPolicy:
    @pytest.mark.parametrize(
        ("word", "policy"),
        [
            ("U", HitPolicy.UNIQUE),
            ("唯一", HitPolicy.UNIQUE),
            ("U/唯一", HitPolicy.UNIQUE),
            (None, HitPolicy.UNIQUE),
            ("unique", HitPolicy.UNIQUE),
            ("A", HitPolicy.ANY),
            ("一致", HitPolicy.ANY),
            ("Any", HitPolicy.ANY),
            ("F", HitPolicy.FIRST),
            ("首条", HitPolicy.FIRST),
            ("Ｆ（首条）", HitPolicy.FIRST),
            ("First", HitPolicy.FIRST),
            ("P", HitPolicy.PRIORITY),
            ("优先", HitPolicy.PRIORITY),
            ("最重", HitPolicy.WORST),
            ("R", HitPolicy.RULE_ORDER),
            ("按行", HitPolicy.RULE_ORDER),
            ("Rule order", HitPolicy.RULE_ORDER),
            ("O", HitPolicy.OUTPUT_ORDER),
            ("按序", HitPolicy.OUTPUT_ORDER),
            ("output order", HitPolicy.OUTPUT_ORDER),
            ("C", HitPolicy.COLLECT),
            ("全部", HitPolicy.COLLECT),
            ("C/全部", HitPolicy.COLLECT),
            ("C#", HitPolicy.COUNT),
            ("计数", HitPolicy.COUNT),
        ],
    )
    def test_every_word_in_the_corner(self, word: str | None, policy: HitPolicy) -> None:
        rows = classes(["R1", ">90", "-", "次级"], ["R2", "<=90", "-", "正常"])
        rows[1][0] = word
        assert table_with_dictionary(rows).policy is policy

    @pytest.mark.parametrize(
        ("word", "policy"),
        [
            ("C+", HitPolicy.SUM),
            ("求和", HitPolicy.SUM),
            ("C + 求和", HitPolicy.SUM),
            ("C>", HitPolicy.MAX),
            ("最大", HitPolicy.MAX),
            ("C<", HitPolicy.MIN),
            ("C</最小", HitPolicy.MIN),
        ],
    )
    def test_words_that_collect_numbers(self, word: str, policy: HitPolicy) -> None:
        rows = decision_table("加点", ["逾期天数"], ["比例"], [["R1", ">90", "1%"]], policy=word)
        assert table_with_dictionary(rows).policy is policy

    def test_the_property_row_may_name_it(self) -> None:
        rows = [
            ["分类表", "条件", "结论"],
            ["命中策略", "首条"],
            [None, "逾期天数", "五级分类"],
            ["R1", ">90", "次级"],
        ]
        assert table_with_dictionary(rows).policy is HitPolicy.FIRST

    def test_a_word_that_names_none_is_refused_with_the_closest(self) -> None:
        rows = classes(["R1", ">90", "-", "次级"])
        rows[1][0] = "首條"
        loaded = load_with_dictionary(rows)
        assert at_cells(loaded) == {"A2": "policy-unknown"}
        assert "首条" in words(finding(loaded, "policy-unknown"))

    def test_corner_and_property_must_agree(self) -> None:
        rows = [
            ["分类表", "条件", "结论"],
            ["命中策略", "首条"],
            ["U", "逾期天数", "五级分类"],
            ["R1", ">90", "次级"],
        ]
        assert codes(load_with_dictionary(rows)) == ["policy-twice"]

    @pytest.mark.parametrize("policy", ["P", "最重", "O"])
    def test_an_order_is_needed_where_outcomes_are_ranked(self, policy: str) -> None:
        rows = decision_table("表", ["x"], ["等级"], [["R1", ">1", "甲"]], policy=policy)
        assert codes(load_rows(rows)) == ["order-unknown"]

    def test_sums_need_numbers(self) -> None:
        rows = decision_table("表", ["x"], ["等级"], [["R1", ">1", "甲"]], policy="C+")
        assert codes(load_rows(rows)) == ["collect-text"]


class TestCounts:
    """C#: the cells say what is counted, the conclusion is a number."""

    SIGNALS: ClassVar[Rows] = [["R1", ">90", "失联"], ["R2", ">0", "涉诉"]]
    HEAD: ClassVar[Rows] = [["信号", "条件", "结论"], ["C#", "逾期天数", "个数"]]

    def test_the_values_that_are_counted_may_be_listed(self) -> None:
        assert codes(load_rows([*self.HEAD, ["取值范围", None, "失联,涉诉"], *self.SIGNALS])) == []

    def test_the_default_is_a_number(self) -> None:
        def table(default: object) -> Rows:
            return [*self.HEAD, *self.SIGNALS, ["默认", "-", default]]

        assert table_of(table(0)).default == (Decimal(0),)
        assert codes(load_rows(table("没有"))) == ["value-type"]

    def test_a_variable_that_the_dictionary_calls_a_text_is_read_as_a_number_and_that_is_said(self) -> None:
        names = dictionary(("逾期天数", "整数"), ("信号", "文本", "失联,涉诉"))
        table = [["表", "条件", "结论"], ["C#", "逾期天数", "信号"], *self.SIGNALS]
        reader = decision_table("下", ["信号"], ["措施"], [["S1", ">=2", "上门"]], default=["电话"])
        loaded = load_book({"字典": names, "表": table, "下": reader})
        assert loaded.rulebook is not None, codes(loaded)
        assert "count-not-number" in codes(loaded, "warning")
        assert loaded.rulebook.variables["信号"].type is VarType.INTEGER


class TestSections:
    """Marker words, then the merged title, then double borders."""

    RULES: ClassVar[Rows] = [["R1", ">90", "抵押", "次级", "办法"], ["R2", "<=90", "-", "正常", None]]
    HEADER: ClassVar[list[str]] = ["U", "逾期天数", "担保方式", "五级分类", "依据"]

    def check(self, rows: Rows, **layout: object) -> None:
        dictionary_sheet = DICTIONARY
        loaded = load_book({"字典": dictionary_sheet, "表": Sheet(rows, **layout)})  # type: ignore[arg-type]
        assert loaded.rulebook is not None, loaded.findings
        (table,) = loaded.rulebook.tables
        assert [header.variable for header in table.inputs] == ["逾期天数", "担保方式"]
        assert [output.variable for output in table.outputs] == ["五级分类"]
        assert table.rules[0].remarks == {"依据": "办法"}
        assert table.name == "分类表"

    def test_marker_words_over_every_column(self) -> None:
        self.check([["分类表", "条件", "条件", "结论", "备注"], self.HEADER, *self.RULES])

    def test_marker_words_hold_on_until_the_next(self) -> None:
        self.check([["分类表", None, None, "结论", "备注"], self.HEADER, *self.RULES])

    def test_english_marker_words(self) -> None:
        self.check([["分类表", "Input", None, "Output", "Annotation"], self.HEADER, *self.RULES])

    def test_if_then(self) -> None:
        self.check([["分类表", "If", None, "Then", "Annotation"], self.HEADER, *self.RULES])

    def test_action_stands_for_conclusion(self) -> None:
        self.check([["分类表", "条件", None, "动作", "备注"], self.HEADER, *self.RULES])

    def test_marker_words_in_a_row_of_their_own(self) -> None:
        self.check([["分类表"], ["依据文件", "办法"], [None, "条件", None, "结论", "备注"], self.HEADER, *self.RULES])

    def test_the_title_merged_over_id_and_conditions(self) -> None:
        self.check([["分类表", None, None, "结论", "备注"], self.HEADER, *self.RULES], merged=["A1:C1"])
        self.check([["分类表"], self.HEADER, *self.RULES], merged=["A1:C1"])

    def test_double_borders(self) -> None:
        self.check([["分类表"], self.HEADER, *self.RULES], double_right=["C2", "D2"])

    def test_a_conclusion_named_by_a_property(self) -> None:
        self.check([["分类表"], ["结论", "五级分类"], self.HEADER, *self.RULES])

    def test_headings_may_be_marker_words_themselves(self) -> None:
        for corner in ("U", None):
            rows = [["表", "条件", "结论"], [corner, "结果", "动作"], ["R1", "甲", "上门"], ["R2", "乙", "电话"]]
            table = table_of(rows)
            assert (table.inputs[0].variable, table.outputs[0].variable, len(table.rules)) == ("结果", "动作", 2)

    def test_no_sign_at_all_is_refused_at_the_heading_row(self) -> None:
        assert at_cells(load_rows([["分类表"], self.HEADER, *self.RULES])) == {"A2:E2": "sections-unknown"}

    def test_a_blank_row_below_the_title_does_no_harm(self) -> None:
        self.check([["分类表"], [], [None, "条件", None, "结论", "备注"], self.HEADER, *self.RULES])

    def test_a_block_may_begin_anywhere(self) -> None:
        shifted = [[None, None, *row] for row in [["分类表", "条件", None, "结论", "备注"], self.HEADER, *self.RULES]]
        self.check([[], [], *shifted])


class TestRules:
    def test_conditions_texts_outcomes_and_cells(self) -> None:
        table = table_with_dictionary(classes(["R1", "(90..360]", "信用、保证", "次级"], ["R2", None, "不限", "正常"]))
        first, second = table.rules
        assert first.conditions == (
            Interval(Decimal(90), False, Decimal(360), True),
            AnyOf((Equals("信用"), Equals("保证"))),
        )
        assert (first.texts, first.outcomes, first.cells) == (("(90..360]", "信用、保证"), ("次级",), "A3:D3")
        assert second.conditions == (ANYTHING, ANYTHING)

    def test_a_parameter_is_put_in_and_the_text_kept(self) -> None:
        rows = stack(DICTIONARY, classes(["R1", ">次级天数", "-", "次级"]), parameters({"次级天数": (90, "天")}))
        (rule,) = table_of(rows).rules
        assert rule.conditions[0] == Interval(Decimal(90), False, None, False)
        assert rule.texts[0] == ">次级天数"

    def test_a_parameter_may_be_a_conclusion(self) -> None:
        rows = stack(
            DICTIONARY,
            decision_table("表", ["逾期天数"], ["比例"], [["R1", ">90", "次级比例"]]),
            parameters({"次级比例": Percent(0.25)}),
        )
        assert table_of(rows).rules[0].outcomes == (Decimal("0.25"),)

    def test_merged_cells_repeat_their_value(self) -> None:
        rows = [
            ["分类表", None, "结论"],
            ["U", "逾期天数", "担保方式", "五级分类"],
            ["R1", ">90", "信用", "次级"],
            ["R2", None, "抵押", "关注"],
        ]
        rows[0] = ["分类表", None, None, "结论"]
        loaded = load_book({"字典": DICTIONARY, "表": Sheet(rows, merged=["B3:B4"])})
        assert loaded.rulebook is not None
        assert loaded.rulebook.tables[0].rules[1].conditions[0] == Interval(Decimal(90), False, None, False)

    def test_a_dash_in_a_conclusion_gives_nothing(self) -> None:
        assert table_with_dictionary(classes(["R1", ">90", "-", "-"])).rules[0].outcomes == (None,)

    def test_rows_without_an_id_are_named_by_their_row(self) -> None:
        assert table_with_dictionary(classes([None, ">90", "-", "次级"])).rules[0].id == "第3行"

    def test_a_table_without_an_id_column(self) -> None:
        rows = [["分类表", "结论"], ["逾期天数", "五级分类"], [">90", "次级"], ["<=90", "正常"]]
        table = table_with_dictionary(rows)
        assert [rule.id for rule in table.rules] == ["第3行", "第4行"]
        assert table.inputs[0].variable == "逾期天数"

    def test_an_alias_in_the_heading_means_its_variable(self) -> None:
        rows = stack(
            dictionary({"变量": "逾期天数", "类型": "整数", "别名": "拖欠天数、逾期（天）"}),
            decision_table("表", ["逾期(天)"], ["结果"], [["R1", ">90", "甲"]]),
        )
        assert table_of(rows).inputs[0].variable == "逾期天数"

    def test_default_row(self) -> None:
        table = table_with_dictionary(classes(["R1", ">90", "-", "次级"], default=["正常"]))
        assert (table.default, table.default_cells) == (("正常",), "A4:D4")
        assert len(table.rules) == 1

    def test_a_default_with_conditions_is_refused(self) -> None:
        assert at_cells(load_with_dictionary(classes(["R1", ">90", "-", "次级"], ["默认", "<=90", None, "正常"]))) == {
            "B4": "default-with-condition"
        }

    def test_domain_row_orders_the_outcomes(self) -> None:
        rows = decision_table("表", ["x"], ["等级"], [["R1", ">1", "乙"]], policy="P", domains=[None, "甲,乙,丙"])
        assert table_of(rows).outputs[0].domain == ("甲", "乙", "丙")

    def test_validity_columns_and_properties(self) -> None:
        rows = decision_table(
            "表",
            ["逾期天数"],
            ["五级分类"],
            [
                ["R1", ">90", "次级", "旧", date(2020, 1, 1), "2023-06-30"],
                ["R2", ">60", "次级", "新", "2023年7月1日", None],
            ],
            remarks=["依据", "生效日期", "失效日期"],
            properties={"生效日期": date(2020, 1, 1), "依据文件": "办法"},
        )
        table = table_with_dictionary(rows)
        assert (table.valid_from, table.properties["依据文件"]) == (date(2020, 1, 1), "办法")
        assert (table.rules[0].valid_from, table.rules[0].valid_to) == (date(2020, 1, 1), date(2023, 6, 30))
        assert (table.rules[1].valid_from, table.rules[1].valid_to) == (date(2023, 7, 1), None)

    def test_several_blocks_in_one_sheet(self) -> None:
        rows = stack(
            DICTIONARY,
            decision_table("甲表", ["逾期天数"], ["甲"], [["R1", ">90", "x"]]),
            decision_table("乙表", ["担保方式"], ["乙"], [["R1", "信用", "y"]]),
        )
        assert [table.name for table in rulebook_of(rows).tables] == ["甲表", "乙表"]

    def test_several_conclusions(self) -> None:
        rows = decision_table("表", ["x"], ["甲", "乙"], [["R1", ">1", "a", 2]])
        table = table_of(rows)
        assert table.rules[0].outcomes == ("a", Decimal(2))
        assert [output.type for output in table.outputs] == [VarType.TEXT, VarType.DECIMAL]

    def test_the_default_may_be_a_property(self) -> None:
        rows = [["分类表", "条件", "结论"], ["默认", "正常"], ["U", "逾期天数", "五级分类"], ["R1", ">90", "次级"]]
        table = table_with_dictionary(rows)
        assert (table.default, table.default_cells) == (("正常",), "B2")
        assert at_cells(load_with_dictionary([*rows, ["默认", None, "关注"]])) == {"B2": "default-twice"}
        several = [[*row, *more] for row, more in zip(rows, [["结论"], [], ["比例"], ["1%"]], strict=True)]
        assert at_cells(load_with_dictionary(several)) == {"B2": "default-for-several"}

    @pytest.mark.parametrize(("name", "code"), [("封顶", "property-of-scales"), ("结论", "property-not-concluded")])
    def test_a_property_that_does_nothing_here_is_refused(self, name: str, code: str) -> None:
        rows = classes(["R1", ">90", "-", "次级"], properties={name: 500})
        assert codes(load_with_dictionary(rows)) == [code]

    def test_a_title_is_not_needed(self) -> None:
        rows = [["生效日期", "2024-01-01"], ["结论", "五级分类"], ["U", "逾期天数", "五级分类"], ["R1", ">90", "次级"]]
        table = table_with_dictionary(rows)
        assert (table.name, table.valid_from) == ("表", date(2024, 1, 1))


class TestQuotedTexts:
    """Quotation marks say that something is text, in a conclusion as in a condition; they are not part of it."""

    @pytest.mark.parametrize("cell", ['"抵押"', "“抵押”", "「抵押」", "＂抵押＂", "抵押"])
    def test_a_conclusion_in_quotes_is_the_text_inside(self, cell: str) -> None:
        rows = stack(
            decision_table("甲", ["x"], ["方式"], [["R1", ">1", cell], ["R2", "<=1", "信用"]]),
            decision_table("乙", ["方式"], ["策略"], [["R1", "抵押", '"上门"'], ["R2", '"信用"', "电话"]]),
        )
        loaded = load_rows(rows)
        assert loaded.rulebook is not None
        assert not codes(loaded, "warning")
        first, second = loaded.rulebook.tables
        assert first.rules[0].outcomes == ("抵押",)
        assert [rule.conditions for rule in second.rules] == [(Equals("抵押"),), (Equals("信用"),)]
        assert second.rules[0].outcomes == ("上门",)

    def test_the_dictionary_spells_the_value(self) -> None:
        rows = stack(
            dictionary(("天数", "整数"), ("方式", "文本", '"抵押","保证,连带"')),
            decision_table("表", ["天数"], ["方式"], [["R1", ">1", '"抵押"'], ["R2", "<=1", "“保证,连带”"]]),
        )
        book = rulebook_of(rows)
        assert book.variables["方式"].domain == ("抵押", "保证,连带")
        assert [rule.outcomes for rule in book.tables[0].rules] == [("抵押",), ("保证,连带",)]

    def test_quotes_make_text_of_what_would_mean_something_else(self) -> None:
        rows = stack(
            decision_table("表", ["x"], ["甲"], [["R1", ">1", '"-"'], ["R2", "<=1", '"界限"']]),
            parameters({"界限": "参数的值"}),
        )
        assert [rule.outcomes for rule in table_of(rows).rules] == [("-",), ("界限",)]

    def test_quoted_numbers_make_a_text_column(self) -> None:
        rows = decision_table("表", ["代码"], ["甲"], [["R1", '"01"', '"1"'], ["R2", '"02"', '"2"']])
        book = rulebook_of(rows)
        assert [variable.type for variable in book.variables.values()] == [VarType.TEXT, VarType.TEXT]
        assert [rule.outcomes for rule in book.tables[0].rules] == [("1",), ("2",)]

    def test_an_empty_text_is_an_empty_conclusion(self) -> None:
        rows = decision_table("表", ["x"], ["甲"], [["R1", ">1", '""'], ["R2", "<=1", "乙"]])
        assert at_cells(load_rows(rows)) == {"C3": "conclusion-empty"}


class TestSideBySide:
    """Blocks in the same rows are read one by one, or refused; never half."""

    LEFT = classes(["R1", ">90", "-", "次级"], ["R2", "<=90", "-", "正常"])
    RIGHT = decision_table(
        "乙表", ["担保方式"], ["策略"], [["R1", "信用", "上门"], ["R2", "非信用", "电话"], ["R3", "空", "x"]]
    )

    def beside(self, left: Rows, right: Rows, gap: int = 1) -> Rows:
        width = max(map(len, left)) + gap
        height = max(len(left), len(right))
        lefts, rights = ([*rows, *[[]] * (height - len(rows))] for rows in (left, right))
        return [[*one, *[None] * (width - len(one)), *two] for one, two in zip(lefts, rights, strict=True)]

    def test_two_tables(self) -> None:
        for gap in (1, 3):
            loaded = load_with_dictionary(self.beside(self.LEFT, self.RIGHT, gap))
            assert loaded.rulebook is not None
            first, second = loaded.rulebook.tables
            assert (first.name, len(first.rules), second.name, len(second.rules)) == ("分类表", 2, "乙表", 3)
            assert second.rules[0].cells == ("F3:H3" if gap == 1 else "H3:J3")

    def test_a_table_beside_lists_and_a_matrix_that_begins_lower(self) -> None:
        lower: Rows = [[], ["清收策略"], ["五级分类\\担保方式", "信用", "非信用"], ["次级", "电话", "上门"]]
        rows = self.beside(self.beside(DICTIONARY, parameters({"次级天数": 90})), lower)
        loaded = load_book({"表": stack(rows, classes(["R1", ">次级天数", "-", "次级"]))})
        assert loaded.rulebook is not None
        assert [table.name for table in loaded.rulebook.tables] == ["清收策略", "分类表"]
        assert set(loaded.rulebook.parameters) == {"次级天数"}
        assert len(loaded.rulebook.variables) == len(DICTIONARY) - 2 + 1

    def test_a_table_in_columns_beside_one_in_rows(self) -> None:
        right = [["丙表"], [None, "U", "R1"], ["条件", "担保方式", "-"], ["结论", "丙", "x"]]
        loaded = load_with_dictionary(self.beside(self.LEFT, right))
        assert loaded.rulebook is not None
        assert loaded.rulebook.tables[1].rules[0].cells == "H2:H4"

    def test_a_blank_column_before_a_marker_word_belongs_to_the_table(self) -> None:
        rows = [[*row[:3], None, *row[3:]] for row in self.LEFT]
        assert table_with_dictionary(rows).rules[0].cells == "A3:E3"

    def test_anything_else_behind_a_blank_column_is_refused(self) -> None:
        rows = [[*row, None, "图例"] for row in self.LEFT[1:]]
        assert at_cells(load_with_dictionary([self.LEFT[0], *rows])) == {"F2": "column-apart"}


class TestCellValues:
    """Types come from the dictionary, never from the cell."""

    def test_a_percent_cell_gives_its_stored_value(self) -> None:
        rows = decision_table("表", ["比例"], ["五级分类"], [["R1", Percent(0.3), "次级"]])
        rule = table_with_dictionary(rows).rules[0]
        assert rule.conditions == (Equals(Decimal("0.3")),)
        assert rule.texts == ("30%",)

    def test_numbers_are_what_was_typed_not_binary_floats(self) -> None:
        rows = decision_table("表", ["逾期天数"], ["比例"], [["R1", 90, 0.1 + 0.2]])
        assert table_with_dictionary(rows).rules[0].outcomes == (Decimal("0.3"),)

    def test_a_text_code_keeps_its_zeros_and_a_number_becomes_its_digits(self) -> None:
        rows = stack(
            dictionary(("机构代码", "文本")),
            decision_table("表", ["机构代码"], ["甲"], [["R1", "007", "x"], ["R2", 12, "y"]]),
        )
        assert [rule.conditions[0] for rule in table_of(rows).rules] == [Equals("007"), Equals("12")]

    def test_an_id_that_excel_rounded_is_refused(self) -> None:
        rows = stack(
            dictionary(("证件号码", "文本")),
            decision_table("表", ["证件号码"], ["甲"], [["R1", 530102199001011234, "x"]]),
        )
        assert at_cells(load_rows(rows)) == {"B7": "digits-lost"}

    def test_a_range_that_excel_made_a_date_is_recognised(self) -> None:
        loaded = load_with_dictionary(classes(["R1", date(2026, 1, 30), "-", "次级"]))
        assert at_cells(loaded) == {"B3": "became-a-date"}
        assert finding(loaded, "became-a-date").params["proposal"] == "[1..30]"

    def test_a_formula_gives_its_stored_value(self) -> None:
        table = table_with_dictionary(classes(["R1", Formula("=30*3", 90), "-", "次级"]))
        assert table.rules[0].conditions[0] == Equals(Decimal(90))

    def test_a_formula_without_a_stored_value_is_refused(self) -> None:
        assert at_cells(load_with_dictionary(classes(["R1", Formula("=30*3"), "-", "次级"]))) == {
            "B3": "formula-unstored"
        }

    @pytest.mark.parametrize(
        ("cell", "column", "meaning"),
        [
            (Formula("=90"), 1, Equals(Decimal(90))),
            (Formula("=90", 90), 1, Equals(Decimal(90))),
            (Formula("=抵押", "#NAME?"), 2, Equals("抵押")),
        ],
    )
    def test_a_condition_that_excel_took_for_a_formula(self, cell: Formula, column: int, meaning: object) -> None:
        row = ["R1", ">90", "-", "次级"]
        row[column] = cell  # type: ignore[call-overload]
        assert table_with_dictionary(classes(row)).rules[0].conditions[column - 1] == meaning

    def test_a_reference_to_another_cell_is_no_condition(self) -> None:
        assert at_cells(load_with_dictionary(classes(["R1", Formula("=B7"), "-", "次级"]))) == {
            "B3": "formula-unstored"
        }

    def test_an_error_value_is_refused(self) -> None:
        assert at_cells(load_with_dictionary(classes(["R1", ">90", "-", Error("#REF!")]))) == {"D3": "cell-error"}

    def test_full_width_values_keep_their_spelling(self) -> None:
        rows = decision_table("表", ["方式"], ["甲"], [["R1", "保证（连带）", "第（三）项"]])
        rule = table_of(rows).rules[0]
        assert rule.conditions == (Equals("保证（连带）"),)
        assert rule.outcomes == ("第（三）项",)


class TestRefusals:
    """All findings at once, each at its cell."""

    def test_every_fault_of_a_table_is_reported_together(self) -> None:
        rows = classes(
            ["R1", ">=30, <50", "抵挡", "次级"],
            ["R2", "[30..90", "信用", None],
            ["R3", "九十", "-", "次集"],
            ["R3", "<5", "-", "正常"],
        )
        assert at_cells(load_with_dictionary(rows)) == {
            "B3": "bounds-listed",
            "C3": "value-similar",
            "B4": "range-unbalanced",
            "D4": "conclusion-empty",
            "B5": "name-unknown",
            "D5": "value-similar",
            "A6:D6": "rule-id-twice",
        }

    def test_an_unknown_variable_is_named_with_the_closest(self) -> None:
        rows = decision_table("表", ["逾期天术"], ["五级分类"], [["R1", ">90", "次级"]])
        loaded = load_with_dictionary(rows)
        assert at_cells(loaded) == {"B2": "variable-similar"}
        assert finding(loaded, "variable-similar").params["similar"] == "逾期天数"

    @pytest.mark.parametrize(("cell", "code"), [("-1", "value-beyond"), ("=-5", "value-beyond")])
    def test_a_value_outside_the_limits_is_refused(self, cell: str, code: str) -> None:
        assert at_cells(load_with_dictionary(classes(["R1", cell, "-", "次级"]))) == {"B3": code}

    def test_a_heading_must_have_a_name_and_only_once(self) -> None:
        rows = [
            ["表", "条件", "条件", "条件", "结论"],
            ["U", "逾期天数", "逾期天数", None, "五级分类"],
            ["R1", ">90", "-", "x", "次级"],
        ]
        assert at_cells(load_with_dictionary(rows)) == {"C2": "heading-twice", "D2": "heading-blank"}

    def test_grouped_digits_that_could_be_a_list_are_pointed_out(self) -> None:
        loaded = load_with_dictionary(classes(["R1", "30,100", "-", "次级"]))
        assert at_cells(loaded, "warning")["B3"] == "grouped-number"
        assert not codes(loaded)

    def test_a_ratio_without_a_percent_sign_is_pointed_out(self) -> None:
        rows = decision_table("表", ["比例"], ["五级分类"], [["R1", ">30", "次级"], ["R2", "<=30%", "正常"]])
        assert at_cells(load_with_dictionary(rows), "warning")["B3"] == "percent-missing"

    def test_dates_that_are_none(self) -> None:
        rows = decision_table(
            "表",
            ["逾期天数"],
            ["五级分类"],
            [["R1", ">90", "次级", "明年", "2020-01-01"]],
            remarks=["生效日期", "失效日期"],
            properties={"生效日期": "2024-05-01", "失效日期": "2024-01-01"},
        )
        assert at_cells(load_with_dictionary(rows)) == {"D5": "date-unclear", "B3": "validity-reversed"}

    def test_property_rows_with_unknown_names_are_reported_and_skipped(self) -> None:
        rows = [
            ["分类表", "条件", "结论"],
            ["生效日起", "2024-01-01"],
            ["版本", "3"],
            ["U", "逾期天数", "五级分类"],
            ["R1", ">90", "次级"],
        ]
        warned = at_cells(load_with_dictionary(rows), "warning")
        assert (warned["A2"], warned["A3"]) == ("property-similar", "property-unknown")

    def test_a_table_is_not_judged_by_a_dictionary_row_that_could_not_be_read(self) -> None:
        rows = stack(
            dictionary(("天数", "整数", "[0.."), ("级别", "文本")),
            decision_table("表", ["天数"], ["级别"], [["R1", ">0", "x"]]),
        )
        loaded = load_rows(rows)
        assert at_cells(loaded) == {"C3": "range-unbalanced"}
        assert not loaded.analysis

    def test_a_row_cut_off_by_a_blank_one_is_not_swallowed(self) -> None:
        rows = stack(classes(["R1", ">90", "-", "次级"]), [["R2", "<=90", "-", "正常"]])
        assert at_cells(load_with_dictionary(rows)) == {"A5": "block-unknown"}

    def test_a_title_without_a_blank_row_above_is_refused_with_the_cure(self) -> None:
        rows = [
            *classes(["R1", ">90", "-", "次级"]),
            ["乙表", "条件", "条件", "结论"],
            ["U", "逾期天数", "担保方式", "乙"],
        ]
        loaded = load_with_dictionary(rows)
        assert at_cells(loaded) == {"A4": "title-among-rules"}
        assert "空一行" in words(finding(loaded, "title-among-rules"))

    def test_an_empty_workbook_decides_nothing(self) -> None:
        loaded = load_rows([[]])
        assert codes(loaded) == ["nothing-to-decide"]
        assert loaded.rulebook is None

    def test_a_sheet_of_notes_is_skipped(self) -> None:
        for first in ("说明", "填写说明：", "Notes for staff"):
            loaded = load_book({"a": [[first], ["U", "x"], ["随便", 1]], "b": classes(["R1", ">90", "-", "次级"])})
            assert loaded.rulebook is not None


class TestInference:
    """Without a dictionary types are inferred, and each inference is reported."""

    def test_types_from_conditions_and_conclusions(self) -> None:
        rows = decision_table(
            "表",
            ["天数", "方式", "到期", "诉讼", "利率"],
            ["结果", "比例", "金额数"],
            [
                ["R1", ">90", "抵押,质押", ">=2024-01-01", "是", ">5%", "甲", "1%", 5],
                ["R2", "-", "-", "-", "-", "-", "乙", Percent(0.02), "1.5万"],
            ],
        )
        loaded = load_rows(rows)
        assert loaded.rulebook is not None
        types = {name: variable.type.value for name, variable in loaded.rulebook.variables.items()}
        assert types == {
            "天数": "小数",
            "方式": "文本",
            "到期": "日期",
            "诉讼": "是否",
            "利率": "百分比",
            "结果": "文本",
            "比例": "百分比",
            "金额数": "小数",
        }
        notes = [f.params["variable"] for f in loaded.reading if f.code == "rulebooks.type-inferred"]
        assert notes == list(types)

    def test_mixed_types_are_refused_at_the_odd_cell(self) -> None:
        rows = decision_table("表", ["天数"], ["结果"], [["R1", ">90", "a"], ["R2", "抵押", "b"], ["R3", "<=30", "c"]])
        assert at_cells(load_rows(rows)) == {"B4": "name-unknown"}

    def test_a_conclusion_read_by_another_table_has_one_type(self) -> None:
        rows = stack(
            decision_table("甲", ["x"], ["等级"], [["R1", ">1", "一"], ["R2", "<=1", "二"]]),
            decision_table("乙", ["等级"], ["策略"], [["R1", "一", "上门"], ["R2", "三", "电话"]]),
        )
        loaded = load_rows(rows)
        assert at_cells(loaded, "warning")["B9"] == "value-never-concluded"


def test_the_same_bytes_have_the_same_hash_and_the_stem_names_the_rulebook() -> None:
    data = book({"表": classes(["R1", ">90", "-", "次级"])})
    first, second = (load_book({"表": classes(["R1", ">90", "-", "次级"])}, "五级分类.xlsx").rulebook for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.hash == second.hash
    assert first.name == "五级分类"
    assert len(data) > 0
