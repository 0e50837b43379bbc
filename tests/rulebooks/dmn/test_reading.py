"""DMN files of other tools: what is taken over, and what is named instead."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rulebooks import load
from app.rulebooks.conditions import AnyOf, Equals, Interval
from app.rulebooks.dmn.comparison import differences
from app.rulebooks.dmn.reading import Imported, read_dmn
from app.rulebooks.dmn.workbook import write_workbook
from app.rulebooks.messages import MESSAGES
from app.rulebooks.model import DecisionTable, HitPolicy, Rulebook
from app.values import VarType
from tests.rulebooks.dmn.documents import NAMESPACES, decision, definitions, text

AGES = [("Age", "number")]
GRADE = [("Grade", "string")]
RULES = [["<18", '"C"'], [">=18", '"A"']]


def read(*parts: str, version: str = "1.3") -> Imported:
    imported = read_dmn(definitions(*parts, version=version), "外来.dmn")
    for finding in imported.findings:
        wording = MESSAGES[finding.code]
        assert wording.message.format(**finding.params) and wording.advice.format(**finding.params)
    return imported


def rulebook_of(*parts: str, version: str = "1.3") -> Rulebook:
    """What is read without a loss; its workbook says the same."""
    imported = read(*parts, version=version)
    assert [finding for finding in imported.findings if finding.level != "note"] == []
    assert imported.rulebook is not None
    written = write_workbook(imported.rulebook)
    loaded = load(written.data, "外来.xlsx")
    assert written.findings == ()
    assert loaded.rulebook is not None, loaded.reading
    assert list(differences(imported.rulebook, loaded.rulebook)) == []
    return imported.rulebook


def table_of(*parts: str) -> DecisionTable:
    (table,) = rulebook_of(*parts).tables
    return table


def codes(imported: Imported, level: str = "error") -> list[str]:
    return [f.code.removeprefix("rulebooks.dmn-") for f in imported.findings if f.level == level]


@pytest.mark.parametrize("version", NAMESPACES)
def test_every_version_of_the_standard_is_read(version: str) -> None:
    rulebook = rulebook_of(decision("Grade", AGES, GRADE, RULES), version=version)
    assert [rule.texts for rule in rulebook.tables[0].rules] == [("<18",), (">=18",)]
    assert [rule.outcomes for rule in rulebook.tables[0].rules] == [("C",), ("A",)]
    assert [rule.id for rule in rulebook.tables[0].rules] == ["r1", "r2"]


@pytest.mark.parametrize(
    ("attributes", "policy"),
    [
        ("", HitPolicy.UNIQUE),
        ('hitPolicy="ANY"', HitPolicy.ANY),
        ('hitPolicy="FIRST"', HitPolicy.FIRST),
        ('hitPolicy="PRIORITY"', HitPolicy.PRIORITY),
        ('hitPolicy="RULE ORDER"', HitPolicy.RULE_ORDER),
        ('hitPolicy="OUTPUT ORDER"', HitPolicy.OUTPUT_ORDER),
        ('hitPolicy="COLLECT"', HitPolicy.COLLECT),
        ('hitPolicy="COLLECT" aggregation="SUM"', HitPolicy.SUM),
        ('hitPolicy="COLLECT" aggregation="MAX"', HitPolicy.MAX),
        ('hitPolicy="COLLECT" aggregation="MIN"', HitPolicy.MIN),
        ('hitPolicy="COLLECT" aggregation="COUNT"', HitPolicy.COUNT),
    ],
)
def test_every_hit_policy_is_known(attributes: str, policy: HitPolicy) -> None:
    table = table_of(
        decision("Points", AGES, [("p", "number", "3,1,2")], [["<18", "1"], ["-", "3"]], policy=attributes)
    )
    assert table.policy is policy
    assert table.outputs[0].domain == (None if policy is HitPolicy.COUNT else (3, 1, 2))


def test_types_come_from_the_clause_the_item_definition_and_the_input_data() -> None:
    rulebook = rulebook_of(
        '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues>'
        '</itemDefinition><inputData id="i" name="Kind"><variable name="Kind" typeRef="tKind"/></inputData>',
        decision(
            "Out",
            [("Kind", ""), ("Since", "date"), ("Flag", "boolean"), ("Rate", "", "[0..1]")],
            [("Out", "number")],
            [['"a"', '>= date("2026-01-31")', "true", "<0.5", "7"]],
        ),
    )
    types = {name: variable.type for name, variable in rulebook.variables.items()}
    assert types == {
        "Kind": VarType.TEXT, "Since": VarType.DATE, "Flag": VarType.BOOL, "Rate": VarType.DECIMAL,
        "Out": VarType.DECIMAL,
    }  # fmt: skip
    assert rulebook.variables["Kind"].domain == ("a", "b")
    assert rulebook.variables["Rate"].limits == Interval(Decimal(0), True, Decimal(1), True)


def test_parts_of_structured_input_data_are_variables_of_their_own() -> None:
    rulebook = rulebook_of(
        '<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef></itemComponent>'
        '</itemDefinition><inputData name="person"><variable name="person" typeRef="tPerson"/></inputData>',
        decision("Grade", [("person.age", "")], GRADE, [["-", '"A"']]),
    )
    assert {name: variable.type for name, variable in rulebook.variables.items()} == {
        "person.age": VarType.DECIMAL,
        "Grade": VarType.TEXT,
    }


def test_what_one_decision_concludes_the_next_one_reads() -> None:
    several = decision("Scores", AGES, [("points", "number"), ("why", "string")], [["-", "5", '"x"']])
    single = decision("Season", AGES, [("season", "string")], [["-", '"Winter"']])
    rulebook = rulebook_of(
        several,
        single,
        decision("One", [("Scores.points", "number")], GRADE, [[">3", '"A"']], requires=["d_Scores"]),
        decision("Two", [("Season", "string")], [("g", "string")], [['"Winter"', '"A"']], requires=["d_Season"]),
        decision("Three", [("season", "string")], [("h", "string")], [['"Winter"', '"A"']], requires=["d_Season"]),
    )
    read_by = {table.name: [header.variable for header in table.inputs] for table in rulebook.tables}
    assert read_by["One"] == ["points"] and read_by["Two"] == read_by["Three"] == ["season"]
    assert rulebook.produced == {"points", "why", "season", "Grade", "g", "h"}


def test_defaults_descriptions_and_annotations_are_kept() -> None:
    table = table_of(
        decision("Grade", AGES, GRADE, [["<18", '"C"']], defaults=['"A"'], extra='<annotation name="Basis"/>').replace(
            "</rule>", "<annotationEntry><text>Art. 1</text></annotationEntry></rule>"
        )
    )
    assert table.default == ("A",)
    assert table.rules[0].remarks == {"Basis": "Art. 1"}


def test_an_empty_text_is_no_conclusion_and_that_is_said() -> None:
    imported = read(decision("Grade", AGES, GRADE, [["<18", '""'], [">=18", '"A"']]))
    assert imported.rulebook is not None and codes(imported, "warning") == ["empty-text"]
    assert [rule.outcomes for rule in imported.rulebook.tables[0].rules] == [(None,), ("A",)]


def test_yes_and_no_need_no_list_of_values() -> None:
    table = table_of(
        decision("Ok", [("Flag", "boolean", "true,false")], [("Ok", "boolean", "true,false")], [["true", "false"]])
    )
    assert table.outputs[0].domain is None and table.rules[0].outcomes == (False,)


def test_rules_that_share_an_id_keep_names_of_their_own() -> None:
    same = decision("Grade", AGES, GRADE, RULES).replace('id="r2"', 'id="r1"')
    assert [rule.id for rule in table_of(same).rules] == ["r1", "R2"]
    ours = decision("Grade", AGES, GRADE, RULES).replace('id="r1"', 'id="默认"')
    assert [rule.id for rule in table_of(ours).rules] == ["R1", "r2"]


def test_names_that_mean_something_else_in_a_workbook_are_changed_and_said() -> None:
    imported = read(decision("Decision", AGES, [("U", "string")], RULES))
    assert codes(imported, "note") == ["renamed"]
    table = table_of(decision("Decision", [("U", "number"), ("备注", "string")], GRADE, [["<1", '"x"', '"A"']]))
    assert [header.variable for header in table.inputs] == ["U", "备注"]


def test_a_list_that_leaves_nothing_out_is_written_as_present() -> None:
    table = table_of(decision("Grade", AGES, GRADE, [["<5, >=5", '"A"'], ["null", '"B"']]))
    assert [rule.texts[0] for rule in table.rules] == ["非空", "空"]


def test_types_nobody_states_are_guessed_from_the_cells_and_said() -> None:
    imported = read(decision("G", [("Age", ""), ("Kind", "")], [("g", "")], [[">5", '"a","b"', "true"]]))
    assert imported.rulebook is not None
    types = [variable.type for variable in imported.rulebook.variables.values()]
    assert types == [VarType.DECIMAL, VarType.TEXT, VarType.BOOL]
    assert codes(imported, "note") == ["type-guessed"] * 3
    assert imported.rulebook.tables[0].rules[0].conditions[1] == AnyOf((Equals("a"), Equals("b")))


def test_every_cell_that_needs_an_engine_is_named_and_its_table_left_out_whole() -> None:
    imported = read(
        decision("Bad", AGES, GRADE, [["<18", '"C"'], ["> limit(x)", '"A"'], ["20", "upper(x)"]]),
        decision("Good", AGES, [("g", "string")], RULES),
    )
    assert [(f.place.sheet, f.place.cell) for f in imported.findings if f.code.endswith("cell-feel")] == [
        ("Bad", "r2/Age"), ("Bad", "r3/Grade"),
    ]  # fmt: skip
    assert imported.rulebook is not None
    assert [table.name for table in imported.rulebook.tables] == ["Good"]
    assert "table-left" in codes(imported)


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (decision("X", AGES, GRADE, [['"old"', '"A"']]), "cell-type"),
        (decision("X", AGES, GRADE, [["1", "5"]]), "cell-type"),
        (decision("X", [("count(Age)", "number")], GRADE, RULES), "input-unclear"),
        (decision("X", [("At", "time")], GRADE, [["-", '"A"']]), "type-unsupported"),
        (decision("X", [("Mix", "")], GRADE, [["1", '"A"'], ['"a"', '"B"']]), "type-mixed"),
        (decision("X", AGES, GRADE, [["1"]]), "rule-width"),
        (decision("X", AGES, GRADE, []), "table-empty"),
        (decision("X", AGES * 2, GRADE, [["1", "2", '"A"']]), "heading-twice"),
        (decision("X", AGES, GRADE, RULES, policy='hitPolicy="BEST"'), "policy-unknown"),
        (decision("X", AGES, GRADE, RULES, policy='expressionLanguage="juel"'), "language"),
        (decision("X", AGES, GRADE, RULES).replace("<inputEntry", '<inputEntry expressionLanguage="groovy"', 1),
         "language"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_over_is_an_error_and_nothing_is_left(part: str, code: str) -> None:
    imported = read(part)
    assert codes(imported)[0] == code
    assert imported.rulebook is None and codes(imported)[-2:] == ["table-left", "no-table"]


def test_decisions_that_are_no_tables_are_named() -> None:
    imported = read(
        f'<decision name="Sum">{text("literalExpression", "sum(for a in b return c)")}</decision>',
        '<businessKnowledgeModel name="F"/>',
        decision("Grade", [("Sum", "number")], GRADE, RULES),
    )
    assert codes(imported) == ["not-a-table"] and codes(imported, "warning") == ["element-left"]
    assert imported.rulebook is not None and "Sum" in imported.rulebook.variables


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged"),
        (b"<definitions>", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (b"<definitions/>", "foreign"),
        (b'<html xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "foreign"),
        (b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>', "doctype"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'.encode("utf-16"),
         "doctype"),
        (definitions(), "no-table"),
        (definitions("<a>" * 400 + "</a>" * 400), "damaged"),
        (definitions("<decision/>" * 501), "too-many"),
        (b" " * ((16 << 20) + 1), "too-large"),
    ],
    ids=["empty", "cut", "zip", "bare", "html", "entity", "utf16", "nothing", "deep", "many", "large"],
)  # fmt: skip
def test_what_is_no_dmn_file_is_refused(data: bytes, code: str) -> None:
    imported = read_dmn(data, "外来.dmn")
    assert imported.rulebook is None and codes(imported) == [code]
