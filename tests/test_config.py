"""Settings: from the environment, bounded, and a key that is made once."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.config import PROJECT, Settings


def settings(root, **options):
    return Settings(root=root, _env_file=None, **options)


def test_the_environment_decides(monkeypatch, tmp_path):
    monkeypatch.setenv("LUBU_ROOT", str(tmp_path))
    monkeypatch.setenv("LUBU_EXPORTS", "/srv/exports")
    monkeypatch.setenv("LUBU_CHUNK_CASES", "123")

    given = Settings(_env_file=None)

    assert given.rulebooks_dir == tmp_path / "rulebooks"
    assert given.exports_dir == Path("/srv/exports")
    assert given.chunk_cases == 123


def test_without_a_word_the_house_is_the_project(monkeypatch):
    monkeypatch.delenv("LUBU_ROOT", raising=False)

    given = Settings(_env_file=None)

    assert given.database == PROJECT / "instance" / "lubu.db"
    assert given.templates_dir == PROJECT / "letter_templates"


@pytest.mark.parametrize(
    ("name", "value"),
    [("recheck_cases", 0), ("chunk_cases", 0), ("chunk_letters", 0), ("processes", 0), ("max_upload_mb", 0),
     ("lock_out_attempts", 0), ("max_attempts", 0)],
)  # fmt: skip
def test_nothing_that_protects_can_be_switched_off(tmp_path, name, value):
    with pytest.raises(ValidationError, match=name):
        settings(tmp_path, **{name: value})


def test_a_key_is_made_once_and_for_nobody_else_to_read(tmp_path):
    key = settings(tmp_path).session_key()

    assert len(key) >= 43
    assert settings(tmp_path).session_key() == key
    [path] = (tmp_path / "instance").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_given_is_the_key(tmp_path):
    assert settings(tmp_path, secret_key="given").session_key() == "given"
    assert not (tmp_path / "instance").exists()


def test_the_key_does_not_stand_in_a_printed_setting(tmp_path):
    assert "given" not in repr(settings(tmp_path, secret_key="given"))


def test_all_who_start_together_get_the_same_key(tmp_path):
    keys = []
    threads = [threading.Thread(target=lambda: keys.append(settings(tmp_path).session_key())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 8
    assert len(set(keys)) == 1
