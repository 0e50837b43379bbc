"""Holes, overlaps and cliffs of scales agree with trying amounts one by one."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.findings import Finding, Place
from app.rulebooks.conditions import ANYTHING, Condition, Equals, Interval, matches
from app.rulebooks.model import Header, Output, Rulebook, Scale, ScaleMode, Tier, Variable
from app.rulebooks.scale_checks import MAX_FINDINGS, check_scales
from app.values import VarType, round_half_up
from tests.rulebooks.loading import codes, finding, load_rows
from tests.workbooks import Rows, dictionary, stack

PLACE = Place("a.xlsx", "表", "A1")
WORDS = ("甲", "乙")
EDGES = [Decimal(edge) for edge in range(5)]
NEAR = Decimal("0.0000001")
"""Closer to a bound than any rounding below shows."""


def load(tiers: Rows, *properties: list[Any], kind: str = "金额", head: tuple[str, ...] = ()) -> Any:
    names = dictionary(("清收金额", kind), ("五级分类", "文本", "次级,可疑"), ("清收奖励", "金额"))
    scale = [["清收奖励"], *properties, ["舍入", 2], ["阶梯", "清收金额", "五级分类", "比例", "固定额", *head], *tiers]
    return load_rows(stack(scale, names))


WHOLE, MARGINAL = ["计算方式", "全额"], ["计算方式", "超额累进"]
FALLING: Rows = [["T1", "[0..5万]", "-", "2%", None], ["T2", ">5万", "-", "1%", None]]


class TestCliffs:
    @pytest.mark.parametrize(("bound", "value", "there"), [("封顶", 400, False), ("封顶", 800, True),
                                                           ("保底", 1000, False), ("保底", 700, True)])  # fmt: skip
    def test_floor_and_cap_may_level_them(self, bound: str, value: int, there: bool) -> None:
        found = codes(load(FALLING, WHOLE, [bound, value]), "warning")
        assert ("scale-cliff" in found) is there

    def test_a_fixed_sum_that_ends_with_its_tier_is_one_even_where_rates_add_up(self) -> None:
        tiers = [["T1", "[0..5万]", "-", "1%", 300], ["T2", ">5万", "-", "2%", 100]]
        found = finding(load(tiers, MARGINAL), "scale-cliff")
        assert (found.params["before"], found.params["after"]) == ("800", "600")
        assert found.witness == {"清收金额": "50000.01", "五级分类": "次级"}

    def test_tiers_of_different_selections_are_no_neighbours(self) -> None:
        tiers = [["T1", "[0..5万]", "次级", "2%", None], ["T2", ">5万", "可疑", "1%", None]]
        assert "scale-cliff" not in codes(load(tiers, WHOLE), "warning")

    def test_a_tier_for_everything_follows_one_for_a_selection(self) -> None:
        tiers = [
            ["T1", "[0..5万]", "次级", "2%", None],
            ["T2", "[0..5万]", "可疑", "0.5%", None],
            ["T3", *FALLING[1][1:]],
        ]
        found = finding(load(tiers, WHOLE), "scale-cliff")
        assert (found.place.cell, found.witness) == ("A7:E7", {"清收金额": "50000.01", "五级分类": "次级"})

    def test_whole_amounts_follow_each_other_without_touching(self) -> None:
        tiers = [["T1", "[0..9]", "-", 0.5, None], ["T2", ">=10", "-", 0.1, None]]
        found = finding(load(tiers, WHOLE, kind="整数"), "scale-cliff")
        assert (found.params["before"], found.params["after"]) == ("4.5", "1")
        assert found.witness == {"清收金额": "10", "五级分类": "次级"}


def test_before_the_first_and_after_the_last_period_is_no_hole() -> None:
    tiers = [["T1", ">=0", "-", "1%", 0, "2024-01-01", "2024-12-31"], ["T2", ">=0", "-", "2%", 0, "2025-01-01", None]]
    head = ("生效日期", "失效日期")
    assert "scale-hole" not in codes(load(tiers, WHOLE, head=head), "warning")
    tiers[1][5] = "2025-02-01"
    assert finding(load(tiers, WHOLE, head=head), "scale-hole").witness["业务日期"] == "2025-01-01"


# --- against brute force --------------------------------------------------------------------------------------

bands: st.SearchStrategy[Condition] = st.one_of(
    st.builds(lambda low, width, left, right: Interval(low, left or not width, low + width, right or not width),
              st.sampled_from(EDGES), st.sampled_from([1, 1, 2]), st.booleans(), st.booleans()),
    st.builds(lambda low, closed: Interval(low, closed, None, False), st.sampled_from(EDGES), st.booleans()),
    st.builds(lambda high, closed: Interval(None, False, high, closed), st.sampled_from(EDGES), st.booleans()),
)  # fmt: skip
rates = st.integers(0, 5).map(lambda tenths: Decimal(tenths) / 10)
fixed = st.sampled_from([0, 0, 1, 2]).map(Decimal)
selectors: st.SearchStrategy[Condition] = st.sampled_from([ANYTHING, ANYTHING, *map(Equals, WORDS)])


@st.composite
def following(draw: st.DrawFn) -> list[tuple[Condition, Condition, Decimal, Decimal]]:
    """Tiers that take up where the last one ended, for everything or for each word."""
    drawn = []
    for selector in draw(st.sampled_from([[ANYTHING], [*map(Equals, WORDS)]])):
        for low, high in pairwise(sorted(draw(st.sets(st.sampled_from(EDGES), min_size=2, max_size=5)))):
            band = Interval(low, True, None if high == EDGES[-1] else high, False)
            drawn.append((band, selector, draw(rates), draw(fixed)))
    return drawn


@st.composite
def scales(draw: st.DrawFn) -> Rulebook:
    anyhow = st.lists(st.tuples(bands, selectors, rates, fixed), min_size=1, max_size=5)
    drawn = draw(anyhow | following())
    tiers = [
        Tier(f"T{n}", band, (selector,), ("", ""), rate, extra, f"A{n}")
        for n, (band, selector, rate, extra) in enumerate(drawn)
    ]
    kind = draw(st.sampled_from([VarType.MONEY, VarType.INTEGER]))
    floor = draw(st.none() | st.sampled_from([Decimal("0.5"), Decimal(1)]))
    cap = draw(st.none() | st.sampled_from([Decimal("1.5"), Decimal(3)]))
    scale = Scale(
        Output("奖", PLACE, VarType.MONEY), "奖", draw(st.sampled_from(ScaleMode)), Header("额", PLACE),
        (Header("级", PLACE),), tuple(tiers), PLACE, cap, floor,
    )  # fmt: skip
    variables = {
        "额": Variable("额", kind, PLACE, required=True), "奖": Variable("奖", VarType.MONEY, PLACE),
        "级": Variable("级", VarType.TEXT, PLACE, domain=WORDS, required=True),
    }  # fmt: skip
    return Rulebook("a", "a.xlsx", "", variables, scales=(scale,))


def amounts(rulebook: Rulebook) -> list[Decimal]:
    """In order: each bound, for money just below and above it too."""
    whole = [Decimal(number) for number in range(-1, 9)]
    if rulebook.variables["额"].type is VarType.INTEGER:
        return whole
    return [number + side * NEAR for number in whole for side in (-1, 0, 1)]


def reached(scale: Scale, amount: Decimal, word: str) -> list[int]:
    return [n for n, t in enumerate(scale.tiers) if matches(t.band, amount) and matches(t.selectors[0], word)]


def pays(scale: Scale, amount: Decimal, word: str) -> Decimal:
    """The definition: the tier's own rate, or what each part of the amount earns; then floor, cap, rounding."""
    (here,) = (scale.tiers[number] for number in reached(scale, amount, word))
    total = amount * here.rate + here.fixed
    if scale.mode is ScaleMode.MARGINAL:
        total = here.fixed
        for tier in scale.tiers:
            low, high = tier.band.low, tier.band.high  # type: ignore[union-attr]
            if matches(tier.selectors[0], word) and (low is None or amount > low):
                total += tier.rate * ((amount if high is None else min(amount, high)) - (low or 0))
    total = total if scale.floor is None else max(total, scale.floor)
    return round_half_up(total if scale.cap is None else min(total, scale.cap), scale.decimals)


