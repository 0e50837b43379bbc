"""Redirects that stay on this server, whatever an address claims."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request, url_for


def is_local(target: str) -> bool:
    """Whether *target* is a path on this server: no scheme, no host, no ``//`` and no backslash trick."""
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return False
    if any(ord(character) < 32 for character in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def back() -> str:
    """Where a form asked to return to (its field ``next``), else the home page."""
    target = request.form.get("next") or request.args.get("next") or ""
    return target if is_local(target) else url_for("home.show")
