"""Scorecards of a period: scored, written as Word documents and one workbook for HR, remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from app.batches.cards import Card, make_cards
from app.batches.context import as_text
from app.config import Settings
from app.decide import CompiledRulebook
from app.findings import LubuError
from app.jobs.catalogue import Pinned
from app.jobs.files import bare_name, settled, short_name, write
from app.letters import CompiledTemplate
from app.scorecards import Period, score, write_summary
from app.store import Store, scorecards
from app.store.scorecards import NewScorecard, ScorecardRun


def make_scorecards(
    store: Store,
    settings: Settings,
    pinned: Pinned,
    files: Sequence[tuple[str, bytes]],
    period: str,
    *,
    by: str,
    book: str = "",
) -> ScorecardRun:
    """Score everybody who stands in *files* and keep the result.

    Args:
        store: where the run is remembered.
        settings: folders and the template's name.
        pinned: the release; one of its rulebooks has 指标 (*book* names it where several have).
        files: (name, content) of the recoveries.
        period: ``2026Q3``, ``2026-07``, ``2026H1``, ``2026``.
        by: who asks.
        book: name of the rulebook to score by.

    Raises:
        LubuError: with everything that keeps the cards from being made; then nothing is kept.
    """
    _check_sizes(files, settings)
    compiled = _scoring(pinned, book)
    template = _template(pinned, settings.scorecard_template)
    parsed = Period.parse(period)
    scored = score(compiled, files, parsed)
    folder = Path("scorecards") / f"{short_name(str(parsed))}-{_fingerprint(compiled, template, files)}"
    cards = [_keep(settings, card, folder) for card in list(make_cards(scored, template))]
    settled()
    stream = BytesIO()
    write_summary(scored, stream)
    summary = folder / f"{short_name(compiled.rulebook.name)}-{short_name(str(parsed))}-汇总.xlsx"
    write(settings.exports_dir / summary, stream.getvalue())
    return scorecards.save(
        store, str(parsed), compiled.rulebook.hash, cards, template=template.hash,
        sources=[{"file": bare_name(name), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files],
        summary=summary.as_posix(), summary_sha256=hashlib.sha256(stream.getvalue()).hexdigest(), by=by,
        findings=scored.findings,
    )  # fmt: skip


def _keep(settings: Settings, card: Card, folder: Path) -> NewScorecard:
    officer = card.officer
    path = folder / f"{short_name(officer.id)}-{short_name(officer.name)}.docx"
    write(settings.exports_dir / path, card.data)
    digest = hashlib.sha256(card.data).hexdigest()
    return NewScorecard(officer.id, officer.name, officer.branch, as_text(card.values), path.as_posix(), digest)


def _scoring(pinned: Pinned, book: str) -> CompiledRulebook:
    books = [one for one in pinned.release.scoring if book in ("", one.rulebook.name)]
    if not books:
        raise LubuError.of("jobs.no-scoring")
    if len(books) > 1:
        raise LubuError.of("jobs.several-scoring", books="、".join(one.rulebook.name for one in books))
    return books[0]


def _template(pinned: Pinned, file: str) -> CompiledTemplate:
    template = pinned.release.templates.get(file)
    if template is None:
        raise LubuError.of("jobs.no-scorecard-template", template=file)
    return template


def _check_sizes(files: Sequence[tuple[str, bytes]], settings: Settings) -> None:
    size = sum(len(data) for _, data in files)
    if size > settings.max_upload_mb << 20:
        raise LubuError.of("jobs.file-large", size=size >> 20, most=settings.max_upload_mb)


def _fingerprint(compiled: CompiledRulebook, template: CompiledTemplate, files: Sequence[tuple[str, bytes]]) -> str:
    """Names the folder: the same rules over the same files give the same cards in the same place."""
    digest = hashlib.sha256(f"{compiled.rulebook.hash}{template.hash}".encode())
    for name, data in files:
        digest.update(name.encode() + hashlib.sha256(data).digest())
    return digest.hexdigest()[:12]
