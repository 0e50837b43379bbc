"""Uploaded files are untrusted: bounded before they are opened, refused by what they are."""

from __future__ import annotations

import io
import random
import time
import zipfile
import zlib

import pytest

from app.rulebooks import load
from tests.rulebooks.loading import codes, words
from tests.workbooks import book, decision_table, dictionary, replace_part, stack

ROWS = stack(
    dictionary(("天数", "整数", ">=0"), ("等级", "文本", "正常,关注")),
    decision_table("表", ["天数"], ["等级"], [["R1", ">90", "关注"], ["R2", "<=90", "正常"]]),
)
GOOD = book({"规则": ROWS})
SHEET = "xl/worksheets/sheet1.xml"
MANY_LINKS = b"<hyperlinks>" + b'<hyperlink ref="A1"/>' * 500_000 + b"</hyperlinks>"


def refusal(data: bytes) -> str:
    """The one code a file is refused with."""
    loaded = load(data, "书.xlsx")
    assert loaded.rulebook is None
    for found in loaded.findings:
        assert words(found)
    (code,) = codes(loaded)
    return code


def with_part(name: str, content: bytes = b"x") -> bytes:
    return replace_part(GOOD, name, lambda _old: content)


def with_sheet(old: bytes, new: bytes) -> bytes:
    def change(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new, 1)

    return replace_part(GOOD, SHEET, change)


def ole(*texts: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"".join(text.encode("utf-16-le") for text in texts)


def test_the_good_workbook_is_read() -> None:
    assert load(GOOD, "书.xlsx").rulebook is not None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-a-workbook"),
        (b"%PDF-1.7 ...", "not-a-workbook"),
        ("变量,类型\n".encode("gbk"), "not-a-workbook"),
        (b"<html><table></table></html>", "not-a-workbook"),
        (ole("Workbook"), "old-xls"),
        (ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (with_part("xl/vbaProject.bin"), "macros"),
        (with_part("xl/workbook.bin"), "xlsb"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (b"PK\x03\x04" + b"\0" * 50, "damaged"),
        (with_part("xl/workbook.xml", b"<not closed"), "damaged"),
        (with_part(SHEET, b""), "damaged"),
        (with_sheet(b"<?xml", b"\n<?xml"), "damaged"),
        (with_sheet(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'), "bomb"),
        (with_part("xl/sharedStrings.xml", b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><sst/>'), "bomb"),
        (with_sheet(b"</worksheet>", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'), "bomb"),
        (with_sheet(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), "too-wide"),
        (with_part("xl/media/zeros.bin", b"\0" * (3 << 20)), "bomb"),
        (with_part("xl/comments1.xml", b"<!-- " + b"x" * 5000 + b" --><!DOCTYPE a []><comments/>"), "bomb"),
        (with_part("xl/theme/theme1.xml", "<?xml version='1.0'?><a/>".encode("utf-16")), "bomb"),
        (with_part("xl/theme/theme1.xml", b"<?xml version='1.0' encoding='UTF-7'?><a/>"), "bomb"),
        (with_part("xl/styles.xml", random.Random(1).randbytes(9 << 20)), "bomb"),  # noqa: S311
        (with_sheet(b"</worksheet>", MANY_LINKS + b"</worksheet>"), "bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)  # fmt: skip
def test_a_file_is_refused_by_what_it_is(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_word_document_is_no_workbook() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(stream.getvalue()) == "not-a-workbook"


def test_sizes_are_believed_before_anything_is_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(100):
                part.write(b" " * (1 << 20))
    started = time.process_time()
    assert refusal(stream.getvalue()) == "bomb"
    assert time.process_time() - started < 1


def test_too_many_parts_sheets_and_cells() -> None:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(1100):
            archive.writestr(f"junk/{number}", b"")
    assert refusal(stream.getvalue()) == "bomb"
    many = book({f"表{number}": [[number]] for number in range(61)})
    assert refusal(many) == "too-many-sheets"
    row = b'<row r="%d">' + b"<c/>" * 1000 + b"</row>"
    cells = b"".join(row % number for number in range(1, 450))
    assert refusal(with_sheet(b"</sheetData>", cells + b"</sheetData>")) in ("too-many-cells", "bomb")


def test_formatting_far_away_costs_nothing() -> None:
    styled = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    loaded = load(with_sheet(b"</sheetData>", styled), "书.xlsx")
    assert loaded.rulebook is not None


def test_damaged_workbooks_get_a_finding_never_a_crash() -> None:
    rng = random.Random(7)  # noqa: S311 - the same damage every time
    for _ in range(150):
        data = bytearray(GOOD)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        loaded = load(bytes(data), "书.xlsx")
        assert loaded.rulebook is not None or codes(loaded)


def test_damaged_parts_get_a_finding_never_a_crash() -> None:
    """Damage below the compression, where a zip's checksum does not notice it."""
    rng = random.Random(8)  # noqa: S311
    parts = zipfile.ZipFile(io.BytesIO(GOOD)).namelist()
    for _ in range(150):

        def change(part: bytes) -> bytes:
            data = bytearray(part)
            for _ in range(rng.randrange(1, 8)):
                at = rng.randrange(len(data))
                data[at : at + rng.randrange(3)] = bytes(rng.choices(b'<>/"=0159AZ r&;', k=rng.randrange(3)))
            return bytes(data)

        loaded = load(replace_part(GOOD, rng.choice(parts), change), "书.xlsx")
        for found in loaded.findings:
            assert words(found)
        assert loaded.rulebook is not None or codes(loaded)


def test_zlib_errors_are_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> bytes:
        raise zlib.error("invalid block")

    monkeypatch.setattr(zipfile.ZipExtFile, "read", fail)
    assert refusal(GOOD) == "damaged"
