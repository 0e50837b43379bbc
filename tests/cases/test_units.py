"""A number that names its own unit means the same in a case file and in a condition."""

from decimal import Decimal

import pytest

from app.cases import read_cases
from app.findings import Place
from app.rulebooks.grammar import parse_condition
from app.rulebooks.model import Variable
from app.values import VarType


@pytest.mark.parametrize(
    ("kind", "unit", "text"),
    [
        *((kind, unit, text) for kind in (VarType.DECIMAL, VarType.MONEY) for unit in ("", "元", "万元")
          for text in ("50万", "12", "3亿元")),
        *((VarType.DECIMAL, unit, text) for unit in ("", "%") for text in ("5.85%", "12")),
        *((VarType.PERCENT, unit, "5.85%") for unit in ("", "%")),
    ],
)  # fmt: skip
def test_a_spelling_is_one_number_wherever_it_stands(kind, unit, text):
    variables = {"比例": Variable("比例", kind, Place(), unit=unit)}
    (value,) = read_cases(f"比例\n{text}\n".encode(), "台账.csv", variables).columns["比例"].to_list()
    assert value == Decimal(parse_condition(f">{text}", kind, {}, unit=unit).low)
