"""Decision tables whose rules are columns: read as the same table written in rows, each finding at its own cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.findings import Place
from app.rulebooks import Loaded
from app.rulebooks.model import DecisionTable, HitPolicy
from tests.rulebooks.loading import at_cells, codes, finding, load_book, load_rows, words
from tests.workbooks import Percent, Rows, Sheet, decision_table, dictionary, parameters, stack

DICTIONARY = dictionary(
    ("逾期天数", "整数", ">=0"),
    ("担保方式", "文本", "信用,保证,抵押,质押"),
    ("五级分类", "文本", "正常,关注,次级,可疑,损失"),
)
FULL: Rows = [
    ["分类表"],
    ["命中策略", "首条", "依据文件", "办法"],
    [None, "F", "取值范围", "R1", "R2", "默认"],
    ["条件", "逾期天数", ">=0", ">360", "(270..360]", None],
    [None, "担保方式", None, "-", "抵押、质押", None],
    ["结论", "五级分类", None, "损失", "可疑", "正常"],
    ["备注", "依据", None, "办法第十条", None, None],
]


def load(rows: Rows | Sheet, names: Rows = DICTIONARY) -> Loaded:
    """The dictionary in a sheet of its own, so that the table begins in row 1."""
    return load_book({"字典": names, "表": rows})


def table_of(rows: Rows | Sheet, names: Rows = DICTIONARY) -> DecisionTable:
    loaded = load(rows, names)
    assert loaded.rulebook is not None, [(f.place.cell, words(f)) for f in loaded.reading]
    (table,) = loaded.rulebook.tables
    return table


def without_places(table: DecisionTable) -> DecisionTable:
    """The table apart from where it stands."""
    nowhere = Place()
    return replace(
        table,
        place=nowhere,
        default_cells="",
        inputs=tuple(replace(header, place=nowhere) for header in table.inputs),
        outputs=tuple(replace(output, place=nowhere) for output in table.outputs),
        rules=tuple(replace(rule, cells="") for rule in table.rules),
    )


def in_columns(rows: Rows, properties: int = 0, *, corner_below: bool = False) -> Rows:
    """A table of :func:`decision_table` written with its rules across: title, properties, then the grid."""
    width = max(map(len, rows))
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    title = padded[0][0]
    markers = [None, *padded[0][1:]]
    grid = [list(row) for row in zip(markers, *padded[1 + properties :], strict=True)]
    if corner_below:
        grid = [*grid[1:], grid[0]]
    return [[title], *(row[:2] for row in rows[1 : 1 + properties]), *grid]


class TestLayouts:
    """What a person may draw."""

    def check(self, rows: Rows | Sheet, names: Rows = DICTIONARY) -> DecisionTable:
        table = table_of(rows, names)
        assert table.name == "分类表"
        assert [header.variable for header in table.inputs] == ["逾期天数", "担保方式"]
        assert [output.variable for output in table.outputs] == ["五级分类"]
        assert [rule.texts for rule in table.rules] == [(">360", "-"), ("(270..360]", "抵押、质押")]
        assert [rule.outcomes for rule in table.rules] == [("损失",), ("可疑",)]
        return table

    def test_marker_words_in_the_first_column(self) -> None:
        table = self.check(FULL)
        assert (table.policy, table.default, table.default_cells) == (HitPolicy.FIRST, ("正常",), "F3:F7")
        assert table.properties == {"命中策略": "首条", "依据文件": "办法"}
        assert [(rule.id, rule.cells) for rule in table.rules] == [("R1", "D3:D7"), ("R2", "E3:E7")]
        assert table.rules[0].remarks == {"依据": "办法第十条"}
        assert (table.place.cell, table.inputs[1].place.cell, table.outputs[0].place.cell) == ("A1", "B5", "B6")

    def test_the_title_beside_the_corner(self) -> None:
        rows = [[*row] for row in FULL[2:]]
        rows[0][0] = "分类表"
        table = self.check(rows)
        assert [rule.cells for rule in table.rules] == ["D1:D5", "E1:E5"]

    def test_the_title_merged_down_over_corner_and_conditions(self) -> None:
        rows = [
            ["分类表", "F", "R1", "R2"],
            [None, "逾期天数", ">360", "(270..360]"],
            [None, "担保方式", "-", "抵押、质押"],
            [None, "五级分类", "损失", "可疑"],
            [None, "依据", "办法", None],
        ]
        table = self.check(Sheet(rows, merged=["A1:A3"]))
        assert table.rules[0].remarks == {"依据": "办法"}

    def test_a_double_border_above_the_conclusions(self) -> None:
        rows = [
            ["分类表"],
            ["F", "R1", "R2"],
            ["逾期天数", ">360", "(270..360]"],
            ["担保方式", "-", "抵押、质押"],
            ["五级分类", "损失", "可疑"],
            ["说法", "办法", None],
        ]
        table = self.check(Sheet(rows, double_below=["A4", "A5"]))
        assert table.rules[0].remarks == {"说法": "办法"}

    def test_the_corner_below_the_headings_as_in_the_figures_of_dmn(self) -> None:
        rows = [
            ["分类表"],
            ["逾期天数", ">360", "(270..360]"],
            ["担保方式", "-", "抵押、质押"],
            ["五级分类", "损失", "可疑"],
            ["F", "R1", "R2"],
        ]
        table = self.check(Sheet(rows, double_below=["A3"]))
        assert table.policy is HitPolicy.FIRST
        assert [(rule.id, rule.cells) for rule in table.rules] == [("R1", "B2:B5"), ("R2", "C2:C5")]

    def test_a_conclusion_named_by_a_property(self) -> None:
        rows = [["分类表"], ["结论", "五级分类"], ["F", "R1", "R2"], *[row[:2] + row[3:5] for row in FULL[3:6]]]
        rows[3:] = [row[1:] for row in rows[3:]]
        self.check(rows)

    def test_without_names_of_rules(self) -> None:
        rows = [["分类表"], *[[row[0], row[1], *row[3:5]] for row in FULL[3:6]]]
        for names in (DICTIONARY, [["说明"]]):
            table = self.check(rows, names)
            assert [(rule.id, rule.cells) for rule in table.rules] == [("第C列", "C2:C4"), ("第D列", "D2:D4")]

    def test_marker_words_on_every_row_or_merged(self) -> None:
        rows = [[*row] for row in FULL]
        rows[4][0] = "条件"
        self.check(rows)
        self.check(Sheet(FULL, merged=["A4:A5", "A1:F1"]))

    def test_english_words(self) -> None:
        words = {
            "条件": "Input",
            "结论": "Output",
            "备注": "Annotation",
            "默认": "Default",
            "取值范围": "Allowed values",
        }
        self.check([[words.get(cell, cell) for cell in row] for row in FULL])

    def test_labels_over_marker_words_and_headings(self) -> None:
        rows = [[*row] for row in FULL]
        rows[1], rows[2][:2] = ["命中策略", "首条"], ["类别", "变量"]
        assert self.check(rows).policy is HitPolicy.FIRST

    def test_it_may_begin_anywhere_and_stand_below_another_block(self) -> None:
        shifted = [[None, None, *row] for row in FULL]
        other = decision_table("乙表", ["逾期天数"], ["甲"], [["R1", "-", "x"]])
        loaded = load([*other, [], *shifted])
        assert loaded.rulebook is not None
        assert [table.name for table in loaded.rulebook.tables] == ["乙表", "分类表"]
        assert loaded.rulebook.tables[1].rules[0].cells == "F7:F11"

    def test_one_rule_is_enough(self) -> None:
        table = table_of([["分类表"], *[[row[0], row[1], row[3]] for row in FULL[2:6]]])
        assert [rule.id for rule in table.rules] == ["R1"]

    def test_conditions_merged_across_rules(self) -> None:
        rows = [[*row] for row in FULL]
        rows[3][4] = None
        table = table_of(Sheet(rows, merged=["D4:E4"]))
        assert [rule.texts[0] for rule in table.rules] == [">360", ">360"]

    def test_validity_as_remark_rows_and_properties(self) -> None:
        rows = [
            ["分类表"],
            ["生效日期", date(2020, 1, 1)],
            [None, "U", "R1", "R2"],
            ["条件", "逾期天数", ">90", ">60"],
            ["结论", "五级分类", "次级", "次级"],
            ["备注", "生效日期", None, "2023年7月1日"],
            [None, "失效日期", date(2023, 6, 30), None],
        ]
        table = table_of(rows)
        assert table.valid_from == date(2020, 1, 1)
        assert [(rule.valid_from, rule.valid_to) for rule in table.rules] == [
            (None, date(2023, 6, 30)),
            (date(2023, 7, 1), None),
        ]

    def test_parameters_percentages_and_several_conclusions(self) -> None:
        rows = [
            ["表"],
            [None, "C+", "R1", "R2"],
            ["条件", "逾期天数", ">次级天数", "<=次级天数"],
            ["结论", "加点", Percent(0.3), "10%"],
            [None, "点数", 1, 2],
        ]
        loaded = load(stack(rows, parameters({"次级天数": 90})))
        assert loaded.rulebook is not None
        assert [rule.outcomes for rule in loaded.rulebook.tables[0].rules] == [
            (Decimal("0.3"), Decimal(1)),
            (Decimal("0.1"), Decimal(2)),
        ]


class TestFindings:
    def test_they_point_at_the_cells_of_the_columns(self) -> None:
        rows = [[*row] for row in FULL]
        rows[2][1] = "首條"
        rows[3][3:5] = [">=30, <50", "[30..90"]
        rows[4][3] = "抵挡"
        rows[5][3:5] = [None, "可以"]
        assert at_cells(load(rows)) == {
            "B3": "policy-unknown",
            "D4": "bounds-listed",
            "E4": "range-unbalanced",
            "D5": "value-similar",
            "D6": "conclusion-empty",
            "E6": "value-similar",
        }

    def test_an_overlap_stands_at_the_column_of_its_rule(self) -> None:
        rows = [[*row] for row in FULL]
        rows[1], rows[2][1] = ["负责人", "某"], "U"
        rows[3][4] = ">270"
        found = finding(load(rows), "overlap")
        assert (found.place.cell, found.params["other"]) == ("E3:E7", "D3:D7")

    def test_headings_defaults_and_names_that_stand_twice(self) -> None:
        rows = [
            ["分类表"],
            [None, "F", "R1", "R1", "默认", "默认"],
            ["条件", "逾期天数", ">360", "<5", ">1", None],
            [None, "逾期天数", "-", "-", None, None],
            [None, None, "x", None, None, None],
            ["结论", "五级分类", "损失", "可疑", "正常", "正常"],
        ]
        assert at_cells(load(rows)) == {
            "B4": "heading-twice",
            "B5": "heading-blank",
            "F2:F6": "default-twice",
            "E3": "default-with-condition",
            "D2:D6": "rule-id-twice",
        }

    def test_an_unknown_variable_is_named_with_the_closest(self) -> None:
        rows = [[*row] for row in FULL]
        rows[3][1] = "逾期天术"
        assert at_cells(load(rows)) == {"B4": "variable-similar"}

    def test_no_sign_of_the_sections_is_refused_with_what_to_write(self) -> None:
        rows = [["分类表"], ["F", "R1", "R2"], *[[row[1], *row[3:5]] for row in FULL[3:6]]]
        loaded = load(rows)
        assert at_cells(loaded) == {"A2:A5": "sections-unknown-columns"}
        assert "最左边" in words(finding(loaded, "sections-unknown-columns"))

    def test_marker_words_both_ways_are_refused_not_guessed(self) -> None:
        rows = [
            ["分类表", None, "结论"],
            ["条件", "逾期天数", ">360"],
            ["结论", "五级分类", "损失"],
        ]
        assert at_cells(load(rows)) == {"A1": "orientation-unclear"}

    def test_borders_both_ways_are_refused_not_guessed(self) -> None:
        rows = [["表"], [None, "甲", "乙", "丙"], ["子", "1", "2", "3"], ["丑", "4", "5", "6"], ["寅", "7", "8", "9"]]
        loaded = load_book({"表": Sheet(rows, double_right=["B2"], double_below=["A3"])})
        assert codes(loaded) == ["orientation-unclear"]

    def test_a_blank_column_between_rules_is_a_rule_that_says_nothing(self) -> None:
        rows = [[*row[:4], None, *row[4:]] for row in FULL]
        assert at_cells(load(rows)) == {"E6": "conclusion-empty"}


class TestRowsStayRows:
    """Signs of the rows layout are not taken for columns."""

    @pytest.mark.parametrize("identifier", ["结论", "U", "默认值", "逾期天数"])
    def test_whatever_a_rule_is_called(self, identifier: str) -> None:
        rows = decision_table("分类表", ["逾期天数"], ["五级分类"], [[identifier, ">90", "次级"]])
        if identifier == "逾期天数":
            rows[1][0] = "U"
        assert table_of(rows).rules[0].cells == "A3:C3"

    def test_a_heading_that_is_a_marker_word(self) -> None:
        names = [*DICTIONARY, ["结果", "文本", None, None]]
        rows = [["表", None, "结论"], ["U", "逾期天数", "结果"], ["R1", ">90", "甲"]]
        assert table_of(rows, names).outputs[0].variable == "结果"


RULES = st.lists(
    st.tuples(
        st.sampled_from([">90", "-", "[1..5)", "7", "30,90", "90以上", None]),
        st.sampled_from(["抵押", "抵押、质押", "非信用", "-", None, '"抵押"', "空"]),
        st.sampled_from(["正常", "关注", "-", '"次级"', "损失"]),
        st.sampled_from(["办法", None, "第3条"]),
        st.sampled_from([date(2024, 1, 1), "2023年5月1日", None]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(
    rules=RULES,
    policy=st.sampled_from(["U", "A", "F", "P", "最重", "R", "O", "C", "C#", None]),
    domain=st.booleans(),
    default=st.booleans(),
    owner=st.booleans(),
    known=st.booleans(),
    below=st.booleans(),
)
def test_a_table_says_the_same_in_rows_and_in_columns(
    *,
    rules: list[tuple[Any, ...]],
    policy: str | None,
    domain: bool,
    default: bool,
    owner: bool,
    known: bool,
    below: bool,
) -> None:
    rows = decision_table(
        "分类表",
        ["逾期天数", "担保方式"],
        ["五级分类"],
        [[f"R{number}", *rule] for number, rule in enumerate(rules)],
        remarks=["依据", "生效日期"],
        domains=[">=0", None, "正常,关注,次级,损失"] if domain else None,
        default=["正常"] if default else None,
        properties={"负责人": "某"} if owner else None,
    )
    rows[1 + owner][0] = policy
    columns = in_columns(rows, properties=int(owner), corner_below=below)
    names = DICTIONARY if known else [["说明"]]
    across, down = load(rows, names), load(columns, names)
    assert sorted(codes(across)) == sorted(codes(down))
    assert sorted(codes(across, "warning")) == sorted(codes(down, "warning"))
    if across.rulebook is not None:
        assert down.rulebook is not None
        pairs = zip(across.rulebook.tables, down.rulebook.tables, strict=True)
        assert all(without_places(one) == without_places(other) for one, other in pairs)


def test_load_rows_reads_a_table_in_columns_without_a_dictionary() -> None:
    loaded = load_rows(FULL)
    assert loaded.rulebook is not None
    assert list(loaded.rulebook.variables) == ["逾期天数", "担保方式", "五级分类"]
