"""Folding a cell's text and reading the numbers in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from decimal import Decimal

from app.rulebooks import words
from app.rulebooks.printing import quote
from app.rulebooks.refusals import refuse
from app.rulebooks.words import alternation
from app.values import fold, parse_number, plain

_QUOTED = re.compile(r'"((?:[^"]|"")*)"|“([^”]*)”|「([^」]*)」|‘([^’]*)’')
_SCALED = re.compile(rf"\s*({alternation(words.SCALED_UNITS)})$")
_PLAIN = re.compile(rf"\s*({alternation(words.PLAIN_UNITS)})$")
_COMPARISONS = str.maketrans({"≧": ">=", "⩾": ">=", "≦": "<=", "⩽": "<=", "﹥": ">", "﹤": "<"})

_TOO_LARGE = Decimal(10) ** 18

UNIT_POWERS = {"元": 0, "千元": 3, "万元": 4, "亿元": 8, "千": 3, "万": 4, "亿": 8, "%": -2, "‰": -3}
"""Units of a variable in which a scaled literal is to be expressed, as powers of ten of 元 or of the ratio."""


def fold_cell(text: str) -> str:
    """Fold everything outside quotation marks; all quotation marks become ``"``."""
    parts: list[str] = []
    end = 0
    for match in _QUOTED.finditer(text):
        inner = match.group(match.lastindex or 1)
        if match.lastindex != 1:
            inner = inner.replace('"', '""')
        parts += [_fold(text[end : match.start()]), f'"{inner}"']
        end = match.end()
    parts.append(_fold(text[end:]))
    return "".join(parts)


def quoted_apart(text: str) -> list[str]:
    """Pieces of a text, in turn outside quotation marks and within (with them)."""
    pieces: list[str] = []
    end = 0
    for match in _QUOTED.finditer(text):
        pieces += [text[end : match.start()], match[0]]
        end = match.end()
    return [*pieces, text[end:]]


def _fold(text: str) -> str:
    return fold(text.translate(_COMPARISONS))


def scale_of(token: str) -> str:
    """The unit that scales a number token (``万元``, ``%``), or nothing."""
    scaled = _SCALED.search(token)
    return scaled[1] if scaled else ""


def parse_literal(token: str, unit: str, cell: str) -> Decimal:
    """A number token, expressed in the variable's *unit*: ``50万`` is 50 where the unit is 万元.

    Only a literal that names its unit is converted; a bare number is already in the variable's unit.
    """
    if re.fullmatch(r"0\d+", token):
        raise refuse("leading-zero", cell, number=token)
    scaled = scale_of(token)
    number = parse_number(token if scaled else _PLAIN.sub("", token))
    if number is None:
        raise refuse("condition-unclear", cell)
    if abs(number) >= _TOO_LARGE:
        raise refuse("number-too-large", cell, number=token[:20])
    power = UNIT_POWERS.get(unit, 0)
    if scaled and (power < 0) != (scaled in "%‰") and (power or unit in words.PLAIN_UNITS):
        raise refuse("unit-unknown", cell, unit=scaled)
    if scaled or (power > 0 and token.endswith("元")):
        number = number.scaleb(-power)
    return plain(number)


def drop_unit(text: str, unit: str) -> str:
    """Without the variable's own unit behind numbers (``>3次`` in a column counted in 次)."""
    if not unit or unit in words.SCALED_UNITS or unit in words.PLAIN_UNITS:
        return text
    parts = re.split(r"(\{[^}]*\})", text)
    own = re.compile(rf"(?<=\d)\s*{re.escape(fold(unit))}(?!\w*[\d%])")
    return "".join(part if named % 2 else own.sub("", part) for named, part in enumerate(parts))


MAX_NAME = 40
"""Characters of a parameter's name, or of a value, that is looked for inside a condition."""


def put_in_braces(text: str, words: Container[str]) -> str:
    """Every one of *words* outside quotation marks and braces, in braces."""
    parts = re.split(r'("(?:[^"]|"")*"|\{[^}]*\})', text)
    return "".join(part if kept % 2 else mark_names(part, words) for kept, part in enumerate(parts))


def mark_names(text: str, names: Container[str]) -> str:
    """Known parameter names put in braces, the longest first, so that no word inside them is read as an operator."""
    return _replaced(text, names, lambda name, _before, _after: "{" + name + "}")


def quote_words(text: str, troublesome: Container[str]) -> str:
    """Values of the domain that the grammar would take apart (``非农户``, ``或有负债``), put in quotation marks."""
    if not troublesome:
        return text
    outside = re.split(r'("(?:[^"]|"")*")', text)
    return "".join(
        part if quoted % 2 else _replaced(part, troublesome, _quoted_apart) for quoted, part in enumerate(outside)
    )


def _quoted_apart(word: str, before: str, after: str) -> str | None:
    """In quotation marks where it stands by itself, and is no part of a longer word."""
    joined = re.match(r'[\w"]', before) or re.match(r'[\w"]', after)
    return None if joined else quote(word)


def _replaced(text: str, words: Container[str], by: Callable[[str, str, str], str | None]) -> str:
    """Every one of *words* in *text* replaced, from the left, the longest first, however many they are."""
    made: list[str] = []
    start = at = 0
    while at < len(text):
        for end in range(min(len(text), at + MAX_NAME), at, -1):
            word = text[at:end]
            if word in words and (new := by(word, text[at - 1 : at], text[end : end + 1])) is not None:
                made += [text[start:at], new]
                start = at = end
                break
        else:
            at += 1
    return "".join([*made, text[start:]])
