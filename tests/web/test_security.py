"""Headers, tokens and bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.store import Store, versions
from app.store.versions import Kind
from app.web.app import create_app
from app.web.extensions import limiter
from tests.batches import house
from tests.web.conftest import PASSWORD
from tests.web.test_rights import PAGES


def test_nothing_may_load_from_outside_or_run_inline(client: FlaskClient) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_pages_cannot_be_framed_sniffed_or_kept(client: FlaskClient) -> None:
    headers = client.get("/sign-in").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers, "plain http on one machine must still work"


def test_stylesheets_and_scripts_may_be_kept(client: FlaskClient) -> None:
    with client.get("/static/lubu.css") as answer:
        assert "max-age=3600" in answer.headers["Cache-Control"]


def test_https_sends_plain_requests_there_and_says_so(settings: Settings) -> None:
    client = create_app(settings.model_copy(update={"https": True})).test_client()
    assert client.get("/sign-in").headers["Location"].startswith("https://")
    assert "max-age" in client.get("/sign-in", base_url="https://bank.local").headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/account", "/language/en", "/batches/new",
                                  "/rulebooks/upload", "/scorecards/new"])  # fmt: skip
def test_a_form_without_its_token_is_refused(strict_app: Flask, path: str) -> None:
    client = strict_app.test_client()
    token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    signed_in = client.post("/sign-in", data={"name": "admin", "password": PASSWORD, "csrf_token": token})
    assert signed_in.status_code == 302
    answer = client.post(path, data={})
    assert answer.status_code == 400
    assert "页面已过期" in answer.text


@pytest.mark.parametrize(
    ("path", "megabytes"), [("/sign-in", 1), ("/batches/new", 3), ("/rulebooks/upload", 2), ("/scorecards/new", 3)]
)
def test_what_is_too_large_is_refused_before_it_is_read(settings: Settings, path: str, megabytes: int) -> None:
    """Forms may carry 1 MB, uploads their bound and 1 MB beside."""
    app = create_app(settings.model_copy(update={"max_upload_mb": 2, "max_rulebook_mb": 1}))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"name": "admin", "password": PASSWORD})
    announced = {"CONTENT_LENGTH": str((megabytes << 20) + 1), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.post(path, environ_overrides=announced)
    assert answer.status_code == 413
    assert "文件太大" in answer.text


def test_an_upload_by_nobody_is_sent_to_sign_in_unread(strict_app: Flask) -> None:
    announced = {"CONTENT_LENGTH": str(1 << 20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = strict_app.test_client().post("/batches/new", environ_overrides=announced)
    assert answer.headers["Location"] == "/sign-in"


def test_signing_in_again_and_again_is_slowed_down(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    limiter.reset()
    client = app.test_client()
    answers = {client.post("/sign-in", data={}).status_code for _attempt in range(61)}
    limiter.reset()
    assert answers == {200, 429}


def test_making_the_application_writes_nothing(tmp_path: Path) -> None:
    """The stateless commands of the command line run where nothing may be written."""
    create_app(Settings(root=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_forwarded_address_counts_only_behind_a_proxy(settings: Settings) -> None:
    forwarded = {"X-Forwarded-Proto": "https"}
    believed = create_app(settings.model_copy(update={"proxies": 1})).test_client()
    assert "Secure" in believed.get("/sign-in", headers=forwarded).headers["Set-Cookie"]
    direct = create_app(settings).test_client()
    assert "Secure" not in direct.get("/sign-in", headers=forwarded).headers["Set-Cookie"]


def test_no_page_carries_inline_code_or_names_another_server(
    signed_in: Callable[[str], FlaskClient], store: Store, version: str
) -> None:
    client = signed_in("admin")
    template = versions.history(store, Kind.TEMPLATE, house.DUN)[0].hash
    for path in (path for method, path, _allowed in PAGES.values() if method == "GET"):
        with client.get(path.format(version=version, template=template)) as answer:
            page = answer.text if answer.mimetype == "text/html" else ""
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), path
        assert not re.search(r"<style|\sstyle=|\son\w+=", page), path
        assert not re.search(r"https?://", page), path
