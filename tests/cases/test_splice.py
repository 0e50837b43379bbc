"""The officer's workbook comes back as it was, with the decisions beside each case."""

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill

from app.cases import Decided, append_columns, read_cases
from app.cases.headxml import widened
from app.cases.model import RawTable
from app.cases.rowxml import Additions, spliced
from app.cases.splicing import NotSplicedError
from app.columns import FAILED, EncodedColumn, dates, encode, numbers
from app.findings import LubuError
from tests.cases.made import SHEET, said, variables, workbook_of, zipped
from tests.workbooks import Formula, Sheet, book

KNOWN = variables(借据号="文本", 户名="文本", 余额="金额", 到期日="日期")
ERROR = {"code": "x.y", "message": "有错", "advice": "改正", "place": {"cell": "B3"}}
NEW = ["五级分类", "措施", "拨备", "届满日", "上门", "命中规则", "错误"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


TEXTS = ("次级", '=HYPERLINK("http://x")', " <a> & ]]> ", "甲\n乙\t\x0b_x0041_", "+1", "𠮷")


def decided_for(count: int) -> Decided:
    """Every kind of outcome, different from row to row."""
    rows = range(count)
    outputs = {
        "五级分类": EncodedColumn(np.array([row % len(TEXTS) for row in rows], np.int32), TEXTS),
        "措施": encode([("电话", "上门") if row % 2 else None for row in rows]),
        "拨备": numbers([Decimal(row * 10_050) / 100 if row % 3 else Decimal("0.25") for row in rows]),
        "届满日": dates([date(2027, 1, 1 + row % 28) for row in rows]),
        "上门": encode([bool(row % 2) for row in rows], failed=[0] if count else []),
    }
    errors = [ERROR if row == 0 else None for row in rows]
    return Decided(outputs, [[]] * count, [f"五级分类:R{row}" for row in rows], errors)


def expected(row: int) -> list[object]:
    """What a reader finds in the new cells of a case."""
    return [
        TEXTS[row % 6].replace("\x0b_x0041_", "_x000B__x005F_x0041_"),  # openpyxl leaves Excel's spelling as it is
        "电话、上门" if row % 2 else "未命中",
        row * 100.5 if row % 3 else 0.25,
        datetime(2027, 1, 1 + row % 28),  # noqa: DTZ001 - as cells are
        None if row == 0 else bool(row % 2),
        f"五级分类:R{row}",
        "B3：有错 改正" if row == 0 else None,
    ]


def appended(data: bytes, sheet: str | None = None):
    """The workbook with columns, the cases they belong to, and the note if there was one."""
    cases = read_cases(data, "台账.xlsx", KNOWN, sheet)
    stream = io.BytesIO()
    note = append_columns(stream, data, cases, decided_for(len(cases)))
    return stream.getvalue(), cases.raw, note


def cells_of(data: bytes) -> dict[tuple[str, str], tuple[str, ...]]:
    """Every cell of every sheet: value or formula, its kind, and how it looks."""
    read = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    return {
        (sheet.title, cell.coordinate): (
            str(getattr(cell.value, "text", cell.value)), cell.data_type, cell.number_format, _look(cell),
        )
        for sheet in read for line in sheet.iter_rows() for cell in line if cell.value is not None or cell.has_style
    }  # fmt: skip


def _look(cell) -> str:
    return repr((cell.font, cell.fill, cell.border, cell.alignment, cell.protection)) if cell.has_style else ""


def check(data: bytes, sheet: str | None = None) -> tuple[bytes, RawTable, openpyxl.worksheet.worksheet.Worksheet]:
    """Splice, and hold the result to everything promised of any workbook."""
    result, raw, note = appended(data, sheet)
    assert note is None, said(note)
    before, after = cells_of(data), cells_of(result)
    assert {key: after.get(key) for key in before} == before
    assert raw.reach is not None
    first, wanted = raw.reach.columns + 1, {raw.header_row, *raw.row_numbers}
    added = [openpyxl.utils.cell.coordinate_from_string(cell) for name, cell in after.keys() - before.keys()]
    assert all(first <= openpyxl.utils.column_index_from_string(column) < first + len(NEW) for column, _ in added)
    assert {row for _, row in added} <= wanted
    made = openpyxl.load_workbook(io.BytesIO(result))[raw.sheet]
    assert new_cells(made, raw.header_row, first) == NEW
    for case, row in enumerate(raw.row_numbers):
        assert new_cells(made, row, first) == expected(case), row
    check_package(data, result, raw.reach.part)
    return result, raw, made


def new_cells(sheet, row: int, first: int) -> list[object]:
    return [sheet.cell(row, first + at).value for at in range(len(NEW))]


def check_package(data: bytes, result: bytes, part: str) -> None:
    """Members nobody touched are the same bytes, packed and unpacked; the sheet is in order."""
    old, new = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(result))
    assert new.testzip() is None
    assert new.namelist() == old.namelist()
    for info in old.infolist():
        if info.filename not in (part, "xl/styles.xml"):
            copied = new.getinfo(info.filename)
            assert (copied.CRC, copied.compress_size, copied.date_time) == (
                info.CRC, info.compress_size, info.date_time,
            )  # fmt: skip
            assert new.read(copied) == old.read(info)
    xml = new.read(part)
    rows = [int(number) for number in re.findall(rb'<row r="(\d+)"', xml)]
    assert all(upper < lower for upper, lower in pairwise(rows))
    cells = re.findall(rb'<c [^<>]*?\br="([A-Z]+)(\d+)"', xml)
    places = [(int(row), openpyxl.utils.column_index_from_string(column.decode())) for column, row in cells]
    assert all(left < right for left, right in pairwise(places))


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def openpyxl_made() -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "说明"
    made.active["A1"] = "随便写的"
    sheet = made.create_sheet("台账", 0)
    sheet.append(["逾期贷款台账"])
    sheet.merge_cells("A1:E1")
    sheet.append(["借据号", "户名", "余额", "到期日", "倍数"])
    for at in range(1, 8):
        sheet.append([f"00{at}", f"=户{at}" if at == 3 else f"户{at}", at * 1000.5, date(2026, 1, at), f"=C{at + 2}*2"])
        sheet.cell(at + 2, 3).number_format = "#,##0.00"
    sheet["B4"].data_type = "s"
    sheet["B4"].font = Font(bold=True, color="FF0000")
    sheet["B2"].fill = PatternFill("solid", "FFFF00")
    sheet["E2"].font = Font(italic=True)
    sheet["E2"].alignment = Alignment(horizontal="center")
    sheet.column_dimensions["B"].width = 33
    sheet.conditional_formatting.add(
        "C3:C9", CellIsRule(operator="greaterThan", formula=["3000"], font=Font(bold=True))
    )
    sheet.auto_filter.ref = "A2:E9"
    sheet.freeze_panes = "A3"
    other = made.create_sheet("汇总")
    other["A1"] = "=SUM(台账!C3:C9)"
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def xlsxwriter_made(**options: bool) -> bytes:
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    made.add_worksheet("封面").write("A1", "封面")
    sheet = made.add_worksheet("台账")
    money, day = made.add_format({"num_format": "0.0"}), made.add_format({"num_format": "yyyy/m/d"})
    sheet.set_column("F:XFD", None, None, {"hidden": True})
    sheet.write_row(0, 0, ["借据号", "户名", "余额", "到期日"])
    for row in range(1, 40):
        if row % 7:  # every seventh row is missing
            sheet.write_string(row, 0, f"{row:04d}")
            sheet.write_string(row, 1, "甲&乙 <丙>")
            sheet.write_number(row, 2, row * 1.5, money)
            sheet.write_datetime(row, 3, datetime(2026, 1, 1 + row % 28), day)  # noqa: DTZ001
    if not options.get("constant_memory"):
        sheet.add_table(0, 0, 39, 3, {"columns": [{"header": h} for h in ("借据号", "户名", "余额", "到期日")]})
    made.close()
    return stream.getvalue()


