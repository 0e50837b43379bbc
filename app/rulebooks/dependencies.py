"""Which block must be decided before which: the order follows from who produces what."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from app.rulebooks.expressions import names
from app.rulebooks.model import DecisionTable, Formula, Rulebook, Scale

Block: TypeAlias = DecisionTable | Scale | Formula


def reads(block: Block, parameters: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Variables a block reads."""
    if isinstance(block, Formula):
        return tuple(name for name in names(block.expression) if name not in parameters)
    if isinstance(block, Scale):
        return (block.amount.variable, *(header.variable for header in block.selectors))
    return tuple(dict.fromkeys(header.variable for header in block.inputs))


def produces(block: Block) -> tuple[str, ...]:
    """Variables a block concludes."""
    if isinstance(block, Formula):
        return (block.variable,)
    if isinstance(block, Scale):
        return (block.output.variable,)
    return tuple(output.variable for output in block.outputs)


def block_name(block: Block) -> str:
    """The name under which flow, trace and findings speak of it."""
    return block.variable if isinstance(block, Formula) else block.name


class DependencyCycleError(Exception):
    """Blocks that wait for each other; ``blocks`` names them along the cycle."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        super().__init__(" → ".join(block_name(block) for block in blocks))


def in_order(rulebook: Rulebook) -> tuple[Block, ...]:
    """All blocks, each after those whose conclusions it reads; ties in the order of the workbook, then 决策流程.

    Raises:
        DependencyCycleError: when blocks wait for each other.
    """
    blocks: list[Block] = [*rulebook.formulas, *rulebook.tables, *rulebook.scales]
    rank = {name: position for position, name in enumerate(rulebook.flow)}
    blocks.sort(key=lambda block: rank.get(block_name(block), len(rank)))
    parameters = frozenset(rulebook.parameters)
    maker = {variable: number for number, block in enumerate(blocks) for variable in produces(block)}
    graph = {
        number: [maker[name] for name in reads(block, parameters) if name in maker]
        for number, block in enumerate(blocks)
    }
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        raise DependencyCycleError([blocks[number] for number in error.args[1]]) from None
    ordered: list[Block] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered.extend(blocks[number] for number in ready)
        sorter.done(*ready)
    return tuple(ordered)
