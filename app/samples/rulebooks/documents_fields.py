"""The dictionary of 文书与合规.xlsx: what a loan's file must tell so that its letters can be written."""

from __future__ import annotations

from dataclasses import replace

from app.samples.rulebooks.dictionary import CLASSES, FIELD, ORDERED, STRATEGIES, loan
from app.samples.rulebooks.documents_terms import DEBT_LETTERS, LETTERS, SUIT_LETTERS
from app.samples.rulebooks.model import Variable

SERVICES = "双人直接送达,邮政特快专递,留置送达,公证送达,公告送达"
_CAPACITIES = "本人,同住成年家属,法定代表人,负责收件的人,委托代理人"
_FROM_STRATEGY, _FROM_CLASSES, _BY_FORMULA = "由《清收策略》规则书得出", "由《五级分类》规则书得出", "公式得出"

_TERMS = (
    Variable("还款方式", "文本", role=FIELD, note="合同约定的还款方式"),
    Variable(
        "罚息上浮比例",
        "百分比",
        "%",
        "[0..100%]",
        "罚息上浮（%）",
        default="50%",
        role=FIELD,
        note="逾期罚息在合同利率上加收的比例",
    ),
    Variable(
        "已还利息", "金额", "元", ">=0", "累计已还利息", default="0", role=FIELD, note="截至业务日期实际收到的利息"
    ),
    Variable("抵质押合同编号", "文本", aliases="抵质押合同号、抵押合同编号", role=FIELD),
    Variable("抵质押人", "文本", aliases="抵押人", role=FIELD, note="抵押、质押财产的所有人"),
    Variable("登记证号", "文本", aliases="抵押登记证号、不动产登记证明号", role=FIELD),
    Variable("财产线索", "文本", role=FIELD, note="调查到的债务人财产；没有线索的不得申请财产保全"),
    Variable("管辖法院", "文本", aliases="约定管辖法院", role=FIELD, note="合同约定或者依法有管辖权的法院全称"),
)
_EVENTS = (
    Variable("提前到期通知送达日期", "日期", aliases="提前到期通知送达日", note="由送达登记记入，也可由台账带入"),
    Variable("诉前告知送达日期", "日期", aliases="诉前告知送达日", note="由送达登记记入，也可由台账带入"),
    Variable(
        "转让通知送达日期",
        "日期",
        aliases="转让通知送达日",
        note="由送达登记记入；送达后债权转让对债务人生效（民法典第546条）",
    ),
    Variable("履行承诺日期", "日期", aliases="还款协议签订日期", note="由送达登记记入：还款协议、还款计划书签收之日"),
    Variable("最近向保证人主张日期", "日期", aliases="向保证人主张日", note="由送达登记记入，也可由台账带入"),
    Variable("起诉日期", "日期", aliases="起诉日", note="法院收到起诉状的日期"),
    Variable("诉前保全日期", "日期", aliases="诉前保全日", note="法院采取诉前保全措施的日期"),
    Variable("裁判文书", "文本", aliases="执行依据", role=FIELD, note="生效裁判的案号和名称"),
    Variable("裁判生效日期", "日期", aliases="裁判生效日", role=FIELD),
    Variable("履行期限届满日", "日期", aliases="判决履行期届满日", role=FIELD, note="裁判确定的履行期间的最后一日"),
    Variable("下落核实日期", "日期", aliases="下落核实日", note="走访核实下落不明并留存证明的日期"),
    Variable("转让批次", "文本", note="已签订转让合同的债权填批次名称"),
    Variable("减免审批文号", "文本", role=FIELD, note="息费减免的审批文号"),
    Variable("批准减免金额", "金额", "元", ">=0", "减免金额", default="0", role=FIELD, note="经审批可以减免的息费"),
    Variable(
        "有无纠纷",
        "是否",
        default="否",
        aliases="是否有争议",
        note="债权人有对待给付义务，或者与债务人有其他债务纠纷的填是",
    ),
    Variable("是否出境", "是否", default="否", note="债务人不在我国境内的填是；空白视为否"),
    Variable(
        "当日已联系次数", "整数", "次", ">=0", "今日联系次数", default="0", note="业务日期当日对债务人的有效联系次数"
    ),
    Variable("拟联系时点", "整数", "时", "[0..23]", note="拟当面送达或联系的钟点；不写视为在允许的时段内"),
    Variable("约定夜间联系", "是否", default="否", note="债务人书面同意夜间联系的填是"),
)
_CONCLUDED_ELSEWHERE = (
    Variable("五级分类", "文本", domain=CLASSES, required=True, role=ORDERED, note=_FROM_CLASSES),
    Variable("逾期天数", "整数", "天", ">=0", required=True, note=_FROM_CLASSES),
    Variable("底线分类", "文本", domain=CLASSES, role=FIELD, note=_FROM_CLASSES),
    Variable("矩阵分类", "文本", domain=CLASSES, role=FIELD, note=_FROM_CLASSES),
    Variable("认定依据", "文本", role=FIELD, note=_FROM_CLASSES),
    Variable("拨备比例", "百分比", "%", role=FIELD, note=_FROM_CLASSES),
    Variable("拨备金额", "金额", "元", role=FIELD, note=_FROM_CLASSES),
    Variable("清收策略", "文本", domain=STRATEGIES, required=True, note=_FROM_STRATEGY),
    Variable("清收措施", "文本", note=f"{_FROM_STRATEGY}；可有多项"),
    Variable("欠款合计", "金额", "元", ">=0", required=True, role=FIELD, note=_FROM_STRATEGY),
    Variable("债务人分层", "文本", role=FIELD, note=_FROM_STRATEGY),
    Variable("审批人", "文本", role=FIELD, note=_FROM_STRATEGY),
    Variable("预警信号", "文本", role=FIELD, note="由《风险预警》规则书得出；可有多项"),
    Variable("预警级别", "文本", role=FIELD, note="由《风险预警》规则书得出"),
)


