"""How a sample letter looks: page, styles, tables. After the spirit of GB/T 9704 (official documents), for python-docx.

Staff go on editing the templates in Word, so everything is a named style, and every field is plain text in one run.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.letters.code_pictures import ALT_TEXT
from app.letters.qr import code_png
from app.letters.zipping import pack_plain
from app.samples.template_markup import anchored, drop, lines, put_in_order

SONG, FANGSONG, HEITI, KAITI = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE_FACE = "方正小标宋简体"
LATIN = "Times New Roman"
# Where a face is not installed, Word takes the first of these that is.
FALLBACKS = {
    TITLE_FACE: "方正小标宋_GBK,小标宋体,宋体,SimSun",
    FANGSONG: "仿宋,FangSong,华文仿宋,STFangsong",
    KAITI: "楷体,KaiTi,华文楷体",
    HEITI: "SimHei,黑体-简",
    SONG: "SimSun,NSimSun",
    LATIN: "Times",
}
_CODE = 18
"""Width of the code, in millimetres."""
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a document property without a zone, fixed so that bytes repeat
_UNUSED_PARTS = re.compile(r"word/(stylesWithEffects|numbering|webSettings)\.xml|docProps/thumbnail\.jpeg|customXml/.*")
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
# Chinese line breaking, and the layout of Word 2013 and later instead of its compatibility mode.
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
)
_KEPT_STYLES = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "Header", "Footer"})


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style: face, size in points, alignment, exact line pitch in points, indent in characters."""

    id: str
    name: str
    face: str = FANGSONG
    size: float = 16
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    pitch: float = 28
    indent: float = 0
    bold: bool = False
    before: float = 0
    after: float = 0


BODY = Look("LetterBody", "文书正文", indent=2)
PLAIN = Look("LetterPlain", "文书顶格", align=WD_ALIGN_PARAGRAPH.LEFT)
TITLE = Look("LetterTitle", "文书标题", TITLE_FACE, 22, WD_ALIGN_PARAGRAPH.CENTER, 34, bold=True, before=6, after=6)
NUMBER = Look("LetterNumber", "文书文号", align=WD_ALIGN_PARAGRAPH.RIGHT, after=6)
LINE = Look("LetterLine", "文书分行", align=WD_ALIGN_PARAGRAPH.LEFT, indent=2)
SECTION = Look("CardSection", "表单小标题", HEITI, 12, WD_ALIGN_PARAGRAPH.LEFT, 20, before=8, after=2)
ISSUER = Look("LetterIssuer", "文书落款", align=WD_ALIGN_PARAGRAPH.RIGHT)
UNIT = Look("TableUnit", "表格单位", FANGSONG, 10.5, WD_ALIGN_PARAGRAPH.RIGHT, 18)
HEAD = Look("TableHead", "表格栏目", HEITI, 10, WD_ALIGN_PARAGRAPH.CENTER, 16)
TEXT = Look("TableText", "表格文字", FANGSONG, 10, WD_ALIGN_PARAGRAPH.CENTER, 16)
LEFT = Look("TableLeft", "表格说明", FANGSONG, 10, WD_ALIGN_PARAGRAPH.LEFT, 16)
AMOUNT = Look("TableAmount", "表格金额", FANGSONG, 10, WD_ALIGN_PARAGRAPH.RIGHT, 16)
SUBTITLE = Look("ReceiptTitle", "回执标题", TITLE_FACE, 18, WD_ALIGN_PARAGRAPH.CENTER, 30, bold=True, before=6)
BOX_HEAD = Look("BoxHead", "回执栏目", HEITI, 11, WD_ALIGN_PARAGRAPH.CENTER, 18)
BOX = Look("BoxText", "回执文字", FANGSONG, 11, WD_ALIGN_PARAGRAPH.CENTER, 18)
BOX_LEFT = Look("BoxLeft", "回执说明", FANGSONG, 12, WD_ALIGN_PARAGRAPH.LEFT, 22, after=4)
BOX_ITEM = Look("BoxItem", "表单填写", FANGSONG, 12, WD_ALIGN_PARAGRAPH.LEFT, 20)
NOTE = Look("LetterNote", "附注", KAITI, 10.5, WD_ALIGN_PARAGRAPH.LEFT, 16)
HEADER = Look("Header", "页眉", SONG, 10.5, WD_ALIGN_PARAGRAPH.LEFT, 14)
FOOTER = Look("Footer", "页脚", SONG, 14, WD_ALIGN_PARAGRAPH.CENTER, 18)
LOOKS = (
    BODY,
    PLAIN,
    LINE,
    TITLE,
    NUMBER,
    SECTION,
    ISSUER,
    UNIT,
    HEAD,
    TEXT,
    LEFT,
    AMOUNT,
    SUBTITLE,
    BOX_HEAD,
    BOX,
    BOX_LEFT,
    BOX_ITEM,
    NOTE,
    HEADER,
    FOOTER,
)


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and margins in millimetres."""

    landscape: bool = False
    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26

    @property
    def width(self) -> float:
        """Between the margins."""
        return (297 if self.landscape else 210) - self.left - self.right


def blank(characters: int) -> str:
    """A line to be filled in by hand."""
    return "＿" * characters


def new_document(title: str, page: Page) -> Any:
    """An empty document with the page, the styles and the properties of a sample letter."""
    document = Document()
    _only_own_styles(document)
    for look in LOOKS:
        _add_style(document, look)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if page.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if page.landscape else (Mm(210), Mm(297))
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance, section.footer_distance = Mm(page.top * 0.6), Mm(page.bottom * 0.6)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "法律合规部", "法律合规部"
    properties.comments, properties.keywords, properties.revision = "", "", 1
    properties.created = properties.modified = _CREATED
    return document


def _only_own_styles(document: Any) -> None:
    """python-docx brings 160 styles; a letter would carry them all."""
    styles = document.styles.element
    for style in list(styles):
        if style.tag == qn("w:latentStyles") or (
            style.tag == qn("w:style") and style.get(qn("w:styleId")) not in _KEPT_STYLES
        ):
            styles.remove(style)
    _set_face(document.styles["Normal"].element, FANGSONG)
    document.styles["Normal"].font.size = Pt(16)


def _add_style(document: Any, look: Look) -> None:
    if look.id in _KEPT_STYLES:
        style = next(one for one in document.styles if one.style_id == look.id)
        drop(style.element.find(qn("w:pPr")), qn("w:tabs"))
        drop(style.element, qn("w:link"))
    else:
        style = document.styles.add_style(look.id, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.element.find(qn("w:name")).set(qn("w:val"), look.name)
        style.quick_style = True
    style.font.size, style.font.bold = Pt(look.size), look.bold
    _set_face(style.element, look.face)
    shape = style.paragraph_format
    shape.alignment, shape.line_spacing_rule = look.align, WD_LINE_SPACING.EXACTLY
    shape.line_spacing, shape.space_before, shape.space_after = Pt(look.pitch), Pt(look.before), Pt(look.after)
    shape.widow_control = True
    if look.indent:
        indent = style.element.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), str(int(look.indent * 100)))
        indent.set(qn("w:firstLine"), str(int(look.indent * look.size * 20)))


def _set_face(style: Any, face: str) -> None:
    fonts = style.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script, name in {"ascii": LATIN, "hAnsi": LATIN, "eastAsia": face, "cs": LATIN}.items():
        fonts.set(qn(f"w:{script}"), name)


def add(document: Any, text: str, look: Look, *, lead: str = "", keep: bool = False, right_gap: float = 0) -> Any:
    """A paragraph.

    Args:
        lead: words before the text, in bold.
        keep: holds it on one page with the next.
        right_gap: indent from the right, in millimetres.
    """
    paragraph = document.add_paragraph(style=_style(document, look))
    if lead:
        paragraph.add_run(lead).bold = True
    if text:
        paragraph.add_run(text)
    if keep:
        paragraph.paragraph_format.keep_with_next = True
    if right_gap:
        paragraph.paragraph_format.right_indent = Mm(right_gap)
    return paragraph


def _style(document: Any, look: Look) -> Any:
    return next(style for style in document.styles if style.style_id == look.id)


def add_header_and_footer(document: Any, left: str, right: str, page: Page, *, code: bool = False) -> None:
    """Two texts over a thin line, and ``— 1 —`` at the foot; with *code*, the letter's code in the corner."""
    section = document.sections[0]
    header = section.header.paragraphs[0]
    header.style = _style(document, HEADER)
    header.paragraph_format.tab_stops.add_tab_stop(Mm(page.width), alignment=2)
    header._p.get_or_add_pPr().append(lines("w:pBdr", ["bottom"]))
    put_in_order(header._p.pPr)
    header.add_run(left)
    header.add_run("\t")
    header.add_run(right)
    footer = section.footer.paragraphs[0]
    footer.style = _style(document, FOOTER)
    footer.add_run("— ")
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        footer._p.append(_field_run(kind, text))
    footer.add_run(" —")
    if code:
        _add_code(footer, page)


