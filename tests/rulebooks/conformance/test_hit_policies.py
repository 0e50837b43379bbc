# ruff: noqa: E501 - one clause a line
"""The hit policies as DMN defines them, through a real workbook, by all three ways of deciding.

Each row of the table is one rule of the standard: what the corner says, the rules that hold for a case, what comes out.
The condition column is a number 数; a case with 数 = n meets exactly the rules whose condition admits n.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.columns import column
from app.decide import Decision, compile_rulebook
from app.decide.plain import decide_one
from app.rulebooks.model import HitPolicy
from app.values import VarType
from tests.rulebooks.loading import at_cells, load_rows, rulebook_of
from tests.workbooks import Rows, decision_table, dictionary, stack

TODAY = date(2026, 9, 30)
MISS = None
ORDER = "正常,关注,次级"


@dataclass(frozen=True)
class Clause:
    """One rule of the standard. ``rules`` are id, condition and conclusions."""

    says: str
    policy: str
    rules: Rows
    number: int | None
    expected: Any
    """One conclusion, a tuple of several conclusions, or the code of the case's error as ``!code``."""
    fired: tuple[str, ...]
    outputs: tuple[tuple[str, ...], ...] = (("果", "文本", ORDER),)
    """As rows of the 数据字典."""
    default: tuple[Any, ...] | None = None

    def __str__(self) -> str:
        return f"{self.policy} {self.says}"


ONE = [["R1", ">0", "正常"], ["R2", "<0", "关注"]]
THREE = [["R1", ">0", "关注"], ["R2", ">1", "次级"], ["R3", ">2", "正常"]]
ALIKE = [["R1", ">0", "关注"], ["R2", ">1", "关注"], ["R3", ">2", "次级"]]
UNLISTED = [["R1", ">0", "另类"], ["R2", ">1", "次级"], ["R3", ">2", "关注"]]
GAP = [["R1", ">0", "关注"], ["R2", ">1", "-"], ["R3", ">2", "次级"]]
PAIR = (("甲", "文本", "高,低"), ("乙", "文本", "先,后"))
TWO = [["R1", ">0", "低", "先"], ["R2", ">1", "高", "后"], ["R3", ">2", "高", "先"]]
AMOUNT = (("额", "小数"),)
SUMS = [["R1", ">0", 0.1], ["R2", ">1", 0.2], ["R3", ">2", -5]]
TWINS = [["R1", ">0", 7], ["R2", ">1", 7], ["R3", ">2", 7]]
AMOUNTS = (("额", "小数"), ("期", "整数"))
SUMS_OF_TWO = [["R1", ">0", 10, 1], ["R2", ">1", 30, "-"], ["R3", ">2", 20, 5]]
DAYS = (("日", "日期"),)
DATES = [["R1", ">0", date(2026, 1, 31)], ["R2", ">1", date(2025, 12, 31)]]
D = Decimal

