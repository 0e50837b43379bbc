"""Cells read as the type their column has: conditions and plain values. The type never comes from the cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from app.findings import Place
from app.rulebooks.conditions import ANYTHING, Condition, Equals, Interval, matches, tests_of
from app.rulebooks.grammar import ConditionError, parse_condition, print_condition
from app.rulebooks.literals import UNIT_POWERS, parse_literal
from app.rulebooks.model import Variable
from app.rulebooks.reading import Reading
from app.rulebooks.sheets import Block, Cell
from app.rulebooks.spellings import Spellings
from app.values import Scalar, Value, VarType, fold, parse_bool, parse_date, to_text

NOTHING = frozenset({"-", "—", "——", "–"})
"""In a conclusion cell: this rule gives no such outcome."""


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells of one column are read as."""

    name: str
    kind: VarType
    unit: str = ""
    domain: Spellings = field(default_factory=Spellings)
    """Known values of a text column, as they are to be spelt."""
    listed: tuple[Scalar, ...] | None = None
    """取值范围 as a list: conditions may name no other value."""
    limits: Condition | None = None
    """取值范围 as a range."""
    concluded: bool = False
    """``domain`` are all the values that the rulebook's own tables conclude."""

    @classmethod
    def of(cls, variable: Variable, spellings: Collection[str] = ()) -> Column:
        listed = variable.domain or spellings
        words = tuple(str(value) for value in listed) if variable.type is VarType.TEXT else ()
        concluded = bool(spellings) and variable.domain is None
        return cls(
            variable.name, variable.type, variable.unit, Spellings(words), variable.domain, variable.limits, concluded
        )


def column_of(variable: Variable, reading: Reading, concluded: Collection[str] = ()) -> Column:
    """How the cells of *variable* are read; *concluded* are the texts that the rulebook's own tables give it."""
    key = variable.name, bool(concluded)
    if key not in reading.columns:
        reading.columns[key] = Column.of(variable, concluded)
    return reading.columns[key]


def usable(cell: Cell, block: Block, reading: Reading) -> bool:
    """Whether the cell holds what it shows; reports it where it does not."""
    if cell.fault:
        reading.error(cell.fault, block.at(cell), text=cell.text or f"={cell.formula}")
    return not cell.fault


def condition_of(cell: Cell, column: Column, block: Block, reading: Reading) -> Condition:
    """A condition cell; what is refused is reported and stands for anything."""
    cell = _as_typed(cell)
    if cell.blank or not usable(cell, block, reading):
        return ANYTHING
    place = block.at(cell)
    if not isinstance(cell.value, str):
        return _typed_condition(cell, column, place, reading)
    condition = _parsed(cell.value, column, place, reading)
    if isinstance(condition, ConditionError):
        reading.error(condition.code.removeprefix("rulebooks."), place, **condition.params, variable=column.name)
        return ANYTHING
    if isinstance(condition, Equals) and condition.value == fold(cell.value) and column.kind is VarType.TEXT:
        condition = Equals(cell.value)  # one value and nothing else: its own spelling, full-width signs and all
    _check_condition(condition, cell, column, place, reading)
    return condition


def _parsed(text: str, column: Column, place: Place, reading: Reading) -> Condition | ConditionError:
    """Each text of a column is parsed once."""
    key = column.name, column.kind, column.concluded, text
    if key not in reading.parsed:
        reading.spend(text, place)
        reading.parsed[key] = _parse(text, column, reading)
    return reading.parsed[key]


def _parse(text: str, column: Column, reading: Reading) -> Condition | ConditionError:
    try:
        return parse_condition(
            text, column.kind, reading.parameters, variable=column.name, unit=column.unit, domain=column.domain
        )
    except ConditionError as error:
        return error


_LITERAL = re.compile(r"(?![A-Za-z]{1,3}\d+$)([^\W\d]\w*|[-+]?[\d.]+%?)")
"""What a formula cell may hold to be the condition ``=抵押`` or ``=90`` and no formula at all; not ``=B7``."""


def _as_typed(cell: Cell) -> Cell:
    """A condition that begins with ``=`` and that the spreadsheet program took for a formula."""
    if cell.fault and _LITERAL.fullmatch(fold(cell.formula)):
        return replace(cell, value=f"={cell.formula}", fault="")
    return cell


def _typed_condition(cell: Cell, column: Column, place: Place, reading: Reading) -> Condition:
    value = typed_value(cell, column, place, reading)
    if value is None:
        return ANYTHING
    condition = Equals(value)
    _check_condition(condition, cell, column, place, reading)
    return condition


def _check_condition(condition: Condition, cell: Cell, column: Column, place: Place, reading: Reading) -> None:
    """Values that cannot occur, and numbers that may have been meant otherwise."""
    for test in tests_of(condition):
        if isinstance(test, Equals):
            _check_value(test.value, column, place, reading)
    if column.kind.is_number and isinstance(cell.value, str):
        _check_grouping(cell.value, place, reading)
        if column.kind is VarType.PERCENT:
            _check_percent(condition, cell.value, column, place, reading)


def _check_value(value: Scalar, column: Column, place: Place, reading: Reading) -> None:
    if column.listed is not None and value not in column.listed:
        outside(to_text(value), [to_text(item) for item in column.listed], place, column.name, reading)
    elif column.limits is not None and not matches(column.limits, value):
        limits = print_condition(column.limits)
        reading.error("value-beyond", place, text=to_text(value), variable=column.name, limits=limits)
    elif column.concluded and isinstance(value, str) and value not in column.domain:
        known = "、".join(column.domain.words[:12])
        reading.warn("value-never-concluded", place, text=value, variable=column.name, known=known)


