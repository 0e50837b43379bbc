"""Conditions, outcomes and allowed values as the text of workbook cells; loading reads the same back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from app.rulebooks.conditions import AnyOf, Condition, Equals, Interval, Missing, NoneOf, Present, Test, tests_of
from app.rulebooks.grammar import ConditionError, parse_condition
from app.rulebooks.model import Parameter, Variable
from app.rulebooks.printing import print_condition
from app.rulebooks.typed import NOTHING
from app.values import Scalar, Value, VarType, fold, plain, to_text

MAX_CELL = 2000
"""Characters of a condition; loading refuses longer ones."""
_SEPARATORS = re.compile(r"[,，、;；\n]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def condition_text(condition: Condition, kind: VarType) -> str:
    """As staff would write it in a column of this type: ratios as percentages."""
    if kind is not VarType.PERCENT:
        return print_condition(condition)
    return _NUMBER.sub(lambda number: f"{number[0]}%", print_condition(_hundredfold(condition)))


def means(text: str, condition: Condition, variable: Variable, parameters: Mapping[str, Parameter]) -> bool:
    """Whether a cell of the variable's column that says *text* is read as *condition*."""
    words = tuple(str(value) for value in variable.domain or ()) if variable.type is VarType.TEXT else ()
    try:
        read = parse_condition(
            text, variable.type, parameters, variable=variable.name, unit=variable.unit, domain=words
        )  # fmt: skip
    except ConditionError:
        return False
    return _plainly(read) == _plainly(condition)


def _plainly(condition: Condition) -> Condition:
    """An interval without bounds says no more than that there is a value."""
    return Present() if condition == Interval() else condition


def cell_text(
    condition: Condition, written: str, variable: Variable, parameters: Mapping[str, Parameter]
) -> str | None:
    """What to write into a cell: the words it had, else ours, else None where neither is read as the condition."""
    ours = condition_text(condition, variable.type)
    foreign = "、".join(_EMPTINESS.get(test) or condition_text(test, variable.type) for test in tests_of(condition))
    candidates = (text for text in (written, ours, foreign) if len(text) <= MAX_CELL)
    return next((text for text in candidates if means(text, condition, variable, parameters)), None)


_EMPTINESS: dict[Test, str] = {Missing(): "null", Present(): "not null"}
"""Other words for it, for a variable that has 空 or 非空 among its values."""


def _hundredfold(condition: Condition) -> Condition:
    if isinstance(condition, AnyOf | NoneOf):
        tests = tuple(_test(test) for test in condition.tests)
        return AnyOf(tests) if isinstance(condition, AnyOf) else NoneOf(tests)
    return _test(condition) if isinstance(condition, Equals | Interval) else condition


def _test(test: Test) -> Test:
    if isinstance(test, Equals) and isinstance(test.value, Decimal):
        return Equals(plain(test.value * 100))
    if isinstance(test, Interval):
        low, high = (plain(end * 100) if isinstance(end, Decimal) else end for end in (test.low, test.high))
        return Interval(low, test.low_closed, high, test.high_closed)
    return test


def value_text(value: Value, kind: VarType) -> str | None:
    """A conclusion or default; None where no cell can hold it. ``-`` is no outcome."""
    if value is None:
        return "-"
    if isinstance(value, Decimal) and kind is VarType.PERCENT:
        return f"{to_text(value * 100)}%"
    return _text(value) if isinstance(value, str) else to_text(value)


def _text(text: str) -> str | None:
    """In quotation marks where the bare words would be read as something else."""
    quoted = re.fullmatch(r'".*"|“.*”', text, re.DOTALL)
    if text and text == text.strip() and fold(text) not in NOTHING and not quoted:
        return text
    if '"' not in text:
        return f'"{text}"'
    return None if "“" in text or "”" in text else f"“{text}”"


def domain_text(values: tuple[Scalar, ...], kind: VarType) -> str | None:
    """Allowed values in their order; None where one of them would be cut in two."""
    if kind is not VarType.TEXT:
        return "、".join(value_text(value, kind) or "" for value in values)
    texts = [str(value) for value in values]
    whole = all(text and text == text.strip().strip('"“”').strip() for text in texts)
    if not whole or any(_SEPARATORS.search(text) for text in texts) or "、".join(texts) in NOTHING:
        return None
    return "、".join(texts)
