"""Loading: reading, plus everything that can be said about a rulebook as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from app.findings import Finding, Level, Place, errors
from app.rulebooks.analysis import analyse, conclusions
from app.rulebooks.model import Rulebook
from app.rulebooks.names import unused
from app.rulebooks.reader import Read, read_rulebook
from app.rulebooks.reading import MAX_FINDINGS
from app.rulebooks.scale_checks import check_scales


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gives. ``rulebook`` is None exactly when a *reading* error exists."""

    rulebook: Rulebook | None
    reading: tuple[Finding, ...]
    """Errors here mean that the workbook does not say what to decide."""
    analysis: tuple[Finding, ...]
    """What follows from the rules' meaning: overlaps, gaps, rules that never fire, names nothing uses."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.reading, *self.analysis)


def load(data: bytes, file: str, *, templates: frozenset[str] | None = None) -> Loaded:
    """Read and check a workbook; nothing about its contents raises, all of it is found at once.

    Args:
        data: the file's bytes, whatever they are.
        file: its name; the stem names the rulebook.
        templates: names of the letter templates there are; None where that is not known.
    """
    read = read_rulebook(data, file, templates)
    rulebook = None if errors(read.findings) else read.draft
    return Loaded(rulebook, read.findings, _bounded(_analysis(read), file))


def _bounded(findings: list[Finding], file: str) -> tuple[Finding, ...]:
    if len(findings) <= MAX_FINDINGS:
        return tuple(findings)
    level: Level = "error" if errors(findings) else "note"
    cut = Finding(level, "rulebooks.findings-cut", Place(file), {"limit": MAX_FINDINGS})
    return (*sorted(findings, key=lambda finding: not finding.is_error)[:MAX_FINDINGS], cut)


def _analysis(read: Read) -> list[Finding]:
    """Of a workbook with faults, the tables that were read without any are analysed all the same."""
    if read.draft is None:
        return []
    findings = [*analyse(read.draft, read.faulty)]
    if not errors(read.findings):
        findings += check_scales(read.draft, conclusions(read.draft))
        findings += unused(read.draft)
    return findings
