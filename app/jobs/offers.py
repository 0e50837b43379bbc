"""Files that were offered but did not come into force, kept so that they can be looked into, and taken later."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path, PurePath

from app import messages
from app.config import Settings
from app.findings import Finding
from app.jobs import bounded
from app.jobs.files import write
from app.rulebooks.annotate import annotate
from app.store import Store, versions
from app.store.versions import Kind

FOLDER = "offers"
KEPT = 200
"""Offered files that are kept; the oldest fall out."""


def keep(settings: Settings, file: str, hash: str, data: bytes) -> None:
    """Remember what was checked or refused; it is in no version and in no watched folder."""
    folder = settings.instance_dir / FOLDER
    write(folder / f"{hash}{PurePath(file).suffix}", data)
    kept = sorted((path for path in folder.iterdir() if not path.name.startswith(".")), key=_age)
    for path in kept[:-KEPT]:
        path.unlink(missing_ok=True)


def content(settings: Settings, store: Store, kind: Kind, file: str, hash: str) -> bytes | None:
    """The very bytes of an attempt; None when they are no longer there.

    A file that was taken is a version; another is kept here, or still stands in the watched folder.
    """
    if versions.get(store, hash) is not None:
        return versions.data(store, hash)
    watched = settings.rulebooks_dir if kind is Kind.RULEBOOK else settings.templates_dir
    kept = settings.instance_dir / FOLDER / f"{hash}{PurePath(file).suffix}"
    for path in (kept, watched / PurePath(file).name):
        data = path.read_bytes() if path.is_file() else b""
        if data and hashlib.sha256(data).hexdigest() == hash:
            return data
    return None


def annotated(kind: Kind, file: str, data: bytes, findings: Sequence[Finding]) -> bytes:
    """The file with every finding in a comment, at its cell or its paragraph, in Chinese like the rest of it.

    Raises:
        LubuError: when it cannot be opened, or is not fit to be handed out again.
    """
    if kind is Kind.TEMPLATE:
        return bounded.annotate(data, file, [(finding, _words(finding)) for finding in findings])
    return annotate(data, findings, _words)


def _words(finding: Finding) -> str:
    return f"{messages.message(finding)}{messages.advice(finding)}"


def _age(path: Path) -> tuple[float, str]:
    try:
        return path.stat().st_mtime, path.name
    except FileNotFoundError:  # another process took it away
        return 0.0, path.name
