"""From a workbook and recoveries, as HR brings them, to scorecards."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from app.decide import CompiledRulebook, compile_rulebook
from app.findings import Finding, LubuError
from app.messages import advice, message
from app.rulebooks import load
from app.scorecards import Period, score, scorecard_values, scoring, write_summary
from tests.workbooks import Percent, Rows, book, decision_table, dictionary, formulas, stack

Q3 = Period.parse("2026Q3")

DICTIONARY = dictionary(
    {"变量": "工号", "类型": "文本", "用途": "经办人", "别名": "员工工号", "必填": "是"},
    {"变量": "姓名", "类型": "文本", "用途": "经办人姓名"},
    {"变量": "机构", "类型": "文本", "用途": "机构"},
    {"变量": "入账日期", "类型": "日期", "用途": "入账日期"},
    {"变量": "方式", "类型": "文本", "取值范围": "现金,抵债"},
    {"变量": "是否冲正", "类型": "是否", "默认值": "否"},
    {"变量": "收回金额", "类型": "金额", "必填": "是"},
    {"变量": "任务金额", "类型": "金额"},
    {"变量": "总得分", "类型": "小数", "用途": "得分"},
    {"变量": "等级", "类型": "文本", "取值范围": "优秀,合格,不合格", "用途": "等级"},
    {"变量": "绩效", "类型": "金额", "用途": "绩效工资"},
)
MEASURES: Rows = [
    ["指标"],
    ["指标", "数据表", "汇总", "字段", "筛选", "目标", "权重", "计分方式", "封顶", "单位"],
    ["现金收回", "清收台账", "合计", "收回金额", "方式=现金 且 是否冲正=否", None, Percent(0.8), "按完成率", 120, "元"],
    ["现金收回目标", "任务", "合计", "任务金额"],
    ["笔数", "清收台账", "计数", "收回金额", None, 4],
]
FORMULAS = formulas(
    {
        "现金收回完成率": ("=IF(现金收回目标=0, 0, 现金收回/现金收回目标)", "百分比", 4),
        "现金收回得分": ("=MIN(120, 现金收回完成率*100)", "小数", 2),
        "总得分": ("=现金收回得分", "小数", 2),
    }
)
GRADE = decision_table(
    "等级", ["总得分"], ["等级"], [["G1", ">=100", "优秀"], ["G2", "[60..100)", "合格"], ["G3", "<60", "不合格"]]
)
SCALE: Rows = [
    ["绩效"],
    ["计算方式", "超额累进"],
    ["阶梯", "现金收回", "比例", "固定额"],
    ["T1", "<=5万", Percent(0.01), 0],
    ["T2", ">5万", Percent(0.02), 0],
]
HEADINGS = ["员工工号", "姓名", "机构", "入账日期", "方式", "收回金额", "是否冲正"]
LINES: Rows = [
    ["0801", "王一", "城关社", date(2026, 7, 1), "现金", 60000, "否"],
    ["0801", "王一", "城关社", date(2026, 9, 30), "现金", 0.1, None],
    ["0801", "王一", "城关社", date(2026, 9, 30), "现金", 0.2, None],
    ["0801", "王一", "城关社", date(2026, 9, 30), "抵债", 5000, "否"],
    ["0801", "王一", "城关社", date(2026, 9, 30), "现金", 700, "是"],
    ["0801", "王一", "城关社", date(2026, 10, 1), "现金", 900, "否"],
    ["0902", "李二", "青溪社", "2026.8.5", "现金", "1,234.56", "否"],
]
TASKS: Rows = [["工号", "任务金额"], ["0801", 40000], ["0801", 10000], ["0902", 2000], ["0903", 500]]


@cache
def compiled() -> CompiledRulebook:
    return compiled_of(book({"规则": stack(DICTIONARY, MEASURES, FORMULAS, GRADE, SCALE)}))


def compiled_of(workbook: bytes) -> CompiledRulebook:
    loaded = load(workbook, "清收考核.xlsx")
    assert loaded.rulebook is not None, [message(finding) for finding in loaded.findings]
    return compile_rulebook(loaded.rulebook)


def ledger(lines: Rows = LINES, tasks: Rows | None = TASKS, name: str = "清收台账") -> bytes:
    title: Rows = [["云岭联社清收台账"], ["单位：元"]]
    sheets: dict[str, Any] = {name: [*title, HEADINGS, *lines]}
    return book(sheets | ({"任务": tasks} if tasks else {}))


def refused(*files: tuple[str, bytes], rules: CompiledRulebook | None = None) -> tuple[Finding, ...]:
    with pytest.raises(LubuError) as caught:
        score(rules or compiled(), files, Q3)
    for finding in caught.value.findings:
        assert message(finding), advice(finding)
    return caught.value.findings


def test_a_ledger_becomes_a_card_for_each_officer_of_any_table() -> None:
    cards = score(compiled(), [("三季度.xlsx", ledger())], Q3)
    assert [(one.id, one.name, one.branch) for one in cards.officers] == [
        ("0801", "王一", "城关社"),
        ("0902", "李二", "青溪社"),
        ("0903", "", ""),
    ]
    first, second, third = (scorecard_values(cards, one.id) for one in cards.officers)
    assert first["现金收回"] == Decimal("60000.30")
    assert (first["总得分"], first["等级"], first["绩效"]) == (Decimal(120), "优秀", Decimal("700.01"))
    assert (second["现金收回"], second["等级"], second["绩效"]) == (Decimal("1234.56"), "合格", Decimal("12.35"))
    assert (third["现金收回"], third["等级"], third["绩效"]) == (0, "不合格", 0)
    assert not [finding for finding in cards.findings if finding.is_error]


def test_the_card_shows_the_officers_own_target_and_the_rulebooks_completion_rate() -> None:
    cards = score(compiled(), [("三季度.xlsx", ledger())], Q3)
    cash, count = scorecard_values(cards, "0902")["指标"]
    assert (cash["指标"], cash["目标"], cash["完成率"], cash["权重"], cash["得分"], cash["计分方式"], cash["封顶"]) == (
        "现金收回", Decimal(2000), Decimal("0.6173"), Decimal("0.8"), Decimal("61.73"), "按完成率", Decimal(120),
    )  # fmt: skip
    assert (count["实际"], count["目标"], count["完成率"]) == (1, Decimal(4), Decimal("0.25"))


def test_every_outcome_names_the_rule_and_cells_it_came_from() -> None:
    cards = score(compiled(), [("三季度.xlsx", ledger())], Q3)
    [grade] = [step for step in cards.decisions.trace(0) if step.table == "等级"]
    assert (grade.rules, grade.outputs) == (("G1",), {"等级": "优秀"})
    assert grade.cells.startswith("规则!A")


def test_a_line_that_cannot_be_read_is_named_and_the_others_count() -> None:
    bad: Rows = [["0801", "王一", "城关社", date(2026, 7, 2), "现金", "约三千", "否"],
                 [None, "谁", "城关社", date(2026, 7, 2), "现金", 1, "否"],
                 ["0801", "王一", "城关社", date(2026, 7, 2), "现今", 1, "否"]]  # fmt: skip
    cards = score(compiled(), [("三季度.xlsx", ledger([*bad, *LINES]))], Q3)
    assert scorecard_values(cards, "0801")["现金收回"] == Decimal("60000.30")
    assert [(finding.place.sheet, finding.place.row) for finding in cards.measured.row_findings] == [
        ("清收台账", 4), ("清收台账", 5), ("清收台账", 6),
    ]  # fmt: skip
    [source] = [source for source in cards.measured.sources if source.dataset == "清收台账"]
    assert (source.lines, source.counted, source.outside, source.refused) == (10, 6, 1, 3)


def test_sheets_from_several_files_and_csv_by_its_file_name_are_one_data_table() -> None:
    csv = "\n".join([",".join(HEADINGS), "0801,王一,城关社,2026-07-03,现金,10.05,否"]).encode("gb18030")
    files = [("一.xlsx", ledger()), ("清收台账_城关.csv", csv)]
    assert scorecard_values(score(compiled(), files, Q3), "0801")["现金收回"] == Decimal("60010.35")


def test_the_same_file_twice_counts_once_and_is_mentioned() -> None:
    cards = score(compiled(), [("一.xlsx", ledger()), ("一(1).xlsx", ledger())], Q3)
    assert scorecard_values(cards, "0801")["现金收回"] == Decimal("60000.30")
    assert "scorecards.same-file" in {finding.code for finding in cards.findings}


def test_a_missing_data_table_says_which_sheet_was_looked_for_and_which_are_there() -> None:
    findings = refused(("三季度.xlsx", ledger(name="台账2026")))
    wanted = [finding for finding in findings if finding.code == "scorecards.no-table"]
    assert {finding.params["measure"] for finding in wanted} == {"现金收回", "笔数"}
    assert {finding.params["table"] for finding in wanted} == {"清收台账"}
    assert {finding.params["there"] for finding in wanted} == {"台账2026、任务"}
    assert all(finding.place.sheet == "规则" for finding in wanted)


def test_all_that_is_missing_is_told_at_once() -> None:
    lines: Rows = [["姓名", "入账日期", "方式"], ["王一", date(2026, 7, 1), "现金"]]
    findings = refused(("三季度.xlsx", book({"清收台账": lines})))
    assert {(finding.code, finding.params.get("variable")) for finding in findings} == {
        ("scorecards.no-column", "收回金额"),
        ("scorecards.no-officer-column", None),
        ("scorecards.no-table", None),
    }


def test_a_ledger_of_nobody_is_an_error() -> None:
    nobody: Rows = [[None, "谁", "社", date(2026, 7, 1), "现金", 1, "否"]]
    found = refused(("三季度.xlsx", ledger(lines=nobody, tasks=[["工号", "任务金额"], [None, 1]])))
    assert found[0].code == "scorecards.no-officers"
    assert {(finding.place.sheet, finding.place.row) for finding in found[1:]} == {("清收台账", 4), ("任务", 2)}


def test_a_number_of_loans_taken_for_officers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "MOST_OFFICERS", 2)
    [found] = refused(("三季度.xlsx", ledger()))
    assert (found.code, found.params) == ("scorecards.too-many-officers", {"count": 3, "most": 2})


def test_a_rulebook_without_measures_is_refused_before_any_file_is_read() -> None:
    table = decision_table("分类", ["天数"], ["分类"], [["R1", "-", "甲"]])
    rules = compiled_of(book({"规则": stack(dictionary(("天数", "整数"), ("分类", "文本")), table)}))
    codes = {finding.code for finding in refused(("坏.xlsx", b"no workbook"), rules=rules)}
    assert codes == {"scorecards.no-measures", "scorecards.no-officer-role"}


def test_files_that_cannot_be_read_are_all_named() -> None:
    findings = refused(("坏1.xlsx", b"no workbook"), ("坏2.xlsx", b"no workbook either"))
    assert {finding.place.file for finding in findings} == {"坏1.xlsx", "坏2.xlsx"}


def test_the_same_files_give_the_same_workbook() -> None:
    def summary() -> str:
        stream = io.BytesIO()
        write_summary(score(compiled(), [("三季度.xlsx", ledger())], Q3), stream)
        return hashlib.sha256(stream.getvalue()).hexdigest()

    assert summary() == summary()


def test_scores_are_not_released_when_the_plain_interpreter_disagrees(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*asked: Any) -> Any:
        decision = plainly(*asked)
        return type(decision)({**decision.outputs, "等级": "优秀"}, decision.trace, decision.errors)

    plainly = scoring.decide_one
    monkeypatch.setattr(scoring, "decide_one", wrong)
    findings = refused(("三季度.xlsx", ledger()))
    assert [(finding.code, finding.params["officer"]) for finding in findings] == [
        ("scorecards.recheck-difference", "0902"),
        ("scorecards.recheck-difference", "0903"),
    ]
