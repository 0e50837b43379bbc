"""文书与合规.xlsx: its own test cases. Each begins with an ordinary loan and says what is different about it."""

# ruff: noqa: E501 - one row of the workbook is one line here, however wide

from __future__ import annotations

from decimal import Decimal

from app.samples.rulebooks.documents_gates import DEBTOR_GATES, GUARANTEE_GATES, SERVICE_GATES, SUIT_GATES
from app.samples.rulebooks.documents_terms import (
    ACCELERATION,
    AGREEMENT,
    ASSIGNMENT,
    COMPLAINT,
    DEBTOR_PLAN,
    DEMAND,
    ENFORCEMENT,
    GUARANTOR,
    LAST_NOTICE,
    ORDER,
    PORTFOLIO_PLAN,
    PRESERVATION,
    PUBLIC,
    RECORD,
    REPAYMENT_PLAN,
)
from app.samples.rulebooks.model import Cell, Table, Tests

_NONE = "未命中"
_LOAN: dict[str, Cell] = {
    "业务日期": "2026-09-30", "五级分类": "关注", "原五级分类": "关注", "清收策略": "电话催收", "清收措施": "电话跟进", "欠款合计": 60000,
    "逾期天数": 60, "到期日期": "2026-08-01", "最近催收日期": "", "登记时效届满日": "", "履行承诺日期": "", "诉讼状态": "未诉", "是否破产": "否",
    "是否失联": "否", "下落核实日期": "", "住所地址": "云岭县城关镇南门社区1栋1单元", "客户类型": "农户", "经营状况": "正常", "还款意愿": "有意愿",
    "担保方式": "信用", "保证人": "", "保证方式": "", "约定保证期间届满日": "", "最近向保证人主张日期": "", "起诉日期": "", "转让批次": "",
    "转让通知送达日期": "", "提前到期通知送达日期": "", "诉前告知送达日期": "", "诉前保全日期": "", "管辖法院": "云岭县人民法院", "财产线索": "",
    "裁判文书": "", "履行期限届满日": "", "有无纠纷": "否", "是否出境": "否", "当日已联系次数": 0, "拟联系时点": "", "约定夜间联系": "否",
    "批准减免金额": 0, "减免审批文号": "",
}  # fmt: skip
_EXPECTED = (
    "诉讼时效届满日", "保证期间届满日", "文书", "诉讼文书", "阻断文书", "阻断理由", "送达阻断文书", "送达阻断理由", "担保阻断文书", "担保阻断理由", "诉讼阻断文书", "诉讼阻断理由",
    "办理提示", "首选送达方式", "违约情形", "保全事由",
)  # fmt: skip
_NOTHING: dict[str, Cell] = dict.fromkeys(_EXPECTED[2:13], _NONE)


def _stops(prefix: str, gates: Table, *ids: str) -> dict[str, Cell]:
    """What the gates of these numbers conclude together."""
    rows = [row for row in gates.rules if row[0] in ids]
    place = 1 + len(gates.conditions)
    return {f"{prefix}文书": "、".join(str(row[place]) for row in rows),
            f"{prefix}理由": "\n".join(str(row[place + 1]) for row in rows)}  # fmt: skip


def _by_debtor(*ids: str) -> dict[str, Cell]:
    return _stops("阻断", DEBTOR_GATES, *ids)


def _by_service(*ids: str) -> dict[str, Cell]:
    return _stops("送达阻断", SERVICE_GATES, *ids)


def _by_guarantee(*ids: str) -> dict[str, Cell]:
    return _stops("担保阻断", GUARANTEE_GATES, *ids)


def _in_court(*ids: str) -> dict[str, Cell]:
    return _stops("诉讼阻断", SUIT_GATES, *ids)


def _case(name: str, given: dict[str, Cell], letters: str, suits: str = _NONE, /, **expected: Cell) -> tuple[Cell, ...]:
    known = {**_LOAN, **given}
    answers = {**_NOTHING, "文书": letters, "诉讼文书": suits, **expected}
    return (name, *known.values(), *(answers.get(one, "") for one in _EXPECTED))


_SUIT: dict[str, Cell] = {"清收策略": "诉讼清收", "清收措施": "提起诉讼", "五级分类": "次级", "原五级分类": "次级", "还款意愿": "恶意拖欠",
                          "逾期天数": 120, "到期日期": "2026-06-02", "最近催收日期": "2026-08-15"}  # fmt: skip
