"""Texts in the reader's language: Chinese as written here, other languages from their catalogue."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

__all__ = ["_", "_l"]


def _(text: str, **values: object) -> str:
    """*text* in the language of the request, ``%(name)s`` filled in."""
    translated: str = gettext(text, **values)
    return translated
