"""The sample portfolio by both engines: not one decision, reason or error differs."""

from datetime import date
from pathlib import Path

import pytest

from app.batches.cases import decide_cases
from app.batches.plainly import decide_plainly
from app.batches.release import make_release
from app.batches.written import as_written
from app.cases import read_cases
from app.decide import compile_rulebook
from app.rulebooks import load
from app.samples.portfolio import make_portfolio

RULEBOOKS = Path(__file__).parents[2] / "rulebooks"
TODAY = date(2026, 9, 30)


@pytest.mark.slow
def test_cells_and_plain_interpreter_agree_on_every_decision_of_the_sample(loans=1000):
    books = [load(path.read_bytes(), path.name).rulebook for path in sorted(RULEBOOKS.glob("*.xlsx"))]
    release = make_release([compile_rulebook(book) for book in books])
    cases = read_cases(make_portfolio(loans, TODAY), "台账.xlsx", release.inputs)
    assert len(cases) == loans
    cells, plainly = as_written(decide_cases(release, cases, TODAY)), decide_plainly(release, cases, TODAY)
    assert set(cells.outputs) == set(plainly.outputs)
    for name, column in cells.outputs.items():
        assert column.to_list() == plainly.outputs[name].to_list(), name
        assert column.states.tolist() == plainly.outputs[name].states.tolist(), name
    assert list(cells.fired) == plainly.fired
    for row in range(loans):
        ours, theirs = cells.errors[row], plainly.errors[row]
        assert (ours or {}).get("code") == (theirs or {}).get("code"), row
    assert [[step["rules"] for step in row] for row in cells.traces] == [
        [step["rules"] for step in row] for row in plainly.traces
    ]
