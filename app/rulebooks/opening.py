"""An uploaded workbook opened safely: bounded before openpyxl sees it, refused by name when it is something else.

Nothing here trusts the file: sizes, ratios and counts are taken from the zip directory and from one streaming pass
over the sheets, so that a few kilobytes can neither claim gigabytes nor hours.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string, range_boundaries
from openpyxl.workbook.workbook import Workbook

from app.findings import LubuError, Place

MAX_BYTES = 20 << 20
MAX_PARTS = 1000
MAX_PART_BYTES = 48 << 20
MAX_TOTAL_BYTES = 96 << 20
MAX_RATIO = 200
MAX_CELLS = 400_000
MAX_AREA = 1_500_000
"""Cells of the rectangle from A1 to the last filled cell of a sheet."""
MAX_MERGED = 100_000
MAX_SHEETS = 60

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the filled cells of a sheet part reach, and whether formulas are among them."""

    rows: int
    columns: int
    formulas: bool


def open_workbook(data: bytes, file: str) -> tuple[Workbook, Workbook]:
    """The workbook with stored values, and with formulas (the same object where it has none).

    Raises:
        LubuError: naming what the file is when it is no plain .xlsx, or which bound it breaks.
    """
    place = Place(file)
    extents = list(measure(data, place))
    has_formulas = any(extent.formulas for extent in extents)
    values = _load(data, place, stored=True)
    return values, _load(data, place, stored=False) if has_formulas else values


def open_for_editing(data: bytes, file: str) -> Workbook:
    """The workbook with its formulas, to be changed and saved; the same bounds and refusals."""
    place = Place(file)
    for _extent in measure(data, place):
        pass
    return _load(data, place, stored=False)


def measure(data: bytes, place: Place) -> Iterator[Extent]:
    """Check every bound; yields the extent of each sheet."""
    _refuse_other_kinds(data, place)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive, place)
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith("xml")]
            if len(sheets) > MAX_SHEETS:
                raise LubuError.of("rulebooks.too-many-sheets", place, count=len(sheets), limit=MAX_SHEETS)
            total = 0
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    _refuse_entities(archive, name, place)
            for name in sheets:
                count, extent = _scan(archive, name, place)
                total += count
                if total > MAX_CELLS:
                    raise LubuError.of("rulebooks.too-many-cells", place, limit=MAX_CELLS)
                yield extent
    except LubuError:
        raise
    except Exception as error:  # zipfile, zlib and lxml meet damage with every kind of exception
        raise LubuError.of("rulebooks.damaged", place, reason=type(error).__name__) from error


def _refuse_other_kinds(data: bytes, place: Place) -> None:
    if len(data) > MAX_BYTES:
        raise LubuError.of("rulebooks.too-large", place, size=len(data) >> 20, limit=MAX_BYTES >> 20)
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise LubuError.of("rulebooks.encrypted" if encrypted else "rulebooks.old-xls", place)
    if not data.startswith(b"PK"):
        raise LubuError.of("rulebooks.not-a-workbook", place)


def _check_directory(archive: zipfile.ZipFile, place: Place) -> None:
    """Sizes as the zip declares them, before anything is unpacked."""
    members = archive.infolist()
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise LubuError.of("rulebooks.macros", place)
    if "xl/workbook.bin" in names:
        raise LubuError.of("rulebooks.xlsb", place)
    if "xl/workbook.xml" not in names:
        raise LubuError.of("rulebooks.not-a-workbook", place)
    if len(members) > MAX_PARTS:
        raise LubuError.of("rulebooks.bomb", place, what=f"{len(members)} parts")
    if len(names) != len(members):
        raise LubuError.of("rulebooks.bomb", place, what="duplicate parts")
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise LubuError.of("rulebooks.bomb", place, what="size")
    for member in members:
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > MAX_PART_BYTES or (member.file_size > 1 << 20 and ratio > MAX_RATIO):
            raise LubuError.of("rulebooks.bomb", place, what=member.filename)
        if member.flag_bits & 1:
            raise LubuError.of("rulebooks.encrypted", place)


def _refuse_entities(archive: zipfile.ZipFile, name: str, place: Place) -> None:
    with archive.open(name) as part:
        head = part.read(4096)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise LubuError.of("rulebooks.bomb", place, what=name)


def _scan(archive: zipfile.ZipFile, name: str, place: Place) -> tuple[int, Extent]:
    """One streaming pass over a sheet: its cells counted, its merges and its farthest filled cell measured."""
    count = merged = rows = columns = current = 0
    formulas = False
    tags = [namespace + tag for namespace in (_MAIN, _STRICT) for tag in ("c", "mergeCell", "row")]
    with archive.open(name) as part:
        for _event, element in etree.iterparse(
            part, events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=False
        ):
            tag = etree.QName(element).localname
            if tag == "c":
                count += 1
                if len(element):
                    formulas = formulas or any(child.tag.endswith("}f") for child in element)
                    column, row = coordinate_from_string(element.get("r") or "A1")
                    current = _column_number(column)
                    rows, columns = max(rows, row), max(columns, current)
            elif tag == "mergeCell":
                left, top, right, bottom = range_boundaries(element.get("ref") or "A1")
                merged += (right - left + 1) * (bottom - top + 1)
            element.clear()
            if count > MAX_CELLS:
                raise LubuError.of("rulebooks.too-many-cells", place, limit=MAX_CELLS)
    if rows * columns > MAX_AREA:
        raise LubuError.of("rulebooks.too-wide", place, cell=f"{get_column_letter(columns)}{rows}")
    if merged > MAX_MERGED:
        raise LubuError.of("rulebooks.bomb", place, what="merged cells")
    return count, Extent(rows, columns, formulas)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _load(data: bytes, place: Place, *, stored: bool) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that a rulebook has no use for
            return load_workbook(io.BytesIO(data), data_only=stored, keep_links=False)
    except Exception as error:  # openpyxl meets damaged parts with every kind of exception
        raise LubuError.of("rulebooks.damaged", place, reason=type(error).__name__) from error
