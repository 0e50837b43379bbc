"""Files sent to the browser: always as attachments, always from below the exports folder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import IO

from flask import Response, abort, send_file
from werkzeug.utils import safe_join

from app.web.backend import backend

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/x-ndjson",
    ".zip": "application/zip",
}


def exported(relative: str | None) -> Path:
    """A file below the exports folder; 404 when there is none."""
    path = safe_join(str(backend().settings.exports_dir.resolve()), relative) if relative else None
    if path is None or not Path(path).is_file():
        abort(404)
    return Path(path)


def send(file: Path | IO[bytes], name: str) -> Response:
    """*file* for saving under *name*."""
    kind = TYPES.get(Path(name).suffix, "application/octet-stream")
    return send_file(file, mimetype=kind, as_attachment=True, download_name=name, max_age=0)


def send_bytes(data: bytes, name: str) -> Response:
    return send(BytesIO(data), name)
