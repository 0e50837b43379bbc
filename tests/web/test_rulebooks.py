"""The business staff's way: what is in force, since when, by whom; a new version; a refused one."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.jobs.service import Service
from app.store import versions
from app.store.versions import Kind
from tests.batches import house
from tests.web.conftest import advised


def offer(client: FlaskClient, data: bytes, name: str = "分级.xlsx") -> TestResponse:
    form = {"file": (io.BytesIO(data), name)}
    return client.post("/rulebooks/upload", data=form, follow_redirects=True)


def broken_cell() -> bytes:
    """分级 with a condition that the loader refuses."""
    workbook = openpyxl.load_workbook(io.BytesIO(house.classes()))
    sheet = workbook["规则"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "[1..90]":
                cell.value = ">=30, <50"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def at_the_cell(page: str) -> bool:
    """Whether the finding of :func:`broken_cell` stands under its sheet, with its cell."""
    return "工作表“规则”" in page and re.search(r'class="place">B\d+<', page) is not None


def test_the_list_says_since_when_by_whom_and_which_version(business: FlaskClient, version: str) -> None:
    page = business.get("/rulebooks/").text
    assert version[:8] in page
    assert "李强" in page
    assert all(name in page for name in ("分级", "策略", "文书", "考核"))


def test_a_rulebook_is_shown_as_its_workbook_has_it(business: FlaskClient) -> None:
    page = business.get("/rulebooks/分级/").text
    assert "生效中" in page
    assert "(90..270]" in page
    assert "测试用例" in page
    assert "1 条用例全部通过" in page


def test_a_clean_workbook_is_in_force_at_once(business: FlaskClient, version: str) -> None:
    page = offer(business, house.classes(limit=60)).text
    assert "已经生效" in page
    assert "[1..60]" in business.get("/rulebooks/分级/").text
    history = business.get("/rulebooks/分级/history").text
    assert version[:8] in history
    assert history.count('state-done">生效中') == 1


def test_a_new_version_says_in_which_cases_it_decides_otherwise(business: FlaskClient) -> None:
    assert "与上一版相比" not in business.get("/rulebooks/分级/").text
    offer(business, house.classes(limit=60))
    page = business.get("/rulebooks/分级/").text
    assert "与上一版相比" in page
    assert re.search(r"<li>.*61–90.*→", page)


def test_an_old_version_can_still_be_read_and_downloaded(business: FlaskClient, version: str) -> None:
    offer(business, house.classes(limit=60))
    assert "非现行版本" in business.get(f"/rulebooks/versions/{version}").text
    with business.get(f"/rulebooks/versions/{version}/workbook.xlsx") as answer:
        assert answer.data == house.classes()


def test_a_faulty_workbook_changes_nothing_and_shows_the_cell(business: FlaskClient, version: str) -> None:
    page = offer(business, broken_cell()).text
    assert "没有载入" in page
    assert at_the_cell(page)
    assert version[:8] in business.get("/rulebooks/").text


def test_the_refused_workbook_comes_back_annotated(business: FlaskClient, service: Service) -> None:
    offer(business, broken_cell())
    load = versions.loads(service.store, limit=1)[0]
    assert "下载标注版工作簿" in business.get(f"/rulebooks/loads/{load.id}").text
    with business.get(f"/rulebooks/loads/{load.id}/annotated.xlsx") as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["规则"]
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.comment] == [">=30, <50"]


def test_the_folders_workbook_comes_back_annotated_too(business: FlaskClient, service: Service) -> None:
    path = service.settings.rulebooks_dir / "分级.xlsx"
    path.write_bytes(broken_cell())
    _refresh_until_settled(service)
    load = versions.refused(service.store)[0]
    with business.get(f"/rulebooks/loads/{load.id}/annotated.xlsx") as answer:
        assert answer.status_code == 200
    path.write_bytes(house.classes())
    assert business.get(f"/rulebooks/loads/{load.id}/annotated.xlsx").status_code == 404, "another content by now"


def test_what_is_no_workbook_has_no_annotated_copy(business: FlaskClient, service: Service) -> None:
    assert "下载标注版工作簿" not in offer(business, b"no workbook").text
    load = versions.loads(service.store, limit=1)[0]
    assert business.get(f"/rulebooks/loads/{load.id}/annotated.xlsx").status_code == 404


def test_a_test_that_fails_blocks_and_says_so(business: FlaskClient) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(house.classes()))
    for row in workbook["规则"].iter_rows():
        if row[0].value == "满限":
            row[2].value = "次级"
    stream = io.BytesIO()
    workbook.save(stream)
    page = offer(business, stream.getvalue()).text
    assert "没有载入" in page
    assert "满限" in page


def test_what_the_watched_folder_refused_is_shown_with_its_findings(business: FlaskClient, service: Service) -> None:
    path = service.settings.rulebooks_dir / "分级.xlsx"
    path.write_bytes(broken_cell())
    _refresh_until_settled(service)
    load = versions.refused(service.store)[0]
    assert load.by == "文件夹"
    assert "下列文件没有载入" in business.get("/rulebooks/").text
    assert "下列文件没有载入" in business.get("/").text, "the first page says so as well"
    assert at_the_cell(business.get(f"/rulebooks/loads/{load.id}").text)


def _refresh_until_settled(service: Service) -> None:
    for _attempt in range(100):
        if service.refresh().outcomes:
            return
    raise AssertionError("the folder was never looked at")


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("规则.pdf", b"%PDF", "不支持这种文件"),
        ("坏.xlsx", b"no workbook", "坏.xlsx"),
        ("模板.docx", b"no document", "模板.docx"),
    ],
)
def test_a_file_that_is_no_workbook_gets_a_clear_answer(
    business: FlaskClient, name: str, data: bytes, told: str
) -> None:
    page = offer(business, data, name).text
    assert told in page
    assert advised(page)


def test_a_form_without_a_file_asks_for_one(business: FlaskClient) -> None:
    answer = business.post("/rulebooks/upload", data={})
    assert answer.status_code == 422
    assert "请选择文件" in answer.text


def test_a_word_template_can_be_offered_too(business: FlaskClient, service: Service) -> None:
    page = offer(business, house.template(house.DUN, "新的一段"), f"{house.DUN}.docx").text
    assert "已经生效" in page
    assert len(versions.history(service.store, Kind.TEMPLATE, house.DUN)) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/rulebooks/没有/",
        "/rulebooks/没有/history",
        "/rulebooks/versions/00",
        "/rulebooks/versions/00/workbook.xlsx",
        "/rulebooks/loads/99",
    ],
)
def test_what_does_not_exist_is_not_found(business: FlaskClient, path: str) -> None:
    assert business.get(path).status_code == 404


def test_a_template_is_no_rulebook(business: FlaskClient, service: Service) -> None:
    template = versions.history(service.store, Kind.TEMPLATE, house.DUN)[0]
    assert business.get(f"/rulebooks/versions/{template.hash}").status_code == 404
