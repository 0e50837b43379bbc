"""Findings that follow from the rules' meaning: overlaps, gaps, rules that never fire, each with a witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from app.findings import Finding, Place
from app.rulebooks.coverage import Coverage, Effort, TooManyCellsError
from app.rulebooks.deciding import Deciding
from app.rulebooks.model import DecisionTable, HitPolicy, Rule, Rulebook, Variable
from app.rulebooks.monotone import StepBack, steps_back
from app.rulebooks.overlaps import overlaps, shared_case
from app.rulebooks.tablebands import Ids, TableBands, any_of, table_bands, too_large
from app.values import Scalar, Value, to_text

MAX_PAIRS = 20
MAX_GAPS = 5


def analyse(rulebook: Rulebook, skip: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Every table of the rulebook, except those that could not be read completely."""
    concluded = conclusions(rulebook)
    lists = {output.variable for table in rulebook.tables if table.policy.is_list for output in table.outputs}
    findings: list[Finding] = []
    effort = Effort()
    for table in rulebook.tables:
        if table.name in skip or not table.rules or not table.outputs:
            continue
        if too_large(table, rulebook.variables):
            findings.append(Finding("note", "rulebooks.table-too-large", table.place, {"table": table.name}))
            continue
        analysis = _Analysis(table, table_bands(table, rulebook.variables, concluded), rulebook.variables, effort)
        # A list meets several conditions at once, so the bands of single values say nothing about it.
        reads_list = any(header.variable in lists for header in table.inputs)
        findings += analysis.duplicates() if reads_list else analysis.findings()
    return tuple(findings)


def conclusions(rulebook: Rulebook) -> dict[str, tuple[Scalar, ...]]:
    """All values that the rulebook's own tables can give to their conclusions; none for lists and collected ones."""
    found: dict[str, dict[Scalar, None]] = {}
    for table in rulebook.tables:
        if table.policy.collects:
            continue
        for position, output in enumerate(table.outputs):
            rows = [rule.outcomes for rule in table.rules] + ([table.default] if table.default else [])
            values = (row[position] for row in rows)
            found.setdefault(output.variable, {}).update({value: None for value in values if value is not None})
    return {name: tuple(values) for name, values in found.items()}


