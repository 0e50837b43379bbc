"""Findings put into words, in the reader's language; the only place where codes meet their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module

from app.findings import Finding, Wording

PACKAGES = ("rulebooks", "cases", "decide", "letters", "scorecards", "batches", "store", "jobs", "web")


@cache
def wordings() -> dict[str, Wording]:
    """Every finding code of the product with its source texts (Chinese)."""
    collected: dict[str, Wording] = {}
    for package in PACKAGES:
        collected.update(import_module(f"app.{package}.messages").MESSAGES)
    return collected


def _untranslated(text: str) -> str:
    return text


def message(finding: Finding, translate: Callable[[str], str] = _untranslated) -> str:
    """What is wrong."""
    return translate(wordings()[finding.code].message).format(**finding.params)


def advice(finding: Finding, translate: Callable[[str], str] = _untranslated) -> str:
    """What to do next."""
    return translate(wordings()[finding.code].advice).format(**finding.params)


def as_dict(finding: Finding, translate: Callable[[str], str] = _untranslated) -> dict[str, object]:
    """The one JSON shape of a finding (command line, API, stored records)."""
    return {
        "level": finding.level,
        "code": finding.code,
        "place": finding.place.as_dict(),
        "message": message(finding, translate),
        "advice": advice(finding, translate),
        "retry": wordings()[finding.code].retry,
        "witness": dict(finding.witness) if finding.witness else None,
    }


def as_text(finding: Finding, translate: Callable[[str], str] = _untranslated) -> str:
    """One line for a terminal or a log."""
    where = str(finding.place)
    text = f"{message(finding, translate)} {advice(finding, translate)}".strip()
    return f"{where}: {text}" if where else text


def as_lines(findings: Iterable[Finding], translate: Callable[[str], str] = _untranslated) -> list[str]:
    return [as_text(finding, translate) for finding in findings]
