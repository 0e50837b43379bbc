"""HR's way: recoveries and a period in, scorecards out."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import Settings
from app.jobs.service import Service
from app.store import Store, scorecards, versions
from app.web.app import create_app
from tests.batches import house
from tests.web import scoring
from tests.web.conftest import Auth


def make(client: FlaskClient, period: str = "2026Q3", data: bytes = b"", name: str = "台账.xlsx") -> TestResponse:
    form = {"period": period, "book": "考核", "files": [(io.BytesIO(data or scoring.recoveries()), name)]}
    return client.post("/scorecards/new", data=form)


@pytest.mark.parametrize(("today", "proposed"), [("2026-10-08", "2026Q3"), ("2027-01-05", "2026Q4")])
def test_the_form_proposes_the_last_quarter(client: FlaskClient, auth: Auth, today: str, proposed: str) -> None:
    with time_machine.travel(today):
        auth.sign_in("hr")
        assert f'value="{proposed}"' in client.get("/scorecards/new").text


def test_recoveries_become_scorecards(hr: FlaskClient, store: Store) -> None:
    answer = make(hr, "2026-07")
    run = scorecards.runs(store)[0]
    assert answer.headers["Location"] == f"/scorecards/{run.id}"
    page = hr.get(f"/scorecards/{run.id}").text
    assert "2026-07" in page
    assert "王敏" in page


def test_the_list_shows_score_grade_and_pay(hr: FlaskClient) -> None:
    page = hr.get("/scorecards/1").text
    assert "90.00" in page
    assert "优秀" in page
    assert "900.01" in page, "half up"
    assert "120.00" in page, "what was received in October does not count"


def test_one_card_is_a_word_file(hr: FlaskClient, store: Store) -> None:
    card = scorecards.cards(store, 1)[0]
    with hr.get(f"/scorecards/1/cards/{card.id}.docx") as answer:
        assert card.officer_name in house.text_of(answer.data)


def test_a_card_of_another_run_is_not_found(hr: FlaskClient, store: Store) -> None:
    make(hr, "2026-07")
    card = scorecards.cards(store, 2)[0]
    assert hr.get(f"/scorecards/1/cards/{card.id}.docx").status_code == 404


def test_all_cards_come_in_one_zip(hr: FlaskClient) -> None:
    with hr.get("/scorecards/1/cards.zip") as answer, zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert sorted(archive.namelist()) == ["0801-王敏.docx", "0802-李娟.docx"]


def test_the_summary_is_a_workbook(hr: FlaskClient) -> None:
    with hr.get("/scorecards/1/summary.xlsx") as answer:
        assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames


@pytest.mark.parametrize(
    ("period", "name", "data", "told"),
    [
        ("第三季度", "台账.xlsx", b"", "不是考核期"),
        ("2026Q3", "台账.pdf", b"%PDF", "台账.pdf"),
        ("2026Q3", "坏.xlsx", b"no workbook", "坏.xlsx"),
        ("", "台账.xlsx", b"", "请填写考核期"),
    ],
)
def test_what_cannot_be_scored_says_why(
    hr: FlaskClient, store: Store, period: str, name: str, data: bytes, told: str
) -> None:
    answer = make(hr, period, data, name)
    assert answer.status_code == 422
    assert told in answer.text
    assert len(scorecards.runs(store)) == 1


def test_a_form_without_files_asks_for_them(hr: FlaskClient) -> None:
    answer = hr.post("/scorecards/new", data={"period": "2026Q3", "book": "考核"})
    assert answer.status_code == 422
    assert "请选择清收台账文件" in answer.text


@pytest.mark.parametrize("path", ["/scorecards/99", "/scorecards/99/cards.zip", "/scorecards/1/cards/99.docx"])
def test_what_does_not_exist_is_not_found(hr: FlaskClient, path: str) -> None:
    assert hr.get(path).status_code == 404


def test_with_several_scoring_rulebooks_one_is_chosen(hr: FlaskClient, service: Service, store: Store) -> None:
    assert service.offer_rulebook("外包考核.xlsx", scoring.workbook("0.02"), "business").accepted
    assert "外包考核" in hr.get("/scorecards/new").text
    form = {"period": "2026Q3", "book": "外包考核", "files": [(io.BytesIO(scoring.recoveries()), "台账.xlsx")]}
    assert hr.post("/scorecards/new", data=form).status_code == 302
    assert versions.get(store, scorecards.runs(store)[0].rulebook).name == "外包考核"  # type: ignore[union-attr]


def test_a_rulebook_that_does_not_score_cannot_be_chosen(hr: FlaskClient) -> None:
    form = {"period": "2026Q3", "book": "分级", "files": [(io.BytesIO(scoring.recoveries()), "台账.xlsx")]}
    assert hr.post("/scorecards/new", data=form).status_code == 422


def test_without_a_scoring_rulebook_the_page_says_so(bare_settings: Settings) -> None:
    client = create_app(bare_settings).test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False
    Auth(client).sign_in("admin")
    assert "要先有生效的考核规则" in client.get("/scorecards/new").text
