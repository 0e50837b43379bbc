"""A person of the business staff takes a workbook to begin with."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.rulebooks import load
from app.rulebooks.reader import read_rulebook
from tests.batches import house


def take(client: FlaskClient, basis: str, name: str = "新规则", **more: object) -> TestResponse:
    return client.post("/rulebooks/new", data={"name": name, "basis": basis, **more})


def test_the_list_of_rulebooks_leads_there(business: FlaskClient) -> None:
    assert 'href="/rulebooks/new"' in business.get("/rulebooks/").text
    assert "新建规则簿" in business.get("/rulebooks/new").text


@pytest.mark.parametrize("kind", ["判定", "考核"])
def test_an_example_comes_as_a_workbook_of_that_name_that_could_be_uploaded_as_it_is(
    business: FlaskClient, kind: str
) -> None:
    answer = take(business, kind)
    assert answer.status_code == 200
    assert "%E6%96%B0%E8%A7%84%E5%88%99.xlsx" in answer.headers["Content-Disposition"]
    assert load(answer.data, "新规则.xlsx").findings == ()


def test_a_rulebook_in_force_gives_its_dictionary(business: FlaskClient, version: str) -> None:
    new = read_rulebook(take(business, version).data, "新规则.xlsx").draft
    old = read_rulebook(house.classes(), "分级.xlsx").draft
    assert set(new.variables) == set(old.variables)


def test_a_ledger_gives_its_columns(business: FlaskClient) -> None:
    ledger = io.BytesIO("户名,逾期天数\n张三,5\n李四,60\n".encode())
    answer = take(business, "ledger", file=(ledger, "台账.csv"))
    assert {"户名", "逾期天数"} <= set(read_rulebook(answer.data, "新规则.xlsx").draft.variables)


def test_what_is_missing_or_wrong_is_said_on_the_page(business: FlaskClient) -> None:
    cases = [
        (take(business, "判定", name=""), "请给规则簿起个名字。"),
        (take(business, "判定", name="甲/乙"), "名称里不能有"),
        (take(business, "ledger"), "请选择台账文件。"),
        (take(business, "ledger", file=(io.BytesIO(b"1,2\n3,4\n"), "数.csv")), "没有找到标题行"),
    ]
    for answer, said in cases:
        assert answer.status_code == 422
        assert said in answer.text


def test_a_basis_that_was_not_offered_is_refused(business: FlaskClient) -> None:
    assert take(business, "0" * 64).status_code == 422
