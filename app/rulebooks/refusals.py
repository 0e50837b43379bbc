"""Why a condition cell or a formula is refused, as codes and parameters."""

from __future__ import annotations

from collections.abc import Mapping


class ConditionError(Exception):
    """A cell that is refused; ``code`` names the wording, ``params`` fill it (``text`` and often ``proposal``)."""

    def __init__(self, code: str, params: Mapping[str, object]) -> None:
        self.code = code
        self.params = dict(params)
        super().__init__(f"{code} {self.params}")


def refuse(code: str, text: str, **params: object) -> ConditionError:
    """The refusal of a cell that says *text*."""
    return ConditionError(f"rulebooks.{code}", {"text": text, **params})
