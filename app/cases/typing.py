"""A table and a dictionary → typed columns; every distinct cell is read once, rows only gather."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from app.cases.cells import CellError, ordinary, read_bool, read_date, read_text
from app.cases.faults import ColumnFaults, RowFindings
from app.cases.headings import power, unit_of
from app.cases.matching import match
from app.cases.model import Cases, RawTable
from app.cases.numbers import read_numbers
from app.cases.reading import Reading
from app.columns import FAILED, MISSING, Column, EncodedColumn, NumberColumn, column
from app.findings import Finding, Place
from app.on_demand import blocks, chained, some_of
from app.rulebooks.model import Variable
from app.values import VarType, fold, to_text

Lookup = npt.NDArray[np.int32]


def type_cases(raw: RawTable, variables: Mapping[str, Variable]) -> Cases:
    """Type the columns of *raw* that the dictionary knows; see :class:`Cases` for what comes of the rest."""
    matching = match(raw, variables)
    grid = raw.grid
    columns: dict[str, Column] = {}
    faults: list[ColumnFaults] = []
    notes: list[Finding] = []
    broken = np.array(sorted(raw.row_findings), np.intp)
    for name, variable in variables.items():
        if name in matching.columns:
            reading = Reading(raw, variable, matching.columns[name], grid.columns[matching.columns[name]])
            columns[name] = _fail(_typed(reading), broken)
            faults.extend(_faults(reading, broken))
            notes.extend(reading.notes)
        elif variable.default is not None:
            columns[name] = _fail(_constant(variable, len(raw.rows)), broken)
    findings = (*matching.findings, *_unit_notes(raw, variables, matching.columns), *notes)
    return Cases(raw, columns, RowFindings(raw, faults), findings, matching.columns)


def _typed(reading: Reading) -> Column:
    kind = reading.variable.type
    if kind.is_number:
        return read_numbers(reading)
    if kind is VarType.DATE:
        return _dates(reading)
    return _encoded(reading, read_bool) if kind is VarType.BOOL else _texts(reading)


def _encoded(reading: Reading, read: Callable[[Any], Any]) -> EncodedColumn:
    index: dict[Any, int] = {}
    lookup: Lookup = np.full(len(reading.cells.values) + 1, FAILED, np.int32)  # the last place answers MISSING
    blank = reading.blank_state or index.setdefault(reading.blank, 0)
    lookup[-1] = blank
    for code, value in reading.each(read):
        lookup[code] = blank if value is None else index.setdefault(value, len(index))
        if value is None:
            reading.miss(code)
    return EncodedColumn(lookup[reading.cells.codes], tuple(index))


def _texts(reading: Reading) -> EncodedColumn:
    """Text; a value of the dictionary's list is taken in its spelling there, and rounded ids are refused."""
    listed = {_squeezed(item): item for item in reading.variable.domain or () if isinstance(item, str)}
    values = set(listed.values())
    rounded = _rounded_ids(reading.cells)

    def read(cell: Any) -> str | None:
        if cell in rounded:
            raise CellError("cases.digits-lost")
        text = read_text(cell)
        return text if text is None or not listed or text in values else listed.get(_squeezed(text), text)

    if listed or rounded or reading.blank_state == 0:
        return _encoded(reading, read)
    return _as_they_stand(reading)


def _as_they_stand(reading: Reading) -> EncodedColumn:
    """Texts that :func:`read_text` gives back unchanged are not looked at again; the others are read one by one."""
    cells, blank = reading.cells, reading.blank_state
    changed = dict(_changed(reading))
    if not changed and not reading.failures and (blank == MISSING or reading.column.filled.all()):
        return cells
    lookup: Lookup = np.append(np.arange(len(cells.values), dtype=np.int32), np.int32(blank))
    lookup[list(reading.failures)] = FAILED
    index = {text: code for text, code in _known(cells, set(changed.values()) - {None}) if code not in changed}
    added: dict[str, int] = {}
    for code, text in changed.items():
        if text is None:
            lookup[code] = blank
            reading.miss(code)
        else:
            lookup[code] = index[text] if text in index else added.setdefault(text, len(cells.values) + len(added))
    return EncodedColumn(lookup[cells.codes], chained(cells.values, tuple(added)))


def _changed(reading: Reading) -> Iterator[tuple[int, str | None]]:
    """Codes of distinct cells whose text is not the cell itself, and that text; those unreadable become failures."""
    start = 0
    for block in blocks(reading.cells.values):
        if not (set(map(type, block)) <= {str} and ordinary(block)):
            for code, cell in enumerate(block, start):
                try:
                    text = read_text(cell)
                except CellError as error:
                    reading.fail(code, error)
                    continue
                if type(cell) is not str or text != cell:
                    yield code, text
        start += len(block)


