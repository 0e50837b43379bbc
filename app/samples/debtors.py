"""Invented debtors: who they are, how they stand and how far behind they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from app.samples.bank import BRANCHES, COUNTY, Branch, Officer, officers
from app.samples.names import company, credit_code, identity_number, person, telephone

FARMER, TRADER, FIRM, CONSUMER = "农户", "个体工商户", "小微企业", "个人消费"

_KINDS = {FARMER: 60, TRADER: 17, FIRM: 9, CONSUMER: 14}
_CREDIT = {"优秀": 22, "较好": 35, "一般": 30, "未评级": 13}
_TRADES = {"农林牧渔业": 30, "批发零售业": 26, "制造业": 10, "住宿餐饮业": 11, "交通运输业": 9, "建筑业": 7,
           "居民服务业": 5, "房地产业": 2}  # fmt: skip


class Trouble(NamedTuple):
    """A stretch of overdue days, how common it is, and how debtors in it mostly behave."""

    weight: float
    least: int
    most: int
    willing: tuple[int, int, int]
    """Weights of 有意愿, 暂时困难, 恶意拖欠."""
    able: tuple[int, int, int]
    """Weights of 强, 一般, 弱."""
    lost: float
    """Chance that the debtor cannot be found."""


_TROUBLES = (
    Trouble(0.872, 0, 0, (96, 4, 0), (50, 43, 7), 0.001),
    Trouble(0.020, 1, 9, (85, 14, 1), (30, 55, 15), 0.005),
    Trouble(0.030, 10, 30, (75, 22, 3), (22, 55, 23), 0.01),
    Trouble(0.026, 31, 90, (58, 34, 8), (15, 50, 35), 0.03),
    Trouble(0.013, 91, 180, (45, 38, 17), (12, 43, 45), 0.06),
    Trouble(0.009, 181, 270, (38, 40, 22), (10, 40, 50), 0.08),
    Trouble(0.007, 271, 360, (32, 38, 30), (8, 36, 56), 0.10),
    Trouble(0.015, 361, 1000, (25, 38, 37), (7, 30, 63), 0.15),
    Trouble(0.008, 1001, 2400, (18, 34, 48), (5, 25, 70), 0.25),
)


@dataclass(frozen=True, slots=True)
class Debtor:
    number: str
    name: str
    identity: str
    kind: str
    credit: str
    trade: str
    telephone: str
    address: str
    """Blank where the ledger never had one."""
    officer: Officer
    willingness: str
    ability: str
    overdue: int
    """Days behind as of the business date; 0 is in order."""
    is_lost: bool
    is_bankrupt: bool
    business: str
    """经营状况."""

    @property
    def branch(self) -> Branch:
        return self.officer.branch


def make_debtors(chance: Random, count: int, as_of: date) -> list[Debtor]:
    """*count* debtors, in no order; numbers are unique, names need not be."""
    return [_debtor(chance, number, as_of) for number in range(1, count + 1)]


def one_of(chance: Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _debtor(chance: Random, number: int, as_of: date) -> Debtor:
    branch = chance.choices(BRANCHES, [branch.weight for branch in BRANCHES])[0]
    kind = one_of(chance, _KINDS)
    trade = _trade(chance, kind)
    trouble = chance.choices(_TROUBLES, [trouble.weight for trouble in _TROUBLES])[0]
    overdue = chance.randint(trouble.least, trouble.most)
    bankrupt = kind == FIRM and chance.random() < (0.3 if overdue > 180 else 0.08 if overdue else 0)
    lost = chance.random() < trouble.lost
    return Debtor(
        number=f"80{number:08d}",
        name=company(chance, COUNTY, trade) if kind == FIRM else person(chance),
        identity=credit_code(chance) if kind == FIRM else identity_number(chance, _birth(chance, as_of)),
        kind=kind,
        credit=one_of(chance, _CREDIT),
        trade=trade,
        telephone=telephone(chance),
        address="" if chance.random() < 0.012 else _address(chance, branch, kind),
        officer=chance.choice([officer for officer in officers() if officer.branch is branch]),
        willingness=chance.choices(("有意愿", "暂时困难", "恶意拖欠"), trouble.willing)[0],
        ability=chance.choices(("强", "一般", "弱"), trouble.able)[0],
        overdue=overdue,
        is_lost=lost,
        is_bankrupt=bankrupt,
        business=_business(chance, overdue, bankrupt or lost),
    )


def _trade(chance: Random, kind: str) -> str:
    if kind == FARMER:
        return "农林牧渔业"
    if kind == CONSUMER:
        return "居民服务业"
    trade = one_of(chance, _TRADES)
    return trade if kind == FIRM or trade != "房地产业" else "批发零售业"


def _birth(chance: Random, as_of: date) -> date:
    return as_of - timedelta(days=chance.randint(24 * 365, 62 * 365))


def _address(chance: Random, branch: Branch, kind: str) -> str:
    town = f"{COUNTY}{branch.town}"
    if kind == FIRM:
        return f"{town}{chance.choice(('工业园区', '新街', '迎宾路', '交通路'))}{chance.randint(1, 180)}号"
    village = f"{town}{chance.choice(branch.villages)}"
    if branch.town == "城关镇":
        return f"{village}{chance.randint(1, 40)}栋{chance.randint(1, 6)}单元"
    return f"{village}{chance.randint(1, 12)}组{chance.randint(1, 120)}号"


def _business(chance: Random, overdue: int, stopped: bool) -> str:
    """正常, 下滑 or 停业; trouble shows before it is overdue."""
    if stopped:
        return "停业"
    weights = (93, 6, 1) if overdue == 0 else (55, 38, 7) if overdue <= 90 else (20, 50, 30)
    return chance.choices(("正常", "下滑", "停业"), weights)[0]
