"""The trace of a decision, put beside the words of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.batches.cases import decide_cases
from app.batches.records import records
from app.batches.release import make_release
from app.cases import read_cases
from app.decide import compile_rulebook
from app.rulebooks import load
from app.store.decisions import StoredDecision
from app.web.reasons import Part, outcome, parts_of, spelled
from tests.workbooks import Rows, book, decision_table, dictionary, formulas, parameters, stack

WIDE = [f"条件{number}" for number in range(7)]
RULES: Rows = stack(
    dictionary(
        ("逾期", "整数"),
        ("利率", "百分比"),
        ("分类", "文本", "正常,次级"),
        ("措施", "文本", "电话,上门"),
        ("提示语", "文本"),
        ("加倍", "整数"),
        *((name, "是否") for name in WIDE),
    ),
    parameters({"次级天数": (90, "天", "办法")}),
    formulas({"加倍": ("=逾期*2", "整数", 0)}),
    decision_table(
        "分类表", ["逾期"], ["分类"], [["R1", ">次级天数", "次级", "办法第十条"]], policy="F", remarks=["依据"],
        default=["正常"],
    ),
    decision_table("措施表", WIDE, ["措施"], [["M1", "是", "-", "-", "-", "-", "-", "-", "电话"]], policy="C"),
    decision_table("提示表", ["逾期"], ["提示语"], [["T1", ">1000", "核销"]], policy="C"),
)  # fmt: skip


@dataclass(frozen=True)
class Decided:
    decision: StoredDecision
    parts: tuple[Part, ...]

    def reason(self, table: str) -> Any:
        return next(reason for part in self.parts for reason in part.reasons if reason.table == table)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def decide(**values: str) -> Decided:
    rulebook = load(book({"规则": RULES}), "规则.xlsx").rulebook
    assert rulebook is not None
    release = make_release([compile_rulebook(rulebook)])
    table = f"{','.join(values)}\n{','.join(values.values())}\n"
    cases = read_cases(table.encode("utf-8-sig"), "台账.csv", release.inputs)
    record = records(decide_cases(release, cases, date(2026, 9, 30)))[0]
    decision = StoredDecision(
        1, record.row, record.source_row, record.case_id, "", "", "", "", "", None, record.inputs, record.outputs,
        tuple(record.trace), record.errors,
    )  # fmt: skip
    versions: Mapping[str, str] = {"规则": "0" * 64}
    return Decided(decision, parts_of(decision, versions, lambda version: rulebook))


def test_a_rule_stands_beside_what_the_case_brought() -> None:
    reason = decide(逾期="100").reason("分类表")
    (hit,) = reason.hits
    assert hit.rule == "R1"
    assert [(test.variable, test.condition, test.given) for test in hit.tests] == [("逾期", ">次级天数", "100")]
    assert dict(hit.remarks) == {"依据": "办法第十条"}
    assert reason.outputs == (("分类", "次级"),)
    assert reason.cells.startswith("规则!A")


def test_a_parameter_is_shown_with_its_value() -> None:
    (hit,) = decide(逾期="100").reason("分类表").hits
    assert hit.tests[0].meaning == ">90"


def test_the_default_is_named_as_such() -> None:
    reason = decide(逾期="10").reason("分类表")
    assert reason.by_default
    assert reason.outputs == (("分类", "正常"),)
    assert reason.anchor == "分类表/默认"


def test_a_formula_shows_its_text_and_what_it_read() -> None:
    reason = decide(逾期="10").reason("加倍")
    assert reason.formula == "=逾期*2"
    assert reason.inputs == (("逾期", "10"),)
    assert reason.outputs == (("加倍", "20"),)


def test_of_a_wide_rule_only_what_it_tests_is_shown() -> None:
    (hit,) = decide(逾期="10", 条件0="是", 条件3="否").reason("措施表").hits
    assert [test.variable for test in hit.tests] == ["条件0"]


def test_a_table_in_which_nothing_fires_is_silent_not_absent() -> None:
    reason = decide(逾期="10").reason("提示表")
    assert (reason.hits, reason.by_default, reason.cells) == ((), False, "")


def test_what_could_not_be_decided_says_so() -> None:
    decided = decide(逾期="很多天")
    assert decided.reason("分类表").undecided
    assert outcome(decided.decision, "分类") == "未判定"


def test_no_hit_is_told_from_undecided() -> None:
    assert outcome(decide(逾期="10").decision, "没有这个结论") == "未命中"
    assert outcome(decide(逾期="100").decision, "分类") == "次级"


def test_values_are_spelt_as_their_type_asks() -> None:
    rulebook = load(book({"规则": RULES}), "规则.xlsx").rulebook
    assert rulebook is not None
    stored = {"利率": "0.045", "逾期": "10", "措施": ["电话", "上门"], "分类": None, "条件0": True}
    assert spelled(stored, [rulebook]) == [
        ("利率", "4.5%"), ("逾期", "10"), ("措施", "电话、上门"), ("分类", ""), ("条件0", "是"),
    ]  # fmt: skip
