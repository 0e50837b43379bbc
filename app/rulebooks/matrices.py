"""Matrices (crosstabs): the corner names the axes, every filled cell of the body is a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.rulebooks import layout
from app.rulebooks.drafts import Heading, RuleDraft, TableDraft
from app.rulebooks.layout import Layout, policy_of
from app.rulebooks.model import HitPolicy
from app.rulebooks.reading import Reading
from app.rulebooks.sheets import Cell
from app.rulebooks.tables import policy_cell
from app.rulebooks.typed import NOTHING

AXES = "\\"


@dataclass(frozen=True, slots=True)
class Axes:
    """Names and cells of the axis variables; as many heading columns and rows as there are names."""

    rows: tuple[tuple[str, Cell], ...]
    columns: tuple[tuple[str, Cell], ...]


def is_matrix(head: Layout) -> bool:
    """A backslash in the corner; a table with marker words or a hit policy in its corner may have one in its rules."""
    first = head.body.rows[0]
    if head.body.turned:
        return False
    table = bool(head.markers) or policy_of(first[0].text) is not None
    if table and not any(AXES in cell.folded for cell in first):
        return False
    return any(AXES in cell.folded for row in head.body.rows[:4] for cell in row[:6])


def draft_matrix(head: Layout, reading: Reading) -> TableDraft | None:
    """One rule per filled cell of the body."""
    block = head.body
    axes = _axes(head, reading)
    if axes is None:
        return None
    top, left = len(axes.columns), len(axes.rows)
    remarks = _remark_columns(block.rows[:top], left)
    body = [row for row in block.rows[top:] if not _is_default(row)]
    across = [index for index in range(left, len(block.rows[0])) if index not in remarks]
    rules = [_rule(row, index, head, top, left) for row in body for index in across if not row[index].blank]
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
        *_default(head),
        matrix=True,
    )


def _axes(head: Layout, reading: Reading) -> Axes | None:
    """Read the corner: ``行变量\\列变量``, lists on either side, or one name per heading row and column."""
    rows = head.body.rows
    depth = max(index for index, row in enumerate(rows[:4]) if any(AXES in cell.folded for cell in row[:6]))
    width = max(index for index, cell in enumerate(rows[depth][:6]) if AXES in cell.folded)
    corner = rows[depth][width]
    first, _, second = corner.folded.partition(AXES)
    listed_rows, listed_columns = _names(first, corner), _names(second, corner)
    if corner.anchor != (corner.row, corner.column) or len(listed_rows) > 1 or len(listed_columns) > 1:
        corner = rows[0][0]
        return _checked(Axes(listed_rows, listed_columns), head, reading)
    down = [(cell.folded, cell) for cell in rows[depth][:width]]
    above = [(row[width].folded.rpartition(AXES)[2].strip(), row[width]) for row in rows[:depth]]
    return _checked(Axes((*down, *listed_rows), (*above, *listed_columns)), head, reading)


def _names(text: str, cell: Cell) -> tuple[tuple[str, Cell], ...]:
    parts = [part.strip() for part in text.replace(",", "、").replace(";", "、").split("、")]
    return tuple((part, cell) for part in parts if part)


def _checked(axes: Axes, head: Layout, reading: Reading) -> Axes | None:
    block = head.body
    complete = axes.rows and axes.columns and all(name for name, _cell in (*axes.rows, *axes.columns))
    large_enough = len(axes.columns) < len(block.rows) and len(axes.rows) < len(block.rows[0])
    if complete and large_enough:
        return axes
    reading.error("corner-unclear", block.at(block.rows[0][0]), text=block.rows[0][0].text)
    return None


def _rule(row: Sequence[Cell], index: int, head: Layout, top: int, left: int) -> RuleDraft:
    conditions = (*row[:left], *(above[index] for above in head.body.rows[:top]))
    name = "×".join(cell.text or "-" for cell in conditions)
    return RuleDraft(name, conditions, (row[index],), {}, row[index].name)


def _remark_columns(headings: Sequence[Sequence[Cell]], left: int) -> set[int]:
    """Columns behind the body that are headed 备注, 依据 and the like."""
    width = len(headings[0])
    return {
        index
        for index in range(left, width)
        if any(row[index].folded.lower() in layout.REMARK_HEADINGS for row in headings)
    }


def _is_default(row: Sequence[Cell]) -> bool:
    return row[0].folded.lower() in layout.DEFAULT_WORDS


def _default(head: Layout) -> tuple[tuple[Cell, ...] | None, str]:
    """A property 默认, or a row 默认 whose first filled cell is the outcome."""
    stated = head.properties.get(layout.DEFAULT)
    if stated is not None:
        return (stated,), stated.name
    for row in head.body.rows:
        filled = [cell for cell in row[1:] if not cell.blank and cell.folded not in NOTHING]
        if _is_default(row) and filled:
            return (filled[0],), filled[0].name
    return None, ""


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
