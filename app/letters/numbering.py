"""Document numbers by pattern: ``云农信催通字({年})第{序号:4}号`` → ``云农信催通字(2026)第0001号``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.findings import Finding, LubuError, Place

_SLOT = re.compile(r"\{([^{}]*)\}")
_KNOWN = re.compile(r"(年)|序号(?::([1-9]))?")
_BRACES = re.compile(r"[{}｛｝]")


def pattern_faults(pattern: str) -> Iterator[Finding]:
    """A pattern must spell the sequence, and the year because the sequence starts anew with it."""
    slots = _SLOT.findall(pattern)
    params = {"pattern": pattern}
    for slot in slots:
        if not _KNOWN.fullmatch(slot):
            yield Finding("error", "letters.number-slot", Place(), {**params, "slot": f"{{{slot}}}"})
    if _BRACES.search(_SLOT.sub("", pattern)):
        yield Finding("error", "letters.number-braces", Place(), params)
    if not any(slot.startswith("序号") for slot in slots):
        yield Finding("error", "letters.number-without-sequence", Place(), params)
    if "年" not in slots:
        yield Finding("warning", "letters.number-without-year", Place(), params)


def format_number(pattern: str, year: int, sequence: int) -> str:
    """The number of the *sequence*-th (from 1) letter of *year*; a sequence wider than its slot is never cut.

    Raises:
        LubuError: all faults of the pattern.
        ValueError: for a sequence below 1 or a year without four digits.
    """
    found = [finding for finding in pattern_faults(pattern) if finding.is_error]
    if found:
        raise LubuError(*found)
    if sequence < 1 or not 1000 <= year <= 9999:
        raise ValueError(f"year {year}, sequence {sequence}")

    def fill(slot: re.Match[str]) -> str:
        match = _KNOWN.fullmatch(slot[1])
        if match is None or match[1]:
            return str(year)
        return str(sequence).zfill(int(match[2] or 1))

    return _SLOT.sub(fill, pattern)
