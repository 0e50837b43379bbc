"""Decisions as values: outcomes, the rules that gave them, and the errors of single cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, NamedTuple, TypeAlias

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


Trace: TypeAlias = tuple[Step, ...]


class Decision:
    """Everything about one case; a value.

    Args:
        outputs: every conclusion and its value; None is 未命中.
        trace: the steps, or what tells them: they are put into words when somebody looks.
        errors: what is wrong with the case.
        failed: conclusions that could not be had; what reads one of them cannot either.
    """

    __slots__ = ("_trace", "errors", "failed", "outputs")

    def __init__(
        self,
        outputs: Mapping[str, Any],
        trace: Trace | Callable[[], Trace],
        errors: tuple[Finding, ...] = (),
        failed: frozenset[str] = frozenset(),
    ) -> None:
        self.outputs = outputs
        self._trace = trace
        self.errors = errors
        self.failed = failed

    @property
    def trace(self) -> Trace:
        """The way of the case through every block, in the order it was decided."""
        if not isinstance(self._trace, tuple):
            self._trace = self._trace()
        return self._trace

    def _whole(self) -> tuple[Mapping[str, Any], Trace, tuple[Finding, ...], frozenset[str]]:
        return self.outputs, self.trace, self.errors, self.failed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Decision) and self._whole() == other._whole()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Decision{self._whole()!r}"

    def __reduce__(self) -> tuple[Any, ...]:
        return Decision, self._whole()


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

    def trace(self, row: int) -> Trace:
        """The way of one case through every block, in the order it was decided."""
        return tuple(shape.step(self, row) for shape in self.steps)

    def decision(self, row: int) -> Decision:
        failed = frozenset(name for name, column in self.outputs.items() if column.state(row) == FAILED)
        return Decision(self.outcome(row), partial(self.trace, row), self.errors.get(row, ()), failed)


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
        given, made = decisions.inputs, decisions.outputs
        return self.as_step(
            decisions.fired[self.table].value(row) or (),
            {name: (made[name] if name in made else given[name]).value(row) for name in self.inputs},
            {name: made[name].value(row) for name in self.outputs},
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
