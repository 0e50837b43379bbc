"""Files sent to the browser: always as attachments, always from below the exports folder."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import quote

from flask import Response, abort, send_file
from werkzeug.security import safe_join

from app.letters import stream_letters
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


def send_zip(files: Iterable[tuple[str, Path]], name: str) -> Response:
    """Files, (name, path) each, as one zip that is made while it is sent."""
    known = list(files)  # every path is looked up before the first byte goes out
    pieces = stream_letters((file_name, path.read_bytes()) for file_name, path in known)
    answer = Response(pieces, mimetype=TYPES[".zip"])
    names = {"filename": "files.zip", "filename*": f"UTF-8''{quote(name, safe='')}"}  # headers are Latin-1
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer


def send_bytes(data: bytes, name: str) -> Response:
    return send(BytesIO(data), name)
