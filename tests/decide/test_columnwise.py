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
PARAMETERS = {"率": Decimal("0.0435"), "基数": Decimal(360), "数": Decimal(7)}
amounts = st.decimals(min_value=-10_000, max_value=10_000, places=3)
days = st.dates(date(2020, 1, 1), date(2026, 12, 31))
case = st.fixed_dictionaries({
    "甲": st.none() | amounts, "乙": st.none() | amounts, "始": st.none() | days, "终": st.none() | days,
    "真": st.none() | st.booleans(), "文": st.none() | st.sampled_from(["信用", "抵押"]),
    "字": st.none() | st.sampled_from(["抵押", "保证"]),
})  # fmt: skip

constants = st.decimals(min_value=-50, max_value=50, places=2).map(Constant)
small = st.integers(-3, 14).map(lambda value: Constant(Decimal(value)))
numbers = st.deferred(lambda: number_leaves | number_nodes)
truths = st.deferred(lambda: truth_leaves | truth_nodes)
dates = st.deferred(lambda: date_leaves | date_nodes)
texts = st.deferred(lambda: text_leaves | text_nodes)


def called(function, *arguments):
    """A call with one of each of the strategies as arguments."""
    return st.builds(lambda *given: Call(function, given), *arguments)


def several(functions, item, most=3):
    return st.builds(
        lambda function, given: Call(function, tuple(given)),
        st.sampled_from(functions),
        st.lists(item, min_size=1, max_size=most),
    )


def chosen(item):
    """The functions that choose among values of one type."""
    return (
        called("IF", truths, item, item)
        | called("IF", truths, item)
        | called("IFS", truths, item, truths, item)
        | called("IFERROR", item, item)
        | several(["COALESCE"], item)
    )


number_leaves = st.sampled_from(["甲", "乙", "率", "数"]).map(Name) | constants
number_nodes = (
    st.builds(Binary, st.sampled_from("+-*/"), numbers, numbers)
    | st.builds(lambda top: Binary("/", top, Name("基数")), numbers)
    | st.builds(lambda top, power: Binary("^", top, power), numbers, small)
    | st.builds(
        lambda function, top, places: Call(function, (top, Constant(Decimal(places)))),
        st.sampled_from(["ROUND", "ROUNDUP", "ROUNDDOWN"]), numbers, st.integers(-3, 4),
    )
    | st.builds(Unary, st.sampled_from("-+%"), numbers)
    | several(["MIN", "MAX", "SUM"], numbers)
    | several(["ABS", "INT", "ROUND", "ROUNDUP"], numbers, 1)
    | called("MOD", numbers, numbers)
    | chosen(numbers)
    | called("DAYS", dates, dates)
    | called("NETWORKDAYS", dates, dates)
    | several(["YEAR", "MONTH", "DAY"], dates, 1)
    | called("LEN", texts)
)  # fmt: skip
truth_leaves = st.just(Name("真")) | st.booleans().map(Constant)
comparisons = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
truth_nodes = (
    st.builds(Binary, comparisons, numbers, numbers)
    | st.builds(Binary, comparisons, dates, dates)
    | st.builds(Binary, comparisons, texts, texts)
    | several(["AND", "OR"], truths)
    | called("NOT", truths)
    | called("ISBLANK", numbers | dates | texts)
    | chosen(truths)
)
date_leaves = st.sampled_from(["始", "终"]).map(Name) | days.map(Constant)
date_nodes = (
    st.builds(lambda day, sign, number: Binary(sign, day, number), dates, st.sampled_from("+-"), small)
    | called("EDATE", dates, small)
    | called("EOMONTH", dates, small)
    | called("WORKDAY", dates, small)
    | called("DATE", st.integers(1890, 2030).map(lambda year: Constant(Decimal(year))), small, small)
    | several(["MIN", "MAX"], dates)
    | chosen(dates)
)
layouts = st.sampled_from(["0.00", "#,##0", "0%", "000", "yyyy-mm-dd", "yyyy年m月d日", "?"]).map(Constant)
text_leaves = st.sampled_from(["文", "字"]).map(Name) | st.sampled_from(["", "保证", "a"]).map(Constant)
text_nodes = (
    st.builds(lambda one, two: Binary("&", one, two), texts, texts | numbers)
    | called("LEFT", texts, small)
    | called("RIGHT", texts)
    | called("MID", texts, small, small)
    | several(["CONCAT"], texts | numbers | dates)
    | called("TEXT", numbers | dates, layouts)
    | chosen(texts)
)
formulas = (
    st.tuples(numbers, st.sampled_from([VarType.DECIMAL, VarType.INTEGER]), st.none() | st.integers(0, 3))
    | st.tuples(truths, st.just(VarType.BOOL), st.none())
    | st.tuples(dates, st.just(VarType.DATE), st.none())
    | st.tuples(texts, st.just(VarType.TEXT), st.none())
    | st.tuples(texts | dates | truths, st.just(VarType.DECIMAL), st.none())
)


def plan(expression, kind, decimals=None):
    names = tuple(KINDS)
    return FormulaPlan(Formula("果", "", expression, kind, Place(), decimals), names, PARAMETERS)


@given(formulas, st.lists(case, min_size=1, max_size=8))
@settings(max_examples=600, deadline=None)
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


@pytest.mark.parametrize(
    "text", ['=ROUND(甲,2)&"元"', "=CONCAT(甲*0)", "=CONCAT(INT(甲*0))", "=CONCAT(ABS(ROUND(甲,2)))"]
)
@pytest.mark.parametrize("number", ["-0.001", "-0", "0.001"])
def test_nothing_below_zero_is_no_other_text_than_nothing(text, number):
    """A single case said ``-0元`` where a column said ``0元``: the release check would have stopped the batch."""
    columns = {name: column([None] * 2, kind) for name, kind in KINDS.items()}
    columns["甲"] = column([Decimal(number), Decimal(1)], VarType.DECIMAL)
    compiled = plan(parse_formula(text), VarType.TEXT)
    result, _ = compiled.column(list(columns.values()), 2)
    assert result.value(0) == compiled.result([data.value(0) for data in columns.values()])
    assert result.value(0).removesuffix("元") == "0"
