"""How far a worksheet really reaches, found by scanning its XML as a stream, before calamine sees it.

calamine allocates the whole rectangle up to the farthest cell with a value (a 5 KB file with one far-away cell:
4 GB; a reference beyond Excel's own limits: the process aborts). The declared ``<dimension>`` is only a hint that
a file can leave out or get wrong, so the truth is taken from the cells. The scan also finds what calamine
silently hands over as blank: error cells and formulas whose result was never calculated.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from app.cases import sheetxml
from app.cases.addresses import column_index, column_name
from app.cases.capture import Capture
from app.cases.foundcells import FoundCells
from app.cases.headers import Merge
from app.cases.limits import SHEET_ROWS, Limits
from app.cases.sheetxml import IrregularSheetError
from app.findings import LubuError, Place

_PREFIX = re.compile(rb"(?:[\w.\-]{1,60}:)?")
_ATTRIBUTES = rb"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_TAG = re.compile(rb"<(?:[\w.\-]+:)?(row|c)(?=[\s/>])(" + _ATTRIBUTES + rb")>")
_ATTRIBUTE = re.compile(rb"""([\w.:\-]+)\s*=\s*("[^"]*"|'[^']*')""")
_REFERENCE = re.compile(rb"([A-Za-z]{1,7})(\d{1,11})")
_START = re.compile(rb"\A<(?:[\w.\-]{1,60}:)?sheetData(?:\s[^<>]*)?>")
_MERGE = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"\s*/?>')
_UNIQUE_COUNT = re.compile(rb"uniqueCount\s*=\s*[\"']\s*([^\"']{0,40})")
_LONGEST_CELL = 64 << 20
_AHEAD = 4
"""Pieces under way at once, so that memory stays bounded."""
_TAIL = 80
"""Bytes kept while the sheet's data has not begun, in case its tag is cut in two."""


