"""Tags whose outer shape is wrong: each named, with the paragraph quoted, and none where nothing is wrong."""

from __future__ import annotations

import time

import pytest

from tests.letters.checking import check, codes, is_refused
from tests.letters.word import docx, p, part, part_type, relation, run, tbl, tr


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("{{ 客户名称 ", ["tag-unclosed"]),
        ("{% if 保证人 ", ["tag-unclosed"]),
        ("甲{{ 客户名称 乙{{ 证件号码 }}", ["tag-unclosed"]),
        ("客户名称 }}", ["tag-unopened"]),
        ("{ { 客户名称 }}", ["tag-unopened"]),
        ("{{ }}", ["tag-empty"]),
        ("｛｛ 客户名称 ｝｝", ["full-width-brace"]),
        ("{｛ 客户名称 }｝", ["full-width-brace"]),
        ("{{ 客户名称｜空白 }}", ["full-width-in-tag"]),
        ("{{ 客户名称|默认（'无'） }}", ["full-width-in-tag"]),
        ("{% if 逾期天数 ＞ 90 %}x{% endif %}", ["full-width-in-tag"]),
        ("{{ 客户名称\u200b }}", ["tag-invisible-character", "tag-syntax"]),
        ("{# 备注 {{ 客户名称 }} #}", ["tag-in-comment"]),
        ("{{ " + "长" * 400 + " }}", ["tag-too-long"]),
        ("请填写{客户名称}", ["single-brace"]),
        ("｛ 客户名称 ｝", ["single-brace"]),
        ("请填写«客户名称»和[[ 欠款合计 ]]", ["other-placeholder", "other-placeholder"]),
        ("<<客户名称>>", ["other-placeholder"]),
        ("《合同法》[[1]]第[[1], [2]]条，a << b", []),
    ],
)
def test_a_fault_in_one_paragraph_is_named(paragraph, expected):
    assert codes(docx(p(paragraph))) == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        "普通文字，{花括号}、{ }、{年}第{序号}号，50%",
        "{{客户名称}}",
        "{{- 客户名称 -}}",
        "{# 备注：金额以元计 #}",
        "{{ 客户名称|默认(“无”) }}",
        "{{ 客户名称|默认('，。（）') }}",
        "{% if 逾期天数 > 90 and 客户名称 != ‘无’ %}甲{% elif 逾期天数 <= 3 %}乙{% else %}丙{% endif %}",
    ],
)
def test_what_is_right_is_left_alone(paragraph):
    assert not any(finding.is_error for finding in check(docx(p(paragraph))))


def test_a_finding_quotes_the_paragraph_and_the_place():
    (finding,) = check(docx(p("好"), header=p("文号：{{ 文号 ")))
    assert finding.place.file == "模板.docx"
    assert finding.place.sheet == "页眉"
    assert finding.place.paragraph == "文号：{{ 文号"


def test_full_width_tags_come_back_rewritten():
    (finding,) = check(docx(p("｛｛ 合计．欠款合计｜大写 ｝｝")))
    assert finding.params["suggestion"] == "{{ 合计.欠款合计|大写 }}"


def test_a_tag_split_over_two_paragraphs_is_one_finding_that_shows_both():
    (finding,) = check(docx(p("借款人：{{ 客户"), p("名称 }}（签章）")))
    assert finding.code == "letters.tag-over-paragraphs"
    assert finding.params["tag"] == "{{ 客户"
    assert finding.params["next"] == "名称 }}（签章）"


def test_word_may_cut_a_tag_into_runs():
    assert codes(docx(p("{", "{ 客", "户名称|", "空白 }", "}"))) == []


@pytest.mark.parametrize(
    "markup",
    [
        f'<w:p>{run("{{ 客户")}<w:hyperlink w:anchor="x">{run("名称 }}")}</w:hyperlink></w:p>',
        f"<w:p>{run('{{ 客户')}<w:ins>{run('名称')}</w:ins>{run(' }}')}</w:p>",
        f'<w:p>{run("{{ 客户")}<w:r><w:fldChar w:fldCharType="begin"/></w:r>{run("名称 }}")}</w:p>',
        f"<w:p>{run('{{ 客户')}<w:r><w:drawing>{p('框')}</w:drawing></w:r>{run('名称 }}')}</w:p>",
    ],
)
def test_a_tag_across_other_markup_is_refused(markup):
    assert "tag-over-structure" in codes(docx(markup))
    assert is_refused(docx(markup))


def test_a_tag_inside_an_insertion_only_warns_of_the_revision():
    assert codes(docx(f"<w:p><w:ins>{run('{{ 客户名称 }}')}</w:ins></w:p>")) == ["tracked-changes"]


