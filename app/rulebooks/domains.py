"""取值范围: a list of values in their order, or a range."""

from __future__ import annotations

import re

from app.rulebooks.conditions import AnyOf, Condition, Equals, Interval
from app.rulebooks.grammar import ConditionError, parse_condition
from app.rulebooks.reading import Reading
from app.rulebooks.sheets import Block, Cell
from app.rulebooks.typed import NOTHING, unquoted, usable
from app.values import Scalar, VarType, to_text

MAX_VALUES = 1000
"""Values of a 取值范围; nobody checks more by eye, and each conclusion is looked for among them."""


def read_domain(
    cell: Cell, kind: VarType, block: Block, reading: Reading, unit: str = ""
) -> tuple[tuple[Scalar, ...] | None, Condition | None]:
    """The listed values in their order, or the limits; nothing where the cell sets none."""
    if cell.blank or cell.folded in NOTHING or not usable(cell, block, reading):
        return None, None
    text = to_text(cell.value)
    if kind is VarType.TEXT:
        return _bounded(_words(text), cell, block, reading) or None, None
    if kind is VarType.BOOL:
        return None, None
    try:
        condition = parse_condition(re.sub(r"\s*\n\s*", "、", text), kind, unit=unit)
    except ConditionError as error:
        reading.error(error.code.removeprefix("rulebooks."), block.at(cell), **error.params, variable="取值范围")
        return None, None
    if isinstance(condition, Equals):
        return (condition.value,), None
    if isinstance(condition, AnyOf) and all(isinstance(test, Equals) for test in condition.tests):
        values = tuple(test.value for test in condition.tests if isinstance(test, Equals))
        return _bounded(values, cell, block, reading), None
    if isinstance(condition, Interval | AnyOf):
        return None, condition
    reading.error("domain-unclear", block.at(cell), text=text)
    return None, None


def _bounded(values: tuple[Scalar, ...], cell: Cell, block: Block, reading: Reading) -> tuple[Scalar, ...]:
    if len(values) > MAX_VALUES:
        reading.error("domain-too-long", block.at(cell), count=len(values), limit=MAX_VALUES)
    return values[:MAX_VALUES]


_PART = re.compile(r'(?:"[^"]*"|“[^“”]*”|「[^「」]*」|[^,，、;；\n])+')
"""A value of a list; quotation marks hold commas together."""


def _words(text: str) -> tuple[Scalar, ...]:
    """Text values parted by ``, 、 ; ，；`` or line breaks, as they are written."""
    parts = [unquoted(part.strip()) for part in _PART.findall(text)]
    return tuple(dict.fromkeys(part for part in parts if part))
