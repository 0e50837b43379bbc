"""A year of recoveries by the forty officers: receipts, monthly tasks and violations, one sheet each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import TypeAlias

import xlsxwriter
from xlsxwriter.format import Format

from app.samples.bank import BANK, Officer, officers
from app.samples.debts import make_loans
from app.samples.names import person, source
from app.samples.portfolio import AS_OF, SEED
from app.samples.terms import add_months
from app.samples.workbook import new_workbook

Row: TypeAlias = tuple[str | int | Decimal | date, ...]

RECEIPTS, TASKS, VIOLATIONS = "清收明细", "任务", "违规扣分"

_MONTHS = 12
_RECEIPTS_A_MONTH = (3, 11)
_REVERSED = 0.012
_REASONS = (
    ("催收记录未在两个工作日内录入系统", 2),
    ("未双人上门催收", 3),
    ("收回现金未当日入账", 5),
    ("送达回执未归档", 1),
    ("晚间十点后拨打催收电话", 3),
    ("向无关第三人透露借款信息", 5),
)


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: int
    style: str = "text"


_COLUMNS: dict[str, tuple[Column, ...]] = {
    RECEIPTS: (
        Column("机构名称", 14),
        Column("员工工号", 10),
        Column("员工姓名", 10),
        Column("借据号", 17),
        Column("客户名称", 26),
        Column("入账日期", 13, "date"),
        Column("收回方式", 11),
        Column("表内外", 8),
        Column("收回金额", 14, "money"),
        Column("其中本金", 14, "money"),
        Column("其中利息", 13, "money"),
        Column("是否冲正", 9),
    ),
    TASKS: (
        Column("机构名称", 14),
        Column("员工工号", 10),
        Column("员工姓名", 10),
        Column("任务月份", 13, "date"),
        Column("考核期任务金额", 16, "money"),
        Column("户数任务", 9, "count"),
        Column("诉讼任务件数", 13, "count"),
        Column("诉讼办结件数", 13, "count"),
    ),
    VIOLATIONS: (
        Column("机构名称", 14),
        Column("员工工号", 10),
        Column("员工姓名", 10),
        Column("日期", 13, "date"),
        Column("事由", 40),
        Column("扣分", 8, "count"),
    ),
}


@dataclass(frozen=True, slots=True)
class Recoveries:
    """The rows of each sheet, in the order of its columns."""

    receipts: tuple[Row, ...]
    tasks: tuple[Row, ...]
    violations: tuple[Row, ...]


def make_recoveries(as_of: date = AS_OF, seed: int = SEED) -> bytes:
    """The workbook of the twelve months that end with *as_of*; the same bytes for the same arguments."""
    return _write(make_lines(as_of, seed), as_of)


def make_lines(as_of: date = AS_OF, seed: int = SEED) -> Recoveries:
    """Receipts of loans of the sample portfolio and of loans written off before it."""
    chance = source(seed + 1)
    debts = _debts(as_of, seed)
    first = add_months(as_of + timedelta(days=1), -_MONTHS)
    months = [add_months(first, month) for month in range(_MONTHS)]
    receipts: list[Row] = []
    tasks: list[Row] = []
    violations: list[Row] = []
    for officer in officers():
        skill = chance.lognormvariate(0, 0.3)
        base = Decimal(round(62 * skill**0.8 * chance.uniform(0.8, 1.25)) * 1000)
        for month in months:
            receipts += _receipts(chance, officer, month, skill, debts[officer.number])
            tasks.append(_task(chance, officer, month, skill, base))
            if chance.random() < 0.055:
                violations.append(_violation(chance, officer, month))
    in_time = sorted(receipts, key=lambda row: (row[5], row[1], row[3]))
    return Recoveries(tuple(in_time), tuple(tasks), tuple(sorted(violations, key=lambda row: (row[3], row[1]))))


def _debts(as_of: date, seed: int) -> dict[str, list[tuple[str, str]]]:
    """Officer → number and customer of the loans that officer looks after, those behind first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for loan in sorted(make_loans(source(seed), 5000, as_of), key=lambda loan: (-loan.overdue, loan.number)):
        found[loan.debtor.officer.number].append((loan.number, loan.debtor.name))
    return found


