"""csv in the encodings and delimiters that offices use, jsonl as programs send it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import read_cases, read_tables
from app.cases.limits import Limits
from app.cases.texts import encoding_of
from app.columns import FAILED
from tests.cases.made import codes, refusal, variables

KNOWN = variables(借据号="文本", 户名="文本", 余额="金额", 到期日="日期", 失联="是否")
TEXT = '借据号,户名,余额,到期日\n0001,王某,"1,234.50",2026-1-31\n0002,李㐀,5.6,20260228\n'
PORTFOLIO = Path(__file__).parents[2] / ".." / "shared" / "data" / "sba_case_2102.csv"


def read(data, file="台账.csv", **options):
    return read_cases(data if isinstance(data, bytes) else data.encode(), file, KNOWN, **options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_usual_encoding_is_told_from_the_bytes(encoding, newline):
    cases = read(TEXT.replace("\n", newline).encode(encoding))
    assert cases.columns["借据号"].to_list() == ["0001", "0002"]
    assert cases.columns["户名"].to_list() == ["王某", "李㐀"]
    assert cases.columns["余额"].to_list() == [Decimal("1234.50"), Decimal("5.6")]
    assert not cases.row_findings and not cases.findings


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=12, max_size=60))
def test_chinese_text_in_gbk_is_hardly_ever_taken_for_utf8(text):
    data = text.encode("gbk")
    encoding = encoding_of(data, "f")
    assert encoding == "gb18030" or data.decode("utf-8")  # a text that is both cannot be told apart
    assert encoding_of(text.encode(), "f") == "utf-8"


def test_utf8_with_damaged_bytes_is_not_read_as_gbk():
    data = ("借据号,户名\n" + "0001,王某某\n" * 50).encode()
    assert refusal(read, data[:300] + b"\xff" + data[301:]) == "cases.encoding-unknown"
    assert refusal(read, data[:-2]) == "cases.encoding-unknown"
    assert refusal(read, "借据号,户名\n1,王".encode("gbk") + b"\xff\xff\n") == "cases.encoding-unknown"


def test_bytes_that_are_no_text_are_refused():
    assert refusal(read, b"a,b\0\0\0,c") == "cases.is-binary"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_by_the_headings(delimiter):
    lines = ["说明,第一行有很多,逗号,逗号,逗号", "借据号|户名|余额", "1|王,某|5", "2|李,某|6"]
    text = (
        "\n".join(line.replace("|", delimiter) for line in lines)
        .replace("王,某", '"王,某"')
        .replace("李,某", '"李,某"')
    )
    cases = read(text)
    assert cases.columns["户名"].to_list() == ["王,某", "李,某"]
    assert list(cases.raw.row_numbers) == [3, 4]


def test_excels_own_word_for_the_delimiter_is_followed():
    assert read("sep=;\n借据号;户名\n1;王某\n").columns["户名"].to_list() == ["王某"]


def test_rows_are_numbered_as_a_spreadsheet_program_does():
    cases = read('借据号,户名\n1,"两行\n的名字"\n2,李某\n,\n3,赵某\n')
    assert list(cases.raw.row_numbers) == [2, 3, 5]


def test_a_row_with_more_fields_than_headings_is_an_error_as_a_whole():
    """An unquoted comma moves every value behind it into the wrong column."""
    cases = read("借据号,户名,余额\n1,王某,5\n2,李,某,6\n3,赵某,7\n")
    assert list(cases.row_findings) == [1]
    assert codes(cases.row_findings[1]) == ["cases.row-too-long"]
    assert all(column.state(1) == FAILED for column in cases.columns.values())
    assert cases.columns["余额"].to_list() == [5, None, 7]


def test_short_rows_and_empty_fields_behind_are_fine():
    cases = read("借据号,户名,余额\n1,王某\n2,李某,6,,\n")
    assert not cases.row_findings
    assert cases.columns["余额"].to_list() == [None, 6]


@pytest.mark.parametrize(
    "text", ['借据号,户名\n1,"王某\n2,李某\n', '借据号,户名\n1,"王"某\n', '借据号,户名\n1,"' + "x" * 200_000 + '"\n']
)
def test_quotes_that_do_not_pair_are_refused(text):
    assert refusal(read, text) == "cases.quote-unbalanced"


def test_wide_and_large_tables_are_refused():
    assert refusal(read, "借据号,户名\n" + "1,2\n" * 100, limits=Limits(streamed=150)) == "cases.too-many-cells"
    assert refusal(read, "借据号,户名\n" + ",".join("1" * 50), limits=Limits(columns=20)) == "cases.too-many-columns"


JSONL = """{"借据号": "0001", "余额": 1234.5, "失联": true}

