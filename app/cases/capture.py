"""The cells of a worksheet as they stream by, kept column by column in arrays; nothing is a Python object yet.

Plain numbers become floats as they come, texts the number of a shared string or of an inline text seen before.
Whatever else a cell may be (dates told by a style, entities, errors of form) is settled at the end, each distinct
cell once, by :mod:`app.cases.probe`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial

import numpy as np
import numpy.typing as npt

from app.cases.bytewise import Interned, Positions, begins
from app.cases.foundcells import FoundCells
from app.cases.sheetxml import Cells, IrregularSheetError

Codes = npt.NDArray[np.int32]
Payload = npt.NDArray[np.float64] | npt.NDArray[np.int32]


class Kind(IntEnum):
    """What the payload of a cell is."""

    SHARED = 0
    """Number of a shared string."""
    INLINE = 1
    """Number of an inline text."""
    RESULT = 2
    """Number of a formula's text."""
    RARE = 3
    """Number of a cell kept with its tags."""
    BLANK = 4
    """Nothing."""
    NUMBER = 5
    """The number itself; NUMBER + n for the n-th spelling of a cell's attributes, which may tell a date."""


@dataclass(frozen=True, slots=True)
class Part:
    """Cells of one column and kind."""

    kind: int
    rows: slice | npt.NDArray[np.int32]
    """0-based, ascending; a slice where none is left out."""
    payload: Payload
    settled: bool = False
    """Made of several."""

    @property
    def span(self) -> tuple[int, int]:
        """The first row, and the one behind the last."""
        if isinstance(self.rows, slice):
            return self.rows.start, self.rows.stop
        return int(self.rows[0]), int(self.rows[-1]) + 1


_ATTRIBUTES = re.compile(
    rb'((?:\s+s="\d{1,5}")?)(?:\s+t="(s|str|n|b|e|inlineStr|d)")?(?:\s+(?:cm|vm|ph)="\d{1,9}")*\s*/?'
)
_TOGETHER, _MOST_SETTLED = 64, 8
"""Pieces after which small arrays are put together, and how many such there may be: memory that is freed in large
blocks can be had again."""
_MOST_SPELLINGS = 4_000
_SHORT = b"<is><t>"
_SHORT_END = len(b"</t></is>")


@dataclass(slots=True)
class Capture:
    """Feed it the cells of a sheet, piece by piece."""

    columns: dict[int, list[Part]] = field(default_factory=dict)
    """0-based column → its parts from the top down."""
    attributes: Interned = field(default_factory=Interned)
    inline: Interned = field(default_factory=Interned)
    results: Interned = field(default_factory=Interned)
    rare: dict[bytes, int] = field(default_factory=dict)
    """Cells from behind their reference on → number."""
    styles: list[bytes] = field(default_factory=list)
    """Per spelling of attributes, the style alone."""
    types: list[bytes] = field(default_factory=list)
    """Per spelling of attributes, the type."""
    _contents: Interned = field(default_factory=lambda: Interned(1 << 40))
    _added: int = 0

    def add(self, found: FoundCells) -> None:
        """The next cells.

        Raises:
            IrregularSheetError: cells in a form that only a real parser can read.
        """
        cells = found.cells
        if not cells.plain:
            raise IrregularSheetError
        spelled = self.attributes.codes(cells.text, cells.view, *cells.attributes)
        self._know_attributes()
        types = np.array([_TYPES[name] for name in self.types], np.uint8)[spelled]
        full = cells.values[1] > cells.values[0]
        if (full & (types == _NONE)).any():
            raise IrregularSheetError
        empty = (cells.values[0] > 0) & ~full
        if empty.any():  # an empty text is blank, but has its place in the table
            empty &= np.array([name in (b"str", b"d") for name in self.types])[spelled]
        for wanted, take in (
            (full & (types == _NUMBER), partial(self._numbers, found)),
            (full & (types == _SHARED), partial(self._shared, found)),
            (full & (types == _RESULT), self._results),
            (full & (types == _OTHER), self._rare_values),
            ((full & (types == _ERROR)) | empty, self._blanks),
            (cells.inlines[1] > 0, self._inlines),
        ):
            if wanted.any():
                take(cells, spelled, np.flatnonzero(wanted))
        self._added += 1
        if self._added % _TOGETHER == 0:
            self.columns = {column: _together(parts) for column, parts in self.columns.items()}

    def _know_attributes(self) -> None:
        for spelling in list(self.attributes.strings)[len(self.types) :]:
            match = _ATTRIBUTES.fullmatch(spelling)
            if match is None or len(self.types) > _MOST_SPELLINGS:
                raise IrregularSheetError
            self.styles.append(match[1])
            self.types.append(match[2] or b"n")

    def _numbers(self, found: FoundCells, cells: Cells, spelled: Codes, at: Positions) -> None:
        numbers, known = found.numbers(at)
        if not known.all():
            self._rare_values(cells, spelled, at[~known])
            at, numbers = at[known], numbers[known]
        self._put(cells, at, spelled[at].astype(np.int32) + Kind.NUMBER, numbers)

    def _shared(self, found: FoundCells, cells: Cells, spelled: Codes, at: Positions) -> None:
        numbers, known = found.whole_numbers(at)
        if not known.all():
            raise IrregularSheetError
        self._put(cells, at, Kind.SHARED, numbers.astype(np.int32))

    def _blanks(self, cells: Cells, spelled: Codes, at: Positions) -> None:
        """Errors are blank here (:mod:`extents` finds what they say), but have their place in the table."""
        self._put(cells, at, Kind.BLANK, np.zeros(len(at), np.int32))

    def _results(self, cells: Cells, spelled: Codes, at: Positions) -> None:
        codes = self.results.codes(cells.text, cells.view, cells.values[0][at], cells.values[1][at])
        self._put(cells, at, Kind.RESULT, codes)

    def _inlines(self, cells: Cells, spelled: Codes, at: Positions) -> None:
        starts, stops = cells.inlines[0][at], cells.inlines[1][at]
        short = begins(cells.view, starts, _SHORT) & begins(cells.view, stops - _SHORT_END, b"</t></is>")
        typed = np.array([name == b"inlineStr" for name in self.types])[spelled[at]]
        if not (short & typed).all():
            rest = at[~(short & typed)]
            self._rare(cells, spelled, rest, (cells.inlines[0][rest], cells.inlines[1][rest]))
            at, starts, stops = (array[short & typed] for array in (at, starts, stops))
        codes = self.inline.codes(cells.text, cells.view, starts + len(_SHORT), stops - _SHORT_END)
        self._put(cells, at, Kind.INLINE, codes)

    def _rare_values(self, cells: Cells, spelled: Codes, at: Positions) -> None:
        """With ``<v>`` and ``</v>``."""
        starts = cells.values[0][at] - len(b"<v>")
        if not begins(cells.view, starts, b"<v>").all():
            raise IrregularSheetError
        self._rare(cells, spelled, at, (starts, cells.values[1][at] + len(b"</v>")))

    def _rare(self, cells: Cells, spelled: Codes, at: Positions, content: tuple[Positions, Positions]) -> None:
        """Cells kept as they stand but for their reference and formula."""
        inside = self._contents.codes(cells.text, cells.view, *content)
        pairs, places = np.unique(spelled[at].astype(np.int64) << 32 | inside, return_inverse=True)
        spellings, contents = list(self.attributes.strings), list(self._contents.strings)
        number = self.rare
        kept = (
            number.setdefault(b"%b>%b</c>" % (spellings[pair >> 32].rstrip(b"/ "), contents[pair & _LOW]), len(number))
            for pair in pairs.tolist()
        )
        self._put(cells, at, Kind.RARE, np.fromiter(kept, np.int32, len(pairs))[places.reshape(-1)])

    def _put(self, cells: Cells, at: Positions, kinds: int | npt.NDArray[np.int32], payload: Payload) -> None:
        """Hand the cells to their columns, each column and kind a part."""
        keys = (cells.columns[at] - 1) << 16
        keys |= kinds
        rows = (cells.rows[at] - 1).astype(np.int32)
        for key, chosen in grouped(keys):
            part = Part(key & 0xFFFF, compact(rows[chosen]), payload[chosen].copy())
            self.columns.setdefault(key >> 16, []).append(part)


