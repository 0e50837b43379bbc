"""FEEL expressions that compute (DMN 1.3, 10.3.1) → formula text as staff write it in the block 公式.

Taken: numbers, texts, truth values, dates, names, + - * / **, comparisons, and, or, if–then–else, and the functions
of :data:`_FUNCTIONS`. Lists, contexts, filters, iterations, ``instance of`` and every other function are refused,
never half read. Names are replaced before parsing, for a FEEL name may hold spaces and signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, VisitError

from app.rulebooks.dmn.feel import FeelError
from app.rulebooks.dmn.feel_text import unescape
from app.rulebooks.functions import ALIASES, ARITY
from app.values import parse_date

MAX_LENGTH = 2000

_GRAMMAR = r"""
?start: expression
?expression: disjunction | "if" expression "then" expression "else" expression -> choice
?disjunction: conjunction ("or" conjunction)* -> either
?conjunction: comparison ("and" comparison)* -> both
?comparison: sum
    | sum COMPARE sum -> compared
    | sum COMPARE "null" -> missing
    | sum "in" OPENING sum ".." sum closing -> within
closing: (")" | "[") -> open_end
    | "]" -> closed_end
?sum: product ((PLUS | MINUS) product)*
?product: power ((TIMES | DIVIDE) power)*
?power: signed ("**" signed)* -> raised
?signed: atom | "-" signed -> negated
?atom: NUMBER -> number
    | STRING -> string
    | "true" -> true
    | "false" -> false
    | NAMED -> name
    | ("date" "(" STRING ")" | "@" STRING) -> day
    | "date" "(" expression "," expression "," expression ")" -> calendar_day
    | FUNCTION "(" expression ("," expression)* ")" -> call
    | "(" expression ")" -> grouped

COMPARE: /<=|>=|!=|<|>|=/
OPENING: "(" | "[" | "]"
PLUS: "+"
MINUS: "-"
TIMES: "*"
DIVIDE: "/"
NAMED: /\{\d+\}/
FUNCTION: /(round\s+half\s+up|round\s+up|round\s+down|string\s+length|min|max|sum|abs|floor|modulo|not)(?=\s*\()/
NUMBER: /(\d+(\.(?!\.)\d+)?|\.\d+)/
STRING: /"([^"\\]|\\.)*"/
%ignore /\s+/
"""

_FUNCTIONS = {
    "min": "MIN", "max": "MAX", "sum": "SUM", "abs": "ABS", "floor": "INT", "modulo": "MOD", "not": "NOT",
    "round half up": "ROUND", "round up": "ROUNDUP", "round down": "ROUNDDOWN", "string length": "LEN",
}  # fmt: skip
"""Functions that compute the same here, argument for argument."""

_STRINGS = re.compile(r'("(?:[^"\\]|\\.)*")')
_PLAIN = re.compile(r"[^\W\d][\w.]*")
_RESERVED = frozenset({"TRUE", "FALSE", "真", "假"})


def formula_text(text: str, names: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The formula (with its ``=``) that computes what a FEEL expression does, and the variables it reads.

    Args:
        text: the FEEL expression.
        names: FEEL name → variable.

    Raises:
        FeelError: for whatever is not taken.
    """
    if not text.strip() or len(text) > MAX_LENGTH or re.search(r"[{}]|//|/\*", _STRINGS.sub('""', text)):
        raise FeelError(text[:40])
    found: list[str] = []
    marked = _marked(text, names, found)
    try:
        meant: str = _Meaning(found).transform(_parser().parse(marked))
    except VisitError as error:
        if isinstance(error.orig_exc, FeelError):
            raise error.orig_exc from None
        raise
    except LarkError as error:
        raise FeelError(text[:40]) from error
    return f"={_bare(meant)}", tuple(dict.fromkeys(found))


def quoted_name(name: str) -> str:
    """A variable as a formula names it: in braces where it is no plain word."""
    plain = _PLAIN.fullmatch(name) and name.upper() not in _RESERVED and name.upper() not in (*ARITY, *ALIASES)
    return name if plain else f"{{{name}}}"


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)


