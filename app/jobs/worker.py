"""``flask work``: runs batches and watches the folders, in one process, until it is told to stop or killed."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from types import FrameType

import structlog
from huey.consumer import Consumer
from watchfiles import watch

from app import logs
from app.config import Settings
from app.findings import LubuError
from app.jobs.files import claimed
from app.jobs.queue import Queue, Task, Work
from app.jobs.runner import Interrupted
from app.jobs.service import Service
from app.store import batches, pdf_runs, trials

log = structlog.get_logger(__name__)

TICK_MS = 500
"""How often the worker looks around although nobody told it of a change (a network drive tells nothing)."""
QUIET_MS = 60
"""Changes closer together than that are one."""


def work(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; a batch under way is left where its last chunk was stored.

    Raises:
        LubuError: when another worker serves the same folder.
    """
    logs.configure(settings.log_level)
    with claimed(settings.instance_dir / "worker.lock") as alone:
        if not alone:
            raise LubuError.of("jobs.already-working")
        worker = Worker(settings)
        worker.run()


class Worker:
    """The consumer of the queue and the watch over the folders."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.service = Service(settings)
        self.stopping = Event()
        self._asked: set[tuple[Task, int]] = set()
        work = {Task.BATCH: self.run_batch, Task.TRIAL: self.run_trial, Task.PDF: self.make_pdf}
        self.queue = Queue(settings.queue, {task: self._once(task, run) for task, run in work.items()})

    def run(self) -> None:
        """Work until :attr:`stopping` is set or a signal asks for it."""
        self.service.refresh()
        self.queue.clear()
        self.sweep()
        consumers = [
            lane.create_consumer(workers=1, periodic=False, max_delay=0.5, backoff=1.1)
            for lane in self.queue.lanes.values()
        ]
        for consumer in consumers:
            consumer.start()
        try:
            with _told_by_signals(self.stopping):  # after start(), which sets handlers of its own
                self.service.loader.warm()
                for _ in self.ticks():
                    self.tick(consumers)
        finally:
            self.stopping.set()
            for consumer in consumers:
                consumer.stop(graceful=True)
            self.service.close()

    def tick(self, consumers: Sequence[Consumer]) -> None:
        """One round; it must outlive a full disk, a locked database or a lost mount."""
        try:
            for consumer in consumers:
                consumer.check_worker_health()
            self.service.refresh()
            self.sweep()
        except Exception:
            log.exception("this round failed; the next one tries again")

    def sweep(self) -> None:
        """Whatever our own tables say is unfinished gets asked for, whether or not the queue still knows of it."""
        store = self.service.store
        open_work = {
            Task.BATCH: [batch.id for batch in batches.unfinished(store)],
            Task.TRIAL: [trial.id for trial in trials.unfinished(store)],
            Task.PDF: [run.batch_id for run in pdf_runs.unfinished(store)],
        }
        for task, numbers in open_work.items():
            for number in numbers:
                if (task, number) not in self._asked:
                    self._asked.add((task, number))
                    log.info("asked for", task=str(task), number=number)
                    self.queue.add(task, number)

    def _once(self, task: Task, run: Work) -> Work:
        """*run*, during which the same thing is not asked for again."""

        def running(number: int) -> None:
            self._asked.add((task, number))
            try:
                run(number)
            except Interrupted:
                log.info("interrupted", task=str(task), number=number)
            finally:
                self._asked.discard((task, number))

        return running

    def run_batch(self, batch_id: int) -> None:
        batch = self.service.run_batch(batch_id, stopping=self.stopping.is_set)
        log.info("finished", batch=batch_id, status=str(batch.status))

    def run_trial(self, trial_id: int) -> None:
        trial = self.service.run_trial(trial_id)
        log.info("tried", trial=trial_id, status=str(trial.status))

    def make_pdf(self, batch_id: int) -> None:
        run = self.service.make_pdf(batch_id, stopping=self.stopping.is_set)
        log.info("converted", batch=batch_id, status=str(run.status))

    def ticks(self) -> Iterator[object]:
        """Whenever something changes in the folders, and twice a second all the same, until told to stop."""
        folders = [self.settings.rulebooks_dir, self.settings.templates_dir]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        return watch(
            *folders, stop_event=self.stopping, debounce=QUIET_MS * 4, step=QUIET_MS, rust_timeout=TICK_MS,
            yield_on_timeout=True, recursive=False, raise_interrupt=False,
        )  # fmt: skip


@contextmanager
def _told_by_signals(stopping: Event) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
