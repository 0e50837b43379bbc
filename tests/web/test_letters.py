"""Letters: the list, one, all; and those that were stopped, with the article."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from app.store import Store, letters
from app.store.letters import Filter, LetterStatus
from tests.batches import house


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
