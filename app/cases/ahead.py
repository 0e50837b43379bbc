"""Pieces of a file worked on by several threads while those before them are taken: numpy and isal let others run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")
_THREADS = 2
_MOST = 4
"""Pieces under way or done and not yet taken, so that memory stays bounded."""


def ahead(work: Callable[[T], U], items: Iterable[T]) -> Iterator[U]:
    """The work done for each item, in their order; what it raises is raised when its turn comes."""
    waiting: deque[Future[U]] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > _MOST:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:  # nobody takes the rest
            for future in waiting:
                future.cancel()


def fetched_ahead(items: Iterable[T]) -> Iterator[T]:
    """The items, the next ones made while one is worked on; what making them raises is raised when its turn comes."""
    stream = iter(items)
    with ThreadPoolExecutor(1) as pool:
        waiting: deque[Future[T | None]] = deque(pool.submit(next, stream, None) for _ in range(_MOST))
        try:
            while (item := waiting.popleft().result()) is not None:
                waiting.append(pool.submit(next, stream, None))
                yield item
        finally:
            for future in waiting:
                future.cancel()
