"""A new workbook holds what XlsxWriter, cell by cell, would have put into it; its rows only come faster."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.cases.grid import CellColumn, Distinct, Numbers
from app.cases.newbook import write_workbook
from app.cases.outcomes import OutColumn
from app.columns import encode
from app.findings import LubuError

DAYS = [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2026, 1, 31), date(9999, 12, 31)]
MOMENTS = [*map(datetime.fromisoformat, ("2026-01-31T08:30:15", "1900-03-01T12:00:00")), time(8, 30), time(),
           timedelta(hours=30)]  # fmt: skip
NUMBERS = [0.1, -0.0, 3.0, 1e-7, 1.5e300, 0.1 + 0.2, 7, -12, 10**15 - 1, Decimal("0.25"), Decimal("-1234567.89")]
TEXTS = ["000123", "530102198503072016", "=1+1", "@x", "http://a.b", "1e5", "是", " 前后 ", "两\n行", "<&>\"'",
         "_x0041_", "_x00", "a\x0bb", "a\rb", "\ufffe", "长" * 32_767]  # fmt: skip
VALUES = [*DAYS, *MOMENTS, *NUMBERS, *TEXTS, True, False, None]


def made(columns, count):
    stream = io.BytesIO()
    write_workbook(stream, columns, count)
    return stream.getvalue()


def column(heading, values, **more):
    """True stands for 1 as a key, so yes/no cells are encoded apart from numbers."""
    distinct = [value for value in values if value is not None]
    codes = iter(range(len(distinct)))
    numbered = [-1 if value is None else next(codes) for value in values]
    return OutColumn(heading, CellColumn(np.array(numbered, np.int32), Distinct(tuple(distinct))), **more)


def by_xlsxwriter(values):
    """The same column, written cell by cell."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    day, moment = (book.add_format({"num_format": look}) for look in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
    sheet = book.add_worksheet("决策结果")
    sheet.write_string(0, 0, "值")
    for row, value in enumerate(values, 1):
        if isinstance(value, bool):
            sheet.write_boolean(row, 0, value)
        elif isinstance(value, datetime | time | timedelta):
            sheet.write_datetime(row, 0, value, moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, 0, value, day)
        elif isinstance(value, str):
            sheet.write_string(row, 0, value)
        elif value is not None:
            sheet.write_number(row, 0, value)
    book.close()
    return stream.getvalue()


