"""Letters and their numbers: unique, without holes, given out in the transaction that keeps the letter."""

from __future__ import annotations

import hashlib
import sqlite3

import pytest

from app.store import batches, letters
from app.store.batches import Phase
from app.store.letters import Filter, LetterStatus
from tests.store.records import STOPPED, letter, stopped

SERIES = ("云农信催通字({年})第{序号:4}号", 2026)


@pytest.fixture
def planned_batch(store, batch):
    batches.start(store, batch.id)
    batches.plan(store, batch.id, Phase.LETTERS, 4, 2)
    return batch


def save(store, batch, chunk, records, before, after):
    kept = [(record, None if record.data is None else f"batches/1/{record.planned.no}.docx") for record in records]
    return letters.save_chunk(store, batch.id, chunk, kept, {SERIES: before}, {SERIES: after})


def test_letters_come_back_with_number_file_and_hash(store, planned_batch):
    save(store, planned_batch, 0, [letter(0, "第0001号"), stopped(1)], 0, 1)
    ready, blocked = letters.page(store, planned_batch.id)

    assert (ready.number, ready.file, ready.status) == ("第0001号", "batches/1/0.docx", LetterStatus.READY)
    assert ready.sha256 == hashlib.sha256(b"docx").hexdigest()
    assert ready.values == {"客户名称": "客户0"}
    assert (blocked.number, blocked.file, blocked.reasons) == (None, None, (STOPPED,))
    assert letters.get(store, ready.id) == ready


def test_counting_goes_on_where_the_last_chunk_ended(store, planned_batch):
    assert letters.last_numbers(store, [SERIES]) == {SERIES: 0}
    save(store, planned_batch, 0, [letter(0, "第0001号"), letter(1, "第0002号")], 0, 2)

    assert letters.last_numbers(store, [SERIES, ("其他", 2026)]) == {SERIES: 2, ("其他", 2026): 0}


def test_numbers_taken_meanwhile_are_not_given_out_again(store, planned_batch):
    save(store, planned_batch, 0, [letter(0, "第0001号")], 0, 1)

    assert save(store, planned_batch, 1, [letter(2, "第0001号")], 0, 1) is False
    assert letters.count(store, planned_batch.id) == 1
    assert batches.chunks(store, planned_batch.id, Phase.LETTERS)[1].done is False
    assert letters.last_numbers(store, [SERIES]) == {SERIES: 1}


def test_a_chunk_stored_before_moves_no_counter(store, planned_batch):
    save(store, planned_batch, 0, [letter(0, "第0001号")], 0, 1)

    assert save(store, planned_batch, 0, [letter(0, "第0002号")], 1, 2) is True
    assert letters.last_numbers(store, [SERIES]) == {SERIES: 1}
    assert [one.number for one in letters.page(store, planned_batch.id)] == ["第0001号"]


def test_the_database_itself_refuses_a_number_twice(store, planned_batch):
    with pytest.raises(sqlite3.IntegrityError):
        save(store, planned_batch, 0, [letter(0, "第0001号"), letter(1, "第0001号")], 0, 1)

    assert letters.count(store, planned_batch.id) == 0
    assert letters.last_numbers(store, [SERIES]) == {SERIES: 0}
    assert batches.chunks(store, planned_batch.id, Phase.LETTERS)[0].done is False


def test_letters_are_found_by_status_kind_customer_and_text(store, planned_batch):
    save(store, planned_batch, 0, [letter(0, "第0001号"), stopped(1)], 0, 1)
    save(store, planned_batch, 1, [letter(2, "第0002号", kind="担保通知书", recipient="王担保")], 1, 2)

    def found(only):
        assert letters.count(store, planned_batch.id, only) == len(letters.page(store, planned_batch.id, only))
        return [one.no for one in letters.page(store, planned_batch.id, only)]

    assert found(Filter(status=LetterStatus.BLOCKED)) == [1]
    assert found(Filter(kind="担保通知书")) == [2]
    assert found(Filter(customer_id="K0")) == [0]
    assert found(Filter(text="王担保")) == [2]
    assert found(Filter(text="0001")) == [0]
    by_kind = {"催收通知书": {"ready": 1, "blocked": 1}, "担保通知书": {"ready": 1}}
    assert letters.kinds(store, planned_batch.id) == by_kind
