"""``flask rulebook diff`` as a person or a program calls it."""

import json

import openpyxl
import pytest

from tests.workbooks import book, decision_table, dictionary, stack

LEDGER = """贷款编号,户名,逾期天数,担保方式,余额
A001,张三,100,抵押,1000.50
A002,李四,70,抵押,200
A003,王五,70,保证,300
A004,赵六,很久,保证,400
"""


def rulebook(limit=90, mortgaged="关注"):
    return book({
        "规则": stack(
            dictionary(
                {"变量": "贷款编号", "类型": "文本", "用途": "案件编号"},
                {"变量": "户名", "类型": "文本", "用途": "客户名称"},
                {"变量": "逾期天数", "类型": "整数", "单位": "天", "取值范围": ">=0", "必填": "是"},
                {"变量": "担保方式", "类型": "文本", "取值范围": "保证,抵押", "必填": "是"},
                {"变量": "余额", "类型": "金额", "用途": "金额"},
                {"变量": "五级分类", "类型": "文本", "取值范围": "正常,关注,次级"},
            ),
            decision_table(
                "五级分类", ["逾期天数", "担保方式"], ["五级分类"],
                [
                    ["R1", f">{limit}", "抵押", mortgaged], ["R2", f">{limit}", "保证", "次级"],
                    ["R3", f"<={limit}", "-", "正常"],
                ],
            ),
        )
    })  # fmt: skip


@pytest.fixture
def files(tmp_path):
    (tmp_path / "旧.xlsx").write_bytes(rulebook())
    (tmp_path / "新.xlsx").write_bytes(rulebook(limit=60, mortgaged="次级"))
    (tmp_path / "台账.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


def call(runner, *arguments):
    return runner.invoke(args=["rulebook", "diff", *map(str, arguments)])


def test_changed_outcomes_are_told_in_words(runner, files):
    result = call(runner, files / "旧.xlsx", files / "新.xlsx")
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines == ["「五级分类」结论有变：", "61–90 天：正常 → 次级", "91 天及以上 且 抵押：关注 → 次级"]


def test_no_difference_is_said(runner, files):
    result = call(runner, files / "旧.xlsx", files / "旧.xlsx")
    assert result.exit_code == 0 and result.output.strip() == "两个版本没有差别。"


def test_cases_and_money_that_move_are_counted(runner, files):
    result = call(runner, files / "旧.xlsx", files / "新.xlsx", "--cases", files / "台账.csv", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    cases = document["cases"]
    assert (cases["count"], cases["moved"], cases["amount_variable"]) == (4, 3, "余额")
    (migration,) = cases["migrations"]
    assert migration["conclusion"] == "五级分类" and migration["amount"] == "1500.5"
    assert migration["flows"] == [
        {"old": "正常", "new": "次级", "cases": 2, "amount": "500"},
        {"old": "关注", "new": "次级", "cases": 1, "amount": "1000.5"},
        {"old": "无法判定", "new": "无法判定", "cases": 1, "amount": "400"},
    ]
    assert cases["movers"][0] == {
        "row": 2, "id": "A001", "amount": "1000.5", "conclusion": "五级分类", "old": "关注", "new": "次级",
        "old_rules": ["R1"], "new_rules": ["R1"],
    }  # fmt: skip
    assert document["tables"][0]["changes"][0]["text"] == "61–90 天：正常 → 次级"


def test_the_movers_are_listed_in_a_workbook(runner, files):
    out = files / "变动.xlsx"
    result = call(runner, files / "旧.xlsx", files / "新.xlsx", "--cases", files / "台账.csv", "--movers", out)
    assert result.exit_code == 0, result.output
    assert "关注 → 次级：1 件，金额 1,000.50" in result.output
    workbook = openpyxl.load_workbook(out)
    rows = list(workbook["变动案件"].iter_rows(values_only=True))
    assert rows[0][:3] == ("行号", "案件编号", "客户名称")
    assert [row[1] for row in rows[1:]] == ["A001", "A002", "A003"]
    assert rows[2][5:] == (200, "五级分类", "正常", "次级", "R3", "R1")
    table = [row[:3] for row in workbook["迁徙表"].iter_rows(values_only=True)]
    assert ("件数（原＼新）", "次级", "无法判定") in table and ("正常", 2, None) in table
    assert ("关注", 1000.5, None) in table


def test_a_text_that_looks_like_a_formula_stays_text_among_the_movers(runner, files):
    (files / "台账.csv").write_text("贷款编号,户名,逾期天数,担保方式,余额\n=1+1,@x,70,抵押,1\n", encoding="utf-8")
    out = files / "变动.xlsx"
    call(runner, files / "旧.xlsx", files / "新.xlsx", "--cases", files / "台账.csv", "--movers", out)
    cell = openpyxl.load_workbook(out)["变动案件"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_version_that_cannot_be_read_is_refused_with_its_findings(runner, files):
    (files / "坏.xlsx").write_bytes(rulebook(limit=">"))
    result = call(runner, files / "旧.xlsx", files / "坏.xlsx", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1 and not document["ok"] and document["findings"]


@pytest.mark.parametrize("arguments", [[], ["旧.xlsx"], ["旧.xlsx", "新.xlsx", "--movers", "x.xlsx"]])
def test_wrong_usage_ends_with_status_two(runner, files, arguments):
    assert call(runner, *(files / one if one.endswith("xlsx") else one for one in arguments)).exit_code == 2
