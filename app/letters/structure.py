"""Where in the XML a template stands: every way through its blocks must leave the same elements open.

That is what makes each letter well-formed whatever its values are, and tells a value printed into text from one
printed into an attribute or between paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Spot = Literal["text", "plain", "run", "paragraph", "nowhere"]

_NAME = re.compile(r"</?([^\s/>]+)")
_IN_RUNS = frozenset(["w:p", "w:hyperlink", "w:ins", "w:smartTag", "w:fldSimple"])
_IN_BLOCKS = frozenset(["w:body", "w:tc", "w:txbxContent", "w:hdr", "w:ftr", "w:footnote", "w:endnote", "w:sdtContent"])
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


class StructureError(Exception):
    """A block that would tear elements apart."""


class Position:
    """The open elements while the pieces of a template's text go by."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._unfinished = ""
        """A start tag cut by an expression in one of its attributes."""

    @property
    def spot(self) -> Spot:
        top = self._open[-1] if self._open else ""
        if self._unfinished or not top.startswith("w:"):
            return "plain"
        if top == "w:t":
            return "text"
        return "run" if top in _IN_RUNS else "paragraph" if top in _IN_BLOCKS else "nowhere"

    def feed(self, data: str) -> str:
        """*data* moved past; its line ends and tabs inside ``w:t`` come back as Word's, as docxtpl does it."""
        pieces: list[str] = []
        position = 0
        while position < len(data):
            in_markup = bool(self._unfinished) or data[position] == "<"
            found = data.find(">" if in_markup else "<", position)
            end = len(data) if found < 0 else found + in_markup
            piece = data[position:end]
            if in_markup:
                self._markup(piece, complete=found >= 0)
            elif self.spot == "text":
                piece = piece.replace("\n", _BREAK).replace("\t", _TAB)
            pieces.append(piece)
            position = end
        return "".join(pieces)

    def _markup(self, piece: str, complete: bool) -> None:
        tag = self._unfinished + piece
        self._unfinished = "" if complete else tag
        if not complete or tag.endswith("/>"):
            return
        match = _NAME.match(tag)
        name = match[1] if match else ""
        if not tag.startswith("</"):
            self._open.append(name)
        elif not self._open or self._open.pop() != name:
            raise StructureError(name)

    @contextmanager
    def branch(self) -> Iterator[None]:
        """One way through a block: must end where it began."""
        opened, unfinished = list(self._open), self._unfinished
        yield
        if self._open != opened or bool(self._unfinished) != bool(unfinished):
            raise StructureError(self._open[-1] if self._open else "")
        self._unfinished = unfinished

    def close(self) -> None:
        if self._open or self._unfinished:
            raise StructureError(self._open[-1] if self._open else "")
