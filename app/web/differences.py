"""Two versions compared, ready for a page: what each table decides otherwise, and what else was changed."""

from __future__ import annotations

from dataclasses import dataclass

from app.decide.diff import Difference
from app.decide.diff.model import Part
from app.decide.diff.words import detail_text, table_lines
from app.findings import Place
from app.web.translate import _

SHOWN = 40
"""Changes of a table that stand open; the rest is folded."""
TESTS_SHOWN = 5
"""Of the test cases: they follow the rules, and nobody decides by them."""
MOST = 1000


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one table, or all others."""

    title: str
    place: str
    lines: tuple[str, ...]
    """The first of them."""
    folded: tuple[str, ...]
    """The next, for who wants them."""
    total: int


def told(difference: Difference) -> tuple[Group, ...]:
    """In the reader's language; no groups: no difference."""
    groups = [
        _group(_("“%(table)s”的结论有变", table=table.table), _where(table.place), table_lines(table, _))
        for table in difference.tables
    ]
    tests = [detail_text(detail, _) for detail in difference.details if detail.part is Part.TEST]
    others = [detail_text(detail, _) for detail in difference.details if detail.part is not Part.TEST]
    groups += [_group(_("其他改动"), "", others)] if others else []
    groups += [_group(_("测试用例的改动"), "", tests, TESTS_SHOWN)] if tests else []
    return tuple(groups)


def _where(place: Place) -> str:
    """Without the file's name: the page is about one workbook."""
    return f"{place.sheet}!{place.cell}" if place.sheet else ""


def _group(title: str, place: str, lines: list[str], shown: int = SHOWN) -> Group:
    return Group(title, place, tuple(lines[:shown]), tuple(lines[shown:MOST]), len(lines))
