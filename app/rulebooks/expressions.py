"""Formula trees: Excel formula syntax over variable names, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from app.values import Scalar


@dataclass(frozen=True, slots=True)
class Constant:
    value: Scalar


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or a parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Unary:
    """``-`` ``+`` before, or ``%`` behind an operand."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """``+ - * / ^ &`` and ``= <> < <= > >=``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function by its canonical upper-case Excel name."""

    function: str
    arguments: tuple[Expression, ...]


Expression: TypeAlias = Constant | Name | Unary | Binary | Call


def names(expression: Expression) -> tuple[str, ...]:
    """Every variable or parameter it reads, in order, each once."""
    if isinstance(expression, Name):
        return (expression.name,)
    if isinstance(expression, Unary):
        return names(expression.operand)
    if isinstance(expression, Binary):
        return tuple(dict.fromkeys(names(expression.left) + names(expression.right)))
    if isinstance(expression, Call):
        return tuple(dict.fromkeys(name for argument in expression.arguments for name in names(argument)))
    return ()
