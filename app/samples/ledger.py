"""The layout of the sample ledger: headings as this bank's staff write them, title rows, subtotals per branch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from typing import Literal, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.samples.bank import BANK
from app.samples.debts import UPLIFT, Loan
from app.samples.papers import Papers
from app.samples.workbook import new_workbook

SHEET = "贷款台账"
HEADER_ROW = 3
"""1-based; two title rows stand above it."""

Cell: TypeAlias = str | int | float | Decimal | date | None
Style = Literal["text", "money", "rate", "days", "date"]
Fault = Literal["date", "blank", "words", "identity"]

_INVENTED = "（示例数据，人名、证件号、电话均为虚构）"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the ledger under the heading that this bank's staff write."""

    text: str
    width: int
    style: Style
    value: Callable[[Loan, Papers], Cell]


def _yes(flag: bool) -> str:
    """Staff note what is so and leave the rest blank."""
    return "是" if flag else ""


HEADINGS: tuple[Heading, ...] = (
    Heading("支行", 13, "text", lambda loan, _: loan.debtor.branch.name),
    Heading("客户号", 12, "text", lambda loan, _: loan.debtor.number),
    Heading("户名", 22, "text", lambda loan, _: loan.debtor.name),
    Heading("证件号", 21, "text", lambda loan, _: loan.debtor.identity),
    Heading("客户类型", 11, "text", lambda loan, _: loan.debtor.kind),
    Heading("所属行业", 13, "text", lambda loan, _: loan.debtor.trade),
    Heading("信用等级", 9, "text", lambda loan, _: loan.debtor.credit),
    Heading("手机号码", 13, "text", lambda loan, _: loan.debtor.telephone),
    Heading("住址", 34, "text", lambda loan, _: loan.debtor.address),
    Heading("借据号", 16, "text", lambda loan, _: loan.number),
    Heading("合同号", 26, "text", lambda loan, _: loan.contract),
    Heading("借款日期", 13, "date", lambda loan, _: loan.issued),
    Heading("到期日期", 13, "date", lambda loan, _: loan.due),
    Heading("借款金额", 14, "money", lambda loan, _: loan.amount),
    Heading("当前余额", 14, "money", lambda loan, _: loan.balance),
    Heading("利率（%）", 10, "rate", lambda loan, _: loan.rate * 100),
    Heading("本金逾期天数", 12, "days", lambda loan, _: loan.principal_days),
    Heading("欠息天数", 9, "days", lambda loan, _: loan.interest_days),
    Heading("当前欠息", 12, "money", lambda loan, _: loan.interest),
    Heading("罚息", 12, "money", lambda loan, _: loan.penalty),
    Heading("复利", 11, "money", lambda loan, _: loan.compound),
    Heading("代垫费用", 11, "money", lambda loan, _: loan.costs),
    Heading("担保类型", 9, "text", lambda loan, _: loan.security),
    Heading("担保人", 22, "text", lambda loan, _: "、".join(loan.guarantors)),
    Heading("保证方式", 13, "text", lambda loan, _: loan.guarantee_mode),
    Heading("保证合同号", 26, "text", lambda loan, _: loan.guarantee_contract),
    Heading("保证合同日期", 13, "date", lambda loan, _: loan.issued if loan.guarantors else None),
    Heading("保证期间到期日", 14, "date", lambda loan, _: loan.guarantee_ends),
    Heading("抵质押物", 34, "text", lambda loan, _: loan.collateral),
    Heading("还款意愿", 10, "text", lambda loan, _: loan.debtor.willingness),
    Heading("还款能力", 9, "text", lambda loan, _: loan.debtor.ability),
    Heading("是否重组", 9, "text", lambda loan, _: _yes(loan.is_restructured)),
    Heading("是否破产", 9, "text", lambda loan, _: _yes(loan.debtor.is_bankrupt)),
    Heading("是否失联", 9, "text", lambda loan, _: _yes(loan.debtor.is_lost)),
    Heading("借款人现状", 11, "text", lambda loan, _: loan.debtor.business),
    Heading("诉讼情况", 9, "text", lambda loan, _: loan.suit),
    Heading("最近催收日期", 13, "date", lambda loan, _: loan.last_notice),
    Heading("诉讼时效到期日", 14, "date", lambda loan, _: loan.limitation),
    Heading("责任人工号", 11, "text", lambda loan, _: loan.debtor.officer.number),
    Heading("管理责任人", 11, "text", lambda loan, _: loan.debtor.officer.name),
    Heading("当前形态", 9, "text", lambda loan, _: loan.former_class),
    Heading("贷款用途", 10, "text", lambda loan, _: loan.purpose),
    Heading("还款方式", 18, "text", lambda _, papers: papers.repayment),
    Heading("罚息上浮（%）", 11, "rate", lambda *_: UPLIFT * 100),
    Heading("已还利息", 13, "money", lambda _, papers: papers.interest_paid),
    Heading("约定管辖法院", 16, "text", lambda _, papers: papers.court),
    Heading("抵质押合同号", 26, "text", lambda _, papers: papers.pledge_contract),
    Heading("抵质押人", 16, "text", lambda _, papers: papers.pledgor),
    Heading("登记证号", 32, "text", lambda _, papers: papers.registration),
    Heading("财产线索", 40, "text", lambda _, papers: papers.leads),
    Heading("提前到期通知送达日", 16, "date", lambda _, papers: papers.accelerated),
    Heading("诉前告知送达日", 14, "date", lambda _, papers: papers.warned),
    Heading("向保证人主张日", 14, "date", lambda _, papers: papers.guarantor_asked),
    Heading("诉前保全日", 13, "date", lambda _, papers: papers.preserved),
    Heading("裁判文书", 34, "text", lambda _, papers: papers.judgment),
    Heading("裁判生效日", 13, "date", lambda _, papers: papers.judgment_final),
    Heading("判决履行期届满日", 15, "date", lambda _, papers: papers.judgment_due),
    Heading("下落核实日", 13, "date", lambda _, papers: papers.searched),
    Heading("转让批次", 12, "text", lambda _, papers: papers.assignment),
    Heading("减免审批文号", 24, "text", lambda _, papers: papers.waiver_approval),
    Heading("批准减免金额", 12, "money", lambda _, papers: papers.waiver or None),
    Heading("有无纠纷", 9, "text", lambda _, papers: _yes(papers.is_disputed)),
    Heading("当日已联系次数", 12, "days", lambda _, papers: papers.contacts_today),
)
WHERE = {heading.text: place for place, heading in enumerate(HEADINGS)}
"""Heading → place among HEADINGS (the ledger has 序号 before them)."""
_SUMS: dict[str, Callable[[Loan], Decimal]] = {
    "借款金额": lambda loan: loan.amount,
    "当前余额": lambda loan: loan.balance,
    "当前欠息": lambda loan: loan.interest,
    "罚息": lambda loan: loan.penalty,
    "复利": lambda loan: loan.compound,
    "代垫费用": lambda loan: loan.costs,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A loan as its ledger row, and the flaw put into it."""

    loan: Loan
    cells: tuple[Cell, ...]
    fault: Fault | None = None
    heading: str = ""
    """The column of the flaw."""


def write_ledger(lines: Sequence[Line], as_of: date) -> bytes:
    """Title, 单位, header, the lines of each branch with a subtotal behind them, and the sum of all."""
    stream = BytesIO()
    book = new_workbook(stream, f"{BANK}贷款台账")
    sheet = book.add_worksheet(SHEET)
    formats = _formats(book)
    _head(sheet, formats, as_of)
    row = HEADER_ROW
    for branch, group in groupby(lines, key=lambda line: line.loan.debtor.branch.name):
        members = list(group)
        for sequence, line in enumerate(members, start=1):
            _write_line(sheet, formats, row, sequence, line)
            row += 1
        _write_sum(sheet, formats, row, f"{branch}小计", members)
        row += 1
    _write_sum(sheet, formats, row, "合计", lines)
    sheet.autofilter(HEADER_ROW - 1, 0, row, len(HEADINGS))
    book.close()
    return stream.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    base = {"font_name": "宋体", "font_size": 10, "border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}),
        "under": book.add_format({"font_name": "宋体", "font_size": 10, "font_color": "#595959", "valign": "vcenter"}),
        "head": book.add_format(base | {"bold": True, "bg_color": "#DDEBF7", "align": "center", "text_wrap": True}),
        "text": book.add_format(base | {"num_format": "@"}),
        "money": book.add_format(base | {"num_format": "#,##0.00"}),
        "rate": book.add_format(base | {"num_format": "0.00"}),
        "days": book.add_format(base | {"num_format": "0"}),
        "date": book.add_format(base | {"num_format": "yyyy/m/d", "align": "center"}),
        "sum": book.add_format(base | {"bold": True, "bg_color": "#F2F2F2", "num_format": "#,##0.00"}),
    }


def _head(sheet: Worksheet, formats: dict[str, Format], as_of: date) -> None:
    last = len(HEADINGS)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, f"{BANK}贷款台账", formats["title"])
    under = f"截止日期：{as_of.year}年{as_of.month}月{as_of.day}日    单位：元    填报部门：风险管理部    {_INVENTED}"
    sheet.merge_range(1, 0, 1, last, under, formats["under"])
    sheet.set_row(HEADER_ROW - 1, 30)
    sheet.write_string(HEADER_ROW - 1, 0, "序号", formats["head"])
    sheet.set_column(0, 0, 6)
    for column, heading in enumerate(HEADINGS, start=1):
        sheet.write_string(HEADER_ROW - 1, column, heading.text, formats["head"])
        sheet.set_column(column, column, heading.width)
    sheet.freeze_panes(HEADER_ROW, 4)


def _write_line(sheet: Worksheet, formats: dict[str, Format], row: int, sequence: int, line: Line) -> None:
    sheet.write_number(row, 0, sequence, formats["days"])
    for column, (heading, cell) in enumerate(zip(HEADINGS, line.cells, strict=True), start=1):
        style = formats[heading.style]
        if cell is None or cell == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, style)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, style)
        else:
            sheet.write_number(row, column, float(cell), style)


def _write_sum(sheet: Worksheet, formats: dict[str, Format], row: int, label: str, lines: Sequence[Line]) -> None:
    """A subtotal as staff put it in the middle of a ledger: a label, the sums, nothing else."""
    for column in range(len(HEADINGS) + 1):
        sheet.write_blank(row, column, None, formats["sum"])
    sheet.write_string(row, 1, label, formats["sum"])
    for heading, sum_of in _SUMS.items():
        total = sum((sum_of(line.loan) for line in lines), Decimal(0))
        sheet.write_number(row, WHERE[heading] + 1, float(total), formats["sum"])
