"""Workbooks of other DMN-in-Excel tools → :class:`~app.rulebooks.model.Rulebook`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from app.findings import LubuError, Place
from app.rulebooks.dmn.camunda import read_advanced, read_simple
from app.rulebooks.dmn.foreign import ForeignTable, as_document
from app.rulebooks.dmn.grid import Grid, read_grids
from app.rulebooks.dmn.pydmnrules import PyDmnBook, read_book, under_conditions
from app.rulebooks.dmn.pydmnrules_tables import TablesReader
from app.rulebooks.dmn.reading import Imported, read_definitions
from app.rulebooks.dmn.recognising import ForeignLayout, recognise
from app.rulebooks.reading import GivenUpError, Reading


def read_foreign(data: bytes, file: str, layout: ForeignLayout | None = None, outputs: Sequence[str] = ()) -> Imported:
    """Read the decision tables of a workbook of pyDMNrules or Camunda; nothing about its contents raises.

    Args:
        data: the file's bytes.
        file: its name; the stem names the rulebook.
        layout: which tool's it is; None: by what stands in it.
        outputs: in Camunda's simple layout, the letters of the output columns; none: the last one.
    """
    reading = Reading(file)
    try:
        grids = read_grids(data, file)
        if layout is None:
            layout, reason = recognise(grids, file)
            reading.note("dmn-layout", Place(file), layout=layout.value, reason=reason)
        tables, book = _tables(grids, layout, outputs, reading)
    except LubuError as error:
        return Imported(None, (*reading.findings, *error.findings))
    except GivenUpError:
        return Imported(None, tuple(reading.findings))
    concluded = {column.expression for table in tables for column in table.outputs}
    given = [name for name in book.variables if name not in concluded]
    given += [column.expression for table in tables for column in table.inputs if column.expression in book.variables]
    inputs = {name: "" for name in given if name not in concluded}
    document = as_document(tables, inputs, [table.name for table in tables] if book.has_decision else [])
    return read_definitions(document, reading, hashlib.sha256(data).hexdigest())


def _tables(
    grids: Sequence[Grid], layout: ForeignLayout, outputs: Sequence[str], reading: Reading
) -> tuple[list[ForeignTable], PyDmnBook]:
    if layout is ForeignLayout.PYDMNRULES:
        book = read_book(grids)
        tables = under_conditions(TablesReader(grids, book, reading).read(), book, reading)
        return _once_and_in_order(tables, book, reading), book
    if not grids:
        return [], PyDmnBook()
    for grid in grids[1:]:
        reading.warn("dmn-sheet-left", Place(reading.file, grid.name), sheet=grid.name)
    first = grids[0]
    table = read_advanced(first, reading) if layout is ForeignLayout.CAMUNDA_ADVANCED else read_simple(
        first, outputs, reading
    )  # fmt: skip
    return [table], PyDmnBook()


def _once_and_in_order(tables: Sequence[ForeignTable], book: PyDmnBook, reading: Reading) -> list[ForeignTable]:
    """pyDMNrules runs tables one after the other and lets a later one overwrite; here each variable has one source."""
    kept: list[ForeignTable] = []
    for place, table in enumerate(tables):
        at = Place(reading.file, table.sheet, table.cell)
        outputs = {column.expression for column in table.outputs}
        earlier = {column.expression: other.name for other in kept for column in other.outputs}
        twice = sorted(outputs & earlier.keys())
        later = {column.expression for other in tables[place:] for column in other.outputs}
        early = sorted({column.expression for column in table.inputs} & later) if book.has_decision else []
        for name in twice:
            reading.error("dmn-concluded-twice", at, variable=name, table=earlier[name])
        for name in early:
            reading.error("dmn-read-before", at, variable=name)
        if twice or early:
            reading.error("dmn-table-left", at, table=table.name)
        else:
            kept.append(table)
    return kept
