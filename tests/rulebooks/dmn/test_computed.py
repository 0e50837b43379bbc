"""FEEL expressions that compute become formulas; what needs an engine is refused whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.decide.plain import decide_one
from app.rulebooks import load
from app.rulebooks.dmn.arithmetic import formula_text
from app.rulebooks.dmn.comparison import differences
from app.rulebooks.dmn.feel import FeelError
from app.rulebooks.dmn.reading import read_dmn
from app.rulebooks.dmn.workbook import write_workbook
from app.rulebooks.model import HitPolicy, Rulebook
from tests.rulebooks.dmn.documents import decision, definitions, text

NAMES = {name: name for name in ("Price", "Base Days", "loan.rate", "a-b", "K")}


@pytest.mark.parametrize(
    ("expression", "formula"),
    [
        ("22", "=22"),
        ("Price * 2", "=Price*2"),
        ("Price - (1 - 2)", "=Price-(1-2)"),
        ("-Price ** 2", "=(-Price)^2"),
        ("Base Days +\n max(Price, 3)", "={Base Days}+MAX(Price,3)"),
        ("loan.rate/12", "=loan.rate/12"),
        ("a-b - 3", "={a-b}-3"),
        ('if Price > 1 and Price <= 3 then "a" else "b"', '=IF(AND(Price>1,Price<=3),"a","b")'),
        ('"Hello " + K', '="Hello "&K'),
        ("Price in [1..3)", "=AND(Price>=1,Price<3)"),
        ("Price = null", "=ISBLANK(Price)"),
        ("Price != null and Price = 3", "=AND(NOT(ISBLANK(Price)),Price=3)"),
        ("if (Price > 1) and (not(Price > 2)) then 1 else 2", "=IF(AND(Price>1,NOT(Price>2)),1,2)"),
        ('date("2026-01-31")', "=DATE(2026,1,31)"),
        ("round half up(Price / 3, 2)", "=ROUND(Price/3,2)"),
    ],
)
def test_arithmetic_becomes_a_formula(expression: str, formula: str) -> None:
    assert formula_text(expression, NAMES)[0] == formula


@pytest.mark.parametrize(
    "expression",
    ["", "unknown + 1", "max([1,2])", "for x in K return x", "K[1]", "{a: 1}", "decimal(Price, 2)", "f(Price)",
     "Price instance of number", '"a" - K', "1 +", "Price // 2"],
)  # fmt: skip
def test_what_needs_an_engine_is_refused(expression: str) -> None:
    with pytest.raises(FeelError):
        formula_text(expression, NAMES)


def given(**types: str) -> str:
    return "".join(
        f'<inputData id="i_{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in types.items()
    )


def literal(name: str, expression: str, kind: str = "number") -> str:
    variable = f'<variable name="{name}" typeRef="{kind}"/>'
    return f'<decision id="d_{name}" name="{name}">{variable}{text("literalExpression", expression)}</decision>'


def rulebook_of(*parts: str) -> Rulebook:
    imported = read_dmn(definitions(*parts), "外来.dmn")
    assert [finding for finding in imported.findings if finding.level != "note"] == []
    assert imported.rulebook is not None
    loaded = load(write_workbook(imported.rulebook).data, "外来.xlsx")
    assert loaded.rulebook is not None, loaded.reading
    assert list(differences(imported.rulebook, loaded.rulebook)) == []
    return loaded.rulebook


def decided(rulebook: Rulebook, **values: Any) -> dict[str, Any]:
    exact = {name: Decimal(value) if type(value) is int else value for name, value in values.items()}
    return dict(decide_one(rulebook, exact, date(2026, 1, 1)).outputs)


def test_literal_decisions_feed_tables_and_each_other() -> None:
    rulebook = rulebook_of(
        given(Price="number"),
        literal("Total Price", "Price * Factor"),
        literal("Factor", "3"),
        decision("Size", [("Total Price", "number")], [("Size", "string")], [["<10", '"small"'], [">=10", '"big"']]),
    )
    assert decided(rulebook, Price=3)["Size"] == "small" and decided(rulebook, Price=4)["Size"] == "big"


def test_an_input_column_may_compute() -> None:
    rulebook = rulebook_of(
        given(Price="number"),
        decision("Size", [("Price * 2", "number")], [("Size", "string")], [["<10", '"small"'], [">=10", '"big"']]),
    )
    assert decided(rulebook, Price=4)["Size"] == "small" and decided(rulebook, Price=5)["Size"] == "big"


def test_outcomes_may_compute_under_policies_that_do_not_compare_them() -> None:
    rules = [["<10", "Price * 2"], [">=10", "7"], ["null", "null"]]
    parts = (given(Price="number"), decision("Fee", [("Price", "number")], [("Fee", "number")], rules))
    rulebook = rulebook_of(*parts)
    assert [decided(rulebook, Price=price)["Fee"] for price in (4, 12, None)] == [8, 7, None]
    summed = decision("Fee", [("Price", "number")], [("Fee", "number")], rules, policy='hitPolicy="COLLECT"')
    assert read_dmn(definitions(parts[0], summed), "x.dmn").rulebook is None


@pytest.mark.parametrize(
    ("rules", "outcomes"),
    [
        ([["> Limit", '"over"'], ["Limit", '"at"'], ["<Limit", '"under"']], ["under", "at", "over"]),
        ([["[Limit..Top)", '"in"'], ["< Limit", '"out"'], [">= Top", '"out"']], ["out", "in", "in"]),
    ],
)
def test_a_bound_may_be_another_variable(rules: list[list[str]], outcomes: list[str]) -> None:
    numbers = given(Price="number", Limit="number", Top="number")
    rulebook = rulebook_of(numbers, decision("Where", [("Price", "number")], [("Where", "string")], rules))
    found = [decided(rulebook, Price=price, Limit=10, Top=12)["Where"] for price in (9, 10, 11)]
    assert found == outcomes
    assert rulebook.tables[0].policy is HitPolicy.UNIQUE


def test_a_text_may_be_compared_with_another_variable() -> None:
    rules = [["Other", '"same"'], ["not(Other)", '"different"']]
    rulebook = rulebook_of(
        given(K="string", Other="string"), decision("Is", [("K", "string")], [("Is", "string")], rules)
    )
    assert [decided(rulebook, K="a", Other=other)["Is"] for other in ("a", "b")] == ["same", "different"]


@pytest.mark.parametrize(
    ("kind", "test", "fits"),
    [
        ("number", "? > 5 and ? < 20", [9]),
        ("number", "? in [5..9]", [5, 9]),
        ("number", "K > 5", [9, 20]),
        ("number", "? = 5 or ? != 9 and ? > 6", [5, 20]),
        ("number", "abs(? - 6) < 2", [5]),
        ("string", 'K != "5" and K != "9"', ["20"]),
    ],
)
def test_an_expression_that_is_true_or_false_says_itself_whether_the_input_fits(
    kind: str, test: str, fits: list[Any]
) -> None:
    """DMN 1.3, 7.3.3; it is no value that the input has to be equal to."""
    rulebook = rulebook_of(given(K=kind), decision("Is", [("K", kind)], [("Is", "string")], [[test, '"fits"']]))
    cases: list[Any] = [5, 9, 20] if kind == "number" else ["5", "9", "20"]
    assert [case for case in cases if decided(rulebook, K=case)["Is"] == "fits"] == fits
    assert decided(rulebook)["Is"] is None


@pytest.mark.parametrize(
    ("kind", "test"),
    [("number", "5 or 10"), ("string", '"a" or "b"'), ("date", "2026-01-31"), ("boolean", "TRUE"), ("number", "TRUE")],
)
def test_what_is_no_value_of_the_column_is_refused_and_not_made_a_condition_that_never_holds(
    kind: str, test: str
) -> None:
    read = read_dmn(definitions(decision("Is", [("K", kind)], [("Is", "string")], [[test, '"x"']])), "x.dmn")
    assert "rulebooks.dmn-cell-feel" in [finding.code for finding in read.findings]


def test_of_two_ordered_outputs_one_with_an_order_is_enough() -> None:
    outputs = [("Status", "string", '"Approved","Declined"'), ("Rate", "string")]
    rules = [["-", '"Declined"', '"Standard"'], [">=18", '"Approved"', '"Basic"']]
    rulebook = rulebook_of(
        given(Age="number"), decision("A", [("Age", "number")], outputs, rules, policy='hitPolicy="PRIORITY"')
    )
    assert decided(rulebook, Age=20) == {"Status": "Approved", "Rate": "Basic"}


def test_a_list_type_types_what_a_collecting_table_concludes() -> None:
    kind = '<itemDefinition name="tList" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
    table = decision("L", [("Age", "number")], [("", "")], [["-", '"a"']], policy='hitPolicy="RULE ORDER"')
    table = table.replace("<decisionTable", '<variable name="L" typeRef="tList"/><decisionTable')
    rulebook = rulebook_of(kind, given(Age="number"), table)
    assert decided(rulebook, Age=1)["L"] == ("a",)
