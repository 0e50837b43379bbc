"""Workbooks as the programs of a bank write them, for those programs that are not here: Excel, WPS and Apache POI.

Each has the same table: a title, headings, six loans (one row left out, one cell blank but styled, one cell absent),
and what that program puts around it.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from tests.cases.made import zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEADINGS = ("借据号", "户名", "余额", "到期日", "逾期天数")
LOANS = (
    ("NX000123", "王某", 1234.5, 46053, 31),
    ("530102198503072016", "李某", 1e6, 46112, 0),
    ("00017", "", 0.1, 45000, 95),
    ("NX4", "张三&李四", 8336.219999999999, 46300, None),
    ("NX5", " 前后 ", -12.0, 46301, 400),
    ("NX6", "<x>", 7, 46302, 1),
)
ROWS = (3, 4, 5, 7, 8, 9)
"""Where the loans stand: row 6 is not there."""
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy/m/d;@"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/><charset val="134"/></font><font><b/><sz val="12"/>'
    '<name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>'
    '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="176" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""0 plain, 1 bold, 2 text, 3 amount, 4 date."""
NOTES = (
    f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData><row r="1"><c r="A1"><v>42</v></c><c r="B1">'
    "<f>A1*2</f><v>84</v></c></row></sheetData></worksheet>"
)


class Strings:
    """Shared strings, numbered as they come."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self.count = 0

    def cell(self, place: str, text: str, style: int) -> str:
        if text not in self.items:
            self.items.append(text)
        self.count += 1
        return f'<c r="{place}" s="{style}" t="s"><v>{self.items.index(text)}</v></c>'

    def xml(self) -> str:
        items = "".join(self._item(text) for text in self.items)
        return f'<sst xmlns="{MAIN}" count="{self.count}" uniqueCount="{len(self.items)}">{items}</sst>'

    @staticmethod
    def _item(text: str) -> str:
        if text == "王某":  # two runs and a reading, as Excel keeps them
            return (
                "<si><r><t>王</t></r><r><rPr><b/><sz val='11'/><rFont val='宋体'/></rPr><t>某</t></r>"
                '<phoneticPr fontId="1" type="noConversion"/></si>'
            )
        keep = ' xml:space="preserve"' if text != text.strip() else ""
        return f"<si><t{keep}>{escape(text)}</t></si>"


Cell = Callable[[str, str, int], str]


def _cells(number: int, loan: tuple[object, ...], text: Cell, plain: str = "") -> str:
    """One loan's cells; *plain* is what the program writes for the type of a number."""
    made = [text(f"A{number}", str(loan[0]), 2)]
    made.append(text(f"B{number}", str(loan[1]), 0) if loan[1] else f'<c r="B{number}" s="2"/>')
    made += [f'<c r="{"CD"[at]}{number}" s="{3 + at}"{plain}><v>{loan[2 + at]!r}</v></c>' for at in range(2)]
    if loan[4] is not None:
        made.append(f'<c r="E{number}"{plain}><v>{loan[4]}</v></c>')
    return "".join(made)


def package(sheet: str, strings: str = "", **more: str) -> bytes:
    """Two worksheets, styles, and whatever else is given as ``folder__name=content``."""
    parts = {"xl/worksheets/sheet1.xml": sheet, "xl/worksheets/sheet2.xml": NOTES, "xl/styles.xml": STYLES}
    kinds = {
        "xl/worksheets/sheet1.xml": "worksheet",
        "xl/worksheets/sheet2.xml": "worksheet",
        "xl/styles.xml": "styles",
    }
    if strings:
        parts["xl/sharedStrings.xml"], kinds["xl/sharedStrings.xml"] = strings, "sharedStrings"
    extra = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    overrides = [("/xl/workbook.xml", "sheet.main"), *((f"/{name}", kind) for name, kind in kinds.items())]
    overrides += [(f"/{name}", "table") for name in extra if name.startswith("xl/tables/")]
    types = "".join(f'<Override PartName="{name}" ContentType="{TYPE}.{kind}+xml"/>' for name, kind in overrides)
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{RELATION}/{kind}" Target="{name.removeprefix("xl/")}"/>'
        for at, (name, kind) in enumerate(kinds.items(), 1)
    )
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets><sheet name="台账" sheetId="1" '
        'r:id="rId1"/><sheet name="说明" sheetId="2" r:id="rId2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        **parts,
        **extra,
    }
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    return zipped({name: (declaration + xml).encode() for name, xml in made.items()})


