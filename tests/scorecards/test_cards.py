"""The values of one officer's card."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.scorecards.cards import ROW_FIELDS, scorecard_values, typed_fields
from app.values import VarType
from tests.scorecards import made

CARDS = made.scorecards(
    ("001", "王一", "城关社", "4000"),
    ("001", "王一", "城关社", "2000.50"),
    ("002", "李二", "青溪社", "100"),
    tasks={"001": "9000", "002": "0"},
)


def rows(officer: str) -> dict[str, dict[str, Any]]:
    return {row["指标"]: row for row in scorecard_values(CARDS, officer)["指标"]}


def test_a_card_says_who_when_and_by_which_rules() -> None:
    card = scorecard_values(CARDS, "001")
    assert (card["员工工号"], card["员工姓名"], card["机构名称"]) == ("001", "王一", "城关社")
    assert (card["考核期"], card["考核期起"], card["考核期止"]) == (
        "2026年第三季度",
        date(2026, 7, 1),
        date(2026, 9, 30),
    )
    assert (card["规则版本"], card["制作日期"]) == ("考核 00000000", date(2026, 9, 30))


def test_score_grade_and_pay_are_found_by_their_role_and_by_their_own_name() -> None:
    card = scorecard_values(CARDS, "001")
    assert card["总得分"] == Decimal("66.672")
    assert (card["等级"], card["评级"]) == ("良好", "良好")
    assert card["绩效工资"] == card["绩效"] == Decimal("60.01")  # 60.005 goes up


def test_an_indicator_has_target_actual_completion_weight_and_points() -> None:
    row = rows("001")["收回"]
    assert row == {
        "序号": 1,
        "指标": "收回",
        "单位": "元",
        "目标": Decimal(9000),
        "实际": Decimal("6000.50"),
        "完成率": Decimal("0.6667"),
        "权重": Decimal("0.7"),
        "计分方式": "按完成率",
        "封顶": None,
        "得分": Decimal("60.005"),
    }
    assert tuple(row) == ROW_FIELDS


def test_a_measure_that_is_another_ones_target_has_no_row_and_a_scored_ratio_has_one() -> None:
    assert list(rows("001")) == ["收回", "上门率", "笔数"]  # what is scored comes first
    assert rows("001")["上门率"]["得分"] == Decimal("6.667")


def test_the_target_column_serves_where_no_own_target_exists() -> None:
    assert rows("001")["笔数"]["目标"] == Decimal(8)
    assert rows("001")["笔数"]["完成率"] == Decimal("0.25")
    assert rows("001")["笔数"]["得分"] is None


def test_a_target_of_nothing_gives_no_completion_rate() -> None:
    assert (rows("002")["收回"]["目标"], rows("002")["收回"]["完成率"]) == (Decimal(0), None)


def test_parameters_and_measures_stand_under_their_own_names() -> None:
    card = scorecard_values(CARDS, "002")
    assert (card["落款单位"], card["笔数"], card["收回"]) == ("云岭联社", Decimal(1), Decimal(100))


def test_every_value_is_wrapped_with_its_type() -> None:
    seen: list[tuple[Any, VarType]] = []

    def wrap(value: Any, kind: VarType) -> Any:
        seen.append((value, kind))
        return kind

    card = scorecard_values(CARDS, "001", wrap)
    assert card["绩效"] is card["绩效工资"] is card["收回"] is VarType.MONEY
    assert [row["实际"] for row in card["指标"]] == [VarType.MONEY, VarType.PERCENT, VarType.INTEGER]
    assert (card["指标"][0]["权重"], card["指标"][0]["完成率"]) == (VarType.PERCENT, VarType.PERCENT)
    assert (Decimal("6000.50"), VarType.MONEY) in seen


def test_weights_may_be_shares_points_or_parameters_of_their_own() -> None:
    assert rows("001")["上门率"]["权重"] == Decimal(30)
    kinds = [row["权重"] for row in scorecard_values(CARDS, "001", lambda _, kind: kind)["指标"]]
    assert kinds == [VarType.PERCENT, VarType.INTEGER, VarType.PERCENT]


def test_the_types_of_all_fields_are_known_beforehand() -> None:
    card = scorecard_values(CARDS, "001")
    assert set(card) - {"指标"} <= set(typed_fields(CARDS.rulebook))


def test_nobody_gets_a_card_for_a_number_that_was_not_measured() -> None:
    with pytest.raises(KeyError):
        scorecard_values(CARDS, "999")
