"""What no rule covers, and rules that others cover completely: exact on the bands, with a bound on the effort.

The rules still possible are a bit mask that each column narrows band by band; equal masks are looked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from app.rulebooks.tablebands import AxisBands, Bools, TableBands, any_of

MAX_STEPS = 2_000_000
"""Narrowings of a mask by a band: a few seconds."""


class TooManyCellsError(Exception):
    """The effort allowed is used up."""


def _mask(rules: Bools) -> int:
    """A row of booleans as an integer, rule 0 in the lowest bit."""
    return int.from_bytes(np.packbits(rules, bitorder="little").tobytes(), "little")


@dataclass
class Coverage:
    """The bands of a table as masks of rules.

    ``bands[c]`` lists (mask of the rules that accept it, band number) of column ``c``, equal masks once; columns
    with the most different bands come first, because they leave the fewest rules.
    """

    table: TableBands
    steps: int = MAX_STEPS
    order: list[int] = field(init=False)
    bands: list[list[tuple[int, int]]] = field(init=False)
    universal: list[int] = field(init=False)
    """``universal[c]``: rules that accept everything in column ``c`` and all later ones."""

    def __post_init__(self) -> None:
        axes = self.table.axes
        self.order = sorted(range(len(axes)), key=lambda number: -len(axes[number].conditions))
        self.bands = [_classes(axes[number], axes[number].meant) for number in self.order]
        everyone = (1 << self.table.count) - 1
        self.universal = [everyone] * (len(axes) + 1)
        for depth in range(len(axes) - 1, -1, -1):
            accepted = everyone
            for mask, _band in self.bands[depth]:
                accepted &= mask
            self.universal[depth] = self.universal[depth + 1] & accepted

    def gaps(self, limit: int) -> list[tuple[int, ...]]:
        """Cells (one band per column of the table) that no rule covers, at most *limit*, none inside another's box.

        Raises:
            TooManyCellsError: when the effort allowed is used up before the first gap is found.
        """
        found: list[tuple[int, ...]] = []
        boxes: list[tuple[Bools, ...]] = []
        everyone = (1 << self.table.count) - 1
        self._search(everyone, [], set(), found, boxes, limit)
        return found

    def _search(
        self,
        alive: int,
        path: list[int],
        covered: set[tuple[int, int]],
        found: list[tuple[int, ...]],
        boxes: list[tuple[Bools, ...]],
        limit: int,
    ) -> bool:
        """Whether everything below *path* is covered."""
        depth = len(path)
        if alive & self.universal[depth]:
            return True
        if (depth, alive) in covered:
            return True
        if not alive or depth == len(self.order):
            self._note(path, found, boxes)
            return False
        complete = True
        for mask, band in self.bands[depth]:
            self._spend()
            complete &= self._search(alive & mask, [*path, band], covered, found, boxes, limit)
            if len(found) >= limit:
                return False
        if complete:
            covered.add((depth, alive))
        return complete

    def _spend(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise TooManyCellsError

    def _note(self, path: list[int], found: list[tuple[int, ...]], boxes: list[tuple[Bools, ...]]) -> None:
        """Keep a gap unless it lies in the box around one already found."""
        cell = [0] * len(self.order)
        for depth, number in enumerate(self.order):
            cell[number] = path[depth] if depth < len(path) else self.bands[depth][0][1]
        for box in boxes:
            if all(side[band] for side, band in zip(box, cell, strict=True)):
                return
        found.append(tuple(cell))
        boxes.append(self._box(cell))

    def _box(self, cell: Sequence[int]) -> tuple[Bools, ...]:
        """The cell widened, column after column, as far as no rule reaches into it."""
        axes = self.table.axes
        sides = [np.zeros(len(axis.accepts), np.bool_) for axis in axes]
        for side, band in zip(sides, cell, strict=True):
            side[band] = True
        for number, axis in enumerate(axes):
            others = np.ones(self.table.count, np.bool_)
            for other, side in zip(axes, sides, strict=True):
                if other is not axis:
                    others &= any_of(other.accepts[side], 0)[other.ids]
            sides[number] = ~any_of(axis.of_rules()[:, others], 1)
        return tuple(sides)

    # --- one rule against others ------------------------------------------------------------------------------

    def is_covered(self, rule: int, by: int) -> bool:
        """Whether the rules of mask *by* together hold wherever *rule* does.

        Raises:
            TooManyCellsError: when the effort allowed is used up.
        """
        own = [_classes(axis, axis.accepts[:, axis.ids[rule]]) for axis in self.table.axes]
        whole = [_all_bands(classes) for classes in own]
        later = [(1 << self.table.count) - 1]
        for accepted in reversed(whole):
            later.append(later[-1] & accepted)
        return self._covers(by, 0, own, later[::-1], set())

    def _covers(
        self, alive: int, depth: int, own: list[list[tuple[int, int]]], later: list[int], known: set[tuple[int, int]]
    ) -> bool:
        if alive & later[depth] or (depth, alive) in known:
            return True
        if not alive or depth == len(own):
            return False
        for mask, _band in own[depth]:
            self._spend()
            if not self._covers(alive & mask, depth + 1, own, later, known):
                return False
        known.add((depth, alive))
        return True


def _all_bands(classes: list[tuple[int, int]]) -> int:
    accepted = -1
    for mask, _band in classes:
        accepted &= mask
    return accepted


def _classes(axis: AxisBands, wanted: Bools) -> list[tuple[int, int]]:
    """The wanted bands of a column as (mask of the rules that accept it, band), equal masks once."""
    rules = axis.of_rules()
    masks: dict[int, int] = {}
    for band in np.flatnonzero(wanted).tolist():
        masks.setdefault(_mask(rules[band]), band)
    return list(masks.items())
