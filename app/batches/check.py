"""Whether a release is fit to be put in force: letters have their templates, templates have their fields."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from app.batches.context import field_names
from app.batches.model import Release
from app.batches.release import inputs_read
from app.cases.model import Cases
from app.cases.outcomes import ERROR, FIRED
from app.findings import Finding, Place, errors
from app.letters import FieldNames, check_template, format_number, pattern_faults
from app.rulebooks.model import LetterKind


def check_release(release: Release) -> list[Finding]:
    """Everything that keeps a release back: letters without template or number, templates that ask in vain."""
    return errors([*_templates_absent(release), *_fields_unknown(release), *_numbers_faulty(release)])


def decided_before(release: Release, cases: Cases) -> list[Finding]:
    """A note where the file is one that came back from an earlier batch: its old conclusions stay where they are."""
    raw, concluded = cases.raw, {*release.outputs, FIRED, ERROR}
    old = [heading for heading in raw.headings if heading in concluded]
    if FIRED not in old:
        return []
    params = {"count": len(old), "headings": "、".join(old[:20]) + ("…" if len(old) > 20 else "")}
    return [Finding("note", "batches.decided-before", Place(raw.file, raw.sheet), params)]


def no_longer_concluded(before: Release, after: Release) -> list[Finding]:
    """Conclusions that rulebooks still read and nobody gives any more."""
    given = frozenset(before.outputs) - frozenset(after.outputs)
    return [
        Finding(
            "error", "batches.still-read", book.rulebook.variables[name].place,
            {"variable": name, "reader": book.rulebook.file},
        )
        for book in after.books
        for name in inputs_read(book.rulebook)
        if name in given
    ]  # fmt: skip


def _templates_absent(release: Release) -> list[Finding]:
    return [
        Finding("error", "batches.template-absent", kind.place, {"template": kind.template})
        for kind in release.letters.values()
        if kind.template not in release.templates
    ]


def _fields_unknown(release: Release) -> list[Finding]:
    used = dict.fromkeys(kind.template for kind in release.letters.values() if kind.template in release.templates)
    templates = [release.templates[file] for file in used]
    found: list[Finding] = []
    for one in templates:
        fields = field_names(release, one.name)
        found += _checked(one.data, one.name, fields.single, tuple(sorted(fields.records.items())), fields.lists)
    return found


@lru_cache(maxsize=64)
def _checked(
    data: bytes,
    name: str,
    single: frozenset[str],
    records: tuple[tuple[str, frozenset[str]], ...],
    lists: frozenset[str],
) -> tuple[Finding, ...]:
    """Templates seldom change while rulebooks do: each is looked through once for the same fields."""
    return check_template(data, name, FieldNames(single, dict(records), lists))


def _numbers_faulty(release: Release) -> list[Finding]:
    """Patterns that cannot be filled in, and two that would give the same numbers."""
    found: list[Finding] = []
    spelled: dict[str, LetterKind] = {}
    for kind in release.letters.values():
        faults = [replace(fault, place=kind.place) for fault in pattern_faults(kind.number_pattern)]
        found += faults if kind.number_pattern else []
        if not kind.number_pattern or errors(faults):
            continue
        known = spelled.setdefault(format_number(kind.number_pattern, 2000, 1), kind)
        if known.number_pattern != kind.number_pattern:
            params = {"letter": kind.name, "other": known.name}
            found.append(Finding("error", "batches.numbers-alike", kind.place, params))
    return found
