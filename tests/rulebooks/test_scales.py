"""Scales: bounds, mode, cap, floor and rounding are written down, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.decide import compile_rulebook
from app.decide.plain import decide_one
from app.rulebooks.conditions import ANYTHING, Equals, Interval
from app.rulebooks.model import Scale, ScaleMode
from app.values import VarType
from tests.rulebooks.loading import at_cells, codes, finding, load_rows
from tests.workbooks import Percent, Rows, dictionary, stack

DICTIONARY = dictionary(("清收金额", "金额"), ("五级分类", "文本", "次级,可疑"), ("清收奖励", "金额"))
HEAD: Rows = [["阶梯", "清收金额", "五级分类", "比例", "固定额"]]
TIERS: Rows = [
    ["T1", "<=5万", "-", "1%", None],
    ["T2", "(5万..50万]", None, Percent(0.015), 0],
    ["T3", ">50万", "-", 0.02, 100],
]
PROPERTIES: Rows = [["计算方式", "超额累进"], ["封顶", 50000, "保底", 0], ["舍入", "2 四舍五入"]]


def scale_rows(tiers: Rows = TIERS, properties: Rows = PROPERTIES, head: Rows = HEAD, title: str = "清收奖励") -> Rows:
    return [[title], *properties, *head, *tiers]


def load(*args: Any, **options: Any) -> Any:
    return load_rows(stack(scale_rows(*args, **options), DICTIONARY))


def scale_of(*args: Any, **options: Any) -> Scale:
    loaded = load(*args, **options)
    assert loaded.rulebook is not None, loaded.reading
    (scale,) = loaded.rulebook.scales
    return scale


def test_the_scale_of_the_format() -> None:
    scale = scale_of()
    assert (scale.name, scale.mode, scale.cap, scale.floor, scale.decimals) == (
        "清收奖励",
        ScaleMode.MARGINAL,
        Decimal(50000),
        Decimal(0),
        2,
    )
    assert (scale.output.variable, scale.output.type) == ("清收奖励", VarType.MONEY)
    assert (scale.amount.variable, [selector.variable for selector in scale.selectors]) == ("清收金额", ["五级分类"])
    first, second, third = scale.tiers
    assert first.band == Interval(None, False, Decimal(50000), True)
    assert second.band == Interval(Decimal(50000), False, Decimal(500000), True)
    assert [tier.rate for tier in scale.tiers] == [Decimal("0.01"), Decimal("0.015"), Decimal("0.02")]
    assert [tier.fixed for tier in scale.tiers] == [Decimal(0), Decimal(0), Decimal(100)]
    assert (first.selectors, third.cells, third.texts) == ((ANYTHING,), "A8:E8", (">50万", "-"))


def test_a_sound_scale_has_nothing_to_report() -> None:
    loaded = load()
    assert not codes(loaded)
    assert not codes(loaded, "warning")


def test_selectors_choose_among_tiers() -> None:
    tiers = [["T1", ">=0", "次级", "1%", None], ["T2", ">=0", "可疑", "2%", None]]
    assert [tier.selectors for tier in scale_of(tiers).tiers] == [(Equals("次级"),), (Equals("可疑"),)]


def test_the_whole_amount_at_the_rate_of_its_band() -> None:
    assert scale_of(properties=[["计算方式", "全额"], ["舍入", 2]]).mode is ScaleMode.WHOLE


def test_the_conclusion_may_be_named_by_a_property() -> None:
    assert scale_of(properties=[*PROPERTIES, ["结论", "清收奖励"]], title="奖励阶梯").output.variable == "清收奖励"


@pytest.mark.parametrize(
    ("text", "decimals"), [("2 四舍五入", 2), (0, 0), ("四舍五入到分", 2), ("四舍五入 1位", 1), ("2位小数", 2)]
)
def test_rounding(text: object, decimals: int) -> None:
    assert scale_of(properties=[["计算方式", "全额"], ["舍入", text]]).decimals == decimals


def test_rounding_that_is_not_written_down_is_assumed_and_said() -> None:
    loaded = load(properties=[["计算方式", "超额累进"]])
    assert finding(loaded, "scale-rounding-assumed").level == "note"


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ([["封顶", 5]], "scale-without-mode"),
        ([["计算方式", "累退"]], "scale-mode-unknown"),
        ([["计算方式", "全额"], ["舍入", "向下取整"]], "scale-rounding-unknown"),
        ([["计算方式", "全额"], ["封顶", 5, "保底", 10]], "cap-below-floor"),
        ([["计算方式", "全额"], ["封顶", "五万"]], "value-type"),
        ([["计算方式", "全额", "封顶"]], "property-without-value"),
        ([["计算方式", "全额"], ["命中策略", "首条"]], "property-of-tables"),
        ([["计算方式", "全额"], ["默认", 0]], "property-of-tables"),
    ],
)
def test_what_is_not_said_clearly_is_refused(properties: Rows, code: str) -> None:
    assert code in codes(load(properties=properties))


def test_a_tier_without_rate_and_sum_is_refused() -> None:
    assert at_cells(load([["T1", ">=0", "-", None, None]])) == {"A6:E6": "conclusion-empty"}


def test_a_scale_needs_an_amount_and_a_rate() -> None:
    assert codes(load(head=[["阶梯", "清收金额", "五级分类", "说明", "x"]])) == ["scale-columns"]
    assert codes(load([["T1", "次级", "1%"]], head=[["阶梯", "五级分类", "比例"]])) == ["scale-amount"]


def test_a_rate_above_one_is_pointed_out() -> None:
    assert "rate-above-one" in codes(load([["T1", ">=0", "-", 1.5, None]]), "warning")


class TestColumns:
    def test_they_may_stand_in_any_order_with_remarks_between(self) -> None:
        head = [["阶梯", "固定额", "依据", "清收金额", "比例", "五级分类"]]
        scale = scale_of([["T1", 100, "办法", "<=5万", "1%", "次级"]], head=head)
        assert (scale.amount.variable, [header.variable for header in scale.selectors]) == ("清收金额", ["五级分类"])
        assert (scale.tiers[0].rate, scale.tiers[0].fixed) == (Decimal("0.01"), Decimal(100))
        assert scale.tiers[0].selectors == (Equals("次级"),)

    def test_an_unknown_one_behind_the_rates_is_skipped_and_said(self) -> None:
        loaded = load([["T1", ">=0", "-", "1%", 0, "x"]], head=[[*HEAD[0], "出处"]])
        assert at_cells(loaded, "warning")["F5"] == "list-column-unknown"
        assert not codes(loaded)

    def test_content_without_a_heading_and_two_columns_of_rates_are_refused(self) -> None:
        loaded = load([["T1", ">=0", "x", "1%", "2%"]], head=[["阶梯", "清收金额", None, "比例", "费率"]])
        assert at_cells(loaded) == {"C5": "heading-blank", "E5": "heading-twice"}

    def test_tiers_may_stand_in_columns(self) -> None:
        rows = [*zip(*HEAD, *TIERS, strict=True)]
        scale = scale_of([list(row) for row in rows[1:]], head=[list(rows[0])])
        assert [(tier.id, tier.texts, tier.cells) for tier in scale.tiers] == [
            ("T1", ("<=5万", "-"), "B5:B9"),
            ("T2", ("(5万..50万]", ""), "C5:C9"),
            ("T3", (">50万", "-"), "D5:D9"),
        ]


class TestValidity:
    def test_rows_and_the_whole_scale_are_in_force_on_the_business_date(self) -> None:
        head = [[*HEAD[0], "生效日期", "失效日期"]]
        tiers = [
            ["T1", ">=0", "-", "1%", 0, None, "2024-12-31"],
            ["T2", ">=0", "-", "2%", 0, date(2025, 1, 1), None],
        ]
        scale = scale_of(tiers, [*PROPERTIES, ["生效日期", "2020-01-01"]], head)
        assert [header.variable for header in scale.selectors] == ["五级分类", "业务日期"]
        assert [tier.selectors[1] for tier in scale.tiers] == [
            Interval(date(2020, 1, 1), True, date(2024, 12, 31), True),
            Interval(date(2025, 1, 1), True, None, False),
        ]

    def test_a_tier_that_ends_before_the_scale_begins_is_refused(self) -> None:
        head = [[*HEAD[0], "失效日期"]]
        loaded = load([["T1", ">=0", "-", "1%", 0, "2019-12-31"]], [*PROPERTIES, ["生效日期", "2020-01-01"]], head)
        assert at_cells(loaded) == {"A7:F7": "validity-reversed"}


class TestBands:
    def test_a_hole_between_two_tiers(self) -> None:
        loaded = load([["T1", "[0..5万)", "-", "1%", None], ["T2", ">5万", "-", "2%", None]])
        assert finding(loaded, "scale-hole").witness == {"清收金额": "50000", "五级分类": "次级"}

    def test_negative_amounts_are_no_hole_unless_the_scale_speaks_of_them(self) -> None:
        assert "scale-hole" not in codes(load([["T1", ">=0", "-", "1%", None]]), "warning")
        tiers = [["T1", "[-5..-1)", "-", "1%", None], ["T2", ">=0", "-", "1%", None]]
        assert "scale-hole" in codes(load(tiers), "warning")

    def test_overlapping_tiers(self) -> None:
        loaded = load([["T1", "<=5万", "-", "1%", None], ["T2", ">=5万", "-", "2%", None]])
        assert finding(loaded, "scale-overlap").witness == {"清收金额": "50000", "五级分类": "次级"}

    def test_a_cliff_where_more_earns_less(self) -> None:
        tiers = [["T1", "[0..5万]", "-", "2%", None], ["T2", ">5万", "-", "1%", None]]
        loaded = load(tiers, [["计算方式", "全额"], ["舍入", 2]])
        found = finding(loaded, "scale-cliff")
        assert (found.params["before"], found.params["after"]) == ("1000", "500")
        assert "scale-cliff" not in codes(load(tiers), "warning")


@pytest.mark.parametrize("mode", ["全额", "超额累进"])
@pytest.mark.parametrize("anything", ["-", "不限", "非空", None])
def test_a_tier_of_any_amount_is_one_for_every_amount_there_is(mode: str, anything: str | None) -> None:
    """It pays nothing for an amount that is missing, and the engines agree."""
    rulebook = load([["T1", anything, "-", "1%", 10]], [["计算方式", mode], ["舍入", 2]]).rulebook
    compiled = compile_rulebook(rulebook)
    day = date(2026, 1, 1)
    for amount, paid in ((Decimal(500), Decimal("15.00")), (None, None)):
        for decision in (
            compiled.decide_one({"清收金额": amount}, day),
            decide_one(rulebook, {"清收金额": amount}, day),
        ):
            assert decision.outputs == {"清收奖励": paid}


def test_a_tier_of_one_amount_is_a_band_of_one_amount() -> None:
    assert scale_of([["T1", "5万", "-", "1%", None]]).tiers[0].band == Interval(
        Decimal(50000), True, Decimal(50000), True
    )


@pytest.mark.parametrize("band", ["5万、10万", "非5万", "<5万 或 >10万", "空", "<5万 或 空"])
def test_a_tier_that_is_not_one_band_is_refused(band: str) -> None:
    """What of an amount lies inside such a tier could not be said."""
    assert at_cells(load([["T1", band, "-", "1%", None]])) == {"B6": "scale-band"}
