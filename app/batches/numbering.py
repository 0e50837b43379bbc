"""Letters of a chunk made with consecutive numbers: one that cannot be written leaves its number to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from app.batches.chunks import Blueprint, RenderTask, render_letters, slices, spread
from app.batches.context import letter_context
from app.batches.model import DecidedCases, LetterRecord, PlannedLetter, Series
from app.findings import Finding
from app.letters import format_number, to_record


@dataclass(frozen=True, eq=False)
class MadeLetters:
    records: list[LetterRecord]
    """One per planned letter, in order."""
    after: dict[Series, int]
    """The last number given out in each series."""


@dataclass(frozen=True, eq=False)
class _Draft:
    letter: PlannedLetter
    number: str | None
    template: str
    context: Mapping[str, Any]


def series_of(decided: DecidedCases, letters: Sequence[PlannedLetter]) -> list[Series]:
    """The series the letters take their numbers from."""
    kinds = decided.release.letters
    found = (series(kinds[letter.kind].number_pattern, decided.as_of.year) for letter in letters if not letter.blocked)
    return [one for one in dict.fromkeys(found) if one is not None]


def series(pattern: str, year: int) -> Series | None:
    """Where a pattern counts; one that does not spell the year never begins anew. None: such letters have no number."""
    if not pattern:
        return None
    return pattern, year if "{年}" in pattern else 0


def make_letters(
    executor: Executor,
    blueprint: Blueprint,
    decided: DecidedCases,
    letters: Sequence[PlannedLetter],
    before: Mapping[Series, int],
) -> MadeLetters:
    """Number and render *letters*, counting on from *before*.

    A letter that cannot be written (a value is missing) is stopped; those behind it move up and are written again.
    """
    stopped: dict[int, tuple[Finding, ...]] = {}
    written: dict[int, LetterRecord] = {}
    while True:
        drafts, after = _drafts(decided, [letter for letter in letters if letter.no not in stopped], before)
        due = [draft for draft in drafts if not _stands(written.get(draft.letter.no), draft)]
        if not due:
            break
        for draft, made in zip(due, _render(executor, blueprint, due), strict=True):
            if isinstance(made, bytes):
                written[draft.letter.no] = _record(decided, draft, made)
            else:
                stopped[draft.letter.no] = made
                written.pop(draft.letter.no, None)
    records = [
        written.get(letter.no) or LetterRecord(letter, blocked=letter.blocked or stopped[letter.no])
        for letter in letters
    ]
    return MadeLetters(records, after)


def _drafts(
    decided: DecidedCases, letters: Sequence[PlannedLetter], before: Mapping[Series, int]
) -> tuple[list[_Draft], dict[Series, int]]:
    release, year = decided.release, decided.as_of.year
    last = dict(before)
    drafts = []
    for letter in letters:
        if letter.blocked:
            continue
        kind = release.letters[letter.kind]
        counted, number = series(kind.number_pattern, year), None
        if counted is not None:
            last[counted] = last.get(counted, 0) + 1
            number = format_number(kind.number_pattern, year, last[counted])
        context = letter_context(decided, letter, number, release.templates[kind.template])
        drafts.append(_Draft(letter, number, kind.template, context))
    return drafts, last


def _stands(written: LetterRecord | None, draft: _Draft) -> bool:
    return written is not None and written.number == draft.number


def _render(executor: Executor, blueprint: Blueprint, drafts: Sequence[_Draft]) -> list[bytes | tuple[Finding, ...]]:
    tasks = [_task(blueprint, part) for part in slices(drafts, 8)]
    return [made for part in spread(executor, render_letters, tasks, ahead=8) for made in part]


def _task(blueprint: Blueprint, drafts: Sequence[_Draft]) -> RenderTask:
    used = {draft.template for draft in drafts}
    templates = tuple((name, data) for name, data in blueprint.templates if name in used)
    return RenderTask(templates, tuple((draft.template, draft.context) for draft in drafts))


def _record(decided: DecidedCases, draft: _Draft, data: bytes) -> LetterRecord:
    template = decided.release.templates[draft.template]
    return LetterRecord(draft.letter, draft.number, template.hash, to_record(draft.context), data)
