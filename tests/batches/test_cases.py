"""Cases through all books, and the records that are kept of them."""

from __future__ import annotations

import pytest

from app.batches.records import records, traces
from app.batches.written import as_written
from tests.batches import house
from tests.batches.house import decided, loan

RELEASE = house.release(letters={})


def outcomes(rows):
    result = decided(rows, RELEASE)
    return [{name: column.value(row) for name, column in result.outputs.items()} for row in range(len(result))]


def test_what_one_book_concludes_the_next_one_reads():
    [found] = outcomes([loan(0, 逾期天数=200, 还款意愿="恶意拖欠", 保证人="王保")])

    assert found == {
        "五级分类": "次级", "清收措施": "诉讼", "文书": ("催收通知书", "担保通知书"), "阻断文书": None, "阻断理由": None
    }  # fmt: skip


def test_an_unreadable_cell_is_an_error_of_its_case_only():
    result = decided([loan(0), loan(1, 逾期天数="三百"), loan(2)], RELEASE)

    assert set(result.errors) == {1}
    assert result.outputs["五级分类"].value(1) is None
    assert result.outputs["五级分类"].value(2) is not None


def test_a_value_outside_the_dictionary_is_an_error_of_its_case_only():
    result = decided([loan(0), loan(2, 还款意愿="不知道")], RELEASE)

    assert set(result.errors) == {1}
    assert result.outputs["五级分类"].value(1) is not None
    assert result.outputs["清收措施"].value(1) is None


def test_records_carry_who_what_and_why_in_plain_values():
    result = decided([loan(0, 逾期天数=200), loan(1, 逾期天数="三百")], RELEASE)
    first, second = records(result, start=10)

    assert (first.row, first.source_row, first.case_id, first.customer_id) == (10, 2, "J00000", "K00000")
    assert (first.customer, first.officer, first.branch, str(first.amount)) == (
        "客户0",
        "0800",
        "城关信用社",
        "1000.50",
    )
    assert first.inputs["贷款余额"] == "1000.5"
    assert first.inputs["是否破产"] is False
    assert first.outputs["文书"] == ["催收通知书", "担保通知书"]
    step = first.trace[0]
    assert (step["book"], step["table"], step["rules"], step["reads"]) == ("分级", "五级分类表", ["R3"], ["逾期天数"])
    assert step["cells"].startswith("规则!A")
    assert [finding.code for finding in second.errors] == [finding.code for finding in result.errors[1]]


def test_a_block_that_could_not_be_decided_is_told_from_one_in_which_nothing_fired():
    undecided, silent = traces(decided([loan(0, 逾期天数="三百"), loan(1)], RELEASE))
    stops = {step["table"]: step for step in silent}["阻断表"]

    assert undecided[0]["undecided"] is True
    assert stops["rules"] == []
    assert "undecided" not in stops


def test_traces_agree_with_the_steps_of_each_case():
    result = decided([loan(number) for number in range(60)], RELEASE)
    made = traces(result)

    for row in range(60):
        steps = [(book, step.table, list(step.rules), step.cells) for book, step in result.steps(row)]
        assert steps == [(step["book"], step["table"], step["rules"], step["cells"]) for step in made[row]]
    assert len({id(trace) for trace in made}) < 60


def test_the_written_table_names_rules_and_errors():
    table = as_written(decided([loan(0, 逾期天数=200), loan(1, 逾期天数="三百")], RELEASE))

    assert table.fired[0].startswith("五级分类表:R3；")
    assert table.fired[1].startswith("五级分类表:未判定；")
    assert table.errors[0] is None
    assert set(table.errors[1]) == {"code", "message", "place", "advice"}
    assert set(table.traces[0][0]) == {"table", "rules", "cells"}


@pytest.mark.parametrize("count", [0, 1])
def test_few_or_no_cases_are_no_special_case(count):
    result = decided([loan(number) for number in range(count)], RELEASE)

    assert len(records(result)) == count


@pytest.mark.parametrize("at_once", [1, 2, 3, 7])
def test_pieces_are_decided_as_the_whole_is(monkeypatch, at_once):
    rows = [
        loan(0, 逾期天数=200, 还款意愿="恶意拖欠", 保证人="王保"),
        loan(1, 逾期天数="三百"),
        loan(2, 还款意愿="不知道"),
        loan(3, 贷款余额="1234.567"),
        loan(4, 是否破产=""),
        loan(5, 逾期天数=""),
        loan(6, 逾期天数=91, 贷款余额=""),
    ]
    whole = decided(rows, RELEASE)
    monkeypatch.setattr("app.batches.cases._AT_ONCE", at_once)
    again = decided(rows, RELEASE)

    assert records(again) == records(whole)
    assert list(again.columns) == list(whole.columns)
    assert [again.values(row) for row in range(7)] == [whole.values(row) for row in range(7)]
    assert list(again.steps(0)) == list(whole.steps(0))
    assert [part.count for part in again.parts] == [7] * len(whole.parts)
