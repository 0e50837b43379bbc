"""Trials: a case file decided by two versions of a rulebook, to see what would move; nothing of it is released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.findings import Finding
from app.store import audit
from app.store.batches import BatchStatus
from app.store.database import Row, Store, time_of
from app.store.encoding import findings_from_json, findings_to_json, from_json, to_json


@dataclass(frozen=True, slots=True)
class Trial:
    id: int
    rulebook: str
    """File name of the workbook that is tried."""
    old: str
    """Content hash of the version it is compared with; empty: with none, only its rules are counted."""
    new: str
    """Content hash of the version that is tried."""
    release_id: int
    """The other rulebooks come from this release."""
    name: str
    """What people call the case file: the batch's name, or the file's."""
    file: str
    sha256: str
    upload: str
    """Where the case file is kept, relative to the uploads folder."""
    sheet: str | None
    as_of: date
    batch_id: int | None
    """The batch whose case file it is."""
    created_by: str
    created_at: datetime
    status: BatchStatus
    stage: int
    """How many of the stages of the work are done."""
    starts: int
    finished_at: datetime | None
    findings: tuple[Finding, ...]
    """About the whole case file, or why it could not be done."""
    result: Mapping[str, Any]
    """What came out, as JSON; empty until it is done."""
    workbook: str
    """The result as a workbook, relative to the exports folder; empty until it is done."""

    @property
    def finished(self) -> bool:
        return self.status in (BatchStatus.DONE, BatchStatus.FAILED)


def create(store: Store, fields: Mapping[str, Any]) -> Trial:
    """A new trial, waiting. *fields*: rulebook … batch_id, created_by."""
    with store.atomic():
        number = store.insert("trials", {
            **fields, "as_of": fields["as_of"].isoformat(), "created_at": store.now(),
            "status": str(BatchStatus.UPLOADED),
        })  # fmt: skip
        audit.record(
            store, fields["created_by"], "trial.submitted", number,
            file=fields["file"], sha256=fields["sha256"], old=fields["old"], new=fields["new"],
        )  # fmt: skip
    return get(store, number)


def get(store: Store, number: int) -> Trial:
    """Raises LookupError for an unknown number."""
    row = store.row("SELECT * FROM trials WHERE id = ?", [number])
    if row is None:
        raise LookupError(number)
    return _trial(row)


def of_version(store: Store, rulebook: str, new: str, *, limit: int) -> list[Trial]:
    """Trials of one content of a workbook, the newest first."""
    rows = store.rows(
        "SELECT * FROM trials WHERE new = ? AND rulebook = ? ORDER BY id DESC LIMIT ?", [new, rulebook, limit]
    )
    return [_trial(row) for row in rows]


def every(store: Store) -> list[Trial]:
    """All there are, the oldest first."""
    return [_trial(row) for row in store.rows("SELECT * FROM trials ORDER BY id")]


def unfinished(store: Store) -> list[Trial]:
    """What waits or was interrupted, the oldest first."""
    rows = store.rows("SELECT * FROM trials WHERE status IN ('uploaded', 'running') ORDER BY id")
    return [_trial(row) for row in rows]


def start(store: Store, number: int) -> Trial:
    """Note that the work begins, from its first stage; a finished trial stays as it is."""
    with store.atomic():
        store.execute(
            """UPDATE trials SET status = 'running', starts = starts + 1, stage = 0
               WHERE id = ? AND status IN ('uploaded', 'running')""",
            [number],
        )
    return get(store, number)


def advance(store: Store, number: int, stage: int) -> None:
    with store.atomic():
        store.table("trials").update(number, {"stage": stage})


def finish(
    store: Store, number: int, result: Mapping[str, Any], findings: Iterable[Finding], workbook: str
) -> Trial:  # fmt: skip
    with store.atomic():
        changes = {"result": to_json(result), "findings": findings_to_json(findings), "workbook": workbook}
        store.table("trials").update(number, {**changes, "status": "done", "finished_at": store.now()})
    return get(store, number)


def fail(store: Store, number: int, findings: Iterable[Finding]) -> Trial:
    with store.atomic():
        changes = {"status": "failed", "finished_at": store.now(), "findings": findings_to_json(findings)}
        store.table("trials").update(number, changes)
    return get(store, number)


def _trial(row: Row) -> Trial:
    finished_at = time_of(row["finished_at"])
    return Trial(
        row["id"], row["rulebook"], row["old"], row["new"], row["release_id"], row["name"], row["file"],
        row["sha256"], row["upload"], row["sheet"], date.fromisoformat(row["as_of"]), row["batch_id"],
        row["created_by"], datetime.fromisoformat(row["created_at"]), BatchStatus(row["status"]), row["stage"],
        row["starts"], finished_at, findings_from_json(row["findings"]), from_json(row["result"]), row["workbook"],
    )  # fmt: skip
