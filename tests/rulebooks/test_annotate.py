"""The annotated copy: every finding at its cell, everything else as it was."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from app.findings import Finding, LubuError, Place
from app.rulebooks import load
from app.rulebooks.annotate import AUTHOR, COLOURS, SUMMARY, annotate
from app.rulebooks.annotation.comments import BELOW
from tests.rulebooks.loading import words
from tests.workbooks import Formula, Rows, Sheet, book, decision_table, dictionary, replace_part, stack

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

ROWS = stack(
    dictionary(("天数", "整数", ">=0"), ("等级", "文本", "正常,关注"), ("闲置", "文本")),
    decision_table(
        "表", ["天数"], ["等级"], [["R1", "[90..30]", "关注"], ["R2", "<5", None], ["R3", Formula("=1+1", 2), "正常"]]
    ),
)


def opened(data: bytes, *, values: bool = False) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def annotated(data: bytes, findings: Sequence[Finding] | None = None) -> bytes:
    return annotate(data, load(data, "书.xlsx").findings if findings is None else findings, words)


def test_faulty_cells_are_red_and_say_what_is_wrong() -> None:
    sheet = opened(annotated(book({"规则": ROWS})))["规则"]
    for cell, said in (("B9", "[30..90]"), ("C10", "结论是空的")):
        assert sheet[cell].fill.fgColor.rgb == COLOURS["error"]
        assert said in sheet[cell].comment.text
        assert sheet[cell].comment.author == AUTHOR
    assert sheet["A1"].comment is None


def test_warnings_have_a_colour_of_their_own() -> None:
    rows = stack(ROWS[:5], decision_table("表", ["天数"], ["等级"], [["R1", ">=0", "关注"]]))
    sheet = opened(annotated(book({"规则": rows})))["规则"]
    assert sheet["A5"].fill.fgColor.rgb == COLOURS["warning"]
    assert "闲置" in sheet["A5"].comment.text


def test_the_summary_lists_all_findings_with_links_to_their_cells() -> None:
    data = book({"规则": ROWS})
    findings = load(data, "书.xlsx").findings
    sheet = opened(annotated(data))[SUMMARY]
    listed = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert len(listed) == len(findings)
    assert [row[0] for row in listed] == sorted((row[0] for row in listed), key=["错误", "警告", "提示"].index)
    assert {row[3] for row in listed} == {words(finding) for finding in findings}
    assert sheet["C5"].hyperlink.location == "'规则'!B9"


def test_formulas_values_formats_and_own_comments_stay() -> None:
    source = opened(book({"规则": Sheet(ROWS, merged=["A7:B7"])}))
    source["规则"]["B9"].comment = Comment("请复核", "王五")
    source["规则"]["B11"].number_format = "0.00"
    source["规则"].column_dimensions["B"].width = 33
    stream = io.BytesIO()
    source.save(stream)
    sheet = opened(annotated(stream.getvalue()))["规则"]
    assert sheet["B11"].value == "=1+1"
    assert sheet["B11"].number_format == "0.00"
    assert sheet.column_dimensions["B"].width == 33
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A7:B7"]
    assert sheet["B9"].comment.text.startswith("请复核")


def test_a_fault_inside_a_merged_range_is_marked_at_its_first_cell() -> None:
    data = book({"规则": Sheet([["甲", "乙"], [1, 2]], merged=["A1:B1"])})
    finding = Finding("error", "rulebooks.table-without-rules", Place("书.xlsx", "规则", "B1"), {"table": "甲"})
    assert opened(annotated(data, [finding]))["规则"]["A1"].comment is not None


def test_annotating_twice_leaves_one_set_of_marks_and_the_copy_can_be_loaded_again() -> None:
    once = annotated(book({"规则": ROWS}))
    assert [f.code for f in load(once, "书.xlsx").findings] == [
        f.code for f in load(book({"规则": ROWS}), "书.xlsx").findings
    ]
    twice = opened(annotated(once))
    assert twice.sheetnames == [SUMMARY, "规则"]
    assert twice["规则"]["B9"].comment.text == opened(once)["规则"]["B9"].comment.text
    cleared = opened(annotated(once, []))
    assert cleared["规则"]["B9"].comment is None
    assert cleared["规则"]["B9"].fill.fill_type is None
    assert cleared[SUMMARY]["A2"].value == "没有发现问题。"


def styled(rows: Rows, **at: dict[str, Any]) -> bytes:
    """A workbook of XlsxWriter with formats at some cells of its sheet 规则."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet, lists = workbook.add_worksheet("规则"), workbook.add_worksheet("说明")
    lists.write_column(0, 0, ["说明", "正常", "关注"])
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value is not None and not isinstance(value, Formula):
                sheet.write(row, column, value)
    for cell, properties in at.items():
        row, column = xlsxwriter.utility.xl_cell_to_rowcol(cell)
        sheet.write(row, column, rows[row][column], workbook.add_format(properties))
    sheet.write_formula("B11", "=1+1", None, 2)
    sheet.write_comment("B9", "请复核", {"author": "王五"})
    sheet.write_comment("A1", "变量都在这里", {"author": "王五"})
    sheet.data_validation("C9:C20", {"validate": "list", "source": "=说明!$A$2:$A$3"})
    sheet.conditional_format("A9:A20", {"type": "data_bar", "data_bar_2010": True})
    sheet.insert_image("F2", "点.png", {"image_data": io.BytesIO(PICTURE)})
    sheet.insert_button("F4", {"caption": "按"})
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=规则!$B$10:$B$11"})
    sheet.insert_chart("F8", chart)
    sheet.print_area("A1:C11")
    sheet.set_column("B:B", 33)
    workbook.define_name("说明!选项", "=说明!$A$2:$A$3")
    workbook.close()
    return stream.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_only_the_parts_that_carry_marks_are_changed() -> None:
    before, after = parts(styled(ROWS)), parts(annotated(styled(ROWS)))
    assert {name for name in before if after.get(name) != before[name]} == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert set(after) - set(before) == {"xl/worksheets/sheet3.xml"}
    for kept in (b"<dataValidation ", b"<extLst>", b"x14:dataBar", b"<drawing ", b"<conditionalFormatting"):
        assert kept in after["xl/worksheets/sheet1.xml"]
    assert after["xl/drawings/vmlDrawing1.vml"].startswith(before["xl/drawings/vmlDrawing1.vml"][:-6])


