"""A store under the test's folder, with a clock that the test sets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.store import Store, batches, releases, versions
from app.store.versions import Kind


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 9, 30, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **parts: float) -> None:
        self.time += timedelta(**parts)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    store = Store(tmp_path / "lubu.db", clock)
    yield store
    store.close()


@pytest.fixture
def release(store):
    """One rulebook in force."""
    version = (Kind.RULEBOOK, "五级分类.xlsx", "a" * 64)
    versions.add(store, version, b"workbook", "李业务")
    return releases.switch(store, [version], "李业务")


@pytest.fixture
def batch(store, release):
    """A batch of five cases that waits."""
    fields = {
        "name": "九月", "file": "台账.xlsx", "sha256": "f" * 64, "upload": "f.xlsx", "sheet": None,
        "release_id": release.id, "as_of": date(2026, 9, 30), "created_by": "张三", "cases": 5,
    }  # fmt: skip
    return batches.create(store, fields)
