"""Cells become values of the dictionary's types, exactly, or errors of their rows that say where and why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import RawTable, read_cases, type_cases
from app.columns import FAILED, MISSING, EncodedColumn, NumberColumn
from app.values import round_half_up, to_text
from tests.cases.made import codes, said, variables
from tests.workbooks import Error, Formula, Percent, Sheet, book

AFTERNOON = datetime(2024, 1, 31, 14, 3)  # noqa: DTZ001 - as calamine gives it


def typed(kind, cells, heading="甲", format="xlsx", unit="", **more):
    """A column of raw cells typed as *kind*; the cases and the one column."""
    known = variables(甲=(kind, more))
    raw = RawTable(
        "f", "s", (heading,), (0,), [[cell] for cell in cells], range(2, len(cells) + 2), unit, format=format
    )
    cases = type_cases(raw, known)
    return cases, cases.columns["甲"]


def values(kind, *cells, **options):
    return typed(kind, cells, **options)[1].to_list()


def fault(kind, cell, **options):
    """The finding code of the one cell."""
    cases, column = typed(kind, [cell], **options)
    assert column.state(0) == FAILED
    (finding,) = cases.row_findings[0]
    assert "{" not in said(finding)
    return finding.code


def test_text_keeps_leading_zeros_and_loses_a_spreadsheets_decimal_point():
    assert values("文本", "00123", 1234.0, " 城关　", 12.5, 1e14) == [
        "00123",
        "1234",
        "城关",
        "12.5",
        "100000000000000",
    ]


def test_text_given_in_other_types_is_written_as_staff_would():
    midnight, morning = datetime(2026, 1, 31), datetime(2026, 1, 31, 8, 5)  # noqa: DTZ001 - as calamine gives them
    assert values("文本", True, date(2026, 1, 31), midnight, morning) == [
        "是", "2026-01-31", "2026-01-31", "2026-01-31 08:05:00",
    ]  # fmt: skip


@pytest.mark.parametrize("cell", [110101199001011234.0, 1e15, 1.2e30, "1.10101E+17", "6.2E+18"])
def test_numbers_that_a_spreadsheet_already_rounded_are_refused_in_a_text_column(cell):
    assert fault("文本", cell) == "cases.digits-lost"


def test_long_ids_that_all_end_in_zeros_were_rounded_before_they_became_text():
    rounded = ["110101199001011000", "530102198503072000", "530102197712121000"]
    cases, column = typed("文本", [*rounded, "短号"])
    assert [column.state(row) for row in range(4)] == [FAILED, FAILED, FAILED, 0]
    assert codes(cases.row_findings[0]) == ["cases.digits-lost"]
    honest = [*rounded, "530102197712121012"]
    assert values("文本", *honest) == honest


def test_long_ids_as_text_or_as_json_integers_are_whole():
    assert values("文本", "110101199001011234") == ["110101199001011234"]
    assert values("文本", 110101199001011234, format="jsonl") == ["110101199001011234"]


@pytest.mark.parametrize("cell", ['="0012"', "'0012", "0012\t"])
def test_the_quoting_by_which_csv_protects_ids_is_taken_off(cell):
    assert values("文本", cell, format="csv") == ["0012"]


def test_text_in_the_dictionarys_list_takes_its_spelling():
    assert values("文本", "暂时 困难", "有意愿", "ＡＢ", "别的", domain=("有意愿", "暂时困难", "AB")) == [
        "暂时困难", "有意愿", "AB", "别的",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    [
        date(2024, 1, 31),
        AFTERNOON,
        "20240131",
        "2024.1.31",
        "2024年1月31日",
        "2024/1/31",
        "2024-01-31",
        20240131.0,
        45322.0,
        45322.58541666667,
        "2024-01-31 14:03:10",
        "45322",
        "２０２４年１月３１日",
        "'20240131",
    ],
)
def test_dates_are_read_in_every_spelling(cell):
    assert values("日期", cell) == [date(2024, 1, 31)]


@pytest.mark.parametrize(
    "cell", ["2024-02-30", "20241301", "待查", 5.0, 100000.0, "2024-01", 3.7e9, True, time(0, 0), timedelta(3), "1234"]
)
def test_what_is_no_plausible_date_is_refused(cell):
    assert fault("日期", cell) == "cases.not-a-date"


def test_bare_serials_are_read_as_dates_and_said():
    cases, column = typed("日期", [45322.0, "2024-01-31", 45322.0])
    assert column.to_list() == [date(2024, 1, 31)] * 3
    assert codes(cases.findings) == ["cases.date-serials"]
    assert cases.findings[0].params["count"] == 2


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (1234567.89, "1234567.89"),
        (-0.005, "-0.005"),
        ("1,234,567.89", "1234567.89"),
        ("1.5万", "15000"),
        ("50万元", "500000"),
        ("￥1,200.00", "1200"),
        ("(1,234.50)", "-1234.5"),
        ("１２", "12"),
        ("1e3", "1000"),
        (5, "5"),
        ("'-5.5", "-5.5"),
        ("人民币 30 元", "30"),
        (1 / 3, "0.333333333333333"),
    ],
)
def test_amounts_are_exact(cell, number):
    assert values("金额", cell) == [Decimal(number)]


@pytest.mark.parametrize(
    "cell", ["约五万", "30,90", "5.5.5", "abc", True, "5+5", time(1, 0), "1e999", 1e300, "0.0000000000000001"]
)
def test_what_is_no_number_is_refused(cell):
    assert fault("金额", cell) in {"cases.not-a-number", "cases.number-too-long", "cases.digits-lost"}


def test_a_date_in_a_number_column_is_told_apart():
    assert fault("整数", date(1900, 3, 30)) == "cases.date-not-number"


@pytest.mark.parametrize("cell", [3.5, "3.5", "0.1"])
def test_a_whole_number_may_not_have_a_fraction(cell):
    assert fault("整数", cell) == "cases.not-whole"
    assert values("整数", 3.0, "3", "3.00", "90天") == [3, 3, 3, 90]


@pytest.mark.parametrize("sign", ["-", "—", "——", "--", "/", "N/A", "#N/A", "空", "null", "", None, "  ", "\u3000"])
@pytest.mark.parametrize("kind", ["金额", "日期", "是否", "整数"])
def test_signs_for_nothing_are_missing(kind, sign):
    _, column = typed(kind, [sign])
    assert column.state(0) == MISSING


@pytest.mark.parametrize(
    ("heading", "cell", "ratio"),
    [
        ("甲", "5.6%", "0.056"),
        ("甲", 0.056, "0.056"),
        ("甲", "0.056", "0.056"),
        ("甲（%）", 5.6, "0.056"),
        ("甲(%)", "5.6", "0.056"),
        ("甲（%）", "5.6%", "0.056"),
        ("甲(‰)", 4.35, "0.00435"),
        ("甲（%）", 4.35, "0.0435"),
    ],
)
def test_percentages_become_ratios(heading, cell, ratio):
    assert values("百分比", cell, heading=heading) == [Decimal(ratio)]


def test_percent_points_without_a_sign_are_doubted_aloud():
    cases, column = typed("百分比", [4.35, 5.1, 0.5])
    assert column.to_list()[0] == Decimal("4.35")
    assert codes(cases.findings) == ["cases.percent-points"]
    assert cases.findings[0].level == "warning"
    assert cases.findings[0].params["read"] == "435"
    assert not typed("百分比", [0.0435, 1.0])[0].findings


@pytest.mark.parametrize(
    ("heading", "corner", "unit", "cell", "amount"),
    [
        ("甲", "万元", "", 12.345678, "123456.78"),
        ("甲", "万元", "元", "12.3", "123000"),
        ("甲（元）", "万元", "", 12.0, "12"),
        ("甲（万元）", "", "", 12.5, "125000"),
        ("甲（亿元）", "万元", "", 1.5, "150000000"),
        ("甲", "万元", "万元", 12.5, "12.5"),
        ("甲", "元", "万元", 125000.0, "12.5"),
        ("甲", "", "万元", 12.5, "12.5"),
        ("甲", "万元", "", "50万元", "500000"),
        ("甲", "", "万元", "50万元", "50"),
        ("甲", "万元", "", "30元", "30"),
    ],
)
def test_amounts_are_brought_to_the_dictionarys_unit_exactly(heading, corner, unit, cell, amount):
    raw = RawTable("f", "s", (heading,), (0,), [[cell]], [2], corner)
    cases = type_cases(raw, variables(甲=("金额", {"unit": unit})))
    assert cases.columns["甲"].to_list() == [Decimal(amount)]


def test_only_amounts_follow_the_corners_unit_and_it_is_said():
    raw = RawTable("f", "s", ("额", "天", "率"), (0, 1, 2), [[1.5, 90.0, 0.05]], [2], "万元")
    cases = type_cases(raw, variables(额="金额", 天="整数", 率="百分比"))
    assert [column.to_list()[0] for column in cases.columns.values()] == [15000, 90, Decimal("0.05")]
    assert codes(cases.findings) == ["cases.unit-applied"]


@pytest.mark.parametrize(
    ("cell", "answer"), [("是", True), ("否", False), (True, True), (1.0, True), (0.0, False), ("Y", True), ("√", True)]
)
def test_yes_and_no(cell, answer):
    assert values("是否", cell) == [answer]
    assert fault("是否", "也许") == "cases.not-yes-no"


def test_true_and_one_are_kept_apart_in_one_column():
    assert values("文本", True, 1.0, "1", False, 0.0) == ["是", "1", "1", "否", "0"]


def test_a_blank_required_cell_is_an_error_of_its_row():
    for kind, good in (("文本", "x"), ("金额", 1.0), ("日期", "2024-01-31"), ("是否", "是")):
        cases, column = typed(kind, [good, "", good], required=True)
        assert [column.state(row) for row in range(3)] == [0, FAILED, 0]
        assert codes(cases.row_findings[1]) == ["cases.required-blank"]
        assert str(cases.row_findings[1][0].place) == "f!s!A3"
        assert list(cases.row_findings) == [1]


def test_a_sign_for_nothing_does_not_fill_a_required_cell():
    cases, column = typed("金额", ["-", 5.0], required=True)
    assert column.state(0) == FAILED
    assert codes(cases.row_findings[0]) == ["cases.required-blank"]


@pytest.mark.parametrize(
    ("kind", "default", "cell"),
    [
        ("文本", "未评级", "优秀"),
        ("金额", Decimal("0.055"), 5.0),
        ("日期", date(2026, 1, 1), "20260102"),
        ("是否", False, "是"),
    ],
)
def test_defaults_fill_blanks_and_absent_columns(kind, default, cell):
    cases, column = typed(kind, ["", cell], default=default, required=True)
    assert column.value(0) == default
    assert column.state(1) == 0 and not cases.row_findings
    raw = RawTable("f", "s", ("乙",), (0,), [["x"], ["y"]], [2, 3])
    absent = type_cases(raw, variables(甲=(kind, {"default": default})))
    assert absent.columns["甲"].to_list() == [default, default]


@pytest.mark.parametrize("sign", ["-", "—", "空", "#N/A", " "])
@pytest.mark.parametrize(
    ("kind", "default", "cell"),
    [
        ("整数", Decimal(30), "31"),
        ("金额", Decimal("1000.5"), "31.25"),
        ("百分比", Decimal("0.05"), "4.35%"),
        ("日期", date(2026, 1, 1), "2026-01-31"),
        ("是否", False, "是"),
    ],
)
def test_a_sign_for_nothing_takes_the_default(kind, default, cell, sign):
    """A cell ``-`` was once read as the number 0, where a default stood ready for it."""
    _, column = typed(kind, [sign, cell], default=default, heading="甲（万元）" if kind == "金额" else "甲")
    assert column.value(0) == default


def test_a_default_is_not_scaled_by_the_files_unit():
    raw = RawTable("f", "s", ("甲",), (0,), [[""], [2.0]], [2, 3], "万元")
    cases = type_cases(raw, variables(甲=("金额", {"default": Decimal(7)})))
    assert cases.columns["甲"].to_list() == [7, 20000]


def test_bad_cells_stop_their_row_only_and_say_where_what_and_how_to_cure():
    data = book(
        {
            "台账": [
                ["标题"],
                ["借据号", "余额", "到期日"],
                ["JJ1", "约五万", "20240131"],
                ["JJ2", 5.0, "20241301"],
                ["JJ3", 6.0, ""],
            ]
        }
    )
    cases = read_cases(data, "台账.xlsx", variables(借据号="文本", 余额="金额", 到期日="日期"))
    assert list(cases.row_findings) == [0, 1]
    assert cases.columns["余额"].to_list() == [None, 5, 6]
    finding = cases.row_findings[0][0]
    assert said(finding).startswith("台账.xlsx!台账!B3: “余额”应为数字，读到“约五万”。 请填写数字")
    assert finding.place.row == 3
    assert str(cases.row_findings[1][0].place) == "台账.xlsx!台账!C4"
    with pytest.raises(KeyError):
        cases.row_findings[2]


def test_a_column_that_hardly_reads_at_all_is_warned_of_once():
    cases, _ = typed("金额", ["甲", "乙", "丙", 5.0])
    assert codes(cases.findings) == ["cases.column-unreadable"]
    assert len(cases.row_findings) == 3


def test_errors_and_formulas_never_calculated_are_not_blanks():
    data = book(
        {
            "台账": [
                ["借据号", "余额", "到期日"],
                ["JJ1", Error("#N/A"), "2024-01-31"],
                ["JJ2", Formula("=1+1", 2), "2024-01-31"],
            ]
        }
    )
    cases = read_cases(data, "台账.xlsx", variables(借据号="文本", 余额="金额", 到期日="日期"))
    assert codes(cases.row_findings[0]) == ["cases.cell-error"]
    assert cases.row_findings[0][0].params["value"] == "#N/A"
    assert cases.columns["余额"].to_list() == [None, 2]


def test_a_workbook_that_was_never_calculated_is_not_read_as_blanks(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["借据号", "余额"])
    workbook.active.append(["JJ1", "=B3*2"])
    workbook.active.append(["JJ2", 3])
    workbook.save(tmp_path / "a.xlsx")
    cases = read_cases((tmp_path / "a.xlsx").read_bytes(), "a.xlsx", variables(借据号="文本", 余额="金额"))
    assert codes(cases.row_findings[0]) == ["cases.cell-uncalculated"]
    assert cases.columns["余额"].to_list() == [None, 3]


def test_percent_and_date_cells_give_their_stored_values():
    data = book({"台账": [["率", "日"], [Percent(0.0435), date(2026, 9, 30)]]})
    cases = read_cases(data, "台账.xlsx", variables(率="百分比", 日="日期"))
    assert [column.to_list()[0] for column in cases.columns.values()] == [Decimal("0.0435"), date(2026, 9, 30)]


def test_cells_merged_downwards_hold_for_every_row():
    rows = [["支行", "借据号"], ["城关", "JJ1"], ["", "JJ2"], ["新街", "JJ3"]]
    cases = read_cases(book({"台账": Sheet(rows, ["A2:A3"])}), "台账.xlsx", variables(支行="文本", 借据号="文本"))
    assert cases.columns["支行"].to_list() == ["城关", "城关", "新街"]
    assert codes(cases.raw.findings) == ["cases.merges-repeated"]


money = st.decimals(-(10**11), 10**11, places=2)


@given(st.lists(money, min_size=1, max_size=20))
def test_amounts_survive_a_spreadsheet_to_the_last_cent(amounts):
    assert values("金额", *(float(amount) for amount in amounts)) == amounts
    assert values("金额", *(f"{amount:,}" for amount in amounts), format="csv") == amounts


@given(
    st.lists(st.decimals(-(10**9), 10**9, places=6), min_size=1, max_size=10), st.sampled_from(["万元", "亿元", "千元"])
)
def test_units_scale_by_powers_of_ten_without_loss(amounts, unit):
    ten = {"万元": 4, "亿元": 8, "千元": 3}[unit]
    raw = RawTable("f", "s", ("甲",), (0,), [[float(amount)] for amount in amounts], range(len(amounts)), unit)
    column = type_cases(raw, variables(甲="金额")).columns["甲"]
    assert column.to_list() == [amount.scaleb(ten) for amount in amounts]


@given(
    st.lists(
        st.one_of(st.floats(-1e14, 1e14), st.floats(-1, 1), st.integers(-(10**14), 10**14).map(float)), max_size=20
    )
)
def test_any_number_a_spreadsheet_holds_is_read_as_its_fifteen_digits(numbers):
    expected = [Decimal(format(number, ".15g")) for number in numbers]
    got = typed("小数", numbers)[1].to_list()
    small = [row for row, number in enumerate(expected) if number and abs(number) < Decimal("1e-15")]
    for row, number in enumerate(expected):
        if row not in small and number.as_tuple().exponent >= -15:
            assert got[row] == number


@given(
    st.lists(
        st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)),
        max_size=20,
    )
)
def test_typing_text_per_distinct_value_is_typing_each_cell(cells):
    _, column = typed("文本", cells)
    assert isinstance(column, EncodedColumn)
    for cell, got in zip(cells, column.to_list(), strict=True):
        alone = typed("文本", [cell])[1].value(0)
        assert got == alone


@given(st.lists(st.dates(date(1950, 1, 1), date(2099, 12, 31)), min_size=1, max_size=10))
def test_dates_survive_every_spelling(days):
    spellings = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d")
    cells = [day.strftime(spellings[at % len(spellings)]) for at, day in enumerate(days)]
    column = typed("日期", cells)[1]
    assert isinstance(column, NumberColumn) and column.is_date
    assert column.to_list() == days


def test_numbers_too_long_for_scaled_integers_stay_exact():
    cells = ["999999999999999999", "0.000000000000001", "5"]
    column = typed("小数", cells, format="csv")[1]
    assert isinstance(column, EncodedColumn)
    assert column.to_list() == [Decimal(cell) for cell in cells]


def test_rounding_after_reading_is_commercial():
    """1.005 typed into a cell is 1.01 on paper; a binary float would say 1.00."""
    assert to_text(round_half_up(values("金额", 1.005)[0])) == "1.01"


def test_cases_can_be_cut_with_their_findings():
    data = book(
        {"台账": [["借据号", "余额"], *([f"JJ{row}", "坏" if row % 3 == 0 else float(row)] for row in range(10))]}
    )
    cases = read_cases(data, "台账.xlsx", variables(借据号="文本", 余额="金额"))
    part = cases.take(slice(3, 7))
    assert part.ids("借据号") == ["JJ3", "JJ4", "JJ5", "JJ6"]
    assert list(part.raw.row_numbers) == [5, 6, 7, 8]
    assert sorted(part.row_findings) == [0, 3]
    assert part.row_findings[0][0].place.cell == "B5"
    assert list(part.raw.rows)[1] == ("JJ4", 4.0)
    assert cases.take(np.array([9, 0])).ids(None) == ["11", "2"]
