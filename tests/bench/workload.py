"""One workload for every contender: three chained tables as a bank has them, and cases that fill them.

T1 worst of 25 rules over days, guarantee, amount, restructured; T2 class × willingness × amount × collateral, of 120,
about 1,000 or about 5,000 rules; T3 15 warnings, all collected. Cases have 40 columns with Chinese headings.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from app.columns import Column, EncodedColumn, NumberColumn
from app.findings import Place
from app.rulebooks.conditions import ANYTHING, Condition, Equals, Interval
from app.rulebooks.model import DecisionTable, Header, HitPolicy, Output, Rule, Rulebook, Variable
from app.values import VarType

PLACE = Place("基准.xlsx", "基准", "A1")
CLASSES = ("正常", "关注", "次级", "可疑", "损失")
GUARANTEES = ("信用", "保证", "抵押", "质押")
WILLINGNESS = ("有意愿", "暂时困难", "恶意拖欠")
COLLATERAL = ("有", "无")
KINDS = {
    "逾期天数": VarType.INTEGER, "担保方式": VarType.TEXT, "贷款余额": VarType.MONEY, "是否重组": VarType.BOOL,
    "还款意愿": VarType.TEXT, "抵押物": VarType.TEXT,
}  # fmt: skip
BANDS = {120: 4, 1_000: 33, 5_000: 167}
"""Rules of the second table → amount bands that make about so many."""
WIDTH = 40
NAMES = ("五级分类", "清收策略", "预警")
ALIAS = {
    "逾期天数": "d", "担保方式": "g", "贷款余额": "m", "是否重组": "r", "还款意愿": "w", "抵押物": "c", "五级分类": "k",
}  # fmt: skip
"""Short ASCII names, for libraries whose expressions know no others."""
Outcome = tuple[str, str, tuple[str, ...]]
"""五级分类, 清收策略, 预警."""
_LIMITS = {"信用": (1, 31, 91, 361), "保证": (31, 91, 181, 361), "抵押": (31, 181, 361), "质押": (91, 181, 361)}


def rulebook(rules: int = 120) -> Rulebook:
    """The three tables; the second has about *rules* rules."""
    kinds = {**KINDS, "五级分类": VarType.TEXT, "清收策略": VarType.TEXT, "预警": VarType.TEXT}
    variables = {name: Variable(name, kind, PLACE) for name, kind in kinds.items()}
    tables = (_classification(), _strategy(BANDS[rules]), _warnings())
    return Rulebook("基准", PLACE.file, f"{rules:064d}", variables, tables=tables)


def _classification() -> DecisionTable:
    rows: list[tuple[tuple[Condition, ...], str]] = []
    for guarantee, limits in _LIMITS.items():
        edges = (None, *limits, None)
        for step, outcome in enumerate(CLASSES[: len(limits) + 1]):
            rows.append(((_between(edges[step], edges[step + 1]), Equals(guarantee), ANYTHING, ANYTHING), outcome))
    for step in range(25 - len(rows)):
        band, amount = _between(30 * step, None), _between(1000 * step, None)
        rows.append(((band, ANYTHING, amount, Equals(True)), CLASSES[min(4, step)]))
    return _table("五级分类", HitPolicy.WORST, ("逾期天数", "担保方式", "贷款余额", "是否重组"), rows, CLASSES)


def _strategy(bands: int) -> DecisionTable:
    edges = (None, *(480_000 * step // bands for step in range(1, bands)), None)
    rows = [
        ((Equals(graded), Equals(will), _between(edges[band], edges[band + 1]), Equals(collateral)), "")
        for graded in CLASSES for will in WILLINGNESS for band in range(bands) for collateral in COLLATERAL
    ]  # fmt: skip
    named = [(conditions, f"策略{number % 17}") for number, (conditions, _) in enumerate(rows)]
    return _table("清收策略", HitPolicy.UNIQUE, ("五级分类", "还款意愿", "贷款余额", "抵押物"), named)


def _warnings() -> DecisionTable:
    rows: list[tuple[tuple[Condition, ...], str]] = [
        (
            (
                Equals(CLASSES[number % 5]) if number % 3 else ANYTHING,
                _between(number * 20, None) if number % 2 else ANYTHING,
                _between(number * 5000, None) if number % 4 == 0 else ANYTHING,
                Equals(WILLINGNESS[number % 3]) if number % 5 == 0 else ANYTHING,
            ),
            f"预警{number}",
        )
        for number in range(15)
    ]
    return _table("预警", HitPolicy.COLLECT, ("五级分类", "逾期天数", "贷款余额", "还款意愿"), rows)


def _between(low: int | None, high: int | None) -> Interval:
    return Interval(None if low is None else Decimal(low), True, None if high is None else Decimal(high), False)


def _table(
    name: str, policy: HitPolicy, inputs: tuple[str, ...], rows: list[tuple[tuple[Condition, ...], str]],
    order: tuple[str, ...] | None = None,
) -> DecisionTable:  # fmt: skip
    rules = tuple(
        Rule(f"{name}{number}", conditions, ("",) * len(inputs), (outcome,), f"A{number}")
        for number, (conditions, outcome) in enumerate(rows)
    )
    headers = tuple(Header(variable, PLACE) for variable in inputs)
    return DecisionTable(name, policy, headers, (Output(name, PLACE, VarType.TEXT, order),), rules, PLACE)


@dataclass(frozen=True, eq=False)
class CaseSet:
    """The same cases as encoded columns and as one mapping each."""

    columns: dict[str, Column]
    count: int

    def rows(self) -> list[dict[str, Any]]:
        """Plain Python values under Chinese headings: whole numbers, floats, texts, truth."""
        lists = {name: self._plain(name) for name in self.columns}
        return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]

    def short(self) -> list[dict[str, Any]]:
        """The columns that rules read, under short names."""
        lists = {ALIAS[name]: self._plain(name) for name in KINDS}
        return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]

    def typed(self) -> list[dict[str, Any]]:
        """The columns that rules read as values of our own types."""
        lists = {name: self.columns[name].to_list() for name in KINDS}
        return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]

    def first(self, count: int) -> CaseSet:
        return CaseSet({name: column.take(slice(count)) for name, column in self.columns.items()}, count)

    def _plain(self, name: str) -> list[Any]:
        column = self.columns[name]
        if isinstance(column, EncodedColumn):
            return column.to_list()
        return column.scaled.tolist() if column.scale == 0 else (column.scaled / 10**column.scale).tolist()


def cases(count: int, seed: int = 20260930) -> CaseSet:
    """Cases with all 40 columns; those that no rule reads carry along texts and numbers."""
    random = np.random.default_rng(seed)

    def encoded(values: tuple[Any, ...]) -> EncodedColumn:
        return EncodedColumn(random.integers(0, len(values), count).astype(np.int32), values)

    columns: dict[str, Column] = {
        "逾期天数": NumberColumn(random.integers(0, 500, count), 0),
        "担保方式": encoded(GUARANTEES),
        "贷款余额": NumberColumn(random.integers(0, 50_000_000, count), 2),
        "是否重组": encoded((True, False)),
        "还款意愿": encoded(WILLINGNESS),
        "抵押物": encoded(COLLATERAL),
    }
    for number in range(WIDTH - len(columns)):
        spare = encoded(tuple(f"文本{value}" for value in range(50)))
        columns[f"备用列{number + 1}"] = spare if number % 2 else NumberColumn(random.integers(0, 10**6, count), 2)
    return CaseSet(columns, count)
