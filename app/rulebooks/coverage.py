"""What no rule covers, and rules that others cover completely: exact on the bands, with a bound on the effort.

The rules still possible are a bit mask that each column narrows band by band; equal masks are looked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

import numpy as np

from app.rulebooks.tablebands import AxisBands, Bools, TableBands

MAX_STEPS = 400_000
"""Narrowings of a mask by a band, for one question about a table: one or two seconds."""
MAX_ALL_STEPS = 2_000_000
"""For all questions about one workbook."""
_LARGE = 5000
"""Rules from which on a mask is so long that narrowing it takes noticeably more time."""

_BANDS_AT_ONCE = 512


class TooManyCellsError(Exception):
    """The effort allowed is used up."""


class Effort:
    """What all questions about one workbook may still cost together."""

    def __init__(self) -> None:
        self.steps = MAX_ALL_STEPS


class Coverage:
    """The bands of a table as masks of rules: bit ``r`` of ``masks[c][b]`` says that rule ``r`` accepts band ``b``."""

    def __init__(self, table: TableBands, effort: Effort) -> None:
        self.table = table
        self.effort = effort
        self.price = max(1, table.count // _LARGE)
        self.renew()
        self.everyone = (1 << table.count) - 1
        self.masks = [_band_masks(axis) for axis in table.axes]
        self._by_condition: dict[tuple[int, int], tuple[int, ...]] = {}

    def renew(self) -> None:
        """Allow the whole effort again, for the next question, as far as the workbook has some left."""
        self.steps = min(MAX_STEPS, self.effort.steps)

    def spend(self, steps: int = 1) -> None:
        self.steps -= steps * self.price
        self.effort.steps -= steps * self.price
        if self.steps < 0:
            raise TooManyCellsError

    # --- gaps -------------------------------------------------------------------------------------------------

    def gaps(self, limit: int) -> tuple[list[tuple[int, ...]], bool]:
        """Cells (one band per column) that no rule covers, and whether the search was finished.

        At most *limit* cells, none inside the box around another; finding that many counts as finished.
        """
        self.renew()
        search = _GapSearch(self, limit)
        try:
            search.run()
        except TooManyCellsError:
            return search.found, False
        return search.found, True

    def box(self, cell: Sequence[int]) -> tuple[Bools, ...]:
        """The cell widened, column after column, as far as no rule reaches into it."""
        sides: list[Bools] = []
        reaching = [masks[band] for masks, band in zip(self.masks, cell, strict=True)]
        for number, masks in enumerate(self.masks):
            others = reduce(and_, (rules for axis, rules in enumerate(reaching) if axis != number), self.everyone)
            sides.append(np.array([not mask & others for mask in masks], np.bool_))
            reaching[number] = reduce(or_, (mask for mask in masks if not mask & others), 0)
        return tuple(sides)

    # --- one rule against others ------------------------------------------------------------------------------

    def covering(self, rule: int, by: int) -> int:
        """The rules of mask *by* that together hold wherever *rule* does; 0 where they leave a case to it.

        Raises:
            TooManyCellsError: when the effort allowed is used up.
        """
        own = [self._classes(axis, rule) for axis in range(len(self.table.axes))]
        self.spend(sum(map(len, own)))
        meeting = by
        for classes in own:
            meeting &= reduce(or_, classes, 0)
        if not meeting:
            return 0
        narrowed = sorted(({mask & meeting for mask in classes} for classes in own), key=len)
        later = [meeting]
        for masks in reversed(narrowed):
            later.append(reduce(and_, masks, later[-1]))
        return meeting if self._covers(meeting, 0, narrowed, later[::-1], set()) else 0

    def _covers(
        self, alive: int, depth: int, own: list[set[int]], later: list[int], known: set[tuple[int, int]]
    ) -> bool:
        if alive & later[depth] or (depth, alive) in known:
            return True
        if not alive or depth == len(own):
            return False
        for mask in own[depth]:
            self.spend()
            if not self._covers(alive & mask, depth + 1, own, later, known):
                return False
        known.add((depth, alive))
        return True

    def _classes(self, axis: int, rule: int) -> tuple[int, ...]:
        """The different masks of the bands that a rule's condition accepts."""
        condition = int(self.table.axes[axis].ids[rule])
        key = (axis, condition)
        if key not in self._by_condition:
            accepted = np.flatnonzero(self.table.axes[axis].accepts[:, condition]).tolist()
            self._by_condition[key] = tuple({self.masks[axis][band] for band in accepted})
        return self._by_condition[key]


class _GapSearch:
    """One search for gaps, column after column, those with the most different bands first: they leave few rules."""

    def __init__(self, coverage: Coverage, limit: int) -> None:
        axes = coverage.table.axes
        self.coverage = coverage
        self.limit = limit
        self.order = sorted(range(len(axes)), key=lambda number: -len(axes[number].conditions))
        self.bands = [different(coverage.masks[number], axes[number].meant) for number in self.order]
        self.universal = self._universal()
        self.covered: set[tuple[int, int]] = set()
        self.found: list[tuple[int, ...]] = []
        self.boxes: list[tuple[Bools, ...]] = []

    def _universal(self) -> list[int]:
        """For each depth, the rules that accept everything in this column and all later ones."""
        universal = [self.coverage.everyone]
        for bands in reversed(self.bands):
            universal.append(reduce(and_, (mask for mask, _band in bands), universal[-1]))
        return universal[::-1]

    def run(self) -> None:
        if all(self.bands):
            self._search(self.coverage.everyone, ())

    def _search(self, alive: int, path: tuple[int, ...]) -> bool:
        """Whether everything below *path* is covered."""
        depth = len(path)
        if alive & self.universal[depth] or (depth, alive) in self.covered:
            return True
        if not alive or depth == len(self.order):
            self._note(path)
            return False
        complete = True
        for mask, band in self.bands[depth]:
            self.coverage.spend()
            complete &= self._search(alive & mask, (*path, band))
            if len(self.found) >= self.limit:
                return False
        if complete:
            self.covered.add((depth, alive))
        return complete

    def _note(self, path: tuple[int, ...]) -> None:
        """Keep a gap unless it lies in the box around one already found."""
        cell = [0] * len(self.order)
        for depth, number in enumerate(self.order):
            cell[number] = path[depth] if depth < len(path) else self.bands[depth][0][1]
        for box in self.boxes:
            if all(side[band] for side, band in zip(box, cell, strict=True)):
                return
        self.found.append(tuple(cell))
        self.boxes.append(self.coverage.box(cell))


def _band_masks(axis: AxisBands) -> list[int]:
    """For each band the rules that accept it, as an integer with rule 0 in the lowest bit."""
    masks: list[int] = []
    for start in range(0, len(axis.accepts), _BANDS_AT_ONCE):
        rules = axis.accepts[start : start + _BANDS_AT_ONCE][:, axis.ids]
        packed = np.packbits(rules, axis=1, bitorder="little")
        masks += [int.from_bytes(row.tobytes(), "little") for row in packed]
    return masks


def different(masks: Sequence[int], meant: Bools) -> list[tuple[int, int]]:
    """The bands the table means to cover as (mask, band), equal masks once."""
    found: dict[int, int] = {}
    for band in np.flatnonzero(meant).tolist():
        found.setdefault(masks[band], band)
    return list(found.items())
