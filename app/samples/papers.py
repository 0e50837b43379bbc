"""What a loan's file holds beside the loan itself: terms, registration, court papers, leads, approvals.

Drawn from a chance of its own, so that the loans stay the same whatever the file holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from app.samples.bank import COUNTY
from app.samples.debtors import CONSUMER, FIRM
from app.samples.debts import Loan
from app.samples.names import person
from app.values import round_half_up

COURT = f"{COUNTY}人民法院"
_REPAYMENTS = ("按季结息、到期还本", "按月结息、到期还本")
_BY_INSTALMENTS = ("等额本息", "等额本金")
_PROPERTY = ("自建房一处", "住宅一套", "小型普通客车一辆", "商铺一间", "本社结算账户存款", "承包地流转收益")
_OF_FIRMS = ("厂房及土地", "机器设备一批", "应收账款", "基本存款账户存款", "库存商品")


@dataclass(frozen=True, slots=True)
class Papers:
    """Blank or None: the file has no such paper."""

    repayment: str
    court: str
    interest_paid: Decimal
    pledge_contract: str = ""
    pledgor: str = ""
    registration: str = ""
    leads: str = ""
    """Property that an investigation found, ``；``-separated."""
    accelerated: date | None = None
    """Service of the notice of acceleration."""
    warned: date | None = None
    """Service of the last notice before a suit."""
    guarantor_asked: date | None = None
    preserved: date | None = None
    """Preservation before a suit was carried out."""
    judgment: str = ""
    judgment_final: date | None = None
    judgment_due: date | None = None
    searched: date | None = None
    """The whereabouts were looked into, with proof kept."""
    assignment: str = ""
    waiver_approval: str = ""
    waiver: Decimal = Decimal(0)
    is_disputed: bool = False
    contacts_today: int = 0


def papers_of(chance: Random, loan: Loan, as_of: date) -> Papers:
    """The file of *loan*; the later the stage, the more is in it."""
    days, debtor = loan.overdue, loan.debtor
    recourse = days > 60 and loan.suit == "未诉"
    guaranteed = days > 60 and bool(loan.guarantors)
    sued = loan.suit in ("已判", "执行中")
    final = as_of - timedelta(days=chance.randint(40, 1000)) if sued else None
    running = loan.due > as_of
    waived = days > 180 and loan.suit == "未诉" and chance.random() < 0.25
    return Papers(
        repayment=chance.choice(_BY_INSTALMENTS if debtor.kind == CONSUMER else _REPAYMENTS),
        court=COURT,
        interest_paid=_interest_paid(loan, as_of),
        **_pledge(chance, loan),
        leads=_leads(chance, loan) if days > 90 and chance.random() < 0.7 else "",
        accelerated=_ago(chance, as_of, 20, 90) if running and days > 180 and chance.random() < 0.2 else None,
        warned=_ago(chance, as_of, 5, 75) if recourse and chance.random() < 0.65 else None,
        guarantor_asked=_asked(chance, loan, as_of) if guaranteed and chance.random() < 0.4 else None,
        preserved=_ago(chance, as_of, 3, 60) if recourse and chance.random() < 0.04 else None,
        judgment=f"（{final.year}）云0821民初{chance.randint(100, 2400)}号民事判决书" if final else "",
        judgment_final=final,
        judgment_due=final + timedelta(days=10) if final else None,
        searched=_ago(chance, as_of, 5, 120) if debtor.is_lost and days > 30 and chance.random() < 0.75 else None,
        assignment="2026年第1批" if debtor.kind == FIRM and days > 270 and chance.random() < 0.5 else "",
        waiver_approval=f"云农信减免审〔{as_of.year}〕{chance.randint(1, 60)}号" if waived else "",
        waiver=round_half_up((loan.penalty + loan.compound) * chance.choice((3, 5, 8)) / 10) if waived else Decimal(0),
        is_disputed=days > 30 and chance.random() < 0.02,
        contacts_today=chance.choice((1, 2, 2, 3)) if days > 9 and chance.random() < 0.08 else 0,
    )


def _ago(chance: Random, as_of: date, least: int, most: int) -> date:
    return as_of - timedelta(days=chance.randint(least, most))


def _interest_paid(loan: Loan, as_of: date) -> Decimal:
    """Interest on the sum lent until it fell behind."""
    ended = as_of - timedelta(days=loan.interest_days)
    return round_half_up(loan.amount * loan.rate * max(0, (ended - loan.issued).days) / 360)


def _asked(chance: Random, loan: Loan, as_of: date) -> date:
    """When the guarantors were last asked: mostly in time, some only after their term was over."""
    latest = as_of - timedelta(days=chance.randint(5, max(6, min(loan.overdue, 400))))
    return max(latest, loan.due + timedelta(days=1)) if loan.due < as_of else latest


def _pledge(chance: Random, loan: Loan) -> dict[str, str]:
    if not loan.collateral:
        return {}
    owner = loan.debtor.name if chance.random() < 0.8 else person(chance)
    contract = f"云农信{'抵' if loan.security == '抵押' else '质'}字〔{loan.issued:%Y}〕第{loan.number[-6:]}号"
    if loan.security != "抵押":
        return {"pledge_contract": contract, "pledgor": owner}
    paper = f"云（{loan.issued.year}）{COUNTY}不动产证明第{chance.randint(1000, 9999):07d}号"
    return {"pledge_contract": contract, "pledgor": owner, "registration": paper}


def _leads(chance: Random, loan: Loan) -> str:
    known = _OF_FIRMS if loan.debtor.kind == FIRM else _PROPERTY
    place = f"{COUNTY}{loan.debtor.branch.town}"
    return "；".join(f"{place}{one}" for one in chance.sample(known, chance.choice((1, 1, 2, 3))))
