"""The queue that wakes the worker. It may lose what it likes: the truth about work is in our own tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from huey import SqliteHuey

Work = Callable[[int], object]


class Task(StrEnum):
    """What the worker does, each asked for by the number of its record."""

    BATCH = "run_batch"
    TRIAL = "run_trial"
    PDF = "make_pdf"

    @property
    def lane(self) -> str:
        """Batches go first and alone; what people ask for beside them neither waits for a batch nor holds one up."""
        return "lubu" if self is Task.BATCH else "lubu-beside"


class Queue:
    """One per process. Whoever only asks gives no *work*."""

    def __init__(self, path: Path, work: Mapping[Task, Work] | None = None) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = dict.fromkeys(task.lane for task in Task)
        self.lanes = {name: SqliteHuey(name, filename=str(path), results=False, timeout=30) for name in names}
        self._tasks: dict[Task, Any] = {
            task: self.lanes[task.lane].task(name=str(task))(_calling((work or {}).get(task))) for task in Task
        }

    def add(self, task: Task, number: int) -> None:
        """Ask for something to be done; asking twice is harmless."""
        self._tasks[task](number)

    def pending(self) -> int:
        """How many requests wait."""
        return sum(int(lane.pending_count()) for lane in self.lanes.values())

    def clear(self) -> None:
        """Forget what waits, before everything unfinished is asked for anew."""
        for lane in self.lanes.values():
            lane.flush()


def _calling(work: Work | None) -> Callable[[int], None]:
    def run(number: int) -> None:
        if work is not None:
            work(number)

    return run
