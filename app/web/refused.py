"""Workbooks that were refused, kept so that their findings can be shown at the cells."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app import messages
from app.config import Settings
from app.findings import Finding
from app.jobs.files import write
from app.rulebooks.annotate import annotate
from app.store.versions import Kind, Load

FOLDER = "refused"


def keep(settings: Settings, load: Load, data: bytes) -> None:
    """Remember what was uploaded and refused; it is in no version and in no folder."""
    write(_path(settings, load), data)


def content(settings: Settings, load: Load) -> bytes | None:
    """The workbook of a refused attempt, from the upload or the watched folder.

    None when it is no longer there, or when nothing was found at a cell of it.
    """
    if load.accepted or not any(finding.place.cell for finding in load.findings):
        return None
    for path in (_path(settings, load), settings.rulebooks_dir / Path(load.file).name):
        if load.kind is Kind.RULEBOOK and path.is_file():
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == load.hash:
                return data
    return None


def annotated(data: bytes, load: Load) -> bytes:
    """The workbook with every finding at its cell, in Chinese like the rest of it."""
    return annotate(data, load.findings, _words)


def _words(finding: Finding) -> str:
    return f"{messages.message(finding)}{messages.advice(finding)}"


def _path(settings: Settings, load: Load) -> Path:
    return settings.instance_dir / FOLDER / f"{load.hash}.xlsx"
