"""A file is opened only when it is safe to read."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest

from app.letters import compile_template
from app.letters import package as opening
from tests.letters.checking import check, codes, is_refused
from tests.letters.made import members, rebuilt
from tests.letters.word import W_SPACE, docx, p, part, part_type, zipped

GOOD = docx(p("{{ 客户名称 }}"))


def test_a_plain_file_opens_without_findings():
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    "data", [b"", b"not a zip", b"PK\x03\x04 cut off", zipped({"a.txt": "x"}), zipped({"[Content_Types].xml": "<a"})]
)
def test_what_is_no_word_file_is_said_to_be_none(data):
    assert set(codes(data)) <= {"not-docx", "xml-damaged"}
    assert is_refused(data)


def test_old_and_password_protected_files_get_their_own_sentence():
    assert codes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100) == ["old-format"]


def test_a_file_beyond_the_limit_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(opening, "MAX_FILE", 100)
    assert codes(GOOD) == ["too-large"]


def test_a_zip_bomb_is_refused_by_its_directory():
    bomb = rebuilt(GOOD, {"word/media/image1.png": b"\0" * (8 << 20)})
    assert len(bomb) < 20_000
    started = time.perf_counter()
    assert codes(bomb) == ["zip-bomb"]
    assert time.perf_counter() - started < 1


def test_a_member_that_lies_about_its_size_is_inflated_no_further_than_it_says():
    honest = rebuilt(GOOD, {"word/media/image1.png": b"\0" * (4 << 20)})
    lying = honest.replace(struct.pack("<L", 4 << 20), struct.pack("<L", 100))
    assert lying != honest
    assert codes(lying) == ["not-docx"]


def test_nested_repetition_of_one_member_is_bounded_by_the_sum():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(30):
            archive.writestr(f"word/media/image{number}.png", bytes(range(256)) * 12 * 1024)
    assert "unpacks-too-large" in codes(target.getvalue())


def test_too_many_parts_are_refused():
    many = zipped({f"word/media/i{number}.png": "x" for number in range(501)})
    assert "too-many-parts" in codes(many)


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/abs.xml", "word\\evil.xml", "C:evil.xml", "word/./x.xml", "a//b.xml"]
)
def test_unsafe_part_names_are_refused(name):
    # zipfile would tidy backslashes away while writing, so they are put in afterwards
    plain = name.replace("\\", "_")
    data = rebuilt(GOOD, {plain: b"<a/>"}).replace(plain.encode(), name.encode())
    assert "part-name" in codes(data)


def test_two_parts_of_one_name_are_refused():
    data = rebuilt(GOOD, {"word/Document.xml": members(GOOD)["word/document.xml"]})
    assert "part-name" in codes(data)


XXE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    f'<w:document xmlns:w="{W_SPACE}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_external_entities_are_refused_in_any_encoding(encoding):
    data = docx(extra={"word/document.xml": XXE.encode(encoding)})
    assert codes(data) == ["xml-doctype"]


def test_billion_laughs_are_refused_at_once():
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(10))
    started = time.perf_counter()
    assert codes(docx(extra={"word/document.xml": f"<!DOCTYPE x [{entities}]><x>&a9;</x>"})) == ["xml-doctype"]
    assert time.perf_counter() - started < 1


def test_a_declared_encoding_cannot_hide_what_the_check_did_not_see():
    hidden = '<?xml version="1.0" encoding="utf-7"?>' + part("styles", "+ADw-w:style/+AD4-").partition("?>")[2]
    data = docx(p("x"), types=part_type("word/styles.xml", "styles"), extra={"word/styles.xml": hidden})
    rendered = compile_template(data, "模板.docx").render({})
    assert members(rendered)["word/styles.xml"].startswith(b'<?xml version="1.0" encoding="UTF-8"')


def test_every_damaged_part_is_named():
    data = docx(p("x"), extra={"word/document.xml": "<w:document>", "word/_rels/document.xml.rels": "\x00"})
    findings = check(data)
    assert sorted(str(finding.params["part"]) for finding in findings) == [
        "word/_rels/document.xml.rels",
        "word/document.xml",
    ]


def test_xml_nested_without_end_is_refused():
    deep = f'<w:document xmlns:w="{W_SPACE}">{"<w:sdt>" * 240}{"</w:sdt>" * 240}</w:document>'
    assert codes(docx(extra={"word/document.xml": deep})) == ["xml-too-deep"]
    deeper = f'<w:document xmlns:w="{W_SPACE}">{"<w:sdt>" * 9999}{"</w:sdt>" * 9999}</w:document>'
    assert set(codes(docx(extra={"word/document.xml": deeper}))) <= {"xml-too-deep", "xml-damaged"}


def test_too_many_elements_are_refused_before_they_are_parsed():
    paragraphs = "".join(f'<w:p w:n="{number}"/>' for number in range(300_001))
    many = f'<w:document xmlns:w="{W_SPACE}">{paragraphs}</w:document>'
    assert codes(docx(extra={"word/document.xml": many})) == ["xml-too-many-elements"]


def test_a_story_too_long_to_preprocess_is_refused():
    # every paragraph a little different, or it would be refused as a bomb
    long = "".join(p(f"{number}" * 20) for number in range(20_000))
    assert codes(docx(long)) == ["part-too-large"]
