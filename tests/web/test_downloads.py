"""Files sent to people: whole, named, and never from outside the exports folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from app.web.archives import zip_files
from app.web.downloads import exported, send_bytes


def test_a_zip_holds_every_file_under_its_own_name(tmp_path: Path) -> None:
    files = [(f"催收通知书/{number:06d}-张三.docx", tmp_path / f"{number}.docx") for number in range(3)]
    for number, (_name, path) in enumerate(files):
        path.write_bytes(bytes([number]) * 10)
    with zip_files(iter(files)) as stream, zipfile.ZipFile(stream) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: path.read_bytes() for name, path in files
        }


def test_a_file_that_has_gone_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        zip_files([("a.docx", tmp_path / "a.docx")])


@pytest.mark.parametrize("path", ["../secret_key", "/etc/passwd", "batches/../../secret_key", "", None, "batches"])
def test_only_files_below_the_exports_folder_are_sent(app: Flask, tmp_path: Path, path: str | None) -> None:
    (tmp_path / "secret_key").write_text("secret")
    (tmp_path / "exports" / "batches").mkdir(parents=True)
    with app.test_request_context(), pytest.raises(NotFound):
        exported(path)


def test_a_chinese_file_name_survives(app: Flask) -> None:
    with app.test_request_context():
        answer = send_bytes(b"x", "五级分类.xlsx")
    assert "filename*=UTF-8''%E4%BA%94%E7%BA%A7%E5%88%86%E7%B1%BB.xlsx" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
