"""Fields against the dictionary, and the sample templates without a false alarm."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import pytest
from docx import Document

from app.letters import FieldNames, check_template, compile_template, letter_fields
from tests.letters.checking import check, codes
from tests.letters.made import (
    CARD,
    FORM,
    GUARANTOR,
    NOTICE,
    OTHERS,
    PORTFOLIO,
    VALUES,
    card_values,
    letter_values,
    template,
)
from tests.letters.word import docx, p, tbl, tr

NAMES = ("客户名称", "合同编号", "贷款余额", "逾期天数", "清收措施")
FIELDS = letter_fields(NAMES, ["贷款余额"], ["履行期限天数"])


@pytest.mark.parametrize(
    "text",
    [
        "{{ 客户名称 }}{{ 履行期限天数 }}{{ 文号 }}{{ 收件人 }}{{ 制作日期 }}{{ 业务日期 }}{{ 规则版本 }}",
        "{{ 合计.贷款余额|大写 }}{{ 明细|个数 }}{{ 明细[0].合同编号 }}{{ 合计['贷款余额'] }}",
        "{% for 笔 in 明细 if 笔.逾期天数 > 90 %}{{ loop.index }}{{ 笔.序号 }}{{ 笔.贷款余额 }}{% endfor %}",
        "{% for 措施 in 清收措施 %}{{ 措施 }}{% endfor %}",
    ],
)
def test_known_fields_pass(text):
    assert codes(docx(p(text)), FIELDS) == []


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("{{ 客户名 }}", "field-unknown-like", {"field": "客户名", "suggestion": "客户名称"}),
        ("{{ XYZ }}", "field-unknown", {"field": "XYZ"}),
        ("{% if 逾期天 > 90 %}{% endif %}", "field-unknown-like", {"field": "逾期天", "suggestion": "逾期天数"}),
        ("{{ 合计.贷款馀额 }}", "attribute-unknown-like", {"owner": "合计", "suggestion": "贷款余额"}),
        ("{{ 合计.客户名称 }}", "attribute-unknown", {"owner": "合计", "field": "客户名称"}),
        ("{{ 客户名称.姓 }}", "attribute-unknown", {"owner": "客户名称", "field": "姓"}),
        ("{{ x|默认('y') }}", "field-unknown", {"field": "x"}),
    ],
)  # fmt: skip
def test_unknown_fields_are_named_with_the_likely_one(text, code, params):
    (finding,) = check(docx(p(text)), FIELDS)
    assert finding.code == f"letters.{code}"
    assert params.items() <= finding.params.items()


def test_attributes_of_loops_are_checked_against_the_rows():
    rows = tbl(tr("{%tr for 笔 in 明细 %}"), tr("{{ 笔.合同号 }}", "{{ 笔.贷款余额 }}"), tr("{%tr endfor %}"))
    (finding,) = check(docx(rows), FIELDS)
    assert finding.code == "letters.attribute-unknown-like"
    assert {"owner": "明细", "field": "合同号", "suggestion": "合同编号"}.items() <= finding.params.items()
    assert finding.place.paragraph == "{{ 笔.合同号 }}"


def test_a_loop_variable_is_no_field_outside_its_loop():
    (finding,) = check(docx(p("{% for 笔 in 明细 %}{% endfor %}{{ 笔.合同编号 }}")), FIELDS)
    assert finding.params["field"] == "笔"


def test_an_unknown_list_is_named_once_where_its_loop_begins():
    rows = tbl(tr("{%tr for 项 in 指标表 %}"), tr("{{ 项.甲 }}", "{{ 项.乙 }}"), tr("{%tr endfor %}"))
    (finding,) = check(docx(rows), FIELDS)
    assert finding.params["field"] == "指标表"


def test_without_a_dictionary_names_are_not_judged():
    assert codes(docx(p("{{ 任何名称 }}"))) == []


PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")


def test_a_file_as_word_saves_it_gives_no_alarm():
    """With its theme, 160 styles, thumbnail, custom XML, and a picture."""
    document = Document()
    document.add_paragraph("{{ 客户名称 }}")
    document.add_picture(io.BytesIO(PIXEL))
    document.sections[0].header.paragraphs[0].text = "{{ 文号 }}"
    saved = io.BytesIO()
    document.save(saved)
    assert codes(saved.getvalue(), FIELDS) == []
    rendered = compile_template(saved.getvalue(), "t.docx").render({"客户名称": "张三", "文号": "第1号"})
    assert Document(io.BytesIO(rendered)).paragraphs[0].text == "张三"


@pytest.mark.parametrize("name", VALUES)
def test_the_samples_give_no_alarm(name):
    assert check_template(template(name), name) == ()


@pytest.mark.parametrize("name", [NOTICE, GUARANTOR, FORM, CARD])
def test_the_samples_use_only_what_they_are_given(name):
    values = card_values() if name == CARD else letter_values()
    compiled = compile_template(template(name), name)
    assert compiled.fields <= values.keys()
    for source, attributes in compiled.row_fields.items():
        holder = values[source]
        known = holder[0] if isinstance(holder, list) else holder
        assert attributes <= known.keys()


def test_a_compiled_template_tells_what_it_needs():
    data = docx(p("{% if 保证人 %}{{ 客户名称|空白 }}{% endif %}{% for 笔 in 明细 %}{{ 笔.贷款余额 }}{% endfor %}"))
    compiled = compile_template(data, "t.docx")
    assert compiled.fields == {"保证人", "客户名称", "明细"}
    assert compiled.row_fields == {"明细": {"贷款余额"}}
    assert compiled.method == "fast"
    assert len(compiled.hash) == 64


def test_letter_fields_hold_what_a_letter_is_given():
    assert "序号" in FIELDS.records["明细"]
    assert FIELDS.records["合计"] == {"贷款余额"}
    assert "文号" in FIELDS
    assert "明细" in FIELDS
    assert "不存在" not in FIELDS
    assert FIELDS.lists == {"明细"}
    assert replace(FIELDS, records={}, lists=frozenset()) == FieldNames(FIELDS.single)


def test_sample_names():
    assert {NOTICE, GUARANTOR, FORM, CARD, PORTFOLIO, *OTHERS} == set(VALUES)
