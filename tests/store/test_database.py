"""The database file: shared by threads and processes, all or nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.store import Store, audit
from app.store.migrations import migrations

PROJECT = Path(__file__).parents[2]


def test_opening_again_keeps_what_is_there(store):
    audit.record(store, "张三", "test.done", "1")

    again = Store(store.path, store.clock)

    assert [event.what for event in audit.events(again)] == ["test.done"]
    assert migrations.pending(again.db) == []
    again.close()


def test_the_file_is_only_for_the_service_itself(store):
    assert store.path.stat().st_mode & 0o077 == 0


def test_every_thread_has_a_connection_of_its_own(store):
    mine, others = store.db, []
    thread = threading.Thread(target=lambda: (others.append(store.db), store.close()))
    thread.start()
    thread.join()

    assert others[0] is not mine
    assert store.db is mine


def test_a_failed_transaction_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.atomic():
        audit.record(store, "张三", "test.done")
        raise ZeroDivisionError

    assert audit.events(store) == []


def test_an_inner_failure_undoes_the_inner_part_only(store):
    with store.atomic():
        audit.record(store, "张三", "outer")
        with pytest.raises(ZeroDivisionError), store.atomic():
            audit.record(store, "张三", "inner")
            raise ZeroDivisionError

    assert [event.what for event in audit.events(store)] == ["outer"]


def test_rows_that_others_refer_to_cannot_vanish(store, batch):
    with pytest.raises(sqlite3.IntegrityError), store.atomic():
        store.execute("DELETE FROM releases")


def test_processes_that_start_together_migrate_once(tmp_path):
    script = "import sys; from app.store import Store; Store(sys.argv[1])"
    path = tmp_path / "new.db"
    started = [subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=PROJECT) for _ in range(4)]

    assert [process.wait(timeout=30) for process in started] == [0, 0, 0, 0]
    store = Store(path)
    assert len(migrations.applied(store.db)) == len({found.name for found in migrations.applied(store.db)})
    store.close()


def test_writers_wait_for_each_other_instead_of_failing(store):
    failures = []

    def write(who: str) -> None:
        try:
            for _ in range(25):
                audit.record(store, who, "test.done")
        except sqlite3.Error as error:
            failures.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in "甲乙丙丁"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert store.scalar("SELECT count(*) FROM events") == 100
    assert list(audit.broken(store)) == []