def test_a_workbook_of_openpyxl_keeps_every_cell_and_gets_the_columns():
    result, _, sheet = check(openpyxl_made())
    assert sheet["F2"].font.italic and sheet["F2"].alignment.horizontal == "center"  # as its neighbour looks
    assert sheet["H3"].number_format == "#,##0.00"
    assert sheet["I3"].is_date and sheet["I3"].number_format == "yyyy\\-mm\\-dd"
    assert sheet.column_dimensions["B"].width == 33
    assert sheet.auto_filter.ref == "A2:E9" and sheet.freeze_panes == "A3"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:E1"]
    assert sheet.dimensions == "A1:L9"
    assert openpyxl.load_workbook(io.BytesIO(result)).sheetnames == ["台账", "说明", "汇总"]


@pytest.mark.parametrize("constant_memory", [False, True], ids=["shared strings", "inline strings"])
def test_a_workbook_of_xlsxwriter_keeps_its_table_and_shows_the_new_columns(constant_memory):
    data = xlsxwriter_made(constant_memory=constant_memory)
    _, _, sheet = check(data)
    assert [table.ref for table in sheet.tables.values()] == ([] if constant_memory else ["A1:D40"])
    hidden = {name for name, column in sheet.column_dimensions.items() if column.hidden}
    assert hidden == {"L"}  # the group from L on; E to K hold what was decided


