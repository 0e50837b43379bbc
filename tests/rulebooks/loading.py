"""Load test workbooks and look at what was found; every finding is put into words on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.findings import Finding
from app.rulebooks import Loaded, load
from app.rulebooks.messages import MESSAGES
from app.rulebooks.model import DecisionTable, Rulebook
from tests.workbooks import Rows, Sheet, book


def load_book(sheets: Mapping[str, Rows | Sheet], file: str = "测试.xlsx", **options: Any) -> Loaded:
    """Load a workbook made of *sheets*."""
    loaded = load(book(sheets), file, **options)
    for finding in loaded.findings:
        words(finding)
    return loaded


def load_rows(rows: Rows, **options: Any) -> Loaded:
    """Load a workbook whose one sheet is called 表."""
    return load_book({"表": rows}, **options)


def words(finding: Finding) -> str:
    """What the finding says; fails where a wording wants a parameter that the finding does not carry."""
    wording = MESSAGES[finding.code]
    return f"{wording.message.format(**finding.params)} {wording.advice.format(**finding.params)}"


def at_cells(loaded: Loaded, level: str = "error") -> dict[str, str]:
    """Cell → code (without the package) of the findings of one level."""
    return {f.place.cell: f.code.removeprefix("rulebooks.") for f in loaded.findings if f.level == level}


def codes(loaded: Loaded, level: str = "error") -> list[str]:
    """Codes of the findings of one level, in order."""
    return [f.code.removeprefix("rulebooks.") for f in loaded.findings if f.level == level]


def finding(loaded: Loaded, code: str) -> Finding:
    """The one finding with this code."""
    (found,) = [f for f in loaded.findings if f.code == f"rulebooks.{code}"]
    return found


def rulebook_of(rows: Rows) -> Rulebook:
    """The rulebook that rows without reading errors give."""
    loaded = load_rows(rows)
    assert loaded.rulebook is not None, [(f.place.cell, words(f)) for f in loaded.reading if f.is_error]
    return loaded.rulebook


def table_of(rows: Rows) -> DecisionTable:
    """The only table of such a rulebook."""
    (table,) = rulebook_of(rows).tables
    return table
