"""Codes: drawn as segno draws them, in letters of their own, and the same every time."""

from __future__ import annotations

import io
import re
import struct
import zlib

import docx
import pytest
import segno
from docx.shared import Mm
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.findings import LubuError
from app.letters import check_code, check_template, compile_template, print_file
from app.letters.check import inspect
from app.letters.code_pictures import MEMBER
from app.letters.qr import code_png
from tests.letters.made import members, rebuilt

EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


def modules_of(png):
    """The picture's modules without the white around them; every pixel of a module is of its colour."""
    chunks, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack_from(">L", png, place)
        name, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack_from(">L", png, place + 8 + length)[0] == zlib.crc32(name + content)
        chunks[name] = content
        place += 12 + length
    width, height, depth, colour = struct.unpack(">2L2B", chunks[b"IHDR"][:10])
    assert (width, depth, colour) == (height, 1, 0)
    pixels, lines, above = zlib.decompress(chunks[b"IDAT"]), [], bytes(width // 8)
    for start in range(0, len(pixels), width // 8 + 1):
        line = pixels[start + 1 : start + 1 + width // 8]
        if pixels[start] == 2:
            line = bytes(one + other & 0xFF for one, other in zip(line, above, strict=True))
        lines.append(line)
        above = line
    assert all(byte in (0, 255) for line in lines for byte in line)
    assert all(len(set(lines[row : row + 8])) == 1 for row in range(0, height, 8))
    assert all(byte == 255 for line in lines[:32] for byte in line)
    return [[int(byte == 0) for byte in line[4:-4]] for line in lines[32:-32:8]]


def drawn_by_segno(text):
    smallest = next((version for version, most in ((4, 62), (5, 84), (6, 106)) if len(text.encode()) <= most), None)
    options = {"error": "m", "mode": "byte", "mask": 2, "boost_error": False, "micro": False}
    return [list(row) for row in segno.make(text.encode(), version=smallest, **options).matrix]


@given(st.text(max_size=110))
def test_a_code_is_the_one_that_segno_draws(text):
    assert modules_of(code_png(text)) == drawn_by_segno(text)


@pytest.mark.parametrize("length", [62, 63, 84, 85, 106, 107, 400])
def test_lengths_at_the_limits_of_a_size(length):
    assert modules_of(code_png("9" * length)) == drawn_by_segno("9" * length)


def test_a_text_that_no_telephone_would_read_is_refused():
    with pytest.raises(ValueError, match="2001"):
        code_png("x" * 2001)


def with_pictures(*, loop=False, footer=True, alt="二维码"):
    """A template with a code picture in its body and footer, and the same picture once more as a seal."""
    document = docx.Document()
    document.add_paragraph("文号 {{ 文号 }}")
    body = [document.add_paragraph(), document.add_paragraph()]
    if loop:
        body[1].insert_paragraph_before("{%p for 笔 in 明细 %}")
    places = [(body[0], "印章"), (body[1], alt)]
    if footer:
        places.append((document.sections[0].footer.paragraphs[0], alt))
    for paragraph, words in places:
        paragraph.add_run().add_picture(io.BytesIO(code_png("占位")), width=Mm(18))
        next(paragraph._p.iter("{*}docPr")).set("descr", words)
    if loop:
        document.add_paragraph("{%p endfor %}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


VALUES = {"文号": "云农信催通字（2026）第0001号", "校验码": "0123456789ABCDEF"}
EXPECTED = "律簿 云农信催通字（2026）第0001号 0123456789ABCDEF"


def test_each_letter_shows_its_own_number_and_check_code():
    template = compile_template(with_pictures(), "模板.docx")
    assert template.method == "fast"
    found = members(template.render(VALUES))
    assert modules_of(found[MEMBER]) == drawn_by_segno(EXPECTED)
    for part in ("word/document.xml", "word/footer1.xml"):
        shown = [blip.get(EMBED) for blip in etree.fromstring(found[part]).iter("{*}blip")]
        rels = etree.fromstring(found[part.replace("word/", "word/_rels/") + ".rels"])
        targets = {one.get("Id"): one.get("Target") for one in rels}
        assert targets[shown[-1]] == "media/lubu-code.png"


def test_another_picture_from_the_same_file_stays_what_it_was():
    found = members(compile_template(with_pictures(), "模板.docx").render(VALUES))
    seal = next(etree.fromstring(found["word/document.xml"]).iter("{*}blip")).get(EMBED)
    rels = {one.get("Id"): one.get("Target") for one in etree.fromstring(found["word/_rels/document.xml.rels"])}
    assert found[f"word/{rels[seal]}"] == code_png("占位")


def test_the_picture_asks_for_number_and_check_code_though_no_text_prints_them():
    template = compile_template(with_pictures(), "模板.docx")
    assert {"文号", "校验码"} <= template.fields
    plain = compile_template(with_pictures(alt="公司标志"), "模板.docx")
    assert "校验码" not in plain.fields
    assert MEMBER not in members(plain.render({"文号": "1"}))


def test_without_a_recorded_check_code_it_follows_from_the_values():
    template = compile_template(with_pictures(footer=False), "模板.docx")
    code = check_code({"文号": "甲1"}, template.hash)
    assert modules_of(members(template.render({"文号": "甲1"}))[MEMBER]) == drawn_by_segno(f"律簿 甲1 {code}")


def test_the_same_letter_has_the_same_bytes():
    template, again = (compile_template(with_pictures(), "模板.docx") for _ in range(2))
    assert template.render(VALUES) == again.render(VALUES)
    assert template.render(VALUES) != template.render({**VALUES, "校验码": "F" * 16})


def test_docxtpl_shows_it_as_well():
    template = compile_template(with_pictures(loop=True), "模板.docx")
    assert template.method == "docxtpl"
    letter = template.render({**VALUES, "明细": [{}, {}]})
    found = members(letter)
    assert modules_of(found[MEMBER]) == drawn_by_segno(EXPECTED)
    assert template.render({**VALUES, "明细": [{}, {}]}) == letter


def test_in_a_print_file_every_letter_keeps_its_own():
    template = compile_template(with_pictures(), "模板.docx")
    values = [{**VALUES, "校验码": f"{number:016X}"} for number in range(3)]
    found = members(print_file((template, one) for one in values))
    rels = {one.get("Id"): one.get("Target") for one in etree.fromstring(found["word/_rels/document.xml.rels"])}
    shown = [rels[blip.get(EMBED)] for blip in etree.fromstring(found["word/document.xml"]).iter("{*}blip")][1::2]
    assert shown == [f"/word/media/L{number}code.png" for number in (1, 2, 3)]
    for number, one in enumerate(values, start=1):
        picture = f"word/media/L{number}code.png"
        assert modules_of(found[picture]) == drawn_by_segno(f"律簿 {one['文号']} {one['校验码']}")
        assert f'"/{picture}"'.encode() in found[f"word/_rels/L{number}footer0.xml.rels"]


def test_a_vector_drawing_beside_the_picture_goes_with_it():
    data = with_pictures(footer=False)
    body = members(data)["word/document.xml"]
    vector = rb'<a:blip\1><a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"/></a:extLst></a:blip>'
    changed = rebuilt(data, {"word/document.xml": re.sub(rb"<a:blip( [^>]*)/>", vector, body)})
    found = members(compile_template(changed, "模板.docx").render(VALUES))
    assert [len(blip) for blip in etree.fromstring(found["word/document.xml"]).iter("{*}blip")] == [1, 0]


def test_a_letter_that_was_made_may_become_a_template():
    letter = compile_template(with_pictures(), "模板.docx").render(VALUES)
    found = members(compile_template(letter, "旧文书.docx").render({**VALUES, "校验码": "F" * 16}))
    assert modules_of(found[MEMBER]) == drawn_by_segno(EXPECTED.replace("0123456789ABCDEF", "F" * 16))
    relations = etree.fromstring(found["word/_rels/document.xml.rels"])
    assert len({one.get("Id") for one in relations}) == len(relations)


def test_the_template_itself_stays_as_it_was():
    data = with_pictures()
    inspection = inspect(data, "模板.docx")
    assert MEMBER not in inspection.package.members
    assert b"rIdLubuCode" not in inspection.package.to_bytes()
    assert "rIdLubuCode" not in etree.tostring(inspection.stories[0].root).decode()


def test_a_number_too_long_for_a_code_stops_the_letter():
    template = compile_template(with_pictures(), "模板.docx")
    with pytest.raises(LubuError) as stopped:
        template.render({**VALUES, "文号": "长" * 700})
    assert [finding.code for finding in stopped.value.findings] == ["letters.code-too-long"]


def test_a_template_with_a_code_has_no_finding():
    assert check_template(with_pictures(), "模板.docx") == ()