CLAUSES = [
    # U: rules must be disjoint; one hit gives its outcome, two are an error of the case
    Clause("one hit", "U", ONE, 1, "正常", ("R1",)),
    Clause("no hit", "U", ONE, 0, MISS, ()),
    Clause("two hits are an error of the case", "U", THREE, 2, "!decide.unique-overlap", ("R1", "R2")),
    Clause("two hits are an error also where they agree", "U", ALIKE, 2, "!decide.unique-overlap", ("R1", "R2")),
    Clause("blank corner is U", "", THREE, 2, "!decide.unique-overlap", ("R1", "R2")),
    Clause("several outputs", "U", TWO, 1, ("低", "先"), ("R1",), PAIR),
    Clause("a dash gives nothing", "U", [["R1", ">0", "-", "先"]], 1, (None, "先"), ("R1",), PAIR),
    # A: several hits are fine where all their outcomes are equal
    Clause("equal outcomes", "A", ALIKE, 2, "关注", ("R1", "R2")),
    Clause("different outcomes are an error", "A", ALIKE, 3, "!decide.any-conflict", ("R1", "R2", "R3")),
    Clause("one of several outputs differs", "A", TWO, 3, "!decide.any-conflict", ("R1", "R2", "R3"), PAIR),
    Clause("no hit", "A", ALIKE, 0, MISS, ()),
    # F: the first row that holds
    Clause("first row wins", "F", THREE, 3, "关注", ("R1",)),
    Clause("a dash of the first row hides the later ones", "F", [["R1", ">0", "-"], ["R2", ">0", "关注"]], 1, None, ("R1",)),
    Clause("no hit", "F", THREE, 0, MISS, ()),
    # P: the outcome that is listed first in 取值范围
    Clause("the value listed first wins", "P", THREE, 3, "正常", ("R3",)),
    Clause("of two hits", "P", THREE, 2, "关注", ("R1",)),
    Clause("outputs count from left to right", "P", TWO, 3, ("高", "先"), ("R3",), PAIR),
    Clause("the first output decides before the second", "P", TWO, 2, ("高", "后"), ("R2",), PAIR),
    Clause("rows that conclude the same win together", "P", ALIKE, 2, "关注", ("R1", "R2")),
    Clause("no hit", "P", THREE, 0, MISS, ()),
    # 最重, our own: the value listed last
    Clause("the value listed last wins", "最重", THREE, 3, "次级", ("R2",)),
    Clause("outputs count from left to right", "最重", TWO, 3, ("低", "先"), ("R1",), PAIR),
    # R: all outcomes in the order of the rows
    Clause("in the order of the rows", "R", THREE, 3, ("关注", "次级", "正常"), ("R1", "R2", "R3")),
    Clause("equal outcomes stay", "R", ALIKE, 2, ("关注", "关注"), ("R1", "R2")),
    Clause("one hit is a list of one", "R", THREE, 1, ("关注",), ("R1",)),
    Clause("a dash adds nothing", "R", GAP, 3, ("关注", "次级"), ("R1", "R2", "R3")),
    Clause("several outputs stay parallel", "R", TWO, 2, (("低", "高"), ("先", "后")), ("R1", "R2"), PAIR),
    Clause("no hit", "R", THREE, 0, MISS, ()),
    # O: all outcomes in the order of 取值范围
    Clause("in the order of the values", "O", THREE, 3, ("正常", "关注", "次级"), ("R3", "R1", "R2")),
    Clause("several outputs from left to right", "O", TWO, 3, (("高", "高", "低"), ("先", "后", "先")), ("R3", "R2", "R1"), PAIR),
    Clause("equal outcomes in the order of the rows", "O", ALIKE, 3, ("关注", "关注", "次级"), ("R1", "R2", "R3")),
    Clause("no hit", "O", THREE, 0, MISS, ()),
    # C: all outcomes, in no order that means anything (ours: of the rows)
    Clause("all of them", "C", THREE, 3, ("关注", "次级", "正常"), ("R1", "R2", "R3")),
    Clause("equal outcomes stay", "C", ALIKE, 2, ("关注", "关注"), ("R1", "R2")),
    Clause("no hit", "C", THREE, 0, MISS, ()),
    # C+ C> C< C#
    Clause("exact sum", "C+", SUMS, 2, D("0.3"), ("R1", "R2"), AMOUNT),
    Clause("equal addends count each", "C+", TWINS, 3, D(21), ("R1", "R2", "R3"), AMOUNT),
    Clause("each output by itself, a dash adds nothing", "C+", SUMS_OF_TWO, 3, (D(60), D(6)), ("R1", "R2", "R3"), AMOUNTS),
    Clause("no hit is no sum, not zero", "C+", SUMS, 0, MISS, (), AMOUNT),
    Clause("largest", "C>", SUMS, 3, D("0.2"), ("R2",), AMOUNT),
    Clause("latest of dates", "C>", DATES, 2, date(2026, 1, 31), ("R1",), DAYS),
    Clause("equal largest fire together", "C>", TWINS, 2, D(7), ("R1", "R2"), AMOUNT),
    Clause("no hit", "C>", SUMS, 0, MISS, (), AMOUNT),
    Clause("smallest", "C<", SUMS, 3, D(-5), ("R3",), AMOUNT),
    Clause("earliest of dates", "C<", DATES, 2, date(2025, 12, 31), ("R2",), DAYS),
    Clause("no hit", "C<", SUMS, 0, MISS, (), AMOUNT),
    Clause("counts the rules", "C#", THREE, 3, D(3), ("R1", "R2", "R3")),
    Clause("counts equal outcomes each", "C#", ALIKE, 2, D(2), ("R1", "R2")),
    Clause("no hit is 未命中, not zero", "C#", THREE, 0, MISS, ()),
    # the default row
    *(
        Clause("no hit gives the default", policy.value, THREE, 0, "正常", ("默认",), default=("正常",))
        for policy in HitPolicy
        if policy not in (HitPolicy.SUM, HitPolicy.MAX, HitPolicy.MIN, HitPolicy.COUNT)
    ),
    Clause("no hit gives the default", "C+", SUMS, 0, D(0), ("默认",), AMOUNT, default=(0,)),
    Clause("a hit ignores the default", "F", THREE, 1, "关注", ("R1",), default=("正常",)),
    Clause("an overlap is no case for the default", "U", THREE, 2, "!decide.unique-overlap", ("R1", "R2"), default=("正常",)),
    # missing inputs
    Clause("a missing value meets no comparison", "F", THREE, None, MISS, ()),
    Clause("a missing value meets the dash", "F", [["R1", ">0", "关注"], ["R2", "-", "正常"]], None, "正常", ("R2",)),
    Clause("a missing value meets 空", "F", [["R1", "非空", "关注"], ["R2", "空", "正常"]], None, "正常", ("R2",)),
]  # fmt: skip


