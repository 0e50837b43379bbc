"""Scorecards by run: a period, the rulebook they were scored by, one card per officer, one summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.findings import Finding
from app.store import audit
from app.store.database import Row, Store
from app.store.encoding import findings_from_json, findings_to_json, from_json, to_json


@dataclass(frozen=True, slots=True)
class NewScorecard:
    officer: str
    officer_name: str
    branch: str
    values: Mapping[str, Any]
    """JSON-ready."""
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ScorecardRun:
    id: int
    period: str
    rulebook: str
    """Content hash of the rulebook."""
    template: str | None
    sources: tuple[Mapping[str, str], ...]
    """The recoveries: ``{"file", "sha256"}`` each."""
    summary: str
    """The HR workbook, relative to the exports folder."""
    summary_sha256: str
    findings: tuple[Finding, ...]
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class StoredScorecard:
    id: int
    run_id: int
    officer: str
    officer_name: str
    branch: str
    values: Mapping[str, Any]
    file: str
    """Relative to the exports folder."""
    sha256: str


def save(  # noqa: PLR0913 - a run has that many fields
    store: Store,
    period: str,
    rulebook: str,
    cards: Sequence[NewScorecard],
    *,
    template: str | None,
    sources: Sequence[Mapping[str, str]],
    summary: str,
    summary_sha256: str,
    by: str,
    findings: Sequence[Finding] = (),
) -> ScorecardRun:
    """A run with all its cards, in one transaction."""
    with store.atomic():
        number = store.insert("scorecard_runs", {
            "period": period, "rulebook": rulebook, "template": template, "sources": to_json(list(sources)),
            "summary": summary, "summary_sha256": summary_sha256, "findings": findings_to_json(findings),
            "made_at": store.now(), "made_by": by,
        })  # fmt: skip
        store.table("scorecards").insert_all(
            {"run_id": number, "officer": card.officer, "officer_name": card.officer_name, "branch": card.branch,
             "values": to_json(card.values), "file": card.file, "sha256": card.sha256}
            for card in cards
        )  # fmt: skip
        audit.record(store, by, "scorecards.made", number, period=period, officers=len(cards))
    return get_run(store, number)


def get_run(store: Store, run_id: int) -> ScorecardRun:
    """Raises LookupError for an unknown number."""
    row = store.row("SELECT * FROM scorecard_runs WHERE id = ?", [run_id])
    if row is None:
        raise LookupError(run_id)
    return _run(row)


def runs(store: Store, *, limit: int = 50) -> list[ScorecardRun]:
    """The newest first."""
    return [_run(row) for row in store.rows("SELECT * FROM scorecard_runs ORDER BY id DESC LIMIT ?", [limit])]


def cards(store: Store, run_id: int) -> list[StoredScorecard]:
    rows = store.rows("SELECT * FROM scorecards WHERE run_id = ? ORDER BY branch, officer", [run_id])
    return [_card(row) for row in rows]


def card(store: Store, card_id: int) -> StoredScorecard | None:
    row = store.row("SELECT * FROM scorecards WHERE id = ?", [card_id])
    return None if row is None else _card(row)


def _run(row: Row) -> ScorecardRun:
    return ScorecardRun(
        row["id"], row["period"], row["rulebook"], row["template"], tuple(from_json(row["sources"])), row["summary"],
        row["summary_sha256"], findings_from_json(row["findings"]), datetime.fromisoformat(row["made_at"]),
        row["made_by"],
    )  # fmt: skip


def _card(row: Row) -> StoredScorecard:
    return StoredScorecard(
        row["id"], row["run_id"], row["officer"], row["officer_name"], row["branch"], from_json(row["values"]),
        row["file"], row["sha256"],
    )  # fmt: skip
