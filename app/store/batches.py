"""Batches of cases and the chunks they are worked through in: the truth about what is done and what is not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.findings import Finding
from app.store import audit
from app.store.database import Row, Store, time_of
from app.store.encoding import findings_from_json, findings_to_json, to_json


class BatchStatus(StrEnum):
    UPLOADED = "uploaded"
    """Waits for the worker."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """Stopped as a whole: see ``findings``."""


class Phase(StrEnum):
    DECIDE = "decide"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Batch:
    id: int
    name: str
    file: str
    """The uploaded file's name."""
    sha256: str
    upload: str
    """Where the upload is kept, relative to the uploads folder."""
    sheet: str | None
    release_id: int
    """Rulebooks and templates in force when it was submitted; it is decided by these whatever comes after."""
    as_of: date
    """Business date of every case."""
    created_by: str
    created_at: datetime
    status: BatchStatus
    phase: str
    starts: int
    """How often a worker began or resumed it."""
    started_at: datetime | None
    finished_at: datetime | None
    findings: tuple[Finding, ...]
    """Notes and errors about the whole file or run."""
    cases: int
    errors: int
    """Cases with an error of their own."""
    letters: int
    """Letters ready."""
    blocked: int
    """Letters stopped by a gate."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows (or planned letters) ``start`` to ``stop``, the latter exclusive."""

    phase: Phase
    no: int
    start: int
    stop: int
    done: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is; ``share`` runs from 0 to 1 over both phases."""

    status: BatchStatus
    phase: str
    cases_done: int
    cases: int
    letters_done: int
    letters: int
    """Planned; 0 until planning is done."""

    @property
    def share(self) -> float:
        if self.status is BatchStatus.DONE:
            return 1.0
        decided = self.cases_done / self.cases if self.cases else 0.0
        made = self.letters_done / self.letters if self.letters else 0.0
        return round(decided * 0.5 + made * 0.5, 4)


def create(store: Store, fields: Mapping[str, Any], findings: Iterable[Finding] = ()) -> Batch:
    """A new batch, waiting. *fields*: name, file, sha256, upload, sheet, release_id, as_of, created_by, cases."""
    with store.atomic():
        number = store.insert("batches", {
            **fields, "as_of": fields["as_of"].isoformat(), "created_at": store.now(),
            "status": str(BatchStatus.UPLOADED), "findings": findings_to_json(findings),
        })  # fmt: skip
        batch = get(store, number)
        audit.record(store, batch.created_by, "batch.submitted", number, **facts(batch))
    return batch


def facts(batch: Batch) -> dict[str, Any]:
    """What its decisions follow from; the chain of events holds them to what was submitted."""
    return {
        "file": batch.file, "sha256": batch.sha256, "sheet": batch.sheet, "release": batch.release_id,
        "as_of": batch.as_of.isoformat(),
    }  # fmt: skip


def get(store: Store, batch_id: int) -> Batch:
    """Raises LookupError for an unknown number."""
    row = store.row("SELECT * FROM batches WHERE id = ?", [batch_id])
    if row is None:
        raise LookupError(batch_id)
    return _batch(row)


def list_batches(
    store: Store, *, limit: int = 50, offset: int = 0, created_by: str = "", status: str = ""
) -> list[Batch]:  # fmt: skip
    """The newest first; of everybody or of one person, in any status or in one."""
    rows = store.rows(
        """SELECT * FROM batches WHERE (:by = '' OR created_by = :by) AND (:status = '' OR status = :status)
           ORDER BY id DESC LIMIT :limit OFFSET :offset""",
        {"by": created_by, "status": str(status), "limit": limit, "offset": offset},
    )
    return [_batch(row) for row in rows]


def count(store: Store, *, created_by: str = "") -> int:
    """How many there are, of everybody or of one person."""
    return int(store.scalar("SELECT count(*) FROM batches WHERE :by = '' OR created_by = :by", {"by": created_by}))


def unfinished(store: Store) -> list[Batch]:
    """What waits or was interrupted, the oldest first."""
    rows = store.rows("SELECT * FROM batches WHERE status IN ('uploaded', 'running') ORDER BY id")
    return [_batch(row) for row in rows]


def start(store: Store, batch_id: int) -> Batch:
    """Note that a worker begins or resumes it; a finished batch stays as it is."""
    with store.atomic():
        store.execute(
            """UPDATE batches SET status = 'running', starts = starts + 1, started_at = coalesce(started_at, ?)
               WHERE id = ? AND status IN ('uploaded', 'running')""",
            [store.now(), batch_id],
        )
    return get(store, batch_id)


def plan(store: Store, batch_id: int, phase: Phase, total: int, size: int) -> list[Chunk]:
    """Cut a phase into chunks, once: a second call finds them planned and changes nothing."""
    with store.atomic():
        if store.scalar("SELECT phase FROM batches WHERE id = ?", [batch_id]) not in _PHASES_FROM[phase]:
            bounds = [(start, min(start + size, total)) for start in range(0, total, size)]
            store.table("chunks").insert_all(
                {"batch_id": batch_id, "phase": str(phase), "no": no, "start": start, "stop": stop}
                for no, (start, stop) in enumerate(bounds)
            )
            store.table("batches").update(batch_id, {"phase": str(phase)})
    return chunks(store, batch_id, phase)


def chunks(store: Store, batch_id: int, phase: Phase) -> list[Chunk]:
    rows = store.rows("SELECT * FROM chunks WHERE batch_id = ? AND phase = ? ORDER BY no", [batch_id, str(phase)])
    return [_chunk(row) for row in rows]


def start_chunk(store: Store, batch_id: int, phase: Phase, no: int) -> None:
    with store.atomic():
        store.execute(
            """UPDATE chunks SET attempts = attempts + 1, started_at = ?, status = 'running'
               WHERE batch_id = ? AND phase = ? AND no = ? AND status <> 'done'""",
            [store.now(), batch_id, str(phase), no],
        )


def finish_chunk(store: Store, batch_id: int, phase: Phase, no: int) -> bool:
    """Mark a chunk done; False when it already was. Call it in the transaction that writes the chunk's rows."""
    with store.atomic():
        changed = store.execute(
            """UPDATE chunks SET status = 'done', finished_at = ?
               WHERE batch_id = ? AND phase = ? AND no = ? AND status <> 'done'""",
            [store.now(), batch_id, str(phase), no],
        )
        return changed == 1


