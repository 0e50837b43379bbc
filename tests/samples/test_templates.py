"""The sample Word templates: fit to be edited by legal staff, with fields that the sample rulebooks know."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn

from app.batches.context import field_names
from app.batches.release import make_release
from app.decide import compile_rulebook
from app.letters import check_template, compile_template
from app.rulebooks import load
from app.samples.rulebooks import make_rulebooks
from app.samples.template_layout import BODY, FALLBACKS, FANGSONG
from app.samples.templates import FOLDER, TEMPLATES, write_templates
from tests.letters.made import OTHERS, letter_values, text_of

LETTERS = ("逾期贷款催收通知书.docx", "担保人履行担保责任通知书.docx", "五级分类认定表.docx")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


@pytest.fixture(scope="module")
def fields():
    books = [compile_rulebook(load(data, name).rulebook) for name, data in make_rulebooks().items()]
    return field_names(make_release(books))


def test_the_same_script_makes_the_same_bytes(tmp_path):
    paths = write_templates(tmp_path / "first")
    assert [path.name for path in paths] == list(TEMPLATES)
    for path, again in zip(paths, write_templates(tmp_path / "second"), strict=True):
        assert path.read_bytes() == again.read_bytes()


def test_the_templates_in_the_project_are_all_there():
    assert {path.name for path in FOLDER.glob("*.docx")} >= set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_the_fast_way_without_a_finding(name):
    compiled = compile_template(TEMPLATES[name](), name)
    assert compiled.method == "fast"
    assert compiled.findings == ()


@pytest.mark.parametrize("name", LETTERS)
def test_every_field_is_known_to_the_sample_rulebooks(name, fields):
    assert check_template(TEMPLATES[name](), name, fields) == ()


@pytest.mark.parametrize("name", OTHERS)
def test_what_no_rulebook_knows_is_typed_in_or_left_blank(name, fields):
    for finding in check_template(TEMPLATES[name](), name, fields):
        assert finding.code in ("letters.field-unknown", "letters.field-unknown-like")
        assert "|空白(" in finding.params["tag"], finding.params["tag"]


REQUIRED = {
    "贷款提前到期通知书.docx": "违约事实 提前到期条款 提前到期日 明细 合计 履行期限天数 还款账号 落款单位 文号",
    "诉前告知书.docx": "客户名称 保证人 逾期天数 明细 合计 履行期限天数 管辖法院 还款账号 文号",
    "债权转让通知书.docx": "债权人名称 受让人名称 受让人统一社会信用代码 转让合同编号 业务日期 受让人账号 明细",
    "催收公告.docx": "明细 合计 业务日期 还款账号 联系电话_债权人 公告媒体 公告日期",
    "展期还款协议.docx": "客户名称 保证人 明细 展期到期日 展期年利率 第1期还款日 减免审批文号 减免金额 宽限天数",
    "还款计划书.docx": "客户名称 证件号码 明细 还款来源1来源 第1期还款日 第12期合计 还款账号",
    "支付令申请书.docx": "债权人统一社会信用代码 客户名称 证件号码 住所地址 合计 业务日期 明细 管辖法院 证据4名称",
    "民事起诉状.docx": "客户类型 住所地址 合计 业务日期 年利率 罚息上浮比例 提前到期条款 费用明细 管辖条款"
    " 诉前保全案号 合同签订地点 还款方式 已还利息 抵押物 登记证号 保证合同编号 保证方式 证据6名称",
    "财产保全申请书.docx": "合计 保全事由 财产线索1名称 担保数额 管辖法院",
    "强制执行申请书.docx": "执行依据文书 执行依据案号 生效日期 合计 财产线索1名称 还款账号 抵押物",
    "债务人清收方案.docx": "明细 合计 债务人分层 预警信号 清收策略 清收措施 审批人 目标本金 步骤1措施 费用预算",
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_letter_has_the_fields_that_its_kind_must_have(name):
    compiled = compile_template(TEMPLATES[name](), name)
    used = compiled.fields | {field for fields in compiled.row_fields.values() for field in fields}
    assert not set(REQUIRED[name].split()) - used


@pytest.mark.parametrize("name", [name for name in OTHERS if name != "催收公告.docx"])
def test_principal_interest_penalty_compound_and_costs_are_told_apart(name):
    text = text_of(compile_template(TEMPLATES[name](), name).render(letter_values()))
    if name == "债务人清收方案.docx":
        assert "1,620,993.20" in text and "1,652,450.74" in text
        return
    assert all(amount in text for amount in ("1,620,993.20", "4,690.14", "196.20", "1,880.00", "1,652,450.74")), text


def test_a_public_notice_tells_no_more_of_a_debtor_than_it_must():
    values = letter_values()
    text = text_of(compile_template(TEMPLATES["催收公告.docx"](), "催收公告.docx").render(values))
    assert not any(values[name] in text for name in ("证件号码", "联系电话", "住所地址"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_tag_stands_whole_in_one_run(name):
    document = Document(io.BytesIO(TEMPLATES[name]()))
    stories = [document.element.body, *(s._element for s in (document.sections[0].header, document.sections[0].footer))]
    for story in stories:
        for paragraph in story.iter(qn("w:p")):
            runs = [text.text or "" for text in paragraph.iter(qn("w:t"))]
            whole = sum(len(_TAG.findall(text)) for text in runs)
            assert whole == len(_TAG.findall("".join(runs)))


@pytest.mark.parametrize("name", LETTERS[:2])
def test_a_served_letter_is_an_official_a4_page(name):
    section = Document(io.BytesIO(TEMPLATES[name]())).sections[0]
    measures = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    measures += [section.left_margin, section.right_margin]
    assert [round(one.mm) for one in measures] == [210, 297, 37, 35, 28, 26]


def test_the_body_is_fangsong_three_with_fallbacks():
    document = Document(io.BytesIO(TEMPLATES[LETTERS[0]]()))
    style = next(one for one in document.styles if one.style_id == BODY.id)
    assert style.font.size.pt == 16
    assert style.paragraph_format.line_spacing.pt == 28
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == FANGSONG
    fonts = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    assert f'w:name="{FANGSONG}"><w:altName w:val="{FALLBACKS[FANGSONG]}"/>' in fonts.blob.decode()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_carries_no_more_than_it_needs(name):
    assert len(TEMPLATES[name]()) < 16_000