_WARNED: dict[str, Cell] = {**_SUIT, "诉前告知送达日期": "2026-09-10", "欠款合计": 100001}
_ORDERED: dict[str, Cell] = {**_WARNED, "欠款合计": 100000}
_GUARANTEED: dict[str, Cell] = {"担保方式": "保证", "保证人": "李某、王某", "保证方式": "连带责任保证", "约定保证期间届满日": "2028-06-02",
                                "最近催收日期": "2026-09-10"}  # fmt: skip
_LOST: dict[str, Cell] = {"是否失联": "是", "清收措施": "下落查找", "下落核实日期": "2026-09-01"}
_HINTED = {
    "时效": "诉讼时效即将届满，必须取得签收或公证送达",
    "届满": "诉讼时效已届满，转法务处理",
    "保证": "保证期间即将届满，立即向保证人主张权利",
    "下落": "先核实下落并留存证明，方可公告送达",
    "执行": "核对判决履行期，两年内申请强制执行",
    "保全": "已诉前保全，三十日内必须起诉，否则解除",
    "失效": "诉前保全已满三十日未起诉，应当解除，须重新申请",
}

_ROWS = (
    _case("正常贷款没有文书", {"五级分类": "正常", "原五级分类": "正常", "清收策略": "日常管理", "清收措施": "贷后检查", "逾期天数": 0,
                       "到期日期": "2027-03-01"}, _NONE, 首选送达方式="无需送达", 诉讼时效届满日="2030-03-01"),
    _case("逾期9天还不发", {"逾期天数": 9}, _NONE, 首选送达方式="无需送达"),
    _case("逾期10天首次催收并存档", {"逾期天数": 10, "原五级分类": "正常", "到期日期": "2026-09-20"}, f"{DEMAND}、{RECORD}",
          首选送达方式="邮政特快专递", 诉讼时效届满日="2029-09-20", 违约情形="未按合同约定履行还款义务"),
    _case("20天前催收过，本期不发", {"清收策略": "上门催收", "最近催收日期": "2026-09-10"}, _NONE, 首选送达方式="双人直接送达",
          诉讼时效届满日="2029-09-10"),
    _case("期内送达使时效重新起算", {"登记时效届满日": "2026-12-31", "最近催收日期": "2026-08-31"}, DEMAND, 诉讼时效届满日="2029-08-31"),
    _case("届满后送达不使时效重新起算", {"登记时效届满日": "2026-06-30", "最近催收日期": "2026-08-31", "逾期天数": 1300, "五级分类": "损失",
                              "原五级分类": "损失"}, f"{DEMAND}、{RECORD}", 诉讼时效届满日="2026-06-30",
          办理提示=_HINTED["届满"], 首选送达方式="公证送达", **_by_debtor("G4a")),
    _case("届满后另签还款协议重新起算", {"登记时效届满日": "2026-06-30", "履行承诺日期": "2026-09-01", "逾期天数": 1300}, DEMAND,
          诉讼时效届满日="2029-09-01"),
    _case("诉前告知的送达也中断时效", {"登记时效届满日": "2027-01-31", "诉前告知送达日期": "2026-08-20"}, DEMAND, 诉讼时效届满日="2029-08-20"),
    _case("满30天再催，连带保证人一并通知", {**_GUARANTEED, "五级分类": "次级", "清收策略": "分期还款", "清收措施": "还款计划", "逾期天数": 120,
                                 "最近催收日期": "2026-08-31"}, f"{DEMAND}、{GUARANTOR}、{REPAYMENT_PLAN}、{RECORD}",
          保证期间届满日="2028-06-02", 首选送达方式="双人直接送达"),
    _case("没有约定保证期间的为六个月", {**_GUARANTEED, "约定保证期间届满日": "", "到期日期": "2026-08-01"}, GUARANTOR, 保证期间届满日="2027-02-01"),
    _case("一般保证未经执行，不得通知保证人", {**_GUARANTEED, "保证方式": "一般保证"}, GUARANTOR, **_by_guarantee("B3")),
    _case("保证期间已过，期内未主张", {**_GUARANTEED, "约定保证期间届满日": "2026-06-03", "最近向保证人主张日期": "2026-07-01"}, GUARANTOR,
          **_by_guarantee("B1")),
    _case("保证期间已过，期内主张过", {**_GUARANTEED, "约定保证期间届满日": "2026-06-03", "最近向保证人主张日期": "2026-05-01"}, GUARANTOR),
    _case("保证债务时效届满", {**_GUARANTEED, "约定保证期间届满日": "2023-06-03", "最近向保证人主张日期": "2023-05-01", "到期日期": "2022-06-03",
                       "登记时效届满日": "2029-09-10"}, GUARANTOR, **_by_guarantee("B2")),
    _case("一般保证，期内已起诉且在执行", {**_GUARANTEED, "保证方式": "一般保证", "约定保证期间届满日": "2026-06-03", "起诉日期": "2026-03-01",
                               "诉讼状态": "执行中"}, GUARANTOR),
    _case("时效和保证期间都将届满", {**_GUARANTEED, "清收策略": "分期还款", "登记时效届满日": "2026-11-30", "最近催收日期": "2023-11-30",
                           "约定保证期间届满日": "2026-12-20"}, f"{DEMAND}、{GUARANTOR}",
          办理提示=f"{_HINTED['时效']}、{_HINTED['保证']}"),
    _case("已诉不发普通催收", {"诉讼状态": "已诉", "起诉日期": "2026-07-01"}, DEMAND, **_by_debtor("G1a")),
    _case("已判应申请执行", {"诉讼状态": "已判", "裁判文书": "（2026）云0821民初1号民事判决书", "履行期限届满日": "2026-03-01"}, DEMAND,
          ENFORCEMENT, 办理提示=_HINTED["执行"], **_by_debtor("G2")),
    _case("破产改为申报债权", {"是否破产": "是", "客户类型": "小微企业"}, DEMAND, **_by_debtor("G3a")),
    _case("没有地址不得发出", {"住所地址": ""}, DEMAND, **_by_service("S1a")),
    _case("当日已联系三次", {"当日已联系次数": 3}, DEMAND, **_by_service("S4")),
    _case("晚上十点以后", {"拟联系时点": 22}, DEMAND, **_by_service("S5")),
    _case("早上八点以前", {"拟联系时点": 7}, DEMAND, **_by_service("S6")),
    _case("书面同意夜间联系", {"拟联系时点": 23, "约定夜间联系": "是"}, DEMAND),
    _case("债权已转让", {"转让通知送达日期": "2026-08-20"}, DEMAND, **_by_debtor("G5a")),
    _case("提前到期", {"清收策略": "分期还款", "到期日期": "2027-05-01", "逾期天数": 200, "最近催收日期": "2026-09-10"}, ACCELERATION,
          首选送达方式="公证送达", 违约情形="长期未按期支付利息"),
    _case("提前到期：已诉", {"清收策略": "分期还款", "到期日期": "2027-05-01", "逾期天数": 200, "最近催收日期": "2026-09-10", "诉讼状态": "已诉"},
          ACCELERATION, **_by_debtor("G1b")),
    _case("提前到期：破产且没有地址、停业", {"清收策略": "分期还款", "到期日期": "2027-05-01", "逾期天数": 200, "最近催收日期": "2026-09-10",
                               "是否破产": "是", "住所地址": "", "经营状况": "停业"}, ACCELERATION,
          违约情形="停止经营且未按期支付利息", 保全事由="停止经营，财产可能被其他债权人处置", **_by_debtor("G3b"), **_by_service("S1b")),
    _case("提前到期：债权已转让", {"清收策略": "分期还款", "到期日期": "2027-05-01", "逾期天数": 200, "转让通知送达日期": "2026-09-10"},
          ACCELERATION, **_by_debtor("G5b")),
    _case("失联首次公告", _LOST, PUBLIC, 办理提示=_HINTED["下落"], 首选送达方式="公告送达", 违约情形="下落不明且未按期支付利息",
          保全事由="下落不明，财产无人管理"),
    _case("失联再次公告", {**_LOST, "最近催收日期": "2026-07-01"}, PUBLIC, 办理提示=_HINTED["下落"]),
    _case("没有核实下落", {**_LOST, "下落核实日期": ""}, PUBLIC, 办理提示=_HINTED["下落"], **_by_service("S3")),
    _case("并非失联不得公告", {**_LOST, "是否失联": "否"}, f"{DEMAND}、{PUBLIC}", **_by_service("S2")),
    _case("公告也不能恢复时效", {**_LOST, "登记时效届满日": "2026-06-30"}, PUBLIC, 办理提示=f"{_HINTED['届满']}、{_HINTED['下落']}",
          **_by_debtor("G4b")),
    _case("失联而破产", {**_LOST, "是否破产": "是"}, PUBLIC, 办理提示=_HINTED["下落"], **_by_debtor("G3c")),
    _case("企业债权转让", {"转让批次": "第1批", "客户类型": "小微企业", "最近催收日期": "2026-09-10"}, ASSIGNMENT),
    _case("个人债权不得批量转让", {"转让批次": "第1批", "最近催收日期": "2026-09-10"}, ASSIGNMENT, **_by_debtor("G6")),
    _case("转让通知没有地址", {"转让批次": "第1批", "客户类型": "小微企业", "最近催收日期": "2026-09-10", "住所地址": ""}, ASSIGNMENT,
          **_by_service("S1c")),
    _case("展期", {"清收策略": "债务重组", "清收措施": "展期协议", "最近催收日期": "2026-09-10"}, AGREEMENT, 首选送达方式="双人直接送达"),
    _case("重组并减免，已经审批", {"清收策略": "债务重组", "清收措施": "债务重组方案", "最近催收日期": "2026-09-10", "批准减免金额": 1200,
                         "减免审批文号": "云农信减免审〔2026〕1号"}, AGREEMENT),
    _case("重组并减免，没有审批", {"清收策略": "债务重组", "清收措施": "债务重组方案", "最近催收日期": "2026-09-10", "批准减免金额": 1200}, AGREEMENT,
          **_by_debtor("G7")),
    _case("重组：破产", {"清收策略": "债务重组", "清收措施": "债务重组方案", "最近催收日期": "2026-09-10", "是否破产": "是"}, AGREEMENT,
          **_by_debtor("G8a")),
    _case("重组：债权已转让", {"清收策略": "债务重组", "清收措施": "债务重组方案", "转让通知送达日期": "2026-09-10"}, AGREEMENT, **_by_debtor("G5c")),
    _case("还款计划：破产", {"清收措施": "还款计划", "最近催收日期": "2026-09-10", "是否破产": "是"}, REPAYMENT_PLAN, **_by_debtor("G8b")),
    _case("还款计划：债权已转让", {"清收措施": "还款计划", "转让通知送达日期": "2026-09-10"}, REPAYMENT_PLAN, **_by_debtor("G5d")),
    _case("上调为正常也要存档", {"五级分类": "正常", "清收策略": "日常管理", "逾期天数": 0}, RECORD, 首选送达方式="无需送达"),
    _case("大额不良一户一策", {"五级分类": "次级", "清收策略": "分期还款", "欠款合计": 500000, "最近催收日期": "2026-09-10"},
          f"{RECORD}、{DEBTOR_PLAN}、{PORTFOLIO_PLAN}"),
    _case("拟起诉的先告知", _SUIT, RECORD, LAST_NOTICE, 首选送达方式="公证送达",
          保全事由="有能力清偿而拖延不还，可能转移、隐匿财产"),
    _case("告知未满期限", {**_SUIT, "诉前告知送达日期": "2026-09-20"}, RECORD),
    _case("小额信用申请支付令", _ORDERED, RECORD, ORDER),
    _case("大额信用直接起诉", _WARNED, RECORD, COMPLAINT),
    _case("有担保的起诉", {**_ORDERED, "担保方式": "抵押"}, RECORD, COMPLAINT),
    _case("支付令一：没有金钱", {**_ORDERED, "欠款合计": 0}, RECORD, ORDER, **_in_court("P1")),
    _case("支付令二：未到期", {**_ORDERED, "到期日期": "2027-01-01"}, RECORD, ORDER, **_in_court("P2")),
    _case("支付令三：有纠纷", {**_ORDERED, "有无纠纷": "是"}, RECORD, ORDER, **_in_court("P3")),
    _case("支付令四：下落不明", {**_ORDERED, "是否失联": "是"}, RECORD, ORDER, 办理提示=_HINTED["下落"], **_in_court("P4")),
    _case("支付令四：不在境内", {**_ORDERED, "是否出境": "是"}, RECORD, ORDER, **_in_court("P5")),
    _case("支付令五：不能送达", {**_ORDERED, "住所地址": ""}, RECORD, ORDER, **_in_court("P6")),
    _case("支付令六：法院不明", {**_ORDERED, "管辖法院": ""}, RECORD, ORDER, **_in_court("P7")),
    _case("支付令七：已诉前保全", {**_ORDERED, "诉前保全日期": "2026-09-15"}, RECORD, ORDER, 办理提示=_HINTED["保全"], **_in_court("P8")),
    _case("支付令：破产", {**_ORDERED, "是否破产": "是"}, RECORD, ORDER, **_in_court("P9b")),
    _case("诉前告知：破产", {**_SUIT, "是否破产": "是"}, RECORD, LAST_NOTICE, **_in_court("P9a")),
    _case("起诉：破产", {**_WARNED, "是否破产": "是"}, RECORD, COMPLAINT, **_in_court("P9c")),
    _case("起诉：法院不明", {**_WARNED, "管辖法院": ""}, RECORD, COMPLAINT, **_in_court("P10")),
    _case("起诉：没有宣布提前到期", {**_WARNED, "到期日期": "2027-01-01"}, RECORD, COMPLAINT, **_in_court("P11")),
    _case("起诉：已宣布提前到期", {**_WARNED, "到期日期": "2027-01-01", "提前到期通知送达日期": "2026-08-01"}, RECORD, COMPLAINT),
    _case("保全并起诉", {**_WARNED, "清收策略": "保全处置", "财产线索": "商铺一间"}, RECORD, f"{COMPLAINT}、{PRESERVATION}"),
    _case("保全：没有线索", {**_WARNED, "清收策略": "保全处置", "诉讼状态": "已诉"}, RECORD, PRESERVATION, **_in_court("P12")),
    _case("保全：诉前保全未满三十日", {**_SUIT, "清收策略": "保全处置", "财产线索": "商铺一间", "诉前保全日期": "2026-09-15",
                            "诉前告知送达日期": "2026-09-20"}, RECORD, PRESERVATION, 办理提示=_HINTED["保全"], **_in_court("P13")),
    _case("保全：诉前保全已失效", {**_WARNED, "清收策略": "保全处置", "财产线索": "商铺一间", "诉前保全日期": "2026-08-01"}, RECORD,
          f"{COMPLAINT}、{PRESERVATION}", 办理提示=_HINTED["失效"]),
    _case("保全：破产", {**_SUIT, "清收策略": "保全处置", "财产线索": "商铺一间", "诉讼状态": "已诉", "是否破产": "是"}, RECORD, PRESERVATION,
          **_in_court("P9d")),
    _case("执行：期间已过", {**_SUIT, "诉讼状态": "已判", "裁判文书": "（2023）云0821民初9号民事判决书", "履行期限届满日": "2024-08-01"}, RECORD,
          ENFORCEMENT, 办理提示=_HINTED["执行"], **_in_court("P14")),
    _case("执行：没有裁判文书", {**_SUIT, "诉讼状态": "已判"}, RECORD, ENFORCEMENT, 办理提示=_HINTED["执行"], **_in_court("P15")),
    _case("执行：破产", {**_SUIT, "诉讼状态": "已判", "裁判文书": "（2026）云0821民初2号民事判决书", "履行期限届满日": "2026-03-01", "是否破产": "是"},
          RECORD, ENFORCEMENT, 办理提示=_HINTED["执行"], **_in_court("P9e")),
)  # fmt: skip
TESTS = Tests(tuple(_LOAN), _EXPECTED, _ROWS)

