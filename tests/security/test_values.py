"""Attacks by what stands in a case file: values are text, whatever they look like, in letters and in tables."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from app.letters import check_template, compile_template, print_file, stream_letters
from app.letters.annotate import annotate
from app.messages import message
from tests.letters.made import members, text_of
from tests.letters.word import docx, p, tbl, tr

INJECTIONS = (
    "{{ 7*7 }}", "{% for a in range(10) %}", "{# x #}", "{{ ''.__class__ }}", "{_{ x }_}", "{{p x }}", "{%tr x %}",
    "<w:p/>", "</w:t></w:r></w:p><w:altChunk r:id='x'/>", "<![CDATA[x]]>", "]]>", "<!--", "&amp;", "&lt;w:t&gt;",
    "&#123;&#123; 7*7 &#125;&#125;", "A&B <C>", "<!DOCTYPE x>", "'\"><script>alert(1)</script>", "%s%n", "\\u007b",
    "=cmd|' /C calc'!A0", "@SUM(A1)", "../../etc/passwd", "\u202e反转", "x" * 5_000,
)  # fmt: skip
FAST = docx(
    p("〔{{ x }}〕"), p("{% if x == 'a' %}b{% endif %}{{ x ~ '。' }}"),
    tbl(tr("{%tr for 笔 in 明细 %}"), tr("{{ 笔.名 }}"), tr("{%tr endfor %}")), header=p("{{ x }}"),
)  # fmt: skip
SLOW = docx(p("〔{{ x }}〕"), p("{{r x }}"), p("{{ x ~ '。' }}"))


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize(("template", "method"), [(FAST, "fast"), (SLOW, "docxtpl")])
def test_a_value_that_looks_like_code_or_markup_is_printed_as_it_is(template, method, value):
    compiled = compile_template(template, "模板.docx")
    assert compiled.method == method
    made = compiled.render({"x": value, "明细": [{"名": value}]})
    assert f"〔{value}〕\n" in text_of(made)
    assert text_of(made).count(value) >= 3
    assert b"49" not in members(made)["word/document.xml"]
    Document(io.BytesIO(made))


@pytest.mark.parametrize("value", INJECTIONS)
def test_nor_does_it_break_out_of_a_print_file(value):
    compiled = compile_template(FAST, "模板.docx")
    made = print_file([(compiled, {"x": text, "明细": [{"名": text}]}) for text in (value, "下一份")])
    assert f"〔{value}〕\n" in text_of(made)
    assert "〔下一份〕\n" in text_of(made)


def test_a_value_in_the_title_stays_text():
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{{ x }}</dc:title></cp:coreProperties>'
    )
    kind = "application/vnd.openxmlformats-package.core-properties+xml"
    data = docx(
        p("x"), types=f'<Override PartName="/docProps/core.xml" ContentType="{kind}"/>',
        extra={"docProps/core.xml": core},
    )  # fmt: skip
    made = compile_template(data, "模板.docx").render({"x": "</dc:title><evil/>{{ 7*7 }}"})
    assert b"&lt;/dc:title&gt;&lt;evil/&gt;{{ 7*7 }}" in members(made)["docProps/core.xml"]


def test_a_letters_name_cannot_leave_its_folder():
    whole = b"".join(stream_letters([("../../../etc/passwd.docx", b"x"), ("C:\\evil.docx", b"y"), ("a\0b.docx", b"z")]))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert not any({"/", "\\", ":", "\0"} & set(name) or name.startswith(".") for name in archive.namelist())


def test_the_comments_of_a_check_carry_no_markup_of_the_template():
    data = docx(p("{{ '</w:t><evil/>'|无 }}"))
    said = [(one, message(one)) for one in check_template(data, "t.docx")]
    made = annotate(data, "t.docx", said)
    assert b"<evil/>" not in members(made)["word/comments.xml"]
    (comment,) = Document(io.BytesIO(made)).comments
    assert "</w:t><evil/>" in comment.text
