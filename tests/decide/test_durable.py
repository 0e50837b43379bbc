"""The adapter keeps durable-rules inside its limits, also where a table would cross them."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from app.columns import EncodedColumn, column, encode, numbers
from app.decide import compile_rulebook, plain
from app.decide.cells import PATIENCE
from app.decide.durable import MAX_FIELDS, MAX_RULES, Clause, Ruleset
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


def wide(columns, rules, policy=HitPolicy.COLLECT):
    """One table over the named columns, a rule per tuple of conditions."""
    made = tuple(Rule(f"R{n}", row, ("",) * len(row), (f"结论{n}",), f"A{n}") for n, row in enumerate(rules))
    headers = tuple(Header(name, PLACE) for name in columns)
    table = DecisionTable("宽表", policy, headers, (Output("结论", PLACE),), made, PLACE)
    variables = {name: Variable(name, kind, PLACE) for name, kind in {**columns, "结论": VarType.TEXT}.items()}
    return Rulebook("宽表", "宽表.xlsx", "0" * 64, variables, tables=(table,))


def decided_alike(rulebook, columns, cases):
    """Columns, single case and plain interpreter agree on every case."""
    compiled = compile_rulebook(rulebook)
    data = {name: column([case[name] for case in cases], kind) for name, kind in columns.items()}
    decisions = compiled.decide(data, len(cases), TODAY)
    for row, case in enumerate(cases):
        expected = plain.decide_one(rulebook, case, TODAY)
        assert decisions.outcome(row) == expected.outputs
        assert compiled.decide_one(case, TODAY) == expected
    return compiled


def test_a_rule_without_conditions_always_fires():
    assert Ruleset([(), (Clause("c0", 1, 1),)]).hits({"c0": 2}) == (0,)


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


def test_more_rules_than_the_4096_of_one_ruleset():
    agree(book([(Equals(Decimal(1)), ANYTHING)] * 4_200), [Decimal(1), Decimal(2)], ["甲", "乙"])


def test_several_ranges_in_each_of_many_columns_beyond_the_refusal_of_16_nested_conditions():
    names = {f"列{place}": VarType.DECIMAL for place in range(12)}
    ranges = AnyOf(tuple(Interval(Decimal(low), True, Decimal(low + 1), False) for low in (0, 3, 6)))
    cases = [dict.fromkeys(names, Decimal(value)) for value in (0, 1, 4, 6, 7)]
    compiled = decided_alike(wide(names, [(ranges,) * 12, (ANYTHING,) * 6 + (ranges,) * 6]), names, cases)
    assert compiled.plans[0].method == "cells"


def test_a_rule_of_many_ranges_is_one_conjunction():
    clauses = [Clause(f"c{place}", 1, 5) for place in range(60)]
    assert Ruleset([clauses]).hits({clause.field: 3 for clause in clauses}) == (0,)
    assert Ruleset([clauses]).hits({clause.field: 6 for clause in clauses}) == ()


@pytest.mark.parametrize("count", [250, 260, 600])
def test_more_conditions_hold_at_once_than_a_fact_has_fields(count):
    names = [f"网点{number}" for number in range(800)]
    lists = [AnyOf(tuple(map(Equals, [names[0], *names[1 + start :: 2][: 60 + start % 50]]))) for start in range(count)]
    agree(book([(ANYTHING, chosen) for chosen in lists]), [Decimal(1)] * 3, [names[0], names[5], "别处"])


def test_too_many_fields_for_one_ruleset_are_refused_by_the_adapter():
    with pytest.raises(ValueError, match="too many rules"):
        Ruleset([[Clause(f"c{place}", 1, 1) for place in range(MAX_FIELDS + 1)]])


def test_names_that_collide_in_the_library_and_its_reserved_ones():
    columns = {"余行状": VarType.TEXT, "姓合天": VarType.TEXT, "id": VarType.TEXT, "sid": VarType.TEXT}
    rules = [tuple(Equals("是") if place == chosen else ANYTHING for place in range(4)) for chosen in range(4)]
    cases = [{name: "是" if name == chosen else "否" for name in columns} for chosen in columns]
    decided_alike(wide(columns, rules), columns, cases)


def test_text_that_looks_like_a_number_and_numbers_that_the_library_cannot_write():
    columns = {"文本": VarType.TEXT, "数": VarType.DECIMAL}
    rules = [
        (Equals("1"), ANYTHING), (Equals("90"), ANYTHING), (Equals("—"), ANYTHING),
        (ANYTHING, Interval(Decimal("1e16"), True)), (ANYTHING, Interval(None, False, Decimal("5e-07"), True)),
    ]  # fmt: skip
    numbers_ = [Decimal("1e16"), Decimal("5e-07"), Decimal("5.1e-07"), Decimal("9999999999999999.9"), Decimal(1)]
    texts = ["1", "90", "—", "True", None]
    decided_alike(wide(columns, rules), columns, [{"文本": t, "数": n} for t, n in zip(texts, numbers_, strict=True)])


def test_more_facts_than_the_46010_after_which_kept_ones_collide():
    ruleset = Ruleset([(Clause("c0", 1, 1),), (Clause("c0", 1, 46_100),)])
    assert [ruleset.hits({"c0": number}) for number in range(1, 46_101)] == [(0, 1)] + [(1,)] * 46_099


def test_a_ruleset_that_says_the_same_is_shared():
    rules = [(Clause("c7", 3, 4),)]
    assert Ruleset(rules).hits({"c7": 3}) == Ruleset(rules).hits({"c7": 4}) == (0,)


def test_cases_that_hardly_share_a_cell_do_not_ask_for_one_each():
    """Twenty yes/no columns have a million cells; a batch of 100,000 asked for nearly as many, 80 µs each."""
    names = {f"标志{place}": VarType.BOOL for place in range(20)}
    rules = [tuple(Equals(True) if at == place else ANYTHING for at in range(20)) for place in range(20)]
    compiled = compile_rulebook(wide(names, rules))
    count = 12_000
    flags = np.random.default_rng(4).integers(0, 2, (20, count)).astype(np.int32)
    columns = {name: EncodedColumn(codes, (True, False)) for name, codes in zip(names, flags, strict=True)}
    decisions = compiled.decide(columns, count, TODAY)
    assert compiled.plans[0].asked == PATIENCE
    for row in range(0, count, 97):
        fired = tuple(f"结论{place}" for place in range(20) if flags[place, row] == 0)
        assert decisions.outcome(row) == {"结论": fired or None}
    assert decisions.outcome(count - 1) == compiled.decide(columns, count, TODAY).outcome(count - 1)
