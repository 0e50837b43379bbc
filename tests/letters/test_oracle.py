"""docxtpl is the oracle: whatever the values, its letter and ours say the same."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import jinja2
import pytest
from docxtpl import DocxTemplate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.letters import CompiledTemplate, Money, Percent, compile_template
from app.letters.filters import FILTERS
from app.letters.values import spell
from tests.letters.made import (
    CARD,
    FORM,
    GUARANTOR,
    NOTICE,
    VALUES,
    card_values,
    letter_values,
    loan,
    template,
    text_of,
)
from tests.letters.word import docx, p, run, tbl, tr

ENVIRONMENT = jinja2.Environment(
    autoescape=True, undefined=jinja2.StrictUndefined, finalize=lambda value: str(spell(value))
)
ENVIRONMENT.filters.update(FILTERS)


def by_docxtpl(data: bytes, values: Mapping[str, Any]) -> str:
    """The text as docxtpl makes it, with an ordinary Jinja environment that only shares filters and spelling."""
    document = DocxTemplate(io.BytesIO(data))
    document.render(dict(values), jinja_env=ENVIRONMENT, autoescape=True)
    saved = io.BytesIO()
    document.save(saved)
    return text_of(saved.getvalue())


# docxtpl rewrites its escaped braces in values too, and splits paragraphs at \a and \f; neither may differ silently.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="{}\ufffe\uffff"),
    min_size=1, max_size=30,
).filter(str.strip)  # fmt: skip
LINES = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)
AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2).map(Money)
DATES = st.dates(date(1990, 1, 1), date(2099, 12, 31))
DAYS = st.integers(0, 4000).map(Decimal)
LOANS = st.builds(
    lambda contract, issued, balance, interest, costs, days: loan(
        1, str(balance), int(days), 合同编号=contract, 借款日期=issued, 欠息=interest, 费用=costs
    ),
    TEXTS, DATES, AMOUNTS, AMOUNTS, AMOUNTS, DAYS,
)  # fmt: skip
LETTERS = st.builds(
    lambda loans, name, guarantor, officer, mode: letter_values(
        *[{**row, "序号": Decimal(place)} for place, row in enumerate(loans, start=1)],
        客户名称=name, 保证人=guarantor, 客户经理=officer, 保证方式=mode,
    ),
    st.lists(LOANS, min_size=1, max_size=4), LINES, st.none() | TEXTS, st.none() | TEXTS,
    st.sampled_from(["连带责任保证", "一般保证"]),
)  # fmt: skip
CARDS = st.builds(
    lambda name, pay, score: card_values(员工姓名=name, 实发绩效=pay, 总得分=score),
    TEXTS, AMOUNTS, st.decimals(0, 112, places=2),
)  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_the_samples_read_as_docxtpl_makes_them(name):
    data, values = template(name), VALUES[name]()
    assert text_of(compile_template(data, name).render(values)) == by_docxtpl(data, values)


def compiled(name: str) -> CompiledTemplate:
    return compile_template(template(name), name)


COMPILED = {name: compiled(name) for name in VALUES}
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", [NOTICE, GUARANTOR, FORM])
@given(values=LETTERS)
@SLOW
def test_any_debtors_letter_reads_as_docxtpl_makes_it(name, values):
    assert text_of(COMPILED[name].render(values)) == by_docxtpl(template(name), values)


@given(values=CARDS)
@SLOW
def test_any_scorecard_reads_as_docxtpl_makes_it(values):
    assert text_of(COMPILED[CARD].render(values)) == by_docxtpl(template(CARD), values)


ODDITIES = {
    "tags cut into runs": p("甲{", "{ 客", "户名称 }", "}乙"),
    "inline condition over runs": p("甲{% if a %}", "乙", "{% else %}", "丙", "{% endif %}丁"),
    "condition over paragraphs": p("甲{% if a %}乙") + p("丙{% endif %}丁"),
    "whitespace control": p("甲") + p("{%- if a -%}") + p("乙") + p("{%- endif -%}") + p("丙"),
    "quotes corrected by Word": p("{% if 客户名称 == “张&三” %}甲{% endif %}{{ 空|默认(‘无’) }}"),
    "comparison signs": p("{% if 天数 > 90 %}甲{% endif %}{% if 天数 < 90 %}乙{% endif %}"),
    "loop inside a paragraph": p("{% for x in xs %}{{ x }}、{% endfor %}"),
    "loop over paragraphs": p("{%p for x in xs %}") + p("{{ loop.index }}.{{ x }}") + p("{%p endfor %}"),
    "loop over rows": tbl(tr("头"), tr("{%tr for x in xs %}"), tr("{{ x }}", "甲"), tr("{%tr endfor %}"), tr("尾")),
    "merged cells": tbl(tr("{%tr for x in xs %}"), tr("{% vm %}{{ x }}", "甲"), tr("{%tr endfor %}")),
    "cell colour": tbl(tr("{% cellbg 颜色 %}{{ 客户名称 }}")),
    "comment": p("甲{# 备注 #}乙") + p("{#p 整段备注 #}") + p("丙"),
    "break in the template": f"<w:p>{run('甲' + chr(10) + '{{ 客户名称 }}')}</w:p>",
    "escaped braces": p("{_{ x }_}{{ 客户名称 }}"),
    "columns": tbl(tr("{%tc for x in xs %}", "{{ x }}", "{%tc endfor %}", "尾")),
    "row of its own run": p("甲{{r 客户名称 }}乙"),
}


@pytest.mark.parametrize("oddity", ODDITIES)
@pytest.mark.parametrize("a", [True, False])
def test_whatever_docxtpl_understands_reads_the_same(oddity, a):
    data = docx(ODDITIES[oddity], header=p("页眉{{ 客户名称 }}"))
    values = {
        "客户名称": "张&三", "a": a, "天数": Decimal(120), "xs": ["甲", "乙<"], "空": None, "颜色": "FF0000",
        "率": Percent("0.5"),
    }  # fmt: skip
    ours = text_of(compile_template(data, "t.docx").render(values))
    if oddity in OURS:
        assert ours == OURS[oddity]
        return
    assert ours == by_docxtpl(data, values)


# Where docxtpl loses something, ours does not.
OURS = {
    # docxtpl leaves &amp; in a tag as it is, so that no text with & ever equals one in the template
    "quotes corrected by Word": "[word/document.xml]\n甲无\n[word/header1.xml]\n页眉张&三\n",
    # docxtpl puts the bare text beside the runs, where Word does not show it
    "row of its own run": "[word/document.xml]\n甲张&三乙\n[word/header1.xml]\n页眉张&三\n",
}
