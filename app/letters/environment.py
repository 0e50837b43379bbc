"""Jinja for letters: nothing callable, plain data only, every printed value spelled by its type.

Whatever compiles a template here, ours or docxtpl, gets the same tree: checked against the grammar's allow-list,
then woven (:mod:`app.letters.weave`) so that values are printed, never dumped.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, NoReturn

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.parser import Parser
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.findings import Finding, LubuError, Place
from app.letters import grammar
from app.letters.filters import FILTERS, is_missing
from app.letters.printing import PRINTERS, exact, is_number
from app.letters.values import Money, Percent, Problem
from app.letters.weave import Lines, weave


class AbsentField(StrictUndefined):
    """A name the letter's values do not have. Printing it is reported; deciding by it stops the letter."""

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """The only environment a template is ever compiled or rendered in."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])
    intercepted_unops = frozenset(["+", "-"])

    def __init__(self) -> None:
        # Without the optimiser nothing is computed at compile time.
        super().__init__(autoescape=True, undefined=AbsentField, optimized=False)
        self.globals.clear()
        self.filters = {**FILTERS, **PRINTERS}
        self.tests = {name: test for name, test in self.tests.items() if name in grammar.TESTS}
        self.policies.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = Parser(self, source, name, filename).parse()
        lines = Lines(source)
        found = [_finding(fault, lines) for fault in grammar.faults(tree)]
        if found:
            raise LubuError(*found)
        return weave(tree, lines)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Entries of a row, and of ``loop``; no Python object has anything to offer."""
        if type(obj) is dict or isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in grammar.LOOP_ATTRIBUTES:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, list | tuple) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.undefined(obj=obj, name=str(argument))

    def call(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SecurityError("a template calls nothing")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers (texts may be joined by ``+``); money stays money."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return left + right
        for operand in (left, right):
            if is_missing(operand) or isinstance(operand, Problem):
                return operand
        if operator == "**" or not (is_number(left) and is_number(right)):
            return Problem("operands", {"operator": operator})
        try:
            result = self.binop_table[operator](exact(left), exact(right))
        except (InvalidOperation, DivisionByZero, Overflow):
            return Problem("arithmetic", {"operator": operator})
        return _kind(operator, left, right)(result)

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        if is_missing(arg) or isinstance(arg, Problem):
            return arg
        if not is_number(arg):
            return Problem("operands", {"operator": operator})
        return type(arg)(self.unop_table[operator](arg))


def _finding(fault: grammar.Fault, lines: Lines) -> Finding:
    code, params, line = fault
    quoted = lines.quote(line)
    return Finding("error", f"letters.{code}", Place(paragraph=quoted), {"tag": quoted, **params})


def _kind(operator: str, left: Any, right: Any) -> type[Decimal]:
    kinds = (type(left), type(right))
    if Money in kinds:
        return Decimal if operator in ("/", "//", "%") and isinstance(right, Money) else Money
    return Percent if kinds == (Percent, Percent) and operator in "+-" else Decimal
