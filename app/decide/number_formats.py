"""The formats of TEXT: numbers and dates as a spreadsheet shows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from app.decide.exact import Number, calculated, rounded_to

_MAX_PLACES = 20
_NUMBER = re.compile(
    r"(?P<before>[^#0.,%]*)(?P<whole>[#0,]*)(?:\.(?P<decimals>[0#]*))?(?P<percent>%?)(?P<after>[^#0.,%]*)"
)
_SIGNS = re.compile(r"[?*_;\[\]/]|[eE][+-]")
"""What spreadsheets know and nobody needs in a letter: fractions, exponents, colours, sections."""


def number_text(value: Number, layout: str) -> str | None:
    """``#,##0.00``, ``0.0#``, ``000000``, ``0.00%``, with words before and behind; None for any other format."""
    bare, words = _without_words(layout)
    match = _NUMBER.fullmatch(bare)
    if match is None or _SIGNS.search(bare) or not (match["whole"] or match["decimals"]):
        return None
    decimals = match["decimals"] or ""
    if len(decimals) > _MAX_PLACES:
        return None
    scaled = calculated("*", value, Decimal(100)) if match["percent"] else value
    shown = rounded_to(scaled, len(decimals))
    whole, _, fraction = format(abs(shown), "f").partition(".")
    fewest = len(decimals.rstrip("#"))
    fraction = fraction[:fewest] + fraction[fewest:].rstrip("0")
    whole = _whole(whole, match["whole"])
    sign = "-" if shown < 0 else ""
    text = f"{whole}.{fraction}" if fraction else whole
    return words(f"{sign}{match['before']}{text}{match['percent']}{match['after']}")


def _whole(digits: str, pattern: str) -> str:
    fewest = pattern.count("0")
    padded = ("" if digits == "0" and not fewest else digits).rjust(fewest, "0")
    if "," not in pattern:
        return padded
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", padded)


def _without_words(layout: str) -> tuple[str, Callable[[str], str]]:
    """The format with each quoted word replaced by a sign of the private area, and what puts them back."""
    words: list[str] = []

    def hide(match: re.Match[str]) -> str:
        words.append(match[1] if match[1] is not None else match[2])
        return chr(0xE000 + len(words) - 1)

    bare = re.sub(r'"([^"]*)"|\\(.)', hide, layout)

    def show(text: str) -> str:
        return "".join(words[ord(char) - 0xE000] if 0 <= ord(char) - 0xE000 < len(words) else char for char in text)

    return bare, show


_WEEKDAYS = "一二三四五六日"
_DATE_PARTS: tuple[tuple[str, Callable[[date], str]], ...] = (
    ("yyyy", lambda of: f"{of.year:04d}"),
    ("yy", lambda of: f"{of.year % 100:02d}"),
    ("mm", lambda of: f"{of.month:02d}"),
    ("dd", lambda of: f"{of.day:02d}"),
    ("aaaa", lambda of: f"星期{_WEEKDAYS[of.weekday()]}"),
    ("aaa", lambda of: _WEEKDAYS[of.weekday()]),
    ("m", lambda of: str(of.month)),
    ("d", lambda of: str(of.day)),
)


def date_text(value: date, layout: str) -> str | None:
    """``yyyy-mm-dd``, ``yyyy年m月d日``, ``aaaa`` (星期一); None for clocks and names of months."""
    bare, words = _without_words(layout)
    rest = bare.lower()
    if re.search(r"[hsbeg#0]|mmm|ddd", rest) or not re.search(r"[yma d]", rest):
        return None
    made = ""
    while rest:
        for mark, show in _DATE_PARTS:
            if rest.startswith(mark):
                made, rest = made + show(value), rest[len(mark) :]
                break
        else:
            made, rest = made + rest[0], rest[1:]
    return words(made)
