"""An offered workbook looked into: what its own tests say, which rules they reach, what it would decide otherwise."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock

import structlog

from app.decide import TestReport, compile_rulebook, run_tests
from app.decide.diff import Difference, Lists, compare
from app.findings import Finding, LubuError
from app.rulebooks import load
from app.rulebooks.model import Rulebook

log = structlog.get_logger(__name__)

KEPT = 16
"""Inspections kept in memory; a page that is opened again need not wait."""


@dataclass(frozen=True, eq=False)
class Inspection:
    """What a workbook says of itself, as far as it can be read."""

    rulebook: Rulebook | None
    """None: a reading error stands in the way, and with it everything below."""
    tests: TestReport | None = None
    untested: tuple[Finding, ...] = ()
    """Why its tests could not be run."""
    difference: Difference | None = None
    """Against the version it is compared with; None: there is none."""


class Inspector:
    """One per process; threads may share it."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._lock = Lock()
        self._known: OrderedDict[tuple[object, ...], Inspection] = OrderedDict()

    def inspect(self, data: bytes, hash: str, file: str, before: Rulebook | None, lists: Lists) -> Inspection:
        """Look into a workbook, beside the version *before*; *lists*: what other rulebooks conclude as lists."""
        today = self._today()
        key = (hash, file, before.hash if before else "", today, tuple(sorted(lists.items())))
        with self._lock:  # one at a time: a large workbook is worked through once, however often it is asked for
            if key not in self._known:
                self._known[key] = _inspect(data, file, before, today, lists)
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return self._known[key]


def _inspect(data: bytes, file: str, before: Rulebook | None, today: date, lists: Lists) -> Inspection:
    rulebook = load(data, file).rulebook
    if rulebook is None:
        return Inspection(None)
    difference = compare(before, rulebook, lists) if before else None
    found = Inspection(rulebook, difference=difference)
    try:
        return replace(found, tests=run_tests(compile_rulebook(rulebook), today))
    except LubuError as error:
        return replace(found, untested=error.findings)
    except Exception as error:  # a fault of our own must not hide what else is known
        log.exception("tests not run", file=file)
        return replace(found, untested=LubuError.of("jobs.unexpected", error=repr(error)[:200]).findings)
