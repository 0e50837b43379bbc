"""Scales: in one cell a scale is a straight line, ``amount × slope + offset``, so a column is two look-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from app.columns import Codes, Column, EncodedColumn, encode
from app.decide.tables import TablePlan
from app.rulebooks.conditions import Condition, Interval, Ordered, matches
from app.rulebooks.model import DecisionTable, HitPolicy, Rule, Scale, ScaleMode, Tier
from app.values import Value, VarType, round_half_up


@dataclass(frozen=True, slots=True)
class Line:
    """What a cell pays: ``amount × slope + offset``, and the tiers that make it up."""

    tiers: tuple[int, ...]
    slope: Decimal
    offset: Decimal


class ScalePlan:
    """A compiled scale. Tiers are found as rules of a unique decision table over amount and selectors."""

    def __init__(self, scale: Scale, types: Mapping[str, VarType], lists: frozenset[str]) -> None:
        self.scale = scale
        self.finder = TablePlan(as_table(scale), types, lists)
        self.variables = self.finder.variables
        self._lines: dict[tuple[int, tuple[Value, ...]], Line] = {}

    def apply(self, tier: int, values: Sequence[Value]) -> tuple[tuple[int, ...], Decimal]:
        """Tiers that contribute and the sum paid, for a case that falls into *tier*."""
        amount = values[0]
        if not isinstance(amount, Decimal):
            raise TypeError("the amount of a scale is a number")
        selectors = tuple(values[1:])
        line = self._lines.get((tier, selectors))
        if line is None:
            line = self._lines[tier, selectors] = _line(self.scale, tier, selectors)
        return line.tiers, self._bounded(amount * line.slope + line.offset)

    def columns(self, numbers: Codes, inputs: Sequence[Column]) -> tuple[list[Decimal | None], EncodedColumn]:
        """Sums and contributing tiers of a whole batch, from the finder's resolution numbers."""
        sums: list[Decimal | None] = [None] * len(numbers)
        fired: list[tuple[int, ...] | None] = [None] * len(numbers)
        for row, number in enumerate(numbers.tolist()):
            if number < 0:
                continue
            resolution = self.finder.resolutions[number]
            if len(resolution.fired) == 1:
                fired[row], sums[row] = self.apply(resolution.fired[0], [column.value(row) for column in inputs])
            else:
                fired[row] = resolution.fired or None
        return sums, encode(fired, np.flatnonzero(numbers < 0).tolist())

    def _bounded(self, amount: Decimal) -> Decimal:
        if self.scale.floor is not None:
            amount = max(amount, self.scale.floor)
        if self.scale.cap is not None:
            amount = min(amount, self.scale.cap)
        return round_half_up(amount, self.scale.decimals)


def as_table(scale: Scale) -> DecisionTable:
    rules = tuple(
        Rule(tier.id, (tier.band, *tier.selectors), tier.texts, (Decimal(number),), tier.cells)
        for number, tier in enumerate(scale.tiers)
    )
    return DecisionTable(
        scale.name, HitPolicy.UNIQUE, (scale.amount, *scale.selectors), (scale.output,), rules, scale.place
    )


def _line(scale: Scale, tier: int, selectors: tuple[Value, ...]) -> Line:
    """Collapse the tiers below into one offset (超额累进), or take the tier alone (全额)."""
    reached = scale.tiers[tier]
    if scale.mode is ScaleMode.WHOLE:
        return Line((tier,), reached.rate, reached.fixed)
    low, _ = bounds(reached)
    offset = reached.fixed - reached.rate * (low or Decimal(0))
    used: list[int] = []
    for number, below in enumerate(scale.tiers):
        start, end = bounds(below)
        if number == tier or not _selects(below, selectors) or end is None or low is None or end > low:
            continue
        offset += below.rate * (end - (start or Decimal(0)))
        used.append(number)
    return Line((*used, tier), reached.rate, offset)


def _selects(tier: Tier, selectors: tuple[Value, ...]) -> bool:
    return all(matches(condition, value) for condition, value in zip(tier.selectors, selectors, strict=True))


def bounds(tier: Tier) -> tuple[Decimal | None, Decimal | None]:
    """Lower and upper bound of a tier's band; None is unbounded.

    Raises:
        TypeError: for a band that is no interval; the loader refuses such a scale.
    """
    band: Condition = tier.band
    if not isinstance(band, Interval):
        raise TypeError("the band of a tier is an interval")
    return _number(band.low), _number(band.high)


def _number(bound: Ordered | None) -> Decimal | None:
    return bound if isinstance(bound, Decimal) else None
