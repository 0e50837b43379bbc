"""Number columns: exact decimals as scaled integers, found by numpy for ordinary numbers, one by one for the rest.

A float (or a text) with at most 15 significant digits is ``n / 10**s`` for whole ``n`` and small ``s`` exactly when
dividing gives the same float back, because no two such decimals share a float. So the division proves the decimal.
A spreadsheet's float stands for the 15 digits nearest to it: there the neighbouring float (``0.1+0.2``) proves it, too,
since decimals of 15 digits lie at least 4.5 floats apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from app.cases.cells import LOST, CellError, read_number
from app.cases.grid import CellColumn
from app.cases.headings import power, unit_of
from app.cases.reading import Reading
from app.columns import FAILED, MISSING, Column, EncodedColumn, NumberColumn
from app.values import VarType, to_text

_ORDINARY = re.compile(r"-?\d{1,11}(?:\.\d{1,4})?")
_SCALES = (0, 2, 4, 6)
_AT_ONCE = 1 << 16
"""Numbers looked at together, so that memory stays bounded."""
_FITS = float(1 << 62)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Distinct numbers ``whole * 10**exponent``, and the blank's in the last place."""

    whole: npt.NDArray[np.object_] | npt.NDArray[np.int64]
    exponent: npt.NDArray[np.int64]
    states: npt.NDArray[np.int8]
    own_unit: npt.NDArray[np.bool_]
    blank: npt.NDArray[np.bool_]
    """The last place, and cells that only look filled (``-``): the default, which is in the dictionary's unit."""

    def shifted(self, plain: int, own: int) -> npt.NDArray[np.int64]:
        """The exponents in the dictionary's unit; *plain* and *own* are the shifts of :func:`_shifts`."""
        return self.exponent + np.where(self.blank, 0, np.where(self.own_unit, own, plain))


def read_numbers(reading: Reading) -> Column:
    """The column's numbers in the dictionary's unit, whole ones checked to be whole."""
    plain, own = _shifts(reading)
    if not (reading.variable.type is VarType.PERCENT and not plain):
        numbers = _read_plain(reading)
        if numbers is not None:
            return _column(numbers, numbers.shifted(plain, own), _places(reading.column))
    distinct = _read(reading)
    if reading.variable.type is VarType.PERCENT and not plain:
        _warn_of_percent_points(reading, distinct)
    return _column(distinct, distinct.shifted(plain, own), reading.cells.codes)


def _read_plain(reading: Reading) -> _Numbers | None:
    """The cells row by row, where all of them are ordinary numbers or blank; they rarely repeat."""
    column = reading.column
    if column.counted is None or (column.codes >= 0).any():
        return None
    numbers = np.nan_to_num(column.counted.array, nan=0.0)
    whole, exponent, found = _as_decimals(numbers, reading.raw.format == "xlsx")
    if not found.all() or (reading.variable.type is VarType.INTEGER and _fractions(whole, exponent).any()):
        return None
    blank = _parts(reading.blank) if isinstance(reading.blank, Decimal) else (0, 0)
    if abs(blank[0]) >= _FITS:
        return None
    states = np.append(np.zeros(len(numbers), np.int8), np.int8(reading.blank_state))
    whole, exponent = np.append(whole, blank[0]), np.append(exponent, blank[1])
    return _Numbers(whole, exponent, states, np.zeros(len(states), bool), _last_of(len(states)))


def _last_of(count: int) -> npt.NDArray[np.bool_]:
    """True in the last of *count* places."""
    last = np.zeros(count, np.bool_)
    last[-1] = True
    return last


def _places(column: CellColumn) -> npt.NDArray[np.int32]:
    """Each row's own place, MISSING for a blank."""
    return np.where(column.filled, np.arange(len(column), dtype=np.int32), np.int32(MISSING))


