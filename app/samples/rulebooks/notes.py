"""The 说明 sheet: what the workbook is for and how to change it, in the words of the people who do."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.samples.bank import BANK
from app.samples.rulebooks.formats import Formats
from app.samples.rulebooks.model import Book, Guide

_STEPS = (
    "直接改单元格里的字即可，不需要写代码。颜色、边框、列宽只为好看，系统只认文字，改样式不影响结果。",
    "要改界限（天数、金额、比例），优先改《参数》页的值；引用它的条件和公式会一起变。",
    "要加规则，在表中间插入一行，照上一行填写：编号不要重复，条件不限的填“-”，结论不能空。",
    "要加可选值（例如新的担保方式），先在《数据字典》的“取值范围”里加上，再在表里使用；下拉框只作提示，可以直接键入。",
    "改完在《测试用例》里核对：改了规则的，把受影响用例的“期望”一并改对，再加一条新用例。用例不通过，系统不予发布。",
    "保存后上传（或存回规则目录）。系统逐格检查，有问题的单元格标红并写明原因和改法；检查不通过，旧规则继续有效。",
)
SPELLINGS = (
    ("不限", "-　或　不限　或空白"),
    ("等于、其中之一", "抵押　　抵押,质押　　抵押或质押"),
    ("排除", "非信用　　not(信用,保证)"),
    ("大小", ">90　　>=90　　不超过90　　90以上（含90）　　超过90（不含90）"),
    ("区间", "31-90（两端都含）　　(30..90]（不含30、含90）　　>30 且 <=90"),
    ("数和单位", "50万　　1.5万元　　30%　　1,000,000"),
    ("引用参数", ">次级天数　　<=信用社审批上限"),
    ("日期", "2026-01-31　　2026年1月31日　　>=2026-01-01　　2026-01-01..2026-12-31"),
    ("文字里含有", '包含"破产"　　以"借"开头　　以"号"结尾'),
    ("是否、空缺", "是　　否　　空　　非空"),
)
"""What to say and how to write it in a condition cell."""
_CHECKED = (
    "“依据”栏注明“待核实”的，是按通行做法拟写的示例，正式使用前须由合规部门对照现行法规、省联社制度逐条核实。",
    f"{BANK}为虚构机构，账号、人名、地址、数值均为示例。",
)
_OF_SAMPLES = Guide("说明　《{name}》规则书", f"{BANK} · 风险管理部", _STEPS, ("使用声明", _CHECKED))
_WIDTHS = (4, 22, 92)
_INK = "#1F3864"


def write_notes(file: xlsxwriter.Workbook, formats: Formats, book: Book) -> None:
    """The first sheet; its first cell begins with 说明 or 填写说明, so the loader leaves it out."""
    guide = book.guide or _OF_SAMPLES
    heading = guide.heading.format(name=book.name)
    sheet = file.add_worksheet(heading.split("　")[0])
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width, formats.plain())
    sheet.hide_gridlines(2)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_tab_color(_INK)
    title = formats.plain(bold=True, font_size=18, font_color="#FFFFFF", bg_color=_INK, indent=1, text_wrap=False)
    sheet.set_row(0, 40)
    sheet.merge_range(0, 0, 0, 2, heading, title)
    under = formats.plain(font_color="#595959", italic=True)
    sheet.merge_range(1, 0, 1, 2, guide.author, under)
    row = _paragraph(sheet, formats, 3, "这本规则书管什么", (book.purpose,))
    row = _pairs(sheet, formats, row, "页签一览", _sheets(book))
    row = _paragraph(sheet, formats, row, "怎样修改", (*guide.steps, *book.advice))
    row = _pairs(sheet, formats, row, "条件怎么写", SPELLINGS)
    _paragraph(sheet, formats, row, *guide.closing)


def _sheets(book: Book) -> list[tuple[str, str]]:
    first = ("数据字典", "本册读取和得出的全部变量：类型、单位、取值范围，以及台账里可能出现的别名")
    return [first, *((sheet.name, sheet.about) for sheet in book.sheets)]


def _heading(sheet: Worksheet, formats: Formats, row: int, text: str) -> None:
    style = formats.plain(bold=True, font_size=12, font_color=_INK, bottom=2, bottom_color=_INK)
    sheet.set_row(row, 24)
    sheet.merge_range(row, 0, row, 2, text, style)


def _paragraph(sheet: Worksheet, formats: Formats, row: int, heading: str, lines: Sequence[str]) -> int:
    """Numbered lines (a single line has no number); the row after the blank one below."""
    _heading(sheet, formats, row, heading)
    body = formats.plain()
    number = formats.plain(align="center", font_color=_INK, bold=True)
    for count, line in enumerate(lines, start=1):
        sheet.set_row(row + count, 6 + 16.5 * ceil(2 * len(line) / (_WIDTHS[1] + _WIDTHS[2] - 4)))
        sheet.write_string(row + count, 0, str(count) if len(lines) > 1 else "", number)
        sheet.merge_range(row + count, 1, row + count, 2, line, body)
    return row + len(lines) + 2


def _pairs(sheet: Worksheet, formats: Formats, row: int, heading: str, pairs: Sequence[tuple[str, str]]) -> int:
    """A table of two columns; the row after the blank one below."""
    _heading(sheet, formats, row, heading)
    lines = {"border": 1, "border_color": "#A6A6A6"}
    name = formats.plain(bold=True, bg_color="#DEEAF6", num_format="@", **lines)
    body = formats.plain(num_format="@", **lines)
    for count, (left, right) in enumerate(pairs, start=1):
        sheet.set_row(row + count, 5 + 16.5 * ceil(2 * len(right) / (_WIDTHS[2] - 3)))
        sheet.merge_range(row + count, 0, row + count, 1, left, name)
        sheet.write_string(row + count, 2, right, body)
    return row + len(pairs) + 2
