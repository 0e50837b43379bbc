"""Letters written with consecutive numbers: one that cannot be written leaves no hole."""

from __future__ import annotations

import pytest

from app.batches.chunks import Blueprint, Inline, build
from app.batches.letters import plan_letters
from app.batches.numbering import make_letters, series, series_of
from tests.batches import house
from tests.batches.house import DUN, GUARANTOR, NUMBERS, loan

SERIES = (NUMBERS, 2026)


@pytest.fixture(scope="module")
def blueprint():
    """The dunning letter prints 欠息, which some loans lack."""
    letters = house.templates() | {f"{DUN}.docx": house.template(DUN, "欠息 {{ 合计.欠息 }}")}
    books = house.blueprint().rulebooks
    return Blueprint(books, tuple(letters.items()))


def due(number, **changes):
    return loan(number, 客户编号=f"A{number}", 逾期天数=200, 保证人="", 是否破产="否", **changes)


def made(blueprint, rows, before=0):
    decided = house.decided(rows, build(blueprint))
    planned = plan_letters(decided)
    assert series_of(decided, planned) == ([SERIES] if any(not one.blocked for one in planned) else [])
    return make_letters(Inline(), blueprint, decided, planned, {SERIES: before})


def numbers(result):
    return [record.number for record in result.records]


def test_numbers_go_on_from_where_the_counter_stands(blueprint):
    result = made(blueprint, [due(1), due(2)], before=41)

    assert numbers(result) == ["云催(2026)0042号", "云催(2026)0043号"]
    assert result.after == {SERIES: 43}


def test_the_number_stands_in_the_letter_and_in_the_record(blueprint):
    [record] = made(blueprint, [due(1)]).records
    text = house.text_of(record.data)

    assert "云催(2026)0001号" in text
    assert record.values["文号"] == "云催(2026)0001号"
    assert record.template == build(blueprint).templates[f"{DUN}.docx"].hash


def test_a_letter_that_cannot_be_written_leaves_its_number_to_the_next(blueprint):
    result = made(blueprint, [due(1), due(2, 欠息=""), due(3), due(4, 欠息=""), due(5)])

    assert numbers(result) == ["云催(2026)0001号", None, "云催(2026)0002号", None, "云催(2026)0003号"]
    assert result.after == {SERIES: 3}
    assert "云催(2026)0003号" in house.text_of(result.records[4].data)
    stopped = result.records[1]
    assert stopped.data is None
    assert stopped.blocked[0].place.file == f"{DUN}.docx"


def test_a_stopped_letter_takes_no_number(blueprint):
    result = made(blueprint, [due(1), loan(2, 客户编号="B", 逾期天数=200, 保证人="", 是否破产="是"), due(3)])

    assert numbers(result) == ["云催(2026)0001号", None, "云催(2026)0002号"]


def test_two_kinds_of_one_pattern_count_together(blueprint):
    result = made(blueprint, [loan(1, 逾期天数=200, 保证人="王保", 是否破产="否"), due(3)])

    assert [(record.planned.kind, record.number) for record in result.records] == [
        (DUN, "云催(2026)0001号"), (GUARANTOR, "云催(2026)0002号"), (DUN, "云催(2026)0003号")
    ]  # fmt: skip


def test_nothing_to_write_moves_no_counter(blueprint):
    result = made(blueprint, [loan(2, 逾期天数=0)], before=7)

    assert (result.records, result.after) == ([], {SERIES: 7})


def test_a_pattern_without_the_year_never_begins_anew():
    assert series("催({年}){序号}号", 2026) == ("催({年}){序号}号", 2026)
    assert series("催{序号}号", 2026) == series("催{序号}号", 2027) == ("催{序号}号", 0)
    assert series("", 2026) is None