def _receipts(
    chance: Random, officer: Officer, month: date, skill: float, debts: Sequence[tuple[str, str]]
) -> Iterable[Row]:
    for _ in range(round(chance.randint(*_RECEIPTS_A_MONTH) * skill**0.5)):
        day = month + timedelta(days=chance.randrange((add_months(month, 1) - month).days))
        mode = chance.choices(("现金", "以物抵债", "重组盘活"), (89, 3, 8))[0]
        written_off = mode == "现金" and chance.random() < 0.17
        number, customer = _written_off(chance, officer) if written_off else _behind(chance, debts)
        principal, interest = _sums(chance, mode, skill**0.5)
        book = "表外" if written_off else "表内"
        reversal = "是" if chance.random() < _REVERSED else "否"
        yield (officer.branch.name, officer.number, officer.name, number, customer, day, mode, book,
               principal + interest, principal, interest, reversal)  # fmt: skip


def _behind(chance: Random, debts: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Mostly of those far behind; the list begins with them."""
    return debts[min(len(debts) - 1, int(chance.expovariate(1 / 14)))]


def _written_off(chance: Random, officer: Officer) -> tuple[str, str]:
    return f"HX{officer.branch.code}{chance.randint(2012, 2022)}{chance.randint(1, 9999):04d}", person(chance)


def _sums(chance: Random, mode: str, skill: float) -> tuple[Decimal, Decimal]:
    """Principal and interest, to the cent; things taken in payment and restructured loans are round and large."""
    if mode == "现金":
        principal = Decimal(round(chance.lognormvariate(8.75, 0.9) * skill * 100)) / 100
        if chance.random() < 0.5:
            principal = Decimal(max(1, round(principal / 500)) * 500)
        return principal, Decimal(round(float(principal) * chance.uniform(0, 0.2) * 100)) / 100
    return Decimal(chance.randrange(20, 300, 5) * 1000), Decimal(0)


def _task(chance: Random, officer: Officer, month: date, skill: float, base: Decimal) -> Row:
    suits = chance.choice((0, 0, 1, 1, 2))
    done = sum(chance.random() < min(0.95, 0.72 * skill) for _ in range(suits))
    return (officer.branch.name, officer.number, officer.name, month, base, chance.choice((4, 5, 5, 6)), suits, done)


def _violation(chance: Random, officer: Officer, month: date) -> Row:
    reason, points = chance.choice(_REASONS)
    day = month + timedelta(days=chance.randrange(28))
    return (officer.branch.name, officer.number, officer.name, day, reason, points)


def _write(recoveries: Recoveries, as_of: date) -> bytes:
    stream = BytesIO()
    book = new_workbook(stream, f"{BANK}清收台账")
    formats = _formats(book)
    first = add_months(as_of + timedelta(days=1), -_MONTHS)
    under = f"统计期间：{first.isoformat()} 至 {as_of.isoformat()}    单位：元    （示例数据，人名均为虚构）"
    _write_sheet(book, formats, RECEIPTS, under, recoveries.receipts)
    _write_sheet(book, formats, TASKS, under, recoveries.tasks)
    _write_sheet(book, formats, VIOLATIONS, under, recoveries.violations)
    book.close()
    return stream.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    base = {"font_name": "宋体", "font_size": 10, "border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 15, "valign": "vcenter"}),
        "under": book.add_format({"font_name": "宋体", "font_size": 10, "font_color": "#595959"}),
        "head": book.add_format(base | {"bold": True, "bg_color": "#E2EFDA", "align": "center"}),
        "text": book.add_format(base | {"num_format": "@"}),
        "money": book.add_format(base | {"num_format": "#,##0.00"}),
        "count": book.add_format(base | {"num_format": "0"}),
        "date": book.add_format(base | {"num_format": "yyyy-mm-dd", "align": "center"}),
    }


def _write_sheet(
    book: xlsxwriter.Workbook, formats: dict[str, Format], name: str, under: str, rows: Iterable[Row]
) -> None:
    sheet = book.add_worksheet(name)
    columns = _COLUMNS[name]
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, f"{BANK}{name}", formats["title"])
    sheet.write_string(1, 0, under, formats["under"])
    for place, column in enumerate(columns):
        sheet.write_string(2, place, column.heading, formats["head"])
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(3, 3)
    for number, row in enumerate(rows, start=3):
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            style = formats[column.style]
            if isinstance(cell, str):
                sheet.write_string(number, place, cell, style)
            elif isinstance(cell, date):
                sheet.write_datetime(number, place, cell, style)
            else:
                sheet.write_number(number, place, float(cell), style)
