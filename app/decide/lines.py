"""The straight lines of a scale: what a case pays that lies in one tier and has those below it behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from app.findings import Finding
from app.rulebooks.conditions import Condition, Interval, Ordered
from app.rulebooks.model import DecisionTable, HitPolicy, Rule, Scale, ScaleMode, Tier
from app.values import Value, round_half_up, to_text

PRECISION = 60
"""Digits of what is paid before it is rounded: amounts of any bank times rates of any length stay exact."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a cell pays: ``amount × slope + offset``, and the tiers that make it up."""

    tiers: tuple[int, ...]
    slope: Decimal
    offset: Decimal


def line_of(scale: Scale, tier: int, entered: tuple[int, ...]) -> Line:
    """The line of the amounts that lie in *tier* and have *entered* the tiers named, itself among them.

    超额累进 collapses the tiers that lie behind into one offset; 全额 takes the tier alone.
    """
    reached = scale.tiers[tier]
    if scale.mode is ScaleMode.WHOLE:
        return Line((tier,), reached.rate, reached.fixed)
    with localcontext(prec=PRECISION):
        offset = reached.fixed - reached.rate * bounds(reached)[0]
        for number in entered:
            low, high = bounds(scale.tiers[number])
            if number != tier and high is not None:
                offset += scale.tiers[number].rate * (high - low)
    return Line(entered, reached.rate, offset)


def paid(scale: Scale, line: Line, amount: Decimal) -> Decimal:
    """What one case is paid, within floor and cap and rounded.

    Raises:
        DecimalException: for amounts beyond :data:`PRECISION` digits.
    """
    with localcontext(prec=PRECISION):
        total = amount * line.slope + line.offset
        if scale.floor is not None:
            total = max(total, scale.floor)
        if scale.cap is not None:
            total = min(total, scale.cap)
        return round_half_up(total, scale.decimals)


def too_large(scale: Scale, amount: Value) -> Finding:
    """What is said of a case whose amount is beyond all measure."""
    params = {"table": scale.name, "variable": scale.amount.variable, "value": to_text(amount)}
    return Finding("error", "decide.scale-range", scale.place, params)


def as_table(scale: Scale) -> DecisionTable:
    """Tiers as the rules of a unique table: which one an amount lies in."""
    rules = tuple(
        Rule(tier.id, (tier.band, *tier.selectors), tier.texts, (Decimal(number),), tier.cells)
        for number, tier in enumerate(scale.tiers)
    )
    return DecisionTable(
        scale.name, HitPolicy.UNIQUE, (scale.amount, *scale.selectors), (scale.output,), rules, scale.place
    )


def entry_table(scale: Scale) -> DecisionTable:
    """Tiers as the rules of a collecting table: those whose lower bound an amount has passed."""
    table = as_table(scale)
    rules = tuple(
        replace(rule, conditions=(_open_above(tier), *tier.selectors))
        for rule, tier in zip(table.rules, scale.tiers, strict=True)
    )
    return replace(table, policy=HitPolicy.COLLECT, rules=rules)


def bounds(tier: Tier) -> tuple[Decimal, Decimal | None]:
    """Where a tier's band begins (the lowest: at zero) and ends; None is unbounded."""
    band = _interval(tier)
    return _number(band.low) or Decimal(0), _number(band.high)


def _open_above(tier: Tier) -> Condition:
    return replace(_interval(tier), high=None, high_closed=False)


def _interval(tier: Tier) -> Interval:
    """The band of a tier.

    Raises:
        TypeError: for a band that is no interval; the loader refuses such a scale.
    """
    if not isinstance(tier.band, Interval):
        raise TypeError("the band of a tier is an interval")
    return tier.band


def _number(bound: Ordered | None) -> Decimal | None:
    return bound if isinstance(bound, Decimal) else None
