"""A template made ready for a print file: what must differ from letter to letter is marked, the rest is shared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.letters import parts
from app.letters.code_pictures import MEMBER
from app.letters.compile import CompiledTemplate
from app.letters.environment import LetterEnvironment
from app.letters.model import W
from app.letters.package import Package, declare
from app.letters.print_check import R, shown_parts
from app.letters.print_lists import Lists, number_directly
from app.letters.print_parts import MARK, LetterNumbers, Numbers, Parts, relation
from app.letters.print_sections import make_sections
from app.letters.print_styles import Styles, layout_settings
from app.letters.render import DynamicPart, render_parts
from app.letters.source import stories, template_text

_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_VML_ID = "{urn:schemas-microsoft-com:office:office}spid"
_VML_RELATION = "{urn:schemas-microsoft-com:office:office}relid"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_NUMPAGES = re.compile(r"\bNUMPAGES\b", re.IGNORECASE)
_BODY = re.compile(r"<w:body\b[^>]*>")
_STORY_TYPES = (parts.HEADER_TYPE, parts.FOOTER_TYPE)


@dataclass
class PrintTemplate:
    """Makes the parts of one letter after another."""

    name: str
    main: str
    sections: int = 0
    namespaces: Mapping[str, str] = field(default_factory=dict)
    ignorable: frozenset[str] = frozenset()
    """Prefixes that a Word without these extensions may pass over."""
    outside: str = ""
    """What stands before the body: the page's background."""
    own_parts: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    """Headers and footers with fields → (number, content type, relationships)."""
    dynamic: tuple[DynamicPart, ...] = ()
    fixed: str = ""
    """The whole document, where it has no field."""

    def render(self, values: Mapping[str, object]) -> dict[str, str]:
        """Part → text of one letter, marks not yet filled; the document is cut to the content of its body."""
        rendered = dict(render_parts(self.dynamic, values, self.name))
        document = rendered.get(self.main, self.fixed)
        start = _BODY.search(document)
        first = start.end() if start else 0
        return {**rendered, self.main: document[first : document.rindex("</w:body>")]}


def prepare(
    template: CompiledTemplate, package: Package, mark: str, output: Parts, styles: Styles, numbers: Numbers
) -> PrintTemplate:
    """*package* is the template's own, read anew: it is changed here. *mark* tells its relationships from others'."""
    main = next(name for name, kind in package.types.items() if kind == parts.MAIN_TYPE)
    shown = dict(shown_parts(package))
    with_fields = {part.name for part in template.parts}
    _mark_lists(package, shown, numbers.lists)
    names = styles.merge(parts.related_root(package, "styles"), mark)
    _mark_numbers(shown)
    for root in shown.values():
        names.apply(root)
    even_and_odd = any(setting.tag == f"{W}evenAndOddHeaders" for setting in layout_settings(package))
    made = PrintTemplate(template.name, main, make_sections(shown[main], even_and_odd))
    root = shown[main]
    made.namespaces = {prefix or "": space for prefix, space in root.nsmap.items()}
    made.ignorable = frozenset(root.get(_IGNORABLE, "").split())
    made.outside = "".join(
        str(etree.tostring(child, encoding="unicode")) for child in root.iterchildren(f"{W}background")
    )
    _Relations(package, output, mark, with_fields, made, LetterNumbers(numbers, mark)).apply(shown)
    environment = LetterEnvironment()
    made.dynamic = tuple(
        DynamicPart(story.part, environment.from_string(template_text(story)))
        for story in stories(package)
        if story.part in shown and story.part in with_fields
    )
    made.fixed = "" if main in with_fields else str(etree.tostring(root, encoding="unicode"))
    return made


def _mark_lists(package: Package, shown: Mapping[str, Any], lists: Lists) -> None:
    numbering = parts.related_root(package, "numbering")
    for root in shown.values():
        number_directly(parts.related_root(package, "styles"), numbering, root)
    references = [number for root in shown.values() for number in root.iter(f"{W}numId")]
    used = {number.get(f"{W}val") for number in references}
    places = lists.add_template(numbering, used)
    for number in references:
        if number.get(f"{W}val") in places:
            number.set(f"{W}val", f"{MARK}num{places[number.get(f'{W}val')]}")
        else:
            number.set(f"{W}val", "0")


