"""Hit policies: from the rules that fire to the outcome of a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.findings import Finding
from app.rulebooks.model import DecisionTable, HitPolicy

Hits = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a cell decides. ``outcomes`` has one entry per output; None is 未命中."""

    fired: Hits
    """Rules that won, ascending (O: in the order of their outcomes); one past the last rule is the default row."""
    outcomes: tuple[Any, ...]
    error: Finding | None = None


def resolve(table: DecisionTable, hits: Hits) -> Resolution:
    """Apply the table's hit policy to the numbers of the rules that hold, ascending."""
    if not hits:
        return _nothing(table)
    return _POLICIES[table.policy](table, hits)


def _nothing(table: DecisionTable) -> Resolution:
    if table.default is not None:
        return Resolution((len(table.rules),), table.default)
    return Resolution((), (None,) * len(table.outputs))


def _outcomes(table: DecisionTable, rule: int) -> tuple[Any, ...]:
    return table.rules[rule].outcomes


def _first(table: DecisionTable, hits: Hits) -> Resolution:
    return Resolution(hits[:1], _outcomes(table, hits[0]))


def _unique(table: DecisionTable, hits: Hits) -> Resolution:
    if len(hits) == 1:
        return _first(table, hits)
    return Resolution(hits, _failed(table), _conflict("decide.unique-overlap", table, hits))


def _any(table: DecisionTable, hits: Hits) -> Resolution:
    if len({_outcomes(table, rule) for rule in hits}) == 1:
        return Resolution(hits, _outcomes(table, hits[0]))
    return Resolution(hits, _failed(table), _conflict("decide.any-conflict", table, hits))


def _failed(table: DecisionTable) -> tuple[Any, ...]:
    return (None,) * len(table.outputs)


def _conflict(code: str, table: DecisionTable, hits: Hits) -> Finding:
    rules = [table.rules[rule] for rule in hits]
    place = table.place.at(",".join(rule.cells for rule in rules))
    return Finding("error", code, place, {"table": table.name, "rules": "、".join(rule.id for rule in rules)})


def ranks(table: DecisionTable, rule: int) -> tuple[int, ...]:
    """Where each outcome of a rule stands in its output's 取值范围; behind all others where it does not."""
    found: list[int] = []
    for output, outcome in zip(table.outputs, _outcomes(table, rule), strict=True):
        order = output.domain or ()
        found.append(order.index(outcome) if outcome in order else len(order))
    return tuple(found)


def _priority(table: DecisionTable, hits: Hits) -> Resolution:
    best = min(ranks(table, rule) for rule in hits)
    return _winners(table, hits, [ranks(table, rule) == best for rule in hits])


def _worst(table: DecisionTable, hits: Hits) -> Resolution:
    """The value listed last wins; one that is not listed never does."""
    sizes = [len(output.domain or ()) for output in table.outputs]

    def severity(rule: int) -> tuple[int, ...]:
        return tuple(-1 if rank == size else rank for rank, size in zip(ranks(table, rule), sizes, strict=True))

    worst = max(severity(rule) for rule in hits)
    return _winners(table, hits, [severity(rule) == worst for rule in hits])


def _winners(table: DecisionTable, hits: Hits, won: Sequence[bool]) -> Resolution:
    fired = tuple(rule for rule, wins in zip(hits, won, strict=True) if wins)
    return Resolution(fired, _outcomes(table, fired[0]))


def _rule_order(table: DecisionTable, hits: Hits) -> Resolution:
    return Resolution(hits, _lists(table, hits))


def _output_order(table: DecisionTable, hits: Hits) -> Resolution:
    ordered = tuple(sorted(hits, key=lambda rule: ranks(table, rule)))
    return Resolution(ordered, _lists(table, ordered))


def _lists(table: DecisionTable, hits: Hits) -> tuple[Any, ...]:
    """One list per output. With several outputs the lists stay parallel; a lone list leaves out ``-``."""
    rows = [_outcomes(table, rule) for rule in hits]
    if len(table.outputs) == 1:
        return (tuple(row[0] for row in rows if row[0] is not None) or None,)
    return tuple(tuple(row[position] for row in rows) for position in range(len(table.outputs)))


def _aggregate(reduce: Callable[[list[Any]], Any], pick_winners: bool) -> Callable[[DecisionTable, Hits], Resolution]:
    def apply(table: DecisionTable, hits: Hits) -> Resolution:
        columns = [
            [value for rule in hits if (value := _outcomes(table, rule)[position]) is not None]
            for position in range(len(table.outputs))
        ]
        outcomes = tuple(reduce(values) if values else None for values in columns)
        fired = hits
        if pick_winners:
            fired = tuple(rule for rule in hits if _outcomes(table, rule)[0] == outcomes[0])
        return Resolution(fired, outcomes)

    return apply


def _count(table: DecisionTable, hits: Hits) -> Resolution:
    return Resolution(hits, (Decimal(len(hits)),) * len(table.outputs))


_POLICIES: dict[HitPolicy, Callable[[DecisionTable, Hits], Resolution]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.FIRST: _first,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.WORST: _worst,
    HitPolicy.RULE_ORDER: _rule_order,
    HitPolicy.OUTPUT_ORDER: _output_order,
    HitPolicy.COLLECT: _rule_order,
    HitPolicy.SUM: _aggregate(sum, pick_winners=False),
    HitPolicy.MAX: _aggregate(max, pick_winners=True),
    HitPolicy.MIN: _aggregate(min, pick_winners=True),
    HitPolicy.COUNT: _count,
}