@pytest.mark.parametrize(
    "markup",
    [
        '<w:p><w:r><w:drawing><wp:docPr id="1" descr="{{ 客户名称 }}"/></w:drawing></w:r></w:p>',
        "<w:p><w:del><w:r><w:delText>{{ 客户名称 }}</w:delText></w:r></w:del></w:p>",
        '<w:p><w:fldSimple w:instr=" REF {{ 客户名称 }} "/></w:p>',
    ],
)
def test_tags_in_markup_that_is_not_text_are_refused(markup):
    assert "tag-misplaced" in codes(docx(markup))


def test_a_tag_in_a_bound_content_control_would_be_overwritten_by_word():
    control = f"<w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr><w:sdtContent>{p('{{ 客户名称 }}')}</w:sdtContent></w:sdt>"
    assert codes(docx(control)) == ["tag-in-bound-control"]


def test_unclosed_tags_by_the_thousand_do_not_hang_the_check():
    """docxtpl's own preprocessing takes minutes for these."""
    started = time.perf_counter()
    assert "too-many-findings" in codes(docx(p("{{" * 100_000)))
    assert "too-many-findings" in codes(docx(*(p("{{r x {% ") for _ in range(10_000))))
    assert "too-many-tags" in codes(docx(p("{{x}}" * 100_000)))
    assert "tag-unclosed" in codes(docx(p("{#" * 100_000)))
    assert time.perf_counter() - started < 10


def test_cells_that_docxtpl_would_search_for_ever_are_refused():
    """Its merging of cells takes cubic time where properties follow the tag."""
    late = '<w:tcPr w:a="1">x</w:tcPr>' + p("x") * 5_000
    cell = f"<w:tc><w:tcPr><w:tcW/></w:tcPr>{p('{% vm %}')}{late}</w:tc>"
    started = time.perf_counter()
    assert codes(docx(tbl(f"<w:tr>{cell}</w:tr>"))) == ["cell-needed"]
    assert codes(docx(p("{% hm %}"))) == ["cell-needed"]
    assert time.perf_counter() - started < 10


def test_more_tags_than_a_letter_needs_are_refused():
    assert codes(docx(*(p("{{ 客户名称 }}" * 3) for _ in range(700)))) == ["too-many-tags"]


def test_text_boxes_have_tags_of_their_own():
    box = f"<w:r><w:pict><w:txbxContent>{p('{{ 客户名称 }}')}</w:txbxContent></w:pict></w:r>"
    assert codes(docx(f"<w:p>{run('甲')}{box}{run('乙')}</w:p>")) == []


def test_earlier_customers_numbers_are_reported_masked():
    found = check(docx(p("身份证号 11010519491231002X，电话13912345678，账号990801010000001234")))
    assert [(f.level, f.code, f.params["number"]) for f in found] == [
        ("warning", "letters.id-number", "110***********002X"),
        ("warning", "letters.mobile-number", "139****5678"),
    ]
    assert not any("1949" in str(f.place) or "13912345678" in str(f.place) for f in found)


def test_what_earlier_work_left_behind_is_reported():
    deleted = "<w:p><w:del><w:r><w:delText>张三 11010519491231002X</w:delText></w:r></w:del></w:p>"
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部备注</w:t></w:r></w:p>"
    shown = '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>可见</w:t></w:r></w:p>'
    data = docx(
        deleted, hidden, shown,
        relations=relation("comments", "comments.xml"),
        types=part_type("word/comments.xml", "comments"),
        extra={"word/comments.xml": part("comments", f'<w:comment w:id="1">{p("请核对")}</w:comment>')},
    )  # fmt: skip
    assert codes(data) == ["comments", "hidden-text", "id-number", "tracked-changes"]
    assert not any(finding.is_error for finding in check(data))


def test_tags_with_a_prefix_must_stand_alone():
    loop = ("{%tr for 笔 in 明细 %}", "{%tr endfor %}")
    assert codes(docx(tbl(tr(loop[0]), tr("{{ 笔.合同编号 }}"), tr(loop[1])))) == []
    assert codes(docx(tbl(tr(loop[0], "{{ 笔.合同编号 }}"), tr(loop[1])))) == ["row-tag-in-data-row"]
    assert codes(docx(p(loop[0]), p(loop[1]))) == ["row-tag-outside-table", "row-tag-outside-table"]
    assert codes(docx(p("{%p if 保证人 %}保证人："), p("x"), p("{%p endif %}"))) == ["paragraph-tag-with-text"]
    assert codes(docx(tbl(tr("{%tc for 笔 in 明细 %}", "{{ 笔.x }}", "{%tc endfor %}甲")))) == ["cell-tag-with-text"]
    assert codes(docx(tbl(tr("{{tr 客户名称 }}")))) == ["print-prefix"]
    assert codes(docx(tbl(tr("{% tr for 笔 in 明细 %}"), tr("x"), tr(loop[1])))) == ["block-unopened", "prefix-apart"]
