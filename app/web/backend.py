"""What views stand on: the settings, the store and the rulebooks by version; opened on first use."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime
from functools import cached_property
from io import BytesIO
from threading import Lock
from typing import cast
from zoneinfo import ZoneInfo

import openpyxl
from flask import Flask, current_app

from app.config import Settings
from app.rulebooks import load
from app.rulebooks.model import Rulebook
from app.store import Store, versions
from app.store.database import utc_now

EXTENSION = "lubu"
KEPT_RULEBOOKS = 16


class Backend:
    """One per application. The command line's stateless commands never open the database through it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._rulebooks: OrderedDict[str, Rulebook] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def store(self) -> Store:
        return Store(self.settings.database)

    def rulebook(self, version: str) -> Rulebook:
        """A stored version, read again from its workbook; the last few are kept.

        Raises:
            LookupError: when the version is not known.
        """
        with self._lock:
            if version in self._rulebooks:
                self._rulebooks.move_to_end(version)
                return self._rulebooks[version]
        known = versions.get(self.store, version)
        loaded = load(versions.data(self.store, version), known.file if known else "")
        if loaded.rulebook is None:  # it was readable when it was taken: a newer reader has become stricter
            raise LookupError(version)
        with self._lock:
            self._rulebooks[version] = loaded.rulebook
            while len(self._rulebooks) > KEPT_RULEBOOKS:
                self._rulebooks.popitem(last=False)
        return loaded.rulebook

    def sheets(self, version: str) -> tuple[str, ...]:
        """The sheet names of a stored workbook, in its order."""
        workbook = openpyxl.load_workbook(BytesIO(versions.data(self.store, version)), read_only=True)
        try:
            return tuple(workbook.sheetnames)
        finally:
            workbook.close()

    def now(self) -> datetime:
        """The time on the wall clock of the house."""
        return utc_now().astimezone(ZoneInfo(self.settings.timezone))

    def today(self) -> date:
        """The calendar date where the house stands: what a form proposes as business date."""
        return self.now().date()


def backend() -> Backend:
    """That of the application at work."""
    return cast(Backend, current_app.extensions[EXTENSION])


def store() -> Store:
    return backend().store


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions[EXTENSION] = Backend(settings)
