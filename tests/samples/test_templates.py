"""The sample Word templates: fit to be edited by legal staff, with fields that the sample rulebooks know."""

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

LETTERS = ("逾期贷款催收通知书.docx", "担保人履行担保责任通知书.docx", "五级分类认定表.docx")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


@pytest.fixture(scope="module")
def fields():
    books = [compile_rulebook(load(data, name).rulebook) for name, data in make_rulebooks().items()]
    return field_names(make_release(books))


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
    assert check_template(TEMPLATES[name](), name, fields) == ()


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_tag_stands_whole_in_one_run(name):
    document = Document(io.BytesIO(TEMPLATES[name]()))
    stories = [document.element.body, *(s._element for s in (document.sections[0].header, document.sections[0].footer))]
    for story in stories:
        for paragraph in story.iter(qn("w:p")):
            runs = [text.text or "" for text in paragraph.iter(qn("w:t"))]
            whole = sum(len(_TAG.findall(text)) for text in runs)
            assert whole == len(_TAG.findall("".join(runs)))


@pytest.mark.parametrize("name", LETTERS[:2])
def test_a_served_letter_is_an_official_a4_page(name):
    section = Document(io.BytesIO(TEMPLATES[name]())).sections[0]
    measures = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    measures += [section.left_margin, section.right_margin]
    assert [round(one.mm) for one in measures] == [210, 297, 37, 35, 28, 26]


def test_the_body_is_fangsong_three_with_fallbacks():
    document = Document(io.BytesIO(TEMPLATES[LETTERS[0]]()))
    style = next(one for one in document.styles if one.style_id == BODY.id)
    assert style.font.size.pt == 16
    assert style.paragraph_format.line_spacing.pt == 28
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == FANGSONG
    fonts = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    assert f'w:name="{FANGSONG}"><w:altName w:val="{FALLBACKS[FANGSONG]}"/>' in fonts.blob.decode()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_carries_no_more_than_it_needs(name):
    assert len(TEMPLATES[name]()) < 16_000