@dataclass(slots=True)
class Extent:
    """What a scan found; rows and columns are 1-based counts up to the farthest cell with a value."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    """With or without a value."""
    farthest: int = 0
    """1-based farthest column of any cell, with or without a value."""
    tidy: bool = True
    """See :class:`app.cases.model.Reach`."""
    lowest: str = ""
    """The cell with the greatest row number."""
    widest: str = ""
    """The cell with the greatest column."""
    merges: list[Merge] = field(default_factory=list)
    """Merged ranges; those in an unusual spelling are only counted."""
    merge_count: int = 0
    damaged: list[tuple[int, int, str, str]] = field(default_factory=list)
    """0-based row and column, finding code and text of cells that calamine would give as blank."""

    @property
    def area(self) -> int:
        """Cells of the rectangle in use."""
        return self.rows * self.columns

    def reach(self, row: int, column: int) -> None:
        """Take a cell with a value into account."""
        if row > self.rows:
            self.rows, self.lowest = row, f"{column_name(column - 1)}{row}"
        if column > self.columns:
            self.columns, self.widest = column, f"{column_name(column - 1)}{row}"


def _cells(xml: bytes, prefix: bytes) -> FoundCells:
    return FoundCells.of(sheetxml.cells(_START.sub(b"", xml, count=1), prefix))


def _range(match: re.Match[bytes]) -> Merge:
    first, last = (int(match[2]) - 1, column_index(match[1])), (int(match[4]) - 1, column_index(match[3]))
    return first, last


class Scanner:
    """Feed a member of the package piece by piece; members without ``sheetData`` cost hardly more than the search."""

    def __init__(
        self, place: Place, limits: Limits, size: int, tag_by_tag: bool = False, pool: Executor | None = None
    ) -> None:
        """*size* is what the member holds in all, in bytes; *place* names it in messages.

        A *pool* finds the cells of some pieces while those before them are captured; without one all is done here.
        """
        self.place = place
        self._size = size
        self._seam = b""
        self.extent = Extent()
        self._limits = limits
        self._tag_by_tag = tag_by_tag
        self._buffer = b""
        self._prefix: bytes | None = None
        self._row = self._column = 0
        self._last = -1
        self.extent.tidy = not tag_by_tag
        self._ordered = not tag_by_tag
        self._ended = False
        self._pool = pool
        self._under_way: deque[tuple[Callable[[], FoundCells], bool]] = deque()
        self.capture: Capture | None = None if tag_by_tag else Capture()
        """The cells; None where only a parser can read them."""

    @property
    def is_sheet(self) -> bool:
        return self._prefix is not None

    def feed(self, piece: bytes) -> None:
        """The next piece of the member.

        Raises:
            IrregularSheetError: feed the member again, to a scanner that goes tag by tag.
            LubuError: the sheet reaches too far.
        """
        self._check_counts(piece)
        self._buffer += piece
        if self._prefix is None and not self._find_start():
            return
        cut = self._whole_rows()
        if cut > 0:
            self._scan(self._buffer[:cut])
            self._buffer = self._buffer[cut:]
        elif len(self._buffer) > _LONGEST_CELL:
            raise LubuError.of("cases.cell-too-long", self.place)

    def _whole_rows(self) -> int:
        """Only whole cells are scanned: cut before the last row that begins, or the last cell of a very long row."""
        names = ("",) if self._tag_by_tag else ("row", "c")
        cuts = (self._buffer.rfind(b"<" + (self._prefix or b"") * bool(name) + name.encode()) for name in names)
        return next((cut for cut in cuts if cut > 0), -1)

    def finish(self) -> Extent:
        """Scan the rest; the member is complete."""
        if self.is_sheet and self._buffer:
            self._scan(self._buffer)
        self._buffer = b""
        self._take(0)
        return self.extent

    def _check_counts(self, piece: bytes) -> None:
        """calamine reserves memory for as many shared strings as the file claims: none is shorter than a byte."""
        seam, self._seam = self._seam + piece[:_TAIL], piece[-_TAIL:]
        claimed = b"uniqueCount" in piece or b"uniqueCount" in seam
        for claim in _UNIQUE_COUNT.finditer(seam + piece[_TAIL:]) if claimed else ():
            if not claim[1].isdigit() or int(claim[1]) > self._size:
                raise LubuError.of("cases.count-false", self.place, count=claim[1].decode("ascii", "replace")[:20])

    def _find_start(self) -> bool:
        """Skip what stands before the cells; True once they begin."""
        name = self._buffer.find(b"sheetData")
        if name < 0:
            self._buffer = self._buffer[-_TAIL:]
            return False
        start = self._buffer.rfind(b"<", 0, name)
        prefix = self._buffer[start + 1 : name]
        if not self._tag_by_tag and (start < 0 or not _PREFIX.fullmatch(prefix)):
            raise IrregularSheetError
        self._prefix = prefix
        self._buffer = self._buffer[max(start, 0) :]
        return True

    def _scan(self, xml: bytes) -> None:
        if self._tag_by_tag:
            self._scan_tags(xml)
            self._note_merges(xml)
            self._check()
            return
        end = b"</%bsheetData" % (self._prefix or b"")
        for part in xml.partition(end) if end in xml else (xml,):
            if part == end:
                self._ended = True
            elif part:
                find = partial(_cells, part, self._prefix or b"")
                self._under_way.append((self._pool.submit(find).result if self._pool else find, self._ended))
        self._take(_AHEAD if self._pool else 0)

    def _take(self, left: int) -> None:
        """Take the cells found so far, in order, until no more than *left* pieces are under way."""
        while len(self._under_way) > left:
            find, ended = self._under_way.popleft()
            self._note_cells(find(), ended)
            self._check()

    def _note_merges(self, xml: bytes) -> None:
        count = xml.count(b"mergeCell ")
        if count:
            found = [_range(match) for match in _MERGE.finditer(xml)]
            self.extent.merges += found
            self.extent.merge_count += count
            if len(found) < count:
                self.capture = None

    def _note_cells(self, read: FoundCells, ended: bool) -> None:
        """*ended*: they stand behind the sheet's data."""
        found = read.cells
        self.extent.cells += len(found.rows)
        if len(found.rows):
            self._note_order(read)
        for row, column in read.ends:
            self.extent.reach(row, column)
        self._note_damage(found.xml, found.suspects)
        if not found.plain:
            self._note_merges(found.xml)
        self._capture(read, ended)

    def _capture(self, found: FoundCells, ended: bool) -> None:
        if self.capture is None or (ended and not len(found.cells.rows)):
            return
        try:
            if ended or not self._ordered:
                raise IrregularSheetError
            self.capture.add(found)
        except IrregularSheetError:
            self.capture = None

    def _note_order(self, read: FoundCells) -> None:
        """Whether cells follow one another, row by row and from the left."""
        self._ordered &= read.span is not None and read.span[0] > self._last
        if read.span is not None:
            self._last = read.span[1]
        self.extent.tidy = self._ordered and not self._prefix
        self.extent.farthest = max(self.extent.farthest, read.farthest)

    def _note_damage(self, xml: bytes, starts: Iterable[int]) -> None:
        self.extent.damaged += filter(None, (sheetxml.damage(xml, start) for start in starts))

    def _scan_tags(self, xml: bytes) -> None:
        """Cells one by one, in any spelling XML allows; one without a reference follows the one before."""
        for tag in _TAG.finditer(xml):
            reference = next((value[1:-1].strip() for name, value in _ATTRIBUTE.findall(tag[2]) if name == b"r"), b"")
            if tag[1] == b"row":
                self._row = int(reference) if reference.isdigit() and len(reference) < 12 else self._row + 1
                self._column = 0
                continue
            row, self._column = max(self._row, 1), self._column + 1
            if match := _REFERENCE.fullmatch(reference):
                row, self._column = int(match[2]), column_index(match[1]) + 1
            elif reference:
                row = SHEET_ROWS + 1
            self.extent.cells += 1
            self.extent.farthest = max(self.extent.farthest, self._column)
            self._note_damage(xml, [tag.start()])
            if not tag[2].endswith(b"/") and not xml.startswith(b"</", tag.end()):
                self.extent.reach(row, self._column)

    def _check(self) -> None:
        extent, limits = self.extent, self._limits
        if extent.rows > SHEET_ROWS or extent.columns > limits.columns:
            self._refuse_far()
        if extent.merge_count > limits.merges:
            raise LubuError.of("cases.too-many-merges", self.place, limit=limits.merges)
        if len(extent.damaged) > limits.damaged:
            raise LubuError.of("cases.too-many-damaged", self.place, limit=limits.damaged)
        if extent.area > limits.cells and extent.cells * 5 < extent.area:
            self._refuse_far()
        if extent.area > self.most_cells:
            raise LubuError.of("cases.too-many-cells", self.place, limit=self.most_cells)

    @property
    def most_cells(self) -> int:
        """Ever fewer as soon as only a parser can read the sheet."""
        return self._limits.cells if self.capture is None else self._limits.streamed

    def _refuse_far(self) -> NoReturn:
        """Name the cell in the direction that is out of proportion."""
        far = self.extent.widest if self.extent.columns * 60 > self.extent.rows else self.extent.lowest
        raise LubuError.of("cases.far-cell", self.place.at(far), cell=far, limit=self._limits.cells)
