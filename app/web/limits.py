"""How much a request may carry: forms a little, uploads as much as the settings say, and nothing is read beyond."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

from app.config import Settings
from app.web.backend import backend

View = TypeVar("View", bound=Callable[..., Any])

FORM_BYTES = 1 << 20
"""What a form may have beside its files."""


def takes(setting: str) -> Callable[[View], View]:
    """A view that takes uploads of up to so many megabytes; *setting* is the name of the bound in the settings."""

    def mark(view: View) -> View:
        view.upload_setting = setting  # type: ignore[attr-defined]
        return view

    return mark


def upload_bytes(setting: str) -> int:
    """The bound of a view that :func:`takes` uploads; shown on its form."""
    megabytes: int = getattr(backend().settings, setting)
    return megabytes << 20


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(MAX_CONTENT_LENGTH=FORM_BYTES, MAX_FORM_MEMORY_SIZE=FORM_BYTES // 2, MAX_FORM_PARTS=100)

    @app.before_request
    def widen() -> None:
        view = app.view_functions.get(request.endpoint or "")
        setting = getattr(view, "upload_setting", "")
        if setting:
            request.max_content_length = upload_bytes(setting) + FORM_BYTES
