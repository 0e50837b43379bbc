"""A starter workbook as bytes: the example, one of a bank's own dictionary, or one drafted from its ledger."""

from __future__ import annotations

from enum import StrEnum

from app.cases.undeclared import read_undeclared
from app.rulebooks.model import Rulebook
from app.samples.rulebooks.model import Book, Sheet, Variable
from app.samples.rulebooks.writer import make_workbook
from app.samples.starter import decisions, drafting, emptied, performance
from app.samples.starter.guide import COMMENTS, STARTER

SPARE_ROWS = 40


class Kind(StrEnum):
    """What the rulebook is for."""

    DECISIONS = "判定"
    PERFORMANCE = "考核"


_CONTENT = {Kind.DECISIONS: decisions, Kind.PERFORMANCE: performance}


def starter_workbook(name: str, kind: Kind = Kind.DECISIONS) -> bytes:
    """The commented example, called *name*; the same bytes every time."""
    content = _CONTENT[kind]
    return _workbook(name, content.PURPOSE, content.VARIABLES, content.SHEETS)


def starter_from_rulebook(name: str, rulebook: Rulebook) -> bytes:
    """The same dictionary, parameters and formulas; the tables with their headings and no rules."""
    purpose = emptied.PURPOSE.format(source=rulebook.name)
    return _workbook(name, purpose, emptied.same_variables(rulebook), emptied.emptied_sheets(rulebook))


def starter_from_cases(name: str, data: bytes, file: str, sheet: str | None = None) -> bytes:
    """A dictionary drafted from a case file's columns, with an example table over them.

    Raises:
        LubuError: the file cannot be read, or has nothing like a header.
    """
    variables = drafting.draft_variables(read_undeclared(data, file, sheet))
    return _workbook(name, drafting.PURPOSE.format(file=file), variables, drafting.draft_sheets(variables))


def _workbook(name: str, purpose: str, variables: tuple[Variable, ...], sheets: tuple[Sheet, ...]) -> bytes:
    book = Book(name, purpose, (), variables, sheets, STARTER, COMMENTS, SPARE_ROWS)
    return make_workbook(book)
