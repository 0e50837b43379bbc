"""Many letters, of one template or of several, as one .docx for the printer.

Every letter is a section (or sections) of its own: its page, header, footer and lists are those it would have alone,
its pages are counted from 1. What is the same in all letters is in the file once; the time grows with the letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.findings import Finding, LubuError, Place
from app.letters import parts
from app.letters.code_pictures import IMAGE, own_member
from app.letters.compile import CompiledTemplate
from app.letters.model import W
from app.letters.package import Package, declare, open_package
from app.letters.print_check import print_faults
from app.letters.print_lists import Lists
from app.letters.print_parts import RELATION, LetterNumbers, Numbers, Parts
from app.letters.print_sections import BLANK_FOOTER, BLANK_HEADER
from app.letters.print_styles import Fonts, Styles, layout, settings_xml, theme_part
from app.letters.print_template import PrintTemplate, prepare

MAX_LETTERS = 2_000
"""Word opens a file of that many sections in reasonable time; a larger batch is printed in several files."""
MAX_CHARACTERS = 200_000_000

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_SECTION = re.compile(r"<w:sectPr\b(?:[^>]*/>|.*?</w:sectPr>)", re.DOTALL)
_SECTION_STARTS = re.compile(r"<w:sectPr\b")


def print_file(letters: Iterable[tuple[CompiledTemplate, Mapping[str, object]]]) -> bytes:
    """One .docx of all *letters* in their order; the same letters give the same bytes.

    Raises:
        LubuError: everything that keeps a template out of a print file, and every value that is missing or cannot be
            printed with its letter's number (from 1) as the row; no file is made then.
    """
    made = PrintFile()
    findings: list[Finding] = []
    for number, (template, values) in enumerate(letters, start=1):
        try:
            made.add(template, values)
        except LubuError as error:
            about_letter = (replace(one, place=replace(one.place, row=number)) for one in error.findings)
            found = error.findings if made.is_refused(template) else tuple(about_letter)
            findings += [one for one in found if one not in findings]
    if findings:
        raise LubuError(*findings)
    return made.to_bytes()


class PrintFile:
    """A print file being made, letter by letter; a letter that fails leaves nothing behind."""

    def __init__(self) -> None:
        self._output = Parts()
        self._styles, self._fonts, self._lists = Styles(), Fonts(), Lists()
        self._numbers = Numbers(self._lists)
        self._templates: dict[str, PrintTemplate | LubuError] = {}
        self._first: Package | None = None
        self._layout: dict[str, bytes] = {}
        self._namespaces: dict[str, str] = {}
        self._ignorable: set[str] = set()
        self._bodies: list[str] = []
        self._characters = 0

    def __len__(self) -> int:
        """Letters so far."""
        return len(self._bodies)

    def is_refused(self, template: CompiledTemplate) -> bool:
        """Whether the template, not the values, is why its letters cannot be added."""
        return isinstance(self._templates.get(template.hash), LubuError)

    def add(self, template: CompiledTemplate, values: Mapping[str, object]) -> None:
        """Raises:
        LubuError: what keeps the template out, or all values that are missing or cannot be printed.
        """
        prepared = self._prepared(template)
        rendered = prepared.render(values)
        body = rendered[prepared.main]
        if len(_SECTION_STARTS.findall(body)) != prepared.sections:
            raise LubuError.of("letters.print-sections-vary", Place(prepared.name))
        if len(self) == MAX_LETTERS or self._characters + len(body) > MAX_CHARACTERS:
            raise LubuError.of(
                "letters.print-too-large", Place(), letters=MAX_LETTERS, size=MAX_CHARACTERS // 1_000_000
            )
        picture = template.codes.png(values, template.hash, template.name) if template.codes else None
        numbers = LetterNumbers(self._numbers, f"L{len(self) + 1}")
        if picture is not None:
            self._output.add(numbers.code_picture, picture, "image/png")
            self._output.relate(f"{numbers.label}code", IMAGE, f"/{numbers.code_picture}")
        for name, (number, kind, relations) in prepared.own_parts.items():
            self._add_part(numbers, number, kind, numbers.fill(rendered[name]), relations)
        self._bodies.append(numbers.fill(body))
        self._characters += len(body)

    def _add_part(self, numbers: LetterNumbers, number: int, kind: str, text: str, relations: str) -> None:
        """A header or footer of one letter."""
        word = "header" if kind == parts.HEADER_TYPE else "footer"
        name = f"{numbers.label}{word}{number}.xml"
        self._output.add(f"word/{name}", declare(text), kind)
        self._output.add_relations(f"word/{name}", numbers.fill(relations))
        self._output.relate(f"{numbers.label}part{number}", f"{RELATION}{word}", name)

    def _prepared(self, template: CompiledTemplate) -> PrintTemplate:
        known = self._templates.get(template.hash)
        if known is None:
            try:
                known = self._prepare(template)
            except LubuError as error:
                known = error
            self._templates[template.hash] = known
        if isinstance(known, LubuError):
            raise known
        return known

    def _prepare(self, template: CompiledTemplate) -> PrintTemplate:
        package, _ = own_member(open_package(template.data, template.name))
        faults = print_faults(package, template.method, template.reason)
        faults += self._differences(package)
        if faults:
            raise LubuError(*faults)
        if self._first is None:
            self._first, self._layout = package, layout(package)
        self._fonts.merge(parts.related_root(package, "fontTable"))
        mark = f"T{len(self._templates) + 1}"
        prepared = prepare(template, package, mark, self._output, self._styles, self._numbers)
        self._namespaces.update(prepared.namespaces)
        self._ignorable |= prepared.ignorable
        return prepared

    def _differences(self, package: Package) -> list[Finding]:
        """What this template would change for the letters of the others."""
        if self._first is None:
            return []
        place, params = Place(package.file), {"other": self._first.file}
        document = next(root for root in package.trees.values() if root.tag == f"{W}document")
        found = [
            Finding("error", f"letters.print-{aspect}-differ", place, params)
            for aspect, content in layout(package).items()
            if content != self._layout[aspect]
        ]
        if any(self._namespaces.get(prefix or "", space) != space for prefix, space in document.nsmap.items()):
            found.append(Finding("error", "letters.print-namespaces-differ", place, params))
        return found

    def to_bytes(self) -> bytes:
        """The file; once only.

        Raises:
            LubuError: when there is no letter in it.
        """
        if self._first is None or not self._bodies:
            raise LubuError.of("letters.print-empty", Place())
        self._add_common(self._first)
        self._output.add("word/document.xml", declare(self._document()), f"{_WORD}document.main+xml")
        return self._output.to_bytes()

    def _document(self) -> str:
        last = self._bodies[-1]
        section = list(_SECTION.finditer(last))[-1]
        # The last section of a document stands at the end of its body; in a paragraph it would bring an empty page.
        ending = last[: section.start()] + last[section.end() :] + section[0]
        spaces = "".join(f' xmlns{":" * bool(prefix)}{prefix}="{space}"' for prefix, space in self._namespaces.items())
        ignorable = f' mc:Ignorable="{" ".join(sorted(self._ignorable))}"' if self._ignorable else ""
        outside = next(one.outside for one in self._templates.values() if isinstance(one, PrintTemplate))
        contents = "".join([*self._bodies[:-1], ending])
        return f"<w:document{spaces}{ignorable}>{outside}<w:body>{contents}</w:body></w:document>"

    def _add_common(self, first: Package) -> None:
        root = f'xmlns:w="{W[1:-1]}"'
        common = {
            "styles": self._styles.to_xml(),
            "settings": settings_xml(first),
            "fontTable": self._fonts.to_xml(),
            **({} if self._lists.empty else {"numbering": self._lists.to_xml()}),
        }
        for name, xml in common.items():
            self._output.add(f"word/{name}.xml", declare(xml), f"{_WORD}{name}+xml")
            self._output.relate(name, f"{RELATION}{name}", f"{name}.xml")
        for id, word, tag in ((BLANK_HEADER, "header", "hdr"), (BLANK_FOOTER, "footer", "ftr")):
            self._output.add(f"word/{id}.xml", declare(f"<w:{tag} {root}><w:p/></w:{tag}>"), f"{_WORD}{word}+xml")
            self._output.relate(id, f"{RELATION}{word}", f"{id}.xml")
        theme = theme_part(first) if self._layout["theme"] else None
        if theme is not None:
            self._output.add("word/theme.xml", first.members[theme], first.types[theme])
            self._output.relate("theme", f"{RELATION}theme", "theme.xml")
