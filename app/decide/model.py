"""Decisions as values: outcomes, the rules that gave them, and the errors of single cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from app.columns import FAILED, Column, EncodedColumn
from app.decide.policies import Resolution
from app.findings import Finding


class Step(NamedTuple):
    """One table, scale or formula in the trace of a case."""

    table: str
    rules: tuple[str, ...]
    """Ids of the rules that fired; empty: 未命中."""
    cells: str
    """``五级分类!A5:E5``; several ranges are joined by commas; empty when nothing fired."""
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return {"table": self.table, "rules": list(self.rules), "cells": self.cells}


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything about one case. ``outputs`` maps every conclusion to its value; None is 未命中."""

    outputs: Mapping[str, Any]
    trace: tuple[Step, ...]
    errors: tuple[Finding, ...] = ()
    failed: frozenset[str] = frozenset()
    """Conclusions that could not be had; what reads one of them cannot either."""


@dataclass(frozen=True, eq=False)
class Decisions:
    """A batch of decisions by one rulebook version, column by column."""

    rulebook: str
    hash: str
    as_of: date
    count: int
    inputs: Mapping[str, Column]
    """The columns as the rules saw them (defaults filled in)."""
    outputs: Mapping[str, Column]
    """Conclusion → column; MISSING is 未命中, FAILED an error of the case."""
    fired: Mapping[str, EncodedColumn]
    """Block name → tuples of rule indexes; MISSING where nothing fired, FAILED where it was not decided."""
    steps: tuple[StepShape, ...]
    errors: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)

    def outcome(self, row: int) -> dict[str, Any]:
        return {name: column.value(row) for name, column in self.outputs.items()}

    def trace(self, row: int) -> tuple[Step, ...]:
        """The way of one case through every block, in the order it was decided."""
        return tuple(shape.step(self, row) for shape in self.steps)

    def decision(self, row: int) -> Decision:
        failed = frozenset(name for name, column in self.outputs.items() if column.state(row) == FAILED)
        return Decision(self.outcome(row), self.trace(row), self.errors.get(row, ()), failed)


@dataclass(frozen=True, slots=True)
class StepShape:
    """What the steps of one block have in common; a trace is made from it and a row."""

    table: str
    sheet: str
    rule_ids: tuple[str, ...]
    rule_cells: tuple[str, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    _named: dict[tuple[int, ...], tuple[tuple[str, ...], str]] = field(default_factory=dict, compare=False, repr=False)
    """Ids and cells of the sets of rules that were named before: as many as a table has resolutions."""

    def step(self, decisions: Decisions, row: int) -> Step:
        """The step of one case of a batch."""
        known = {**decisions.inputs, **decisions.outputs}
        return self.as_step(
            decisions.fired[self.table].value(row) or (),
            {name: known[name].value(row) for name in self.inputs},
            {name: decisions.outputs[name].value(row) for name in self.outputs},
        )

    def as_step(self, fired: tuple[int, ...], inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> Step:
        """The step in which the rules numbered *fired* gave *outputs*."""
        rules, cells = self._named.get(fired) or self._name(fired)
        return Step(self.table, rules, cells, inputs, outputs)

    def _name(self, fired: tuple[int, ...]) -> tuple[tuple[str, ...], str]:
        cells = ",".join(self.rule_cells[index] for index in fired)
        rules = tuple(self.rule_ids[index] for index in fired)
        named = self._named[fired] = rules, f"{self.sheet}!{cells}" if cells else ""
        return named

    @property
    def undecided(self) -> Resolution:
        """Where an input could not be had."""
        return Resolution((), (None,) * len(self.outputs))
