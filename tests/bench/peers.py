"""The Python libraries that decide the workload beside ours, each as its own documentation would have it used."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import durable_rules_engine

from app.rulebooks.conditions import Equals, Interval
from app.rulebooks.model import DecisionTable, Rulebook
from tests.bench.workload import ALIAS, CLASSES, Outcome

LimitError = durable_rules_engine.error
"""durable-rules meeting one of its limits: 303 is more than 64 conditions true at once."""
Row = dict[str, Any]
Decide = Callable[[Row], Outcome]


def first_by_severity(table: DecisionTable) -> list[Any]:
    """Worst-of as first-hit: the gravest outcomes first."""
    return sorted(table.rules, key=lambda rule: -CLASSES.index(rule.outcomes[0]))


def handwritten(rulebook: Rulebook) -> Decide:
    """if/elif as a programmer would write it, generated once, compiled by Python."""
    first, second, third = rulebook.tables
    lines = [
        "def decide(c):",
        " d=c['d'];g=c['g'];m=c['m'];r=c['r'];w=c['w'];c_=c['c']",
    ]
    for position, rule in enumerate(first_by_severity(first)):
        lines.append(f" {'el' if position else ''}if {_python(first, rule)}: k={rule.outcomes[0]!r}")
    lines += _nested(second)
    lines.append(" p=[]")
    lines += [f" if {_python(third, rule)}: p.append({rule.outcomes[0]!r})" for rule in third.rules]
    lines.append(" return k,s,tuple(p)")
    scope: dict[str, Any] = {}
    exec("\n".join(lines), scope)  # noqa: S102 - our own text
    decide: Decide = scope["decide"]
    return decide


def _nested(table: DecisionTable) -> list[str]:
    """Class, then willingness, then collateral, then amount: no programmer would test 5,000 rules in a row."""
    lines: list[str] = []
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for rule in table.rules:
        key = tuple(rule.conditions[place].value for place in (0, 1, 3))
        groups.setdefault(key, []).append(rule)  # type: ignore[arg-type]
    for position, ((graded, will, collateral), rules) in enumerate(groups.items()):
        lines.append(f" {'el' if position else ''}if k=={graded!r} and w=={will!r} and c_=={collateral!r}:")
        for place, rule in enumerate(rules):
            high = rule.conditions[2].high
            test = f"{'el' if place else ''}if m<{float(high)!r}" if high is not None else "else"
            lines.append(f"  {test}: s={rule.outcomes[0]!r}")
    return lines


def _python(table: DecisionTable, rule: Any) -> str:
    parts = []
    for header, condition in zip(table.inputs, rule.conditions, strict=True):
        name = {"抵押物": "c_"}.get(header.variable, ALIAS[header.variable])
        if isinstance(condition, Equals):
            parts.append(f"{name}=={condition.value!r}")
        elif isinstance(condition, Interval):
            low = f"{float(condition.low)!r}<=" if condition.low is not None else ""
            high = f"<{float(condition.high)!r}" if condition.high is not None else ""
            parts.append(f"{low}{name}{high}" if low or high else "True")
    return " and ".join(parts) or "True"


def durable_alone(rulebook: Rulebook) -> Decide:
    """durable-rules asked case by case through its C module, the big table in shards by class (limit: 4,096 rules)."""
    first, second, third = rulebook.tables
    severe = first_by_severity(first)
    grading = _ruleset("k", first, severe)
    members = {graded: [rule for rule in second.rules if rule.conditions[0].value == graded] for graded in CLASSES}
    strategies = {graded: _ruleset(f"s{graded}", second, members[graded]) for graded in CLASSES}
    warnings = _ruleset("p", third, third.rules)

    def decide(row: Row) -> Outcome:
        graded = severe[min(_hits(grading, row))].outcomes[0]
        fact = {**row, "k": graded}
        (hit,) = _hits(strategies[graded], fact)
        strategy = members[graded][hit].outcomes[0]
        return graded, strategy, tuple(third.rules[number].outcomes[0] for number in _hits(warnings, fact))

    return decide


def _ruleset(name: str, table: DecisionTable, rules: Sequence[Any]) -> int:
    definition = {str(n): {"all": [{"m": _durable(table, rule)}]} for n, rule in enumerate(rules)}
    return int(durable_rules_engine.create_ruleset(f"{name}{len(rules)}", json.dumps(definition)))


def _durable(table: DecisionTable, rule: Any) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    for header, condition in zip(table.inputs, rule.conditions, strict=True):
        name = ALIAS[header.variable]
        if isinstance(condition, Equals):
            parts.append({name: condition.value})
        elif isinstance(condition, Interval):
            parts += [{"$gte": {name: float(condition.low)}}] if condition.low is not None else []
            parts += [{"$lt": {name: float(condition.high)}}] if condition.high is not None else []
    return {"$and": parts} if len(parts) > 1 else parts[0] if parts else {"$gte": {"d": -1}}


def _hits(handle: int, row: dict[str, Any]) -> list[int]:
    code, state = durable_rules_engine.assert_fact(handle, json.dumps({**row, "id": "f"}))
    if code:
        return []
    found = []
    action = durable_rules_engine.start_action_for_state(handle, state)
    text = action[1] if action else None
    while text:
        found.append(int(text[2 : text.index('"', 2)]))
        text = durable_rules_engine.complete_and_start_action(handle, state)
    durable_rules_engine.retract_fact(handle, '{"id":"f"}')
    return sorted(found)


def rule_engine(rulebook: Rulebook) -> Decide:
    """zeroSteiner's rule-engine: one expression a rule, asked in turn."""
    library = import_module("rule_engine")
    first, second, third = rulebook.tables
    tables = [
        [(library.Rule(_expression(table, rule)), rule.outcomes[0]) for rule in rules]
        for table, rules in ((first, first_by_severity(first)), (second, second.rules), (third, third.rules))
    ]

    def decide(row: Row) -> Outcome:
        graded = next(outcome for rule, outcome in tables[0] if rule.matches(row))
        fact = {**row, "k": graded}
        strategy = next(outcome for rule, outcome in tables[1] if rule.matches(fact))
        return graded, strategy, tuple(outcome for rule, outcome in tables[2] if rule.matches(fact))

    return decide


def _expression(table: DecisionTable, rule: Any) -> str:
    parts = []
    for header, condition in zip(table.inputs, rule.conditions, strict=True):
        name = ALIAS[header.variable]
        if isinstance(condition, Equals):
            value = (
                str(condition.value).lower()
                if isinstance(condition.value, bool)
                else json.dumps(condition.value, ensure_ascii=False)
            )
            parts.append(f"{name} == {value}")
        elif isinstance(condition, Interval):
            parts += [f"{name} >= {condition.low}"] if condition.low is not None else []
            parts += [f"{name} < {condition.high}"] if condition.high is not None else []
    return " and ".join(parts) or "true"
