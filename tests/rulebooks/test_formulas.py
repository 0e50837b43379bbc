"""Formula text to expression: Excel's precedence, our names, nothing else callable."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rulebooks.expressions import Binary, Call, Constant, Expression, Name, Unary, names
from app.rulebooks.formula_block import result_type
from app.rulebooks.formulas import parse_formula
from app.rulebooks.functions import ALIASES, ARITY
from app.rulebooks.messages import MESSAGES
from app.rulebooks.refusals import ConditionError
from app.values import VarType


def number(value: str | int) -> Constant:
    return Constant(Decimal(value))


A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("=a+b*c", Binary("+", A, Binary("*", B, C))),
        ("a-b-c", Binary("-", Binary("-", A, B), C)),
        ("a/b*c", Binary("*", Binary("/", A, B), C)),
        ("(a+b)*c", Binary("*", Binary("+", A, B), C)),
        ("-a^2", Binary("^", Unary("-", A), number(2))),
        ("a^b^c", Binary("^", Binary("^", A, B), C)),
        ("30%*a", Binary("*", Unary("%", number(30)), A)),
        ("a&b&c", Binary("&", Binary("&", A, B), C)),
        ("a&b=c", Binary("=", Binary("&", A, B), C)),
        ("a+1>=b", Binary(">=", Binary("+", A, number(1)), B)),
        ("a<>b", Binary("<>", A, B)),
        ("a!=b", Binary("<>", A, B)),
        ("a≤b", Binary("<=", A, B)),
        ("a × b ÷ c", Binary("/", Binary("*", A, B), C)),
        ("（a＋b）＊c", Binary("*", Binary("+", A, B), C)),
        ('"x""y"', Constant('x"y')),
        ("“（全角）”", Constant("（全角）")),
        ("1.5万", number(15000)),
        ("TRUE", Constant(True)),
        ("假", Constant(False)),
        ("'贷款 余额'+1", Binary("+", Name("贷款 余额"), number(1))),
        ("_xlfn.IFS(a>1,b,TRUE,c)", Call("IFS", (Binary(">", A, number(1)), B, Constant(True), C))),
        ("如果(且(a>1,非(b)),1,0)", Call("IF", (
            Call("AND", (Binary(">", A, number(1)), Call("NOT", (B,)))), number(1), number(0),
        ))),
        ("round(a)", Call("ROUND", (A,))),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_formula_says(text: str, expression: Expression) -> None:
    assert parse_formula(text) == expression


def test_the_formula_of_the_format() -> None:
    expression = parse_formula("=ROUND(贷款本金*罚息利率*逾期天数/日利率基数, 2)")
    assert isinstance(expression, Call)
    assert names(expression) == ("贷款本金", "罚息利率", "逾期天数", "日利率基数")


def test_names_that_look_like_calls_are_recognised_where_they_are_known() -> None:
    assert parse_formula("余额（元）*2", ["余额(元)"]) == Binary("*", Name("余额(元)"), number(2))


@pytest.mark.parametrize("function", sorted(ARITY))
def test_every_function_of_the_format_can_be_called(function: str) -> None:
    fewest, _most = ARITY[function]
    count = 2 if function == "IFS" else fewest
    expression = parse_formula(f"{function}({','.join('a' * count)})")
    assert isinstance(expression, Call)
    assert expression.function == function


@pytest.mark.parametrize(("alias", "function"), sorted(ALIASES.items()))
def test_every_other_name_means_its_function(alias: str, function: str) -> None:
    fewest = 2 if function == "IFS" else ARITY[function][0]
    expression = parse_formula(f"{alias}({','.join('a' * fewest)})")
    assert isinstance(expression, Call)
    assert expression.function == function


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a+", "formula-unfinished"), ("(a", "formula-unfinished"), ("", "formula-unfinished"),
        ("a b", "formula-unclear"),
        ("a)", "formula-unclear"), ("A1:B2", "formula-unclear"), ("a;b", "formula-unclear"),
        ("SUBSTITUTE(a,b,c)", "function-unknown"), ("ROUNDD(a)", "function-similar"), ("TODAY()", "function-today"),
        ("NOW()", "function-today"), ("eval(a)", "function-unknown"), ("IF(a)", "function-arguments"),
        ("ROUND(a,1,2)", "function-arguments"), ("IFS(a,b,c)", "function-arguments"), ("MAX()", "function-arguments"),
        ("(" * 60 + "a" + ")" * 60, "formula-too-deep"), ("+".join("a" * 500), "formula-too-deep"),
        ("a" * 5000, "formula-too-long"), ("a.__class__()", "function-unknown"),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_what_is_refused(text: str, code: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_formula(text)
    assert refused.value.code == f"rulebooks.{code}"
    wording = MESSAGES[refused.value.code]
    assert wording.message.format(**refused.value.params, variable="甲")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("a+b", VarType.DECIMAL), ("a>b", VarType.BOOL), ("AND(a,b)", VarType.BOOL), ("a&b", VarType.TEXT),
     ("LEFT(a,2)", VarType.TEXT), ("EDATE(a,3)", VarType.DATE), ("DAYS(a,b)", VarType.DECIMAL),
     ('IF(a>1,"次级","正常")', VarType.TEXT), ("IFERROR(DATE(2024,1,1),a)", VarType.DATE), ("-a", VarType.DECIMAL),
     ("TRUE", VarType.BOOL), ('"x"', VarType.TEXT)],
)  # fmt: skip
def test_the_type_that_a_formula_computes(text: str, kind: VarType) -> None:
    assert result_type(parse_formula(text)) is kind


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_never_crashes(text: str) -> None:
    try:
        parse_formula(text, ["余额(元)"])
    except ConditionError as refused:
        assert refused.code in MESSAGES


@given(st.text(alphabet="aB金额1.5%+-*/^&<>=(),\"'{}[] 万IFMAX", max_size=25))
def test_texts_made_of_formula_signs_are_read_or_refused(text: str) -> None:
    try:
        parse_formula(text)
    except ConditionError as refused:
        assert refused.code in MESSAGES
