"""Cases through every book in force: what one concludes is a column the next may read."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from app.batches.model import DecidedCases, Release
from app.cases.model import Cases
from app.columns import Column
from app.findings import Finding


def decide_cases(release: Release, cases: Cases, as_of: date) -> DecidedCases:
    """Decide all *cases* by every book of the release, in order. A case with an error does not stop the others."""
    known: dict[str, Column] = dict(cases.columns)
    parts = []
    errors: defaultdict[int, list[Finding]] = defaultdict(list)
    for row, findings in cases.row_findings.items():
        errors[row] += findings
    for book in release.books:
        part = book.decide(known, len(cases), as_of)
        known.update(part.outputs)
        parts.append(part)
        for row, findings in part.errors.items():
            errors[row] += findings
    return DecidedCases(release, cases, as_of, tuple(parts), {row: tuple(errors[row]) for row in sorted(errors)})
