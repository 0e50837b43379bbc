"""Who decides the workload. Each contender takes cases and gives (五级分类, 清收策略, 预警) per case."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

import durable_rules_engine

from app.columns import NumberColumn, encode, numbers
from app.decide import compile_rulebook, plain
from app.rulebooks.conditions import Anything, Condition, Equals, Interval
from app.rulebooks.model import DecisionTable, Rulebook
from tests.bench.workload import CLASSES, KINDS, CaseSet

LimitError = durable_rules_engine.error
"""durable-rules meeting one of its limits: 303 is more than 64 conditions true at once."""

TODAY = date(2026, 9, 30)
Outcome = tuple[str, str, tuple[str, ...]]
Decide = Callable[[], list[Outcome]]
NAMES = ("五级分类", "清收策略", "预警")
ALIAS = {
    "逾期天数": "d",
    "担保方式": "g",
    "贷款余额": "m",
    "是否重组": "r",
    "还款意愿": "w",
    "抵押物": "c",
    "五级分类": "k",
}


@dataclass(frozen=True)
class Contender:
    name: str
    prepare: Callable[[Rulebook, CaseSet], Callable[[], Any]]
    """Everything before the clock starts; returns what is timed."""
    outcomes: Callable[[Any], list[Outcome]]
    """What was timed, as comparable outcomes (not timed)."""
    cases: int
    """How many of the cases it is given: slow ones get fewer."""


def _listed(result: Any) -> list[Outcome]:
    return list(result)


def ours_columns(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    compiled = compile_rulebook(rulebook)
    compiled.decide(given.columns, given.count, TODAY)  # the cells live as long as the version
    return lambda: compiled.decide(given.columns, given.count, TODAY)


def _of_decisions(decisions: Any) -> list[Outcome]:
    lists = [decisions.outputs[name].to_list() for name in NAMES]
    return [(graded, strategy, warnings or ()) for graded, strategy, warnings in zip(*lists, strict=True)]


def ours_lists(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    compiled = compile_rulebook(rulebook)
    compiled.decide(given.columns, given.count, TODAY)
    lists: dict[str, Sequence[Any]] = {}
    for name in KINDS:
        column = given.columns[name]
        lists[name] = column.to_list()

    def run() -> Any:
        columns = {
            name: numbers(values) if isinstance(given.columns[name], NumberColumn) else encode(values)
            for name, values in lists.items()
        }
        return compiled.decide(columns, given.count, TODAY)

    return run


def ours_single(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    compiled = compile_rulebook(rulebook)
    rows = [{name: given.columns[name].value(row) for name in KINDS} for row in range(given.count)]
    for row in rows:
        compiled.decide_one(row, TODAY)
    return lambda: [compiled.decide_one(row, TODAY) for row in rows]


def plainly(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    interpreter = plain.PlainInterpreter(rulebook)
    rows = [{name: given.columns[name].value(row) for name in KINDS} for row in range(given.count)]
    return lambda: [interpreter.decide(row, TODAY) for row in rows]


def _of_single(decisions: Any) -> list[Outcome]:
    return [
        tuple(one.outputs[name] or () if name == "预警" else one.outputs[name] for name in NAMES) for one in decisions
    ]  # type: ignore[misc]


def _first_by_severity(table: DecisionTable) -> list[Any]:
    """Worst-of as first-hit: the gravest outcomes first."""
    return sorted(table.rules, key=lambda rule: -CLASSES.index(rule.outcomes[0]))


def handwritten(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    """if/elif as a programmer would write it, generated once, compiled by Python."""
    first, second, third = rulebook.tables
    lines = [
        "def decide(c):",
        " d=c['逾期天数'];g=c['担保方式'];m=c['贷款余额'];r=c['是否重组'];w=c['还款意愿'];c_=c['抵押物']",
    ]
    for position, rule in enumerate(_first_by_severity(first)):
        lines.append(f" {'el' if position else ''}if {_python(first, rule)}: k={rule.outcomes[0]!r}")
    lines += _nested(second)
    lines.append(" p=[]")
    lines += [f" if {_python(third, rule)}: p.append({rule.outcomes[0]!r})" for rule in third.rules]
    lines.append(" return k,s,tuple(p)")
    scope: dict[str, Any] = {}
    exec("\n".join(lines), scope)  # noqa: S102 - our own text
    decide, rows = scope["decide"], given.rows()
    return lambda: [decide(row) for row in rows]


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


def durable_alone(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    """durable-rules asked case by case through its C module, the big table in shards by class (limit: 4,096 rules)."""
    first, second, third = rulebook.tables
    severe = _first_by_severity(first)
    grading = _ruleset("k", first, severe)
    strategies = {
        graded: _ruleset(f"s{graded}", second, [rule for rule in second.rules if rule.conditions[0].value == graded])
        for graded in CLASSES
    }
    warnings = _ruleset("p", third, third.rules)
    rows = [{ALIAS[name]: value for name, value in row.items() if name in ALIAS} for row in given.rows()]

    def decide(row: dict[str, Any]) -> Outcome:
        graded = severe[min(_hits(grading, row))].outcomes[0]
        fact = {**row, "k": graded}
        (hit,) = _hits(strategies[graded], fact)
        members = [rule for rule in second.rules if rule.conditions[0].value == graded]
        return graded, members[hit].outcomes[0], tuple(third.rules[n].outcomes[0] for n in _hits(warnings, fact))

    return lambda: [decide(row) for row in rows]


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


def zen(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    """GoRules' engine (Rust); fields under short names, because its expressions know ASCII names only."""
    engine_module = import_module("zen")
    first, second, third = rulebook.tables
    nodes = [
        _zen_table("k", first, _first_by_severity(first), "first"),
        _zen_table("s", second, second.rules, "first"),
        _zen_table("p", third, third.rules, "collect"),
    ]
    engine = engine_module.ZenEngine()
    compiled = [engine_module.ZenDecisionContent(json.dumps(_zen_graph(node))) for node in nodes]
    decisions = [engine.create_decision(content) for content in compiled]
    rows = [{ALIAS[name]: value for name, value in row.items() if name in ALIAS} for row in given.rows()]

    def decide(row: dict[str, Any]) -> Outcome:
        graded = decisions[0].evaluate(row)["result"]["o"]
        fact = {**row, "k": graded}
        strategy = decisions[1].evaluate(fact)["result"]["o"]
        return graded, strategy, tuple(hit["o"] for hit in decisions[2].evaluate(fact)["result"])

    return lambda: [decide(row) for row in rows]


