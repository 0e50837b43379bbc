"""The sample Word templates: fit to be edited by legal staff, with fields that the sample rulebooks know."""

# ruff: noqa: E501 - the fields of a letter are one line here, however wide

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
from tests.letters.made import CARD, VALUES, letter_values, loan, text_of

LETTERS = [name for name in TEMPLATES if name != CARD]
SERVED = ("逾期贷款催收通知书.docx", "担保人履行担保责任通知书.docx")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


@pytest.fixture(scope="module")
def fields():
    books = [compile_rulebook(load(data, name).rulebook) for name, data in make_rulebooks().items()]
    release = make_release(books)
    return lambda name: field_names(release, name)


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
    assert check_template(TEMPLATES[name](), name, fields(name)) == ()


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_shows_its_number_and_check_code_as_a_picture(name):
    compiled = compile_template(TEMPLATES[name](), name)
    assert compiled.codes and {"文号", "校验码"} <= compiled.fields


LOANS = "合同编号 借款日期 到期日期 贷款金额 贷款余额 欠息 罚息 复利 费用 欠款合计"
REQUIRED = {
    "逾期贷款催收通知书.docx": f"文号 客户名称 保证人 {LOANS} 履行期限天数 还款账号 落款单位 客户经理 制作日期",
    "担保人履行担保责任通知书.docx": f"{LOANS} 保证合同编号 保证合同签订日期 保证方式 保证期间届满日",
    "贷款提前到期通知书.docx": f"{LOANS} 提前到期条款 违约情形 利息逾期天数 提前到期日 履行期限天数 还款账号 文号",
    "诉前告知书.docx": f"{LOANS} 客户名称 保证人 逾期天数 履行期限天数 管辖法院 还款账号 文号",
    "债权转让通知书.docx": f"{LOANS} 债权人统一社会信用代码 受让人名称 受让人统一社会信用代码 转让合同编号 转让基准日 业务日期 受让人账号 受让人联系电话",
    "催收公告.docx": "合同编号 保证人 贷款余额 业务日期 还款账号 联系电话_债权人 债权人地址",
    "展期还款协议.docx": f"{LOANS} 保证人 还款期数 首期还款日 末期还款日 每期还本 末期还本 首期应还 减免审批文号 批准减免金额",
    "还款计划书.docx": f"{LOANS} 证件号码 还款期数 首期还款日 末期还款日 每期还本 首期应还 还款账号",
    "支付令申请书.docx": f"{LOANS} 债权人统一社会信用代码 证件号码 住所地址 业务日期 管辖法院",
    "民事起诉状.docx": "客户类型 住所地址 证件号码 贷款余额 欠息 罚息 复利 费用 欠款合计 业务日期 年利率 罚息上浮比例 提前到期条款 管辖条款"
    " 诉前保全日期 借款日期 还款方式 已还本金 已还利息 利息还至日 抵押物 抵质押合同编号 登记证号 保证合同编号 保证方式 本金逾期天数 诉讼时效届满日",
    "财产保全申请书.docx": "欠款合计 保全事由 财产线索 抵押物 保全担保金额 管辖法院",
    "强制执行申请书.docx": "裁判文书 裁判生效日期 履行期限届满日 申请执行届满日 欠款合计 财产线索 还款账号 抵押物",
    "五级分类认定表.docx": "底线分类 矩阵分类 五级分类 认定依据 拨备比例 拨备金额 原五级分类",
    "债务人清收方案.docx": "债务人分层 预警信号 清收策略 清收措施 审批人 目标清收率 方案截止日 费用率上限 财产线索",
    "清收实施方案.docx": "件数 户数 贷款余额 不良余额 不良本息 五级分类 担保方式 客户类型 债务人分层 清收策略 清收措施 目标清收率 目标不良率"
    " 费用率上限 方案截止日 方案负责人",
}


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_has_the_fields_that_its_kind_must_have(name):
    compiled = compile_template(TEMPLATES[name](), name)
    used = compiled.fields | {field for fields in compiled.row_fields.values() for field in fields}
    assert not set(REQUIRED[name].split()) - used


TOLD_APART = [name for name in LETTERS if LOANS in REQUIRED[name] or "起诉状" in name or "申请书" in name]


@pytest.mark.parametrize("name", TOLD_APART)
def test_principal_interest_penalty_compound_and_costs_are_told_apart(name):
    text = text_of(compile_template(TEMPLATES[name](), name).render(VALUES[name]()))
    assert all(amount in text for amount in ("1,620,993.20", "4,690.14", "196.20", "1,880.00", "1,652,450.74")), text


SEVERAL = letter_values(
    loan(1, "100000", 120, 保证人=None, 担保方式="抵押", 抵押物="商铺一间", 保证方式=None),
    loan(2, "200000", 560, 保证人="李秀兰", 保证方式="一般保证", 抵押物=None),
)


@pytest.mark.parametrize("name", [name for name in TOLD_APART if "支付令" not in name and "担保人" not in name])
def test_the_guarantor_of_a_later_loan_is_not_forgotten(name):
    text = text_of(compile_template(TEMPLATES[name](), name).render(SEVERAL))
    assert "李秀兰" in text
    assert "保证人：无" not in text


def test_a_complaint_ticks_what_is_true_of_any_of_its_loans():
    text = text_of(compile_template(TEMPLATES["民事起诉状.docx"](), "民事起诉状.docx").render(SEVERAL))
    assert "■就抵押、质押财产优先受偿　■保证人承担保证责任" in text
    assert "■一般保证　□连带责任保证" in text
    assert "担保物：商铺一间" in text


@pytest.mark.parametrize(
    ("modes", "said"),
    [
        (("一般保证", "一般保证"), "为一般保证。"),
        (("连带责任保证", "连带责任保证"), "为连带责任保证。"),
        (("连带责任保证", "一般保证"), "清偿该部分欠款"),
    ],
)
def test_a_guarantor_is_asked_for_what_each_of_his_contracts_says(modes, said):
    name = "担保人履行担保责任通知书.docx"
    loans = [loan(place, "100000", 120, 保证方式=mode) for place, mode in enumerate(modes, start=1)]
    text = text_of(compile_template(TEMPLATES[name](), name).render(letter_values(*loans)))
    assert said in text
    assert ("全部欠款" in text) is (set(modes) == {"连带责任保证"})


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


@pytest.mark.parametrize("name", SERVED)
def test_a_served_letter_is_an_official_a4_page(name):
    section = Document(io.BytesIO(TEMPLATES[name]())).sections[0]
    measures = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    measures += [section.left_margin, section.right_margin]
    assert [round(one.mm) for one in measures] == [210, 297, 37, 35, 28, 26]


def test_the_body_is_fangsong_three_with_fallbacks():
    document = Document(io.BytesIO(TEMPLATES[SERVED[0]]()))
    style = next(one for one in document.styles if one.style_id == BODY.id)
    assert style.font.size.pt == 16
    assert style.paragraph_format.line_spacing.pt == 28
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == FANGSONG
    fonts = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    assert f'w:name="{FANGSONG}"><w:altName w:val="{FALLBACKS[FANGSONG]}"/>' in fonts.blob.decode()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_carries_no_more_than_it_needs(name):
    assert len(TEMPLATES[name]()) < 16_000
