"""A house of its own under the test's folder: three rulebooks and two templates in the watched folders."""

from __future__ import annotations

import pytest
import structlog

from app import logs
from app.config import Settings
from app.jobs.service import Service
from tests.batches import house


@pytest.fixture(autouse=True)
def _logs_as_in_service():
    logs.configure("WARNING")
    yield
    structlog.reset_defaults()


@pytest.fixture
def settings(tmp_path):
    return Settings(
        root=tmp_path, processes=1, chunk_cases=10, chunk_letters=5, recheck_cases=3, secret_key="test", _env_file=None
    )


@pytest.fixture
def furnished(settings):
    """The folders filled, nothing loaded yet."""
    for folder, files in ((settings.rulebooks_dir, house.workbooks()), (settings.templates_dir, house.templates())):
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    return settings


@pytest.fixture
def service(furnished):
    """Everything in the folders is in force."""
    service = Service(furnished)
    refreshed = service.refresh()
    assert [outcome.load.file for outcome in refreshed.outcomes if not outcome.accepted] == []
    yield service
    service.close()
