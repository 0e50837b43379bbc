"""What is written as DMN or as a workbook is read back the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from app.rulebooks import load
from app.rulebooks.dmn.comparison import computes, differences, said
from app.rulebooks.dmn.document import local, parse_document
from app.rulebooks.dmn.losses import without_worst
from app.rulebooks.dmn.reading import read_dmn
from app.rulebooks.dmn.workbook import write_workbook
from app.rulebooks.dmn.writing import MODEL, write_dmn
from app.rulebooks.model import HitPolicy, Rulebook
from tests.rulebooks.dmn.documents import rulebooks
from tests.workbooks import book, decision_table, dictionary, formulas, stack

_M = {"m": MODEL}
SAMPLES = sorted((Path(__file__).parents[3] / "rulebooks").glob("*.xlsx"))


def sample(path: Path) -> Rulebook:
    rulebook = load(path.read_bytes(), path.name).rulebook
    assert rulebook is not None
    return rulebook


def described(rulebook: Rulebook) -> dict[str, tuple[object, ...]]:
    """What the dictionary says of each variable, whichever file it came from."""
    return {
        name: (
            variable.type, variable.unit, variable.domain, variable.limits, variable.aliases, variable.required,
            variable.default, variable.roles, variable.ordered, variable.note,
        )
        for name, variable in rulebook.variables.items()
    }  # fmt: skip


@given(rulebooks())
@settings(max_examples=80, deadline=None)
def test_random_tables_come_back_from_dmn(rulebook: Rulebook) -> None:
    back = read_dmn(write_dmn(rulebook), "随机.dmn")
    assert [finding for finding in back.findings if finding.level != "note"] == []
    assert back.rulebook is not None
    assert [said(table) for table in back.rulebook.tables] == [said(table) for table in rulebook.tables]
    assert described(back.rulebook) == described(rulebook)


@given(rulebooks())
@settings(max_examples=60, deadline=None)
def test_random_tables_come_back_from_a_workbook(rulebook: Rulebook) -> None:
    written = write_workbook(rulebook)
    dropped = {str(finding.params.get("table")) for finding in written.findings}
    loaded = load(written.data, "随机.xlsx")
    assert [finding for finding in loaded.reading if finding.is_error] == []
    assert loaded.rulebook is not None
    kept = [said(table) for table in rulebook.tables if table.name not in dropped]
    assert [said(table) for table in loaded.rulebook.tables] == kept


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_comes_back_from_dmn_with_its_dictionary_and_its_own_words(path: Path) -> None:
    rulebook = sample(path)
    back = read_dmn(write_dmn(rulebook), path.name).rulebook
    assert back is not None
    assert [said(table) for table in back.tables] == [said(table) for table in rulebook.tables]
    assert [table.matrix for table in back.tables] == [table.matrix for table in rulebook.tables]
    texts = [[rule.texts for rule in table.rules] for table in rulebook.tables]
    assert [[rule.texts for rule in table.rules] for table in back.tables] == texts
    assert described(back) == described(rulebook)
    assert {formula.variable: computes(formula) for formula in back.formulas} == {
        formula.variable: computes(formula) for formula in rulebook.formulas
    }
    assert {name: item.value for name, item in back.parameters.items()} == {
        name: item.value for name, item in rulebook.parameters.items()
    }


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_comes_back_from_a_workbook_of_tables(path: Path) -> None:
    rulebook = sample(path)
    written = write_workbook(rulebook)
    loaded = load(written.data, path.name)
    assert written.findings == ()
    assert loaded.rulebook is not None, [finding for finding in loaded.reading if finding.is_error]
    assert list(differences(rulebook, loaded.rulebook)) == []
    assert described(loaded.rulebook) == described(rulebook)


def test_the_same_rulebook_gives_the_same_bytes() -> None:
    rulebook = sample(SAMPLES[0])
    assert write_dmn(rulebook) == write_dmn(rulebook)
    assert write_workbook(rulebook).data == write_workbook(rulebook).data


def test_the_worst_is_written_as_priority_with_the_values_turned_round() -> None:
    rulebook = sample(next(path for path in SAMPLES if path.stem == "五级分类"))
    root = parse_document(write_dmn(rulebook), "五级分类.dmn")
    worst = next(table for table in rulebook.tables if table.policy is HitPolicy.WORST)
    position = rulebook.tables.index(worst) + 1
    (element,) = root.xpath(f"//m:decisionTable[@id='table_{position}']", namespaces={"m": MODEL})
    values = element.findtext("m:output/m:outputValues/m:text", namespaces={"m": MODEL})
    turned = ",".join(f'"{value}"' for value in reversed(worst.outputs[0].domain or ()))
    assert (element.get("hitPolicy"), values) == ("PRIORITY", turned)
    plain = next(table for table in without_worst(rulebook).tables if table.name == worst.name)
    assert plain.policy is HitPolicy.PRIORITY and plain.outputs[0].domain == (worst.outputs[0].domain or ())[::-1]


def test_every_link_leads_to_what_produces_the_input() -> None:
    rulebook = sample(next(path for path in SAMPLES if path.stem == "五级分类"))
    root = parse_document(write_dmn(rulebook), "五级分类.dmn")
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    links = [str(link).removeprefix("#") for link in root.xpath("//m:decision[m:decisionTable]//@href", namespaces=_M)]
    assert links and {str(link).removeprefix("#") for link in root.xpath("//@href")} <= ids
    decided = {output.variable for table in rulebook.tables for output in table.outputs}
    read = sum(len({header.variable for header in table.inputs} & decided) for table in rulebook.tables)
    assert sum(link.startswith("decision_") for link in links) == read > 0


def test_the_order_of_decisions_and_the_formulas_come_back() -> None:
    given = sample(next(path for path in SAMPLES if path.stem == "五级分类"))
    rulebook = replace(given, flow=tuple(table.name for table in reversed(given.tables)))
    back = read_dmn(write_dmn(rulebook), "五级分类.dmn").rulebook
    assert back is not None and back.flow == rulebook.flow
    loaded = load(write_workbook(back).data, "五级分类.xlsx").rulebook
    assert loaded is not None and loaded.flow == rulebook.flow
    assert list(differences(rulebook, loaded)) == []


def test_a_formula_that_feel_can_say_is_a_decision_that_another_tool_may_change() -> None:
    rulebook = formula_book("=ROUND(a*b/100,2)", '=TEXT(a,"0")')
    data = write_dmn(rulebook)
    root = parse_document(data, "x.dmn")
    (logic,) = root.findall(f".//{{{MODEL}}}literalExpression/{{{MODEL}}}text")
    assert "floor" in str(logic.text)
    assert read_dmn(data, "x.dmn").rulebook is not None
    back = read_dmn(data, "x.dmn").rulebook
    assert back is not None
    assert {formula.variable: formula.text for formula in back.formulas} == {
        formula.variable: formula.text for formula in rulebook.formulas
    }
    logic.text = "a + 1"
    changed = read_dmn(etree.tostring(root), "x.dmn").rulebook
    assert changed is not None
    assert {formula.variable: formula.text for formula in changed.formulas}["c"] == "=a+1"


def formula_book(first: str, second: str) -> Rulebook:
    loaded = load(
        book({"规则": stack(
            dictionary(("a", "小数"), ("b", "小数"), ("c", "小数"), ("d", "文本")),
            decision_table("分类", ["c"], ["e"], [["R1", ">90", "x"], ["R2", "<=90", "y"]]),
            formulas({"c": (first, "小数"), "d": (second, "文本")}),
        )}),
        "x.xlsx",
    ).rulebook  # fmt: skip
    assert loaded is not None
    return loaded


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_elements_stand_in_the_order_that_the_schema_of_the_standard_demands(path: Path) -> None:
    root = parse_document(write_dmn(sample(path)), path.name)
    for element in root.iter():
        order = _ORDERS.get(local(element))
        found = [local(child) for child in element]
        if order:
            assert found == sorted(found, key=order.index), local(element)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(element.get("name") for element in root if local(element) in ("decision", "inputData", "itemDefinition"))


_ORDERS = {
    "definitions": ("extensionElements", "itemDefinition", "inputData", "decision", "DMNDI"),
    "itemDefinition": ("typeRef", "allowedValues"),
    "inputData": ("extensionElements", "variable"),
    "decision": ("extensionElements", "variable", "informationRequirement", "literalExpression", "decisionTable"),
    "decisionTable": ("extensionElements", "input", "output", "annotation", "rule"),
    "input": ("extensionElements", "inputExpression", "inputValues"),
    "output": ("extensionElements", "outputValues", "defaultOutputEntry"),
    "rule": ("inputEntry", "outputEntry", "annotationEntry"),
}
"""Of DMN13.xsd, as far as we write it; whatever else stands there is a fault of the writer."""


def test_another_tools_change_of_a_condition_wins_over_our_own_spelling() -> None:
    rulebook = sample(next(path for path in SAMPLES if path.stem == "清收考核"))
    data = write_dmn(rulebook)
    rule = rulebook.tables[0].rules[0]
    tree = parse_document(data, "清收考核.dmn")
    entry = tree.find(".//{*}inputEntry/{*}text")
    assert entry is not None
    entry.text = "[1..2)"
    back = read_dmn(etree.tostring(tree), "清收考核.dmn").rulebook
    assert back is not None
    assert back.tables[0].rules[0].texts[0] == "[1..2)" != rule.texts[0]
