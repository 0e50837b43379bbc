"""债务人清收方案: what is known of a debtor, what the rulebooks advise, who is to do what by when."""

from __future__ import annotations

from app.samples import template_layout as layout
from app.samples.template_blocks import add_form, add_lines
from app.samples.template_forms import CARD_PAGE, Columns, add_listing, add_signatures, labelled
from app.samples.template_layout import AMOUNT, HEAD, LEFT, NOTE, SECTION, TEXT, add
from app.samples.template_tables import Cell, add_row, add_table


def _each(text: str) -> str:
    """*text* for each loan; by its number where there are several."""
    number = "{% if not (loop.first and loop.last) %}{{ 笔.序号 }}. {% endif %}"
    return "{% for 笔 in 明细 %}" + number + text + "{% if not loop.last %}　{% endif %}{% endfor %}"


_DEBTOR = (
    ("客户名称", "{{ 客户名称 }}", "客户编号", "{{ 客户编号 }}", "客户类型", "{{ 客户类型|空白(0) }}"),
    ("证件号码", "{{ 证件号码 }}", "联系电话", "{{ 联系电话|空白(0) }}", "信用等级", "{{ 信用等级|空白(0) }}"),
)
_LOANS: Columns = (
    ("序号", 10, "{{ 笔.序号 }}", TEXT),
    ("合同编号", 40, "{{ 笔.合同编号|默认('—') }}", TEXT),
    ("到期日期", 24, "{{ 笔.到期日期|短日期 }}", TEXT),
    ("贷款余额", 28, "{{ 笔.贷款余额 }}", AMOUNT),
    ("欠款合计", 28, "{{ 笔.欠款合计 }}", AMOUNT),
    ("逾期\n天数", 14, "{{ 笔.逾期天数 }}", TEXT),
    ("五级\n分类", 12, "{{ 笔.五级分类 }}", TEXT),
    ("担保\n方式", 14, "{{ 笔.担保方式 }}", TEXT),
)
_JUDGED = (
    (
        "还款意愿",
        "{{ 还款意愿|空白(0) }}",
        "还款能力",
        "{{ 还款能力|空白(0) }}",
        "债务人分层",
        "{{ 各笔.债务人分层|空白(0) }}",
    ),
    (
        "预警级别",
        "{{ 各笔.预警级别|默认('无') }}",
        "诉讼状态",
        "{{ 各笔.诉讼状态|空白(0) }}",
        "是否失联",
        "{{ 是否失联|空白(0) }}",
    ),
)
_ADVICE = (
    ("预警信号", "{{ 各笔.预警信号|默认('无') }}"),
    ("清收策略", _each("{{ 笔.清收策略|空白(8) }}")),
    ("清收措施", _each("{{ 笔.清收措施|默认('无') }}")),
    ("办理提示", _each("{{ 笔.办理提示|默认('无') }}")),
    ("时效", _each("诉讼时效届满日{{ 笔.诉讼时效届满日|短日期 }}")),
    (
        "保证",
        _each(
            "{% if 笔.保证人 %}{{ 笔.保证人 }}，{{ 笔.保证方式|空白(0) }}，保证期间届满日{{ 笔.保证期间届满日|短日期 }}"
            "{% else %}无{% endif %}"
        ),
    ),
    ("抵押、质押物", _each("{{ 笔.抵押物|默认('无') }}")),
    ("财产线索", _each("{{ 笔.财产线索|默认('尚未查到') }}")),
)
_TARGETS = (
    (
        "目标",
        "收回本息{{ (合计.欠款合计 * 目标清收率)|千分位 }}元（欠款合计的{{ 目标清收率 }}）；完成时限：{{ 方案截止日 }}",
    ),
    (
        "减免、重组",
        "{% if 各笔.减免审批文号 %}已批准减免{{ 合计.批准减免金额 }}元（{{ 各笔.减免审批文号 }}）"
        "{% else %}没有经批准的减免；需要减免、重组的按授权另行审批{% endif %}",
    ),
    ("费用预算", "以目标收回金额的{{ 费用率上限 }}为限，即{{ (合计.欠款合计 * 目标清收率 * 费用率上限)|千分位 }}元"),
    ("安全和应急", "双人上门，出示证件，全程记录；遇冲突立即离开并报告；22:00至次日8:00不联系"),
)
_STEPS = [("步骤", 12), ("措施", 62), ("责任人", 26), ("完成时间", 28), ("预计收回（元）", 42)]


def debtor_plan() -> bytes:
    """For the file and the approver; nothing of it is served."""
    document = layout.new_document("债务人清收方案", CARD_PAGE)
    layout.add_header_and_footer(document, "{{ 债权人名称 }}", "{{ 文号 }}", CARD_PAGE, code=True)
    add(document, "债务人清收方案", layout.TITLE)
    add(document, "机构：{{ 机构名称 }}　　基准日：{{ 业务日期 }}　　金额单位：元", layout.UNIT)
    add(document, "一、债务人和债权", SECTION, keep=True)
    table = add_table(document, (20, 48, 20, 34, 20, 28))
    for texts in _DEBTOR:
        add_row(table, labelled(texts, TEXT))
    add_row(table, [Cell("住所地址", HEAD), Cell("{{ 住所地址|空白(0) }}", LEFT, 5)])
    add(document, "", NOTE)
    loans = add_listing(document, _LOANS, "笔", "明细")
    sums = [Cell("{{ 合计.贷款余额 }}", AMOUNT), Cell("{{ 合计.欠款合计 }}", AMOUNT)]
    add_row(loans, [Cell("合计", HEAD, 3), *sums, Cell("", TEXT, 3)])
    add(document, "二、分析和策略", SECTION, keep=True)
    judged = add_table(document, (22, 32, 22, 32, 26, 36))
    for texts in _JUDGED:
        add_row(judged, labelled(texts, TEXT))
    add_form(document, _ADVICE, label=30, page=CARD_PAGE)
    add(document, "三、目标和保障", SECTION, keep=True)
    add_form(document, _TARGETS, label=30, page=CARD_PAGE, keep=True)
    add(document, "四、实施步骤", SECTION, keep=True)
    add_lines(document, _STEPS, [[str(number), "", "", "", ""] for number in range(1, 6)])
    add(document, "五、审批（{{ 审批人|空白(6) }}）", SECTION, keep=True)
    opinions = ("经办人（{{ 客户经理|空白(0) }}）：", "机构负责人：", "审批人意见：")
    add_signatures(document, opinions, CARD_PAGE.width, 26)
    add(document, "规则版本：{{ 规则版本 }}　制作日期：{{ 制作日期 }}", NOTE)
    return layout.finish(document)