def _fractions(whole: npt.NDArray[np.int64], exponent: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    fractions: npt.NDArray[np.bool_] = whole % 10 ** np.maximum(-exponent, 0) != 0
    return fractions


def _shifts(reading: Reading) -> tuple[int, int]:
    """Powers of ten from the file's unit to the dictionary's: for bare numbers, for those that name their unit."""
    heading = unit_of(reading.raw.headings[reading.index])
    if reading.variable.type is VarType.PERCENT:
        return (power(heading) or 0) if heading in ("%", "‰") else 0, 0
    kept = power(reading.variable.unit) or 0
    if reading.variable.type is not VarType.MONEY:
        return 0, -kept  # ``5.85%`` under 单位 % is 5.85, as it is in a condition
    given = power(reading.raw.unit if heading in ("", "%", "‰") else heading)
    return (kept if given is None else given) - kept, -kept


def _read(reading: Reading) -> _Numbers:
    cells = tuple(reading.cells.values)
    count = len(cells)
    floats = _ordinary(cells)
    spreadsheet = reading.raw.format == "xlsx"
    whole, exponent, found = _as_decimals(floats, spreadsheet)
    states = np.where(found, 0, FAILED).astype(np.int8)
    own_unit, blank = np.zeros(count + 1, bool), _last_of(count + 1)
    default = _parts(reading.blank) if isinstance(reading.blank, Decimal) else (0, 0)
    large: dict[int, int] = {}
    for code in np.flatnonzero(~found).tolist():
        try:
            number, own_unit[code] = read_number(cells[code], spreadsheet)
        except CellError as error:
            reading.fail(code, error)
            continue
        states[code], blank[code] = 0, number is None
        large[code], exponent[code] = default if number is None else _parts(number)
        if number is None:
            states[code] = reading.blank_state
            reading.miss(code)
    exponent = np.append(exponent, default[1])
    states = np.append(states, np.int8(reading.blank_state))
    whole = _with_large(np.append(whole, 0), {**large, count: default[0]})
    if reading.variable.type is VarType.INTEGER:
        _refuse_fractions(reading, whole, exponent, states)
    return _Numbers(whole, exponent, states, own_unit, blank)


def _ordinary(cells: tuple[Any, ...]) -> npt.NDArray[np.float64]:
    """Cells as floats where that is exact; nan where a cell needs a closer look."""
    if set(map(type, cells)) <= {float}:
        return np.array(cells, np.float64)
    floats = np.full(len(cells), np.nan)
    for code, cell in enumerate(cells):
        if type(cell) is float:
            floats[code] = cell
        elif (type(cell) is str and _ORDINARY.fullmatch(cell)) or (type(cell) is int and abs(cell) < LOST):
            floats[code] = float(cell)
    return floats


def _as_decimals(
    floats: npt.NDArray[np.float64], spreadsheet: bool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    whole, exponent = np.empty(len(floats), np.int64), np.empty(len(floats), np.int64)
    found = np.empty(len(floats), bool)
    for start in range(0, len(floats), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        whole[some], exponent[some], found[some] = _some_as_decimals(floats[some], spreadsheet)
    return whole, exponent, found


def _some_as_decimals(
    floats: npt.NDArray[np.float64], spreadsheet: bool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    whole, exponent = np.zeros(len(floats), np.int64), np.zeros(len(floats), np.int64)
    found = np.zeros(len(floats), bool)
    for scale in _SCALES:
        open_ones = np.flatnonzero(~found & (np.abs(floats) < LOST / 10**scale))
        if not len(open_ones):
            continue
        numbers = np.rint(floats[open_ones] * 10.0**scale)
        away = np.abs(numbers / 10.0**scale - floats[open_ones])
        exact = away <= np.spacing(np.abs(floats[open_ones])) if spreadsheet else away == 0
        hit = open_ones[exact]
        whole[hit], exponent[hit], found[hit] = numbers[exact].astype(np.int64), -scale, True
    return whole, exponent, found


def _parts(number: Decimal) -> tuple[int, int]:
    sign, digits, exponent = number.as_tuple()
    whole = int("".join(map(str, digits)))
    return (-whole if sign else whole), int(exponent)


def _with_large(whole: npt.NDArray[np.int64], large: dict[int, int]) -> npt.NDArray[Any]:
    """Put numbers in that were read one by one; as Python integers where one is beyond 62 bits."""
    result: npt.NDArray[Any] = whole
    if any(abs(number) >= _FITS for number in large.values()):
        result = whole.astype(object)
    for code, number in large.items():
        result[code] = number
    return result


def _refuse_fractions(
    reading: Reading, whole: npt.NDArray[Any], exponent: npt.NDArray[np.int64], states: npt.NDArray[np.int8]
) -> None:
    for code in np.flatnonzero((exponent[:-1] < 0) & (states[:-1] == 0)).tolist():
        if int(whole[code]) % 10 ** int(-exponent[code]):
            states[code] = FAILED
            reading.failures[code] = CellError("cases.not-whole")


def _warn_of_percent_points(reading: Reading, distinct: _Numbers) -> None:
    """Numbers like 4.35 under a heading without (%) are read as 435 %, which is hardly meant."""
    plain = (distinct.states == 0) & ~distinct.own_unit
    plain[-1] = False
    large = plain & (np.abs(distinct.whole.astype(np.float64)) > 10.0**-distinct.exponent)
    if large.sum() * 2 > plain.sum():
        code = int(np.flatnonzero(large)[0])
        value = Decimal(int(distinct.whole[code])).scaleb(int(distinct.exponent[code]))
        reading.note("cases.percent-points", "warning", value=to_text(value), read=to_text(value * 100))


def _column(distinct: _Numbers, exponent: npt.NDArray[np.int64], codes: npt.NDArray[np.int32]) -> Column:
    usable = distinct.states == 0
    scale = max(0, -int(exponent[usable].min(initial=0)))
    raised = np.where(usable, exponent + scale, 0)
    sizes = np.abs(distinct.whole.astype(np.float64)) * 10.0**raised
    if (sizes[usable] >= _FITS).any():
        return _decimals(distinct, exponent, codes)
    scaled = np.where(usable, distinct.whole.astype(np.int64), 0) * 10 ** np.where(usable, raised, 0)
    marks = distinct.states[codes]
    return NumberColumn(scaled[codes], scale, False, marks if marks.any() else None)


def _decimals(distinct: _Numbers, exponent: npt.NDArray[np.int64], codes: npt.NDArray[np.int32]) -> EncodedColumn:
    """Numbers too long for 62 bits at their common scale."""
    index: dict[Decimal, int] = {}
    lookup = distinct.states.astype(np.int32)
    for code in np.flatnonzero(distinct.states == 0).tolist():
        number = Decimal(f"{int(distinct.whole[code])}E{int(exponent[code])}")
        lookup[code] = index.setdefault(number, len(index))
    return EncodedColumn(np.where(codes == MISSING, lookup[-1], lookup[codes]).astype(np.int32), tuple(index))
