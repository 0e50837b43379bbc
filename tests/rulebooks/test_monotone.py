"""Rows that step back on ordered variables: named with both cases, exact against brute force, and no false alarm."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.findings import Place
from app.rulebooks import coverage
from app.rulebooks.analysis import analyse
from app.rulebooks.conditions import ANYTHING, Condition, Equals, Interval, Missing, matches
from app.rulebooks.model import DecisionTable, Header, HitPolicy, Output, Rule, Rulebook, Variable
from app.values import Value, VarType, to_text
from tests.rulebooks.loading import codes, finding, load_rows, words
from tests.workbooks import Rows, decision_table, dictionary, stack

CLASSES = "正常,关注,次级,可疑,损失"
NAMES = dictionary(
    ("天数", "整数", ">=0"), ("到期", "日期"), ("担保", "文本", "抵押,保证,信用"),
    ("评级", "文本", "优,良,中,差", "有序"), ("分类", "文本", CLASSES, "有序"), ("额度", "金额", ">=0", "有序"),
    ("策略", "文本", CLASSES),
)  # fmt: skip
DAYS = ["[0..30]", "(30..90]", "(90..180]", "(180..360]", ">360"]


def load(inputs: list[str], rules: Rows, output: str = "分类", **options: Any) -> Any:
    return load_rows(stack(NAMES, decision_table("表", inputs, [output], rules, **options)))


def by_days(*outcomes: Any) -> Rows:
    return [[f"R{number}", band, outcome] for number, (band, outcome) in enumerate(zip(DAYS, outcomes, strict=True), 1)]


def test_more_days_must_not_give_a_better_class() -> None:
    found = finding(load(["天数"], by_days("正常", "关注", "可疑", "次级", "损失")), "step-back")
    assert found.level == "warning"
    assert (found.place.cell, found.params["first"], found.params["second"]) == ("A16:C16", "R3", "R4")
    assert found.params["case"] == "天数=91"
    assert found.witness == {"天数": "181"}
    assert (found.params["was"], found.params["becomes"], found.params["forward"]) == ("可疑", "次级", 3)
    assert "R4" in words(found)


def test_a_table_that_goes_one_way_is_left_alone_whichever_way_that_is() -> None:
    rising = ["正常", "关注", "关注", "次级", "损失"]
    for outcomes in (rising, rising[::-1]):
        assert not codes(load(["天数"], by_days(*outcomes)), "warning")[:-4]  # four unused names of the dictionary


def test_a_table_without_a_direction_is_left_alone() -> None:
    assert "step-back" not in codes(load(["天数"], by_days("损失", "关注", "正常", "关注", "损失")), "warning")


def test_a_conclusion_that_the_dictionary_does_not_call_ordered_is_left_alone() -> None:
    assert "step-back" not in codes(load(["天数"], by_days("正常", "关注", "可疑", "次级", "损失"), "策略"), "warning")


def test_amounts_are_ordered_of_themselves() -> None:
    found = finding(load(["天数"], by_days(500, 400, 450, 200, 100), "额度"), "step-back")
    assert (found.params["was"], found.params["becomes"]) == ("400", "450")


def test_dates_count_as_they_follow_each_other() -> None:
    years = ["<2021-01-01", "[2021-01-01..2022-01-01)", "[2022-01-01..2023-01-01)", "[2023-01-01..2024-01-01)",
             ">=2024-01-01"]  # fmt: skip
    outcomes = ("损失", "次级", "可疑", "关注", "正常")
    rules = [[f"R{n}", year, outcome] for n, (year, outcome) in enumerate(zip(years, outcomes, strict=True))]
    assert finding(load(["到期"], rules), "step-back").witness == {"到期": "2022-01-01"}


def test_an_ordered_text_input_counts_in_the_order_of_its_values() -> None:
    rules = [["R1", "优", "正常"], ["R2", "良", "关注"], ["R3", "差", "次级"], ["R4", "中", "可疑"]]
    assert "step-back" not in codes(load(["评级"], rules), "warning")  # two steps forward make no direction
    both = [
        [f"R{n}{m}", grade, band, CLASSES.split(",")[min(4, n + m)]]
        for n, grade in enumerate(("优", "良", "中", "差"))
        for m, band in enumerate(("[0..90]", ">90"))
    ]
    both[5][3] = "正常"  # R21: 中, over 90 days
    found = [f for f in load(["评级", "天数"], both).findings if f.code == "rulebooks.step-back"]
    assert [(f.params["variable"], f.params["second"]) for f in found] == [("评级", "R21"), ("天数", "R21")]
    assert found[0].witness == {"评级": "中", "天数": "91"}
    assert found[0].params["case"] == "评级=良，天数=91"


def test_an_unordered_text_input_has_no_steps() -> None:
    rules = [["R1", "抵押", "正常"], ["R2", "保证", "可疑"], ["R3", "信用", "关注"]]
    assert "step-back" not in codes(load(["担保"], rules), "warning")


def test_a_hole_between_two_rows_does_not_hide_the_step() -> None:
    rules = by_days("正常", "关注", "可疑", "次级", "损失")
    rules[3][1] = "[200..360]"
    assert finding(load(["天数"], rules), "step-back").witness == {"天数": "200"}


def test_the_default_row_is_no_step() -> None:
    rules = by_days("关注", "关注", "次级", "可疑", "损失")[1:]
    assert "step-back" not in codes(load(["天数"], rules, default=["损失"]), "warning")


def test_a_rule_that_an_earlier_one_beats_is_not_judged_where_it_does_not_decide() -> None:
    rules = [*by_days("正常", "关注", "次级", "可疑", "损失"), ["R6", ">100", "关注"]]
    assert "step-back" not in codes(load(["天数"], rules, policy="F"), "warning")
    assert "step-back" not in codes(load(["天数"], rules, policy="最重"), "warning")


def test_a_search_that_is_not_finished_says_so_and_accuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "MAX_STEPS", 3)
    loaded = load(["天数"], by_days("正常", "关注", "可疑", "次级", "损失"))
    assert "steps-back-incomplete" in codes(loaded, "note")
    assert "step-back" not in codes(loaded, "warning")


def test_a_flood_is_cut_short_and_says_so() -> None:
    rules = []
    for number in range(25):
        outcomes = ("正常", "关注", "次级", "关注", "可疑", "损失")
        rules += [
            [f"R{number}.{step}", f"[{number * 10}..{number * 10 + 9}]", f"[{step}..{step + 1})", outcome]
            for step, outcome in enumerate(outcomes)
        ]
    rows = stack(
        dictionary(("天数", "整数", "[0..249]"), ("率", "小数", "[0..6)"), ("分类", "文本", CLASSES, "有序")),
        decision_table("表", ["天数", "率"], ["分类"], rules),
    )
    loaded = load_rows(rows)
    assert codes(loaded, "warning").count("step-back") == 20
    assert finding(loaded, "steps-back-more").params["count"] == 5


# --- against brute force --------------------------------------------------------------------------------------

PLACE = Place("a.xlsx", "表", "A1")
ORDER = ("好", "中", "坏")
GRADES = ("甲", "乙", "丙")
NUMBERS: list[Value] = [Decimal(value) / 2 for value in range(-1, 14)]

bounds = st.integers(0, 4).map(Decimal)
number_conditions: st.SearchStrategy[Condition] = st.one_of(
    st.just(ANYTHING),
    st.builds(lambda low, width: Interval(low, True, low + width, False), bounds, st.sampled_from([1, 1, 2])),
    st.builds(lambda low: Interval(low, True, None, False), bounds),
)
grade_conditions: st.SearchStrategy[Condition] = st.sampled_from([ANYTHING, *map(Equals, GRADES)])


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    variables = {
        "数": Variable("数", VarType.DECIMAL, PLACE, required=draw(st.booleans())),
        "级": Variable("级", VarType.TEXT, PLACE, domain=GRADES, ordered=draw(st.booleans()), required=True),
        "果": Variable("果", VarType.TEXT, PLACE, domain=ORDER, ordered=True),
    }
    conditions = st.tuples(number_conditions | st.just(Missing()), grade_conditions)
    outcome = st.sampled_from([*ORDER, *ORDER, None])
    drawn = draw(st.lists(st.tuples(conditions, outcome), min_size=3, max_size=9))
    rules = [Rule(f"R{n}", said, ("", ""), (given_,), f"A{n}") for n, (said, given_) in enumerate(drawn)]
    policies = [HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.WORST]
    table = DecisionTable(
        "表", draw(st.sampled_from(policies)), (Header("数", PLACE), Header("级", PLACE)),
        (Output("果", PLACE, VarType.TEXT, ORDER),), tuple(rules), PLACE,
    )  # fmt: skip
    return Rulebook("a", "a.xlsx", "", variables, tables=(table,))


def deciding(table: DecisionTable, case: tuple[Value, Value]) -> int | None:
    """The definition of the hit policies once more, rule by rule."""
    hits = [n for n, rule in enumerate(table.rules) if all(map(matches, rule.conditions, case))]
    outcomes = [table.rules[hit].outcomes[0] for hit in hits]
    if not hits or (table.policy is HitPolicy.UNIQUE and len(hits) > 1):
        return None
    if table.policy is HitPolicy.ANY and len(set(outcomes)) > 1:
        return None
    if table.policy is HitPolicy.PRIORITY:
        return min(hits, key=lambda hit: (_place(table, hit, 3), hit))
    if table.policy is HitPolicy.WORST:
        return min(hits, key=lambda hit: (-_place(table, hit, -1), hit))
    return hits[0]


def _place(table: DecisionTable, rule: int, unlisted: int) -> int:
    outcome = table.rules[rule].outcomes[0]
    return unlisted if outcome is None else ORDER.index(str(outcome))


def expected(rulebook: Rulebook) -> set[tuple[str, str]]:
    """(variable, rule that steps back) by walking every line of cases."""
    (table,) = rulebook.tables
    speaks_of_missing = any(isinstance(rule.conditions[0], Missing) for rule in table.rules)
    optional = not rulebook.variables["数"].required and speaks_of_missing
    lines = {"数": [[(number, grade) for number in NUMBERS] for grade in GRADES]}
    if rulebook.variables["级"].ordered:
        numbers = [*NUMBERS, None] if optional else NUMBERS
        lines["级"] = [[(number, grade) for grade in GRADES] for number in numbers]
    found = set()
    for variable, rows in lines.items():
        pairs = set()
        for row in rows:
            rules = [rule for case in row if (rule := deciding(table, case)) is not None]
            pairs |= {(one, two) for one, two in pairwise(rules) if one != two}
        places = {pair: [_place(table, rule, -9) for rule in pair] for pair in pairs}
        up = {pair for pair, (one, two) in places.items() if -9 not in (one, two) and two > one}
        down = {pair for pair, (one, two) in places.items() if -9 not in (one, two) and two < one}
        few, many = sorted((up, down), key=len)
        if len(many) >= 3 * max(1, len(few)):
            found |= {(variable, f"R{after}") for _before, after in few}
    return found


@settings(max_examples=300)
@given(rulebooks())
def test_steps_back_are_those_of_brute_force(rulebook: Rulebook) -> None:
    (table,) = rulebook.tables
    found = [f for f in analyse(rulebook) if f.code == "rulebooks.step-back"]
    assert {(f.params["variable"], f.params["second"]) for f in found} == expected(rulebook)
    for step in found:
        assert step.witness is not None
        witness = {name: None if text == "空" else text for name, text in step.witness.items()}
        number = None if witness["数"] is None else Decimal(witness["数"])
        decided = deciding(table, (number, witness["级"]))
        assert decided is not None
        assert table.rules[decided].id == step.params["second"]
        assert to_text(table.rules[decided].outcomes[0]) == step.params["becomes"]


def test_brute_force_meets_steps_back_at_all() -> None:
    """The property above would hold for tables without any."""
    rules = [
        Rule(f"R{n}", (Interval(Decimal(n), True, Decimal(n + 1), False), Equals(grade)), ("", ""), (outcome,), f"A{n}")
        for n, (grade, outcome) in enumerate(product(GRADES[:1], ("好", "中", "好", "坏")))
    ]
    variables = {
        "数": Variable("数", VarType.DECIMAL, PLACE), "级": Variable("级", VarType.TEXT, PLACE, domain=GRADES),
        "果": Variable("果", VarType.TEXT, PLACE, domain=ORDER, ordered=True),
    }  # fmt: skip
    inputs, outputs = (Header("数", PLACE), Header("级", PLACE)), (Output("果", PLACE, VarType.TEXT, ORDER),)
    table = DecisionTable("表", HitPolicy.UNIQUE, inputs, outputs, tuple(rules), PLACE)
    rulebook = Rulebook("a", "a.xlsx", "", variables, tables=(table,))
    assert expected(rulebook) == set()  # two forward, one back: no direction
    more = Rule("R4", (Interval(Decimal(2), True, Decimal(3), False), Equals("乙")), ("", ""), ("好",), "A4")
    last = Rule("R5", (Interval(Decimal(3), True, Decimal(4), False), Equals("乙")), ("", ""), ("坏",), "A5")
    table = DecisionTable("表", HitPolicy.UNIQUE, inputs, outputs, (*rules, more, last), PLACE)
    assert expected(Rulebook("a", "a.xlsx", "", variables, tables=(table,))) == {("数", "R2")}
