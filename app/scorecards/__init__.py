"""Recoveries + rulebook → measures, scores, pay.

``score`` needs the rulebook compiled; everything else works on what it returns.
"""

from app.scorecards.cards import ROW_FIELDS, ROWS, scorecard_values, typed_fields
from app.scorecards.model import Measured, Officer, Scorecards, Source
from app.scorecards.overview import Field, Overview, overview_of
from app.scorecards.period import Period
from app.scorecards.scoring import score
from app.scorecards.summary import write_summary

__all__ = [
    "Period",
    "score",
    "Scorecards",
    "Measured",
    "Officer",
    "Source",
    "scorecard_values",
    "typed_fields",
    "ROWS",
    "ROW_FIELDS",
    "overview_of",
    "Overview",
    "Field",
    "write_summary",
]
