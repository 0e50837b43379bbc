"""A batch worked through: decide chunk by chunk, plan the letters, make them chunk by chunk.

Every chunk is stored and marked done in one transaction, so work that was interrupted at any point goes on behind
the last finished chunk. Files are named by the letter's place in the plan: made again, they replace themselves.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import structlog

from app.batches.chunks import DecidedChunk, DecideTask, Inline, cut, decide_chunk, spread
from app.batches.letters import plan_letters
from app.batches.model import DecidedCases, LetterRecord, PlannedLetter
from app.batches.numbering import make_letters, series_of
from app.batches.recheck import decided_and_checked
from app.batches.written import as_written
from app.cases import hand_back
from app.cases.model import Cases
from app.config import Settings
from app.findings import LubuError
from app.jobs.catalogue import Catalogue, Pinned
from app.jobs.files import claimed, settled, short_name, swept, write, written
from app.jobs.intake import cases_of, decisions_file, export_folder, uploaded
from app.store import Store, batches, decisions, letters
from app.store.batches import Batch, BatchStatus, Chunk, Phase

log = structlog.get_logger(__name__)

_LOCKS = 64
"""Lock files; batches that share one wait for each other."""


class Interrupted(Exception):  # noqa: N818 - no error: the worker was asked to stop
    """The batch stays as it is, to be resumed."""


@dataclass(frozen=True, eq=False)
class Workshop:
    """What a run works with."""

    store: Store
    settings: Settings
    catalogue: Catalogue
    executor: Callable[[], Executor]
    """Opened only when there is enough to spread."""
    stopping: Callable[[], bool] = lambda: False
    advanced: Callable[[int], None] = lambda batch_id: None
    """Told after every stored chunk."""

    def executor_for(self, pieces: int) -> Executor:
        return self.executor() if pieces > 1 else Inline()

    def checkpoint(self, batch_id: int) -> None:
        self.advanced(batch_id)
        if self.stopping():
            raise Interrupted


def run_batch(shop: Workshop, batch_id: int) -> Batch:
    """Begin or resume a batch; one that is finished stays as it is.

    Raises:
        LookupError: for an unknown number.
        Interrupted: when the worker was asked to stop; the batch can be resumed.
    """
    with _turn(shop, batch_id):
        return _run(shop, batch_id)


@contextmanager
def _turn(shop: Workshop, batch_id: int) -> Iterator[None]:
    """One process at a time runs a batch (a demo beside the worker, say); whoever comes second finds it done.

    Two at once would lose nothing in the database, but each would write the letters' files with its own numbers.
    """
    path = shop.settings.instance_dir / "runs" / f"{batch_id % _LOCKS}.lock"
    while True:
        with claimed(path) as alone:
            if alone:
                yield
                return
        if shop.stopping():
            raise Interrupted
        time.sleep(0.1)


def _run(shop: Workshop, batch_id: int) -> Batch:
    batch = batches.start(shop.store, batch_id)
    if batch.status is not BatchStatus.RUNNING:
        return batch
    try:
        _work(shop, batch)
    except Interrupted:
        raise
    except LubuError as error:
        return batches.fail(shop.store, batch_id, error.findings)
    except Exception as error:
        log.exception("batch failed", batch=batch_id)
        return batches.fail(shop.store, batch_id, LubuError.of("jobs.unexpected", error=repr(error)).findings)
    return batches.finish(shop.store, batch_id)


def _work(shop: Workshop, batch: Batch) -> None:
    _give_up_early(shop, batch)
    swept(shop.settings.exports_dir / export_folder(batch))
    pinned = shop.catalogue.pinned(batch.release_id)
    cases = cases_of(shop.store, shop.settings, pinned, batch)
    planned = batches.plan(shop.store, batch.id, Phase.DECIDE, len(cases), shop.settings.chunk_cases)
    _decide(shop, batch, pinned, cases, _open(shop, planned))
    # The chunks may have been decided elsewhere, or before a restart: what goes out is checked where it is made.
    sample, seed = shop.settings.recheck_cases, secrets.randbits(32)
    decided = decided_and_checked(pinned.release, cases, batch.as_of, sample, seed)
    _write_decisions(shop, batch, decided)
    decided = replace(decided, cases=cases.without_cells())
    del cases  # letters need what was read of the cells, not the cells
    called_for = plan_letters(decided)
    planned = batches.plan(shop.store, batch.id, Phase.LETTERS, len(called_for), shop.settings.chunk_letters)
    _make_letters(shop, batch, pinned, decided, called_for, _open(shop, planned))


def _give_up_early(shop: Workshop, batch: Batch) -> None:
    """A file that kills the worker before its first chunk must not kill it for ever."""
    if not batch.phase and batch.starts > shop.settings.max_attempts:
        raise LubuError.of("jobs.gave-up", attempts=batch.starts - 1)


def _open(shop: Workshop, chunks: list[Chunk]) -> list[Chunk]:
    """Those still to do; raises LubuError when one of them stopped the worker too often."""
    for chunk in chunks:
        if not chunk.done and chunk.attempts >= shop.settings.max_attempts:
            raise LubuError.of("jobs.gave-up", attempts=chunk.attempts)
    return [chunk for chunk in chunks if not chunk.done]


def _decide(shop: Workshop, batch: Batch, pinned: Pinned, cases: Cases, chunks: list[Chunk]) -> None:
    def tasks() -> Iterator[DecideTask]:
        for chunk in chunks:
            batches.start_chunk(shop.store, batch.id, Phase.DECIDE, chunk.no)
            part = cut(cases, chunk.start, chunk.stop)
            sample, seed = shop.settings.recheck_cases, secrets.randbits(32)
            yield DecideTask(pinned.blueprint, part, chunk.start, batch.as_of, sample, seed)

    results = spread(shop.executor_for(len(chunks)), decide_chunk, tasks(), shop.settings.processes + 1)
    for chunk, decided in zip(chunks, results, strict=True):
        _keep(shop, batch, chunk, decided)
        shop.checkpoint(batch.id)


def _keep(shop: Workshop, batch: Batch, chunk: Chunk, decided: DecidedChunk) -> None:
    if decided.differences:
        raise LubuError(*decided.differences)
    decisions.save_chunk(shop.store, batch.id, chunk.no, decided.records)


def _write_decisions(shop: Workshop, batch: Batch, decided: DecidedCases) -> None:
    """The officer's own workbook with the decisions beside the cases; a new one where that cannot be."""
    path = shop.settings.exports_dir / decisions_file(batch)
    if path.exists():
        return
    try:
        with written(path) as stream:
            upload = partial(uploaded, shop.settings, batch)
            said = hand_back(stream, "xlsx", upload, decided.cases, as_written(decided))
    except LubuError as error:  # decided they are, and other formats hold them
        if {finding.code for finding in error.findings} != {"cases.written-too-large"}:
            raise
        batches.note(shop.store, batch.id, error.findings)
        return
    if said is not None:
        batches.note(shop.store, batch.id, [said])


