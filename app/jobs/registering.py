"""A 送达登记表 that comes back filled in: all of its services are recorded, or none and everything wrong is said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from app.cases import Limits, read_cases
from app.cases.model import Cases
from app.columns import MISSING
from app.config import Settings
from app.findings import Finding, Level, LubuError, Place, errors
from app.jobs.correspondence import Words, date_faults, word_faults
from app.jobs.files import bare_name
from app.jobs.intake import check_size
from app.jobs.register import CAPACITY, DAY, ID, MODE, NOTE, NUMBER, RESULT, RESULTS, SIGNER, VARIABLES
from app.store import Store, audit, deliveries, letters
from app.store.batches import Batch
from app.store.deliveries import NewDelivery
from app.store.letters import Letter, LetterStatus

MOST = 20_000
"""Services recorded at once; a transaction of some seconds."""
_LIMITS = Limits(unpacked=256 << 20, cells=2_000_000, streamed=2_000_000)
_EVERYTHING = 1_000_000_000
_LONGEST = {MODE: 100, SIGNER: 100, CAPACITY: 100, NOTE: 500}
"""Characters, as the form of a single letter takes them."""
_CELLS = {"jobs.delivery-date": DAY, "jobs.delivery-mode": MODE, "jobs.delivery-capacity": CAPACITY}
"""Finding → the column it is about."""


@dataclass(frozen=True, slots=True)
class Entered:
    recorded: int
    known: int
    """Rows that say what was recorded before; they are left out."""
    findings: tuple[Finding, ...]
    """Worth a look, nothing that stopped it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    row: int
    new: NewDelivery


def enter_register(
    store: Store, settings: Settings, batch: Batch, file: tuple[str, bytes], words: Words, *, today: date, by: str
) -> Entered:
    """Record every row that has a 送达日期; *file*: (name, content).

    Raises:
        LubuError: everything that is wrong, with row and cell; then nothing is kept.
    """
    name, data = bare_name(file[0]), file[1]
    check_size(name, data, settings)
    sheet = _Sheet(read_cases(data, name, VARIABLES, limits=_LIMITS), _Letters(store, batch))
    entries, found = sheet.entries(batch.as_of, today, words)
    if found:
        raise LubuError(*found)
    with store.atomic():
        entered = _record(store, batch, sheet, entries, by)
        audit.record(
            store, by, "letters.registered", batch.id, file=name, sha256=hashlib.sha256(data).hexdigest(),
            recorded=entered.recorded, known=entered.known,
        )  # fmt: skip
    return replace(entered, findings=(*sheet.dateless(), *entered.findings))


def _record(store: Store, batch: Batch, sheet: _Sheet, entries: list[_Entry], by: str) -> Entered:
    """Inside the transaction, so that nobody records the same meanwhile."""
    standing = [one for kept in deliveries.of_batch(store, batch.id).values() for one in kept if one.revoked_at is None]
    same, days = {_said(one) for one in standing}, {(one.letter_id, one.delivered_on) for one in standing}
    fresh = [entry for entry in entries if _said(entry.new) not in same]
    for entry in fresh:
        deliveries.record(store, entry.new, by)
    again = [entry for entry in fresh if (entry.new.letter_id, entry.new.delivered_on) in days]
    return Entered(len(fresh), len(entries) - len(fresh), tuple(map(sheet.twice_known, again)))


def _said(one: NewDelivery) -> tuple[object, ...]:
    """All that a row of the register says."""
    return one.letter_id, one.delivered_on, one.mode, one.served, one.signer, one.capacity, one.note


class _Letters:
    """The letters of a batch, by what a row may call them."""

    def __init__(self, store: Store, batch: Batch) -> None:
        self.all = letters.page(store, batch.id, limit=_EVERYTHING)

    @cached_property
    def by_number(self) -> Mapping[str, Letter]:
        return {letter.number: letter for letter in self.all if letter.number}

    @cached_property
    def by_id(self) -> Mapping[str, Letter]:
        return {str(letter.id): letter for letter in self.all}