{"借据号": 2, "户名": null, "余额": 0.1, "到期日": "2026-01-31"}
{"余额": 12345678901234.56, "借据号": "3", "户名": ["王某", "李某"]}
"""


def test_jsonl_is_read_by_its_keys():
    cases = read(JSONL, "案件.jsonl")
    assert cases.raw.headings == ("借据号", "余额", "失联", "户名", "到期日")
    assert list(cases.raw.row_numbers) == [1, 3, 4]
    assert cases.columns["借据号"].to_list() == ["0001", "2", "3"]
    assert cases.columns["余额"].to_list() == [Decimal("1234.5"), Decimal("0.1"), Decimal("12345678901234.56")]
    assert cases.columns["户名"].to_list() == [None, None, "王某、李某"]
    assert cases.columns["到期日"].to_list() == [None, date(2026, 1, 31), None]
    assert cases.columns["失联"].to_list() == [True, None, None]


def test_a_line_that_is_no_object_keeps_its_row_and_says_so():
    cases = read('{"借据号": "1", "余额": 5}\n{"借据号": \n[1]\n{"借据号": "4", "余额": {"a": 1}}\n', "案件.jsonl")
    assert len(cases) == 4
    assert [codes(cases.row_findings[row]) for row in cases.row_findings] == [
        ["cases.json-line"], ["cases.json-line"], ["cases.json-nested"],
    ]  # fmt: skip
    assert str(cases.row_findings[1][0].place) == "案件.jsonl#2"
    assert str(cases.row_findings[3][0].place) == "案件.jsonl#4"


def test_jsonl_is_told_by_its_name_or_its_first_letter():
    assert len(read('{"借据号": "1"}', "案件.txt")) == 1
    assert refusal(read, '[{"借据号": "1"}]', "案件.json") == "cases.json-none"
    assert [table.format for table in read_tables(b'{"a": 1}', "x.jsonl", ["a"])] == ["jsonl"]


def test_thousands_of_lines_with_late_keys_line_up():
    lines = [f'{{"借据号": "{row}"' + (f', "余额": {row}' if row > 9000 else "") + "}" for row in range(10_000)]
    balance = read("\n".join(lines), "案件.jsonl").columns["余额"]
    assert balance.value(9000) is None and balance.value(9001) == 9001 and balance.value(9999) == 9999


@given(st.lists(st.decimals(-(10**15), 10**15, places=2), min_size=1, max_size=10))
def test_json_numbers_are_taken_at_their_word(amounts):
    text = "\n".join(f'{{"借据号": "1", "余额": {amount}}}' for amount in amounts)
    got = read(text, "案件.jsonl").columns["余额"].to_list()
    # JSON numbers travel as doubles: what a double can tell apart comes back to the cent.
    assert got == [Decimal(repr(float(amount))) for amount in amounts]


@pytest.mark.skipif(not PORTFOLIO.exists(), reason="the real portfolio is not on this machine")
def test_the_real_portfolio_is_read_completely():
    known = variables(
        LoanNr_ChkDgt=("文本", {"required": True}),
        Name=("文本", {"required": True}),
        Zip="文本",
        Term=("整数", {"required": True}),
        DisbursementGross=("金额", {"required": True}),
        Portion="百分比",
        RealEstate="是否",
        ChgOffDate="整数",
    )
    cases = read_cases(PORTFOLIO.read_bytes(), "sba.csv", known)
    assert len(cases) == 2102
    assert not cases.row_findings
    ids = cases.ids("LoanNr_ChkDgt")
    assert ids[0] == "1004285007" and len(set(ids)) == 2102 and all(number.isdigit() for number in ids)
    assert len(cases.raw.headings) == 35
    lines = PORTFOLIO.read_text("utf-8-sig").splitlines()
    assert sum(cases.columns["DisbursementGross"].to_list()) == sum(int(line.split(",")[-13]) for line in lines[1:])
    assert cases.columns["Name"].value(2) == "Winset, Inc. dba Bankers Hill"
