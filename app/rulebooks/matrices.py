"""Matrices (crosstabs): the corner names the axes, every filled cell of the body is a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.rulebooks import layout
from app.rulebooks.drafts import Heading, RuleDraft, TableDraft
from app.rulebooks.layout import Layout, policy_of
from app.rulebooks.model import HitPolicy
from app.rulebooks.reading import Reading
from app.rulebooks.sections import is_remark
from app.rulebooks.sheets import Cell
from app.rulebooks.side_by_side import apart
from app.rulebooks.tables import policy_cell
from app.rulebooks.typed import NOTHING

AXES = "\\"
_CORNER_ROWS, _CORNER_COLUMNS = 8, 12
"""How far the corner is looked for: that many variables an axis may have."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Names and cells of the axis variables; as many heading columns and rows as there are names."""

    rows: tuple[tuple[str, Cell], ...]
    columns: tuple[tuple[str, Cell], ...]


def is_matrix(head: Layout) -> bool:
    """A backslash in the corner; a table with marker words or a hit policy in its corner may have one in its rules."""
    rows = head.body.rows
    if head.body.turned:
        return False
    if (head.markers or policy_of(rows[0][0].text) is not None) and not any(AXES in cell.folded for cell in rows[0]):
        return False
    found = _corner(rows)
    if found is None:
        return False
    row, column = found
    return all(
        cell.blank or _same(cell, rows[row][index]) for above in rows[:row] for index, cell in enumerate(above[:column])
    )


def _corner(rows: Sequence[Sequence[Cell]]) -> tuple[int, int] | None:
    """Row and column of the first cell with a backslash."""
    for number, row in enumerate(rows[:_CORNER_ROWS]):
        for index, cell in enumerate(row[:_CORNER_COLUMNS]):
            if AXES in cell.folded:
                return number, index
    return None


def _same(cell: Cell, other: Cell) -> bool:
    """Merged with each other."""
    return cell.anchor == other.anchor


def draft_matrix(head: Layout, reading: Reading) -> TableDraft | None:
    """One rule per filled cell of the body."""
    block = head.body
    axes = _axes(head, reading)
    if axes is None:
        return None
    top, left = len(axes.columns), len(axes.rows)
    for index in apart(block.rows):
        reading.error("column-apart", block.at(block.rows[0][index]), table=head.title)
    remarks = _remark_columns(block.rows[:top], left, reading)
    notes = [row for row in block.rows[top:] if is_remark(row[0], reading)]
    body = [row for row in block.rows[top:] if not _is_default(row) and row not in notes]
    across = [index for index in range(left, len(block.rows[0])) if index not in remarks]
    rules = [
        replace(_rule(row, index, head, top, left), remarks=_remarks(row, index, remarks, notes))
        for row in body
        for index in across
        if not row[index].blank
    ]
    for cell in dict.fromkeys(cell for rule in rules for cell in rule.conditions if cell.blank):
        reading.error("axis-blank", block.at(cell), table=head.title)
    if not rules:
        reading.error("table-without-rules", block.place, table=head.title)
    output, output_cell = _output(head, reading)
    return TableDraft(
        block,
        head.title_row[0],
        head.title,
        _policy(head, reading),
        tuple(Heading(reading.canonical(name), cell) for name, cell in (*axes.rows, *axes.columns)),
        (Heading(output, output_cell),),
        tuple(rules),
        head.properties,
        *_default(head, across, reading),
        matrix=True,
    )


def _axes(head: Layout, reading: Reading) -> Axes | None:
    """Read the corner: ``行变量\\列变量``, lists on either side, or one name per heading row and column."""
    rows = head.body.rows
    row, column = _corner(rows) or (0, 0)
    corner = rows[row][column]
    beside = [(cell.folded, cell) for cell in _left_of(rows, row, column)]
    columns = [(above[column].folded, above[column]) for above in rows[:row]]
    listed: list[tuple[str, Cell]] = []
    while row < len(rows) and AXES in (cell := rows[row][column]).folded:
        first, _, second = cell.folded.partition(AXES)
        if listed and (first.strip() or _same(cell, corner)):
            break
        listed += _names(first, cell)
        columns += _names(second, cell)
        row += 1
    axes = Axes((*beside, *listed), tuple(columns))
    return _checked(axes, corner, head, reading)


