"""The oracle: the same model read rule by rule, with no bands, no cells, no library.

Deliberately naive and apart from the engine, so that an error of one does not hide in the other. Property tests
hold the two together, and every batch re-decides a sample of its cases here before it is released.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, DecimalException, localcontext
from typing import Any

from app.decide.compile import DEFAULT_RULE, FORMULA_RULE
from app.decide.formulas import FormulaPlan
from app.decide.inputs import inputs_of
from app.decide.lines import PRECISION, too_large
from app.decide.model import Decision, Step
from app.findings import Finding
from app.rulebooks.conditions import Interval, matches
from app.rulebooks.dependencies import Block, block_name, in_order, produces, reads
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Formula, HitPolicy, Rule, Rulebook, Scale, ScaleMode
from app.values import Value, round_half_up

_Answer = tuple[tuple[Any, ...], list[tuple[str, str]], str]
"""Outcomes, (rule id, cells) of the rules that fired, finding code or ''."""


class PlainInterpreter:
    """One rulebook, read from top to bottom for every case."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.parameters = {name: parameter.value for name, parameter in rulebook.parameters.items()}
        self.blocks = [(block, _read(block, self.parameters), produces(block)) for block in in_order(rulebook)]
        self.inputs = inputs_of(rulebook, tuple(name for _, names, _ in self.blocks for name in names))

    def decide(self, values: Mapping[str, Value], as_of: date, unreadable: Collection[str] = ()) -> Decision:
        """Decide one case.

        Args:
            values: variable → value; absent is missing.
            as_of: the business date.
            unreadable: variables whose value could not be had; what reads them is not decided.
        """
        known, refused = self.inputs.one(values, as_of)
        failed, errors, trace = {*refused, *unreadable}, list(refused.values()), []
        for block, names, made in self.blocks:
            answer: _Answer = ((None,) * len(made), [], "")
            finding: Finding | None = None
            if failed.isdisjoint(names):
                answer, finding = self._answer(block, known)
                errors += [finding] if finding else []
            if finding or not failed.isdisjoint(names):
                failed.update(made)
            known.update(zip(made, answer[0], strict=True))
            trace.append(_step(block, names, known, failed, answer))
        outputs = {name: value for step in trace for name, value in step.outputs.items()}
        return Decision(outputs, tuple(trace), tuple(errors), frozenset(failed & outputs.keys()))

    def _answer(self, block: Block, known: Mapping[str, Value]) -> tuple[_Answer, Finding | None]:
        if isinstance(block, Formula):
            return _formula(block, known, self.parameters)
        if isinstance(block, DecisionTable):
            answer = _table(block, known)
        else:
            try:
                with localcontext(prec=PRECISION):
                    answer = _scale(block, known)
            except DecimalException:
                return ((None,), [], ""), too_large(block, known[block.amount.variable])
        return answer, _conflict(block, answer) if answer[2] else None


def decide_one(rulebook: Rulebook, values: Mapping[str, Value], as_of: date) -> Decision:
    """Decide a single case; for several, make one :class:`PlainInterpreter`."""
    return PlainInterpreter(rulebook).decide(values, as_of)


def _read(block: Block, parameters: Mapping[str, Value]) -> tuple[str, ...]:
    names = reads(block, frozenset(parameters))
    dated = isinstance(block, DecisionTable) and any(_period(block, rule) != (None, None) for rule in block.rules)
    return tuple(dict.fromkeys((*names, BUSINESS_DATE))) if dated else names


def _step(block: Block, names: tuple[str, ...], known: Mapping[str, Value], failed: set[str], answer: _Answer) -> Step:
    cells = ",".join(cell for _, cell in answer[1])
    return Step(
        block_name(block),
        tuple(rule for rule, _ in answer[1]),
        f"{block.place.sheet}!{cells}" if cells else "",
        {name: None if name in failed else known[name] for name in names},
        dict(zip(produces(block), answer[0], strict=True)),
    )


def _conflict(block: DecisionTable | Scale, answer: _Answer) -> Finding:
    rules, cells = "、".join(rule for rule, _ in answer[1]), ",".join(cell for _, cell in answer[1])
    return Finding("error", answer[2], block.place.at(cells), {"table": block.name, "rules": rules})


def _formula(
    block: Formula, known: Mapping[str, Value], parameters: Mapping[str, Value]
) -> tuple[_Answer, Finding | None]:
    names = reads(block, frozenset(parameters))
    result = FormulaPlan(block, names, parameters).result([known[name] for name in names])
    if isinstance(result, Finding):
        return ((None,), [], ""), result
    return ((result,), [] if result is None else [(FORMULA_RULE, block.place.cell)], ""), None


def _period(table: DecisionTable, rule: Rule) -> tuple[date | None, date | None]:
    """When the rule counts: within its own dates and the table's."""
    if not (table.valid_from or table.valid_to or rule.valid_from or rule.valid_to):
        return None, None
    starts = [day for day in (table.valid_from, rule.valid_from) if day]
    ends = [day for day in (table.valid_to, rule.valid_to) if day]
    return max(starts, default=None), min(ends, default=None)


def _holds(table: DecisionTable, rule: Rule, known: Mapping[str, Value]) -> bool:
    start, end = _period(table, rule)
    if (start or end) and not matches(Interval(start, True, end, True), known[BUSINESS_DATE]):
        return False
    pairs = zip(table.inputs, rule.conditions, strict=True)
    return all(matches(condition, known[header.variable]) for header, condition in pairs)


