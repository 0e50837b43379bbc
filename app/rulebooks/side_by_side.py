"""Blocks that stand beside each other in the same rows, parted by a blank column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.rulebooks import layout
from app.rulebooks.sheets import Block, Cell, runs

Row = Sequence[Cell]


def parted(block: Block, is_list: Callable[[Block], bool]) -> Iterator[Block]:
    """A block cut where, behind a blank column, another one begins; *is_list* knows lists by title and headings."""
    starts = [0]
    for index in _behind_blanks(block.rows):
        if _begins_block(_part(block, index, len(block.rows[0])), is_list):
            starts.append(index)
    if len(starts) == 1:
        yield block
        return
    for start, end in zip(starts, [*starts[1:], len(block.rows[0])], strict=True):
        part = _part(block, start, end)
        for run in runs(part.rows):
            yield _trimmed(replace(part, rows=tuple(run)))


def apart(rows: Sequence[Row]) -> list[int]:
    """Columns that a wholly blank one parts from the table they might belong to."""
    return list(_behind_blanks(rows))


def _behind_blanks(rows: Sequence[Row]) -> Iterator[int]:
    blank = [all(row[index].blank for row in rows) for index in range(len(rows[0]))]
    for index in range(2, len(blank)):
        if blank[index - 1] and not blank[index]:
            yield index


def _part(block: Block, start: int, end: int) -> Block:
    rows = tuple(row[start:end] for row in block.rows)
    filled = next((index for index, row in enumerate(rows) if any(not cell.blank for cell in row)), 0)
    return replace(block, rows=rows[filled:])


def _begins_block(part: Block, is_list: Callable[[Block], bool]) -> bool:
    """A title with its marker words, a list's title or headings, or a first cell above a corner or a property."""
    first = part.rows[0][0]
    if first.blank or first.folded.lower() in layout.MARKERS or len(part.rows) < 2:
        return False
    below = part.rows[1]
    return (
        is_list(part)
        or bool(layout.markers_of(part.rows[0]))
        or layout.is_corner(first.folded)
        or layout.is_corner(below[0].folded)
        or layout.is_property_row(below)
        or _marked_down(part)
    )


def _marked_down(part: Block) -> bool:
    """Marker words down its first column, below the title: a table whose rules are columns."""
    words = [row[0].folded.lower() for row in part.rows[1:] if not row[0].blank]
    return layout.CONCLUSION in {layout.MARKERS.get(word) for word in words}


def _trimmed(block: Block) -> Block:
    """Without the blank columns at its end."""
    width = max(index for row in block.rows for index, cell in enumerate(row) if not cell.blank) + 1
    return replace(block, rows=tuple(row[:width] for row in block.rows))
