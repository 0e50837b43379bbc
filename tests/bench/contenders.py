"""Who decides the workload, as columns of many cases or one case at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.columns import NumberColumn, encode, numbers
from app.decide import CompiledRulebook, Decision, compile_rulebook, plain
from app.rulebooks.model import Rulebook
from tests.bench import drools, peers, zen
from tests.bench.workload import KINDS, NAMES, CaseSet, Outcome

TODAY = date(2026, 9, 30)


@dataclass(frozen=True)
class Batch:
    """Decides many cases in one go."""

    name: str
    prepare: Callable[[Rulebook, CaseSet], Callable[[], Any]]
    """Everything before the clock starts; returns what is timed."""
    outcomes: Callable[[Any, Rulebook], list[Outcome]]
    """What was timed, as comparable outcomes (not timed)."""
    cases: int = 100_000
    """How many of the cases it is given: slow ones get fewer."""


@dataclass(frozen=True)
class Single:
    """Decides a case a call."""

    name: str
    prepare: Callable[[Rulebook, CaseSet], tuple[Callable[[Any], Any], Sequence[Any]]]
    """Everything before the clock starts; returns what is timed and what it is given, case by case."""
    outcome: Callable[[Any], Outcome]
    cases: int = 2_000


def encoded(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    compiled = _warm(rulebook, given)
    return lambda: compiled.decide(given.columns, given.count, TODAY)


def lists(rulebook: Rulebook, given: CaseSet) -> Callable[[], Any]:
    """Python's own values: each column is encoded inside the time."""
    compiled = _warm(rulebook, given)
    plainly = {name: given.columns[name].to_list() for name in KINDS}
    kinds: dict[str, Callable[[Any], Any]] = {
        name: numbers if isinstance(given.columns[name], NumberColumn) else encode for name in KINDS
    }

    def run() -> Any:
        columns = {name: kinds[name](values) for name, values in plainly.items()}
        return compiled.decide(columns, given.count, TODAY)

    return run


def _warm(rulebook: Rulebook, given: CaseSet) -> CompiledRulebook:
    """The cells live as long as the version does, so a batch finds them decided."""
    compiled = compile_rulebook(rulebook)
    compiled.decide(given.columns, given.count, TODAY)
    return compiled


def _of_decisions(decisions: Any, rulebook: Rulebook) -> list[Outcome]:
    made = [decisions.outputs[name].to_list() for name in NAMES]
    return [(graded, strategy, warnings or ()) for graded, strategy, warnings in zip(*made, strict=True)]


def single(rulebook: Rulebook, given: CaseSet) -> tuple[Callable[[Any], Any], Sequence[Any]]:
    compiled, rows = _warm(rulebook, given), given.typed()
    return lambda row: compiled.decide_one(row, TODAY), rows


def traced(rulebook: Rulebook, given: CaseSet) -> tuple[Callable[[Any], Any], Sequence[Any]]:
    """Every step put into words as well: rules, cells, inputs, outputs."""
    compiled, rows = _warm(rulebook, given), given.typed()

    def decide(row: Any) -> Decision:
        decision = compiled.decide_one(row, TODAY)
        decision.trace  # noqa: B018 - it is worked out when it is looked at
        return decision

    return decide, rows


def plainly(rulebook: Rulebook, given: CaseSet) -> tuple[Callable[[Any], Any], Sequence[Any]]:
    interpreter = plain.PlainInterpreter(rulebook)
    return lambda row: interpreter.decide(row, TODAY), given.typed()


def outcome_of(decision: Decision) -> Outcome:
    graded, strategy, warnings = (decision.outputs[name] for name in NAMES)
    return graded, strategy, warnings or ()


def _each(make: Callable[[Rulebook], peers.Decide]) -> Callable[[Rulebook, CaseSet], Callable[[], list[Outcome]]]:
    """A library without a call for many: case after case."""

    def prepare(rulebook: Rulebook, given: CaseSet) -> Callable[[], list[Outcome]]:
        decide, rows = make(rulebook), given.short()
        return lambda: [decide(row) for row in rows]

    return prepare


def _one(make: Callable[[Rulebook], peers.Decide]) -> Callable[[Rulebook, CaseSet], tuple[peers.Decide, Sequence[Any]]]:
    return lambda rulebook, given: (make(rulebook), given.short())


def _drools_one(rulebook: Rulebook, given: CaseSet) -> tuple[peers.Decide, Sequence[Any]]:
    rows = given.short()
    return drools.one(rulebook, rows), rows


def _as_is(result: Any, rulebook: Rulebook) -> list[Outcome]:
    return list(result)


def _itself(result: Any) -> Outcome:
    outcome: Outcome = result
    return outcome


BATCHES = (
    Batch("律簿, encoded columns", encoded, _of_decisions),
    Batch("律簿, Python lists", lists, _of_decisions),
    Batch("hand-written if/elif", _each(peers.handwritten), _as_is, 20_000),
    Batch("Drools, case after case", lambda book, given: drools.in_turn(book, given.short()), drools.outcomes, 20_000),
    Batch("Drools, all inserted", lambda book, given: drools.together(book, given.short()), drools.outcomes, 20_000),
    Batch("durable-rules alone", _each(peers.durable_alone), _as_is, 5_000),
    Batch("zen-engine, batch call", lambda book, given: zen.many(book, given.short()), _as_is, 5_000),
    Batch("rule-engine", _each(peers.rule_engine), _as_is, 100),
)
SINGLES = (
    Single("律簿", single, outcome_of, 5_000),
    Single("律簿, trace in words", traced, outcome_of, 5_000),
    Single("律簿, plain interpreter", plainly, outcome_of, 200),
    Single("hand-written if/elif", _one(peers.handwritten), _itself, 5_000),
    Single("Drools, called from Python", _drools_one, _itself, 5_000),
    Single("durable-rules alone", _one(peers.durable_alone), _itself),
    Single("zen-engine", _one(zen.one), _itself, 500),
    Single("rule-engine", _one(peers.rule_engine), _itself, 100),
)
