"""A batch decided again from its record alone, and every difference from what is stored.

The record: the upload, the release it was pinned to, the dates it took from deliveries, its business date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from app.batches.cases import decide_cases
from app.batches.chunks import cut
from app.batches.context import letter_context
from app.batches.letters import plan_letters
from app.batches.model import CaseRecord, DecidedCases, PlannedLetter
from app.batches.records import records
from app.cases.model import Cases
from app.config import Settings
from app.findings import Finding, LubuError
from app.jobs.catalogue import Pinned
from app.jobs.correspondence import rebuild
from app.jobs.intake import cases_of
from app.letters import to_record
from app.store import Store, decisions, letters
from app.store.batches import Batch
from app.store.decisions import StoredDecision
from app.store.letters import Letter, LetterStatus
from app.values import to_text

EVERYTHING = 1_000_000_000
LISTED = 200
"""Differences of a batch that are told one by one; the others are counted."""
NOTHING = "—"


@dataclass(frozen=True, eq=False)
class Redecided:
    """A batch that was looked into."""

    batch: int
    cases: int = 0
    letters: int = 0
    findings: tuple[Finding, ...] = ()


def redecide(store: Store, settings: Settings, pinned: Pinned, batch: Batch) -> Redecided:
    """Decide a finished batch again; raises LubuError when its upload or its release is gone."""
    cases = cases_of(store, settings, pinned, batch)
    decided = decide_cases(pinned.release, cases, batch.as_of)
    planned = plan_letters(decided)
    found = iter([
        *_told(batch, _decisions(store, pinned, batch, cases, settings.chunk_cases)),
        *_told(batch, _letters(store, batch, decided, planned)),
    ])  # fmt: skip
    return Redecided(batch.id, len(cases), len(planned), tuple(found))


def _told(batch: Batch, findings: Iterator[Finding]) -> list[Finding]:
    """The first of them, and how many more there are."""
    told = list(islice(findings, LISTED))
    more = sum(1 for _ in findings)
    return [*told, *([Finding("error", "jobs.audit-more", params={"batch": batch.id, "count": more})] if more else [])]


# --- decisions -------------------------------------------------------------------------------------------------


def _decisions(store: Store, pinned: Pinned, batch: Batch, cases: Cases, size: int) -> Iterator[Finding]:
    for start in range(0, len(cases), size):
        decided = decide_cases(pinned.release, cut(cases, start, start + size), batch.as_of)
        kept = {one.row: one for one in decisions.between(store, batch.id, start, start + size)}
        for record in records(decided, start):
            yield from _compared(batch, kept.get(record.row), record)
    for extra in decisions.between(store, batch.id, len(cases), EVERYTHING):
        yield _case("case-extra", batch, extra)


def _compared(batch: Batch, kept: StoredDecision | None, again: CaseRecord) -> Iterator[Finding]:
    if kept is None:
        yield _case("case-lost", batch, again)
        return
    for name, word in _FACTS.items():
        if getattr(kept, name) != getattr(again, name):
            yield _differs(batch, again, word, getattr(kept, name), getattr(again, name))
    for name in dict.fromkeys([*kept.inputs, *again.inputs]):
        if kept.inputs.get(name) != again.inputs.get(name):
            yield _differs(batch, again, name, kept.inputs.get(name), again.inputs.get(name))
    yield from _first_step(batch, kept, again)
    if _essence(kept.errors) != _essence(again.errors):
        yield _differs(
            batch, again, "错误", *([f"{one.code} {one.place}" for one in by.errors] for by in (kept, again))
        )


_FACTS = {
    "source_row": "行号", "case_id": "案件编号", "customer_id": "客户编号", "customer": "客户名称",
    "officer": "经办人", "officer_name": "经办人姓名", "branch": "机构", "amount": "金额",
}  # fmt: skip


def _first_step(batch: Batch, kept: StoredDecision, again: CaseRecord) -> Iterator[Finding]:
    """The first block with other rules or another conclusion; those behind it follow from it."""
    for one, other in zip_longest(kept.trace, again.trace):
        before, after = _way(one, kept.outputs), _way(other, again.outputs)
        if before != after:
            table = (other or one)["table"]
            params = {"recorded": _way_text(before), "again": _way_text(after), "table": table}
            yield _case("decision", batch, again, **params)
            return
    rest = [name for name in {**kept.outputs, **again.outputs} if kept.outputs.get(name) != again.outputs.get(name)]
    for name in rest:  # no block gives it
        yield _differs(batch, again, name, kept.outputs.get(name), again.outputs.get(name))


def _way(step: Mapping[str, Any] | None, outputs: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """All that a block says of a case: its step, with the values it gave."""
    return None if step is None else {**step, "values": {name: outputs.get(name) for name in step["gives"]}}


def _way_text(way: Mapping[str, Any] | None) -> str:
    """``R3（规则!A17:C17） → 五级分类=次级``."""
    if way is None:
        return NOTHING
    if not way["rules"]:
        fired = "未判定" if way.get("undecided") else "未命中"
    else:
        fired = f"{'、'.join(way['rules'])}（{way['cells']}）"
    return f"{fired} → " + "，".join(f"{name}={_text(value)}" for name, value in way["values"].items())


def _essence(found: Iterable[Finding]) -> list[object]:
    """Findings as they compare whether they were stored or not: stored ones have lost the types of their parameters."""
    return [(one.code, str(one.place), {name: str(value) for name, value in one.params.items()}) for one in found]


def _case(code: str, batch: Batch, case: StoredDecision | CaseRecord, **params: object) -> Finding:
    known = {"batch": batch.id, "case": case.case_id, "row": case.source_row}
    return Finding("error", f"jobs.audit-{code}", params=known | params)


def _differs(batch: Batch, again: CaseRecord, what: str, *values: Any) -> Finding:
    recorded, now = map(_text, values)
    return _case("value", batch, again, what=what, recorded=recorded, again=now)


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(map(_text, value)) or NOTHING
    return to_text(value) or NOTHING


# --- letters ---------------------------------------------------------------------------------------------------


def _letters(
    store: Store, batch: Batch, decided: DecidedCases, planned: Sequence[PlannedLetter]
) -> Iterator[Finding]:  # fmt: skip
    kept = {letter.no: letter for letter in letters.page(store, batch.id, limit=EVERYTHING)}
    for again in planned:
        letter = kept.pop(again.no, None)
        if letter is None:
            yield _letter("lost", batch, again.no, again.kind, again.customer)
        else:
            yield from _letter_compared(store, batch, decided, letter, again)
    for extra in kept.values():
        yield _letter("extra", batch, extra.no, extra.kind, extra.customer)


def _letter_compared(
    store: Store, batch: Batch, decided: DecidedCases, letter: Letter, again: PlannedLetter
) -> Iterator[Finding]:
    same = all(getattr(letter, name) == getattr(again, name) for name in _PLANNED)
    if not same or not _stopped_alike(letter, again):
        yield _letter("other", batch, again.no, letter.kind, letter.customer)
    elif letter.status is LetterStatus.READY:
        yield from _letter_made(store, batch, decided, letter, again)


_PLANNED = ("kind", "customer_id", "customer", "recipient", "officer", "branch", "rows")


def _stopped_alike(letter: Letter, again: PlannedLetter) -> bool:
    """A letter that no gate stops may have been stopped later, for want of a value that its template prints."""
    if not again.blocked:
        return True
    return letter.status is LetterStatus.BLOCKED and _essence(letter.reasons) == _essence(again.blocked)


def _letter_made(
    store: Store, batch: Batch, decided: DecidedCases, letter: Letter, again: PlannedLetter
) -> Iterator[Finding]:
    """Whether it was given the values that the decisions give now, and makes the same document of them."""
    template = decided.release.templates[decided.release.letters[letter.kind].template]
    context = to_record(letter_context(decided, again, letter.number, template))
    names = [name for name in {**context, **letter.values} if context.get(name) != letter.values.get(name)]
    if names or template.hash != letter.template:
        what = "、".join(names) or "模板"
        yield _letter("values", batch, letter.no, letter.kind, letter.customer, what=what)
    try:
        rebuild(store, letter)
    except LubuError as error:
        yield from error.findings


def _letter(code: str, batch: Batch, no: int, kind: str, customer: str, **params: object) -> Finding:
    known = {"batch": batch.id, "no": no + 1, "kind": kind, "customer": customer or NOTHING}
    return Finding("error", f"jobs.audit-letter-{code}", params=known | params)