def openpyxl_cells(data):
    """openpyxl takes Excel's escape of an underscore out of shared strings only."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = [cell for (cell,) in sheet.iter_rows(min_row=2, max_col=1)]
    values = [cell.value.replace("x005F_", "") if cell.data_type == "s" else cell.value for cell in cells]
    return [(value, cell.data_type, cell.number_format) for value, cell in zip(values, cells, strict=True)]


def calamine_cells(data):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [row[0] for row in rows[1:]]


def alike(cell):
    """Floats as the 15 digits a spreadsheet keeps: XlsxWriter writes no more."""
    return float(format(cell, ".15g")) if isinstance(cell, float) else cell


@pytest.mark.parametrize("read", [openpyxl_cells, calamine_cells])
def test_every_kind_of_value_is_read_back_as_what_xlsxwriter_writes(read):
    ours, theirs = (read(data) for data in (made([column("值", VALUES)], len(VALUES)), by_xlsxwriter(VALUES)))
    rows = len(VALUES) - 1  # the blank at the end has no cell
    assert len(ours) >= rows
    for value, our, their in zip(VALUES[:rows], ours, theirs, strict=False):
        if read is openpyxl_cells:
            assert (alike(our[0]), our[1:]) == (alike(their[0]), their[1:]), repr(value)
        else:
            assert (type(our), alike(our)) == (type(their), alike(their)), repr(value)


@settings(max_examples=25)
@given(st.lists(st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.booleans(),
), min_size=1, max_size=10))  # fmt: skip
def test_any_values_are_read_back_as_they_were(values):
    rows = calamine_cells(made([column("值", values), column("尾", ["."] * len(values))], len(values)))
    assert rows == [float(value) if type(value) is int else value for value in values]


def test_days_before_1900_and_numbers_beyond_a_cells_reach_are_texts_or_an_error_of_the_cell():
    values = [date(1899, 12, 30), date(1850, 5, 1), 12345678901234567, Decimal("0.1234567890123456"), float("inf")]
    cells = [cell[:2] for cell in openpyxl_cells(made([column("值", values)], len(values)))]
    assert cells == [("1899-12-30", "s"), ("1850-05-01", "s"), ("12345678901234567", "s"),
                     ("0.1234567890123456", "s"), ("#NUM!", "e")]  # fmt: skip


def test_texts_that_are_numbers_become_numbers_only_in_number_columns():
    texts = ["007", "1234.50", "1,234.50", "-3", "1e3", "123456789012345678"]
    as_numbers = openpyxl_cells(made([column("额", texts, numeric=True)], len(texts)))
    assert [cell[0] for cell in as_numbers] == [7, 1234.5, "1,234.50", -3, "1e3", "123456789012345678"]
    assert [cell[0] for cell in openpyxl_cells(made([column("号", texts)], len(texts)))] == texts


def test_the_header_stays_in_sight_can_be_filtered_and_columns_are_wide_enough():
    columns = [column("名称", ["很长的客户名称有限公司"] * 3), column("额", [1.0, 2.0, None])]
    data = made(columns, 3)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.dimensions) == ("A2", "A1:B4", "A1:B4")
    assert sheet["A1"].font.bold
    assert [sheet.column_dimensions[name].width >= 22 for name in "AB"] == [True, False]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        assert b'<dimension ref="A1:B4"/>' in package.read("xl/worksheets/sheet1.xml")


def test_without_a_row_there_is_still_the_header():
    sheet = openpyxl.load_workbook(io.BytesIO(made([column("名称", []), column("额", [])], 0))).active
    assert [cell.value for cell in sheet[1]] == ["名称", "额"]
    assert sheet.max_row == 1


def test_rows_go_on_in_other_sheets_each_with_its_header(monkeypatch):
    monkeypatch.setattr("app.cases.newbook.SHEET_ROWS", 4)
    values = [f"第{row}行" for row in range(7)]
    book = openpyxl.load_workbook(io.BytesIO(made([OutColumn("行", encode(values))], 7)))
    read = {sheet.title: [cell.value for (cell,) in sheet.iter_rows()] for sheet in book}
    assert read == {"决策结果1": ["行", *values[:3]], "决策结果2": ["行", *values[3:6]], "决策结果3": ["行", values[6]]}
    assert [sheet.auto_filter.ref for sheet in book] == ["A1:A4", "A1:A4", "A1:A2"]


@pytest.mark.parametrize("most", [200, 0xFFFF_FFFF])
def test_a_sheet_of_more_than_4_gb_is_told_in_64_bits(monkeypatch, most):
    monkeypatch.setattr("app.cases.repack._LARGE_ROWS", 3)
    monkeypatch.setattr("app.cases.repack._MOST", most)
    values = [f"第{row}行" for row in range(100)]
    data = made([column("行", values)], len(values))

    assert calamine_cells(data) == values
    assert [cell for cell, _, _ in openpyxl_cells(data)] == values
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        extract = {info.filename: info.extract_version for info in package.infolist()}
    assert extract["xl/worksheets/sheet1.xml"] == 45
    assert (set(extract.values()) == {45}) == (most == 200)
    assert (b"PK\x06\x06" in data) == (most == 200)


@pytest.mark.parametrize(("rows", "largest"), [(3, "_MOST"), (4, "_LARGEST")])
def test_what_no_sheet_can_hold_is_refused(monkeypatch, rows, largest):
    monkeypatch.setattr("app.cases.repack._LARGE_ROWS", 3)
    monkeypatch.setattr(f"app.cases.repack.{largest}", 5_000)
    with pytest.raises(LubuError) as refused:
        made([column("文", ["长" * 3_000] * rows)], rows)
    assert refused.value.findings[0].code == "cases.written-too-large"


@pytest.mark.parametrize("cells", [1, 5, 1 << 18])
def test_rows_made_in_blocks_are_the_rows_made_at_once(monkeypatch, cells):
    monkeypatch.setattr("app.cases.newbook._CELLS", cells)
    numbers = Numbers(np.array([0.5, np.nan, 2.0, 0.5, np.nan, 7.25]))
    mixed = CellColumn(np.array([-1, 0, -1, -1, 1, -1], np.int32), Distinct(("甲", "乙")), numbers)
    columns = [OutColumn("混", mixed), OutColumn("文", encode(["a", None, "b", "a", "c", "b"]))]
    sheet = openpyxl.load_workbook(io.BytesIO(made(columns, 6))).active
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [
        (0.5, "a"), ("甲", None), (2, "b"), (0.5, "a"), ("乙", "c"), (7.25, "b"),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_what_it_shows_of_the_workbook_of_xlsxwriter(tmp_path):
    values = [value for value in VALUES if value not in {None, "_x0041_", "a\x0bb"}]
    made_by = {"ours": made([column("值", values)], len(values)), "theirs": by_xlsxwriter(values)}
    shown = {}
    for name, data in made_by.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
        filters = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", filters]
        subprocess.run([*command, "--outdir", tmp_path, tmp_path / f"{name}.xlsx"], check=True, capture_output=True,
                       timeout=110)  # fmt: skip
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            shown[name] = list(csv.reader(stream))
    assert shown["ours"] == shown["theirs"]
    assert len(shown["ours"]) == len(values) + 1
