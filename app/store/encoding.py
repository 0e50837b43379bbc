"""Values and findings as JSON text; only the store reads and writes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.findings import Finding, Place


def to_json(value: Any) -> str:
    """Compact, Chinese left readable, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Any:
    return json.loads(text)


def findings_to_json(findings: Iterable[Finding]) -> str:
    """Codes and parameters, not words: the reader's language is not known yet."""
    return to_json([_finding(finding) for finding in findings])


def findings_from_json(text: str | None) -> tuple[Finding, ...]:
    return tuple(
        Finding(item["level"], item["code"], Place(**item["place"]), item["params"], item["witness"])
        for item in from_json(text or "[]")
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "level": finding.level,
        "code": finding.code,
        "place": {key: value for key, value in asdict(finding.place).items() if value not in ("", None)},
        "params": {key: _plain(value) for key, value in finding.params.items()},
        "witness": dict(finding.witness) if finding.witness else None,
    }


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
