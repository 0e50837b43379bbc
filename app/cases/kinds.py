"""What a file is, told by its bytes; its name only decides between kinds of text."""

from __future__ import annotations

from pathlib import PurePath

from app.cases.limits import Limits
from app.cases.model import Format
from app.findings import LubuError, Place

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("EncryptedPackage", "cases.is-encrypted"),
    ("Workbook", "cases.is-xls"),
    ("Book", "cases.is-xls"),
    ("WordDocument", "cases.is-word"),
)
_OLE_DIRECTORY = 4 << 20
"""The names of the streams are looked for in so many bytes at either end."""
_SIGNATURES = (
    (b"%PDF", "cases.is-pdf"),
    (b"Rar!", "cases.is-archive"),
    (b"7z\xbc\xaf", "cases.is-archive"),
    (b"\x1f\x8b", "cases.is-archive"),
    (b"\x89PNG", "cases.is-picture"),
    (b"\xff\xd8\xff", "cases.is-picture"),
    (b"\x09\x08", "cases.is-xls"),  # BIFF without a container, Excel 4 and 5
)
_JSON_SUFFIXES = {".jsonl", ".ndjson", ".json"}


def kind_of(data: bytes, file: str, limits: Limits) -> Format:
    """``xlsx``, ``csv`` or ``jsonl``.

    Raises:
        LubuError: empty, too large, or of a kind that cannot be read; says what it is.
    """
    place = Place(file)
    if not data or data.isspace():
        raise LubuError.of("cases.is-empty", place)
    if len(data) > limits.bytes:
        raise LubuError.of("cases.too-large", place, size=len(data) >> 20, limit=limits.bytes >> 20)
    if data.startswith(b"PK\x03\x04"):
        return "xlsx"
    if data.startswith(_OLE):
        raise LubuError.of(_ole_code(data), place)
    for signature, code in _SIGNATURES:
        if data.startswith(signature):
            raise LubuError.of(code, place)
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<div", b"mime-version:")):
        raise LubuError.of("cases.is-html", place)
    suffix = PurePath(file).suffix.lower()
    if suffix in _JSON_SUFFIXES or (suffix != ".csv" and start.startswith(b"{")):
        return "jsonl"
    if suffix in (".xlsx", ".xlsm", ".et", ".xls") and b"\0" in data[:4096]:
        raise LubuError.of("cases.zip-damaged", place)
    return "csv"


def _ole_code(data: bytes) -> str:
    directory = data[:_OLE_DIRECTORY] + data[-_OLE_DIRECTORY:]
    for stream, code in _OLE_KINDS:
        if stream.encode("utf-16-le") in directory:
            return code
    return "cases.is-other"
