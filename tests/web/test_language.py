"""Chinese by default, English when asked for."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


def test_pages_are_chinese_whatever_the_browser_prefers(client: FlaskClient) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": "en-GB"}).text
    assert '<html lang="zh-CN">' in page
    assert "登录" in page


def test_the_switch_is_remembered_and_leads_back(client: FlaskClient) -> None:
    answer = client.post("/language/en", data={"next": "/sign-in?next=/"})
    assert answer.headers["Location"] == "/sign-in?next=/"
    assert '<html lang="en">' in client.get("/sign-in").text
    client.post("/language/zh")
    assert '<html lang="zh-CN">' in client.get("/sign-in").text


@pytest.mark.parametrize("code", ["de", "../../etc", "zh_TW"])
def test_an_unknown_language_changes_nothing(client: FlaskClient, code: str) -> None:
    client.post(f"/language/{code}")
    assert '<html lang="zh-CN">' in client.get("/sign-in").text


def test_the_language_outlives_signing_in(client: FlaskClient, auth: object) -> None:
    client.post("/language/en")
    auth.sign_in("officer")  # type: ignore[attr-defined]
    assert '<html lang="en">' in client.get("/").text
