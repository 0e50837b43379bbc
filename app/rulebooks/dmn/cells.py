"""What stands in a cell of another tool's workbook, as FEEL: bare words there are texts without quotation marks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from app.rulebooks.dmn.feel import FeelError, parse_literal, parse_unary_tests
from app.rulebooks.dmn.feel_text import print_literal, quoted
from app.rulebooks.dmn.grid import Raw

_WORDS = {"TRUE": "true", "FALSE": "false", "True": "true", "False": "false"}
_TEST = re.compile(r"(<=|>=|!=|<|>|=)?\s*(.*)", re.DOTALL)
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_EXPRESSION = re.compile(r"[(){}\[\]]|\.\.|\b(and|or|in|if|then|else|for|some|every|between|satisfies)\b|\*\*|->")


def condition_feel(value: Raw, names: Collection[str]) -> str:
    """An input cell as unary tests; what is no simple test stays as it is, for the reader to name.

    Args:
        value: the cell's value; blank is ``-``.
        names: variables; a bare word that is one of them means its value, not a text.
    """
    if value is None:
        return "-"
    if not isinstance(value, str):
        return print_literal(value)
    text = _WORDS.get(value, value)
    if _reads(parse_unary_tests, text) or text.startswith("["):
        return text
    negated = _NOT.fullmatch(text)
    tests = ",".join(_test(part, names) for part in _parts(negated[1] if negated else text))
    return f"not({tests})" if negated else tests


def outcome_feel(value: Raw, names: Collection[str]) -> str:
    """An output cell as a literal, or as the expression it is."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return print_literal(value)
    text = _WORDS.get(value, value)
    if _reads(parse_literal, text) or _is_expression(text, names):
        return text
    return quoted(text)


def allowed_feel(value: Raw, names: Collection[str]) -> str:
    """A cell of the row of allowed values; blank where nothing is set."""
    return "" if value is None or value == "-" else condition_feel(value, names)


def _reads(parse: object, text: str) -> bool:
    try:
        parse(text)  # type: ignore[operator]
    except FeelError:
        return False
    return True


def _test(part: str, names: Collection[str]) -> str:
    """One of the tests of a list: ``Private``, ``!= Private``, ``>= 5``."""
    text = part.strip()
    if _reads(parse_unary_tests, text) and text != "-":
        return text
    found = _TEST.fullmatch(text)
    sign, operand = (found[1] or "", found[2]) if found else ("", text)
    if not operand or _is_expression(operand, names):
        return text
    return f"{sign} {quoted(operand)}".strip()


def _is_expression(text: str, names: Collection[str]) -> bool:
    """Whether a text names a variable or calls, computes or nests something, so that quoting would change it."""
    if _EXPRESSION.search(text) or text.count('"') % 2 or '"' in text:
        return True
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names if name in text)


def _parts(text: str) -> Iterator[str]:
    """Cut at the commas outside quotation marks and brackets."""
    depth, inside, start = 0, False, 0
    for place, sign in enumerate(text):
        if sign == '"' and text[place - 1 : place] != "\\":
            inside = not inside
        elif not inside:
            depth += (sign in "([{") - (sign in ")]}")
            if sign == "," and depth <= 0:
                yield text[start:place]
                start = place + 1
    yield text[start:]


def plain_text(value: Raw) -> str:
    """A heading, an id or a remark."""
    if isinstance(value, Decimal | date | bool):
        return print_literal(value).removeprefix('date("').removesuffix('")')
    return value or ""
