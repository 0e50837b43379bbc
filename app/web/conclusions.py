"""Which conclusions of a release sum a batch up: a chart each, and the filters of the decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.rulebooks import expressions
from app.rulebooks.model import Role, Rulebook
from app.values import VarType, to_text
from app.web.charts import Bar, bars

MOST_VALUES = 12
"""More distinct values than this are free text, not classes."""

_WORDED = frozenset({Role.LETTER, Role.BLOCKED_LETTER, Role.BLOCK_REASON, Role.HINT})
"""Letters have a table of their own; reasons and hints are sentences."""


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


def conclusions_of(rulebooks: Sequence[Rulebook]) -> tuple[Conclusion, ...]:
    """Texts and yes/no that leave their rulebook: what others read comes first, then what each finally concludes."""
    found: dict[str, tuple[bool, Conclusion]] = {}
    for book in rulebooks:
        own = _read(book)
        others = set().union(*(_read(other) for other in rulebooks if other is not book))
        for table in book.tables:
            for output in table.outputs:
                name = output.variable
                leaves = name in others or name not in own or name == book.name
                if leaves and output.type in (VarType.TEXT, VarType.BOOL) and not _worded(book, name):
                    order = tuple(to_text(value) for value in output.domain or ())
                    found.setdefault(name, (name not in others, Conclusion(name, book.name, order)))
    return tuple(conclusion for _rank, conclusion in sorted(found.values(), key=lambda entry: entry[0]))


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