def _left_of(rows: Sequence[Sequence[Cell]], row: int, column: int) -> list[Cell]:
    """The cells that name the row variables before the corner's own; of several heading rows the lowest that does."""
    end = row + 1
    while end < len(rows) and rows[end][column].folded.startswith(AXES):
        end += 1
    found = []
    for index in range(column):
        named = [line[index] for line in rows[:end] if not line[index].blank]
        found.append(named[-1] if named else rows[row][index])
    return found


def _names(text: str, cell: Cell) -> tuple[tuple[str, Cell], ...]:
    parts = [part.strip() for part in text.replace(",", "、").replace(";", "、").split("、")]
    return tuple((part, cell) for part in parts if part)


def _checked(axes: Axes, corner: Cell, head: Layout, reading: Reading) -> Axes | None:
    """Each variable has a heading row or column of its own, and the corner is merged over no others."""
    block = head.body
    complete = axes.rows and axes.columns and all(name for name, _cell in (*axes.rows, *axes.columns))
    large_enough = len(axes.columns) < len(block.rows) and len(axes.rows) < len(block.rows[0])
    if complete and large_enough:
        below, behind = block.rows[len(axes.columns)][0], block.rows[0][len(axes.rows)]
        if not (_same(below, corner) or _same(behind, corner)):
            return axes
    reading.error("corner-unclear", block.at(corner), text=corner.text)
    return None


def _rule(row: Sequence[Cell], index: int, head: Layout, top: int, left: int) -> RuleDraft:
    conditions = (*row[:left], *(above[index] for above in head.body.rows[:top]))
    name = "×".join(cell.text or cell.name for cell in conditions)
    return RuleDraft(name, conditions, (row[index],), {}, row[index].name)


def _remark_columns(headings: Sequence[Sequence[Cell]], left: int, reading: Reading) -> dict[int, Cell]:
    """Columns behind the body that are headed 备注, 依据 and the like, with their headings."""
    found = {}
    for index in range(left, len(headings[0])):
        named = [row[index] for row in headings if is_remark(row[index], reading)]
        if named:
            found[index] = named[0]
    return found


def _remarks(
    row: Sequence[Cell], index: int, columns: Mapping[int, Cell], notes: Sequence[Sequence[Cell]]
) -> dict[str, Cell]:
    """What columns and rows of remarks say of one cell of the body."""
    below = {note[0].folded: note[index] for note in notes if not note[index].blank}
    return below | {heading.folded: row[at] for at, heading in columns.items() if not row[at].blank}


def _is_default(row: Sequence[Cell]) -> bool:
    return row[0].folded.lower() in layout.DEFAULT_WORDS


def _default(head: Layout, across: Sequence[int], reading: Reading) -> tuple[tuple[Cell, ...] | None, str]:
    """A property 默认, or a row 默认 in which one outcome stands, once or again and again."""
    stated = [head.properties[layout.DEFAULT]] if layout.DEFAULT in head.properties else []
    for row in head.body.rows:
        if _is_default(row):
            stated += [row[index] for index in across if not row[index].blank and row[index].folded not in NOTHING]
    for cell in stated[1:]:
        if cell.folded != stated[0].folded:
            reading.error("default-differs", head.body.at(cell), text=cell.text, other=stated[0].name)
            break
    return ((stated[0],), stated[0].name) if stated else (None, "")


def _output(head: Layout, reading: Reading) -> tuple[str, Cell]:
    """The property 结论, else the title."""
    stated = head.properties.get(layout.OUTPUT)
    if stated is not None and not stated.blank:
        return reading.canonical(stated.folded), stated
    return reading.canonical(head.title), head.title_row[0]


def _policy(head: Layout, reading: Reading) -> HitPolicy:
    stated = head.properties.get(layout.POLICY)
    policy = policy_cell(stated, head.body, reading) if stated is not None else None
    return policy or HitPolicy.UNIQUE
