"""durable-rules, guarded: the one place that knows the library.

Guards, each against a measured trap: the C module is used directly (a ``Host`` starts timer threads that race);
one fixed session and asserted *facts* that are retracted again (an event is consumed by its first rule); band
numbers only, under short field names of our own (text compares wrongly, long names collide by hash); a lock (the
library is not thread-safe and never releases the GIL); and shards far below every limit at which it hangs or crashes.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import durable_rules_engine

MAX_RULES = 50
"""Rules in one ruleset. At most 64 conditions may hold at once, 255 may be identical, 511 may be siblings."""
MAX_RUNS = 300
"""Alternatives over all rules of a ruleset, against the limit of 511 siblings (creation hangs at 513)."""

_NOT_HANDLED = 1
_FACT = "f"
_ALWAYS = "z"
_LOCK = threading.Lock()
_RULE = re.compile(r'\{"(\d+)"')


@dataclass(frozen=True, slots=True)
class Clause:
    """One field of a rule: the value must lie in one of the inclusive runs of numbers."""

    field: str
    runs: tuple[tuple[int, int], ...]


class Ruleset:
    """Up to :data:`MAX_RULES` conjunctions of clauses, matched by durable-rules.

    Args:
        rules: per rule its clauses; a rule without clauses always fires.

    Raises:
        ValueError: when the rules come near a limit of the library; callers shard before.
    """

    def __init__(self, rules: Sequence[Sequence[Clause]]) -> None:
        if len(rules) > MAX_RULES or sum(len(clause.runs) for rule in rules for clause in rule) > 2 * MAX_RUNS:
            raise ValueError("too many rules for one ruleset")
        definition = json.dumps({str(number): {"all": [{"m": _match(rule)}]} for number, rule in enumerate(rules)})
        name = hashlib.sha256(definition.encode()).hexdigest()[:24]
        with _LOCK:
            self._handle = durable_rules_engine.create_ruleset(name, definition)

    def hits(self, event: Mapping[str, int]) -> tuple[int, ...]:
        """Numbers of all rules that fire for one cell, ascending."""
        message = json.dumps({**event, _ALWAYS: 1, "id": _FACT})
        with _LOCK:
            return self._collect(message)

    def _collect(self, message: str) -> tuple[int, ...]:
        handle = self._handle
        code, state = durable_rules_engine.assert_fact(handle, message)
        if code == _NOT_HANDLED:
            return ()
        if code:
            raise RuntimeError(f"durable-rules refused a fact with code {code}")
        fired: list[int] = []
        action = durable_rules_engine.start_action_for_state(handle, state)
        text = action[1] if action else None
        while text:
            found = _RULE.match(text)
            if found is None:
                raise RuntimeError(f"durable-rules named no rule: {text[:80]}")
            fired.append(int(found[1]))
            text = durable_rules_engine.complete_and_start_action(handle, state)
        durable_rules_engine.retract_fact(handle, json.dumps({"id": _FACT}))
        return tuple(sorted(fired))


def _match(rule: Sequence[Clause]) -> dict[str, Any]:
    expressions = [_clause(clause) for clause in rule] or [{_ALWAYS: 1}]
    return expressions[0] if len(expressions) == 1 else {"$and": expressions}


def _clause(clause: Clause) -> dict[str, Any]:
    expressions: list[dict[str, Any]] = []
    for first, last in clause.runs:
        if first == last:
            expressions.append({clause.field: first})
        else:
            expressions.append({"$and": [{"$gte": {clause.field: first}}, {"$lte": {clause.field: last}}]})
    return expressions[0] if len(expressions) == 1 else {"$or": expressions}
