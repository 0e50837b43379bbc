"""The cells in which two versions of a table differ, found exactly and without listing every cell.

Column by column, the rules that are still possible in either version are narrowed down. Two cells that leave the
same rules need to be followed once only, and where the rules left are the same in both versions nothing below can
differ; so the work follows the difference, not the size of the table. What comes out is a decision diagram whose
paths are boxes: sets of groups per column, disjoint, that together are all differing cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, TypeAlias

from app.decide.diff.axes import Axis, Inexact
from app.decide.diff.model import Outcome
from app.decide.policies import Hits, resolve
from app.rulebooks.model import DecisionTable

MAX_STEPS = 1_500_000
"""Narrowings tried before the comparison is given up as too large: some seconds."""
MAX_BOXES = 4_000
"""Boxes at any point; nobody reads more changes than that."""

Pair: TypeAlias = tuple[Outcome, Outcome]
Box: TypeAlias = tuple[tuple[int, ...], Pair]
"""Per column the set of groups, one bit each, and the outcomes there."""


class Side:
    """One version of a table: what a set of its rules concludes.

    Args:
        table: the version.
        picked: positions of the outputs that are compared.
        contents: rule → a number that two rules share when they say the same.
    """

    def __init__(self, table: DecisionTable, picked: Sequence[int], contents: Sequence[int]) -> None:
        self.table = table
        self._picked = tuple(picked)
        self.contents = contents
        self._outcomes: dict[int, Outcome] = {}

    @property
    def everything(self) -> int:
        return (1 << len(self.table.rules)) - 1

    def outcome(self, rules: int) -> Outcome:
        known = self._outcomes.get(rules)
        if known is None:
            known = self._outcomes[rules] = self._conclude(tuple(members(rules)))
        return known

    def _conclude(self, rules: Hits) -> Outcome:
        found = resolve(self.table, rules)
        return Outcome(self._pick(found.outcomes), found.error.code if found.error else "")

    def _pick(self, outcomes: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(outcomes[position] for position in self._picked)


class ItemSide(Side):
    """One version of a collecting table, cut down to the rules that list one and the same entry."""

    def __init__(self, table: DecisionTable, item: tuple[Any, ...], contents: Sequence[int]) -> None:
        super().__init__(table, (), contents)
        self._item = item

    def _conclude(self, rules: Hits) -> Outcome:
        return Outcome(self._item, times=len(rules))


class DefaultSide(Side):
    """One version of a collecting table, as far as it falls back on its default row."""

    def _conclude(self, rules: Hits) -> Outcome:
        blank = (None,) * len(self.table.outputs)
        values = self._pick(self.table.default or blank)
        return Outcome(values, times=0 if rules or self.table.default is None else 1)


@dataclass(frozen=True, eq=False)
class _Node:
    """A column on which it depends what follows: (set of groups, what follows); no entry: no difference.

    There is one node for each content, so nodes are compared by identity.
    """

    level: int
    edges: tuple[tuple[int, _Node | _Leaf], ...]


@dataclass(frozen=True, eq=False)
class _Leaf:
    pair: Pair


_Found: TypeAlias = _Node | _Leaf | None


class Comparison:
    """Old and new version over common axes.

    Args:
        alike: hit policy, default and order of outcomes are the same, so equal rules conclude the same.
    """

    def __init__(self, axes: Sequence[Axis], old: Side, new: Side, alike: bool) -> None:
        self.axes = axes
        self.old, self.new = old, new
        self._alike = alike
        self._changed = changed_rules(old.contents, new.contents)
        """Rules that only one version has, or that stand in another order; without them nothing can differ."""
        self._cost = 1 + (len(old.contents) + len(new.contents)) // 256
        self._steps = 0
        self._known: dict[tuple[int, int, int], _Found] = {}
        self._nodes: dict[tuple[object, ...], _Node] = {}
        self._leaves: dict[Pair, _Leaf] = {}
        self._paths: dict[_Node, list[tuple[dict[int, int], Pair]]] = {}

    def boxes(self) -> list[Box]:
        """All differing cells as disjoint boxes, few and large.

        Raises:
            Inexact: when there is too much to compare or to tell.
        """
        root = self._follow(0, self.old.everything, self.new.everything)
        whole = [(1 << len(axis.masks)) - 1 for axis in self.axes]
        found = [
            (tuple(chosen.get(level, every) for level, every in enumerate(whole)), pair)
            for chosen, pair in self._boxes(root)
        ]
        return merged(found)

    def _follow(self, level: int, old: int, new: int) -> _Found:
        key = (level, old, new)
        if key not in self._known:
            self._known[key] = self._narrow(level, old, new)
        return self._known[key]

    def _narrow(self, level: int, old: int, new: int) -> _Found:
        if self._alike and not (old & self._changed[0] or new & self._changed[1]):
            return None
        if level == len(self.axes) or not (old or new):
            pair = (self.old.outcome(old), self.new.outcome(new))
            return None if pair[0] == pair[1] else self._leaves.setdefault(pair, _Leaf(pair))
        masks = self.axes[level].masks
        self._steps += len(masks) * self._cost
        if self._steps > MAX_STEPS:
            raise Inexact
        follows: dict[_Found, int] = {}
        for group, (accepts_old, accepts_new) in enumerate(masks):
            below = self._follow(level + 1, old & accepts_old, new & accepts_new)
            follows[below] = follows.get(below, 0) | 1 << group
        if len(follows) == 1:  # this column does not matter here
            return next(iter(follows))
        edges = tuple((groups, below) for below, groups in follows.items() if below is not None)
        return self._nodes.setdefault((level, edges), _Node(level, edges))

    def _boxes(self, found: _Found) -> list[tuple[dict[int, int], Pair]]:
        if found is None:
            return []
        if isinstance(found, _Leaf):
            return [({}, found.pair)]
        known = self._paths.get(found)
        if known is None:
            known = [
                ({found.level: groups, **chosen}, pair) for groups, below in found.edges
                for chosen, pair in self._boxes(below)
            ]  # fmt: skip
            if len(known) > MAX_BOXES:
                raise Inexact
            self._paths[found] = known
        return known


def merged(boxes: Sequence[Box]) -> list[Box]:
    """Boxes with the same outcomes that differ in one column only made one, until none are left; stays disjoint."""
    left = list(boxes)
    columns = len(left[0][0]) if left else 0
    before = None
    while before != len(left):
        before = len(left)
        for column in range(columns):
            joined: dict[tuple[tuple[int, ...], Pair], int] = {}
            for sets, pair in left:
                rest = (*sets[:column], *sets[column + 1 :])
                joined[rest, pair] = joined.get((rest, pair), 0) | sets[column]
            left = [((*rest[:column], groups, *rest[column:]), pair) for (rest, pair), groups in joined.items()]
    return left


def changed_rules(old: Sequence[int], new: Sequence[int]) -> tuple[int, int]:
    """Per version the rules that have no partner in the other: the same content, in the same order among partners."""
    changed = [0, 0]
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            changed[0] |= (1 << last) - (1 << first)
            changed[1] |= (1 << end) - (1 << start)
    return changed[0], changed[1]


def members(rules: int) -> Iterator[int]:
    """Numbers of the bits that are set, ascending."""
    text = bin(rules)[:1:-1]
    position = text.find("1")
    while position >= 0:
        yield position
        position = text.find("1", position + 1)
