"""The sample recoveries through the sample rulebook: forty cards a quarter, believable ones."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.decide import compile_rulebook
from app.rulebooks import load
from app.samples.bank import officers
from app.samples.recoveries import RECEIPTS, make_lines, make_recoveries
from app.samples.rulebooks import make_rulebooks
from app.scorecards import Period, score
from app.scorecards.indicators import indicators

QUARTERS = ("2025Q4", "2026Q1", "2026Q2", "2026Q3")


@pytest.fixture(scope="module")
def scored():
    rulebook = load(make_rulebooks()["清收考核.xlsx"], "清收考核.xlsx").rulebook
    compiled, files = compile_rulebook(rulebook), [("清收台账.xlsx", make_recoveries())]
    return {quarter: score(compiled, files, Period.parse(quarter)) for quarter in QUARTERS}


def outputs(scorecards, name):
    return scorecards.decisions.outputs[name].to_list()


def test_each_quarter_has_a_card_for_every_officer_and_nothing_to_report(scored):
    for quarter in QUARTERS:
        cards = scored[quarter]
        assert [(one.id, one.name, one.branch) for one in cards.officers] == [
            (officer.number, officer.name, officer.branch.name) for officer in officers()
        ]
        assert not cards.findings


def test_the_year_has_all_four_grades_and_no_quarter_only_one(scored):
    grades = [set(outputs(scored[quarter], "考核等级")) for quarter in QUARTERS]
    assert set().union(*grades) == {"优秀", "良好", "合格", "不合格"}
    assert all(len(of_quarter) >= 3 for of_quarter in grades)


def test_what_is_paid_is_the_reward_less_the_deductions(scored):
    for cards in scored.values():
        for reward, deducted, paid in zip(
            outputs(cards, "奖励金额"), outputs(cards, "扣罚金额"), outputs(cards, "实发绩效"), strict=True
        ):
            assert paid == reward - deducted >= 0
    assert any(deducted for cards in scored.values() for deducted in outputs(cards, "扣罚金额"))


def test_every_yuan_of_cash_that_was_not_reversed_counts_once(scored):
    booked = sum(row[8] for row in make_lines().receipts if row[6] == "现金" and row[11] == "否")
    counted = sum(
        amount for cards in scored.values() for amount in cards.measured.measures["清收金额"].to_list() if amount
    )
    assert counted == booked
    lines = {source.dataset: source.lines for source in scored["2026Q3"].measured.sources}
    assert lines[RECEIPTS] == len(make_lines().receipts)


def test_the_scored_measures_stand_in_one_row_with_target_weight_and_points(scored):
    rows = {row.name: row for row in indicators(scored["2026Q3"], 0)}
    points = [row.points for row in rows.values() if row.points is not None]
    assert sum(points) == outputs(scored["2026Q3"], "总得分")[0]
    for name in ("清收金额", "清收户数", "诉讼办结", "现金回收率"):
        row = rows[name]
        assert None not in (row.actual, row.target, row.completion, row.weight, row.points), name
    assert sum(row.weight for row in rows.values() if row.weight is not None) == Decimal(1)
