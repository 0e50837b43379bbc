"""Invented loans of invented debtors: terms, arrears, security and the state of the law."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from app.samples.bank import COUNTY
from app.samples.debtors import CONSUMER, FARMER, FIRM, TRADER, Debtor, make_debtors, one_of
from app.samples.names import person
from app.samples.terms import add_months, last_settlement
from app.values import round_half_up

_DEBTORS_PER_LOAN = 0.74
_DAYS_A_YEAR = 360
UPLIFT = Decimal("0.5")
"""What penalty interest adds to the rate, as a fraction of it."""
_SECURITIES = {
    FARMER: {"信用": 42, "保证": 42, "抵押": 14, "质押": 2},
    TRADER: {"信用": 25, "保证": 40, "抵押": 32, "质押": 3},
    FIRM: {"信用": 10, "保证": 30, "抵押": 50, "质押": 10},
    CONSUMER: {"信用": 45, "保证": 25, "抵押": 28, "质押": 2},
}
_AMOUNTS = {FARMER: (10, 300), TRADER: (30, 800), FIRM: (300, 6000), CONSUMER: (10, 600)}
"""Least and most, in thousands of 元; drawn evenly on a logarithmic scale."""
_RATES = {FARMER: (480, 870), TRADER: (540, 960), FIRM: (435, 780), CONSUMER: (450, 1080)}
"""Basis points a year."""
_PURPOSES = {
    FARMER: ("种植", "养殖", "购买农机", "建房"),
    TRADER: ("进货周转", "店面装修", "购车营运"),
    FIRM: ("流动资金", "设备购置", "项目建设"),
    CONSUMER: ("装修", "购车", "助学", "家庭消费"),
}
_COLLATERAL = {True: ("厂房及土地", "机器设备", "商铺三间"), False: ("住宅一套", "商铺一间", "自建房一处")}
"""What firms pledge, and what people do."""


@dataclass(frozen=True, slots=True)
class Loan:
    """One 借据; sums in 元, exact."""

    debtor: Debtor
    number: str
    contract: str
    amount: Decimal
    balance: Decimal
    rate: Decimal
    """A year, as a fraction."""
    issued: date
    due: date
    principal_days: int
    interest_days: int
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    costs: Decimal
    security: str
    collateral: str
    guarantors: tuple[str, ...]
    guarantee_mode: str
    guarantee_contract: str
    guarantee_ends: date | None
    is_restructured: bool
    suit: str
    last_notice: date | None
    limitation: date | None
    former_class: str
    purpose: str

    @property
    def overdue(self) -> int:
        return max(self.principal_days, self.interest_days)


def make_loans(chance: Random, count: int, as_of: date) -> list[Loan]:
    """*count* loans of about three quarters as many debtors, ordered by branch, debtor and number."""
    debtors = make_debtors(chance, max(1, round(count * _DEBTORS_PER_LOAN)), as_of)[:count]
    owners = debtors + chance.choices(debtors, k=count - len(debtors))
    owners.sort(key=lambda debtor: (debtor.branch.code, debtor.number))
    return [_loan(chance, debtor, sequence, as_of) for sequence, debtor in enumerate(owners, start=1)]


def _loan(chance: Random, debtor: Debtor, sequence: int, as_of: date) -> Loan:
    days = debtor.overdue if chance.random() < 0.9 else 0
    principal_days = days if days and chance.random() < (0.85 if days > 360 else 0.6) else 0
    months = chance.choice((12, 12, 24, 36) if debtor.kind != CONSUMER else (12, 24, 36, 60))
    due = as_of - timedelta(days=principal_days) if principal_days else _future(chance, as_of, months, days)
    issued = add_months(due, -months)
    amount = _amount(chance, debtor.kind)
    security = one_of(chance, _SECURITIES[debtor.kind])
    loan = Loan(
        debtor=debtor,
        number=f"{debtor.branch.code}{issued:%Y}{sequence:06d}",
        contract=f"云农信借字〔{issued:%Y}〕第{sequence:06d}号",
        amount=amount,
        balance=_balance(chance, amount),
        rate=Decimal(chance.randrange(*_RATES[debtor.kind], 15)).scaleb(-4),
        issued=issued,
        due=due,
        principal_days=principal_days,
        interest_days=_interest_days(chance, days, principal_days, due, as_of),
        interest=Decimal(0),
        penalty=Decimal(0),
        compound=Decimal(0),
        costs=Decimal(0),
        security=security,
        collateral=_collateral(chance, security, debtor),
        guarantors=(),
        guarantee_mode="",
        guarantee_contract="",
        guarantee_ends=None,
        is_restructured=chance.random() < (0.09 if days > 30 else 0.006),
        suit=_suit(chance, days),
        last_notice=None,
        limitation=None,
        former_class=_former_class(chance, days),
        purpose=chance.choice(_PURPOSES[debtor.kind]),
    )
    return _with_law(chance, _with_guarantee(chance, _with_arrears(loan), sequence), as_of)


def _future(chance: Random, as_of: date, months: int, days: int) -> date:
    """A due date still to come, of a loan issued before it fell behind with its interest."""
    longest = max(30, months * 30 - days - 90)
    return as_of + timedelta(days=chance.randint(1, longest))


def _interest_days(chance: Random, days: int, principal_days: int, due: date, as_of: date) -> int:
    """Interest falls behind at a settlement day before the due date, or with it, or (rarely) is paid to the end."""
    if not principal_days:
        return days
    draw = chance.random()
    if draw < 0.1:
        return max(0, days - chance.randint(0, 90))
    return (as_of - last_settlement(due)).days if draw < 0.6 else days


def _amount(chance: Random, kind: str) -> Decimal:
    least, most = _AMOUNTS[kind]
    thousands = least * (most / least) ** chance.random()
    step = 1 if thousands < 50 else 10
    return Decimal(max(least, round(thousands / step) * step)) * 1000


def _balance(chance: Random, amount: Decimal) -> Decimal:
    if chance.random() < 0.62:
        return amount
    return round_half_up(amount * chance.randint(1200, 9900) / 10000 - Decimal(chance.randint(0, 9999)) / 100, 2)


def _with_arrears(loan: Loan) -> Loan:
    """Interest to date; behind the due date half as much again as penalty; compound interest at the penalty rate."""
    daily = loan.balance * loan.rate / _DAYS_A_YEAR
    interest = round_half_up(daily * loan.interest_days)
    # Interest falls behind little by little, so on the average half of it has been behind all the time.
    compound = interest * loan.rate * (1 + UPLIFT) / _DAYS_A_YEAR * loan.interest_days / 2
    costs = round_half_up(loan.balance * Decimal("0.021"), 0) if loan.suit != "未诉" else Decimal(0)
    penalty = round_half_up(daily * UPLIFT * loan.principal_days)
    return replace(loan, interest=interest, penalty=penalty, compound=round_half_up(compound), costs=costs)


def _collateral(chance: Random, security: str, debtor: Debtor) -> str:
    town = f"{COUNTY}{debtor.branch.town}"
    if security == "抵押":
        return f"{town}{chance.choice(_COLLATERAL[debtor.kind == FIRM])}（评估{chance.randint(8, 600)}万元）"
    return f"定期存单（{chance.randint(1, 50)}万元）" if security == "质押" else ""


def _with_guarantee(chance: Random, loan: Loan, sequence: int) -> Loan:
    if loan.security != "保证" and not (loan.security == "抵押" and chance.random() < 0.12):
        return loan
    count = chance.choices((1, 2, 3), (55, 32, 13))[0]
    return replace(
        loan,
        guarantors=tuple(dict.fromkeys(person(chance) for _ in range(count))),
        guarantee_mode="连带责任保证" if chance.random() < 0.88 else "一般保证",
        guarantee_contract=f"云农信保字〔{loan.issued:%Y}〕第{sequence:06d}号",
        guarantee_ends=add_months(loan.due, chance.choices((6, 24, 36), (15, 25, 60))[0]),
    )


def _with_law(chance: Random, loan: Loan, as_of: date) -> Loan:
    """The last notice, and the day the three years of limitation (民法典188, 195) are over; only for arrears."""
    if loan.overdue < 10:
        return loan
    forgotten = loan.overdue > 1000 and chance.random() < 0.35
    latest = as_of - timedelta(days=loan.overdue)
    notice = None
    if not forgotten and chance.random() < 0.8:
        notice = as_of - timedelta(days=chance.randint(1, min(loan.overdue, 1090)))
    elif forgotten and chance.random() < 0.5:
        notice = latest + timedelta(days=chance.randint(1, max(1, loan.overdue - 1000)))
    began = max(loan.due, notice or loan.due)
    if not forgotten and loan.suit != "未诉":
        began = max(began, as_of - timedelta(days=chance.randint(10, 300)))
    return replace(loan, last_notice=notice, limitation=add_months(began, 36))


def _suit(chance: Random, days: int) -> str:
    if days <= 60:
        return "未诉"
    weights = (88, 8, 2, 2) if days <= 180 else (64, 14, 8, 14) if days <= 1000 else (60, 6, 10, 24)
    return chance.choices(("未诉", "已诉", "已判", "执行中"), weights)[0]


def _former_class(chance: Random, days: int) -> str:
    """The class of the quarter before, as the floors gave it then; a few were judged a step too mildly."""
    then = max(0, days - chance.randint(20, 92))
    step = sum(then > limit for limit in (0, 90, 270, 360))
    if step and chance.random() < 0.08:
        step -= 1
    return ("正常", "关注", "次级", "可疑", "损失")[step]
