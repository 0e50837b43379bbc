"""Signing in, staying signed in, and being signed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.store import Store, users
from tests.web.conftest import PASSWORD, Auth


def test_the_front_page_asks_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/sign-in"


def test_signing_in_leads_to_the_front_page(client: FlaskClient, auth: Auth) -> None:
    assert auth.sign_in("officer").headers["Location"] == "/"
    assert "王敏，您好" in client.get("/").text


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client: FlaskClient, auth: Auth) -> None:
    asked = client.get("/batches/?mine=1")
    assert asked.headers["Location"] == "/sign-in?next=/batches/?mine%3D1"
    assert auth.sign_in("officer", next="/batches/?mine=1").headers["Location"] == "/batches/?mine=1"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", "\\/x"],
)
def test_signing_in_never_leads_to_another_server(auth: Auth, target: str) -> None:
    assert auth.sign_in("officer", next=target).headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_sound_the_same(auth: Auth) -> None:
    wrong, unknown = auth.sign_in("officer", "not the password"), auth.sign_in("nobody", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert "用户名或密码不正确" in wrong.text
    assert "用户名或密码不正确" in unknown.text


def test_five_failures_lock_a_name_even_for_the_right_password(auth: Auth) -> None:
    for _attempt in range(5):
        auth.sign_in("officer", "not the password")
    assert "暂时锁定" in auth.sign_in("officer").text
    assert auth.sign_in("hr").status_code == 302, "others are not locked out"


def test_blank_fields_are_named(client: FlaskClient) -> None:
    page = client.post("/sign-in", data={"name": "", "password": ""}).text
    assert "请填写用户名" in page
    assert "请填写密码" in page


def test_signing_out_ends_the_session(client: FlaskClient, auth: Auth) -> None:
    auth.sign_in("officer")
    assert auth.sign_out().headers["Location"] == "/sign-in"
    assert client.get("/").status_code == 302


def test_signing_out_needs_a_form(client: FlaskClient, auth: Auth) -> None:
    auth.sign_in("officer")
    assert client.get("/sign-out").status_code == 405


def test_a_closed_person_is_out_at_once(signed_in: Callable[[str], FlaskClient], store: Store) -> None:
    client = signed_in("officer")
    users.set_active(store, "officer", False)
    assert client.get("/").headers["Location"] == "/sign-in"


def test_an_idle_session_ends(signed_in: Callable[[str], FlaskClient]) -> None:
    with time_machine.travel("2026-09-30 08:00+08:00", tick=False) as clock:
        client = signed_in("officer")
        clock.shift(timedelta(minutes=29))
        assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get("/").status_code == 302


def test_a_session_ends_however_busy_it_is(signed_in: Callable[[str], FlaskClient]) -> None:
    with time_machine.travel("2026-09-30 08:00+08:00", tick=False) as clock:
        client = signed_in("officer")
        for _quarter in range(40):
            assert client.get("/").status_code == 200
            clock.shift(timedelta(minutes=15))
        clock.shift(timedelta(minutes=1))
        assert client.get("/").status_code == 302


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(auth: Auth) -> None:
    cookie = auth.sign_in("officer").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie, "plain http on one machine must still work"


def test_the_session_cookie_stays_on_https(client: FlaskClient) -> None:
    data = {"name": "officer", "password": PASSWORD}
    assert "Secure" in client.post("/sign-in", data=data, base_url="https://localhost").headers["Set-Cookie"]


def test_a_session_of_another_browser_is_refused(app: Flask, signed_in: Callable[[str], FlaskClient]) -> None:
    cookie = signed_in("officer").get_cookie("lubu")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("lubu", cookie.value)
    assert thief.get("/", headers={"User-Agent": "another browser"}).status_code == 302


def test_a_person_changes_their_password(client: FlaskClient, auth: Auth) -> None:
    auth.sign_in("officer")
    new = "another horse battery"
    form = {"current": PASSWORD, "new": new, "again": new}
    assert client.post("/account", data=form).headers["Location"] == "/"
    auth.sign_out()
    assert auth.sign_in("officer").status_code == 401
    assert auth.sign_in("officer", new).status_code == 302


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"current": "not it", "new": "another horse battery", "again": "another horse battery"}, "用户名或密码不正确"),
        ({"current": PASSWORD, "new": "another horse battery", "again": "something else"}, "两次输入的新密码不一致"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "请使用 10 至"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    client: FlaskClient, auth: Auth, form: dict[str, str], told: str
) -> None:
    auth.sign_in("officer")
    assert told in client.post("/account", data=form).text
    auth.sign_out()
    assert auth.sign_in("officer").status_code == 302, "the old password still counts"
