"""What a letter is given: typed, exact, and nothing the template does not use."""

from __future__ import annotations

from decimal import Decimal

from app.batches.context import _parts, as_text, letter_context
from app.batches.letters import plan_letters
from app.letters import Money, check_code, compile_template
from tests.batches import house
from tests.batches.house import DUN, loan

RELEASE = house.release()


def context(rows, **options):
    decided = house.decided(rows, RELEASE)
    [letter] = [one for one in plan_letters(decided) if one.kind == DUN]
    return letter_context(decided, letter, "云催(2026)0001号", **options)


def two(**changes):
    return [loan(0, 逾期天数=200, 是否破产="否"), loan(1, 逾期天数=200, 是否破产="否", **changes)]


def test_the_first_loan_speaks_for_the_debtor_and_every_loan_has_a_row():
    found = context(two())

    assert (found["客户名称"], found["借据号"], found["五级分类"]) == ("客户0", "J00000", "次级")
    assert [(row["序号"], row["借据号"]) for row in found["明细"]] == [(1, "J00000"), (2, "J00001")]
    assert (found["收件人"], found["文号"], found["制作日期"]) == ("客户0", "云催(2026)0001号", house.AS_OF)
    assert found["债权人名称"] == "云岭县农村信用合作联社"
    assert found["业务日期"] == house.AS_OF


def test_money_is_money_and_adds_up_exactly():
    found = context(two())

    assert found["贷款余额"] == Money("1000.50")
    assert isinstance(found["贷款余额"], Money)
    assert found["合计"] == {"贷款余额": Money("2002.00"), "欠息": Money("24.68")}
    assert isinstance(found["合计"]["欠息"], Money)


def test_a_total_with_a_missing_part_is_no_total():
    found = context(two(欠息=""))

    assert found["合计"]["欠息"] is None
    assert found["合计"]["贷款余额"] == Decimal("2002.00")


def test_what_all_loans_say_of_one_thing_is_told_once_each():
    found = context(two(欠息="12.35"))["各笔"]

    assert found["借据号"] == ("J00000", "J00001")
    assert (found["客户名称"], found["五级分类"]) == (("客户0",), ("次级",))
    assert found["欠息"] == (Money("12.34"), Money("12.35"))
    assert context(two(欠息=""))["各笔"]["欠息"] == (Money("12.34"),)


def test_names_joined_in_a_text_are_names_of_their_own():
    assert _parts("王成林、 李秀兰、") == ("王成林", "李秀兰")
    assert _parts(("欠息", None, "涉诉、停业")) == ("欠息", "涉诉", "停业")
    assert _parts(None) == _parts("") == ()


def test_the_versions_of_the_rulebooks_are_named():
    hashes = [book.rulebook.hash[:8] for book in RELEASE.books]

    assert context(two())["规则版本"] == "、".join(hashes)


def test_a_template_gets_only_what_it_uses():
    template = compile_template(house.template(DUN), f"{DUN}.docx")
    found = context(two(), template=template)

    assert set(found) == set(template.fields)
    assert set(found["明细"][0]) == {"序号", "借据号", "贷款余额"}


def test_a_check_code_is_worked_out_where_the_template_prints_it():
    template = compile_template(house.template(DUN, "校验码 {{ 校验码 }}"), f"{DUN}.docx")
    found = context(two(), template=template)
    printed = {name: value for name, value in found.items() if name != "校验码"}

    assert found["校验码"] == check_code(printed, template.hash)


def test_what_is_kept_of_a_scorecard_is_plain_text():
    kept = as_text({"得分": Decimal("12.50"), "指标": [{"序号": Decimal(1), "目标": None}]})

    assert kept == {"得分": "12.5", "指标": [{"序号": "1", "目标": None}]}
