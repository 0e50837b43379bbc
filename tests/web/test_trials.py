"""Cases tried on a rulebook from the browser: what moves, which rules fire, and the workbook of it."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.jobs.service import Service
from app.store import trials
from tests.batches import house
from tests.web.conftest import CASES, advised
from tests.web.test_loads import check, last


def try_on(client: FlaskClient, path: str, **data: object) -> TestResponse:
    form = {"batch": "0", "as_of": "2026-09-30", "sheet": "", **data}
    return client.post(path, data=form, follow_redirects=True)


@pytest.fixture
def path(business: FlaskClient, service: Service) -> str:
    """Where the check of a stricter 分级 is tried."""
    check(business, house.classes(60))
    return f"/rulebooks/loads/{last(service).id}/trial"


def test_a_decided_batch_shows_what_moves(business: FlaskClient, path: str) -> None:
    page = try_on(business, path, batch="1").text
    moving = [number for number in range(CASES) if 60 < number * 37 % 400 <= 90 and number != 5]
    assert f"{len(moving)} 笔有变" in page
    row = page[page.index('<th scope="row">关注</th>') :].partition("</tr>")[0]
    assert re.search(rf'class="number moves">{len(moving)}<small>[\d,]+\.\d\d</small>', row)
    assert "其他规则簿的结论随之变动" in page, "the strategy reads the class"
    assert all(f"J{number:05d}" in page for number in moving)


def test_how_often_each_rule_fired_is_listed(business: FlaskClient, path: str) -> None:
    page = try_on(business, path, batch="1").text
    coverage = page[page.index("这份台账命中了哪些规则") :]
    fired = [int(times) for times in re.findall(r'规则!A\d+:\w+</td>\s*<td class="number">(\d+)</td>', coverage)]
    assert len(fired) == 4 and sum(fired) == CASES - 1
    assert "无法判定" in coverage, "the case whose days are words"


def test_the_workbook_can_be_downloaded(business: FlaskClient, path: str, service: Service) -> None:
    try_on(business, path, batch="1")
    number = trials.of_version(service.store, "分级.xlsx", last(service).hash, limit=1)[0].id
    with business.get(f"/rulebooks/trials/{number}/result.xlsx") as answer:
        workbook = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert "变动案件" in workbook.sheetnames and "规则命中" in workbook.sheetnames


def test_the_page_of_the_check_remembers_its_trials(business: FlaskClient, path: str) -> None:
    try_on(business, path, batch="1")
    page = business.get(path.removesuffix("/trial")).text
    assert "已做的试算" in page
    assert re.search(r"\d+ 笔，\d+ 笔结论有变", page)


def test_a_case_file_can_be_uploaded_for_it(business: FlaskClient, path: str) -> None:
    page = try_on(business, path, file=(io.BytesIO(house.loans(30)), "八月.csv")).text
    assert "八月" in page and "30" in page


def test_a_version_in_force_is_tried_for_its_rules_alone(business: FlaskClient, version: str) -> None:
    page = try_on(business, f"/rulebooks/versions/{version}/trial", batch="1").text
    assert "这份台账命中了哪些规则" in page
    assert "结论有变" not in page


def test_two_versions_are_tried_against_each_other(business: FlaskClient, version: str, service: Service) -> None:
    check(business, house.classes(60))
    load = last(service)
    service.desk.enact(load, version, "business")
    page = try_on(business, f"/rulebooks/versions/{load.hash}/trial?old={version}", batch="1").text
    assert "笔有变" in page
    assert try_on(business, f"/rulebooks/versions/{load.hash}/trial?old=00", batch="1").status_code == 404


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "请选择一个批次，或上传一份台账"),
        ({"batch": "77"}, "有效"),
        ({"file": (b"a,b\n1,2\n", "台账.csv")}, "没有试算"),
        ({"file": (b"%PDF", "台账.pdf")}, "不支持这种文件"),
        ({"file": (b"a", "台账.csv"), "as_of": "昨天"}, "请写成 2026-09-30 这样的日期"),
    ],
)
def test_what_cannot_be_tried_is_said(business: FlaskClient, path: str, data: dict[str, object], told: str) -> None:
    sent = {
        name: (io.BytesIO(given[0]), given[1]) if isinstance(given, tuple) else given for name, given in data.items()
    }
    answer = try_on(business, path, **sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert "file" not in data or "as_of" in data or advised(answer.text)


def test_a_large_file_waits_for_the_worker_and_says_how_far_it_is(
    business: FlaskClient, path: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.jobs.desk.AT_ONCE", 10)
    page = try_on(business, path, batch="1").text
    [waiting] = trials.unfinished(service.store)
    assert f"/rulebooks/trials/{waiting.id}/progress" in page
    assert business.get(f"/rulebooks/trials/{waiting.id}/progress").json == {
        "done": 0, "total": 5, "finished": False, "text": "等待处理",
    }  # fmt: skip
    service.run_trial(waiting.id)
    assert business.get(f"/rulebooks/trials/{waiting.id}/progress").json["finished"]  # type: ignore[index]


def test_a_rulebook_that_scores_officers_is_not_offered_for_it(business: FlaskClient) -> None:
    assert "用台账看哪些规则命中" in business.get("/rulebooks/分级/").text
    assert "用台账看哪些规则命中" not in business.get("/rulebooks/考核/").text


@pytest.mark.parametrize("path", ["/rulebooks/trials/99", "/rulebooks/loads/1/trial", "/rulebooks/versions/00/trial"])
def test_what_does_not_exist_is_not_found(business: FlaskClient, path: str) -> None:
    assert business.get(path).status_code == 404
