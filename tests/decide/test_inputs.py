"""What comes from outside: held to the dictionary and filled with its defaults, a column like its cases."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.columns import FAILED, NumberColumn, column, encode
from app.decide.inputs import Inputs
from app.findings import Place
from app.rulebooks.conditions import Interval
from app.rulebooks.model import Variable
from app.values import VarType

TODAY = date(2026, 9, 30)
NUMBERS = [Decimal(0), Decimal("1.5"), Decimal(2), Decimal(-3)]
DAYS = [date(2026, 1, 1), date(2026, 9, 30), date(1999, 12, 31)]
VARIABLES = [
    *(Variable("量", VarType.DECIMAL, Place(), default=default, **limits)
      for default in (None, Decimal(2))
      for limits in ({}, {"limits": Interval(Decimal(0), True)}, {"domain": (Decimal(0), Decimal("2.00"))})),
    *(Variable("日", VarType.DATE, Place(), default=default, domain=domain)
      for default in (None, DAYS[0]) for domain in (None, (DAYS[0], DAYS[1]))),
    Variable("语", VarType.TEXT, Place(), domain=("甲", "乙"), default="乙"),
    Variable("真", VarType.BOOL, Place(), default=False),
]  # fmt: skip


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: f"{variable.type}")
@given(data=st.data())
def test_a_column_is_prepared_as_its_cases_are(variable, data):
    values = {"量": NUMBERS, "日": DAYS, "语": ["甲", "丙"], "真": [True, False]}[variable.name]
    cells = data.draw(st.lists(st.none() | st.sampled_from(values), max_size=6))
    failed = sorted(data.draw(st.sets(st.integers(0, len(cells) - 1)) if cells else st.just(set())))
    shape = data.draw(st.sampled_from([column(cells, variable.type, failed), encode(cells, failed)]))
    inputs = Inputs((variable,), None)
    prepared, refused = inputs.columns({variable.name: shape}, len(cells), TODAY)
    found = dict(refused)
    for row, cell in enumerate(cells):
        known, wrong = inputs.one({variable.name: cell}, TODAY)
        if row in failed:
            assert prepared[variable.name].state(row) == FAILED and row not in found
        elif wrong:
            assert prepared[variable.name].state(row) == FAILED and found[row] == wrong[variable.name]
        else:
            assert prepared[variable.name].value(row) == known[variable.name] and row not in found


def test_a_default_leaves_numbers_what_they_are():
    """As encoded values, and through a list of Python's, all that reads the column would take ten times as long."""
    numbers = column([None, Decimal("1.25"), Decimal(3)], VarType.DECIMAL)
    for more in ({}, {"domain": (Decimal(3), Decimal("1.25"), Decimal("0.5"))}):
        variable = Variable("量", VarType.DECIMAL, Place(), default=Decimal("0.5"), **more)
        prepared, _ = Inputs((variable,), None).columns({"量": numbers}, 3, TODAY)
        assert isinstance(prepared["量"], NumberColumn)
        assert prepared["量"].to_list() == [Decimal("0.5"), Decimal("1.25"), Decimal(3)]
