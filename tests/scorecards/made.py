"""A small rulebook and small ledgers, built by hand: what the measures' tests stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from app.cases.model import Cases, RawTable
from app.columns import column
from app.findings import Finding, Place
from app.rulebooks.conditions import Equals
from app.rulebooks.model import Aggregate, Filter, Measure, Rulebook, Variable
from app.values import Scalar, Value, VarType

TYPES = {
    "工号": VarType.TEXT,
    "姓名": VarType.TEXT,
    "机构": VarType.TEXT,
    "岗位": VarType.TEXT,
    "入账日期": VarType.DATE,
    "借据号": VarType.TEXT,
    "方式": VarType.TEXT,
    "金额": VarType.MONEY,
    "户数": VarType.INTEGER,
    "任务额": VarType.MONEY,
}
ROLES = {"工号": "经办人", "姓名": "经办人姓名", "机构": "机构", "入账日期": "入账日期"}
Q3 = date(2026, 7, 1)


def variable(name: str, kind: VarType | None = None, **more: object) -> Variable:
    roles = (ROLES[name],) if name in ROLES else ()
    return Variable(name, kind or TYPES[name], Place("考核.xlsx", "数据字典"), roles=roles, **more)  # type: ignore[arg-type]


def measure(
    name: str, how: Aggregate, field: str, dataset: str = "台账", where: Mapping[str, Scalar] | None = None
) -> Measure:
    filters = tuple(Filter(key, Equals(value)) for key, value in (where or {}).items())
    return Measure(name, dataset, how, field, filters, Place("考核.xlsx", "指标", f"A{3 + len(name)}"))


def rulebook(*measures: Measure, variables: Sequence[Variable] = (), **blocks: object) -> Rulebook:
    known = {name: variable(name) for name in TYPES} | {one.name: one for one in variables}
    return Rulebook("考核", "考核.xlsx", "0" * 64, known, measures=measures, **blocks)  # type: ignore[arg-type]


def cases(
    columns: Mapping[str, Sequence[Value]],
    sheet: str = "台账",
    unread: Mapping[int, tuple[str, ...]] | None = None,
) -> Cases:
    """*unread*: row → variables whose cells could not be read."""
    count = len(next(iter(columns.values())))
    raw = RawTable("台账.xlsx", sheet, tuple(columns), tuple(range(len(columns))), [[]] * count, range(2, count + 2))
    failed = {name: [row for row, names in (unread or {}).items() if name in names] for name in columns}
    typed = {name: column(values, TYPES[name], failed[name]) for name, values in columns.items()}
    found = {
        row: (Finding("error", "cases.unreadable", Place("台账.xlsx", sheet, row=row + 2)),) for row in unread or {}
    }
    return Cases(raw, typed, found)


def yuan(text: str) -> Decimal:
    return Decimal(text)
