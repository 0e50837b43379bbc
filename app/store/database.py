"""The database file: one connection per thread and process, WAL, migrations at start, transactions."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import Table

from app.store.migrations import migrations

BUSY_MS = 30_000
"""How long a writer waits for another before it gives up."""

Row = dict[str, Any]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """What the product remembers. Opening applies pending migrations; safe to share between threads and forks.

    ``clock`` is the only source of time in the store.
    """

    def __init__(self, path: Path | str, clock: Callable[[], datetime] = utc_now) -> None:
        self.path = Path(path)
        self.clock = clock
        self._local = threading.local()
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(self.path.with_name(self.path.name + ".lock")):
            self.path.touch(mode=0o600, exist_ok=True)
            migrations.apply(self.db)

    @property
    def db(self) -> Database:
        """This thread's connection; a forked child never touches its parent's."""
        local = self._local
        if getattr(local, "pid", None) != os.getpid():
            local.pid, local.db = os.getpid(), _connect(self.path)
        db: Database = local.db
        return db

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        if getattr(self._local, "pid", None) == os.getpid():
            self._local.db.conn.close()
        self._local.pid = None

    def now(self) -> str:
        """The time as the store writes it: UTC, fixed width, so that text order is time order."""
        return self.clock().astimezone(UTC).isoformat(timespec="microseconds")

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing. Takes the write lock at once, so that what is read inside cannot change before the commit."""
        db = self.db
        if db.conn.in_transaction:
            with db.atomic():
                yield
            return
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            db.rollback()
            raise
        db.commit()

    def table(self, name: str) -> Table:
        return self.db.table(name)

    def insert(self, table: str, row: Row) -> int:
        """Add a row and give its number."""
        number = self.table(table).insert(row).last_pk
        return int(number or 0)

    def execute(self, sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        """Change rows; how many it changed."""
        return self.db.conn.execute(sql, params).rowcount

    def rows(self, sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        cursor = self.db.conn.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> Row | None:
        found = self.rows(sql, params)
        return found[0] if found else None

    def scalar(self, sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
        found = self.db.conn.execute(sql, params).fetchone()
        return found[0] if found else None


def time_of(text: str | None) -> datetime | None:
    """A stored time; None stays None."""
    return None if text is None else datetime.fromisoformat(text)


def _connect(path: Path) -> Database:
    conn = sqlite3.connect(path, timeout=BUSY_MS / 1000, check_same_thread=False)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = NORMAL")
    conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    conn.execute("PRAGMA foreign_keys = ON")
    return Database(conn)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Only one process at a time, so that workers that start together do not migrate together."""
    with path.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
