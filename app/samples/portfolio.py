"""The sample portfolio: a loan ledger as a county union sends it, flaws and all."""

from __future__ import annotations

from datetime import date
from random import Random

from app.samples.debts import Loan, make_loans
from app.samples.ledger import HEADINGS, WHERE, Cell, Fault, Line, write_ledger
from app.samples.names import source
from app.samples.papers import Papers, papers_of

AS_OF = date(2026, 9, 30)
SEED = 20260930

_FAULT_SHARE = 0.01
_BAD_DATES = ("2024年13月5日", "2025-02-30", "待查", "20241035")
_WORDS = ("壹万元", "叁万伍仟元整", "约五万")
_SPELLINGS = ("{:%Y%m%d}", "{0.year}.{0.month}.{0.day}", "{:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日")


def make_portfolio(loans: int = 5000, as_of: date = AS_OF, seed: int = SEED) -> bytes:
    """A ledger workbook of *loans* loans; the same bytes for the same arguments."""
    return write_ledger(make_lines(loans, as_of, seed), as_of)


def make_lines(loans: int = 5000, as_of: date = AS_OF, seed: int = SEED) -> list[Line]:
    """The rows of the ledger, flaws put in; about one row in a hundred has one."""
    chance = source(seed)
    made = make_loans(chance, loans, as_of)
    files = source(seed + 1)
    papers = [papers_of(files, loan, as_of) for loan in made]
    flawed = set(chance.sample(range(loans), round(loans * _FAULT_SHARE)))
    kinds: tuple[Fault, ...] = ("date", "blank", "words", "identity")
    return [
        _flawed(chance, _line(chance, *file), kinds[row % len(kinds)]) if row in flawed else _line(chance, *file)
        for row, file in enumerate(zip(made, papers, strict=True))
    ]


def _line(chance: Random, loan: Loan, papers: Papers) -> Line:
    return Line(loan, tuple(_spelt(chance, heading.value(loan, papers)) for heading in HEADINGS))


def _spelt(chance: Random, value: Cell) -> Cell:
    """Half of the dates are real dates, the others were typed in one of four spellings."""
    if not isinstance(value, date) or chance.random() < 0.5:
        return value
    return chance.choice(_SPELLINGS).format(value)


def _flawed(chance: Random, line: Line, fault: Fault) -> Line:
    heading, cell = _flaw(chance, line.loan, fault)
    cells = [*line.cells]
    cells[WHERE[heading]] = cell
    return Line(line.loan, tuple(cells), fault, heading)


def _flaw(chance: Random, loan: Loan, fault: Fault) -> tuple[str, Cell]:
    if fault == "date":
        return chance.choice(("借款日期", "到期日期")), chance.choice(_BAD_DATES)
    if fault == "blank":
        return chance.choice(("当前余额", "担保类型", "欠息天数")), None
    if fault == "words":
        return "当前余额", chance.choice(_WORDS)
    # A number typed where a text belongs: the spreadsheet keeps 15 digits and the rest is gone.
    return "证件号", float("".join(filter(str.isdigit, loan.debtor.identity)).ljust(18, "0"))
