"""Rulebooks that work together: who decides first, what the merged dictionary says, what does not fit."""

from __future__ import annotations

import pytest

from app.batches.check import check_release, no_longer_concluded
from app.batches.release import make_release
from app.decide import compile_rulebook
from app.findings import LubuError
from app.messages import message
from app.rulebooks.model import Role
from app.values import VarType
from tests.batches import house
from tests.workbooks import book, decision_table, dictionary, parameters, stack


def compiled(file, *blocks):
    return compile_rulebook(house.rulebook(book({"规则": stack(*blocks)}), file))


def table(name, read, concluded, *variables, extra=()):
    """A rulebook that concludes *concluded* from *read*."""
    declared = {read: (read, "文本"), concluded: (concluded, "文本")} | {_name(one): one for one in variables}
    rules = [["R1", "甲", "乙"], ["R2", "not(甲)", "丙"]]
    return compiled(
        f"{name}.xlsx", dictionary(*declared.values()), decision_table(name, [read], [concluded], rules), *extra
    )


def _name(variable):
    return variable["变量"] if isinstance(variable, dict) else variable[0]


def refused(*books):
    with pytest.raises(LubuError) as error:
        make_release(books)
    return {finding.code: finding for finding in error.value.findings}


def test_books_stand_in_the_order_of_who_reads_whose_conclusions():
    books = [table("甲", "三", "四"), table("乙", "一", "二"), table("丙", "二", "三")]

    release = make_release(books)

    assert [one.rulebook.name for one in release.books] == ["乙", "丙", "甲"]
    assert release.outputs == ("二", "三", "四")
    assert list(release.inputs) == ["一"]


def test_the_order_does_not_hang_on_the_order_given():
    books = [table("甲", "一", "二"), table("乙", "一", "三"), table("丙", "一", "四")]

    orders = {tuple(one.rulebook.name for one in make_release(some).books) for some in (books, books[::-1])}

    assert len(orders) == 1


def test_books_that_wait_for_each_other_are_refused_with_the_variables_that_tie_them():
    found = refused(table("甲", "一", "二"), table("乙", "二", "三"), table("丙", "三", "一"))["batches.cycle"]

    assert {"甲", "乙", "丙"} == set(found.params["books"].split("、"))
    assert all(f"（{name}）" in found.params["ties"] for name in "一二三")


def test_a_declaration_nobody_reads_makes_no_cycle():
    books = [table("甲", "一", "二", ("四", "文本")), table("乙", "二", "四")]

    assert [one.rulebook.name for one in make_release(books).books] == ["甲", "乙"]


def test_a_variable_has_one_book_that_concludes_it():
    found = refused(table("甲", "一", "二"), table("乙", "三", "二"))["batches.concluded-twice"]

    assert (found.params["variable"], found.params["first"], found.params["second"]) == ("二", "乙.xlsx", "甲.xlsx")
    assert found.place.file == "甲.xlsx"


def test_two_types_for_one_variable_are_refused_with_both_places():
    found = refused(table("甲", "一", "二", ("额", "金额")), table("乙", "二", "三", ("额", "文本")))[
        "batches.type-conflict"
    ]

    assert (found.params["first"], found.params["second"]) == ("金额", "文本")
    assert (found.place.file, found.params["where"].split("!")[0]) == ("乙.xlsx", "甲.xlsx")


def test_one_parameter_with_two_values_is_refused():
    books = [
        table("甲", "一", "二", extra=[parameters({"天数": 90})]),
        table("乙", "二", "三", extra=[parameters({"天数": 91})]),
    ]
    found = refused(*books)["batches.parameter-conflict"]

    assert (found.params["first"], found.params["second"]) == ("90", "91")


def test_a_letter_is_listed_by_one_book():
    listed = [["文书目录"], ["文书", "模板", "文号"], ["函", "函.docx", "函({年}){序号}号"]]

    assert "batches.letter-twice" in refused(
        table("甲", "一", "二", extra=[listed]), table("乙", "二", "三", extra=[listed])
    )


def test_everything_that_does_not_fit_is_said_at_once():
    books = [
        table("甲", "一", "二", ("额", "金额"), extra=[parameters({"天数": 90})]),
        table("乙", "三", "二", ("额", "文本"), extra=[parameters({"天数": 91})]),
    ]

    assert set(refused(*books)) == {"batches.concluded-twice", "batches.type-conflict", "batches.parameter-conflict"}


def test_who_concludes_a_variable_says_what_it_is_and_the_others_add_what_they_know():
    reader = table("甲", "一", "二", {"变量": "一", "类型": "文本", "别名": "壹", "用途": "机构"})
    maker = table("乙", "零", "一", {"变量": "一", "类型": "文本", "取值范围": "甲,乙,丙", "别名": "壹号"})

    merged = make_release([reader, maker]).variables["一"]

    assert merged.place.file == "乙.xlsx"
    assert set(merged.aliases) == {"壹", "壹号"}
    assert merged.domain == ("甲", "乙", "丙")
    assert merged.roles == (Role.BRANCH,)


def test_a_book_with_measures_decides_officers_and_not_cases():
    measures = [["指标"], ["指标", "数据表", "汇总", "字段"], ["清收额", "回款", "合计", "金额"]]
    scoring = compiled(
        "考核.xlsx", dictionary(("金额", "金额"), ("清收额", "金额"), ("等级", "文本")), measures,
        decision_table("等级表", ["清收额"], ["等级"], [["R1", ">0", "好"], ["R2", "<=0", "差"]]),
    )  # fmt: skip
    release = make_release([scoring, table("甲", "一", "二")])

    assert [one.rulebook.name for one in release.books] == ["甲"]
    assert [one.rulebook.name for one in release.scoring] == ["考核"]
    assert "等级" not in release.outputs


def test_the_house_of_the_tests_fits_together():
    release = house.release()

    assert check_release(release) == []
    assert release.role(Role.CUSTOMER_ID) == "客户编号"
    assert release.variables["贷款余额"].type is VarType.MONEY


def test_a_letter_without_its_template_keeps_the_release_back():
    absent = check_release(house.release(letters={}))

    assert {finding.code for finding in absent} == {"batches.template-absent"}
    assert {finding.params["template"] for finding in absent} == {"催收通知书.docx", "担保通知书.docx"}
    assert all(finding.place.cell for finding in absent)


def test_a_template_that_asks_for_what_no_book_knows_keeps_the_release_back():
    letters = house.templates() | {"催收通知书.docx": house.template("函", "{{ 贷款馀额 }}")}
    [found] = check_release(house.release(letters=letters))

    assert found.place.file == "催收通知书.docx"
    assert "贷款馀额" in message(found)


def test_withdrawing_a_book_whose_conclusions_are_read_names_the_readers():
    books = house.workbooks()
    whole = house.release(books)
    without = {file: data for file, data in books.items() if file != "分级.xlsx"}

    found = no_longer_concluded(whole, house.release(without))

    assert {(finding.params["variable"], finding.params["reader"]) for finding in found} == {
        ("五级分类", "策略.xlsx"), ("五级分类", "文书.xlsx")
    }  # fmt: skip
    tools_only = {file: data for file, data in books.items() if file != "策略.xlsx"}
    assert no_longer_concluded(whole, house.release(tools_only)) == []
