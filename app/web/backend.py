"""What views stand on: the settings, the service and its store; opened on first use."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from app.config import Settings
from app.findings import LubuError
from app.jobs.service import Service
from app.rulebooks.model import Rulebook
from app.store import Store, releases, versions
from app.store.database import utc_now
from app.store.releases import Item, ReleaseRecord
from app.store.versions import Kind

EXTENSION = "lubu"


class Backend:
    """One per application. Nothing is opened before it is needed, so stateless commands run without a database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.service = Service(settings)

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
