"""Headings as people write them, made comparable; and the units they carry."""

from __future__ import annotations

import re
from functools import lru_cache

from app.values import fold

# What two spellings of one heading may differ in: blanks, line breaks, brackets, required-marks, separators.
_NOISE = re.compile(r"[\s()\[\]{}<>【】〔〕《》「」*:：_\-—–/\\|、,，.。·•'\"’#]+")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}")
_POWERS = {"亿元": 8, "百万元": 6, "万元": 4, "千元": 3, "元": 0, "%": -2, "‰": -3}
_UNIT = re.compile(r"亿元|百万元|万元|千元|元|%|‰")
_IN_BRACKETS = re.compile(
    r"[(\[【〔]\s*(?:金额)?(?:单位)?\s*:?\s*(?:人民币)?\s*(亿元|百万元|万元|千元|元|%|‰)\s*[)\]】〕]"
)
_AT_END = re.compile(r"(?:[/(,:]\s*)(亿元|百万元|万元|千元|元)\s*\)?$|(%|‰)\s*\)?$")
_CORNER = re.compile(r"单位\s*:\s*(?:人民币)?\s*(亿元|百万元|万元|千元|元)(?!/)")


@lru_cache(maxsize=1 << 14)
def key(heading: str) -> str:
    """The heading without anything that spellings differ in."""
    return _NOISE.sub("", fold(heading).lower())


@lru_cache(maxsize=1 << 14)
def bare_key(heading: str) -> str:
    """The heading without what stands in brackets either: ``利率（%）`` → ``利率``."""
    folded = fold(heading).lower()
    return _NOISE.sub("", _BRACKETED.sub("", folded)) or _NOISE.sub("", folded)


def unit_of(heading: str) -> str:
    """The unit a heading names: ``贷款余额（万元）`` → ``万元``; empty when it names none."""
    folded = fold(heading)
    match = _IN_BRACKETS.search(folded) or _AT_END.search(folded)
    return next(filter(None, match.groups()), "") if match else ""


def corner_unit(text: str) -> str:
    """``单位：万元`` anywhere in a cell above the header → ``万元``; empty otherwise."""
    match = _CORNER.search(fold(text))
    return match[1] if match else ""


def power(unit: str) -> int | None:
    """Of ten: 万元 → 4, % → -2; None for a word that is no such unit."""
    match = _UNIT.fullmatch(fold(unit))
    return _POWERS[match[0]] if match else None
