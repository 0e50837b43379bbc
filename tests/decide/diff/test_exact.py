"""The comparison of two tables against brute force: every case is asked of both versions by the plain interpreter."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.decide.diff.model import Outcome
from app.decide.diff.possible import Books
from app.decide.diff.tables import rates, table_difference
from app.decide.plain import PlainInterpreter
from app.rulebooks.conditions import matches
from app.rulebooks.model import BUSINESS_DATE, HitPolicy, Rulebook, Variable
from app.values import VarType
from tests.decide.strategies import COLUMNS, PLACE, VALUES, conditions, number_tests, scales, tables, text_tests

AS_OF = date(2026, 9, 30)
EVERY_DAY = [None, *(Decimal(number) / 4 for number in range(-12, 28))]
EVERY_TEXT = [None, "信用", "保证", "抵押", "质押", "抵", "押金", "抵押贷款", "认证书", "证", "其他", "押证", "抵其证"]
LISTED = ("信用", "保证", "抵押", "质押")


def book(table, declared):
    variables = {name: Variable(name, kind, PLACE, **declared.get(name, {})) for name, (kind, _) in COLUMNS.items()}
    variables["结果"] = Variable("结果", table.outputs[0].type, PLACE)
    return Rulebook("书", "书.xlsx", "0" * 64, variables, tables=(table,))


def outcome(interpreter, values, name="结果"):
    decision = interpreter.decide(values, AS_OF)
    return Outcome((decision.outputs[name],), decision.errors[0].code if decision.errors else "")


def assert_agrees(old, new, declared, cases):
    """Each case that differs is covered by exactly one change with its outcomes, each other case by none."""
    books = [book(table, declared) for table in (old, new)]
    found = table_difference(Books(*books), old, new)
    changes = found.changes if found else ()
    assert found is None or found.exact
    before, after = map(PlainInterpreter, books)
    for values in cases:
        was, is_now = outcome(before, values), outcome(after, values)
        told = [change for change in changes if change.covers(values)]
        if found is not None and found.collects:
            gone, come = entries(was), entries(is_now)
            assert sum_of(told, "old") - sum_of(told, "new") == gone - come, values
            assert sum_of(told, "new") - sum_of(told, "old") == come - gone, values
            assert all(change.old != change.new for change in told)
        else:
            assert [(change.old, change.new) for change in told] == ([(was, is_now)] if was != is_now else []), values


def entries(decided):
    """How often each entry stands in a list; the default row gives one entry and no list."""
    value = decided.values[0]
    return Counter(value if isinstance(value, tuple) else [value] if value is not None else [])


def sum_of(changes, side):
    counted = Counter()
    for change in changes:
        told = getattr(change, side)
        if told.values[0] is not None:
            counted[told.values[0]] += told.times
    return counted


DECLARED = st.sampled_from([
    {},
    {"方式": {"domain": LISTED, "required": True}, "天数": {"required": True}},
])  # fmt: skip


@st.composite
def versions(draw):
    """Two unrelated tables, or a table and the same with a few rows and cells changed, moved or left out."""
    old = draw(tables())
    if draw(st.booleans()):
        return old, draw(tables())
    rules = list(old.rules)
    for _ in range(draw(st.integers(1, 2))):
        row = draw(st.integers(0, len(rules) - 1))
        place = draw(st.integers(0, 2))
        edited = list(rules[row].conditions)
        edited[place] = draw(list(COLUMNS.values())[place][1])
        rules[row] = replace(rules[row], conditions=tuple(edited))
    if draw(st.booleans()) and len(rules) > 1:
        rules.pop(draw(st.integers(0, len(rules) - 1)))
    rules = draw(st.permutations(rules)) if draw(st.booleans()) else rules
    others = [HitPolicy.FIRST, HitPolicy.UNIQUE, HitPolicy.COLLECT]
    numeric = old.outputs[0].type is not VarType.TEXT
    policy = old.policy if numeric or draw(st.booleans()) else draw(st.sampled_from(others))
    return old, replace(old, rules=tuple(rules), policy=policy)


@settings(max_examples=150, deadline=None)
@given(versions(), DECLARED)
def test_exactly_the_differing_cases_are_described_each_once_with_its_outcomes(both, declared):
    old, new = both
    cases = [
        {"天数": days, "方式": way, "重组": restructured}
        for days in (EVERY_DAY if not declared else EVERY_DAY[1:])
        for way in (EVERY_TEXT if not declared else LISTED)
        for restructured in (None, True, False)
    ]
    assert_agrees(old, new, declared, cases)


@settings(max_examples=80, deadline=None)
@given(tables(), tables())
def test_a_difference_turned_round_is_the_same_cases_with_old_and_new_exchanged(one, other):
    forth = table_difference(Books(book(one, {}), book(other, {})), one, other)
    back = table_difference(Books(book(other, {}), book(one, {})), other, one)
    for days in EVERY_DAY[::3]:
        for way in EVERY_TEXT[::2]:
            values = {"天数": days, "方式": way, "重组": True}
            told = Counter((c.old, c.new) for c in (forth.changes if forth else ()) if c.covers(values))
            told_back = Counter((c.new, c.old) for c in (back.changes if back else ()) if c.covers(values))
            assert told == told_back


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_version_does_not_differ_from_itself(table):
    assert table_difference(Books(book(table, {}), book(table, {})), table, table) is None


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_what_reads_a_list_is_compared_over_all_lists(data):
    """The second table reads what a collecting first table concludes."""
    first = replace(data.draw(tables()), policy=HitPolicy.COLLECT, default=None)
    first = replace(first, outputs=(replace(first.outputs[0], type=VarType.TEXT),))
    rules = [replace(rule, outcomes=(data.draw(st.sampled_from(LISTED)),)) for rule in first.rules]
    first = replace(first, rules=tuple(rules))
    columns = {"结果": (VarType.TEXT, conditions(text_tests)), "天数": (VarType.DECIMAL, conditions(number_tests))}
    old, new = (data.draw(tables("表二", ("结果", "天数"), columns, "结论")) for _ in range(2))
    new = replace(new, policy=old.policy, outputs=old.outputs) if old.outputs[0].type is new.outputs[0].type else new
    books = [_chained(first, table) for table in (old, new)]
    found = table_difference(Books(*books), old, new)
    changes = found.changes if found else ()
    before, after = map(PlainInterpreter, books)
    for values in data.draw(st.lists(st.fixed_dictionaries(VALUES), min_size=15, max_size=25)):
        was, is_now = outcome(before, values, "结论"), outcome(after, values, "结论")
        known = {**values, "结果": before.decide(values, AS_OF).outputs["结果"]}
        told = [change for change in changes if change.covers(known)]
        if found is not None and found.collects:
            assert sum_of(told, "old") - sum_of(told, "new") == entries(was) - entries(is_now)
        else:
            assert [(change.old, change.new) for change in told] == ([(was, is_now)] if was != is_now else [])


def _chained(first, second):
    kinds = {name: kind for name, (kind, _) in COLUMNS.items()}
    kinds |= {"结果": VarType.TEXT, "结论": second.outputs[0].type}
    variables = {name: Variable(name, kind, PLACE) for name, kind in kinds.items()}
    return Rulebook("书", "书.xlsx", "0" * 64, variables, tables=(first, second))


DATES = [AS_OF + timedelta(days=number) for number in range(-3, 4)]
LIMITS = st.none() | st.sampled_from(DATES[1:-1])


@st.composite
def dated(draw):
    """A table whose rules, and perhaps itself, hold from one day to another."""
    table = draw(tables())
    rules = tuple(replace(rule, valid_from=draw(LIMITS), valid_to=draw(LIMITS)) for rule in table.rules)
    return replace(table, rules=rules, valid_from=draw(LIMITS), valid_to=draw(LIMITS), policy=HitPolicy.FIRST)


@settings(max_examples=80, deadline=None)
@given(dated(), dated())
def test_rules_that_hold_for_a_time_are_compared_day_by_day(old, new):
    books = [book(table, {}) for table in (old, new)]
    found = table_difference(Books(*books), old, new)
    before, after = map(PlainInterpreter, books)
    for day in DATES:
        for days in EVERY_DAY[::5]:
            values = {"天数": days, "方式": "抵押", "重组": None}
            was, is_now = (Outcome((one.decide(values, day).outputs["结果"],)) for one in (before, after))
            told = [one for one in (found.changes if found else ()) if one.covers({**values, BUSINESS_DATE: day})]
            assert [(one.old, one.new) for one in told] == ([(was, is_now)] if was != is_now else []), (day, values)


def tier_of(scale, days, way):
    """Rate and fixed sum of the tier that an amount lies in, found by looking at each."""
    asked = (days, way)[: 1 + len(scale.selectors)]
    hits = [
        tier
        for tier in scale.tiers
        if all(matches(one, value) for one, value in zip((tier.band, *tier.selectors), asked, strict=True))
    ]
    return Outcome((hits[0].rate, hits[0].fixed) if hits else (None, None))


@settings(max_examples=80, deadline=None)
@given(scales(), scales())
def test_two_versions_of_a_scale_are_compared_amount_by_amount(old, new):
    variables = {name: Variable(name, kind, PLACE) for name, (kind, _) in COLUMNS.items()}
    books = [Rulebook("书", "书.xlsx", "0" * 64, variables, scales=(scale,)) for scale in (old, new)]
    found = table_difference(Books(*books), rates(old), rates(new))
    for days in [None, *(Decimal(number) / 2 for number in range(-1, 22))]:
        for way in EVERY_TEXT:
            was, is_now = (tier_of(scale, days, way) for scale in (old, new))
            told = [one for one in (found.changes if found else ()) if one.covers({"天数": days, "方式": way})]
            assert [(one.old, one.new) for one in told] == ([(was, is_now)] if was != is_now else []), (days, way)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_list_that_another_rulebook_concludes_is_compared_as_a_list(data):
    columns = {"预警": (VarType.TEXT, conditions(text_tests)), "天数": (VarType.DECIMAL, conditions(number_tests))}
    old, new = (
        replace(data.draw(tables("表", ("预警", "天数"), columns)), policy=HitPolicy.FIRST) for _ in range(2)
    )  # fmt: skip
    kinds = {"预警": VarType.TEXT, "天数": VarType.DECIMAL, "结果": old.outputs[0].type}
    books = [
        Rulebook("书", "书.xlsx", "0" * 64, {n: Variable(n, k, PLACE) for n, k in kinds.items()}, tables=(table,))
        for table in (old, new)
    ]
    found = table_difference(Books(*books, {"预警": False}), old, new)
    before, after = map(PlainInterpreter, books)
    for warnings in data.draw(st.lists(st.lists(st.sampled_from(EVERY_TEXT[1:]), max_size=3), min_size=8)):
        for days in EVERY_DAY[::6]:
            values = {"预警": tuple(warnings) or None, "天数": days}
            was, is_now = outcome(before, values), outcome(after, values)
            told = [one for one in (found.changes if found else ()) if one.covers(values)]
            assert [(one.old, one.new) for one in told] == ([(was, is_now)] if was != is_now else []), values
