"""A letter says what its values say: nothing lost, nothing left over, nothing wrong in silence."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from docxtpl import RichText
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.findings import LubuError
from app.letters import Money, Percent, compile_template
from tests.letters.checking import worded
from tests.letters.made import NOTICE, VALUES, letter_values, members, template, text_of
from tests.letters.word import docx, p, part, part_type, run, tbl, tr


def render(body: str, **values: object) -> str:
    """The text of a letter whose body is *body*."""
    return text_of(compile_template(docx(body), "t.docx").render(values)).removeprefix("[word/document.xml]\n")


def faults(body: str, **values: object) -> dict[str, str]:
    """Field → code of everything that stops the letter."""
    with pytest.raises(LubuError) as caught:
        compile_template(docx(body), "t.docx").render(values)
    findings = worded(caught.value.findings)
    return {str(finding.params["field"]): finding.code.removeprefix("letters.") for finding in findings}


def test_values_are_printed_by_their_type():
    text = render(
        p("{{ a }}|{{ b }}|{{ c }}|{{ d }}|{{ e }}"),
        a=Money("1234567.89"), b=Percent("0.125"), c=date(2026, 9, 30), d=True, e=("甲", "乙"),
    )  # fmt: skip
    assert text == "1,234,567.89|12.5%|2026年9月30日|是|甲、乙\n"


@pytest.mark.parametrize("name", ["A&B <C>", "]]>", "<w:t>", "'\"", "&amp;", "{{ x }}", "{% if %}", "<!--", "𠮷"])
def test_markup_in_values_is_text(name):
    assert render(p("甲{{ 客户名称 }}乙"), 客户名称=name) == f"甲{name}乙\n"


def test_markup_in_values_is_text_in_conditions_filters_and_joins():
    body = p("{{ x ~ '&<' }}{% if x == 'A&B' %}一{% endif %}{{ y|默认('<&>') }}")
    assert render(body, x="A&B", y=None) == "A&B&<一<&>\n"


def test_line_ends_and_tabs_become_words_own():
    rendered = compile_template(docx(p("{{ x }}")), "t.docx").render({"x": "一\n二\r\n三\r四\u2028五\t六"})
    body = members(rendered)["word/document.xml"].decode()
    assert body.count("<w:br/>") == 4
    assert body.count("<w:tab/>") == 1
    assert text_of(rendered).endswith("一\n二\n三\n四\n五\t六\n")


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x0b", "\x0c", "\x1f", "\x7f", "\x9f", "\ufffe", "\uffff", "\ud800"])
def test_characters_that_word_forbids_stop_the_letter_and_are_named(char):
    with pytest.raises(LubuError) as caught:
        compile_template(docx(p("{{ 客户名称 }}")), "t.docx").render({"客户名称": f"张{char}三"})
    (finding,) = worded(caught.value.findings)
    assert finding.code == "letters.value-character"
    assert finding.params == {"field": "客户名称", "character": f"U+{ord(char):04X}"}


@given(st.text())
@settings(max_examples=200)
def test_any_text_is_printed_as_it_is_or_stops_the_letter(text):
    try:
        rendered = BRACKETS.render({"x": text})
    except LubuError:
        return
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    for line_end in "\x85\u2028\u2029":
        expected = expected.replace(line_end, "\n")
    assert text_of(rendered) == f"[word/document.xml]\n〔{expected}〕\n"


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
    | st.text("{}%_#&<>\"' a", max_size=8)
)
@settings(max_examples=60, deadline=None)
def test_docxtpl_prints_any_text_as_it_is_too(text):
    try:
        rendered = BY_DOCXTPL.render({"x": text})
    except LubuError:
        return
    expected = text.replace("\u2028", "\n").replace("\u2029", "\n")
    assert text_of(rendered).startswith(f"[word/document.xml]\n〔{expected}〕\n")


BY_DOCXTPL = compile_template(docx(p("〔{{ x }}〕"), p("{{r x }}")), "t.docx")
BRACKETS = compile_template(docx(p("〔{{ x }}〕")), "t.docx")


def test_all_missing_values_are_named_at_once_with_their_paragraphs():
    template_ = compile_template(
        docx(p("户名：{{ 客户名称 }}"), p("余额：{{ 合计.贷款余额 }}"), p("{{ 无 }}")), "催收.docx"
    )
    with pytest.raises(LubuError) as caught:
        template_.render({"客户名称": None, "合计": {"贷款余额": ""}})
    found = [(f.code, f.params["field"], f.place.file, f.place.paragraph) for f in worded(caught.value.findings)]
    assert found == [
        ("letters.value-missing", "客户名称", "催收.docx", "户名：{{ 客户名称 }}"),
        ("letters.value-missing", "合计.贷款余额", "催收.docx", "余额：{{ 合计.贷款余额 }}"),
        ("letters.field-absent", "无", "催收.docx", "{{ 无 }}"),
    ]


def test_a_missing_value_in_a_row_names_the_loop_variable():
    body = tbl(tr("{%tr for 笔 in 明细 %}"), tr("{{ 笔.合同编号 }}"), tr("{%tr endfor %}"))
    assert faults(body, 明细=[{"合同编号": "甲"}, {"合同编号": None}]) == {"笔.合同编号": "value-missing"}


def test_blanks_are_printed_where_the_template_says_so():
    assert render(p("{{ a|空白 }}{{ b|空白(2) }}{{ c|默认('无') }}{{ d|空白(0) }}"), a=None, b="", c=(), d=None) == (
        "＿＿＿＿＿＿＿＿无\n"
    )


def test_a_missing_value_in_a_condition_is_false_but_cannot_be_compared():
    assert render(p("{% if x %}甲{% else %}乙{% endif %}"), x=None) == "乙\n"
    assert render(p("{% if x is none %}甲{% endif %}{% if not x %}乙{% endif %}"), x=None) == "甲乙\n"
    assert render(p("{% if x == '一般保证' %}甲{% else %}乙{% endif %}"), x=None) == "乙\n"
    assert faults(p("{% if x > 90 %}甲{% endif %}"), x=None) == {"x": "condition-missing"}
    assert faults(p("{% if '诉讼' in x %}甲{% endif %}"), x=None) == {"x": "condition-missing"}
    assert faults(p("{% if 无此字段 %}甲{% endif %}")) == {"无此字段": "field-absent"}
    assert faults(p("{% if a and not 无此字段 %}甲{% endif %}"), a=True) == {"无此字段": "field-absent"}


def test_texts_and_numbers_are_not_compared():
    assert faults(p("{% if x > 90 %}甲{% endif %}"), x="九十") == {"x": "condition-types"}
    assert faults(p("{% if x > '2026-01-01' %}甲{% endif %}"), x=date(2026, 1, 2)) == {"x": "condition-types"}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("天数 > 90", True),
        ("天数 >= 120 and 天数 < 121", True),
        ("90 < 天数 <= 119", False),
        ("利率 == 0.1", True),
        ("利率 < 0.1", False),
        ("余额 > 1000000", True),
        ("天数 + 1 == 121", True),
        ("客户 in ['张三', '李四']", True),
        ("'诉讼' in 措施", True),
        ("'重组' not in 措施", True),
        ("天数 is odd", False),
        ("not (天数 > 90 or 客户 == '无')", False),
        ("措施|个数 == 2", True),
    ],
)
def test_conditions(condition, holds):
    values = {
        "天数": Decimal(120), "利率": Percent("0.1"), "余额": Money("1000000.01"), "客户": "张三",
        "措施": ("诉讼", "保全"),
    }  # fmt: skip
    assert render(p(f"{{% if {condition} %}}是{{% else %}}否{{% endif %}}"), **values) == ("是\n" if holds else "否\n")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("余额 + 欠息", "1,010.50"),
        ("余额 * 0.5", "500.10"),
        ("余额 * 0.1", "100.02"),
        ("余额 / 欠息", "97.106796"),
        ("-欠息", "-10.30"),
        ("天数 // 7 * 2", "34"),
        ("天数 % 7", "1"),
        ("0.1 * 3 * 天数", "36"),
        ("'第' ~ 天数 ~ '天，' ~ 余额", "第120天，1,000.20"),
        ("'甲' + '乙'", "甲乙"),
        ("余额 if 天数 > 90 else '无'", "1,000.20"),
        ("空 or '无'", "无"),
        ("(余额 + 欠息)|大写", "壹仟零壹拾元伍角"),
    ],
)
def test_arithmetic_is_exact_and_money_stays_money(expression, text):
    values = {"余额": Money("1000.20"), "欠息": Money("10.30"), "天数": Decimal(120), "空": None}
    assert render(p(f"{{{{ {expression} }}}}"), **values) == text + "\n"


@pytest.mark.parametrize(
    ("expression", "field", "code"),
    [
        ("a / b", "a、b", "arithmetic"),
        ("a % b", "a、b", "arithmetic"),
        ("a + c", "a、c", "operands"),
        ("c * a", "c、a", "operands"),
        ("a + d", "a、d", "value-missing"),
        ("-c", "c", "operands"),
        ("c|大写", "c", "filter-value"),
        ("a + 无", "a、无", "field-absent"),
    ],
)
def test_arithmetic_that_has_no_result_is_named(expression, field, code):
    assert faults(p(f"{{{{ {expression} }}}}"), a=Decimal(1), b=Decimal(0), c="文字", d=None) == {field: code}


def test_a_problem_does_not_count_as_true():
    assert faults(p("{% if a + b %}甲{% endif %}"), a=Decimal(1), b="文字") == {"a、b": "operands"}


def test_loops_number_their_rows_and_have_an_else():
    body = p(
        "{% for x in xs %}{{ loop.index }}/{{ loop.length }}{{ x }}"
        "{% if not loop.last %}，{% endif %}{% else %}无{% endfor %}"
    )
    assert render(body, xs=["甲", "乙"]) == "1/2甲，2/2乙\n"
    assert render(body, xs=[]) == "无\n"


@pytest.mark.parametrize(("value", "code"), [(None, "value-missing"), ("文字", "not-rows"), ({"a": 1}, "not-rows")])
def test_only_lists_are_looped_over(value, code):
    assert faults(p("{% for x in xs %}{{ x }}{% endfor %}"), xs=value) == {"xs": code}


def test_paragraphs_and_rows_of_tags_leave_no_trace():
    table = tbl(tr("头"), tr("{%tr for 笔 in 明细 %}"), tr("{{ 笔.x }}"), tr("{%tr endfor %}"), tr("尾"))
    text = render(
        p("{%p if a %}") + p("甲") + p("{%p else %}") + p("乙") + p("{%p endif %}") + table, a=False, 明细=[{"x": "1"}]
    )
    assert text == "乙\n头\n1\n尾\n"


def test_header_footer_notes_and_title_are_filled_in():
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>致{{ x }}</dc:title></cp:coreProperties>'
    )
    data = docx(
        p("正文{{ x }}"), header=p("页眉{{ x }}"), footer=p("页脚{{ x }}"),
        types=part_type("word/footnotes.xml", "footnotes") + part_type("word/endnotes.xml", "endnotes")
        + part_type("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        extra={
            "word/footnotes.xml": part("footnotes", f'<w:footnote w:id="2">{p("脚注{{ x }}")}</w:footnote>'),
            "word/endnotes.xml": part("endnotes", f'<w:endnote w:id="2">{p("尾注{{ x }}")}</w:endnote>'),
            "docProps/core.xml": core,
        },
    )  # fmt: skip
    rendered = compile_template(data, "t.docx").render({"x": "A&B\n<C>"})
    text = text_of(rendered)
    for title in ("正文", "页眉", "页脚", "脚注", "尾注"):
        assert f"{title}A&B\n<C>\n" in text
    title = etree.fromstring(members(rendered)["docProps/core.xml"])[0].text
    assert title == "致A&B <C>"


def test_docxtpls_escaped_braces_are_braces():
    assert render(p("{_{ x }_} {_% if %_}{{ x }}"), x="{_{") == "{{ x }} {% if %}{_{\n"


def test_line_ends_in_the_template_itself_are_words_own():
    assert render(f"<w:p>{run('甲' + chr(10) + '乙{{ x }}')}</w:p>", x="丙") == "甲\n乙丙\n"


@pytest.mark.parametrize("name", VALUES)
def test_the_same_values_give_the_same_bytes(name):
    compiled, values = compile_template(template(name), name), VALUES[name]()
    first = compiled.render(values)
    assert first == compiled.render(dict(reversed(values.items())))
    assert first == compile_template(template(name), name).render(values)


def test_a_compiled_template_travels_to_other_processes_and_serves_many_threads():
    compiled = pickle.loads(pickle.dumps(compile_template(template(NOTICE), NOTICE)))  # noqa: S301 - our own
    expected = compile_template(template(NOTICE), NOTICE).render(letter_values())
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: compiled.render(letter_values()), range(20))) == {expected}


@pytest.mark.parametrize("name", VALUES)
def test_nothing_of_the_template_or_of_python_is_left_in_a_letter(name):
    rendered = compile_template(template(name), name).render(VALUES[name]())
    text = "".join(
        unescape(part.decode()) for story, part in members(rendered).items() if story.endswith("document.xml")
    )
    for trace in ("{{", "}}", "{%", "%}", "None", "nan", "Decimal", "datetime"):
        assert trace not in text


RICH = docx(p("甲{{r x }}乙", "{{ y }}"))


def test_docxtpls_letters_are_the_same_bytes_on_another_day():
    """python-docx would date a file that has no properties."""
    compiled = compile_template(docx(p("{{r x }}")), "t.docx")
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC)):
        first = compiled.render({"x": "甲"})
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC)):
        assert compiled.render({"x": "甲"}) == first


def test_what_only_docxtpl_can_do_goes_through_docxtpl_and_says_so():
    compiled = compile_template(RICH, "t.docx")
    assert compiled.method == "docxtpl"
    assert compiled.reason == "{{r x }}"
    rich = RichText("红&<", bold=True)
    rendered = compiled.render({"x": rich, "y": Money("1234.5")})
    assert text_of(rendered) == "[word/document.xml]\n甲红&<乙1,234.50\n"
    assert rendered == compiled.render({"x": rich, "y": Money("1234.5")})
    assert "A&B" in text_of(compiled.render({"x": "A&B", "y": "丙"}))


def test_the_slow_way_reports_the_same_faults():
    with pytest.raises(LubuError) as caught:
        compile_template(RICH, "t.docx").render({"x": None, "y": "\x07"})
    assert [f.code for f in worded(caught.value.findings)] == ["letters.value-missing", "letters.value-character"]


DRAWING = '<w:p><w:r><w:drawing><wp:docPr id="1" name="图"/></w:drawing></w:r></w:p>'


@pytest.mark.parametrize(
    ("body", "method"),
    [
        (tbl(tr("{%tc for x in xs %}", "{{ x }}", "{%tc endfor %}")), "docxtpl"),
        (p("{{p x }}"), "docxtpl"),
        (tbl(tr("{% colspan n %}{{ x }}")), "docxtpl"),
        (tbl(tr("{% cellbg c %}{{ x }}")), "fast"),
        (p("{%p for x in xs %}") + DRAWING + p("{%p endfor %}"), "docxtpl"),
        (p("{%p for x in xs %}") + p("{{ x }}") + p("{%p endfor %}") + DRAWING, "fast"),
    ],
)
def test_the_method_is_chosen_per_template(body, method):
    compiled = compile_template(docx(body), "t.docx")
    assert compiled.method == method
    rendered = compiled.render({"x": "甲", "xs": ["甲", "乙"], "n": Decimal(2), "c": "FF0000"})
    assert etree.fromstring(members(rendered)["word/document.xml"]) is not None