def test_a_second_splice_puts_its_columns_behind_the_first():
    once, _, _ = check(openpyxl_made())
    _, raw, sheet = check(once)
    assert raw.reach.columns == 12
    assert [sheet.cell(2, at).value for at in range(6, 20)] == NEW + NEW


def test_amounts_have_room():
    data = openpyxl_made()
    cases = read_cases(data, "台账.xlsx", KNOWN)
    amounts = numbers([*map(Decimal, ("0.01", "1", "2", "3", "4", "5", "-123456789.10"))])
    stream = io.BytesIO()
    assert append_columns(stream, data, cases, Decided({"额": amounts}, [[]] * 7, [""] * 7, [None] * 7)) is None
    assert openpyxl.load_workbook(stream)["台账"].column_dimensions["F"].width >= len("-123,456,789.10")


def test_the_same_input_gives_the_same_bytes():
    data = openpyxl_made()
    assert appended(data)[0] == appended(data)[0]


def test_merged_levels_of_headings_take_the_new_ones_in_the_lowest():
    rows = [["借据号", "客户", ""], ["", "户名", "余额"], ["1", "张", 5.0], ["2", "李", 6.0]]
    _, raw, _ = check(book({"台账": Sheet(rows, ["A1:A2", "B1:C1"])}))
    assert raw.header_row == 2


def test_a_range_merged_beside_the_table_is_not_written_into():
    rows = [["借据号", "户名", "余额"], ["1", "张", 5.0], ["2", "李", 6.0]]
    _, raw, sheet = check(book({"台账": Sheet(rows, ["C3:E3"])}))
    assert raw.reach.columns == 5
    assert sheet["F1"].value == NEW[0]


def test_rows_that_are_no_cases_get_no_cells():
    rows = [["借据号", "户名", "余额"], ["1", "张", 5.0], ["合计", "", 5.0], ["2", "李", 6.0], ["", "", ""]]
    _, raw, sheet = check(book({"台账": rows}))
    assert list(raw.row_numbers) == [2, 4]
    assert new_cells(sheet, 3, 4) == [None] * len(NEW)


def test_the_sheet_asked_for_is_the_one_that_gets_the_columns():
    rows = [["借据号", "户名", "余额"], ["1", "张", 5.0]]
    data = book({"甲": rows, "乙": [*rows, ["2", "李", 6.0]]})
    result, _, _ = check(data, "甲")
    assert openpyxl.load_workbook(io.BytesIO(result))["乙"].max_column == 3


def test_sheets_go_by_their_relation_and_not_by_the_number_in_their_name():
    """openpyxl numbers parts by order; here the first sheet lies in the second part."""
    parts = parts_of(openpyxl_made())
    one, two = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
    parts[one], parts[two] = parts[two], parts[one]
    relations = parts["xl/_rels/workbook.xml.rels"]
    relations = relations.replace(b"sheet1.xml", b"sheet0.xml").replace(b"sheet2.xml", b"sheet1.xml")
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"sheet0.xml", b"sheet2.xml")
    _, raw, _ = check(zipped(parts))
    assert raw.reach.part == two


def test_formulas_and_what_they_gave_stay():
    rows = [["借据号", "户名", "余额"], ["1", "张", Formula("=1+1", 2.0)], ["2", "李", Formula("=C2*2", 4.0)]]
    check(book({"台账": rows}))


def test_dates_count_from_1904_where_the_workbook_does():
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True, "date_1904": True})
    sheet = made.add_worksheet("台账")
    sheet.write_row(0, 0, ["借据号", "户名", "余额"])
    sheet.write_row(1, 0, ["1", "张", 5.0])
    made.close()
    check(stream.getvalue())


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" numFmtId="14"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
).encode()
HEADINGS = '<row r="1"><c r="A1" t="inlineStr"><is><t>借据号</t></is></c><c r="B1" t="str"><v>户名</v></c></row>'


