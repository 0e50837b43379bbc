"""Formulas as FEEL expressions, where FEEL of DMN 1.3 can say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from app.rulebooks.dmn.feel import FeelError
from app.rulebooks.dmn.feel_text import print_literal
from app.rulebooks.expressions import Binary, Call, Constant, Expression, Name, Unary
from app.rulebooks.model import Formula, Parameter, Rulebook, Variable
from app.values import VarType

_NAME = re.compile(r"[^\W\d]\w*(?: \w+)*")
_KEYWORDS = re.compile(
    r"\b(and|or|in|if|then|else|for|return|some|every|between|instance|of|not|true|false|null|function|satisfies|item)\b"
)
_SIGNS = {"^": "**", "<>": "!="}
_FUNCTIONS = {"MIN": "min", "MAX": "max", "SUM": "sum", "ABS": "abs", "INT": "floor", "MOD": "modulo", "NOT": "not"}
_MOST = 2000


def print_formula(
    formula: Formula, variables: Mapping[str, Variable], parameters: Mapping[str, Parameter]
) -> str | None:
    """The expression, or None where it needs what FEEL does not have."""
    try:
        text = _Printer(variables, parameters).of(formula.expression)
        rounded = text if formula.decimals is None else _rounded(text, formula.decimals)
    except FeelError:
        return None
    return rounded if len(rounded) <= _MOST else None


def expressible(rulebook: Rulebook) -> frozenset[str]:
    """The variables whose formulas FEEL can say."""
    printed = (
        (formula.variable, print_formula(formula, rulebook.variables, rulebook.parameters))
        for formula in rulebook.formulas
    )
    return frozenset(name for name, text in printed if text is not None)


class _Printer:
    def __init__(self, variables: Mapping[str, Variable], parameters: Mapping[str, Parameter]) -> None:
        self.variables = variables
        self.parameters = parameters

    def of(self, expression: Expression) -> str:
        if isinstance(expression, Constant):
            return print_literal(expression.value)
        if isinstance(expression, Name):
            return self._name(expression.name)
        if isinstance(expression, Unary):
            return self._unary(expression)
        if isinstance(expression, Binary):
            return self._binary(expression)
        return self._call(expression)

    def _name(self, name: str) -> str:
        if name in self.parameters:
            return print_literal(self.parameters[name].value)
        variable = self.variables.get(name)
        if variable is None or not _NAME.fullmatch(name) or _KEYWORDS.search(name):
            raise FeelError(name)
        return name

    def _unary(self, expression: Unary) -> str:
        operand = self.of(expression.operand)
        return {"%": f"({operand})/100", "-": f"-({operand})"}.get(expression.operator, operand)

    def _binary(self, expression: Binary) -> str:
        sides = (expression.left, expression.right)
        if expression.operator == "&":
            return "+".join(self._as_text(side) for side in sides)
        if any(self._is_date(side) for side in sides) and expression.operator in ("+", "-"):
            raise FeelError("date")
        left, right = (self._inner(side) for side in sides)
        return f"{left} {_SIGNS.get(expression.operator, expression.operator)} {right}"

    def _inner(self, expression: Expression) -> str:
        text = self.of(expression)
        return f"({text})" if isinstance(expression, Binary | Unary) or text.startswith(("if ", "-")) else text

    def _as_text(self, expression: Expression) -> str:
        text = self.of(expression)
        literal = isinstance(expression, Constant) and isinstance(expression.value, str)
        joined = isinstance(expression, Binary) and expression.operator == "&"
        return text if literal or joined else f"string({text})"

    def _is_date(self, expression: Expression) -> bool:
        if isinstance(expression, Call):
            return expression.function in ("DATE", "EDATE", "EOMONTH", "WORKDAY")
        variable = self.variables.get(expression.name) if isinstance(expression, Name) else None
        return variable is not None and variable.type is VarType.DATE

    def _call(self, expression: Call) -> str:
        arguments = [self.of(argument) for argument in expression.arguments]
        special = _SPECIAL.get(expression.function)
        if special is not None:
            return special(arguments, expression)
        if expression.function not in _FUNCTIONS:
            raise FeelError(expression.function)
        return f"{_FUNCTIONS[expression.function]}({', '.join(arguments)})"


def _choice(arguments: Sequence[str], _expression: Call) -> str:
    condition, outcome, *other = arguments
    return f"if {condition} then {outcome} else {other[0] if other else 'null'}"


def _choices(arguments: Sequence[str], _expression: Call) -> str:
    text = "null"
    for condition, outcome in reversed(list(zip(arguments[::2], arguments[1::2], strict=True))):
        text = f"if {condition} then {outcome} else {text}"
    return text


def _round(arguments: Sequence[str], expression: Call) -> str:
    places = expression.arguments[1] if len(expression.arguments) > 1 else Constant(Decimal(0))
    if not isinstance(places, Constant) or not isinstance(places.value, Decimal) or not 0 <= places.value <= 10:
        raise FeelError("places")
    return _rounded(arguments[0], int(places.value))


def _rounded(text: str, places: int) -> str:
    """Half away from zero, with the functions that DMN 1.3 has."""
    scale = 10**places
    return f"(if ({text}) >= 0 then floor(({text})*{scale}+0.5) else -floor(-({text})*{scale}+0.5))/{scale}"


_SPECIAL: Mapping[str, Callable[[Sequence[str], Call], str]] = {
    "IF": _choice,
    "IFS": _choices,
    "ROUND": _round,
    "AND": lambda arguments, _: " and ".join(f"({argument})" for argument in arguments),
    "OR": lambda arguments, _: " or ".join(f"({argument})" for argument in arguments),
    "ISBLANK": lambda arguments, _: f"({arguments[0]}) = null",
}
