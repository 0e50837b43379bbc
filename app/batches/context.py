"""What a letter is given: the debtor's case by name, one row per case, exact sums, parameters, number and date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from app.batches.model import DecidedCases, PlannedLetter, Release
from app.batches.portfolio import batch_field_names, batch_values
from app.letters import CompiledTemplate, check_code, typed
from app.letters.model import CHECK_CODE, EACH, LETTER_FIELDS, ROW_NUMBER, ROWS, TOTALS, FieldNames, letter_fields
from app.rulebooks.model import BUSINESS_DATE
from app.values import VarType, to_text

NUMBER, RECIPIENT, MADE_ON, _, VERSION, _CHECK = LETTER_FIELDS


def letter_context(
    decided: DecidedCases, letter: PlannedLetter, number: str | None, template: CompiledTemplate | None = None
) -> dict[str, Any]:
    """Field → typed value (or None). With a *template*, only what it uses: the rest need not travel or be kept."""
    release = decided.release
    wanted = None if template is None else template.fields
    row_wanted = None if template is None else template.row_fields.get(ROWS)
    kind = release.letters.get(letter.kind)
    if kind is not None and kind.of_batch:
        context = batch_values(decided, template)
    else:
        context = _values(decided, letter.rows[0], wanted)
    context.update(_parameters(release, wanted))
    context |= {
        NUMBER: number, RECIPIENT: letter.recipient, MADE_ON: decided.as_of, BUSINESS_DATE: decided.as_of,
        VERSION: short_hashes(release),
    }  # fmt: skip
    if wanted is None or ROWS in wanted:
        context[ROWS] = [
            {ROW_NUMBER: Decimal(place), **_values(decided, row, row_wanted)}
            for place, row in enumerate(letter.rows, start=1)
        ]
    if wanted is None or TOTALS in wanted:
        context[TOTALS] = sums(decided, letter.rows)
    if wanted is None or EACH in wanted:
        context[EACH] = _of_each(decided, letter.rows, None if template is None else template.row_fields.get(EACH, ()))
    if wanted is not None:
        context = {name: value for name, value in context.items() if name in wanted}
    if template is not None and CHECK_CODE in template.fields:
        context[CHECK_CODE] = check_code(context, template.hash)
    return context


def field_names(release: Release, template: str = "") -> FieldNames:
    """Every field a debtor's letter may use; where *template* makes letters about whole batches, their fields."""
    if any(kind.of_batch and kind.template == template for kind in release.letters.values()):
        return batch_field_names(release)
    return letter_fields(release.variables, money_names(release), release.parameters)


def money_names(release: Release) -> tuple[str, ...]:
    """The fields of 合计."""
    return tuple(name for name, variable in release.variables.items() if variable.type is VarType.MONEY)


def sums(decided: DecidedCases, rows: Iterable[int]) -> dict[str, Any]:
    """Exact totals of every 金额 variable; None where a part is missing, because then it is no total."""
    return {name: typed(_total(decided, name, rows), VarType.MONEY) for name in money_names(decided.release)}


def short_hashes(release: Release) -> str:
    """The rulebook versions that decided, short enough to print."""
    return "、".join(book.rulebook.hash[:8] for book in release.books)


def as_text(value: Any) -> Any:
    """A context as it is kept: texts, lists and mappings."""
    if isinstance(value, Mapping):
        return {name: as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return None if value is None else to_text(value)


def _values(decided: DecidedCases, row: int, wanted: Collection[str] | None) -> dict[str, Any]:
    variables = decided.release.variables
    names = variables if wanted is None else [name for name in wanted if name in variables]
    return {name: typed(_value(decided, name, row), variables[name].type) for name in names}


def _of_each(decided: DecidedCases, rows: Iterable[int], wanted: Collection[str] | None) -> dict[str, Any]:
    """Variable → what the rows say of it, each value once; what ``、`` joins in a text is taken apart."""
    found: dict[str, dict[Any, None]] = {}
    for row in rows:
        for name, value in _values(decided, row, wanted).items():
            found.setdefault(name, {}).update(dict.fromkeys(_parts(value)))
    return {name: tuple(values) for name, values in found.items()}


def _parts(value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return tuple(part for item in value for part in _parts(item))
    if isinstance(value, str):
        return tuple(part for part in map(str.strip, value.split("、")) if part)
    return () if value is None else (value,)


def _value(decided: DecidedCases, name: str, row: int) -> Any:
    column = decided.columns.get(name)
    return None if column is None else column.value(row)


def _total(decided: DecidedCases, name: str, rows: Iterable[int]) -> Decimal | None:
    parts = [_value(decided, name, row) for row in rows]
    return None if any(part is None for part in parts) else sum(parts, Decimal(0))


def _parameters(release: Release, wanted: Collection[str] | None) -> dict[str, Any]:
    return {
        name: typed(parameter.value, parameter.type)
        for name, parameter in release.parameters.items()
        if wanted is None or name in wanted
    }
