"""What keeps a template out of a print file: things that belong to a document as a whole and would not stay right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.findings import Finding, Place
from app.letters import parts
from app.letters.fieldcodes import field_codes
from app.letters.model import Method, W, shorten
from app.letters.package import Package

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SHOWN_PARTS = (parts.MAIN_TYPE, parts.HEADER_TYPE, parts.FOOTER_TYPE)
# The rest counts over, looks up or takes its text from the whole document, which here are many letters.
_FIELD_WORDS = "= PAGE NUMPAGES SECTIONPAGES HYPERLINK SYMBOL EQ ADVANCE FORMTEXT FORMCHECKBOX FORMDROPDOWN"
_FIELDS = frozenset(_FIELD_WORDS.split())
_ELEMENTS = {
    "footnoteReference": "print-notes",
    "endnoteReference": "print-notes",
    "commentReference": "print-comments",
    "dataBinding": "print-bound-control",
}


def shown_parts(package: Package) -> Iterator[tuple[str, Any]]:
    """(name, root) of the body, the headers and the footers."""
    for name, kind in package.types.items():
        if kind in _SHOWN_PARTS and name in package.trees:
            yield name, package.trees[name]


def print_faults(package: Package, method: Method, reason: str) -> list[Finding]:
    """Everything about a template that a print file cannot keep right."""
    found = [*_field_faults(package), *_element_faults(package), *_list_faults(package)]
    if method == "docxtpl":
        found.append(_fault(package, "print-docxtpl", tag=reason))
    fonts = parts.related_root(package, "fontTable")
    if fonts is not None and any(f"{R}id" in element.attrib for element in fonts.iter(etree.Element)):
        found.append(_fault(package, "print-embedded-fonts"))
    return _distinct(found)


def _field_faults(package: Package) -> Iterator[Finding]:
    shown = dict(shown_parts(package))
    sections = sum(1 for root in shown.values() for _ in root.iter(f"{W}sectPr"))
    for code in field_codes(package):
        if code.part not in shown or not code.keyword:
            continue
        if code.keyword not in _FIELDS or (code.keyword == "HYPERLINK" and "\\l" in code.code):
            yield _fault(package, "print-field", field=shorten(" ".join(code.code.split())))
        elif code.keyword == "NUMPAGES" and sections > 1:
            yield _fault(package, "print-page-count")


def _element_faults(package: Package) -> Iterator[Finding]:
    for _, root in shown_parts(package):
        for name, code in _ELEMENTS.items():
            if next(root.iter(f"{W}{name}"), None) is not None:
                yield _fault(package, code)


def _list_faults(package: Package) -> Iterator[Finding]:
    """A list whose levels are kept in a numbering style has none of its own that could begin anew."""
    numbering = parts.related_root(package, "numbering")
    for link in numbering.iter(f"{W}numStyleLink") if numbering is not None else ():
        yield _fault(package, "print-list-style", style=link.get(f"{W}val", ""))
    if numbering is not None and next(numbering.iter(f"{W}numPicBullet"), None) is not None:
        yield _fault(package, "print-picture-bullets")


def _fault(package: Package, code: str, **params: object) -> Finding:
    return Finding("error", f"letters.{code}", Place(package.file), params)


def _distinct(findings: list[Finding]) -> list[Finding]:
    return list({(one.code, tuple(one.params.items())): one for one in findings}.values())
