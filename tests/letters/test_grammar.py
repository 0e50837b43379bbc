"""A template calls nothing, assigns nothing, reaches no Python object: attacks by name."""

from __future__ import annotations

import time

import pytest
from jinja2 import TemplateSyntaxError

from app.findings import LubuError
from app.letters import compile_template
from app.letters.environment import LetterEnvironment
from tests.letters.checking import codes, is_refused
from tests.letters.word import docx, p, part, part_type

ATTACKS = {
    "{{ ''.__class__ }}": "name-refused",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}": "call-refused",
    "{{ x.__init__.__globals__ }}": "name-refused",
    "{{ x['__class__'] }}": "name-refused",
    "{{ x|attr('__class__') }}": "filter-unknown",
    "{{ _private }}": "name-refused",
    "{{ self }}": "name-refused",
    "{{ self._TemplateReference__context }}": "name-refused",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}": "call-refused",
    "{{ range(10**9) }}": "call-refused",
    "{{ lipsum() }}": "call-refused",
    "{{ 10**50000000 }}": "power-refused",
    "{{ 'a' * 1000000000 }}": "repetition-refused",
    "{{ [1] * 1000000000 }}": "repetition-refused",
    "{{ '%0999999999d' % 1 }}": "repetition-refused",
    "{{ '%0999999999d'|format(1) }}": "filter-unknown",
    "{{ 'a'|center(1000000000) }}": "filter-unknown",
    "{{ x|replace('a', y) }}": "filter-arguments",
    "{{ x|safe }}": "filter-unknown",
    "{{ x|map(attribute='__class__')|list }}": "filter-unknown",
    "{{ x|join(y) }}": "filter-arguments",
    "{{ x|join(*y) }}": "filter-arguments",
    "{{ x|大写(1, 2, 3) }}": "filter-arguments",
    "{{ x is callable }}": "test-unknown",
    "{{ x[1:2] }}": "expression-refused",
    "{{ x[y] }}": "expression-refused",
    "{{ {'a': 1} }}": "expression-refused",
    "{{ 1e999 }}": "expression-refused",
    "{% set x = 1 %}": "statement-refused",
    "{% include '/etc/passwd' %}": "statement-refused",
    "{% import 'os' as os %}": "statement-refused",
    "{% from 'x' import y %}": "statement-refused",
    "{% extends 'x' %}": "statement-refused",
    "{% macro f() %}": "statement-refused",
    "{% raw %}": "statement-refused",
    "{% autoescape false %}": "statement-refused",
    "{% filter safe %}": "statement-refused",
    "{% with x = 1 %}": "statement-refused",
    "{% do x %}": "statement-refused",
    "{% for a, b in x %}{% endfor %}": "expression-refused",
    "{% for a in x recursive %}{% endfor %}": "expression-refused",
    "{% for a in range(9) %}{% endfor %}": "call-refused",
    "{% if x.append(1) %}{% endif %}": "call-refused",
    "{{ loop.index }}": "name-refused",
    "{% for a in x %}{{ loop.cycle }}{% endfor %}": "name-refused",
    "{{ " + "(" * 140 + "x" + ")" * 140 + " }}": None,
    "{{ " + "not " * 70 + "x }}": "expression-too-deep",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_the_body_is_refused_by_name(attack):
    started = time.perf_counter()
    data = docx(p(attack))
    if ATTACKS[attack] is not None:
        assert any(code.startswith(ATTACKS[attack]) for code in codes(data))
        assert is_refused(data)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("attack", ["{{ ''.__class__ }}", "{{ 10**50000000 }}", "{% include 'x' %}", "{{ x() }}"])
def test_an_attack_in_header_footer_notes_or_title_is_refused(attack):
    notes = part("footnotes", f'<w:footnote w:id="2">{p(attack)}</w:footnote>')
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{attack}</dc:title></cp:coreProperties>'
    )
    properties = part_type("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
    for data in (
        docx(p("x"), header=p(attack)),
        docx(p("x"), footer=p(attack)),
        docx(p("x"), types=part_type("word/footnotes.xml", "footnotes"), extra={"word/footnotes.xml": notes}),
        docx(p("x"), types=properties, extra={"docProps/core.xml": core}),
    ):
        assert is_refused(data)


def test_an_attack_cut_into_runs_is_still_seen():
    assert "name-refused" in codes(docx(p("{", "{ ''.__cl", "ass__ }", "}")))


@pytest.mark.parametrize("source", [attack for attack, code in ATTACKS.items() if code and "loop" not in attack])
def test_the_environment_itself_refuses_what_the_check_would_have_found(source):
    """The tree that is compiled is checked again, so nothing depends on the check having seen the same text."""
    if source.startswith("{% macro"):
        source += "{% endmacro %}"
    with pytest.raises((LubuError, TemplateSyntaxError)):
        LetterEnvironment().from_string(f"<w:t>{source}</w:t>")


def test_python_attributes_of_values_are_out_of_reach():
    template = compile_template(docx(p("{{ x.real }}{{ y.items }}{{ z.append }}{{ z[0] }}")), "t.docx")
    with pytest.raises(LubuError) as caught:
        template.render({"x": 1, "y": {}, "z": [1]})
    assert {finding.code for finding in caught.value.findings} == {"letters.field-absent"}


def test_a_text_times_a_number_is_refused_at_render():
    template = compile_template(docx(p("{{ x * 1000000000 }}{{ y * x }}")), "t.docx")
    with pytest.raises(LubuError) as caught:
        template.render({"x": "长", "y": [1, 2]})
    assert {finding.code for finding in caught.value.findings} == {"letters.operands"}


def test_endless_loops_are_bounded_at_render():
    body = "{% for a in x %}{% for b in x %}{{ b }}{% endfor %}{% endfor %}"
    template = compile_template(docx(p(body)), "t.docx")
    started = time.perf_counter()
    with pytest.raises(LubuError, match="too-many-rows"):
        template.render({"x": list(range(5_000))})
    assert time.perf_counter() - started < 5
    assert template.render({"x": [1, 2]})


def test_text_without_end_is_bounded_at_render():
    template = compile_template(docx(p("{% for a in x %}{{ b }}{% endfor %}")), "t.docx")
    with pytest.raises(LubuError, match="too-much-text"):
        template.render({"x": list(range(1_000)), "b": "长" * 100_000})
