"""Scales: in one cell a scale is a straight line, so a column of amounts is two look-ups, a product and a sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, DecimalException
from typing import Any

import numpy as np

from app.columns import FAILED, MISSING, Codes, Column, EncodedColumn, NumberColumn, encode, with_values
from app.decide.cells import ranked
from app.decide.lines import Line, as_table, entry_table, line_of, paid, too_large
from app.decide.payments import payments
from app.decide.policies import Hits, Resolution
from app.decide.tables import TablePlan
from app.findings import Finding
from app.rulebooks.model import Scale, ScaleMode
from app.values import VarType

Errors = list[tuple[int, Finding]]


class ScalePlan:
    """A compiled scale: one table finds the tier an amount lies in, another the tiers it has entered."""

    def __init__(self, scale: Scale, types: Mapping[str, VarType], lists: frozenset[str]) -> None:
        self.scale = scale
        self.finder = TablePlan(as_table(scale), types, lists)
        marginal = scale.mode is ScaleMode.MARGINAL
        self.entered = TablePlan(entry_table(scale), types, lists) if marginal else self.finder
        self.variables = self.finder.variables
        self._lines: dict[tuple[int, Hits], Line] = {}

    def resolution(self, known: Mapping[str, Any]) -> Resolution:
        """What one case is paid, given the values of ``variables`` by name."""
        found = self.finder.resolution(known)
        line = self._line(found, self.entered.resolution(known))
        if line is None:
            return Resolution(found.fired, (None,), found.error)
        result = self._paid(line, known[self.variables[0]])
        if isinstance(result, Finding):
            return Resolution((), (None,), result)
        return Resolution(line.tiers, (result,))

    def columns(self, inputs: Sequence[Column], count: int) -> tuple[Column, EncodedColumn, Errors]:
        """Sums paid, the tiers that make them up and the errors by row, of a whole batch."""
        found = self.finder.numbers(inputs, count)
        entered = found if self.entered is self.finder else self.entered.numbers(inputs, count)
        which, cells = self._cells(found, entered)
        lines = [self._line(*cell) for cell in cells]
        sums, exact = payments(self.scale, lines, which, inputs[0])
        states = np.array([*(MISSING if line is None else 0 for line in lines), FAILED, FAILED], np.int8).take(which)
        aside = {
            row: self._paid(lines[which[row]], inputs[0].value(row))
            for row in np.flatnonzero((states == 0) & ~exact).tolist()
        }
        refused = [(row, result) for row, result in aside.items() if isinstance(result, Finding)]
        overlapping = _faults(which, [tier for tier, _ in cells])
        states[[row for row, _ in (*refused, *overlapping)]] = FAILED
        fired = _fired(
            which, [line.tiers if line else tier.fired for line, (tier, _) in zip(lines, cells, strict=True)]
        )
        fired.codes[[row for row, _ in refused]] = MISSING
        made = NumberColumn(sums, self.scale.decimals, False, states if states.any() else None)
        return _with(made, aside, self.scale.output.type), fired, [*overlapping, *refused]

    def _cells(self, found: Codes, entered: Codes) -> tuple[Codes, list[tuple[Resolution, Resolution]]]:
        """The distinct pairs of tier and tiers entered, and which of them each case has; FAILED stays."""
        size = len(self.entered.resolutions)
        rows = np.flatnonzero(found != FAILED)
        kept, ranks = ranked(found[rows] * np.int64(size) + entered[rows], len(self.finder.resolutions) * size)
        which = np.full(len(found), FAILED, np.int32)
        which[rows] = ranks
        pairs = [divmod(pair, size) for pair in kept.tolist()]
        return which, [(self.finder.resolutions[tier], self.entered.resolutions[below]) for tier, below in pairs]

    def _line(self, found: Resolution, entered: Resolution) -> Line | None:
        """None where no tier, or more than one, is reached."""
        if len(found.fired) != 1:
            return None
        key = found.fired[0], entered.fired
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = line_of(self.scale, *key)
        return line

    def _paid(self, line: Line | None, amount: object) -> Decimal | Finding:
        """What one case is paid; a finding where the amount is beyond all measure."""
        if line is None or not isinstance(amount, Decimal):
            raise TypeError("only a number lies in a tier")
        try:
            return paid(self.scale, line, amount)
        except DecimalException:
            return too_large(self.scale, amount)


def _faults(which: Codes, cells: Sequence[Resolution]) -> Errors:
    errors: Errors = []
    for number, cell in enumerate(cells):
        if cell.error is not None:
            errors += [(row, cell.error) for row in np.flatnonzero(which == number).tolist()]
    return errors


def _fired(which: Codes, tiers: Sequence[Hits]) -> EncodedColumn:
    each = encode([hits or None for hits in tiers])
    return EncodedColumn(np.append(each.codes, [FAILED, FAILED]).astype(np.int32).take(which), each.values)


def _with(made: NumberColumn, singly: Mapping[int, Decimal | Finding], kind: VarType) -> Column:
    """The column with the sums of single cases put in, in whatever shape holds them all."""
    sums = {row: result for row, result in singly.items() if isinstance(result, Decimal)}
    return with_values(made, np.array(list(sums), np.intp), list(sums.values()), kind) if sums else made
