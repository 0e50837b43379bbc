"""Tables and scales cut into cells, before their variables have types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.findings import Place
from app.rulebooks.model import HitPolicy
from app.rulebooks.sheets import Block, Cell


@dataclass(frozen=True, slots=True)
class Heading:
    """A variable and the cell that names it."""

    variable: str
    cell: Cell
    domain: Cell | None = None
    """Its cell in the row 取值范围."""


@dataclass(frozen=True, slots=True)
class RuleDraft:
    id: str
    conditions: tuple[Cell, ...]
    outcomes: tuple[Cell, ...]
    remarks: Mapping[str, Cell]
    cells: str


@dataclass(frozen=True, slots=True)
class TableDraft:
    """A decision table or a matrix."""

    block: Block
    title: Cell
    name: str
    policy: HitPolicy
    inputs: tuple[Heading, ...]
    outputs: tuple[Heading, ...]
    rules: tuple[RuleDraft, ...]
    properties: Mapping[str, Cell]
    default: tuple[Cell, ...] | None = None
    default_cells: str = ""
    matrix: bool = False

    @property
    def place(self) -> Place:
        return self.block.at(self.title)


@dataclass(frozen=True, slots=True)
class ScaleDraft:
    """A scale: its first heading is the banded amount, the others select."""

    block: Block
    title: Cell
    name: str
    output: str
    inputs: tuple[Heading, ...]
    rules: tuple[RuleDraft, ...]
    """``outcomes`` are rate and fixed sum."""
    properties: Mapping[str, Cell]
    output_cell: Cell

    @property
    def place(self) -> Place:
        return self.block.at(self.title)


def condition_cells(draft: TableDraft | ScaleDraft) -> Iterator[tuple[str, list[Cell]]]:
    """Each input variable with its condition cells."""
    for position, heading in enumerate(draft.inputs):
        yield heading.variable, [rule.conditions[position] for rule in draft.rules]


def outcome_cells(draft: TableDraft) -> Iterator[tuple[str, list[Cell]]]:
    """Each output variable with its conclusion cells, the default's included."""
    for position, heading in enumerate(draft.outputs):
        cells = [rule.outcomes[position] for rule in draft.rules]
        yield heading.variable, [*cells, *([draft.default[position]] if draft.default else [])]
