"""Error pages say what to do and give nothing away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from app.findings import LubuError, Place
from app.web.rights import anyone


@pytest.fixture
def faulty(app: Flask) -> FlaskClient:
    """The application with pages that fail."""

    @app.get("/fail/<int:status>")
    @anyone
    def fail(status: int) -> str:
        abort(status)

    @app.get("/crash")
    @anyone
    def crash() -> str:
        raise RuntimeError("a secret in /etc/lubu")

    @app.get("/bad-input")
    @anyone
    def bad_input() -> str:
        raise LubuError.of("store.user-unknown", Place("名单.xlsx", "人员", "B4"), name="张三")

    app.testing = False
    return app.test_client()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429])
def test_an_error_page_says_what_to_do(faulty: FlaskClient, status: int) -> None:
    answer = faulty.get(f"/fail/{status}")
    assert answer.status_code == status
    assert "回到首页" in answer.text
    assert "请" in answer.text


def test_a_crash_shows_a_number_and_no_trace(faulty: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    answer = faulty.get("/crash")
    assert answer.status_code == 500
    assert "编号" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    incident = answer.text.split("<code>")[1].split("</code>")[0]
    told = capsys.readouterr()
    assert incident in told.out + told.err, "whoever reads the log finds the number"


def test_bad_input_shows_every_finding_with_its_place(faulty: FlaskClient) -> None:
    answer = faulty.get("/bad-input")
    assert answer.status_code == 422
    assert "名单.xlsx!人员!B4" in answer.text
    assert "没有名为“张三”的用户" in answer.text
    assert "请核对用户名" in answer.text


def test_programs_get_their_errors_as_json(faulty: FlaskClient) -> None:
    answer = faulty.get("/fail/404", headers={"Accept": "application/json"})
    assert answer.json is not None
    assert answer.json["error"]["code"] == 404


def test_an_unknown_address_is_not_found_for_everybody(
    client: FlaskClient, signed_in: Callable[[str], FlaskClient]
) -> None:
    assert client.get("/no-such-page").status_code == 404
    assert signed_in("hr").get("/no-such-page").status_code == 404


def test_a_page_whose_view_says_nothing_about_rights_is_closed(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert signed_in("admin").get("/forgotten").status_code == 403
    assert app.test_client().get("/forgotten").status_code == 302