def _make_letters(
    shop: Workshop,
    batch: Batch,
    pinned: Pinned,
    decided: DecidedCases,
    planned: list[PlannedLetter],
    chunks: list[Chunk],
) -> None:
    executor = shop.executor_for(len(chunks))
    for chunk in chunks:
        batches.start_chunk(shop.store, batch.id, Phase.LETTERS, chunk.no)
        part = planned[chunk.start : chunk.stop]
        while True:
            before = letters.last_numbers(shop.store, series_of(decided, part))
            made = make_letters(executor, pinned.blueprint, decided, part, before)
            kept = [(record, _write_letter(shop, batch, record)) for record in made.records]
            settled()  # a letter that is recorded must be there after a power cut
            if letters.save_chunk(shop.store, batch.id, chunk.no, kept, before, made.after):
                break  # else another batch took the numbers meanwhile
        shop.checkpoint(batch.id)


def _write_letter(shop: Workshop, batch: Batch, record: LetterRecord) -> str | None:
    if record.data is None:
        return None
    path = letter_file(batch, record.planned)
    write(shop.settings.exports_dir / path, record.data, durable=False)
    return path.as_posix()


def letter_file(batch: Batch, letter: PlannedLetter) -> Path:
    """By the place in the plan and the people, not by the number: a letter made again replaces itself."""
    people = dict.fromkeys(part for part in (letter.customer, letter.recipient) if part)
    stem = "-".join([f"{letter.no + 1:06d}", *(short_name(part) for part in people)])
    return export_folder(batch) / "letters" / short_name(letter.kind) / f"{stem}.docx"
