"""The sheet 检查结果 in front of the others: one line per finding, with a link to its cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from app.findings import N_, Level
from app.rulebooks.annotation.package import WORKBOOK, Package, beside, clean, kind
from app.rulebooks.annotation.styles import Styles

SUMMARY = N_("检查结果")
LEVELS: dict[Level, str] = {"error": N_("错误"), "warning": N_("警告"), "note": N_("提示")}
_HEADINGS = (N_("级别"), N_("工作表"), N_("单元格"), N_("问题和建议"), N_("例子"))
_WIDTHS = (8, 18, 14, 90, 36)
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LONGEST = 32_000
"""A cell holds 32,767 characters."""


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in words."""

    level: Level
    sheet: str
    cell: str
    text: str
    example: str


def remove(package: Package) -> bool:
    """Take away the summary of an earlier annotation, unless it is all there is; whether there was one."""
    sheets = package.sheets()
    root = package.xml(WORKBOOK, changing=True)
    listed = root.find("{*}sheets")
    for at, sheet in enumerate(listed):
        if sheet.get("name") == SUMMARY and SUMMARY in sheets and len(listed) > 1:
            package.unrelate(WORKBOOK, sheet.get(package.rel_id) or "")
            package.remove(sheets[SUMMARY])
            listed.remove(sheet)
            _renumber(root, at, -1)
            return True
    return False


def _renumber(root: etree._Element, place: int, by: int) -> None:
    """Names of one sheet say which by its position."""
    for name in list(root.iterfind("{*}definedNames/{*}definedName")):
        number = int(name.get("localSheetId") or -1)
        if by < 0 and number == place:
            name.getparent().remove(name)
        elif number >= place:
            name.set("localSheetId", str(number + by))
    names = root.find("{*}definedNames")
    if names is not None and not len(names):
        root.remove(names)


def add(package: Package, styles: Styles, colours: dict[Level, str], lines: Sequence[Line]) -> None:
    """Write the sheet, put it first and open the workbook on it."""
    part = package.free("xl/worksheets/sheet{}.xml")
    root = package.xml(WORKBOOK, changing=True)
    namespace = etree.QName(root).namespace or ""
    package.put(part, _sheet(namespace, styles, colours, lines).encode(), _TYPE)
    listed = root.find("{*}sheets")
    taken = {sheet.get("name") for sheet in listed}
    name = next(name for name in (SUMMARY, *(f"{SUMMARY}{n}" for n in range(2, 99))) if name not in taken)
    number = max((int(sheet.get("sheetId") or 0) for sheet in listed), default=0) + 1
    _renumber(root, 0, 1)
    made = etree.Element(beside(root, "sheet"), name=name, sheetId=str(number))
    made.set(package.rel_id, package.relate(WORKBOOK, part, "worksheet"))
    listed.insert(0, made)
    for view in root.iterfind("{*}bookViews/{*}workbookView"):
        view.set("activeTab", "0")
        view.attrib.pop("firstSheet", None)
    for view in list(root):
        if kind(view) == "customWorkbookViews":  # saved views of single users, which name a sheet to begin with
            root.remove(view)


def _sheet(namespace: str, styles: Styles, colours: dict[Level, str], lines: Sequence[Line]) -> str:
    title = styles.own(font='<b/><sz val="14"/>')
    bold = styles.own(font="<b/>")
    text = styles.own(wrap=True)
    link = styles.own(font='<u/><color rgb="FF0563C1"/>', wrap=True)
    marks = {level: styles.own(colour=colour, wrap=True) for level, colour in colours.items()}
    counts = "、".join(f"{LEVELS[level]} {sum(line.level == level for line in lines)}" for level in LEVELS)
    rows = [
        _row(1, [(SUMMARY, title)]), _row(2, [(counts if lines else N_("没有发现问题。"), 0)]),
        _row(4, [(heading, bold) for heading in _HEADINGS]),
    ]  # fmt: skip
    links = []
    for number, line in enumerate(lines, start=5):
        target = f"'{line.sheet.replace(chr(39), chr(39) * 2)}'!{line.cell.split(',')[0]}" if line.cell else ""
        texts = (LEVELS[line.level], line.sheet, line.cell, line.text, line.example)
        formats = (marks[line.level], text, link if target else text, text, text)
        rows.append(_row(number, zip(texts, formats, strict=True)))
        if target and line.sheet:
            links.append(f'<hyperlink ref="C{number}" location={quoteattr(clean(target))}/>')
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(_WIDTHS, start=1)
    )
    return (
        f'<worksheet xmlns="{namespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:E{len(lines) + 4}"/><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        '<pane ySplit="4" topLeftCell="A5" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A5" sqref="A5"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>"
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _row(number: int, cells: Iterable[tuple[str, int]]) -> str:
    """Inline texts, so that nothing in them can become a formula."""
    written = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(clean(text)[:_LONGEST])}</t></is></c>"
        for letter, (text, style) in zip("ABCDE", cells, strict=False)
        if text
    )
    return f'<row r="{number}">{written}</row>'
