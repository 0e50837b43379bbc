"""Formulas: Excel formula syntax over variable names → :mod:`app.rulebooks.expressions`; and the block 公式."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken, VisitError

from app.rulebooks.expressions import Binary, Call, Constant, Expression, Name, Unary
from app.rulebooks.functions import ALIASES, ARITY
from app.rulebooks.literals import put_in_braces
from app.rulebooks.reading import near
from app.rulebooks.refusals import ConditionError, refuse
from app.values import fold, parse_number, plain

MAX_LENGTH = 4000
MAX_DEPTH = 40
MAX_OPERATORS = 200
"""Trees are walked by recursion; nobody can check a longer formula by eye either."""

_GRAMMAR = r"""
?start: comparison
?comparison: text (COMPARE text)*
?text: sum ("&" sum)* -> joined
?sum: product ((PLUS | MINUS) product)*
?product: power ((TIMES | DIVIDE) power)*
?power: signed ("^" signed)* -> raised
?signed: (MINUS | PLUS) signed -> sign
    | percent
?percent: atom
    | percent "%" -> percent
?atom: NUMBER -> number
    | STRING -> string
    | NAME "(" (comparison ("," comparison)*)? ")" -> call
    | NAME -> name
    | QUOTED_NAME -> quoted_name
    | "(" comparison ")"

COMPARE: "<=" | ">=" | "<>" | "!=" | "==" | "=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*" | "×"
DIVIDE: "/" | "÷"
NUMBER: /(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?(万元|亿元|千元|万|亿)?/
STRING: /"([^"]|"")*"/
QUOTED_NAME: /'[^']+'|\{[^}]+\}|\[[^\]]+\]/
NAME: /[^\W\d][\w.]*/
%ignore /\s+/
"""


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)


def is_word(name: str) -> bool:
    """Whether a name can stand in a formula without braces around it."""
    return re.fullmatch(r"[^\W\d][\w.]*", name) is not None


def parse_formula(text: str, names: Iterable[str] = ()) -> Expression:
    """Read a formula, with or without its leading ``=``.

    Args:
        names: known names, folded; those that are no plain words (``贷款余额(元)``) are recognised whole.

    Raises:
        ConditionError: with a code of :mod:`app.rulebooks.messages`.
    """
    if len(text) > MAX_LENGTH:
        raise refuse("formula-too-long", text[:40], limit=MAX_LENGTH)
    folded = _fold(text).removeprefix("=")
    _refuse_deep(folded, text)
    odd = frozenset(name for name in names if not is_word(name))
    marked = put_in_braces(folded, odd) if odd else folded
    try:
        tree = _parser().parse(marked)
        expression: Expression = _Meaning(text).transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, ConditionError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        at = "" if ended else marked[error.pos_in_stream or 0 :][:12]
        raise refuse("formula-unclear" if at else "formula-unfinished", text, at=at) from None
    return expression


def _fold(text: str) -> str:
    """Fold outside string literals; ``_xlfn.`` is how Excel stores newer functions."""
    parts = re.split(r'("(?:[^"]|"")*")', text.replace("“", '"').replace("”", '"'))
    folded = "".join(part if index % 2 else fold(part) for index, part in enumerate(parts))
    return folded.strip().replace("_xlfn.", "").replace("_xlws.", "")


def _refuse_deep(folded: str, text: str) -> None:
    depth = deepest = 0
    for char in folded:
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH or sum(char in "+-*/^&%<>=×÷" for char in folded) > MAX_OPERATORS:
        raise refuse("formula-too-deep", text[:40], limit=MAX_DEPTH)


_OPERATORS = {"!=": "<>", "==": "=", "×": "*", "÷": "/"}
_CONSTANTS = {"TRUE": True, "FALSE": False, "真": True, "假": False}


@v_args(inline=True)
class _Meaning(Transformer[Token, Any]):
    """Parse tree → expression; operators of one level are read from the left, as Excel does."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def number(self, token: Token) -> Expression:
        value = parse_number(str(token))
        if value is None:
            raise refuse("formula-unclear", self.text, at=str(token))
        return Constant(plain(value))

    def string(self, token: Token) -> Expression:
        return Constant(token[1:-1].replace('""', '"'))

    def name(self, token: Token) -> Expression:
        constant = _CONSTANTS.get(token.upper())
        return Name(str(token)) if constant is None else Constant(constant)

    def quoted_name(self, token: Token) -> Expression:
        return Name(token[1:-1].strip())

    def call(self, token: Token, *arguments: Expression) -> Expression:
        written = token.upper()
        function = ALIASES.get(written, written)
        if function not in ARITY:
            raise self._unknown_function(str(token))
        fewest, most = ARITY[function]
        if not fewest <= len(arguments) <= most or (function == "IFS" and len(arguments) % 2):
            raise refuse("function-arguments", self.text, function=function, count=len(arguments))
        return Call(function, arguments)

    def _unknown_function(self, written: str) -> ConditionError:
        if written.upper() in ("TODAY", "NOW", "今天"):
            return refuse("function-today", self.text, function=written)
        similar = near(written.upper(), [*ARITY, *ALIASES])
        code = "function-similar" if similar else "function-unknown"
        return refuse(code, self.text, function=written, similar=similar)

    def sign(self, operator: Token, operand: Expression) -> Expression:
        return Unary(str(operator), operand)

    def percent(self, operand: Expression) -> Expression:
        return Unary("%", operand)

    def _from_the_left(self, *parts: Any) -> Expression:
        left, *rest = parts
        for operator, right in zip(rest[::2], rest[1::2], strict=True):
            left = Binary(_OPERATORS.get(str(operator), str(operator)), left, right)
        return left  # type: ignore[no-any-return]

    comparison = sum = product = _from_the_left

    def joined(self, *operands: Expression) -> Expression:
        return _chain("&", operands)

    def raised(self, *operands: Expression) -> Expression:
        return _chain("^", operands)


def _chain(operator: str, operands: tuple[Expression, ...]) -> Expression:
    left = operands[0]
    for right in operands[1:]:
        left = Binary(operator, left, right)
    return left
