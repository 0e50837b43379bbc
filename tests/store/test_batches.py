"""Batches and chunks: what is done stays done, what is not can be taken up again."""

from __future__ import annotations

import pytest

from app.findings import Finding
from app.store import audit, batches, decisions
from app.store.batches import BatchStatus, Phase
from tests.store.records import decision

FAILURE = Finding("error", "jobs.gave-up", params={"attempts": 5})


def decide(store, batch, *rows):
    chunks = batches.plan(store, batch.id, Phase.DECIDE, 5, 2)
    for chunk in chunks:
        if chunk.no in rows:
            records = [decision(row) for row in range(chunk.start, chunk.stop)]
            assert decisions.save_chunk(store, batch.id, chunk.no, records)


def test_a_new_batch_waits_and_is_on_record(store, batch):
    assert batch.status is BatchStatus.UPLOADED
    assert batches.unfinished(store) == [batch]
    assert audit.events(store)[0].details == batches.facts(batch)


def test_a_phase_is_cut_once(store, batch):
    planned = batches.plan(store, batch.id, Phase.DECIDE, 5, 2)

    assert [(chunk.start, chunk.stop) for chunk in planned] == [(0, 2), (2, 4), (4, 5)]
    assert batches.plan(store, batch.id, Phase.DECIDE, 5, 3) == planned


def test_a_phase_without_work_is_planned_all_the_same(store, batch):
    assert batches.plan(store, batch.id, Phase.LETTERS, 0, 2) == []
    assert batches.get(store, batch.id).phase == "letters"


def test_the_first_phase_is_not_cut_again_from_the_second(store, batch):
    first = batches.plan(store, batch.id, Phase.DECIDE, 5, 2)
    batches.plan(store, batch.id, Phase.LETTERS, 3, 2)

    assert batches.plan(store, batch.id, Phase.DECIDE, 5, 1) == first
    assert batches.get(store, batch.id).phase == "letters"


def test_progress_counts_finished_chunks_of_both_phases(store, batch):
    batches.start(store, batch.id)
    decide(store, batch, 0, 2)
    halfway = batches.progress(store, batch.id)

    assert (halfway.cases_done, halfway.cases, halfway.share) == (3, 5, 0.3)
    decide(store, batch, 1)
    batches.plan(store, batch.id, Phase.LETTERS, 4, 2)
    with store.atomic():
        batches.finish_chunk(store, batch.id, Phase.LETTERS, 0)
    later = batches.progress(store, batch.id)
    assert (later.letters_done, later.letters, later.share) == (2, 4, 0.75)


def test_a_chunk_is_finished_once(store, batch):
    batches.plan(store, batch.id, Phase.DECIDE, 5, 5)

    assert batches.finish_chunk(store, batch.id, Phase.DECIDE, 0) is True
    assert batches.finish_chunk(store, batch.id, Phase.DECIDE, 0) is False


def test_starting_again_counts_and_keeps_the_first_time(store, batch, clock):
    first = batches.start(store, batch.id)
    clock.advance(hours=1)
    second = batches.start(store, batch.id)

    assert (second.starts, second.started_at) == (2, first.started_at)
    assert second.status is BatchStatus.RUNNING


def test_a_finished_batch_carries_the_counts_of_what_is_stored(store, batch, clock):
    batches.start(store, batch.id)
    decide(store, batch, 0, 1, 2)
    done = batches.finish(store, batch.id)

    assert (done.status, done.cases, done.errors, done.finished_at) == (BatchStatus.DONE, 5, 1, clock.time)
    assert batches.unfinished(store) == []
    assert batches.progress(store, batch.id).share == 1.0


def test_a_finished_batch_does_not_start_again(store, batch):
    batches.start(store, batch.id)
    done = batches.finish(store, batch.id)

    assert batches.start(store, batch.id) == done


def test_a_failed_batch_says_why_and_can_be_reopened(store, batch):
    batches.start(store, batch.id)
    decide(store, batch, 0)
    batches.start_chunk(store, batch.id, Phase.DECIDE, 1)
    failed = batches.fail(store, batch.id, [FAILURE])
    assert (failed.status, failed.findings) == (BatchStatus.FAILED, (FAILURE,))
    assert batches.unfinished(store) == []

    waiting = batches.reopen(store, batch.id, "张三")

    assert (waiting.status, waiting.findings, waiting.starts) == (BatchStatus.UPLOADED, (), 0)
    done = [(chunk.done, chunk.attempts) for chunk in batches.chunks(store, batch.id, Phase.DECIDE)]
    assert done == [(True, 0), (False, 0), (False, 0)]


def test_a_list_is_newest_first_and_by_person(store, batch, release):
    fields = {
        "name": "十月", "file": "b.csv", "sha256": "e" * 64, "upload": "e.csv", "sheet": None, "release_id": release.id,
        "as_of": batch.as_of, "created_by": "李四", "cases": 1,
    }  # fmt: skip
    other = batches.create(store, fields)

    assert batches.list_batches(store) == [other, batch]
    assert batches.list_batches(store, created_by="张三") == [batch]
    assert batches.count(store) == 2


def test_an_unknown_number_is_said_to_be_unknown(store):
    with pytest.raises(LookupError):
        batches.get(store, 4711)
