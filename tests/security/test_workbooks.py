"""Attacks by a workbook, as rulebook and as case file: refused at once with a finding, whoever reads it.

The bounds themselves are kept by ``tests/cases/test_package.py`` and the readers' own tests; what a value may do in a
table that is given out, by ``tests/cases/test_writer.py`` (formulas in csv and xlsx) and ``test_splice.py``.
"""

from __future__ import annotations

import csv
import io
import time

import openpyxl
import pytest

from app.cases import read_cases
from app.findings import LubuError
from app.rulebooks import load
from tests.letters.made import members, rebuilt
from tests.letters.word import zipped
from tests.workbooks import book, decision_table, dictionary, stack

SECONDS = 10
PLAIN = book({"规则": stack(
    dictionary(("天数", "整数"), ("分类", "文本", "甲,乙")),
    decision_table("表", ["天数"], ["分类"], [["R1", "<=90", "甲"], ["R2", ">90", "乙"]]),
)})  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    "<!DOCTYPE x [" + '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9)) + "]>"
).encode()


def with_doctype(doctype: bytes, member: str) -> bytes:
    content = members(PLAIN)[member]
    declaration, end, rest = content.partition(b"?>")
    return rebuilt(PLAIN, {member: declaration + end + doctype + rest if end else doctype + content})


ATTACKS = {
    "no workbook": b"not a zip",
    "a bomb of one sheet": rebuilt(PLAIN, {SHEET: b" " * (64 << 20)}),
    "a bomb of many sheets": rebuilt(PLAIN, {f"xl/worksheets/s{n}.xml": b" " * (16 << 20) for n in range(20)}),
    "ten thousand members": zipped({f"xl/{n}.xml": "x" for n in range(10_000)}),
    "an entity in the sheet": with_doctype(ENTITY, SHEET),
    "an entity in the workbook": with_doctype(ENTITY, "xl/workbook.xml"),
    "a billion laughs": with_doctype(LAUGHS, SHEET),
    "a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a_rulebook_that_attacks_is_refused_at_once(name):
    started = time.perf_counter()
    loaded = load(ATTACKS[name], "规则.xlsx")
    assert loaded.rulebook is None
    assert loaded.reading
    assert "root:" not in str(loaded.findings)
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("name", ATTACKS)
def test_a_case_file_that_attacks_is_refused_at_once(name):
    started = time.perf_counter()
    with pytest.raises(LubuError) as caught:
        read_cases(ATTACKS[name], "台账.xlsx", {})
    assert "root:" not in str(caught.value.findings)
    assert time.perf_counter() - started < SECONDS


def test_a_formula_in_a_cell_of_a_rulebook_is_never_computed():
    workbook = openpyxl.load_workbook(io.BytesIO(PLAIN))
    workbook.active["A1"] = "=cmd|' /C calc'!A0"
    saved = io.BytesIO()
    workbook.save(saved)
    loaded = load(saved.getvalue(), "规则.xlsx")
    assert all("calc" not in str(finding.params) or finding.is_error for finding in loaded.findings)


def test_csv_of_a_naive_writer_would_start_a_program():
    """What is guarded against, so that the guard (tests/cases/test_writer.py) is known to be needed."""
    target = io.StringIO()
    csv.writer(target).writerow(["=cmd|' /C calc'!A0"])
    assert target.getvalue().startswith("=cmd")
