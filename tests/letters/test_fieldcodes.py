"""Word's own fields: those that only show something may stay."""

from __future__ import annotations

import pytest

from tests.letters.checking import check, codes
from tests.letters.word import docx, field, p, run

BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))


def instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


@pytest.mark.parametrize(
    "code",
    [" PAGE ", "page \\* MERGEFORMAT", "NUMPAGES", " REF _Toc1 \\h ", 'HYPERLINK "https://example.com"',
     'HYPERLINK \\l "书签"', "= SUM(ABOVE)", 'TOC \\o "1-3" \\h'],
)  # fmt: skip
def test_fields_that_only_show_something_are_fine(code):
    assert codes(docx(field(code))) == []


@pytest.mark.parametrize(
    "code",
    ['DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"', "dde excel x", ' INCLUDETEXT "file:///etc/passwd"',
     'INCLUDEPICTURE "http://evil/a.png" \\d', "IMPORT x", 'DATABASE \\c "DSN"', "MACROBUTTON AutoOpen x",
     "QUOTE 68 68", "EMBED Package", "LINK Excel.Sheet", 'HYPERLINK "file:///c:/calc.exe"',
     'HYPERLINK "\\\\\\\\evil\\\\share"',
     'HYPERLINK \\l "x" "file:///c:/calc.exe"', "PRINT x", "UNKNOWNFIELD", "", "13 PAGE"],
)  # fmt: skip
def test_fields_that_fetch_or_start_something_are_refused(code):
    assert codes(docx(field(code))) == ["field-refused"]


def test_an_instruction_cut_into_runs_is_read_whole():
    pieces = "".join(map(instruction, ("D", "DE", "AUTO c:\\x")))
    assert codes(docx(f"<w:p>{BEGIN}{pieces}{SEPARATE}{run('x')}{END}</w:p>")) == ["field-refused"]


def test_an_instruction_cut_over_paragraphs_is_read_whole():
    first, second = f"<w:p>{BEGIN}{instruction('D')}</w:p>", f"<w:p>{instruction('DE x')}{END}</w:p>"
    assert codes(docx(first, second)) == ["field-refused"]


def test_a_keyword_computed_by_a_nested_field_is_refused():
    nested = f"{BEGIN}{instruction('QUOTE 68 68 69')}{SEPARATE}{run('DDE')}{END}"
    outer_and_inner = codes(docx(f"<w:p>{BEGIN}{nested}{instruction(' c:')}{END}</w:p>"))
    assert outer_and_inner == ["field-refused", "field-refused"]


def test_fields_in_headers_and_loose_instructions_are_read_too():
    assert codes(docx(p("x"), header=field("DDE x"))) == ["field-refused"]
    assert codes(docx(f"<w:p>{instruction('DDE x')}</w:p>")) == ["field-refused"]
    assert codes(docx(f"<w:p>{BEGIN}{instruction('DDE x')}</w:p>")) == ["field-refused"]


def test_mail_merge_fields_would_stay_unfilled():
    assert codes(docx(field("MERGEFIELD 客户名称"))) == ["field-mail-merge"]


def test_a_date_that_changes_with_the_day_is_worth_a_warning():
    (finding,) = check(docx(field('DATE \\@ "yyyy年M月d日"')))
    assert (finding.level, finding.code) == ("warning", "letters.field-changing-date")
