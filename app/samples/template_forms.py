"""The two forms that stay in the house: the classification of a debtor's loans, and an officer's scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.samples import template_layout as layout
from app.samples.template_layout import AMOUNT, HEAD, LEFT, NOTE, SECTION, TEXT, Look, Page, add
from app.samples.template_tables import Cell, add_row, add_table, add_tag_row

FORM_PAGE = Page(landscape=True, top=22, bottom=20, left=22, right=22)
CARD_PAGE = Page(top=26, bottom=24, left=20, right=20)
_MADE = "规则版本：{{ 规则版本 }}　制作日期：{{ 制作日期 }}"

Columns = tuple[tuple[str, float, str, Look], ...]
"""(heading, width in millimetres, field, look)."""

# A label and a field are told apart by their looks; 空白(0) leaves a form's box empty where nothing is known.
_CUSTOMER = (
    ("客户名称", "{{ 客户名称 }}", "客户编号", "{{ 客户编号 }}", "证件号码", "{{ 证件号码 }}"),
    ("客户类型", "{{ 客户类型 }}", "信用等级", "{{ 信用等级 }}", "联系电话", "{{ 联系电话|空白(0) }}"),
    (
        "还款意愿", "{{ 还款意愿|空白(0) }}", "还款能力", "{{ 还款能力|空白(0) }}",
        "诉讼状态", "{{ 各笔.诉讼状态|空白(0) }}",
    ),
    (
        "是否重组", "{{ 各笔.是否重组 }}", "是否破产", "{{ 是否破产 }}",
        "原五级分类", "{{ 各笔.原五级分类|空白(0) }}",
    ),
)  # fmt: skip
_LOANS: Columns = (
    ("序号", 10, "{{ 笔.序号 }}", TEXT),
    ("借据号", 38, "{{ 笔.借据号 }}", TEXT),
    ("贷款余额", 30, "{{ 笔.贷款余额 }}", AMOUNT),
    ("到期日期", 26, "{{ 笔.到期日期|短日期 }}", TEXT),
    ("本金逾\n期天数", 17, "{{ 笔.本金逾期天数 }}", TEXT),
    ("利息逾\n期天数", 17, "{{ 笔.利息逾期天数 }}", TEXT),
    ("担保\n方式", 14, "{{ 笔.担保方式 }}", TEXT),
    ("底线\n分类", 14, "{{ 笔.底线分类 }}", TEXT),
    ("矩阵\n分类", 14, "{{ 笔.矩阵分类|默认('—') }}", TEXT),
    ("五级\n分类", 14, "{{ 笔.五级分类 }}", TEXT),
    ("认定\n依据", 14, "{{ 笔.认定依据 }}", TEXT),
    ("拨备\n比例", 15, "{{ 笔.拨备比例 }}", TEXT),
    ("拨备金额", 30, "{{ 笔.拨备金额 }}", AMOUNT),
)

_OFFICER = (
    ("员工姓名", "{{ 员工姓名 }}", "员工工号", "{{ 员工工号 }}", "考核期", "{{ 考核期 }}"),
    ("所在机构", "{{ 机构名称|空白(0) }}", "总得分", "{{ 总得分 }}", "考核等级", "{{ 考核等级 }}"),
)
_MEASURES: Columns = (
    ("序号", 10, "{{ 项.序号 }}", TEXT),
    ("指标", 28, "{{ 项.指标 }}", LEFT),
    ("单位", 10, "{{ 项.单位|默认('—') }}", TEXT),
    ("目标", 24, "{{ 项.目标|默认('—') }}", AMOUNT),
    ("实际", 24, "{{ 项.实际|默认('—') }}", AMOUNT),
    ("完成率", 18, "{{ 项.完成率|默认('—') }}", TEXT),
    ("权重", 12, "{{ 项.权重|默认('—') }}", TEXT),
    ("计分方式", 30, "{{ 项.计分方式|默认('—') }}", LEFT),
    ("得分", 14, "{{ 项.得分|默认('—') }}", TEXT),
)
# The three kinds of reward are the sample's own; a bank that pays otherwise changes these lines in Word.
_PAY = (
    ("现金奖励", "{{ 现金奖励|默认('—') }}", "表外奖励", "{{ 表外奖励|默认('—') }}"),
    ("抵债奖励", "{{ 抵债奖励|默认('—') }}", "等级系数", "{{ 等级系数|默认('—') }}"),
    ("奖励金额", "{{ 奖励金额 }}", "扣罚金额", "{{ 扣罚金额 }}"),
    ("实发绩效", "{{ 实发绩效 }}", "大写", "人民币{{ 实发绩效|大写 }}"),
)


def classification_form() -> bytes:
    """五级分类认定表, for the file."""
    document = layout.new_document("五级分类认定表", FORM_PAGE)
    layout.add_header_and_footer(document, "{{ 债权人名称 }}", "{{ 文号 }}", FORM_PAGE, code=True)
    add(document, "贷款风险五级分类认定表", layout.TITLE)
    add(document, "机构：{{ 机构名称 }}　　认定基准日：{{ 业务日期 }}　　金额单位：元", layout.UNIT)
    table = add_table(document, (25, 58, 25, 58, 25, 62))
    for texts in _CUSTOMER:
        add_row(table, labelled(texts, LEFT))
    add_row(table, [Cell("住所地址", HEAD), Cell("{{ 住所地址|空白(0) }}", LEFT, 5)])
    add_row(table, [Cell("保证人", HEAD), Cell("{{ 各笔.保证人|默认('无') }}", LEFT, 5)])
    add_row(table, [Cell("抵质押物", HEAD), Cell("{{ 各笔.抵押物|默认('无') }}", LEFT, 5)])
    add(document, "", NOTE)
    loans = add_listing(document, _LOANS, "笔", "明细")
    total = [Cell("合计", HEAD, 2), Cell("{{ 合计.贷款余额 }}", AMOUNT), Cell("", TEXT, 9)]
    add_row(loans, [*total, Cell("{{ 合计.拨备金额 }}", AMOUNT)])
    add(document, "", NOTE, keep=True)
    opinions = ("经办人意见（{{ 客户经理|空白(0) }}）：", "复核人意见：", "审批人意见：")
    add_signatures(document, opinions, FORM_PAGE.width, 24)
    add(document, "底线分类、矩阵分类取较重者为五级分类；认定依据写明由哪一种口径决定。", NOTE, keep=True)
    add(document, _MADE, NOTE)
    return layout.finish(document)


def scorecard() -> bytes:
    """绩效计分卡 of one officer and one period."""
    document = layout.new_document("绩效计分卡", CARD_PAGE)
    layout.add_header_and_footer(document, "{{ 机构名称|空白(0) }}", "考核期：{{ 考核期 }}", CARD_PAGE)
    add(document, "清收人员绩效计分卡", layout.TITLE)
    table = add_table(document, (24, 32, 24, 32, 24, 34))
    for texts in _OFFICER:
        add_row(table, labelled(texts, TEXT))
    add(document, "一、指标完成情况", SECTION, keep=True)
    add_listing(document, _MEASURES, "项", "指标")
    add(document, "二、绩效（单位：元）", SECTION, keep=True)
    pay = add_table(document, (28, 48, 28, 66))
    for line in _PAY:
        add_row(pay, labelled(line, TEXT), height=9, keep=True)
    add(document, "", NOTE, keep=True)
    add_signatures(document, ("员工确认：", "部门负责人：", "人力资源部："), CARD_PAGE.width, 22)
    add(document, "员工对得分有异议的，可自收到之日起五个工作日内书面提出复核。", NOTE, keep=True)
    add(document, _MADE, NOTE)
    return layout.finish(document)


def labelled(texts: Sequence[str], look: Look) -> list[Cell]:
    """Label, field, label, field …"""
    return [Cell(text, look if place % 2 else HEAD) for place, text in enumerate(texts)]


def add_listing(document: Any, columns: Columns, row: str, rows: str) -> Any:
    """A table with one row for each *row* of *rows*."""
    table = add_table(document, [width for _, width, _, _ in columns])
    add_row(table, [Cell(heading, HEAD) for heading, _, _, _ in columns], head=True)
    add_tag_row(table, f"{{%tr for {row} in {rows} %}}")
    add_row(table, [Cell(field, look) for _, _, field, look in columns], height=7)
    add_tag_row(table, "{%tr endfor %}")
    return table


def add_signatures(document: Any, roles: Sequence[str], width: float, height: float) -> None:
    """A place for each signature and its date, side by side."""
    table = add_table(document, [width / len(roles)] * len(roles))
    cells = [Cell(f"{role}\n\n\n　　　　年　　月　　日", LEFT) for role in roles]
    add_row(table, cells, height=height, keep=True)  # the notes below never stand on a page of their own
