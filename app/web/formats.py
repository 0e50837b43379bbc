"""How values, times and findings are written on a page."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from flask import Flask, flash, g
from flask_babel import to_user_timezone

from app import messages
from app.findings import Finding, LubuError
from app.rulebooks.model import Rulebook
from app.store import users
from app.values import round_half_up, to_text
from app.web.backend import store
from app.web.blocks.model import grouped
from app.web.progress import pdf_words, status_words, words
from app.web.reasons import outcome
from app.web.translate import _

HASH_LETTERS = 8


def value(given: object) -> str:
    """A value as staff would write it."""
    return to_text(given)


def number(given: int | Decimal) -> str:
    """Grouped by threes: ``5,000``."""
    return grouped(Decimal(given))


def moment(given: datetime | str | None) -> str:
    """A point in time on the wall clock of the house: ``2026-09-30 14:05``."""
    if not given:
        return ""
    parsed = datetime.fromisoformat(given) if isinstance(given, str) else given
    return f"{to_user_timezone(parsed):%Y-%m-%d %H:%M}"


def short(content_hash: str) -> str:
    """The letters of a hash that people compare."""
    return content_hash[:HASH_LETTERS]


def size(count: int) -> str:
    """A file's size: ``1.2 MB``."""
    amount = float(count)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
        amount /= 1024
    return f"{amount:.1f} GB"


def percent(part: int, whole: int) -> str:
    """A share with one decimal: ``12.5%``."""
    return f"{100 * part / whole:.1f}%" if whole else "0%"


def money(given: Decimal | None) -> str:
    """To the cent and grouped; empty where there is none."""
    return "" if given is None else f"{round_half_up(given):,.2f}"


def person(name: str) -> str:
    """The name people know; the name itself where nobody signs in with it."""
    known: dict[str, str] = g.setdefault("people", {})
    if name not in known:
        user = users.get(store(), name)
        known[name] = user.display_name if user else name
    return known[name]


def rule_count(book: Rulebook) -> int:
    """Rules of its tables and tiers of its scales."""
    return sum(len(table.rules) for table in book.tables) + sum(len(scale.tiers) for scale in book.scales)


def message(finding: Finding) -> str:
    return messages.message(finding, _)


def advice(finding: Finding) -> str:
    return messages.advice(finding, _)


def flash_findings(error: LubuError) -> None:
    """What kept something from being done, on the page the person is sent back to."""
    for finding in error.findings:
        flash(f"{message(finding)}{advice(finding)}", "danger")


def init_app(app: Flask) -> None:
    for filter_ in (value, number, money, moment, short, size, person, message, advice):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.globals.update(
        percent=percent,
        status_words=status_words,
        progress_words=words,
        pdf_words=pdf_words,
        rule_count=rule_count,
        outcome=outcome,
    )
