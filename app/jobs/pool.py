"""Processes that chunks are spread over; they end with the worker, however it ends."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.context import ForkServerContext
from threading import Lock, Thread

from app.batches.chunks import Inline


class Pool:
    """Opened on first use; one process means none beside this one."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._lock = Lock()
        self._executor: Executor | None = None

    def executor(self) -> Executor:
        with self._lock:
            if self._executor is None:
                self._executor = _open(self._processes)
            return self._executor

    def close(self) -> None:
        with self._lock:
            if self._executor is not None:
                self._executor.shutdown(cancel_futures=True)
                self._executor = None


def _open(processes: int) -> Executor:
    if processes == 1:
        return Inline()
    return ProcessPoolExecutor(processes, clean_processes(), initializer=_leave_with_parent)


def clean_processes() -> ForkServerContext:
    """How this house starts processes.

    A fork would copy the worker's threads and open databases; the fork server starts from nothing. What it has
    imported (the core, and what the command's own script imports) no process imports again.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.batches.chunks", "app.jobs.bounded", "flask.cli"])
    return context


def _leave_with_parent() -> None:
    """A worker killed outright cannot say goodbye to its processes: each watches for its end."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
