"""Bounds of an untrusted workbook, checked on the zip directory and in one streaming pass, before openpyxl sees it.

A few kilobytes must neither claim gigabytes nor hours: sizes and ratios as the zip declares them (zipfile reads no
more than that), no document type, and counts of everything that openpyxl makes an object of.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string, range_boundaries

from app.findings import LubuError, Place

MAX_BYTES = 20 << 20
MAX_PARTS = 1000
MAX_PART_BYTES = 48 << 20
MAX_TOTAL_BYTES = 96 << 20
MAX_RATIO = 200
MAX_OTHER_XML = 8 << 20
"""Bytes of XML that is neither cells nor their texts: styles, comments, drawings, validations."""
MAX_CELLS = 400_000
MAX_FILLED = 150_000
"""Cells that hold something: 5,000 rules of 30 columns."""
MAX_AREA = 1_500_000
"""Cells of the rectangle from A1 to the last filled cell of a sheet."""
MAX_MERGED = 100_000
MAX_TEXTS = 400_000
MAX_SHEETS = 60

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEETS = "xl/worksheets/"
_TEXTS = "xl/sharedStrings.xml"
_NAMESPACES = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
)
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']""")
_CHUNK = 1 << 20


@dataclass(slots=True)
class Tally:
    """What has been counted in a sheet part."""

    cells: int = 0
    filled: int = 0
    merged: int = 0
    lines: int = 0
    rows: int = 0
    columns: int = 0
    """The farthest filled row and column."""
    formulas: bool = False


def measure(data: bytes, place: Place) -> list[Tally]:
    """Check every bound; the tally of each sheet.

    Raises:
        LubuError: naming what the file is when it is no plain .xlsx, or which bound it breaks.
    """
    refuse_other_kinds(data, place)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive, place)
            return list(_check_parts(archive, place))
    except LubuError:
        raise
    except Exception as error:  # zipfile, zlib and lxml meet damage with every kind of exception
        raise LubuError.of("rulebooks.damaged", place, reason=type(error).__name__) from error


def refuse_other_kinds(data: bytes, place: Place) -> None:
    """What is no zip archive at all, named."""
    if len(data) > MAX_BYTES:
        raise LubuError.of("rulebooks.too-large", place, size=len(data) >> 20, limit=MAX_BYTES >> 20)
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise LubuError.of("rulebooks.encrypted" if encrypted else "rulebooks.old-xls", place)
    if not data.startswith(b"PK"):
        raise LubuError.of("rulebooks.not-a-workbook", place)


def _bomb(place: Place, what: str) -> LubuError:
    return LubuError.of("rulebooks.bomb", place, what=what)


def _check_directory(archive: zipfile.ZipFile, place: Place) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise LubuError.of("rulebooks.macros", place)
    if "xl/workbook.bin" in names:
        raise LubuError.of("rulebooks.xlsb", place)
    if "xl/workbook.xml" not in names:
        raise LubuError.of("rulebooks.not-a-workbook", place)
    if any(member.flag_bits & 1 for member in members):
        raise LubuError.of("rulebooks.encrypted", place)
    if len(members) > MAX_PARTS or len(names) != len(members):
        raise _bomb(place, f"{len(members)} parts")
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise _bomb(place, "size")
    for member in members:
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > MAX_PART_BYTES or (member.file_size > _CHUNK and ratio > MAX_RATIO):
            raise _bomb(place, member.filename)


def _check_parts(archive: zipfile.ZipFile, place: Place) -> Iterator[Tally]:
    for member in archive.infolist():
        archive.open(member).close()  # its own header says the same as the directory
    names = [name for name in archive.namelist() if name.endswith((".xml", ".rels", ".vml"))]
    sheets = [name for name in names if name.startswith(_SHEETS) and name.endswith(".xml")]
    if len(sheets) > MAX_SHEETS:
        raise LubuError.of("rulebooks.too-many-sheets", place, count=len(sheets), limit=MAX_SHEETS)
    if sum(_other_bytes(archive, name, place) for name in names) > MAX_OTHER_XML:
        raise _bomb(place, "xml")
    cells = filled = 0
    for name in sheets:
        tally = _scan(archive, name, place)
        cells, filled = cells + tally.cells, filled + tally.filled
        if cells > MAX_CELLS or filled > MAX_FILLED:
            raise LubuError.of("rulebooks.too-many-cells", place, limit=MAX_FILLED)
        yield tally


def _other_bytes(archive: zipfile.ZipFile, name: str, place: Place) -> int:
    """Bytes of a part beyond its cells and texts; refuses document types and encodings that could hide one."""
    start = end = size = texts = 0
    tail = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            if not size:
                _check_encoding(chunk, name, place)
            window = tail + chunk
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise _bomb(place, name)
            offset = size - len(tail)
            if (found := window.find(b"sheetData")) >= 0 and not start:
                start = offset + found
            if (found := window.rfind(b"sheetData")) >= 0:
                end = offset + found
            texts += chunk.count(b"<si")
            size += len(chunk)
            tail = window[-16:]
    if name == _TEXTS:
        if texts > MAX_TEXTS:
            raise _bomb(place, name)
        return 0
    return start + size - end if name.startswith(_SHEETS) and start else size


def _check_encoding(head: bytes, name: str, place: Place) -> None:
    declared = _ENCODING.match(head.lstrip(b"\xef\xbb\xbf"))
    odd = declared is not None and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii")
    if odd or head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:64]:
        raise _bomb(place, name)


def _scan(archive: zipfile.ZipFile, name: str, place: Place) -> Tally:
    """Count the cells, rows and merges of a sheet and find its farthest filled cell."""
    tally = Tally()
    tags = [namespace + tag for namespace in _NAMESPACES for tag in ("c", "mergeCell", "row")]
    with archive.open(name) as part:
        for _event, element in etree.iterparse(
            part, events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=False
        ):
            _count(element, tally)
            element.clear()
            if tally.cells > MAX_CELLS or tally.lines > MAX_CELLS:
                raise LubuError.of("rulebooks.too-many-cells", place, limit=MAX_FILLED)
    if tally.rows * tally.columns > MAX_AREA:
        raise LubuError.of("rulebooks.too-wide", place, cell=f"{get_column_letter(tally.columns)}{tally.rows}")
    if tally.merged > MAX_MERGED:
        raise _bomb(place, "merged cells")
    return tally


def _count(element: etree._Element, tally: Tally) -> None:
    tag = etree.QName(element).localname
    if tag == "row":
        tally.lines += 1
    elif tag == "mergeCell":
        left, top, right, bottom = range_boundaries(element.get("ref") or "A1")
        tally.merged += (right - left + 1) * (bottom - top + 1)
    else:
        tally.cells += 1
        if len(element):
            letters, row = coordinate_from_string(element.get("r") or "A1")
            tally.filled += 1
            tally.formulas = tally.formulas or any(child.tag.endswith("}f") for child in element)
            tally.rows, tally.columns = max(tally.rows, row), max(tally.columns, column_index_from_string(letters))
