"""Many letters in one file for the printer: each of them looks as it would alone."""

from __future__ import annotations

import io
import re
from copy import deepcopy

import pytest
from docx import Document
from docx.shared import Pt
from lxml import etree

from app.findings import LubuError
from app.letters import PrintFile, compile_template, print_file
from tests.letters.checking import worded
from tests.letters.made import FORM, GUARANTOR, NOTICE, W, letter_values, members, template, text_of
from tests.letters.word import W_SPACE, docx, field, p, part, part_type, relation, run, tbl, tr, zipped

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
COMPILED = {name: compile_template(template(name), name) for name in (NOTICE, GUARANTOR, FORM)}
MIXED = [
    (COMPILED[NOTICE], letter_values(客户名称="甲一", 文号="第1号")),
    (COMPILED[GUARANTOR], letter_values(收件人="李秀兰", 文号="第2号")),
    (COMPILED[FORM], letter_values(文号="第3号")),
    (COMPILED[NOTICE], letter_values(客户名称="A&B <云岭>", 文号="第4号", 保证人=None)),
    (COMPILED[GUARANTOR], letter_values(保证方式="一般保证", 文号="第5号")),
]


def made(*bodies, name="模板.docx", **parts):
    return compile_template(docx(*bodies, **parts), name)


def letters_of(data):
    """The letters of a file as documents of their own: [(body text, section properties, header text, footer text)]."""
    parts = members(data)
    targets = {
        one.get("Id"): one.get("Target").lstrip("/") for one in etree.fromstring(parts["word/_rels/document.xml.rels"])
    }
    body = etree.fromstring(parts["word/document.xml"])[-1]
    found, texts = [], []
    for element in body:
        if element.tag != f"{W}sectPr":
            texts.append("".join(element.itertext(f"{W}t")))
        section = element if element.tag == f"{W}sectPr" else element.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            around = {}
            for kind in ("header", "footer"):
                for reference in section.findall(f"{W}{kind}Reference"):
                    root = etree.fromstring(parts["word/" + targets[reference.get(f"{R}id")].removeprefix("word/")])
                    around[kind] = "".join(root.itertext(f"{W}t"))
            found.append(("\n".join(texts).rstrip(), section, around.get("header"), around.get("footer")))
            texts = []
    return found


def page(section):
    """Paper, margins and orientation."""
    return [sorted(section.find(f"{W}{name}").attrib.items()) for name in ("pgSz", "pgMar")]


def codes(*letters):
    with pytest.raises(LubuError) as caught:
        print_file(letters)
    worded(caught.value.findings)
    return [finding.code.removeprefix("letters.") for finding in caught.value.findings]


def test_every_letter_reads_as_it_does_alone():
    together = letters_of(print_file(MIXED))
    alone = [letters_of(compiled.render(values))[0] for compiled, values in MIXED]
    assert [(body, header, footer) for body, _, header, footer in together] == [
        (body, header, footer) for body, _, header, footer in alone
    ]
    assert [page(section) for _, section, _, _ in together] == [page(section) for _, section, _, _ in alone]


def test_every_letter_begins_on_a_new_page_with_page_one():
    for _, section, _, _ in letters_of(print_file(MIXED)):
        assert section.find(f"{W}pgNumType").get(f"{W}start") == "1"
        assert section.find(f"{W}type") is None or section.find(f"{W}type").get(f"{W}val") == "nextPage"


def test_a_letter_alone_in_the_file_brings_no_second_page():
    data = print_file(MIXED[:1])
    document = etree.fromstring(members(data)["word/document.xml"])
    (section,) = document.iter(f"{W}sectPr")
    assert section.getparent().tag == f"{W}body"


def test_word_and_we_agree_that_it_is_a_document():
    document = Document(io.BytesIO(print_file(MIXED)))
    assert len(document.sections) == len(MIXED)
    assert [section.header.paragraphs[0].text.split("\t")[1] for section in document.sections] == [
        f"第{number}号" for number in range(1, 6)
    ]


def test_the_same_letters_give_the_same_bytes():
    assert print_file(MIXED) == print_file(iter(MIXED))


