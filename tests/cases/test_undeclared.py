"""Columns of a case file that no dictionary declares: what they look like."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.cases.undeclared import Likely, likely_columns, read_undeclared
from app.findings import LubuError
from app.values import VarType
from tests.workbooks import book


def columns(rows: list[list[object]]) -> dict[str, Likely]:
    raw = read_undeclared(book({"台账": rows}), "台账.xlsx")
    return {column.heading: column for column in likely_columns(raw)}


def column(*cells: object, heading: str = "列") -> Likely:
    return columns([["编号", heading], *([f"a{row}", cell] for row, cell in enumerate(cells))])[heading]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ((0, 31, 95), VarType.INTEGER),
        ((0.5, 31, 95), VarType.DECIMAL),
        ((12000.5, 31, 95), VarType.MONEY),
        ((50000, 120000), VarType.MONEY),
        (("1,200.50", "3,000"), VarType.MONEY),
        (("5.5%", "12%"), VarType.PERCENT),
        ((date(2026, 1, 31), date(2025, 1, 1)), VarType.DATE),
        (("2026-01-31", "2026.2.1", "20260203"), VarType.DATE),
        ((20260131, 20260201), VarType.DATE),
        (("是", "否", "是"), VarType.BOOL),
        (("有", "无"), VarType.BOOL),
        (("1", "0"), VarType.INTEGER),
        (("0012", "0013"), VarType.TEXT),
        (("13800000000", "13900000001"), VarType.TEXT),
        ((8_000_000_001.0, 8_000_000_002.0), VarType.TEXT),
        (tuple(range(610_100, 610_110)), VarType.TEXT),
        (("张三", "李四"), VarType.TEXT),
        ((), VarType.TEXT),
    ],
)
def test_the_type_is_the_narrowest_that_the_cells_can_be_read_as(cells, kind):
    assert column(*cells).type is kind


def test_one_wrong_cell_among_many_does_not_change_the_type_and_is_counted():
    found = column(*([date(2026, 1, day) for day in range(1, 31)] + ["待查"]))
    assert (found.type, found.unread) == (VarType.DATE, 1)
    assert found.ends == (date(2026, 1, 1), date(2026, 1, 30))


def test_a_unit_in_the_heading_makes_an_amount_and_a_percentage():
    assert (column(5, 8, heading="余额（万元）").type, column(5, 8, heading="余额（万元）").unit) == (
        VarType.MONEY,
        "万元",
    )
    assert column(4.5, 6, heading="利率(%)").type is VarType.PERCENT


def test_few_texts_are_a_list_and_many_are_not():
    assert column(*["抵押", "信用", "抵押"] * 3).values == ("抵押", "信用")
    assert column(*[f"客户{number}" for number in range(30)]).values == ()
    assert column("抵押", "信用").values == (), "two rows tell nothing"


def test_blanks_are_counted_and_ends_are_exact():
    found = column(3, None, 12.25)
    assert (found.rows, found.blanks, found.ends) == (3, 1, (Decimal(3), Decimal("12.25")))


def test_the_header_is_found_below_titles_and_over_two_levels():
    rows = [
        ["某支行不良贷款台账"],
        ["单位：万元"],
        ["序号", "客户名称", "担保方式", "余额"],
        [1, "张三", "抵押", 20000.5],
        [2, "李四", "信用", 1.5],
    ]
    found = columns(rows)
    assert list(found) == ["序号", "客户名称", "担保方式", "余额"]
    assert found["余额"].unit == "万元"
    assert found["序号"].type is VarType.INTEGER, "the unit above the table is that of its amounts"


def test_a_file_without_any_heading_is_refused():
    with pytest.raises(LubuError) as refusal:
        read_undeclared(book({"台账": [[1, 2], [3, 4]]}), "台账.xlsx")
    assert refusal.value.findings[0].code == "cases.no-header-at-all"
