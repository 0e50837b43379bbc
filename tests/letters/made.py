"""Realistic values for the sample letters, and how the tests read a Word file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from app.letters import Money, Percent

TEMPLATES = Path(__file__).parents[2] / "letter_templates"
NOTICE, GUARANTOR, FORM, CARD = (
    "逾期贷款催收通知书.docx",
    "担保人履行担保责任通知书.docx",
    "五级分类认定表.docx",
    "绩效计分卡.docx",
)
COMPLAINT, PLAN, PORTFOLIO = "民事起诉状.docx", "债务人清收方案.docx", "清收实施方案.docx"
OTHERS = (
    "贷款提前到期通知书.docx",
    "诉前告知书.docx",
    "债权转让通知书.docx",
    "催收公告.docx",
    "展期还款协议.docx",
    "还款计划书.docx",
    "支付令申请书.docx",
    COMPLAINT,
    "财产保全申请书.docx",
    "强制执行申请书.docx",
    PLAN,
)
"""The debtors' letters beside the two demands and the form."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_MONEY = ("贷款金额", "贷款余额", "欠息", "罚息", "复利", "费用")
_SUMS = (
    *_MONEY, "欠款合计", "拨备金额", "已还本金", "已还利息", "保全担保金额", "批准减免金额", "首期息费", "首期应还",
)  # fmt: skip


def template(name: str) -> bytes:
    return (TEMPLATES / name).read_bytes()


def loan(number: int, balance: str, days: int, **more: object) -> dict[str, Any]:
    """One row of 明细."""
    row: dict[str, Any] = {
        "序号": Decimal(number),
        "借据号": f"0801202500{number:04d}",
        "合同编号": f"云农信借字2025第{number:06d}号",
        "借款日期": date(2023, 3, 15),
        "到期日期": date(2025, 3, 14),
        "贷款金额": Money("500000"),
        "贷款余额": Money(balance),
        "欠息": Money("12345.60"),
        "罚息": Money("2345.07"),
        "复利": Money("98.10"),
        "费用": Money("0"),
        "本金逾期天数": Decimal(days),
        "利息逾期天数": Decimal(days - 10),
        "逾期天数": Decimal(days),
        "年利率": Percent("0.0875"),
        "客户名称": "陈建良",
        "机构名称": "城关信用社",
        "客户经理": "田金顺",
        "保证人": "王成林、李秀兰",
        "担保方式": "保证",
        "保证方式": "连带责任保证",
        "保证合同编号": f"云农信保字2025第{number:06d}号",
        "保证合同签订日期": date(2023, 3, 15),
        "保证期间届满日": date(2028, 3, 14),
        "底线分类": "次级",
        "矩阵分类": "可疑",
        "五级分类": "可疑",
        "认定依据": "矩阵",
        "拨备比例": Percent("0.5"),
        "拨备金额": Money(Decimal(balance) / 2),
        "清收策略": "债务重组",
        "清收措施": ("双人上门", "约谈债务人", "债务重组方案"),
        "办理提示": None,
        "抵押物": None,
        "财产线索": "云岭县城关镇商铺一间；本社结算账户存款",
        "诉讼时效届满日": date(2029, 8, 20),
        "违约情形": "长期未按期支付利息",
        "还款方式": "按季结息、到期还本",
        "罚息上浮比例": Percent("0.5"),
        "罚息年利率": Percent("0.13125"),
        "已还利息": Money("21345.60"),
        "利息还至日": date(2025, 6, 20),
        "抵质押合同编号": None,
        "裁判文书": "（2026）云0821民初318号民事判决书",
        "裁判生效日期": date(2026, 6, 1),
        "履行期限届满日": date(2026, 6, 11),
        "还款期数": Decimal(12),
        "首期还款日": date(2026, 10, 20),
        "末期还款日": date(2027, 9, 20),
        "批准减免金额": Money("0"),
        **more,
    }
    row["欠款合计"] = Money(sum((row[name] for name in _MONEY[1:]), Decimal(0)))
    row["已还本金"] = Money(row["贷款金额"] - row["贷款余额"])
    row["保全担保金额"] = Money(row["欠款合计"] * Decimal("0.3"))
    row["每期还本"] = Money((row["贷款余额"] / 12).quantize(Decimal("0.01"), ROUND_DOWN))
    row["末期还本"] = Money(row["贷款余额"] - row["每期还本"] * 11)
    row["首期息费"] = Money(row["欠款合计"] - row["贷款余额"] - row["批准减免金额"])
    row["首期应还"] = Money(row["每期还本"] + row["首期息费"])
    return row


