"""Two readers, one result: what the scan captures is what calamine gives."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases import capture, package, read_cases, read_tables
from app.cases.addresses import column_name
from app.cases.capture import Kind, Part
from app.cases.captured import Deferred, PartNumbers
from app.cases.model import Cases, RawTable
from app.cases.workbooks import Workbook
from app.findings import LubuError
from tests.cases.made import variables, workbook_of

KNOWN = variables(借据号="文本", 户名="文本", 余额="金额", 到期日="日期", 逾期天数="整数", 是否重组="是否")
HEADINGS = list(KNOWN)


@pytest.fixture
def by_calamine(monkeypatch):
    """Read with calamine alone."""

    def read(call, *arguments, **options):
        with monkeypatch.context() as patched:
            patched.setattr(Workbook, "_captured", lambda *_: None)
            return call(*arguments, **options)

    return read


def shape(raw: RawTable) -> dict[str, object]:
    """All of a table that does not depend on who read it; nan is no equal of itself, so texts are compared."""
    return {
        "sheet": raw.sheet, "headings": raw.headings, "columns": raw.columns, "numbers": list(raw.row_numbers),
        "cells": [[(type(cell), str(cell)) for cell in row] for row in raw.grid], "unit": raw.unit,
        "findings": raw.findings, "leaves": raw.leaves, "row_findings": dict(raw.row_findings),
        "header_row": raw.header_row, "reach": raw.reach,
    }  # fmt: skip


def cases_shape(cases: Cases) -> dict[str, object]:
    columns = {name: (column.to_list(), column.states.tolist()) for name, column in cases.columns.items()}
    return {**shape(cases.raw), "typed": columns, "faults": dict(cases.row_findings), "said": cases.findings}


def outcome(call, *arguments):
    try:
        return call(*arguments)
    except LubuError as error:
        return error.findings


def check_same(data: bytes, by_calamine, captured: bool = True) -> None:
    """Both readers give the same tables and cases, or the same findings; the scan captured the cells if it should."""
    book = outcome(Workbook, data, "台账.xlsx")
    if captured:
        assert isinstance(book, Workbook)
        sheets = [type(sheet.content).__name__ for sheet in book.sheets()]
        assert set(sheets) == {"Captured"}, sheets
    for call, told in ((read_cases, cases_shape), (read_tables, lambda tables: [shape(table) for table in tables])):
        wanted = KNOWN if call is read_cases else HEADINGS
        ours = outcome(call, data, "台账.xlsx", wanted)
        theirs = by_calamine(outcome, call, data, "台账.xlsx", wanted)
        if isinstance(ours, tuple) or isinstance(theirs, tuple):
            assert ours == theirs
        else:
            assert told(ours) == told(theirs)


HEADER = b"".join(
    b'<c r="%b1" t="inlineStr"><is><t>%b</t></is></c>' % (column_name(at).encode(), heading.encode())
    for at, heading in enumerate(HEADINGS)
)

CONTENTS = (
    b"><v>1</v></c>", b"><v>-12.50</v></c>", b"><v>0.1</v></c>", b"><v>1234.5600000000002</v></c>",
    b"><v>1.1000000000000001</v></c>", b"><v>1E+5</v></c>", b"><v>45291</v></c>", b' s="1"><v>45291</v></c>',
    b' s="1"><v>45291.5</v></c>', b' s="2"><v>0.25</v></c>', b' s="3"><v>1.5</v></c>', b' s="4"><v>0.0435</v></c>',
    b"><v>123456789012345678</v></c>", b"><v> 12 </v></c>", b"><v>abc</v></c>", b"><v></v></c>", b"><v/></c>", b"/>",
    b' s="4"/>', b"></c>", b' t="b"><v>1</v></c>', b' t="b"><v>0</v></c>', b' s="1" t="b"><v>1</v></c>',
    b' t="e"><v>#N/A</v></c>', b' t="str"><v>a &amp; b</v></c>', b' t="str"><v> x_x000D_ </v></c>',
    b' t="str"><v></v></c>', b' t="n"><v>7</v></c>', b' t="d"><v>2026-01-02</v></c>', b"><f>1+1</f><v>2</v></c>",
    b'><f t="shared" si="0"/><v>3.5</v></c>', b"><f>A1&gt;0</f></c>", b' t="str"><f>A1>0</f><v>yes</v></c>',
    b' t="inlineStr"><is><t>plain</t></is></c>', b' t="inlineStr"><is><t> ends </t></is></c>',
    b' t="inlineStr"><is><t xml:space="preserve"> kept </t></is></c>', b' t="inlineStr"><is><t></t></is></c>',
    b' t="inlineStr"><is><t>&lt;b&gt; &#20013;</t></is></c>', b' t="inlineStr"><is><t>x_x0041_y_</t></is></c>',
    b' t="inlineStr"><is><t>\xe3\x80\x80</t></is></c>', b' t="inlineStr"><is><t>l1\nl2</t></is></c>',
    b' t="inlineStr"><is><t>' + "很长的文字超过二十四个字节".encode() * 3 + b"</t></is></c>",
    b' t="inlineStr"><is><t>' + "合计".encode() + b"</t></is></c>", b' t="s"><v>0</v></c>', b' t="s"><v>3</v></c>',
    b' s="4" t="s"><v>1</v></c>', b' t="s"><v>5</v></c>',
)  # fmt: skip
STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1">'
    b'<numFmt numFmtId="164" formatCode="[h]:mm:ss"/></numFmts><cellXfs count="5"><xf numFmtId="0"/>'
    b'<xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs></styleSheet>'
)
STRINGS = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="9" uniqueCount="6">'
    b"<si><t>" + "抵押".encode() + b'</t></si><si><t xml:space="preserve"> 1 </t></si><si><r><t>ri</t></r><r><rPr><b/>'
    b'</rPr><t>ch</t></r></si><si><t>a&amp;b</t><phoneticPr fontId="1"/></si><si/><si><t>NX0001</t></si></sst>'
)


def sheet_of(lines: list[dict[int, bytes]], tail: bytes = b"") -> bytes:
    """A workbook below the usual headings; each line gives the content of some columns."""
    rows = b"".join(
        b'<row r="%d" spans="1:6">%b</row>' % (
            number, b"".join(b'<c r="%b%d"%b' % (column_name(at).encode(), number, line[at]) for at in sorted(line)),
        )
        for number, line in enumerate(lines, 2)
        if line
    )  # fmt: skip
    body = b'<dimension ref="A1"/><sheetData><row r="1">%b</row>%b</sheetData>%b' % (HEADER, rows, tail)
    return workbook_of(body, **{"xl/styles.xml": STYLES, "xl/sharedStrings.xml": STRINGS})


lines = st.lists(st.dictionaries(st.integers(0, 7), st.sampled_from(CONTENTS), max_size=6), max_size=12)


@settings(max_examples=120, deadline=None)
@given(lines, st.booleans(), st.sampled_from([80, 700, package.PIECE]))
def test_whatever_cells_a_sheet_holds_both_readers_give_the_same(made, merged, piece):
    """However the sheet is cut into pieces, and the pieces put together again."""
    tail = b'<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>' if merged else b""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "PIECE", piece)
        patch.setattr(capture, "_TOGETHER", 2)
        patch.setattr(capture, "_MOST_SETTLED", 2)

        def alone(call, *arguments):
            with patch.context() as patched:
                patched.setattr(Workbook, "_captured", lambda *_: None)
                return call(*arguments)

        check_same(sheet_of(made, tail), alone, captured=False)


def test_an_empty_text_below_the_last_row_has_its_place(by_calamine):
    merged = b'<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    for empty in (b' t="str"><v></v></c>', b' t="str"><v/></c>', b' t="d"><v></v></c>'):
        check_same(sheet_of([{}, {0: CONTENTS[0]}, {0: empty}], merged), by_calamine)


@pytest.mark.parametrize("content", CONTENTS)
def test_every_usual_cell_is_captured(content, by_calamine):
    line = dict.fromkeys(range(6), content)
    check_same(sheet_of([line, {0: CONTENTS[0]}, line]), by_calamine)


@pytest.mark.parametrize(
    "body",
    [
        b'<c r="A2" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c>',
        b'<c r="A2"><v>1</v><extLst><ext uri="x"/></extLst></c>',
        b"<c r='A2'><v>1</v></c>",
        b"<c><v>1</v></c>",
        b'<c r="B2"><v>1</v></c><c r="A2"><v>2</v></c>',
        b'<c r="A2"><!-- --><v>1</v></c>',
        b'<c r="A2" t="inlineStr"><v>1</v></c>',
        b'<c r="A2" x="1"><v>1</v></c>',
        b'<c r="A2" t="s"><v>99</v></c>',
        b'<c r="A2" t="b"><v>2</v></c>',
    ],
)
def test_cells_in_another_form_are_left_to_calamine(body, by_calamine):
    data = workbook_of(
        b'<sheetData><row r="1">%b</row><row r="2">%b</row></sheetData>' % (HEADER, body),
        **{"xl/sharedStrings.xml": STRINGS},
    )
    check_same(data, by_calamine, captured=False)
    sheets = outcome(lambda: [type(sheet.content).__name__ for sheet in Workbook(data, "台账.xlsx").sheets()])
    assert "Captured" not in sheets


def test_a_file_that_was_read_leaves_nothing_behind():
    """A server reads thousands of them."""
    cases = read_cases(sheet_of([{0: CONTENTS[-1], 1: CONTENTS[33]}] * 3), "台账.xlsx", KNOWN)
    columns = [column.distinct for column in cases.raw.grid.columns if isinstance(column.distinct, Deferred)]
    held = [weakref.ref(source) for distinct in columns for source, _ in distinct._sources]
    assert held
    del cases, columns
    gc.collect()
    assert [one() for one in held if one() is not None] == []


@pytest.mark.parametrize("start", range(0, 9, 2))
@pytest.mark.parametrize("stop", range(0, 11, 2))
def test_numbers_of_some_rows_are_those_of_all_rows_cut_out(start, stop):
    """However the parts lie: without a gap, with gaps, and one behind the other in turn."""

    def numbers():
        parts = [
            Part(Kind.NUMBER, slice(0, 3), np.array([0.0, 1, 2])),
            Part(Kind.NUMBER + 1, np.array([4, 6, 9], np.int32), np.array([4.0, 6, 9])),
            Part(Kind.NUMBER, np.array([5, 7], np.int32), np.array([5.0, 7])),
        ]
        return PartNumbers(parts, 0, 10)

    whole, some = numbers().array, numbers().take(slice(start, stop))
    assert some.known.tolist() == (~np.isnan(whole[start:stop])).tolist()
    assert np.array_equal(some.array, whole[start:stop], equal_nan=True)
    assert np.array_equal(some.take(slice(1, None)).array, whole[start:stop][1:], equal_nan=True)