def _marked(text: str, names: Mapping[str, str], found: list[str]) -> str:
    """Every known name, the longest first, as ``{number}``."""
    known = {_spaced(name): variable for name, variable in names.items() if name}
    if not known:
        return text
    words = sorted(known, key=len, reverse=True)
    pattern = re.compile(
        "|".join(rf"(?<![\w.]){re.escape(word)}(?![\w]|\s*\()".replace(r"\ ", r"\s+") for word in words)
    )

    def mark(match: re.Match[str]) -> str:
        found.append(known[_spaced(match[0])])
        return f"{{{len(found) - 1}}}"

    parts = _STRINGS.split(text)
    return "".join(part if index % 2 else pattern.sub(mark, part) for index, part in enumerate(parts))


def _spaced(name: str) -> str:
    return " ".join(name.split())


def _bare(text: str) -> str:
    """Without the outermost parentheses that hold everything."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for place, part in enumerate(_STRINGS.sub(lambda match: "x" * len(match[0]), text)):
        depth += (part == "(") - (part == ")")
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1]


def _joined(operator: str, operands: Iterable[str]) -> str:
    return f"({operator.join(operands)})"


@v_args(inline=True)
class _Meaning(Transformer[Token, Any]):
    """Formula text, in parentheses wherever an operator stands: no precedence is left to chance."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names

    def number(self, token: Token) -> str:
        return f"0{token}" if token.startswith(".") else str(token)

    def string(self, token: Token) -> str:
        try:
            text = unescape(token[1:-1])
        except ValueError as error:
            raise FeelError(str(token)) from error
        return '"' + text.replace('"', '""') + '"'

    def true(self) -> str:
        return "TRUE"

    def false(self) -> str:
        return "FALSE"

    def name(self, token: Token) -> str:
        return quoted_name(self.names[int(token[1:-1])])

    def day(self, token: Token) -> str:
        found = parse_date(token[1:-1]) if re.fullmatch(r"\d{4}-\d\d-\d\d", token[1:-1]) else None
        if found is None:
            raise FeelError(str(token))
        return f"DATE({found.year},{found.month},{found.day})"

    def calendar_day(self, *parts: str) -> str:
        return f"DATE({','.join(map(_bare, parts))})"

    def call(self, token: Token, *arguments: str) -> str:
        name = _FUNCTIONS[_spaced(token)]
        fewest, most = ARITY[name]
        if not fewest <= len(arguments) <= most:
            raise FeelError(str(token))
        return f"{name}({','.join(map(_bare, arguments))})"

    def grouped(self, inner: str) -> str:
        return inner

    def negated(self, operand: str) -> str:
        return f"(-{operand})"

    def choice(self, condition: str, outcome: str, other: str) -> str:
        return f"IF({_bare(condition)},{_bare(outcome)},{_bare(other)})"

    def either(self, *operands: str) -> str:
        return f"OR({','.join(map(_bare, operands))})" if len(operands) > 1 else operands[0]

    def both(self, *operands: str) -> str:
        return f"AND({','.join(map(_bare, operands))})" if len(operands) > 1 else operands[0]

    def compared(self, left: str, operator: Token, right: str) -> str:
        return _joined("<>" if operator == "!=" else str(operator), (left, right))

    def missing(self, operand: str, operator: Token) -> str:
        if operator not in ("=", "!="):
            raise FeelError(str(operator))
        blank = f"ISBLANK({_bare(operand)})"
        return blank if operator == "=" else f"NOT({blank})"

    def open_end(self) -> str:
        return "<"

    def closed_end(self) -> str:
        return "<="

    def within(self, value: str, opening: Token, low: str, high: str, upper: str) -> str:
        return f"AND({value}{'>=' if opening == '[' else '>'}{low},{value}{upper}{high})"

    def raised(self, *operands: str) -> str:
        return _joined("^", operands) if len(operands) > 1 else operands[0]

    def product(self, *parts: str) -> str:
        return _joined("", map(str, parts))

    def sum(self, *parts: str) -> str:
        """FEEL's plus joins texts; told by a text among the operands."""
        operands, operators = parts[::2], [str(operator) for operator in parts[1::2]]
        if not any(operand.startswith('"') for operand in operands):
            return _joined("", map(str, parts))
        if "-" in operators:
            raise FeelError("text")
        return _joined("&", operands)
