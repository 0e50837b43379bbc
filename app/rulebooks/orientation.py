"""Which way a decision table runs: each rule a row, or each rule a column.

A table whose rules are columns is turned: its cells change places, each keeps its own address. After that there is
one layout, and one reader of it. What a person draws, a marker column or not, the corner on top or, as DMN's
figures have it, below the headings::

    五级分类 |          |          |            五级分类 |          |
             | U        | 取值范围 | R1  | R2   逾期天数 | >360     | <=360
    条件     | 逾期天数 | >=0      | >360| <=360  五级分类 | 损失   | 次级        (a double border above)
    结论     | 五级分类 |          | 损失| 次级   U        | R1       | R2
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.rulebooks import layout, sections
from app.rulebooks.layout import Layout, policy_of
from app.rulebooks.matrices import is_matrix
from app.rulebooks.reading import Reading
from app.rulebooks.scales import FIXED, RATES
from app.rulebooks.sheets import Block, Cell
from app.values import fold

Row = Sequence[Cell]

_ID = re.compile(r"(?:[a-z]{1,3}|规则|第)?[-_.]?\d{1,4}[a-z]?(?:号|条|列)?", re.IGNORECASE)
"""What rules are called: ``R1``, ``12``, ``D2``, ``规则3``."""


_LABELS = frozenset({"变量", "变量名", "名称", "项目", "条件和结论", "Variable"})
"""What stands over the headings where it is no hit policy."""
_PLACES = layout.DEFAULT_WORDS | layout.DOMAIN_WORDS


def oriented(block: Block, reading: Reading) -> Layout | None:
    """The head of a block, turned where its rules are columns; None (reported) where both readings have a sign."""
    across = layout.lay_out(block)
    down = _laid_out_columns(block, reading)
    if down is None or (not down.markers and is_matrix(across)):
        return across
    for sign in _SIGNS:
        rows, columns = sign(across, reading), sign(down, reading)
        if rows != columns:
            return down if columns else across
        if rows:
            reading.error("orientation-unclear", block.place, table=across.title)
            return None
    return across


# --- what tells -----------------------------------------------------------------------------------------------


def _marked(head: Layout, _reading: Reading) -> bool:
    return bool(head.markers)


def _worded(head: Layout, reading: Reading) -> bool:
    """取值范围 or 默认 where they belong, a conclusion that the property 结论 names, the columns of a scale."""
    header, *rows = head.body.rows
    words = [row[0].folded.lower() for row in rows]
    domain = words[:1] and words[0] in layout.DOMAIN_WORDS
    scale = any(cell.folded.lower() in RATES | FIXED for cell in header[1:])
    default = any(word in layout.DEFAULT_WORDS for word in words)
    return bool(domain or scale or default or sections.by_property(head, reading))


def _named(head: Layout, reading: Reading) -> bool:
    """Most headings behind the corner are variables of the 数据字典."""
    headings = [cell.folded for cell in head.body.rows[0][1:] if not cell.blank]
    known = sum(reading.variable(reading.canonical(heading)) is not None for heading in headings)
    return 2 * known > len(headings)


def _numbered(head: Layout, _reading: Reading) -> bool:
    """What stands before the rules are names such as rules have, and the headings are none."""
    header, *rows = head.body.rows
    names = [row[0].folded for row in rows if not row[0].blank]
    return bool(names) and all(map(_ID.fullmatch, names)) and not any(_ID.fullmatch(cell.folded) for cell in header)


def _merged(head: Layout, reading: Reading) -> bool:
    return bool(sections.by_title(head, reading))


def _bordered(head: Layout, reading: Reading) -> bool:
    return bool(sections.by_borders(head, reading))


_SIGNS = (_marked, _worded, _named, _numbered, _merged, _bordered)
"""In the order in which they count: words before names, names before formatting."""


# --- the head of a block whose rules are columns ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Grid:
    """The rows below title and properties."""

    rows: Sequence[Row]
    title: Cell | None
    marked: bool
    """Its first column holds the marker words (and perhaps the title); the headings stand in the next one."""

    @property
    def headings(self) -> list[Cell]:
        return [row[1 if self.marked else 0] for row in self.rows]


def _laid_out_columns(block: Block, reading: Reading) -> Layout | None:
    """The block read as rules in columns; None where it cannot be one."""
    start, title = _title(block)
    while start < len(block.rows) and layout.is_property_row(block.rows[start]):
        start += 1
    properties = block.rows[1 if title is not None else 0 : start]
    grid = _grid(block.rows[start:], title)
    if grid is None or len(block.rows[0]) < (3 if grid.marked else 2):
        return None
    rows = _corner_first(grid, reading)
    first = 1 if grid.marked else 0
    markers = layout.markers_of([_mirrored(row[0]) for row in rows]) if grid.marked else {}
    body = tuple(tuple(_mirrored(row[index]) for row in rows) for index in range(first, len(rows[0])))
    title_cell = _mirrored(grid.title) if grid.title is not None else body[0][0]
    name = title_cell.folded if grid.title is not None else fold(block.sheet)
    turned = replace(block, rows=body, turned=True)
    return Layout(name, layout.properties_of(properties), markers, (title_cell,), turned, properties)


def _title(block: Block) -> tuple[int, Cell | None]:
    """Where the rows below a title of its own begin; a title beside the grid is found with the grid."""
    cells = layout.said(block.rows[0])
    if len(cells) != 1 or layout.is_corner(cells[0].folded) or cells[0].folded.lower() in layout.MARKERS:
        return 0, None
    if cells[0].span[0] > 1 and not all(cell.anchor == cells[0].anchor for cell in block.rows[1] if not cell.blank):
        return 0, None  # merged downwards beside the headings
    rows = next((index for index, row in enumerate(block.rows) if cells[0].anchor not in _anchors(row)), 1)
    return rows, replace(cells[0], span=(1, 1))


def _anchors(row: Row) -> set[tuple[int, int]]:
    return {cell.anchor for cell in row if not cell.blank}


def _grid(rows: Sequence[Row], title: Cell | None) -> _Grid | None:
    if len(rows) < 2:
        return None
    first = [row[0] for row in rows]
    beside = first[0] if title is None and not first[0].blank else None
    labelled = title is not None and first[0].folded.lower() not in layout.MARKERS  # 类别 | 变量 | R1 | R2
    words = [
        cell.folded.lower()
        for cell in first[1 if labelled else 0 :]
        if not cell.blank and (beside is None or cell.anchor != beside.anchor)
    ]
    marked = bool(words) and all(word in layout.MARKERS for word in words)
    marked = marked and layout.CONCLUSION in {layout.MARKERS[word] for word in words}
    if beside is not None and beside.folded.lower() in layout.MARKERS:
        return _Grid(rows, None, marked)
    merged = beside is not None and beside.span[0] > 1
    if marked or merged:
        return _Grid(rows, title or beside, marked=True)
    return _Grid(rows, title, marked=False)


def _corner_first(grid: _Grid, reading: Reading) -> Sequence[Row]:
    """The rows with that of the rules' names on top: it may stand below, and where there is none, a blank one does."""
    headings = grid.headings
    if headings[0].folded in _LABELS:
        place = 1 if grid.marked else 0
        first = [replace(cell, value=None) if at == place else cell for at, cell in enumerate(grid.rows[0])]
        return [first, *grid.rows[1:]]
    top = grid.marked and grid.rows[0][0].folded.lower() not in layout.MARKERS
    if top and (_may_be_corner(headings[0]) or reading.variable(reading.canonical(headings[0].folded)) is None):
        return grid.rows
    if not grid.marked and (_may_be_corner(headings[0]) or _holds_ids(grid.rows[0], grid)):
        return grid.rows
    below = grid.rows[-1]
    if _may_be_corner(headings[-1]) and (not headings[-1].blank or _holds_ids(below, grid)):
        return [_unmarked(below), *grid.rows[:-1]]
    return [[replace(cell, value=None, fault="", formula="") for cell in grid.rows[0]], *grid.rows]


def _unmarked(row: Row) -> Row:
    """The row of the rules' names belongs to no section, whatever the marker above it is merged over."""
    return [replace(row[0], value=None), *row[1:]] if row[0].folded.lower() in layout.MARKERS else row


def _may_be_corner(cell: Cell) -> bool:
    return cell.blank or policy_of(cell.text) is not None or layout.is_corner(cell.folded)


def _holds_ids(row: Row, grid: _Grid) -> bool:
    filled = [cell.folded.lower() for cell in row[2 if grid.marked else 1 :] if not cell.blank]
    return bool(filled) and all(word in _PLACES or _ID.fullmatch(word) for word in filled)


def _mirrored(cell: Cell) -> Cell:
    """The same cell at the same address; what it is merged with lies along the other direction."""
    return replace(cell, anchor=cell.anchor[::-1], span=cell.span[::-1])
