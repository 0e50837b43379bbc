"""Letters about a whole batch: called for by cases, made once, with exact figures of all of them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from app.batches.check import check_release
from app.batches.chunks import Blueprint, Inline
from app.batches.context import field_names, letter_context
from app.batches.letters import plan_letters
from app.batches.numbering import make_letters
from app.letters import Money, Percent, compile_template
from tests.batches import house
from tests.batches.house import loan
from tests.workbooks import book, decision_table, dictionary, parameters, stack

PLAN = "清收方案"
_CLASSES = "正常,关注,次级,可疑"


@cache
def planning() -> bytes:
    """文书: a plan for the batch, called for by 次级 and 可疑; bankrupt debtors are kept out of it."""
    return book({"规则": stack(
        dictionary(("五级分类", "文本", _CLASSES), ("是否破产", "是否"), ("文书", "文本", PLAN, "文书"),
                   ("阻断文书", "文本", None, "阻断文书"), ("阻断理由", "文本", None, "阻断理由")),
        decision_table("文书表", ["五级分类"], ["文书"], [["W1", "次级,可疑", PLAN]], policy="C"),
        decision_table("阻断表", ["是否破产"], ["阻断文书", "阻断理由"], [["G1", "是", "全部", "破产"]], policy="C"),
        parameters({"债权人名称": "云岭县农村信用合作联社"}),
        [["文书目录"], ["文书", "模板", "文号", "收件人"], [PLAN, f"{PLAN}.docx", "方案({年}){序号:2}号", "整批"]],
    )})  # fmt: skip


@cache
def template() -> bytes:
    """The portfolio by class, the share of bad loans, and the debtors to look after."""
    return house.template(
        PLAN,
        "{{ 整批.件数 }}笔{{ 整批.户数 }}户，余额{{ 整批.贷款余额 }}，未判定{{ 整批.未判定件数 }}",
        "{% for 类 in 分布.五级分类 %}{{ 类.值 }}{{ 类.件数 }}笔{{ 类.户数 }}户{{ 类.金额 }}占{{ 类.占比|百分比(1) }}；"
        "{% endfor %}",
    )


BOOKS = {"分级.xlsx": house.classes(), "文书.xlsx": planning()}


BLUEPRINT = Blueprint(
    tuple(house.rulebook(data, file) for file, data in BOOKS.items()), ((f"{PLAN}.docx", template()),)
)


@pytest.fixture(scope="module")
def release():
    return house.release(BOOKS, {f"{PLAN}.docx": template()})


def cases():
    return [
        loan(0, 逾期天数=0, 客户编号="C1"),
        loan(1, 逾期天数=100, 客户编号="C1", 贷款余额="3000"),
        loan(2, 逾期天数=300, 客户编号="C2"),
        loan(3, 逾期天数="不详", 客户编号="C3"),
        loan(4, 逾期天数=300, 客户编号="C4", 是否破产="是"),
    ]


def planned(release, rows):
    decided = house.decided(rows, release)
    return decided, plan_letters(decided)


def test_one_letter_lists_the_cases_that_call_for_it_and_that_no_gate_keeps_out(release):
    _, [letter] = planned(release, cases())
    assert (letter.kind, letter.recipient, letter.customer, letter.blocked) == (PLAN, "整批", "", ())
    assert letter.rows == (1, 2)


def test_no_case_calls_for_it_so_there_is_none(release):
    assert planned(release, [loan(0, 逾期天数=0)])[1] == []


def test_it_is_stopped_when_the_gates_leave_no_case(release):
    _, [letter] = planned(release, [loan(0, 逾期天数=300, 是否破产="是")])
    assert [finding.code for finding in letter.blocked] == ["batches.letter-stopped"]


def test_its_figures_are_exact_and_leave_out_what_could_not_be_decided(release):
    decided, [letter] = planned(release, cases())
    found = letter_context(decided, letter, "方案(2026)01号")
    whole = found["整批"]
    assert (whole["件数"], whole["户数"], whole["未判定件数"]) == (4, 3, 1)
    assert whole["贷款余额"] == Money("6007.50")  # 1000.50, 3000, 1002.50 and 1004.50; not the one that failed
    by_class = {line["值"]: line for line in found["分布"]["五级分类"]}
    assert list(by_class) == ["正常", "次级", "可疑"]
    assert (by_class["可疑"]["件数"], by_class["可疑"]["户数"]) == (2, 2)
    assert by_class["次级"]["金额"] == Money(3000) == by_class["次级"]["贷款余额"]
    assert by_class["次级"]["占比"] == Percent(Decimal(3000) / whole["贷款余额"])
    assert sum(line["占比"] for line in by_class.values()) == pytest.approx(1)
    assert found["合计"]["贷款余额"] == Money("4002.50")
    assert "客户名称" not in found


def test_a_template_gets_only_the_figures_it_prints(release):
    decided, [letter] = planned(release, cases())
    found = letter_context(decided, letter, "1", compile_template(template(), f"{PLAN}.docx"))
    assert set(found["整批"]) == {"件数", "户数", "贷款余额", "未判定件数"}
    assert list(found["分布"]) == ["五级分类"]
    assert set(found["分布"]["五级分类"][0]) == {"值", "件数", "户数", "金额", "占比"}


def test_it_is_numbered_made_and_recorded_like_any_letter(release):
    decided, letters = planned(release, cases())
    made = make_letters(Inline(), BLUEPRINT, decided, letters, {})
    [record] = made.records
    assert record.number == "方案(2026)01号"
    text = house.text_of(record.data)
    assert "4笔3户" in text and "未判定1" in text
    assert "正常1笔1户" in text and "次级1笔1户3,000.00占" in text


def test_its_template_knows_the_batch_and_nothing_of_one_debtor_by_himself(release):
    names = field_names(release, f"{PLAN}.docx")
    assert {"整批", "分布", "文号"} <= names.single | set(names.records)
    assert "客户名称" not in names and "整批" not in field_names(release)
    assert check_release(release) == []
    wrong = house.template(PLAN, "{{ 客户名称 }}{{ 整批.余额 }}{% for 类 in 分布.五级分类 %}{{ 类.家数 }}{% endfor %}")
    found = check_release(house.release(BOOKS, {f"{PLAN}.docx": wrong}))
    assert [finding.params["field"] for finding in found] == ["客户名称", "余额", "家数"]
