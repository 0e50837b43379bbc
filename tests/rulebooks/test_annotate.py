"""The annotated copy: every finding at its cell, everything else as it was."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from app.findings import Finding, LubuError, Place
from app.rulebooks import load
from app.rulebooks.annotate import AUTHOR, COLOURS, SUMMARY, annotate
from tests.rulebooks.loading import words
from tests.workbooks import Formula, Sheet, book, decision_table, dictionary, stack

ROWS = stack(
    dictionary(("天数", "整数", ">=0"), ("等级", "文本", "正常,关注"), ("闲置", "文本")),
    decision_table(
        "表", ["天数"], ["等级"], [["R1", "[90..30]", "关注"], ["R2", "<5", None], ["R3", Formula("=1+1", 2), "正常"]]
    ),
)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


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
