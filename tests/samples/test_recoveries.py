"""The sample recoveries: a year, forty officers, three sheets."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from app.samples.bank import officers
from app.samples.portfolio import make_lines as make_ledger
from app.samples.recoveries import RECEIPTS, TASKS, VIOLATIONS, make_lines, make_recoveries

FIRST, LAST = date(2025, 10, 1), date(2026, 9, 30)


@pytest.fixture(scope="module")
def made():
    return make_lines()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    assert make_recoveries(seed=5) == make_recoveries(seed=5)
    assert make_recoveries(seed=5) != make_recoveries(seed=6)


def test_each_sheet_has_its_headings_below_two_title_rows():
    book = openpyxl.load_workbook(io.BytesIO(make_recoveries()))
    assert book.sheetnames == [RECEIPTS, TASKS, VIOLATIONS]
    headings = {name: [cell.value for cell in book[name][3]] for name in book.sheetnames}
    assert headings[RECEIPTS][:6] == ["机构名称", "员工工号", "员工姓名", "借据号", "客户名称", "入账日期"]
    assert {"收回方式", "表内外", "收回金额", "其中本金", "其中利息", "是否冲正"} <= set(headings[RECEIPTS])
    assert {"员工工号", "任务月份", "考核期任务金额", "诉讼任务件数"} <= set(headings[TASKS])
    assert {"员工工号", "日期", "事由", "扣分"} <= set(headings[VIOLATIONS])


def test_every_officer_recovers_in_every_quarter_of_the_year(made):
    numbers = {officer.number for officer in officers()}
    for quarter in range(4):
        months = {(FIRST.month - 1 + 3 * quarter + month) % 12 + 1 for month in range(3)}
        assert {row[1] for row in made.receipts if row[5].month in months} == numbers
    assert all(FIRST <= row[5] <= LAST for row in made.receipts)
    assert min(row[5] for row in made.receipts) == FIRST or made.receipts[0][5].month == 10


def test_receipts_add_up_and_cover_all_ways_of_recovery(made):
    assert all(row[8] == row[9] + row[10] > 0 for row in made.receipts)
    ways = Counter((row[6], row[7]) for row in made.receipts)
    assert set(ways) == {("现金", "表内"), ("现金", "表外"), ("以物抵债", "表内"), ("重组盘活", "表内")}
    assert Counter(row[11] for row in made.receipts)["是"] > 10


def test_receipts_name_loans_of_the_sample_portfolio(made):
    loans = {line.loan.number: line.loan for line in make_ledger()}
    for row in made.receipts:
        if row[7] == "表内":
            loan = loans[row[3]]
            assert (row[4], row[1]) == (loan.debtor.name, loan.debtor.officer.number)


def test_every_officer_has_a_task_each_month(made):
    assert Counter(row[1] for row in made.tasks) == {officer.number: 12 for officer in officers()}
    assert all(row[4] > 0 and row[7] <= row[6] for row in made.tasks)


def test_some_reach_their_task_and_some_do_not(made):
    received: Counter[str] = Counter()
    for row in made.receipts:
        if row[6] == "现金" and row[11] == "否":
            received[row[1]] += row[8]
    tasks: Counter[str] = Counter()
    for row in made.tasks:
        tasks[row[1]] += row[4]
    ratios = [Decimal(received[number]) / tasks[number] for number in tasks]
    assert min(ratios) < Decimal("0.7")
    assert max(ratios) > Decimal("1.1")


def test_violations_name_reason_and_points(made):
    assert 15 <= len(made.violations) <= 60
    assert all(row[4] and row[5] > 0 for row in made.violations)
