"""民事起诉状 in the element form (要素式) for disputes over loans of financial institutions.

The elements are those of the supreme court's model forms of 2024: parties by kind, claims with day and method,
jurisdiction and preservation, facts one by one, evidence. What the ledger knows is filled in and ticked.
"""

from __future__ import annotations

from typing import Any

from docx.shared import Pt

from app.samples import template_layout as layout
from app.samples.template_blocks import add_form, new_paper
from app.samples.template_court import add_evidence
from app.samples.template_layout import NOTE, PLAIN, Page, add

PAGE = Page(top=26, bottom=24, left=27, right=27)


def _ticked(condition: str) -> str:
    """``■`` where the ledger says so, else ``□``."""
    return f'{{{{ "■" if {condition} else "□" }}}}'


def _each(text: str) -> str:
    """*text* for each loan, in one paragraph."""
    return f"{{% for 笔 in 明细 %}}{text}{{% if not loop.last %}}；{{% endif %}}{{% endfor %}}"


# Of all the loans of the claim: what is true of one of them is ticked.
_ANY_SECURITY = '各笔.担保方式|个数 > 1 or "信用" not in 各笔.担保方式'
_SECURED, _UNSECURED = _ticked(_ANY_SECURITY), _ticked(f"not ({_ANY_SECURITY})")
_PLEDGED = _ticked('"抵押" in 各笔.担保方式 or "质押" in 各笔.担保方式')
_NOT_PLEDGED = _ticked('"抵押" not in 各笔.担保方式 and "质押" not in 各笔.担保方式')
_GUARANTEED, _NOT_GUARANTEED = _ticked("各笔.保证人"), _ticked("not 各笔.保证人")
_GENERAL, _JOINT = _ticked('"一般保证" in 各笔.保证方式'), _ticked('"连带责任保证" in 各笔.保证方式')

_DUE, _EARLY = _ticked("各笔.剩余期限天数|min <= 0"), _ticked("各笔.剩余期限天数|max > 0")
_NONE_EARLY = _ticked("各笔.剩余期限天数|max <= 0")
_REGISTERED, _NOT_REGISTERED = _ticked("各笔.登记证号"), _ticked("not 各笔.登记证号")
_PRESERVED, _NOT_PRESERVED = _ticked("各笔.诉前保全日期"), _ticked("not 各笔.诉前保全日期")

