"""Lines told apart by the bytes behind their keys say exactly what orjson, line by line, says."""

from __future__ import annotations

import io
import json

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.cases import jsonlines, texts
from app.cases.grid import Unreadable
from app.cases.jsonlines import lines_of
from app.cases.limits import LIMITS
from app.cases.texts import jsonl_table
from app.findings import LubuError


def by_orjson(data: bytes):
    """Headings, rows and numbers of broken lines as a plain reading gives them."""
    lines = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
    headings, rows, numbers, broken = {}, [], [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            fields = orjson.loads(line)
        except orjson.JSONDecodeError:
            fields = None
        if not isinstance(fields, dict):
            fields = {}
            broken.append(number)
        headings |= dict.fromkeys(fields)
        rows.append({name: cell_of(value) for name, value in fields.items()})
        numbers.append(number)
    return tuple(headings), [tuple(map(row.get, headings)) for row in rows], numbers, broken


def cell_of(value):
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "、".join(value)
    if isinstance(value, list | dict):
        return Unreadable("cases.json-nested", str(value)[:60])
    return None if isinstance(value, str) and not value.strip() else value


def typed(rows):
    return [[(type(cell), repr(cell)) for cell in row] for row in rows]


def check(data: bytes):
    headings, rows, numbers, broken = by_orjson(data)
    if not headings:
        with pytest.raises(LubuError):
            jsonl_table(data, "a.jsonl", LIMITS)
        return
    table = jsonl_table(data, "a.jsonl", LIMITS)
    assert table.headings == headings
    assert list(table.row_numbers) == numbers
    assert [table.row_numbers[row] for row in table.row_findings] == broken
    assert typed(table.grid) == typed(rows)
    assert typed(table.grid[1:]) == typed(rows[1:])
    encoded = [column.encoded for column in table.grid.columns]
    assert [tuple(column.value(row) for column in encoded) for row in range(len(rows))] == rows
    assert all(len(set(typed([column.values])[0])) == len(column.values) for column in encoded)


RAW = ["0", "-0", "1", "-17", "007", "0.50", "1.0", "1.10", "-0.0", "1e5", "1E-3", "12345678901234567890",
       "0.1234567890123", "9007199254740993", "1.", ".5", "+1", "-", "1e999", "true", "false", "null", "True", "nul",
       "truex", "NaN", '""', '" "', '"甲"', '"甲&乙_x0041_"', r'"\u7532"', r'"\n"', r'"\ud83d\ude00"', r'"\ud83d"',
       r'"\x"', r'"a\"b"', r'"a\\"', r'"\u0000"', '"\x01"', '"\x7f"', '"a":1', '"a" ', "[]", '["甲","乙"]', '[1,"a"]',
       "{}", '{"k":1}', '"a', "1 2", "12 ", "\u3000", '"' + "长" * 300 + '"']  # fmt: skip
ODD_LINES = ["", "   ", "\u3000", "broken", "[1]", "{}", '{"号":"9"}', "}{", '{"a":1}}']
KEYS = ["号", "余额", "a", r"\u53f7", "", "a:b", "号,"]
raw_values = st.sampled_from(RAW) | st.integers(-(10**17), 10**17).map(str) | st.floats(
    allow_nan=False, allow_infinity=False).map(repr)  # fmt: skip
plain_values = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**16), 10**16), st.floats(-1e12, 1e12), st.text(max_size=6),
    st.decimals(-(10**9), 10**9, places=2).map(float), st.lists(st.text(max_size=3), max_size=2),
)  # fmt: skip


def dumped(value):
    return orjson.dumps(value).decode()


@st.composite
def files(draw):
    """Blocks of lines of one form, each perhaps followed by any line."""
    out = []
    for _ in range(draw(st.integers(1, 3))):
        keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4))
        comma, colon = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : "), (", ", ":")]))
        values = draw(st.sampled_from([raw_values, plain_values.map(json.dumps), plain_values.map(dumped)]))
        for _ in range(draw(st.integers(1, 5))):
            members = [f'"{key}"{colon}{draw(values)}' for key in keys]
            out.append("{" + comma.join(members) + "}")
        out += draw(st.lists(st.sampled_from(ODD_LINES), max_size=1))
    ending = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = ending.join(out) + draw(st.sampled_from(["", ending]))
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode("utf-8", "replace")


@settings(max_examples=120)
@given(files(), st.sampled_from([1, 3, 64, 1 << 20]))
@example(b'{"a":1,"a":2}\n{"a":3,"a":4}', 64)
@example(b'{"a":"x","b":1}\r{"a":"y","b":2}\r', 3)
@example(b'{"a":1,"b":[1,"c":2]}\n', 64)
def test_any_file_says_what_orjson_says_of_its_lines(data, piece):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(jsonlines, "_PIECE", piece)
        patched.setattr(texts, "_FED", piece)
        check(data)


@pytest.mark.parametrize("raw", RAW)
@pytest.mark.parametrize("others", ["1", "2.5", '"文本"', "null"])
def test_one_odd_value_among_ordinary_ones_is_read_as_orjson_reads_it(raw, others):
    lines = [f'{{"号":"{row}","值":{raw if row == 3 else others},"尾":true}}' for row in range(6)]
    check("\n".join(lines).encode())


def forms_found(text: str) -> list[int]:
    """How many lines of each form were told without a parser."""
    return [len(some.lines) for some in lines_of(text.encode()).alike]


def test_lines_of_one_form_are_told_without_a_parser():
    rows = [{"号": f"{row}", "余额": row / 8, "失联": row % 2 == 0, "备注": None} for row in range(100)]
    for dump in (json.dumps, lambda row: json.dumps(row, ensure_ascii=False), lambda row: orjson.dumps(row).decode()):
        assert forms_found("".join(f"{dump(row)}\n" for row in rows)) == [100]


def test_lines_of_several_forms_are_told_form_by_form():
    kinds = ('{"a":1}', '{"a":1,"b":2}', '{"b":3}', '{"b":"x","a":1}')
    assert forms_found("\n".join(kinds * 20) + "\n") == [20] * 4


def test_texts_and_numbers_beyond_the_fast_ones_keep_rows_and_types():
    lines = [f'{{"号":"{"X" * 30}{row}","额":{row}.125,"整":{row}{"" if row % 2 else ".0"}}}' for row in range(3_000)]
    check("\n".join(lines).encode())


def test_a_line_longer_than_a_piece_is_read_whole(monkeypatch):
    monkeypatch.setattr(texts, "_FED", 16)
    monkeypatch.setattr(jsonlines, "_PIECE", 16)
    check(b'{"a":"' + b"x" * 1000 + b'","b":1}\n{"a":"y","b":2}')