def _known(cells: EncodedColumn, texts: Collection[str | None]) -> Iterator[tuple[str, int]]:
    """Which of *texts* are distinct cells, too, and their codes."""
    if texts:
        yield from ((cell, code) for code, cell in enumerate(cells.values) if type(cell) is str and cell in texts)


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def _rounded_ids(cells: EncodedColumn) -> set[str]:
    """Long numbers stored as text after Excel had rounded them: every one has only zeros from the 16th digit on."""
    long: set[str] = set()
    for cell in cells.values:
        if type(cell) is str and len(cell) > 15 and cell.isdigit():
            if cell[15:].strip("0"):
                return set()
            long.add(cell)
    return long if len(long) >= 3 else set()


def _dates(reading: Reading) -> NumberColumn:
    blank = reading.blank.toordinal() if reading.blank_state == 0 else 0  # type: ignore[union-attr]
    count = len(reading.cells.values)
    ordinals, states = np.full(count + 1, blank, np.int64), np.full(count + 1, reading.blank_state, np.int8)
    states[:count] = FAILED
    serials: list[int] = []
    for code, (day, was_serial) in reading.each(read_date):
        states[code] = 0 if day is not None else reading.blank_state
        ordinals[code] = day.toordinal() if day is not None else blank
        if day is None:
            reading.miss(code)
        if was_serial:
            serials.append(code)
    if serials:
        first = reading.cells.values[serials[0]]
        rows = int(np.isin(reading.cells.codes, serials).sum())
        day = to_text(read_date(first)[0])
        reading.note("cases.date-serials", count=rows, value=to_text(first), date=day)
    codes = reading.cells.codes
    marks = states[codes]
    return NumberColumn(ordinals[codes] * (marks == 0), 0, True, marks if marks.any() else None)


def _faults(reading: Reading, broken: npt.NDArray[np.intp]) -> Iterator[ColumnFaults]:
    """Where the column cannot be read; rows that are broken as a whole have their finding already."""
    reading.miss(MISSING)
    if not reading.failures or (reading.failures.keys() == {MISSING} and reading.column.filled.all()):
        return
    codes, count = reading.cells.codes, len(reading.cells.values)
    failing = np.zeros(count + 1, bool)
    failing[list(reading.failures)] = True
    rows = np.setdiff1d(np.flatnonzero(failing[codes]), broken)
    if len(rows):
        _warn_if_most(reading, codes[rows])
        found = np.unique(codes[rows])
        found = found[found >= 0]
        cells = dict(zip(found.tolist(), some_of(reading.cells.values, found), strict=True))
        yield ColumnFaults(reading.variable, reading.index, rows, codes[rows], cells, reading.failures)


def _warn_if_most(reading: Reading, failed: npt.NDArray[np.int32]) -> None:
    """If hardly any filled cell can be read, the dictionary's type is wrong or the column is another one."""
    unread, filled = int((failed >= 0).sum()), int((reading.cells.codes >= 0).sum())
    if unread > 2 and unread * 2 > filled:
        reading.note("cases.column-unreadable", "warning", count=unread, type=reading.variable.type.value)


def _fail(typed: Column, rows: npt.NDArray[np.intp]) -> Column:
    if not len(rows):
        return typed
    if isinstance(typed, EncodedColumn):
        codes = typed.codes.copy()  # they may be the cells' own
        codes[rows] = FAILED
        return EncodedColumn(codes, typed.values)
    marks = typed.states.copy()
    marks[rows] = FAILED
    return NumberColumn(typed.scaled, typed.scale, typed.is_date, marks)


def _constant(variable: Variable, count: int) -> Column:
    one = column([variable.default], variable.type)
    return one.take(np.zeros(count, np.intp))


def _unit_notes(raw: RawTable, variables: Mapping[str, Variable], columns: Mapping[str, int]) -> Iterator[Finding]:
    """Say once which columns were taken in the unit of the table."""

    def converted(name: str) -> bool:
        variable, heading = variables[name], raw.headings[columns[name]]
        other = power(raw.unit) != (power(variable.unit) or 0)
        return variable.type is VarType.MONEY and not unit_of(heading) and other

    scaled = [name for name in columns if raw.unit and converted(name)]
    if scaled:
        params = {"unit": raw.unit, "variables": "、".join(scaled)}
        yield Finding("note", "cases.unit-applied", Place(raw.file, raw.sheet), params)
