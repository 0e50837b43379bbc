"""Formula results carried over: openpyxl writes formulas without the values stored beside them."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from typing import TypeAlias

from lxml import etree

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Stored: TypeAlias = Mapping[str, tuple[str, str]]
"""Cell → its type attribute and the text of its value."""


def carry_over(source: bytes, target: bytes) -> bytes:
    """*target* with the stored results of *source*'s formulas, sheet by sheet of the same name."""
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(io.BytesIO(target)) as new:
        stored = {name: _results(old.read(part)) for name, part in _sheets(old).items()}
        changed = {
            part: _with_results(new.read(part), stored[name]) for name, part in _sheets(new).items() if stored.get(name)
        }
        if not changed:
            return target
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
            for item in new.infolist():
                out.writestr(item, changed.get(item.filename) or new.read(item.filename))
    return stream.getvalue()


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part."""
    relations = _parse(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target") or "" for relation in relations}
    names = {}
    for sheet in _parse(archive.read("xl/workbook.xml")).iter("{*}sheet"):
        target = targets.get(sheet.get(_REL), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if part in archive.namelist():
            names[sheet.get("name") or ""] = part
    return names


def _results(sheet: bytes) -> Stored:
    found = {}
    for cell in _parse(sheet).iter("{*}c"):
        value = cell.find("{*}v")
        shared = cell.get("t") == "s"  # an index into the old file's texts means nothing in the new one
        if cell.find("{*}f") is not None and value is not None and value.text and not shared:
            found[cell.get("r") or ""] = (cell.get("t") or "", value.text)
    return found


def _with_results(sheet: bytes, stored: Stored) -> bytes:
    root = _parse(sheet)
    for cell in root.iter("{*}c"):
        formula, known = cell.find("{*}f"), stored.get(cell.get("r") or "")
        if formula is None or known is None:
            continue
        kind, text = known
        value = cell.find("{*}v")
        if value is None:
            value = etree.SubElement(cell, formula.tag[:-1] + "v")  # in the namespace of its formula
        value.text = text
        cell.attrib.pop("t", None)
        if kind:
            cell.set("t", kind)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
