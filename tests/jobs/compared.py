"""What a batch left behind, without the times: for comparing two runs."""

from __future__ import annotations

import hashlib
from typing import Any

from app.jobs.service import Service
from app.store import batches, decisions, letters
from app.store.batches import Phase

EVERYTHING = 1_000_000


def result_of(service: Service, batch_id: int) -> dict[str, Any]:
    """Decisions, letters, numbers, files with their hashes, chunks: equal for equal work."""
    store, exports = service.store, service.settings.exports_dir
    batch = batches.get(store, batch_id)
    made = letters.page(store, batch_id, limit=EVERYTHING)
    folder = exports / "batches" / str(batch_id)
    return {
        "batch": (batch.status, batch.cases, batch.errors, batch.letters, batch.blocked, batch.findings),
        "decisions": [_bare(one) for one in decisions.page(store, batch_id, limit=EVERYTHING)],
        "letters": [_bare(one) for one in made],
        "counters": letters.last_numbers(store, [("云催({年}){序号:4}号", batch.as_of.year)]),
        "files": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.suffix == ".docx"
        },
        "workbooks": sorted(path.name for path in folder.glob("*.xlsx")),
        "other files": sorted(path.name for path in folder.rglob("*") if path.suffix not in (".docx", ".xlsx", "")),
        "chunks": [
            [(one.no, one.start, one.stop, one.done) for one in batches.chunks(store, batch_id, phase)]
            for phase in Phase
        ],
    }


def _bare(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__ if name not in ("id", "batch_id", "made_at")}
