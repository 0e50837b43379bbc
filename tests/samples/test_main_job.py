"""The sample portfolio through the sample rulebooks: the numbers that a bank would expect to see."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import groupby

import pytest

from app.batches.cases import decide_cases
from app.batches.context import letter_context
from app.batches.letters import plan_letters
from app.batches.recheck import recheck
from app.batches.release import make_release
from app.cases import read_cases
from app.decide import compile_rulebook, run_tests
from app.letters import compile_template, from_record, to_record
from app.rulebooks import load
from app.samples.ledger import HEADER_ROW
from app.samples.portfolio import AS_OF, make_lines, make_portfolio
from app.samples.rulebooks import make_rulebooks
from app.samples.templates import TEMPLATES

BAD = ("次级", "可疑", "损失")
GATES = ("阻断理由", "送达阻断理由", "担保阻断理由", "诉讼阻断理由")
CONCLUDED = (
    "五级分类",
    "认定依据",
    "拨备金额",
    "债务人分层",
    "清收策略",
    "清收措施",
    "审批人",
    "预警级别",
    "首选送达方式",
)


@pytest.fixture(scope="module")
def release():
    return make_release([compile_rulebook(load(data, name).rulebook) for name, data in make_rulebooks().items()])


@pytest.fixture(scope="module")
def decided(release):
    return decide_cases(release, read_cases(make_portfolio(), "贷款台账.xlsx", release.inputs), AS_OF)


@pytest.fixture(scope="module")
def outputs(decided):
    return {name: column.to_list() for name, column in decided.outputs.items()}


def source_rows(lines):
    """The ledger row of each line; a subtotal stands behind each branch."""
    row = HEADER_ROW
    for _, group in groupby(lines, key=lambda line: line.loan.debtor.branch):
        for line in group:
            row += 1
            yield row, line
        row += 1


def test_every_loan_is_read_and_the_subtotals_are_not_loans(decided):
    assert len(decided) == 5000


def test_each_heading_of_the_ledger_but_two_is_understood(decided):
    assert not [finding for finding in decided.cases.findings if finding.is_error]
    unknown = set(decided.cases.raw.headings) - {
        heading for variable in decided.release.inputs.values() for heading in variable.headings
    }
    assert unknown == {"序号", "贷款用途"}


def test_rates_given_in_points_are_read_as_fractions(decided):
    rates = [rate for rate in decided.cases.columns["年利率"].to_list() if rate is not None]
    assert 0.04 < min(rates) < max(rates) < 0.12


def test_codes_keep_their_leading_zeros(decided):
    assert all(number.startswith("08") for number in decided.cases.columns["客户经理工号"].to_list())


def test_each_flaw_is_a_named_error_of_its_own_row_and_of_no_other(decided):
    flawed = {row: line for row, line in source_rows(make_lines()) if line.fault}
    found = {decided.cases.raw.row_numbers[row]: findings for row, findings in decided.errors.items()}
    assert set(found) == set(flawed)
    for row, line in flawed.items():
        variable = next(one for one in decided.release.inputs.values() if line.heading in one.headings)
        assert any(variable.name in finding.params.values() for finding in found[row]), (row, line.fault, found[row])


def test_the_other_loans_have_a_class_a_strategy_an_approver_and_a_level(decided, outputs):
    for name in (
        "五级分类",
        "认定依据",
        "拨备金额",
        "债务人分层",
        "清收策略",
        "清收措施",
        "审批人",
        "预警级别",
        "首选送达方式",
    ):
        undecided = [row for row, value in enumerate(outputs[name]) if value is None]
        assert set(undecided) <= set(decided.errors), name


def test_the_plain_interpreter_agrees(decided):
    assert recheck(decided, 300, seed=1) == []


def test_every_class_occurs_and_the_non_performing_ratio_is_that_of_a_rural_bank(decided, outputs):
    balances = [balance or 0 for balance in decided.columns["贷款余额"].to_list()]
    bad = sum(balance for balance, one in zip(balances, outputs["五级分类"], strict=True) if one in BAD)
    assert set(outputs["五级分类"]) - {None} == {"正常", "关注", *BAD}
    assert 0.05 <= bad / sum(balances) <= 0.08


def test_the_class_is_never_milder_than_the_floor_or_the_matrix(outputs):
    order = ("正常", "关注", *BAD)
    for floor, matrix, final in zip(outputs["底线分类"], outputs["矩阵分类"], outputs["五级分类"], strict=True):
        if None not in (floor, matrix, final):
            assert order.index(final) == max(order.index(floor), order.index(matrix))
    assert Counter(outputs["认定依据"]).keys() >= {"底线", "矩阵", "一致"}


def test_hundreds_of_debtors_get_letters_and_some_are_stopped(decided, outputs):
    letters = plan_letters(decided)
    kinds = Counter(letter.kind for letter in letters)
    assert set(kinds) == set(decided.release.letters)
    assert kinds["清收实施方案"] == 1
    assert all(count >= 5 for kind, count in kinds.items() if kind != "清收实施方案")
    assert 900 <= len(letters) <= 1300
    assert len({letter.customer_id for letter in letters}) >= 300
    reasons = {reason for name in GATES for listed in outputs[name] if listed for reason in listed}
    assert len(reasons) >= 15


def test_every_rule_fires_on_the_portfolio_or_in_a_test_of_its_workbook(release, decided):
    for book, part in zip(release.books, decided.parts, strict=True):
        tested = {coverage.table: coverage.fired for coverage in run_tests(book, AS_OF).coverage}
        for shape in part.steps:
            fired = {index for rules in part.fired[shape.table].to_list() if rules for index in rules}
            silent = [
                rule
                for index, rule in enumerate(shape.rule_ids)
                if shape.rule_cells[index] and index not in fired and not tested[shape.table].get(rule)
            ]
            assert not silent, (book.rulebook.name, shape.table)


def test_most_rules_fire_on_the_portfolio_itself(decided):
    """Gates are for what seldom happens; their own tests make each of them fire."""
    for part in decided.parts:
        for shape in (shape for shape in part.steps if not set(GATES) & set(shape.outputs)):
            rules = [rule for rule, cells in zip(shape.rule_ids, shape.rule_cells, strict=True) if cells]
            fired = {index for hits in part.fired[shape.table].to_list() if hits for index in hits}
            assert len(fired) >= 0.7 * len(rules), shape.table


def test_every_kind_of_letter_can_be_written_and_a_few_of_each_go_out(decided, release):
    templates = {name: compile_template(make(), name) for name, make in TEMPLATES.items()}
    equipped = replace(decided, release=replace(release, templates=templates))
    free = [letter for letter in plan_letters(equipped) if not letter.blocked]
    by_kind = {kind: [letter for letter in free if letter.kind == kind] for kind in release.letters}
    assert all(len(letters) >= 3 for kind, letters in by_kind.items() if kind != "清收实施方案")
    for kind, letters in by_kind.items():
        template = templates[release.letters[kind].template]
        for letter in letters[:4]:
            context = letter_context(equipped, letter, "云农信第0001号", template)
            kept = json.loads(json.dumps(to_record(context)))
            assert template.render(context) == template.render(from_record(kept))


def test_the_plan_for_the_portfolio_counts_every_loan_once(decided, release):
    plan = next(letter for letter in plan_letters(decided) if letter.kind == "清收实施方案")
    found = letter_context(decided, plan, "1")
    assert found["整批"]["件数"] + found["整批"]["未判定件数"] == 5000
    assert sum(line["件数"] for line in found["分布"]["五级分类"]) == found["整批"]["件数"]
    assert sum(line["金额"] for line in found["分布"]["担保方式"]) == found["整批"]["贷款余额"]
    bad = sum(line["金额"] for line in found["分布"]["五级分类"] if line["值"] in BAD)
    assert bad == found["整批"]["不良余额"]
