"""What the modules that put columns into an existing workbook share."""

from __future__ import annotations

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
"""The namespace of nearly every workbook; "Strict Open XML" has another."""


class NotSplicedError(Exception):
    """The workbook is of a form into which columns cannot be put with certainty; :attr:`reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        """Last part of a finding code: ``cases.not-spliced-<reason>``."""
        super().__init__(reason)
