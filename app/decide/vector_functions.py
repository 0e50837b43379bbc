"""The functions of formulas that work on whole columns of vectors; see :mod:`app.decide.vectors`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.decide import workdays
from app.decide.vectors import (
    LIMIT,
    Kind,
    Mask,
    NotVectorError,
    Vector,
    aligned,
    as_number,
    cleaned,
    largest,
    plus,
    to_floor,
    to_places,
)


def _extreme(best: Callable[..., Any], worst: int) -> Callable[[Sequence[Vector]], Vector]:
    """MIN or MAX over those that are there."""

    def apply(vectors: Sequence[Vector]) -> Vector:
        vectors = aligned(vectors)
        masked = [np.where(vector.missing, worst, vector.data) for vector in vectors]
        missing = np.logical_and.reduce([vector.missing for vector in vectors])
        result = np.where(missing, 0, best.reduce(masked))  # type: ignore[attr-defined]
        return Vector(_same_kind(vectors), result, missing, vectors[0].scale, vectors[0].divisor)

    return apply


def _same_kind(vectors: Sequence[Vector]) -> Kind:
    kind = vectors[0].kind
    if kind in ("truth", "text"):
        raise NotVectorError
    return kind


def _sum(vectors: Sequence[Vector]) -> Vector:
    total = as_number(vectors[0])
    for vector in vectors[1:]:
        total = plus(total, as_number(vector))
    missing = np.logical_and.reduce([vector.missing for vector in vectors])
    return replace(total, missing=missing)


def truths(vectors: Sequence[Vector]) -> list[Mask]:
    """A missing value counts as no."""
    if any(vector.kind != "truth" and not vector.missing.all() for vector in vectors):
        raise NotVectorError
    return [(vector.data == 1) & ~vector.missing for vector in vectors]


def _logic(join: Callable[..., Any]) -> Callable[[Sequence[Vector]], Vector]:
    def apply(vectors: Sequence[Vector]) -> Vector:
        joined = join.reduce(truths(vectors))  # type: ignore[attr-defined]
        return Vector("truth", joined.astype(np.int64), np.zeros(len(joined), np.bool_))

    return apply


def _not(vectors: Sequence[Vector]) -> Vector:
    (truth,) = truths(vectors)
    return Vector("truth", (~truth).astype(np.int64), np.zeros(len(truth), np.bool_))


def _if(vectors: Sequence[Vector]) -> Vector:
    if len(vectors) == 2:
        vectors = [*vectors, nothing_like(vectors[1])]
    (chosen,) = truths(vectors[:1])
    yes, no = aligned(_alike(vectors[1:]))
    missing = np.where(chosen, yes.missing, no.missing)
    return replace(yes, data=np.where(missing, 0, np.where(chosen, yes.data, no.data)), missing=missing)


def _ifs(vectors: Sequence[Vector]) -> Vector:
    """Condition and outcome in turn; the first that holds, else nothing."""
    result = nothing_like(vectors[1])
    for condition, outcome in reversed(list(zip(vectors[::2], vectors[1::2], strict=True))):
        result = _if([condition, outcome, result])
    return result


def nothing_like(vector: Vector) -> Vector:
    """Missing in every row."""
    return Vector(vector.kind, np.zeros_like(vector.data), np.ones_like(vector.missing), texts=vector.texts)


def _alike(vectors: Sequence[Vector]) -> list[Vector]:
    """Texts of one numbering; a column that is missing throughout goes with every kind."""
    kinds = {vector.kind for vector in vectors if not vector.missing.all()}
    if len(kinds) == 1:
        (kind,) = kinds
        vectors = [vector if vector.kind == kind else replace(nothing_like(vector), kind=kind) for vector in vectors]
    if vectors[0].kind != "text":
        return list(vectors)
    texts = tuple(dict.fromkeys(text for vector in vectors for text in vector.texts))
    place = {text: number for number, text in enumerate(texts)}
    made = []
    for vector in vectors:
        renamed = np.array([*(place[text] for text in vector.texts), 0], np.int64)
        made.append(replace(vector, data=renamed[vector.data] if vector.texts else vector.data, texts=texts))
    return made


def _coalesce(vectors: Sequence[Vector]) -> Vector:
    first, *others = aligned(_alike(vectors))
    result, missing = first.data, first.missing
    for vector in others:
        result = np.where(missing, vector.data, result)
        missing = missing & vector.missing
    return replace(first, data=np.where(missing, 0, result), missing=missing)


def _isblank(vectors: Sequence[Vector]) -> Vector:
    (vector,) = vectors
    return Vector("truth", vector.missing.astype(np.int64), np.zeros(len(vector.data), np.bool_))


def _days(vectors: Sequence[Vector]) -> Vector:
    end, start = vectors
    if end.kind != "date" or start.kind != "date":
        raise NotVectorError
    missing = end.missing | start.missing
    return Vector("number", np.where(missing, 0, end.data - start.data), missing)


def _networkdays(vectors: Sequence[Vector]) -> Vector:
    start, end = _calendar_days(vectors)
    missing = start.missing | end.missing
    return cleaned(Vector("number", workdays.count(start.data, end.data), missing), missing)


def _workday(vectors: Sequence[Vector]) -> Vector:
    (start,) = _calendar_days(vectors[:1])
    days = as_number(vectors[1])
    if days.scale or not days.whole or largest(days.data) > 100_000:
        raise NotVectorError
    missing = start.missing | days.missing
    found = workdays.after(start.data, days.data)
    if (found[~missing] == 0).any():
        raise NotVectorError
    return cleaned(Vector("date", found, missing), missing)


def _calendar_days(vectors: Sequence[Vector]) -> list[Vector]:
    """Dates of the calendar; missing rows hold its first day."""
    made = [replace(vector, data=np.where(vector.missing, workdays.FIRST, vector.data)) for vector in vectors]
    if any(vector.kind != "date" or not workdays.within(vector.data) for vector in made):
        raise NotVectorError
    return made


def _abs(vectors: Sequence[Vector]) -> Vector:
    (vector,) = vectors
    return replace(as_number(vector), data=np.abs(vector.data))


def _int(vectors: Sequence[Vector]) -> Vector:
    (vector,) = vectors
    return to_places(as_number(vector), 0, to_floor)


FUNCTIONS: dict[str, Callable[[Sequence[Vector]], Vector]] = {
    "MIN": _extreme(np.minimum, LIMIT),
    "MAX": _extreme(np.maximum, -LIMIT),
    "SUM": _sum,
    "AND": _logic(np.logical_and),
    "OR": _logic(np.logical_or),
    "NOT": _not,
    "IF": _if,
    "IFS": _ifs,
    "COALESCE": _coalesce,
    "ISBLANK": _isblank,
    "DAYS": _days,
    "NETWORKDAYS": _networkdays,
    "WORKDAY": _workday,
    "ABS": _abs,
    "INT": _int,
}
