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
"""Rules in one ruleset. At most 64 conditions may hold at once, 255 may be identical, 511 may be siblings (creation
hangs at 513)."""
MAX_FIELDS = 200
"""Fields in one ruleset. A fact holds about 252."""

_NOT_HANDLED = 1
_FACT = "f"
_ALWAYS = "z"
_LOCK = threading.Lock()
_RULE = re.compile(r'\{"(\d+)"')
_HANDLES: dict[str, int] = {}
"""Name → handle of every ruleset made by this process. Deleting one makes the library crash now and then, so a ruleset
stays (0.1 MB), and a version that says the same as one before it shares it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One field of a rule: the value must lie in an inclusive run of numbers.

    One run is all the library is asked for: from 16 nested ``$and`` and ``$or`` on it refuses a rule (error 113).
    """

    field: str
    first: int
    last: int


class Ruleset:
    """Up to :data:`MAX_RULES` conjunctions of clauses, matched by durable-rules.

    Args:
        rules: per rule its clauses; a rule without clauses always fires.

    Raises:
        ValueError: when the rules come near a limit of the library; callers shard before.
    """

    def __init__(self, rules: Sequence[Sequence[Clause]]) -> None:
        self._fields = tuple(dict.fromkeys(clause.field for rule in rules for clause in rule))
        if len(rules) > MAX_RULES or len(self._fields) > MAX_FIELDS:
            raise ValueError("too many rules for one ruleset")
        definition = json.dumps({str(number): {"all": [{"m": _match(rule)}]} for number, rule in enumerate(rules)})
        name = hashlib.sha256(definition.encode()).hexdigest()[:24]
        with _LOCK:
            if name not in _HANDLES:
                _HANDLES[name] = durable_rules_engine.create_ruleset(name, definition)
            self._handle = _HANDLES[name]

    def hits(self, event: Mapping[str, int]) -> tuple[int, ...]:
        """Numbers of all rules that fire for one cell, ascending. Fields that no rule reads are left out."""
        read = {field: event[field] for field in self._fields if field in event}
        message = json.dumps({**read, _ALWAYS: 1, "id": _FACT})
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
    expressions = [expression for clause in rule for expression in _expressions(clause)] or [{_ALWAYS: 1}]
    return expressions[0] if len(expressions) == 1 else {"$and": expressions}


def _expressions(clause: Clause) -> list[dict[str, Any]]:
    if clause.first == clause.last:
        return [{clause.field: clause.first}]
    return [{"$gte": {clause.field: clause.first}}, {"$lte": {clause.field: clause.last}}]
