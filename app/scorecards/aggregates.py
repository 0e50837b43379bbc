"""合计 计数 去重计数 平均 最大 最小 of a column per group, exact and a whole column at a time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np
import numpy.typing as npt

from app.columns import MISSING, Column, EncodedColumn, NumberColumn, encode
from app.rulebooks.conditions import Condition, matches
from app.rulebooks.model import Aggregate
from app.values import Value

Groups = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

# Sums of money are exact, however long: a Decimal sum in the default context keeps 28 digits only.
_EXACT = Context(prec=2400)
_INT64 = 1 << 63


def encoded(column: Column) -> EncodedColumn:
    """Any column with each distinct value stored once."""
    if isinstance(column, EncodedColumn):
        return column
    codes = column.states.astype(np.int32)
    present = np.flatnonzero(codes == 0)
    _, first, inverse = np.unique(column.scaled[present], return_index=True, return_inverse=True)
    codes[present] = inverse
    return EncodedColumn(codes, tuple(column.value(int(row)) for row in present[first]))


def joined(columns: Sequence[Column]) -> Column:
    """Columns of one variable from several sheets, one below the other; rows must not be FAILED."""
    if len(columns) == 1:
        return columns[0]
    parts = [column for column in columns if isinstance(column, NumberColumn)]
    scale = max((part.scale for part in parts), default=0)
    largest = max((_largest(part) * 10 ** (scale - part.scale) for part in parts), default=0)
    if len(parts) < len(columns) or largest >= _INT64 or len({part.is_date for part in parts}) > 1:
        return encode([value for column in columns for value in column.to_list()])
    scaled = np.concatenate([part.scaled * 10 ** (scale - part.scale) for part in parts])
    return NumberColumn(scaled, scale, parts[0].is_date, np.concatenate([part.states for part in parts]))


def holds(condition: Condition, column: Column) -> Mask:
    """For which rows a condition holds: every distinct value is asked once."""
    known = encoded(column)
    answers = [matches(condition, value) for value in known.values]
    missing = matches(condition, None)
    return np.array([*answers, False, missing], np.bool_)[known.codes]  # codes -1 and -2 reach the two at the end


def distinct(column: Column, groups: Groups, count: int) -> list[list[Value]]:
    """The different values of each group, in the order in which its rows bring them."""
    known = encoded(column)
    present = known.codes >= 0
    pairs = groups[present] * max(len(known.values), 1) + known.codes[present]
    _, first = np.unique(pairs, return_index=True)
    found: list[list[Value]] = [[] for _ in range(count)]
    rows = np.flatnonzero(present)[np.sort(first)]
    for group, code in zip(groups[rows].tolist(), known.codes[rows].tolist(), strict=True):
        found[group].append(known.values[code])
    return found


def aggregate(how: Aggregate, column: Column, groups: Groups, count: int, places: int) -> list[Value]:
    """One value per group from the rows that have one.

    A group without any: 0 for 合计, 计数 and 去重计数, missing for 平均, 最大 and 最小. Only 平均 rounds, half-up
    to *places*.

    Args:
        groups: shape (n,), the group of each row of *column*, below *count*.
    """
    sizes = np.bincount(groups[column.states == 0], minlength=count).tolist()
    if how is Aggregate.COUNT:
        return [Decimal(size) for size in sizes]
    if how is Aggregate.DISTINCT:
        return [Decimal(len(values)) for values in distinct(column, groups, count)]
    if how in (Aggregate.MAX, Aggregate.MIN):
        best = max if how is Aggregate.MAX else min
        return [best(values, default=None) for values in distinct(column, groups, count)]  # type: ignore[type-var]
    totals = sums(column, groups, count)
    if how is Aggregate.SUM:
        return list(totals)
    return [quotient(total, Decimal(size), places) if size else None for total, size in zip(totals, sizes, strict=True)]


def quotient(dividend: Decimal, divisor: Decimal, places: int) -> Decimal:
    """Rounded half-up, once."""
    return _EXACT.divide(dividend, divisor).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


def sums(column: Column, groups: Groups, count: int) -> list[Decimal]:
    """The exact total of each group, 0 where it has no value."""
    if isinstance(column, EncodedColumn):
        return _decimal_sums(column, groups, count)
    fits = _largest(column) * max(len(column), 1) < _INT64
    totals = np.zeros(count, np.int64 if fits else object)
    np.add.at(totals, groups, column.scaled if fits else column.scaled.astype(object))
    return [_EXACT.scaleb(Decimal(total), -column.scale) for total in totals.tolist()]


def _decimal_sums(column: EncodedColumn, groups: Groups, count: int) -> list[Decimal]:
    totals = [Decimal(0)] * count
    for group, code in zip(groups.tolist(), column.codes.tolist(), strict=True):
        if code > MISSING:
            totals[group] = _EXACT.add(totals[group], column.values[code])
    return totals


def _largest(column: NumberColumn) -> int:
    return max(int(column.scaled.max(initial=0)), -int(column.scaled.min(initial=0)))