def test_every_cell_and_every_other_format_stays() -> None:
    data = styled(ROWS, B9={"bg_color": "#FFFF00", "bold": True, "num_format": "0.00"}, C9={"italic": True})
    before, after = opened(data)["规则"], opened(annotated(data))["规则"]
    assert [[cell.value for cell in row] for row in after.iter_rows()] == [
        [cell.value for cell in row] for row in before.iter_rows()
    ]
    assert (after["B9"].font.b, after["B9"].number_format) == (True, "0.00")
    assert (after["C9"].font.i, after["C9"].fill.fill_type) == (True, None)
    assert after.column_dimensions["B"].width == before.column_dimensions["B"].width
    assert opened(annotated(data), values=True)["规则"]["B11"].value == 2


def test_the_colour_and_the_comment_of_the_owner_come_back() -> None:
    data = styled(ROWS, B9={"bg_color": "#FFFF00"})
    marked = annotated(data)
    assert opened(marked)["规则"]["B9"].fill.fgColor.rgb == COLOURS["error"]
    assert opened(marked)["规则"]["B9"].comment.text.startswith("请复核\n")
    cleared = opened(annotated(annotated(marked), []))["规则"]
    assert (cleared["B9"].fill.fgColor.rgb, cleared["B9"].comment.text) == ("FFFFFF00", "请复核")
    assert (cleared["C10"].fill.fill_type, cleared["C10"].comment) == (None, None)
    assert cleared["A1"].comment.text == "变量都在这里"


def test_the_owner_s_own_use_of_our_colours_is_left_alone() -> None:
    data = styled(ROWS, A9={"bg_color": f"#{COLOURS['warning'][2:]}"})
    assert opened(annotated(data))["规则"]["A9"].fill.fgColor.rgb == COLOURS["warning"]


def test_boxes_of_comments_that_go_go_too() -> None:
    drawing = "xl/drawings/vmlDrawing1.vml"
    data = styled(ROWS)
    marked = annotated(data)
    assert parts(marked)[drawing].count(b"<v:shape ") == parts(data)[drawing].count(b"<v:shape ") + 1
    assert parts(annotated(marked, []))[drawing] == parts(data)[drawing]


def test_names_of_one_sheet_follow_it() -> None:
    workbook = opened(annotated(styled(ROWS)))
    assert workbook.sheetnames == [SUMMARY, "规则", "说明"]
    assert workbook["说明"].defined_names["选项"].value == "说明!$A$2:$A$3"
    assert workbook["规则"].print_area == "'规则'!$A$1:$C$11"
    again = opened(annotated(annotated(styled(ROWS))))
    assert again["规则"].print_area == "'规则'!$A$1:$C$11"


def test_the_summary_alone_is_selected() -> None:
    selected = [sheet.sheet_view.tabSelected for sheet in opened(annotated(styled(ROWS))).worksheets]
    assert [bool(one) for one in selected] == [True, False, False]


def test_a_cell_that_is_not_there_is_made_with_the_format_of_its_column() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "规则"
    sheet["A2"], sheet["E2"], sheet["A9"] = "甲", "戊", "末"
    sheet.column_dimensions["C"].number_format = "0.00%"
    stream = io.BytesIO()
    workbook.save(stream)
    finding = Finding("note", "rulebooks.text-ignored", Place("书.xlsx", "规则", "B2:C2,C5"), {"text": "甲"})
    marked = opened(annotated(stream.getvalue(), [finding]))["规则"]
    for cell in ("B2", "C2", "C5"):
        assert marked[cell].fill.fgColor.rgb == COLOURS["note"]
    assert marked["C5"].number_format == "0.00%"
    assert [marked[cell].value for cell in ("A2", "E2", "A9")] == ["甲", "戊", "末"]


