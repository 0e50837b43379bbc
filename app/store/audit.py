"""Who did what and when: append-only, each event carrying the hash of the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.store.database import Row, Store
from app.store.encoding import from_json, to_json


@dataclass(frozen=True, slots=True)
class Event:
    id: int
    at: datetime
    who: str
    what: str
    """``batch.submitted``, ``release.switched``, …"""
    subject: str
    """What it was done to: a batch number, a file, a user."""
    details: Mapping[str, Any]
    previous: str
    hash: str


def record(store: Store, who: str, what: str, subject: object = "", **details: Any) -> None:
    """Append an event; inside the caller's transaction when there is one, so it stands or falls with the deed."""
    with store.atomic():
        previous = store.scalar("SELECT hash FROM events ORDER BY id DESC LIMIT 1") or ""
        row = {"at": store.now(), "who": who, "what": what, "subject": str(subject), "details": to_json(details)}
        store.table("events").insert({**row, "previous": previous, "hash": _hash(previous, row)})


def events(store: Store, *, limit: int = 100, offset: int = 0, what: str = "", subject: str = "") -> list[Event]:
    """The newest first; ``what`` may be a beginning (``release.``)."""
    rows = store.rows(
        """SELECT * FROM events WHERE substr(what, 1, length(:what)) = :what AND (:subject = '' OR subject = :subject)
           ORDER BY id DESC LIMIT :limit OFFSET :offset""",
        {"what": what, "subject": subject, "limit": limit, "offset": offset},
    )
    return [_event(row) for row in rows]


def about(store: Store, what: str) -> dict[str, Event]:
    """Subject → the last event of exactly this kind."""
    rows = store.rows("SELECT * FROM events WHERE what = ? ORDER BY id", [what])
    return {row["subject"]: _event(row) for row in rows}


def count(store: Store) -> int:
    return int(store.scalar("SELECT count(*) FROM events"))


def broken(store: Store) -> Iterator[int]:
    """Ids of events that do not follow from the one before; none when the record is whole."""
    previous = ""
    for row in store.rows("SELECT * FROM events ORDER BY id"):
        if row["previous"] != previous or row["hash"] != _hash(previous, row):
            yield row["id"]
        previous = row["hash"]


def _hash(previous: str, row: Row) -> str:
    text = to_json([previous, row["at"], row["who"], row["what"], row["subject"], row["details"]])
    return hashlib.sha256(text.encode()).hexdigest()


def _event(row: Row) -> Event:
    return Event(
        row["id"], datetime.fromisoformat(row["at"]), row["who"], row["what"], row["subject"],
        from_json(row["details"]), row["previous"], row["hash"],
    )  # fmt: skip
