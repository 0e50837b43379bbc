"""Puts cells behind the last one of each row of a worksheet, as its XML streams by; nothing else is touched.

``<`` starts markup everywhere in XML but in comments and CDATA, which are refused; so rows are told apart by
splitting at ``<row``. A sheet whose cells are known to be in order (``Reach.tidy``) and to end before the new
columns is not looked at cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from app.cases.addresses import column_index
from app.cases.bytewise import Positions, begins, digits, padded, words
from app.cases.headxml import ATTRIBUTE, check_head
from app.cases.limits import SHEET_ROWS
from app.cases.plaincells import only_line_ends
from app.cases.splicing import NotSplicedError

_LONGEST_HEAD = 16 << 20
_LONGEST_ROW = 64 << 20
_BLOCK = 1 << 20
_ROW_OPENS, _CELL_OPENS, _ROW_ENDS = b'<row r="', b'<c r="', b"</row>"
_TAIL = re.compile(rb'"' + ATTRIBUTE + rb"*\s*>\n?")
"""Of a row's tag, behind its number."""
_LONGEST_TAIL, _LONGEST_NAME = 1_000, 16
NOTHING: Sequence[bytes] = (b"",)
_START = re.compile(rb"<sheetData(?:\s[^<>]*)?(?<!/)>")
_NO_ROW = SHEET_ROWS + 1
_OPEN = re.compile(
    rb'(?: r="(\d{1,7})")?((?:' + ATTRIBUTE + rb')*)\s*(/)?>(?:\s*<c r="[A-Z]{1,3}(\d{1,7})")?'
)  # fmt: skip
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_SPANS = re.compile(rb"""(\sspans\s*=\s*["']\d{1,5}:)(\d{1,5})(?=["'])""")
_CELL = re.compile(rb"\s*<c((?:" + ATTRIBUTE + rb")*)\s*(?:/>|>(.*?)</c\s*>)", re.S)
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d{1,6})["']""")
_CONTENT = re.compile(rb"<(?:v|f|is)[\s/>]")


@dataclass(frozen=True, eq=False)
class Additions:
    """What goes where."""

    header_row: int
    headings: Callable[[int], Sequence[bytes]]
    """The heading cells, in the style given, cut as those of the cases."""
    numbers: npt.NDArray[np.int64]
    """The row of each case, ascending."""
    rows: Iterable[Sequence[bytes]]
    """The cells of each case, cut where the row's number goes, in that order."""
    first: int
    """1-based."""
    last: int
    clear: bool
    """No cell stands at or behind ``first``, and every cell is in order."""


