"""Word's own fields (``PAGE``, ``HYPERLINK`` …): an allow-list, since some of them run programs or read files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.findings import Finding
from app.letters.model import W, shorten
from app.letters.package import Package
from app.letters.parts import link_is_plain, looks_like_address, place_of

_ALLOWED_WORDS = (
    "= PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF NOTEREF STYLEREF TOC TC SEQ XE INDEX HYPERLINK SYMBOL EQ "
    "ADVANCE TITLE SUBJECT AUTHOR DOCPROPERTY FORMTEXT FORMCHECKBOX FORMDROPDOWN LISTNUM AUTONUM AUTONUMLGL"
)
_ALLOWED = frozenset(_ALLOWED_WORDS.split())
_DATES = frozenset(["DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME"])
_MAIL_MERGE = frozenset([
    "MERGEFIELD", "MERGEREC", "MERGESEQ", "NEXT", "NEXTIF", "SKIPIF", "ADDRESSBLOCK", "GREETINGLINE", "ASK",
    "FILLIN",
])  # fmt: skip
_KEYWORD = re.compile(r"\s*(=|[A-Za-z]+)")
_SWITCH = re.compile(r"\\[A-Za-z*@#]")
_ARGUMENT = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True, eq=False)
class FieldCode:
    part: str
    code: str
    """The instruction without the fields nested in it."""
    element: Any
    """Where it begins."""

    @property
    def keyword(self) -> str:
        match = _KEYWORD.match(self.code)
        return match[1].upper() if match else ""


def field_codes(package: Package) -> Iterator[FieldCode]:
    """Every field of every part, nested ones too."""
    for name, root in package.trees.items():
        for code, element in _codes(root):  # wherever it is stored: Word goes by content types, not by folders
            yield FieldCode(name, code, element)


def _codes(root: Any) -> Iterator[tuple[str, Any]]:
    """Instructions may be cut into many runs; ``begin``, ``separate`` and ``end`` marks hold them together."""
    open_fields: list[tuple[list[str], Any]] = []
    collecting: list[bool] = []
    for element in root.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText", f"{W}delInstrText"):
        if element.tag == f"{W}fldSimple":
            yield element.get(f"{W}instr", ""), element
        elif element.tag == f"{W}fldChar":
            kind = element.get(f"{W}fldCharType")
            if kind == "begin":
                open_fields.append(([], element))
                collecting.append(True)
            elif kind == "separate" and collecting:
                collecting[-1] = False
            elif kind == "end" and open_fields:
                pieces, begin = open_fields.pop()
                yield "".join(pieces), begin
                collecting.pop()
        elif collecting and collecting[-1]:
            open_fields[-1][0].append(element.text or "")
        else:
            yield element.text or "", element
    for pieces, begin in open_fields:
        yield "".join(pieces), begin


def field_faults(package: Package) -> Iterator[Finding]:
    for field in field_codes(package):
        code = _fault(field)
        if code is not None:
            level = "warning" if code == "field-changing-date" else "error"
            params = {"field": shorten(" ".join(field.code.split())) or "?", "part": field.part}
            place = place_of(package, field.part, field.element)
            yield Finding(level, f"letters.{code}", place, params)  # type: ignore[arg-type]


def _fault(field: FieldCode) -> str | None:
    keyword = field.keyword
    if keyword in _DATES:
        return "field-changing-date"
    if keyword in _MAIL_MERGE:
        return "field-mail-merge"
    if keyword not in _ALLOWED:
        return "field-refused"
    if keyword == "HYPERLINK":
        return None if _links_plainly(field.code) else "field-refused"
    return None


def _links_plainly(code: str) -> bool:
    """The first argument that is no switch is the address; nothing else may look like one."""
    arguments = [quoted or bare for quoted, bare in _ARGUMENT.findall(code)][1:]
    addresses = [argument for argument in arguments if looks_like_address(argument)]
    if arguments and not _SWITCH.fullmatch(arguments[0]):
        addresses.append(arguments[0])
    return all(link_is_plain(address) for address in addresses)