def _printed(*names: str) -> tuple[Variable, ...]:
    """Of the loan variables, those that this book reads only for its letters."""
    return tuple(replace(one, role=one.role or FIELD) for one in loan(*names))


_MADE = (
    Variable("最近主张日期", "日期", note=_BY_FORMULA),
    Variable("时效基准日", "日期", note=_BY_FORMULA),
    Variable("期内主张", "是否", note=_BY_FORMULA),
    Variable("诉讼时效届满日", "日期", role=FIELD, note=_BY_FORMULA),
    Variable("时效剩余天数", "整数", "天", note=_BY_FORMULA),
    Variable("保证期间届满日", "日期", role=FIELD, note=_BY_FORMULA),
    Variable("保证期剩余天数", "整数", "天", note=_BY_FORMULA),
    Variable("期内向保证人主张", "是否", note=_BY_FORMULA),
    Variable("保证时效剩余天数", "整数", "天", note=_BY_FORMULA),
    Variable("距上次催收天数", "整数", "天", note=_BY_FORMULA),
    Variable("诉前告知天数", "整数", "天", note=_BY_FORMULA),
    Variable("诉前保全天数", "整数", "天", note=_BY_FORMULA),
    Variable("申请执行届满日", "日期", role=FIELD, note=_BY_FORMULA),
    Variable("执行期剩余天数", "整数", "天", note=_BY_FORMULA),
    Variable("剩余期限天数", "整数", "天", note=_BY_FORMULA),
    Variable("是否调整分类", "是否", note=_BY_FORMULA),
    Variable("还款期数", "整数", "期", ">=1", role=FIELD, note="欠款金额×还款能力"),
    Variable("违约情形", "文本", role=FIELD, note="贷款提前到期通知书引用"),
    Variable("保全事由", "文本", role=FIELD, note="财产保全申请书引用"),
    Variable("文书", "文本", domain=",".join(DEBT_LETTERS), role="文书", note="催收、协商和存档：本期应出的文书"),
    Variable("诉讼文书", "文本", domain=",".join(SUIT_LETTERS), role="文书", note="诉前和诉讼：本期应出的文书"),
    *(
        variable
        for name in ("阻断", "送达阻断", "担保阻断", "诉讼阻断")
        for variable in (
            Variable(
                f"{name}文书", "文本", domain=f"{','.join(LETTERS)},全部", role="阻断文书",
                note="依法或依制度不得发出的文书；“全部”表示都不得发出",
            ),
            Variable(f"{name}理由", "文本", role="阻断理由", note=f"与{name}文书一一对应"),
        )
    ),
    Variable("办理提示", "文本", role="提示", note="不阻断，提醒经办人"),
    Variable("首选送达方式", "文本", domain=f"无需送达,{SERVICES}", role=FIELD, note="制作文书时建议的送达方式"),
)  # fmt: skip
_RECORDED = (
    Variable("送达方式", "文本", domain=SERVICES, role="送达方式", note="登记送达时可选的方式"),
    Variable("签收人身份", "文本", domain=_CAPACITIES, role="签收人身份", note="登记送达时可选的签收人身份"),
)

VARIABLES = (
    *loan("借据号", "客户编号", "客户名称", "证件号码", "机构名称", "客户经理工号", "客户经理", "联系电话", "住所地址"),
    *_printed("客户类型", "信用等级", "还款意愿", "还款能力", "经营状况"),
    *loan("合同编号", "借款日期", "到期日期", "贷款金额", "贷款余额", "年利率"),
    *_printed("本金逾期天数", "利息逾期天数"),
    *loan("欠息", "罚息", "复利", "费用"),
    *_printed("担保方式"),
    *loan("保证人", "保证方式", "保证合同编号", "保证合同签订日期", "约定保证期间届满日", "抵押物"),
    *_TERMS,
    *loan("原五级分类", "诉讼状态", "是否破产", "是否失联", "最近催收日期", "登记时效届满日"),
    *_printed("是否重组"),
    *_EVENTS,
    *_CONCLUDED_ELSEWHERE,
    *_MADE,
    *_RECORDED,
)
