"""``flask work``: runs batches and watches the folders, in one process, until it is told to stop or killed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
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
from app.jobs.queue import Queue
from app.jobs.runner import Interrupted
from app.jobs.service import Service
from app.store import batches, trials

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
        self._asked: set[int] = set()
        self._asked_trials: set[int] = set()
        self.queue = Queue(settings.queue, self.run_batch, self.run_trial)

    def run(self) -> None:
        """Work until :attr:`stopping` is set or a signal asks for it."""
        self.service.refresh()
        self.queue.clear()
        self.sweep()
        consumer = self.queue.huey.create_consumer(workers=1, periodic=False, max_delay=0.5, backoff=1.1)
        consumer.start()
        try:
            with _told_by_signals(self.stopping):  # after start(), which sets handlers of its own
                self.service.loader.warm()
                for _ in self.ticks():
                    self.tick(consumer)
        finally:
            self.stopping.set()
            consumer.stop(graceful=True)
            self.service.close()

    def tick(self, consumer: Consumer) -> None:
        """One round; it must outlive a full disk, a locked database or a lost mount."""
        try:
            consumer.check_worker_health()
            self.service.refresh()
            self.sweep()
        except Exception:
            log.exception("this round failed; the next one tries again")

    def sweep(self) -> None:
        """Whatever our own tables say is unfinished gets asked for, whether or not the queue still knows of it."""
        for batch in batches.unfinished(self.service.store):
            if batch.id not in self._asked:
                self._asked.add(batch.id)
                log.info("asked for", batch=batch.id, starts=batch.starts)
                self.queue.add(batch.id)

        for trial in trials.unfinished(self.service.store):
            if trial.id not in self._asked_trials:
                self._asked_trials.add(trial.id)
                self.queue.add_trial(trial.id)

    def run_trial(self, trial_id: int) -> None:
        self._asked_trials.add(trial_id)
        try:
            trial = self.service.run_trial(trial_id)
            log.info("tried", trial=trial_id, status=str(trial.status))
        finally:
            self._asked_trials.discard(trial_id)

    def run_batch(self, batch_id: int) -> None:
        self._asked.add(batch_id)
        try:
            batch = self.service.run_batch(batch_id, stopping=self.stopping.is_set)
        except Interrupted:
            log.info("interrupted", batch=batch_id)
        else:
            log.info("finished", batch=batch_id, status=str(batch.status))
        finally:
            self._asked.discard(batch_id)

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
