"""文书与合规.xlsx: which letters must not go out, why, and what to do instead. A gate asks only of letters chosen."""

# ruff: noqa: E501 - one row of the workbook is one line here, however wide

from __future__ import annotations

from string import ascii_lowercase
from typing import TypeAlias

from app.samples.rulebooks.documents_terms import (
    ACCELERATION,
    AGREEMENT,
    ASSIGNMENT,
    COMPLAINT,
    DEMAND,
    ENFORCEMENT,
    GUARANTOR,
    LAST_NOTICE,
    ORDER,
    PRESERVATION,
    PUBLIC,
    REPAYMENT_PLAN,
    TO_CHECK,
)
from app.samples.rulebooks.model import Cell, Table

_OWN = "清收文书管理办法（示例）"
_FACTS = (
    "诉讼状态", "是否破产", "时效剩余天数", "转让通知送达日期", "客户类型", "批准减免金额", "减免审批文号",
)  # fmt: skip
_SERVICE_FACTS = ("是否失联", "下落核实日期", "住所地址", "当日已联系次数", "拟联系时点", "约定夜间联系")
_GUARANTEE_FACTS = ("是否破产", "诉讼状态", "保证方式", "保证期剩余天数", "期内向保证人主张", "保证时效剩余天数")
_SUIT_FACTS = (
    "是否破产", "欠款合计", "剩余期限天数", "有无纠纷", "是否失联", "是否出境", "住所地址", "管辖法院", "诉前保全天数", "提前到期通知送达日期",
    "财产线索", "裁判文书", "执行期剩余天数",
)  # fmt: skip


_Row: TypeAlias = tuple[str, tuple[str, ...], dict[str, str], str, str, str]
"""Number, letters, what it asks of the case, why they are stopped, on what that rests, what helps."""


def _table(name: str, letters: str, facts: tuple[str, ...], rows: tuple[_Row, ...]) -> Table:
    """A gate is a row for each of its letters, numbered ``G3a G3b`` where there are several."""
    rules: list[tuple[Cell, ...]] = []
    for id, stopped, asked, reason, basis, cure in rows:
        conditions = [asked.get(fact, "-") for fact in facts]
        for letter, mark in zip(stopped, ascii_lowercase, strict=False):
            number = f"{id}{mark}" if len(stopped) > 1 else id
            rules.append((number, letter, *conditions, letter, reason, basis, cure))
    return Table(
        f"{name}规则", "C", (letters, *facts), (f"{name}文书", f"{name}理由"), ("依据", "应当怎么办"), tuple(rules)
    )


DEBTOR_GATES = _table(
    "阻断",
    "文书",
    _FACTS,
    (
        ("G1", (DEMAND, ACCELERATION), {"诉讼状态": "已诉,执行中"}, "已进入诉讼或执行程序，不得再发普通催收通知",
         "民法典第195条：诉讼中的主张已中断时效", "由法务在案件中主张"),
        ("G2", (DEMAND,), {"诉讼状态": "已判"}, "已有生效判决，应当在两年内申请强制执行，不得以催收通知代替",
         f"民事诉讼法第250条（{TO_CHECK}）", "法务申请执行"),
        ("G3", (DEMAND, ACCELERATION, PUBLIC), {"是否破产": "是"}, "债务人已进入破产程序，应当在申报期内申报债权",
         f"企业破产法第48、56条（{TO_CHECK}）", "向管理人申报债权"),
        ("G4", (DEMAND, PUBLIC), {"诉讼状态": "未诉", "是否破产": "否", "时效剩余天数": "<0"}, "诉讼时效已届满，普通催收不能使时效重新起算",
         f"民法典第188、192、195条（第192条{TO_CHECK}）", "由法务与债务人另签还款协议或债务确认书"),
        ("G5", (DEMAND, ACCELERATION, AGREEMENT, REPAYMENT_PLAN), {"转让通知送达日期": "非空"}, "债权已转让并通知债务人，应由受让人主张",
         "民法典第546条", "告知债务人向受让人履行"),
        ("G6", (ASSIGNMENT,), {"客户类型": "非小微企业"}, "个人贷款不得批量转让", f"金融企业不良资产批量转让管理办法第8条（{TO_CHECK}）", "从转让批次中剔除"),
        ("G7", (AGREEMENT,), {"批准减免金额": ">0", "减免审批文号": "空"}, "减免没有审批文号，协议不得写入减免", f"减免息管理办法（示例，{TO_CHECK}）", "按授权报批后补录文号"),
        ("G8", (AGREEMENT, REPAYMENT_PLAN), {"是否破产": "是"}, "破产申请受理后对个别债权人的清偿无效，不得另签还款协议",
         f"企业破产法第16条（{TO_CHECK}）", "向管理人申报债权"),
    ),
)  # fmt: skip

