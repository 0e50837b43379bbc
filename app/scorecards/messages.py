"""The words of this package's findings; see :mod:`app.findings`."""

from __future__ import annotations

from app.findings import Wording

MESSAGES: dict[str, Wording] = {}
