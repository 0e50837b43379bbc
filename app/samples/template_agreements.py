"""What is signed with a debtor who is willing: the agreement on an extension and new instalments, and a repayment plan.

Waivers need the approval number of the bank's own procedure; a guarantor who does not sign is not bound by the change.
"""

from __future__ import annotations

from app.samples import template_layout as layout
from app.samples.template_blocks import add_account, add_form, add_lines, add_seals, add_terms, new_paper
from app.samples.template_layout import BODY, LINE, NOTE, add
from app.samples.template_loans import add_loans, add_schedule

_PARTIES = (
    (
        "甲方\n（贷款人）",
        "名称：{{ 债权人名称 }}\n地址：{{ 债权人地址 }}\n电话：{{ 联系电话_债权人 }}　经办人：{{ 客户经理|空白(4) }}",
    ),
    (
        "乙方\n（借款人）",
        "名称：{{ 客户名称 }}\n证件号码（统一社会信用代码）：{{ 证件号码 }}\n住所：{{ 住所地址|空白(16) }}\n"
        "电话：{{ 联系电话|空白(8) }}",
    ),
    (
        "丙方\n（保证人）",
        f"名称：{{{{ 各笔.保证人|默认('无') }}}}\n证件号码（统一社会信用代码）：{layout.blank(12)}\n住所："
        f"{layout.blank(16)}\n保证合同编号：{{{{ 各笔.保证合同编号|默认('无') }}}}",
    ),
)
_CONFIRMED = (
    "乙方确认：截至{{ 业务日期 }}，乙方在下列借款合同（以下简称“原合同”）项下尚欠甲方款项如下，乙方对欠款的数额没有异"
    "议，同意继续履行。"
)
_SCHEDULE = (
    "{}自首期还款日起，每月{{{{ 每月还款日 }}}}日归还下表所列的当期本金；截至{{{{ 业务日期 }}}}的利息、罚息、复利和费用"
    "随首期付清，此后的利息随当期本金支付："
)
_EXTENSION = (
    "经乙方申请，甲方同意将原合同项下借款的还款期限延展至下表所列的末期还款日，延展期间按原合同约定的利率计息，利息与"
    "当期本金一并支付。"
)
_WAIVER = (
    "经甲方审批（审批文号：{{ 各笔.减免审批文号 }}），乙方按本协议按时足额清偿的，甲方减免罚息和复利人民币"
    "{{ 合计.批准减免金额 }}元（大写：{{ 合计.批准减免金额|大写 }}），已从首期应还的息费中扣除；乙方任何一期未按约"
    "履行的，减免自始不生效。"
)
_NO_WAIVER = "本协议不包含本金、利息、罚息、复利的减免；口头承诺的减免无效。"
_AGREED_TO_GUARANTEE = (
    "丙方已知悉并同意本协议对原合同的变更，继续按照保证合同的约定对变更后的债务承担保证责任，保证期间自变更后最后一期债务的"
    "履行期限届满之日起按保证合同约定的期间计算；丙方未签署的，变更加重的部分对其不发生效力。"
)
_AGREED_TERMS = (
    (
        "五、担保。",
        "{% if 各笔.保证人 %}"
        + _AGREED_TO_GUARANTEE
        + "{% endif %}原抵押、质押担保继续有效，需要办理变更登记的，乙方应当协助办理。",
    ),
    (
        "六、违约责任。",
        "乙方有下列情形之一的，甲方有权宣布全部债务立即到期、恢复计收已减免的款项，并按原合同约定计收罚息和复利：（一）"
        "任何一期逾期超过{{ 履行期限天数 }}日；（二）转移财产、逃避债务；（三）涉及其他重大诉讼、执行或者停"
        "业，足以影"
        "响偿债能力。由此发生的诉讼费、律师费、保全费等实现债权的费用由乙方承担。",
    ),
    (
        "七、送达。",
        "各方确认本协议首部所载地址和电话为送达地址，适用于催收、诉讼（一审、二审、再审）和执行；变更的，应当书面通知对"
        "方。",
    ),
    (
        "八、其他。",
        "本协议是原合同的补充，未变更的部分继续有效。因本协议发生的争议，按原合同约定的方式解决。本协议一式"
        f"{layout.blank(3)}份，自各方签名或者盖章之日起生效。",
    ),
)
_PROMISES = (
    (
        "四、承诺。",
        "本人（单位）承诺按上述计划足额还款，所附收入和财产情况真实。任何一期未按计划履行的，贵单位有权就全部欠款依法"
        "追偿。本还款计划书是本人（单位）同意履行债务的意思表示，依照《中华人民共和国民法典》第一百九十五条，诉讼时效自"
        "签署之日起中断。",
    ),
)


def instalment_agreement() -> bytes:
    """展期还款协议: parties, the original loans, the new term and instalments, a waiver with its approval, default."""
    document = new_paper("展期还款协议")
    add(document, "协议编号：{{ 文号 }}", layout.NUMBER)
    add_form(document, _PARTIES)
    add_terms(document, [("一、债务确认。", _CONFIRMED)])
    add_loans(document)
    add_terms(document, [("二、展期。", _EXTENSION)])
    add(document, _SCHEDULE.format("乙方"), BODY, lead="三、还款安排。", keep=True)
    add_schedule(document)
    add_account(document, "还款账户：", "转账时请注明借款人名称和合同编号。")
    add(document, "{%p if 各笔.减免审批文号 %}", NOTE)
    add_terms(document, [("四、减免。", _WAIVER)])
    add(document, "{%p else %}", NOTE)
    add_terms(document, [("四、减免。", _NO_WAIVER)])
    add(document, "{%p endif %}", NOTE)
    add_terms(document, _AGREED_TERMS, last=True)
    add(document, "（以下为签署栏）", LINE, keep=True)
    parties = (
        ("甲方（贷款人）", "{{ 债权人名称 }}"),
        ("乙方（借款人）", "{{ 客户名称 }}"),
        ("丙方（保证人）", "{{ 各笔.保证人|默认('无') }}"),
    )
    add_seals(document, parties)
    return layout.finish(document)


def repayment_plan() -> bytes:
    """还款计划书: the debtor's own, which also interrupts the limitation period."""
    document = new_paper("还款计划书")
    add(document, "{{ 债权人名称 }}：", layout.PLAIN)
    add_form(document, [("借款人", _PARTIES[1][1])])
    confirmed = "本人（单位）确认截至{{ 业务日期 }}尚欠贵单位下列款项，对数额没有异议："
    add(document, confirmed, BODY, lead="一、欠款确认。")
    add_loans(document)
    late = f"未能按期偿还的原因：{layout.blank(38)}。"
    add_terms(document, [("二、逾期原因和还款来源。", late)])
    sources = [("还款来源", 44), ("预计金额（元）", 36), ("预计到账时间", 36), ("证明材料", 40)]
    add_lines(document, sources, [[""] * len(sources)] * 3)
    add(document, _SCHEDULE.format("本人（单位）"), BODY, lead="三、还款计划。", keep=True)
    add_schedule(document)
    add_account(document, "还款账户：", "转账时请注明借款人名称和合同编号。")
    add_terms(document, _PROMISES, last=True)
    parties = (
        ("借款人", "{{ 客户名称 }}"),
        ("保证人（同意按计划继续担保）", "{{ 各笔.保证人|默认('无') }}"),
        ("贷款人（收悉）", "{{ 债权人名称 }}\n经办人：{{ 客户经理|空白(4) }}"),
    )
    add_seals(document, parties)
    return layout.finish(document)