TERM_TESTS = Tests(
    (
        "业务日期",
        "欠款合计",
        "贷款金额",
        "贷款余额",
        "欠息",
        "罚息",
        "批准减免金额",
        "还款能力",
        "利息逾期天数",
        "年利率",
        "罚息上浮比例",
        "五级分类",
    ),
    (
        "还款期数",
        "首期还款日",
        "末期还款日",
        "每期还本",
        "末期还本",
        "首期息费",
        "首期应还",
        "已还本金",
        "利息还至日",
        "罚息年利率",
        "不良余额",
        "不良本息",
    ),
    tuple(
        (
            f"还款期数{debt}·{ability}",
            "2026-09-30",
            debt,
            15000,
            10000,
            300,
            50,
            20,
            ability,
            40,
            "8%",
            "50%",
            "次级",
            terms,
            "2026-10-20",
            last,
            each,
            final,
            330,
            str(Decimal(each) + 330),
            5000,
            "2026-08-21",
            "12%",
            10000,
            debt,
        )
        for debt, found in (
            (
                50000,
                (
                    (3, "2026-12-20", "3333.33", "3333.34"),
                    (6, "2027-03-20", "1666.66", "1666.7"),
                    (12, "2027-09-20", "833.33", "833.37"),
                ),
            ),
            (
                200000,
                (
                    (6, "2027-03-20", "1666.66", "1666.7"),
                    (12, "2027-09-20", "833.33", "833.37"),
                    (18, "2028-03-20", "555.55", "555.65"),
                ),
            ),
            (
                200001,
                (
                    (12, "2027-09-20", "833.33", "833.37"),
                    (18, "2028-03-20", "555.55", "555.65"),
                    (24, "2028-09-20", "416.66", "416.82"),
                ),
            ),
        )
        for ability, (terms, last, each, final) in zip(("强", "一般", "弱"), found, strict=True)
    ),
)
