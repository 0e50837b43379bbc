"""What templates from elsewhere are made of: each reads as docxtpl makes it, or is refused by name.

The constructs are those of docxtpl's manual and of the templates people publish for it.
"""

# ruff: noqa: E501 - a construct stands on one line
from __future__ import annotations

import io

import pytest
from docxtpl import DocxTemplate

from app.findings import LubuError
from app.letters import compile_template
from tests.letters.checking import codes, is_refused, worded
from tests.letters.made import text_of
from tests.letters.word import docx, p, run, tbl, tr

ROWS = [{"k": "一", "v": 1, "cols": ["x", "y"]}, {"k": "二", "v": 2, "cols": ["z", "w"]}]
VALUES = {
    "name": "张&三", "a": True, "b": False, "xs": ["甲", "乙"], "rows": ROWS, "n": 3, "empty": "", "none": None,
    "color": "FF0000", "d": {"k": "值", "sub": {"z": "深"}}, "pairs": [["a", "b"], ["c", "d"]], "nl": "一\n二\t三",
    "fl": 1.5, "客户": "李",
}  # fmt: skip

EQUAL = {
    "print": p("{{ name }}"),
    "tight": p("{{name}}"),
    "attr": p("{{ d.k }}"),
    "item": p("{{ d['k'] }}"),
    "deep": p("{{ d.sub.z }}"),
    "index": p("{{ xs[0] }}"),
    "nested index": p("{{ rows[1].cols[0] }}"),
    "neg index": p("{{ xs[-1] }}"),
    "upper": p("{{ name|upper }}"),
    "default": p("{{ none|default('x', true) }}"),
    "default undefined": p("{{ nope|default('x') }}"),
    "e": p("{{ name|e }}"),
    "escape": p("{{ name|escape }}"),
    "replace": p("{{ name|replace('张','李') }}"),
    "string": p("{{ n|string }}"),
    "list": p("{{ xs|list|length }}"),
    "sort": p("{% for x in xs|sort %}{{ x }}{% endfor %}"),
    "reverse": p("{% for x in xs|reverse %}{{ x }}{% endfor %}"),
    "min": p("{{ [1,2]|max }}"),
    "join": p("{{ xs|join(', ') }}"),
    "if": p("{% if a %}甲{% else %}乙{% endif %}"),
    "elif": p("{% if b %}1{% elif a %}2{% else %}3{% endif %}"),
    "not": p("{% if not b %}1{% endif %}"),
    "in": p("{% if '甲' in xs %}1{% endif %}"),
    "is defined": p("{% if nope is defined %}1{% else %}0{% endif %}"),
    "is none": p("{% if none is none %}1{% endif %}"),
    "inline if": p("{{ '是' if a else '否' }}"),
    "inline if no else": p("〔{{ '是' if a }}〕"),
    "or default": p("{{ none or '无' }}"),
    "and": p("{{ a and '有' }}"),
    "concat": p("{{ name ~ '君' }}"),
    "add": p("{{ n + 1 }}"),
    "mod": p("{{ n % 2 }}"),
    "div": p("{{ n / 2 }}"),
    "gt": p("{% if n > 2 %}1{% endif %}"),
    "float literal": p("{{ n * 1.5 }}"),
    "for": p("{% for x in xs %}{{ loop.index }}{{ x }}{% if not loop.last %}、{% endif %}{% endfor %}"),
    "for else": p("{% for x in [] %}{{ x }}{% else %}空{% endfor %}"),
    "for if": p("{% for r in rows if r.v > 1 %}{{ r.k }}{% endfor %}"),
    "loop.first": p("{% for x in xs %}{{ '首' if loop.first else x }}{% endfor %}"),
    "loop.length": p("{% for x in xs %}{{ loop.length }}{% endfor %}"),
    "nested": p("{% for r in rows %}{% for c in r.cols %}{{ c }}{% endfor %};{% endfor %}"),
    "loop in parent": p(
        "{% for r in rows %}{% for c in r.cols %}{{ r.k }}{{ c }}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}"
    ),
    "p if": p("{%p if a %}") + p("甲") + p("{%p else %}") + p("乙") + p("{%p endif %}"),
    "p for": p("{%p for x in xs %}") + p("{{ x }}") + p("{%p endfor %}"),
    "p if tight": p("{%p if a%}") + p("甲") + p("{%p endif%}"),
    "p nested": p("{%p for r in rows %}")
    + p("{{ r.k }}")
    + p("{%p for c in r.cols %}")
    + p("- {{ c }}")
    + p("{%p endfor %}")
    + p("{%p endfor %}"),
    "tr for": tbl(tr("{%tr for r in rows %}"), tr("{{ r.k }}", "{{ r.v }}"), tr("{%tr endfor %}")),
    "tr for merged cells": tbl(tr("{%tr for r in rows %}", ""), tr("{{ r.k }}", "{{ r.v }}"), tr("{%tr endfor %}", "")),
    "tr if": tbl(tr("{%tr if a %}"), tr("甲"), tr("{%tr endif %}")),
    "tr nested tc": tbl(
        tr("{%tr for r in rows %}"),
        tr("{{ r.k }}", "{%tc for c in r.cols %}", "{{ c }}", "{%tc endfor %}"),
        tr("{%tr endfor %}"),
    ),
    "tc for": tbl(tr("{%tc for x in xs %}", "{{ x }}", "{%tc endfor %}")),
    "tc if": tbl(tr("{%tc if a %}", "甲", "{%tc endif %}", "乙")),
    "vm": tbl(tr("{%tr for r in rows %}"), tr("{% vm %}合", "{{ r.k }}"), tr("{%tr endfor %}")),
    "hm": tbl(tr("{%tc for x in xs %}", "{% hm %}合", "{%tc endfor %}")),
    "colspan": tbl(tr("{% colspan n %}甲"), tr("1", "2", "3")),
    "cellbg": tbl(tr("{% cellbg color %}甲")),
    "cell if": tbl(tr("{% if a %}甲{% endif %}", "乙")),
    "cell for": tbl(tr("{% for x in xs %}{{ x }}{% endfor %}")),
    "cell paragraphs": tbl(tr(p("{%p for x in xs %}") + p("{{ x }}") + p("{%p endfor %}"))),
    "r block": p("{%r if a %}甲{%r endif %}"),
    "r block runs": p("{%r if a %}", "甲", "{%r endif %}"),
    "merge paragraph2": p("My text {% if a -%}") + p("is {{ name }}") + p("{%- endif %} end"),
    "trailing dash": p("{%- if a -%}") + p("乙") + p("{%- endif -%}"),
    "dash in paragraph": p("甲 {%- if a %} 乙 {%- endif %} 丙"),
    "dash print": p("甲 {{- name -}} 乙"),
    "comment": p("{# c #}甲"),
    "comment p": p("{#p c #}") + p("甲"),
    "comment tr": tbl(tr("{#tr c #}"), tr("甲")),
    "escaped braces": p("{_{ x }_} {_% y %_}"),
    "quote smart": p("{{ ‘好’ }}"),
    "runs": p("{", "{ na", "me }", "}"),
    "if over runs": p("{% if ", "a %}甲{% en", "dif %}"),
    "tab in tag": "<w:p><w:r><w:t>{{</w:t><w:tab/><w:t>name }}</w:t></w:r></w:p>",
    "br in tag": "<w:p><w:r><w:t>{{ name</w:t><w:br/><w:t>}}</w:t></w:r></w:p>",
    "proofErr": '<w:p><w:r><w:t>{{ na</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>me</w:t></w:r><w:proofErr w:type="spellEnd"/><w:r><w:t> }}</w:t></w:r></w:p>',
    "bookmark mid": '<w:p><w:r><w:t>{{ na</w:t></w:r><w:bookmarkStart w:id="1" w:name="b"/><w:r><w:t>me }}</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>',
    "smartTag": f'<w:p><w:smartTag w:uri="u" w:element="e">{run("{{ name }}")}</w:smartTag></w:p>',
    "smartTag mid": f'<w:p>{run("{{ na")}<w:smartTag w:uri="u" w:element="e">{run("me")}</w:smartTag>{run(" }}")}</w:p>',
    "sdt block": f"<w:sdt><w:sdtPr/><w:sdtContent>{p('{{ name }}')}</w:sdtContent></w:sdt>",
    "sdt run": f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{run('{{ name }}')}</w:sdtContent></w:sdt></w:p>",
    "sdt row": tbl(
        tr("{%tr for r in rows %}"),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{tr('{{ r.k }}')}</w:sdtContent></w:sdt>",
        tr("{%tr endfor %}"),
    ),
    "sdt cell": tbl(
        f"<w:tr><w:sdt><w:sdtPr/><w:sdtContent><w:tc><w:tcPr/>{p('{{ name }}')}</w:tc></w:sdtContent></w:sdt></w:tr>"
    ),
    "hyperlink": f'<w:p><w:hyperlink w:anchor="a">{run("{{ name }}")}</w:hyperlink></w:p>',
    "hyperlink if": f'<w:p>{run("{% if a %}")}<w:hyperlink w:anchor="a">{run("x")}</w:hyperlink>{run("{% endif %}")}</w:p>',
    "nested table": tbl(tr(tbl(tr("{%tr for r in rows %}"), tr("{{ r.k }}"), tr("{%tr endfor %}")) + p(""))),
    "nested in loop": tbl(
        tr("{%tr for r in rows %}"),
        tr(p("{{ r.k }}") + tbl(tr("{%tr for c in r.cols %}"), tr("{{ c }}"), tr("{%tr endfor %}")) + p("")),
        tr("{%tr endfor %}"),
    ),
    "page break in if": p("{%p if a %}") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + p("{%p endif %}"),
    "section in if": p("{%p if a %}") + "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>" + p("{%p endif %}"),
    "symbols": p("{{ name }}&<>\"'"),
    "lt in tag": p("{% if n < 5 and n <= 3 %}小{% endif %}"),
    "tab text": "<w:p><w:r><w:t>a\tb{{ name }}</w:t></w:r></w:p>",
    "newline value": p("{{ nl }}"),
    "image cond": p("{% if a %}") + p("图") + p("{% endif %}"),
    "for p inline": p("{% for x in xs %}") + p("{{ x }}") + p("{% endfor %}"),
    "chinese var": p("{{ 客户 }}"),
    "bom": p("\ufeff{{ name }}"),
    "nbsp in tag": p("{{\xa0name\xa0}}"),
    "trim": p("{{ name|trim }}"),
    "bitor chain": p("{{ name|lower|upper|trim }}"),
    "test even": p("{% if n is odd %}奇{% endif %}"),
    "test string": p("{% if name is string %}1{% endif %}"),
    "three loops": p(
        "{% for r in rows %}{% for c in r.cols %}{% for d in xs %}{{ d }}{% endfor %}{% endfor %}{% endfor %}"
    ),
}
OURS = {
    "comparison print": (p("{{ n > 2 }}"), "是\n"),
    "r": (p("甲{{r name }}乙"), "甲张&三乙\n"),
    "p print": (p("{{p name }}"), "张&三\n"),
    "str cmp": (p("{% if name == '张&三' %}中{% endif %}"), "中\n"),
    "list value": (p("{{ xs }}"), "甲、乙\n"),
    "bool": (p("{{ a }}"), "是\n"),
}
"""Read otherwise by intent: values by their type, and nothing lost."""
STOPS = {
    "int": (p("{{ '3'|int }}"), "filter-value"),
    "empty value": (p("〔{{ empty }}〕"), "value-missing"),
    "none value": (p("〔{{ none }}〕"), "value-missing"),
    "undefined": (p("〔{{ nope }}〕"), "field-absent"),
    "float value": (p("{{ fl }}"), "value-type"),
}
"""Compiled, but these values are not printed as docxtpl would."""
REFUSED = {
    "words beside a dash, which docxtpl drops": (
        p("甲{%- if a %}") + p("乙{%- endif %}") + p("丙"),
        ["dash-drops-text"],
    ),
    "safe": (p("{{ name|safe }}"), ["filter-unknown"]),
    "float": (p("{{ n|float }}"), ["filter-unknown-like"]),
    "format": (p("{{ '%.2f'|format(n) }}"), ["filter-unknown-like"]),
    "sum": (p("{{ rows|sum(attribute='v') }}"), ["expression-refused", "filter-arguments"]),
    "truncate": (p("{{ name|truncate(2) }}"), ["filter-unknown"]),
    "wordcount": (p("{{ name|wordcount }}"), ["filter-unknown-like"]),
    "selectattr": (p("{% for r in rows|selectattr('v') %}{{ r.k }}{% endfor %}"), ["filter-unknown"]),
    "items": (p("{% for k,v in d.items() %}{{ k }}{% endfor %}"), ["call-refused", "expression-refused"]),
    "dictsort": (p("{% for k,v in d|dictsort %}{{ k }}{% endfor %}"), ["expression-refused", "filter-unknown-like"]),
    "unpack": (p("{% for x,y in pairs %}{{ x }}-{{ y }};{% endfor %}"), ["expression-refused"]),
    "set": (p("{% set z = n %}{{ z }}"), ["statement-refused"]),
    "call": (p("{{ name.upper() }}"), ["call-refused"]),
    "format call": (p('{{ "{:,.2f}".format(n) }}'), ["call-refused"]),
    "range": (p("{% for i in range(3) %}{{ i }}{% endfor %}"), ["call-refused"]),
    "loop.cycle": (p("{% for x in xs %}{{ loop.cycle('a','b') }}{% endfor %}"), ["call-refused", "name-refused"]),
    "p dash": (p("{%-p if a %}") + p("甲") + p("{%-p endif %}"), ["prefix-apart"]),
    "tr in same row": (tbl(tr("{%tr for r in rows %}{{ r.k }}", "{{ r.v }}{%tr endfor %}")), ["row-tag-in-data-row"]),
    "comment multi": (p("甲{# 一") + p("二 #}乙"), ["tag-over-paragraphs"]),
    "lone brace": (p("a { b } c {d} 100%} x"), ["tag-unopened"]),
    "raw": (p("{% raw %}{{ x }}{% endraw %}"), ["statement-refused"]),
    "macro": (p("{% macro f(x) %}{{ x }}{% endmacro %}{{ f(1) }}"), ["call-refused", "statement-refused"]),
    "include": (p("{% include 'x' %}"), ["statement-refused"]),
    "with": (p("{% with z = 1 %}{{ z }}{% endwith %}"), ["statement-refused"]),
    "filter block": (p("{% filter upper %}a{% endfilter %}"), ["statement-refused"]),
    "if across row cells": (tbl(tr("{% if a %}甲", "乙{% endif %}")), ["block-over-cells"]),
    "for rows no prefix": (tbl(tr("{% for r in rows %}"), tr("{{ r.k }}"), tr("{% endfor %}")), ["block-over-cells"]),
    "ideographic space": (p("{{\u3000name\u3000}}"), ["full-width-in-tag"]),
    "test divisibleby": (p("{% if n is divisibleby 3 %}1{% endif %}"), ["test-unknown"]),
    "test eq": (p("{% if n is eq 3 %}1{% endif %}"), ["test-unknown"]),
    "test in": (p("{% if '甲' is in xs %}1{% endif %}"), ["test-unknown-like"]),
    "slice": (p("{{ name[0:1] }}"), ["expression-refused"]),
    "dict literal": (p("{{ {'a':1}['a'] }}"), ["expression-refused"]),
    "loop.previtem": (p("{% for x in xs %}{{ loop.previtem }}{% endfor %}"), ["name-refused"]),
    "loop.changed": (
        p("{% for x in xs %}{% if loop.changed(x) %}{{ x }}{% endif %}{% endfor %}"),
        ["call-refused", "name-refused"],
    ),
}


