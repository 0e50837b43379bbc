"""How often each rule fires: counted case by case and by column, the two agree."""

from decimal import Decimal

from hypothesis import given, settings

from app.columns import column
from app.decide import compile_rulebook
from app.decide.coverage import coverage_by_cases, coverage_of
from app.rulebooks import load
from app.values import VarType
from tests.decide.strategies import COLUMNS, VALUES, cases, rulebooks
from tests.decide.test_engines_agree import TODAY
from tests.workbooks import book, decision_table, dictionary, stack


def by_cases(compiled, batch):
    columns = {name: column([case[name] for case in batch], COLUMNS[name][0]) for name in VALUES}
    return coverage_by_cases(compiled.decide(columns, len(batch), TODAY))


@settings(max_examples=60, deadline=None)
@given(rulebooks(), cases)
def test_counting_columns_and_counting_cases_agree(rulebook, batch):
    compiled = compile_rulebook(rulebook)
    one_by_one = coverage_of(compiled.shapes, [compiled.decide_one(case, TODAY) for case in batch])
    assert by_cases(compiled, batch) == one_by_one


@settings(max_examples=40, deadline=None)
@given(rulebooks(), cases)
def test_every_case_fires_misses_or_is_undecided_in_a_table_with_one_hit(rulebook, batch):
    compiled = compile_rulebook(rulebook)
    for block in by_cases(compiled, batch):
        found = sum(block.fired.values()) + block.missed + block.undecided
        assert found >= len(batch), "a case may fire several rules, never none of these"
        assert [rule for rule, _, times in block.rules if not times] == list(block.silent)


def test_a_default_row_is_a_rule_only_where_there_is_one():
    rules = [["R1", ">90", "次级"]]
    for default, expected in ((None, {"R1": 1}), ("正常", {"R1": 1, "默认": 1})):
        rows = [*rules, ["默认", "-", default]] if default else rules
        data = book({"规则": stack(
            dictionary(("逾期天数", "整数"), ("五级分类", "文本", "正常,次级")),
            decision_table("五级分类", ["逾期天数"], ["五级分类"], rows, policy="F"),
        )})  # fmt: skip
        compiled = compile_rulebook(load(data, "规则.xlsx").rulebook)
        days = column([Decimal(100), Decimal(10)], VarType.INTEGER)
        [block] = coverage_by_cases(compiled.decide({"逾期天数": days}, 2, TODAY))
        assert block.fired == expected
        assert block.missed == (0 if default else 1)
