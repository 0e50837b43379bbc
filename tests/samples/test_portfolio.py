"""The sample ledger: what is in it, that it is repeatable, and that each of its flaws is found."""

from __future__ import annotations

import io
import time
from collections import Counter
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from app.samples.ledger import HEADER_ROW, HEADINGS, SHEET
from app.samples.portfolio import AS_OF, make_lines, make_portfolio


@pytest.fixture(scope="module")
def lines():
    return make_lines()


@pytest.fixture(scope="module")
def loans(lines):
    return [line.loan for line in lines]


@pytest.fixture(scope="module")
def sheet():
    book = openpyxl.load_workbook(io.BytesIO(make_portfolio()))
    assert book.sheetnames == [SHEET]
    return book[SHEET]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    assert make_portfolio(300, seed=7) == make_portfolio(300, seed=7)
    assert make_portfolio(300, seed=7) != make_portfolio(300, seed=8)


def test_the_whole_ledger_is_made_in_seconds():
    started = time.perf_counter()
    make_portfolio()
    assert time.perf_counter() - started < 10  # 2 s alone on a machine; other tests may run beside


def test_five_thousand_loans_of_about_three_thousand_seven_hundred_debtors(loans):
    assert len(loans) == len({loan.number for loan in loans}) == 5000
    assert 3600 <= len({loan.debtor.number for loan in loans}) <= 3800
    assert Counter(Counter(loan.debtor.number for loan in loans).values())[3] > 50


def test_between_five_and_eight_percent_of_the_balance_is_more_than_ninety_days_behind(loans):
    total = sum(loan.balance for loan in loans)
    behind = sum(loan.balance for loan in loans if loan.overdue > 90)
    assert Decimal("0.05") <= behind / total <= Decimal("0.08")


def test_guaranteed_loans_have_one_to_three_guarantors_and_a_term(loans):
    guaranteed = [loan for loan in loans if loan.security == "保证"]
    assert {len(loan.guarantors) for loan in guaranteed} == {1, 2, 3}
    assert all(loan.guarantee_ends > loan.due and loan.guarantee_mode for loan in guaranteed)


def test_days_behind_agree_with_the_due_date(loans):
    for loan in loans:
        assert loan.issued < loan.due
        assert loan.issued < AS_OF
        assert loan.principal_days == max(0, (AS_OF - loan.due).days)


def test_arrears_are_to_the_cent_and_follow_from_balance_rate_and_days(loans):
    for loan in loans:
        expected = loan.balance * loan.rate * loan.interest_days / 360
        assert abs(loan.interest - expected) <= Decimal("0.005")
        assert loan.interest.as_tuple().exponent >= -2
        assert (loan.penalty > 0) == (loan.principal_days > 0)


def test_limitation_runs_three_years_from_the_last_notice(loans):
    behind = [loan for loan in loans if loan.overdue >= 10]
    assert all(loan.limitation is not None for loan in behind)
    assert sum(loan.limitation < AS_OF for loan in behind) >= 5
    for loan in behind:
        if loan.last_notice is not None and loan.last_notice > loan.due and loan.suit == "未诉":
            assert loan.limitation.year == loan.last_notice.year + 3


def test_two_title_rows_and_the_unit_stand_above_the_header(sheet):
    assert "云岭县农村信用合作联社" in sheet["A1"].value
    assert "单位：元" in sheet["A2"].value
    assert "虚构" in sheet["A2"].value
    header = [cell.value for cell in sheet[HEADER_ROW]]
    assert header == ["序号", *(heading.text for heading in HEADINGS)]


def test_each_branch_ends_with_a_subtotal_and_the_sheet_with_the_sum(sheet, loans):
    labels = [row[1].value for row in sheet.iter_rows(min_row=HEADER_ROW + 1) if row[0].value is None]
    assert len(labels) == 13
    assert labels[0] == "城关信用社小计"
    assert labels[-1] == "合计"
    balance = 1 + [heading.text for heading in HEADINGS].index("当前余额")
    last = next(sheet.iter_rows(min_row=sheet.max_row))
    assert Decimal(str(last[balance].value)) == sum(loan.balance for loan in loans)


def test_dates_come_in_several_spellings(sheet):
    column = [heading.text for heading in HEADINGS].index("借款日期") + 2
    values = [sheet.cell(row, column).value for row in range(HEADER_ROW + 1, 600)]
    texts = [value for value in values if isinstance(value, str)]
    assert 0.3 < len(texts) / len(values) < 0.7
    for mark in ("-", ".", "年"):
        assert any(mark in text for text in texts)
    assert any(text.isdigit() and len(text) == 8 for text in texts)


def test_codes_are_texts_with_their_leading_zeros(sheet):
    headings = [heading.text for heading in HEADINGS]
    for heading in ("借据号", "责任人工号"):
        value = sheet.cell(HEADER_ROW + 1, headings.index(heading) + 2).value
        assert isinstance(value, str)
        assert value.startswith("08")


def test_one_row_in_a_hundred_has_a_flaw_of_each_of_four_kinds(lines):
    faults = Counter(line.fault for line in lines if line.fault)
    assert sum(faults.values()) == 50
    assert set(faults) == {"date", "blank", "words", "identity"}
    assert all(count >= 5 for count in faults.values())


def test_another_business_date_moves_the_portfolio():
    moved = make_lines(200, date(2027, 3, 31))
    assert all(line.loan.issued < date(2027, 3, 31) for line in moved)
