"""An offered template with a real case in it: what the letter would read, before anybody puts it into force."""

from __future__ import annotations

from typing import Any

from app.batches.cases import decide_cases
from app.batches.context import letter_context
from app.batches.model import DecidedCases, PlannedLetter
from app.config import Settings
from app.findings import LubuError, Place
from app.jobs import bounded, intake
from app.jobs.catalogue import Catalogue
from app.letters import from_record
from app.letters.model import CHECK_CODE
from app.rulebooks.model import Role
from app.store import Store, letters, versions
from app.store.batches import Batch
from app.values import to_text

NUMBER = "（预览，不是正式文书）"
"""Stands where the document number would: a preview takes none."""


def preview(
    store: Store, settings: Settings, catalogue: Catalogue, template: tuple[str, bytes], batch: Batch, customer: str
) -> bytes:
    """A letter of *template* (file name, content) to one customer of a batch.

    What the customer's letter of that kind was given is given again; all other names come from the case, decided
    anew by the batch's own release.

    Raises:
        LubuError: when the batch does not have the customer, or what keeps the letter from being made.
    """
    file, data = template
    pinned = catalogue.pinned(batch.release_id)
    decided = decide_cases(pinned.release, intake.cases_of(store, settings, pinned, batch), batch.as_of)
    rows = _rows(decided, customer)
    if not rows:
        raise LubuError.of("jobs.preview-no-case", Place(file), customer=customer, batch=batch.name)
    name = to_text(_value(decided, Role.CUSTOMER_NAME, rows[0])) or customer
    planned = PlannedLetter(0, "", customer, name, name, "", "", rows)
    values = letter_context(decided, planned, NUMBER) | _recorded(store, batch, versions.stem(file), customer)
    return bounded.render(data, file, values | {"文号": NUMBER, CHECK_CODE: NUMBER})


def _rows(decided: DecidedCases, customer: str) -> tuple[int, ...]:
    """The cases of a customer, found by the customer's or by a case's own number."""
    for role in (Role.CUSTOMER_ID, Role.CASE_ID):
        rows = tuple(row for row in range(len(decided)) if to_text(_value(decided, role, row)) == customer)
        if rows:
            return rows
    return ()


def _value(decided: DecidedCases, role: Role, row: int) -> Any:
    column = decided.columns.get(decided.release.role(role) or "")
    return None if column is None else column.value(row)


def _recorded(store: Store, batch: Batch, kind: str, customer: str) -> dict[str, Any]:
    """What the letter of that kind to that customer was given; empty: there is none."""
    made = letters.page(store, batch.id, letters.Filter(kind=kind, customer_id=customer), limit=1)
    return dict(from_record(made[0].values)) if made else {}
