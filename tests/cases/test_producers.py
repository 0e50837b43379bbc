"""Workbooks of Excel, WPS and POI: read alike by both readers, and given back with every cell they had."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.cases import read_cases
from app.cases.workbooks import Workbook
from tests.cases.producers import LOANS, PRODUCERS, ROWS
from tests.cases.test_capture import by_calamine, check_same  # noqa: F401 - a fixture
from tests.cases.test_splice import KNOWN, check


@pytest.fixture(params=PRODUCERS)
def made(request) -> bytes:
    return PRODUCERS[request.param]()


def test_every_loan_is_read_where_it_stands(made):
    cases = read_cases(made, "台账.xlsx", KNOWN)
    assert cases.raw.sheet == "台账"
    assert list(cases.raw.row_numbers) == list(ROWS)
    assert cases.columns["借据号"].to_list() == [loan[0] for loan in LOANS]
    assert cases.columns["户名"].to_list() == [str(loan[1]).strip() or None for loan in LOANS]
    assert cases.columns["余额"].to_list() == [Decimal(format(loan[2], ".15g")) for loan in LOANS]
    assert cases.columns["到期日"].state(0) == 0


def test_both_readers_give_the_same(made, by_calamine):  # noqa: F811
    check_same(made, by_calamine, captured=False)
    assert type(Workbook(made, "台账.xlsx").sheet("台账").content).__name__ == "Captured"


def test_it_comes_back_with_every_cell_it_had(made):
    result, raw, _ = check(made)
    assert raw.header_row == 2
    assert len(result) > len(made)