def test_the_file_grows_by_the_letters_only():
    sizes = [len(members(print_file(MIXED[:1] * count))["word/document.xml"]) for count in (10, 20, 30)]
    assert sizes[2] - sizes[1] == sizes[1] - sizes[0]
    names = [len(members(print_file(MIXED[:1] * count))) for count in (10, 20)]
    assert names[1] - names[0] == 10 * 4  # each its header, its footer with relationships, its code


def test_a_letter_without_a_header_does_not_show_the_one_before():
    headed, bare = made(p("甲{{ x }}"), header=p("秘密{{ x }}")), made(p("乙{{ x }}"), name="无页眉.docx")
    found = letters_of(print_file([(headed, {"x": "1"}), (bare, {"x": "2"})]))
    assert [header for _, _, header, _ in found] == ["秘密1", ""]


def test_a_first_page_without_a_header_of_its_own_stays_without():
    title = "<w:p><w:pPr><w:sectPr><w:titlePg/></w:sectPr></w:pPr></w:p>"
    data = print_file([(made(title, p("{{ x }}"), header=p("续页")), {"x": "1"})])
    first = letters_of(data)[0][1]
    assert {one.get(f"{W}type") for one in first.findall(f"{W}headerReference")} == {"default", "first"}


def test_the_number_of_pages_is_counted_by_letter():
    data = print_file([(made(p("{{ x }}"), footer=field(" NUMPAGES \\* MERGEFORMAT ")), {"x": "1"})])
    footer = next(content for name, content in members(data).items() if b"instrText" in content)
    assert b"SECTIONPAGES" in footer and b"NUMPAGES" not in footer


NUMBERED = (
    '<w:abstractNum w:abstractNumId="3"><w:nsid w:val="11"/><w:lvl w:ilvl="0"><w:start w:val="5"/>'
    '<w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="2"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="9"><w:abstractNumId w:val="3"/></w:num>'
)


def numbered(name, text):
    item = f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr>{run(text)}</w:p>'
    return compile_template(
        docx(
            p("{{ x }}"), item, item, p("完"),
            relations=relation("numbering", "numbering.xml"),
            types=part_type("word/numbering.xml", "numbering"),
            extra={"word/numbering.xml": part("numbering", NUMBERED)},
        ),
        name,
    )  # fmt: skip


