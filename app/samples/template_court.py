"""Applications to a court: payment order, preservation, enforcement.

Articles of the 民事诉讼法 are those of the 2023 revision. A court's own form goes before these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.samples import template_layout as layout
from app.samples.template_blocks import add_filing, add_form, add_if, add_lines, new_paper
from app.samples.template_layout import BODY, LINE, PLAIN, add
from app.samples.template_loans import add_loans

APPLICANT = (
    "名称：{{ 债权人名称 }}\n统一社会信用代码：{{ 债权人统一社会信用代码 }}\n住所：{{ 债权人地址 }}\n"
    "法定代表人（负责人）：{{ 债权人负责人 }}　职务：{{ 债权人负责人职务 }}\n"
    "委托代理人：{{ 委托代理人 }}　联系电话：{{ 联系电话_债权人 }}"
)
DEBTOR = (
    "姓名（名称）：{{ 客户名称 }}\n证件号码（统一社会信用代码）：{{ 证件号码 }}\n住所：{{ 住所地址|空白(16) }}\n"
    "联系电话：{{ 联系电话|空白(8) }}"
)
_ORDER_CONDITIONS = (
    "（一）请求给付的是金钱；",
    "（二）债权已到期且数额确定，事实和证据如上表和所附清单；",
    "（三）申请人没有对待给付义务，与被申请人没有其他债务纠纷；",
    "（四）被申请人在我国境内且未下落不明；",
    "（五）支付令能够送达被申请人；",
    "（六）收到申请书的人民法院有管辖权；",
    "（七）申请人未向人民法院申请诉前保全。",
)
_PROPERTY = [("序号", 12), ("财产种类", 26), ("名称、位置或账号", 62), ("登记或存放单位", 32), ("估值（元）", 24)]
_SECURITY = (
    "□申请人系金融机构，依照《最高人民法院关于人民法院办理财产保全案件若干问题的规定》第九条，请求不要求提供担保。",
    f"□以{layout.blank(8)}提供担保，担保数额{{{{ 合计.保全担保金额 }}}}元，不超过请求保全数额的百分之三十（同一"
    "规定第五条）。",
    "□诉前财产保全，提供相当于请求保全数额的担保。",
)
_EVIDENCE = (
    ("借款合同", "借款关系、利率和违约责任"),
    ("借款借据（放款凭证）", "借款已经发放"),
    ("催收通知书及送达回执", "多次催收，诉讼时效中断"),
)


def payment_order() -> bytes:
    """支付令申请书: a fixed sum that is due, and what else the article asks for."""
    document = new_paper("支付令申请书")
    add_form(document, [("申请人", APPLICANT), ("被申请人", DEBTOR)])
    _heading(document, "请求事项")
    demand = (
        "请求人民法院向被申请人发出支付令，督促被申请人给付申请人借款本金{{ 合计.贷款余额 }}元，利息、罚息、复利"
        "{{ (合计.欠息 + 合计.罚息 + 合计.复利)|千分位 }}元，费用{{ 合计.费用 }}元，合计人民币{{ 合计.欠款合计 }}元（大"
        "写：{{ 合计.欠款合计|大写 }}）"
        "。上述利息、罚息、复利算至{{ 业务日期 }}。申请费由被申请人负担。"
    )
    add(document, demand, BODY)
    _heading(document, "事实和理由")
    facts = "申请人依照下列借款合同向被申请人发放贷款，被申请人到期未还，经催收仍未清偿："
    add(document, facts, BODY)
    add_loans(document)
    basis = "依照《中华人民共和国民事诉讼法》第二百二十五条和有关司法解释，本申请符合下列条件："
    add(document, basis, BODY, keep=True)
    for place, condition in enumerate(_ORDER_CONDITIONS, start=1):
        add(document, condition, BODY, keep=place == len(_ORDER_CONDITIONS))
    add_filing(document)
    add(document, "附：证据清单", PLAIN, keep=True)
    add_evidence(document, 5)
    return layout.finish(document)


def preservation() -> bytes:
    """财产保全申请书: the sum, property leads, security (at most 30 % of the sum in suit)."""
    document = new_paper("财产保全申请书")
    add_form(document, [("申请人", APPLICANT), ("被申请人", DEBTOR), ("其他被申请人", "{{ 各笔.保证人|默认('无') }}")])
    _heading(document, "请求事项")
    demand = (
        "请求查封、扣押、冻结被申请人的财产，价值以{{ 合计.欠款合计 }}元（大写：人民币{{ 合计.欠款合计|大写 }}）为限。"
    )
    add(document, demand, BODY)
    for kind in ("□诉前财产保全", f"□诉讼财产保全（案号：{layout.blank(10)}）", "□执行前财产保全"):
        add(document, kind, LINE)
    _heading(document, "事实和理由")
    facts = (
        "申请人与被申请人金融借款合同纠纷，截至{{ 业务日期 }}，被申请人尚欠本金{{ 合计.贷款余额 }}元、利息"
        "{{ 合计.欠息 }}元、罚息"
        "{{ 合计.罚息 }}元、复利{{ 合计.复利 }}元、费用{{ 合计.费用 }}元，合计{{ 合计.欠款合计 }}元。被申请人存"
        "在下列可能使判决难"
        "以执行的情形：{{ 保全事由 }}。依照《中华人民共和国民事诉讼法》第一百零三条、第一百零四条提出申请。"
    )
    add(document, facts, BODY)
    _heading(document, "财产线索")
    _leads(document, 5)
    _heading(document, "担保")
    for line in _SECURITY:
        add(document, line, BODY)
    reminder = "采取诉前保全措施后三十日内，申请人将依法提起诉讼或者申请仲裁。因申请错误造成损失的，申请人依法赔偿。"
    add(document, reminder, BODY, keep=True)
    add_filing(document)
    return layout.finish(document)


def enforcement() -> bytes:
    """强制执行申请书: the basis, the sums, property leads, the account."""
    document = new_paper("强制执行申请书")
    basis = (
        "{% for 笔 in 明细 %}{{ 笔.合同编号 }}：{{ 笔.裁判文书 }}，{{ 笔.裁判生效日期 }}生效，"
        "履行期限{{ 笔.履行期限届满日 }}届满{% if not loop.last %}；{% endif %}{% endfor %}\n"
        "作出机关：{{ 管辖法院|空白(12) }}\n"
        "申请执行期间届满日：{{ 各笔.申请执行届满日 }}"
    )
    rows = [
        ("申请执行人", APPLICANT),
        ("被执行人", DEBTOR),
        ("其他被执行人", "{{ 各笔.保证人|默认('无') }}"),
        ("执行依据", basis),
    ]
    add_form(document, rows)
    _heading(document, "请求事项")
    demands = (
        "一、强制被执行人偿还本金{{ 合计.贷款余额 }}元，截至{{ 业务日期 }}的利息{{ 合计.欠息 }}元、罚息"
        "{{ 合计.罚息 }}元、复利"
        "{{ 合计.复利 }}元、费用{{ 合计.费用 }}元，合计人民币{{ 合计.欠款合计 }}元（大写："
        "{{ 合计.欠款合计|大写 }}），以及此后至清偿之"
        "日的利息、罚息、复利；与执行依据不一致的，以执行依据为准。",
        "二、依照《中华人民共和国民事诉讼法》第二百六十四条，责令被执行人加倍支付迟延履行期间的债务利息。",
        "三、执行费用由被执行人承担。",
    )
    for demand in demands:
        add(document, demand, BODY)
    pledged = "四、对抵押、质押财产（{{ 各笔.抵押物 }}）拍卖、变卖，所得价款由申请执行人优先受偿。"
    add_if(document, "各笔.抵押物", pledged, BODY)
    _heading(document, "事实和理由")
    facts = (
        "上述法律文书已经生效，被执行人未在履行期限内履行。本申请在《中华人民共和国民事诉讼法》第二百五十条规定的二年申"
        "请执行期间内提出。"
    )
    add(document, facts, BODY)
    _heading(document, "财产线索")
    _leads(document, 5)
    _heading(document, "执行款收款账户")
    account = ("户　名：{{ 还款账户名 }}", "账　号：{{ 还款账号 }}", "开户行：{{ 开户行 }}")
    for line in account:
        add(document, line, LINE, keep=True)
    add_filing(document, "申请执行人")
    return layout.finish(document)


def _heading(document: Any, text: str) -> None:
    add(document, "", PLAIN, lead=text, keep=True)


def _leads(document: Any, count: int) -> None:
    """What the file knows of, and a table for the particulars that a court asks for."""
    known = (
        "{% for 笔 in 明细 %}{% if 笔.财产线索 %}{{ 笔.财产线索 }}；{% endif %}"
        "{% if 笔.抵押物 %}{{ 笔.担保方式 }}财产：{{ 笔.抵押物 }}；{% endif %}{% endfor %}"
    )
    add(document, known + "财产情况如下：", BODY, keep=True)
    add_lines(document, _PROPERTY, [[str(number), "", "", "", ""] for number in range(1, count + 1)])


def add_evidence(document: Any, count: int, known: Sequence[tuple[str, str]] = _EVIDENCE) -> None:
    """The evidence list: what every file has, and lines to fill in."""
    headings = [("序号", 12), ("证据名称", 64), ("证明的事实", 56), ("页数", 24)]
    rows = []
    for number in range(1, count + 1):
        name, fact = known[number - 1] if number <= len(known) else ("", "")
        rows.append([str(number), name, fact, ""])
    add_lines(document, headings, rows)
