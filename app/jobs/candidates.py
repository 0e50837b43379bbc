"""A file offered for release, read and checked on its own: findings, and what it is when nothing blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import structlog

from app.config import Settings
from app.decide import compile_rulebook, run_tests
from app.findings import Finding, LubuError, Place, errors
from app.jobs import bounded
from app.rulebooks import load
from app.rulebooks.model import Rulebook
from app.scorecards.check import check as check_measures
from app.store.versions import Kind

log = structlog.get_logger(__name__)


@dataclass(frozen=True, eq=False)
class Candidate:
    kind: Kind
    file: str
    hash: str
    data: bytes
    findings: tuple[Finding, ...]
    rulebook: Rulebook | None = None
    """None for a template, or when the workbook cannot be read."""

    @property
    def blocked(self) -> bool:
        return bool(errors(self.findings))


def read_candidate(
    kind: Kind, file: str, data: bytes, settings: Settings, *, templates: Collection[str] = (), today: date
) -> Candidate:
    """Read, check and test *data*; every finding at once.

    *templates* are the names a letter may use; *today* dates test cases that name no date. A fault of our own while
    reading is a finding of this file as well: it must hold up neither the others nor the watch.
    """
    try:
        return _read(kind, file, data, settings, templates, today)
    except Exception as error:
        log.exception("not readable", file=file)
        found = LubuError.of("jobs.unexpected", Place(file), error=repr(error)[:200]).findings
        return Candidate(kind, file, hashlib.sha256(data).hexdigest(), data, found)


def _read(kind: Kind, file: str, data: bytes, settings: Settings, templates: Collection[str], today: date) -> Candidate:
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > settings.max_rulebook_mb << 20:
        large = LubuError.of("jobs.file-large", Place(file), size=len(data) >> 20, most=settings.max_rulebook_mb)
        return Candidate(kind, file, digest, b"", large.findings)
    if kind is Kind.TEMPLATE:
        return Candidate(kind, file, digest, data, bounded.check(data, file))
    loaded = load(data, file, templates=frozenset(templates))
    findings = loaded.findings
    if loaded.rulebook is not None and not errors(findings):
        findings = (*findings, *_tried(loaded.rulebook, today))
    return Candidate(kind, file, digest, data, findings, loaded.rulebook)


def _tried(rulebook: Rulebook, today: date) -> tuple[Finding, ...]:
    """What its own test cases say, and whether it can score where it has 指标."""
    scoring = check_measures(rulebook) if rulebook.measures else ()
    compiled = compile_rulebook(rulebook)
    return (*scoring, *compiled.notes, *run_tests(compiled, today).findings)
