"""A table's conditions cut into bands, column by column: what overlap, gap and shadow findings are computed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from app.rulebooks.bands import BoolMatrix, ColumnBands, band_of
from app.rulebooks.conditions import (
    ANYTHING,
    Condition,
    Equals,
    Interval,
    Missing,
    Present,
    TextTest,
    TextTestKind,
    matches,
    tests_of,
)
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Variable
from app.values import Scalar, Value, VarType, to_text

Bools = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.intp]


def any_of(matrix: Bools, axis: int) -> Bools:
    """``matrix.any(axis)``, which always is an array here."""
    return np.asarray(matrix.any(axis=axis), np.bool_)


@dataclass(frozen=True, eq=False)
class AxisBands:
    """One condition column. ``accepts[b, c]``: condition ``c`` holds in band ``b``, possible bands only."""

    variable: str
    accepts: BoolMatrix
    witnesses: tuple[Value, ...]
    """A value inside each of those bands."""
    missing: int | None
    """The band of no value; None where a missing value is not possible."""
    conditions: tuple[Condition, ...]
    ids: Ids
    """Rule → condition."""
    meant: Bools
    """``[b]``: whether the table means to cover the band: a missing value only where some condition says 空 or 非空."""
    complete: bool = True
    """False where so many text tests are asked that not even every two of them have been tried together."""

    def of_rules(self) -> BoolMatrix:
        """``[b, r]``: rule ``r`` accepts band ``b``."""
        return self.accepts[:, self.ids]


@dataclass(frozen=True, eq=False)
class TableBands:
    """All condition columns of a table, and the rules' validity as a further one where any rule has dates."""

    axes: tuple[AxisBands, ...]
    count: int
    """Number of rules."""

    @property
    def empty(self) -> bool:
        """No case at all is possible: a 取值范围 that nothing lies in."""
        return any(not axis.witnesses for axis in self.axes)

    def case(self, bands: Sequence[int]) -> dict[str, str]:
        """The witness of a cell: variable → value as staff write it."""
        shown: dict[str, str] = {}
        for axis, band in zip(self.axes, bands, strict=True):
            value = axis.witnesses[band]
            shown[axis.variable] = "空" if value is None else to_text(value)
        return shown


@dataclass(frozen=True, slots=True)
class Possible:
    """Which values a variable can have at all."""

    kind: VarType
    listed: tuple[Scalar, ...] | None = None
    limits: Condition | None = None
    optional: bool = True
    undeclared: bool = False
    """No 数据字典 says which texts there are, so only those that some condition speaks of are meant to be covered."""

    @classmethod
    def of(cls, name: str, variables: Mapping[str, Variable], concluded: Mapping[str, tuple[Scalar, ...]]) -> Possible:
        """From 取值范围, else from what the rulebook's own tables conclude; a case always has its business date."""
        if name == BUSINESS_DATE:
            return cls(VarType.DATE, optional=False)
        variable = variables[name]
        listed = variable.domain
        if listed is None and variable.limits is None and variable.type is VarType.TEXT:
            listed = concluded.get(variable.name)
        undeclared = variable.inferred and variable.type is VarType.TEXT and listed is None
        return cls(variable.type, listed, variable.limits, not variable.required, undeclared)


MAX_TABLE_BYTES = 300 << 20
"""Of the band tables of all columns together: some 5,000 different conditions in each of six columns."""
MAX_COMPARISONS = 1_500_000_000
"""Pairs of rules times columns: about ten seconds."""


def too_large(table: DecisionTable, variables: Mapping[str, Variable]) -> bool:
    """Whether a table is beyond what can be compared in bounded time and memory."""
    columns = len(table.inputs) + 1
    bands = sum(_band_bytes(table, position, variables) for position in range(len(table.inputs)))
    return bands > MAX_TABLE_BYTES or len(table.rules) ** 2 * columns > MAX_COMPARISONS


def _band_bytes(table: DecisionTable, position: int, variables: Mapping[str, Variable]) -> int:
    """At most so many bytes for the bands of one column: a test cuts twice, a value of the 取值范围 is a band."""
    conditions = {rule.conditions[position] for rule in table.rules}
    tests = {test for condition in conditions for test in tests_of(condition)}
    variable = variables.get(table.inputs[position].variable)
    listed = len(variable.domain or ()) if variable is not None else 0
    return (2 * (len(tests) + listed) + 2) * len(conditions)


def table_bands(
    table: DecisionTable, variables: Mapping[str, Variable], concluded: Mapping[str, tuple[Scalar, ...]]
) -> TableBands:
    """The bands of a table."""
    axes = []
    for position, header in enumerate(table.inputs):
        conditions = [rule.conditions[position] for rule in table.rules]
        possible = Possible.of(header.variable, variables, concluded)
        axes.append(axis_bands(header.variable, conditions, possible))
    spans = [validity_condition(rule.valid_from, rule.valid_to) for rule in table.rules]
    if any(span is not ANYTHING for span in spans):
        axes.append(validity_axis(spans))
    return TableBands(tuple(axes), len(table.rules))


