"""Double entry: the cells decided by durable-rules and the plain interpreter never differ."""

from datetime import date

from hypothesis import given, settings

from app.columns import column
from app.decide import compile_rulebook, plain
from tests.decide.strategies import COLUMNS, VALUES, cases, rulebooks

TODAY = date(2026, 9, 30)


@given(rulebooks(), cases)
@settings(max_examples=150, deadline=None)
def test_batch_single_case_and_plain_interpreter_agree(rulebook, batch):
    compiled = compile_rulebook(rulebook)
    columns = {name: column([case[name] for case in batch], COLUMNS[name][0]) for name in VALUES}
    decisions = compiled.decide(columns, len(batch), TODAY)
    for row, case in enumerate(batch):
        expected = plain.decide_one(rulebook, case, TODAY)
        assert compiled.decide_one(case, TODAY) == expected
        found = decisions.decision(row)
        assert found.outputs == expected.outputs
        assert [(step.table, step.rules, step.cells) for step in found.trace] == [
            (step.table, step.rules, step.cells) for step in expected.trace
        ]
        assert set(map(str, found.errors)) == set(map(str, expected.errors))
