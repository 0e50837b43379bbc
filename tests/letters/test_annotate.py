"""The same template back: comments at the very faults, everything else as it was."""

from __future__ import annotations

import io

import pytest
from docx import Document

from app.findings import LubuError
from app.letters import FieldNames, check_template
from app.letters.annotate import AUTHOR, annotate
from app.messages import advice, message
from tests.letters.made import NOTICE, VALUES, members, rebuilt, template
from tests.letters.word import docx, p, part, part_type, relation, run, tbl, tr


def annotated(data: bytes) -> bytes:
    return annotate(data, "模板.docx", [(one, message(one) + advice(one)) for one in check_template(data, "模板.docx")])


def comments(data: bytes) -> list[tuple[str, str]]:
    """(characters it stands at, text) of each comment, as python-docx reads them."""
    document = Document(io.BytesIO(data))
    texts = {str(comment.comment_id): comment.text for comment in document.comments}
    found: dict[str, str] = {}
    open_: set[str] = set()
    for element in document.element.body.iter():
        name = element.tag.rpartition("}")[2]
        id_ = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        if name == "commentRangeStart":
            open_.add(id_)
            found[id_] = ""
        elif name == "commentRangeEnd":
            open_.remove(id_)
        elif name == "t":
            for one in open_:
                found[one] += element.text or ""
    assert not open_
    assert found.keys() == texts.keys(), "every range has its text, every text its range"
    return [(found[id_], texts[id_]) for id_ in found]


def test_a_comment_stands_at_the_very_tag_in_the_words_of_the_check():
    ((at, text),) = comments(annotated(docx(p("借款人：{{ 客户名称|大些 }}（签章）"))))
    assert at == "{{ 客户名称|大些 }}"
    assert "没有名为“大些”的加工方式" in text
    assert "大写" in text


def test_of_two_tags_that_read_alike_the_faulty_one_gets_the_comment():
    body = [p("{%p if a %}"), p("甲"), p("{%p endif %}"), p("乙"), p("{%p endif %}")]
    data = annotated(docx(*body))
    ((at, _),) = comments(data)
    paragraphs = Document(io.BytesIO(data)).paragraphs
    assert at == "{%p endif %}"
    assert [bool(one._p.xpath("w:commentRangeStart")) for one in paragraphs] == [False, False, False, False, True]


def test_tags_cut_into_runs_and_several_of_a_paragraph_keep_their_text():
    data = docx(p("甲{", "{ a|无 }", "}乙{{ b", "|没有 }}丙"), p("{{ c"))
    given = [one.text for one in Document(io.BytesIO(data)).paragraphs]
    made = annotated(data)
    assert [one.text for one in Document(io.BytesIO(made)).paragraphs] == given
    assert [at for at, _ in comments(made)] == ["{{ a|无 }}", "{{ b|没有 }}", "{{ c"]


def test_what_is_wrong_outside_the_body_is_said_at_its_first_paragraph():
    data = docx(p("正文"), header=p("文号：{{ 文号 "), relations=relation("hyperlink", "javascript:x", external=True))
    ((at, text),) = comments(annotated(data))
    assert at == "正文"
    assert "页眉「文号：{{ 文号」" in text
    assert "javascript:x" in text


def test_a_fault_in_a_text_box_is_said_at_the_paragraph_that_holds_it():
    box = f"<w:r><w:pict><w:txbxContent>{p('{{ x|无 }}')}</w:txbxContent></w:pict></w:r>"
    made = annotated(docx(f"<w:p>{run('甲')}{box}</w:p>"))
    ((_, text),) = comments(made)
    assert "“无”" in text
    assert b"commentRangeStart" not in members(made)["word/document.xml"].partition(b"txbxContent")[2].partition(
        b"/w:txbxContent")[0]  # fmt: skip


def test_a_paragraph_without_text_can_hold_a_comment():
    field = '<w:p><w:pPr/><w:fldSimple w:instr="DDEAUTO x"/></w:p>'
    ((_, text),) = comments(annotated(docx(field)))
    assert "DDEAUTO" in text
    assert comments(annotated(docx("<w:p/>", relations=relation("image", "http://x/a.png", external=True))))


def test_comments_that_were_there_stay_and_ours_do_not_pile_up():
    own = f'<w:comment w:id="7" w:author="法规部">{p("请核对")}</w:comment>'
    marks = '<w:commentRangeStart w:id="7"/>{}<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
    data = docx(
        f"<w:p>{marks.format(run('{{ x|无 }}'))}</w:p>",
        relations=relation("comments", "comments.xml"),
        types=part_type("word/comments.xml", "comments"),
        extra={"word/comments.xml": part("comments", own)},
    )
    once = annotated(data)
    twice = annotated(once)
    assert len(comments(once)) == 3, "the owner's, one at the tag, one about the comment"
    assert [text for _, text in comments(twice)].count("请核对") == 1
    assert sorted(comments(twice))[0] == sorted(comments(once))[0]
    authors = [comment.author for comment in Document(io.BytesIO(twice)).comments]
    assert authors.count(AUTHOR) == 2
    assert authors.count("法规部") == 1


def test_everything_else_is_as_it_was():
    data = rebuilt(template(NOTICE), {})
    faulty = rebuilt(data, {"word/document.xml": members(data)["word/document.xml"].replace(
        "{{ 客户名称".encode(), "{{ 客户名称|大些".encode(), 1)})  # fmt: skip
    made = members(annotated(faulty))
    changed = {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    kept = members(annotate(faulty, "x", []))
    assert {name for name in made if kept.get(name) != made[name]} <= changed
    assert set(made) - set(members(data)) == {"word/comments.xml"}


@pytest.mark.parametrize("name", VALUES)
def test_a_template_put_right_passes_once_the_comments_are_deleted(name):
    """Ours come out again without a trace that the check would see."""
    data = template(name)
    body = members(data)["word/document.xml"]
    faulty = rebuilt(
        data, {"word/document.xml": body.replace(b"</w:t></w:r></w:p>", "{{ 错</w:t></w:r></w:p>".encode(), 1)}
    )
    assert comments(annotated(faulty))
    cleaned = annotate(annotated(faulty), name, [])
    again = [one.code for one in check_template(cleaned, name)]
    assert again == [one.code for one in check_template(faulty, name)]


def test_what_could_run_is_not_handed_out_again():
    data = docx(
        p("x"), types=part_type("word/vbaProject.bin", "application/vnd.ms-office.vbaProject"),
        extra={"word/vbaProject.bin": b"x"},
    )  # fmt: skip
    with pytest.raises(LubuError, match="not-annotated"):
        annotated(data)


def test_a_field_unknown_to_the_rulebook_is_found_by_its_quotation():
    """Such findings come from the release, after the check of the file itself."""
    data = docx(tbl(tr("甲", "{{ 客户名 }}")), p("{{ 客户名称 }}"))
    found = check_template(data, "t.docx", FieldNames(frozenset(["客户名称"])))
    ((at, text),) = comments(annotate(data, "t.docx", [(one, message(one) + advice(one)) for one in found]))
    assert at == "{{ 客户名 }}"
    assert "是否应为“客户名称”" in text
