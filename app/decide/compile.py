"""A rulebook compiled: every block planned, in the order in which they depend on each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any, TypeAlias

import numpy as np

from app.columns import Column, EncodedColumn
from app.decide.formulas import FormulaPlan
from app.decide.inputs import Inputs, inputs_of
from app.decide.model import Decision, Decisions, StepShape, Trace
from app.decide.policies import Resolution
from app.decide.scales import ScalePlan
from app.decide.tables import TablePlan
from app.findings import Finding
from app.rulebooks.dependencies import Block, block_name, in_order, produces, reads
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Formula, Rulebook, Scale
from app.values import Value, VarType

Plan: TypeAlias = TablePlan | ScalePlan | FormulaPlan
Errors: TypeAlias = list[tuple[int, Finding]]

DEFAULT_RULE = "默认"
FORMULA_RULE = "公式"


@dataclass(frozen=True, eq=False)
class CompiledRulebook:
    """A rulebook version ready to decide. The cells it has decided live as long as it does."""

    rulebook: Rulebook
    inputs: Inputs
    plans: tuple[Plan, ...]
    shapes: tuple[StepShape, ...]

    @property
    def notes(self) -> tuple[Finding, ...]:
        """How tables are matched whose cells one array does not hold."""
        return tuple(plan.note for plan in self.plans if isinstance(plan, TablePlan) and plan.note)

    def decide(self, columns: Mapping[str, Column], count: int, as_of: date) -> Decisions:
        """Decide *count* cases given as columns of that length; absent columns are missing values."""
        known, refused = self.inputs.columns(columns, count, as_of)
        given = dict(known)
        errors: Errors = list(refused)
        fired: dict[str, EncodedColumn] = {}
        for plan, shape in zip(self.plans, self.shapes, strict=True):
            data = [known[name] for name in plan.variables]
            outcomes, fired[shape.table], found = _PLANNED[type(plan)](plan, data, count)
            known.update(zip(shape.outputs, outcomes, strict=True))
            errors += found
        by_row: defaultdict[int, list[Finding]] = defaultdict(list)
        for row, finding in errors:
            by_row[row].append(finding)
        return Decisions(
            self.rulebook.name, self.rulebook.hash, as_of, count, given,
            {name: known[name] for name in self._made},
            fired, self.shapes, {row: tuple(found) for row, found in by_row.items()},
        )  # fmt: skip

    def decide_one(self, values: Mapping[str, Value], as_of: date) -> Decision:
        """Decide one case through the same cells."""
        known, refused = self.inputs.one(values, as_of)
        errors = tuple(refused.values())
        failed = frozenset(refused)
        way: list[Resolution] = []
        for decide, needed, shape in self._singly:
            if failed and not failed.isdisjoint(needed):
                resolution = shape.undecided
                failed = failed.union(shape.outputs)
            else:
                resolution = decide(known)
                if resolution.error is not None:
                    errors += (resolution.error,)
                    failed = failed.union(shape.outputs)
            for name, outcome in zip(shape.outputs, resolution.outcomes, strict=True):
                known[name] = outcome
            way.append(resolution)
        outputs = {name: known[name] for name in self._made}
        return Decision(outputs, partial(self._trace, known, failed, way), errors, failed.intersection(outputs))

    def _trace(self, known: Mapping[str, Value], failed: frozenset[str], way: Sequence[Resolution]) -> Trace:
        """The steps of one case, from all that was known of it in the end."""
        seen = {**known, **dict.fromkeys(failed)}
        return tuple(
            [
                shape.as_step(
                    resolution.fired,
                    {name: seen[name] for name in shape.inputs},
                    {name: seen[name] for name in shape.outputs},
                )
                for shape, resolution in zip(self.shapes, way, strict=True)
            ]
        )

    @cached_property
    def _made(self) -> tuple[str, ...]:
        return tuple(name for shape in self.shapes for name in shape.outputs)

    @cached_property
    def _singly(self) -> tuple[tuple[Callable[[Mapping[str, Any]], Resolution], tuple[str, ...], StepShape], ...]:
        """How each block decides one case, from the values of which variables."""
        return tuple(
            (partial(_SINGLE[type(plan)], plan), plan.variables, shape)
            for plan, shape in zip(self.plans, self.shapes, strict=True)
        )


def compile_rulebook(rulebook: Rulebook) -> CompiledRulebook:
    """Plan every block of a rulebook that has no reading errors.

    Raises:
        DependencyCycleError: when blocks wait for each other (a finding of the loader).
    """
    blocks = in_order(rulebook)
    types = types_of(rulebook)
    lists = frozenset(output.variable for table in rulebook.tables if table.policy.is_list for output in table.outputs)
    parameters = {name: parameter.value for name, parameter in rulebook.parameters.items()}
    plans = tuple(_plan(block, types, lists, parameters) for block in blocks)
    shapes = tuple(_shape(block, plan) for block, plan in zip(blocks, plans, strict=True))
    read = tuple(name for plan in plans for name in plan.variables)
    return CompiledRulebook(rulebook, inputs_of(rulebook, read), plans, shapes)


def types_of(rulebook: Rulebook) -> dict[str, VarType]:
    """The type of every variable, conclusions and the business date included."""
    types = {name: variable.type for name, variable in rulebook.variables.items()}
    types[BUSINESS_DATE] = VarType.DATE
    return types


def _plan(block: Block, types: Mapping[str, VarType], lists: frozenset[str], parameters: Mapping[str, Value]) -> Plan:
    if isinstance(block, DecisionTable):
        return TablePlan(block, types, lists)
    if isinstance(block, Scale):
        return ScalePlan(block, types, lists)
    return FormulaPlan(block, reads(block, frozenset(parameters)), parameters)


def _shape(block: Block, plan: Plan) -> StepShape:
    inputs = tuple(dict.fromkeys(plan.variables))
    if isinstance(block, Formula):
        rules: Sequence[tuple[str, str]] = [(FORMULA_RULE, block.place.cell)]
    elif isinstance(block, Scale):
        rules = [(tier.id, tier.cells) for tier in block.tiers]
    else:
        rules = [(rule.id, rule.cells) for rule in block.rules] + [(DEFAULT_RULE, block.default_cells)]
    ids, cells = tuple(rule for rule, _ in rules), tuple(cell for _, cell in rules)
    return StepShape(block_name(block), block.place.sheet, ids, cells, inputs, produces(block))


def _table_columns(plan: TablePlan, data: list[Column], count: int) -> tuple[list[Column], EncodedColumn, Errors]:
    numbers = plan.numbers(data, count)
    outcomes, fired = plan.gather(numbers)
    return list(outcomes), fired, _conflicts(plan, numbers)


def _conflicts(plan: TablePlan, numbers: np.ndarray[Any, np.dtype[np.int32]]) -> Errors:
    errors: Errors = []
    for number in plan.faults:
        error = plan.resolutions[number].error
        if error is not None:
            errors += [(row, error) for row in np.flatnonzero(numbers == number).tolist()]
    return errors


def _scale_columns(plan: ScalePlan, data: list[Column], count: int) -> tuple[list[Column], EncodedColumn, Errors]:
    sums, fired, errors = plan.columns(data, count)
    return [sums], fired, errors


def _formula_columns(plan: FormulaPlan, data: list[Column], count: int) -> tuple[list[Column], EncodedColumn, Errors]:
    results, errors = plan.column(data, count)
    fired = EncodedColumn(np.minimum(results.states, 0).astype(np.int32), ((0,),))
    return [results], fired, list(errors.items())


def _formula_one(plan: FormulaPlan, known: Mapping[str, Any]) -> Resolution:
    result = plan.result([known[name] for name in plan.variables])
    if isinstance(result, Finding):
        return Resolution((), (None,), result)
    return Resolution(() if result is None else (0,), (result,))


_PLANNED: Mapping[type, Any] = {TablePlan: _table_columns, ScalePlan: _scale_columns, FormulaPlan: _formula_columns}
_SINGLE: Mapping[type, Any] = {
    TablePlan: TablePlan.resolution,
    ScalePlan: ScalePlan.resolution,
    FormulaPlan: _formula_one,
}
