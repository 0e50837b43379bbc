"""The file that a print file becomes: parts, their types, relationships, and numbers that must not occur twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from app.letters.package import CONTENT_TYPES, declare
from app.letters.print_lists import Lists
from app.letters.zipping import Block, Member, member, pack

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MAIN_RELS = "word/_rels/document.xml.rels"

MARK = "\ue000"
"""Begins an attribute's value that is different in every letter; quotes in values are escaped, so no value is one."""
_TOKEN = re.compile(f'"{MARK}([a-z]+)(\\d*)"')


class Parts:
    """Collects the members of the print file."""

    def __init__(self) -> None:
        self._members: list[Member] = []
        self._overrides: list[str] = []
        self._defaults = {
            "rels": "application/vnd.openxmlformats-package.relationships+xml",
            "xml": "application/xml",
        }
        self._relations: list[str] = []
        self._shared: dict[tuple[bytes, str, str], str] = {}

    def add(self, name: str, content: bytes, kind: str) -> None:
        self._members.append(member(name, content))
        extension = name.rpartition(".")[2].lower()
        if extension == "xml" or self._defaults.setdefault(extension, kind) != kind:
            self._overrides.append(f'<Override PartName="/{escape(name)}" ContentType="{escape(kind)}"/>')

    def add_relations(self, part: str, relations: str) -> None:
        """The relationships of a part that has any."""
        if relations:
            folder, _, name = part.rpartition("/")
            self._members.append(member(f"{folder}/_rels/{name}.rels", _relations_part(relations)))

    def share(self, content: bytes, kind: str, extension: str, relations: str = "") -> str:
        """A part that many letters use, once; returns its name."""
        key = content, kind, relations
        if key not in self._shared:
            name = f"word/shared/part{len(self._shared) + 1}.{extension}"
            self._shared[key] = name
            self.add(name, content, kind)
            self.add_relations(name, relations)
        return self._shared[key]

    def relate(self, id: str, kind: str, target: str, *, external: bool = False) -> str:
        """A relationship of the document; *kind* is its whole address."""
        self._relations.append(relation(id, kind, target, external=external))
        return id

    def to_bytes(self) -> bytes:
        defaults = "".join(
            f'<Default Extension="{escape(extension)}" ContentType="{escape(kind)}"/>'
            for extension, kind in self._defaults.items()
        )
        types = f'<Types xmlns="{_TYPES}">{defaults}{"".join(self._overrides)}</Types>'
        main = relation("rId1", f"{RELATION}officeDocument", "word/document.xml")
        first = [
            member(CONTENT_TYPES, declare(types)),
            member("_rels/.rels", _relations_part(main)),
            member(MAIN_RELS, _relations_part("".join(self._relations))),
        ]
        return pack(Block(b"", b"", 0), [*first, *self._members])


def relation(id: str, kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{escape(id)}" Type="{escape(kind)}" Target="{escape(target)}"{mode}/>'


def _relations_part(relations: str) -> bytes:
    return declare(f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>')


class Numbers:
    """Counters that run through the whole print file."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self._drawings = self._marks = 0

    def next_drawing(self) -> int:
        self._drawings += 1
        return self._drawings

    def next_mark(self) -> int:
        self._marks += 1
        return self._marks


class LetterNumbers:
    """What the marked values of one letter are, the same in all its parts."""

    def __init__(self, numbers: Numbers, label: str) -> None:
        self._numbers = numbers
        self.label = label
        self._known: dict[tuple[str, str], str] = {}

    @property
    def code_picture(self) -> str:
        """The letter's own picture of its number and check code."""
        return f"word/media/{self.label}code.png"

    def fill(self, text: str) -> str:
        return _TOKEN.sub(self._value, text) if MARK in text else text

    def _value(self, token: re.Match[str]) -> str:
        kind, place = token[1], token[2]
        if kind in ("draw", "shape"):
            # A drawing has a number of its own wherever it stands.
            return f'"{_SPELLINGS[kind](self._numbers.next_drawing())}"'
        if kind == "picture":
            return f'"/{self.code_picture}"'
        if kind in ("part", "name", "code"):
            return f'"{self.label}{kind}{place}"'
        if (kind, place) not in self._known:
            new = self._numbers.lists.new_instance(int(place)) if kind == "num" else self._numbers.next_mark()
            self._known[kind, place] = str(new)
        return f'"{self._known[kind, place]}"'


_SPELLINGS: dict[str, Callable[[int], str]] = {"draw": str, "shape": lambda number: f"_x0000_s{number + 1024}"}
