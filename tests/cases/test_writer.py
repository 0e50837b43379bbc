"""What is written can be opened safely, read back, and says everything that was decided."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import numpy as np
import openpyxl
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import Decided, read_cases, write
from app.cases.csvtext import csv_text, guarded
from app.cases.jsontext import json_value
from app.columns import FAILED, EncodedColumn, NumberColumn, dates, encode, numbers
from app.messages import as_dict
from app.values import to_text
from tests.cases.made import variables
from tests.workbooks import book

KNOWN = variables(借据号="文本", 户名="文本", 余额="金额", 到期日="日期", 行数="整数")
ROWS = [
    ["借据号", "户名", "余额", "到期日", "行数", "旁注"],
    ["000123", "=1+1", 1234.5, date(2026, 1, 31), 3.0, "@x"],
    ["530102198503072016", "王某", 0.1, "坏日期", 4.0, "-"],
    ["JJ3", "李某", 99.0, date(2026, 2, 28), "", ""],
]
FORMATS = ("xlsx", "csv", "jsonl")


def cases_and_decided():
    cases = read_cases(book({"台账": ROWS}), "台账.xlsx", KNOWN)
    error = as_dict(cases.row_findings[1][0])
    wanted = {name: error[name] for name in ("code", "message", "place", "advice")}
    outputs = {
        "五级分类": EncodedColumn(np.array([0, FAILED, -1], np.int32), ("次级",)),
        "清收措施": encode([("电话", "上门"), None, ()], failed=[1]),
        "拨备金额": numbers([Decimal("0.1"), None, Decimal("1234567890123456.78")], failed=[1]),
        "届满日": dates([date(2027, 1, 1), None, None], failed=[1]),
        "是否上门": encode([True, None, False], failed=[1]),
    }
    fired = {"table": "五级分类", "rules": ["R2"], "cells": "五级分类!A5:E5"}
    silent = {"table": "五级分类", "rules": [], "cells": ""}
    traces = [[fired], [silent], [silent]]
    return cases, Decided(outputs, traces, ["五级分类:R2", "", "五级分类:未命中"], [None, wanted, None])


def written(fmt, **options):
    stream = io.BytesIO()
    cases, decided = cases_and_decided()
    write(stream, fmt, cases, decided, **options)
    assert not stream.closed
    return stream.getvalue()


def test_jsonl_has_the_documented_shape():
    lines = [orjson.loads(line) for line in written("jsonl", id_variable="借据号").splitlines()]
    assert lines[0] == {
        "row": 2,
        "id": "000123",
        "outputs": {
            "五级分类": "次级",
            "清收措施": ["电话", "上门"],
            "拨备金额": 0.1,
            "届满日": "2027-01-01",
            "是否上门": True,
        },
        "trace": [{"table": "五级分类", "rules": ["R2"], "cells": "五级分类!A5:E5"}],
        "error": None,
    }
    assert list(lines[0]) == ["row", "id", "outputs", "trace", "error"]
    assert lines[1]["outputs"] == dict.fromkeys(lines[0]["outputs"])
    assert list(lines[1]["error"]) == ["code", "message", "place", "advice"]
    assert lines[1]["error"]["place"]["cell"] == "D3"
    assert lines[2]["outputs"]["五级分类"] is None
    assert lines[2]["outputs"]["清收措施"] == []
    assert lines[2]["trace"] == [{"table": "五级分类", "rules": [], "cells": ""}]


def test_jsonl_numbers_are_exact_to_the_digit():
    raw = written("jsonl").decode()
    assert '"拨备金额":0.1,' in raw
    assert '"拨备金额":1234567890123456.78,' in raw


@pytest.mark.parametrize(
    "number", ["0.3333333333333333333333333333333333", "-12345678901234567890.123456789012345678901"]
)
def test_more_digits_than_python_computes_with_are_written_all(number):
    assert json_value(Decimal(number)).decode() == to_text(Decimal(number)) == number


def test_without_an_id_column_the_source_row_is_the_id():
    assert [orjson.loads(line)["id"] for line in written("jsonl").splitlines()] == ["2", "3", "4"]


def test_the_workbook_holds_the_files_columns_then_conclusions_reasons_and_errors():
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx"))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*ROWS[0], "五级分类", "清收措施", "拨备金额", "届满日", "是否上门", "命中规则", "错误")
    assert rows[1][:6] == ("000123", "=1+1", 1234.5, rows[1][3], 3, "@x")
    assert rows[1][3].date() == date(2026, 1, 31)
    assert rows[1][6:9] == ("次级", "电话、上门", 0.1)
    assert rows[2][0] == "530102198503072016"
    assert rows[2][6:12] == (None,) * 6
    assert rows[2][12].startswith("D3：“到期日”应为日期，读到“坏日期”。")
    assert rows[3][6:9] == ("未命中", "", "1234567890123456.78") or rows[3][6:9] == (
        "未命中",
        None,
        "1234567890123456.78",
    )
    assert sheet["B2"].data_type == "s"  # text, never a formula
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert 8 <= sheet.column_dimensions["A"].width <= 50


def test_the_same_decisions_give_the_same_bytes():
    assert all(written(fmt) == written(fmt) for fmt in FORMATS)


def test_csv_opens_in_excel_and_is_read_back_unchanged():
    data = written("csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[1][:6] == ["000123", "'=1+1", "1234.5", "2026-01-31", "3", "'@x"]
    assert rows[3][6:10] == ["未命中", "", "1234567890123456.78", "未命中"]
    again = read_cases(data, "again.csv", KNOWN)
    assert again.columns["户名"].to_list() == ["=1+1", "王某", "李某"]
    assert again.columns["借据号"].to_list() == ["000123", "530102198503072016", "JJ3"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=", "-"])
def test_text_that_a_spreadsheet_would_run_is_quoted(text):
    assert guarded(text) == (f"'{text}" if len(text) > 1 else text)


@pytest.mark.parametrize("text", ["-5", "+86", "-1,234.50", "-5.6%", "王某", "a=b", "", "2026-01-31"])
def test_other_text_is_left_as_it_is(text):
    assert guarded(text) == text


def test_numbers_in_csv_have_no_float_tails():
    assert [csv_text(value) for value in (0.1 + 0.2, -5.0, 1e21, 1234567.891, Decimal("1E+3"), True)] == [
        "0.3", "-5", "1000000000000000000000", "1234567.891", "1000", "是",
    ]  # fmt: skip


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6))
def test_json_numbers_are_the_decimals_themselves(number):
    text = json_value(number).decode()
    assert Decimal(text) == number
    assert "E" not in text and isinstance(orjson.loads(text), int | float)


def test_cases_from_csv_keep_ids_as_text_and_amounts_as_numbers_in_a_workbook():
    text = '借据号,余额,旁注\n000123,1234.50,007\n000124,"1,234.50",8\n'
    cases = read_cases(text.encode(), "a.csv", KNOWN)
    stream = io.BytesIO()
    write(stream, "xlsx", cases, Decided({}, [[], []], ["", ""], [None, None]))
    rows = list(openpyxl.load_workbook(stream).active.iter_rows(values_only=True, min_row=2))
    assert rows[0][:3] == ("000123", 1234.5, "007")
    assert rows[1][:3] == ("000124", "1,234.50", "8")


def test_lines_of_a_broken_row_stay_in_place():
    cases = read_cases(b'{"\xe5\x80\x9f\xe6\x8d\xae\xe5\x8f\xb7": "1"}\nbroken\n', "a.jsonl", KNOWN)
    stream = io.BytesIO()
    write(stream, "jsonl", cases, Decided({}, [[], []], ["", ""], [None, None]), "借据号")
    assert [orjson.loads(line)["id"] for line in stream.getvalue().splitlines()] == ["1", ""]


def test_decisions_about_other_cases_are_refused():
    cases, decided = cases_and_decided()
    with pytest.raises(ValueError, match="not about these cases"):
        write(io.BytesIO(), "csv", cases.take(slice(0, 2)), decided)
    with pytest.raises(ValueError, match="pdf"):
        write(io.BytesIO(), "pdf", cases, decided)


def test_more_rows_than_a_sheet_holds_go_on_in_another(monkeypatch):
    monkeypatch.setattr("app.cases.newbook.SHEET_ROWS", 3)
    workbook = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    assert workbook.sheetnames == ["决策结果1", "决策结果2"]
    assert [sheet["A2"].value for sheet in workbook] == ["000123", "JJ3"]


@given(st.lists(st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=3)), min_size=1, max_size=12))
def test_every_outcome_of_a_number_column_is_written(values):
    column = numbers(values)
    assert isinstance(column, NumberColumn)
    cases = read_cases(("借据号\n" + "1\n" * len(values)).encode(), "a.csv", KNOWN)
    decided = Decided({"额": column}, [[]] * len(values), [""] * len(values), [None] * len(values))
    stream = io.BytesIO()
    write(stream, "jsonl", cases, decided)
    got = [line.split(b'"outputs":{')[1].split(b"}")[0] for line in stream.getvalue().splitlines()]
    expected = [b"null" if value is None else json_value(value) for value in values]
    assert got == ['"额":'.encode() + value for value in expected]
