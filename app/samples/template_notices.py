"""Four more letters that are served: acceleration, the last word before a suit, assignment, and the public notice.

As with the others, a bank's own counsel reads every sentence and every article before the first letter goes out.
What only the handler knows (a law firm, a newspaper) is a line to be filled in by hand.
"""

from __future__ import annotations

from app.samples import template_layout as layout
from app.samples.template_blocks import (
    add_account,
    add_closing,
    add_form,
    add_if,
    add_receipt,
    add_terms,
    new_letter,
)
from app.samples.template_layout import AMOUNT, BODY, HEAD, LEFT, LINE, TEXT, UNIT, add
from app.samples.template_loans import add_loans
from app.samples.template_tables import Cell, add_row, add_table, add_tag_row

_ACCELERATION = (
    (
        "三、法律后果。",
        "自提前到期之日起，未归还的本金依照合同约定计收罚息，未支付的利息依照合同约定计收复利，直至清偿之日。逾期不"
        "履行的，我单位将依法提起诉讼、申请财产保全和强制执行，并依法行使担保权利，由此产生的费用依照合同约定和生效"
        "裁判由你（单位）承担。",
    ),
    (
        "四、异议。",
        "对违约事实或者款项有异议的，请在上述期限内书面提出并附证据；违约情形已经消除的，请一并说明。",
    ),
)
_LAST_WORD = (
    (
        "二、履行要求。",
        "请你（单位）自收到本告知书之日起{{ 履行期限天数 }}日内清偿上述全部欠款，或者与我单位达成书面还款安排。",
    ),
    (
        "三、下一步法律措施。",
        "期限届满仍未履行的，我单位将不再另行通知，依法采取下列措施：（一）向{{ 管辖法院|空白(10) }}提起诉讼"
        "或者申请支付令，请求判令偿还本金、利息、罚息、复利和实现债权的费用；（二）申请查封、扣押、冻结你（单位）的财"
        "产；（三）请求保证人承担保证责任，就抵押、质押财产优先受偿；（四）裁判生效后申请强制执行，由人民法院依法采取"
        "限制消费、纳入失信被执行人名单等措施。",
    ),
    (
        "四、诉讼时效。",
        "依照《中华人民共和国民法典》第一百九十五条，本告知书送达之日，诉讼时效中断，重新计算。",
    ),
)
_ASSIGNMENT = (
    (
        "二、履行对象。",
        "依照《中华人民共和国民法典》第五百四十六条、第五百四十七条，自收到本通知之日起，请你（单位）向受让人履行全"
        "部还款义务；与该债权有关的担保权利一并转让，保证人应当向受让人承担担保责任。",
    ),
    (
        "三、抗辩和抵销。",
        "依照《中华人民共和国民法典》第五百四十八条、第五百四十九条，你（单位）对转让人的抗辩可以向受让人主张，符合"
        "法定条件的可以向受让人主张抵销。",
    ),
    (
        "四、诉讼时效。",
        "本通知同时是要求履行债务的通知，依照《中华人民共和国民法典》第一百九十五条，自送达之日起诉讼时效中断，重新"
        "计算。",
    ),
)
_PARTIES = (
    (
        "转让人",
        "名称：{{ 债权人名称 }}\n统一社会信用代码：{{ 债权人统一社会信用代码 }}\n"
        "地址：{{ 债权人地址 }}\n联系人：{{ 客户经理|空白(4) }}　电话：{{ 联系电话_债权人 }}",
    ),
    (
        "受让人",
        "名称：{{ 受让人名称 }}\n统一社会信用代码：{{ 受让人统一社会信用代码 }}\n"
        "地址：{{ 受让人地址 }}\n联系人：{{ 受让人联系人 }}　电话：{{ 受让人联系电话 }}",
    ),
    (
        "受让人\n收款账户",
        "户名：{{ 受让人账户名 }}\n账号：{{ 受让人账号 }}\n开户行：{{ 受让人开户行 }}",
    ),
    (
        "转让合同",
        "《债权转让合同》编号：{{ 转让合同编号 }}\n签订日期：{{ 转让合同签订日期 }}\n转让基准日：{{ 转让基准日 }}",
    ),
)