def excel() -> bytes:
    """Spans and row heights, shared and rich strings, a shared formula, a table with a filter, rules and lists."""
    strings = Strings()
    head = "".join(strings.cell(f"{'ABCDE'[at]}2", text, 1) for at, text in enumerate((*HEADINGS,)))
    head += strings.cell("F2", "罚息", 1)
    rows = ""
    for number, loan in zip(ROWS, LOANS, strict=True):
        formula = "C3*0.05" if number == ROWS[0] else ""
        reference = ' ref="F3:F9"' if formula else ""
        rows += f'<row r="{number}" spans="1:6" ht="15.75" x14ac:dyDescent="0.25">{_cells(number, loan, strings.cell)}'
        rows += (
            f'<c r="F{number}"><f t="shared"{reference} si="0">{formula}</f><v>{float(loan[2]) * 0.05!r}</v></c></row>'
        )
    sheet = (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATION}" xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/'
        'spreadsheetml/2009/9/ac"><sheetPr><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1:F9"/><sheetViews>'
        '<sheetView tabSelected="1" workbookViewId="0"><pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15.75" x14ac:dyDescent="0.25"/>'
        '<cols><col min="1" max="1" width="20.7109375" style="2" customWidth="1"/><col min="2" max="16384" '
        'width="9.140625"/></cols><sheetData><row r="1" spans="1:6" ht="22.5" customHeight="1" '
        f'x14ac:dyDescent="0.3">{strings.cell("A1", "不良贷款台账", 1)}<c r="B1" s="1"/></row><row r="2" spans="1:6" '
        f'x14ac:dyDescent="0.25">{head}</row>{rows}</sheetData><mergeCells count="1"><mergeCell ref="A1:F1"/>'
        '</mergeCells><phoneticPr fontId="1" type="noConversion"/><conditionalFormatting sqref="E3:E9"><cfRule '
        'type="cellIs" priority="1" operator="greaterThan"><formula>90</formula></cfRule></conditionalFormatting>'
        '<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="B3:B9"><formula1>"甲,乙"'
        '</formula1></dataValidation></dataValidations><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" '
        'header="0.3" footer="0.3"/><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'
    )
    names = "".join(f'<tableColumn id="{at}" name="{name}"/>' for at, name in enumerate((*HEADINGS, "罚息"), 1))
    table = (
        f'<table xmlns="{MAIN}" id="1" name="表1" displayName="表1" ref="A2:F9" totalsRowShown="0"><autoFilter '
        f'ref="A2:F9"/><tableColumns count="6">{names}</tableColumns></table>'
    )
    link = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATION}/table" '
    link += 'Target="../tables/table1.xml"/></Relationships>'
    return package(sheet, strings.xml(), xl__tables__table1_dot_xml=table,
                   xl__worksheets___rels__sheet1_dot_xml_dot_rels=link)  # fmt: skip


def wps() -> bytes:
    """Its own namespace, widths with many digits, a filter, a formula with a text result."""
    strings = Strings()
    head = "".join(strings.cell(f"{'ABCDE'[at]}2", text, 1) for at, text in enumerate(HEADINGS))
    rows = "".join(
        f'<row r="{number}" ht="14.25" spans="1:6">{_cells(number, loan, strings.cell)}<c r="F{number}" t="str">'
        f'<f>IF(C{number}&gt;1000,"大","小")</f><v>{"大" if float(loan[2]) > 1000 else "小"}</v></c></row>'
        for number, loan in zip(ROWS, LOANS, strict=True)
    )
    return package(
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATION}" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData">'
        '<sheetPr><tabColor rgb="FF00B050"/></sheetPr><dimension ref="A1:F9"/><sheetViews><sheetView tabSelected="1" '
        'workbookViewId="0"/></sheetViews><sheetFormatPr defaultColWidth="9" defaultRowHeight="14.25"/><cols><col '
        'min="1" max="1" width="21.8833333333333" customWidth="1"/><col min="3" max="4" width="12.625" style="3" '
        'customWidth="1"/></cols><sheetData><row r="1" ht="20.25" customHeight="1" spans="1:6">'
        f'{strings.cell("A1", "贷款台账", 1)}</row><row r="2" spans="1:6">{head}{strings.cell("F2", "大小", 1)}</row>'
        f"{rows}"
        '</sheetData><autoFilter ref="A2:F9"><extLst/></autoFilter><pageMargins left="0.75" right="0.75" top="1" '
        'bottom="1" header="0.5" footer="0.5"/><headerFooter/></worksheet>',
        strings.xml(),
    )


def poi() -> bytes:
    """Its streaming writer: inline texts, types on all cells, an end of a line before and behind every row."""

    def inline(place: str, text: str, style: int) -> str:
        keep = ' xml:space="preserve"' if text != text.strip() else ""
        styled = f' s="{style}"' if style else ""
        return f'<c r="{place}"{styled} t="inlineStr"><is><t{keep}>{escape(text)}</t></is></c>'

    head = "".join(inline(f"{'ABCDE'[at]}2", text, 1) for at, text in enumerate(HEADINGS))
    rows = "".join(
        f'<row r="{number}">\n{_cells(number, loan, inline, plain=" t=" + chr(34) + "n" + chr(34))}</row>\n'
        for number, loan in zip(ROWS, LOANS, strict=True)
    )
    return package(
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetViews><sheetView workbookViewId="0" tabSelected="true"/>'
        '</sheetViews><sheetFormatPr defaultRowHeight="15.0"/><sheetData>\n<row r="2">\n'
        f'{head}</row>\n{rows}</sheetData><pageMargins bottom="0.75" footer="0.3" header="0.3" left="0.7" right="0.7" '
        'top="0.75"/></worksheet>'
    )


PRODUCERS: dict[str, Callable[[], bytes]] = {"excel": excel, "wps": wps, "poi": poi}
