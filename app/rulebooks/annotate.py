"""The same workbook with every finding at its cell: coloured, commented, and listed on a sheet of their own."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.findings import N_, Finding, Level
from app.rulebooks.opening import open_for_editing
from app.rulebooks.stored_values import carry_over

SUMMARY = N_("检查结果")
AUTHOR = "律簿"
COLOURS: dict[Level, str] = {"error": "FFFF7C80", "warning": "FFFFE699", "note": "FFDDEBF7"}
_LEVELS: dict[Level, str] = {"error": N_("错误"), "warning": N_("警告"), "note": N_("提示")}
_RANK: dict[Level, int] = {"error": 0, "warning": 1, "note": 2}
_HEADINGS = (N_("级别"), N_("工作表"), N_("单元格"), N_("问题和建议"), N_("例子"))
_WIDTHS = (8, 18, 14, 90, 36)
_CELLS_COLOURED = 200
"""Of one finding; its comment stands at the first cell in any case."""


def annotate(data: bytes, findings: Sequence[Finding], words: Callable[[Finding], str]) -> bytes:
    """A copy of the workbook in which errors are red, warnings amber and notes blue.

    Marks of an earlier annotation are taken away first; formulas, formats and the owner's comments stay.

    Args:
        words: puts a finding into words (what is wrong, what to do).

    Raises:
        LubuError: when *data* is no workbook that can be opened.
    """
    workbook = open_for_editing(data, findings[0].place.file if findings else "")
    _remove_marks(workbook)
    ranked = sorted(findings, key=lambda finding: _RANK[finding.level])
    at_cells: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in ranked:
        if finding.place.sheet in workbook.sheetnames and finding.place.cell:
            at_cells[finding.place.sheet, finding.place.cell].append(finding)
    for (sheet, area), found in reversed(at_cells.items()):  # the gravest last, so that its colour stays
        _mark(workbook[sheet], area, found, words)
    _write_summary(workbook, ranked, words)
    stream = io.BytesIO()
    workbook.save(stream)
    return carry_over(data, stream.getvalue())


def _remove_marks(workbook: Workbook) -> None:
    """Take away what an earlier annotation left."""
    if SUMMARY in workbook.sheetnames and len(workbook.sheetnames) > 1:
        del workbook[SUMMARY]
    colours = set(COLOURS.values())
    for sheet in workbook.worksheets:
        for cell in list(sheet._cells.values()):
            if isinstance(cell, MergedCell):
                continue
            if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in colours:
                cell.fill = PatternFill()
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None


def _mark(sheet: Worksheet, area: str, findings: Sequence[Finding], words: Callable[[Finding], str]) -> None:
    cells = _cells(sheet, area)
    fill = PatternFill("solid", fgColor=COLOURS[findings[0].level])
    for cell in cells:
        cell.fill = fill
    _comment(cells[0], [words(finding) for finding in findings])


def _cells(sheet: Worksheet, area: str) -> list[Cell]:
    """The cells of an area, each merged range by its first cell."""
    found: dict[tuple[int, int], Cell] = {}
    for part in area.split(","):
        left, top, right, bottom = range_boundaries(part)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if len(found) == _CELLS_COLOURED:
                    break
                cell = _anchor(sheet, row, column)
                found.setdefault((cell.row, cell.column), cell)
    return list(found.values())


def _anchor(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _comment(cell: Cell, texts: Iterable[str]) -> None:
    """Below the owner's own comment, where there is one."""
    lines = [f"• {text}" for text in texts]
    if cell.comment is not None:
        lines.insert(0, cell.comment.text)
    text = "\n".join(lines)[:8000]
    cell.comment = Comment(text, AUTHOR, height=min(400, 40 + 20 * (len(text) // 22 + len(lines))), width=320)


def _write_summary(workbook: Workbook, findings: Sequence[Finding], words: Callable[[Finding], str]) -> None:
    """A sheet of its own in front: one line per finding, with a link to its cell."""
    sheet = workbook.create_sheet(SUMMARY, 0)
    sheet.append([SUMMARY])
    counts = [f"{_LEVELS[level]} {sum(f.level == level for f in findings)}" for level in _RANK]
    sheet.append(["、".join(counts) if findings else N_("没有发现问题。")])
    sheet.append([])
    sheet.append(list(_HEADINGS))
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    for finding in findings:
        _write_line(sheet, finding, words)
    for column, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    workbook.active = 0
    for other in workbook.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _write_line(sheet: Worksheet, finding: Finding, words: Callable[[Finding], str]) -> None:
    place = finding.place
    witness = "，".join(f"{name}={value}" for name, value in (finding.witness or {}).items())
    row = sheet.max_row + 1
    for column, text in enumerate((_LEVELS[finding.level], place.sheet, place.cell, words(finding), witness), start=1):
        cell = sheet.cell(row, column, text)
        cell.data_type = "s"  # also where it begins with =
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(row, 1).fill = PatternFill("solid", fgColor=COLOURS[finding.level])
    if place.sheet and place.cell:
        quoted = place.sheet.replace("'", "''")
        link = sheet.cell(row, 3)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{place.cell.split(',')[0]}")
        link.font = Font(color="FF0563C1", underline="single")