_AGENT = (
    "■有　姓名：{{ 委托代理人 }}　单位：{{ 债权人名称 }}\n联系电话：{{ 联系电话_债权人 }}　"
    "代理权限：□一般授权　□特别授权\n□无"
)
_PARTIES = (
    ("当事人信息", ""),
    (
        "原告（法人、非法人组织）",
        "名称：{{ 债权人名称 }}\n住所地：{{ 债权人地址 }}\n法定代表人（负责人）：{{ 债权人负责人 }}　"
        "职务：{{ 债权人负责人职务 }}\n统一社会信用代码：{{ 债权人统一社会信用代码 }}\n"
        "联系电话：{{ 联系电话_债权人 }}",
    ),
    ("委托诉讼代理人", _AGENT),
    (
        "送达地址、收件人和电话",
        "地址：{{ 债权人地址 }}\n收件人：{{ 委托代理人 }}　电话：{{ 联系电话_债权人 }}\n"
        "（适用于一审、二审、再审和执行程序）",
    ),
    ("是否接受电子送达", f"□是　方式：□短信　□邮箱　□其他{layout.blank(8)}\n□否"),
    ('{%tr if 客户类型 == "小微企业" %}', ""),
    (
        "被告（法人、非法人组织）",
        "名称：{{ 客户名称 }}\n住所地：{{ 住所地址|空白(16) }}\n法定代表人（负责人）：＿＿＿＿＿　"
        "职务：＿＿＿＿＿\n统一社会信用代码：{{ 证件号码 }}\n联系电话：{{ 联系电话|空白(8) }}",
    ),
    ("{%tr else %}", ""),
    (
        "被告（自然人）",
        "姓名：{{ 客户名称 }}　性别：□男　□女　民族：＿＿＿\n"
        "出生日期：＿＿＿＿＿＿＿　联系电话：{{ 联系电话|空白(8) }}\n"
        "工作单位：＿＿＿＿＿＿＿＿＿＿＿＿＿＿\n住所地：{{ 住所地址|空白(16) }}\n"
        "经常居住地：＿＿＿＿＿＿＿＿＿＿＿＿＿＿\n证件号码：{{ 证件号码 }}",
    ),
    ("{%tr endif %}", ""),
    (
        "被告（保证人）",
        "姓名（名称）：{{ 各笔.保证人|默认('无') }}\n证件号码：＿＿＿＿＿＿＿＿＿＿\n"
        "住所地：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿\n联系电话：＿＿＿＿＿＿＿＿",
    ),
    ("第三人", layout.blank(24)),
)
_ACCRUING = "是否请求支付至实际清偿之日止：■是　□否"
_CLAIMS = (
    ("诉讼请求和依据", ""),
    ("1.本金", "截至{{ 业务日期 }}，尚欠本金{{ 合计.贷款余额 }}元（人民币，下同）"),
    (
        "2.利息",
        f"截至{{{{ 业务日期 }}}}，欠利息{{{{ 合计.欠息 }}}}元\n计算方式：按合同约定年利率"
        f"{_each('{{ 笔.年利率|空白(4) }}')}\n{_ACCRUING}",
    ),
    (
        "3.罚息",
        "截至{{ 业务日期 }}，欠罚息{{ 合计.罚息 }}元\n计算方式：逾期本金按合同利率上浮{{ 各笔.罚息上浮比例 }}"
        "（年利率{{ 各笔.罚息年利率|空白(4) }}）计收\n"
        f"{_ACCRUING}",
    ),
    (
        "4.复利",
        "截至{{ 业务日期 }}，欠复利{{ 合计.复利 }}元\n计算方式：合同{{ 复利条款 }}，未付利息按罚息利率计收\n"
        f"{_ACCRUING}",
    ),
    (
        "5.是否要求提前还款或解除合同",
        f"{_EARLY}是　{_EARLY}提前还款（加速到期）　□解除合同\n　　合同条款和事由：{{{{ 提前到期条款 }}}}\n"
        f"{_NONE_EARLY}否",
    ),
    (
        "6.是否主张担保权利",
        f"{_SECURED}是　内容：{_PLEDGED}就抵押、质押财产优先受偿　{_GUARANTEED}保证人承担保证责任\n{_UNSECURED}否",
    ),
    (
        "7.是否主张实现债权的费用",
        "已发生{{ 合计.费用 }}元\n合同条款：{{ 费用条款 }}",
    ),
    ("8.其他请求", f"本案诉讼费用由被告承担\n{layout.blank(24)}"),
    ("9.标的总额", "{{ 合计.欠款合计 }}元（暂计至{{ 业务日期 }}）\n大写：{{ 合计.欠款合计|大写 }}"),
    (
        "10.请求依据",
        "合同约定：{{ 利率条款 }}、{{ 复利条款 }}、{{ 费用条款 }}\n法律规定：《中华人民共和国民法典》第六百七十四条、"
        "第六百七十五条、第六百七十六条及有关担保的规定",
    ),
    ("约定管辖和诉讼保全", ""),
    ("1.有无仲裁、法院管辖约定", "■有　合同条款和内容：{{ 管辖条款 }}，由{{ 管辖法院|空白(10) }}管辖\n□无"),
    (
        "2.是否申请财产保全",
        f"已经诉前保全：{_PRESERVED}是　保全法院和案号：{layout.blank(7)}　{_NOT_PRESERVED}否\n申请诉讼保全：□是　□否",
    ),
)
_FACTS = (
    ("事实和理由", ""),
    (
        "1.合同的签订",
        f"借款合同编号：{_each('{{ 笔.合同编号 }}')}\n签订时间：{_each('{{ 笔.借款日期 }}')}　"
        "签订地点：{{ 机构名称 }}",
    ),
    ("2.签订主体", "贷款人：{{ 债权人名称 }}\n借款人：{{ 客户名称 }}"),
    ("3.借款金额", "约定{{ 合计.贷款金额 }}元，实际发放{{ 合计.贷款金额 }}元"),
    (
        "4.借款期限",
        f"{_each('{{ 笔.借款日期 }}至{{ 笔.到期日期 }}')}\n是否到期：{_DUE}是　{_EARLY}否",
    ),
    (
        "5.借款利率",
        f"年利率：{_each('{{ 笔.年利率|空白(4) }}')}\n"
        "逾期上浮：{{ 各笔.罚息上浮比例 }}　合同条款：{{ 利率条款 }}",
    ),
    ("6.借款发放时间", _each("{{ 笔.借款日期 }}发放{{ 笔.贷款金额 }}元")),
    (
        "7.还款方式",
        _each("{{ 笔.还款方式|空白(8) }}"),
    ),
    (
        "8.还款情况",
        "已还本金{{ 合计.已还本金 }}元，已还利息{{ 合计.已还利息 }}元，利息还至" + _each("{{ 笔.利息还至日 }}"),
    ),
    (
        "9.逾期情况",
        _each("{{ 笔.合同编号 }}：本金逾期{{ 笔.本金逾期天数 }}日，利息逾期{{ 笔.利息逾期天数 }}日"),
    ),
    (
        "10.是否签订物的担保合同",
        f"{_PLEDGED}是　合同编号：{{{{ 各笔.抵质押合同编号|空白(8) }}}}\n{_NOT_PLEDGED}否",
    ),
    ("11.担保人、担保物", "担保人：{{ 各笔.抵质押人|空白(8) }}\n担保物：{{ 各笔.抵押物|默认('无') }}"),
    ("12.是否最高额担保", f"□是　担保债权的确定时间：{layout.blank(5)}　最高额：{layout.blank(4)}元\n□否"),
    (
        "13.是否办理抵押、质押登记",
        f"{_REGISTERED}是　{_REGISTERED}正式登记　□预告登记　"
        f"登记证号：{{{{ 各笔.登记证号|空白(5) }}}}\n{_NOT_REGISTERED}否",
    ),
    (
        "14.是否签订保证合同",
        f"{_GUARANTEED}是　编号：{{{{ 各笔.保证合同编号|空白(8) }}}}　"
        "签订时间：{{ 各笔.保证合同签订日期|空白(6) }}\n"
        f"　　保证期间届满日：{{{{ 各笔.保证期间届满日|空白(6) }}}}\n{_NOT_GUARANTEED}否",
    ),
    (
        "15.保证方式",
        f"{_GENERAL}一般保证　{_JOINT}连带责任保证",
    ),
    ("16.其他担保方式", f"□是　形式：{layout.blank(8)}\n□否"),
    ("17.催收情况", "最近一次催收：{{ 各笔.最近主张日期|空白(6) }}\n诉讼时效届满日：{{ 各笔.诉讼时效届满日|空白(6) }}"),
    ("18.其他需要说明的", layout.blank(24)),
    ("19.证据清单", "附后"),
    ("对纠纷解决方式的意愿", ""),
    ("是否考虑先行调解", "□是　□否　□暂不确定，想要了解更多内容"),
)


