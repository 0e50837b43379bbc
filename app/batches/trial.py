"""A trial: one case file decided by two versions, what moves, and which rules of the new one fire; as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.batches.migration import Comparison, Flow, Migration, Mover, Standing, Totals
from app.batches.model import DecidedCases
from app.decide.coverage import RuleCoverage, coverage_by_cases
from app.decide.diff.reaches import value_text
from app.values import VarType, to_text

MOVERS_SHOWN = 20
"""Moving cases that a result names itself; all of them stand in the workbook."""


@dataclass(frozen=True, slots=True)
class TrialResult:
    count: int
    """Cases that were decided."""
    faulty: int
    """Cases with an error of their own under the new version."""
    coverage: tuple[RuleCoverage, ...]
    """Of the tried rulebook's blocks."""
    comparison: Comparison | None = None
    """Read back from JSON its outcomes are words and it names the first movers only; None: nothing to compare with."""
    moved: int = 0
    own: tuple[str, ...] = ()
    """What the tried rulebook concludes itself; other conclusions move because others read it."""


def result_of(new: DecidedCases, file: str, comparison: Comparison | None) -> TrialResult:
    """What came out for the rulebook *file* of the new release."""
    books = zip(new.release.books, new.parts, strict=True)
    parts = [part for book, part in books if book.rulebook.file == file]
    coverage = tuple(found for part in parts for found in coverage_by_cases(part))
    own = tuple(name for part in parts for name in part.outputs)
    return TrialResult(len(new), len(new.errors), coverage, comparison, comparison.moved if comparison else 0, own)


def to_document(result: TrialResult) -> dict[str, Any]:
    """JSON's own types; outcomes as text, because a page only shows them."""
    comparison = result.comparison
    return {
        "count": result.count,
        "faulty": result.faulty,
        "moved": result.moved,
        "own": list(result.own),
        "coverage": [asdict(block) for block in result.coverage],
        "comparison": comparison and {
            "as_of": comparison.as_of.isoformat(),
            "count": comparison.count,
            "amount_name": comparison.amount_name,
            "migrations": [_migration_document(one) for one in comparison.migrations],
            "movers": [_mover_document(one) for one in comparison.movers[:MOVERS_SHOWN]],
        },
    }  # fmt: skip


def from_document(document: Mapping[str, Any]) -> TrialResult:
    said, blocks = document["comparison"], document["coverage"]
    return TrialResult(
        document["count"], document["faulty"], tuple(RuleCoverage(**block) for block in blocks),
        _comparison(said) if said else None, document["moved"], tuple(document["own"]),
    )  # fmt: skip


def _comparison(said: Mapping[str, Any]) -> Comparison:
    migrations, movers = map(_migration, said["migrations"]), map(_mover, said["movers"])
    return Comparison(
        date.fromisoformat(said["as_of"]), said["count"], said["amount_name"], tuple(migrations), tuple(movers)
    )  # fmt: skip


def _migration_document(migration: Migration) -> dict[str, Any]:
    kind, totals = migration.kind, migration.totals
    numbers = {standing: number for number, standing in enumerate(migration.order)}
    return {
        "conclusion": migration.conclusion,
        "cases": migration.cases,
        "amount": to_text(migration.amount),
        "order": [_standing_document(standing, kind) for standing in migration.order],
        "flows": [[numbers[one.old], numbers[one.new], one.cases, to_text(one.amount)] for one in migration.flows],
        "totals": totals and [to_text(totals.old), to_text(totals.new), totals.higher, totals.lower, totals.other],
    }


def _migration(said: Mapping[str, Any]) -> Migration:
    order = [Standing(*one) for one in said["order"]]
    flows = [Flow(order[old], order[new], cases, Decimal(amount)) for old, new, cases, amount in said["flows"]]
    totals = said["totals"]
    return Migration(
        said["conclusion"], VarType.TEXT, said["cases"], Decimal(said["amount"]), tuple(flows), tuple(order),
        Totals(Decimal(totals[0]), Decimal(totals[1]), *totals[2:]) if totals else None,
    )  # fmt: skip


def _mover_document(mover: Mover) -> dict[str, Any]:
    return {
        **asdict(mover),
        "amount": None if mover.amount is None else to_text(mover.amount),
        "kind": str(VarType.TEXT),
        "old": _standing_document(mover.old, mover.kind),
        "new": _standing_document(mover.new, mover.kind),
    }


def _mover(said: Mapping[str, Any]) -> Mover:
    return Mover(**{
        **said,
        "amount": None if said["amount"] is None else Decimal(said["amount"]),
        "kind": VarType.TEXT,
        "old": Standing(*said["old"]),
        "new": Standing(*said["new"]),
        "old_rules": tuple(said["old_rules"]),
        "new_rules": tuple(said["new_rules"]),
    })  # fmt: skip


def _standing_document(standing: Standing, kind: VarType) -> Sequence[Any]:
    return [standing.state, value_text(standing.value, kind) if standing.state == 0 else None]
