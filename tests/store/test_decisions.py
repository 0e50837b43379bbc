"""Decisions by chunk, never lost, never doubled; found again by what an officer looks for."""

from __future__ import annotations

import pytest

from app.store import batches, decisions
from app.store.batches import Phase
from app.store.decisions import Filter
from tests.store.records import TRACE, UNREADABLE, decision


@pytest.fixture
def decided(store, batch):
    batches.start(store, batch.id)
    batches.plan(store, batch.id, Phase.DECIDE, 5, 5)
    decisions.save_chunk(store, batch.id, 0, [decision(row) for row in range(5)])
    return batch


def rows(found):
    return [one.row for one in found]


def test_a_decision_comes_back_as_it_was(store, decided):
    kept, made = decisions.get(store, decided.id, 1), decision(1)

    for name in ("row", "source_row", "case_id", "customer", "amount", "inputs", "outputs", "trace", "errors"):
        assert getattr(kept, name) == getattr(made, name)
    assert decisions.get(store, decided.id, 4).errors == (UNREADABLE,)


def test_a_chunk_delivered_twice_is_stored_once(store, decided):
    again = decisions.save_chunk(store, decided.id, 0, [decision(row, customer="别人") for row in range(5)])

    assert again is False
    assert decisions.count(store, decided.id) == 5
    assert decisions.get(store, decided.id, 0).customer == "客户0"


def test_a_chunk_that_fails_halfway_leaves_nothing_and_stays_open(store, batch):
    batches.plan(store, batch.id, Phase.DECIDE, 5, 5)
    broken = [decision(0), decision(1, outputs={"五级分类": object()})]
    with pytest.raises(TypeError):
        decisions.save_chunk(store, batch.id, 0, broken)

    assert decisions.count(store, batch.id) == 0
    assert batches.chunks(store, batch.id, Phase.DECIDE)[0].done is False


def test_cases_that_went_the_same_way_share_one_trace(store, decided):
    other = ({**TRACE[0], "rules": ["R9"]},)
    batch = decided.id
    assert store.scalar("SELECT count(*) FROM traces") == 1
    assert decisions.get(store, batch, 0).trace == TRACE

    with store.atomic():
        store.execute("UPDATE chunks SET status = 'open'")
    decisions.save_chunk(store, batch, 0, [decision(0, trace=other), decision(1)])
    assert decisions.get(store, batch, 0).trace == other
    assert decisions.get(store, batch, 1).trace == TRACE


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (Filter(), [0, 1, 2, 3, 4]),
        (Filter(outcome=("五级分类", "次级")), [1, 3]),
        (Filter(outcome=("预警信号", "涉诉")), [1, 3]),
        (Filter(outcome=("预警信号", "")), [0, 2, 4]),
        (Filter(outcome=("没有这个结论", "次级")), []),
        (Filter(errors=True), [4]),
        (Filter(text="客户1"), [2, 3]),
        (Filter(text="C004"), [4]),
        (Filter(text="%"), []),
        (Filter(customer_id="K1"), [2, 3]),
        (Filter(officer="080101", outcome=("五级分类", "可疑"), errors=True), [4]),
        (Filter(officer="nobody"), []),
    ],
)
def test_decisions_are_found_by_outcome_error_and_customer(store, decided, only, expected):
    assert rows(decisions.page(store, decided.id, only)) == expected
    assert decisions.count(store, decided.id, only) == len(expected)


def test_pages_follow_the_order_of_the_file(store, decided):
    assert rows(decisions.page(store, decided.id, limit=2, offset=2)) == [2, 3]


def test_outcomes_are_counted_lists_by_their_members(store, decided):
    assert decisions.outcome_counts(store, decided.id, "五级分类") == {"可疑": 3, "次级": 2}
    assert decisions.outcome_counts(store, decided.id, "预警信号") == {"": 3, "失联": 2, "涉诉": 2}


def test_a_conclusion_name_with_quotes_is_a_name_and_no_path(store, decided):
    assert decisions.outcome_counts(store, decided.id, '五级分类".x') == {}
