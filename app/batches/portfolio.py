"""What a letter about a whole batch is given: how many cases there are, their sums, and how they spread.

A case with an error is not counted in any sum; how many there are is a figure of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

from app.batches.model import DecidedCases, Release
from app.letters import CompiledTemplate, typed
from app.letters.model import LETTER_FIELDS, ROW_NUMBER, ROWS, TOTALS, FieldNames
from app.rulebooks.model import Role
from app.values import VarType

WHOLE, SPREAD = "整批", "分布"
CASES, CUSTOMERS, UNDECIDED = "件数", "户数", "未判定件数"
VALUE, AMOUNT, SHARE = "值", "金额", "占比"
Group: TypeAlias = Sequence[int]
"""Rows of the cases."""


def batch_field_names(release: Release) -> FieldNames:
    """Every field that a letter about a whole batch may use; nothing of one case by itself."""
    money = frozenset(name for name, variable in release.variables.items() if variable.type is VarType.MONEY)
    spread = _spread_names(release)
    groups = {f"{SPREAD}.{name}": money | {VALUE, CASES, CUSTOMERS, AMOUNT, SHARE} for name in spread}
    return FieldNames(
        frozenset((*release.parameters, *LETTER_FIELDS)),
        {
            ROWS: frozenset((*release.variables, ROW_NUMBER)),
            TOTALS: money,
            WHOLE: money | {CASES, CUSTOMERS, UNDECIDED},
            SPREAD: spread,
            **groups,
        },
        frozenset((ROWS, *groups)),
    )


def batch_values(decided: DecidedCases, template: CompiledTemplate | None = None) -> dict[str, Any]:
    """整批 and 分布; with a *template*, only what it reads of them."""
    portfolio = _Portfolio(decided)
    asked = None if template is None else template.row_fields
    spread = _spread_names(decided.release)
    return {
        WHOLE: portfolio.figures(None if asked is None else asked.get(WHOLE, frozenset())),
        SPREAD: {
            name: portfolio.spread(name, None if asked is None else asked.get(f"{SPREAD}.{name}", frozenset()))
            for name in sorted(spread if asked is None else spread & asked.get(SPREAD, frozenset()))
        },
    }


def _spread_names(release: Release) -> frozenset[str]:
    """Texts whose 取值范围 lists what they may be."""
    return frozenset(
        name for name, variable in release.variables.items() if variable.type is VarType.TEXT and variable.domain
    )


@dataclass(frozen=True, eq=False)
class _Portfolio:
    """One reading of decided cases; each column is unpacked once."""

    decided: DecidedCases
    _columns: dict[str | None, list[Any]] = field(default_factory=dict)

    @cached_property
    def counted(self) -> Group:
        return [row for row in range(len(self.decided)) if row not in self.decided.errors]

    def figures(self, asked: Collection[str] | None) -> dict[str, Any]:
        made: dict[str, Callable[[], Any]] = {
            CASES: lambda: Decimal(len(self.counted)),
            CUSTOMERS: lambda: self._customers(self.counted),
            UNDECIDED: lambda: Decimal(len(self.decided) - len(self.counted)),
            **self._sums(self.counted),
        }
        return _answered(made, asked)

    def spread(self, name: str, asked: Collection[str] | None) -> list[dict[str, Any]]:
        """A line for each value of 取值范围 that occurs, in its order; a list counts in each of its values."""
        groups: dict[Any, list[int]] = {}
        values = self._column(name)
        for row in self.counted:
            found = values[row]
            for value in dict.fromkeys(found if isinstance(found, tuple) else (found,)):
                groups.setdefault(value, []).append(row)
        domain = self.decided.release.variables[name].domain or ()
        return [_answered(self._line(value, groups[value]), asked) for value in domain if value in groups]

    def _line(self, value: Any, rows: Group) -> Mapping[str, Callable[[], Any]]:
        amount = self.decided.release.role(Role.AMOUNT)
        return {
            **self._sums(rows),
            VALUE: lambda: value,
            CASES: lambda: Decimal(len(rows)),
            CUSTOMERS: lambda: self._customers(rows),
            AMOUNT: lambda: typed(self._total(amount, rows), VarType.MONEY),
            SHARE: lambda: typed(self._share(amount, rows), VarType.PERCENT),
        }

    def _sums(self, rows: Group) -> dict[str, Callable[[], Any]]:
        variables = self.decided.release.variables
        money = (name for name, variable in variables.items() if variable.type is VarType.MONEY)
        return {name: lambda name=name: typed(self._total(name, rows), VarType.MONEY) for name in money}  # type: ignore[misc]

    def _total(self, name: str | None, rows: Iterable[int]) -> Decimal | None:
        """The exact sum; None where a part is missing, because then it is no total."""
        values = self._column(name)
        parts = [values[row] for row in rows]
        return None if any(part is None for part in parts) else sum(parts, Decimal(0))

    def _share(self, name: str | None, rows: Group) -> Decimal | None:
        part, whole = self._total(name, rows), self._total(name, self.counted)
        return None if part is None or not whole else part / whole

    def _customers(self, rows: Group) -> Decimal:
        """A case without a customer number stands alone."""
        numbers = self._column(self.decided.release.role(Role.CUSTOMER_ID))
        return Decimal(len({("row", row) if numbers[row] is None else numbers[row] for row in rows}))

    def _column(self, name: str | None) -> list[Any]:
        if name not in self._columns:
            column = self.decided.columns.get(name) if name else None
            self._columns[name] = [None] * len(self.decided) if column is None else column.to_list()
        return self._columns[name]


def _answered(made: Mapping[str, Callable[[], Any]], asked: Collection[str] | None) -> dict[str, Any]:
    return {name: figure() for name, figure in made.items() if asked is None or name in asked}
