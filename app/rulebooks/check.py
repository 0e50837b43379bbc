"""Loading: reading plus everything that can be said about a rulebook as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from app.findings import Finding, errors
from app.rulebooks.model import Rulebook
from app.rulebooks.reader import read_rulebook


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gives. ``rulebook`` is None exactly when a *reading* error exists."""

    rulebook: Rulebook | None
    reading: tuple[Finding, ...]
    analysis: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.reading, *self.analysis)


def load(data: bytes, file: str, *, templates: frozenset[str] | None = None) -> Loaded:
    """Read and check a workbook.

    Args:
        data: the file's bytes, whatever they are.
        file: its name; the stem names the rulebook.
        templates: names of the letter templates there are; None where that is not known.
    """
    read = read_rulebook(data, file, templates)
    rulebook = None if errors(read.findings) else read.rulebook
    return Loaded(rulebook, read.findings, ())