def letter_values(*loans: dict[str, Any], **more: object) -> dict[str, Any]:
    """What a debtor's letter is given."""
    rows = list(loans) or [loan(1, "386425.31", 120), loan(2, "1234567.89", 560, 费用=Money("1880"))]
    totals = {name: Money(sum((row[name] for row in rows), Decimal(0))) for name in _SUMS}
    values = {
        **rows[0],
        "客户编号": "8000000016",
        "客户名称": "陈建良",
        "证件号码": "990829196805057143",
        "客户类型": "农户",
        "信用等级": "一般",
        "联系电话": "12018598196",
        "住所地址": "云岭县城关镇新桥社区17栋5单元",
        "机构名称": "城关信用社",
        "客户经理": "田金顺",
        "保证人": "王成林、李秀兰",
        "抵押物": None,
        "还款意愿": "暂时困难",
        "还款能力": "弱",
        "诉讼状态": "未诉",
        "是否重组": False,
        "是否破产": False,
        "原五级分类": "次级",
        "送达方式": "双人直接送达",
        "是否失联": False,
        "最近催收日期": date(2026, 8, 20),
        "诉讼时效届满日": date(2029, 8, 20),
        "债务人分层": "帮扶化解类",
        "清收策略": "债务重组",
        "清收措施": ("双人上门", "约谈债务人", "债务重组方案"),
        "审批人": "联社分管领导",
        "预警信号": ("欠息超过90天",),
        "预警级别": "红色",
        "办理提示": None,
        "债权人名称": "云岭县农村信用合作联社",
        "债权人地址": "云岭县城关镇人民路88号",
        "联系电话_债权人": "12000880088",
        "还款账户名": "云岭县农村信用合作联社贷款回收专户",
        "还款账号": "9908010100000012345",
        "开户行": "云岭县农村信用合作联社营业部",
        "履行期限天数": Decimal(15),
        "落款单位": "云岭县农村信用合作联社",
        "债权人统一社会信用代码": "91990829MA0K1X7Y29",
        "债权人负责人": "罗永昌",
        "债权人负责人职务": "理事长",
        "委托代理人": "田正义",
        "管辖法院": "云岭县人民法院",
        "提前到期条款": "第九条第二款第（一）项",
        "利率条款": "第三条",
        "复利条款": "第四条第二款",
        "费用条款": "第十二条",
        "管辖条款": "第十五条",
        "受让人名称": "云岭省金岭资产管理有限公司",
        "受让人统一社会信用代码": "91990100MA0X5T3R8K",
        "受让人地址": "云岭省金岭市滨江路16号",
        "受让人联系人": "顾海波",
        "受让人联系电话": "12000660066",
        "受让人账户名": "云岭省金岭资产管理有限公司",
        "受让人账号": "9901000200000067890",
        "受让人开户行": "金岭农村商业银行滨江支行",
        "转让合同编号": "云农信债转〔2026〕第1号",
        "转让合同签订日期": date(2026, 9, 15),
        "转让基准日": date(2026, 6, 30),
        "提前到期日": date(2026, 9, 30),
        "每月还款日": Decimal(20),
        "减免审批文号": None,
        "剩余期限天数": Decimal(-565),
        "最近主张日期": date(2026, 8, 20),
        "诉前保全日期": None,
        "抵质押人": None,
        "登记证号": None,
        "保全事由": "有能力清偿而拖延不还，可能转移、隐匿财产",
        "申请执行届满日": date(2028, 6, 11),
        "目标清收率": Percent("0.8"),
        "费用率上限": Percent("0.03"),
        "方案截止日": date(2027, 3, 31),
        "校验码": "0123456789ABCDEF",
        "文号": "云农信催通字（2026）第0001号",
        "收件人": "王成林",
        "制作日期": date(2026, 9, 30),
        "业务日期": date(2026, 9, 30),
        "规则版本": "3f2a91c0、77be0142、09d1aa5e",
        "明细": rows,
        "合计": totals,
        **more,
    }
    loose = [{**values, **row, **more} for row in rows]
    names = values.keys() - {"明细", "合计"} | rows[0].keys()
    return {**values, "各笔": {name: _distinct(row[name] for row in loose) for name in names}}


def _distinct(found: Iterable[Any]) -> tuple[Any, ...]:
    """Each value once, lists and 、 taken apart."""
    flat = [part for value in found for part in (value if isinstance(value, tuple) else (value,))]
    parts = [part for value in flat for part in (value.split("、") if isinstance(value, str) else (value,))]
    return tuple(dict.fromkeys(part for part in parts if part is not None))