def found_in(rulebook: Rulebook, code: str) -> list[Finding]:
    return [one for one in check_scales(rulebook, {}) if one.code == f"rulebooks.{code}"]


@settings(max_examples=300)
@given(scales())
def test_overlaps_and_holes_are_those_of_trying_amounts(rulebook: Rulebook) -> None:
    (scale,) = rulebook.scales
    hits = {case: reached(scale, *case) for case in product(amounts(rulebook), WORDS)}
    pairs = {(f"T{a}", f"T{b}") for tiers in hits.values() for a in tiers for b in tiers if a < b}
    overlapping = found_in(rulebook, "scale-overlap")
    assert {(one.params["first"], one.params["second"]) for one in overlapping} <= pairs
    assert len(overlapping) == min(len(pairs), MAX_FINDINGS)
    holes = found_in(rulebook, "scale-hole")
    assert bool(holes) == any(not tiers for (amount, _word), tiers in hits.items() if amount >= 0)
    for hole in holes:
        assert hole.witness is not None
        assert not reached(scale, Decimal(hole.witness["额"]), hole.witness["级"])


@settings(max_examples=300)
@given(scales())
def test_cliffs_are_those_of_trying_amounts(rulebook: Rulebook) -> None:
    (scale,) = rulebook.scales
    tried = amounts(rulebook)
    expected = set()
    for word in WORDS:
        alone = {amount: found[0] for amount in tried if len(found := reached(scale, amount, word)) == 1}
        for low, high in product(alone, alone):
            near = high - low == 1 if rulebook.variables["额"].type is VarType.INTEGER else 0 < high - low <= 2 * NEAR
            if near and alone[low] != alone[high] and pays(scale, high, word) < pays(scale, low, word):
                expected.add((f"A{alone[high]}", round_half_up(low, 0)))
    found = {(one.place.cell, Decimal(str(one.params["amount"]))) for one in found_in(rulebook, "scale-cliff")}
    if not found_in(rulebook, "scale-overlap"):
        assert found == expected