def _zen_table(name: str, table: DecisionTable, rules: Sequence[Any], policy: str) -> dict[str, Any]:
    inputs = [{"id": f"i{n}", "name": f"i{n}", "field": ALIAS[h.variable]} for n, h in enumerate(table.inputs)]
    rows = [
        {"_id": str(n), "o": json.dumps(rule.outcomes[0], ensure_ascii=False)}
        | {f"i{place}": _zen_test(condition) for place, condition in enumerate(rule.conditions)}
        for n, rule in enumerate(rules)
    ]
    content = {
        "hitPolicy": policy,
        "inputs": inputs,
        "outputs": [{"id": "o", "name": "o", "field": "o"}],
        "rules": rows,
    }
    return {"id": name, "type": "decisionTableNode", "name": name, "content": content}


def _zen_test(condition: Condition) -> str:
    if isinstance(condition, Anything):
        return ""
    if isinstance(condition, Equals):
        return json.dumps(condition.value, ensure_ascii=False)
    assert isinstance(condition, Interval)
    if condition.low is None or condition.high is None:
        sign, bound = (">=", condition.low) if condition.high is None else ("<", condition.high)
        return "" if bound is None else f"{sign} {bound}"
    return f"[{condition.low}..{condition.high})"


def _zen_graph(node: dict[str, Any]) -> dict[str, Any]:
    ends = [{"id": "in", "type": "inputNode", "name": "in"}, {"id": "out", "type": "outputNode", "name": "out"}]
    links = [("in", node["id"]), (node["id"], "out")]
    edges = [{"id": str(n), "sourceId": a, "targetId": b, "type": "edge"} for n, (a, b) in enumerate(links)]
    nodes = [{**one, "position": {"x": 0, "y": 0}} for one in (*ends, node)]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def rule_engine(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    """zeroSteiner's rule-engine: one expression a rule, asked in turn."""
    library = import_module("rule_engine")
    first, second, third = rulebook.tables
    tables = [
        [(library.Rule(_expression(table, rule)), rule.outcomes[0]) for rule in rules]
        for table, rules in ((first, _first_by_severity(first)), (second, second.rules), (third, third.rules))
    ]
    rows = [{ALIAS[name]: value for name, value in row.items() if name in ALIAS} for row in given.rows()]

    def decide(row: dict[str, Any]) -> Outcome:
        graded = next(outcome for rule, outcome in tables[0] if rule.matches(row))
        fact = {**row, "k": graded}
        strategy = next(outcome for rule, outcome in tables[1] if rule.matches(fact))
        return graded, strategy, tuple(outcome for rule, outcome in tables[2] if rule.matches(fact))

    return lambda: [decide(row) for row in rows]


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


CONTENDERS = (
    Contender("律簿, encoded columns", ours_columns, _of_decisions, 100_000),
    Contender("律簿, Python lists", ours_lists, _of_decisions, 100_000),
    Contender("律簿, one case at a time, with trace", ours_single, _of_single, 5_000),
    Contender("律簿, plain interpreter", plainly, _of_single, 500),
    Contender("hand-written if/elif", handwritten, _listed, 20_000),
    Contender("durable-rules alone", durable_alone, _listed, 5_000),
    Contender("zen-engine", zen, _listed, 1_000),
    Contender("rule-engine", rule_engine, _listed, 200),
)
