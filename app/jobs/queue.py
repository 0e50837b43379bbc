"""The queue that wakes the worker. It may lose what it likes: the truth about work is in our own tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import SqliteHuey

TASK = "run_batch"
TRIAL_TASK = "run_trial"


class Queue:
    """One per process. Whoever only submits needs neither *work* (on a batch) nor *attempt* (a trial)."""

    def __init__(
        self, path: Path, work: Callable[[int], object] | None = None, attempt: Callable[[int], object] | None = None
    ) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.huey = SqliteHuey("lubu", filename=str(path), results=False, timeout=30)
        self._task: Any = self.huey.task(name=TASK)(_calling(work))
        self._trial: Any = self.huey.task(name=TRIAL_TASK)(_calling(attempt))

    def add(self, batch_id: int) -> None:
        """Ask for a batch to be run; asking twice is harmless."""
        self._task(batch_id)

    def add_trial(self, trial_id: int) -> None:
        """The same for a trial."""
        self._trial(trial_id)

    def clear(self) -> None:
        """Forget what waits, before everything unfinished is asked for anew."""
        self.huey.flush()


def _calling(work: Callable[[int], object] | None) -> Callable[[int], None]:
    def run(number: int) -> None:
        if work is not None:
            work(number)

    return run
