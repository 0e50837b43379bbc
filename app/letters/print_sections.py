"""Sections of a letter in a print file: it begins on a new page with page 1, under its own header and footer.

Word takes a header that a section does not name from the section before, which would be another debtor's.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from app.letters.model import W
from app.letters.print_check import R

_ORDER_WORDS = (
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
    "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
)
_RANK = {f"{W}{name}": place for place, name in enumerate(_ORDER_WORDS.split())}
_NEW_PAGES = ("nextPage", "oddPage", "evenPage")
_OFF = ("0", "false", "off")

BLANK_HEADER, BLANK_FOOTER = "blankHeader", "blankFooter"
"""Relationship ids of the parts that say nothing."""


def make_sections(document: Any, even_and_odd: bool) -> int:
    """Ends the body with a section break in its last paragraph; returns how many sections it has."""
    body = document.find(f"{W}body")
    last = body.find(f"{W}sectPr")
    if last is None:
        last = etree.SubElement(body, f"{W}sectPr")
    _ending_paragraph(body, last).append(last)
    sections = [section for section in body.iter(f"{W}sectPr") if section.getparent().tag == f"{W}pPr"]
    for section in sections:
        for child in [*section.findall(f"{W}printerSettings"), *section.findall(f"{W}sectPrChange")]:
            section.remove(child)
    _begin_letter(sections[0], even_and_odd)
    return len(sections)


def _ending_paragraph(body: Any, section: Any) -> Any:
    """The properties of the paragraph that ends the letter: its last one, or one of a point's height after it."""
    last = section.getprevious()
    if last is not None and last.tag == f"{W}p" and "{%" not in _text(last):
        properties = last.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(f"{W}pPr")
            last.insert(0, properties)
        if properties.find(f"{W}sectPr") is None:
            for change in properties.findall(f"{W}pPrChange"):
                properties.remove(change)
            return properties
    paragraph = etree.Element(f"{W}p")
    section.addprevious(paragraph)
    properties = etree.SubElement(paragraph, f"{W}pPr")
    spacing = {"before": "0", "after": "0", "line": "20", "lineRule": "exact"}
    etree.SubElement(properties, f"{W}spacing", {f"{W}{name}": value for name, value in spacing.items()})
    return properties


def _text(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(f"{W}t"))


def _begin_letter(section: Any, even_and_odd: bool) -> None:
    kind = section.find(f"{W}type")
    if kind is not None and kind.get(f"{W}val") not in _NEW_PAGES:
        kind.set(f"{W}val", "nextPage")
    numbers = section.find(f"{W}pgNumType")
    if numbers is None:
        numbers = etree.SubElement(section, f"{W}pgNumType")
    if numbers.get(f"{W}start") is None:
        numbers.set(f"{W}start", "1")
    title = section.find(f"{W}titlePg")
    wanted = ["default"]
    if title is not None and title.get(f"{W}val") not in _OFF:
        wanted.append("first")
    if even_and_odd:
        wanted.append("even")
    for name, blank in (("headerReference", BLANK_HEADER), ("footerReference", BLANK_FOOTER)):
        named = {reference.get(f"{W}type", "default") for reference in section.findall(f"{W}{name}")}
        for which in wanted:
            if which not in named:
                etree.SubElement(section, f"{W}{name}", {f"{W}type": which, f"{R}id": blank})
    section[:] = sorted(section, key=lambda child: _RANK.get(child.tag, len(_RANK)))
