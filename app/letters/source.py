"""The text of a template as its author sees it, and as docxtpl hands it to Jinja."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from docxtpl import DocxTemplate
from lxml import etree

from app.letters import parts
from app.letters.model import Paragraph, Story, W
from app.letters.package import Package

_OPENERS = ("{{", "{%", "{#")
# Inside a paragraph these may begin or end in the middle of a tag: docxtpl drops them with the tag's own markup.
_HARMLESS_WORDS = (
    "r t br tab cr proofErr bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd lastRenderedPageBreak "
    "noBreakHyphen softHyphen permStart permEnd"
)
_HARMLESS = frozenset(f"{W}{name}" for name in _HARMLESS_WORDS.split())
_PROPERTIES = (f"{W}rPr", f"{W}pPr")
_P, _T, _SDT, _BINDING = f"{W}p", f"{W}t", f"{W}sdt", f"{W}sdtPr/{W}dataBinding"


def stories(package: Package) -> tuple[Story, ...]:
    """The parts whose tags are filled in, the body first."""
    order = list(parts.TITLES)
    dynamic = [name for name, kind in package.types.items() if kind in parts.TITLES and name in package.trees]
    dynamic.sort(key=lambda name: order.index(package.types[name]))
    return tuple(_story(package, name) for name in dynamic)


def _story(package: Package, name: str) -> Story:
    root, kind = package.trees[name], package.types[name]
    read = _properties if kind == parts.PROPERTIES_TYPE else _paragraphs
    return Story(package.file, name, parts.TITLES[kind], root, tuple(read(root)))


def _properties(root: Any) -> Iterator[Paragraph]:
    for number, element in enumerate(root.iter(etree.Element)):
        if element.text:
            yield Paragraph(element, element.text, ((0, number),), ())


@dataclass
class _Open:
    """A paragraph being read."""

    element: Any
    bound: bool
    number: int
    texts: list[str] = field(default_factory=list)
    length: int = 0
    starts: list[tuple[int, int]] = field(default_factory=list)
    barriers: set[int] = field(default_factory=set)

    def close(self) -> Paragraph:
        starts = tuple(self.starts) or ((0, self.number),)
        return Paragraph(self.element, "".join(self.texts), starts, tuple(sorted(self.barriers)), self.bound)


def _paragraphs(root: Any) -> list[Paragraph]:
    """Every paragraph in the order they begin, text boxes included."""
    found: list[tuple[int, Paragraph]] = []
    pending: list[_Open] = []
    bound_controls = 0
    walker = etree.iterwalk(root, events=("start", "end"))
    for number, (event, element) in enumerate(walker):
        starts = event == "start"
        if starts and element.tag in _PROPERTIES:
            walker.skip_subtree()
        elif element.tag == _P:
            if pending:
                pending[-1].barriers.add(pending[-1].length)
            if starts:
                pending.append(_Open(element, bound_controls > 0, number))
            else:
                done = pending.pop()
                found.append((done.number, done.close()))
        else:
            if element.tag == _SDT and element.find(_BINDING) is not None:
                bound_controls += 1 if starts else -1
            if pending:
                pending[-1].bound |= bound_controls > 0
                _read(pending[-1], event, element, number)
    return [paragraph for _, paragraph in sorted(found, key=itemgetter(0))]


def _read(paragraph: _Open, event: str, element: Any, number: int) -> None:
    if element.tag == _T:
        if event == "start":
            text = element.text or ""
            paragraph.starts.append((paragraph.length, number))
            paragraph.texts.append(text)
            paragraph.length += len(text)
    elif element.tag not in _HARMLESS and element.tag not in _PROPERTIES:
        paragraph.barriers.add(paragraph.length)


def misplaced(story: Story) -> Iterator[tuple[str, str]]:
    """``(element, text)`` where a tag stands in markup that is not text: field codes, deletions, descriptions."""
    if story.title == parts.TITLES[parts.PROPERTIES_TYPE]:
        return
    for element in story.root.iter(etree.Element):
        texts = [*element.attrib.values(), element.tail or ""]
        if element.tag != _T:
            texts.append(element.text or "")
        for text in texts:
            if "{" in text and any(opener in text for opener in _OPENERS):
                yield etree.QName(element).localname, text


def template_text(story: Story) -> str:
    """The part as a Jinja template: docxtpl's preprocessing, one line per paragraph so that errors can be placed.

    Only for stories whose tags have been found whole: docxtpl's expressions take quadratic time on unclosed ones.
    """
    text = etree.tostring(story.root, encoding="unicode")
    if story.title != parts.TITLES[parts.PROPERTIES_TYPE]:
        text = DocxTemplate(io.BytesIO()).patch_xml(text)
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", text)
