"""Formulas over columns give what they give case by case, to the last digit, or step aside."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.columns import FAILED, column, encode
from app.decide.columnwise import over_columns
from app.decide.formulas import FormulaPlan
from app.decide.vectors import NotVectorError
from app.findings import Finding, Place
from app.rulebooks.expressions import Binary, Call, Constant, Name, Unary
from app.rulebooks.formulas import parse_formula
from app.rulebooks.model import Formula
from app.values import VarType

KINDS = {
    "甲": VarType.DECIMAL, "乙": VarType.MONEY, "始": VarType.DATE, "终": VarType.DATE, "真": VarType.BOOL,
    "文": VarType.TEXT, "字": VarType.TEXT,
}  # fmt: skip
PARAMETERS = {"率": Decimal("0.0435"), "基数": Decimal(360)}
amounts = st.decimals(min_value=-10_000, max_value=10_000, places=3)
days = st.dates(date(2020, 1, 1), date(2026, 12, 31))
case = st.fixed_dictionaries({
    "甲": st.none() | amounts, "乙": st.none() | amounts, "始": st.none() | days, "终": st.none() | days,
    "真": st.none() | st.booleans(), "文": st.none() | st.sampled_from(["信用", "抵押"]),
    "字": st.none() | st.sampled_from(["抵押", "保证"]),
})  # fmt: skip

constants = st.decimals(min_value=-50, max_value=50, places=2).map(Constant)
numbers = st.deferred(lambda: number_leaves | number_nodes)
truths = st.deferred(lambda: truth_leaves | truth_nodes)
dates = st.sampled_from(["始", "终"]).map(Name)
number_leaves = st.sampled_from(["甲", "乙", "率"]).map(Name) | constants
number_nodes = (
    st.builds(Binary, st.sampled_from("+-*"), numbers, numbers)
    | st.builds(lambda top: Binary("/", top, Name("基数")), numbers)
    | st.builds(lambda top, places: Call("ROUND", (top, Constant(Decimal(places)))), numbers, st.integers(0, 4))
    | st.builds(Unary, st.sampled_from("-+%"), numbers)
    | st.builds(
        lambda function, arguments: Call(function, tuple(arguments)),
        st.sampled_from(["MIN", "MAX", "SUM", "COALESCE"]),
        st.lists(numbers, min_size=1, max_size=3),
    )
    | st.builds(lambda c, a, b: Call("IF", (c, a, b)), truths, numbers, numbers)
    | st.builds(lambda a, b: Call("DAYS", (a, b)), dates, dates)
    | st.builds(lambda a: Call("ABS", (a,)), numbers)
)  # fmt: skip
truth_leaves = (
    st.just(Name("真"))
    | st.builds(
        lambda sign, text: Binary(sign, Name("文"), Constant(text)),
        st.sampled_from(["=", "<>"]),
        st.sampled_from(["信用", "质押"]),
    )
    | st.builds(lambda sign: Binary(sign, Name("文"), Name("字")), st.sampled_from(["=", "<>"]))
    | st.builds(lambda a: Call("ISBLANK", (a,)), numbers)
)  # fmt: skip
comparisons = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
truth_nodes = (
    st.builds(Binary, comparisons, numbers, numbers)
    | st.builds(Binary, comparisons, dates, dates)
    | st.builds(
        lambda f, a: Call(f, tuple(a)), st.sampled_from(["AND", "OR"]), st.lists(truths, min_size=1, max_size=3)
    )
    | st.builds(lambda a: Call("NOT", (a,)), truths)
)


def plan(expression, kind, decimals=None):
    names = tuple(KINDS)
    return FormulaPlan(Formula("果", "", expression, kind, Place(), decimals), names, PARAMETERS)


@given(
    st.tuples(numbers, st.just(VarType.DECIMAL), st.none() | st.integers(0, 3))
    | st.tuples(truths, st.just(VarType.BOOL), st.none()),
    st.lists(case, min_size=1, max_size=8),
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_a_column_agrees_with_its_cases(formula, cases):
    compiled = plan(*formula)
    columns = [column([one[name] for one in cases], kind) for name, kind in KINDS.items()]
    columns[0] = encode([one["甲"] for one in cases])  # numbers as a table's outcomes come
    result, errors = compiled.column(columns, len(cases))
    for row, one in enumerate(cases):
        expected = compiled.result([one[name] for name in KINDS])
        if isinstance(expected, Finding):
            assert errors[row] == expected and result.state(row) == FAILED
        else:
            assert result.value(row) == expected


@pytest.mark.parametrize(
    "text",
    [
        "=ROUND(甲*率*乙/基数, 2)", "=MAX(甲, 乙)", "=甲+乙+率", "=IF(甲>乙, 甲, 乙)", "=DAYS(终, 始)",
        '=IF(文="信用", 甲, 0)', "=终-始", "=SUM(甲, 乙)",
    ],
)  # fmt: skip
def test_the_usual_formulas_of_a_bank_need_no_way_through_single_cases(text):
    columns = {name: column([None], kind) for name, kind in KINDS.items()} | {"文": column(["信用"], VarType.TEXT)}
    columns |= {"甲": column([Decimal("1.25")], VarType.DECIMAL), "始": column([date(2026, 1, 1)], VarType.DATE)}
    columns |= {"终": column([date(2026, 3, 1)], VarType.DATE), "乙": column([Decimal(3)], VarType.MONEY)}
    over_columns(parse_formula(text), columns, PARAMETERS, 1)


def test_numbers_beyond_62_bits_step_aside_and_stay_exact():
    huge = Decimal("123456789012345.67")
    columns = {name: column([None], kind) for name, kind in KINDS.items()} | {"甲": column([huge], VarType.DECIMAL)}
    with pytest.raises(NotVectorError):
        over_columns(parse_formula("=甲*甲"), columns, PARAMETERS, 1)
    result, _ = plan(parse_formula("=甲*甲"), VarType.DECIMAL).column(list(columns.values()), 1)
    assert result.value(0) == Decimal("15241578753238834552659675567.7489")


def test_a_failed_input_fails_only_its_own_case():
    data = column([Decimal(1), None, Decimal(3)], VarType.DECIMAL, failed=[1])
    columns = [data if name == "甲" else column([None] * 3, kind) for name, kind in KINDS.items()]
    result, errors = plan(parse_formula("=甲+1"), VarType.DECIMAL).column(columns, 3)
    assert [result.state(row) for row in range(3)] == [0, FAILED, 0] and errors == {}
