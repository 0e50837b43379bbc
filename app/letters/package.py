"""A .docx opened with care: bounds before reading, plain UTF-8 XML without document types, nothing executed.

Every XML member is decoded and parsed here, once, and only the text that was checked is written out again, so no
declared encoding can smuggle in what the check did not see.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.findings import Finding, LubuError, Place
from app.letters.model import W
from app.letters.zipping import pack_plain

MAX_FILE = 20 << 20
MAX_PARTS = 500
MAX_PART = 16 << 20
MAX_XML_PART = 8 << 20
MAX_TOTAL = 64 << 20
MAX_RATIO = 150
"""Word's own XML reaches about 40 : 1, a bomb 1,000 : 1."""
RATIO_FROM = 1 << 20
MAX_ELEMENTS = 300_000
MAX_DEPTH = 200

CONTENT_TYPES = "[Content_Types].xml"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_READ_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>\s*")
_DOCTYPE = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCRYPTED = 0x1
_UNSAFE_NAME = re.compile(r"[\\:\x00-\x1f]|^/|(^|/)\.\.?(/|$)|//")


@dataclass(frozen=True, eq=False)
class Package:
    """The members of a checked file; XML members as trees and as the canonical bytes that go out again."""

    file: str
    members: Mapping[str, bytes]
    trees: Mapping[str, Any]
    """Member name → lxml root, for XML members and relationships."""
    types: Mapping[str, str]
    """Member name → content type; empty where none is declared."""

    def to_bytes(self) -> bytes:
        """The same file again, canonical and with fixed times."""
        return pack_plain(self.members.items(), level=1)


def open_package(data: bytes, file: str) -> Package:
    """The file's members.

    Raises:
        LubuError: when the file is no .docx that may be read; every damaged part is named.
    """
    contents = _read_members(data, file)
    members: dict[str, bytes] = {}
    trees: dict[str, Any] = {}
    findings: list[Finding] = []
    budget = MAX_ELEMENTS
    for name, content in contents.items():
        if not is_xml(name):
            members[name] = content
            continue
        try:
            members[name], trees[name] = _parse(content, name, file, budget)
        except LubuError as fault:
            findings += fault.findings
            continue
        budget -= members[name].count(b"<")
    if CONTENT_TYPES not in contents:
        findings.append(Finding("error", "letters.not-docx", Place(file)))
    if findings:
        raise LubuError(*findings)
    return Package(file, members, trees, _content_types(trees[CONTENT_TYPES], members))


def is_xml(name: str) -> bool:
    return _extension(name) in ("xml", "rels")


def is_relations(name: str) -> bool:
    """However its name is spelled: Word takes ``.RELS`` for ``.rels``."""
    return _extension(name) == "rels"


def _extension(name: str) -> str:
    """``splitext`` would find none in ``_rels/.rels``."""
    return name.rpartition("/")[2].rpartition(".")[2].lower()


def canonical(root: Any) -> bytes:
    """A tree as it goes into a letter."""
    return declare(etree.tostring(root, encoding="unicode"))


def declare(text: str) -> bytes:
    """XML text without a declaration as the bytes of a part."""
    return _DECLARATION + text.encode()


def _read_members(data: bytes, file: str) -> dict[str, bytes]:
    place = Place(file)
    if len(data) > MAX_FILE:
        raise LubuError.of("letters.too-large", place, size=_megabytes(len(data)), limit=_megabytes(MAX_FILE))
    if data.startswith(_OLE2):
        raise LubuError.of("letters.old-format", place)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            findings = list(_container_faults(infos, file))
            if findings:
                raise LubuError(*findings)
            return {info.filename: _inflate(archive, info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as fault:
        raise LubuError.of("letters.not-docx", place) from fault


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Not a byte more than declared: ``ZipFile.read`` would inflate all of a member whose directory entry lies."""
    with archive.open(info) as stream:
        content: bytes = stream.read(info.file_size)
        return content


def _container_faults(infos: list[zipfile.ZipInfo], file: str) -> Iterator[Finding]:
    """Everything the directory of the zip file tells before a byte is inflated."""
    if len(infos) > MAX_PARTS:
        yield Finding("error", "letters.too-many-parts", Place(file), {"count": len(infos), "limit": MAX_PARTS})
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL:
        params = {"size": _megabytes(total), "limit": _megabytes(MAX_TOTAL)}
        yield Finding("error", "letters.unpacks-too-large", Place(file), params)
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        if _UNSAFE_NAME.search(name) or name.lower() in seen:
            yield Finding("error", "letters.part-name", Place(file), {"part": ascii(name)[1:-1]})
        seen.add(name.lower())
        limit = MAX_XML_PART if is_xml(name) else MAX_PART
        bomb = info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size)
        if info.file_size > limit or bomb:
            params = {"part": name, "size": _megabytes(info.file_size), "limit": _megabytes(limit)}
            yield Finding("error", "letters.zip-bomb" if bomb else "letters.part-too-large", Place(file), params)
        if info.flag_bits & _ENCRYPTED:
            yield Finding("error", "letters.encrypted", Place(file), {"part": name})
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield Finding("error", "letters.not-docx", Place(file))


def _parse(content: bytes, name: str, file: str, budget: int) -> tuple[bytes, Any]:
    """The part's canonical bytes and its tree."""
    text = _decode(content, name, file)
    if _DOCTYPE.search(text):
        raise LubuError.of("letters.xml-doctype", Place(file), part=name)
    if text.count("<") > budget:
        raise LubuError.of("letters.xml-too-many-elements", Place(file), part=name, limit=MAX_ELEMENTS)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as fault:
        raise LubuError.of("letters.xml-damaged", Place(file), part=name, line=fault.lineno or 0) from fault
    if _depth(root) > MAX_DEPTH:
        raise LubuError.of("letters.xml-too-deep", Place(file), part=name, limit=MAX_DEPTH)
    if "smartTag" in text:
        etree.strip_elements(root, f"{W}smartTagPr", with_tail=False)
        etree.strip_tags(root, f"{W}smartTag")  # marks of an old Word around words, that cut tags in two
    return canonical(root), root


def _decode(content: bytes, name: str, file: str) -> str:
    """The text without its declaration: UTF-8, or UTF-16 by its byte order mark, whatever the declaration says."""
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    encoding = next((encoding for mark, encoding in marks if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise LubuError.of("letters.xml-damaged", Place(file), part=name, line=0) from fault
    return _READ_DECLARATION.sub("", text, count=1) if text.lstrip().startswith("<?xml") else text


def _depth(root: Any) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _content_types(root: Any, members: Mapping[str, bytes]) -> dict[str, str]:
    overrides: dict[str, str] = {}
    defaults: dict[str, str] = {}
    for entry in root:
        kind = entry.get("ContentType", "")
        if entry.get("PartName"):
            overrides[entry.get("PartName").lstrip("/").lower()] = kind
        elif entry.get("Extension"):
            defaults[entry.get("Extension").lower()] = kind
    return {name: overrides.get(name.lower(), defaults.get(_extension(name), "")) for name in members}


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f}".removesuffix(".0")
