"""Whether a rulebook can make scorecards at all: found before a single file is read, everything at once."""

from __future__ import annotations

from app.findings import Finding, Place
from app.rulebooks.dependencies import in_order, reads
from app.rulebooks.model import BUSINESS_DATE, Aggregate, Measure, Role, Rulebook, Variable
from app.values import VarType

_ADDS_UP = (Aggregate.SUM, Aggregate.MEAN)
_COMPARES = (Aggregate.MAX, Aggregate.MIN)


def check(rulebook: Rulebook) -> list[Finding]:
    """Errors stop scoring; a warning is something HR should know about every card."""
    found = [finding for measure in rulebook.measures for finding in _check_measure(measure, rulebook)]
    place = Place(rulebook.file)
    if not rulebook.measures:
        found.append(Finding("error", "scorecards.no-measures", place, {"rulebook": rulebook.name}))
    if not rulebook.with_role(Role.OFFICER):
        found.append(Finding("error", "scorecards.no-officer-role", place, {"role": str(Role.OFFICER)}))
    if not rulebook.with_role(Role.RECEIPT_DATE):
        found.append(Finding("warning", "scorecards.no-date-role", place, {"role": str(Role.RECEIPT_DATE)}))
    found += [
        Finding("error", "scorecards.date-type", variable.place, {"variable": variable.name, "type": variable.type})
        for variable in rulebook.with_role(Role.RECEIPT_DATE)
        if variable.type is not VarType.DATE
    ]
    return found


def asked(rulebook: Rulebook) -> tuple[str, ...]:
    """Variables the rules read that are neither measured nor concluded: they must say who an officer is."""
    parameters = frozenset(rulebook.parameters)
    read = (name for block in in_order(rulebook) for name in reads(block, parameters))
    known = rulebook.produced | {measure.name for measure in rulebook.measures} | {BUSINESS_DATE}
    return tuple(name for name in dict.fromkeys(read) if name not in known)


def read_by(measure: Measure) -> tuple[str, ...]:
    """The variables a measure needs of its data table."""
    names = [measure.field, *(part.variable for part in measure.filters)]
    return tuple(dict.fromkeys(name for name in names if name))


def _check_measure(measure: Measure, rulebook: Rulebook) -> list[Finding]:
    found = [
        Finding("error", "scorecards.unknown-variable", measure.place, {"measure": measure.name, "variable": name})
        for name in read_by(measure)
        if name not in rulebook.variables
    ]
    params = {"measure": measure.name, "aggregate": str(measure.aggregate), "variable": measure.field}
    if not measure.field and measure.aggregate is not Aggregate.COUNT:
        found.append(Finding("error", "scorecards.no-field", measure.place, params))
    elif measure.field in rulebook.variables and not _suits(measure.aggregate, rulebook.variables[measure.field]):
        params["type"] = rulebook.variables[measure.field].type
        found.append(Finding("error", "scorecards.field-type", measure.place, params))
    return found


def _suits(aggregate: Aggregate, field: Variable) -> bool:
    if aggregate in _ADDS_UP:
        return field.type.is_number
    return aggregate not in _COMPARES or field.type.is_number or field.type is VarType.DATE
