"""Workbooks in the two layouts of Camunda's camunda-dmn-xlsx converter, cell by cell as it converts them.

Simple: a heading row, all columns but the last are inputs. Advanced: five heading rows (Input or Output; label;
expression language; expression, or the output's name; type) with the hit policy in A5, then the rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from openpyxl.utils import column_index_from_string, get_column_letter

from app.rulebooks.dmn.cells import plain_text
from app.rulebooks.dmn.feel import FeelError, parse_unary_tests
from app.rulebooks.dmn.feel_text import print_literal, quoted
from app.rulebooks.dmn.foreign import Column, ForeignRule, ForeignTable, Text
from app.rulebooks.dmn.grid import Grid, Raw
from app.rulebooks.dmn.policies import NAMED
from app.rulebooks.reading import Reading

_POLICIES = {policy.replace(" ", "_") for policy, _aggregation in NAMED.values()}
_RANGE = re.compile(r"[\[\]](?:[0-9.]+|date and time\(.+\))\.\.(?:[0-9.]+|date and time\(.+\))[\[\]]")
_HEAD = 5


def is_advanced(grid: Grid) -> bool:
    """Whether row 1 marks inputs and outputs and rules may follow the five heading rows."""
    marks = {grid.text(1, column).lower() for column in range(1, grid.columns + 1)}
    return {"input", "output"} <= marks and grid.rows > _HEAD and _hit_policy(grid) is not None


def is_simple(grid: Grid) -> bool:
    """Whether row 1 is a row of headings over rules: two or more texts from A1 on, each once, nothing beside them."""
    headings = [grid.at(1, column) for column in range(1, grid.columns + 1)]
    texts = [heading for heading in headings if isinstance(heading, str)]
    whole = len(texts) == len(headings) > 1 and len(set(texts)) == len(texts)
    return whole and grid.rows > 1 and not any(spot[0] == 1 for spot in grid.spans)


def _hit_policy(grid: Grid) -> str | None:
    """A5, where column A is neither input nor output; blank is UNIQUE, what is no policy is None."""
    stated = grid.text(_HEAD, 1).upper() if grid.text(1, 1).lower() not in ("input", "output") else ""
    return "UNIQUE" if not stated else stated.replace("_", " ") if stated.replace(" ", "_") in _POLICIES else None


def read_advanced(grid: Grid, reading: Reading) -> ForeignTable:
    """The table of a sheet; its name is the decision's."""
    table = ForeignTable(grid.name, grid.name, "A1", _hit_policy(grid) or "UNIQUE")
    sides: dict[str, list[int]] = {"input": [], "output": []}
    for column in range(1, grid.columns + 1):
        sides.get(grid.text(1, column).lower(), []).append(column)
    for side, columns in sides.items():
        for column in columns:
            label, language, expression, kind = (grid.text(row, column) for row in range(2, _HEAD + 1))
            made = Column(expression, grid.address(4, column), label, kind, language)
            (table.inputs if side == "input" else table.outputs).append(made)
    last = max(sides["output"])
    remarks = [column for column in range(last + 1, grid.columns + 1) if not grid.text(1, column)]
    _rules(grid, table, _HEAD + 1, (sides["input"], sides["output"], remarks), reading)
    return table


def read_simple(grid: Grid, outputs: Sequence[str], reading: Reading) -> ForeignTable:
    """The table of a sheet.

    Args:
        grid: the sheet.
        outputs: letters of the columns that are outputs; none: the last one.
        reading: collects findings.
    """
    every = list(range(1, grid.columns + 1))
    named = [column_index_from_string(letter) for letter in outputs] or every[-1:]
    table = ForeignTable(grid.name, grid.name, "A1", "UNIQUE")
    for column in every:
        made = Column(grid.text(1, column), grid.address(1, column), grid.text(1, column))
        (table.outputs if column in named else table.inputs).append(made)
    _rules(grid, table, 2, ([column for column in every if column not in named], named, []), reading)
    return table


def _rules(
    grid: Grid, table: ForeignTable, first: int, columns: tuple[list[int], list[int], list[int]], reading: Reading
) -> None:
    inputs, outputs, remarks = columns
    table.remarks = [get_column_letter(column) for column in remarks] if len(remarks) > 1 else ["备注"] * len(remarks)
    for row in range(first, grid.rows + 1):
        if not any((row, column) in grid.values for column in (*inputs, *outputs)):
            continue
        for column in (*inputs, *outputs):
            if (row, column) in grid.unstored:
                reading.error("formula-unstored", grid.place(row, column))
        table.rules.append(ForeignRule(
            f"excelRow{row}",
            [Text(_condition(grid.shown(row, column)), grid.address(row, column)) for column in inputs],
            [Text(_outcome(grid.shown(row, column)), grid.address(row, column)) for column in outputs],
            [plain_text(grid.shown(row, column)) for column in remarks],
        ))  # fmt: skip


def _condition(value: Raw) -> str:
    """Blank is ``-``, numbers as they are; texts that are no test of their own are taken literally."""
    if value is None:
        return "-"
    if not isinstance(value, str):
        return print_literal(value)
    as_it_is = value == "-" or value[0] in "<>" or _RANGE.fullmatch(value) or value in ("true", "false")
    return value if as_it_is or _is_feel(value) else quoted(value)


def _outcome(value: Raw) -> str:
    if value is None or value == "-":
        return ""
    if not isinstance(value, str):
        return print_literal(value)
    written = value in ("true", "false") or (value[0] == value[-1] == '"' and len(value) > 1)
    return value if written else quoted(value)


def _is_feel(text: str) -> bool:
    """Written as FEEL already: it has quotation marks, or brackets around a range."""
    try:
        parse_unary_tests(text)
    except FeelError:
        return text.startswith(("not(", "[", "]", "(", "date"))
    return '"' in text or text.startswith(("not(", "[", "]", "(", "date"))
