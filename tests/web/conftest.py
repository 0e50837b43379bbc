"""An application of its own for every test, and the people who use it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import Settings
from app.store import Store, users
from app.web.app import create_app
from app.web.backend import EXTENSION
from app.web.extensions import limiter

PASSWORD = "correct horse battery"
PEOPLE = {"officer": "王敏", "business": "李强", "hr": "赵兰", "admin": "周宁"}


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with its people, made once: hashing passwords takes its time."""
    root = tmp_path_factory.mktemp("house")
    store = Store(Settings(root=root).database)
    for name, display_name in PEOPLE.items():
        role = "business" if name == "admin" else name
        users.add(store, name, role, PASSWORD, display_name=display_name, admin=name == "admin")
    store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return root


@pytest.fixture
def settings(tmp_path: Path, seeded: Path) -> Settings:
    """A copy of that house for each test."""
    shutil.copytree(seeded, tmp_path, dirs_exist_ok=True)
    return Settings(root=tmp_path, processes=1, secret_key="for tests only")


@pytest.fixture
def strict_app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """As in production: every form must carry its token."""
    monkeypatch.setattr(limiter, "enabled", False)
    app = create_app(settings)
    app.testing = True
    return app


@pytest.fixture
def app(strict_app: Flask) -> Flask:
    strict_app.config["WTF_CSRF_ENABLED"] = False
    return strict_app


@pytest.fixture
def store(app: Flask) -> Store:
    store: Store = app.extensions[EXTENSION].store
    return store


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Auth:
    """Signs people in and out."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self, name: str, password: str = PASSWORD, **data: str) -> TestResponse:
        return self.client.post("/sign-in", data={"name": name, "password": password, **data})

    def sign_out(self) -> TestResponse:
        return self.client.post("/sign-out")


@pytest.fixture
def auth(client: FlaskClient) -> Auth:
    return Auth(client)


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], FlaskClient]:
    """A browser of its own for a person, signed in."""

    def sign_in(name: str) -> FlaskClient:
        client = app.test_client()
        assert Auth(client).sign_in(name).status_code == 302
        return client

    return sign_in
