"""清收实施方案: the plan for a whole portfolio, with figures of every loan of the batch."""

from __future__ import annotations

from typing import Any

from app.samples import template_layout as layout
from app.samples.template_blocks import add_form
from app.samples.template_forms import CARD_PAGE, Columns, add_listing, add_signatures
from app.samples.template_layout import AMOUNT, HEAD, LEFT, NOTE, SECTION, TEXT, add
from app.samples.template_tables import Cell, add_row, add_table

_SIZE = (
    ("贷款规模", "{{ 整批.件数 }}笔、{{ 整批.户数 }}户，贷款余额{{ 整批.贷款余额|万元 }}"),
    (
        "不良贷款",
        "余额{{ 整批.不良余额|万元 }}，不良率{{ (整批.不良余额 / 整批.贷款余额)|百分比(2) }}；"
        "本金、利息、罚息、复利和费用合计{{ 整批.不良本息|万元 }}",
    ),
    ("拨备", "应计提{{ 整批.拨备金额|万元 }}"),
    ("未计入", "另有{{ 整批.未判定件数 }}笔台账数据有误，更正前未计入上述数字"),
)
_TARGETS = (
    ("期限", "{{ 方案起始日 }}至{{ 方案截止日 }}"),
    (
        "清收目标",
        "收回不良贷款本息的{{ 目标清收率 }}，即{{ (整批.不良本息 * 目标清收率)|万元 }}",
    ),
    ("质量目标", "期末不良率不高于{{ 目标不良率 }}"),
    (
        "费用上限",
        "清收费用不超过清收金额的{{ 费用率上限 }}，即{{ (整批.不良本息 * 目标清收率 * 费用率上限)|万元 }}",
    ),
)
_STAGES = (
    ("一", "阶段一截止日", "阶段一累计清收率", "逐户建档，核对时效和保证期间，全部送达催收文书"),
    ("二", "阶段二截止日", "阶段二累计清收率", "有意愿的签订还款计划或重组协议，恶意拖欠的起诉和保全"),
    ("三", "方案截止日", "目标清收率", "申请执行，处置抵押、质押财产，符合条件的核销后继续追索"),
)
_TEAM = (
    ("领导小组", "组长：{{ 方案负责人 }}；成员：风险管理部、法律合规部、信贷管理部、财务会计部负责人"),
    ("重点清收贷款", "单笔欠款{{ 方案起点金额|万元 }}以上的一户一策，由{{ 方案负责人 }}包户督办，清单见第六部分"),
    ("其他不良贷款", "由管理责任人负责，信用社主任每周调度"),
    ("法律事务", "法律合规部统一办理支付令、起诉、保全和执行，逐件登记时效"),
)
_MEASURES = (
    ("清收完成率", "实际收回本息÷目标收回本息，按月通报"),
    ("现金回收率", "现金收回÷全部收回，以物抵债另行统计"),
    ("诉讼推进率", "已立案件数÷应起诉件数"),
    ("成本收入比", "清收费用÷清收金额，不得突破费用上限"),
    ("合规", "文书被阻断的不得另行发出；投诉逐件核查，违规的扣减绩效"),
)
_DEBTORS: Columns = (
    ("序号", 9, "{{ 户.序号 }}", TEXT),
    ("借款人", 33, "{{ 户.客户名称 }}", LEFT),
    ("机构", 21, "{{ 户.机构名称 }}", TEXT),
    ("欠款合计（元）", 31, "{{ 户.欠款合计 }}", AMOUNT),
    ("逾期\n天数", 12, "{{ 户.逾期天数 }}", TEXT),
    ("五级\n分类", 12, "{{ 户.五级分类 }}", TEXT),
    ("清收策略", 19, "{{ 户.清收策略 }}", TEXT),
    ("担保\n方式", 12, "{{ 户.担保方式 }}", TEXT),
    ("责任人", 21, "{{ 户.客户经理|默认('—') }}", TEXT),
)


def portfolio_plan() -> bytes:
    """One for each batch; nothing of it is served."""
    document = layout.new_document("不良贷款清收实施方案", CARD_PAGE)
    layout.add_header_and_footer(document, "{{ 债权人名称 }}", "{{ 文号 }}", CARD_PAGE, code=True)
    add(document, "不良贷款清收实施方案", layout.TITLE)
    add(document, "基准日：{{ 业务日期 }}", layout.UNIT)
    _section(document, "一、规模和结构")
    add_form(document, _SIZE, label=30, page=CARD_PAGE)
    for name, title in (("五级分类", "按五级分类"), ("担保方式", "按担保方式"), ("客户类型", "按客户类型")):
        _add_spread(document, name, title)
    _section(document, "二、目标")
    add_form(document, _TARGETS, label=30, page=CARD_PAGE, keep=True)
    _section(document, "三、分类施策")
    add(document, "策略由五级分类、欠款金额和还款意愿决定；一笔贷款同时采取几项措施的，在各项中分别计数。", NOTE)
    for name, title in (("债务人分层", "按债务人分层"), ("清收策略", "按清收策略"), ("清收措施", "按清收措施")):
        _add_spread(document, name, title)
    _section(document, "四、进度安排")
    _add_stages(document)
    _section(document, "五、组织、考核和保障")
    add_form(document, [*_TEAM, *_MEASURES], label=30, page=CARD_PAGE)
    _section(document, "六、重点清收贷款（不良且单笔欠款{{ 方案起点金额|万元 }}以上）")
    listed = add_listing(document, _DEBTORS, "户", "明细")
    add_row(listed, [Cell("合计", HEAD, 3), Cell("{{ 合计.欠款合计 }}", AMOUNT), Cell("", TEXT, 5)])
    _section(document, "七、审批")
    add_signatures(document, ("风险管理部：", "分管领导：", "理事长："), CARD_PAGE.width, 26)
    add(document, "规则版本：{{ 规则版本 }}　制作日期：{{ 制作日期 }}", NOTE)
    return layout.finish(document)


def _section(document: Any, text: str) -> None:
    add(document, text, SECTION, keep=True)


def _add_spread(document: Any, name: str, title: str) -> None:
    """How the loans spread over the values of a variable."""
    columns: Columns = (
        (title, 50, "{{ 类.值 }}", LEFT),
        ("笔数", 24, "{{ 类.件数 }}", AMOUNT),
        ("户数", 24, "{{ 类.户数 }}", AMOUNT),
        ("贷款余额（元）", 46, "{{ 类.金额 }}", AMOUNT),
        ("占比", 26, "{{ 类.占比|百分比(2) }}", AMOUNT),
    )
    add(document, "", NOTE, keep=True)
    add_listing(document, columns, "类", f"分布.{name}")


def _add_stages(document: Any) -> None:
    columns = (("阶段", 14), ("截止日", 36), ("累计清收率", 24), ("累计收回（万元）", 32), ("主要工作", 64))
    table = add_table(document, [width for _, width in columns])
    add_row(table, [Cell(heading, HEAD) for heading, _ in columns], head=True, keep=True)
    for place, (stage, until, share, work) in enumerate(_STAGES, start=1):
        sum_of = f"{{{{ (整批.不良本息 * {share})|万元 }}}}"
        cells = [Cell(stage), Cell(f"{{{{ {until} }}}}"), Cell(f"{{{{ {share} }}}}"), Cell(sum_of, AMOUNT)]
        add_row(table, [*cells, Cell(work, LEFT)], keep=place < len(_STAGES))