def by_hand(rows: str, head: str = "", tail: str = "", styles: bytes = STYLES) -> bytes:
    data = workbook_of(f"{head}<sheetData>{rows}</sheetData>{tail}".encode())
    parts = {
        name: zipfile.ZipFile(io.BytesIO(data)).read(name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist()
    }
    relation = b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    relation += b'/styles" Target="styles.xml"/></Relationships>'
    rels = "xl/_rels/workbook.xml.rels"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    override = f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
    override += f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
    override += f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    parts[rels] = parts[rels].replace(b"</Relationships>", relation)
    return zipped({**parts, "xl/styles.xml": styles})


ODD = {
    "rows with spans": HEADINGS + '<row r="2" spans="1:2"><c r="A2"><v>1</v></c></row>',
    "rows without numbers": HEADINGS.replace(' r="1"', "")
    + '<row><c r="A2"><v>1</v></c></row><row ht="20"><c r="A3"><v>1</v></c></row>',
    "the number not first": HEADINGS + '<row ht="20" r="2" customHeight="1"><c s="1" r="A2"><v>1</v></c></row>',
    "single quotes": HEADINGS.replace('"', "'") + "<row r='2'><c r='A2'><v>1</v></c></row>",
    "cells without references": HEADINGS + '<row r="2"><c><v>1</v></c><c t="b"><v>1</v></c></row>',
    "blank lines between": HEADINGS + '\n  <row r="2">\n <c r="A2"><v>1</v></c>\n </row>\n',
    "a row closed at once": HEADINGS + '<row r="2"/><row r="3"><c r="A3"><v>1</v></c></row><row r="4" ht="9"/>',
    "rows far apart": HEADINGS + '<row r="900"><c r="A900"><v>1</v></c></row>',
    "shared formulas": HEADINGS
    + '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">1+1</f><v>2</v></c></row>'
    + '<row r="3"><c r="A3"><f t="shared" si="0"/><v>2</v></c></row>',
    "rich text": HEADINGS
    + '<row r="2"><c r="A2" t="inlineStr"><is><r><rPr><color rgb="FFFF0000"/></rPr><t>甲</t></r></is></c></row>',
}


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD.keys())
def test_odd_ways_to_write_a_sheet(rows):
    check(by_hand(rows))


def test_the_sheet_itself_says_how_far_it_reaches_now():
    data = by_hand(ODD["rows with spans"], '<dimension ref="A1:B2"/><cols><col min="2" max="16384" width="5"/></cols>')
    xml = zipfile.ZipFile(io.BytesIO(check(data)[0])).read(SHEET).decode()
    assert '<dimension ref="A1:I2"/>' in xml
    assert 'spans="1:9"' in xml
    assert '<col min="2" max="2" width="5"/>' in xml and '<col min="10" max="16384" width="5"/>' in xml


def as_excel_writes() -> bytes:
    """The root, the attributes and the entries of the package as Excel and POI have them."""
    parts = parts_of(by_hand(
        HEADINGS.replace('<row r="1">', '<row r="1" spans="1:2" x14ac:dyDescent="0.25">')
        + '<row r="2" spans="1:2" ht="15.75" thickBot="1" x14ac:dyDescent="0.3"><c r="A2" s="1"><v>1</v></c></row>',
        '<sheetPr/><dimension ref="A1:B2"/><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>',
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
    ))  # fmt: skip
    root = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet mc:Ignorable="x14ac xr" '
    root += 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:xr="urn:xr" '
    root += 'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xr:uid="{00000000-0001}" '
    parts[SHEET] = root.encode() + parts[SHEET].split(b"<worksheet ", 1)[1]
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


