"""Recorded service dates in later cases: the later of file and record stands, a faulty cell stays faulty."""

from __future__ import annotations

from datetime import date

import pytest

from app.batches.served import kinds_by_variable, with_served
from app.cases import read_cases
from app.columns import FAILED
from app.findings import LubuError
from app.rulebooks import load
from tests.batches import house
from tests.batches.house import DUN, loan
from tests.workbooks import book, dictionary, formulas, stack

DAY = date(2026, 9, 12)


@pytest.fixture(scope="module")
def release():
    return house.release(house.workbooks() | {"文书.xlsx": house.served_papers()})


def cases_of(release, count, **columns):
    data = house.ledger([loan(number) for number in range(count)], **columns)
    return read_cases(data, "台账.csv", release.inputs)


def dates(cases, served):
    column = with_served(cases, {"最近送达日": served}, "借据号").columns["最近送达日"]
    return [FAILED if column.state(row) == FAILED else column.value(row) for row in range(len(cases))]


def test_the_catalogue_says_which_date_a_letter_moves(release):
    assert kinds_by_variable(release) == {"最近送达日": (DUN,)}


def test_the_later_of_file_and_record_stands(release):
    cases = cases_of(release, 4, 最近送达日=["2026-09-01", "2026-09-20", "", "2026-09-01"])
    served = {"J00000": DAY, "J00001": DAY, "J00002": DAY, "J99999": DAY}

    assert dates(cases, served) == [DAY, date(2026, 9, 20), DAY, date(2026, 9, 1)]


def test_a_cell_that_cannot_be_read_stays_so(release):
    cases = cases_of(release, 2, 最近送达日=["不详", ""])

    assert dates(cases, {"J00000": DAY, "J00001": DAY}) == [FAILED, DAY]


def test_a_file_without_the_column_gets_it(release):
    assert dates(cases_of(release, 2), {"J00001": DAY}) == [None, DAY]


def test_nothing_recorded_changes_nothing(release):
    cases = cases_of(release, 1)

    assert with_served(cases, {}, "借据号") is cases


def test_only_a_date_of_the_dictionary_can_take_service_dates():
    unknown = load(house.served_papers("最近送达"), "文书.xlsx").findings
    no_date = load(house.served_papers(kind="文本"), "文书.xlsx").findings

    assert "rulebooks.variable-similar" in [one.code for one in unknown]
    assert "rulebooks.letter-served-type" in [one.code for one in no_date]


def test_a_conclusion_cannot_take_service_dates():
    dating = book({"规则": stack(dictionary(("逾期天数", "整数"), ("最近送达日", "日期")),
                                 formulas({"最近送达日": "=业务日期-逾期天数"}))})  # fmt: skip
    with pytest.raises(LubuError) as error:
        house.release({"文书.xlsx": house.served_papers(), "期限.xlsx": dating, "分级.xlsx": house.classes()})

    assert [finding.code for finding in error.value.findings] == ["batches.served-concluded"]
