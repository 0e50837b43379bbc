"""A workbook as a package of parts: those nobody changes keep every byte of their content."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

from lxml import etree

_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_CONTENT_TYPES = "[Content_Types].xml"
_NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WORKBOOK = "xl/workbook.xml"


def parse(xml: bytes) -> etree._Element:
    """Untrusted XML, already known to be bounded and without a document type."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def kind(element: etree._Element) -> str:
    """The element's name without its namespace; nothing for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def beside(element: etree._Element, name: str) -> str:
    """*name* in the namespace of *element*."""
    return f"{{{etree.QName(element).namespace}}}{name}"


class Package:
    """The parts by name. ``xml`` hands out trees; those asked for with ``changing`` are written back."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self.names = {name: None for name in self._archive.namelist() if not name.endswith("/")}
        self._trees: dict[str, etree._Element] = {}
        self._changed: dict[str, bytes | etree._Element] = {}
        strict = _STRICT.encode() in self.read(WORKBOOK)
        self.relation_type = _STRICT if strict else _TRANSITIONAL
        """What types of relations begin with, and the namespace of ``r:id``."""
        self.rel_id = f"{{{self.relation_type}}}id"

    def read(self, name: str) -> bytes:
        changed = self._changed.get(name)
        if changed is None:
            return self._archive.read(name)
        return changed if isinstance(changed, bytes) else _written(changed)

    def xml(self, name: str, *, changing: bool = False) -> etree._Element:
        """The tree of a part, always the same one; what is done to it counts only when asked for as *changing*."""
        if name not in self._trees:
            self._trees[name] = parse(self.read(name))
        if changing:
            self._changed[name] = self._trees[name]
        return self._trees[name]

    def put(self, name: str, content: bytes, content_type: str = "") -> None:
        """Add or replace a part."""
        self.names[name] = None
        self._trees.pop(name, None)
        self._changed[name] = content
        if content_type:
            types = self.xml(_CONTENT_TYPES, changing=True)
            self._forget_type(name)
            etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{name}", ContentType=content_type)

    def remove(self, name: str) -> None:
        self.names.pop(name, None)
        self._changed.pop(name, None)
        self._trees.pop(name, None)
        self._forget_type(name)

    def _forget_type(self, name: str) -> None:
        for item in list(self.xml(_CONTENT_TYPES, changing=True)):
            if item.get("PartName") == f"/{name}":
                item.getparent().remove(item)

    def declare_extension(self, extension: str, content_type: str) -> None:
        types = self.xml(_CONTENT_TYPES, changing=True)
        if not any((item.get("Extension") or "").lower() == extension for item in types):
            types.insert(0, etree.Element(f"{_TYPES}Default", Extension=extension, ContentType=content_type))

    def free(self, pattern: str) -> str:
        """The first unused name of a pattern such as ``xl/comments{}.xml``."""
        taken = {name.lower() for name in self.names}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    # --- relations ------------------------------------------------------------------------------------------------

    def relations(self, part: str, *, changing: bool = False) -> etree._Element:
        """The relations of a part; an empty tree where it has none."""
        name = _relations_of(part)
        if name not in self.names:
            if not changing:
                return parse(_NO_RELATIONS)
            self.put(name, _NO_RELATIONS)
        return self.xml(name, changing=changing)

    def related(self, part: str, ending: str) -> dict[str, str]:
        """Relation id → part, of the relations whose type ends so; external ones and dead ends left out."""
        found = {}
        for relation in self.relations(part):
            target = _resolved(part, relation.get("Target") or "")
            inside = relation.get("TargetMode") != "External" and target in self.names
            if inside and (relation.get("Type") or "").endswith(f"/{ending}"):
                found[relation.get("Id") or ""] = target
        return found

    def relate(self, part: str, target: str, ending: str) -> str:
        """Add a relation; its id."""
        relations = self.relations(part, changing=True)
        taken = {relation.get("Id") for relation in relations}
        number = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        kind_of = f"{self.relation_type}/{ending}"
        etree.SubElement(relations, _RELATIONS, Id=number, Type=kind_of, Target=f"/{target}")
        return number

    def unrelate(self, part: str, number: str) -> None:
        for relation in list(self.relations(part, changing=True)):
            if relation.get("Id") == number:
                relation.getparent().remove(relation)

    # --- the workbook's sheets --------------------------------------------------------------------------------------

    def sheets(self) -> dict[str, str]:
        """Name → part of each worksheet, in order; sheets of charts and dialogs left out."""
        parts = self.related(WORKBOOK, "worksheet")
        listed = self.xml(WORKBOOK).iter("{*}sheet")
        return {
            sheet.get("name") or "": parts[number] for sheet in listed if (number := sheet.get(self.rel_id)) in parts
        }

    def saved(self) -> bytes:
        """The package with its changes, the old parts in their old order."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
            for info in self._archive.infolist():
                if info.filename in self.names:
                    out.writestr(info, self.read(info.filename), zipfile.ZIP_DEFLATED)
            old = set(self._archive.namelist())
            for name in self.names:
                if name not in old:
                    out.writestr(zipfile.ZipInfo(name), self.read(name), zipfile.ZIP_DEFLATED)
        return stream.getvalue()


def _written(tree: etree._Element) -> bytes:
    written: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