class Unseekable(io.BytesIO):
    """Makes zipfile put the sizes behind each member."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise OSError

    def tell(self) -> int:
        raise OSError


def test_a_workbook_as_excel_writes_it():
    data = as_excel_writes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert all(info.flag_bits & 8 for info in archive.infolist())
    xml = zipfile.ZipFile(io.BytesIO(check(data)[0])).read(SHEET)
    assert b'<row r="2" spans="1:9" ht="15.75" thickBot="1" x14ac:dyDescent="0.3"><c r="A2" s="1">' in xml


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"></row></row>',
        '<row r="2"></row><row r="3"></row></row>',
        '<row r="2"/></row>',
        '<row r="2"><c r="A2"/>',
        '<row r="2"><c r="A2"/></row>text<row r="3"></row>',
        '<rowx r="2"></rowx>',
        '<row r="2"><c r="A2"/><x/></row>',
        '<row r="2"><c r="B2"/><c r="A2"/></row>',
        '<row r="2"><c r="C2"><v>1</v></c></row>',
        '<row r="2"><c r="E2"/><c/></row>',
    ],
)
def test_rows_that_cannot_be_vouched_for_are_refused(rows):
    xml = parts_of(by_hand(HEADINGS + rows))[SHEET]
    additions = Additions(1, lambda style: [b""], np.array([2]), [[b"<c/>"]], 3, 4, clear=False)
    with pytest.raises(NotSplicedError):
        list(spliced([xml[:700], xml[700:]], additions, lambda head: head))


@pytest.mark.parametrize(
    "made",
    [
        {"head": "<cols>" * 60_000},
        {"head": "<dimension " * 60_000},
        {"rows": HEADINGS + '<row r="2" ' + "a" * 600_000},
        {"rows": HEADINGS + '<row r="2">' + "<c" * 300_000},
        {"rows": HEADINGS + '<row r="2"' + " " * 600_000},
    ],
    ids=["widths", "extent", "a long name", "cells never closed", "blanks"],
)
def test_nothing_takes_longer_than_its_length_allows(made):
    """Backtracking over any of these would take minutes."""
    xml = by_hand(**{"rows": HEADINGS + "</row>", **made})
    additions = Additions(1, lambda style: [b""], np.array([2]), [[b""]], 3, 4, clear=False)
    began = time.process_time()
    with pytest.raises(NotSplicedError):
        for _ in spliced([parts_of(xml)[SHEET]], additions, lambda head: widened(head, 3, b"D", [9, 9], (1, 2))):
            pass
    assert time.process_time() - began < 5


def test_blank_cells_that_carry_a_style_give_way_to_new_ones():
    rows = HEADINGS + '<row r="2"><c r="A2"><v>1</v></c><c r="C2" s="1"/><c r="D2" s="1"></c>'
    rows += '<c r="ZZ2" s="1"/></row>'
    sheet = openpyxl.load_workbook(io.BytesIO(check_sparse(by_hand(rows))))["台账"]
    assert [(cell.value, cell.number_format) for cell in sheet[2][2:4]] == [("次级", "General"), ("未命中", "General")]
    assert sheet["ZZ2"].number_format == "mm-dd-yy"


def test_rows_that_only_a_merge_fills_are_made():
    rows = HEADINGS + '<row r="2"><c r="A2"><v>1</v></c></row><row r="5"><c r="A5"><v>1</v></c></row>'
    _, raw, _ = check(by_hand(rows, tail='<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'))
    assert list(raw.row_numbers) == [2, 3, 4, 5]


PLAIN = HEADINGS + '<row r="2"><c r="A2"><v>1</v></c></row>'
REFUSED = {
    "a comment among the rows": (by_hand(PLAIN + "<!-- <row r='9'> -->"), "特殊内容"),
    "a comment before them": (by_hand(PLAIN, "<!-- <sheetData> -->"), "特殊内容"),
    "rows out of order": (by_hand(PLAIN + '<row r="1"><c r="Z1"/></row>'), "顺序"),
    "a cell of another row": (by_hand(HEADINGS + '<row r="2"><c r="A3"><v>1</v></c></row>'), "顺序"),
    "styles without formats": (by_hand(PLAIN, styles=STYLES.replace(b"cellXfs", b"otherXfs")), "样式表"),
    "styles with a comment": (by_hand(PLAIN, styles=STYLES.replace(b"<fonts", b"<!--</cellXfs>--><fonts")), "样式表"),
    "no styles": (workbook_of(f"<sheetData>{PLAIN}</sheetData>".encode()), "样式表"),
    "strange widths": (by_hand(PLAIN, "<cols><col min='1'/></cols>"), "列宽"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_understood_becomes_a_new_workbook_and_says_why(data, reason):
    result, _, note = appended(data)
    assert note is not None and note.level == "note" and note.code == "cases.not-spliced"
    assert reason in said(note)
    sheet = openpyxl.load_workbook(io.BytesIO(result)).active
    assert [cell.value for cell in sheet[1]][-len(NEW) :] == NEW


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"<worksheet xmlns=", b"<x:worksheet xmlns=", "写法"),
        (b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main", "严格"),
    ],
)
def test_prefixed_and_strict_sheets_are_left_alone(old, new, reason):
    parts = parts_of(by_hand(PLAIN))
    xml = parts[SHEET].replace(old, new)
    if new.startswith(b"<x:"):
        xml = re.sub(rb"<(/?)(sheetData|row|c|v|is|t)\b", rb"<\1x:\2", xml).replace(b"</worksheet", b"</x:worksheet")
    _, _, note = appended(zipped({**parts, SHEET: xml}))
    assert note is not None and reason in said(note)


def test_a_signed_workbook_is_not_changed():
    signed = {**parts_of(openpyxl_made()), "_xmlsignatures/sig1.xml": b"<Signature/>"}
    assert "签名" in said(appended(zipped(signed))[2])


def test_a_sheet_in_use_up_to_its_last_column_has_no_room():
    cases = read_cases(openpyxl_made(), "台账.xlsx", KNOWN)
    made = openpyxl.load_workbook(io.BytesIO(openpyxl_made()))
    made["台账"].merge_cells("E9:XFD9")
    data = saved(made)
    result, _, note = appended(data)
    assert note is not None and "空列" in said(note)
    assert openpyxl.load_workbook(io.BytesIO(result)).active.max_row == len(cases) + 1


def test_cases_of_a_text_file_get_a_new_workbook():
    data = "借据号,户名\n1,张\n".encode()
    cases = read_cases(data, "a.csv", KNOWN)
    note = append_columns(io.BytesIO(), data, cases, decided_for(1))
    assert note is not None and note.params["reason"]


def test_another_file_than_the_cases_came_from_is_told_by_its_rows():
    cases = read_cases(by_hand(ODD["rows far apart"]), "甲.xlsx", KNOWN)
    with pytest.raises(LubuError):
        append_columns(io.BytesIO(), b"no workbook", cases, decided_for(1))
    with pytest.raises(ValueError, match="not about these cases"):
        append_columns(io.BytesIO(), by_hand(PLAIN), cases, decided_for(2))


def test_part_of_the_cases_in_any_order_find_their_rows():
    data = openpyxl_made()
    cases = read_cases(data, "台账.xlsx", KNOWN).take(np.array([5, 1, 3]))
    stream = io.BytesIO()
    assert append_columns(stream, data, cases, decided_for(3)) is None
    sheet = openpyxl.load_workbook(stream)["台账"]
    assert {row: sheet.cell(row, 11).value for row in range(3, 10)} == {
        3: None, 4: "五级分类:R1", 5: None, 6: "五级分类:R2", 7: None, 8: "五级分类:R0", 9: None,
    }  # fmt: skip


def test_a_failed_conclusion_stays_blank():
    data = openpyxl_made()
    cases = read_cases(data, "台账.xlsx", KNOWN)
    nothing = EncodedColumn(np.full(len(cases), FAILED, np.int32), ())
    stream = io.BytesIO()
    note = append_columns(stream, data, cases, Decided({"空": nothing}, [[]] * 7, [""] * 7, [None] * 7))
    assert note is None
    sheet = openpyxl.load_workbook(stream)["台账"]
    assert [sheet.cell(3, at).value for at in range(6, 9)] == [None] * 3


cell_values = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9), st.dates(date(1990, 1, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.tuples(st.integers(2, 30), st.integers(1, 9)), cell_values, max_size=40),
    st.sets(st.tuples(st.integers(1, 30), st.integers(1, 20)), max_size=6),
    st.sampled_from([1, 3]),
)
def test_random_sparse_sheets(cells, styled, header):
    """Whatever stands where: every cell stays and every case has its decisions."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.cell(header, 2, "借据号")
    sheet.cell(header, 4, "户名")
    for (row, column), value in {(2, 2): "007", **cells}.items():
        target = sheet.cell(row + header - 1, column)
        target.value = value
        if isinstance(value, str):
            target.data_type = "s"
    for row, column in styled:
        sheet.cell(row, column).fill = PatternFill("solid", "00FF00")
    try:
        read_cases(saved(made), "台账.xlsx", KNOWN)
    except LubuError:
        return  # nothing but blanks, or a value that drowns the header
    check_sparse(saved(made))


def check_sparse(data: bytes) -> bytes:
    """As :func:`check`, but blank cells that only carried a style may have given way to new ones."""
    result, raw, note = appended(data)
    assert note is None, said(note)
    before, after = cells_of(data), cells_of(result)
    first = raw.reach.columns + 1
    held = {key: cell for key, cell in before.items() if cell[0] != "None"}
    assert {key: after.get(key) for key in held} == held
    sheet = openpyxl.load_workbook(io.BytesIO(result))[raw.sheet]
    assert new_cells(sheet, raw.header_row, first) == NEW
    assert [new_cells(sheet, row, first) for row in raw.row_numbers] == [expected(at) for at in range(len(raw.rows))]
    check_package(data, result, raw.reach.part)
    return result
