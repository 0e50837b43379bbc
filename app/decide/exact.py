"""Exact arithmetic of formulas: decimals, and fractions where a division does not come out even.

``本金/360*30`` and ``本金*30/360`` must round to the same cent, so no quotient is cut off before the formula rounds.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
    localcontext,
)
from fractions import Fraction
from math import floor
from typing import TypeAlias

from app.values import plain

Number: TypeAlias = Decimal | Fraction

PRECISION = 34
"""Significant digits of what is no longer computed with, and of powers (decimal128)."""
MAX_DIGITS = 200
"""Digits of an intermediate result; no amount comes near it."""
_EVEN = Context(prec=MAX_DIGITS, traps=[Inexact, InvalidOperation])


class TooLargeError(ArithmeticError):
    """A result of more digits than any amount has."""


def calculated(sign: str, left: Number, right: Number) -> Number:
    """``+ - * /`` without any rounding.

    Raises:
        ZeroDivisionError: for a division by zero.
        TooLargeError: where the result has too many digits.
    """
    if isinstance(left, Decimal) and isinstance(right, Decimal) and sign != "/":
        with localcontext(_EVEN):
            try:
                return left + right if sign == "+" else left - right if sign == "-" else left * right
            except Inexact:
                raise TooLargeError from None
    one, two = Fraction(left), Fraction(right)
    if sign == "/":
        return settled(one / two)
    return settled(one + two if sign == "+" else one - two if sign == "-" else one * two)


def settled(value: Fraction) -> Number:
    """A decimal where the fraction comes out even."""
    if value.denominator.bit_length() > 4 * MAX_DIGITS or value.numerator.bit_length() > 4 * MAX_DIGITS:
        raise TooLargeError
    with localcontext(_EVEN):
        try:
            return Decimal(value.numerator) / Decimal(value.denominator)
        except Inexact:
            return value


def tidy(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent; every digit stays."""
    with localcontext(_EVEN):
        return plain(value)


def as_decimal(value: Number) -> Decimal:
    """To :data:`PRECISION` digits."""
    if isinstance(value, Decimal):
        return value
    with localcontext(Context(prec=PRECISION)):
        return Decimal(value.numerator) / Decimal(value.denominator)


def rounded_to(value: Number, places: int, mode: str = ROUND_HALF_UP) -> Decimal:
    """Rounded once, from the exact value; *mode* is ROUND_HALF_UP, ROUND_UP, ROUND_DOWN or ROUND_FLOOR."""
    if isinstance(value, Decimal):
        with localcontext(Context(prec=MAX_DIGITS)):
            return value.quantize(Decimal(1).scaleb(-places), rounding=mode)
    scaled = value * Fraction(10) ** places
    with localcontext(Context(prec=MAX_DIGITS)):
        return Decimal(_MODES[mode](scaled)).scaleb(-places)


def _half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


_MODES: dict[str, Callable[[Fraction], int]] = {
    ROUND_HALF_UP: _half_up,
    ROUND_FLOOR: floor,
    ROUND_DOWN: lambda value: floor(value) if value >= 0 else -floor(-value),
    ROUND_UP: lambda value: -floor(-value) if value >= 0 else floor(value),
}
