"""Rulebooks and case files as several commands read them, ending with findings where they cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.batches.cases import decide_cases
from app.batches.model import DecidedCases
from app.batches.release import make_release
from app.cases import read_cases
from app.cli.output import stop
from app.decide import CompiledRulebook
from app.findings import Finding, errors
from app.rulebooks import load
from app.rulebooks.model import Rulebook


def rulebook(path: Path, as_json: bool) -> Rulebook:
    """A workbook as far as it can be read: one with overlaps can be compared and tried, one with faults cannot."""
    loaded = load(path.read_bytes(), path.name)
    if loaded.rulebook is None:
        stop(loaded.findings, as_json)
    return loaded.rulebook


def decided(book: CompiledRulebook, path: Path, sheet: str | None, day: date, as_json: bool) -> DecidedCases:
    """A case file decided by one rulebook alone."""
    release = make_release([book])
    cases = read_cases(path.read_bytes(), path.name, release.inputs, sheet)
    found: list[Finding] = errors(cases.findings)
    if found:
        stop(found, as_json)
    return decide_cases(release, cases, day)