SERVICE_GATES = _table(
    "送达阻断",
    "文书",
    _SERVICE_FACTS,
    (
        ("S1", (DEMAND, ACCELERATION, ASSIGNMENT), {"住所地址": "空"}, "没有送达地址，文书无法有效送达", _OWN, "补录住所地址"),
        ("S2", (PUBLIC,), {"是否失联": "否"}, "债务人并非下落不明，不得以公告代替直接送达",
         f"诉讼时效规定第8条（{TO_CHECK}）、民事诉讼法第95条（{TO_CHECK}）", "直接、邮寄、留置或公证送达"),
        ("S3", (PUBLIC,), {"下落核实日期": "空"}, "没有核实下落不明的证明，不得公告", f"诉讼时效规定第8条（{TO_CHECK}）", "走访村组、社区并留存证明"),
        ("S4", (DEMAND,), {"当日已联系次数": ">=每日联系上限"}, "当日有效联系已达上限，不得再行催收", f"个人消费贷款催收规范（{TO_CHECK}）", "次日再办"),
        ("S5", (DEMAND,), {"拟联系时点": ">=夜间起点", "约定夜间联系": "否"}, "每日22:00至次日8:00不得催收", f"个人消费贷款催收规范（{TO_CHECK}）", "改在允许的时段"),
        ("S6", (DEMAND,), {"拟联系时点": "<夜间止点", "约定夜间联系": "否"}, "每日22:00至次日8:00不得催收", f"个人消费贷款催收规范（{TO_CHECK}）", "改在允许的时段"),
    ),
)  # fmt: skip

GUARANTEE_GATES = _table(
    "担保阻断",
    "文书",
    _GUARANTEE_FACTS,
    (
        ("B1", (GUARANTOR,), {"保证期剩余天数": "<0", "期内向保证人主张": "否"}, "保证期间已届满而期间内未主张，保证人不再承担保证责任，签收也不能恢复",
         "民法典第692、693条", "转法务核实期间内是否主张过权利"),
        ("B2", (GUARANTOR,), {"保证时效剩余天数": "<0"}, "保证债务的诉讼时效已届满，通知不能使其重新起算", "民法典第188、694条", "由法务与保证人另签书面协议"),
        ("B3", (GUARANTOR,), {"是否破产": "否", "诉讼状态": "非执行中", "保证方式": "一般保证", "保证期剩余天数": ">=0"},
         "一般保证须先就债务人财产依法强制执行，保证期间内应当起诉或申请仲裁", f"民法典第687、693条（第687条{TO_CHECK}）", "保证期间届满前起诉债务人"),
    ),
)  # fmt: skip

_SEVEN = f"民事诉讼法第225条、民诉法解释第427条（{TO_CHECK}）"
SUIT_GATES = _table(
    "诉讼阻断",
    "诉讼文书",
    _SUIT_FACTS,
    (
        ("P1", (ORDER,), {"欠款合计": "<=0"}, "支付令条件一：没有可以请求给付的金钱", _SEVEN, "核对台账"),
        ("P2", (ORDER,), {"剩余期限天数": ">0"}, "支付令条件二：债务尚未到期，数额不能确定", _SEVEN, "到期或者宣布提前到期后再申请"),
        ("P3", (ORDER,), {"有无纠纷": "是"}, "支付令条件三：债权人有对待给付义务或与债务人有其他债务纠纷", _SEVEN, "改为起诉"),
        ("P4", (ORDER,), {"是否失联": "是"}, "支付令条件四：债务人下落不明", _SEVEN, "改为起诉"),
        ("P5", (ORDER,), {"是否出境": "是"}, "支付令条件四：债务人不在我国境内", _SEVEN, "改为起诉"),
        ("P6", (ORDER,), {"住所地址": "空"}, "支付令条件五：支付令不能送达债务人", _SEVEN, "补录住所地址，或者改为起诉"),
        ("P7", (ORDER,), {"管辖法院": "空"}, "支付令条件六：没有明确的管辖法院", _SEVEN, "补录管辖法院"),
        ("P8", (ORDER,), {"诉前保全天数": "非空"}, "支付令条件七：已申请诉前保全", _SEVEN, "在三十日内起诉"),
        ("P9", (LAST_NOTICE, ORDER, COMPLAINT, PRESERVATION, ENFORCEMENT), {"是否破产": "是"}, "破产申请受理后不得另行起诉或者申请保全和执行，应当申报债权",
         f"企业破产法第19、21、48条（{TO_CHECK}）", "向管理人申报债权；诉讼只能向受理破产的法院提起"),
        ("P10", (COMPLAINT,), {"管辖法院": "空"}, "没有明确的管辖法院", f"民事诉讼法第122条（{TO_CHECK}）", "补录管辖法院"),
        ("P11", (COMPLAINT,), {"剩余期限天数": ">0", "提前到期通知送达日期": "空"}, "借款尚未到期，也没有宣布提前到期，不得起诉全部本金",
         "借款合同约定的提前到期条款", "先送达贷款提前到期通知书"),
        ("P12", (PRESERVATION,), {"财产线索": "空"}, "没有明确的财产信息或者线索，不能申请保全", f"财产保全规定第1、10条（{TO_CHECK}）", "先调查财产"),
        ("P13", (PRESERVATION,), {"诉前保全天数": "<=诉前保全起诉天数"}, "诉前保全仍在三十日内，不重复申请，应当及时起诉", f"民事诉讼法第104条（{TO_CHECK}）", "三十日内起诉，转为诉讼保全"),
        ("P14", (ENFORCEMENT,), {"执行期剩余天数": "<0"}, "申请执行的二年期间已届满", f"民事诉讼法第250条（{TO_CHECK}）", "由法务核实期间有无中止、中断"),
        ("P15", (ENFORCEMENT,), {"裁判文书": "空"}, "没有生效裁判文书，没有执行依据", f"民事诉讼法第247条（{TO_CHECK}）", "补录裁判文书和履行期限"),
    ),
)  # fmt: skip
