"""The one error tree: a finding says where, what is wrong, what to do, and whether trying again helps.

The core packages make findings from a *code* and *parameters*; the words stand beside each package in
its ``messages.py`` (Chinese is the source text, gettext carries English) and are filled in at the edge
by :mod:`app.messages`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Level = Literal["error", "warning", "note"]


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools know
    """Mark a source text for translation without translating it now."""
    return text


@dataclass(frozen=True, slots=True)
class Wording:
    """What one finding code says: both texts are ``str.format`` templates over the finding's parameters."""

    message: str
    advice: str
    retry: bool = False
    """True where the same call may succeed later without anybody changing the input."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: ``file!sheet!cell`` for workbooks, plus a row or a quoted paragraph elsewhere."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    """A cell (``B4``) or a range (``A4:E4``)."""
    row: int | None = None
    """1-based row of a case file, as the spreadsheet program numbers it."""
    paragraph: str = ""
    """The paragraph of a Word template, quoted."""

    def __str__(self) -> str:
        parts = [part for part in (self.file, self.sheet, self.cell) if part]
        text = "!".join(parts)
        if self.row is not None and not self.cell:
            text = f"{text}#{self.row}" if text else f"#{self.row}"
        return f"{text}「{self.paragraph}」" if self.paragraph else text

    def at(self, cell: str) -> Place:
        """The same sheet, another cell."""
        return replace(self, cell=cell)

    def as_dict(self) -> dict[str, object]:
        place: dict[str, object] = {"file": self.file, "sheet": self.sheet, "cell": self.cell}
        if self.row is not None:
            place["row"] = self.row
        if self.paragraph:
            place["paragraph"] = self.paragraph
        return place


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth knowing."""

    level: Level
    code: str
    """Dotted, package first: ``rulebooks.range-unbalanced``; a key of that package's ``MESSAGES``."""
    place: Place = Place()
    params: Mapping[str, object] = field(default_factory=dict)
    """Fills the wording; plain strings and numbers only."""
    witness: Mapping[str, str] | None = None
    """A case that shows the fault: variable name → value as staff would write it."""

    @property
    def is_error(self) -> bool:
        return self.level == "error"


class LubuError(Exception):
    """Bad input that stops a whole operation; carries every finding, not only the first."""

    def __init__(self, *findings: Finding) -> None:
        if not findings:
            raise ValueError("a LubuError carries at least one finding")
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{f.code} {f.place} {dict(f.params)}" for f in findings))

    @classmethod
    def of(cls, code: str, place: Place | None = None, **params: object) -> LubuError:
        return cls(Finding("error", code, place or Place(), params))


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Only those that block."""
    return [finding for finding in findings if finding.is_error]