def _together(parts: list[Part]) -> list[Part]:
    """The parts with the many last small ones of a kind made one; from time to time all of a kind."""
    by_kind: dict[int, list[Part]] = {}
    for part in parts:
        by_kind.setdefault(part.kind, []).append(part)
    made = []
    for kind, some in by_kind.items():
        settled = sum(part.settled for part in some)
        left = some[:settled] if settled < _MOST_SETTLED else []
        rest = some[len(left) :]
        made += [*left, *([_joined(kind, rest)] if rest else [])]
    return made


def _joined(kind: int, parts: Sequence[Part]) -> Part:
    payload = np.concatenate([part.payload for part in parts])
    rows = np.concatenate(
        [np.arange(*part.span, dtype=np.int32) if isinstance(part.rows, slice) else part.rows for part in parts]
    )
    if (np.diff(rows) < 0).any():  # rare cells come in two turns
        order = np.argsort(rows, kind="stable")
        rows, payload = rows[order], payload[order]
    return Part(kind, compact(rows), payload, settled=True)


def compact(rows: npt.NDArray[np.int32]) -> slice | npt.NDArray[np.int32]:
    first, last = int(rows[0]), int(rows[-1])
    return slice(first, last + 1) if last - first == len(rows) - 1 else rows.copy()


def grouped(keys: Positions) -> Iterator[tuple[int, slice | Positions]]:
    """Each distinct key, and where it stands; rows of equal form repeat their keys, which spares the sorting."""
    if not len(keys):
        return
    again = np.flatnonzero(keys == keys[0])
    period = int(again[1]) if len(again) > 1 else len(keys)
    if len(keys) % period == 0 and (keys.reshape(-1, period) == keys[:period]).all():
        distinct = keys[:period].tolist()
        if len(set(distinct)) == period:
            yield from ((key, slice(at, None, period)) for at, key in enumerate(distinct))
            return
    order = np.argsort(keys, kind="stable")
    distinct, firsts = np.unique(keys[order], return_index=True)
    yield from zip(distinct.tolist(), np.split(order, firsts[1:]), strict=True)


_LOW = (1 << 32) - 1
_NUMBER, _SHARED, _RESULT, _OTHER, _ERROR, _NONE = range(6)
_TYPES = {
    b"n": _NUMBER, b"s": _SHARED, b"str": _RESULT, b"b": _OTHER, b"d": _OTHER, b"inlineStr": _NONE, b"e": _ERROR,
}  # fmt: skip
"""Errors are blank to calamine; :mod:`extents` finds them."""
