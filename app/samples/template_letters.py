"""The two letters that are served: to the debtor and to each guarantor.

The articles cited are those of the 民法典 in force since 2021; a bank's own counsel reads every sentence before the
first letter goes out.
"""

from __future__ import annotations

from app.samples import template_layout as layout
from app.samples.template_blocks import add_account, add_closing, add_if, add_receipt, add_terms, new_letter
from app.samples.template_layout import BODY, add
from app.samples.template_loans import add_loans

_DEBTOR_CONSEQUENCES = (
    (
        "三、法律后果。",
        "上述欠款算至{{ 业务日期 }}，此后的利息、罚息、复利依照合同约定继续计算至清偿之日。所付款项不足以清偿全部"
        "债务的，依照《中华人民共和国民法典》第五百六十一条，按实现债权的有关费用、利息、主债务的顺序抵充。逾期仍不"
        "履行的，我单位将依法提起诉讼、申请财产保全和强制执行，由此产生的费用依照合同约定和生效裁判由你（单位）承"
        "担；逾期信息将依法如实报送金融信用信息基础数据库。",
    ),
    ("四、诉讼时效。", "依照《中华人民共和国民法典》第一百九十五条，本通知书送达之日，诉讼时效中断，重新计算。"),
)
_GENERAL_GUARANTEE = (
    "保证合同约定的保证方式为一般保证。依照《中华人民共和国民法典》第六百八十七条，主合同纠纷经审判或者仲裁，并就债务"
    "人财产依法强制执行仍不能履行债务的，由你（单位）承担保证责任；有该条规定的例外情形的，不得拒绝承担。请做好履行"
    "保证责任的准备，并将债务人的财产线索告知我单位。"
)
_JOINT_GUARANTEE = (
    "保证合同约定的保证方式为连带责任保证。依照《中华人民共和国民法典》第六百八十八条，债务人不履行到期债务时，我单位"
    "可以请求债务人履行债务，也可以请求你（单位）在保证范围内承担保证责任。现请求你（单位）自收到本通知书之日起"
    "{{ 履行期限天数 }}日内，清偿上述全部欠款。"
)
_MIXED_GUARANTEE = (
    "上表所列保证方式为连带责任保证的借款，依照《中华人民共和国民法典》第六百八十八条，债务人不履行到期债务时，我单位可以"
    "请求你（单位）在保证范围内承担保证责任，现请求你（单位）自收到本通知书之日起{{ 履行期限天数 }}日内清偿该部分欠款；"
    "保证方式为一般保证的借款，依照第六百八十七条，主合同纠纷经审判或者仲裁，并就债务人财产依法强制执行仍不能履行债务的，"
    "由你（单位）承担保证责任，有该条规定的例外情形的，不得拒绝承担。请将债务人的财产线索告知我单位。"
)
_GUARANTOR_TERMS = (
    (
        "二、保证期间。",
        "本通知书是我单位在保证期间内主张权利的书面通知（《中华人民共和国民法典》第六百九十三条、第六百九十四"
        "条），各笔保证合同的保证期间届满日见上表。",
    ),
    (
        "三、保证范围和追偿。",
        "依照《中华人民共和国民法典》第六百九十一条，保证的范围包括主债权及其利息、违约金、损害赔偿金和实现债权的费"
        "用，保证合同另有约定的从其约定。承担保证责任后，依照第七百条有权在承担责任的范围内向债务人追偿。",
    ),
)
_GUARANTOR_CONSEQUENCES = (
    (
        "五、法律后果。",
        "逾期不履行保证责任的，我单位将依法提起诉讼、申请财产保全和强制执行；相关信息将依法如实报送金融信用信息基础"
        "数据库。",
    ),
)


def collection_notice() -> bytes:
    """逾期贷款催收通知书."""
    document = new_letter("逾期贷款催收通知书")
    add(document, "{{ 客户名称 }}（证件号码：{{ 证件号码 }}）：", layout.PLAIN)
    add_if(document, "各笔.保证人", "保证人：{{ 各笔.保证人 }}", layout.PLAIN)
    opening = (
        "你（单位）与{{ 债权人名称 }}（以下简称“我单位”）签订的下列借款合同项下贷款，已经到期未还或未按期付息。"
        "截至{{ 业务日期 }}，尚欠款项如下："
    )
    add(document, opening, BODY)
    add_loans(document)
    term = "请你（单位）自收到本通知书之日起{{ 履行期限天数 }}日内，清偿上述全部欠款。"
    add_terms(document, [("一、履行期限。", term)])
    add_account(document, "二、还款账户。", "转账时请注明借款人名称和合同编号。")
    add_terms(document, _DEBTOR_CONSEQUENCES, last=True)
    guarantee = "保证人{{ 各笔.保证人 }}应当依照保证合同的约定承担保证责任，我单位另行通知，请你（单位）一并告知。"
    add_if(document, "各笔.保证人", guarantee, BODY)
    add_closing(document)
    add_receipt(document, "逾期贷款催收通知书", "借款人", "{{ 各笔.保证人|默认('无') }}")
    return layout.finish(document)


def guarantor_notice() -> bytes:
    """担保人履行担保责任通知书: one per guarantor."""
    document = new_letter("担保人履行担保责任通知书")
    add(document, "{{ 收件人 }}：", layout.PLAIN)
    opening = (
        "你（单位）为{{ 客户名称 }}（以下简称“债务人”）向{{ 债权人名称 }}（以下简称“我单位”）的下列借款提供保证担保。"
        "债务人到期未履行债务，截至{{ 业务日期 }}，尚欠款项及保证合同如下："
    )
    add(document, opening, BODY)
    add_loans(document, guarantee=True)
    add(document, "{%p if 各笔.保证方式|个数 > 1 %}", layout.NOTE)
    add_terms(document, [("一、保证责任。", _MIXED_GUARANTEE)])
    add(document, '{%p elif "一般保证" in 各笔.保证方式 %}', layout.NOTE)
    add_terms(document, [("一、保证责任。", _GENERAL_GUARANTEE)])
    add(document, "{%p else %}", layout.NOTE)
    add_terms(document, [("一、保证责任。", _JOINT_GUARANTEE)])
    add(document, "{%p endif %}", layout.NOTE)
    add_terms(document, _GUARANTOR_TERMS)
    add_account(document, "四、还款账户。", "转账时请注明债务人名称。")
    add_terms(document, _GUARANTOR_CONSEQUENCES, last=True)
    add_closing(document)
    add_receipt(document, "担保人履行担保责任通知书", "债务人", "{{ 收件人 }}")
    return layout.finish(document)
