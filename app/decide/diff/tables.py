"""Two versions of a decision table, matrix or scale: where their outcomes differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from app.decide.diff.axes import Axis, Inexact, make_axis
from app.decide.diff.cells import Box, Comparison, DefaultSide, ItemSide, Side
from app.decide.diff.model import BandKind, Kind, OutcomeChange, Reach, RuleChange, TableDifference
from app.decide.diff.possible import Books, possible
from app.decide.lines import as_table
from app.decide.tables import condition_columns
from app.rulebooks.conditions import ANYTHING, Condition
from app.rulebooks.model import DecisionTable, Output, Scale
from app.rulebooks.printing import print_condition
from app.values import Value, VarType, to_text

Tables: TypeAlias = tuple[DecisionTable, DecisionTable]
"""The old and the new version."""
Numbers: TypeAlias = dict[object, int]

RATE, FIXED = "比例", "固定金额"


def table_difference(books: Books, old: DecisionTable, new: DecisionTable) -> TableDifference | None:
    """What differs between two versions of one table; None when no case is decided differently."""
    outputs = [output for output in new.outputs if output.variable in _names(old)]
    if not outputs or _same(old, new):
        return None
    names = [output.variable for output in outputs]
    collects = old.policy.is_list and new.policy.is_list
    found = TableDifference(
        new.name, new.place, tuple(names), tuple(output.type for output in outputs), collects=collects
    )
    try:
        changes = _item_changes if collects else _changes
        told = tuple(changes(books, (old, new), names))
    except Inexact:
        return replace(found, rules=_rule_changes(old, new), exact=False)
    return replace(found, changes=told) if told else None


def rates(scale: Scale) -> DecisionTable:
    """A scale as the table of its rates and fixed sums."""
    table = as_table(scale)
    rules = tuple(
        replace(rule, outcomes=(tier.rate, tier.fixed)) for rule, tier in zip(table.rules, scale.tiers, strict=True)
    )
    outputs = (Output(RATE, scale.place, VarType.PERCENT), Output(FIXED, scale.place, VarType.MONEY))
    return replace(table, rules=rules, outputs=outputs)


def common_axes(books: Books, tables: Tables) -> list[Axis]:
    """One axis for every variable that either version reads, in the order of the new one.

    Raises:
        Inexact: when a variable's bands cannot be listed.
    """
    columns = [condition_columns(table) for table in tables]
    variables = dict.fromkeys(name for side in reversed(columns) for name, _ in side)
    counts = (len(tables[0].rules), len(tables[1].rules))
    axes = []
    for name in variables:
        read = [[conditions for variable, conditions in side if variable == name] for side in columns]
        axes.append(make_axis(name, read[0], read[1], counts, possible(name, books)))
    return axes


def _changes(books: Books, tables: Tables, names: Sequence[str]) -> list[OutcomeChange]:
    numbers: Numbers = {}
    old, new = (Side(table, _positions(table, names), _contents(table, numbers)) for table in tables)
    return _told(common_axes(books, tables), old, new, _alike(*tables))


def _item_changes(books: Books, tables: Tables, names: Sequence[str]) -> Iterator[OutcomeChange]:
    """Entries of a list come and go independently of each other, so each is compared by itself."""
    lone = all(len(table.outputs) == 1 for table in tables)
    for item in dict.fromkeys(item for table in reversed(tables) for item in _items(table, names)):
        if lone and item == (None,):  # a lone list leaves these out
            continue
        parts = tuple(_part(table, [one == item for one in _items(table, names)]) for table in tables)
        numbers: Numbers = {}
        old, new = (ItemSide(part, item, _contents(part, numbers)) for part in parts)
        yield from _told(common_axes(books, (parts[0], parts[1])), old, new, True)
    if any(table.default is not None for table in tables):
        numbers = {}
        before, after = (DefaultSide(table, _positions(table, names), _contents(table, numbers)) for table in tables)
        yield from _told(common_axes(books, tables), before, after, tables[0].default == tables[1].default)


def _items(table: DecisionTable, names: Sequence[str]) -> list[tuple[Value, ...]]:
    """Rule → the entry it adds to the list."""
    positions = _positions(table, names)
    return [tuple(rule.outcomes[position] for position in positions) for rule in table.rules]


def _part(table: DecisionTable, kept: Sequence[bool]) -> DecisionTable:
    return replace(table, rules=tuple(rule for rule, keep in zip(table.rules, kept, strict=True) if keep))


def _positions(table: DecisionTable, names: Sequence[str]) -> list[int]:
    return [_names(table).index(name) for name in names]


def _told(axes: list[Axis], old: Side, new: Side, alike: bool) -> list[OutcomeChange]:
    """The differing cells, as changes in the order of their bands."""
    boxes = Comparison(axes, old, new, alike).boxes()
    evident = [_evident(axis, axes) for axis in axes]
    ordered = sorted(boxes, key=lambda box: [_bands(axis, groups) for axis, groups in zip(axes, box[0], strict=True)])
    return [_change(axes, evident, box) for box in ordered]


def _contents(table: DecisionTable, numbers: Numbers) -> list[int]:
    """Rules numbered by what they say: conditions by variable, and outcomes."""
    columns = condition_columns(table)
    contents = []
    for position, rule in enumerate(table.rules):
        asked = {(name, conditions[position]) for name, conditions in columns}
        said = frozenset(pair for pair in asked if pair[1] != ANYTHING)
        contents.append(numbers.setdefault((said, rule.outcomes), len(numbers)))
    return contents


def _names(table: DecisionTable) -> list[str]:
    return [output.variable for output in table.outputs]


def _alike(old: DecisionTable, new: DecisionTable) -> bool:
    """Whether the same rules conclude the same in both."""
    outputs = [[(output.variable, output.domain) for output in table.outputs] for table in (old, new)]
    return old.policy is new.policy and old.default == new.default and outputs[0] == outputs[1]


def _same(old: DecisionTable, new: DecisionTable) -> bool:
    rows = [[(rule.conditions, rule.outcomes) for rule in table.rules] for table in (old, new)]
    columns = [condition_columns(table) for table in (old, new)]
    return _alike(old, new) and rows[0] == rows[1] and columns[0] == columns[1]


def _bands(axis: Axis, groups: int) -> list[int]:
    """Numbers of the bands in a set of groups, ascending."""
    return sorted(
        band for group, members in enumerate(axis.members) if groups >> group & 1 for band in members
    )  # fmt: skip


def _change(axes: Sequence[Axis], evident: Sequence[bool], box: Box) -> OutcomeChange:
    sets, (old, new) = box
    where = []
    for axis, clear, groups in zip(axes, evident, sets, strict=True):
        chosen = frozenset(_bands(axis, groups))
        if len(chosen) < len(axis.bands):
            inside = tuple(band for number, band in enumerate(axis.bands) if number in chosen)
            others = tuple(band for number, band in enumerate(axis.bands) if number not in chosen)
            where.append(Reach(axis.variable, axis.range.kind, axis.range.unit, inside, others, clear))
    return OutcomeChange(tuple(where), old, new)


def _evident(axis: Axis, axes: Sequence[Axis]) -> bool:
    """Whether a value says by itself which column it belongs to: a unit or words that no other column has."""
    others = [other for other in axes if other is not axis]
    if axis.range.lists or axis.range.kind in (VarType.BOOL, VarType.DATE):
        return False
    if axis.range.kind.is_number:
        return bool(axis.range.unit) and all(other.range.unit != axis.range.unit for other in others)
    if any(band.kind is BandKind.TESTS for band in axis.bands):
        return False
    words = {band.value for band in axis.bands if band.kind is BandKind.VALUE}
    return not any(band.value in words for other in others for band in other.bands if band.kind is BandKind.VALUE)


def _rule_changes(old: DecisionTable, new: DecisionTable) -> tuple[RuleChange, ...]:
    """Rows that only one version has, by what they say."""
    before, after = _rows(old), _rows(new)
    gone = [_rule_change("removed", old, number, row) for row, number in before.items() if row not in after]
    come = [_rule_change("added", new, number, row) for row, number in after.items() if row not in before]
    return (*gone, *come)


def _rows(table: DecisionTable) -> dict[tuple[str, str], int]:
    """What each row says, as (conditions, outcomes) → its number."""
    columns = condition_columns(table)
    said: dict[tuple[str, str], int] = {}
    for number, rule in enumerate(table.rules):
        asked = [(name, conditions[number]) for name, conditions in columns]
        conditions = "；".join(_asked(name, one) for name, one in asked if one != ANYTHING)
        outcomes = [f"{name}={to_text(value)}" for name, value in zip(_names(table), rule.outcomes, strict=True)]
        said.setdefault((conditions, "；".join(outcomes)), number)
    return said


def _asked(name: str, condition: Condition) -> str:
    return f"{name} {print_condition(condition)}"


def _rule_change(kind: Kind, table: DecisionTable, number: int, row: tuple[str, str]) -> RuleChange:
    rule = table.rules[number]
    place = table.place.at(rule.cells)
    return RuleChange(kind, rule.id, row[0], row[1], place)
