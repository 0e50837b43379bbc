"""All officers side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.columns import encode
from app.scorecards.overview import overview_of, ranking
from tests.scorecards import made

CARDS = made.scorecards(
    ("001", "王一", "城关社", "100"),
    ("002", "李二", "青溪社", "9000"),
    ("003", "张三", "城关社", "100"),
    ("004", "赵四", "城关社", "50.55"),
    tasks={"001": "9000", "002": "1000"},
)


def test_equal_scores_share_a_rank_and_the_next_one_is_skipped() -> None:
    assert ranking(CARDS) == [(1, 1), (2, 0), (2, 2), (4, 3)]


def test_the_best_score_comes_first() -> None:
    table = overview_of(CARDS)
    assert [field.heading for field in table.fields[:7]] == [
        "名次", "机构名称", "员工工号", "员工姓名", "总得分", "评级", "绩效",
    ]  # fmt: skip
    assert table.fields[2].values == ("002", "001", "003", "004")


def test_an_indicator_shows_only_the_columns_somebody_has() -> None:
    table = overview_of(CARDS)
    assert [(field.group, field.heading) for field in table.fields[7:]] == [
        ("收回（元）", "实际"), ("收回（元）", "目标"), ("收回（元）", "完成率"), ("收回（元）", "得分"),
        ("上门率", "实际"), ("上门率", "得分"),
        ("笔数", "实际"), ("笔数", "目标"), ("笔数", "完成率"),
    ]  # fmt: skip


def test_money_and_counts_are_totalled_and_points_are_not() -> None:
    table = overview_of(CARDS)
    totals = {(field.group, field.heading): field.total for field in table.fields if field.total is not None}
    assert totals == {
        ("", "绩效"): Decimal("92.51"),  # 1 + 90 + 1 + 0.51
        ("收回（元）", "实际"): Decimal("9250.55"),
        ("收回（元）", "目标"): Decimal(10000),
        ("笔数", "实际"): Decimal(4),
        ("笔数", "目标"): Decimal(32),
    }


def test_lists_of_money_have_no_total() -> None:
    awards = encode([(Decimal(5), Decimal(6)), None, (Decimal(7),), None])
    outputs = {**CARDS.decisions.outputs, "绩效": awards}
    table = overview_of(replace(CARDS, decisions=replace(CARDS.decisions, outputs=outputs)))
    pay = table.field("绩效")
    assert pay is not None
    assert pay.total is None


def test_an_officer_who_cannot_be_scored_comes_last_without_a_rank() -> None:
    cards = made.scorecards(("001", "王一", "城关社", "100"), ("002", "李二", "青溪社", "9000"))
    decisions = cards.decisions
    marked = decisions.outputs["总得分"].to_list()
    assert marked[1] > marked[0]
    failed = made.fail(cards, "总得分", row=1)
    assert ranking(failed) == [(1, 0), (None, 1)]
    assert overview_of(failed).fields[4].values == (marked[0], None)