def spliced(pieces: Iterable[bytes], additions: Additions, head: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """The worksheet with the additions, in blocks; *head* rewrites what stands before the rows.

    Raises:
        NotSplicedError: as soon as something is met that cannot be vouched for.
    """
    stream = iter(pieces)
    buffer, start = _until_rows(stream)
    check_head(buffer[: start.start()])
    yield head(buffer[: start.start()]) + start[0]
    buffer = buffer[start.end() :]
    rows = _Rows(additions)
    end = buffer.find(b"</sheetData")
    while end < 0:
        if len(buffer) >= _BLOCK and (cut := buffer.rfind(b"<row")) > 0:
            yield rows.splice(buffer[:cut])
            buffer = buffer[cut:]
        elif len(buffer) > _LONGEST_ROW:
            raise NotSplicedError("rows")
        piece = next(stream, None)
        if piece is None:
            raise NotSplicedError("markup")
        seam = max(0, len(buffer) - 16)
        buffer += piece
        end = buffer.find(b"</sheetData", seam)
    yield rows.splice(buffer[:end]) + rows.rest()
    yield buffer[end:]
    yield from stream


def _until_rows(stream: Iterator[bytes]) -> tuple[bytes, re.Match[bytes]]:
    buffer = b""
    for piece in stream:
        buffer += piece
        if start := _START.search(buffer):
            return buffer, start
        if len(buffer) > _LONGEST_HEAD:
            break
    raise NotSplicedError("prefix" if b":sheetData" in buffer else "markup")


class _Rows:
    """Goes down the rows of the sheet and those to be added to, side by side."""

    def __init__(self, additions: Additions) -> None:
        self._additions = additions
        self._rows = iter(additions.rows)
        self._wanted, self._cells = additions.header_row, NOTHING
        self._number = 0
        self._next = 0
        """How many cases have been wanted so far."""

    def splice(self, xml: bytes) -> bytes:
        """Whole rows, those wanted with their new cells; wanted rows that are missing between them are made."""
        if (b"!" in xml and b"<!" in xml) or (b"?" in xml and b"<?" in xml):
            raise NotSplicedError("markup")
        alike = self._alike(xml)
        if alike is not None:
            return alike
        between, *rows = xml.split(b"<row")
        out = [between]
        closed = 0
        for row in rows:
            opening = _OPEN.match(row)
            if opening is None:
                raise NotSplicedError("rows")
            number = self._numbered(opening)
            while self._wanted < number:
                out.append(self._made())
            end = _end_of(row, opening)
            closed += end is not None
            if number == self._wanted:
                out += self._filled(row, opening, end)
                self._advance()
            else:
                out += (b"<row", row)
        if between.strip() or xml.count(b"</row") != closed:
            raise NotSplicedError("rows")
        return b"".join(out)

    def rest(self) -> bytes:
        """The wanted rows below the last one of the sheet."""
        made = []
        while self._wanted < _NO_ROW:
            made.append(self._made())
        return b"".join(made)

    def _numbered(self, opening: re.Match[bytes]) -> int:
        """The row's number: its own, that of its first cell, or the next; they must agree and ascend."""
        own, cell = opening[1], opening[4]
        if own is None and (named := _NUMBER.search(opening[2])):
            own = named[1]
        number = int(own or cell or self._number + 1)
        if number <= self._number or (cell is not None and int(cell) != number):
            raise NotSplicedError("order")
        self._number = number
        return number

    def _advance(self) -> None:
        """The next case."""
        numbers = self._additions.numbers
        self._wanted = int(numbers[self._next]) if self._next < len(numbers) else _NO_ROW
        self._cells = next(self._rows, NOTHING)
        self._next += 1

    def _alike(self, xml: bytes) -> bytes | None:
        """The rows spliced all at once, where all of them are in the usual form; None where some are not."""
        if not self._additions.clear or not self._next:  # the headings are still to come
            return None
        rows = usual_rows(xml, self._number)
        if rows is None:
            return None
        first, last = self._next - 1, int(np.searchsorted(self._additions.numbers, rows.numbers[-1], "right"))
        wanted = self._additions.numbers[first:last]
        places = np.searchsorted(rows.numbers, wanted)
        if not len(wanted) or (rows.numbers[places] != wanted).any():
            return None
        cells = [self._cells, *islice(self._rows, len(wanted) - 1)]
        made = np.full(len(rows.numbers), b"", object)
        made[places] = list(map(bytes.join, map(b"%d".__mod__, wanted.tolist()), cells))
        out: list[bytes] = [_SPANS.sub(self._span, rows.tail)] * (4 * len(rows.numbers))
        out[0::4] = [xml[: rows.named[0]], *_slices(xml, rows.contents[1][:-1], rows.named[1:])]
        out[2::4] = _slices(xml, *rows.contents)
        out[3::4] = made.tolist()
        self._next, self._number = last, int(rows.numbers[-1])
        self._advance()
        return b"".join([*out, xml[rows.contents[1][-1] :]])

    def _made(self) -> bytes:
        """The wanted row, which the sheet does not have."""
        number, cells = self._wanted, self._cells
        if number == self._additions.header_row:
            cells = self._additions.headings(0)
        self._advance()
        numbered = b"%d" % number
        said = numbered.join(cells)
        return b'<row r="%b">%b</row>' % (numbered, said) if said else b""

    def _filled(self, row: bytes, opening: re.Match[bytes], end: int | None) -> Iterable[bytes]:
        """The row with the new cells; *end* is where it closes."""
        attributes = row[: opening.end(2)]
        if b"spans" in attributes:
            attributes = _SPANS.sub(self._span, attributes)
        content = b"" if end is None else row[row.index(b">", opening.end(2)) + 1 : end]
        cells, header = self._cells, self._wanted == self._additions.header_row
        behind = b""
        if header or not self._additions.clear:
            content, behind, style = self._parted(content)
            cells = self._additions.headings(style) if header else cells
        tail = row[end:] if end is not None else b"</row>" + row[opening.end(3) + 1 :]
        return b"<row", attributes, b">", content, (b"%d" % self._wanted).join(cells), behind, tail

    def _span(self, found: re.Match[bytes]) -> bytes:
        return b"%b%d" % (found[1], max(int(found[2]), self._additions.last))

    def _parted(self, content: bytes) -> tuple[bytes, bytes, int]:
        """The cells left and right of the new ones, and the style of the last one with a value.

        Blank cells in the place of new ones are left out: they only carry a style.
        """
        at = before = column = style = 0
        behind = []
        while at < len(content):
            cell = _CELL.match(content, at)
            if cell is None:
                if content[at:].isspace():
                    break
                raise NotSplicedError("cells")
            column = self._place(cell, column)
            valued = cell[2] is not None and _CONTENT.search(cell[2]) is not None
            if column < self._additions.first:
                before = cell.end()
                style = _style(cell[1]) if valued else style
            elif valued or (column > self._additions.last and not _REFERENCE.search(cell[1])):
                raise NotSplicedError("cells")
            elif column > self._additions.last:
                behind.append(cell[0])
            at = cell.end()
        return content[:before], b"".join(behind), style

    def _place(self, cell: re.Match[bytes], column: int) -> int:
        """The cell's column, behind that of the one before; without a reference the next one."""
        reference = _REFERENCE.search(cell[1])
        if reference is None:
            return column + 1
        place = column_index(reference[1]) + 1
        if place <= column or int(reference[2]) != self._wanted:
            raise NotSplicedError("order")
        return place


@dataclass(frozen=True, slots=True)
class UsualRows:
    """Rows that follow one another; places are places in their XML."""

    numbers: Positions
    tail: bytes
    """What all their tags say behind the number."""
    named: Positions
    """Behind the number in the tag."""
    contents: tuple[Positions, Positions]
    """The cells."""


def usual_rows(xml: bytes, above: int) -> UsualRows | None:
    """Rows from ``<row r="…`` to ``</row>``, their tags alike, each beginning with a cell of its own number, ascending
    from *above*; None for rows of any other form."""
    text = padded(xml)
    view = words(text)
    opens = text[: len(xml)] == ord("<")
    starts = np.flatnonzero(opens & (text[1 : len(xml) + 1] == ord("r")))
    ends = np.flatnonzero(opens & (text[1 : len(xml) + 1] == ord("/")) & (text[2 : len(xml) + 2] == ord("r")))
    if not len(starts) or len(starts) != len(ends) or starts[0] != 0 or not begins(view, ends, _ROW_ENDS).all():
        return None
    if not only_line_ends(text, ends + len(_ROW_ENDS), np.append(starts[1:], len(xml))):
        return None
    own, named = digits(text, starts + len(_ROW_OPENS))
    tail = xml[int(named[0]) : xml.find(_CELL_OPENS, int(named[0]))]
    cells = named + len(tail)
    first = cells + len(_CELL_OPENS)
    if len(tail) > _LONGEST_TAIL or not _TAIL.fullmatch(tail) or int(first.max()) >= len(text) - _LONGEST_NAME:
        return None
    for _ in range(3):
        first += (text[first] >= ord("A")) & (text[first] <= ord("Z"))
    told, behind = digits(text, first)
    usual = begins(view, starts, _ROW_OPENS) & begins(view, named, tail + _CELL_OPENS) & (text[behind] == ord('"'))
    if not (usual & (own == told) & (np.diff(own, prepend=above) > 0)).all():
        return None
    return UsualRows(own, tail, named, (cells, ends))


def _slices(xml: bytes, starts: Positions, stops: Positions) -> Iterator[bytes]:
    return map(xml.__getitem__, map(slice, starts.tolist(), stops.tolist()))


def _end_of(row: bytes, opening: re.Match[bytes]) -> int | None:
    """Where the row closes; None for one that has no cells and no end tag."""
    if opening[3]:
        if row[opening.end(3) + 1 :].strip():
            raise NotSplicedError("rows")
        return None
    if row.endswith(b"</row>"):
        return len(row) - 6
    end = row.rfind(b"</row>")
    if end < 0 or row[end + 6 :].strip():
        raise NotSplicedError("rows")
    return end


def _style(attributes: bytes) -> int:
    found = _STYLE.search(attributes)
    return int(found[1]) if found else 0