def _add_code(paragraph: Any, page: Page) -> None:
    """A picture called 二维码, right below the text; in a letter it shows the number and the check code."""
    run = paragraph.add_run()
    inline = run.add_picture(io.BytesIO(code_png(ALT_TEXT)), width=Mm(_CODE))._inline
    sheet = (297, 210) if page.landscape else (210, 297)
    x, y = sheet[0] - page.right - _CODE, sheet[1] - page.bottom + (page.bottom - _CODE) / 2
    run._r.find(qn("w:drawing")).replace(inline, anchored(inline, ALT_TEXT, x, y))


def _field_run(kind: str, code: str) -> Any:
    run = OxmlElement("w:r")
    if kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run.append(mark)
        return run
    text = OxmlElement("w:t" if kind else "w:instrText")
    text.text = code
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    return run


def finish(document: Any) -> bytes:
    """The file, without what python-docx's own template drags along, always with the same bytes."""
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    kept = {name: data for name, data in members.items() if not _UNUSED_PARTS.fullmatch(name)}
    kept["word/fontTable.xml"] = _font_table()
    kept["word/settings.xml"] = f'{_DECLARATION}<w:settings xmlns:w="{_WORD}">{_SETTINGS}</w:settings>'.encode()
    kept["docProps/app.xml"] = f'{_DECLARATION}<Properties xmlns="{_PROPERTIES}"/>'.encode()
    kept["word/styles.xml"] = kept["word/styles.xml"].replace(b'w:eastAsia="en-US"', b'w:eastAsia="zh-CN"')
    for name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
        kept[name] = _without_unused(kept[name])
    return pack_plain(kept.items())


def _without_unused(xml: bytes) -> bytes:
    """Declarations and relationships of dropped parts taken out."""
    entry = r'<(?:Override|Relationship)\b[^>]*(?:PartName|Target)="[^"]*(?:{})[^"]*"[^>]*/>'
    dropped = "stylesWithEffects|numbering|webSettings|thumbnail|customXml"
    return re.sub(entry.format(dropped), "", xml.decode()).encode()


def _font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{names}"/></w:font>' for face, names in FALLBACKS.items()
    )
    return f'{_DECLARATION}<w:fonts xmlns:w="{_WORD}">{fonts}</w:fonts>'.encode()