def test_the_lists_of_every_letter_begin_anew():
    first, second = numbered("甲.docx", "一"), numbered("乙.docx", "二")
    data = members(print_file([(first, {"x": "1"}), (second, {"x": "2"}), (first, {"x": "3"})]))
    used = [number.get(f"{W}val") for number in etree.fromstring(data["word/document.xml"]).iter(f"{W}numId")]
    assert used == ["1", "1", "2", "2", "3", "3"]
    numbering = etree.fromstring(data["word/numbering.xml"])
    patterns = [pattern.get(f"{W}abstractNumId") for pattern in numbering.iter(f"{W}abstractNum")]
    nums = {num.get(f"{W}numId"): num for num in numbering.iter(f"{W}num")}
    assert patterns == ["0", "1"] and list(nums) == ["1", "2", "3"]
    assert [num.find(f"{W}abstractNumId").get(f"{W}val") for num in nums.values()] == ["0", "1", "0"]
    assert {num.find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val") for num in nums.values()} == {"5"}


def test_bookmarks_lead_to_their_own_letter():
    marked = made(
        f'<w:p><w:bookmarkStart w:id="0" w:name="账户"/>{run("{{ x }}")}<w:bookmarkEnd w:id="0"/></w:p>',
        f'<w:p><w:hyperlink w:anchor="账户">{run("见账户")}</w:hyperlink></w:p>',
    )
    document = etree.fromstring(members(print_file([(marked, {"x": "1"}), (marked, {"x": "2"})]))["word/document.xml"])
    names = [mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")]
    assert names == [link.get(f"{W}anchor") for link in document.iter(f"{W}hyperlink")]
    assert len(set(names)) == 2
    starts = [mark.get(f"{W}id") for mark in document.iter(f"{W}bookmarkStart")]
    assert starts == [mark.get(f"{W}id") for mark in document.iter(f"{W}bookmarkEnd")]
    assert len(set(starts)) == 2 and all(start.isdigit() for start in starts)


def test_pictures_are_in_the_file_once_and_shown_under_numbers_of_their_own():
    drawing = '<w:r><w:drawing><wp:inline><wp:docPr id="7" name="图" r:embed="rId9"/></wp:inline></w:drawing></w:r>'
    picture = {"word/media/a.png": b"\x89PNG"}
    types = '<Default Extension="png" ContentType="image/png"/>'
    sealed = made(
        f"<w:p>{run('{{ x }}')}{drawing}</w:p>", p("完"),
        relations=relation("image", "media/a.png"), types=types, extra=picture,
    )  # fmt: skip
    data = members(print_file([(sealed, {"x": str(number)}) for number in range(3)]))
    document = etree.fromstring(data["word/document.xml"])
    drawings = [one for one in document.iter() if one.tag.endswith("docPr")]
    assert len({one.get("id") for one in drawings}) == 3
    relations = {one.get("Id"): one.get("Target") for one in etree.fromstring(data["word/_rels/document.xml.rels"])}
    assert {relations[one.get(f"{R}embed")] for one in drawings} == {"/word/shared/part1.png"}
    assert [name for name in data if name.endswith(".png")] == ["word/shared/part1.png"]


def test_a_logo_in_a_header_with_fields_comes_along():
    links = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    extra = {
        "word/media/a.png": b"\x89PNG",
        "word/_rels/header1.xml.rels": f"{links}{relation('image', 'media/a.png', id='rId1')}</Relationships>",
    }
    logo = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="徽" r:embed="rId1"/></wp:inline></w:drawing></w:r>'
    headed = made(
        p("{{ x }}"), header=f"<w:p>{logo}{run('{{ x }}')}</w:p>", extra=extra,
        types='<Default Extension="png" ContentType="image/png"/>',
    )  # fmt: skip
    document = Document(io.BytesIO(print_file([(headed, {"x": "1"}), (headed, {"x": "2"})])))
    headers = [section.header.part for section in document.sections]
    assert headers[0] is not headers[1]
    assert {header.related_parts["rId1"].partname for header in headers} == {"/word/shared/part1.png"}


def styled(name, size, *, default_size=10, defaults=None):
    """A Word-made template whose body is one plain paragraph and one of style 正文; python-docx's own styles."""
    document = Document()
    document.styles["Normal"].font.size = Pt(default_size)
    document.styles["Body Text"].font.size = Pt(size)
    if defaults:
        fonts = document.styles.element.find(f"{W}docDefaults").find(f".//{W}sz")
        fonts.set(f"{W}val", defaults)
    document.add_paragraph("平{{ x }}")
    document.add_paragraph("体{{ x }}", style="Body Text")
    saved = io.BytesIO()
    document.save(saved)
    return compile_template(saved.getvalue(), name)


def test_styles_of_one_name_stay_apart():
    small, large = styled("小.docx", 9), styled("大.docx", 22, default_size=18)
    document = Document(io.BytesIO(print_file([(small, {"x": "1"}), (large, {"x": "2"}), (small, {"x": "3"})])))
    sizes = {one.text: one.style.font.size.pt for one in document.paragraphs}
    assert sizes == {"平1": 10, "体1": 9, "平2": 18, "体2": 22, "平3": 10, "体3": 9}
    ids = [style.style_id for style in document.styles]
    names = [style.name for style in document.styles]
    assert len(ids) == len(set(ids)) and len(names) == len(set(names))


def test_equal_styles_are_there_once():
    alone = len(Document(io.BytesIO(print_file([(styled("甲.docx", 9), {"x": "1"})]))).styles)
    both = print_file([(styled("甲.docx", 9), {"x": "1"}), (COMPILED_TWIN, {"x": "2"})])
    assert len(Document(io.BytesIO(both)).styles) == alone


COMPILED_TWIN = styled("乙.docx", 9)


def test_templates_whose_default_formats_differ_are_not_mixed():
    letters = [(styled("甲.docx", 9), {"x": "1"}), (styled("乙.docx", 9, defaults="30"), {"x": "2"})]
    assert codes(*letters) == ["print-defaults-differ"]


def test_templates_whose_settings_differ_are_not_mixed():
    def tabbed(name, width):
        settings = f'<w:rsids><w:rsid w:val="00{width}"/></w:rsids><w:defaultTabStop w:val="{width}"/>'
        return made(
            p("甲"), name=name, relations=relation("settings", "settings.xml"),
            types=part_type("word/settings.xml", "settings"),
            extra={"word/settings.xml": part("settings", settings)},
        )  # fmt: skip

    assert codes((tabbed("甲.docx", 420), {}), (tabbed("乙.docx", 720), {})) == ["print-settings-differ"]
    assert print_file([(tabbed("甲.docx", 420), {}), (tabbed("丙.docx", 420), {})])


NOTE = '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
BOUND = f'<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent>{p("甲")}</w:sdtContent></w:sdt>'
BREAK = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
REFUSED = {
    "print-docxtpl": (tbl(tr("{%tc for x in xs %}", "{{ x }}", "{%tc endfor %}")),),
    "print-field": (field(" SEQ 图 "),),
    "print-page-count": (BREAK, field(" NUMPAGES ")),
    "print-notes": (NOTE,),
    "print-comments": ('<w:p><w:r><w:commentReference w:id="2"/></w:r></w:p>',),
    "print-bound-control": (BOUND, p("乙")),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_would_not_stay_right_is_refused_by_name(code):
    assert codes((made(*REFUSED[code]), {})) == [code]


def test_a_field_that_looks_up_other_places_is_refused_whatever_it_is():
    for instruction in (" REF 账户 ", " PAGEREF 账户 ", " TOC \\o ", " DOCPROPERTY 标题 ", ' HYPERLINK \\l "账户" '):
        assert codes((made(field(instruction)), {})) == ["print-field"]


def test_lists_numbered_by_a_style_begin_anew_too():
    styles = (
        '<w:style w:type="paragraph" w:styleId="条"><w:name w:val="条款"/>'
        '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr><w:ind w:left="99"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="款"><w:name w:val="款"/><w:basedOn w:val="条"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="无"><w:name w:val="无"/><w:basedOn w:val="条"/>'
        '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    )
    clauses = "".join(f'<w:p><w:pPr><w:pStyle w:val="{one}"/></w:pPr>{run("{{ x }}")}</w:p>' for one in "条款无")
    clause = made(
        clauses, relations=relation("styles", "styles.xml") + relation("numbering", "numbering.xml", id="rId8"),
        types=part_type("word/styles.xml", "styles") + part_type("word/numbering.xml", "numbering"),
        extra={"word/styles.xml": part("styles", styles), "word/numbering.xml": part("numbering", NUMBERED)},
    )  # fmt: skip
    data = members(print_file([(clause, {"x": "1"}), (clause, {"x": "2"})]))
    paragraphs = list(etree.fromstring(data["word/document.xml"]).iter(f"{W}p"))
    numbers = [one.find(f"{W}pPr/{W}numPr/{W}numId") for one in paragraphs]
    assert [None if one is None else one.get(f"{W}val") for one in numbers] == ["1", "1", None, "2", "2", None]
    assert paragraphs[1].find(f"{W}pPr/{W}ind").get(f"{W}left") == "99"
    assert b"numPr" not in data["word/styles.xml"]


def test_a_list_kept_in_a_numbering_style_is_refused():
    linked = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="公文编号"/></w:abstractNum>'
    clause = made(
        p("甲"), relations=relation("numbering", "numbering.xml"),
        types=part_type("word/numbering.xml", "numbering"),
        extra={"word/numbering.xml": part("numbering", linked)},
    )  # fmt: skip
    assert codes((clause, {})) == ["print-list-style"]


def test_a_section_break_that_comes_and_goes_is_refused_when_it_is_gone():
    vanishing = made(p("{%p if x %}"), BREAK, p("{%p endif %}"), p("完"))
    assert len(letters_of(print_file([(vanishing, {"x": True})]))) == 2
    with pytest.raises(LubuError) as caught:
        print_file([(vanishing, {"x": False})])
    assert [finding.code for finding in worded(caught.value.findings)] == ["letters.print-sections-vary"]


@pytest.mark.parametrize(
    "ending",
    [
        tbl(tr("{{ x }}")),
        p("{%p if x %}") + p("乙{{ x }}") + p("{%p endif %}"),
        p("甲{% if x %}乙") + p("{% endif %}丙"),
    ],
)
def test_a_letter_may_end_with_a_table_or_a_condition(ending):
    whole = made(p("始"), ending)
    data = print_file([(whole, {"x": "1"}), (whole, {"x": "2"})])
    found = letters_of(data)
    assert len(found) == 2
    assert "".join(body for body, *_ in found).replace("\n", "") == re.sub(
        r"\[.*?\]|\n", "", text_of(whole.render({"x": "1"})) + text_of(whole.render({"x": "2"}))
    )


def test_every_missing_value_is_named_with_the_number_of_its_letter():
    simple = made(p("{{ a }}{{ b }}"))
    with pytest.raises(LubuError) as caught:
        print_file([(simple, {"a": "1", "b": None}), (simple, {"a": "1", "b": "2"}), (simple, {"b": "2"})])
    found = [(one.code, one.place.row, one.params["field"]) for one in worded(caught.value.findings)]
    assert found == [("letters.value-missing", 1, "b"), ("letters.field-absent", 3, "a")]


def test_a_letter_that_fails_leaves_nothing_behind():
    simple = made(p("{{ x }}"), header=p("{{ x }}"))
    together = PrintFile()
    together.add(simple, {"x": "1"})
    with pytest.raises(LubuError):
        together.add(simple, {"x": None})
    assert len(together) == 1 and not together.is_refused(simple)
    together.add(simple, {"x": "2"})
    assert together.to_bytes() == print_file([(simple, {"x": "1"}), (simple, {"x": "2"})])


def test_no_letters_make_no_file():
    with pytest.raises(LubuError) as caught:
        print_file([])
    assert [finding.code for finding in worded(caught.value.findings)] == ["letters.print-empty"]


def test_a_template_without_fields_is_printed_too():
    plain = made(p("声明"), header=p("页眉"))
    assert [(body, header) for body, _, header, _ in letters_of(print_file([(plain, {}), (plain, {})]))] == [
        ("声明", "页眉"),
        ("声明", "页眉"),
    ]


def test_markup_in_values_stays_text():
    simple = made(p("{{ x }}"))
    hostile = '</w:t></w:r></w:p><w:sectPr/> "\ue000num" "\ue000part0"'
    assert letters_of(print_file([(simple, {"x": hostile}), (simple, {"x": "乙"})]))[0][0] == hostile


def test_the_template_given_is_not_changed():
    compiled = COMPILED[NOTICE]
    before = compiled.render(MIXED[0][1])
    print_file(MIXED)
    assert compiled.render(deepcopy(MIXED[0][1])) == before
    assert W_SPACE in members(before)["word/document.xml"].decode()


def renamed(data):
    """As Office on the web stores a document: parts with a 2 in their names."""
    names = re.compile(r"(document|styles|numbering)(?=\.xml)")
    return zipped({
        names.sub(r"\g<1>2", name): names.sub(r"\g<1>2", content.decode()) if b"<?xml" in content[:9] else content
        for name, content in members(data).items()
    })  # fmt: skip


def test_styles_and_lists_come_along_under_whatever_name_they_are_stored():
    document = Document()
    document.styles["List Number"].font.size = Pt(9)
    document.add_paragraph("{{ x }}", style="List Number")
    saved = io.BytesIO()
    document.save(saved)
    plain, web = (
        print_file([(compile_template(data, "模板.docx"), {"x": "1"})] * 2)
        for data in (saved.getvalue(), renamed(saved.getvalue()))
    )
    assert b"w:numPr" in members(plain)["word/document.xml"]
    assert members(web) == members(plain)
