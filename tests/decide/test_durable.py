"""The adapter keeps durable-rules inside its limits, also where a table would cross them."""

from datetime import date
from decimal import Decimal

import pytest

from app.columns import encode, numbers
from app.decide import compile_rulebook, plain
from app.decide.durable import MAX_RULES, Clause, Ruleset
from app.findings import Place
from app.rulebooks.conditions import ANYTHING, AnyOf, Equals, Interval, NoneOf
from app.rulebooks.model import DecisionTable, Header, HitPolicy, Output, Rule, Rulebook, Variable
from app.values import VarType

PLACE = Place("大表.xlsx", "大表", "A1")
TODAY = date(2026, 9, 30)


def book(conditions, policy=HitPolicy.COLLECT):
    """One table over 金额 and 网点, one rule per pair of conditions."""
    rules = tuple(Rule(f"R{n}", pair, ("", ""), (f"结论{n}",), f"A{n}") for n, pair in enumerate(conditions))
    headers = (Header("金额", PLACE), Header("网点", PLACE))
    table = DecisionTable("大表", policy, headers, (Output("结论", PLACE),), rules, PLACE)
    kinds = {"金额": VarType.MONEY, "网点": VarType.TEXT, "结论": VarType.TEXT}
    return Rulebook(
        "大表", "大表.xlsx", "0" * 64, {n: Variable(n, k, PLACE) for n, k in kinds.items()}, tables=(table,)
    )


def agree(rulebook, amounts, branches):
    compiled = compile_rulebook(rulebook)
    columns = {"金额": numbers(amounts), "网点": encode(branches)}
    decisions = compiled.decide(columns, len(amounts), TODAY)
    for row, (amount, branch) in enumerate(zip(amounts, branches, strict=True)):
        expected = plain.decide_one(rulebook, {"金额": amount, "网点": branch}, TODAY)
        assert decisions.outcome(row) == expected.outputs
    return compiled


def test_a_rule_without_conditions_always_fires():
    assert Ruleset([(), (Clause("c0", ((1, 1),)),)]).hits({"c0": 2}) == (0,)


def test_more_rules_than_one_ruleset_may_hold_are_refused_by_the_adapter():
    with pytest.raises(ValueError, match="too many rules"):
        Ruleset([()] * (MAX_RULES + 1))


@pytest.mark.parametrize("count", [255, 256, 300])
def test_identical_conditions_beyond_the_crash_at_256(count):
    agree(book([(Equals(Decimal(1)), ANYTHING)] * count), [Decimal(1), Decimal(2)], ["甲", "乙"])


@pytest.mark.parametrize("count", [511, 513, 600])
def test_sibling_conditions_beyond_the_hang_at_513(count):
    rules = [(Equals(Decimal(number)), ANYTHING) for number in range(count)]
    agree(book(rules, HitPolicy.UNIQUE), [Decimal(0), Decimal(count - 1), Decimal(count)], ["甲"] * 3)


def test_more_than_64_conditions_true_at_once():
    rules = [(Interval(Decimal(-number), True), ANYTHING) for number in range(120)]
    agree(book(rules), [Decimal(1), Decimal(-60), None], ["甲"] * 3)


def test_long_overlapping_lists_of_branches():
    names = [f"网点{number}" for number in range(700)]
    lists = [AnyOf(tuple(Equals(name) for name in names[start::7])) for start in range(7)]
    lists += [NoneOf(tuple(Equals(name) for name in names[start::5])) for start in range(5)]
    singles = [Equals(name) for name in names]
    agree(
        book([(ANYTHING, condition) for condition in [*lists, *singles]]),
        [Decimal(1)] * 703,
        [*names, "别处", None, ""],
    )


def test_five_thousand_rules_ask_only_the_cells_that_occur():
    rules = [
        (Interval(Decimal(step), True, Decimal(step + 1)), Equals(f"网点{branch}"))
        for branch in range(50)
        for step in range(100)
    ]
    compiled = agree(book(rules, HitPolicy.UNIQUE), [Decimal(5), Decimal(5), Decimal(99)], ["网点1", "网点1", "网点49"])
    assert compiled.plans[0].asked == 2