def complaint() -> bytes:
    """民事起诉状（金融借款合同纠纷）."""
    document = new_paper("民事起诉状", PAGE)
    add(document, "（金融借款合同纠纷）", layout.SUBTITLE)
    hint = "■、□为选择项，已按台账勾选的请核对；横线处由经办人填写，没有的写“无”。"
    add(document, hint, NOTE)
    add_form(document, [*_PARTIES, *_CLAIMS, *_FACTS], label=42, page=PAGE)
    _closing(document)
    add(document, "附：证据清单", PLAIN, keep=True)
    evidence = (
        ("借款合同", "借款关系、利率、违约责任和管辖"),
        ("借款借据（放款凭证）", "借款已经发放"),
        ("欠款本息清单", "截至{{ 业务日期|短日期 }}的本息"),
        ("催收通知书及送达回执", "多次催收，诉讼时效中断"),
        ("担保合同及登记证明", "担保责任"),
    )
    add_evidence(document, 8, evidence)
    return layout.finish(document)


def _closing(document: Any) -> None:
    court = add(document, "此致　{{ 管辖法院|空白(12) }}", PLAIN, keep=True)
    court.paragraph_format.space_before = Pt(12)
    add(document, "具状人（盖章）：{{ 债权人名称 }}", layout.ISSUER, keep=True)
    add(document, "{{ 制作日期 }}", layout.ISSUER, right_gap=24)
