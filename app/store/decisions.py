"""One decision per case: who, what came out, why, and what went wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.batches.model import CaseRecord
from app.findings import Finding
from app.store import batches
from app.store.database import Row, Store
from app.store.encoding import findings_from_json, findings_to_json, from_json, to_json


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A case and its decision. Numbers in ``inputs`` and ``outputs`` are exact decimals as text, dates ISO text."""

    batch_id: int
    row: int
    """0-based in the batch."""
    source_row: int
    """1-based in the uploaded sheet."""
    case_id: str
    customer_id: str
    customer: str
    officer: str
    officer_name: str
    branch: str
    amount: Decimal | None
    inputs: Mapping[str, Any]
    """What the rules saw: variable → value."""
    outputs: Mapping[str, Any]
    """Conclusion → value; None is 未命中; lists are lists."""
    trace: tuple[Mapping[str, Any], ...]
    """Per block ``book table rules cells reads gives``; no rules: 未命中, or ``undecided`` for want of a value."""
    errors: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which decisions to show; empty fields do not restrict."""

    outcome: tuple[str, str] | None = None
    """Conclusion and value as text; the empty value is 未命中; for lists: contains."""
    errors: bool = False
    text: str = ""
    """Part of a case number, customer number or name."""
    customer_id: str = ""
    officer: str = ""


def save_chunk(store: Store, batch_id: int, no: int, decisions: Sequence[CaseRecord]) -> bool:
    """Write a chunk and mark it done in one transaction; False (and nothing written) when it was done before."""
    with store.atomic():
        if not batches.finish_chunk(store, batch_id, batches.Phase.DECIDE, no):
            return False
        digests, traces = _traces(decisions)
        rows = [_record(batch_id, decision, digests[id(decision.trace)]) for decision in decisions]
        store.table("traces").insert_all(
            ({"hash": hash, "steps": steps} for hash, steps in traces.items()), pk="hash", ignore=True
        )
        store.table("decisions").insert_all(rows, pk=("batch_id", "row"), replace=True)
    return True


def get(store: Store, batch_id: int, row: int) -> StoredDecision | None:
    found = store.row(f"{_SELECT} WHERE d.batch_id = ? AND d.row = ?", [batch_id, row])
    return None if found is None else _decision(found)


def page(
    store: Store, batch_id: int, only: Filter | None = None, *, limit: int = 50, offset: int = 0
) -> list[StoredDecision]:
    """In the order of the file."""
    where, params = _where(batch_id, only or Filter())
    rows = store.rows(f"{_SELECT} WHERE {where} ORDER BY d.row LIMIT ? OFFSET ?", [*params, limit, offset])
    return [_decision(row) for row in rows]


def between(store: Store, batch_id: int, start: int, stop: int) -> list[StoredDecision]:
    """Rows *start* to *stop* of the batch, the latter exclusive."""
    rows = store.rows(f"{_SELECT} WHERE d.batch_id = ? AND d.row >= ? AND d.row < ? ORDER BY d.row",
                      [batch_id, start, stop])  # fmt: skip
    return [_decision(row) for row in rows]


def count(store: Store, batch_id: int, only: Filter | None = None) -> int:
    where, params = _where(batch_id, only or Filter())
    sql = f"SELECT count(*) FROM decisions d WHERE {where}"  # noqa: S608 - parts are constants
    return int(store.scalar(sql, params))


def outcome_counts(store: Store, batch_id: int, conclusion: str) -> dict[str, int]:
    """Value as text → number of cases, the most frequent first; a list counts each member; ``""`` is 未命中."""
    rows = store.rows(
        """SELECT coalesce(each.value, '') AS value, count(*) AS cases
           FROM decisions d, json_each(d.outputs, ?) AS each WHERE d.batch_id = ? GROUP BY 1 ORDER BY 2 DESC, 1""",
        [_path(conclusion), batch_id],
    )
    return {str(row["value"]): row["cases"] for row in rows}


_SELECT = "SELECT d.*, t.steps FROM decisions d JOIN traces t ON t.hash = d.trace"


def _where(batch_id: int, only: Filter) -> tuple[str, list[Any]]:
    parts: list[str] = ["d.batch_id = ?"]
    params: list[Any] = [batch_id]
    if only.outcome is not None:
        conclusion, value = only.outcome
        parts.append("EXISTS (SELECT 1 FROM json_each(d.outputs, ?) e WHERE coalesce(e.value, '') = ?)")
        params += [_path(conclusion), value]
    if only.errors:
        parts.append("d.errors IS NOT NULL")
    if only.text:
        parts.append("(instr(d.case_id, ?) OR instr(d.customer_id, ?) OR instr(d.customer, ?))")
        params += [only.text] * 3
    for column in ("customer_id", "officer"):
        if getattr(only, column):
            parts.append(f"d.{column} = ?")
            params.append(getattr(only, column))
    return " AND ".join(parts), params


def _path(conclusion: str) -> str:
    return '$."' + conclusion.replace('"', "") + '"'


def _traces(decisions: Sequence[CaseRecord]) -> tuple[dict[int, str], dict[str, str]]:
    """Content hash of every trace by its identity (cases that went one way share one), and the traces by hash."""
    digests: dict[int, str] = {}
    traces: dict[str, str] = {}
    for decision in decisions:
        if id(decision.trace) not in digests:
            steps = to_json(list(decision.trace))
            digest = hashlib.sha256(steps.encode()).hexdigest()[:32]
            digests[id(decision.trace)], traces[digest] = digest, steps
    return digests, traces


def _record(batch_id: int, decision: CaseRecord, digest: str) -> Row:
    return {
        "batch_id": batch_id,
        "row": decision.row,
        "source_row": decision.source_row,
        "case_id": decision.case_id,
        "customer_id": decision.customer_id,
        "customer": decision.customer,
        "officer": decision.officer,
        "officer_name": decision.officer_name,
        "branch": decision.branch,
        "amount": None if decision.amount is None else format(decision.amount, "f"),
        "inputs": to_json(decision.inputs),
        "outputs": to_json(decision.outputs),
        "trace": digest,
        "errors": findings_to_json(decision.errors) if decision.errors else None,
    }


def _decision(row: Row) -> StoredDecision:
    return StoredDecision(
        row["batch_id"], row["row"], row["source_row"], row["case_id"], row["customer_id"], row["customer"],
        row["officer"], row["officer_name"], row["branch"],
        None if row["amount"] is None else Decimal(row["amount"]),
        from_json(row["inputs"]), from_json(row["outputs"]), tuple(from_json(row["steps"])),
        findings_from_json(row["errors"]),
    )  # fmt: skip
