"""GoRules' ZEN (Rust): one graph of three table nodes, compiled once; its batch call for many cases."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from app.rulebooks.conditions import Anything, Condition, Equals, Interval
from app.rulebooks.model import DecisionTable, Rulebook
from tests.bench.peers import Decide, Row, first_by_severity
from tests.bench.workload import ALIAS, Outcome

_NAME = "graph"


def one(rulebook: Rulebook) -> Decide:
    """A case a call."""
    library = import_module("zen")
    decision = library.ZenEngine().create_decision(library.ZenDecisionContent(json.dumps(_graph(rulebook))))
    return lambda row: _outcome(decision.evaluate(row))


def many(rulebook: Rulebook, rows: Sequence[Row]) -> Callable[[], list[Any]]:
    """All cases in one call, which spares them the hop to the library's own threads."""
    loader = {"type": "static", "content": {_NAME: _graph(rulebook)}}
    engine = import_module("zen").ZenEngine({"loader": loader})
    requests = [{"key": _NAME, "context": row} for row in rows]
    return lambda: [_outcome(answer["data"]) for answer in engine.evaluate_batch(requests)]


def _outcome(answer: Any) -> Outcome:
    result = answer["result"]
    return result["k"], result["s"], tuple(hit["p"] for hit in result["p"])


def _graph(rulebook: Rulebook) -> dict[str, Any]:
    first, second, third = rulebook.tables
    tables = [
        _table("k", first, first_by_severity(first), "first"),
        _table("s", second, second.rules, "first"),
        _table("p", third, third.rules, "collect"),
    ]
    ends = [{"id": "in", "type": "inputNode", "name": "in"}, {"id": "out", "type": "outputNode", "name": "out"}]
    links = [("in", "k"), ("k", "s"), ("s", "p"), ("p", "out")]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in links]
    nodes = [{**node, "position": {"x": 0, "y": 0}} for node in (*ends, *tables)]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _table(name: str, table: DecisionTable, rules: Sequence[Any], policy: str) -> dict[str, Any]:
    """Fields go by short names, because the library's expressions know ASCII names only."""
    rows = [
        {"_id": str(number), "o": json.dumps(rule.outcomes[0], ensure_ascii=False)}
        | {f"i{place}": _test(condition) for place, condition in enumerate(rule.conditions)}
        for number, rule in enumerate(rules)
    ]
    content = {
        "hitPolicy": policy,
        "inputs": [{"id": f"i{n}", "name": f"i{n}", "field": ALIAS[h.variable]} for n, h in enumerate(table.inputs)],
        "outputs": [{"id": "o", "name": "o", "field": name}],
        "rules": rows,
        "passThrough": True,
        "outputPath": name if policy == "collect" else None,
    }
    return {"id": name, "type": "decisionTableNode", "name": name, "content": content}


def _test(condition: Condition) -> str:
    if isinstance(condition, Anything):
        return ""
    if isinstance(condition, Equals):
        return json.dumps(condition.value, ensure_ascii=False)
    assert isinstance(condition, Interval)
    if condition.low is None or condition.high is None:
        sign, bound = (">=", condition.low) if condition.high is None else ("<", condition.high)
        return "" if bound is None else f"{sign} {bound}"
    return f"[{condition.low}..{condition.high})"
