"""Small case files and dictionaries for the tests of this package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from app.cases.limits import LIMITS
from app.cases.package import members
from app.cases.workbooks import measure
from app.findings import Finding, LubuError, Place
from app.messages import as_text
from app.rulebooks.model import Variable
from app.values import VarType

SHEET = "xl/worksheets/sheet1.xml"
SHEET_XML = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    b' xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:y="urn:other">%b</worksheet>'
)


def variables(**kinds: str | tuple[str, dict[str, object]]) -> dict[str, Variable]:
    """``变量="金额"`` or ``变量=("金额", {"aliases": ("余额",)})`` as a dictionary of variables."""
    made = {}
    for name, kind in kinds.items():
        word, more = kind if isinstance(kind, tuple) else (kind, {})
        made[name] = Variable(name, VarType(word), Place(), **more)  # type: ignore[arg-type]
    return made


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def workbook_of(sheet_data: bytes, **parts: bytes) -> bytes:
    """A smallest .xlsx around hand-written ``<sheetData>`` (or a whole worksheet body)."""
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    types += b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += b'<Default Extension="xml" ContentType="application/xml"/></Types>'
    relation = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%b</Relationships>'
    )
    book = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="%b">' % relation
    book += '<sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>'.encode()
    link = b'<Relationship Id="rId1" Type="%b/%b" Target="%b"/>'
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relations % (link % (relation, b"officeDocument", b"xl/workbook.xml")),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations % (link % (relation, b"worksheet", b"worksheets/sheet1.xml")),
            SHEET: SHEET_XML % sheet_data,
            **parts,
        }
    )


def extent_of(data: bytes):
    """What the scan says about the first sheet."""
    return measure(data, "甲.xlsx", members(data, "甲.xlsx", LIMITS), LIMITS, {})[SHEET].extent


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def refusal(call, *arguments, **options) -> str:
    """The one finding code with which a call refuses its input; its words must be complete."""
    try:
        call(*arguments, **options)
    except LubuError as error:
        assert len(error.findings) == 1
        assert as_text(error.findings[0])
        return error.findings[0].code
    raise AssertionError("nothing was refused")


def said(finding: Finding) -> str:
    """A finding in words, with its place."""
    return as_text(finding)
