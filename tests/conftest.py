"""Fixtures that every package's tests share."""

from __future__ import annotations

import pytest

from app import cli
from app.config import Settings
from app.web.app import create_app


@pytest.fixture
def settings(tmp_path):
    """A house of its own under the test's folder."""
    return Settings(root=tmp_path, secret_key="test-secret-key", processes=1, _env_file=None)


@pytest.fixture
def runner(settings):
    """Calls ``flask …`` commands."""
    app = create_app(settings)
    cli.init_app(app)
    return app.test_cli_runner()
