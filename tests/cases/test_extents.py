"""The scan must never see less of a sheet than calamine will allocate."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineError, CalamineWorkbook

from app.cases.addresses import column_index, column_name
from app.cases.extents import Extent, Scanner
from app.cases.limits import Limits
from app.cases.workbooks import Workbook
from app.findings import LubuError, Place
from tests.cases.made import extent_of, refusal, workbook_of


def calamine_extent(data: bytes) -> tuple[int, int]:
    end = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).end
    return (end[0] + 1, end[1] + 1) if end else (0, 0)


@given(st.integers(0, 16_383))
def test_column_names_and_indexes_are_inverse(index):
    assert column_index(column_name(index).encode()) == index


VALUES = (
    b"<v>1</v>",
    b"<f>1+1</f><v>2</v>",
    b"<f>1+1</f>",
    b"<v></v>",
    b"",
    b"<v/>",
    b"<is><t>x</t></is>",
    b"<!-- --><v>3</v>",
)
references = st.builds(
    lambda column, row: f"{column_name(column)}{row}".encode(), st.integers(0, 30), st.integers(1, 40)
)
attributes = st.sampled_from(
    [b"", b' s="1"', b' t="str"', b' t="e"', b' t="n" s="3"', b' t="e" s="3"', b' s="3" t="e"', b' t="e" cm="1"']
)


@st.composite
def cells(draw) -> bytes:
    """A cell in one of the spellings that XML allows; the first is the one all producers use."""
    where, extra, value = draw(references), draw(attributes), draw(st.sampled_from(VALUES))
    shape = draw(st.sampled_from([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7]))
    if shape == 1:
        return b'<c r="%b"%b/>' % (where, extra)
    if shape == 2:
        return b"<c%b>%b</c>" % (extra, value)  # no reference: behind the cell before
    if shape == 3:
        return b"<c%b\n r = '%b' >%b</c>" % (extra, where.lower(), value)
    if shape == 4:
        inner = value.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:!", b"<!")
        return b'<x:c r="%b"%b>%b</x:c>' % (where, extra, inner)
    if shape == 5:
        return b'<c y:r="A1" r="%b">%b</c>' % (where, value)
    if shape == 6:
        return b'<c r="%b"%b>\n  %b\n</c>\n' % (where, extra, value)
    if shape == 7:
        return b'<!-- <c r="A1"/> --><c r="%b" a=">">%b</c>' % (where, value)
    return b'<c r="%b"%b>%b</c>' % (where, extra, value)


@st.composite
def rows(draw) -> bytes:
    number = draw(st.one_of(st.none(), st.integers(1, 40)))
    content = b"".join(draw(st.lists(cells(), max_size=4)))
    name = draw(st.sampled_from([b"row", b"row", b"row", b"x:row"]))
    reference = b"" if number is None else b' spans="1:3" r="%d"' % number
    return b"<%b%b>%b</%b>" % (name, reference, content, name)


@settings(max_examples=150, deadline=None)
@given(st.lists(rows(), max_size=5), st.booleans())
def test_nothing_that_calamine_allocates_is_overlooked(made, prefixed):
    tag = b"x:sheetData" if prefixed else b"sheetData"
    data = workbook_of(b"<%b>%b</%b>" % (tag, b"".join(made), tag))
    try:
        expected = calamine_extent(data)
    except CalamineError:
        return  # not well-formed for calamine: it allocates nothing
    extent = extent_of(data)
    assert extent.rows >= expected[0]
    assert extent.columns >= expected[1]


regular = st.tuples(references, st.sampled_from([b"<v>1</v>", b"<v></v>", b"<is><t>x</t></is>", b""]))


@settings(max_examples=100, deadline=None)
@given(st.lists(regular, min_size=1, max_size=8), st.sampled_from([b"", b"x:"]))
def test_a_sheet_as_programs_write_it_is_measured_exactly(made, prefix):
    body = b"".join(
        b'<row r="%d"><c r="%b" s="1"%b>%b</c></row>'
        % (int(where.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")), where, b' t="inlineStr"' if b"is" in value else b"", value)
        for where, value in made
    )
    body = body.replace(b"</", b"\0").replace(b"<", b"<" + prefix).replace(b"\0", b"</" + prefix)
    data = workbook_of(b"<%bsheetData>%b</%bsheetData>" % (prefix, body, prefix))
    # calamine leaves a cell with <v></v> out, the scan counts it: that is the one difference, and it is harmless.
    valued = [where for where, value in made if value]
    rows_seen = max((int(where.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for where in valued), default=0)
    assert extent_of(data).rows == rows_seen


def test_cells_that_only_carry_a_style_do_not_count():
    """Borders down to the last row are common in ledgers and cost calamine nothing."""
    styled = b"".join(b'<row r="%d"><c r="XFD%d" s="7"/></row>' % (row, row) for row in (2, 900_000, 1_048_576))
    data = workbook_of(b'<sheetData><row r="1"><c r="B1"><v>1</v></c></row>' + styled + b"</sheetData>")
    extent = extent_of(data)
    assert (extent.rows, extent.columns) == (1, 2)
    assert calamine_extent(data) == (1, 2)


@pytest.mark.parametrize("far", ["B1048576", "XFD2", "XFD1048576", "ZZZZZZZZZZ9", "A99999999999", "DDDD5", "a9999999"])
@pytest.mark.parametrize("spelling", ['<c r="%s"><v>1</v></c>', "<c s='1' r='%s'><v>1</v></c>"])
def test_a_far_away_cell_is_refused_before_anything_is_allocated(far, spelling):
    near = (
        b'<row r="1">' + b"".join(b'<c r="%b1"><v>1</v></c>' % column_name(at).encode() for at in range(30)) + b"</row>"
    )
    data = workbook_of(b"<sheetData>%b<row r='2'>%b</row></sheetData>" % (near, (spelling % far).encode()))
    assert len(data) < 5_000
    assert refusal(Workbook, data, "甲.xlsx") == "cases.far-cell"


def test_rows_and_cells_without_references_are_counted():
    body = b"<row r='1048000'/>" + b"<row>" + b"<c><v>1</v></c>" * 30 + b"</row>"
    assert refusal(Workbook, workbook_of(b"<sheetData>%b</sheetData>" % body), "甲.xlsx") == "cases.far-cell"


def test_the_message_names_the_cell_and_its_sheet():
    data = workbook_of(b'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="ZZ1"><v>1</v></c></row></sheetData>')
    with pytest.raises(LubuError) as raised:
        Workbook(data, "甲.xlsx", Limits(cells=500, streamed=500))
    place = raised.value.findings[0].place
    assert (place.sheet, place.cell) == ("台账", "ZZ1")


def test_many_small_sheets_are_bounded_together():
    body = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="900"><c r="A900"><v>1</v></c></row></sheetData>'
    data = workbook_of(body, **{f"xl/worksheets/sheet{n}.xml": b"<worksheet>" + body + b"</worksheet>" for n in (2, 3)})
    assert refusal(Workbook, data, "甲.xlsx", Limits(cells=2_000, streamed=2_000)) == "cases.too-many-cells"


def test_pieces_may_end_anywhere():
    """A cell cut in two by the reading in pieces is still one cell."""
    xml = b'<worksheet><sheetData><row r="7"><c r="AB7" s="1"><f>A1</f><v>5</v></c><c r="AC7"/></row></sheetData>'
    for size in range(1, 20):
        scanner = Scanner(Place("甲"), Limits(), len(xml))
        for at in range(0, len(xml), size):
            scanner.feed(xml[at : at + size])
        extent: Extent = scanner.finish()
        assert (extent.rows, extent.columns, extent.damaged) == (7, 28, [])


@pytest.mark.parametrize("count", ["99999999999", "1e9", "&#57;99", "5000"])
def test_a_false_count_of_shared_strings_is_refused(count):
    """calamine reserves memory for as many as the file claims."""
    strings = b'<sst xmlns="urn:x" count="2" uniqueCount="%b"><si><t>a</t></si></sst>' % count.encode()
    data = workbook_of(b"<sheetData/>", **{"xl/sharedStrings.xml": strings})
    assert refusal(Workbook, data, "甲.xlsx") == "cases.count-false"
