"""A rulebook compiled: every block planned, in the order in which they depend on each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np

from app.columns import FAILED, Column, EncodedColumn, column
from app.decide.formulas import FormulaPlan
from app.decide.inputs import Inputs, inputs_of
from app.decide.model import Decision, Decisions, Step, StepShape
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
            {name: known[name] for shape in self.shapes for name in shape.outputs},
            fired, self.shapes, {row: tuple(found) for row, found in by_row.items()},
        )  # fmt: skip

    def decide_one(self, values: Mapping[str, Value], as_of: date) -> Decision:
        """Decide one case through the same cells."""
        known, refused = self.inputs.one(values, as_of)
        failed = set(refused)
        errors = list(refused.values())
        trace: list[Step] = []
        for plan, shape in zip(self.plans, self.shapes, strict=True):
            outcomes: tuple[Any, ...] = (None,) * len(shape.outputs)
            fired: tuple[int, ...] = ()
            if failed.isdisjoint(plan.variables):
                outcomes, fired, error = _SINGLE[type(plan)](plan, [known[name] for name in plan.variables])
                errors += [error] if error else []
                failed.update(shape.outputs if error else ())
            else:
                failed.update(shape.outputs)
            known.update(zip(shape.outputs, outcomes, strict=True))
            seen = {name: None if name in failed else known[name] for name in shape.inputs}
            trace.append(shape.as_step(fired, seen, dict(zip(shape.outputs, outcomes, strict=True))))
        outputs = {name: value for step in trace for name, value in step.outputs.items()}
        return Decision(outputs, tuple(trace), tuple(errors), frozenset(failed & outputs.keys()))


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
    for number, resolution in enumerate(plan.resolutions):
        if resolution.error is not None:
            error = resolution.error
            errors += [(row, error) for row in np.flatnonzero(numbers == number).tolist()]
    return errors


def _scale_columns(plan: ScalePlan, data: list[Column], count: int) -> tuple[list[Column], EncodedColumn, Errors]:
    numbers = plan.finder.numbers(data, count)
    errors = _conflicts(plan.finder, numbers)
    sums, fired = plan.columns(numbers, data)
    failed = [*np.flatnonzero(numbers == FAILED).tolist(), *(row for row, _ in errors)]
    return [column(sums, plan.scale.output.type, failed)], fired, errors


def _formula_columns(plan: FormulaPlan, data: list[Column], count: int) -> tuple[list[Column], EncodedColumn, Errors]:
    results, errors = plan.column(data, count)
    fired = EncodedColumn(np.minimum(results.states, 0).astype(np.int32), ((0,),))
    return [results], fired, list(errors.items())


def _table_one(plan: TablePlan, values: list[Any]) -> tuple[tuple[Any, ...], tuple[int, ...], Finding | None]:
    resolution = plan.resolution(values)
    return resolution.outcomes, resolution.fired, resolution.error


def _scale_one(plan: ScalePlan, values: list[Any]) -> tuple[tuple[Any, ...], tuple[int, ...], Finding | None]:
    resolution = plan.finder.resolution(values)
    if len(resolution.fired) != 1:
        return (None,), resolution.fired, resolution.error
    fired, paid = plan.apply(resolution.fired[0], values)
    return (paid,), fired, None


def _formula_one(plan: FormulaPlan, values: list[Any]) -> tuple[tuple[Any, ...], tuple[int, ...], Finding | None]:
    result = plan.result(values)
    if isinstance(result, Finding):
        return (None,), (), result
    return (result,), () if result is None else (0,), None


_PLANNED: Mapping[type, Any] = {TablePlan: _table_columns, ScalePlan: _scale_columns, FormulaPlan: _formula_columns}
_SINGLE: Mapping[type, Any] = {TablePlan: _table_one, ScalePlan: _scale_one, FormulaPlan: _formula_one}