def by_docxtpl(data: bytes) -> str:
    """As anybody would call it, with the one setting that keeps ``&`` whole."""
    document = DocxTemplate(io.BytesIO(data))
    document.render(dict(VALUES), autoescape=True)
    saved = io.BytesIO()
    document.save(saved)
    return text_of(saved.getvalue())


def by_us(body: str) -> str:
    return text_of(compile_template(docx(body), "t.docx").render(VALUES))


@pytest.mark.parametrize("construct", EQUAL)
def test_what_docxtpl_understands_reads_the_same(construct):
    assert by_us(EQUAL[construct]) == by_docxtpl(docx(EQUAL[construct]))


@pytest.mark.parametrize("construct", OURS)
def test_where_it_reads_otherwise_nothing_is_lost(construct):
    body, text = OURS[construct]
    assert by_us(body) == f"[word/document.xml]\n{text}"


@pytest.mark.parametrize("construct", STOPS)
def test_values_that_would_print_nothing_stop_the_letter(construct):
    body, code = STOPS[construct]
    with pytest.raises(LubuError) as caught:
        by_us(body)
    assert [finding.code for finding in worded(caught.value.findings)] == [f"letters.{code}"]


@pytest.mark.parametrize("construct", REFUSED)
def test_what_is_not_understood_is_refused_by_name(construct):
    body, expected = REFUSED[construct]
    assert sorted(set(codes(docx(body)))) == expected
    assert is_refused(docx(body))
