"""Case file → typed columns + row errors; decisions → file. Knows calamine."""

from app.cases.limits import LIMITS, Limits
from app.cases.model import Cases, Decided, RawTable
from app.cases.reader import read_cases, read_table, read_tables
from app.cases.splice import append_columns, hand_back
from app.cases.typing import type_cases
from app.cases.writer import write

__all__ = [
    "Cases",
    "Decided",
    "RawTable",
    "read_cases",
    "read_table",
    "read_tables",
    "type_cases",
    "write",
    "append_columns",
    "hand_back",
    "LIMITS",
    "Limits",
]