def acceleration_notice() -> bytes:
    """贷款提前到期通知书: the clause, the breach, the sums, the term."""
    document = new_letter("贷款提前到期通知书")
    add(document, "{{ 客户名称 }}（证件号码：{{ 证件号码 }}）：", layout.PLAIN)
    add_if(document, "各笔.保证人", "保证人：{{ 各笔.保证人 }}", layout.PLAIN)
    breach = (
        "你（单位）与{{ 债权人名称 }}（以下简称“我单位”）签订了下列借款合同。经查，你（单位）有下列违约情形："
        "{% for 笔 in 明细 %}{{ 笔.合同编号 }}：{{ 笔.违约情形 }}，利息已逾期{{ 笔.利息逾期天数 }}日"
        "{% if not loop.last %}；{% endif %}{% endfor %}。"
    )
    add(document, breach, BODY)
    decision = (
        "依照借款合同{{ 提前到期条款 }}的约定，我单位决定：下列合同项下尚未到期的贷款于"
        "{{ 提前到期日 }}全部提前到期。截至{{ 业务日期 }}，应当偿还的款项如下："
    )
    add(document, decision, BODY)
    add_loans(document)
    term = "请你（单位）自收到本通知书之日起{{ 履行期限天数 }}日内，清偿上述全部款项及算至清偿之日的利息。"
    add_terms(document, [("一、履行期限。", term)])
    add_account(document, "二、还款账户。", "转账时请注明借款人名称和合同编号。")
    add_terms(document, _ACCELERATION, last=True)
    add_closing(document)
    add_receipt(document, "贷款提前到期通知书", "借款人", "{{ 各笔.保证人|默认('无') }}")
    return layout.finish(document)


def last_notice() -> bytes:
    """诉前告知书, also as a law firm's letter: facts, sums, term, the next legal step."""
    document = new_letter("诉前告知书")
    add(document, "{{ 客户名称 }}（证件号码：{{ 证件号码 }}）：", layout.PLAIN)
    add_if(document, "各笔.保证人", "保证人：{{ 各笔.保证人 }}", layout.PLAIN)
    facts = (
        "{{ 债权人名称 }}（以下简称“我单位”）依照借款合同向你（单位）发放了下列贷款。你（单位）未按约定偿还，最长已逾"
        "期{{ 各笔.逾期天数|max }}日，经催收至今未清偿。截至{{ 业务日期 }}，尚欠款项如下："
    )
    add(document, facts, BODY, lead="一、基本事实。")
    add_loans(document)
    add_terms(document, _LAST_WORD)
    add_account(document, "五、还款账户。", "转账时请注明借款人名称和合同编号。")
    add(document, "愿意协商的，请在上述期限内联系：", BODY, lead="六、协商。", keep=True)
    add(document, f"律师事务所：{layout.blank(14)}", LINE, keep=True)
    add(document, f"承办律师：{layout.blank(6)}（以律师函发出时填写）", LINE, keep=True)
    add_closing(document, "特此告知。")
    add_receipt(document, "诉前告知书", "借款人", "{{ 各笔.保证人|默认('无') }}")
    return layout.finish(document)


