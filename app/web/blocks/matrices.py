"""Matrices: the rules of the model folded back into the cross table staff wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from openpyxl.utils.cell import coordinate_from_string

from app.rulebooks.model import DecisionTable, Rule, Rulebook
from app.web.blocks.model import Block, Cell, Row, anchor_of, heading, text_of
from app.web.blocks.tables import properties_of
from app.web.translate import _

Grid = Mapping[tuple[int, str], Rule]


def matrix_block(table: DecisionTable, rulebook: Rulebook) -> Block:
    grid = {_address(rule): rule for rule in table.rules}
    rows = sorted({row for row, _column in grid})
    columns = sorted({column for _row, column in grid}, key=lambda letters: (len(letters), letters))
    down, across = _axes(table, grid, len(rows), len(columns))
    output = table.outputs[0]
    return Block(
        kind=_("矩阵"),
        title=table.name,
        sheet=table.place.sheet,
        cell=table.place.cell,
        head=_head(table, grid, columns, down, across),
        body=tuple(_row(table, grid, row, columns, down) for row in rows),
        properties=properties_of(table),
        caption=_("结论：%(name)s", name=output.variable),
    )


def _address(rule: Rule) -> tuple[int, str]:
    column, row = coordinate_from_string(rule.cells.partition(":")[0])
    return row, column


def _axes(table: DecisionTable, grid: Grid, rows: int, columns: int) -> tuple[list[int], list[int]]:
    """Which inputs run down the rows, and which across the columns: those whose text changes along them."""
    down: list[int] = []
    across: list[int] = []
    for index in range(len(table.inputs)):
        by_row = _constant_along(grid, index, part=0)
        by_column = _constant_along(grid, index, part=1)
        if by_row and by_column:  # a single row or column does not tell: the other axis is the longer one
            (across if rows > 1 or (columns == 1 and down) else down).append(index)
        else:
            (down if by_row else across).append(index)
    return down, across


def _constant_along(grid: Grid, index: int, part: int) -> bool:
    seen: dict[int | str, str] = {}
    return all(seen.setdefault(address[part], rule.texts[index]) == rule.texts[index] for address, rule in grid.items())


def _head(
    table: DecisionTable, grid: Grid, columns: Sequence[str], down: Sequence[int], across: Sequence[int]
) -> tuple[Row, ...]:
    """One heading row per axis that runs across; the lowest carries the corner ``row axis\\column axis``."""
    names = [table.inputs[index].variable for index in down] or [""]
    if not across:
        headings = (*(heading(name, "condition") for name in names), heading(table.outputs[0].variable, "conclusion"))
        return (Row(headings),)
    upper = [Row((heading(table.inputs[index].variable, "corner", len(names)), *_tops(grid, columns, index)))
             for index in across[:-1]]  # fmt: skip
    last = table.inputs[across[-1]].variable
    corners = (*(heading(name, "corner") for name in names[:-1]), heading(f"{names[-1]}\\{last}", "corner"))
    return (*upper, Row((*corners, *_tops(grid, columns, across[-1]))))


def _tops(grid: Grid, columns: Sequence[str], index: int) -> tuple[Cell, ...]:
    """The conditions of one column axis; equal neighbours are one wide cell, as merged in the workbook."""
    texts = [_text(grid, column, index) for column in columns]
    return tuple(heading(text or "-", "condition", len(list(run))) for text, run in groupby(texts))


def _text(grid: Grid, column: str, index: int) -> str:
    return next(rule.texts[index] for (_row, letters), rule in grid.items() if letters == column)


def _row(table: DecisionTable, grid: Grid, row: int, columns: Sequence[str], down: Sequence[int]) -> Row:
    present = next(rule for (number, _column), rule in grid.items() if number == row)
    axis = [Cell(present.texts[index] or "-", "condition", "row") for index in down] or [Cell("", "corner")]
    return Row((*axis, *(_value(table, grid.get((row, column))) for column in columns)), row)


def _value(table: DecisionTable, rule: Rule | None) -> Cell:
    if rule is None:
        return Cell("", "conclusion")
    text = text_of(rule.outcomes[0], table.outputs[0].type)
    return Cell(text, "conclusion", anchor=anchor_of(table.name, rule.id))
