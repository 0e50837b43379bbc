"""Holes, overlaps and cliffs of scales, with a witness amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice

import numpy as np

from app.findings import Finding
from app.rulebooks.analysis import spoken
from app.rulebooks.cliffs import cliffs
from app.rulebooks.conditions import Interval
from app.rulebooks.coverage import Coverage, Effort
from app.rulebooks.model import BUSINESS_DATE, Rulebook, Scale
from app.rulebooks.overlaps import overlaps, shared_case
from app.rulebooks.tablebands import Possible, TableBands, axis_bands, validity_axis
from app.values import Scalar, VarType, to_text

MAX_FINDINGS = 5
MAX_CLIFFS = 20
_CENT = Decimal("0.01")


def check_scales(rulebook: Rulebook, concluded: Mapping[str, tuple[Scalar, ...]]) -> Iterator[Finding]:
    for scale in rulebook.scales:
        bands = _bands(scale, rulebook, concluded)
        if bands.empty:
            continue
        yield from _overlaps(scale, bands)
        yield from _holes(scale, bands)
        yield from _cliffs(scale, bands, rulebook.variables[scale.amount.variable].type)


def _bands(scale: Scale, rulebook: Rulebook, concluded: Mapping[str, tuple[Scalar, ...]]) -> TableBands:
    axes = []
    for position, header in enumerate((scale.amount, *scale.selectors)):
        conditions = [(tier.band, *tier.selectors)[position] for tier in scale.tiers]
        possible = Possible.of(header.variable, rulebook.variables, concluded)
        dated = header.variable == BUSINESS_DATE
        axes.append(validity_axis(conditions) if dated else axis_bands(header.variable, conditions, possible))
    return TableBands(tuple(axes), len(scale.tiers))


def _overlaps(scale: Scale, bands: TableBands) -> Iterator[Finding]:
    labels = np.arange(bands.count)
    for first, second in overlaps(bands, labels, MAX_FINDINGS).pairs:
        one, two = scale.tiers[first], scale.tiers[second]
        witness = shared_case(bands, first, second)
        params = {"table": scale.name, "first": one.id, "second": two.id, "other": one.cells, "case": spoken(witness)}
        yield Finding("error", "rulebooks.scale-overlap", scale.place.at(two.cells), params, witness)


def _holes(scale: Scale, bands: TableBands) -> Iterator[Finding]:
    """Cells no tier covers; negative amounts are no hole unless the scale speaks of some."""
    shown = _without_negatives(scale, bands)
    cells, finished = Coverage(shown, Effort()).gaps(MAX_FINDINGS)
    if not finished:
        yield Finding("note", "rulebooks.gaps-incomplete", scale.place, {"table": scale.name})
    for cell in cells:
        witness = shown.case(cell)
        params = {"table": scale.name, "case": spoken(witness)}
        yield Finding("warning", "rulebooks.scale-hole", scale.place, params, witness)


def _without_negatives(scale: Scale, bands: TableBands) -> TableBands:
    amount, *others = bands.axes
    lows = [tier.band.low for tier in scale.tiers if isinstance(tier.band, Interval) and tier.band.low is not None]
    if any(isinstance(low, Decimal) and low < 0 for low in lows):
        return bands
    kept = [band for band, value in enumerate(amount.witnesses) if value is None or not _negative(value)]
    missing = kept.index(amount.missing) if amount.missing in kept else None
    axis = type(amount)(
        amount.variable,
        amount.accepts[np.asarray(kept, np.intp)],
        tuple(amount.witnesses[band] for band in kept),
        missing,
        amount.conditions,
        amount.ids,
        amount.meant[kept],
    )
    return TableBands((axis, *others), bands.count)


def _negative(value: object) -> bool:
    return isinstance(value, Decimal) and value < 0


def _cliffs(scale: Scale, bands: TableBands, kind: VarType) -> Iterator[Finding]:
    """One step over a bound must not pay less than the bound itself did."""
    for cliff in islice(cliffs(scale, bands, kind), MAX_CLIFFS):
        amount = bands.axes[0]
        beginning = cliff.bound + (1 if kind is VarType.INTEGER else _CENT)
        witness = {amount.variable: to_text(beginning), **TableBands(bands.axes[1:], bands.count).case(cliff.cell)}
        params = {
            "table": scale.name, "amount": to_text(cliff.bound),
            "before": to_text(cliff.before), "after": to_text(cliff.after),
        }  # fmt: skip
        place = scale.place.at(scale.tiers[cliff.high].cells)
        yield Finding("warning", "rulebooks.scale-cliff", place, params, witness)