def _mark_numbers(shown: Mapping[str, Any]) -> None:
    """What has a number that must not occur twice; and pages are counted by letter."""
    marks: dict[str, int] = {}
    names: dict[str, int] = {}
    for root in shown.values():
        for element in list(root.iter(etree.Element)):
            for attribute in ("paraId", "textId"):
                element.attrib.pop(f"{_WORD_2010}{attribute}", None)
            if _VML_ID in element.attrib:
                element.set(_VML_ID, f"{MARK}shape")
            if element.tag == _DRAWING:
                element.set("id", f"{MARK}draw")
            elif element.tag in _MARKS:
                _number(element, f"{W}id", "mark", marks)
                _number(element, f"{W}name", "name", names)
            elif element.tag == f"{W}hyperlink" and not element.get(f"{W}anchor", "_").startswith("_top"):
                _number(element, f"{W}anchor", "name", names)
            elif element.tag == f"{W}sdtPr":
                for id in element.findall(f"{W}id"):
                    element.remove(id)
            elif element.tag == f"{W}instrText":
                element.text = _NUMPAGES.sub("SECTIONPAGES", element.text or "")
            elif element.tag == f"{W}fldSimple":
                element.set(f"{W}instr", _NUMPAGES.sub("SECTIONPAGES", element.get(f"{W}instr", "")))


_MARKS = tuple(f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "permStart", "permEnd"))


def _number(element: Any, attribute: str, kind: str, known: dict[str, int]) -> None:
    value = element.get(attribute)
    if value is not None:
        element.set(attribute, f"{MARK}{kind}{known.setdefault(value, len(known))}")


@dataclass
class _Relations:
    """Copies what the shown parts refer to, and gives the references their names in the print file."""

    package: Package
    output: Parts
    mark: str
    with_fields: set[str]
    made: PrintTemplate
    numbers: LetterNumbers
    _shared: dict[str, str] = field(default_factory=dict)

    def apply(self, shown: Mapping[str, Any]) -> None:
        for name in shown:
            if name != self.made.main and name in self.with_fields:
                kind = self.package.types[name]
                self.made.own_parts[name] = len(self.made.own_parts), kind, self._copied(name)
        self._name_references(shown[self.made.main])

    def _name_references(self, document: Any) -> None:
        relations = {one.get("Id"): one for one in self._relations(self.made.main)}
        named: dict[str, str] = {}
        for element in document.iter(etree.Element):
            for attribute, value in element.attrib.items():
                if (attribute.startswith(R) or attribute == _VML_RELATION) and value in relations:
                    if value not in named:
                        named[value] = self._document_relation(relations[value], len(named))
                    element.set(attribute, named[value])

    def _document_relation(self, found: Any, number: int) -> str:
        target = self._target(self.made.main, found)
        if target == MEMBER:
            return f"{MARK}code"
        if target in self.made.own_parts:
            return f"{MARK}part{self.made.own_parts[target][0]}"
        external = target is None
        address = found.get("Target") if target is None else f"/{self._share(target)}"
        return self.output.relate(f"{self.mark}r{number}", found.get("Type"), address, external=external)

    def _share(self, part: str) -> str:
        """The name in the print file of a part that is the same in all letters, its own parts brought along."""
        if part not in self._shared:
            kind = self.package.types[part]
            content = self.package.members[part]
            if kind in _STORY_TYPES:
                content = declare(self.numbers.fill(str(etree.tostring(self.package.trees[part], encoding="unicode"))))
            extension = part.rpartition(".")[2]
            self._shared[part] = self.output.share(content, kind, extension, self._copied(part))
        return self._shared[part]

    def _copied(self, part: str) -> str:
        """The relationships of a part, pointing into the print file."""
        copied = []
        for found in self._relations(part):
            target = self._target(part, found)
            if target == MEMBER:
                address = f"{MARK}picture"
            else:
                address = found.get("Target") if target is None else f"/{self._share(target)}"
            copied.append(relation(found.get("Id"), found.get("Type"), address, external=target is None))
        return "".join(copied)

    def _relations(self, part: str) -> Iterator[Any]:
        root = self.package.trees.get(parts.relations_of(part))
        return iter(()) if root is None else root.iterchildren("{*}Relationship")

    def _target(self, part: str, found: Any) -> str | None:
        """The member that a relationship names; None when it leads outside or to a place in the text."""
        target = parts.related_part(parts.relations_of(part), found.get("Target", ""))
        external = found.get("TargetMode", "").lower() == "external"
        return None if external or target not in self.package.members else target
