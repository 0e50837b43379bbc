"""The letters of a batch made into PDF, on demand: how far it is, and which letters would not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.findings import Finding
from app.store import audit
from app.store.batches import BatchStatus
from app.store.database import Row, Store, time_of
from app.store.encoding import findings_from_json, findings_to_json


@dataclass(frozen=True, slots=True)
class PdfRun:
    batch_id: int
    asked_by: str
    asked_at: datetime
    status: BatchStatus
    done: int
    total: int
    findings: tuple[Finding, ...]
    """Letters that LibreOffice would not convert, or why nothing could be done."""
    finished_at: datetime | None

    @property
    def finished(self) -> bool:
        return self.status in (BatchStatus.DONE, BatchStatus.FAILED)


def ask(store: Store, batch_id: int, by: str, total: int) -> PdfRun:
    """Begin anew; what was converted before is kept and not made again."""
    with store.atomic():
        store.table("pdf_runs").insert(
            {
                "batch_id": batch_id, "asked_by": by, "asked_at": store.now(), "status": str(BatchStatus.UPLOADED),
                "done": 0, "total": total, "findings": "[]", "finished_at": None,
            },
            pk="batch_id", replace=True,
        )  # fmt: skip
        audit.record(store, by, "letters.pdf", batch_id)
    return get(store, batch_id)


def find(store: Store, batch_id: int) -> PdfRun | None:
    row = store.row("SELECT * FROM pdf_runs WHERE batch_id = ?", [batch_id])
    return None if row is None else _run(row)


def get(store: Store, batch_id: int) -> PdfRun:
    """Raises LookupError where nobody asked for it."""
    found = find(store, batch_id)
    if found is None:
        raise LookupError(batch_id)
    return found


def unfinished(store: Store) -> list[PdfRun]:
    """What waits or was interrupted, the oldest first."""
    rows = store.rows("SELECT * FROM pdf_runs WHERE status IN ('uploaded', 'running') ORDER BY asked_at")
    return [_run(row) for row in rows]


def advance(store: Store, batch_id: int, done: int) -> None:
    with store.atomic():
        store.table("pdf_runs").update(batch_id, {"status": str(BatchStatus.RUNNING), "done": done})


def finish(store: Store, batch_id: int, findings: Iterable[Finding], status: BatchStatus = BatchStatus.DONE) -> None:
    with store.atomic():
        changes = {"status": str(status), "findings": findings_to_json(findings), "finished_at": store.now()}
        store.table("pdf_runs").update(batch_id, changes)


def _run(row: Row) -> PdfRun:
    return PdfRun(
        row["batch_id"], row["asked_by"], datetime.fromisoformat(row["asked_at"]), BatchStatus(row["status"]),
        row["done"], row["total"], findings_from_json(row["findings"]), time_of(row["finished_at"]),
    )  # fmt: skip
