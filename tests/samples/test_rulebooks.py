"""The sample workbooks: as made, without findings, their tests passing, every rule in use."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from app.decide import compile_rulebook, run_tests
from app.messages import as_lines
from app.rulebooks import load
from app.rulebooks.model import Role
from app.samples.portfolio import AS_OF
from app.samples.rulebooks import make_rulebooks
from app.samples.rulebooks.dropdowns import OFFERED_WORDS
from app.samples.templates import TEMPLATES

FOLDER = Path(__file__).parents[2] / "rulebooks"
NAMES = ("五级分类", "清收策略", "风险预警", "文书与合规", "清收考核")
TEMPLATE_FILES = frozenset(TEMPLATES)


@pytest.fixture(scope="module")
def files():
    return make_rulebooks()


@pytest.fixture(scope="module")
def loaded(files):
    return {name.removesuffix(".xlsx"): load(data, name, templates=TEMPLATE_FILES) for name, data in files.items()}


@pytest.fixture(scope="module")
def compiled(loaded):
    return {name: compile_rulebook(one.rulebook) for name, one in loaded.items()}


def test_the_five_workbooks_are_those_in_the_folder(files):
    assert tuple(name.removesuffix(".xlsx") for name in files) == NAMES
    committed = {path.name: path.read_bytes() for path in FOLDER.glob("*.xlsx")}
    assert set(files) <= set(committed)
    for name, data in files.items():
        assert committed[name] == data, f"run python -m app.samples.rulebooks: {name} is not what the script makes"


def test_the_same_script_makes_the_same_bytes(files):
    assert make_rulebooks() == files


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_loads_without_a_finding(loaded, name):
    assert not loaded[name].findings, "\n".join(as_lines(loaded[name].findings))


@pytest.mark.parametrize("name", NAMES)
def test_its_own_test_cases_pass(compiled, name):
    report = run_tests(compiled[name], AS_OF)
    assert not report.findings, "\n".join(as_lines(report.findings))
    assert len(report.results) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_its_own_test_cases_make_every_rule_fire(compiled, name):
    report = run_tests(compiled[name], AS_OF)
    silent = {coverage.table: coverage.silent for coverage in report.coverage if coverage.silent}
    assert not silent


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_says_on_what_it_rests(loaded, name):
    rulebook = loaded[name].rulebook
    for table in rulebook.tables:
        if table.matrix:
            continue
        for rule in table.rules:
            assert any(rule.remarks.values()), f"{table.name} {rule.id}"
    assert all(parameter.basis for parameter in rulebook.parameters.values())


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_with_a_page_that_explains_how_to_edit_it(files, name):
    book = openpyxl.load_workbook(io.BytesIO(files[f"{name}.xlsx"]))
    notes = book.worksheets[0]
    assert notes["A1"].value.startswith("说明")
    words = "".join(str(cell) for row in notes.iter_rows(values_only=True) for cell in row if cell)
    assert "怎样修改" in words
    assert "待核实" in words
    for sheet in book.sheetnames[1:]:
        assert sheet in words


@pytest.mark.parametrize("name", NAMES)
def test_cells_that_staff_type_into_are_text_so_that_no_program_rewrites_them(files, name):
    """A general cell would turn 1-30 into a date and =90 into a formula."""
    book = openpyxl.load_workbook(io.BytesIO(files[f"{name}.xlsx"]))
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate}"
                if isinstance(cell.value, str) and cell.value[0] in "=<>(-0123456789":
                    assert cell.number_format == "@" or cell.font.bold, f"{sheet.title}!{cell.coordinate}"


@pytest.mark.parametrize("name", NAMES)
def test_listed_values_are_offered_as_drop_downs(loaded, files, name):
    book = openpyxl.load_workbook(io.BytesIO(files[f"{name}.xlsx"]))
    offered = {validation.formula1 for sheet in book for validation in sheet.data_validations.dataValidation}
    listed = {",".join(map(str, one.domain)) for one in loaded[name].rulebook.variables.values() if one.domain}
    of_the_format = {",".join(words) for words in OFFERED_WORDS.values()}
    sources = {source.strip('"').removeprefix("-,") for source in offered}
    assert sources & listed
    assert sources <= listed | of_the_format


def test_the_parts_that_the_product_acts_on_are_named(loaded):
    roles = {role for one in loaded.values() for variable in one.rulebook.variables.values() for role in variable.roles}
    assert {
        Role.CASE_ID,
        Role.CUSTOMER_ID,
        Role.CUSTOMER_NAME,
        Role.OFFICER,
        Role.OFFICER_NAME,
        Role.BRANCH,
        Role.AMOUNT,
        Role.LETTER,
        Role.BLOCKED_LETTER,
        Role.BLOCK_REASON,
        Role.SERVICE_MODE,
        Role.SIGNER_CAPACITY,
        Role.HINT,
        Role.APPROVER,
        Role.RECEIPT_DATE,
        Role.PAY,
        Role.SCORE,
        Role.GRADE,
    } <= roles


def test_no_variable_is_concluded_by_two_workbooks(loaded):
    concluded = [name for one in loaded.values() for name in one.rulebook.produced]
    assert len(concluded) == len(set(concluded))


def test_every_letter_of_the_catalogue_has_its_template_and_a_rule_that_calls_for_it(loaded):
    book = loaded["文书与合规"].rulebook
    assert {kind.template for kind in book.letters} == TEMPLATE_FILES - {"绩效计分卡.docx"}
    called_for = {
        rule.outcomes[place]
        for table in book.tables
        for place, output in enumerate(table.outputs)
        if Role.LETTER in book.variables[output.variable].roles
        for rule in table.rules
    }
    assert called_for == {kind.name for kind in book.letters}


def test_every_stopped_letter_has_its_reason_and_its_article_beside_it(loaded):
    book = loaded["文书与合规"].rulebook
    gates = [table for table in book.tables if Role.BLOCKED_LETTER in book.variables[table.outputs[0].variable].roles]
    assert len(gates) == 4
    for rule in (rule for table in gates for rule in table.rules):
        assert len(rule.outcomes) == 2 and all(rule.outcomes)
        assert rule.remarks["依据"] and rule.remarks["应当怎么办"]


def test_what_is_chosen_when_a_service_is_recorded_is_listed(loaded):
    variables = loaded["文书与合规"].rulebook.variables
    assert "双人直接送达" in variables["送达方式"].domain and "无需送达" not in variables["送达方式"].domain
    assert "本人" in variables["签收人身份"].domain


def test_a_service_to_the_debtor_and_one_to_the_guarantor_move_dates_of_their_own(loaded):
    served = {kind.name: kind.served_variable for kind in loaded["文书与合规"].rulebook.letters}
    assert served["逾期贷款催收通知书"] == "最近催收日期"
    assert served["担保人履行担保责任通知书"] == "最近向保证人主张日期"
    assert not any(served[name] for name in ("五级分类认定表", "债务人清收方案", "清收实施方案", "民事起诉状"))
