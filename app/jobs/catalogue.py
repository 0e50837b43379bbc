"""Releases as the store names them, compiled: each rulebook is read once per process, whichever release holds it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import RLock
from typing import TypeVar

from app.batches.chunks import Blueprint, build
from app.batches.model import Release
from app.findings import LubuError
from app.rulebooks import load
from app.rulebooks.model import Rulebook
from app.store import Store, releases, versions
from app.store.versions import Kind

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
KEPT = 32
"""Rulebook versions kept in memory."""


@dataclass(frozen=True, eq=False)
class Pinned:
    """A release by its number, ready to decide and fit to travel."""

    id: int
    blueprint: Blueprint
    release: Release


class Catalogue:
    """One per process; threads may share it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = RLock()
        self._rulebooks: OrderedDict[tuple[str, str], Rulebook] = OrderedDict()
        self._pinned: OrderedDict[int, Pinned] = OrderedDict()

    def current(self) -> Pinned:
        """What is in force at this moment; asks the store each time, compiles only when it changed.

        Raises:
            LubuError: when no release was ever put in force.
        """
        number = releases.current_release_id(self.store)
        if number is None:
            raise LubuError.of("jobs.nothing-in-force")
        pinned = self.pinned(number)
        if not pinned.release.books:
            raise LubuError.of("jobs.nothing-in-force")
        return pinned

    def pinned(self, number: int) -> Pinned:
        """A release by its number, of whatever age.

        Raises:
            LookupError: for an unknown number.
            LubuError: when a stored rulebook can no longer be read.
        """
        with self._lock:
            return _kept(self._pinned, number, lambda: self._make(number), 4)

    def rulebook(self, hash: str, file: str) -> Rulebook:
        """A stored rulebook version."""
        with self._lock:
            return _kept(self._rulebooks, (hash, file), lambda: self._read(hash, file), KEPT)

    def remember(self, rulebook: Rulebook) -> None:
        """A rulebook just read need not be read again when its release is made."""
        with self._lock:
            _kept(self._rulebooks, (rulebook.hash, rulebook.file), lambda: rulebook, KEPT)

    def _make(self, number: int) -> Pinned:
        record = releases.get(self.store, number)
        blueprint = Blueprint(
            tuple(self.rulebook(item.hash, item.file) for item in record.of(Kind.RULEBOOK)),
            tuple((item.file, versions.data(self.store, item.hash)) for item in record.of(Kind.TEMPLATE)),
        )
        return Pinned(number, blueprint, build(blueprint))

    def _read(self, hash: str, file: str) -> Rulebook:
        loaded = load(versions.data(self.store, hash), file)
        if loaded.rulebook is None:
            raise LubuError(*loaded.reading)
        return loaded.rulebook


def _kept(cache: OrderedDict[K, V], key: K, make: Callable[[], V], most: int) -> V:
    """From the cache, the oldest falling out."""
    if key not in cache:
        cache[key] = make()
    cache.move_to_end(key)
    while len(cache) > most:
        cache.popitem(last=False)
    return cache[key]
