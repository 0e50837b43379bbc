"""Two versions compared, ready for a page: what each table decides otherwise, and what else was changed."""

from __future__ import annotations

from dataclasses import dataclass

from app.decide.diff import Difference
from app.decide.diff.words import detail_text, table_lines
from app.web.translate import _

SHOWN = 40
"""Changes of a table that stand open; the rest is folded."""
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
        _group(_("“%(table)s”的结论有变", table=table.table), str(table.place), table_lines(table, _))
        for table in difference.tables
    ]
    if difference.details:
        groups.append(_group(_("其他改动"), "", [detail_text(detail, _) for detail in difference.details]))
    return tuple(groups)


def _group(title: str, place: str, lines: list[str]) -> Group:
    return Group(title, place, tuple(lines[:SHOWN]), tuple(lines[SHOWN:MOST]), len(lines))
