"""What supervisors ask."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.config import Settings
from app.web.app import create_app


def test_a_process_that_answers_lives(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_a_house_with_rulebooks_in_force_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["release"] > 0


def test_without_rulebooks_it_lives_but_is_not_ready(bare_settings: Settings) -> None:
    client = create_app(bare_settings).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_without_a_database_it_is_not_ready(settings: Settings) -> None:
    settings.database.write_bytes(b"no database")
    answer = create_app(settings).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "unavailable", "database": "unavailable"}


def test_supervisors_need_no_https(settings: Settings) -> None:
    client = create_app(settings.model_copy(update={"https": True})).test_client()
    assert client.get("/healthz").status_code == 200
