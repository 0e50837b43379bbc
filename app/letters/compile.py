"""A template compiled once: its static members deflated, its dynamic parts ready to run, its method chosen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.findings import Finding, LubuError, errors
from app.letters.blocks import Reading
from app.letters.check import Inspection, distinct, inspect
from app.letters.code_pictures import MEMBER, CodePictures
from app.letters.environment import LetterEnvironment
from app.letters.model import Method, shorten
from app.letters.render import DynamicPart, render_docxtpl, render_fast, render_parts
from app.letters.source import template_text
from app.letters.zipping import LEVEL_ONCE, Block, block, member

_DRAWINGS_IN_LOOPS = re.compile(r"\{%-?\s*(for|endfor)\b|<wp:(docPr)\b")
_DOCXTPL_PREFIXES = ("r", "tc")
_DOCXTPL_KEYWORDS = ("colspan", "hm")


@dataclass(frozen=True, eq=False)
class CompiledTemplate:
    """Renders any number of letters; safe to share between threads, and picklable (it compiles again there)."""

    name: str
    hash: str
    """sha256 hex of the template's bytes: names its version."""
    method: Method
    reason: str
    """Why it takes docxtpl; empty for the fast way."""
    fields: frozenset[str]
    """Top-level names it uses."""
    row_fields: Mapping[str, frozenset[str]]
    """What a loop or a dot reads from → the attributes read: ``明细`` → ``合同编号 …``."""
    findings: tuple[Finding, ...]
    """Warnings; a template with errors does not compile."""
    data: bytes
    static: Block
    parts: tuple[DynamicPart, ...]
    codes: CodePictures
    _canonical: bytes
    _environment: LetterEnvironment

    def render(self, values: Mapping[str, object]) -> bytes:
        """One letter as a .docx file; the same values give the same bytes.

        Raises:
            LubuError: all values that are missing or cannot be printed.
        """
        own = {MEMBER: self.codes.png(values, self.hash, self.name)} if self.codes else {}
        if self.method == "docxtpl":
            return render_docxtpl(self._canonical, self._environment, values, self.name, own)
        return render_fast(self.parts, self.static, values, self.name, own)

    def render_parts(self, values: Mapping[str, object]) -> list[tuple[str, str]]:
        """The dynamic parts as text, for who puts many letters into one file (fast method only)."""
        return render_parts(self.parts, values, self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return compile_template, (self.data, self.name)


def compile_template(data: bytes, name: str) -> CompiledTemplate:
    """Raises:
    LubuError: with all findings, when any of them is an error.
    """
    inspection = inspect(data, name)
    if inspection.has_errors:
        raise LubuError(*errors(distinct(inspection.findings)))
    reason = _docxtpl_reason(inspection)
    fields, row_fields = _fields(inspection.readings)
    members = inspection.made.members
    dynamic = tuple(DynamicPart(part, template) for part, template in inspection.templates.items())
    static = block(
        member(part, content, LEVEL_ONCE)
        for part, content in members.items()
        if part not in inspection.templates and not (inspection.codes and part == MEMBER)
    )
    return CompiledTemplate(
        name=name,
        hash=sha256(data).hexdigest(),
        method="docxtpl" if reason else "fast",
        reason=reason,
        fields=fields | inspection.codes.fields,
        row_fields=row_fields,
        findings=tuple(distinct(inspection.findings)),
        data=data,
        static=static,
        parts=dynamic,
        codes=inspection.codes,
        _canonical=inspection.made.to_bytes(),
        _environment=inspection.environment,
    )


def _docxtpl_reason(inspection: Inspection) -> str:
    """What only docxtpl does: runs and cells that come and go, and pictures that need new ids when repeated."""
    for tag in inspection.tags:
        prints_block = tag.kind == "print" and tag.prefix == "p"
        if tag.prefix in _DOCXTPL_PREFIXES or prints_block or tag.keyword in _DOCXTPL_KEYWORDS:
            return shorten(tag.text)
    if any(
        _repeats_drawing(template_text(story)) for story in inspection.stories if story.part in inspection.templates
    ):
        return "wp:docPr"
    return ""


def _repeats_drawing(text: str) -> bool:
    loops = 0
    for match in _DRAWINGS_IN_LOOPS.finditer(text):
        if match[2] and loops:
            return True
        loops += {"for": 1, "endfor": -1}.get(match[1] or "", 0)
    return False


def _fields(readings: Iterable[Reading]) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    top: set[str] = set()
    attributes: defaultdict[str, set[str]] = defaultdict(set)
    for reading in readings:
        for path in reading.paths:
            if path[0] in ("loop", "?"):
                continue
            top.add(path[0])
            if len(path) > 1:
                attributes[".".join(path[:-1])].add(path[-1])
    return frozenset(top), {source: frozenset(names) for source, names in attributes.items()}
