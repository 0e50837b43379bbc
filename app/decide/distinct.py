"""A step of a formula that has no arithmetic on whole columns: done once for each distinct combination of its operands.

Texts, calendars and powers come this way: a batch has few different dates, places and words, whatever its size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from app.columns import Ints, NumberColumn, numbers
from app.decide.functions import EvaluationError, Result
from app.decide.vectors import Mask, NotVectorError, Vector, bounded_scale

_LIMIT = 1 << 62


def each_distinct(
    step: Callable[[Sequence[Any]], Result], operands: Sequence[Vector], count: int
) -> tuple[Vector, Mask]:
    """The results, and the rows that have none because the step raised an error.

    Raises:
        NotVectorError: where a result is of no kind that a vector holds.
    """
    first, which = _combinations(operands, count)
    columns = [_values(operand, first) for operand in operands]
    results: list[Result] = []
    failed = np.zeros(len(first), np.bool_)
    for number, values in enumerate(zip(*columns, strict=True) if columns else [()] * len(first)):
        try:
            results.append(step(values))
        except EvaluationError:
            results.append(None)
            failed[number] = True
    return _vector(results, which), failed[which]


def _combinations(operands: Sequence[Vector], count: int) -> tuple[Ints, Ints]:
    """A row of each distinct combination, and the combination of every row."""
    combined = np.zeros(count, np.int64)
    size = min(count, 1)
    for operand in operands:
        if not operand.whole:
            raise NotVectorError
        kinds, codes = np.unique(operand.data, return_inverse=True)
        codes = np.where(operand.missing, len(kinds), codes)
        combined, size = combined * (len(kinds) + 1) + codes, size * (len(kinds) + 1)
        if size * (count + 1) >= _LIMIT:
            _, combined = np.unique(combined, return_inverse=True)
            size = count
    _, first, which = np.unique(combined, return_index=True, return_inverse=True)
    return first, which


def _values(vector: Vector, rows: Ints) -> list[Any]:
    numbers_there, missing = vector.data[rows].tolist(), vector.missing[rows].tolist()
    make: Callable[[int], Any]
    if vector.kind == "number":
        make = lambda data: Decimal(data).scaleb(-vector.scale)  # noqa: E731 - one of four
    elif vector.kind == "date":
        make = date.fromordinal
    else:
        make = bool if vector.kind == "truth" else vector.texts.__getitem__
    return [None if gone else make(data) for data, gone in zip(numbers_there, missing, strict=True)]


def _vector(results: Sequence[Result], which: Ints) -> Vector:
    missing = np.array([result is None for result in results], np.bool_)
    kinds = {type(result) for result in results if result is not None} or {Decimal}
    if len(kinds) > 1 or Fraction in kinds:
        raise NotVectorError
    (kind,) = kinds
    if kind is Decimal:
        scaled = numbers(results)  # type: ignore[arg-type]
        if not isinstance(scaled, NumberColumn):
            raise NotVectorError
        return Vector("number", scaled.scaled[which], missing[which], bounded_scale(scaled.scale))
    if kind is str:
        texts = tuple(dict.fromkeys(result for result in results if isinstance(result, str)))
        place: dict[Any, int] = {text: number for number, text in enumerate(texts)}
        codes = np.array([place.get(result, 0) for result in results], np.int64)
        return Vector("text", codes[which], missing[which], texts=texts)
    plain = [0 if result is None else result.toordinal() if kind is date else int(result) for result in results]  # type: ignore[union-attr,arg-type]
    return Vector("date" if kind is date else "truth", np.array(plain, np.int64)[which], missing[which])
