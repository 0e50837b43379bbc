"""Double entry: the cells decided by durable-rules and the plain interpreter never differ."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from app.columns import column
from app.decide import cells as cellspace
from app.decide import compile_rulebook, plain, tables
from app.rulebooks.conditions import Equals, Interval
from tests.decide.strategies import COLUMNS, VALUES, cases, rulebooks
from tests.decide.test_durable import book

TODAY = date(2026, 9, 30)


@pytest.fixture(
    params=[
        (tables.CELL_LIMIT, tables.MAX_PARTS, cellspace.PATIENCE),
        (tables.CELL_LIMIT, tables.MAX_PARTS, 1),
        (1, tables.MAX_PARTS, cellspace.PATIENCE),
        (12, tables.MAX_PARTS, cellspace.PATIENCE),
        (1, 0, cellspace.PATIENCE),
    ],
    ids=["cells", "cells out of patience", "bits", "split", "bits at once"],
)
def limits(request, monkeypatch):
    """Each way of matching, forced by limits that a real table would have to be huge to meet."""
    monkeypatch.setattr(tables, "CELL_LIMIT", request.param[0])
    monkeypatch.setattr(tables, "MAX_PARTS", request.param[1])
    monkeypatch.setattr(cellspace, "PATIENCE", request.param[2])


def test_batch_single_case_and_plain_interpreter_agree(limits):
    @given(rulebooks(), cases)
    @settings(max_examples=80, deadline=None)
    def check(rulebook, batch):
        compiled = compile_rulebook(rulebook)
        columns = {name: column([case[name] for case in batch], COLUMNS[name][0]) for name in VALUES}
        decisions = compiled.decide(columns, len(batch), TODAY)
        for row, case in enumerate(batch):
            expected = plain.decide_one(rulebook, case, TODAY)
            assert compiled.decide_one(case, TODAY) == expected
            assert essence(decisions.decision(row)) == essence(expected)

    check()


def essence(decision):
    steps = [(step.table, step.rules, step.cells) for step in decision.trace]
    return dict(decision.outputs), steps, sorted(map(str, decision.errors))


def test_no_cases_give_no_decisions():
    assert compile_rulebook(book([])).decide({}, 0, TODAY).count == 0


def test_the_way_of_matching_is_chosen_by_the_number_of_cells(limits, request):
    rules = [(Interval(Decimal(step), True), Equals(f"网点{step}")) for step in range(5)]
    way = request.node.callspec.id
    method = {"bits at once": "bits", "cells out of patience": "cells"}.get(way, way)
    compiled = compile_rulebook(book(rules))
    assert compiled.plans[0].method == method
    assert [note.code for note in compiled.notes] == ([] if method == "cells" else [f"decide.table-{method}"])
