"""Each hit policy by the DMN standard's meaning (and 最重, our own)."""

from datetime import date
from decimal import Decimal

import pytest

from app.columns import FAILED, column
from app.decide import compile_rulebook
from app.findings import Place
from app.rulebooks.conditions import ANYTHING, Interval
from app.rulebooks.model import DecisionTable, Header, HitPolicy, Output, Rule, Rulebook, Variable
from app.values import VarType

PLACE = Place("分类.xlsx", "分类", "A1")
TODAY = date(2026, 9, 30)
ORDER = ("正常", "关注", "次级")
OVERDUE, LONG = Interval(Decimal(0)), Interval(Decimal(90))


def rulebook(policy, outcomes, order=ORDER, default=None, kind=VarType.TEXT, conditions=(OVERDUE, LONG, ANYTHING)):
    rules = tuple(
        Rule(f"R{number}", (condition,), ("",), (outcome,), f"A{number + 3}:C{number + 3}")
        for number, (condition, outcome) in enumerate(zip(conditions, outcomes, strict=True), 1)
    )
    table = DecisionTable(
        "分类", policy, (Header("天数", PLACE),), (Output("结论", PLACE, kind, order),), rules, PLACE, default, "A9"
    )
    variables = {"天数": Variable("天数", VarType.INTEGER, PLACE), "结论": Variable("结论", kind, PLACE)}
    return Rulebook("分类", "分类.xlsx", "0" * 64, variables, tables=(table,))


def decide(policy, outcomes, days=100, **options):
    return compile_rulebook(rulebook(policy, outcomes, **options)).decide_one({"天数": Decimal(days)}, TODAY)


@pytest.mark.parametrize(
    ("policy", "outcomes", "expected", "fired"),
    [
        (HitPolicy.FIRST, ("关注", "次级", "正常"), "关注", ["R1"]),
        (HitPolicy.PRIORITY, ("关注", "次级", "正常"), "正常", ["R3"]),
        (HitPolicy.WORST, ("关注", "次级", "正常"), "次级", ["R2"]),
        (HitPolicy.ANY, ("关注", "关注", "关注"), "关注", ["R1", "R2", "R3"]),
        (HitPolicy.RULE_ORDER, ("次级", "正常", "关注"), ("次级", "正常", "关注"), ["R1", "R2", "R3"]),
        (HitPolicy.COLLECT, ("次级", "正常", "关注"), ("次级", "正常", "关注"), ["R1", "R2", "R3"]),
        (HitPolicy.OUTPUT_ORDER, ("次级", "正常", "关注"), ("正常", "关注", "次级"), ["R2", "R3", "R1"]),
    ],
)
def test_several_hits_give_what_the_policy_says(policy, outcomes, expected, fired):
    decision = decide(policy, outcomes)
    assert decision.outputs["结论"] == expected
    assert list(decision.trace[0].rules) == fired


@pytest.mark.parametrize(
    ("policy", "expected", "fired"),
    [
        (HitPolicy.SUM, Decimal(6), ["R1", "R2", "R3"]),
        (HitPolicy.MAX, Decimal(3), ["R2"]),
        (HitPolicy.MIN, Decimal(1), ["R1"]),
        (HitPolicy.COUNT, Decimal(3), ["R1", "R2", "R3"]),
    ],
)
def test_numbers_are_gathered_exactly(policy, expected, fired):
    decision = decide(policy, (Decimal(1), Decimal(3), Decimal(2)), kind=VarType.DECIMAL)
    assert decision.outputs["结论"] == expected
    assert list(decision.trace[0].rules) == fired


def test_two_hits_under_unique_are_an_error_of_that_case_only():
    compiled = compile_rulebook(rulebook(HitPolicy.UNIQUE, ("关注", "次级"), conditions=(OVERDUE, LONG)))
    decisions = compiled.decide({"天数": column([Decimal(100), Decimal(10)], VarType.INTEGER)}, 2, TODAY)
    (error,) = decisions.errors[0]
    assert (error.code, str(error.place)) == ("decide.unique-overlap", "分类.xlsx!分类!A4:C4,A5:C5")
    assert decisions.outputs["结论"].codes[0] == FAILED
    assert decisions.outcome(1) == {"结论": "关注"}
    assert list(decisions.errors) == [0]


def test_different_outcomes_under_any_are_an_error():
    assert [error.code for error in decide(HitPolicy.ANY, ("关注", "次级", "关注")).errors] == ["decide.any-conflict"]


@pytest.mark.parametrize("policy", HitPolicy)
def test_no_hit_is_named_as_such_or_gives_the_default(policy):
    nothing = decide(policy, ("关注", "次级"), days=-1, conditions=(OVERDUE, LONG))
    assert nothing.outputs == {"结论": None}
    assert nothing.trace[0].rules == () and nothing.trace[0].cells == "" and nothing.errors == ()
    default = decide(policy, ("关注", "次级"), days=-1, conditions=(OVERDUE, LONG), default=("正常",))
    assert default.outputs == {"结论": "正常"}
    assert default.trace[0].as_dict() == {"table": "分类", "rules": ["默认"], "cells": "分类!A9"}


def test_a_value_that_is_not_in_the_order_never_wins():
    assert decide(HitPolicy.PRIORITY, ("另类", "次级", "关注")).outputs["结论"] == "关注"
    assert decide(HitPolicy.WORST, ("另类", "次级", "关注")).outputs["结论"] == "次级"


def test_a_rule_counts_only_between_its_dates():
    book = rulebook(HitPolicy.FIRST, ("关注", "次级"), conditions=(OVERDUE, OVERDUE))
    table = book.tables[0]
    old = Rule(**{**_fields(table.rules[0]), "valid_to": date(2025, 12, 31)})
    dated = Rulebook(
        **{**_fields(book), "tables": (DecisionTable(**{**_fields(table), "rules": (old, table.rules[1])}),)}
    )
    compiled = compile_rulebook(dated)
    assert compiled.decide_one({"天数": Decimal(5)}, date(2025, 12, 31)).outputs["结论"] == "关注"
    assert compiled.decide_one({"天数": Decimal(5)}, date(2026, 1, 1)).outputs["结论"] == "次级"


def _fields(item):
    return {name: getattr(item, name) for name in item.__dataclass_fields__}
