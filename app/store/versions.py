"""Workbooks and Word templates by content hash, with the file itself; and every attempt to load one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.findings import Finding, errors
from app.store.database import Row, Store
from app.store.encoding import findings_from_json, findings_to_json


class Kind(StrEnum):
    RULEBOOK = "rulebook"
    TEMPLATE = "template"


class Source(StrEnum):
    FOLDER = "folder"
    """Found in a watched folder."""
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Version:
    """One content of a workbook or template; the bytes are had with :func:`data`."""

    hash: str
    kind: Kind
    name: str
    """The file's stem."""
    file: str
    loaded_at: datetime
    loaded_by: str
    findings: tuple[Finding, ...]
    """Warnings and notes of the load; a version never has errors."""


@dataclass(frozen=True, slots=True)
class Load:
    """One attempt to load a file, taken or refused."""

    id: int
    kind: Kind
    file: str
    hash: str
    at: datetime
    by: str
    source: Source
    accepted: bool
    findings: tuple[Finding, ...]
    checked: bool = False
    """Only checked, on request: it was neither taken nor refused."""

    @property
    def refused(self) -> bool:
        return not self.accepted and not self.checked

    @property
    def blocked(self) -> bool:
        """Whether something was found that keeps it from coming into force."""
        return bool(errors(self.findings))


def add(
    store: Store, version: tuple[Kind, str, str], data: bytes, by: str, findings: Sequence[Finding] = ()
) -> Version:
    """Keep a version (kind, file, hash); the same content again changes nothing."""
    kind, file, hash = version
    with store.atomic():
        store.table("versions").insert(
            {"hash": hash, "kind": str(kind), "name": stem(file), "file": file, "data": data,
             "loaded_at": store.now(), "loaded_by": by, "findings": findings_to_json(findings)},
            ignore=True, pk="hash",
        )  # fmt: skip
    kept = get(store, hash)
    if kept is None:
        raise LookupError(hash)
    return kept


def get(store: Store, hash: str) -> Version | None:
    row = store.row(_SELECT + " WHERE hash = ?", [hash])
    return None if row is None else _version(row)


def every(store: Store) -> list[Version]:
    """All there are, in the order they were loaded."""
    return [_version(row) for row in store.rows(_SELECT + " ORDER BY loaded_at, hash")]


def data(store: Store, hash: str) -> bytes:
    """The file as it was loaded.

    Raises:
        LookupError: when the hash is not known.
    """
    found = store.scalar("SELECT data FROM versions WHERE hash = ?", [hash])
    if found is None:
        raise LookupError(hash)
    return bytes(found)


def history(store: Store, kind: Kind, name: str) -> list[Version]:
    """Every version of a name, the newest first."""
    rows = store.rows(_SELECT + " WHERE kind = ? AND name = ? ORDER BY loaded_at DESC", [str(kind), name])
    return [_version(row) for row in rows]


def record_load(
    store: Store,
    version: tuple[Kind, str, str],
    by: str,
    source: Source,
    findings: Sequence[Finding],
    *,
    accepted: bool,
    checked: bool = False,
) -> Load:
    """Note an attempt to load *version* (kind, file, hash); refused ones are what people must see.

    Args:
        checked: it was only checked, whatever was found, and is not to come into force by this.
    """
    kind, file, hash = version
    with store.atomic():
        number = store.insert("loads", {
            "kind": str(kind), "file": file, "hash": hash, "at": store.now(), "by": by, "source": str(source),
            "accepted": int(accepted), "checked": int(checked), "findings": findings_to_json(findings),
        })  # fmt: skip
    row = store.row("SELECT * FROM loads WHERE id = ?", [number])
    if row is None:
        raise LookupError(number)
    return _load(row)


def loads(store: Store, *, limit: int = 50) -> list[Load]:
    """Attempts, the newest first."""
    return [_load(row) for row in store.rows("SELECT * FROM loads ORDER BY id DESC LIMIT ?", [limit])]


def load(store: Store, number: int) -> Load | None:
    row = store.row("SELECT * FROM loads WHERE id = ?", [number])
    return None if row is None else _load(row)


def drafts(store: Store, kind: Kind, name: str) -> list[Load]:
    """Checks without an error whose content never came into force, the newest of each content first."""
    rows = store.rows(
        """SELECT * FROM loads WHERE kind = ? AND checked = 1
             AND id IN (SELECT max(id) FROM loads GROUP BY kind, file, hash)
             AND hash NOT IN (SELECT hash FROM versions)
           ORDER BY id DESC""",
        [str(kind)],
    )
    return [found for found in map(_load, rows) if stem(found.file) == name and not found.blocked]


def last_load(store: Store, kind: Kind, file: str) -> Load | None:
    """The last time a file was taken or refused."""
    row = store.row(
        "SELECT * FROM loads WHERE kind = ? AND file = ? AND checked = 0 ORDER BY id DESC LIMIT 1", [str(kind), file]
    )
    return None if row is None else _load(row)


def taken_before(store: Store, load: Load) -> str | None:
    """Content hash of what was in force of that file when *load* was tried; None: nothing."""
    found = store.scalar(
        "SELECT hash FROM loads WHERE kind = ? AND file = ? AND accepted = 1 AND id < ? ORDER BY id DESC LIMIT 1",
        [str(load.kind), load.file, load.id],
    )
    return found or None


def refused(store: Store) -> list[Load]:
    """Files of the watched folders that were refused: what stands there is not what is in force."""
    rows = store.rows(
        """SELECT * FROM loads WHERE accepted = 0 AND id IN
             (SELECT max(id) FROM loads WHERE accepted = 1 OR source = 'folder' GROUP BY kind, file)
           ORDER BY id DESC"""
    )
    return [_load(row) for row in rows]


def stem(file: str) -> str:
    """The name of a file without what follows its last point."""
    return file.rpartition(".")[0] or file


_SELECT = "SELECT hash, kind, name, file, loaded_at, loaded_by, findings FROM versions"


def _version(row: Row) -> Version:
    return Version(
        row["hash"], Kind(row["kind"]), row["name"], row["file"], datetime.fromisoformat(row["loaded_at"]),
        row["loaded_by"], findings_from_json(row["findings"]),
    )  # fmt: skip


def _load(row: Row) -> Load:
    return Load(
        row["id"], Kind(row["kind"]), row["file"], row["hash"], datetime.fromisoformat(row["at"]), row["by"],
        Source(row["source"]), bool(row["accepted"]), findings_from_json(row["findings"]),
        bool(row["checked"]),
    )  # fmt: skip