def assignment_notice() -> bytes:
    """债权转让通知书: transferor and transferee with their numbers, contracts, sums as of a day, the new account."""
    document = new_letter("债权转让通知书")
    add(document, "{{ 客户名称 }}（证件号码：{{ 证件号码 }}）：", layout.PLAIN)
    add_if(document, "各笔.保证人", "保证人：{{ 各笔.保证人 }}", layout.PLAIN)
    opening = (
        "{{ 债权人名称 }}（转让人）已将对你（单位）享有的下列借款合同项下的全部债权及担保权利，依法转让给"
        "{{ 受让人名称 }}（受让人）。转让人和受让人共同通知如下："
    )
    add(document, opening, BODY)
    add_form(document, _PARTIES)
    debts = "截至{{ 业务日期 }}，所转让的债权如下，此后的利息、罚息、复利依照原合同约定继续计算："
    add(document, debts, BODY, lead="一、转让的债权。", keep=True)
    add_loans(document)
    add_terms(document, _ASSIGNMENT, last=True)
    add(document, "特此通知。", BODY, keep=True)
    add(document, "转让人：{{ 落款单位 }}（盖章）", layout.ISSUER, keep=True, right_gap=12)
    add(document, "受让人：{{ 受让人名称 }}（盖章）", layout.ISSUER, keep=True, right_gap=12)
    add(document, "{{ 制作日期 }}", layout.ISSUER, right_gap=24)
    add_receipt(document, "债权转让通知书", "借款人", "{{ 各笔.保证人|默认('无') }}")
    return layout.finish(document)


def public_notice() -> bytes:
    """催收公告, for a newspaper: no identity numbers, addresses or telephone numbers of the debtor."""
    document = new_letter("债权催收公告")
    reason = (
        "因下列借款人下落不明，以其他方式无法送达，{{ 债权人名称 }}现依照《最高人民法院关于审理民事案件适用诉讼时效制"
        "度若干问题的规定》第八条公告催收。请借款人自本公告发布之日起{{ 履行期限天数 }}日内偿还下列借款本金"
        "及算至清偿之日的利息、罚息、复利和费用，请保证人依照保证合同的约定承担保证责任。"
    )
    add(document, reason, BODY)
    add(document, "截至{{ 业务日期 }}　　金额单位：元", UNIT, keep=True)
    table = add_table(document, (10, 24.5, 24.5, 40, 28.5, 28.5))
    heads = ("序号", "借款人", "保证人", "合同编号", "本金", "利息、罚息、\n复利和费用")
    add_row(table, [Cell(head, HEAD) for head in heads], head=True)
    add_tag_row(table, "{%tr for 笔 in 明细 %}")
    fields = ("序号", "客户名称", "保证人|默认('无')", "合同编号")
    cells = [Cell(f"{{{{ 笔.{field} }}}}", TEXT) for field in fields]
    others = Cell("{{ (笔.欠息 + 笔.罚息 + 笔.复利 + 笔.费用)|千分位 }}", AMOUNT)
    add_row(table, [*cells, Cell("{{ 笔.贷款余额 }}", AMOUNT), others])
    add_tag_row(table, "{%tr endfor %}")
    total = Cell("{{ (合计.欠息 + 合计.罚息 + 合计.复利 + 合计.费用)|千分位 }}", AMOUNT)
    add_row(table, [Cell("合计", HEAD, 4), Cell("{{ 合计.贷款余额 }}", AMOUNT), total])
    add_row(table, [Cell("本息合计人民币{{ 合计.欠款合计 }}元（大写：{{ 合计.欠款合计|大写 }}）", LEFT, 6)], height=9)
    account = "还款账户：{{ 还款账户名 }}\n账号：{{ 还款账号 }}\n开户行：{{ 开户行 }}"
    add_row(table, [Cell(account, LEFT, 6)])
    add(document, "特此公告。", BODY, keep=True)
    add(document, "联系地址：{{ 债权人地址 }}", LINE, keep=True)
    add(document, "联系电话：{{ 联系电话_债权人 }}", LINE, keep=True)
    add(document, f"刊登媒体：{layout.blank(7)}　刊登日期：{layout.blank(5)}", LINE, keep=True)
    add(document, "{{ 落款单位 }}（盖章）", layout.ISSUER, keep=True, right_gap=12)
    add(document, "{{ 制作日期 }}", layout.ISSUER, right_gap=24)
    return layout.finish(document)
