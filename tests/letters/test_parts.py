"""Nothing but text, tables and pictures comes into a letter."""

from __future__ import annotations

import pytest

from tests.letters.checking import check, codes, is_refused
from tests.letters.word import docx, p, part, part_type, relation, run

MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
BIN = "application/vnd.ms-office.vbaProject"


def test_macros_are_refused():
    data = docx(
        p("x"),
        types=part_type("word/vbaProject.bin", BIN),
        relations=relation(f"{MICROSOFT}/vbaProject", "vbaProject.bin"),
        extra={"word/vbaProject.bin": b"x"},
    )
    assert set(codes(data)) == {"macro"}
    assert is_refused(data)


def test_a_macro_file_cannot_pass_for_a_picture():
    data = docx(
        p("x"), types=part_type("word/vbaProject.bin", "image/png"),
        relations=relation("image", "vbaProject.bin"), extra={"word/vbaProject.bin": b"x"},
    )  # fmt: skip
    assert codes(data) == ["macro"]


def test_a_document_with_macros_renamed_to_docx_is_refused():
    data = docx(p("x"))
    renamed = docx(
        p("x"),
        types=part_type("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
        extra={},
    )
    assert codes(data) == []
    assert "macro" in codes(renamed)


@pytest.mark.parametrize(
    ("kind", "target", "external", "code"),
    [
        ("attachedTemplate", "file:///C:/evil.dotm", True, "template-link"),
        ("attachedTemplate", "https://evil.example/t.dotm", True, "template-link"),
        ("image", "https://evil.example/pixel.png", True, "external-image"),
        ("image", "\\\\evil\\share\\a.png", True, "external-image"),
        ("oleObject", "embeddings/oleObject1.bin", False, "embedded-object"),
        ("oleObject", "http://evil.example/x", True, "embedded-object"),
        ("package", "embeddings/book.xlsx", False, "embedded-object"),
        ("control", "activeX/activeX1.xml", False, "embedded-object"),
        ("aFChunk", "chunk.html", False, "alt-chunk"),
        ("subDocument", "file:///x.docx", True, "sub-document"),
        ("mailMergeSource", "file:///C:/customers.xlsx", True, "mail-merge"),
        ("frame", "https://evil.example", True, "relation-refused"),
        ("styles", "https://evil.example/styles.xml", True, "external-part"),
        ("hyperlink", "file:///C:/Windows/System32/calc.exe", True, "link-refused"),
        ("hyperlink", "javascript:alert(1)", True, "link-refused"),
        ("hyperlink", "ms-msdt:/id PCWDiagnostic", True, "link-refused"),
        ("hyperlink", "\\\\evil\\share", True, "link-refused"),
        ("image", "media/absent.png", False, "relation-broken"),
        ("image", "../../../etc/passwd", False, "relation-broken"),
        ("http://example.com/relationships/image", "a.png", False, "relation-refused"),
        ("http://purl.oclc.org/ooxml/officeDocument/relationships/image", "a.png", False, "strict-format"),
    ],
)
def test_relationships_to_strangers_are_refused(kind, target, external, code):
    data = docx(p("x"), relations=relation(kind, target, external=external))
    assert codes(data) == [code]
    assert is_refused(data)


def test_external_without_saying_so_is_external_all_the_same():
    assert codes(docx(p("x"), relations=relation("image", "http://evil.example/a.png"))) == ["external-image"]


@pytest.mark.parametrize("target", ["https://www.example.com/a?b=1", "http://example.com", "mailto:a@example.com"])
def test_plain_links_are_fine(target):
    assert codes(docx(p("x"), relations=relation("hyperlink", target, external=True))) == []


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ('<w:altChunk r:id="rId5"/>', "alt-chunk"),
        ('<w:p><w:r><w:object><o:OLEObject ProgID="Package"/></w:object></w:r></w:p>', "embedded-object"),
        ("<w:p><w:r><w:control/></w:r></w:p>", "embedded-object"),
        ('<w:subDoc r:id="rId5"/>', "sub-document"),
        ('<w:p><w:r><w:pict><v:imagedata src="http://evil/a"/></w:pict></w:r></w:p>', "external-image"),
        ('<w:p><w:r><w:pict><v:shape href="file:///c:/x"/></w:pict></w:r></w:p>', "external-image"),
    ],
)  # fmt: skip
def test_elements_that_bring_in_strangers_are_refused(markup, code):
    assert set(codes(docx(markup))) == {code}


def test_a_mail_merge_setting_is_refused():
    settings = part("settings", '<w:mailMerge><w:query w:val="SELECT * FROM `客户`"/></w:mailMerge>')
    data = docx(p("x"), types=part_type("word/settings.xml", "settings"), extra={"word/settings.xml": settings})
    assert codes(data) == ["mail-merge"]


@pytest.mark.parametrize(
    "name", ["word/evil.exe", "customUI/customUI.xml", "word/embeddings/a.docx", "x.xml", "word/x"]
)
def test_parts_without_a_known_type_are_refused(name):
    assert is_refused(docx(p("x"), extra={name: "<a/>"}))


def test_a_file_without_a_body_is_refused():
    data = docx(p("x"), types=part_type("word/document.xml", "styles"))
    assert "no-document" in codes(data)


def test_all_strangers_are_named_at_once():
    data = docx(
        f'<w:altChunk r:id="a"/>{p("{{ 未闭合")}',
        relations=relation("attachedTemplate", "file:///x", external=True, id="a")
        + relation("image", "http://x/a", external=True, id="b"),
        header=f'<w:p><w:fldSimple w:instr="DDEAUTO c:\\\\x">{run("x")}</w:fldSimple></w:p>',
    )
    assert codes(data) == ["alt-chunk", "external-image", "field-refused", "tag-unclosed", "template-link"]
    assert all(finding.is_error for finding in check(data))
