"""The officer's way: upload, progress, decisions with their reasons, files."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import openpyxl
import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.jobs.service import Service
from app.store import batches, decisions
from app.store.batches import BatchStatus
from app.web.app import create_app
from tests.batches import house
from tests.web.conftest import CASES, Auth, advised


def upload(client: FlaskClient, file_name: str = "八月.csv", data: bytes = b"", **fields: str) -> TestResponse:
    form = {"as_of": "2026-09-30", "file": (io.BytesIO(data or house.loans(6)), file_name), **fields}
    return client.post("/batches/new", data=form)


def test_the_form_proposes_today(client: FlaskClient, auth: Auth) -> None:
    with time_machine.travel("2026-10-01 01:30+08:00"):
        auth.sign_in("officer")
        assert 'value="2026-10-01"' in client.get("/batches/new").text


def test_an_upload_becomes_a_batch_that_waits(officer: FlaskClient, service: Service) -> None:
    answer = upload(officer, "八月.csv")
    assert answer.headers["Location"] == "/batches/2"
    batch = batches.get(service.store, 2)
    assert (batch.name, batch.cases, batch.created_by, batch.as_of.isoformat()) == ("八月", 6, "officer", "2026-09-30")
    page = officer.get("/batches/2").text
    assert "批次“八月”已提交" in page
    assert 'data-progress="/batches/2/progress"' in page


def test_progress_is_told_in_numbers_and_words(officer: FlaskClient, service: Service) -> None:
    upload(officer)
    waiting = officer.get("/batches/2/progress").json
    assert waiting == {"done": 0.0, "total": 1, "finished": False, "text": "已收到，等待处理"}
    service.run_batch(2)
    assert officer.get("/batches/2/progress").json == {"done": 1.0, "total": 1, "finished": True, "text": "已完成"}


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("名单.pdf", b"%PDF-1.7", "不支持这种文件"),
        ("空.csv", b"", "文件"),
        ("无案件.csv", house.ledger([]), "没有案件"),
        ("坏.xlsx", b"PK\x03\x04 not a workbook", "坏.xlsx"),
        ("缺列.csv", "借据号,客户编号\nJ1,K1\n".encode(), "逾期天数"),
    ],
)
def test_a_file_that_cannot_be_decided_says_why_and_what_to_do(
    officer: FlaskClient, service: Service, name: str, data: bytes, told: str
) -> None:
    form = {"as_of": "2026-09-30", "file": (io.BytesIO(data), name)}
    answer = officer.post("/batches/new", data=form)
    assert answer.status_code == 422
    assert "文件没有被接收" in answer.text
    assert told in answer.text
    assert advised(answer.text)
    assert batches.count(service.store) == 1, "nothing is kept"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"as_of": ""}, "请填写业务日期"),
        ({"as_of": "三十号"}, "请写成 2026-09-30 这样的日期"),
        ({"name": "长" * 81}, "名称最多 80 个字"),
    ],
)
def test_a_form_with_faults_names_the_field(officer: FlaskClient, fields: dict[str, str], told: str) -> None:
    answer = upload(officer, **fields)
    assert answer.status_code == 422
    assert told in answer.text


def test_a_form_without_a_file_asks_for_one(officer: FlaskClient) -> None:
    assert "请选择案件文件" in officer.post("/batches/new", data={"as_of": "2026-09-30"}).text


def test_without_rulebooks_nothing_can_be_uploaded(bare_settings: object) -> None:
    app = create_app(bare_settings)  # type: ignore[arg-type]
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    Auth(client).sign_in("admin")
    assert "要先有生效的规则簿" in client.get("/batches/new").text
    assert "还没有生效的规则" in upload(client).text
    home = client.get("/").text
    assert "目前还没有生效的规则簿" in home
    assert "还没有计分卡" in home
    assert "还没有批次" in client.get("/batches/").text


def test_the_batch_page_sums_up_and_lists_rows_to_correct(officer: FlaskClient) -> None:
    page = officer.get("/batches/1").text
    assert f"<dd>{CASES}</dd>" in page
    assert "需要改正的行" in page
    assert "J00005" in page
    assert "很多天" in page
    assert "分级" in page, "the version it was decided by"


def test_the_distribution_counts_every_case_once(officer: FlaskClient, service: Service) -> None:
    page = officer.get("/batches/1").text
    counts = decisions.outcome_counts(service.store, 1, "五级分类")
    assert sum(counts.values()) == CASES
    for value, count in counts.items():
        assert f"outcome=五级分类%3D{value}" in page or "outcome=%E4%BA%94%E7%BA%A7" in page
        assert f'<td class="number">{count}</td>' in page


def url_for_outcome(value: str) -> str:
    return f"/batches/1/decisions?outcome={quote(f'五级分类={value}', safe='')}"


def test_decisions_are_filtered_by_outcome_error_and_customer(officer: FlaskClient, service: Service) -> None:
    counts = decisions.outcome_counts(service.store, 1, "五级分类")
    assert f"共 {counts['次级']} 笔" in officer.get("/batches/1/decisions?outcome=五级分类%3D次级").text
    assert "共 1 笔" in officer.get("/batches/1/decisions?errors=1").text
    assert "共 2 笔" in officer.get("/batches/1/decisions?q=K00003").text
    assert "没有符合条件的案件" in officer.get("/batches/1/decisions?q=nobody").text


def test_filters_are_text_and_never_code(officer: FlaskClient) -> None:
    hostile = officer.get(
        "/batches/1/decisions", query_string={"q": '"><script>alert(1)</script>', "outcome": "'=\"--"}
    )
    assert hostile.status_code == 200
    assert "<script>alert" not in hostile.text


def test_a_decision_shows_table_rule_cells_inputs_and_outcome(officer: FlaskClient) -> None:
    page = officer.get("/batches/1/decisions/3").text
    assert "五级分类表" in page
    assert "规则!A" in page, "the cell range"
    assert "(90..270]" in page, "the condition as written"
    assert ">111<" in page, "what the case brought"
    assert "次级" in page
    assert "策略" in page, "every rulebook that had a part"


def test_a_case_with_an_error_says_what_and_where(officer: FlaskClient) -> None:
    page = officer.get("/batches/1/decisions/5").text
    assert "这笔案件有错误" in page
    assert "很多天" in page
    assert "未判定" in page


def test_an_auditor_reaches_the_rule_itself(signed_in: object, version: str) -> None:
    client = signed_in("admin")  # type: ignore[operator]
    assert f"/rulebooks/versions/{version}#" in client.get("/batches/1/decisions/3").text


def test_officers_get_no_link_to_pages_they_may_not_open(officer: FlaskClient) -> None:
    assert "/rulebooks/" not in officer.get("/batches/1/decisions/3").text


@pytest.mark.parametrize(
    "path",
    [
        "/batches/99",
        "/batches/99/progress",
        "/batches/1/decisions/999",
        "/batches/99/letters",
        "/letters/9999.docx",
        "/batches/1/decided.pdf",
    ],
)
def test_what_does_not_exist_is_not_found(officer: FlaskClient, path: str) -> None:
    assert officer.get(path).status_code == 404


def test_the_decided_table_comes_in_three_formats(officer: FlaskClient) -> None:
    with officer.get("/batches/1/decided.xlsx") as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    headings = [cell.value for cell in sheet[1]]
    assert "五级分类" in headings
    assert sheet.max_row == CASES + 1
    with officer.get("/batches/1/decided.csv") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[3]["五级分类"] == "次级"
    with officer.get("/batches/1/decided.jsonl") as answer:
        lines = [json.loads(line) for line in answer.data.splitlines()]
    assert len(rows) == len(lines) == CASES
    assert lines[3]["outputs"]["五级分类"] == "次级"


def test_nothing_of_an_unfinished_batch_goes_out(officer: FlaskClient) -> None:
    upload(officer)
    for path in ("decisions", "decisions/0", "decided.csv", "letters", "letters.zip"):
        assert officer.get(f"/batches/2/{path}").status_code == 404


def test_a_failed_batch_says_why_and_can_be_tried_again(officer: FlaskClient, service: Service) -> None:
    upload(officer)
    kept = service.settings.uploads_dir / batches.get(service.store, 2).upload
    content = kept.read_bytes()
    kept.write_bytes(b"changed behind our back")
    assert service.run_batch(2).status is BatchStatus.FAILED
    page = officer.get("/batches/2").text
    assert "这个批次没有完成" in page
    assert "丢失或被改动" in page
    kept.write_bytes(content)
    officer.post("/batches/2/retry")
    assert service.run_batch(2).status is BatchStatus.DONE
    assert "等待处理" not in officer.get("/batches/2").text


def test_a_batch_that_has_not_failed_is_not_tried_again(officer: FlaskClient) -> None:
    assert "没有失败" in officer.post("/batches/1/retry", follow_redirects=True).text


def test_the_list_can_be_narrowed_to_ones_own(officer: FlaskClient, signed_in: object) -> None:
    upload(signed_in("admin"), "别人的.csv")  # type: ignore[operator]
    assert "别人的" in officer.get("/batches/").text
    assert "别人的" not in officer.get("/batches/?mine=1").text