def sheet(clause: Clause) -> Rows:
    names = [name for name, *_rest in clause.outputs]
    table = decision_table("表", ["数"], names, clause.rules, policy=clause.policy, default=clause.default)
    counted = [(name, "整数") for name in names] if clause.policy == "C#" else clause.outputs
    return stack(dictionary(("数", "整数"), *counted), table)


def decisions(clause: Clause) -> dict[str, Decision]:
    """The case decided by itself, as a column among others, and by the plain interpreter."""
    rulebook = rulebook_of(sheet(clause))  # overlaps are findings of the analysis: it can be decided all the same
    compiled = compile_rulebook(rulebook)
    value = None if clause.number is None else Decimal(clause.number)
    others = [Decimal(-1), value, Decimal(1)]
    return {
        "case": compiled.decide_one({"数": value}, TODAY),
        "column": compiled.decide({"数": column(others, VarType.INTEGER)}, len(others), TODAY).decision(1),
        "plain": decide_one(rulebook, {"数": value}, TODAY),
    }


@pytest.mark.parametrize("clause", CLAUSES, ids=str)
def test_a_hit_policy_means_what_the_standard_says(clause: Clause) -> None:
    for way, decision in decisions(clause).items():
        outcome = tuple(decision.outputs.values())
        if isinstance(clause.expected, str) and clause.expected.startswith("!"):
            assert [error.code for error in decision.errors] == [clause.expected[1:]], way
            assert outcome == (None,) * len(clause.outputs), way
        else:
            assert decision.errors == (), way
            assert outcome == _as_outcome(clause), way
        assert decision.trace[-1].rules == clause.fired, way


def _as_outcome(clause: Clause) -> tuple[Any, ...]:
    if clause.expected is MISS:
        return (None,) * len(clause.outputs)
    return clause.expected if len(clause.outputs) > 1 else (clause.expected,)


def test_every_policy_has_clauses() -> None:
    assert {clause.policy for clause in CLAUSES} - {""} == {policy.value for policy in HitPolicy}


def test_a_value_outside_the_order_is_refused_where_the_order_decides() -> None:
    """DMN leaves it open where an outcome stands that is not listed; here such a workbook is not read."""
    loaded = load_rows(sheet(Clause("", "P", UNLISTED, 1, "", ())))
    assert list(at_cells(loaded).values()) == ["value-outside"]


