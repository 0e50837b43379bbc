"""The tables of pyDMNrules workbooks: rules as rows, as columns or as crosstab, told apart by their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.rulebooks.dmn.cells import allowed_feel, condition_feel, outcome_feel, plain_text
from app.rulebooks.dmn.foreign import Column, ForeignRule, ForeignTable, Text
from app.rulebooks.dmn.grid import Grid, Raw, Spot
from app.rulebooks.dmn.policies import NAMED
from app.rulebooks.dmn.pydmnrules import POLICIES, SPECIAL, PyDmnBook, along, down, is_columns, is_crosstab, is_rows
from app.rulebooks.model import HitPolicy
from app.rulebooks.reading import Reading

_EXECUTE = "Execute"


class TablesReader:
    """Finds the tables of a workbook and reads each by its layout."""

    def __init__(self, grids: Sequence[Grid], book: PyDmnBook, reading: Reading) -> None:
        self.grids = [grid for grid in grids if grid.name not in SPECIAL]
        self.book = book
        self.reading = reading
        self.names = {*book.variables, *book.attributes}

    def read(self) -> list[ForeignTable]:
        wanted = {step.table for step in self.book.steps}
        found: dict[str, ForeignTable] = {}
        for grid in self.grids:
            for title in self._titles(grid, wanted):
                table = self._table(grid, *title)
                if table is not None:
                    found.setdefault(table.name, table)
        for step in self.book.steps:
            if step.table not in found:
                self.reading.error("dmn-step-unknown", step.place, table=step.table)
        return list(found.values())

    def _titles(self, grid: Grid, wanted: set[str]) -> Iterator[Spot]:
        """Cells that head a table; none inside one that has been found."""
        taken: set[Spot] = set()
        for row, column in grid.filled():
            value = grid.at(row, column)
            if not isinstance(value, str) or (row, column) in taken:
                continue
            shaped = any(shape(grid, row, column) for shape in (is_rows, is_columns, is_crosstab))
            if shaped or (value in wanted and grid.text(row + 1, column + 1)):
                taken |= _area(grid, (row, column))
                yield row, column

    def _table(self, grid: Grid, row: int, column: int) -> ForeignTable | None:
        if is_crosstab(grid, row, column):
            table = self._crosstab(grid, row, column)
        elif is_columns(grid, row, column) and not is_rows(grid, row, column):
            table = self._lines(_Turned(grid), column, row)
        else:
            table = self._lines(_Upright(grid), row, column)
        if table is not None and any(item.expression == _EXECUTE for item in table.outputs):
            self.reading.error("dmn-execute", grid.place(row, column), table=table.name)
            self.reading.error("dmn-table-left", grid.place(row, column), table=table.name)
            return None
        return table

    # --- rules as rows, or turned as columns ----------------------------------------------------------------------
    def _lines(self, view: _Upright | _Turned, row: int, column: int) -> ForeignTable | None:
        grid = view.grid
        headings, top, first = view.headings(row, column)
        table = ForeignTable(view.text(row, column), grid.name, view.address(row, column), "")
        policy = POLICIES.get(view.text(*view.corner(row, column, len(headings))), HitPolicy.UNIQUE)
        table.policy = "/".join(part for part in NAMED[policy] if part)
        ends = [place for place in range(len(headings)) if view.parted(top, column + 1 + place)]
        none = view.parted(top, column)  # no inputs at all
        inputs = 0 if none else ends[0] + 1 if ends else 0
        outputs = next((end + 1 for end in ends if end >= inputs), len(headings))
        if not none and not ends:
            self.reading.error("dmn-no-double-line", grid.place(*view.spot(top, column + 1)), table=table.name)
            return None
        validity = view.has_validity(row, column, len(headings))
        for place, heading in enumerate(headings[:outputs]):
            spot = view.spot(first, column + 1 + place) if validity else None
            allowed = allowed_feel(grid.at(*spot), self.names) if spot else ""
            cell = view.address(top, column + 1 + place)
            (table.inputs if place < inputs else table.outputs).append(Column(heading, cell, heading, allowed=allowed))
        table.remarks = headings[outputs:]
        self._rules(view, table, (first + validity, column), (inputs, outputs, len(headings)), (row, len(headings)))
        return table

    def _rules(
        self, view: _Upright | _Turned, table: ForeignTable, start: Spot, ends: tuple[int, int, int], head: Spot
    ) -> None:
        row, column = start
        inputs, outputs, width = ends
        while any(view.shown(row, column + 1 + place) is not None for place in range(width)):
            cells = [view.shown(row, column + 1 + place) for place in range(width)]
            spots = [view.address(row, column + 1 + place) for place in range(width)]
            self._stored(view, [view.spot(row, column + 1 + place) for place in range(outputs)])
            conditions = [Text(condition_feel(self._named(cells[n]), self.names), spots[n]) for n in range(inputs)]
            outcomes = [
                Text(outcome_feel(self._named(cells[n]), self.names), spots[n]) for n in range(inputs, outputs)
            ]  # fmt: skip
            for n in range(inputs, outputs):
                if cells[n] is None:
                    spot = view.spot(row, column + 1 + n)
                    self.reading.error("dmn-outcome-blank", view.grid.place(*spot), table=table.name)
            remarks = [plain_text(cell) for cell in cells[outputs:]]
            name = plain_text(view.shown(*view.rule_id(row, column, head))) or f"R{len(table.rules) + 1}"
            table.rules.append(ForeignRule(name, conditions, outcomes, remarks))
            row += 1

    def _named(self, value: Raw) -> Raw:
        """``Customer.sector`` in an expression as the variable it means."""
        if not isinstance(value, str) or "." not in value:
            return value
        for item, name in self.book.attributes.items():
            value = re.sub(rf"(?<![\w.]){re.escape(item)}(?!\w)", name.replace("\\", r"\\"), value)
        return value

    def _stored(self, view: _Upright | _Turned, spots: Sequence[Spot]) -> None:
        for spot in spots:
            if spot in view.grid.unstored:
                self.reading.error("formula-unstored", view.grid.place(*spot))

    # --- crosstab -------------------------------------------------------------------------------------------------
    def _crosstab(self, grid: Grid, row: int, column: int) -> ForeignTable | None:
        high, wide = grid.size(row + 1, column)
        across = _listed(grid.text(row + 1, column + wide))
        below = _listed(grid.text(row + 1 + high, column))
        place = grid.place(row + 1, column)
        if (len(across), len(below)) != (high - 1, wide - 1):
            self.reading.error("dmn-crosstab-headings", place, across=len(across), down=len(below))
            return None
        columns = grid.size(row + 1, column + wide)[1]
        rows = grid.size(row + 1 + high, column)[0]
        output = grid.text(row + 1, column)
        table = ForeignTable(grid.text(row, column), grid.name, grid.address(row, column), "UNIQUE")
        table.inputs = [Column(name, grid.address(row + 1 + high, column), name) for name in below]
        table.inputs += [Column(name, grid.address(row + 1, column + wide), name) for name in across]
        table.outputs = [Column(output, grid.address(row + 1, column), output)]
        for line in range(row + 1 + high, row + 1 + high + rows):
            for cell in range(column + wide, column + wide + columns):
                self._body(grid, table, (line, cell), (row, column))
        return table

    def _body(self, grid: Grid, table: ForeignTable, spot: Spot, title: Spot) -> None:
        """One cell of a crosstab is one rule."""
        (line, cell), (row, column) = spot, title
        high, wide = grid.size(row + 1, column)
        axis = [(line, column + 1 + place) for place in range(wide - 1)]
        axis += [(row + 2 + place, cell) for place in range(high - 1)]
        tests = [Text(condition_feel(self._named(grid.shown(*at)), self.names), grid.address(*at)) for at in axis]
        value = grid.shown(line, cell)
        if value is None:
            self.reading.error("dmn-outcome-blank", grid.place(line, cell), table=table.name)
        outcome = Text(outcome_feel(self._named(value), self.names), grid.address(line, cell))
        table.rules.append(ForeignRule(grid.address(line, cell), tests, [outcome]))


class _Upright:
    """Rules as rows: the coordinates are the sheet's own."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    def spot(self, row: int, column: int) -> Spot:
        return row, column

    def text(self, row: int, column: int) -> str:
        return self.grid.text(*self.spot(row, column))

    def shown(self, row: int, column: int) -> Raw:
        return self.grid.shown(*self.spot(row, column))

    def address(self, row: int, column: int) -> str:
        return self.grid.address(*self.spot(row, column))

    def headings(self, row: int, column: int) -> tuple[list[str], int, int]:
        """The headings, their line and the first line below them."""
        return along(self.grid, row + 1, column + 1), row + 1, row + 2

    def corner(self, row: int, column: int, _count: int) -> Spot:
        return row + 1, column

    def parted(self, row: int, column: int) -> bool:
        return self.grid.double_right(row, column)

    def has_validity(self, row: int, column: int, _count: int) -> bool:
        return not self.grid.double_below(row + 1, column) or self.grid.size(row + 1, column)[0] == 2

    def rule_id(self, row: int, column: int, _head: Spot) -> Spot:
        return row, column


class _Turned(_Upright):
    """Rules as columns: rows and columns change places, and the hit policy stands below the headings."""

    def spot(self, row: int, column: int) -> Spot:
        return column, row

    def headings(self, row: int, column: int) -> tuple[list[str], int, int]:
        return down(self.grid, column + 1, row)[:-1], row, row + 1

    def corner(self, row: int, column: int, count: int) -> Spot:
        return row, column + 1 + count

    def parted(self, row: int, column: int) -> bool:
        return self.grid.double_below(*self.spot(row, column))

    def has_validity(self, row: int, column: int, count: int) -> bool:
        return not self.grid.double_right(*self.spot(row, column + 1 + count))

    def rule_id(self, row: int, column: int, head: Spot) -> Spot:
        return row, column + 1 + head[1]


def _listed(heading: str) -> list[str]:
    return [part.strip() for part in heading.split(",")]


def _area(grid: Grid, title: Spot) -> set[Spot]:
    """Every filled cell that hangs together with a title."""
    reached, edge = {title}, [title]
    while edge:
        row, column = edge.pop()
        near = {(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)}
        new = (near & grid.seen) - reached
        reached |= new
        edge += new
    return reached
