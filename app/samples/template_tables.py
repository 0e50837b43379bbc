"""Tables of the sample letters: fixed columns, thin lines, rows that stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.samples.template_layout import LEFT, TEXT, Look
from app.samples.template_markup import drop, lines, measured, put_in_order, twips, with_value


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell; several lines of text are several paragraphs."""

    text: str = ""
    look: Look = TEXT
    span: int = 1
    down: str = ""
    """``restart`` begins a cell merged downwards, ``continue`` carries it on."""


def add_table(document: Any, widths: Sequence[float]) -> Any:
    """An empty table with thin lines and fixed columns; *widths* in millimetres."""
    table = document.add_table(rows=0, cols=len(widths))
    properties = table._tbl.tblPr
    drop(properties, qn("w:tblStyle"))
    drop(properties, qn("w:tblLook"))
    table.autofit = False
    properties.append(lines("w:tblBorders", ["top", "left", "bottom", "right", "insideH", "insideV"]))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(measured(f"w:{side}", 1))
    properties.append(margins)
    put_in_order(properties)
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(twips(width)))
    return table


def add_row(table: Any, cells: Iterable[Cell], *, height: float = 8, head: bool = False, keep: bool = False) -> None:
    """A row that never breaks over pages; *head* repeats it, *keep* holds it together with the next row."""
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    tall = OxmlElement("w:trHeight")
    tall.set(qn("w:val"), str(twips(height)))
    tall.set(qn("w:hRule"), "atLeast")
    properties.append(tall)
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    table._tbl.append(row)
    first = 0
    for cell in cells:
        row.append(_cell(cell, sum(widths[first : first + cell.span]), keep))
        first += cell.span
    if first != len(widths):
        raise ValueError(f"{first} of {len(widths)} columns filled")


def add_tag_row(table: Any, tag: str) -> None:
    """A row that holds nothing but ``{%tr … %}``; it is gone in the letter."""
    columns = len(table._tbl.tblGrid.findall(qn("w:gridCol")))
    add_row(table, [Cell(tag, LEFT, columns)], height=5)


def _cell(cell: Cell, width: int, keep: bool) -> Any:
    element = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    size = OxmlElement("w:tcW")
    size.set(qn("w:w"), str(width))
    size.set(qn("w:type"), "dxa")
    properties.append(size)
    if cell.span > 1:
        properties.append(with_value("w:gridSpan", str(cell.span)))
    if cell.down:
        properties.append(with_value("w:vMerge", cell.down))
    properties.append(with_value("w:vAlign", "center"))
    element.append(properties)
    for line in cell.text.split("\n"):
        element.append(_cell_paragraph(line, cell.look, keep))
    return element


def _cell_paragraph(text: str, look: Look, keep: bool) -> Any:
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    properties.append(with_value("w:pStyle", look.id))
    if keep:
        properties.append(OxmlElement("w:keepNext"))
    paragraph.append(properties)
    if text:
        run, content = OxmlElement("w:r"), OxmlElement("w:t")
        content.text = text
        content.set(qn("xml:space"), "preserve")
        run.append(content)
        paragraph.append(run)
    return paragraph
