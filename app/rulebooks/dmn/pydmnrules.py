"""Workbooks in the layout of pyDMNrules: Glossary, Decision, tables with rules as rows, as columns or as crosstab.

After pyDMNrules 1.4.5: sections are told apart by double borders, the hit policy stands in the corner (rules as
rows), below the headings (rules as columns) or nowhere (crosstab: U). Decision says which tables run, in which order
and under which conditions; a condition there becomes one of every rule of its table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.findings import Place
from app.rulebooks.dmn.cells import condition_feel, plain_text
from app.rulebooks.dmn.foreign import Column, ForeignTable, Text
from app.rulebooks.dmn.grid import Grid
from app.rulebooks.model import HitPolicy
from app.rulebooks.reading import Reading

SPECIAL = ("Glossary", "Decision", "Test")
POLICIES = {policy.value: policy for policy in HitPolicy if policy is not HitPolicy.WORST}
_MOST = 5_000


@dataclass
class PyDmnBook:
    """What the workbook says beside its tables."""

    variables: list[str] = field(default_factory=list)
    """The Glossary's."""
    attributes: dict[str, str] = field(default_factory=dict)
    """``Customer.sector`` → the variable it means in expressions."""
    steps: list[Step] = field(default_factory=list)
    has_decision: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A row of Decision: the table it runs, and the tests under which it does."""

    table: str
    tests: tuple[tuple[str, Text], ...]
    place: Place


def is_rows(grid: Grid, row: int, column: int) -> bool:
    """Whether a title with the hit policy below it heads a table with a double line beside its headings."""
    if grid.text(row + 1, column) not in POLICIES or not grid.text(row + 1, column + 1):
        return False
    return any(grid.double_right(row + 1, place) for place in range(column, column + 60))


def is_columns(grid: Grid, row: int, column: int) -> bool:
    """Whether a title, with nothing above it, heads a column of headings that ends with the hit policy."""
    if (row - 1, column) in grid.seen or not grid.text(row + 1, column):
        return False
    last = row + len(down(grid, row + 1, column))
    return last > row + 2 and grid.text(last, column) in POLICIES and any(
        grid.double_below(place, column) for place in range(row, last)
    )  # fmt: skip


def is_crosstab(grid: Grid, row: int, column: int) -> bool:
    """Whether a title stands above a merged corner with headings beside and below it."""
    high, wide = grid.size(row + 1, column)
    beside, below = grid.text(row + 1, column + wide), grid.text(row + 1 + high, column)
    return high > 1 and wide > 1 and bool(beside and below)


def read_book(grids: Sequence[Grid]) -> PyDmnBook:
    """Glossary and Decision."""
    book = PyDmnBook()
    named = {grid.name: grid for grid in grids}
    if "Glossary" in named:
        _glossary(named["Glossary"], book)
    if "Decision" in named:
        book.has_decision = True
        book.steps = list(_steps(named["Decision"], book))
    return book


def _glossary(grid: Grid, book: PyDmnBook) -> None:
    title = next((spot for spot in grid.filled() if grid.text(*spot).startswith("Glossary")), None)
    if title is None:
        return
    row, column = title[0] + 2, title[1]
    while row <= grid.rows and (name := grid.text(row, column)):
        concept, attribute = (plain_text(grid.shown(row, column + place)).replace(" ", "_") for place in (1, 2))
        book.variables.append(name)
        book.attributes[f"{concept}.{attribute}"] = name
        row += 1


def _steps(grid: Grid, book: PyDmnBook) -> Iterator[Step]:
    title = next((spot for spot in grid.filled() if grid.text(*spot).startswith("Decision")), None)
    if title is None:
        return
    top, left = title[0] + 1, title[1]
    headings = along(grid, top, left)
    if "Decisions" not in headings:
        return
    width = headings.index("Decisions")
    for row in range(top + 1, grid.rows + 1):
        table = plain_text(grid.shown(row, left + width + 1))
        if not table:
            break
        tests = [
            (heading, condition_feel(grid.shown(row, left + place), book.variables), grid.address(row, left + place))
            for place, heading in enumerate(headings[:width])
        ]
        kept = tuple((name, Text(feel, f"{grid.name}!{cell}")) for name, feel, cell in tests if feel != "-")
        yield Step(table, kept, grid.place(row, left + width + 1))


def along(grid: Grid, row: int, column: int) -> list[str]:
    """Headings from here to the first blank one."""
    found: list[str] = []
    while len(found) < _MOST and (text := plain_text(grid.shown(row, column + len(found)))):
        found.append(text)
    return found


def down(grid: Grid, row: int, column: int) -> list[str]:
    found: list[str] = []
    while len(found) < _MOST and (text := plain_text(grid.at(row + len(found), column))):
        found.append(text)
    return found


def under_conditions(tables: list[ForeignTable], book: PyDmnBook, reading: Reading) -> list[ForeignTable]:
    """The tables that Decision runs, in its order, with its conditions among their own."""
    if not book.has_decision:
        return tables
    named = {table.name: table for table in tables}
    kept: list[ForeignTable] = []
    for step in book.steps:
        table = named.get(step.table)
        if table is None:
            continue
        if any(other.name == step.table for other in kept):
            reading.error("dmn-step-twice", step.place, table=step.table)
            continue
        kept.append(_conditioned(table, dict(step.tests), step, reading))
    for table in tables:
        if table.name not in {step.table for step in book.steps}:
            reading.warn("dmn-table-not-run", Place(reading.file, table.sheet, table.cell), table=table.name)
    return kept


def _conditioned(table: ForeignTable, tests: Mapping[str, Text], step: Step, reading: Reading) -> ForeignTable:
    own = [column.expression for column in table.inputs]
    added = [name for name in tests if name not in own]
    rules = []
    for rule in table.rules:
        conditions = list(rule.conditions)
        for place, name in enumerate(own):
            if name in tests and conditions[place].feel not in ("-", tests[name].feel):
                reading.error("dmn-step-condition", step.place, table=table.name, variable=name)
            elif name in tests:
                conditions[place] = tests[name]
        rules.append(replace(rule, conditions=[*conditions, *(tests[name] for name in added)]))
    inputs = [*table.inputs, *(Column(name, tests[name].cell, name) for name in added)]
    return replace(table, inputs=inputs, rules=rules)
