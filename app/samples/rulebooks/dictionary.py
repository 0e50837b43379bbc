"""The loan variables that the sample workbooks share, each with every heading under which a ledger may bring it."""

from __future__ import annotations

from app.samples.rulebooks.model import Variable

CLASSES = "正常,关注,次级,可疑,损失"
STRATEGIES = "日常管理,电话催收,上门催收,分期还款,债务重组,诉讼清收,保全处置,核销追索"

FIELD = "文书字段"
"""用途 of what only the letters print."""
ORDERED = "有序"
"""用途 of what ranks its values, from light to grave."""

_LOAN = (
    Variable(
        "借据号",
        "文本",
        aliases="借据编号、贷款借据号",
        required=True,
        role="案件编号",
        note="一笔借据一行；编号按文本处理，保留前导零",
    ),
    Variable("合同编号", "文本", aliases="合同号、借款合同号", role=FIELD, note="借款合同编号"),
    Variable("机构名称", "文本", aliases="支行、机构、经办机构", required=True, role="机构", note="信用社（网点）名称"),
    Variable(
        "客户编号", "文本", aliases="客户号", required=True, role="客户编号", note="同一客户的多笔借据合并出一份文书"
    ),
    Variable(
        "客户名称",
        "文本",
        aliases="户名、借款人、借款人姓名",
        required=True,
        role="客户名称",
        note="借款人姓名或企业全称",
    ),
    Variable(
        "证件号码",
        "文本",
        aliases="证件号、身份证号、统一社会信用代码",
        required=True,
        role=FIELD,
        note="必须以文本保存，按数字保存会丢失末三位",
    ),
    Variable(
        "客户类型",
        "文本",
        domain="农户,个体工商户,小微企业,个人消费",
        aliases="客户类别",
        required=True,
        note="决定适用哪一组矩阵",
    ),
    Variable(
        "行业",
        "文本",
        domain="农林牧渔业,制造业,批发零售业,建筑业,房地产业,住宿餐饮业,交通运输业,居民服务业",
        aliases="所属行业",
        note="借款人主营行业",
    ),
    Variable(
        "信用等级",
        "文本",
        domain="优秀,较好,一般,未评级",
        aliases="信用评级",
        required=True,
        role=ORDERED,
        note="最近一次有效评级；从未评级的填未评级，排在最后",
    ),
    Variable("联系电话", "文本", aliases="手机号码、电话", role=FIELD),
    Variable(
        "住所地址", "文本", aliases="住址、地址、送达地址", role=FIELD, note="文书送达地址；空缺时催收文书不得发出"
    ),
    Variable("贷款金额", "金额", "元", ">=0", "借款金额、发放金额", role=FIELD, note="合同发放金额"),
    Variable(
        "贷款余额",
        "金额",
        "元",
        ">=0",
        "当前余额、余额、本金余额",
        required=True,
        role="金额",
        note="业务日期日终本金余额",
    ),
    Variable("年利率", "百分比", "%", "[0..36%]", "利率（%）、利率、执行利率", role=FIELD, note="合同执行年利率"),
    Variable("借款日期", "日期", aliases="发放日期、贷款发放日期", required=True, role=FIELD),
    Variable("到期日期", "日期", aliases="贷款到期日期、到期日", required=True, role=FIELD),
    Variable("本金逾期天数", "整数", "天", ">=0", required=True, note="本金到期未还的日历天数，未逾期填0"),
    Variable("利息逾期天数", "整数", "天", ">=0", "欠息天数", required=True, note="最早一期欠息的日历天数，未欠息填0"),
    Variable(
        "欠息", "金额", "元", ">=0", "当前欠息、欠息金额", default="0", role=FIELD, note="截至业务日期的应收未收利息"
    ),
    Variable("罚息", "金额", "元", ">=0", "逾期罚息", default="0", role=FIELD, note="逾期加收部分"),
    Variable("复利", "金额", "元", ">=0", default="0", role=FIELD),
    Variable(
        "费用", "金额", "元", ">=0", "代垫费用、实现债权费用", default="0", role=FIELD, note="诉讼费、保全费等代垫费用"
    ),
    Variable(
        "担保方式",
        "文本",
        domain="信用,保证,抵押,质押",
        aliases="担保类型",
        required=True,
        note="多种担保并存时填主担保方式",
    ),
    Variable(
        "保证人", "文本", aliases="担保人、保证人姓名", role=FIELD, note="多名保证人以顿号分隔，每名保证人各发一份通知"
    ),
    Variable("保证方式", "文本", domain="连带责任保证,一般保证", note="约定不明的按一般保证（民法典第686条）"),
    Variable("保证合同编号", "文本", aliases="保证合同号", role=FIELD),
    Variable("保证合同签订日期", "日期", aliases="保证合同日期", role=FIELD),
    Variable("约定保证期间届满日", "日期", aliases="保证期间到期日", note="合同约定的届满日；没有约定的留空"),
    Variable("抵押物", "文本", aliases="抵质押物、抵（质）押物", role=FIELD),
    Variable(
        "还款意愿",
        "文本",
        domain="有意愿,暂时困难,恶意拖欠",
        required=True,
        role=ORDERED,
        note="客户经理最近一次贷后检查的判断",
    ),
    Variable("还款能力", "文本", domain="强,一般,弱", required=True, role=ORDERED, note="收入、资产与全部负债相比"),
    Variable("是否重组", "是否", default="否", aliases="是否重组贷款", note="观察期内的重组贷款填是；空白视为否"),
    Variable("是否破产", "是否", default="否", aliases="是否进入破产程序", note="法院已受理破产申请填是；空白视为否"),
    Variable("是否失联", "是否", default="否", note="双人上门并核实后仍下落不明填是；空白视为否"),
    Variable(
        "经营状况", "文本", domain="正常,下滑,停业", aliases="借款人现状", role=ORDERED, note="经营或主要收入来源的现状"
    ),
    Variable("诉讼状态", "文本", domain="未诉,已诉,已判,执行中", aliases="诉讼情况", required=True, role=ORDERED),
    Variable("最近催收日期", "日期", aliases="最近一次催收日期", note="最近一次有效送达的日期"),
    Variable(
        "登记时效届满日",
        "日期",
        aliases="诉讼时效到期日",
        note="台账登记的诉讼时效届满日，已计入此前各次中断；没有登记的留空，自到期日期起算",
    ),
    Variable(
        "客户经理工号", "文本", aliases="责任人工号、管理责任人工号", role="经办人", note="按文本处理，保留前导零"
    ),
    Variable("客户经理", "文本", aliases="管理责任人、责任人", role="经办人姓名"),
    Variable(
        "原五级分类", "文本", domain=CLASSES, aliases="当前形态、上期五级分类", role=ORDERED, note="上期末认定结果"
    ),
)
_BY_NAME = {variable.name: variable for variable in _LOAN}


def loan(*names: str) -> tuple[Variable, ...]:
    """The rows of the named variables, in the order asked for."""
    return tuple(_BY_NAME[name] for name in names)
