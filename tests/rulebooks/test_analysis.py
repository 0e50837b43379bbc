"""Overlaps, gaps and rules that never fire: with a witness, exact against brute force, and no false alarm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.findings import Place
from app.rulebooks import coverage, overlaps
from app.rulebooks.analysis import analyse
from app.rulebooks.conditions import (
    ANYTHING,
    AnyOf,
    Condition,
    Equals,
    Interval,
    Missing,
    NoneOf,
    Present,
    TextTest,
    TextTestKind,
    matches,
)
from app.rulebooks.model import DecisionTable, Header, HitPolicy, Output, Rule, Rulebook, Variable
from app.values import Value, VarType
from tests.rulebooks.loading import at_cells, codes, finding, load_rows
from tests.workbooks import Rows, decision_table, dictionary, stack

DICTIONARY = dictionary(
    ("天数", "整数", ">=0"), ("比例", "小数"), ("担保", "文本", "信用,抵押"), ("等级", "文本", "正常,关注,损失")
)


def load(*rules: list[object], inputs: tuple[str, ...] = ("天数",), **options: object) -> object:
    table = decision_table("表", list(inputs), ["等级"], [list(rule) for rule in rules], **options)  # type: ignore[arg-type]
    return load_rows(stack(table, DICTIONARY))


class TestOverlap:
    def test_two_rules_of_a_unique_table_that_share_a_case(self) -> None:
        loaded = load(["R1", ">=90", "损失"], ["R2", "<=90", "正常"])
        found = finding(loaded, "overlap")
        assert (found.place.cell, found.params["other"], found.witness) == ("A4:C4", "A3:C3", {"天数": "90"})

    def test_bands_that_only_touch_do_not_overlap(self) -> None:
        assert "overlap" not in codes(load(["R1", "[0..90)", "正常"], ["R2", ">=90", "损失"]))

    def test_integers_have_no_room_between_two_numbers(self) -> None:
        loaded = load(["R1", "<90", "正常"], ["R2", "(89..90)", "损失"], ["R3", ">=90", "损失"])
        assert not codes(loaded)
        assert finding(loaded, "rule-never-fires").params["rule"] == "R2"

    def test_equal_conclusions_may_overlap_under_any_but_not_different_ones(self) -> None:
        same = load(["R1", ">=90", "损失"], ["R2", ">=60", "损失"], ["R3", "<60", "正常"], policy="A")
        assert not codes(same)
        differing = load(["R1", ">=90", "损失"], ["R2", ">=60", "关注"], ["R3", "<60", "正常"], policy="A")
        assert codes(differing) == ["contradiction"]

    @pytest.mark.parametrize("policy", ["F", "P", "最重", "R", "O", "C"])
    def test_other_policies_may_overlap(self, policy: str) -> None:
        assert not codes(load(["R1", ">=90", "损失"], ["R2", ">=60", "关注"], policy=policy))

    def test_identical_rules_are_called_duplicates(self) -> None:
        loaded = load(["R1", ">=90", "损失"], ["R2", ">=90", "损失"], ["R3", "<90", "正常"])
        assert codes(loaded) == ["rule-twice"]

    def test_rules_in_force_at_different_times_do_not_overlap(self) -> None:
        rules = (["R1", ">=0", "关注", None, "2023-06-30"], ["R2", ">=0", "损失", "2023-07-01", None])
        assert not codes(load(*rules, remarks=["生效日期", "失效日期"]))

    def test_rules_in_force_together_for_one_day_do(self) -> None:
        rules = (["R1", ">=0", "关注", None, "2023-07-01"], ["R2", ">=0", "损失", "2023-07-01", None])
        loaded = load(*rules, remarks=["生效日期", "失效日期"])
        assert finding(loaded, "overlap").witness == {"天数": "0", "业务日期": "2023-07-01"}

    def test_a_flood_is_cut_short_and_says_so(self) -> None:
        loaded = load(*([f"R{n}", f">={n}", "损失"] for n in range(30)))
        assert codes(loaded).count("overlap") == 20
        assert finding(loaded, "overlaps-more").params["count"] == 30 * 29 // 2 - 20


class TestGap:
    def test_a_hole_has_a_witness(self) -> None:
        loaded = load(["R1", "[0..89]", "正常"], ["R2", ">90", "损失"])
        assert finding(loaded, "gap").witness == {"天数": "90"}

    def test_integer_looking_bands_on_decimals_leave_holes(self) -> None:
        rules = (["R1", "<=90", "正常"], ["R2", ">=91", "损失"])
        assert finding(load(*rules, inputs=("比例",)), "gap").witness == {"比例": "90.5"}
        assert "gap" not in codes(load(*rules), "warning")

    def test_values_outside_the_dictionary_are_no_gap(self) -> None:
        assert "gap" not in codes(load(["R1", "信用", "关注"], ["R2", "抵押", "正常"], inputs=("担保",)), "warning")

    def test_a_missing_value_is_a_gap_only_where_the_table_speaks_of_it(self) -> None:
        assert "gap" not in codes(load(["R1", ">=0", "关注"]), "warning")
        loaded = load(["R1", "非空", "-", "关注"], ["R2", "空", "信用", "损失"], inputs=("天数", "担保"))
        assert finding(loaded, "gap").witness == {"天数": "空", "担保": "抵押"}

    def test_a_default_closes_every_gap(self) -> None:
        assert "gap" not in codes(load(["R1", ">90", "损失"], default=["正常"]), "warning")

    @pytest.mark.parametrize("policy", ["C", "R", "O", "C#"])
    def test_collecting_tables_have_no_gaps(self, policy: str) -> None:
        loaded = load_rows(
            stack(
                decision_table(
                    "表", ["天数"], ["等级" if policy != "C#" else "个数"], [["R1", ">90", "损失"]], policy=policy
                ),
                DICTIONARY,
            )
        )
        assert "gap" not in codes(loaded, "warning")

    def test_one_wide_hole_is_reported_once(self) -> None:
        loaded = load(
            *([f"R{n}", f"[{n * 10}..{n * 10 + 9}]", "信用", "关注"] for n in range(9)), ["R9", ">=90", "-", "损失"],
            inputs=("天数", "担保"),
        )  # fmt: skip
        assert codes(loaded, "warning").count("gap") == 1

    def test_texts_that_no_dictionary_lists_are_no_gap_unless_the_table_speaks_of_them(self) -> None:
        rules = [["R1", "甲", "一", "x"], ["R2", "甲", "二", "y"], ["R3", "乙", "一", "z"]]
        loaded = load_rows(decision_table("表", ["词", "字"], ["果"], rules))
        assert finding(loaded, "gap").witness == {"词": "乙", "字": "二"}
        assert "gap" not in codes(load_rows(decision_table("表", ["词"], ["果"], [["R1", "甲", "x"]])), "warning")
        declared = stack(
            dictionary(("词", "文本"), ("果", "文本")), decision_table("表", ["词"], ["果"], [["R1", "甲", "x"]])
        )
        assert finding(load_rows(declared), "gap").witness == {"词": "其他"}

    def test_conclusions_of_another_table_close_the_list_of_values(self) -> None:
        rows = stack(
            decision_table("甲", ["x"], ["分层"], [["R1", ">1", "一"], ["R2", "<=1", "二"]]),
            decision_table("乙", ["分层"], ["策略"], [["R1", "一", "上门"], ["R2", "二", "电话"]]),
        )
        assert "gap" not in codes(load_rows(rows), "warning")


class TestShadow:
    def test_a_later_rule_of_a_first_table_inside_earlier_ones(self) -> None:
        loaded = load(["R1", ">=90", "损失"], ["R2", "[0..90)", "关注"], ["R3", "[60..120]", "正常"], policy="F")
        found = finding(loaded, "rule-shadowed")
        assert (found.place.cell, found.params["by"]) == ("A5:C5", "R1、R2")

    def test_a_priority_rule_that_worse_ones_always_beat(self) -> None:
        rules = (["R1", ">=90", "损失"], ["R2", ">=120", "关注"], ["R3", "-", "正常"])
        assert finding(load(*rules, policy="最重"), "rule-shadowed").params["rule"] == "R2"
        # 正常 is listed first, so under P it beats both others everywhere.
        shadowed = [f.params["rule"] for f in load(*rules, policy="P").analysis if f.code.endswith("shadowed")]
        assert shadowed == ["R1", "R2"]

    def test_a_condition_that_nothing_can_meet(self) -> None:
        loaded = load(["R1", "<0", "关注"], ["R2", ">=0", "正常"])
        assert at_cells(loaded, "warning")["A3:C3"] == "rule-never-fires"

    def test_a_domain_that_no_value_lies_in_makes_every_rule_dead(self) -> None:
        names = dictionary(
            {"变量": "天数", "类型": "整数", "取值范围": "(0..1)", "必填": "是"}, {"变量": "等级", "类型": "文本"}
        )
        loaded = load_rows(
            stack(names, decision_table("表", ["天数"], ["等级"], [["R1", ">0", "x"], ["R2", ">5", "y"]]))
        )
        assert codes(loaded, "warning") == ["rule-never-fires"] * 2
        scale = [["奖励"], ["计算方式", "全额"], ["舍入", 2], ["阶梯", "天数", "比例"], ["T1", ">=0", "1%"]]
        assert not codes(load_rows(stack(names, scale)))

    def test_many_text_tests_are_all_possible(self) -> None:
        rules = [[f"R{n}", f'包含"{letter}"', "关注"] for n, letter in enumerate("甲乙丙丁戊己庚辛壬癸")]
        rows = stack(
            dictionary(("词", "文本"), ("等级", "文本")), decision_table("表", ["词"], ["等级"], rules, policy="F")
        )
        assert "rule-never-fires" not in codes(load_rows(rows), "warning")
        rows = stack(dictionary(("词", "文本"), ("等级", "文本")), decision_table("表", ["词"], ["等级"], rules))
        loaded = load_rows(rows)
        assert codes(loaded).count("overlap") == 20
        assert finding(loaded, "overlaps-more").params["count"] == 10 * 9 // 2 - 20

    def test_too_many_text_tests_to_try_two_by_two_are_said(self) -> None:
        rules = [[f"R{n}", f'包含"词{n}号"', "关注"] for n in range(61)]
        rows = stack(dictionary(("词", "文本"), ("等级", "文本")), decision_table("表", ["词"], ["等级"], rules))
        assert finding(load_rows(rows), "texts-incomplete").params == {"table": "表", "variable": "词"}
        fewer = stack(dictionary(("词", "文本"), ("等级", "文本")), decision_table("表", ["词"], ["等级"], rules[:60]))
        assert "texts-incomplete" not in codes(load_rows(fewer), "note")

    def test_rules_that_fire_somewhere_are_left_alone(self) -> None:
        assert "rule-shadowed" not in codes(load(["R1", ">=90", "损失"], ["R2", "-", "正常"], policy="F"), "warning")


# --- against brute force --------------------------------------------------------------------------------------

PLACE = Place("a.xlsx", "表", "A1")
NUMBERS = [Decimal(value) / 2 for value in range(-1, 8)]
WHOLE = [Decimal(value) for value in range(-1, 5)]
WORDS = ["甲", "乙", "丙", "丁"]
DOMAIN = ("甲", "乙", "丙")

bounds = st.integers(0, 3).map(Decimal)


def _interval(low: Decimal, high: Decimal, flags: tuple[bool, bool]) -> Condition:
    low, high = sorted((low, high))
    return Interval(low, flags[0] or low == high, high, flags[1] or low == high)


intervals = st.builds(_interval, bounds, bounds, st.tuples(st.booleans(), st.booleans()))
half_lines = st.one_of(
    st.builds(lambda low, closed: Interval(low, closed, None, False), bounds, st.booleans()),
    st.builds(lambda high, closed: Interval(None, False, high, closed), bounds, st.booleans()),
)
common = st.sampled_from([ANYTHING, ANYTHING, Missing(), Present()])
number_conditions = st.one_of(
    common, intervals, half_lines, bounds.map(Equals),
    st.lists(st.one_of(intervals, bounds.map(Equals)), min_size=1, max_size=2).map(lambda tests: AnyOf(tuple(tests))),
    st.lists(bounds.map(Equals), min_size=1, max_size=2).map(lambda tests: NoneOf(tuple(tests))),
)  # fmt: skip
words = st.sampled_from(DOMAIN).map(Equals)
word_conditions = st.one_of(
    common, words, st.lists(words, min_size=1, max_size=2).map(lambda tests: AnyOf(tuple(tests))),
    st.lists(words, min_size=1, max_size=2).map(lambda tests: NoneOf(tuple(tests))),
)  # fmt: skip


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    kind = draw(st.sampled_from([VarType.DECIMAL, VarType.INTEGER]))
    limits = draw(st.sampled_from([None, Interval(Decimal(0), True, None, False)]))
    listed = draw(st.sampled_from([DOMAIN, None]))
    required = draw(st.booleans())
    variables = {
        "数": Variable("数", kind, PLACE, limits=limits, required=required),
        "词": Variable("词", VarType.TEXT, PLACE, domain=listed, required=required),
        "果": Variable("果", VarType.TEXT, PLACE),
    }
    outcomes = st.sampled_from(["好", "中", "坏"])
    dates = st.sampled_from([None, None, None, date(2024, 1, 1), date(2024, 7, 1)])
    rules = []
    for number in range(draw(st.integers(1, 5))):
        conditions = (draw(number_conditions), draw(word_conditions))
        start, end = draw(dates), draw(dates)
        if start and end and start > end:
            start, end = end, start
        rules.append(Rule(f"R{number}", conditions, ("", ""), (draw(outcomes),), f"A{number}", {}, start, end))
    policy = draw(
        st.sampled_from([HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.WORST])
    )
    output = Output("果", PLACE, VarType.TEXT, ("好", "中", "坏"))
    table = DecisionTable("表", policy, (Header("数", PLACE), Header("词", PLACE)), (output,), tuple(rules), PLACE)
    return Rulebook("a", "a.xlsx", "", variables, tables=(table,))


def cases(rulebook: Rulebook) -> Iterator[tuple[Value, Value, date]]:
    """Enough values to tell all conditions above apart: halves, every word, one day around each date."""
    number, word = rulebook.variables["数"], rulebook.variables["词"]
    numbers: list[Value] = list(WHOLE if number.type is VarType.INTEGER else NUMBERS)
    numbers = [value for value in numbers if number.limits is None or matches(number.limits, value)]
    listed: list[Value] = list(word.domain or WORDS)
    missing: list[Value] = [] if number.required else [None]
    days = [date(2024, month, 1) + timedelta(days=step) for month in (1, 7) for step in (-1, 0, 1)]
    yield from product([*numbers, *missing], [*listed, *missing], days)


def holding(table: DecisionTable, case: tuple[Value, Value, date]) -> list[int]:
    return [
        number
        for number, rule in enumerate(table.rules)
        if matches(rule.conditions[0], case[0])
        and matches(rule.conditions[1], case[1])
        and (rule.valid_from is None or rule.valid_from <= case[2])
        and (rule.valid_to is None or case[2] <= rule.valid_to)
    ]


def of(rulebook: Rulebook, code: str) -> list[object]:
    return [found for found in analyse(rulebook) if found.code == f"rulebooks.{code}"]


@pytest.mark.parametrize("tabulated", [1500, 0], ids=["pairs tabulated", "compared by first and last band"])
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rulebook=rulebooks())
def test_overlaps_are_those_of_brute_force(tabulated: int, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlaps, "_MATRIX_CONDITIONS", tabulated)
    (table,) = rulebook.tables
    expected = set()
    for case in cases(rulebook):
        hits = holding(table, case)
        for position, first in enumerate(hits):
            for second in hits[position + 1 :]:
                one, two = table.rules[first], table.rules[second]
                same = (one.conditions, one.outcomes, one.valid_from, one.valid_to) == (
                    two.conditions, two.outcomes, two.valid_from, two.valid_to,
                )  # fmt: skip
                agrees = table.policy is HitPolicy.ANY and one.outcomes == two.outcomes
                if not same and not agrees:
                    expected.add((one.id, two.id))
    if table.policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
        expected = set()
    found = {
        (f.params["first"], f.params["second"])
        for f in analyse(rulebook)
        if f.code in ("rulebooks.overlap", "rulebooks.contradiction")
    }
    assert found == expected


@settings(max_examples=300)
@given(rulebooks())
def test_a_gap_is_reported_exactly_where_brute_force_finds_one(rulebook: Rulebook) -> None:
    (table,) = rulebook.tables
    speaks_of_missing = [
        any(isinstance(rule.conditions[position], Missing | Present) for rule in table.rules) for position in (0, 1)
    ]
    starts, ends = [rule.valid_from for rule in table.rules], [rule.valid_to for rule in table.rules]
    low = None if None in starts else min(day for day in starts if day)
    high = None if None in ends else max(day for day in ends if day)
    expected = any(
        not holding(table, case)
        for case in cases(rulebook)
        if (case[0] is not None or speaks_of_missing[0])
        and (case[1] is not None or speaks_of_missing[1])
        and (low is None or low <= case[2])
        and (high is None or case[2] <= high)
    )
    found = of(rulebook, "gap")
    assert bool(found) == expected
    for gap in found:
        witness = gap.witness  # type: ignore[attr-defined]
        number = None if witness["数"] == "空" else Decimal(witness["数"])
        word = None if witness["词"] == "空" else witness["词"]
        day = date.fromisoformat(witness.get("业务日期", "2024-01-01"))
        assert not holding(table, (number, word, day))


@settings(max_examples=300)
@given(rulebooks())
def test_a_rule_is_called_dead_exactly_when_it_never_decides(rulebook: Rulebook) -> None:
    (table,) = rulebook.tables
    order = {"好": 0, "中": 1, "坏": 2}
    sign = -1 if table.policy is HitPolicy.WORST else 1
    deciding: set[int] = set()
    possible: set[int] = set()
    for case in cases(rulebook):
        hits = holding(table, case)
        possible.update(hits)
        if not hits:
            continue
        if table.policy is HitPolicy.FIRST:
            deciding.add(hits[0])
        elif table.policy in (HitPolicy.PRIORITY, HitPolicy.WORST):
            ranks = {hit: sign * order[str(table.rules[hit].outcomes[0])] for hit in hits}
            deciding.update(hit for hit in hits if ranks[hit] == min(ranks.values()))
        else:
            deciding.update(hits)
    silent = {f.params["rule"] for f in analyse(rulebook) if f.code.endswith(("rule-shadowed", "rule-never-fires"))}
    assert silent == {rule.id for number, rule in enumerate(table.rules) if number not in deciding}
    never = {f.params["rule"] for f in of(rulebook, "rule-never-fires")}  # type: ignore[attr-defined]
    assert never == {rule.id for number, rule in enumerate(table.rules) if number not in possible}


days = st.integers(0, 5).map(lambda step: date(2024, 1, 28) + timedelta(days=step))
day_conditions = st.one_of(
    common, days.map(Equals),
    st.builds(lambda low, closed: Interval(low, closed, None, False), days, st.booleans()),
    st.builds(lambda high, closed: Interval(None, False, high, closed), days, st.booleans()),
    st.lists(days.map(Equals), min_size=1, max_size=2).map(lambda tests: NoneOf(tuple(tests))),
)  # fmt: skip
truths = st.one_of(common, st.booleans().map(Equals))
pieces = st.builds(TextTest, st.sampled_from(TextTestKind), st.sampled_from(["甲", "乙", "甲乙"]))
texts = st.one_of(common, pieces, words, st.lists(pieces, min_size=1, max_size=2).map(lambda all_: AnyOf(tuple(all_))))
ALL_DAYS = [date(2024, 1, 26) + timedelta(days=step) for step in range(11)]
ALL_TEXTS = ["丁", *("".join(letters) for size in (1, 2, 3) for letters in product("甲乙丁", repeat=size)), "丙"]


@st.composite
def tables(draw: st.DrawFn) -> Rulebook:
    """Dates with or without limits, yes and no, texts that are searched; any policy, with or without a default."""
    limits = draw(st.sampled_from([None, Interval(date(2024, 1, 29), True, date(2024, 2, 1), True)]))
    variables = {
        "日": Variable("日", VarType.DATE, PLACE, limits=limits, required=draw(st.booleans())),
        "真": Variable("真", VarType.BOOL, PLACE, required=draw(st.booleans())),
        "文": Variable("文", VarType.TEXT, PLACE, required=draw(st.booleans())),
        "果": Variable("果", VarType.TEXT, PLACE),
    }
    said = draw(st.lists(st.tuples(day_conditions, truths, texts), min_size=1, max_size=5))
    outcomes = st.sampled_from(["好", "中", "坏"])
    rules = tuple(Rule(f"R{n}", one, ("", "", ""), (draw(outcomes),), f"A{n}") for n, one in enumerate(said))
    output = Output("果", PLACE, VarType.TEXT, ("好", "中", "坏"))
    headers = tuple(Header(name, PLACE) for name in ("日", "真", "文"))
    default = draw(st.sampled_from([None, None, ("中",)]))
    policy = draw(st.sampled_from(HitPolicy))
    return Rulebook("a", "a.xlsx", "", variables, tables=(
        DecisionTable("表", policy, headers, (output,), rules, PLACE, default),
    ))  # fmt: skip


def hits_of(rulebook: Rulebook) -> dict[tuple[Value, ...], list[int]]:
    """Every case that its dictionary allows → the rules that hold."""
    (table,) = rulebook.tables
    day = rulebook.variables["日"]
    allowed: list[list[Value]] = [
        [one for one in ALL_DAYS if day.limits is None or matches(day.limits, one)], [True, False], [*ALL_TEXTS],
    ]  # fmt: skip
    for values, name in zip(allowed, ("日", "真", "文"), strict=True):
        if not rulebook.variables[name].required:
            values.append(None)
    return {
        case: [n for n, rule in enumerate(table.rules) if all(map(matches, rule.conditions, case))]
        for case in product(*allowed)
    }


@settings(max_examples=150)
@given(tables())
def test_dates_truth_and_searched_texts_are_judged_as_brute_force_does(rulebook: Rulebook) -> None:
    (table,) = rulebook.tables
    hits = hits_of(rulebook)
    found = analyse(rulebook)
    pairs = {(a, b) for rules in hits.values() for a in rules for b in rules if a < b}
    told = [(one.conditions, one.outcomes) for one in table.rules]
    if table.policy is HitPolicy.UNIQUE:
        wrong = {(a, b) for a, b in pairs if told[a] != told[b]}
    else:
        wrong = {(a, b) for a, b in pairs if told[a][1] != told[b][1] and table.policy is HitPolicy.ANY}
    overlapping = {(one.params["first"], one.params["second"]) for one in found if "other" in one.params
                   and one.code.endswith(("overlap", "contradiction"))}  # fmt: skip
    assert overlapping == {(f"R{a}", f"R{b}") for a, b in wrong}
    twice = {one.params["second"] for one in found if one.code.endswith("rule-twice")}
    assert twice == {f"R{n}" for n, one in enumerate(told) if one in told[:n]}
    if table.policy.collects or table.default is not None:
        assert not [one for one in found if one.code.endswith("gap")]
        return
    speaks = [any(isinstance(rule.conditions[place], Missing | Present) for rule in table.rules) for place in range(3)]
    uncovered = [
        case
        for case, rules in hits.items()
        if not rules and all(spoken or value is not None for value, spoken in zip(case, speaks, strict=True))
    ]
    assert any(one.code.endswith("gap") for one in found) == bool(uncovered)


def test_an_unfinished_search_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [[f"R{n}", f"[{n}..{n + 5})", "甲", "关注"] for n in range(12)]
    rows = stack(
        dictionary(("天数", "整数"), ("担保", "文本", "甲,乙"), ("等级", "文本")),
        decision_table("表", ["天数", "担保"], ["等级"], [*rules, ["R99", "-", "乙", "关注"]], policy="F"),
    )
    monkeypatch.setattr(coverage, "MAX_STEPS", 10)
    assert {"gaps-incomplete", "shadows-incomplete"} <= set(codes(load_rows(rows), "note"))


def test_tables_that_read_a_list_are_not_judged_by_single_values() -> None:
    rows: Rows = stack(
        decision_table("信号表", ["x"], ["信号"], [["R1", ">1", "甲"], ["R2", ">2", "乙"]], policy="C"),
        decision_table("级别表", ["信号"], ["级别"], [["R1", "甲", "黄"], ["R2", "乙", "红"]]),
    )
    assert not [code for code in codes(load_rows(rows), "warning") if code in ("gap", "overlap")]
