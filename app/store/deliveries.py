"""Letters served (送达): how, when, who signed, the scanned receipt; and the dates that this moves in later batches.

A delivery is never changed: one that was recorded wrongly is revoked, with the reason, and recorded anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.store import audit
from app.store.database import Row, Store, time_of
from app.store.encoding import to_json


@dataclass(frozen=True, slots=True)
class Scan:
    """A receipt as an image or PDF."""

    file: str
    """Where it is kept, relative to the scans folder."""
    name: str
    """As it was uploaded."""
    sha256: str


@dataclass(frozen=True, slots=True)
class NewDelivery:
    letter_id: int
    mode: str
    """送达方式, in the bank's own words."""
    delivered_on: date
    served: bool
    """Whether it reached the recipient; an attempt that did not moves no date."""
    signer: str = ""
    capacity: str = ""
    """签收人身份: the debtor himself, an adult member of his household, …"""
    note: str = ""
    scan: Scan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(NewDelivery):
    id: int
    recorded_at: datetime
    recorded_by: str
    revoked_at: datetime | None
    revoked_by: str | None
    revoked_why: str

    @property
    def counts(self) -> bool:
        return self.served and self.revoked_at is None


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A date that a batch takes from a delivery instead of the case file."""

    variable: str
    case_id: str
    date: date
    letter_id: int


def record(store: Store, new: NewDelivery, by: str) -> int:
    """Keep a delivery; its number."""
    scan = new.scan
    with store.atomic():
        number = store.insert(
            "deliveries",
            {
                "letter_id": new.letter_id, "mode": new.mode, "delivered_on": new.delivered_on.isoformat(),
                "served": int(new.served), "signer": new.signer, "capacity": new.capacity, "note": new.note,
                "scan": scan and scan.file, "scan_name": scan and scan.name, "scan_sha256": scan and scan.sha256,
                "recorded_at": store.now(), "recorded_by": by,
            },
        )  # fmt: skip
        audit.record(
            store, by, "letter.delivered", new.letter_id, delivery=number, on=new.delivered_on.isoformat(),
            mode=new.mode, served=new.served, scan=scan and scan.sha256,
        )  # fmt: skip
    return number


def revoke(store: Store, delivery_id: int, by: str, why: str) -> bool:
    """Take a delivery back; False when that was done before, or there is none."""
    with store.atomic():
        changed = store.execute(
            "UPDATE deliveries SET revoked_at = ?, revoked_by = ?, revoked_why = ? WHERE id = ? AND revoked_at IS NULL",
            [store.now(), by, why, delivery_id],
        )
        if changed:
            audit.record(store, by, "letter.delivery-revoked", delivery_id, why=why)
    return bool(changed)


def get(store: Store, delivery_id: int) -> Delivery | None:
    row = store.row("SELECT * FROM deliveries WHERE id = ?", [delivery_id])
    return None if row is None else _delivery(row)


def of_letter(store: Store, letter_id: int) -> list[Delivery]:
    """In the order they were recorded, revoked ones too."""
    return [
        _delivery(row) for row in store.rows("SELECT * FROM deliveries WHERE letter_id = ? ORDER BY id", [letter_id])
    ]


def of_batch(store: Store, batch_id: int) -> dict[int, list[Delivery]]:
    """Letter → its deliveries, in the order they were recorded, revoked ones too."""
    rows = store.rows(
        "SELECT v.* FROM deliveries v JOIN letters l ON l.id = v.letter_id WHERE l.batch_id = ? ORDER BY v.id",
        [batch_id],
    )
    found: dict[int, list[Delivery]] = {}
    for row in rows:
        found.setdefault(row["letter_id"], []).append(_delivery(row))
    return found


def scans(store: Store) -> list[Scan]:
    """Every receipt that was ever kept, each file once."""
    rows = store.rows("SELECT scan, scan_name, scan_sha256 FROM deliveries WHERE scan IS NOT NULL GROUP BY scan")
    return [Scan(row["scan"], row["scan_name"], row["scan_sha256"]) for row in rows]


def served_on(store: Store, letter_ids: Sequence[int]) -> dict[int, date]:
    """Letter → the day it was last served; those never served are left out."""
    marks = ", ".join("?" * len(letter_ids))
    rows = store.rows(
        f"""SELECT letter_id, max(delivered_on) AS day FROM deliveries
            WHERE letter_id IN ({marks}) AND served = 1 AND revoked_at IS NULL GROUP BY letter_id""",  # noqa: S608
        list(letter_ids),
    )
    return {row["letter_id"]: date.fromisoformat(row["day"]) for row in rows}


def latest(store: Store, kinds: Collection[str], up_to: date) -> dict[tuple[str, str], tuple[date, int]]:
    """(kind, case number) → the last day up to *up_to* on which such a letter about the case was served, and which."""
    marks = ", ".join("?" * len(kinds))
    rows = store.rows(
        f"""SELECT l.kind, d.case_id, v.delivered_on, l.id FROM deliveries v
            JOIN letters l ON l.id = v.letter_id, json_each(l.rows) r
            JOIN decisions d ON d.batch_id = l.batch_id AND d.row = r.value
            WHERE v.served = 1 AND v.revoked_at IS NULL AND v.delivered_on <= ? AND l.kind IN ({marks})
            ORDER BY v.delivered_on""",  # noqa: S608
        [up_to.isoformat(), *kinds],
    )
    return {(row["kind"], row["case_id"]): (date.fromisoformat(row["delivered_on"]), row["id"]) for row in rows}


def keep_moved(store: Store, batch_id: int, dates: Iterable[MovedDate], by: str) -> None:
    """What a batch is decided with, whatever is served or revoked later."""
    rows = [
        {"batch_id": batch_id, "variable": one.variable, "case_id": one.case_id, "date": one.date.isoformat(),
         "letter_id": one.letter_id}
        for one in dates
    ]  # fmt: skip
    with store.atomic():
        store.table("moved_dates").insert_all(rows, pk=("batch_id", "variable", "case_id"))
        audit.record(store, by, "batch.dates-moved", batch_id, **moved_facts(store, batch_id))


def moved_facts(store: Store, batch_id: int) -> dict[str, Any]:
    """How many dates a batch took from deliveries, and a hash over them all."""
    lines = [[one.variable, one.case_id, one.date.isoformat(), one.letter_id] for one in moved(store, batch_id)]
    return {"dates": len(lines), "dates_sha256": hashlib.sha256(to_json(lines).encode()).hexdigest()}


def moved(store: Store, batch_id: int, case_id: str | None = None) -> list[MovedDate]:
    """The dates a batch took from deliveries, all of them or those of one case."""
    rows = store.rows(
        """SELECT * FROM moved_dates WHERE batch_id = :batch AND (:case IS NULL OR case_id = :case)
           ORDER BY variable, case_id""",
        {"batch": batch_id, "case": case_id},
    )
    return [
        MovedDate(row["variable"], row["case_id"], date.fromisoformat(row["date"]), row["letter_id"]) for row in rows
    ]


def _delivery(row: Row) -> Delivery:
    return Delivery(
        row["letter_id"], row["mode"], date.fromisoformat(row["delivered_on"]), bool(row["served"]), row["signer"],
        row["capacity"], row["note"], _scan(row), id=row["id"],
        recorded_at=datetime.fromisoformat(row["recorded_at"]), recorded_by=row["recorded_by"],
        revoked_at=time_of(row["revoked_at"]), revoked_by=row["revoked_by"], revoked_why=row["revoked_why"],
    )  # fmt: skip


def _scan(row: Row) -> Scan | None:
    fields: list[Any] = [row["scan"], row["scan_name"], row["scan_sha256"]]
    return None if fields[0] is None else Scan(*fields)
