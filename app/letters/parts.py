"""What a template may consist of: allow-lists of parts and relationships, and elements that bring in strangers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.findings import Finding, Place
from app.letters.model import W, quote
from app.letters.package import CONTENT_TYPES, Package, is_relations, is_xml

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_TYPE = f"{_WORD}document.main+xml"
HEADER_TYPE = f"{_WORD}header+xml"
FOOTER_TYPE = f"{_WORD}footer+xml"
FOOTNOTES_TYPE = f"{_WORD}footnotes+xml"
ENDNOTES_TYPE = f"{_WORD}endnotes+xml"
COMMENTS_TYPE = f"{_WORD}comments+xml"
PROPERTIES_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"

TITLES = {
    MAIN_TYPE: "",
    HEADER_TYPE: "页眉",
    FOOTER_TYPE: "页脚",
    FOOTNOTES_TYPE: "脚注",
    ENDNOTES_TYPE: "尾注",
    PROPERTIES_TYPE: "文档属性",
}
"""The parts whose tags are filled in, and what readers call them; the body needs no name."""

_WORD_PARTS = (
    "document.main styles settings webSettings fontTable numbering header footer footnotes endnotes comments "
    "commentsExtended commentsIds commentsExtensible people document.glossary"
)
_PICTURES = "png jpeg jpg pjpeg gif bmp tiff tif x-emf emf x-wmf wmf"
_ALLOWED_TYPES = frozenset(
    [f"{_WORD}{part}+xml" for part in _WORD_PARTS.split()]
    + [f"{_OFFICE}drawingml.diagram{part}+xml" for part in ("Data", "Layout", "Style", "Colors")]
    + [
        f"{_WORD}printerSettings",
        f"{_OFFICE}theme+xml",
        f"{_OFFICE}extended-properties+xml",
        f"{_OFFICE}custom-properties+xml",
        f"{_OFFICE}customXmlProperties+xml",
        f"{_OFFICE}obfuscatedFont",
        PROPERTIES_TYPE,
        "application/vnd.openxmlformats-package.relationships+xml",
        "application/vnd.ms-office.drawingml.diagramDrawing+xml",
        "application/vnd.ms-office.classificationlabels+xml",
        "application/vnd.ms-word.stylesWithEffects+xml",
        *(f"image/{kind}" for kind in _PICTURES.split()),
    ]
)
_MACRO = re.compile(r"macroEnabled|vbaProject|vbaData|keyMapCustomizations|attachedToolbars|customUI|activeX", re.I)
_EMBEDDED = re.compile(
    r"oleObject|embeddings/|\.package\b|ctrlProp|vnd\.ms-(?!word|office)|spreadsheetml|present", re.I
)

_RELATION_WORDS = (
    "officeDocument styles stylesWithEffects settings webSettings fontTable numbering theme header footer footnotes "
    "endnotes comments image hyperlink customXml customXmlProps glossaryDocument font printerSettings "
    "core-properties extended-properties custom-properties thumbnail people commentsExtended commentsIds "
    "commentsExtensible diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing "
    "classificationlabels"
)
_ALLOWED_RELATIONS = frozenset(_RELATION_WORDS.split())
# Relationships that have a finding of their own; everything else outside the allow-list is refused by its type.
_REFUSED_RELATIONS = {
    "attachedTemplate": "template-link",
    "aFChunk": "alt-chunk",
    "subDocument": "sub-document",
    "vbaProject": "macro",
    "wordVbaData": "macro",
    "keyMapCustomizations": "macro",
    "attachedToolbars": "macro",
    "extensibility": "macro",
    "oleObject": "embedded-object",
    "package": "embedded-object",
    "control": "embedded-object",
    "activeXControlBinary": "embedded-object",
    "mailMergeSource": "mail-merge",
    "mailMergeHeaderSource": "mail-merge",
    "recipientData": "mail-merge",
}
_REFUSED_ELEMENTS = {
    "altChunk": "alt-chunk",
    "subDoc": "sub-document",
    "object": "embedded-object",
    "OLEObject": "embedded-object",
    "control": "embedded-object",
    "mailMerge": "mail-merge",
    "webVideoPr": "web-video",
}
_OFFICE_RELATIONS = re.compile(
    r"http://schemas\.(openxmlformats\.org|microsoft\.com)/(officeDocument|package|office)/[\w/.-]+", re.IGNORECASE
)
_STRICT = "http://purl.oclc.org/ooxml/"
_LINK = re.compile(r"(https?://|mailto:)[^\s\\]+", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*([a-z][a-z0-9+.-]*:|\\\\|//)", re.IGNORECASE)
_VML = ("urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office")


def link_is_plain(target: str) -> bool:
    """A web or mail address, nothing that starts a program or opens a share."""
    return _LINK.fullmatch(target.strip()) is not None


def looks_like_address(target: str) -> bool:
    """It begins with a scheme, a drive or a network share."""
    return _ADDRESS.match(target) is not None


def place_of(package: Package, part: str, element: Any) -> Place:
    """Where an element of a part stands: the paragraph around it quoted, as far as it has text."""
    title = TITLES.get(package.types.get(part, ""), "")
    paragraph = element if element.tag == f"{W}p" else next(element.iterancestors(f"{W}p"), None)
    texts = () if paragraph is None else paragraph.iter(f"{W}t", f"{W}delText")
    return Place(package.file, title, paragraph=quote("".join(text.text or "" for text in texts).strip()))


def part_faults(package: Package) -> Iterator[Finding]:
    """Members that do not belong into a letter."""
    for name, kind in package.types.items():
        if name == CONTENT_TYPES or kind in _ALLOWED_TYPES or _is_custom_xml(name, kind):
            # XML under another extension would go unread by every check, and Word reads it by its type.
            disguised = kind.endswith(("+xml", "/xml")) and not is_xml(name)
            if disguised or _MACRO.search(name) or "embeddings/" in name:
                yield _refused(package, name, kind)
            continue
        yield _refused(package, name, kind)


def _is_custom_xml(name: str, kind: str) -> bool:
    return kind == "application/xml" and re.fullmatch(r"customXml/item\d*\.xml", name) is not None


def _refused(package: Package, name: str, kind: str) -> Finding:
    described = f"{name} {kind}"
    code = "macro" if _MACRO.search(described) else "embedded-object" if _EMBEDDED.search(described) else "part-refused"
    if kind == f"{_WORD}template.main+xml":
        code = "word-template"
    return Finding("error", f"letters.{code}", Place(package.file), {"part": name, "type": kind or "?"})


def relation_faults(package: Package) -> Iterator[Finding]:
    """Relationships to strangers, and links that are more than links."""
    for name, root in package.trees.items():
        if is_relations(name):
            for relation in root:
                if isinstance(relation.tag, str):
                    yield from _relation_faults(package, name, relation)


def _relation_faults(package: Package, rels: str, relation: Any) -> Iterator[Finding]:
    target, address = relation.get("Target", ""), relation.get("Type", "")
    kind = address.rsplit("/", 1)[-1]
    external = relation.get("TargetMode", "").lower() == "external" or looks_like_address(target)
    place, params = Place(package.file), {"part": rels, "target": target, "type": kind}
    if address.startswith(_STRICT):
        yield Finding("error", "letters.strict-format", place)
    elif kind in _REFUSED_RELATIONS:
        yield Finding("error", f"letters.{_REFUSED_RELATIONS[kind]}", place, {**params, "part": target})
    elif kind not in _ALLOWED_RELATIONS or not _OFFICE_RELATIONS.fullmatch(address):
        yield Finding("error", "letters.relation-refused", place, params)
    elif external and kind == "hyperlink":
        if not link_is_plain(target):
            yield Finding("error", "letters.link-refused", place, params)
    elif external:
        code = "letters.external-image" if kind == "image" else "letters.external-part"
        yield Finding("error", code, place, params)
    elif kind != "hyperlink" and related_part(rels, target) not in package.members:
        yield Finding("error", "letters.relation-broken", place, params)


def related_part(rels: str, target: str) -> str:
    """The member that an internal relationship names: ``word/_rels/document.xml.rels``, ``media/a.png``."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    folder = posixpath.dirname(posixpath.dirname(rels))
    return posixpath.normpath(posixpath.join(folder, target))


