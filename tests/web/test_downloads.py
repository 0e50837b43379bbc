"""Files sent to people: whole, named, and never from outside the exports folder."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from app.web.downloads import exported, send_bytes, send_zip


def test_a_zip_holds_every_file_under_a_name_of_its_own(app: Flask, tmp_path: Path) -> None:
    name = "催收通知书-000001-张三.docx"
    files = [(name, tmp_path / "1.docx"), (name, tmp_path / "2.docx")]
    for number, (_, path) in enumerate(files):
        path.write_bytes(bytes([number]) * 10)
    with app.test_request_context():
        answer = send_zip(iter(files), "七月-文书.zip")
        with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
            assert archive.testzip() is None
            assert [archive.read(name) for name in archive.namelist()] == [bytes([0]) * 10, bytes([1]) * 10]
            assert archive.namelist()[0] == name
    assert "filename*=UTF-8''%E4%B8%83%E6%9C%88-%E6%96%87%E4%B9%A6.zip" in answer.headers["Content-Disposition"]


def test_a_zip_with_a_file_missing_is_not_begun(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(NotFound):
        send_zip((("a", exported(name)) for name in ["missing.docx"]), "a.zip")


@pytest.mark.parametrize("path", ["../secret_key", "/etc/passwd", "batches/../../secret_key", "", None, "batches"])
def test_only_files_below_the_exports_folder_are_sent(app: Flask, tmp_path: Path, path: str | None) -> None:
    (tmp_path / "secret_key").write_text("secret")
    assert (tmp_path / "exports" / "batches").is_dir()
    with app.test_request_context(), pytest.raises(NotFound):
        exported(path)


def test_a_chinese_file_name_survives(app: Flask) -> None:
    with app.test_request_context():
        answer = send_bytes(b"x", "五级分类.xlsx")
    assert "filename*=UTF-8''%E4%BA%94%E7%BA%A7%E5%88%86%E7%B1%BB.xlsx" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
