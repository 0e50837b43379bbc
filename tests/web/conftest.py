"""A house for every test: its people, small rulebooks in force, one decided batch and one run of scorecards."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import Settings
from app.jobs.service import Service
from app.jobs.trials import Target
from app.store import Store, releases, users
from app.store.versions import Kind
from app.web.app import create_app
from app.web.backend import EXTENSION
from app.web.extensions import limiter
from tests.batches import house
from tests.web import scoring

PASSWORD = "correct horse battery"
PEOPLE = {"officer": "王敏", "business": "李强", "hr": "赵兰", "admin": "周宁"}
CASES = 24


def made_settings(root: Path) -> Settings:
    return Settings(
        root=root, processes=1, recheck_cases=3, secret_key="for tests only", libreoffice="none-here", _env_file=None
    )


def advised(page: str) -> bool:
    """Whether every finding on the page says what to do."""
    advice = re.findall(r'<td data-label="怎么改">(.*?)</td>', page, re.DOTALL)
    return bool(advice) and all(text.strip() for text in advice)


QUICK = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
"""Everybody here signs in a hundred times; what a good hash costs is the store's test."""


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "_hasher", QUICK)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once and copied: compiling rulebooks takes its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users, "_hasher", QUICK)
        return seed(tmp_path_factory.mktemp("house"))


def seed(root: Path) -> Path:
    service = Service(made_settings(root))
    for name, display_name in PEOPLE.items():
        role = "business" if name == "admin" else name
        users.add(service.store, name, role, PASSWORD, display_name=display_name, admin=name == "admin")
    offer_everything(service)
    batch = service.submit_batch("七月台账.csv", case_file(), date(2026, 9, 30), "officer", name="七月", queued=False)
    assert service.run_batch(batch.id).status == "done"
    service.make_scorecards([("清收台账.xlsx", scoring.recoveries())], "2026Q3", "hr")
    tried = Target("分级.xlsx", service.desk.in_force(Kind.RULEBOOK, "分级.xlsx"))
    assert service.desk.try_batch(tried, batch.id, "business").status == "done"
    service.store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    service.close()
    return root


def offer_everything(service: Service) -> None:
    for name, data in {**house.templates(), scoring.TEMPLATE: scoring.template()}.items():
        assert service.offer_template(name, data, "business").accepted
    for name, data in {**house.workbooks(), scoring.BOOK: scoring.workbook()}.items():
        outcome = service.offer_rulebook(name, data, "business")
        assert outcome.accepted, outcome.findings


def case_file() -> bytes:
    """Good rows, and one whose days are words."""
    rows = [house.loan(number) for number in range(CASES)]
    rows[5] = house.loan(5, 逾期天数="很多天")
    return house.ledger(rows)


@pytest.fixture
def settings(tmp_path: Path, seeded: Path) -> Settings:
    """A copy of that house for each test."""
    shutil.copytree(seeded, tmp_path, dirs_exist_ok=True)
    return made_settings(tmp_path)


@pytest.fixture
def bare_settings(tmp_path: Path) -> Settings:
    """A house in which nothing has happened yet."""
    settings = made_settings(tmp_path)
    store = Store(settings.database)
    users.add(store, "admin", "business", PASSWORD, display_name="周宁", admin=True)
    store.close()
    return settings


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
def service(app: Flask) -> Service:
    service: Service = app.extensions[EXTENSION].service
    return service


@pytest.fixture
def store(service: Service) -> Store:
    return service.store


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


@pytest.fixture
def officer(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("officer")


@pytest.fixture
def business(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("business")


@pytest.fixture
def hr(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("hr")


@pytest.fixture
def version(store: Store) -> str:
    """The content hash of the rulebook 分级 in force."""
    release = releases.current(store)
    assert release is not None
    return next(item.hash for item in release.of(Kind.RULEBOOK) if item.name == "分级")
