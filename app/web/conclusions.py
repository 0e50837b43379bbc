"""Which conclusions of a release sum a batch up: a chart each, and the filters of the decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.rulebooks import expressions
from app.rulebooks.model import Role, Rulebook
from app.values import VarType, to_text
from app.web.charts import Bar, bars

MOST_VALUES = 12
"""More distinct values than this are free text, not classes."""

_WORDED = frozenset({Role.BLOCK_REASON, Role.BLOCKED_LETTER, Role.HINT})


@dataclass(frozen=True, slots=True)
class Conclusion:
    """An outcome worth counting."""

    name: str
    rulebook: str
    order: tuple[str, ...] = ()
    """Its values in the order of 取值范围, where it has one."""


@dataclass(frozen=True, slots=True)
class Distribution:
    conclusion: Conclusion
    counts: Mapping[str, int]
    """Value as text → cases; the empty text is 未命中."""

    @property
    def bars(self) -> tuple[Bar, ...]:
        return bars(self.counts.items())


def conclusions_of(rulebooks: Iterable[Rulebook]) -> tuple[Conclusion, ...]:
    """Texts and yes/no that each rulebook finally concludes: not what only its own later tables read."""
    found: dict[str, Conclusion] = {}
    for book in rulebooks:
        read = _read(book)
        for table in book.tables:
            for output in table.outputs:
                final = output.variable not in read and output.type in (VarType.TEXT, VarType.BOOL)
                if final and not _worded(book, output.variable):
                    order = tuple(to_text(value) for value in output.domain or ())
                    found.setdefault(output.variable, Conclusion(output.variable, book.name, order))
    return tuple(found.values())


def distribution(conclusion: Conclusion, counts: Mapping[str, int]) -> Distribution | None:
    """The counts in the order of 取值范围; None where there are too many values for classes, or none."""
    if not 0 < len(counts) <= MOST_VALUES or set(counts) == {""}:
        return None
    rank = {value: index for index, value in enumerate(conclusion.order)}
    ordered = sorted(counts.items(), key=lambda item: (item[0] == "", rank.get(item[0], len(rank)), -item[1]))
    return Distribution(conclusion, dict(ordered))


def _read(book: Rulebook) -> set[str]:
    """What the blocks of a rulebook read."""
    inputs = {header.variable for table in book.tables for header in table.inputs}
    inputs |= {header.variable for scale in book.scales for header in (scale.amount, *scale.selectors)}
    return inputs | {name for formula in book.formulas for name in expressions.names(formula.expression)}


def _worded(book: Rulebook, variable: str) -> bool:
    known = book.variables.get(variable)
    return known is not None and any(role in _WORDED for role in known.roles)
