"""The two letters that are served: to the debtor and to each guarantor.

The articles cited are those of the 民法典 in force since 2021; a bank's own counsel reads every sentence before the
first letter goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.shared import Pt

from app.samples import template_layout as layout
from app.samples.template_layout import BODY, BOX, BOX_HEAD, BOX_LEFT, LINE, Look, Page, add
from app.samples.template_loans import add_loans
from app.samples.template_tables import Cell, add_row, add_table

PAGE = Page()
_ACCOUNT = ("户　名：{{ 还款账户名 }}", "账　号：{{ 还款账号 }}", "开户行：{{ 开户行 }}")
_SERVICE = "□当面送达　□邮寄送达　□留置送达　□公证送达　□公告送达"
_CAPACITY = "□本人　□法定代表人\n□委托代理人　□其他"
_SIGNATURE = "签名或盖章"
_DATE = "　　年　　月　　日"

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
    document = _letter("逾期贷款催收通知书")
    add(document, "{{ 客户名称 }}（证件号码：{{ 证件号码 }}）：", layout.PLAIN)
    _only_if(document, "保证人", "保证人：{{ 保证人 }}", layout.PLAIN)
    opening = (
        "你（单位）与{{ 债权人名称 }}（以下简称“我单位”）签订的下列借款合同项下贷款，已经到期未还或未按期付息。"
        "截至{{ 业务日期 }}，尚欠款项如下："
    )
    add(document, opening, BODY)
    add_loans(document)
    term = "请你（单位）自收到本通知书之日起{{ 履行期限天数 }}日内，清偿上述全部欠款。"
    _terms(document, [("一、履行期限。", term)])
    _account(document, "二、还款账户。", "转账时请注明借款人名称和合同编号。")
    _terms(document, _DEBTOR_CONSEQUENCES, last=True)
    guarantee = "保证人{{ 保证人 }}应当依照保证合同的约定承担保证责任，我单位另行通知，请你（单位）一并告知。"
    _only_if(document, "保证人", guarantee, BODY)
    _closing(document)
    _receipt(document, "逾期贷款催收通知书", "借款人", "{{ 保证人|默认('无') }}")
    return layout.finish(document)


def guarantor_notice() -> bytes:
    """担保人履行担保责任通知书: one per guarantor."""
    document = _letter("担保人履行担保责任通知书")
    add(document, "{{ 收件人 }}：", layout.PLAIN)
    opening = (
        "你（单位）为{{ 客户名称 }}（以下简称“债务人”）向{{ 债权人名称 }}（以下简称“我单位”）的下列借款提供保证担保。"
        "债务人到期未履行债务，截至{{ 业务日期 }}，尚欠款项及保证合同如下："
    )
    add(document, opening, BODY)
    add_loans(document, guarantee=True)
    add(document, '{%p if 保证方式 == "一般保证" %}', layout.NOTE)
    _terms(document, [("一、保证责任。", _GENERAL_GUARANTEE)])
    add(document, "{%p else %}", layout.NOTE)
    _terms(document, [("一、保证责任。", _JOINT_GUARANTEE)])
    add(document, "{%p endif %}", layout.NOTE)
    _terms(document, _GUARANTOR_TERMS)
    _account(document, "四、还款账户。", "转账时请注明债务人名称。")
    _terms(document, _GUARANTOR_CONSEQUENCES, last=True)
    _closing(document)
    _receipt(document, "担保人履行担保责任通知书", "债务人", "{{ 收件人 }}")
    return layout.finish(document)


def _letter(title: str) -> Any:
    document = layout.new_document(title, PAGE)
    layout.add_header_and_footer(document, "{{ 债权人名称 }}", "{{ 文号 }}", PAGE)
    add(document, title, layout.TITLE)
    add(document, "{{ 文号 }}", layout.NUMBER)
    return document


def _terms(document: Any, terms: Sequence[tuple[str, str]], *, last: bool = False) -> None:
    """*last* holds the final one together with the closing, so that the seal never has a page to itself."""
    for place, (lead, text) in enumerate(terms, start=1):
        add(document, text, BODY, lead=lead, keep=last and place == len(terms))


def _only_if(document: Any, condition: str, text: str, look: Look) -> None:
    add(document, f"{{%p if {condition} %}}", layout.NOTE)
    add(document, text, look, keep=True)
    add(document, "{%p endif %}", layout.NOTE)


def _account(document: Any, lead: str, hint: str) -> None:
    add(document, hint, LINE, lead=lead, keep=True)
    for place, text in enumerate(_ACCOUNT, start=1):
        add(document, text, LINE, keep=place < len(_ACCOUNT))


def _closing(document: Any) -> None:
    add(document, "特此通知。", BODY, keep=True)
    add(document, "联系人：{{ 客户经理|空白 }}（{{ 机构名称 }}）", LINE, keep=True)
    add(document, "联系电话：{{ 联系电话_债权人 }}", LINE, keep=True)
    issuer = add(document, "{{ 落款单位 }}（盖章）", layout.ISSUER, keep=True, right_gap=12)
    issuer.paragraph_format.space_before = Pt(12)
    add(document, "{{ 制作日期 }}", layout.ISSUER, right_gap=24)


def _receipt(document: Any, title: str, debtor: str, guarantor: str) -> None:
    """Who received it, in which capacity, when and how: a sheet of its own that goes back to the file."""
    add(document, "送达回执", layout.SUBTITLE, keep=True).paragraph_format.page_break_before = True
    about = f"《{title}》（{{{{ 文号 }}}}）已送达下列签收人，签收人已阅知全部内容。"
    add(document, about, BOX_LEFT, keep=True)
    table = add_table(document, (24, 46, 43, 43))
    rows: tuple[tuple[float, tuple[str, str, str, str]], ...] = (
        (12, ("", "债权人（送达人）", debtor, "保证人")),
        (14, ("名　称", "{{ 债权人名称 }}", "{{ 客户名称 }}", guarantor)),
        (34, (_SIGNATURE, "", "", "")),
        (16, ("经办人或\n签收人身份", "经办人：", _CAPACITY, _CAPACITY)),
        (14, ("日　期", _DATE, _DATE, _DATE)),
    )
    for height, (name, *texts) in rows:
        cells = [Cell(name, BOX_HEAD), *(Cell(text, BOX if name else BOX_HEAD) for text in texts)]
        add_row(table, cells, height=height, keep=True)
    add_row(table, [Cell("送达方式", BOX_HEAD), Cell(_SERVICE, BOX, 3)], height=14, keep=True)
    add_row(table, [Cell("备　注", BOX_HEAD), Cell("", BOX, 3)], height=20)
