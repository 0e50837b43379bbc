"""What of a rulebook decision tables cannot say, named part by part; the same for XML and for other tools' Excel."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from app.findings import Finding, Place
from app.rulebooks.model import DecisionTable, HitPolicy, Rulebook


def losses(rulebook: Rulebook, computed: Collection[str] = ()) -> Iterator[Finding]:
    """Findings for everything that another tool will not decide as we do.

    Args:
        rulebook: what is written.
        computed: variables whose formulas the other tool computes as well.
    """
    yield from _other_blocks(rulebook, computed)
    lists = {output.variable for table in rulebook.tables if table.policy.is_list for output in table.outputs}
    for table in rulebook.tables:
        yield from _dates(table)
        if table.policy is HitPolicy.WORST:
            yield Finding("note", "rulebooks.dmn-worst-reversed", table.place)
        for header in table.inputs:
            if header.variable in lists:
                yield Finding("warning", "rulebooks.dmn-list-read", header.place, {"variable": header.variable})


def _other_blocks(rulebook: Rulebook, computed: Collection[str]) -> Iterator[Finding]:
    for formula in rulebook.formulas:
        if formula.variable not in computed:
            yield _left("公式", formula.variable, formula.place)
    for scale in rulebook.scales:
        yield _left("阶梯", scale.name, scale.place)
    for measure in rulebook.measures:
        yield _left("指标", measure.name, measure.place)

    for kind, parts in (("文书目录", rulebook.letters), ("测试用例", rulebook.tests)):
        if parts:
            yield Finding(
                "note", "rulebooks.dmn-block-left", parts[0].place, {"kind": kind, "count": len(parts)}
            )  # fmt: skip


def without_worst(rulebook: Rulebook) -> Rulebook:
    """最重 as P with the values in reversed order: the same outcomes, in words that other tools know."""
    return replace(rulebook, tables=tuple(_as_priority(table) for table in rulebook.tables))


def _as_priority(table: DecisionTable) -> DecisionTable:
    if table.policy is not HitPolicy.WORST:
        return table
    outputs = tuple(replace(output, domain=(output.domain or ())[::-1] or None) for output in table.outputs)
    return replace(table, policy=HitPolicy.PRIORITY, outputs=outputs)


def _left(kind: str, name: str, place: Place) -> Finding:
    return Finding("warning", "rulebooks.dmn-not-written", place, {"kind": kind, "name": name})


def _dates(table: DecisionTable) -> Iterator[Finding]:
    if table.valid_from or table.valid_to:
        yield Finding("warning", "rulebooks.dmn-dates-not-written", table.place, {"name": table.name})
    for rule in table.rules:
        if rule.valid_from or rule.valid_to:
            place = table.place.at(rule.cells)
            yield Finding("warning", "rulebooks.dmn-dates-not-written", place, {"name": rule.id})
