"""A batch in pieces, over any :class:`concurrent.futures.Executor`: here, in other processes, or on a cluster.

What travels is small and plain: rulebooks as values, templates as bytes, a chunk's columns cut down to the values
that occur in it. Whoever receives the first piece compiles the release and keeps it.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any, Generic, ParamSpec, TypeVar

import numpy as np

from app.batches.cases import decide_cases
from app.batches.model import CaseRecord, Release
from app.batches.recheck import recheck
from app.batches.records import records
from app.batches.release import make_release
from app.cases.model import Cases, RawTable
from app.columns import Column, EncodedColumn, compact
from app.decide import CompiledRulebook, compile_rulebook
from app.findings import Finding, LubuError
from app.letters import CompiledTemplate, compile_template
from app.rulebooks.model import Rulebook

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Keyed(Generic[T]):
    """A value that cannot be hashed, remembered by what names its content."""

    key: str
    value: T = field(compare=False)


@dataclass(frozen=True, eq=False)
class Blueprint:
    """A release as plain values, fit to travel; equal when it stands for the same contents."""

    rulebooks: tuple[Rulebook, ...]
    templates: tuple[tuple[str, bytes], ...] = ()
    """(file name, document)."""
    key: str = field(init=False)

    def __post_init__(self) -> None:
        parts = [f"{book.file}:{book.hash}" for book in self.rulebooks]
        parts += [f"{name}:{hashlib.sha256(data).hexdigest()}" for name, data in self.templates]
        object.__setattr__(self, "key", "|".join(parts))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blueprint) and self.key == other.key


@lru_cache(maxsize=4)
def build(blueprint: Blueprint) -> Release:
    """The release, compiled once in every process.

    Raises:
        LubuError: when the rulebooks do not work together; a template that is none says so when it is asked for.
    """
    books = [_book(Keyed(f"{rulebook.file}:{rulebook.hash}", rulebook)) for rulebook in blueprint.rulebooks]
    return make_release(books, _Templates(blueprint.templates))


class _Templates(Mapping[str, CompiledTemplate]):
    """Templates compiled when a letter asks for them: who only decides need not wait for any."""

    def __init__(self, documents: Iterable[tuple[str, bytes]]) -> None:
        self._documents = dict(documents)

    def __getitem__(self, name: str) -> CompiledTemplate:
        return _template(name, self._documents[name])

    def __contains__(self, name: object) -> bool:
        return name in self._documents

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)


@lru_cache(maxsize=64)
def _book(rulebook: Keyed[Rulebook]) -> CompiledRulebook:
    """A version that stays in force through many releases keeps the cells it has decided."""
    return compile_rulebook(rulebook.value)


@lru_cache(maxsize=64)
def _template(name: str, data: bytes) -> CompiledTemplate:
    return compile_template(data, name)


@dataclass(frozen=True, eq=False)
class DecideTask:
    blueprint: Blueprint
    cases: Cases
    """The chunk's cases, cut out with :func:`cut`."""
    start: int
    """Batch row of the first."""
    as_of: date
    sample: int
    """Cases that the plain interpreter decides again; at least one."""
    seed: int

    def __post_init__(self) -> None:
        if self.sample < 1:
            raise ValueError("a chunk is never released unchecked")


@dataclass(frozen=True, eq=False)
class DecidedChunk:
    start: int
    records: list[CaseRecord]
    differences: list[Finding]
    """Where the plain interpreter decided otherwise: the batch must not be released."""


def decide_chunk(task: DecideTask) -> DecidedChunk:
    """Decide a chunk and check a sample of it."""
    decided = decide_cases(build(task.blueprint), task.cases, task.as_of)
    return DecidedChunk(task.start, records(decided, task.start), recheck(decided, task.sample, task.seed))


@dataclass(frozen=True, eq=False)
class RenderTask:
    templates: tuple[tuple[str, bytes], ...]
    """(file name, document) of those that the drafts use: all that travels, the rulebooks stay at home."""
    drafts: tuple[tuple[str, Mapping[str, Any]], ...]
    """(template file, context) of each letter."""


def render_letters(task: RenderTask) -> list[bytes | tuple[Finding, ...]]:
    """Each letter's document, or why it could not be written."""
    templates = {name: _template(name, data) for name, data in task.templates}
    made: list[bytes | tuple[Finding, ...]] = []
    for template, context in task.drafts:
        try:
            made.append(templates[template].render(context))
        except LubuError as error:
            made.append(error.findings)
    return made


def cut(cases: Cases, start: int, stop: int) -> Cases:
    """Rows *start* to *stop*, without the cells as they came and without values that do not occur."""
    rows = slice(start, stop)
    numbers = list(cases.raw.row_numbers[rows])
    raw = RawTable(cases.raw.file, cases.raw.sheet, (), (), [()] * len(numbers), numbers, cases.raw.unit)
    columns = {name: _cut(column.take(rows)) for name, column in cases.columns.items()}
    findings = {row - start: found for row, found in cases.row_findings.items() if start <= row < stop}
    return Cases(raw, columns, findings)


def _cut(column: Column) -> Column:
    return compact(column) if isinstance(column, EncodedColumn) else column


def spread(executor: Executor, work: Callable[[T], R], tasks: Iterable[T], ahead: int = 4) -> Iterator[R]:
    """The results in the order of the tasks, with at most *ahead* of them under way: memory stays bounded."""
    waiting: deque[Future[R]] = deque()
    for task in tasks:
        waiting.append(executor.submit(work, task))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def slices(items: Sequence[T], parts: int) -> list[Sequence[T]]:
    """At most *parts* runs of nearly equal length, none empty."""
    bounds = np.linspace(0, len(items), min(parts, len(items)) + 1).astype(int).tolist() if items else [0]
    return [items[start:stop] for start, stop in pairwise(bounds)]


class Inline(Executor):
    """An executor that works at once, in this process."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