def finish(store: Store, batch_id: int) -> Batch:
    """Done: the counts are taken from what is stored."""
    with store.atomic():
        if get(store, batch_id).status is BatchStatus.RUNNING:
            store.execute(
                """UPDATE batches SET status = 'done', finished_at = :now,
                     cases = (SELECT count(*) FROM decisions WHERE batch_id = :id),
                     errors = (SELECT count(*) FROM decisions WHERE batch_id = :id AND errors IS NOT NULL),
                     letters = (SELECT count(*) FROM letters WHERE batch_id = :id AND status = 'ready'),
                     blocked = (SELECT count(*) FROM letters WHERE batch_id = :id AND status = 'blocked')
                   WHERE id = :id""",
                {"now": store.now(), "id": batch_id},
            )
            batch = get(store, batch_id)
            audit.record(
                store, batch.created_by, "batch.done", batch_id, cases=batch.cases, letters=batch.letters,
                made=letters_made(store, batch_id),
            )  # fmt: skip
    return get(store, batch_id)


def letters_made(store: Store, batch_id: int) -> str:
    """A hash over every letter's number and document: what the chain of events holds the letters to."""
    rows = store.rows(
        "SELECT no, status, number, template, sha256 FROM letters WHERE batch_id = ? ORDER BY no", [batch_id]
    )
    return hashlib.sha256(to_json([list(row.values()) for row in rows]).encode()).hexdigest()


def fail(store: Store, batch_id: int, findings: Iterable[Finding]) -> Batch:
    """Stopped as a whole; what was stored stays for whoever looks into it, and nothing of it is released."""
    with store.atomic():
        batch = get(store, batch_id)
        found = findings_to_json([*batch.findings, *findings])
        store.table("batches").update(batch_id, {"status": "failed", "finished_at": store.now(), "findings": found})
        audit.record(store, batch.created_by, "batch.failed", batch_id)
    return get(store, batch_id)


def note(store: Store, batch_id: int, findings: Iterable[Finding]) -> None:
    """Something about the whole file that came to light while it was worked through; known ones are not repeated."""
    with store.atomic():
        known = get(store, batch_id).findings
        found = findings_to_json([*known, *(finding for finding in findings if finding not in known)])
        store.table("batches").update(batch_id, {"findings": found})


def reopen(store: Store, batch_id: int, by: str) -> Batch:
    """A failed batch waits again; chunks that are done stay done, the others may be tried afresh."""
    with store.atomic():
        changed = store.execute(
            """UPDATE batches SET status = 'uploaded', starts = 0, finished_at = NULL, findings = '[]'
               WHERE id = ? AND status = 'failed'""",
            [batch_id],
        )
        if changed:
            store.execute("UPDATE chunks SET attempts = 0 WHERE batch_id = ? AND status <> 'done'", [batch_id])
            audit.record(store, by, "batch.reopened", batch_id)
    return get(store, batch_id)


def progress(store: Store, batch_id: int) -> Progress:
    """Raises LookupError for an unknown number."""
    batch = get(store, batch_id)
    rows = store.rows(
        """SELECT phase, sum(stop - start) AS total, sum((status = 'done') * (stop - start)) AS done
           FROM chunks WHERE batch_id = ? GROUP BY phase""",
        [batch_id],
    )
    known = {row["phase"]: row for row in rows}
    decide, letters = (known.get(str(phase), {"total": 0, "done": 0}) for phase in Phase)
    return Progress(
        batch.status, batch.phase, decide["done"], decide["total"] or batch.cases, letters["done"], letters["total"]
    )


_PHASES_FROM = {Phase.DECIDE: {"decide", "letters"}, Phase.LETTERS: {"letters"}}
"""Values of a batch's ``phase`` from which on that phase is planned."""


def _batch(row: Row) -> Batch:
    return Batch(
        row["id"], row["name"], row["file"], row["sha256"], row["upload"], row["sheet"], row["release_id"],
        date.fromisoformat(row["as_of"]), row["created_by"], datetime.fromisoformat(row["created_at"]),
        BatchStatus(row["status"]), row["phase"], row["starts"], time_of(row["started_at"]),
        time_of(row["finished_at"]), findings_from_json(row["findings"]), row["cases"], row["errors"],
        row["letters"], row["blocked"],
    )  # fmt: skip


def _chunk(row: Row) -> Chunk:
    return Chunk(Phase(row["phase"]), row["no"], row["start"], row["stop"], row["status"] == "done", row["attempts"])
