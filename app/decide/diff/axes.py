"""The conditions of both versions on one variable, cut into common bands and joined into groups.

A *group* is a set of bands between which neither version tells any difference. Groups, not bands, are what the
comparison walks through; bands are what it describes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.decide.diff.model import Band, BandKind
from app.rulebooks.bands import BoolMatrix, ColumnBands
from app.rulebooks.conditions import (
    AnyOf,
    Condition,
    Equals,
    Interval,
    Missing,
    Present,
    Test,
    TextTest,
    TextTestKind,
    matches,
    tests_of,
)
from app.values import Scalar, Value, VarType

MAX_TESTS = 8
"""Different text tests on one variable whose combinations are all tried."""
MAX_LISTS = 512
"""Combinations of items that the lists of one variable can show."""

_GAP = "\ue000"
"""Parts the pieces of a made-up text; nobody writes it, so no test looks for it."""


class Inexact(Exception):  # noqa: N818 - not an error: the comparison goes on by rows
    """There are too many cells to compare them all."""


@dataclass(frozen=True, slots=True)
class Range:
    """Which values one variable can have in either version."""

    kind: VarType
    unit: str = ""
    listed: tuple[Scalar, ...] | None = None
    """The texts there are; None: any."""
    limits: tuple[Condition, ...] | None = None
    """A number or date satisfies one of them; None: any."""
    optional: bool = True
    lists: bool = False
    """Values are lists: the conclusions of a collecting table."""
    blanks: bool = False
    """Such a list may hold places without a value: those of a table with several conclusions."""


@dataclass(frozen=True, eq=False)
class Axis:
    """One variable that a table reads."""

    variable: str
    range: Range
    bands: tuple[Band, ...]
    members: tuple[tuple[int, ...], ...]
    """Group → its bands."""
    masks: tuple[tuple[int, int], ...]
    """Group → rules of the old and of the new version that accept it, one bit each."""


Columns = Sequence[Sequence[Condition]]
"""Condition columns on one variable, each with one condition per rule."""


def make_axis(variable: str, old: Columns, new: Columns, counts: tuple[int, int], possible: Range) -> Axis:
    """Common bands of the columns that the old and the new version have on a variable.

    Args:
        counts: number of rules of each version.

    Raises:
        Inexact: when the combinations of tests on a text or a list are too many to be tried.
    """
    conditions = tuple(dict.fromkeys(one for column in (*old, *new) for one in column))
    bands, accepts = _bands(conditions, possible)
    number = {condition: position for position, condition in enumerate(conditions)}
    sides = [
        _masks(accepts, [[number[one] for one in column] for column in columns], count)
        for columns, count in zip((old, new), counts, strict=True)
    ]
    groups: dict[tuple[int, int], list[int]] = {}
    for band, pair in enumerate(zip(*sides, strict=True)):
        groups.setdefault(pair, []).append(band)
    return Axis(variable, possible, bands, tuple(map(tuple, groups.values())), tuple(groups))


def _masks(accepts: BoolMatrix, columns: Sequence[Sequence[int]], count: int) -> list[int]:
    """Band → integer with bit *r* set where rule *r* accepts it."""
    masks = [(1 << count) - 1] * len(accepts)
    for ids in columns:
        packed = np.packbits(accepts[:, ids], axis=1, bitorder="little")
        masks = [mask & int.from_bytes(row.tobytes(), "little") for mask, row in zip(masks, packed, strict=True)]
    return masks


def _bands(conditions: Sequence[Condition], possible: Range) -> tuple[tuple[Band, ...], BoolMatrix]:
    """Possible bands and ``accepts[band, condition]``; the missing value is the last one."""
    if possible.lists:
        bands, accepts = _lists(conditions, possible)
    elif possible.kind is VarType.TEXT:
        bands, texts = _texts(conditions, possible)
        accepts = _matrix([[matches(condition, text) for condition in conditions] for text in texts], conditions)
    elif possible.kind is VarType.BOOL:
        bands = [Band(BandKind.VALUE, value=truth) for truth in (True, False)]
        accepts = _matrix([[matches(one, truth) for one in conditions] for truth in (True, False)], conditions)
    else:
        bands, accepts = _ranges(conditions, possible)
    if possible.optional:
        bands.append(Band(BandKind.MISSING))
        missing = _matrix([[matches(condition, None) for condition in conditions]], conditions)
        accepts = np.concatenate([accepts, missing])
    return tuple(bands), accepts


def _matrix(rows: Sequence[Sequence[bool]], conditions: Sequence[Condition]) -> BoolMatrix:
    return np.array(rows, np.bool_).reshape(len(rows), len(conditions))


def _ranges(conditions: Sequence[Condition], possible: Range) -> tuple[list[Band], BoolMatrix]:
    limits = possible.limits or ()
    column = ColumnBands([*conditions, *limits], possible.kind)
    within = np.ones(column.missing, np.bool_)
    if possible.limits is not None:
        within = column.accepts[: column.missing, [column.index[limit] for limit in limits]].max(axis=1, initial=False)
    kept = np.flatnonzero(within).tolist()
    edges = [None, *column.cuts, None]
    asked = [column.index[condition] for condition in conditions]
    return [Band(BandKind.RANGE, edges[band], edges[band + 1]) for band in kept], column.accepts[np.ix_(kept, asked)]


def _texts(conditions: Sequence[Condition], possible: Range) -> tuple[list[Band], list[Value]]:
    if possible.listed is not None:
        return [Band(BandKind.VALUE, value=value) for value in possible.listed], list(possible.listed)
    asked = _tests(conditions)
    listed: list[Value] = [test.value for test in asked if isinstance(test, Equals)]
    patterns = [test for test in asked if isinstance(test, TextTest)]
    bands = [Band(BandKind.VALUE, value=value) for value in listed]
    apart = frozenset(listed)
    if not patterns:
        return [*bands, Band(BandKind.OTHER, apart=apart)], [*listed, _GAP]
    made = _made_texts(patterns)
    bands += [Band(BandKind.TESTS, holding=on, failing=off, apart=apart) for on, off in made]
    return bands, [*listed, *made.values()]


def _made_texts(patterns: Sequence[TextTest]) -> dict[tuple[tuple[Test, ...], tuple[Test, ...]], str]:
    """(tests that hold, tests that do not) → a text, for every combination that some text can show.

    The pieces of a text are set apart by a sign that no test looks for, so the made text satisfies nothing but what
    its pieces satisfy, which every text with those pieces does: each combination that exists at all is met.
    """
    if len(patterns) > MAX_TESTS:
        raise Inexact
    made: dict[tuple[tuple[Test, ...], tuple[Test, ...]], str] = {}
    for mask in range(1 << len(patterns)):
        text = _text([test for bit, test in enumerate(patterns) if mask >> bit & 1])
        on = tuple(test for test in patterns if matches(test, text))
        off = tuple(test for test in patterns if not matches(test, text))
        made.setdefault((on, off), text)
    return made


def _text(tests: Sequence[TextTest]) -> str:
    pieces = {kind: [test.text for test in tests if test.kind is kind] for kind in TextTestKind}
    head = max(pieces[TextTestKind.STARTS], key=len, default="")
    tail = max(pieces[TextTestKind.ENDS], key=len, default="")
    return _GAP.join([head, *pieces[TextTestKind.CONTAINS], tail])


def _lists(conditions: Sequence[Condition], possible: Range) -> tuple[list[Band], BoolMatrix]:
    """Bands of lists: which tests some item satisfies. Joining two lists joins what they satisfy."""
    tests = [test for test in _tests(conditions) if not isinstance(test, Missing | Present)]
    items = _items(conditions, possible)
    single = {frozenset(test for test in tests if matches(test, item)) for item in items}
    if possible.blanks:
        single.add(frozenset())
    found = set(single)
    waiting = list(single)
    while waiting:
        satisfied = waiting.pop()
        for more in single:
            joined = satisfied | more
            if joined not in found:
                found.add(joined)
                waiting.append(joined)
        if len(found) > MAX_LISTS:
            raise Inexact
    order = sorted(found, key=lambda satisfied: [test not in satisfied for test in tests])
    bands = [
        Band(
            BandKind.TESTS,
            holding=tuple(test for test in tests if test in satisfied),
            failing=tuple(test for test in tests if test not in satisfied),
        )
        for satisfied in order
    ]
    rows = [[_list_satisfies(condition, one) for condition in conditions] for one in order]
    return bands, _matrix(rows, conditions)


def _items(conditions: Sequence[Condition], possible: Range) -> list[Value]:
    """A value of every band that an item of a list can lie in."""
    if possible.kind is VarType.TEXT:
        return _texts(conditions, possible)[1]
    return list(ColumnBands(conditions, possible.kind).witnesses[:-1])


def _list_satisfies(condition: Condition, satisfied: frozenset[Test]) -> bool:
    """:func:`matches` for a list that is there, known by the elementary tests it satisfies."""
    asked = tests_of(condition)
    if not asked:
        return True
    met = any(isinstance(test, Present) or test in satisfied for test in asked)
    return met if isinstance(condition, AnyOf | Equals | Interval | TextTest | Present | Missing) else not met


def _tests(conditions: Iterable[Condition]) -> list[Test]:
    return list(dict.fromkeys(test for condition in conditions for test in tests_of(condition)))
