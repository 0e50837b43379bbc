"""Whether two rulebooks have the same decision tables and formulas, whatever file they were read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from app.findings import Finding
from app.rulebooks.model import DecisionTable, Formula, Rulebook

Said: TypeAlias = tuple[object, ...]


def said(table: DecisionTable) -> Said:
    """Everything a table says, without where it stands, how it is drawn and how its conditions are spelt."""
    return (
        table.name,
        table.policy,
        tuple(header.variable for header in table.inputs),
        tuple((output.variable, output.type, output.domain) for output in table.outputs),
        tuple(
            (rule.id, rule.conditions, rule.outcomes, dict(rule.remarks), rule.valid_from, rule.valid_to)
            for rule in table.rules
        ),
        table.default,
        dict(table.properties),
        table.valid_from,
        table.valid_to,
    )


def computes(formula: Formula) -> Said:
    """What a formula computes."""
    return (formula.variable, formula.expression, formula.type, formula.decimals)


def differences(wanted: Rulebook, got: Rulebook) -> Iterator[Finding]:
    """A finding for each table and formula of *wanted* that *got* does not have just so."""
    found = [said(table) for table in got.tables]
    for table in wanted.tables:
        if said(table) not in found:
            yield Finding("error", "rulebooks.dmn-differs", table.place, {"table": table.name})
    computed = [computes(formula) for formula in got.formulas]
    for formula in wanted.formulas:
        if computes(formula) not in computed:
            yield Finding("error", "rulebooks.dmn-differs", formula.place, {"table": formula.variable})
