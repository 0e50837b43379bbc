"""Two readers of csv, one result: what numpy finds is what the csv module gives, and rows come back as they were."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases import hand_back, read_cases, read_tables
from app.cases import texts as texts_module
from app.cases.delimited import IrregularTextError, fields, unquoted
from app.cases.model import Cases, Decided
from app.columns import encode
from app.findings import LubuError
from tests.cases.made import variables
from tests.cases.test_capture import cases_shape, shape

KNOWN = variables(借据号="文本", 户名="文本", 余额="金额", 到期日="日期", 逾期天数="整数", 是否重组="是否")
HEADING = ",".join(KNOWN)
FIELDS = (
    "", " ", "　", "1", "0", "-1", "-0", "+5", "007", "1.50", "0.10", "-12.5", ".5", "5.", "1e3", "12345678901",
    "530102198503072016", "9007199254740993", "123456789012345.6", "0.12345678", "NX2026000001", "合计", "单位:万元",
    "2026-01-31", "20260228", "王某", "a&b", "_x0041_", " 前后 ", '"引"', '"1,234.50"', '"一\n二"', '"一\r\n二"',
    '"双""引"', '""', '" "', '="0012"', "'0012", "=1+1", "@x", "-5%", "#N/A", "很长的文字超过二十四个字节" * 3,
    "1000000", "是", "1,234", 'a""', "借据号", '"="""',
)  # fmt: skip
IRREGULAR = ('="a,b"', 'a"b', '"a"b', '"a" ', "x\ry", '"开', "\0")


def csv_module_only(call, *arguments):
    """Read with the csv module alone."""

    def refuse(*_):
        raise IrregularTextError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts_module, "csv_columns", refuse)
        return outcome(call, *arguments)


def outcome(call, *arguments):
    try:
        return call(*arguments)
    except LubuError as error:
        return error.findings


def check_same(data: bytes) -> None:
    for call, told in ((read_cases, cases_shape), (read_tables, lambda tables: [shape(table) for table in tables])):
        wanted = KNOWN if call is read_cases else list(KNOWN)
        ours = outcome(call, data, "台账.csv", wanted)
        theirs = csv_module_only(call, data, "台账.csv", wanted)
        if isinstance(ours, tuple) or isinstance(theirs, tuple):
            assert ours == theirs
        else:
            assert told(ours) == told(theirs)


row = st.lists(st.sampled_from(FIELDS), min_size=0, max_size=9)
row_of_six = st.lists(st.sampled_from(FIELDS), min_size=6, max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(row_of_six | row, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whatever_fields_a_file_has_both_readers_give_the_same(rows, newline, ended):
    text = newline.join([HEADING, *map(",".join, rows)]) + newline * ended
    check_same(text.encode())


@pytest.mark.parametrize("field", IRREGULAR)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_the_csv_module_may_see_otherwise_is_left_to_it(field, encoding):
    text = f"{HEADING}\n1,王,5,,,\n2,{field},6,,,\n"
    check_same(text.encode(encoding))
    with pytest.raises(IrregularTextError):
        list(fields([text.encode()], ","))


@settings(max_examples=100, deadline=None)
@given(st.lists(row, max_size=30), st.integers(1, 40))
def test_pieces_may_be_cut_anywhere(rows, size):
    data = "\r\n".join(map(",".join, rows)).encode()
    found = []
    for part in fields([data[at : at + size] for at in range(0, len(data), size)], ","):
        cells = [unquoted(bytes(part.text[a:b])) for a, b in zip(part.starts, part.stops, strict=True)]
        found += [cells[at : at + width] for at, width in zip(part.first, part.widths, strict=True)]
    assert found == [line or [""] for line in csv.reader(io.StringIO(data.decode(), newline=""), strict=True)]


def decided_for(cases: Cases) -> Decided:
    count = len(cases)
    error = {"code": "x", "message": "读到“a,b”", "place": None, "advice": "改"}
    return Decided(
        {"五级分类": encode([["次级", None, '可"疑'][at % 3] for at in range(count)])}, [[]] * count,
        [f"五级分类:R{at % 4}" for at in range(count)], [error if at % 5 == 4 else None for at in range(count)],
    )  # fmt: skip


def handed_back(data: bytes) -> tuple[Cases, bytes]:
    cases = read_cases(data, "台账.csv", KNOWN)
    stream = io.BytesIO()
    assert hand_back(stream, "csv", lambda: data, cases, decided_for(cases)) is None
    return cases, stream.getvalue()


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def without_apostrophe(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" and len(cell) > 1 else cell


@settings(max_examples=60, deadline=None)
@given(st.lists(row_of_six, min_size=1, max_size=12))
def test_a_csv_file_comes_back_with_every_field_it_had_and_the_decisions_behind(rows):
    data = "\r\n".join([HEADING, *map(",".join, rows)]).encode()
    cases, written = handed_back(data)
    source, made = lines_of(data), lines_of(written)
    assert made[0][len(cases.raw.headings) :] == ["五级分类", "命中规则", "错误"]
    assert len(made) == len(cases) + 1
    for at, (number, line) in enumerate(zip(cases.raw.row_numbers, made[1:], strict=True)):
        own = [source[number - 1][column] for column in cases.raw.columns]
        kept = [without_apostrophe(cell) for cell in line[: len(own)]]
        assert [cell.strip() for cell in kept] == [without_apostrophe(cell).strip() for cell in own]
        assert line[len(own) :] == [["次级", "未命中", '可"疑'][at % 3], f"五级分类:R{at % 4}",
                                    "读到“a,b” 改" if at % 5 == 4 else ""]  # fmt: skip


def test_rows_stay_byte_for_byte_and_skipped_ones_are_left_out():
    data = f'{HEADING}\n007,"王 某",1.50,2026-1-31,-3,是\n\n合计,,1.50,,,\n008,李, 2 ,,+4,\n'.encode()
    cases, written = handed_back(data)
    assert list(cases.raw.row_numbers) == [2, 5]
    lines = written.decode("utf-8-sig").split("\r\n")
    assert lines[1].startswith('007,"王 某",1.50,2026-1-31,-3,是,次级,')
    assert lines[2].startswith("008,李, 2 ,,+4,,未命中,")


@pytest.mark.parametrize("rows", ["1,=1+1,5,,,", '1,"=1+1",5,,,', "1,王,5"])
def test_rows_that_cannot_stay_are_written_anew(rows):
    _, written = handed_back(f"{HEADING}\n{rows}\n".encode())
    line = lines_of(written)[1]
    assert line[:3] == ["1", "'=1+1" if "=" in rows else "王", "5"]
    assert line[-3:] == ["次级", "五级分类:R0", ""]
