"""A container that lies, explodes, is cut short or is something else is refused by name, before it is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import openpyxl
import pytest

from app.cases.kinds import kind_of
from app.cases.limits import LIMITS, Limits
from app.cases.package import inflate, members
from app.cases.reader import read_cases
from app.findings import LubuError
from tests.cases.made import SHEET, refusal, variables, workbook_of, zipped
from tests.workbooks import book, replace_part

KNOWN = variables(借据号="文本", 余额="金额")
GOOD = book({"台账": [["借据号", "余额"], ["JJ1", 5.5]]})


def refused(data: bytes, file: str = "台账.xlsx", limits: Limits = LIMITS) -> str:
    return refusal(read_cases, data, file, KNOWN, limits=limits)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "cases.is-empty"),
        (b" \r\n\t ", "cases.is-empty"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "cases.is-encrypted",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "cases.is-xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "cases.is-word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cases.is-other"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "cases.is-html"),
        (b'\xef\xbb\xbf\r\n<?xml version="1.0"?><Workbook/>', "cases.is-html"),
        (b"%PDF-1.7 ...", "cases.is-pdf"),
        (b"\x89PNG\r\n\x1a\n....", "cases.is-picture"),
        (b"Rar!\x1a\x07....", "cases.is-archive"),
        (b"abc\0\0\0\0", "cases.zip-damaged"),
        (zipped({"word/document.xml": b"<w/>"}), "cases.is-word"),
        (zipped({"xl/workbook.bin": b"x"}), "cases.is-xlsb"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "cases.is-ods"),
        (zipped({"xl/workbook.xml": b"<w/>", "xl/vbaProject.bin": b"x"}), "cases.is-macro"),
        (zipped({"台账.csv": b"a,b"}), "cases.is-archive"),
    ],
)
def test_another_kind_of_file_is_called_by_its_name(data, code):
    assert refused(data) == code


def test_the_name_of_a_workbook_does_not_matter():
    assert kind_of(GOOD, "导出.csv", LIMITS) == "xlsx"
    assert len(read_cases(GOOD, "导出.xls", KNOWN)) == 1


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_said_to_be_incomplete(keep):
    assert refused(GOOD[: int(len(GOOD) * keep)]) == "cases.zip-damaged"


def test_a_flipped_byte_never_gives_an_unnamed_failure():
    """Every single-byte damage is read as it stands, or refused with a finding."""
    outcomes = set()
    for position in range(0, len(GOOD), 7):
        damaged = bytearray(GOOD)
        damaged[position] ^= 0x5A
        try:
            read_cases(bytes(damaged), "台账.xlsx", KNOWN)
            outcomes.add("read")
        except LubuError as error:
            outcomes.add(error.findings[0].code)
    assert {"cases.zip-damaged"} < outcomes


def test_a_bomb_is_refused_by_its_declared_sizes():
    bomb = zipped({"xl/workbook.xml": b"<w/>", SHEET: b" " * (64 << 20)})
    assert len(bomb) < 100_000
    assert refused(bomb) == "cases.zip-bomb"


def test_many_members_are_refused():
    assert refused(zipped({f"xl/{n}.xml": b"" for n in range(30)}), limits=Limits(members=20)) == "cases.zip-members"


def test_a_large_total_is_refused():
    parts = {f"xl/{n}.xml": bytes(range(256)) * 4096 for n in range(4)}
    assert refused(zipped(parts), limits=Limits(unpacked=3 << 20)) == "cases.zip-unpacked"


def test_a_large_file_is_refused_before_it_is_looked_into():
    assert refused(GOOD, limits=Limits(bytes=100)) == "cases.too-large"


def declaring(data: bytes, name: str, size: int) -> bytes:
    """The same archive, one member's declared size (in the central directory) changed."""
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]


def test_a_member_larger_than_it_declares_is_refused():
    """A reader that trusts the data would follow it into memory."""
    honest = workbook_of(b"<sheetData/>", **{"xl/extra.xml": b"<a/>" + b" " * (20 << 20)})
    liar = declaring(honest, "xl/extra.xml", 4)
    assert refused(liar) == "cases.zip-bomb"


def test_a_member_smaller_than_it_declares_is_damaged():
    assert refused(declaring(GOOD, SHEET, 900_000)) == "cases.zip-damaged"


def test_members_that_share_their_bytes_are_refused():
    one = zipped({"xl/a.xml": b"x" * 5000}, zipfile.ZIP_STORED)
    at = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = one[at:end]
    twins = b"".join(entry.replace(b"xl/a.xml", b"xl/%c.xml" % letter) for letter in b"abc")
    tail = bytearray(one[end:])
    struct.pack_into("<HHI", tail, 8, 3, 3, len(twins))
    assert refused(one[:at] + twins + bytes(tail)) == "cases.zip-bomb"


def test_encrypted_members_are_refused():
    flagged = bytearray(GOOD)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        flagged[GOOD.index(mark) + offset] |= 1
    assert refused(bytes(flagged)) == "cases.zip-odd"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("size", [0, 1, 5_000_000])
def test_members_are_inflated_whole_in_bounded_pieces(method, size):
    content = zlib.compress(b"seed")[:4] * (size // 4) + b"x" * (size % 4)
    data = zipped({"xl/a.xml": content}, method)
    pieces = list(inflate(data, members(data, "a", LIMITS)[0], "a"))
    assert b"".join(pieces) == content
    assert all(len(piece) <= 1 << 21 for piece in pieces)


def test_a_part_that_calamine_cannot_read_is_a_finding():
    broken = replace_part(GOOD, SHEET, lambda xml: xml.replace(b'r="A1"', b'r="A"'))
    assert refused(broken) == "cases.workbook-damaged"
    assert refused(replace_part(GOOD, "xl/workbook.xml", lambda _: b"<nothing/>")) in {
        "cases.workbook-damaged",
        "cases.no-header",
    }


def test_an_empty_workbook_has_no_header():
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    assert refused(stream.getvalue()) == "cases.no-header"
