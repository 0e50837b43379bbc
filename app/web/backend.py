"""What views stand on: the settings, the service and its store; opened on first use."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from app.config import Settings
from app.findings import LubuError
from app.jobs.service import Service
from app.rulebooks.model import Rulebook
from app.store import Store, batches, decisions, releases, versions
from app.store.database import utc_now
from app.store.releases import Item, ReleaseRecord
from app.store.versions import Kind
from app.web.conclusions import Distribution, conclusions_of, distribution

EXTENSION = "lubu"
DISTRIBUTIONS = 6
KEPT_DISTRIBUTIONS = 64


class Backend:
    """One per application. Nothing is opened before it is needed, so stateless commands run without a database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.service = Service(settings)
        self.distributions = lru_cache(maxsize=KEPT_DISTRIBUTIONS)(self._distributions)
        """Of a finished batch by its number; they change no more."""

    @property
    def store(self) -> Store:
        return self.service.store

    def rulebook(self, version: str) -> Rulebook:
        """A stored version, as its workbook reads.

        Raises:
            LookupError: when the version is not known, or is no rulebook that today's reader accepts.
        """
        known = versions.get(self.store, version)
        if known is None or known.kind is not Kind.RULEBOOK:
            raise LookupError(version)
        try:
            return self.service.catalogue.rulebook(version, known.file)
        except LubuError as error:
            raise LookupError(version) from error

    def deciding(self, release: ReleaseRecord) -> list[Rulebook]:
        """The rulebooks of a release that decide cases; those with 指标 decide officers."""
        books = [self.rulebook(item.hash) for item in release.of(Kind.RULEBOOK)]
        return [book for book in books if not book.measures]

    def scoring(self) -> list[str]:
        """Names of the rulebooks in force that score officers."""
        return [item.name for item in self.in_force(Kind.RULEBOOK) if self.rulebook(item.hash).measures]

    def _distributions(self, batch_id: int) -> tuple[Distribution, ...]:
        """What sums the batch up, the most telling conclusions first."""
        release = releases.get(self.store, batches.get(self.store, batch_id).release_id)
        counted = (
            distribution(conclusion, decisions.outcome_counts(self.store, batch_id, conclusion.name))
            for conclusion in conclusions_of(self.deciding(release))
        )
        return tuple(islice((found for found in counted if found is not None), DISTRIBUTIONS))

    def in_force(self, kind: Kind) -> tuple[Item, ...]:
        release = releases.current(self.store)
        return release.of(kind) if release else ()

    def now(self) -> datetime:
        """The time on the wall clock of the house."""
        return utc_now().astimezone(ZoneInfo(self.settings.timezone))

    def today(self) -> date:
        """The calendar date where the house stands: what a form proposes as business date."""
        return self.now().date()


def backend() -> Backend:
    """That of the application at work."""
    return cast(Backend, current_app.extensions[EXTENSION])


def service() -> Service:
    return backend().service


def store() -> Store:
    return backend().store


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions[EXTENSION] = Backend(settings)
