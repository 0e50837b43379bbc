"""Bands: the pieces into which the conditions on one variable cut its domain.

No condition can tell two values of one band apart, so deciding one value of a band decides them all. For numbers
and dates the bands are elementary intervals and single points, for text and yes/no the listed values and
"any other". A missing value is a band of its own, always the last one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.rulebooks.conditions import (
    Anything,
    Condition,
    Equals,
    Interval,
    Missing,
    NoneOf,
    Ordered,
    Present,
    Test,
    TextTest,
    TextTestKind,
    matches,
    tests_of,
)
from app.values import Scalar, Value, VarType

BoolMatrix = npt.NDArray[np.bool_]

OTHER_TEXT = "其他"
_MAX_PATTERNS = 6
"""Text tests whose combinations are listed in advance (2**6 bands); more are found as they come."""


class Cut(NamedTuple):
    """A boundary just below ``value`` (after=False) or just above it (after=True)."""

    value: Ordered
    after: bool


class ColumnBands:
    """The bands of one column of conditions.

    ``accepts[b, c]`` says whether condition ``c`` (of ``conditions``, distinct, in order of appearance) holds
    in band ``b``. ``witnesses[b]`` is a value inside band ``b``; ``missing`` is the number of the last band.
    """

    def __init__(
        self,
        conditions: Sequence[Condition],
        kind: VarType,
        domain: Iterable[Scalar] | None = None,
    ) -> None:
        self.kind = kind
        self.conditions = tuple(dict.fromkeys(conditions))
        self.index = {condition: number for number, condition in enumerate(self.conditions)}
        self.ordered = kind.is_number or kind is VarType.DATE
        self.cuts: tuple[Cut, ...] = ()
        if self.ordered:
            self.cuts = _cuts(self.conditions, whole=kind in (VarType.INTEGER, VarType.DATE))
            witnesses: list[Value] = _inside(self.cuts, kind)
        else:
            witnesses = _listed(self.conditions, kind, domain)
        self.witnesses: tuple[Value, ...] = (*witnesses, None)
        self.missing = len(self.witnesses) - 1
        self.accepts = self._accepts()
        self.complete = not self.ordered and not any(
            isinstance(test, TextTest) for condition in self.conditions for test in tests_of(condition)
        )
        """Every text value falls into a listed band by equality alone."""

    def __len__(self) -> int:
        return len(self.witnesses)

    def signature(self, value: Value | tuple[Value, ...]) -> tuple[bool, ...]:
        """Which conditions hold for a value, asked one by one: the definition the bands must agree with."""
        return tuple(matches(condition, value) for condition in self.conditions)

    def _accepts(self) -> BoolMatrix:
        """Condition by condition from its tests, and each test by the bands it names: never value by value."""
        table = np.zeros((len(self.witnesses), len(self.conditions)), np.bool_)
        numbers = {} if self.ordered else {witness: number for number, witness in enumerate(self.witnesses)}
        for number, condition in enumerate(self.conditions):
            for test in tests_of(condition):
                table[self._bands_of(test, numbers), number] = True
            if isinstance(condition, NoneOf):
                table[:, number] = ~table[:, number]
                table[self.missing, number] = False
            elif isinstance(condition, Anything):
                table[:, number] = True
        return table

    def _bands_of(self, test: Test, numbers: Mapping[Value, int]) -> slice | list[int]:
        """The bands in which a test holds; *numbers* are those of the listed values."""
        if isinstance(test, Missing):
            return slice(self.missing, None)
        if isinstance(test, Present):
            return slice(self.missing)
        if self.ordered and isinstance(test, Interval | Equals):
            return slice(*self._span(test))
        if isinstance(test, Equals):
            return [numbers[test.value]] if test.value in numbers else []
        return [band for band, witness in enumerate(self.witnesses) if matches(test, witness)]

    def _span(self, condition: Interval | Equals) -> tuple[int, int]:
        """First band and one past the last band of an interval, by bisection instead of asking every band."""
        interval = _as_interval(condition)
        whole = self.kind in (VarType.INTEGER, VarType.DATE)
        low, high = _bounds(interval, whole)
        first = 0 if low is None else bisect_left(self.cuts, low) + 1
        last = self.missing if high is None else bisect_left(self.cuts, high) + 1
        return first, max(first, last)


def _as_interval(test: Interval | Equals) -> Interval:
    if isinstance(test, Interval):
        return test
    value = test.value
    if isinstance(value, str | bool):
        raise TypeError("text has no order")
    return Interval(value, True, value, True)


def _bounds(interval: Interval, whole: bool) -> tuple[Cut | None, Cut | None]:
    low = None if interval.low is None else _cut(interval.low, not interval.low_closed, whole)
    high = None if interval.high is None else _cut(interval.high, interval.high_closed, whole)
    return low, high


def _cut(value: Ordered, after: bool, whole: bool) -> Cut:
    """Whole-valued variables have no room between two numbers: every cut moves down onto one of them."""
    if not whole:
        return Cut(value, after)
    if isinstance(value, date):
        return Cut(value + timedelta(days=1) if after and value < date.max else value, False)
    floor = Decimal(int(value.to_integral_value("ROUND_FLOOR")))
    return Cut(floor + 1 if after or floor != value else floor, False)


def _cuts(conditions: Iterable[Condition], whole: bool) -> tuple[Cut, ...]:
    found: set[Cut] = set()
    for condition in conditions:
        for test in tests_of(condition):
            if isinstance(test, Interval | Equals):
                found.update(cut for cut in _bounds(_as_interval(test), whole) if cut is not None)
    return tuple(sorted(found))


def _inside(cuts: Sequence[Cut], kind: VarType) -> list[Value]:
    """One value inside each band between (and outside) the cuts."""
    if not cuts:
        return [date(2000, 1, 1) if kind is VarType.DATE else Decimal(0)]
    inner = [_between(low, high, kind) for low, high in pairwise(cuts)]
    return [_below(cuts[0]), *inner, _above(cuts[-1])]


def _below(cut: Cut) -> Value:
    if cut.after:
        return cut.value
    return cut.value - timedelta(days=1) if isinstance(cut.value, date) else cut.value - 1


def _above(cut: Cut) -> Value:
    if not cut.after:
        return cut.value
    return cut.value + timedelta(days=1) if isinstance(cut.value, date) else cut.value + 1


def _between(low: Cut, high: Cut, kind: VarType) -> Value:
    if not low.after:
        return low.value
    if high.after and high.value != low.value and kind is not VarType.DATE:
        return high.value
    with localcontext() as context:  # exact however long the two numbers are
        context.prec = 60
        return Decimal((low.value + high.value) / 2)  # type: ignore[operator]


def _listed(conditions: Iterable[Condition], kind: VarType, domain: Iterable[Scalar] | None) -> list[Value]:
    values: dict[Value, None] = dict.fromkeys(domain or ())
    patterns: dict[TextTest, None] = {}
    for condition in conditions:
        for test in tests_of(condition):
            if isinstance(test, Equals):
                values[test.value] = None
            elif isinstance(test, TextTest):
                patterns[test] = None
    if kind is VarType.BOOL:
        return [True, False]
    if domain is None:
        values.update(dict.fromkeys(_others(list(patterns), values)))
    return list(values)


def _others(patterns: list[TextTest], listed: Iterable[Value]) -> list[str]:
    """Texts outside the listed values, one for each combination of text tests that can be built."""
    taken = set(listed)
    chosen = patterns[:_MAX_PATTERNS]
    made: list[str] = []
    for mask in range(1 << len(chosen)):
        tests = [test for bit, test in enumerate(chosen) if mask >> bit & 1]
        filler = "" if tests else OTHER_TEXT
        while (text := _text_with(tests, filler)) in taken:
            filler += OTHER_TEXT
        made.append(text)
    signatures = {tuple(matches(test, text) for test in patterns): text for text in made}
    return list(signatures.values())


def _text_with(tests: list[TextTest], filler: str) -> str:
    head = [test.text for test in tests if test.kind is TextTestKind.STARTS]
    body = [test.text for test in tests if test.kind is TextTestKind.CONTAINS]
    tail = [test.text for test in tests if test.kind is TextTestKind.ENDS]
    return "".join([*head, *body, filler, *tail])


def band_of(bands: ColumnBands, value: Ordered) -> int:
    """The band of one number or date, by bisection over the cuts."""
    if bands.kind is VarType.INTEGER and isinstance(value, Decimal):
        value = value.to_integral_value("ROUND_FLOOR")
    return bisect_right(bands.cuts, Cut(value, False))