class _Analysis:
    """One table."""

    def __init__(
        self, table: DecisionTable, bands: TableBands, variables: Mapping[str, Variable], effort: Effort
    ) -> None:
        self.table = table
        self.bands = bands
        self.variables = variables
        self.effort = effort

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage(self.bands, self.effort)

    @cached_property
    def deciding(self) -> Deciding:
        return Deciding(self.table)

    def findings(self) -> Iterator[Finding]:
        yield from self.duplicates()
        dead = dict(self._impossible())
        yield from dead.values()
        if self.bands.empty:
            return
        if self.table.policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
            yield from self._overlaps()
            yield from self._untried()
        if self.table.policy in (HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.WORST):
            yield from self._shadowed(frozenset(dead))
        if not self.table.policy.collects and self.table.default is None:
            yield from self._gaps()
        if not self.table.policy.collects:
            yield from self._steps_back()

    def _at(self, rule: Rule) -> Place:
        return self.table.place.at(rule.cells)

    # --- duplicates and impossible rules ----------------------------------------------------------------------

    def duplicates(self) -> Iterator[Finding]:
        """Rules that say the same twice."""
        seen: dict[tuple[object, ...], int] = {}
        for number, rule in enumerate(self.table.rules):
            earlier = seen.setdefault(_said(rule), number)
            if earlier == number:
                continue
            other = self.table.rules[earlier]
            params = {"first": other.id, "second": rule.id, "other": other.cells}
            yield Finding("error", "rulebooks.rule-twice", self._at(rule), params)

    def _impossible(self) -> Iterator[tuple[int, Finding]]:
        """Rules with a condition that no possible value meets."""
        for axis in self.bands.axes:
            never = ~any_of(axis.accepts, 0)
            for number, rule in enumerate(self.table.rules):
                if never[axis.ids[number]]:
                    params = {"rule": rule.id, "variable": axis.variable, "text": self._text(rule, axis.variable)}
                    yield number, Finding("warning", "rulebooks.rule-never-fires", self._at(rule), params)

    def _text(self, rule: Rule, variable: str) -> str:
        for header, text in zip(self.table.inputs, rule.texts, strict=True):
            if header.variable == variable:
                return text
        return f"{_day(rule.valid_from)}..{_day(rule.valid_to)}"

    # --- overlaps ---------------------------------------------------------------------------------------------

    def _overlaps(self) -> Iterator[Finding]:
        """U: no two rules may hold together; A: only if they conclude the same."""
        agreeing = self.table.policy is HitPolicy.ANY
        code = "contradiction" if agreeing else "overlap"
        labels = _numbered([rule.outcomes if agreeing else _said(rule) for rule in self.table.rules])
        found = overlaps(self.bands, labels, MAX_PAIRS)
        for first, second in found.pairs:
            yield self._overlap(first, second, code)
        if found.more:
            params = {"table": self.table.name, "count": found.more}
            yield Finding("note", "rulebooks.overlaps-more", self.table.place, params)

    def _overlap(self, first: int, second: int, code: str) -> Finding:
        one, two = self.table.rules[first], self.table.rules[second]
        witness = shared_case(self.bands, first, second)
        params = {"first": one.id, "second": two.id, "other": one.cells, "case": spoken(witness)}
        return Finding("error", f"rulebooks.{code}", self._at(two), params, witness)

    def _untried(self) -> Iterator[Finding]:
        for axis in self.bands.axes:
            if not axis.complete:
                params = {"table": self.table.name, "variable": axis.variable}
                yield Finding("note", "rulebooks.texts-incomplete", self.table.place, params)

    # --- gaps -------------------------------------------------------------------------------------------------

    def _gaps(self) -> Iterator[Finding]:
        cells, finished = self.coverage.gaps(MAX_GAPS + 1)
        for cell in cells[:MAX_GAPS]:
            witness = self.bands.case(cell)
            params = {"table": self.table.name, "case": spoken(witness)}
            yield Finding("warning", "rulebooks.gap", self.table.place, params, witness)
        if not finished:
            yield self._incomplete("gaps-incomplete")
        elif len(cells) > MAX_GAPS:
            yield Finding("note", "rulebooks.gaps-more", self.table.place, {"table": self.table.name})

    def _incomplete(self, code: str) -> Finding:
        return Finding("note", f"rulebooks.{code}", self.table.place, {"table": self.table.name})

    # --- shadowed rules ---------------------------------------------------------------------------------------

    def _shadowed(self, dead: frozenset[int]) -> Iterator[Finding]:
        """Rules whose every case is decided by rules that win over them."""
        self.coverage.renew()
        try:
            for number, (rule, winners) in enumerate(zip(self.table.rules, self.deciding.winners(), strict=True)):
                by = self.coverage.covering(number, winners) if number not in dead else 0
                if by:
                    named = [other.id for index, other in enumerate(self.table.rules) if by >> index & 1]
                    params = {"rule": rule.id, "by": "、".join(named[:5])}
                    yield Finding("warning", "rulebooks.rule-shadowed", self._at(rule), params)
        except TooManyCellsError:
            yield self._incomplete("shadows-incomplete")

    # --- steps back on ordered variables ------------------------------------------------------------------------

    def _steps_back(self) -> Iterator[Finding]:
        """Rules that, all else equal, turn an ordered conclusion round against the rest of the table."""
        found, finished = steps_back(self.table, self.coverage, self.deciding, self.variables)
        for step in found[:MAX_PAIRS]:
            yield self._step_back(step)
        if len(found) > MAX_PAIRS:
            params = {"table": self.table.name, "count": len(found) - MAX_PAIRS}
            yield Finding("note", "rulebooks.steps-back-more", self.table.place, params)
        if not finished:
            yield self._incomplete("steps-back-incomplete")

    def _step_back(self, step: StepBack) -> Finding:
        before, after = self.bands.case(step.cell_before), self.bands.case(step.cell_after)
        variable, output = self.bands.axes[step.axis].variable, self.table.outputs[step.output]
        first, second = self.table.rules[step.before], self.table.rules[step.after]
        params = {
            "variable": variable, "output": output.variable, "forward": step.forward,
            "first": first.id, "other": first.cells, "case": spoken(before),
            "second": second.id, "value": after[variable],
            "was": to_text(first.outcomes[step.output]), "becomes": to_text(second.outcomes[step.output]),
        }  # fmt: skip
        return Finding("warning", "rulebooks.step-back", self._at(second), params, after)


def _numbered(labels: Sequence[object]) -> Ids:
    """The same number for equal labels."""
    numbers: dict[object, int] = {}
    return np.fromiter((numbers.setdefault(label, len(numbers)) for label in labels), np.intp, len(labels))


def _said(rule: Rule) -> tuple[object, ...]:
    """What makes two rules the same."""
    return rule.conditions, rule.outcomes, rule.valid_from, rule.valid_to


def spoken(witness: Mapping[str, str]) -> str:
    """``逾期天数=90.5，担保方式=抵押``."""
    return "，".join(f"{name}={value}" for name, value in witness.items()) or "任何情况"


def _day(value: Value | date | None) -> str:
    return "" if value is None else str(value)
