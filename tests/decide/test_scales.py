"""Scales: the column, the single case and the definition (the plain interpreter) pay the same to the last cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.columns import FAILED, EncodedColumn, NumberColumn, column, encode, with_failed
from app.decide import compile_rulebook, plain
from app.findings import Place
from app.rulebooks.conditions import ANYTHING, Equals, Interval
from app.rulebooks.model import Header, Output, Rulebook, Scale, ScaleMode, Tier, Variable
from app.values import VarType
from tests.decide.strategies import scales

PLACE = Place("阶梯.xlsx", "阶梯")
TODAY = date(2026, 9, 30)
KINDS = {"天数": VarType.MONEY, "方式": VarType.TEXT, "奖励": VarType.MONEY}


def book(scale):
    variables = {name: Variable(name, kind, PLACE) for name, kind in KINDS.items()}
    return Rulebook("阶梯", "阶梯.xlsx", "0" * 64, variables, scales=(scale,))


def ladder(mode, bounds, rates, selectors=(), **rest):
    edges = [None, *map(Decimal, bounds), None]
    tiers = tuple(
        Tier(f"T{n}", Interval(edges[n], False, edges[n + 1], True), selectors and (selectors[n],), (), Decimal(rate),
             Decimal(0), f"B{n}")
        for n, rate in enumerate(rates)
    )  # fmt: skip
    chosen = (Header("方式", PLACE),) if selectors else ()
    output = Output("奖励", PLACE, VarType.MONEY)
    return Scale(output, "奖励", mode, Header("天数", PLACE), chosen, tiers, PLACE, **rest)


def check(scale, amounts, ways=None, as_column=column):
    """The three agree on every case; returns the compiled scale's column."""
    rulebook, ways = book(scale), ways or ["信用"] * len(amounts)
    compiled = compile_rulebook(rulebook)
    data = {"天数": as_column(amounts, VarType.MONEY), "方式": encode(ways)}
    decisions = compiled.decide(data, len(amounts), TODAY)
    for row, (amount, way) in enumerate(zip(amounts, ways, strict=True)):
        case = {"天数": amount, "方式": way}
        expected = plain.decide_one(rulebook, case, TODAY)
        assert compiled.decide_one(case, TODAY) == expected
        assert decisions.outcome(row) == expected.outputs
        assert [step.rules for step in decisions.trace(row)] == [step.rules for step in expected.trace]
        assert decisions.errors.get(row, ()) == expected.errors
    return decisions.outputs["奖励"]


amounts = st.none() | st.decimals(-20, 20, places=3) | st.sampled_from([Decimal(n) for n in range(-1, 12)])
huge = st.integers(-(10**40), 10**40).map(lambda number: Decimal(number).scaleb(-5))
ways = st.sampled_from(["信用", "保证", "抵押贷款", None])
encodings = st.sampled_from([column, lambda values, kind: encode(values)])


@given(scales(), st.lists(st.tuples(amounts | huge, ways), min_size=1, max_size=12), encodings)
@settings(deadline=None)
def test_every_amount_is_paid_alike(scale, cases, as_column):
    check(scale, [amount for amount, _ in cases], [way for _, way in cases], as_column)


@given(st.lists(st.decimals(-(10**16), 10**16, places=2), min_size=1, max_size=12))
@example([Decimal("0.00"), Decimal("500000.01"), Decimal("-0.01")])
@settings(deadline=None)
def test_money_stays_in_whole_numbers(sums):
    scale = ladder(ScaleMode.MARGINAL, ["50000", "500000"], ["0.01", "0.015", "0.02"], cap=Decimal(50_000))
    assert isinstance(check(scale, sums), NumberColumn)


def test_only_what_does_not_fit_steps_aside():
    scale = ladder(ScaleMode.WHOLE, ["100"], ["0.0123456789", "1"])
    paid = check(scale, [Decimal("99.99"), Decimal(10**17), Decimal(10**25), None])
    assert isinstance(paid, EncodedColumn)  # 10**25 is beyond 64 bits
    assert isinstance(check(scale, [Decimal("99.99"), Decimal(10**15)]), NumberColumn)


def test_an_amount_beyond_all_measure_is_an_error_of_its_case():
    scale = ladder(ScaleMode.MARGINAL, ["100"], ["0.01", "0.02"])
    compiled = compile_rulebook(book(scale))
    decisions = compiled.decide({"天数": encode([Decimal("1e200"), Decimal(200)])}, 2, TODAY)
    assert [finding.code for finding in decisions.errors[0]] == ["decide.scale-range"]
    assert decisions.outputs["奖励"].state(0) == FAILED
    assert decisions.outcome(1) == {"奖励": Decimal("3.00")}
    check(scale, [Decimal("1e200"), Decimal(200)])


def test_tiers_listed_from_the_top_and_tiers_of_several_selections():
    ways_of = (Equals("信用"), Equals("保证"), ANYTHING)
    scale = ladder(ScaleMode.MARGINAL, ["5", "9"], ["0.1", "0.2", "0.3"], selectors=ways_of)
    turned = replace(scale, tiers=scale.tiers[::-1])
    for one in (scale, turned):
        check(one, [Decimal(n) for n in (3, 7, 12)] * 3, ["信用"] * 3 + ["保证"] * 3 + [None] * 3)


def test_overlapping_tiers_pay_nothing_and_say_why():
    scale = ladder(ScaleMode.WHOLE, ["5"], ["0.1", "0.2"])
    wider = Tier("T0", Interval(None, False, Decimal(6), True), (), (), Decimal(1), Decimal(0), "B0")
    check(replace(scale, tiers=(wider, *scale.tiers[1:])), [Decimal(4), Decimal("5.5"), Decimal(7)])


@pytest.mark.parametrize("mode", ScaleMode)
def test_an_amount_that_could_not_be_had_gives_a_sum_that_could_not(mode):
    compiled = compile_rulebook(book(ladder(mode, ["5"], ["0.1", "0.2"])))
    given_ = with_failed(column([Decimal(1), Decimal(7)], VarType.MONEY), [0])
    decisions = compiled.decide({"天数": given_}, 2, TODAY)
    assert [decisions.outputs["奖励"].state(row) for row in (0, 1)] == [FAILED, 0]
