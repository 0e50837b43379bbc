"""Formula functions on exact decimals, with Excel's meaning."""

from datetime import date
from decimal import Decimal

import pytest

from app.decide.evaluation import evaluate
from app.decide.formulas import FormulaPlan
from app.decide.functions import NAMES, EvaluationError
from app.findings import Finding, Place
from app.rulebooks.formulas import parse_formula
from app.rulebooks.functions import ARITY
from app.rulebooks.model import Formula
from app.values import VarType

VALUES = {
    "本金": Decimal("10000.00"),
    "利率": Decimal("0.0435"),
    "天数": Decimal(95),
    "借款日": date(2024, 1, 31),
    "姓名": "云小岭",
    "缺": None,
    "重组": True,
}


def value(text):
    return evaluate(parse_formula(text), VALUES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=ROUND(本金*利率*天数/360, 2)", "114.79"),
        ("=1+2*3", "7"),
        ("=(1+2)*3", "9"),
        ("=-2^2", "4"),  # Excel: the minus binds tighter
        ("=50%*本金", "5000"),
        ("=0.1+0.2", "0.3"),
        ("=ROUND(2.5, 0)", "3"),
        ("=ROUND(-2.5, 0)", "-3"),
        ("=ROUNDUP(1.001, 2)", "1.01"),
        ("=ROUNDDOWN(1.009, 2)", "1"),
        ("=INT(-1.5)", "-2"),
        ("=MOD(-3, 2)", "1"),
        ("=ABS(-3)", "3"),
        ("=MAX(缺, 3, 天数)", "95"),
        ("=SUM(缺, 3)", "3"),
        ("=IF(天数>90, 1, 2)", "1"),
        ("=IFS(天数>360, 1, 天数>90, 2)", "2"),
        ("=IFERROR(本金/0, 7)", "7"),
        ("=COALESCE(缺, 天数)", "95"),
        ("=LEN(姓名)", "3"),
        ("=DAYS(DATE(2024,3,1), 借款日)", "30"),
        ("=YEAR(借款日)", "2024"),
        ("=NETWORKDAYS(DATE(2026,9,28), DATE(2026,9,30))", "3"),
    ],
)
def test_numbers_come_out_exactly(text, expected):
    assert value(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=EDATE(借款日, 1)", date(2024, 2, 29)),
        ("=EOMONTH(借款日, 0)", date(2024, 1, 31)),
        ("=借款日+1", date(2024, 2, 1)),
        ("=WORKDAY(DATE(2026,9,30), 1)", date(2026, 10, 8)),  # over the National Day holiday
        ('=LEFT(姓名, 1)&"某"', "云某"),
        ("=RIGHT(姓名, 2)", "小岭"),
        ("=MID(姓名, 2, 1)", "小"),
        ('=TEXT(本金, "#,##0.00")', "10,000.00"),
        ('=TEXT(利率, "0.00%")', "4.35%"),
        ('=TEXT(借款日, "yyyy年m月d日")', "2024年1月31日"),
        ("=AND(重组, 天数>90)", True),
        ("=OR(缺, FALSE)", False),
        ("=NOT(重组)", False),
        ("=ISBLANK(缺)", True),
        ("=本金*缺", None),
        ('=如果(天数>90, "长", "短")', "长"),
    ],
)
def test_dates_texts_and_truth(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=本金/0", "decide.formula-zero"),
        ("=姓名+1", "decide.formula-type"),
        ("=10^50000000", "decide.formula-range"),
        ("=DATE(99999,1,1)", "decide.formula-range"),
    ],
)
def test_what_has_no_result_says_why(text, code):
    with pytest.raises(EvaluationError) as raised:
        value(text)
    assert raised.value.code == code


def test_a_result_is_rounded_half_up_to_its_places():
    formula = Formula("利息", "=本金*利率*天数/360", parse_formula("=本金*利率*天数/360"), VarType.MONEY, Place(), 2)
    plan = FormulaPlan(formula, ("本金", "利率", "天数"), {})
    assert plan.apply([Decimal("10000.00"), Decimal("0.0435"), Decimal(95)]) == Decimal("114.79")
    assert isinstance(plan.result([Decimal(1), "x", Decimal(1)]), Finding)


def test_the_parser_knows_exactly_the_functions_that_can_be_evaluated():
    assert set(ARITY) == NAMES
