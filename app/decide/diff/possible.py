"""Which values a variable can have in either of two versions: only such cases are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from app.decide.diff.axes import Inexact, Range
from app.rulebooks.conditions import Condition, Equals
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Rulebook, Variable
from app.values import Scalar, VarType

Lists: TypeAlias = Mapping[str, bool]
"""Variables that another rulebook concludes as lists → whether such a list may hold places without a value."""


@dataclass(frozen=True, eq=False)
class Books:
    """The two versions, and what is known of the rulebooks beside them."""

    old: Rulebook
    new: Rulebook
    lists: Lists = field(default_factory=dict)


def lists_of(books: Iterable[Rulebook]) -> Lists:
    """What *books* conclude as lists, for those that read it."""
    found: dict[str, bool] = {}
    for table in (table for book in books for table in book.tables if table.policy.is_list):
        for output in table.outputs:
            found[output.variable] = found.get(output.variable, False) or len(table.outputs) > 1
    return found


def possible(name: str, books: Books) -> Range:
    """The values that *name* can have in one of the versions.

    Raises:
        Inexact: when one version reads numbers where the other reads words.
    """
    if name == BUSINESS_DATE:
        return Range(VarType.DATE, optional=False)
    found = [_of(book, book.variables[name], books.lists) for book in (books.old, books.new) if name in book.variables]
    one, other = found[0], found[-1]
    lists = one.lists or other.lists
    return Range(
        _kind(one.kind, other.kind),
        other.unit or one.unit,
        _joined(one.listed, other.listed),
        None if one.limits is None or other.limits is None else tuple(dict.fromkeys((*one.limits, *other.limits))),
        one.optional or other.optional,
        lists,
        one.blanks or other.blanks,
    )


def _of(book: Rulebook, variable: Variable, elsewhere: Lists) -> Range:
    """As one version has it. The engine refuses inputs outside 取值范围; what is concluded it takes as it comes."""
    makers = [table for table in book.tables for output in table.outputs if output.variable == variable.name]
    lists = any(table.policy.is_list for table in makers)
    blanks = any(table.policy.is_list and len(table.outputs) > 1 for table in makers)
    if makers and variable.type is VarType.TEXT:
        listed = tuple(dict.fromkeys(value for table in makers for value in _concluded(table, variable.name)))
        return Range(variable.type, variable.unit, listed, None, True, lists, blanks)
    if variable.name in book.produced:
        return Range(variable.type, variable.unit, None, None, True, lists, blanks)
    limits: tuple[Condition, ...] | None = None if variable.limits is None else (variable.limits,)
    if variable.type.is_number or variable.type is VarType.DATE:
        limits = _points(variable.domain) or limits
    listed_texts = variable.domain if variable.type is VarType.TEXT else None
    optional = not variable.required and variable.default is None
    name = variable.name
    return Range(
        variable.type, variable.unit, listed_texts, limits, optional, name in elsewhere, elsewhere.get(name, False)
    )  # fmt: skip


def _points(domain: tuple[Scalar, ...] | None) -> tuple[Condition, ...] | None:
    return None if domain is None else tuple(Equals(value) for value in domain)


def _concluded(table: DecisionTable, name: str) -> Iterator[Scalar]:
    position = next(place for place, output in enumerate(table.outputs) if output.variable == name)
    rows = [rule.outcomes for rule in table.rules] + ([table.default] if table.default is not None else [])
    for row in rows:
        value = row[position]
        if value is not None:
            yield value


def _joined(one: tuple[Scalar, ...] | None, other: tuple[Scalar, ...] | None) -> tuple[Scalar, ...] | None:
    """Both lists in the order of the newer one, then what only the older one has."""
    return None if one is None or other is None else tuple(dict.fromkeys((*other, *one)))


def _kind(one: VarType, other: VarType) -> VarType:
    if one is other:
        return one
    if one.is_number and other.is_number:
        return VarType.DECIMAL
    raise Inexact
