"""Damaged workbooks by kind and number: the same number is the same file on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeAlias

from tests.rulebooks.fuzz import burdens, cells, containers, parts

Kind: TypeAlias = str

KINDS: dict[Kind, Callable[[random.Random], bytes]] = {
    f"{module.__name__.rpartition('.')[2]}.{make.__name__}": make
    for module in (containers, parts, cells, burdens)
    for make in module.KINDS
}
_RARE = 5
"""Burdens take seconds each: one of them for so many of another kind."""


def mutant(kind: Kind, number: int) -> bytes:
    return KINDS[kind](random.Random(f"{kind}/{number}"))  # noqa: S311 - damage, not a secret


def schedule(count: int) -> list[tuple[Kind, int]]:
    """So many mutants, the kinds in turn."""
    planned: list[tuple[Kind, int]] = []
    number = 0
    while len(planned) < count:
        planned += [(kind, number) for kind in KINDS if number % _RARE == 0 or not kind.startswith("burdens.")]
        number += 1
    return planned[:count]
