"""Which columns of a decision table are conditions, conclusions and remarks, and by which sign that is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.rulebooks import layout
from app.rulebooks.layout import CONCLUSION, CONDITION, REMARK, Layout
from app.rulebooks.reading import Reading
from app.rulebooks.records import parts_of
from app.rulebooks.sheets import Cell

Sections = dict[int, str]
"""Column (index in the row) → 条件, 结论 or 备注."""


def sections_of(head: Layout, has_id: bool, reading: Reading) -> Sections:
    """Section of each column by the first sign there is; empty where there is none."""
    found = next((found for sign in SIGNS if (found := sign(head, reading))), {})
    if found and not head.markers:
        found.update(_remarks(head.body.rows[0], reading))
    if has_id:
        found.pop(0, None)
    return found


def _remarks(header: Sequence[Cell], reading: Reading) -> Sections:
    """Headings such as 依据 are remarks wherever no marker word says otherwise."""
    return {index: REMARK for index, cell in enumerate(header) if is_remark(cell, reading)}


def is_remark(heading: Cell, reading: Reading) -> bool:
    """A word that heads remarks and is no variable of this rulebook."""
    word = heading.folded
    return word.lower() in layout.REMARK_HEADINGS and reading.variable(reading.canonical(word)) is None


def by_markers(head: Layout, _reading: Reading) -> Sections:
    return dict(head.markers)


def by_property(head: Layout, reading: Reading) -> Sections:
    """A property row 结论 names the conclusion columns."""
    cell = head.properties.get(layout.OUTPUT)
    if cell is None:
        return {}
    named = {reading.canonical(part) for part in parts_of(cell.folded)}
    found = {index: reading.canonical(cell.folded) in named for index, cell in enumerate(head.body.rows[0])}
    return {index: CONCLUSION if hit else CONDITION for index, hit in found.items()} if any(found.values()) else {}


def by_title(head: Layout, _reading: Reading) -> Sections:
    """The title is merged over id and conditions."""
    return _split(head.body.rows[0], head.title_row[0].span[1])


def by_borders(head: Layout, _reading: Reading) -> Sections:
    """A double border ends the conditions, a second one the conclusions."""
    header = head.body.rows[0]
    ends = [index + 1 for index, cell in enumerate(header[:-1]) if head.body.parted_after(cell)]
    found = _split(header, ends[0]) if ends else {}
    if found and len(ends) > 1:
        found.update(dict.fromkeys(range(ends[1], len(header)), REMARK))
    return found


def _split(header: Sequence[Cell], width: int) -> Sections:
    """The first *width* columns are id and conditions, the others conclusions."""
    if not 1 < width < len(header):
        return {}
    return {index: CONDITION if index < width else CONCLUSION for index in range(len(header))}


SIGNS: tuple[Callable[[Layout, Reading], Sections], ...] = (by_markers, by_property, by_title, by_borders)
"""In the order in which they count."""
