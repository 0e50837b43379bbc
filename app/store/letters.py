"""Letters made or stopped, and their document numbers: unique, and without holes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.batches.model import LetterRecord, Series
from app.findings import Finding
from app.store import batches
from app.store.database import Row, Store
from app.store.encoding import findings_from_json, findings_to_json, from_json, to_json

KeptLetter = tuple[LetterRecord, str | None]
"""A letter and its document, as a path relative to the exports folder."""


class LetterStatus(StrEnum):
    READY = "ready"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Letter:
    id: int
    batch_id: int
    no: int
    kind: str
    customer_id: str
    customer: str
    recipient: str
    officer: str
    branch: str
    rows: tuple[int, ...]
    """The cases (``decisions.row``) it is about."""
    status: LetterStatus
    reasons: tuple[Finding, ...]
    """Why it was stopped, naming the case; empty when ready."""
    number: str | None
    template: str | None
    """Content hash of the Word template."""
    values: Mapping[str, Any]
    """What the template was given, as :func:`app.letters.to_record` keeps it."""
    sha256: str | None
    file: str | None
    """Relative to the exports folder; None when blocked."""
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """Which letters to show; empty fields do not restrict."""

    status: LetterStatus | str = ""
    kind: str = ""
    customer_id: str = ""
    text: str = ""
    """Part of a number, a customer or a recipient."""


def last_numbers(store: Store, series: Sequence[Series]) -> dict[Series, int]:
    """The last sequence given out in each series; 0 when none was."""
    return {
        (pattern, year): store.scalar("SELECT last FROM counters WHERE pattern = ? AND year = ?", [pattern, year]) or 0
        for pattern, year in series
    }


def save_chunk(
    store: Store,
    batch_id: int,
    no: int,
    letters: Sequence[KeptLetter],
    before: Mapping[Series, int],
    after: Mapping[Series, int],
) -> bool:
    """Write a chunk of letters, move the counters and mark the chunk done in one transaction.

    *before* are the counters the letters' numbers were counted from, *after* what they reach. Should another batch
    have taken numbers in between, nothing is written and False comes back: number and render them again.
    """
    with store.atomic():
        if last_numbers(store, list(before)) != dict(before):
            return False
        if not batches.finish_chunk(store, batch_id, batches.Phase.LETTERS, no):
            return True  # stored before; the caller's copy is dropped
        store.table("counters").insert_all(
            ({"pattern": pattern, "year": year, "last": last} for (pattern, year), last in after.items()),
            pk=("pattern", "year"), replace=True,
        )  # fmt: skip
        made_at = store.now()
        store.table("letters").insert_all(_record(batch_id, letter, file, made_at) for letter, file in letters)
    return True


def get(store: Store, letter_id: int) -> Letter | None:
    row = store.row("SELECT * FROM letters WHERE id = ?", [letter_id])
    return None if row is None else _letter(row)


def numbered(store: Store, number: str) -> Letter | None:
    """The letter that bears a document number."""
    row = store.row("SELECT * FROM letters WHERE number = ?", [number])
    return None if row is None else _letter(row)


def page(store: Store, batch_id: int, only: Filter | None = None, *, limit: int = 50, offset: int = 0) -> list[Letter]:
    """In the order they were planned."""
    where, params = _where(batch_id, only or Filter())
    sql = f"SELECT * FROM letters WHERE {where} ORDER BY no LIMIT ? OFFSET ?"  # noqa: S608 - parts are constants
    return [_letter(row) for row in store.rows(sql, [*params, limit, offset])]


def count(store: Store, batch_id: int, only: Filter | None = None) -> int:
    where, params = _where(batch_id, only or Filter())
    sql = f"SELECT count(*) FROM letters WHERE {where}"  # noqa: S608 - parts are constants
    return int(store.scalar(sql, params))


def kinds(store: Store, batch_id: int) -> dict[str, dict[str, int]]:
    """Kind → status → number of letters."""
    rows = store.rows(
        "SELECT kind, status, count(*) AS letters FROM letters WHERE batch_id = ? GROUP BY kind, status ORDER BY kind",
        [batch_id],
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["kind"], {})[row["status"]] = row["letters"]
    return found


def _where(batch_id: int, only: Filter) -> tuple[str, list[Any]]:
    parts: list[str] = ["batch_id = ?"]
    params: list[Any] = [batch_id]
    for column, value in (("status", only.status), ("kind", only.kind), ("customer_id", only.customer_id)):
        if value:
            parts.append(f"{column} = ?")
            params.append(str(value))
    if only.text:
        parts.append("(instr(coalesce(number, ''), ?) OR instr(customer, ?) OR instr(recipient, ?))")
        params += [only.text] * 3
    return " AND ".join(parts), params


def _record(batch_id: int, letter: LetterRecord, file: str | None, made_at: str) -> Row:
    planned = letter.planned
    return {
        "batch_id": batch_id,
        "no": planned.no,
        "kind": planned.kind,
        "customer_id": planned.customer_id,
        "customer": planned.customer,
        "recipient": planned.recipient,
        "officer": planned.officer,
        "branch": planned.branch,
        "rows": to_json(list(planned.rows)),
        "number": letter.number,
        "template": letter.template,
        "values": to_json(letter.values),
        "sha256": None if letter.data is None else hashlib.sha256(letter.data).hexdigest(),
        "file": file,
        "status": str(LetterStatus.BLOCKED if letter.blocked else LetterStatus.READY),
        "reasons": findings_to_json(letter.blocked),
        "made_at": made_at,
    }


def _letter(row: Row) -> Letter:
    return Letter(
        row["id"], row["batch_id"], row["no"], row["kind"], row["customer_id"], row["customer"], row["recipient"],
        row["officer"], row["branch"], tuple(from_json(row["rows"])), LetterStatus(row["status"]),
        findings_from_json(row["reasons"]), row["number"], row["template"], from_json(row["values"]), row["sha256"],
        row["file"], datetime.fromisoformat(row["made_at"]),
    )  # fmt: skip
