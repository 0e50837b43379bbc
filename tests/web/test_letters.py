"""Letters: the list, one, all; and those that were stopped, with the article."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.store import Store, deliveries, letters
from app.store.letters import Filter, LetterStatus
from tests.batches import house
from tests.web.conftest import advised


def ready(store: Store) -> list[letters.Letter]:
    return letters.page(store, 1, Filter(status=LetterStatus.READY), limit=1000)


def blocked(store: Store) -> list[letters.Letter]:
    return letters.page(store, 1, Filter(status=LetterStatus.BLOCKED), limit=1000)


def test_a_letter_is_a_word_file_under_its_own_name(officer: FlaskClient, store: Store) -> None:
    letter = ready(store)[0]
    with officer.get(f"/letters/{letter.id}.docx") as answer:
        assert answer.mimetype.endswith("wordprocessingml.document")
        text = house.text_of(answer.data)
    assert letter.number in text  # type: ignore[operator]
    assert letter.recipient in text


def test_all_letters_come_in_one_zip(officer: FlaskClient, store: Store) -> None:
    with officer.get("/batches/1/letters.zip") as answer, zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert len(archive.namelist()) == len(ready(store))
        assert all("{{" not in house.text_of(archive.read(name)) for name in archive.namelist())


def test_the_zip_follows_the_filters(officer: FlaskClient, store: Store) -> None:
    expected = [letter for letter in ready(store) if letter.kind == house.GUARANTOR]
    with officer.get("/batches/1/letters.zip", query_string={"kind": house.GUARANTOR}) as answer:
        assert len(zipfile.ZipFile(io.BytesIO(answer.data)).namelist()) == len(expected) > 0
    assert officer.get("/batches/1/letters.zip?q=nobody").status_code == 404


def test_a_stopped_letter_names_the_article_and_cannot_be_had(officer: FlaskClient, store: Store) -> None:
    page = officer.get("/batches/1/letters?status=blocked").text
    assert "企业破产法第十九条" in page
    for letter in blocked(store):
        assert officer.get(f"/letters/{letter.id}.docx").status_code == 404


@pytest.mark.parametrize("status", ["ready", "blocked", "nonsense"])
def test_the_list_is_filtered_by_status(officer: FlaskClient, store: Store, status: str) -> None:
    expected = {"ready": len(ready(store)), "blocked": len(blocked(store))}
    count = expected.get(status, sum(expected.values()))
    assert f"共 {count} 份" in officer.get(f"/batches/1/letters?status={status}").text


def test_a_decision_leads_to_its_letters(officer: FlaskClient, store: Store) -> None:
    letter = ready(store)[0]
    assert f"/letters/{letter.id}" in officer.get(f"/batches/1/decisions/{letter.rows[0]}").text


def test_a_letter_whose_file_has_gone_is_not_found(officer: FlaskClient, store: Store) -> None:
    letter = ready(store)[0]
    exports = store.path.parent.parent / "exports"
    (exports / str(letter.file)).unlink()
    assert officer.get(f"/letters/{letter.id}.docx").status_code == 404
    assert officer.get("/batches/1/letters.zip").status_code == 404, "an incomplete zip would pass for a whole one"


def filled(officer: FlaskClient, count: int, **cells: object) -> bytes:
    """The register as it is downloaded, its first rows filled in."""
    with officer.get("/batches/1/letters/register.xlsx") as answer:
        opened = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = opened.active
    headings = {cell.value: cell.column for cell in sheet[3]}
    usual = {"送达日期": "2026-10-08", "送达方式": "邮寄送达", "结果": "已送达", **cells}
    for row in range(4, 4 + count):
        for name, value in usual.items():
            sheet.cell(row, headings[name]).value = value
    stream = io.BytesIO()
    opened.save(stream)
    return stream.getvalue()


def upload(officer: FlaskClient, data: bytes, name: str = "登记.xlsx") -> TestResponse:
    return officer.post("/batches/1/letters/register", data={"file": (io.BytesIO(data), name)})


def test_many_services_are_recorded_from_one_workbook(officer: FlaskClient, store: Store) -> None:
    data = filled(officer, 3)
    answer = upload(officer, data)
    assert answer.status_code == 200
    assert "已登记 3 份文书的送达" in answer.text
    assert len(deliveries.of_batch(store, 1)) == 3
    assert officer.get("/batches/1/letters").text.count("2026-10-08 送达") == 3
    assert "另有 3 行与已登记的完全相同，略过" in upload(officer, data).text


def test_a_register_with_faults_records_nothing_and_names_every_cell(officer: FlaskClient, store: Store) -> None:
    answer = upload(officer, filled(officer, 2, 送达日期="2020-01-01", 结果="也许"))
    assert answer.status_code == 422
    assert "共 4 处要改" in answer.text
    assert all(f"!{cell}" in answer.text for cell in ("E4", "G4", "E5", "G5"))
    assert advised(answer.text)
    assert deliveries.of_batch(store, 1) == {}


def test_a_register_that_is_missing_is_asked_for(officer: FlaskClient) -> None:
    answer = officer.post("/batches/1/letters/register", data={})
    assert answer.status_code == 422
    assert "请选择填好的送达登记表" in answer.text


def test_the_register_follows_the_filters(officer: FlaskClient, store: Store) -> None:
    expected = [letter.number for letter in ready(store) if letter.kind == house.GUARANTOR]
    page = officer.get("/batches/1/letters/register", query_string={"kind": house.GUARANTOR}).text
    assert "只含筛选出的文书" in page
    with officer.get("/batches/1/letters/register.xlsx", query_string={"kind": house.GUARANTOR}) as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert [sheet.cell(row, 1).value for row in range(4, sheet.max_row + 1)] == expected
    assert officer.get("/batches/1/letters/register.xlsx?q=nobody").status_code == 404
