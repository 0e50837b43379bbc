"""One worksheet: cells found or made, their formats, and where its comments hang."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string, range_boundaries

from app.rulebooks.annotation.package import Package, beside, kind

_AFTER_COMMENTS = frozenset({
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "AlternateContent",
})  # fmt: skip
"""What stands behind ``legacyDrawing`` in a worksheet."""
_DEFAULT_WIDTH = 8.43
_VIEW = re.compile(rb"<(?:\w+:)?sheetView\b[^>]*>")
_SELECTED = re.compile(rb"""\stabSelected\s*=\s*["'](?:1|true)["']""")

Position = tuple[int, int]
"""Row and column, 1-based."""


class Sheet:
    """The tree of a worksheet, for changing."""

    def __init__(self, package: Package, part: str) -> None:
        self.package = package
        self.part = part
        self.root = package.xml(part, changing=True)
        found = self.root.find("{*}sheetData")
        self._data = found if found is not None else etree.SubElement(self.root, beside(self.root, "sheetData"))
        self._rows = dict(_numbered_rows(self._data))
        self._cells: dict[int, dict[int, etree._Element]] = {}
        self._anchors = dict(_merged_cells(self.root))

    def anchor(self, position: Position) -> Position:
        """The first cell of the merged range a cell belongs to; the cell itself where it is not merged."""
        return self._anchors.get(position, position)

    def style(self, position: Position) -> int:
        """The number of the cell's format, also where there is no such cell yet."""
        return int(self._cell(position).get("s") or 0)

    def set_style(self, position: Position, style: int) -> None:
        self._cell(position).set("s", str(style))

    def restyle(self, changes: Mapping[int, int]) -> None:
        """Change every format that has a successor."""
        for cell in self._data.iterfind("{*}row/{*}c"):
            style = int(cell.get("s") or 0)
            if style in changes:
                cell.set("s", str(changes[style]))

    def _cell(self, position: Position) -> etree._Element:
        number, column = position
        row = self._row(number)
        if number not in self._cells:  # a row may have 16,384 cells, and each of them a finding
            self._cells[number] = {column_of(cell): cell for cell in reversed(row.findall("{*}c"))}
        cells = self._cells[number]
        if column in cells:
            return cells[column]
        made = etree.Element(beside(row, "c"), r=f"{get_column_letter(column)}{number}")
        style = row.get("s") if row.get("customFormat") in ("1", "true") else self._column_style(column)
        if style:
            made.set("s", style)
        later = min((other for other in cells if other > column), default=None)
        row.insert(len(cells) if later is None else row.index(cells[later]), made)
        cells[column] = made
        return made

    def _row(self, number: int) -> etree._Element:
        if number not in self._rows:
            made = etree.Element(beside(self._data, "row"), r=str(number))
            later = [other for other in self._rows if other > number]
            self._data.insert(self._data.index(self._rows[min(later)]) if later else len(self._data), made)
            self._rows[number] = made
        return self._rows[number]

    def _column_style(self, column: int) -> str:
        for one in self._columns(column):
            return one.get("style") or ""
        return ""

    def _columns(self, column: int) -> Iterator[etree._Element]:
        for one in self.root.iterfind("{*}cols/{*}col"):
            if int(one.get("min") or 0) <= column <= int(one.get("max") or 0):
                yield one

    def pixels(self, column: int) -> int:
        """About how wide a column is shown."""
        width = _DEFAULT_WIDTH
        for one in self._columns(column):
            width = 0 if one.get("hidden") in ("1", "true") else float(one.get("width") or width)
        return int(width * 7 + 5)

    def hang_comments(self, drawing: str) -> None:
        """Refer to the drawing of the comment boxes, by its relation."""
        element = etree.Element(beside(self.root, "legacyDrawing"), {self.package.rel_id: drawing})
        data = list(self.root).index(self._data)
        later = [at for at, child in enumerate(self.root) if at > data and kind(child) in _AFTER_COMMENTS]
        self.root.insert(later[0] if later else len(self.root), element)

    @property
    def comment_drawing(self) -> str:
        """The relation of the drawing of its comment boxes; nothing where it has none."""
        found = self.root.find("{*}legacyDrawing")
        return "" if found is None else found.get(self.package.rel_id) or ""


def _numbered_rows(data: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Rows with their numbers; a row or cell that does not say where it stands follows the one before."""
    number = 0
    for row in data.iterfind("{*}row"):
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        column = 0
        for cell in row.iterfind("{*}c"):
            column = column_of(cell) if cell.get("r") else column + 1
            cell.set("r", f"{get_column_letter(column)}{number}")
        yield number, row


def _merged_cells(root: etree._Element) -> Iterator[tuple[Position, Position]]:
    """Each cell of a merged range with the first one; their number is bounded where the workbook is measured."""
    for merge in root.iterfind("{*}mergeCells/{*}mergeCell"):
        left, top, right, bottom = range_boundaries(merge.get("ref") or "A1")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield (row, column), (top, left)


def column_of(cell: etree._Element) -> int:
    letters, _row = coordinate_from_string(cell.get("r") or "A1")
    return int(column_index_from_string(letters))


def deselect(package: Package, part: str) -> None:
    """Take a sheet out of the selection: what is typed with two sheets selected goes into both."""
    xml = package.read(part)
    head, data, rest = xml.partition(b"sheetData")
    plain = _VIEW.sub(lambda tag: _SELECTED.sub(b"", tag[0]), head) + data + rest
    if plain != xml:
        package.put(part, plain)
