"""What pages, programs and commands ask for; they call nothing else of this package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from app.batches.model import Release
from app.cases.model import Format
from app.config import Settings
from app.findings import LubuError
from app.jobs import correspondence, intake, pdf_letters, scoring
from app.jobs.catalogue import Catalogue
from app.jobs.correspondence import Words
from app.jobs.decided import decided_file
from app.jobs.desk import Desk
from app.jobs.loading import Loader, Outcome, Refreshed
from app.jobs.pool import Pool
from app.jobs.queue import Queue, Task
from app.jobs.register import write_register
from app.jobs.registering import Entered, enter_register
from app.jobs.runner import Workshop
from app.jobs.runner import run_batch as run
from app.jobs.verify import House, Verified, verify
from app.store import Store, batches, deliveries, letters
from app.store.batches import Batch, BatchStatus
from app.store.deliveries import NewDelivery
from app.store.letters import Letter
from app.store.pdf_runs import PdfRun
from app.store.scorecards import ScorecardRun
from app.store.trials import Trial
from app.store.versions import Kind


class Service:
    """One per process; threads share it. Opens nothing before it is needed."""

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self.settings = settings
        self._given = store

    @cached_property
    def store(self) -> Store:
        return self._given or Store(self.settings.database)

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.store)

    @cached_property
    def loader(self) -> Loader:
        return Loader(self.settings, self.store, self.catalogue)

    @cached_property
    def queue(self) -> Queue:
        return Queue(self.settings.queue)

    @cached_property
    def pool(self) -> Pool:
        return Pool(self.settings.processes)

    def current_release(self) -> Release:
        """The rulebooks in force at this very moment; cheap while they stay the same.

        Raises:
            LubuError: ``jobs.nothing-in-force``.
        """
        return self.catalogue.current().release

    def release(self, number: int) -> Release:
        """A release by its number, however old; raises LookupError for an unknown one."""
        return self.catalogue.pinned(number).release

    def submit_batch(
        self,
        file_name: str,
        data: bytes,
        as_of: date,
        user: str,
        *,
        name: str = "",
        sheet: str | None = None,
        queued: bool = True,
    ) -> Batch:
        """Accept a case file and (unless *queued* is False) have the worker run it.

        Raises:
            LubuError: with every reason why it cannot be decided; then nothing is kept.
        """
        batch = intake.submit(
            self.store, self.settings, self.catalogue.current(), file_name, data, as_of=as_of, by=user, name=name,
            sheet=sheet,
        )  # fmt: skip
        if queued:
            self.queue.add(Task.BATCH, batch.id)
        return batch

    def run_batch(
        self,
        batch_id: int,
        *,
        stopping: Callable[[], bool] = lambda: False,
        advanced: Callable[[int], None] = lambda batch_id: None,
    ) -> Batch:
        """Run or resume a batch here and now; *advanced* is told after every stored chunk.

        Raises:
            LookupError: for an unknown number.
            app.jobs.runner.Interrupted: when *stopping* said so; the batch can be resumed.
        """
        shop = Workshop(self.store, self.settings, self.catalogue, self.pool.executor, stopping, advanced)
        return run(shop, batch_id)

    def retry_batch(self, batch_id: int, user: str) -> Batch:
        """Have a failed batch run again from where it stopped; raises LubuError when it has not failed."""
        if batches.get(self.store, batch_id).status is not BatchStatus.FAILED:
            raise LubuError.of("jobs.not-resumable")
        batch = batches.reopen(self.store, batch_id, user)
        self.queue.add(Task.BATCH, batch_id)
        return batch

    def decided_file(self, batch: Batch, fmt: Format) -> Path:
        """The officer's own table with the conclusions beside it; raises LubuError when the upload is gone."""
        return decided_file(self.store, self.settings, self.catalogue, batch, fmt)

    def offer_rulebook(self, file_name: str, data: bytes, user: str, *, check_only: bool = False) -> Outcome:
        """Read, check, test and compile a workbook beside the running release, then switch; or say why not.

        Args:
            file_name: names the rulebook.
            data: the workbook.
            user: who offers it.
            check_only: leave what is in force as it is; :meth:`enact` can follow.

        Raises:
            LubuError: when the file's name is not one of a workbook.
        """
        return self.loader.offer(Kind.RULEBOOK, file_name, data, user, check_only=check_only)

    def offer_template(self, file_name: str, data: bytes, user: str, *, check_only: bool = False) -> Outcome:
        """The same for a Word template."""
        return self.loader.offer(Kind.TEMPLATE, file_name, data, user, check_only=check_only)

    @cached_property
    def desk(self) -> Desk:
        """Where offered files are looked into, tried on cases, and put into force."""
        return Desk(self.settings, self.store, self.catalogue, self.loader, self.queue)

    def run_trial(self, trial_id: int) -> Trial:
        """Run a trial here and now; raises LookupError for an unknown number."""
        return self.desk.run_trial(trial_id)

    def refresh(self) -> Refreshed:
        """Look at ``rulebooks/`` and ``letter_templates/`` and load what changed."""
        return self.loader.refresh()

    def make_scorecards(
        self, files: Sequence[tuple[str, bytes]], period: str, user: str, *, book: str = ""
    ) -> ScorecardRun:
        """One Word scorecard per officer and one workbook for HR.

        Raises:
            LubuError: with everything that keeps them from being made; then nothing is kept.
        """
        pinned = self.catalogue.current()
        return scoring.make_scorecards(self.store, self.settings, pinned, files, period, by=user, book=book)

    def rebuild_letter(self, number: str) -> tuple[Letter, bytes]:
        """A letter by its number, made again from its record: the same bytes.

        Raises:
            LubuError: when there is none, or when what comes out differs from what was recorded.
        """
        letter = correspondence.numbered(self.store, number)
        return letter, correspondence.rebuild(self.store, letter)

    def verify(self, batch_ids: Sequence[int] = (), advanced: Callable[[str], None] = lambda what: None) -> Verified:
        """Hold everything recorded to its hashes, and the batches named to their record."""
        return verify(House(self.store, self.settings, self.catalogue), batch_ids, advanced)

    def record_delivery(self, new: NewDelivery, scan: tuple[str, bytes] | None, today: date, user: str) -> int:
        """Record how a letter was served; its number. *scan*: (file name, content) of the receipt.

        Raises:
            LubuError: with everything that is wrong; then nothing is kept.
        """
        letter = letters.get(self.store, new.letter_id)
        words = self.service_words(letter.batch_id) if letter else correspondence.Words((), ())
        return correspondence.record_delivery(self.store, self.settings, new, scan, words, today=today, by=user)

    def service_words(self, batch_id: int) -> Words:
        """How letters of a batch may be said to be served: as the rules in force list it, else those of the batch."""
        try:
            return correspondence.words_of(self.current_release())
        except LubuError:
            return correspondence.words_of(self.release(batches.get(self.store, batch_id).release_id))

    def register(self, batch: Batch, chosen: Sequence[Letter]) -> bytes:
        """The 送达登记表 of some letters of a batch, to be filled in and entered."""
        known = deliveries.of_batch(self.store, batch.id)
        return write_register(batch, chosen, known, self.service_words(batch.id))

    def enter_register(self, batch: Batch, file: tuple[str, bytes], today: date, user: str) -> Entered:
        """Record every service that a filled-in register names; *file*: (name, content).

        Raises:
            LubuError: with everything that is wrong, row by row; then nothing is kept.
        """
        words = self.service_words(batch.id)
        return enter_register(self.store, self.settings, batch, file, words, today=today, by=user)

    def ask_for_pdf(self, batch_id: int, user: str) -> PdfRun:
        """Have the worker make a PDF of every letter of a finished batch.

        Raises:
            LubuError: when there is no LibreOffice, or nothing to convert.
        """
        run = pdf_letters.ask(self.store, self.settings, batch_id, user)
        self.queue.add(Task.PDF, batch_id)
        return run

    def make_pdf(self, batch_id: int, *, stopping: Callable[[], bool] = lambda: False) -> PdfRun:
        """Make or go on making what :meth:`ask_for_pdf` asked for, here and now."""
        return pdf_letters.run(self.store, self.settings, batch_id, stopping)

    def letter_pdf(self, letter: Letter) -> Path:
        """One letter as PDF, made on the first request.

        Raises:
            LubuError: when there is no LibreOffice, or it would not convert it.
        """
        return pdf_letters.one(self.settings, letter)

    def close(self) -> None:
        """End the processes that were started and close this thread's connection."""
        if "pool" in self.__dict__:
            self.pool.close()
        if "store" in self.__dict__:
            self.store.close()
