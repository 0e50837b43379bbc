"""Which of the rules that hold decides, over masks of rules (bit ``r`` is rule ``r``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import TypeVar

from app.rulebooks.model import DecisionTable, HitPolicy

Key = TypeVar("Key", bound=Hashable)


class Deciding:
    """The hit policy of a table that gives one outcome: U, A, F, P or 最重."""

    def __init__(self, table: DecisionTable) -> None:
        self.table = table
        self.tiers = _masks([_strength(table, number) for number in range(len(table.rules))])
        """Strength → its rules; the smallest wins. F: every rule its own, U and A: all the same."""
        self._strongest_first = [self.tiers[strength] for strength in sorted(self.tiers)]
        self._agreeing = _masks([rule.outcomes for rule in table.rules])

    def rule(self, hits: int) -> int | None:
        """The number of the deciding rule; None where none holds or those that hold contradict each other."""
        if self.table.policy is HitPolicy.FIRST:
            return lowest(hits)
        for tier in self._strongest_first:
            if won := hits & tier:
                return None if self._contradict(won) else lowest(won)
        return None

    def _contradict(self, hits: int) -> bool:
        if self.table.policy is HitPolicy.UNIQUE:
            return bool(hits & (hits - 1))
        first = lowest(hits)
        if self.table.policy is not HitPolicy.ANY or first is None:
            return False
        return bool(hits & ~self._agreeing[self.table.rules[first].outcomes])

    def winners(self) -> list[int]:
        """For each rule the mask of those that decide instead of it wherever both hold."""
        better: dict[tuple[int, ...], int] = {}
        stronger = 0
        for strength in sorted(self.tiers):
            better[strength] = stronger
            stronger |= self.tiers[strength]
        return [better[_strength(self.table, number)] for number in range(len(self.table.rules))]


def lowest(mask: int) -> int | None:
    """The first rule of a mask."""
    return (mask & -mask).bit_length() - 1 if mask else None


def _masks(keys: Sequence[Key]) -> dict[Key, int]:
    """Key → the rules that have it."""
    bits: defaultdict[Key, bytearray] = defaultdict(lambda: bytearray(len(keys) // 8 + 1))
    for number, key in enumerate(keys):
        bits[key][number // 8] |= 1 << number % 8
    return {key: int.from_bytes(mask, "little") for key, mask in bits.items()}


def _strength(table: DecisionTable, number: int) -> tuple[int, ...]:
    """What a rule's place in the order of its table's policy sorts by, the strongest first."""
    if table.policy is HitPolicy.FIRST:
        return (number,)
    if table.policy not in (HitPolicy.PRIORITY, HitPolicy.WORST):
        return ()
    sign = 1 if table.policy is HitPolicy.PRIORITY else -1
    found = []
    for output, value in zip(table.outputs, table.rules[number].outcomes, strict=True):
        domain = output.domain or ()
        unlisted = len(domain) if sign > 0 else -1
        found.append(sign * (domain.index(value) if value in domain else unlisted))
    return tuple(found)
