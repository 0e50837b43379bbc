"""A real portfolio decided through the command line: no loan without an outcome or a named error.

The data (2,102 US small-business loans, public FOIA data, Li, Mickel & Taylor 2018) are read where they lie.
"""

import json
from pathlib import Path

import pytest

from tests.workbooks import book, decision_table, stack

PORTFOLIO = Path(__file__).parents[1] / ".." / "shared" / "data" / "sba_case_2102.csv"

RULEBOOK = book(
    {
        "授信评级": stack(
            [
                ["数据字典"],
                ["变量", "类型", "取值范围", "别名", "必填", "用途"],
                ["贷款编号", "文本", "", "LoanNr_ChkDgt", "是", "案件编号"],
                ["借款人", "文本", "", "Name", "是", "客户名称"],
                ["期限月", "整数", ">=0", "Term", "是", ""],
                ["放款金额", "金额", ">=0", "DisbursementGross", "是", "金额"],
                ["担保比例", "百分比", "[0..1]", "Portion", "是", ""],
                ["有房产抵押", "是否", "", "RealEstate", "是", ""],
                ["循环额度", "文本", "Y,N", "RevLineCr", "", ""],
                ["雇员数", "整数", ">=0", "NoEmp", "", ""],
                ["经济衰退", "是否", "", "Recession", "是", ""],
                ["期限档", "文本", "短期,中期,长期", "", "", ""],
                ["风险等级", "文本", "低,中,高", "", "", ""],
                ["关注事项", "文本", "", "", "", ""],
            ]
        ),
        "规则": stack(
            decision_table(
                "期限档",
                ["期限月"],
                ["期限档"],
                [["A1", "<60", "短期"], ["A2", "[60..240)", "中期"], ["A3", ">=240", "长期"]],
            ),
            decision_table(
                "风险等级",
                ["期限档", "有房产抵押", "担保比例"],
                ["风险等级"],
                [
                    ["B1", "短期", "-", "-", "高"],
                    ["B2", "中期", "否", "<75%", "高"],
                    ["B3", "中期", "否", ">=75%", "中"],
                    ["B4", "中期", "是", "-", "低"],
                    ["B5", "长期", "是", "-", "低"],
                    ["B6", "长期", "否", "-", "中"],
                ],
            ),
            decision_table(
                "关注事项",
                ["放款金额", "雇员数", "循环额度", "经济衰退"],
                ["关注事项"],
                [
                    ["C1", ">100万", "-", "-", "-", "大额"],
                    ["C2", "-", "0", "-", "-", "无雇员"],
                    ["C3", "-", "-", "Y", "-", "循环授信"],
                    ["C4", "-", "-", "-", "是", "衰退期放款"],
                ],
                policy="C",
            ),
        ),
    }
)


@pytest.mark.skipif(not PORTFOLIO.exists(), reason="the real portfolio is not on this machine")
@pytest.mark.parametrize("engine", ["cells", "plain"])
def test_every_real_loan_has_an_outcome_or_a_named_error(runner, tmp_path, engine):
    rulebook, out = tmp_path / "授信评级.xlsx", tmp_path / f"{engine}.jsonl"
    rulebook.write_bytes(RULEBOOK)
    arguments = ["rulebook", "decide", str(rulebook), str(PORTFOLIO), "-o", str(out), "--engine", engine]
    result = runner.invoke(args=[*arguments, "--as-of", "2026-09-30"])
    assert result.exit_code == 1, result.output  # some loans carry values that the dictionary does not admit
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 2102
    assert [line["row"] for line in lines] == list(range(2, 2104))
    assert lines[0]["id"] == "1004285007"
    for line in lines:
        assert line["outputs"]["风险等级"] in {"低", "中", "高"}
        assert line["error"] is None or (line["error"]["code"] and line["error"]["message"] and line["error"]["place"])
    named = [line for line in lines if line["error"]]
    # RevLineCr holds Y, N and three codes that mean nothing: each such loan is named, the others go on.
    assert len(named) == sum(line["outputs"]["关注事项"] is None and line["error"] is not None for line in lines) == 783