def outside(text: str, domain: Sequence[str], place: Place, variable: str, reading: Reading) -> None:
    """Report a value that is not in 取值范围, with the one that was probably meant."""
    similar = reading.similar(fold(text), domain)
    if similar:
        reading.error("value-similar", place, text=text, variable=variable, similar=similar)
    else:
        reading.error("value-outside", place, text=text, variable=variable, domain="、".join(domain[:12]))


_GROUPED = re.compile(r"(?<![\d,.])[1-9]\d{0,2}(?:,[1-9]\d{2})+(?![\d,.]|\s*[元万亿千%])")


def _check_grouping(text: str, place: Place, reading: Reading) -> None:
    """``30,100`` is one number by its threes, but a list to a hasty writer."""
    folded = fold(text)
    found = None if folded[:1] in ("[", "(") else _GROUPED.search(folded)
    if found:
        number = found[0]
        proposal = number.replace(",", "、")
        reading.warn("grouped-number", place, text=text, value=number.replace(",", ""), proposal=proposal)


_LARGE_RATIO = 5


def _check_percent(condition: Condition, text: str, column: Column, place: Place, reading: Reading) -> None:
    """``>30`` in a percentage column says 3000 %."""
    if "%" in fold(text):
        return
    for test in tests_of(condition):
        values = (test.low, test.high) if isinstance(test, Interval) else (getattr(test, "value", None),)
        for value in values:
            if isinstance(value, Decimal) and abs(value) >= _LARGE_RATIO:
                percent = f"{to_text(value * 100)}%"
                proposal = f"{to_text(value)}%"
                reading.warn(
                    "percent-missing", place, text=text, variable=column.name, percent=percent, proposal=proposal
                )
                return


def value_of(cell: Cell, column: Column, block: Block, reading: Reading) -> Value:
    """A plain value: a conclusion, a test's input, a default. Blank is None; what is refused is reported and None."""
    if cell.blank or not usable(cell, block, reading):
        return None
    place = block.at(cell)
    if not isinstance(cell.value, str):
        return typed_value(cell, column, place, reading)
    text = cell.value
    named = reading.parameters.get(fold(text))
    if named is not None and fold(text) not in column.domain.by_fold:
        return _parameter_value(named.value, named.name, column, place, reading)
    return _text_value(text, column, place, reading)


def _text_value(text: str, column: Column, place: Place, reading: Reading) -> Value:
    value: Value = None
    folded = fold(text)
    if column.kind is VarType.TEXT:
        inner = unquoted(text)
        return column.domain.by_fold.get(fold(inner)) or inner
    if column.kind is VarType.DATE:
        value = parse_date(folded)
    elif column.kind is VarType.BOOL:
        value = parse_bool(folded)
    else:
        value = _number(folded, column)
    if value is None:
        reading.error("value-type", place, text=text, variable=column.name, type=column.kind.value)
    return _whole(value, column, place, reading)


_QUOTED = re.compile(r'"([^"]*)"|[“”]([^“”"]*)[“”]|「([^「」]*)」|＂([^＂]*)＂')


def unquoted(text: str) -> str:
    """Quotation marks around the whole value only mark it as text, as in a condition and as DMN writes texts."""
    inner = _QUOTED.fullmatch(text.strip())
    return text if inner is None else "".join(part or "" for part in inner.groups()).strip()


def _number(text: str, column: Column) -> Decimal | None:
    sign = -1 if text.startswith("-") else 1
    unit = "" if column.kind is VarType.PERCENT else column.unit
    own = fold(unit)
    body = text.lstrip("+-").strip()
    if own and own not in UNIT_POWERS:
        body = body.removesuffix(own).strip()
    try:
        return sign * parse_literal(body, unit, text)
    except ConditionError:
        return None


def typed_value(cell: Cell, column: Column, place: Place, reading: Reading) -> Value:
    """The value of a cell that is no text: number, date or yes/no."""
    value, kind = cell.value, column.kind
    if kind is VarType.TEXT:
        if cell.rounded:
            reading.error("digits-lost", place, text=cell.text, variable=column.name)
            return None
        return cell.text
    fitting: Scalar | None = None
    if kind.is_number and isinstance(value, Decimal):
        percent_points = cell.percent and kind is not VarType.PERCENT and column.unit == "%"
        fitting = value * 100 if percent_points else value
    elif kind.is_number and isinstance(value, date):
        proposal = f"[{value.month}..{value.day}]"
        reading.error("became-a-date", place, text=cell.text, variable=column.name, proposal=proposal)
        return None
    elif kind is VarType.DATE:
        fitting = value if isinstance(value, date) else parse_date(to_text(value))
    elif kind is VarType.BOOL:
        fitting = value if isinstance(value, bool) else parse_bool(to_text(value))
    if fitting is None:
        reading.error("value-type", place, text=cell.text, variable=column.name, type=kind.value)
    return _whole(fitting, column, place, reading)


def _whole(value: Value, column: Column, place: Place, reading: Reading) -> Value:
    if column.kind is VarType.INTEGER and isinstance(value, Decimal) and value != value.to_integral_value():
        reading.error("not-whole", place, text=to_text(value), variable=column.name)
        return None
    return value


def _parameter_value(value: Scalar, name: str, column: Column, place: Place, reading: Reading) -> Value:
    kinds = {VarType.TEXT: str, VarType.DATE: date, VarType.BOOL: bool}
    wanted = kinds.get(column.kind, Decimal)
    if not isinstance(value, wanted):
        reading.error("parameter-type", place, text=name, name=name, value=to_text(value))
        return None
    return value