def axis_bands(variable: str, conditions: Sequence[Condition], possible: Possible) -> AxisBands:
    """Bands of one column, without those that no possible value falls into."""
    kind = possible.kind
    ordered = kind.is_number or kind is VarType.DATE
    frame: list[Condition] = []
    if ordered:
        frame = [Equals(value) for value in possible.listed or ()]
        frame += [possible.limits] if possible.limits is not None else []
    bands = ColumnBands([*conditions, *frame], kind, None if ordered else possible.listed)
    kept, witnesses = _possible_bands(bands, possible, frame, ordered)
    distinct = tuple(dict.fromkeys(conditions))  # the first of the bands' own conditions, in the same order
    number = {condition: position for position, condition in enumerate(distinct)}
    ids = np.fromiter((number[condition] for condition in conditions), np.intp, len(conditions))
    has_missing = bands.missing in kept
    accepts = bands.accepts[:, : len(distinct)]
    if len(kept) < len(bands):
        accepts = accepts[kept]
    if kind is VarType.TEXT and possible.listed is None:
        accepts, witnesses = _with_texts(accepts, witnesses, distinct)
    meant = np.ones(len(witnesses), np.bool_)
    spoken_of = accepts.sum(axis=1) > sum(one == ANYTHING for one in distinct)
    if possible.undeclared and spoken_of.any():
        meant = spoken_of
    if has_missing:
        meant[-1] = any(isinstance(test, Missing | Present) for one in distinct for test in tests_of(one))
    return AxisBands(
        variable,
        accepts,
        witnesses,
        len(witnesses) - 1 if has_missing else None,
        distinct,
        ids,
        meant,
        kind is not VarType.TEXT or possible.listed is not None or len(_patterns(distinct)) <= _PAIRED_PATTERNS,
    )


def _possible_bands(
    bands: ColumnBands, possible: Possible, frame: Sequence[Condition], ordered: bool
) -> tuple[list[int], tuple[Value, ...]]:
    """Numbers of the bands that can occur, ascending, with a possible value of each; missing comes last."""
    witnesses: dict[int, Value] = {}
    if ordered and possible.listed is not None:
        for value in possible.listed:
            witnesses.setdefault(band_of(bands, value), value)  # type: ignore[arg-type]
    else:
        limited = any_of(bands.accepts[:, [bands.index[one] for one in frame]], 1) if frame else None
        for band in range(bands.missing):
            witness = bands.witnesses[band]
            within = limited is None or bool(limited[band])
            if within and (ordered or possible.listed is None or witness in possible.listed):
                witnesses[band] = witness
    if possible.optional:
        witnesses[bands.missing] = None
    kept = sorted(witnesses)
    return kept, tuple(witnesses[band] for band in kept)


_PAIRED_PATTERNS = 60


def _with_texts(
    accepts: BoolMatrix, witnesses: tuple[Value, ...], conditions: Sequence[Condition]
) -> tuple[BoolMatrix, tuple[Value, ...]]:
    """More bands in front for columns with many text tests: a text for each test, and for each two of them.

    :class:`ColumnBands` lists the combinations of a few text tests only; the engine finds the others as they come.
    """
    patterns = _patterns(conditions)
    groups = [[pattern] for pattern in patterns]
    if len(patterns) <= _PAIRED_PATTERNS:
        groups += [[first, second] for first in patterns for second in patterns if first is not second]
    known = {row.tobytes() for row in accepts}
    rows, texts = [], []
    for text in map(_sample, groups):
        row = np.array([matches(condition, text) for condition in conditions], np.bool_)
        if row.tobytes() not in known:
            known.add(row.tobytes())
            rows.append(row)
            texts.append(text)
    if not rows:
        return accepts, witnesses
    return np.vstack([*rows, accepts]), (*texts, *witnesses)


def _patterns(conditions: Sequence[Condition]) -> list[TextTest]:
    return list(dict.fromkeys(test for one in conditions for test in tests_of(one) if isinstance(test, TextTest)))


def _sample(tests: Sequence[TextTest]) -> str:
    """A text made of the pieces that the tests look for."""
    pieces = {kind: [test.text for test in tests if test.kind is kind] for kind in TextTestKind}
    starts, holds, ends = (pieces[kind] for kind in (TextTestKind.STARTS, TextTestKind.CONTAINS, TextTestKind.ENDS))
    return "".join([*starts, *holds, *ends])


def validity_condition(start: date | None, end: date | None) -> Condition:
    """A rule's 生效日期 and 失效日期 as a condition on the business date; both days belong to it."""
    if start is None and end is None:
        return ANYTHING
    return Interval(start, start is not None, end, end is not None)


def validity_axis(spans: Sequence[Condition]) -> AxisBands:
    """Business dates; before the first start and after the last end of all rules the table is not meant to hold."""
    axis = axis_bands(BUSINESS_DATE, spans, Possible(VarType.DATE, optional=False))
    bounds = [(span.low, span.high) if isinstance(span, Interval) else (None, None) for span in spans]
    starts, ends = [low for low, _high in bounds], [high for _low, high in bounds]
    first = None if None in starts else min(starts)  # type: ignore[type-var]
    last = None if None in ends else max(ends)  # type: ignore[type-var]
    alive = Interval(first, first is not None, last, last is not None)
    meant = np.array([matches(alive, day) for day in axis.witnesses], np.bool_)
    return replace(axis, meant=meant)
