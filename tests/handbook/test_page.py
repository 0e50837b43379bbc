"""docs/怎样写规则簿.md: every example, spelling and list of the page is what the product does."""

from __future__ import annotations

import re
import struct
from datetime import date

import pytest

from app.decide import compile_rulebook, run_tests
from app.messages import as_lines, wordings
from app.rulebooks import Loaded, load
from app.rulebooks.conditions import matches
from app.rulebooks.functions import ALIASES, ARITY
from app.rulebooks.grammar import ConditionError, parse_condition
from app.rulebooks.layout import policy_of
from app.rulebooks.model import HitPolicy
from app.values import MISSING_WORDS, Value, VarType, parse_bool, parse_date, parse_number
from tests import workbooks
from tests.handbook import findings, page, pictures

AS_OF = date(2026, 9, 30)
PLACE = page.PAGE.parent


def identify(example: page.Example) -> str:
    return f"{example.section}-{example.tables[0][0][0]}"


def dictionary_for(example: page.Example) -> page.Rows:
    """The rows of the page's 数据字典 that an example speaks of."""
    if any(table[0][0] == "数据字典" for table in example.tables):
        return []
    words = [cell for table in example.tables for row in table for cell in row]
    words += [said for _, said in example.checks]
    words += [name for one in example.outcomes for name in (*one.given, *one.expected)]
    said = "\n".join(words)
    ((_, (title, headings, *rows)),) = page.marked("字典")
    return [title, headings, *(row for row in rows if row[0] in said)]


def load_example(example: page.Example) -> Loaded:
    """The example's workbook: its blocks, the dictionary and, as test cases, what the page says it comes to."""
    blocks = [[list(row) for row in table] for table in example.tables]
    if rows := dictionary_for(example):
        blocks.insert(0, rows)
    if example.outcomes:
        blocks.append(claims_of(example))
    return load(workbooks.book({"例": workbooks.stack(*blocks)}), "例.xlsx")


def claims_of(example: page.Example) -> page.Rows:
    given = list(dict.fromkeys(name for one in example.outcomes for name in one.given))
    expected = list(dict.fromkeys(name for one in example.outcomes for name in one.expected))
    rows = [
        [f"例 {number}", *(one.given.get(name) for name in given), *(one.expected.get(name) for name in expected)]
        for number, one in enumerate(example.outcomes)
    ]
    return workbooks.test_cases(given, expected, rows)


@pytest.mark.parametrize("example", page.examples(), ids=identify)
def test_an_example_is_found_to_be_what_the_page_says(example):
    loaded = load_example(example)
    said = list(loaded.findings)
    if not any(finding.is_error for finding in loaded.reading):
        tested = run_tests(compile_rulebook(loaded.rulebook), AS_OF)
        if not example.outcomes:
            said += tested.findings
    for level, expected in example.checks:
        if not level:
            assert as_lines(loaded.findings) == []
        else:
            worded = [line for line in as_lines([one for one in said if one.level == level]) if expected in line]
            assert worded, as_lines(said)


@pytest.mark.parametrize("example", [one for one in page.examples() if one.outcomes], ids=identify)
def test_an_example_decides_as_the_page_says(example):
    loaded = load_example(example)
    assert as_lines(f for f in loaded.reading if f.is_error) == []
    report = run_tests(compile_rulebook(loaded.rulebook), AS_OF)
    assert as_lines(report.findings) == []
    assert len(report.results) == len(example.outcomes)


def test_the_page_has_an_example_for_every_kind_of_block():
    sections = {example.section for example in page.examples()}
    assert {"第一张表", "矩阵", "阶梯", "公式", "测试用例", "有效期", "规则写成列", "参数", "数据字典"} <= sections
    assert all(example.checks or example.outcomes for example in page.examples())


# --- spellings ------------------------------------------------------------------------------------------------


def value_of(text: str, kind: VarType) -> Value:
    if text in MISSING_WORDS:
        return None
    if kind.is_number:
        return parse_number(text)
    readers = {VarType.DATE: parse_date, VarType.BOOL: parse_bool}
    return readers[kind](text) if kind in readers else text


def spellings():
    for mark, (_, *rows) in page.marked("写法"):
        kind, _, domain = mark.partition(" ")
        for meaning, written, hit, missed in rows:
            for spelling in page.codes(written):
                yield pytest.param(
                    spelling, VarType(kind), domain, page.codes(hit), page.codes(missed), id=f"{meaning} {spelling}"
                )


@pytest.mark.parametrize(("spelling", "kind", "domain", "hit", "missed"), list(spellings()))
def test_a_spelling_means_what_its_row_says(spelling, kind, domain, hit, missed):
    unit = "元" if kind is VarType.MONEY else ""
    condition = parse_condition(spelling, kind, unit=unit, domain=tuple(filter(None, domain.split(","))))
    assert hit
    for text in hit:
        assert matches(condition, value_of(text, kind)), text
    for text in missed:
        assert not matches(condition, value_of(text, kind)), text


@pytest.mark.parametrize(("kind", "written", "said"), [row for _, (_, *rows) in page.marked("拒绝") for row in rows])
def test_what_is_ambiguous_is_refused_in_the_words_of_the_page(kind, written, said):
    with pytest.raises(ConditionError) as refusal:
        parse_condition(page.codes(written)[0], VarType(kind), unit="元" if kind == "金额" else "")
    wording = wordings()[refusal.value.code]
    params = {"variable": "列", **refusal.value.params}
    assert said in wording.message.format(**params) + wording.advice.format(**params)


def test_every_hit_policy_stands_in_the_page_in_a_spelling_that_is_read():
    ((_, (_, *rows)),) = page.marked("命中策略")
    read = [{policy_of(spelling) for spelling in page.codes(row[0])} for row in rows]
    assert all(len(policies) == 1 for policies in read), "the spellings of a row mean one policy"
    assert {policy for policies in read for policy in policies} == set(HitPolicy)


def test_every_function_stands_in_the_page_with_a_chinese_name_of_its_own():
    ((_, (_, *rows)),) = page.marked("函数")
    named = {name: alias for row in rows for name, alias in re.findall(r"`(\w+)`（(\w+)）", row[1])}
    assert set(named) == set(ARITY)
    assert {name: ALIASES[alias] for name, alias in named.items()} == {name: name for name in named}


# --- findings and pictures ------------------------------------------------------------------------------------


def test_the_appendix_lists_every_finding_as_it_is_worded():
    assert findings.stated() == findings.appendix().strip(), "run python -m tests.handbook.findings"


def test_the_pictures_are_those_that_the_script_draws_and_small_enough_for_a_page():
    shown = set(re.findall(r"!\[\w+\]\(images/规则簿/(\w+)\.png\)", page.text()))
    assert shown == {*pictures.SHEETS, pictures.ANNOTATED}
    for name in shown:
        data = (pictures.FOLDER / f"{name}.png").read_bytes()
        assert data.startswith(b"\x89PNG")
        assert pictures.source().encode() in data[:200], "the starter workbook has changed: run make doc-pictures"
        assert len(data) < 150_000, name
        width, height = struct.unpack(">II", data[16:24])
        assert width > 300
        assert height > 60


def test_links_within_the_page_and_to_others_lead_somewhere():
    headings = {
        re.sub(r"[^\w-]", "", heading).lower() for heading in re.findall(r"^## (.*)$", page.text(), re.MULTILINE)
    }
    for file, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", page.text()):
        assert not file or (PLACE / file).exists(), file
        assert not anchor or anchor in headings, anchor