@pytest.mark.parametrize(
    ("corner", "policy"),
    [
        ("U", HitPolicy.UNIQUE), ("唯一", HitPolicy.UNIQUE), ("U/唯一", HitPolicy.UNIQUE), ("u", HitPolicy.UNIQUE), ("Ｕ", HitPolicy.UNIQUE),
        ("A", HitPolicy.ANY), ("一致", HitPolicy.ANY), ("F", HitPolicy.FIRST), ("首条", HitPolicy.FIRST), ("First", HitPolicy.FIRST),
        ("P", HitPolicy.PRIORITY), ("优先", HitPolicy.PRIORITY), ("最重", HitPolicy.WORST), ("R", HitPolicy.RULE_ORDER),
        ("按行", HitPolicy.RULE_ORDER), ("rule order", HitPolicy.RULE_ORDER), ("O", HitPolicy.OUTPUT_ORDER), ("按序", HitPolicy.OUTPUT_ORDER),
        ("C", HitPolicy.COLLECT), ("全部", HitPolicy.COLLECT), ("C+", HitPolicy.SUM), ("求和", HitPolicy.SUM), ("C +", HitPolicy.SUM),
        ("C＋", HitPolicy.SUM), ("C>", HitPolicy.MAX), ("最大", HitPolicy.MAX), ("C＞ 最大", HitPolicy.MAX), ("C<", HitPolicy.MIN),
        ("最小", HitPolicy.MIN), ("C#", HitPolicy.COUNT), ("计数", HitPolicy.COUNT), ("C#/计数", HitPolicy.COUNT),
    ],
)  # fmt: skip
def test_every_spelling_of_a_policy_is_known_in_the_corner_and_as_a_property(corner: str, policy: HitPolicy) -> None:
    outcomes = [["R1", ">0", 1]]
    written = [("数", "整数"), ("果", "整数", "1,2")]
    in_corner = decision_table("表", ["数"], ["果"], outcomes, policy=corner)
    as_property = decision_table("表", ["数"], ["果"], outcomes, policy="", properties={"命中策略": corner})
    for rows in (in_corner, as_property):
        assert rulebook_of(stack(dictionary(*written), rows)).tables[0].policy is policy


DATED: Rows = [
    ["R1", ">0", "旧", None, date(2025, 12, 31)],
    ["R2", ">0", "新", date(2026, 1, 1), None],
]


@pytest.mark.parametrize(
    ("day", "expected", "fired"),
    [
        (date(2025, 12, 31), "旧", ("R1",)),
        (date(2026, 1, 1), "新", ("R2",)),
        (date(1990, 1, 1), "旧", ("R1",)),
        (date(2090, 1, 1), "新", ("R2",)),
    ],
)
def test_a_dated_row_counts_on_both_of_its_days_and_no_others(day: date, expected: str, fired: tuple[str, ...]) -> None:
    table = decision_table("表", ["数"], ["果"], DATED, remarks=["生效日期", "失效日期"])
    rulebook = rulebook_of(stack(dictionary(("数", "整数"), ("果", "文本")), table))
    case = {"数": Decimal(1)}
    batch = compile_rulebook(rulebook).decide({"数": column([Decimal(1)], VarType.INTEGER)}, 1, day)
    for decision in (
        compile_rulebook(rulebook).decide_one(case, day),
        decide_one(rulebook, case, day),
        batch.decision(0),
    ):
        assert (decision.outputs["果"], decision.trace[0].rules) == (expected, fired)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 1, 1), "甲"), (date(2025, 12, 31), None), (date(2027, 1, 1), None)]
)
def test_outside_the_table_s_own_dates_nothing_fires(day: date, expected: str | None) -> None:
    properties = {"生效日期": date(2026, 1, 1), "失效日期": date(2026, 12, 31)}
    table = decision_table("表", ["数"], ["果"], [["R1", ">0", "甲"]], properties=properties)
    rulebook = rulebook_of(stack(dictionary(("数", "整数"), ("果", "文本")), table))
    assert compile_rulebook(rulebook).decide_one({"数": Decimal(1)}, day).outputs["果"] == expected
    assert decide_one(rulebook, {"数": Decimal(1)}, day).outputs["果"] == expected