class _Sheet:
    """The register as it came."""

    def __init__(self, cases: Cases, known: _Letters) -> None:
        self.cases = cases
        self.known = known
        stopping = errors(cases.findings)
        absent = [name for name in (DAY, MODE, RESULT) if name not in cases.columns]
        if not {NUMBER, ID} & cases.columns.keys():
            absent.insert(0, NUMBER)
        if absent:
            stopping.append(self._fault("register-columns", None, columns="、".join(absent)))
        if stopping:
            raise LubuError(*stopping)
        self.rows = [row for row in range(len(cases)) if cases.columns[DAY].state(row) != MISSING]

    def entries(self, made: date, today: date, words: Words) -> tuple[list[_Entry], list[Finding]]:
        """What the dated rows record, and everything that is wrong with them."""
        if not self.rows:
            return [], [self._fault("register-empty", None)]
        if len(self.rows) > MOST:
            return [], [self._fault("register-many", None, count=len(self.rows), most=MOST)]
        entries: list[_Entry] = []
        found: list[Finding] = []
        for row in self.rows:
            letter, faults = self._letter(row)
            day = self.cases.columns[DAY].value(row)
            new = self._delivery(row, letter.id if letter else 0, day if isinstance(day, date) else today)
            if day is not None:
                entries.append(_Entry(row, new))
            about = [*date_faults(new, made, today), *word_faults(new, words)]
            found += [*faults, *self._cell_faults(row), *(self._placed(one, row) for one in about)]
        return entries, [*found, *self._twice(entries)]

    def dateless(self) -> Iterator[Finding]:
        """Rows that say something of a service but not its day: left out, which may not be what was meant."""
        dated = set(self.rows)
        for row in range(len(self.cases)):
            if row not in dated and any(self.text(row, name) for name in (MODE, RESULT, SIGNER, CAPACITY, NOTE)):
                yield self._fault("register-no-day", row, DAY, level="warning")

    def twice_known(self, entry: _Entry) -> Finding:
        day = entry.new.delivered_on.isoformat()
        return self._fault("register-day-known", entry.row, DAY, level="warning", date=day)

    def text(self, row: int, name: str) -> str:
        column = self.cases.columns.get(name)
        return str((column.value(row) if column is not None else None) or "").strip()

    def _delivery(self, row: int, letter_id: int, day: date) -> NewDelivery:
        served = RESULTS.get(self.text(row, RESULT), False)
        mode, signer, capacity, note = (self.text(row, name) for name in (MODE, SIGNER, CAPACITY, NOTE))
        return NewDelivery(letter_id, mode, day, served, signer, capacity, note)

    def _letter(self, row: int) -> tuple[Letter | None, list[Finding]]:
        """The letter a row is about, by its number or by the number of its record; both must mean the same."""
        number, record = self.text(row, NUMBER), self.text(row, ID)
        named = [
            (name, given, known.get(given))
            for name, given, known in ((NUMBER, number, self.known.by_number), (ID, record, self.known.by_id))
            if given
        ]
        if not named:
            return None, [self._fault("register-no-number", row, NUMBER)]
        unknown = [self._fault("register-unknown", row, name, what=name, given=given) for name, given, hit in named
                   if hit is None]  # fmt: skip
        hits = [letter for _, _, letter in named if letter is not None]
        if unknown or not hits:
            return None, unknown
        if len({letter.id for letter in hits}) > 1:
            return None, [self._fault("register-disagree", row, ID, number=number, record=record)]
        if hits[0].status is not LetterStatus.READY:
            return None, [self._fault("register-blocked", row, NUMBER, kind=hits[0].kind, customer=hits[0].customer)]
        return hits[0], []

    def _cell_faults(self, row: int) -> list[Finding]:
        found = list(self.cases.row_findings.get(row, ()))
        result = self.text(row, RESULT)
        if result not in RESULTS and not any(one.place == self._place(row, RESULT) for one in found):
            found.append(self._fault("register-result", row, RESULT, given=result, results="、".join(RESULTS)))
        for name, most in _LONGEST.items():
            if len(self.text(row, name)) > most:
                found.append(self._fault("register-long", row, name, what=name, most=most))
        return found

    def _twice(self, entries: list[_Entry]) -> Iterator[Finding]:
        """Two rows about one letter on one day: one of them is a slip."""
        first: dict[tuple[int, date], int] = {}
        for entry in entries:
            letter, day = entry.new.letter_id, entry.new.delivered_on
            before = first.setdefault((letter, day), entry.row)
            if letter and before != entry.row:
                other = self.cases.raw.row_numbers[before]
                yield self._fault("register-twice", entry.row, DAY, other=int(other), date=day.isoformat())

    def _placed(self, finding: Finding, row: int) -> Finding:
        return replace(finding, place=self._place(row, _CELLS.get(finding.code, "")))

    def _place(self, row: int, name: str) -> Place:
        return self.cases.raw.place(row, self.cases.sources.get(name))

    def _fault(
        self, code: str, row: int | None, name: str = "", *, level: Level = "error", **params: object
    ) -> Finding:
        raw = self.cases.raw
        place = Place(raw.file, raw.sheet) if row is None else self._place(row, name)
        return Finding(level, f"jobs.{code}", place, params)
