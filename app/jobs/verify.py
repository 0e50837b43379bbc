"""Whether the record still is what it was: the chain of events, and everything that carries a hash.

What a batch decided is held to its record by :mod:`app.jobs.redecide`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.config import Settings
from app.findings import Finding, LubuError, Place
from app.jobs.catalogue import Catalogue
from app.jobs.correspondence import SCANS
from app.jobs.redecide import Redecided, redecide
from app.store import Store, audit, batches, deliveries, letters, releases, scorecards, trials, versions
from app.store.audit import Event
from app.store.batches import Batch, BatchStatus

EVERYTHING = 1_000_000_000

Looked = Iterator[list[Finding]]
"""What was found, one list for each thing that was looked at."""


@dataclass(frozen=True, eq=False)
class Verified:
    checked: Mapping[str, int]
    """What was looked at → how many of it."""
    batches: tuple[Redecided, ...]
    """Those that were decided again."""
    last_event: str
    """Hash of the newest event: written down elsewhere, it shows later whether the record was cut short."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class House:
    """What is looked into."""

    store: Store
    settings: Settings
    catalogue: Catalogue


def verify(
    house: House, batch_ids: Sequence[int] = (), advanced: Callable[[str], None] = lambda what: None
) -> Verified:
    """Look at everything that is recorded; decide the batches *batch_ids* again. *advanced* is told what comes next."""
    checked: Counter[str] = Counter()
    findings: list[Finding] = []
    for name, look in CHECKS.items():
        advanced(name)
        checked[name] = 0
        for found in look(house):
            checked[name] += 1
            findings += found
    again = []
    for number in dict.fromkeys(batch_ids):
        advanced("batch")
        again.append(_again(house, number))
        findings += again[-1].findings
    newest = audit.events(house.store, limit=1)
    return Verified(checked, tuple(again), newest[0].hash if newest else "", tuple(findings))


def _again(house: House, number: int) -> Redecided:
    try:
        batch = batches.get(house.store, number)
    except LookupError:
        return Redecided(number, findings=(_fault("no-batch", batch=number),))
    if batch.status is not BatchStatus.DONE:
        return Redecided(number, findings=(_fault("unfinished", batch=number),))
    try:
        return redecide(house.store, house.settings, house.catalogue.pinned(batch.release_id), batch)
    except LubuError as error:
        return Redecided(number, findings=error.findings)


# --- the record itself -----------------------------------------------------------------------------------------


def _events(house: House) -> Looked:
    broken = set(audit.broken(house.store))
    yield from ([] for _ in range(audit.count(house.store) - len(broken)))
    yield from ([_fault("event", event=number)] for number in sorted(broken))


def _versions(house: House) -> Looked:
    for version in versions.every(house.store):
        same = hashlib.sha256(versions.data(house.store, version.hash)).hexdigest() == version.hash
        yield [] if same else [_fault("version", Place(version.file), hash=version.hash[:12])]


def _releases(house: House) -> Looked:
    """Which versions each release holds, as the event says that put it into force."""
    told = audit.about(house.store, "release.switched")
    for release in releases.history(house.store, limit=EVERYTHING):
        event = told.get(str(release.id))
        held = [f"{item.file} {item.hash}" for item in release.items]
        same = event is not None and event.details["versions"] == held
        yield [] if same else [_fault("release", release=release.id)]


def _batches(house: House) -> Looked:
    """What each batch is decided from, and the letters it made, as its events say."""
    submitted, moved, done = (
        audit.about(house.store, f"batch.{what}") for what in ("submitted", "dates-moved", "done")
    )
    for batch in _all_batches(house):
        number, dates = str(batch.id), deliveries.moved_facts(house.store, batch.id)
        told = [(submitted.get(number), batches.facts(batch))]
        if number in moved or dates["dates"]:
            told.append((moved.get(number), dates))
        if batch.status is BatchStatus.DONE:
            told.append((done.get(number), {"made": batches.letters_made(house.store, batch.id)}))
        yield [finding for event, facts in told for finding in _against(batch, event, facts)]


def _against(batch: Batch, event: Event | None, facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Facts that are not as the event told them; one that an older event does not tell is not held against it."""
    for name, value in facts.items():
        then = event.details.get(name, value) if event else None
        if then != value:
            yield _fault("batch", batch=batch.id, what=_FACTS[name], now=_said(value), then=_said(then))


_FACTS = {
    "file": "文件名", "sha256": "上传的文件", "sheet": "工作表", "release": "规则版本", "as_of": "业务日期",
    "dates": "送达日期的件数", "dates_sha256": "送达日期", "made": "文书",
}  # fmt: skip


def _all_batches(house: House) -> list[Batch]:
    return batches.list_batches(house.store, limit=EVERYTHING)


def _said(value: Any) -> str:
    return "—" if value is None else str(value)[:16]


# --- files on the disk -----------------------------------------------------------------------------------------


def _uploads(house: House) -> Looked:
    given = [(batch.upload, batch.sha256) for batch in _all_batches(house)]
    given += [(trial.upload, trial.sha256) for trial in trials.every(house.store)]
    yield from _files(house.settings.uploads_dir, given)


def _letters(house: House) -> Looked:
    for batch in _all_batches(house):
        made = letters.page(house.store, batch.id, limit=EVERYTHING)
        yield from _files(house.settings.exports_dir, ((one.file, one.sha256) for one in made if one.file))


def _scorecards(house: House) -> Looked:
    for run in scorecards.runs(house.store, limit=EVERYTHING):
        cards = [(card.file, card.sha256) for card in scorecards.cards(house.store, run.id)]
        yield from _files(house.settings.exports_dir, [*cards, (run.summary, run.summary_sha256)])


def _scans(house: House) -> Looked:
    kept = ((scan.file, scan.sha256) for scan in deliveries.scans(house.store))
    yield from _files(house.settings.instance_dir / SCANS, kept)


def _files(folder: Path, recorded: Iterable[tuple[str, str | None]]) -> Looked:
    """Each (path below the folder, sha256) once."""
    for file, expected in dict.fromkeys(recorded):
        path, place = folder / file, Place(f"{folder.name}/{file}")
        if not path.is_file():
            yield [_fault("missing", place)]
            continue
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        same = found == expected
        yield [] if same else [_fault("changed", place, recorded=_said(expected), found=_said(found))]


def _fault(code: str, place: Place | None = None, /, **params: object) -> Finding:
    return Finding("error", f"jobs.audit-{code}", place or Place(), params)


CHECKS: Mapping[str, Callable[[House], Looked]] = {
    "events": _events,
    "versions": _versions,
    "releases": _releases,
    "batches": _batches,
    "uploads": _uploads,
    "letters": _letters,
    "scorecards": _scorecards,
    "scans": _scans,
}
