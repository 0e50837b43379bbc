"""The desk of the business staff: offered files looked into, compared, tried on cases, put into force."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from app.config import Settings
from app.decide.diff import Difference, Lists, compare, lists_of
from app.findings import LubuError, Place
from app.jobs import offers, trials
from app.jobs.catalogue import Catalogue
from app.jobs.inspection import Inspection, Inspector
from app.jobs.loading import Loader, Outcome
from app.jobs.preview import preview
from app.jobs.queue import Queue, Task
from app.jobs.trials import AT_ONCE, Bench, Target
from app.rulebooks.model import Rulebook
from app.store import Store, batches, releases, versions
from app.store.trials import Trial
from app.store.versions import Kind, Load


class Desk:
    """One per process; threads may share it."""

    def __init__(self, settings: Settings, store: Store, catalogue: Catalogue, loader: Loader, queue: Queue) -> None:
        self._settings = settings
        self._store = store
        self._catalogue = catalogue
        self._loader = loader
        self._queue = queue
        self._inspector = Inspector(self._today)
        self._bench = Bench(store, settings, catalogue)

    def content(self, load: Load) -> bytes | None:
        """The very bytes that were offered; None when they are no longer there."""
        return offers.content(self._settings, self._store, load.kind, load.file, load.hash)

    def in_force(self, kind: Kind, file: str) -> str:
        """Content hash of what is in force of a file; empty: nothing."""
        record = releases.current(self._store)
        return next((item.hash for item in record.of(kind) if item.file == file), "") if record else ""

    def beside(self, load: Load) -> str:
        """What an offered file is compared with: what it replaced, or would replace now; empty: nothing."""
        if load.accepted:
            return versions.taken_before(self._store, load) or ""
        return self.in_force(load.kind, load.file)

    def enact(self, load: Load, beside: str, user: str) -> Outcome:
        """Put exactly the bytes of an attempt into force, once they are checked again.

        Args:
            load: a check, or an attempt that was refused.
            beside: content hash of what was in force when the person decided.
            user: who decided.

        Raises:
            LubuError: when the bytes are gone, or something else came into force meanwhile.
        """
        data, place = self.content(load), Place(load.file)
        if data is None:
            raise LubuError.of("jobs.offer-gone", place)
        if self.in_force(load.kind, load.file) != beside:
            raise LubuError.of("jobs.offer-overtaken", place, file=load.file)
        return self._loader.offer(load.kind, load.file, data, user)

    def preview(self, load: Load, batch_id: int, customer: str) -> bytes:
        """A letter of an offered template to a customer of a finished batch.

        Raises:
            LookupError: for an unknown batch.
            LubuError: when the bytes are gone, or with what keeps the letter from being made.
        """
        data = self.content(load)
        if data is None:
            raise LubuError.of("jobs.offer-gone", Place(load.file))
        batch = batches.get(self._store, batch_id)
        return preview(self._store, self._settings, self._catalogue, (load.file, data), batch, customer)

    def inspect(self, load: Load) -> Inspection | None:
        """What an offered workbook says of itself; None for a template, or when its bytes are gone."""
        data = self.content(load) if load.kind is Kind.RULEBOOK else None
        if data is None:
            return None
        before = self.beside(load)
        return self._inspector.inspect(
            data, load.hash, load.file, self.rulebook(before) if before else None, self._lists(load.file)
        )

    def inspect_version(self, hash: str, before: str = "") -> Inspection:
        """The same for a stored version, beside another one; raises LookupError for an unknown one."""
        known = versions.get(self._store, hash)
        if known is None:
            raise LookupError(hash)
        old = self.rulebook(before) if before else None
        return self._inspector.inspect(versions.data(self._store, hash), hash, known.file, old, self._lists(known.file))

    def rulebook(self, hash: str) -> Rulebook | None:
        """A stored version; None when it is unknown, or today's reader no longer accepts it."""
        known = versions.get(self._store, hash)
        if known is None or known.kind is not Kind.RULEBOOK:
            return None
        try:
            return self._catalogue.rulebook(hash, known.file)
        except LubuError:
            return None

    def compare(self, old: str, new: str) -> Difference | None:
        """Two stored versions; None when one of them cannot be read."""
        before, after = self.rulebook(old), self.rulebook(new)
        return compare(before, after, self._lists(after.file)) if before and after else None

    def try_batch(self, target: Target, batch_id: int, user: str) -> Trial:
        """Try a version on the case file of a batch: at once when it is small, else by the worker.

        Raises:
            LookupError: for an unknown batch.
            LubuError: when the rulebook cannot decide cases.
        """
        trial = trials.submit_batch(self._bench, target, batch_id, user)
        return self._begin(trial, batches.get(self._store, batch_id).cases)

    def try_file(
        self, target: Target, file_name: str, data: bytes, as_of: date, user: str, *, sheet: str | None = None
    ) -> Trial:
        """The same on a case file of its own.

        Raises:
            LubuError: with every reason why the file cannot be decided; then nothing is kept.
        """
        trial, count = trials.submit_file(self._bench, target, file_name, data, as_of, user, sheet=sheet)
        return self._begin(trial, count)

    def run_trial(self, trial_id: int) -> Trial:
        """Run a trial here and now; raises LookupError for an unknown number."""
        return trials.run_trial(self._bench, trial_id)

    def _begin(self, trial: Trial, cases: int) -> Trial:
        if cases <= AT_ONCE:
            return self.run_trial(trial.id)
        self._queue.add(Task.TRIAL, trial.id)
        return trial

    def _lists(self, file: str) -> Lists:
        """What the other rulebooks in force conclude as lists."""
        record = releases.current(self._store)
        items = record.of(Kind.RULEBOOK) if record else ()
        return lists_of(book for item in items if item.file != file and (book := self.rulebook(item.hash)))

    def _today(self) -> date:
        return self._store.clock().astimezone(ZoneInfo(self._settings.timezone)).date()
