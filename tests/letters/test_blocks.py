"""Conditions and loops that do not fit together, and those that would tear Word's structure."""

from __future__ import annotations

import pytest

from app.letters import compile_template
from tests.letters.checking import check, codes, is_refused
from tests.letters.made import text_of
from tests.letters.word import docx, p, run, tbl, tr

LOOP, ENDS = "{% for b in a %}", "{% endfor %}" * 5


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["{% if a %}x"], ["block-unclosed"]),
        (["{% for b in a %}{% if c %}x"], ["block-unclosed", "block-unclosed"]),
        (["x{% endif %}"], ["block-unopened"]),
        (["{% if a %}{% for b in a %}{% endif %}{% endfor %}"], ["block-crossed"]),
        (["{% else %}"], ["block-else-alone"]),
        (["{% if a %}{% else %}{% else %}{% endif %}"], ["block-else-alone"]),
        (["{% for b in a %}{% elif c %}{% endfor %}"], ["block-else-alone"]),
        (["{%p if a %}", "x", "{% endif %}"], ["block-mixed"]),
        (["{% fi a %}"], ["statement-unknown-like"]),
        (["{% 如果 a %}"], ["statement-unknown"]),
        (["{% if %}x{% endif %}"], ["tag-empty"]),
        (["{% if a %}x{% endif a %}"], ["tag-syntax"]),
        (["{% for a %}x{% endfor %}"], ["tag-syntax"]),
        (["{% if a %}" * 17 + "{% endif %}" * 17], ["blocks-too-deep"]),
        ([f"{LOOP * 5}{ENDS}"], ["loops-too-deep"]),
    ],
)  # fmt: skip
def test_blocks_that_do_not_fit_are_named(paragraphs, expected):
    assert codes(docx(*map(p, paragraphs))) == expected


def test_a_loop_over_cells_is_refused():
    data = docx(tbl(tr("{% for 笔 in 明细 %}{{ 笔.x }}", "{% endfor %}")))
    assert codes(data) == ["block-over-cells"]
    assert is_refused(data)


def test_a_row_loop_must_end_in_its_own_table():
    first, second = tbl(tr("{%tr for 笔 in 明细 %}"), tr("x")), tbl(tr("y"), tr("{%tr endfor %}"))
    assert codes(docx(first, second)) == ["block-over-cells"]


def test_a_condition_may_span_paragraphs_and_keeps_the_file_whole():
    template = compile_template(docx(p("甲{% if a %}乙"), p("丙{% endif %}丁")), "t.docx")
    assert "甲乙\n丙丁\n" in text_of(template.render({"a": True}))
    assert "甲丁\n" in text_of(template.render({"a": False}))


def test_a_condition_that_begins_inside_a_link_and_ends_outside_would_tear_it():
    link = f'<w:hyperlink w:anchor="x">{run("{% if a %}甲")}</w:hyperlink>'
    data = docx(f"<w:p>{link}{run('乙{% endif %}')}</w:p>")
    (finding,) = check(data)
    assert finding.code == "letters.block-breaks-structure"
    assert "甲乙" in finding.place.paragraph or "甲" in finding.place.paragraph
    assert is_refused(data)


def test_all_faults_are_named_at_once_each_with_its_paragraph():
    data = docx(p("一{{ x"), p("二{% if a %}"), p("三{{ y|大些 }}"), p("四{{ z() }}"), header=p("五}}"))
    found = {finding.code.removeprefix("letters."): finding.place.paragraph[0] for finding in check(data)}
    assert found == {
        "tag-unclosed": "一", "block-unclosed": "二", "filter-unknown-like": "三", "call-refused": "四",
        "tag-unopened": "五",
    }  # fmt: skip
