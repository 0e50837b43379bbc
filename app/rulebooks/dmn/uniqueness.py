"""Tables that say U and mean F: several tools take the first of the rules that hold, whatever the standard says."""

from __future__ import annotations

from dataclasses import replace

from app.findings import Finding, Level
from app.rulebooks.analysis import analyse
from app.rulebooks.model import DecisionTable, HitPolicy, Rulebook


def overlapping(rulebook: Rulebook) -> tuple[DecisionTable, ...]:
    """U tables in which two rules can hold for one case."""
    unique = [table for table in rulebook.tables if table.policy is HitPolicy.UNIQUE]
    return tuple(
        table for table in unique
        if any(finding.code == "rulebooks.overlap" for finding in analyse(replace(rulebook, tables=(table,))))
    )  # fmt: skip


def settle_unique(rulebook: Rulebook, *, as_first: bool) -> tuple[Rulebook, tuple[Finding, ...]]:
    """Report such tables, or read them as F where that is wanted."""
    found = overlapping(rulebook)
    code = "rulebooks.dmn-unique-as-first" if as_first else "rulebooks.dmn-unique-overlap"
    level: Level = "note" if as_first else "warning"
    findings = tuple(Finding(level, code, table.place, {"table": table.name}) for table in found)
    if not as_first:
        return rulebook, findings
    tables = tuple(replace(table, policy=HitPolicy.FIRST) if table in found else table for table in rulebook.tables)
    return replace(rulebook, tables=tables), findings