def _table(table: DecisionTable, known: Mapping[str, Value]) -> _Answer:
    hits = [rule for rule in table.rules if _holds(table, rule, known)]
    if not hits:
        if table.default is None:
            return (None,) * len(table.outputs), [], ""
        return table.default, [(DEFAULT_RULE, table.default_cells)], ""
    outcomes, won, code = _outcome(table, hits)
    return outcomes, [(rule.id, rule.cells) for rule in won], code


def _outcome(table: DecisionTable, hits: list[Rule]) -> tuple[tuple[Any, ...], list[Rule], str]:
    nothing = (None,) * len(table.outputs)
    first = hits[0].outcomes
    match table.policy:
        case HitPolicy.UNIQUE:
            return (first, hits, "") if len(hits) == 1 else (nothing, hits, "decide.unique-overlap")
        case HitPolicy.ANY:
            alike = all(rule.outcomes == first for rule in hits)
            return (first, hits, "") if alike else (nothing, hits, "decide.any-conflict")
        case HitPolicy.FIRST:
            return first, hits[:1], ""
        case HitPolicy.PRIORITY | HitPolicy.WORST:
            return _ranked(table, hits)
        case HitPolicy.RULE_ORDER | HitPolicy.COLLECT:
            return _listed(hits), hits, ""
        case HitPolicy.OUTPUT_ORDER:
            ordered = sorted(hits, key=lambda rule: _places(table, rule))
            return _listed(ordered), ordered, ""
        case HitPolicy.COUNT:
            return (Decimal(len(hits)),) * len(table.outputs), hits, ""
        case _:
            return _reduced(table.policy, hits)


def _places(table: DecisionTable, rule: Rule) -> list[int]:
    """Position of each outcome in its output's order; unlisted ones come after all."""
    orders = [list(output.domain or ()) for output in table.outputs]
    pairs = zip(orders, rule.outcomes, strict=True)
    return [order.index(outcome) if outcome in order else len(order) for order, outcome in pairs]


def _ranked(table: DecisionTable, hits: list[Rule]) -> tuple[tuple[Any, ...], list[Rule], str]:
    if table.policy is HitPolicy.PRIORITY:
        best = min(_places(table, rule) for rule in hits)
        won = [rule for rule in hits if _places(table, rule) == best]
    else:
        sizes = [len(output.domain or ()) for output in table.outputs]
        severities = [
            [-1 if place == size else place for place, size in zip(_places(table, rule), sizes, strict=True)]
            for rule in hits
        ]
        won = [rule for rule, severity in zip(hits, severities, strict=True) if severity == max(severities)]
    return won[0].outcomes, won, ""


def _listed(hits: list[Rule]) -> tuple[Any, ...]:
    columns = tuple(zip(*(rule.outcomes for rule in hits), strict=True))
    if len(columns) == 1:
        return (tuple(value for value in columns[0] if value is not None) or None,)
    return columns


def _reduced(policy: HitPolicy, hits: list[Rule]) -> tuple[tuple[Any, ...], list[Rule], str]:
    columns = [
        [value for value in column if value is not None] for column in zip(*(r.outcomes for r in hits), strict=True)
    ]
    reduce: Any = {HitPolicy.SUM: sum, HitPolicy.MAX: max, HitPolicy.MIN: min}[policy]
    outcomes = tuple(reduce(column) if column else None for column in columns)
    if policy is HitPolicy.SUM:
        return outcomes, hits, ""
    return outcomes, [rule for rule in hits if rule.outcomes[0] == outcomes[0]], ""


def _scale(scale: Scale, known: Mapping[str, Value]) -> _Answer:
    """The definition itself: walk the tiers from the bottom and add up what each part of the amount earns."""
    amount = known[scale.amount.variable]
    chosen = [known[header.variable] for header in scale.selectors]
    open_tiers = [
        tier
        for tier in scale.tiers
        if all(matches(condition, value) for condition, value in zip(tier.selectors, chosen, strict=True))
    ]
    reached = [tier for tier in open_tiers if matches(tier.band, amount)]
    cells = [(tier.id, tier.cells) for tier in reached]
    if len(reached) != 1 or not isinstance(amount, Decimal):
        return (None,), cells, "decide.unique-overlap" if len(reached) > 1 else ""
    paid = reached[0].fixed
    if scale.mode is ScaleMode.WHOLE:
        paid += amount * reached[0].rate
    else:
        cells = []
        for tier in open_tiers:
            part = _part_inside(tier.band, amount)
            if part is not None or tier is reached[0]:
                paid += (part or Decimal(0)) * tier.rate
                cells.append((tier.id, tier.cells))
    if scale.floor is not None:
        paid = max(paid, scale.floor)
    if scale.cap is not None:
        paid = min(paid, scale.cap)
    return (round_half_up(paid, scale.decimals),), cells, ""


def _part_inside(band: Any, amount: Decimal) -> Decimal | None:
    """How much of the amount lies inside a tier, counted from zero in the lowest; None for tiers above it."""
    if band.low is not None and (amount < band.low or (amount == band.low and not band.low_closed)):
        return None
    low, high = band.low or Decimal(0), band.high
    return (amount if high is None else min(amount, high)) - low
