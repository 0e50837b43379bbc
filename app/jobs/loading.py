"""What is in force changes: files are tried beside the running release and switched in one step, or refused.

One process at a time loads (a file lock), so an upload and the watcher never try the same file against each other.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from app.batches.check import check_release
from app.batches.chunks import Blueprint, build
from app.batches.model import Release
from app.config import Settings
from app.findings import Finding, LubuError, Place
from app.jobs import offers
from app.jobs.candidates import Candidate, read_candidate
from app.jobs.catalogue import Catalogue
from app.jobs.files import bare_name, locked, write
from app.jobs.folder import Folder, Look, Seen
from app.jobs.switching import Change, Contents, Key, Settled, settle
from app.letters import safe_name
from app.store import Store, audit, releases, versions
from app.store.releases import ReleaseRecord
from app.store.versions import Kind, Load, Source

log = structlog.get_logger(__name__)

FOLDER_USER = "文件夹"
"""Who loaded what was found in the watched folders."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one offered file."""

    load: Load
    """Taken or refused, with every finding."""
    release: ReleaseRecord | None
    """In force afterwards."""

    @property
    def accepted(self) -> bool:
        return self.load.accepted

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.load.findings


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One look at the folders."""

    outcomes: tuple[Outcome, ...]
    """Only of files that were tried: new since the last look, or gone."""
    unsettled: bool
    """Something was being saved: look again in a moment."""


class Loader:
    """One per process; remembers which files of the folders were refused beside which release."""

    def __init__(self, settings: Settings, store: Store, catalogue: Catalogue) -> None:
        self.settings = settings
        self.store = store
        self.catalogue = catalogue
        self.folders = {
            Kind.TEMPLATE: Folder(settings.templates_dir, ".docx"),
            Kind.RULEBOOK: Folder(settings.rulebooks_dir, ".xlsx"),
        }
        self._refused: set[tuple[Key, str, int | None]] = set()

    def offer(self, kind: Kind, file_name: str, data: bytes, by: str, *, check_only: bool = False) -> Outcome:
        """Try an uploaded file; when it is taken, it also takes its place in the watched folder.

        Args:
            kind: what it is offered as.
            file_name: as the browser sent it.
            data: the file.
            by: who offers it.
            check_only: go through everything, but leave what is in force as it is.

        Raises:
            LubuError: when the name is not one of such a file; a file that is tried gets an outcome instead.
        """
        file, folder = bare_name(file_name), self.folders[kind]
        if not folder.wanted_name(file):
            raise LubuError.of("jobs.file-kind", Place(file), kinds=folder.suffix)
        if safe_name(file) != file:
            raise LubuError.of("jobs.file-name", Place(file), name=safe_name(file))
        with self._alone():
            candidate = self._read(kind, file, data)
            settled = self._settle([candidate], ())
            if candidate.data and (check_only or settled.refused):
                offers.keep(self.settings, file, candidate.hash, candidate.data)
            if check_only:
                return self._checked(candidate, settled, by)
            if not settled.refused:
                write(folder.path / file, data)
            return self._record([candidate], (), settled, by, Source.UPLOAD)[0]

    def _checked(self, candidate: Candidate, settled: Settled, by: str) -> Outcome:
        """Note what a check found; nothing comes into force."""
        kind, file, hash = version = (candidate.kind, candidate.file, candidate.hash)
        findings = settled.refused.get((kind, file), candidate.findings)
        with self.store.atomic():
            audit.record(self.store, by, "load.checked", file, kind=str(kind), hash=hash)
            load = versions.record_load(
                self.store, version, by, Source.UPLOAD, findings, accepted=False, checked=True
            )  # fmt: skip
        return Outcome(load, releases.current(self.store))

    def refresh(self) -> Refreshed:
        """Look at the watched folders and load what changed; what is broken is recorded and replaces nothing."""
        with self._alone():
            contents = self._contents()
            looks = {kind: folder.look(_files(contents, kind), time.time()) for kind, folder in self.folders.items()}
            self._close_refusals(contents, looks)
            fresh = self._fresh(contents, looks)
            gone = [key for key in _gone(looks) if self._untried(key, "")]
            outcomes = self._record(fresh, gone, self._settle(fresh, gone), FOLDER_USER, Source.FOLDER)
            return Refreshed(tuple(outcomes), any(look.unsettled for look in looks.values()))

    def warm(self) -> None:
        """Compile and check what is in force, so that the next change need not wait for what did not change."""
        record = releases.current(self.store)
        if record is not None:
            check_release(self.catalogue.pinned(record.id).release)

    def _alone(self) -> AbstractContextManager[None]:
        return locked(self.settings.instance_dir / "loading.lock")

    def _contents(self) -> Contents:
        record = releases.current(self.store)
        return {(item.kind, item.file): item.hash for item in record.items} if record else {}

    def _fresh(self, contents: Contents, looks: Mapping[Kind, Look]) -> list[Candidate]:
        """Files of the folders that are not in force; templates first, because rulebooks name them."""
        found: list[Candidate] = []
        for kind, look in looks.items():
            for seen in look.files:
                key = (kind, seen.file)
                if contents.get(key) != seen.hash and self._untried(key, seen.hash):
                    templates = [known.file for known in found if known.kind is Kind.TEMPLATE and not known.blocked]
                    found.append(self._read_seen(kind, seen, templates))
        return found

    def _untried(self, key: Key, hash: str) -> bool:
        """Not refused before beside this very release: it is not tried again until something else changes."""
        return (key, hash, releases.current_release_id(self.store)) not in self._refused

    def _read_seen(self, kind: Kind, seen: Seen, templates: Collection[str]) -> Candidate:
        try:
            return self._read(kind, seen.file, seen.path.read_bytes(), templates)
        except OSError as error:
            found = LubuError.of("jobs.file-unreadable", Place(seen.file), reason=error.strerror or repr(error))
            return Candidate(kind, seen.file, seen.hash, b"", found.findings)

    def _read(self, kind: Kind, file: str, data: bytes, templates: Collection[str] = ()) -> Candidate:
        known = {*templates, *_files(self._contents(), Kind.TEMPLATE)}
        today = self.store.clock().astimezone(ZoneInfo(self.settings.timezone)).date()
        candidate = read_candidate(kind, file, data, self.settings, templates=known, today=today)
        if candidate.rulebook is not None:
            self.catalogue.remember(candidate.rulebook)
        return candidate

    def _settle(self, candidates: Iterable[Candidate], gone: Iterable[Key]) -> Settled:
        documents = {candidate.hash: candidate.data for candidate in candidates}
        changes = [Change((one.kind, one.file), one.hash, one.findings) for one in candidates]
        changes += [Change(key, None) for key in gone]
        return settle(self._contents(), changes, partial(self._assemble, documents))

    def _assemble(self, documents: Mapping[str, bytes], contents: Contents) -> Release:
        """The release that *contents* would be, compiled beside the running one."""
        books = [self.catalogue.rulebook(hash, file) for kind, file, hash in _items(contents) if kind is Kind.RULEBOOK]
        templates = {
            file: documents[hash] if hash in documents else versions.data(self.store, hash)
            for kind, file, hash in _items(contents)
            if kind is Kind.TEMPLATE
        }
        return build(Blueprint(tuple(books), tuple(templates.items())))

    def _record(
        self, candidates: Iterable[Candidate], gone: Iterable[Key], settled: Settled, by: str, source: Source
    ) -> list[Outcome]:
        """Write down what was decided; a new release comes into force in the same transaction."""
        before = releases.current_release_id(self.store)
        loads: list[Load] = []
        with self.store.atomic():
            for one in candidates:
                version = (one.kind, one.file, one.hash)
                refusal = settled.refused.get((one.kind, one.file))
                if refusal is None:
                    versions.add(self.store, version, one.data, by, one.findings)
                loads.append(self._load(version, by, source, refusal or one.findings, accepted=refusal is None))
            for kind, file in gone:
                refusal = settled.refused.get((kind, file))
                loads.append(self._load((kind, file, ""), by, source, refusal or (), accepted=refusal is None))
            if settled.release is not None:
                switched = releases.switch(self.store, _items(settled.contents), by, expected=before)
                if switched is None:  # every loader holds the lock: somebody wrote past it
                    raise RuntimeError("another release came into force while this one was being made")
        after = releases.current(self.store)
        number = after.id if after else None
        self._refused |= {((load.kind, load.file), load.hash, number) for load in loads if not load.accepted}
        for load in loads:
            tell = log.info if load.accepted else log.warning
            tell("load", kind=str(load.kind), file=load.file, accepted=load.accepted, findings=len(load.findings))
        return [Outcome(load, after) for load in loads]

    def _load(
        self,
        version: tuple[Kind, str, str],
        by: str,
        source: Source,
        findings: tuple[Finding, ...],
        *,
        accepted: bool,
    ) -> Load:
        kind, file, hash = version
        last = versions.last_load(self.store, kind, file)
        known = last is not None and (last.hash, last.refused, last.findings) == (hash, True, findings)
        if last is not None and known and not accepted and source is Source.FOLDER:
            return last  # a restart tries the same broken file once more: nothing new to tell
        what = "load.accepted" if accepted else "load.refused"
        audit.record(self.store, by, what, file, kind=str(kind), hash=hash, source=str(source))
        return versions.record_load(self.store, version, by, source, findings, accepted=accepted)

    def _close_refusals(self, contents: Contents, looks: Mapping[Kind, Look]) -> None:
        """A refused file that was put back as it is in force, or taken away, is no longer anything to show."""
        there = {(kind, seen.file): seen.hash for kind, look in looks.items() for seen in look.files}
        for load in versions.refused(self.store):
            key = (load.kind, load.file)
            if there.get(key) == contents.get(key) and not looks[load.kind].unsettled:
                version = (load.kind, load.file, contents.get(key, ""))
                versions.record_load(self.store, version, FOLDER_USER, Source.FOLDER, (), accepted=True)


def _files(contents: Contents, kind: Kind) -> frozenset[str]:
    return frozenset(file for of_kind, file in contents if of_kind is kind)


def _gone(looks: Mapping[Kind, Look]) -> list[Key]:
    return [(kind, file) for kind, look in looks.items() for file in look.gone]


def _items(contents: Contents) -> list[tuple[Kind, str, str]]:
    """Rulebooks before templates, each by name."""
    return sorted((kind, file, hash) for (kind, file), hash in contents.items())
