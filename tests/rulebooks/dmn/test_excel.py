"""Workbooks of pyDMNrules and Camunda: what they decide here is what they decide there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.decide.plain import decide_one
from app.rulebooks import load
from app.rulebooks.conditions import ANYTHING, AnyOf, Equals, NoneOf
from app.rulebooks.dmn.comparison import differences
from app.rulebooks.dmn.excel import read_foreign
from app.rulebooks.dmn.reading import Imported
from app.rulebooks.dmn.recognising import ForeignLayout
from app.rulebooks.dmn.uniqueness import settle_unique
from app.rulebooks.dmn.workbook import write_workbook
from app.rulebooks.messages import MESSAGES
from app.rulebooks.model import HitPolicy, Rulebook
from tests.rulebooks.dmn.foreign_books import (
    CUSTOMERS,
    DISCOUNT,
    HEAD,
    blank,
    crosstab,
    decision_sheet,
    discount,
    glossary,
    rows_table,
    saved,
    sheet,
)
from tests.workbooks import book, decision_table, dictionary, stack

CASES = {
    ("Business", "sameday", 9): "0.05", ("Business", "slow", 10): "0.1", ("Private", "sameday", 9): "0",
    ("Private", "slow", 10): "0.05", ("Government", "slow", 9): "0.15", ("Other", "slow", 9): None,
}  # fmt: skip


def read(data: bytes, layout: ForeignLayout | None = None, outputs: tuple[str, ...] = ()) -> Imported:
    imported = read_foreign(data, "外来.xlsx", layout, outputs)
    for finding in imported.findings:
        wording = MESSAGES[finding.code]
        assert wording.message.format(**finding.params) and wording.advice.format(**finding.params)
    return imported


def rulebook_of(data: bytes, layout: ForeignLayout | None = None, outputs: tuple[str, ...] = ()) -> Rulebook:
    """What is read without a loss; its own workbook says the same."""
    imported = read(data, layout, outputs)
    assert [finding for finding in imported.findings if finding.level != "note"] == []
    assert imported.rulebook is not None
    written = write_workbook(imported.rulebook)
    loaded = load(written.data, "外来.xlsx")
    assert written.findings == ()
    assert loaded.rulebook is not None, loaded.reading
    assert list(differences(imported.rulebook, loaded.rulebook)) == []
    return loaded.rulebook


def codes(imported: Imported, level: str = "error") -> list[str]:
    return [f.code.removeprefix("rulebooks.dmn-") for f in imported.findings if f.level == level]


def outcome(rulebook: Rulebook, **values: Any) -> dict[str, Any]:
    exact = {name: Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
             for name, value in values.items()}  # fmt: skip
    decided = decide_one(rulebook, exact, date(2026, 1, 1))
    assert decided.errors == ()
    return dict(decided.outputs)


# --- pyDMNrules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["rows", "columns", "crosstab"])
def test_the_standards_example_decides_the_same_in_every_layout(layout: str) -> None:
    rulebook = rulebook_of(discount(layout))
    for (customer, delivery, size), wanted in CASES.items():
        found = outcome(rulebook, Customer=customer, Delivery=delivery, OrderSize=size)["Discount"]
        assert found == (None if wanted is None else Decimal(wanted)), (customer, delivery, size)
    assert rulebook.flow == ("Discount table",)


def test_without_glossary_and_decision_the_tables_are_found_by_their_looks() -> None:
    made = blank()
    rows_table(made, "Any name", "Discount table", HEAD, DISCOUNT, (3, 1), start=(3, 2))
    rulebook = rulebook_of(saved(made))
    assert outcome(rulebook, Customer="Private", Delivery="slow", OrderSize=1)["Discount"] == Decimal("0.05")


def test_bare_words_are_texts_and_lists_ranges_and_negations_are_tests() -> None:
    made = blank()
    rules = [
        ["1", 'Gold, "Silver"', "[18..35)", "a", "first"],
        ["2", "not(Gold)", '">=35"'.strip('"'), "b", "second"],
        ["3", "!= Gold", "<18", "c d", "third"],
        ["4", None, "-", True and "e", None],
    ]
    rows_table(made, "T", "Class", ["F", "Kind", "Age", "Result", "Why"], rules, (2, 1))
    (table,) = rulebook_of(saved(made)).tables
    assert table.policy is HitPolicy.FIRST
    assert table.rules[0].conditions[0] == AnyOf((Equals("Gold"), Equals("Silver")))
    assert table.rules[1].conditions[0] == table.rules[2].conditions[0] == NoneOf((Equals("Gold"),))
    assert table.rules[3].conditions == (ANYTHING, ANYTHING)
    assert [rule.outcomes for rule in table.rules] == [("a",), ("b",), ("c d",), ("e",)]
    assert table.rules[0].remarks == {"Why": "first"} and table.rules[3].remarks == {}


def test_the_row_of_allowed_values_gives_the_order_of_priority() -> None:
    made = blank()
    rules = [["1", "<18", "low"], ["2", "-", "high"]]
    rows_table(made, "T", "Risk", ["P", "Age", "Level"], rules, (1, 1), validity=["[0..150]", '"high","low"'])
    rulebook = rulebook_of(saved(made))
    (table,) = rulebook.tables
    assert table.outputs[0].domain == ("high", "low")
    assert rulebook.variables["Age"].limits is not None
    assert outcome(rulebook, Age=5) == {"Level": "high"}


def test_conditions_of_decision_hold_for_every_rule_of_the_table_it_runs() -> None:
    made = blank()
    glossary(made, *CUSTOMERS, ("Active", "State", "active"))
    decision_sheet(made, [[True, "Determine", "Discount table"]], ["Active"])
    rows_table(made, "Rules", "Discount table", HEAD, DISCOUNT, (3, 1))
    rulebook = rulebook_of(saved(made))
    given = {"Customer": "Government", "Delivery": "slow", "OrderSize": 1}
    assert outcome(rulebook, **given, Active=True)["Discount"] == Decimal("0.15")
    assert outcome(rulebook, **given, Active=False)["Discount"] is None


def test_merged_cells_repeat_their_test() -> None:
    made = blank()
    rules = [["1", "a", "<5", "x"], ["2", None, ">=5", "y"], ["3", "b", "-", "z"]]
    target = rows_table(made, "T", "Table", ["U", "K", "N", "R"], rules, (2, 1))
    target.merge_cells("B3:B4")
    (table,) = rulebook_of(saved(made)).tables
    assert [rule.conditions[0] for rule in table.rules] == [Equals("a"), Equals("a"), Equals("b")]


def test_an_expression_over_the_glossary_becomes_a_formula() -> None:
    made = blank()
    glossary(made, ("Price", "Order", "price"), ("Total", "Order2", "total"))
    decision_sheet(made, [["Compute", "Totals"]])
    rows_table(made, "T", "Totals", ["U", "Price", "Total"], [["1", ">0", "Order.price * 2 + 1"]], (1, 1))
    assert outcome(rulebook_of(saved(made)), Price=5)["Total"] == 11


def test_what_needs_an_engine_is_named_at_its_cell_and_the_table_left_out() -> None:
    made = blank()
    rows_table(made, "A", "Bad", ["U", "K", "R"], [["1", 'matches("a.*")', "x"], ["2", "b", "sum([1,2])"]], (1, 1))
    rows_table(made, "B", "Good", ["U", "K", "S"], [["1", "a", "x"]], (1, 1))
    imported = read(saved(made))
    assert [str(f.place) for f in imported.findings if f.code.endswith("cell-feel")] == [
        "外来.xlsx!A!B3",
        "外来.xlsx!A!C4",
    ]
    assert imported.rulebook is not None and [table.name for table in imported.rulebook.tables] == ["Good"]
    assert "table-left" in codes(imported)


def test_overlapping_unique_tables_are_reported_and_may_be_read_as_first() -> None:
    made = blank()
    rows_table(made, "T", "Table", ["U", "N", "R"], [["1", "<10", "x"], ["2", "<20", "y"]], (1, 1))
    rows_table(made, "V", "Fine", ["U", "N", "S"], [["1", "<10", "x"], ["2", ">=10", "y"]], (1, 1))
    rulebook = rulebook_of(saved(made))
    same, reported = settle_unique(rulebook, as_first=False)
    assert same is rulebook and [f.code for f in reported] == ["rulebooks.dmn-unique-overlap"]
    first, noted = settle_unique(rulebook, as_first=True)
    assert [table.policy for table in first.tables] == [HitPolicy.FIRST, HitPolicy.UNIQUE]
    assert [finding.level for finding in noted] == ["note"]
    assert outcome(first, N=5) == {"R": "x", "S": "x"}


@pytest.mark.parametrize(
    ("steps", "head", "rules", "code"),
    [
        ([["Run", "Nowhere"]], ["U", "K", "R"], [["1", "a", "x"]], "step-unknown"),
        ([["Run", "T1"], ["Run again", "T1"]], ["U", "K", "R"], [["1", "a", "x"]], "step-twice"),
        ([["Run", "T1"]], ["U", "K", "Execute"], [["1", "a", "T2"]], "execute"),
        ([["Run", "T1"]], ["U", "K", "R"], [["1", "a", None], ["2", "b", "y"]], "outcome-blank"),
        ([["Run", "T1"], ["Run", "T2"]], ["U", "K", "R"], [["1", "a", "x"]], "concluded-twice"),
        ([["Run", "T3"], ["Run", "T1"]], ["U", "K", "R"], [["1", "a", "x"]], "read-before"),
    ],
)
def test_what_has_no_twin_is_named(steps: Any, head: Any, rules: Any, code: str) -> None:
    made = blank()
    decision_sheet(made, steps)
    rows_table(made, "A", "T1", head, rules, (1, 1))
    rows_table(made, "B", "T2", ["U", "K", "R"], [["1", "c", "x"]], (1, 1))
    rows_table(made, "C", "T3", ["U", "R", "Z"], [["1", "x", "y"]], (1, 1))
    assert code in codes(read(saved(made)))


def test_a_table_that_decision_does_not_run_is_left_out_and_named() -> None:
    made = blank()
    decision_sheet(made, [["Run", "T1"]])
    rows_table(made, "A", "T1", ["U", "K", "R"], [["1", "a", "x"]], (1, 1))
    rows_table(made, "B", "T2", ["U", "K", "S"], [["1", "a", "x"]], (1, 1))
    imported = read(saved(made))
    assert imported.rulebook is not None and [table.name for table in imported.rulebook.tables] == ["T1"]
    assert codes(imported, "warning") == ["table-not-run"]


def test_a_crosstab_whose_corner_does_not_fit_its_headings_is_named() -> None:
    made = blank()
    crosstab(made, "T", ("Cross", "R"), ("A, B", [["1", "2"]]), ("C", [["x", "y"]]), [["p", "q"], ["r", "s"]])
    assert "crosstab-headings" in codes(read(saved(made)))


# --- Camunda ------------------------------------------------------------------------------------------------------

ADVANCED = [
    [None, "Input", "Input", "Output", "Output"],
    [None, "Season of the year", "Guests", "Dish", "Price"],
    [None, None, None, None, None],
    [None, "season", "guests", "dish", "price"],
    ["FIRST", "string", "integer", "string", "double"],
    ["1", "Winter", "<=8", "Roastbeef", 12.5, "cold"],
    ["2", "Winter", ">8", "Stew", 9],
    ["3", None, "[1..4]", "Salad", 7],
]


def camunda(rows: Any, name: str = "Menu") -> bytes:
    made = blank()
    sheet(made, name, rows)
    return saved(made)


def test_camundas_advanced_layout_is_known_by_its_five_heading_rows() -> None:
    rulebook = rulebook_of(camunda(ADVANCED))
    (table,) = rulebook.tables
    assert (table.name, table.policy) == ("Menu", HitPolicy.FIRST)
    assert outcome(rulebook, season="Winter", guests=3) == {"dish": "Roastbeef", "price": Decimal("12.5")}
    assert outcome(rulebook, season="Summer", guests=3) == {"dish": "Salad", "price": 7}
    assert table.rules[0].remarks == {"备注": "cold"}


def test_a_script_in_an_input_column_is_named() -> None:
    rows = [list(row) for row in ADVANCED]
    rows[2][2] = "javascript"
    imported = read(camunda(rows))
    assert imported.rulebook is None
    assert [str(f.place) for f in imported.findings if f.code.endswith("language")] == ["外来.xlsx!Menu!C4"]


SIMPLE = [["Season", "Guests", "Dish"], ["Winter", "<=8", "Roastbeef"], ["Winter, late", ">8", "Stew"], [None, 3, "-"]]


def test_in_camundas_simple_layout_the_last_column_is_the_output_and_texts_are_literal() -> None:
    (table,) = rulebook_of(camunda(SIMPLE)).tables
    assert [header.variable for header in table.inputs] == ["Season", "Guests"]
    assert table.rules[1].conditions[0] == Equals("Winter, late")
    assert table.rules[2].conditions == (ANYTHING, Equals(Decimal(3)))
    assert [rule.outcomes for rule in table.rules] == [("Roastbeef",), ("Stew",), (None,)]


def test_the_output_columns_of_the_simple_layout_may_be_named() -> None:
    rows = [["Guests", "Dish", "Price"], ["<8", "Roastbeef", 5], [">=8", "Stew", 6]]
    rulebook = rulebook_of(camunda(rows), None, ("B", "C"))
    assert outcome(rulebook, Guests=9) == {"Dish": "Stew", "Price": 6}


# --- which layout -------------------------------------------------------------------------------------------------


def test_the_reason_for_a_layout_is_told() -> None:
    for data, layout in ((discount("rows"), "pydmnrules"), (camunda(ADVANCED), "camunda-advanced"),
                         (camunda(SIMPLE), "camunda-simple")):  # fmt: skip
        (told,) = [finding for finding in read(data).findings if finding.code == "rulebooks.dmn-layout"]
        assert told.params["layout"] == layout and told.params["reason"]


def test_a_workbook_like_two_layouts_is_refused_until_one_is_named() -> None:
    made = blank()
    sheet(made, "Menu", SIMPLE)
    rows_table(made, "Rules", "Discount table", HEAD, DISCOUNT, (3, 1))
    assert codes(read(saved(made))) == ["layout-ambiguous"]
    assert [table.name for table in rulebook_of(saved(made), ForeignLayout.PYDMNRULES).tables] == ["Discount table"]
    imported = read(saved(made), ForeignLayout.CAMUNDA_SIMPLE)
    assert imported.rulebook is not None and codes(imported, "warning") == ["sheet-left"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (camunda([["only", None], [None, "prose"]]), "layout-unknown"),
        (book({"规则": stack(dictionary(("a", "整数")), decision_table("T", ["a"], ["b"], [["1", ">1", "x"]]))}),
         "workbook-ours"),
        (b"PK\x03\x04", ""), (b"", ""), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, ""),
    ],
    ids=["prose", "ours", "cut", "empty", "xls"],
)  # fmt: skip
def test_any_other_workbook_is_refused(data: bytes, code: str) -> None:
    imported = read(data)
    assert imported.rulebook is None
    assert codes(imported) == [code] if code else any(finding.is_error for finding in imported.findings)
