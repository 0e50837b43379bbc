"""Which letters a batch calls for: one per customer (or recipient) and kind, and which of them a gate stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.batches.model import DecidedCases, PlannedLetter, Release
from app.cases.model import Shared
from app.cases.outcomes import distinct, distinct_rows
from app.columns import FAILED
from app.findings import Finding, Place
from app.rulebooks.model import WHOLE_BATCH, Role
from app.values import to_text

ALL_LETTERS = "全部"
"""In 阻断文书: no letter at all."""


def plan_letters(decided: DecidedCases) -> list[PlannedLetter]:
    """The letters the rules call for, in the order of the customers' first cases, then of 文书目录.

    A letter lists those cases of the customer whose 文书 names it. It is stopped as a whole when a gate stops it
    for one of these cases, and when a case of the customer could not be decided: the sums would be incomplete.

    Behind them stand the letters about the whole batch (收件人: 整批), one per kind: each lists the cases that call
    for it and that no gate keeps out, and is stopped when none is left.
    """
    planner = _Planner(decided)
    planned: list[PlannedLetter] = []
    for rows in planner.customers():
        for kind in planner.kinds(rows):
            for recipient, listed in planner.recipients(kind, rows):
                planned.append(planner.letter(len(planned), kind, recipient, listed, rows))
    for kind in planner.kinds_of_batch():
        planned.append(planner.letter_of_batch(len(planned), kind))
    return planned


@dataclass(frozen=True, slots=True)
class Gate:
    """A column of 阻断文书 and the 阻断理由 that the same table gives beside it."""

    letters: str
    reasons: str | None


def gates(release: Release) -> tuple[Gate, ...]:
    """Every pair of 阻断文书 and 阻断理由, matched by the table that concludes both."""
    reasons = {variable.name for variable in release.with_role(Role.BLOCK_REASON)}
    beside = {
        output.variable: next((o.variable for o in table.outputs if o.variable in reasons), None)
        for book in release.books
        for table in book.rulebook.tables
        for output in table.outputs
    }
    return tuple(Gate(v.name, beside.get(v.name)) for v in release.with_role(Role.BLOCKED_LETTER))


class _Planner:
    """One pass over decided cases; reads them only."""

    def __init__(self, decided: DecidedCases) -> None:
        release = decided.release
        self.decided = decided
        self.release = release
        self.wanted = [v.name for v in release.with_role(Role.LETTER)]
        self.gates = gates(release)
        self.case_id = release.role(Role.CASE_ID)
        self.order = {name: position for position, name in enumerate(release.letters)}
        self.of_batch = frozenset(name for name, kind in release.letters.items() if kind.of_batch)
        self.called_for = self._called_for()

    def customers(self) -> Iterator[list[int]]:
        """All rows of every customer one of whose cases calls for a letter to somebody, in the order of their first
        rows; a case without a customer number stands alone."""
        groups = self._groups()
        calling = [any(kind not in self.of_batch for kind in kinds) for kinds in self.called_for.distinct]
        rows = np.flatnonzero(np.isin(groups, groups[np.array(calling, bool)[self.called_for.which]]))
        _, first, counts = np.unique(groups[rows], return_index=True, return_counts=True)
        by_group = np.split(rows[np.argsort(groups[rows], kind="stable")], np.cumsum(counts)[:-1])
        for place in np.argsort(first).tolist():
            yield by_group[place].tolist()

    def _groups(self) -> npt.NDArray[np.int64]:
        """A number for every customer, one of its own for a case without."""
        count = len(self.decided)
        column = self.decided.columns.get(self.release.role(Role.CUSTOMER_ID) or "")
        if column is None:
            return np.arange(count)
        codes = distinct(column).codes.astype(np.int64)
        return np.where(codes >= 0, codes + count, np.arange(count))

    def kinds(self, rows: Sequence[int]) -> list[str]:
        """Letters that some of the rows call for, in the order of 文书目录."""
        found = dict.fromkeys(kind for row in rows for kind in self.called_for[row] if kind not in self.of_batch)
        return sorted(found, key=lambda kind: self.order.get(kind, len(self.order)))

    def kinds_of_batch(self) -> list[str]:
        called = {kind for kinds in self.called_for for kind in kinds}
        return [kind for kind in self.order if kind in self.of_batch & called]

    def _called_for(self) -> Shared[list[str]]:
        """The letters each case calls for."""
        found = [distinct(column) for name in self.wanted if (column := self.decided.columns.get(name)) is not None]
        if not found:
            return Shared([[]], np.zeros(len(self.decided), np.intp))
        names = [[*map(_names, column.values), [], []] for column in found]  # codes -1 and -2: the two at the end
        combinations, which = distinct_rows([column.codes for column in found])
        kinds = [[name for known, code in zip(names, codes, strict=True) for name in known[code]]
                 for codes in combinations.T.tolist()]  # fmt: skip
        return Shared(kinds, which)

    def recipients(self, kind: str, rows: Sequence[int]) -> list[tuple[str, list[int]]]:
        """(recipient, the rows of his letter); an empty recipient where a case names none."""
        listed = [row for row in rows if kind in self.called_for[row]]
        known = self.release.letters.get(kind)
        if known is None or not known.recipient:
            return [(self.text(Role.CUSTOMER_NAME, listed[0]), listed)]
        found: dict[str, list[int]] = {}
        for row in listed:
            for name in _names(self.value(known.recipient, row)) or [""]:
                found.setdefault(name, []).append(row)
        return list(found.items())

    def letter(self, no: int, kind: str, recipient: str, listed: list[int], rows: list[int]) -> PlannedLetter:
        first = listed[0]
        return PlannedLetter(
            no, kind, self.text(Role.CUSTOMER_ID, first), self.text(Role.CUSTOMER_NAME, first), recipient,
            self.text(Role.OFFICER, first), self.text(Role.BRANCH, first), tuple(listed),
            tuple(self.blocked(kind, recipient, listed, rows)),
        )  # fmt: skip

    def letter_of_batch(self, no: int, kind: str) -> PlannedLetter:
        calling = [row for row, kinds in enumerate(self.called_for) if kind in kinds]
        free = [row for row in calling if not self.reasons(kind, row)]
        blocked = list(self._template_faults(kind))
        if not free:
            blocked += self._stops(kind, calling)
        return PlannedLetter(no, kind, "", "", WHOLE_BATCH, "", "", tuple(free or calling), tuple(blocked))

    def blocked(self, kind: str, recipient: str, listed: list[int], rows: list[int]) -> Iterator[Finding]:
        known = self.release.letters.get(kind)
        yield from self._template_faults(kind)
        if known is not None and known.recipient and not recipient:
            names = "、".join(self.id_of(row) for row in listed)
            yield self._finding("batches.recipient-absent", listed[0], variable=known.recipient, cases=names)
        for row in rows:
            if any(self.state(name, row) == FAILED for name in self._deciding):
                yield self._finding("batches.case-undecided", row)
        yield from self._stops(kind, listed)

    def _template_faults(self, kind: str) -> Iterator[Finding]:
        known = self.release.letters.get(kind)
        if known is None:
            yield Finding("error", "batches.letter-unlisted", params={"letter": kind})
        elif known.template not in self.release.templates:
            yield Finding("error", "batches.template-absent", known.place, {"template": known.template})

    def _stops(self, kind: str, rows: Sequence[int]) -> Iterator[Finding]:
        for row in rows:
            for reason in self.reasons(kind, row):
                yield self._finding("batches.letter-stopped", row, reason=reason)

    @property
    def _deciding(self) -> list[str]:
        return [*self.wanted, *(gate.letters for gate in self.gates)]

    def reasons(self, kind: str, row: int) -> list[str]:
        """Why gates stop this kind of letter for a case; empty: none does."""
        found: list[str] = []
        for gate in self.gates:
            stopped = _items(self.value(gate.letters, row))
            hit = [place for place, item in enumerate(stopped) if {ALL_LETTERS, kind} & set(_names(item))]
            if hit:
                found += _matching(hit, len(stopped), _items(self.value(gate.reasons, row))) or [gate.letters]
        return list(dict.fromkeys(found))

    def value(self, variable: str | None, row: int) -> Any:
        column = self.decided.columns.get(variable) if variable else None
        return None if column is None else column.value(row)

    def state(self, variable: str, row: int) -> int:
        column = self.decided.columns.get(variable)
        return 0 if column is None else column.state(row)

    def text(self, role: Role, row: int) -> str:
        return to_text(self.value(self.release.role(role), row))

    def id_of(self, row: int) -> str:
        return self.decided.cases.id_of(self.case_id, row)

    def _finding(self, code: str, row: int, **params: object) -> Finding:
        raw = self.decided.cases.raw
        place = Place(raw.file, raw.sheet, row=raw.row_numbers[row])
        return Finding("error", code, place, {"case": self.id_of(row), **params})


def _items(value: Any) -> list[Any]:
    """The members of a list outcome; one value is a list of one, 未命中 an empty one."""
    if value is None:
        return []
    return list(value) if isinstance(value, tuple | list) else [value]


def _names(value: Any) -> list[str]:
    """Names in an outcome: a list, or one text in which ``、`` joins several."""
    return [name for item in _items(value) for name in map(str.strip, to_text(item).split("、")) if name]


def _matching(hit: Sequence[int], count: int, reasons: Sequence[Any]) -> list[str]:
    """The reasons beside the stops that hit; all of them where the two lists do not run in parallel."""
    if len(reasons) == count:
        return [to_text(reasons[place]) for place in hit if reasons[place] is not None]
    return [to_text(reason) for reason in reasons if reason is not None]
