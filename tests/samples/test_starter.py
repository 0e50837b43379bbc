"""The workbooks to begin with: faultless as made, commented, with drop-down lists that help and do not forbid."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from app.decide import compile_rulebook, run_tests
from app.decide.plain import decide_one
from app.findings import Finding, LubuError
from app.messages import as_lines
from app.rulebooks import Loaded, load
from app.rulebooks.layout import policy_of
from app.rulebooks.model import HitPolicy, Role, Rulebook
from app.rulebooks.reader import read_rulebook
from app.samples.portfolio import make_portfolio
from app.samples.rulebooks import make_rulebooks
from app.samples.rulebooks.dropdowns import POLICIES
from app.samples.starter import (
    Kind,
    starter_from_cases,
    starter_from_rulebook,
    starter_workbook,
)
from app.samples.starter.guide import COMMENTS
from app.values import VarType
from tests.workbooks import book

AS_OF = date(2026, 9, 30)


def loaded_from(data: bytes) -> Loaded:
    return load(data, "我的规则.xlsx")


def rulebook_from(data: bytes) -> Rulebook:
    loaded = loaded_from(data)
    assert loaded.rulebook is not None, as_lines(loaded.findings)
    return loaded.rulebook


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module", params=list(Kind))
def made(request) -> bytes:
    return starter_workbook("我的规则", request.param)


def test_it_loads_without_a_single_finding(made):
    assert as_lines(loaded_from(made).findings) == []


def test_its_tests_pass_and_reach_every_rule(made):
    report = run_tests(compile_rulebook(rulebook_from(made)), AS_OF)
    assert as_lines(report.findings) == []
    assert {block.table: block.silent for block in report.coverage if block.silent} == {}


def test_it_is_the_same_file_every_time():
    assert starter_workbook("一") == starter_workbook("一")


def test_it_opens_with_instructions_that_the_loader_leaves_out(made):
    notes = opened(made).worksheets[0]
    assert notes.title == "填写说明"
    assert notes["A1"].value == "填写说明　我的规则"
    said = "".join(str(cell) for row in notes.iter_rows(values_only=True) for cell in row if cell)
    assert "条件怎么写" in said
    assert "农村信用" not in said, "the invented union is no part of a bank's own workbook"
    assert opened(made).properties.creator != "", "a workbook without an author gets the name of a library"


def test_every_heading_bears_its_note(made):
    noted = {cell.value: cell.comment.text for sheet in opened(made) for row in sheet for cell in row if cell.comment}
    assert {"数据字典", "变量", "类型", "取值范围", "用途"} - set(noted) == {"数据字典"}
    assert "前面的 0" in noted["类型"]
    assert "命中" in noted["U"]


def test_no_note_is_written_for_a_heading_that_no_starter_has():
    """A note that is never shown would rot."""
    shown = {
        comment.text
        for kind in Kind
        for sheet in opened(starter_workbook("书", kind))
        for row in sheet
        for cell in row
        if (comment := cell.comment)
    }
    assert [subject for subject, text in COMMENTS.items() if text not in shown] == []


def validations(sheet, cell):
    return [one for one in sheet.data_validations.dataValidation if cell in one.sqref]


def test_a_type_must_be_one_of_the_list_and_a_condition_may_be_anything():
    made = opened(starter_workbook("书"))
    (kind,) = validations(made["数据字典"], "B5")
    assert kind.formula1 == f'"{",".join(VarType)}"'
    assert (kind.showErrorMessage, kind.errorStyle) == (True, None), "None is the style that stops"
    (condition,) = validations(made["审批层级"], "C3")
    assert condition.formula1 == '"-,信用,保证,抵押,质押"'
    assert not condition.showErrorMessage
    (conclusion,) = validations(made["审批层级"], "D3")
    assert conclusion.formula1 == '"支行,风险管理部,贷审会"'
    assert conclusion.errorStyle == "warning"
    (role,) = validations(made["数据字典"], "H5")
    assert set(role.formula1.strip('"').split(",")) == set(Role)
    assert not role.showErrorMessage
    (mode,) = validations(made["清收奖励"], "B2")
    assert mode.formula1 == '"全额,超额累进"'


def test_the_corner_offers_every_hit_policy_in_words_that_are_read():
    (corner,) = validations(opened(starter_workbook("书"))["审批层级"], "A2")
    assert corner.formula1 == f'"{",".join(POLICIES)}"'
    assert {policy_of(word) for word in POLICIES} == set(HitPolicy)


def test_blank_rows_below_are_text_cells_with_the_same_lists_so_that_the_next_rule_goes_right_in():
    sheet = opened(starter_workbook("书"))["审批层级"]
    assert sheet["B7"].value is None
    assert sheet["B7"].number_format == "@"
    assert validations(sheet, "C7")[0].formula1 == validations(sheet, "C3")[0].formula1
    assert sheet["B7"].border.left.style is None, "blank rows are not printed"


def test_a_rule_typed_into_the_first_blank_row_is_a_rule():
    workbook = opened(starter_workbook("书"))
    for column, text in enumerate(["R6", "-", "是", "损失", "新"], start=1):
        workbook["五级分类"].cell(9, column, text)
    stream = io.BytesIO()
    workbook.save(stream)
    table = next(table for table in rulebook_from(stream.getvalue()).tables if table.name == "五级分类")
    assert [rule.id for rule in table.rules] == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert table.default == ("正常",)


def test_headings_stay_in_sight_and_pages_fit_their_width(made):
    for sheet in opened(made).worksheets[1:]:
        assert sheet.freeze_panes, sheet.title
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.orientation == "landscape"


def test_it_decides_a_case():
    rulebook = rulebook_from(starter_workbook("书"))
    case = {"贷款余额": Decimal(600_000), "逾期天数": Decimal(95), "担保方式": "抵押", "还款意愿": "恶意拖欠"}
    outcome = decide_one(rulebook, case, AS_OF).outputs
    assert (outcome["五级分类"], outcome["清收措施"], outcome["审批层级"]) == ("次级", "诉讼清收", "风险管理部")
    assert outcome["罚息"] == Decimal("11400")


# --- from a rulebook ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["五级分类", "清收策略", "风险预警", "文书与合规", "清收考核"])
def test_from_a_rulebook_the_dictionary_is_the_same_and_the_tables_are_empty(name):
    old = load(make_rulebooks()[f"{name}.xlsx"], f"{name}.xlsx").rulebook
    read = read_rulebook(starter_from_rulebook("新书", old), "新书.xlsx")
    new = read.draft
    for variable in old.variables.values():
        copy = new.variables[variable.name]
        for field in ("type", "unit", "domain", "limits", "aliases", "required", "default", "roles", "note"):
            assert getattr(copy, field) == getattr(variable, field), f"{variable.name}.{field}"
    assert {one.name: one.value for one in new.parameters.values()} == {
        one.name: one.value for one in old.parameters.values()
    }
    assert [one.expression for one in new.formulas] == [one.expression for one in old.formulas]
    assert [(t.name, t.policy, [i.variable for i in t.inputs]) for t in new.tables] == [
        (t.outputs[0].variable if t.matrix else t.name, t.policy, [i.variable for i in t.inputs]) for t in old.tables
    ]
    assert sum(len(table.rules) for table in new.tables) == 0
    assert {finding.code for finding in read.findings if finding.is_error} == {"rulebooks.table-without-rules"}


def test_names_that_no_sheet_may_have_are_no_obstacle():
    rules = [["R1", "是", "关"]]
    head = ["U", "是否逾期", "级别"]
    sheets = {
        "一": [["甲/乙:丙", "条件", "结论"], head, *rules],
        "二": [["很长" * 20, "条件", "结论"], ["U", "是否逾期", "级别二"], *rules],
    }
    old = rulebook_from(book(sheets))
    new = read_rulebook(starter_from_rulebook("新书", old), "新书.xlsx").draft
    assert [table.name for table in new.tables] == ["甲/乙:丙", "很长" * 20]


# --- from a ledger --------------------------------------------------------------------------------------------


def test_from_a_ledger_the_dictionary_is_drafted_from_its_columns():
    data = starter_from_cases("台账规则", make_portfolio(300), "台账.xlsx")
    loaded = loaded_from(data)
    assert as_lines([f for f in loaded.findings if f.is_error]) == []
    variables = loaded.rulebook.variables
    assert variables["当前余额"].type is VarType.MONEY
    assert variables["本金逾期天数"].type is VarType.INTEGER
    assert variables["利率"].type is VarType.PERCENT
    assert variables["到期日期"].type is VarType.DATE
    assert variables["是否重组"].type is VarType.BOOL
    assert variables["证件号"].type is VarType.TEXT
    assert set(variables["担保类型"].domain) == {"信用", "保证", "抵押", "质押"}
    assert variables["户名"].domain is None, "names of customers are no list of values"
    report = run_tests(compile_rulebook(loaded.rulebook), AS_OF)
    assert as_lines(report.findings) == []


def test_what_stands_in_the_cells_of_customers_is_not_copied_into_the_draft():
    data = starter_from_cases(
        "台账规则",
        b"\xef\xbb\xbf" + "户名,证件号,天数\n张三丰,110101199001011234,5\n李四光,110101199001011235,7\n".encode(),
        "台账.csv",
    )
    said = "".join(str(cell.value) for sheet in opened(data) for row in sheet for cell in row if cell.value)
    assert "张三丰" not in said
    assert "110101" not in said


def test_a_file_without_a_header_is_refused_in_words():
    with pytest.raises(LubuError) as refusal:
        starter_from_cases("书", b"1,2,3\n4,5,6\n", "数.csv")
    (found,) = refusal.value.findings
    assert found.code == "cases.no-header-at-all"
    assert isinstance(found, Finding)
    assert as_lines([found])
