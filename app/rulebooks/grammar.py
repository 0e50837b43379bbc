"""Condition cells: text → :class:`~app.rulebooks.conditions.Condition`, typed by the column; and back.

One lark grammar (:mod:`condition_grammar`), one meaning (:mod:`meaning`). Whatever is refused carries a proposed
rewrite where there is one; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from lark.exceptions import LarkError, VisitError

from app.rulebooks.condition_grammar import parser
from app.rulebooks.conditions import AnyOf, Condition, Equals, NoneOf, Test
from app.rulebooks.literals import UNIT_POWERS, drop_unit, fold_cell, mark_names, quote_words, quoted_apart
from app.rulebooks.meaning import Meaning
from app.rulebooks.model import Parameter
from app.rulebooks.printing import print_condition
from app.rulebooks.reading import near
from app.rulebooks.refusals import ConditionError, refuse
from app.rulebooks.rewrites import foreign_unit, rewrites
from app.rulebooks.spellings import Spellings, spellings
from app.rulebooks.words import SUBJECT
from app.values import Scalar, VarType, fold, plain

__all__ = ["ConditionError", "parse_condition", "print_condition"]

MAX_LENGTH = 2000
"""Characters of a condition cell; what is longer is refused before the parser sees it."""

_SHORT = 40
_NAMED = re.compile(r"\{([^}]*)\}")
Names: TypeAlias = tuple[tuple[str, Scalar], ...]

_GROUPS = {VarType.TEXT: "text", VarType.BOOL: "bool", VarType.DATE: "date"}


def parse_condition(
    text: str,
    kind: VarType,
    parameters: Mapping[str, Parameter] = {},
    *,
    variable: str = "",
    unit: str = "",
    domain: Iterable[str] | Spellings = (),
) -> Condition:
    """Read a condition cell of a column of type *kind*.

    Args:
        parameters: names that may stand for a bound (or, in a text column, for a value).
        variable: the column's own name, which may stand in ``30<x<=90`` instead of x.
        unit: the variable's unit (单位); literals that name a scale (``50万``) are expressed in it.
        domain: the values of a text variable as the dictionary spells them; their spelling wins.

    Raises:
        ConditionError: with a code of :mod:`app.rulebooks.messages` and a proposed rewrite where there is one.
    """
    if len(text) > MAX_LENGTH:
        raise refuse("condition-too-long", text[:40], limit=MAX_LENGTH)
    folded = fold_cell(text)
    if kind is VarType.TEXT:
        values = spellings(domain)
        if folded in values.by_fold:
            return Equals(values.by_fold[folded])
        return _parse_text(_on_one_line(text, folded), parameters, values)
    folded = _on_one_line(text, folded)
    prepared = drop_unit(_named(folded, variable, parameters), unit)
    own_unit = "" if kind is VarType.PERCENT else unit
    named = dict.fromkeys(_NAMED.findall(prepared)) if parameters else {}
    names = tuple((name, _in_unit(parameters[name], own_unit)) for name in named if name in parameters)
    try:
        return _parse(prepared, _GROUPS.get(kind, "number"), names, own_unit)
    except ConditionError as error:
        raise _as_written(error, folded, parameters) from None


_BREAK = re.compile(r"(?<=[,，、;；且或])\s*\n\s*|\s*\n\s*(?=[,，、;；且或])|(\s*\n\s*)")


def _on_one_line(text: str, folded: str) -> str:
    """Lines that a sign joins are one; of other lines it is not said whether they are a list or one long value."""
    if "\n" not in text:
        return folded
    parts = quoted_apart(text.strip())
    outside = parts[::2]
    parts[::2] = [_BREAK.sub(lambda match: "、" if match[1] else "", part) for part in outside]
    joined = fold_cell("".join(parts))
    if any(match[1] for part in outside for match in _BREAK.finditer(part)):
        raise refuse("lines-unclear", folded, proposal=joined)
    return joined


def _in_unit(parameter: Parameter, unit: str) -> Scalar:
    """A parameter of money or a percentage, expressed in the unit of the column."""
    power = UNIT_POWERS.get(unit, 0)
    money = parameter.type is VarType.MONEY and power > 0
    ratio = parameter.type is VarType.PERCENT and power < 0
    if isinstance(parameter.value, Decimal) and (money or ratio):
        return plain(parameter.value.scaleb(-power))
    return parameter.value


def _as_written(error: ConditionError, folded: str, parameters: Mapping[str, Parameter]) -> ConditionError:
    """The refusal with the cell's own words, and the parameter that a misspelt name comes close to."""
    params = {**error.params, "text": folded}
    if error.code == "rulebooks.name-unknown":
        similar = near(str(params["name"]), parameters)
        if similar:
            return refuse("name-similar", folded, name=params["name"], similar=similar)
    return ConditionError(error.code, params)


def _parse_text(folded: str, parameters: Mapping[str, Parameter], domain: Spellings) -> Condition:
    protected = quote_words(folded, domain.troublesome)
    condition = _parse(protected, "text", (), "")
    return _spelled(condition, domain.by_fold, parameters)


def _spelled(condition: Condition, words: Mapping[str, str], parameters: Mapping[str, Parameter]) -> Condition:
    """Each text value as the dictionary writes it, or the value of the parameter it names."""

    def value(text: Scalar) -> Scalar:
        folded = fold(text) if isinstance(text, str) else ""
        if folded in words:
            return words[folded]
        named = parameters.get(text) if isinstance(text, str) else None
        return named.value if named is not None and isinstance(named.value, str) else text

    def spelled(test: Test) -> Test:
        return Equals(value(test.value)) if isinstance(test, Equals) else test

    if isinstance(condition, AnyOf | NoneOf):
        return replace(condition, tests=tuple(spelled(test) for test in condition.tests))
    return spelled(condition) if isinstance(condition, Equals) else condition


def _named(folded: str, variable: str, parameters: Mapping[str, Parameter]) -> str:
    """Parameters in braces and the column's own name (``30<逾期天数<=90``) as x; of names within names the longest."""
    name = fold(variable)
    if not name or name in parameters or name not in folded:
        return mark_names(folded, parameters)
    return mark_names(folded, {*parameters, name}).replace("{" + name + "}", SUBJECT)


def _parse(text: str, group: str, names: Names, unit: str) -> Condition:
    """Short texts come again in every version of a rulebook; long ones would only fill the memory."""
    return (_remembered if len(text) <= _SHORT else _read)(text, group, names, unit)


@lru_cache(maxsize=1 << 14)
def _remembered(text: str, group: str, names: Names, unit: str) -> Condition:
    return _read(text, group, names, unit)


def _read(text: str, group: str, names: Names, unit: str) -> Condition:
    try:
        return _understand(text, group, names, unit)
    except LarkError:
        pass
    unit_word = foreign_unit(text) if group == "number" else ""
    if unit_word:
        raise refuse("unit-unknown", text, unit=unit_word)
    for code, proposal in rewrites(text):
        try:
            _understand(proposal, group, names, unit)
        except (LarkError, ConditionError):
            continue
        raise refuse(code, text, proposal=proposal)
    raise refuse(f"condition-unclear-{group}", text)


def _understand(text: str, group: str, names: Names, unit: str) -> Condition:
    tree = parser().parse(text, start=f"{group}_cell")
    try:
        condition: Condition = Meaning(text, group, dict(names), unit).transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, ConditionError):
            raise error.orig_exc from None
        raise
    return condition
