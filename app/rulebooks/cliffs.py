"""Where a scale pays less for more: one step over a bound of the amount, floor, cap and rounding included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

import numpy as np

from app.rulebooks.conditions import Interval
from app.rulebooks.model import Scale, ScaleMode, Tier
from app.rulebooks.tablebands import TableBands, any_of
from app.values import VarType, round_half_up

MAX_SELECTIONS = 200
"""Combinations of the selectors that are tried for one bound of 超额累进; they differ only near floor and cap."""
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cliff:
    """Two tiers that follow each other and share a selection."""

    low: int
    high: int
    bound: Decimal
    before: Decimal
    """Paid at the end of the lower tier (where its last amount is excluded: just before it)."""
    after: Decimal
    """Paid at the beginning of the higher one."""
    cell: tuple[int, ...]
    """Bands of the selectors."""


def cliffs(scale: Scale, bands: TableBands, kind: VarType) -> Iterator[Cliff]:
    """Every pair of tiers at whose common bound the sum falls."""
    step = Decimal(kind is VarType.INTEGER)
    amount = bands.axes[0]
    reachable = np.flatnonzero(any_of(amount.accepts, 0)[amount.ids]).tolist()
    begins: defaultdict[Decimal, list[int]] = defaultdict(list)
    for number in reachable:
        start = _start(scale.tiers[number], step)
        if start is not None:
            begins[start].append(number)
    for number in reachable:
        end = _end(scale.tiers[number], step)
        for other in begins.get(end + step, ()) if end is not None else ():
            found = _falls(scale, bands, number, other, end or _NOTHING, step)
            if found is not None:
                yield found


def _falls(scale: Scale, bands: TableBands, low: int, high: int, end: Decimal, step: Decimal) -> Cliff | None:
    """The first selection in which the higher tier begins with less than the lower one ends with."""
    shared = [
        np.flatnonzero(axis.accepts[:, axis.ids[low]] & axis.accepts[:, axis.ids[high]]).tolist()
        for axis in bands.axes[1:]
    ]
    for cell in islice(product(*shared), MAX_SELECTIONS):
        open_tiers = [number for number in range(bands.count) if _open(bands, cell, number)]
        before, after = _paid(scale, open_tiers, low, end), _paid(scale, open_tiers, high, end + step)
        if after < before:
            return Cliff(low, high, end, before, after, cell)
        if scale.mode is ScaleMode.WHOLE:
            break  # the other tiers, and so the selection, make no difference
    return None


def _start(tier: Tier, step: Decimal) -> Decimal | None:
    """The first amount of a tier: of whole amounts it belongs to it, of others the tier begins there or just above."""
    if not isinstance(tier.band, Interval) or not isinstance(tier.band.low, Decimal):
        return None
    return _whole(tier.band.low, not tier.band.low_closed, up=True) if step else tier.band.low


def _end(tier: Tier, step: Decimal) -> Decimal | None:
    if not isinstance(tier.band, Interval) or not isinstance(tier.band.high, Decimal):
        return None
    return _whole(tier.band.high, not tier.band.high_closed, up=False) if step else tier.band.high


def _whole(bound: Decimal, excluded: bool, *, up: bool) -> Decimal:
    """The whole number that a bound comes to, upwards or downwards."""
    nearest = bound.to_integral_value("ROUND_CEILING" if up else "ROUND_FLOOR")
    return nearest + (1 if up else -1) if excluded and nearest == bound else nearest


def _open(bands: TableBands, cell: Sequence[int], tier: int) -> bool:
    """Whether a tier is selected."""
    return all(axis.accepts[band, axis.ids[tier]] for axis, band in zip(bands.axes[1:], cell, strict=True))


def _paid(scale: Scale, open_tiers: Sequence[int], reached: int, amount: Decimal) -> Decimal:
    """What is paid for *amount* as the end or beginning of the tier *reached*."""
    tier = scale.tiers[reached]
    if scale.mode is ScaleMode.WHOLE:
        paid = amount * tier.rate
    else:
        paid = sum((scale.tiers[one].rate * _part(scale.tiers[one], amount) for one in open_tiers), _NOTHING)
    paid += tier.fixed
    if scale.floor is not None:
        paid = max(paid, scale.floor)
    if scale.cap is not None:
        paid = min(paid, scale.cap)
    return round_half_up(paid, scale.decimals)


def _part(tier: Tier, amount: Decimal) -> Decimal:
    """The part of the amount inside a tier, counted from zero in the lowest; nothing of those not yet entered."""
    band = tier.band
    if not isinstance(band, Interval):
        return _NOTHING
    low = band.low if isinstance(band.low, Decimal) else None
    if low is not None and amount <= low:
        return _NOTHING
    return (min(amount, band.high) if isinstance(band.high, Decimal) else amount) - (low or _NOTHING)
