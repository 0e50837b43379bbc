"""Findings that follow from the rules' meaning: overlaps, gaps, rules that never fire, each with a witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from app.findings import Finding, Place
from app.rulebooks.coverage import Coverage, TooManyCellsError
from app.rulebooks.model import DecisionTable, HitPolicy, Rule, Rulebook
from app.rulebooks.overlaps import overlapping_pairs, shared_case
from app.rulebooks.tablebands import TableBands, any_of, table_bands
from app.values import Scalar, Value

MAX_PAIRS = 20
MAX_GAPS = 5
_PAIRS_LOOKED_AT = 200_000
_SHADOW_STEPS = 1_000_000


def analyse(rulebook: Rulebook, skip: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Every table of the rulebook, except those that could not be read completely."""
    concluded = conclusions(rulebook)
    lists = {output.variable for table in rulebook.tables if table.policy.is_list for output in table.outputs}
    findings: list[Finding] = []
    for table in rulebook.tables:
        if table.name in skip or not table.rules or not table.outputs:
            continue
        analysis = _Analysis(table, table_bands(table, rulebook.variables, concluded))
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

    def __init__(self, table: DecisionTable, bands: TableBands) -> None:
        self.table = table
        self.bands = bands

    def findings(self) -> Iterator[Finding]:
        yield from self.duplicates()
        dead = dict(self._impossible())
        yield from dead.values()
        if self.table.policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
            yield from self._overlaps()
        if self.table.policy in (HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.WORST):
            yield from self._shadowed(frozenset(dead))
        if not self.table.policy.collects and self.table.default is None:
            yield from self._gaps()

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
        rules = self.table.rules
        agreeing = self.table.policy is HitPolicy.ANY
        shown = 0
        more = 0
        for first, second in islice(overlapping_pairs(self.bands), _PAIRS_LOOKED_AT):
            one, two = rules[first], rules[second]
            if _said(one) == _said(two) or (agreeing and one.outcomes == two.outcomes):
                continue
            if shown == MAX_PAIRS:
                more += 1
                continue
            shown += 1
            yield self._overlap(first, second, "contradiction" if agreeing else "overlap")
        if more:
            params = {"table": self.table.name, "count": more}
            yield Finding("note", "rulebooks.overlaps-more", self.table.place, params)

    def _overlap(self, first: int, second: int, code: str) -> Finding:
        one, two = self.table.rules[first], self.table.rules[second]
        witness = shared_case(self.bands, first, second)
        params = {"first": one.id, "second": two.id, "other": one.cells, "case": spoken(witness)}
        return Finding("error", f"rulebooks.{code}", self._at(two), params, witness)

    # --- gaps -------------------------------------------------------------------------------------------------

    def _gaps(self) -> Iterator[Finding]:
        coverage = Coverage(self.bands)
        try:
            cells = coverage.gaps(MAX_GAPS + 1)
        except TooManyCellsError:
            yield self._incomplete("gaps-incomplete")
            return
        for cell in cells[:MAX_GAPS]:
            witness = self.bands.case(cell)
            params = {"table": self.table.name, "case": spoken(witness)}
            yield Finding("warning", "rulebooks.gap", self.table.place, params, witness)
        if len(cells) > MAX_GAPS:
            yield Finding("note", "rulebooks.gaps-more", self.table.place, {"table": self.table.name})

    def _incomplete(self, code: str) -> Finding:
        return Finding("note", f"rulebooks.{code}", self.table.place, {"table": self.table.name})

    # --- shadowed rules ---------------------------------------------------------------------------------------

    def _shadowed(self, dead: frozenset[int]) -> Iterator[Finding]:
        """Rules whose every case is decided by rules that win over them."""
        coverage = Coverage(self.bands, _SHADOW_STEPS)
        meeting = self._meeting_rules()
        try:
            for number, rule in enumerate(self.table.rules):
                winners = [other for other in meeting.get(number, ()) if self._wins(other, number)]
                if number in dead or not winners:
                    continue
                mask = sum(1 << other for other in winners)
                if coverage.is_covered(number, mask):
                    by = "、".join(self.table.rules[other].id for other in winners[:5])
                    params = {"rule": rule.id, "by": by}
                    yield Finding("warning", "rulebooks.rule-shadowed", self._at(rule), params)
        except TooManyCellsError:
            yield self._incomplete("shadows-incomplete")

    def _meeting_rules(self) -> Mapping[int, Sequence[int]]:
        found: dict[int, list[int]] = {}
        for first, second in islice(overlapping_pairs(self.bands), _PAIRS_LOOKED_AT):
            found.setdefault(second, []).append(first)
            found.setdefault(first, []).append(second)
        return found

    def _wins(self, other: int, rule: int) -> bool:
        """Whether *other* decides instead of *rule* wherever both hold."""
        if self.table.policy is HitPolicy.FIRST:
            return other < rule
        mine, theirs = self._rank(rule), self._rank(other)
        return theirs < mine if self.table.policy is HitPolicy.PRIORITY else theirs > mine

    def _rank(self, rule: int) -> tuple[int, ...]:
        ranks = []
        for output, value in zip(self.table.outputs, self.table.rules[rule].outcomes, strict=True):
            domain = output.domain or ()
            unlisted = len(domain) if self.table.policy is HitPolicy.PRIORITY else -1
            ranks.append(domain.index(value) if value in domain else unlisted)
        return tuple(ranks)


def _said(rule: Rule) -> tuple[object, ...]:
    """What makes two rules the same."""
    return rule.conditions, rule.outcomes, rule.valid_from, rule.valid_to


def spoken(witness: Mapping[str, str]) -> str:
    """``逾期天数=90.5，担保方式=抵押``."""
    return "，".join(f"{name}={value}" for name, value in witness.items()) or "任何情况"


def _day(value: Value | date | None) -> str:
    return "" if value is None else str(value)
