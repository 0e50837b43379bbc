"""Values → a letter: the template's own strings with the values between them, deflated and laid end to end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docxtpl import DocxTemplate
from jinja2 import Template

from app.findings import Finding, LubuError, Place
from app.letters.environment import LetterEnvironment
from app.letters.package import declare
from app.letters.printing import STATE, State
from app.letters.zipping import Block, member, pack, pack_plain

_UNDATED = datetime(1980, 1, 1)  # noqa: DTZ001 - properties know no zone
MAX_TEXT = 50_000_000
"""Characters of one part of one letter."""


@dataclass(frozen=True, eq=False, slots=True)
class DynamicPart:
    """A part whose text differs from letter to letter."""

    name: str
    template: Template


def render_parts(parts: Iterable[DynamicPart], values: Mapping[str, object], file: str) -> list[tuple[str, str]]:
    """``(part, XML text without declaration)`` of each dynamic part.

    Raises:
        LubuError: every value that is missing or cannot be printed, named.
    """
    state = State(file)
    context = {**values, STATE: state}
    rendered = [(part.name, _text(part.template, context, state)) for part in parts]
    if state.findings:
        raise LubuError(*state.findings)
    return rendered


def render_fast(
    parts: Iterable[DynamicPart], static: Block, values: Mapping[str, object], file: str, own: Mapping[str, bytes]
) -> bytes:
    """A letter by our own way: everything static is copied; *own* are members that are no text."""
    rendered = render_parts(parts, values, file)
    texts = [member(name, declare(text)) for name, text in rendered]
    return pack(static, [*texts, *(member(name, content) for name, content in own.items())])


def render_docxtpl(
    template: bytes, environment: LetterEnvironment, values: Mapping[str, object], file: str, own: Mapping[str, bytes]
) -> bytes:
    """A letter by docxtpl, in the same environment; its file is packed again with fixed times."""
    state = State(file)
    document = DocxTemplate(io.BytesIO(template))
    _without_date_of_its_own(document.get_docx())
    document.render({**values, STATE: state}, jinja_env=environment, autoescape=True)
    if state.findings:
        raise LubuError(*state.findings)
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    return pack_plain({**members, **own}.items(), level=6)


def _without_date_of_its_own(document: Any) -> None:
    """python-docx gives a file without properties some of today: the same letter must be the same bytes tomorrow."""
    try:
        document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    except KeyError:
        document.core_properties.modified = _UNDATED


def _text(template: Template, context: dict[str, object], state: State) -> str:
    pieces: list[str] = []
    size = 0
    for piece in template.root_render_func(template.new_context(context)):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_TEXT:
            raise LubuError(Finding("error", "letters.too-much-text", Place(state.file), {"limit": MAX_TEXT}))
    return "".join(pieces)
