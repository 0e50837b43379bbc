"""Pictures whose alternative text is ``二维码``: in each letter they show its own number and check code.

They get a member of their own in the package, so that only they change from letter to letter, whatever other pictures
Word has kept in the same place.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from app.findings import LubuError, Place
from app.letters import parts
from app.letters.model import CHECK_CODE, LETTER_FIELDS
from app.letters.package import CONTENT_TYPES, Package, canonical
from app.letters.qr import code_png
from app.letters.records import check_code

ALT_TEXT = "二维码"
MEMBER = "word/media/lubu-code.png"
NUMBER = LETTER_FIELDS[0]
RELATION_ID = "rIdLubuCode"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_WORDS = "律簿"
"""Tells who scans a code what it is of."""

_SHOWN = (parts.MAIN_TYPE, parts.HEADER_TYPE, parts.FOOTER_TYPE)
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_ART = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True, slots=True)
class CodePictures:
    """The parts of a template that show the code; none: nothing of this costs a letter anything."""

    parts: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def fields(self) -> frozenset[str]:
        """What the pictures show, whether or not the text prints it."""
        return frozenset((NUMBER, CHECK_CODE)) if self.parts else frozenset()

    def png(self, values: Mapping[str, object], template: str, file: str) -> bytes:
        """The picture of one letter; *template* is the template's hash.

        Raises:
            LubuError: when its number is too long for a code, or a value is none that a letter prints.
        """
        try:
            code = values.get(CHECK_CODE) or check_code(values, template)
        except TypeError as fault:
            raise LubuError.of("letters.value-type", Place(file), field=CHECK_CODE, type=str(fault)) from fault
        text = " ".join(str(word) for word in (_WORDS, values.get(NUMBER), code) if word)
        try:
            return code_png(text)
        except ValueError as fault:
            raise LubuError.of("letters.code-too-long", Place(file), text=text[:40]) from fault


def own_member(package: Package) -> tuple[Package, CodePictures]:
    """*package* with its code pictures pointing to :data:`MEMBER`; what was handed in stays as it is."""
    shown = [
        name
        for name, root in package.trees.items()
        if package.types.get(name) in _SHOWN and any(True for _ in _pictures(root))
    ]
    if not shown:
        return package, CodePictures()
    relations = {name: parts.relations_of(name) for name in shown}
    changed = {
        name: deepcopy(package.trees[name]) if name in package.trees else _no_relations()
        for name in (CONTENT_TYPES, *shown, *relations.values())
    }
    for name in shown:
        for picture in _pictures(changed[name]):
            picture.set(_EMBED, RELATION_ID)
            for child in list(picture):  # a vector drawing beside it would be shown instead
                picture.remove(child)
        _relate(changed[relations[name]], name)
    _declare(changed[CONTENT_TYPES])
    members = {**package.members, **{name: canonical(root) for name, root in changed.items()}}
    members[MEMBER] = code_png(ALT_TEXT)
    made = replace(
        package,
        members=members,
        trees={**package.trees, **changed},
        types={**package.types, **dict.fromkeys(relations.values(), RELATIONS_TYPE), MEMBER: "image/png"},
    )
    return made, CodePictures(frozenset(shown))


def _pictures(root: Any) -> Iterator[Any]:
    """The ``a:blip`` of each picture with the alternative text, wherever it is anchored."""
    for properties in root.iter(f"{_DRAWING}docPr"):
        if ALT_TEXT in ((properties.get("descr") or "").strip(), (properties.get("title") or "").strip()):
            yield from properties.getparent().iter(f"{_ART}blip")


def _no_relations() -> Any:
    return etree.Element(f"{_RELATIONS}Relationships", nsmap={None: _RELATIONS[1:-1]})


def _relate(relations: Any, part: str) -> None:
    """One relationship of that id, also where a letter that was made has become a template."""
    for known in [one for one in relations if one.get("Id") == RELATION_ID]:
        relations.remove(known)
    target = posixpath.relpath(MEMBER, posixpath.dirname(part))
    etree.SubElement(relations, f"{_RELATIONS}Relationship", Id=RELATION_ID, Type=IMAGE, Target=target)


def _declare(types: Any) -> None:
    if not any(entry.get("Extension", "").lower() == "png" for entry in types):
        types.insert(0, etree.Element(f"{_TYPES}Default", Extension="png", ContentType="image/png"))
