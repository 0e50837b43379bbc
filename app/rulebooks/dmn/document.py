"""The XML of a DMN file: untrusted, so without document types, entities or network, and bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from app.findings import LubuError, Place

Element: TypeAlias = etree._Element

MAX_BYTES = 16 << 20
MAX_ELEMENTS = 600_000
"""5,000 rules of 30 columns, each cell an entry with a text."""
MAX_DECISIONS = 500

OWN = "urn:lubu:rulebook:1"
"""What DMN has no word for (unit, roles, 最重, …) stands in attributes and elements of this namespace."""

_MODEL = re.compile(r"https?://www\.omg\.org/spec/DMN/\d{8}/(MODEL/|dmn\.xsd|dmn11\.xsd)")
_FEEL = re.compile(r"https?://www\.omg\.org/spec/(DMN/\d{8}/)?FEEL/?(\d{8}/?)?|feel", re.IGNORECASE)


def parse_document(data: bytes, file: str) -> Element:
    """The ``definitions`` element of a DMN 1.1 to 1.5 file.

    Raises:
        LubuError: when it is something else, or breaks a bound.
    """
    place = Place(file)
    if len(data) > MAX_BYTES:
        raise LubuError.of("rulebooks.dmn-too-large", place, size=len(data) >> 20, limit=MAX_BYTES >> 20)
    if b"<!DOCTYPE" in data.replace(b"\0", b""):  # also in two-byte encodings, before anything is expanded
        raise LubuError.of("rulebooks.dmn-doctype", place)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise LubuError.of("rulebooks.dmn-damaged", place, reason=str(error)[:120]) from error
    if root.getroottree().docinfo.doctype:
        raise LubuError.of("rulebooks.dmn-doctype", place)
    if local(root) != "definitions" or not _MODEL.fullmatch(etree.QName(root).namespace or ""):
        raise LubuError.of("rulebooks.dmn-foreign", place, root=str(root.tag)[:120])
    if sum(1 for _element in root.iter()) > MAX_ELEMENTS:
        raise LubuError.of("rulebooks.dmn-too-many", place, limit=MAX_ELEMENTS)
    if sum(1 for _decision in children(root, "decision")) > MAX_DECISIONS:
        raise LubuError.of("rulebooks.dmn-too-many", place, limit=MAX_DECISIONS)
    return root


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return str(etree.QName(element).localname)


def children(element: Element, *names: str) -> Iterator[Element]:
    """Child elements of these names, in the namespace of their parent."""
    namespace = etree.QName(element).namespace
    for child in element:
        if isinstance(child.tag, str) and etree.QName(child).namespace == namespace and local(child) in names:
            yield child


def first(element: Element | None, name: str) -> Element | None:
    return None if element is None else next(children(element, name), None)


def text_of(element: Element | None) -> str:
    """What stands in the ``text`` of an expression, or in the element itself where it has no such child."""
    inner = first(element, "text")
    found = inner if inner is not None else element
    return "" if found is None else "".join(found.itertext()).strip()


def own(element: Element, name: str) -> str:
    """An attribute of our own, or nothing."""
    return str(element.get(f"{{{OWN}}}{name}") or "")


def has_own(element: Element, name: str) -> bool:
    """Whether an attribute of our own stands there, be it blank."""
    return element.get(f"{{{OWN}}}{name}") is not None


def own_elements(element: Element, name: str) -> list[Element]:
    """Extension elements of our own."""
    extension = first(element, "extensionElements")
    return [] if extension is None else list(extension.findall(f"{{{OWN}}}{name}"))


def foreign_language(element: Element | None) -> str:
    """The expression language an element names, where it is not FEEL."""
    language = "" if element is None else str(element.get("expressionLanguage") or "")
    return "" if not language or _FEEL.fullmatch(language) else language


def required(decision: Element) -> list[str]:
    """Ids of what a decision's information requirements point at, within this file."""
    links = [link for need in children(decision, "informationRequirement") for link in need]
    return [str(link.get("href") or "").removeprefix("#") for link in links if isinstance(link.tag, str)]


def place_of(element: Element, place: Place) -> Place:
    """The cell of another tool's workbook that an element was made from, else *place*."""
    sheet, cell = own(element, "sheet"), own(element, "cell")
    return Place(place.file, sheet, cell) if cell else place
