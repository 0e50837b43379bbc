"""The table of a debtor's loans in the served letters.

Two lines a loan, three with its guarantee, so that amounts of millions have room in a readable size on an upright
page: 民法典 disputes turn on principal, interest, penalty, compound interest and costs being told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.samples.template_layout import AMOUNT, HEAD, LEFT, TEXT, UNIT, Look, add
from app.samples.template_tables import Cell, add_row, add_table, add_tag_row

_WIDTHS = (9.5, 39.5, 25, 25, 28.5, 28.5)
"""Room for tens of millions beside the contract's number, in a wide face, too."""
_Line = tuple[tuple[str, str, Look], ...]
"""(heading, field, look) of each column; an empty heading joins the column before it."""

_NUMBERED = ("序号", "{{ 笔.序号 }}", TEXT)
_CONTINUED = ("", "", TEXT)
_CONTRACT: _Line = (
    _NUMBERED,
    ("合同编号", "{{ 笔.合同编号 }}", TEXT),
    ("借款日期", "{{ 笔.借款日期|短日期 }}", TEXT),
    ("到期日期", "{{ 笔.到期日期|短日期 }}", TEXT),
    ("贷款金额", "{{ 笔.贷款金额 }}", AMOUNT),
    ("贷款余额", "{{ 笔.贷款余额 }}", AMOUNT),
)
_DUE: _Line = (
    _CONTINUED,
    *((name, f"{{{{ 笔.{name} }}}}", AMOUNT) for name in ("欠息", "罚息", "复利", "费用", "欠款合计")),
)
_GUARANTEE: _Line = (
    _CONTINUED,
    ("保证合同编号", "{{ 笔.保证合同编号 }}", TEXT),
    ("保证合同签订日期", "{{ 笔.保证合同签订日期|短日期 }}", TEXT),
    ("保证期间届满日", "{{ 笔.保证期间届满日|短日期 }}", TEXT),
    ("保证方式", "{{ 笔.保证方式 }}", TEXT),
    ("", "", TEXT),
)


_MONTHLY: _Line = (
    _NUMBERED,
    ("合同编号", "{{ 笔.合同编号 }}", TEXT),
    ("首期还款日", "{{ 笔.首期还款日|短日期 }}", TEXT),
    ("末期还款日", "{{ 笔.末期还款日|短日期 }}", TEXT),
    ("每期本金", "{{ 笔.每期还本 }}", AMOUNT),
    ("末期本金", "{{ 笔.末期还本 }}", AMOUNT),
)
_FIRST: _Line = (
    _CONTINUED,
    ("期数", "每月一期，共{{ 笔.还款期数 }}期", TEXT),
    ("年利率", "{{ 笔.年利率|空白(4) }}", TEXT),
    ("批准减免", "{{ 笔.批准减免金额 }}", AMOUNT),
    ("首期息费", "{{ 笔.首期息费 }}", AMOUNT),
    ("首期应还", "{{ 笔.首期应还 }}", AMOUNT),
)


def add_loans(document: Any, *, guarantee: bool = False) -> None:
    """Headings on every page, the loans of the letter, the sums, and the whole debt in words."""
    table = _stacked(document, [_CONTRACT, _DUE, *([_GUARANTEE] if guarantee else [])])
    _add_totals(table)


def add_schedule(document: Any) -> None:
    """For each loan, equal parts of the principal month by month; what is in arrears goes with the first of them."""
    table = _stacked(document, [_MONTHLY, _FIRST])
    sums = [Cell(f"{{{{ 合计.{name} }}}}", AMOUNT) for name in ("批准减免金额", "首期息费", "首期应还")]
    add_row(table, [Cell("合计", HEAD, 3), *sums])


def _stacked(document: Any, stacked: Sequence[_Line]) -> Any:
    """A table of 明细 with several lines a loan."""
    add(document, "金额单位：元", UNIT, keep=True)
    table = add_table(document, _WIDTHS)
    for place, line in enumerate(stacked):
        add_row(table, _cells(place, [Cell(heading, HEAD) for heading, _, _ in line]), height=7, head=True, keep=True)
    add_tag_row(table, "{%tr for 笔 in 明细 %}")
    for place, line in enumerate(stacked):
        last = place == len(stacked) - 1  # a page may end behind any loan: half a page left empty invites additions
        add_row(table, _cells(place, [Cell(field, look) for _, field, look in line]), height=7, keep=not last)
    add_tag_row(table, "{%tr endfor %}")
    return table


def _cells(place: int, cells: list[Cell]) -> list[Cell]:
    """The lines of one loan share the first cell; an empty last cell joins the one before it."""
    first = Cell(cells[0].text, cells[0].look, down="continue" if place else "restart")
    if not cells[-1].text:
        return [first, *cells[1:-2], Cell(cells[-2].text, cells[-2].look, 2)]
    return [first, *cells[1:]]


def _add_totals(table: Any) -> None:
    label = Cell("合\n计", HEAD, down="restart")
    principal = [Cell("贷款余额（本金）合计", HEAD, 4), Cell("{{ 合计.贷款余额 }}", AMOUNT)]
    add_row(table, [label, *principal], height=7, keep=True)
    names = ("欠息", "罚息", "复利", "费用", "欠款合计")
    sums = [Cell(f"{{{{ 合计.{name} }}}}", AMOUNT) for name in names]
    add_row(table, [Cell("", HEAD, down="continue"), *sums], height=7, keep=True)
    words = Cell("欠款合计人民币（大写）{{ 合计.欠款合计|大写 }}", LEFT, 5)
    add_row(table, [Cell("大写", HEAD), words], height=9)
