"""A batch in pieces: the same decisions whatever the pieces and wherever they are worked on."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from threading import Lock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.batches.chunks import Blueprint, DecideTask, Inline, build, cut, decide_chunk, slices, spread
from app.batches.records import records
from app.cases import read_cases
from app.columns import compact, encode
from tests.batches import house

BLUEPRINT = house.blueprint()


@pytest.fixture(scope="module")
def cases():
    bad = house.loan(7, 逾期天数="三百")
    rows = [bad if number == 7 else house.loan(number) for number in range(41)]
    return read_cases(house.ledger(rows), "台账.csv", build(BLUEPRINT).inputs)


def tasks(cases, size):
    for start in range(0, len(cases), size):
        yield DecideTask(BLUEPRINT, cut(cases, start, start + size), start, house.AS_OF, 5, start)


@pytest.mark.parametrize("size", [1, 7, 41, 100])
def test_pieces_of_any_size_give_the_decisions_of_the_whole(cases, size):
    whole = records(house.decide_cases(build(BLUEPRINT), cases, house.AS_OF))

    chunks = list(spread(Inline(), decide_chunk, tasks(cases, size)))

    assert [record for chunk in chunks for record in chunk.records] == whole
    assert all(chunk.differences == [] for chunk in chunks)


def test_other_processes_decide_the_same(cases):
    whole = records(house.decide_cases(build(BLUEPRINT), cases, house.AS_OF))

    with ProcessPoolExecutor(2, get_context("forkserver")) as executor:
        chunks = list(spread(executor, decide_chunk, tasks(cases, 10)))

    assert [record for chunk in chunks for record in chunk.records] == whole


def test_what_travels_is_cut_down_to_the_chunk(cases):
    piece = cut(cases, 4, 6)

    assert len(pickle.dumps(piece)) < len(pickle.dumps(cut(cases, 0, len(cases)))) / 3
    assert piece.columns["借据号"].to_list() == ["J00004", "J00005"]
    assert piece.raw.row_numbers == [6, 7]


def test_a_chunk_is_never_released_unchecked(cases):
    [task] = tasks(cases, 100)

    with pytest.raises(ValueError, match="unchecked"):
        replace(task, sample=0)


def test_a_release_is_compiled_once_for_equal_contents():
    again = Blueprint(*pickle.loads(pickle.dumps((BLUEPRINT.rulebooks, BLUEPRINT.templates))))  # noqa: S301

    assert again == BLUEPRINT
    assert build(again) is build(BLUEPRINT)
    assert Blueprint(BLUEPRINT.rulebooks[:1]) != BLUEPRINT


@given(st.lists(st.sampled_from([None, "甲", "乙", "丙", ("丁", "戊")]), max_size=12), st.sets(st.integers(0, 11)))
def test_a_compacted_column_reads_the_same(values, failed):
    column = encode(values, sorted(row for row in failed if row < len(values)))
    short = compact(column)

    assert short.to_list() == column.to_list()
    assert short.states.tolist() == column.states.tolist()
    assert set(short.values) == {value for value in column.to_list() if value is not None}


def test_results_come_in_the_order_of_the_tasks_and_only_a_few_run_ahead():
    lock, running, most = Lock(), 0, 0

    def taken():
        nonlocal running, most
        for number in range(20):
            with lock:
                running += 1
                most = max(most, running)
            yield number

    results = []
    with ThreadPoolExecutor(4) as executor:
        for result in spread(executor, lambda number: number * number, taken(), ahead=3):
            results.append(result)
            with lock:
                running -= 1

    assert results == [number * number for number in range(20)]
    assert most <= 3


def test_a_failing_task_fails_the_whole():
    with pytest.raises(ZeroDivisionError):
        list(spread(Inline(), lambda number: 1 // number, [1, 0]))


@given(st.lists(st.integers()), st.integers(1, 9))
def test_slices_are_the_items_in_order_none_empty(items, parts):
    cut_up = slices(items, parts)

    assert [item for part in cut_up for item in part] == items
    assert all(cut_up) and len(cut_up) <= parts
