"""Scorecards as Word documents: the scores of one side, the letters of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.letters import CompiledTemplate, typed
from app.scorecards import Scorecards, scorecard_values
from app.scorecards.model import Officer


@dataclass(frozen=True, slots=True)
class Card:
    """One officer's scorecard."""

    officer: Officer
    values: dict[str, Any]
    data: bytes


def make_cards(scorecards: Scorecards, template: CompiledTemplate) -> Iterator[Card]:
    """One document per officer, in the order of their numbers.

    Raises:
        LubuError: when a card lacks a value that the template prints.
    """
    for officer in scorecards.measured.officers:
        values = scorecard_values(scorecards, officer.id, typed)
        yield Card(officer, values, template.render(values))