def card_values(**more: object) -> dict[str, Any]:
    """What an officer's scorecard is given."""
    heads = ("指标", "单位", "目标", "实际", "完成率", "权重", "计分方式", "得分")
    capped = "完成率×权重，120%封顶"
    lines = (
        (
            "清收金额",
            "元",
            Money("900000"),
            Money("812345.67"),
            Percent("0.9026"),
            Percent("0.5"),
            capped,
            Decimal("45.13"),
        ),
        ("清收户数", "户", Decimal(20), Decimal(17), Percent("0.85"), Percent("0.15"), None, Decimal("12.75")),
        ("现金回收率", "%", Percent("0.9"), Percent("0.965"), Percent("1.0722"), None, None, Decimal("10")),
        ("违规次数", "次", None, Decimal(1), None, None, None, None),
    )
    rows = [
        {"序号": Decimal(number), **dict(zip(heads, line, strict=True))} for number, line in enumerate(lines, start=1)
    ]
    return {
        "机构名称": "城关信用社",
        "员工工号": "080102",
        "员工姓名": "田金顺",
        "考核期": "2026年第三季度",
        "指标": rows,
        "总得分": Decimal("86.91"),
        "考核等级": "良好",
        "现金奖励": Money("12300.5"),
        "表外奖励": Money("1196.42"),
        "抵债奖励": None,
        "等级系数": Decimal("1"),
        "奖励金额": Money("13496.92"),
        "扣罚金额": Money("1349.69"),
        "实发绩效": Money("12147.23"),
        "规则版本": "清收考核 09d1aa5e",
        "制作日期": date(2026, 9, 30),
        **more,
    }


def portfolio_values(**more: object) -> dict[str, Any]:
    """What the plan for a whole portfolio is given."""
    values = letter_values()
    spread = {
        "五级分类": ("正常", "关注", "次级", "可疑", "损失"),
        "担保方式": ("信用", "保证", "抵押"),
        "客户类型": ("农户", "小微企业"),
        "债务人分层": ("优先回收类", "依法追偿类"),
        "清收策略": ("日常管理", "分期还款", "诉讼清收"),
        "清收措施": ("贷后检查", "双人上门", "提起诉讼"),
    }
    return {
        **{name: value for name, value in values.items() if name not in values["明细"][0]},
        "业务日期": date(2026, 9, 30),
        "整批": {
            "件数": Decimal(4950), "户数": Decimal(3676), "未判定件数": Decimal(50), "贷款余额": Money("1168275300.12"),
            "不良余额": Money("79183700"), "不良本息": Money("88924600.5"), "拨备金额": Money("60292200"),
        },
        "分布": {
            name: [
                {
                    "值": word, "件数": Decimal(1000 // place), "户数": Decimal(900 // place),
                    "金额": Money(Decimal("12345678.9") / place), "占比": Percent(Decimal("0.4321") / place),
                }
                for place, word in enumerate(words, start=1)
            ]
            for name, words in spread.items()
        },
        "方案起点金额": Money("500000"),
        "方案负责人": "周国平",
        "方案起始日": date(2026, 10, 1),
        "阶段一截止日": date(2026, 11, 30),
        "阶段二截止日": date(2027, 1, 31),
        "阶段一累计清收率": Percent("0.3"),
        "阶段二累计清收率": Percent("0.6"),
        "目标不良率": Percent("0.02"),
        **more,
    }  # fmt: skip


VALUES = {
    **dict.fromkeys((NOTICE, GUARANTOR, FORM, *OTHERS), letter_values),
    PORTFOLIO: portfolio_values,
    CARD: card_values,
}


def members(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(document: bytes) -> str:
    """Every paragraph of every part with text, table cells included; line breaks and tabs as themselves."""
    found = members(document)
    stories = sorted(name for name in found if name.startswith("word/") and name.endswith(".xml"))
    lines = []
    for name in stories:
        paragraphs = list(etree.fromstring(found[name]).iter(f"{W}p"))
        if paragraphs:
            lines += [f"[{name}]", *(_paragraph(paragraph) for paragraph in paragraphs)]
    return "\n".join(lines) + "\n"


def _paragraph(paragraph: Any) -> str:
    marks = {f"{W}br": "\n", f"{W}tab": "\t"}
    pieces = [
        marks.get(element.tag, element.text or "")
        for element in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab")
        if element.getparent().tag == f"{W}r"
    ]
    return "".join(pieces)


def rebuilt(document: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The same file with members replaced, added, or (None) left out."""
    contents = {**members(document), **changes}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()
