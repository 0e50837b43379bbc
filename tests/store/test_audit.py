"""The record of deeds: it can be added to, not changed, and says so when somebody did."""

from __future__ import annotations

import sqlite3

import pytest

from app.store import audit


@pytest.fixture
def three(store, clock):
    for name in ("甲", "乙", "丙"):
        audit.record(store, name, "batch.submitted", 7, file=f"{name}.xlsx")
        clock.advance(minutes=1)


def test_events_come_newest_first_with_their_details(store, three):
    newest = audit.events(store)[0]

    assert (newest.who, newest.what, newest.subject) == ("丙", "batch.submitted", "7")
    assert newest.details == {"file": "丙.xlsx"}


def test_events_can_be_asked_for_by_what_and_about_what(store, three):
    audit.record(store, "丁", "release.switched", 1)

    assert [event.who for event in audit.events(store, what="release.")] == ["丁"]
    assert len(audit.events(store, subject="7")) == 3


@pytest.mark.parametrize("change", ["UPDATE events SET who = '丁' WHERE id = 2", "DELETE FROM events WHERE id = 2"])
def test_events_can_neither_be_changed_nor_deleted(store, three, change):
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), store.atomic():
        store.execute(change)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE events SET who = '丁' WHERE id = 2", [2]),
        ("UPDATE events SET details = '{}' WHERE id = 1", [1]),
        ("DELETE FROM events WHERE id = 2", [3]),
    ],
)
def test_a_change_made_past_the_guards_is_found(store, three, change, broken):
    assert list(audit.broken(store)) == []
    with store.atomic():
        store.execute("DROP TRIGGER events_stay")
        store.execute("DROP TRIGGER events_remain")
        store.execute(change)

    assert list(audit.broken(store)) == broken