def related_root(package: Package, kind: str) -> Any | None:
    """The tree of the part that the body relates to as *kind* (``styles``), under whatever name it is stored.

    Office on the web calls it ``styles2.xml``; and a glossary has styles of its own.
    """
    main = next(name for name, declared in package.types.items() if declared == MAIN_TYPE)
    rels = relations_of(main)
    for relation in package.trees.get(rels, ()):
        if isinstance(relation.tag, str) and relation.get("Type", "").rsplit("/", 1)[-1] == kind:
            return package.trees.get(related_part(rels, relation.get("Target", "")))
    return None


def relations_of(part: str) -> str:
    """The member that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def element_faults(package: Package) -> Iterator[Finding]:
    """Elements that bring in other files, objects or web content."""
    for name, root in package.trees.items():
        if is_relations(name) or name == CONTENT_TYPES:
            continue
        for element in root.iter(etree.Element):
            tag = etree.QName(element)
            if (tag.namespace or "").startswith(_STRICT):
                yield Finding("error", "letters.strict-format", Place(package.file))
                break  # Word would read what no check here knows
            code = _REFUSED_ELEMENTS.get(tag.localname)
            if code is not None:
                params = {"part": name, "target": tag.localname}
                yield Finding("error", f"letters.{code}", place_of(package, name, element), params)
            elif tag.namespace in _VML:
                yield from _vml_faults(package, name, element)


def _vml_faults(package: Package, part: str, element: Any) -> Iterator[Finding]:
    """Old drawing markup names pictures and links by address, past the relationships."""
    for attribute, value in element.attrib.items():
        if etree.QName(attribute).localname in ("src", "href", "althref") and looks_like_address(value):
            if etree.QName(attribute).localname == "href" and link_is_plain(value):
                continue
            params = {"part": part, "target": value, "type": "image"}
            yield Finding("error", "letters.external-image", place_of(package, part, element), params)