def test_the_gravest_finding_gives_the_colour_and_all_are_said() -> None:
    place = Place("书.xlsx", "规则", "A1")
    found = [Finding(level, "rulebooks.text-ignored", place, {"text": level}) for level in ("note", "error", "warning")]
    cell = opened(annotated(book({"规则": [["甲"]]}), found))["规则"]["A1"]
    assert cell.fill.fgColor.rgb == COLOURS["error"]
    said = cell.comment.text
    assert said.index("error") < said.index("warning") < said.index("note")


def test_threaded_comments_are_left_as_they_are() -> None:
    data = replace_part(styled(ROWS), "xl/comments1.xml", lambda xml: xml.replace("王五".encode(), b"tc={1}"))
    marked = opened(annotated(data))
    assert marked["规则"]["B9"].comment.text == "请复核"
    assert marked["规则"]["B9"].fill.fgColor.rgb == COLOURS["error"]
    assert marked[SUMMARY]["C5"].value == "B9"


def test_rows_and_cells_that_do_not_say_where_they_stand_are_counted() -> None:
    anonymous = re.compile(rb"""(<(?:row|c))\s+r="[A-Z]*\d+\"""")
    data = replace_part(
        book({"规则": [["甲", "乙"], ["丙", "丁"]]}), "xl/worksheets/sheet1.xml", lambda xml: anonymous.sub(rb"\1", xml)
    )
    finding = Finding("error", "rulebooks.text-ignored", Place("书.xlsx", "规则", "B2"), {"text": "丁"})
    marked = opened(annotated(data, [finding]))["规则"]
    assert (marked["B2"].value, marked["B2"].fill.fgColor.rgb) == ("丁", COLOURS["error"])
    assert marked["A2"].fill.fill_type is None


def test_a_package_with_parts_missing_is_refused() -> None:
    data = replace_part(book({"规则": ROWS}), "xl/styles.xml", lambda _xml: b"<styleSheet")
    with pytest.raises(LubuError) as refused:
        annotate(data, [], words)
    assert refused.value.findings[0].code == "rulebooks.damaged"


def test_a_workbook_without_formats_gets_some() -> None:
    source = parts(book({"规则": ROWS}))
    del source["xl/styles.xml"]
    relations = source["xl/_rels/workbook.xml.rels"]
    source["xl/_rels/workbook.xml.rels"] = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", relations)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in source.items():
            archive.writestr(name, content)
    finding = Finding("error", "rulebooks.text-ignored", Place("书.xlsx", "规则", "A1"), {"text": "甲"})
    assert opened(annotated(stream.getvalue(), [finding]))["规则"]["A1"].fill.fgColor.rgb == COLOURS["error"]


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    finding = Finding("error", "rulebooks.text-ignored", Place("书.xlsx", "规则", "A1"), {"text": ""})
    marked = opened(annotate(book({"规则": [["甲"]]}), [finding], lambda _finding: "坏\x00\ud800字 <&>"))
    assert marked["规则"]["A1"].comment.text == f"{BELOW}\n• 坏字 <&>"
    assert marked[SUMMARY]["D5"].value == "坏字 <&>"


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_copy_and_its_own_copy_of_that_is_annotated_again(tmp_path: Path) -> None:
    source = styled(ROWS, B9={"bold": True})
    (tmp_path / "书.xlsx").write_bytes(annotated(source))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out"]
    subprocess.run([*command, tmp_path / "书.xlsx"], check=True, capture_output=True, timeout=110)
    saved = (tmp_path / "out" / "书.xlsx").read_bytes()
    shown = opened(saved)["规则"]
    assert "[30..90]" in shown["B9"].comment.text
    assert shown["B9"].fill.fgColor.rgb == COLOURS["error"]
    assert shown.data_validations.dataValidation
    found = load(source, "书.xlsx").findings
    again = opened(annotated(saved, found))["规则"]
    assert again["B9"].comment.text.count("[30..90]") == 1
    assert again["B9"].comment.text.startswith("请复核")
    cleared = opened(annotated(saved, []))["规则"]
    assert (cleared["C10"].comment, cleared["C10"].fill.fill_type) == (None, None)
    assert cleared["B9"].comment.text == "请复核"


def test_text_that_begins_like_a_formula_stays_text() -> None:
    data = book({"=1+1": [["甲"]]})
    finding = Finding("note", "rulebooks.text-ignored", Place("书.xlsx", "=1+1", "A1"), {"text": "=cmd|' /C calc'!A0"})
    copied = opened(annotate(data, [finding], lambda _finding: "=HYPERLINK(1)"))
    assert copied[SUMMARY]["D5"].data_type == "s"
    assert copied[SUMMARY]["B5"].data_type == "s"


def test_what_is_no_workbook_cannot_be_annotated() -> None:
    with pytest.raises(LubuError) as refused:
        annotate(b"%PDF-1.7", [], words)
    assert refused.value.findings[0].code == "rulebooks.not-a-workbook"
