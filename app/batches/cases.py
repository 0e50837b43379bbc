"""Cases through every book in force: what one concludes is a column the next may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.batches.model import DecidedCases, Release
from app.cases.model import Cases
from app.columns import Column, EncodedColumn, compact, joined, joined_codes
from app.decide.model import Decisions
from app.findings import Finding

_AT_ONCE = 1 << 17
"""Cases decided together: what the books work with takes more memory than what is kept of it."""


def decide_cases(release: Release, cases: Cases, as_of: date) -> DecidedCases:
    """Decide all *cases* by every book of the release, in order. A case with an error does not stop the others."""
    if len(cases) <= _AT_ONCE:
        parts = [part for part, _ in _decide(release, cases.columns, len(cases), as_of)]
    else:
        parts = _in_pieces(release, cases, as_of)
    errors: defaultdict[int, list[Finding]] = defaultdict(list)
    for found in (cases.row_findings, *(part.errors for part in parts)):
        for row, findings in found.items():
            errors[row] += findings
    return DecidedCases(release, cases, as_of, tuple(parts), {row: tuple(errors[row]) for row in sorted(errors)})


def _decide(
    release: Release, given: Mapping[str, Column], count: int, as_of: date
) -> Iterator[tuple[Decisions, frozenset[str]]]:
    """What each book says of the cases; and which of the columns it saw are its own making (defaults put in)."""
    known: dict[str, Column] = dict(given)
    for book in release.books:
        part = book.decide(known, count, as_of)
        yield part, frozenset(name for name, column in part.inputs.items() if column is not known.get(name))
        known.update(part.outputs)


def _in_pieces(release: Release, cases: Cases, as_of: date) -> list[Decisions]:
    bounds = [slice(start, min(start + _AT_ONCE, len(cases))) for start in range(0, len(cases), _AT_ONCE)]
    pieces = []
    for rows in bounds:
        given = {name: _piece(column, rows) for name, column in cases.columns.items()}
        pieces.append([_kept(part, own) for part, own in _decide(release, given, rows.stop - rows.start, as_of)])
    known: dict[str, Column] = dict(cases.columns)
    whole = []
    for book in release.books:
        parts = [piece.pop(0) for piece in pieces]  # once together they are let go of
        whole.append(_together(parts, book.inputs.names, known, bounds))
        known.update(whole[-1].outputs)
    return whole


def _piece(column: Column, rows: slice) -> Column:
    part = column.take(rows)
    return compact(part) if isinstance(part, EncodedColumn) and len(part.values) > len(part) else part


def _kept(part: Decisions, own: frozenset[str]) -> Decisions:
    """In as little memory as possible; of the inputs only its own."""
    return replace(
        part,
        inputs={name: joined([part.inputs[name]]) for name in sorted(own)},
        outputs={name: joined([column]) for name, column in part.outputs.items()},
        fired={name: joined_codes([column]) for name, column in part.fired.items()},
    )


def _together(
    parts: Sequence[Decisions], names: Iterable[str], known: Mapping[str, Column], bounds: Sequence[slice]
) -> Decisions:
    """What a book said of the pieces as one; inputs of which no piece has its own are those *known*."""

    def seen(name: str) -> Column:
        if not any(name in part.inputs for part in parts):
            return known[name]
        return joined([
            part.inputs[name] if name in part.inputs else known[name].take(rows)
            for part, rows in zip(parts, bounds, strict=True)
        ])  # fmt: skip

    first = parts[0]
    return replace(
        first,
        count=bounds[-1].stop,
        inputs={name: seen(name) for name in names},
        outputs={name: joined([part.outputs[name] for part in parts]) for name in first.outputs},
        fired={name: joined_codes([part.fired[name] for part in parts]) for name in first.fired},
        errors={rows.start + row: found for part, rows in zip(parts, bounds, strict=True)
                for row, found in part.errors.items()},
    )  # fmt: skip
