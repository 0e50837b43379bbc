"""What is in force: an ordered set of versions since a moment, switched in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.store import audit
from app.store.database import Row, Store
from app.store.versions import Kind, stem


@dataclass(frozen=True, slots=True)
class Item:
    kind: Kind
    file: str
    """The name under which this release holds it; the version may first have come under another."""
    hash: str
    loaded_at: datetime
    loaded_by: str

    @property
    def name(self) -> str:
        return stem(self.file)


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    id: int
    since: datetime
    by: str
    note: str
    items: tuple[Item, ...]

    def of(self, kind: Kind) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind is kind)

    @property
    def hashes(self) -> tuple[str, ...]:
        return tuple(item.hash for item in self.items)


def current_release_id(store: Store) -> int | None:
    """The release in force, asked for before every decision: one lookup in the primary key."""
    found: int | None = store.scalar("SELECT max(id) FROM releases")
    return found


def switch(
    store: Store, items: Sequence[tuple[Kind, str, str]], by: str, *, note: str = "", expected: int | None = None
) -> ReleaseRecord | None:
    """Put these versions (kind, file, hash) in force, in this order; None when another switch came between.

    ``expected`` is the release the caller built upon (None: the first); an unchanged set makes no new release.
    """
    with store.atomic():
        current = current_release_id(store)
        if current != expected:
            return None
        if current is not None and _contents(get(store, current)) == tuple(items):
            return get(store, current)
        number = store.insert("releases", {"since": store.now(), "by": by, "note": note})
        store.table("release_items").insert_all(
            {"release_id": number, "position": position, "kind": str(kind), "file": file, "hash": hash}
            for position, (kind, file, hash) in enumerate(items)
        )
        audit.record(
            store, by, "release.switched", number, versions=[f"{file} {hash}" for _, file, hash in items], note=note
        )
    return get(store, number)


def get(store: Store, number: int) -> ReleaseRecord:
    """Raises LookupError for an unknown number."""
    row = store.row("SELECT * FROM releases WHERE id = ?", [number])
    if row is None:
        raise LookupError(number)
    items = store.rows(
        """SELECT i.kind, i.file, i.hash, v.loaded_at, v.loaded_by FROM release_items i
           JOIN versions v ON v.hash = i.hash WHERE i.release_id = ? ORDER BY i.position""",
        [number],
    )
    return ReleaseRecord(
        row["id"], datetime.fromisoformat(row["since"]), row["by"], row["note"], tuple(_item(item) for item in items)
    )


def current(store: Store) -> ReleaseRecord | None:
    number = current_release_id(store)
    return None if number is None else get(store, number)


def history(store: Store, *, limit: int = 50) -> list[ReleaseRecord]:
    """The newest first."""
    rows = store.rows("SELECT id FROM releases ORDER BY id DESC LIMIT ?", [limit])
    return [get(store, row["id"]) for row in rows]


def _contents(record: ReleaseRecord) -> tuple[tuple[Kind, str, str], ...]:
    return tuple((item.kind, item.file, item.hash) for item in record.items)


def _item(row: Row) -> Item:
    loaded_at = datetime.fromisoformat(row["loaded_at"])
    return Item(Kind(row["kind"]), row["file"], row["hash"], loaded_at, row["loaded_by"])
