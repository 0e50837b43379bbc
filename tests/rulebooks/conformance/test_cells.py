"""Cells that are no text: numbers, dates, percentages and truths as the spreadsheet stores them, by type of column."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.rulebooks.conditions import Condition
from app.rulebooks.grammar import print_condition
from app.rulebooks.model import Parameter
from tests.rulebooks.loading import at_cells, finding, load_rows
from tests.workbooks import Error, Formula, Percent, decision_table, dictionary, parameters, stack

DAY = date(2024, 1, 31)


def loaded_with(kind: str, cell: Any, unit: str = "", domain: str | None = None) -> Any:
    """A workbook whose one condition cell (B12) is *cell*, in a column of type *kind*."""
    variable = {"变量": "量", "类型": kind, "单位": unit or None, "取值范围": domain}
    return load_rows(
        stack(
            dictionary(variable, ("果", "文本")),
            parameters({"次级天数": 90}),
            decision_table("表", ["量"], ["果"], [["R1", cell, "甲"]]),
        )
    )


def condition_in(loaded: Any) -> Condition:
    assert loaded.rulebook is not None, [(f.place.cell, f.code) for f in loaded.reading]
    return loaded.rulebook.tables[0].rules[0].conditions[0]


@pytest.mark.parametrize(
    ("kind", "cell", "unit", "canonical"),
    [
        ("整数", 90, "", "90"),
        ("整数", "90", "", "90"),
        ("整数", ">次级天数", "", ">90"),
        ("整数", "次级天数", "天", "90"),
        ("小数", 0.1, "", "0.1"),
        ("小数", 1e-7, "", "0.0000001"),
        ("小数", None, "", "-"),
        ("金额", 1234.5, "元", "1234.5"),
        ("金额", "5万", "元", "50000"),
        ("金额", "5万", "万元", "5"),
        ("金额", "500元", "元", "500"),
        ("百分比", Percent(0.3), "", "0.3"),
        ("百分比", "30%", "", "0.3"),
        ("百分比", ">30%", "%", ">0.3"),
        ("小数", Percent(0.3), "%", "30"),
        ("小数", Percent(0.3), "", "0.3"),
        ("整数", ">3次", "次", ">3"),
        ("日期", DAY, "", "2024-01-31"),
        ("日期", datetime(2024, 1, 31), "", "2024-01-31"),  # noqa: DTZ001 - a spreadsheet's date has no zone
        ("日期", ">=2024年1月31日", "", ">=2024-01-31"),
        ("是否", True, "", "是"),
        ("是否", False, "", "否"),
        ("是否", 1, "", "是"),
        ("是否", 0, "", "否"),
        ("文本", "001", "", "001"),
        ("文本", 7, "", "7"),
        ("文本", "抵押、质押", "", "抵押、质押"),
        ("整数", Formula("=45+45", 90), "", "90"),
        ("文本", Formula("=抵押"), "", "抵押"),
        ("整数", Formula("=90"), "", "90"),
    ],
)
def test_a_stored_value_is_a_condition_on_that_value(kind: str, cell: Any, unit: str, canonical: str) -> None:
    assert print_condition(condition_in(loaded_with(kind, cell, unit))) == canonical


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("整数", DAY, "became-a-date"),
        ("整数", True, "value-type"),
        ("整数", 90.5, "not-whole"),
        ("日期", 45322, "value-type"),
        ("日期", datetime(2024, 1, 31, 23, 59), "date-with-time"),  # noqa: DTZ001
        ("是否", 2, "value-type"),
        ("是否", DAY, "value-type"),
        ("整数", Error("#REF!"), "cell-error"),
        ("整数", Formula("=B7+1"), "formula-unstored"),
        ("文本", 123456789012345678, "digits-lost"),
    ],
)
def test_a_stored_value_of_another_type_is_refused_at_its_cell(kind: str, cell: Any, code: str) -> None:
    assert at_cells(loaded_with(kind, cell)) == {"B12": code}


def test_a_date_that_excel_made_of_a_range_is_turned_back() -> None:
    assert finding(loaded_with("整数", date(2026, 1, 30)), "became-a-date").params["proposal"] == "[1..30]"


def test_a_value_outside_the_dictionary_is_refused_with_the_closest_one() -> None:
    loaded = loaded_with("文本", "抵鸭", domain="信用,保证,抵押")
    assert finding(loaded, "value-similar").params["similar"] == "抵押"


def test_parameters_are_put_in_with_their_value() -> None:
    loaded = loaded_with("整数", "(次级天数..360]")
    assert isinstance(loaded.rulebook.parameters["次级天数"], Parameter)
    assert loaded.rulebook.parameters["次级天数"].value == Decimal(90)
    assert print_condition(condition_in(loaded)) == "(90..360]"
