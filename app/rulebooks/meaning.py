"""What a parsed condition cell means: parse tree → :mod:`app.rulebooks.conditions`, or a refusal with a rewrite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from lark import Token, Transformer, v_args

from app.rulebooks import words
from app.rulebooks.combining import (
    Bare,
    Bound,
    alternatives,
    checked,
    continued,
    half_line,
    join,
    negation,
    refuse_covering,
    refuse_scale_of_one,
    starred,
)
from app.rulebooks.conditions import (
    ANYTHING,
    AnyOf,
    Anything,
    Condition,
    Equals,
    Interval,
    Missing,
    NoneOf,
    Present,
    Test,
    TextTest,
    TextTestKind,
)
from app.rulebooks.literals import parse_literal, scale_of
from app.rulebooks.printing import print_condition
from app.rulebooks.refusals import refuse
from app.values import Scalar, parse_bool, parse_date, parse_number, to_text


@v_args(inline=True)
class Meaning(Transformer[Token, Any]):
    """Turns one parse tree into a condition; made anew for each cell."""

    def __init__(self, text: str, kind: str, names: Mapping[str, Scalar], unit: str) -> None:
        super().__init__()
        self.text = text
        self.kind = kind
        self.names = names
        self.unit = unit

    # --- values -----------------------------------------------------------------------------------------------
    def number(self, token: Token) -> Bound:
        return Bound(parse_literal(str(token), self.unit, self.text), None, scale_of(token), str(token))

    def negative(self, _sign: Token, token: Token) -> Bound:
        bound = self.number(token)
        return replace(bound, value=-bound.value, token=f"-{bound.token}")  # type: ignore[operator]

    def positive(self, _sign: Token, token: Token) -> Bound:
        return self.number(token)

    def day(self, token: Token) -> Bound:
        written, _, clock = token.replace("T", " ").partition(" ")
        value = parse_date(written)
        if value is None:
            raise refuse("date-impossible", self.text, date=written)
        if clock.strip("0:."):
            raise refuse("date-with-time", self.text, proposal=self.text.replace(token, written))
        return Bound(value)

    def name(self, token: Token) -> Bound:
        name = token[1:-1]
        value: Scalar | None = self.names[name]
        if isinstance(value, str):
            value = parse_date(value) if self.kind == "date" else parse_number(value)
        if not isinstance(value, date if self.kind == "date" else Decimal):
            raise refuse("parameter-type", self.text, name=name, value=to_text(self.names[name]))
        return Bound(value)

    def unknown(self, token: Token) -> Bound:
        raise refuse("name-unknown", self.text, name=str(token))

    def included(self, bound: Bound, token: Token) -> Bound:
        return replace(bound, included="不" not in token)

    def quoted(self, token: Token) -> str:
        return token[1:-1].replace('""', '"')

    def word(self, token: Token) -> str:
        word = str(token).strip()
        meant = starred(word)
        if meant is not None:
            raise refuse("text-wildcard", self.text, proposal=print_condition(meant))
        return word

    def truth(self, token: Token) -> bool:
        return bool(parse_bool(str(token)))

    def edge(self, token: Token) -> Condition:
        negative, rest = token.startswith("不"), token.lstrip("不")[1:].strip()
        kind = TextTestKind.STARTS if rest.endswith("开头") else TextTestKind.ENDS
        piece = rest[:-2].strip()
        test = TextTest(kind, piece[1:-1].replace('""', '"') if piece.startswith('"') else piece)
        return NoneOf((test,)) if negative else test

    def contains(self, _word: Token, token: Token) -> Condition:
        return TextTest(TextTestKind.CONTAINS, self.quoted(token) if token.type == "QUOTED" else self.word(token))

    def lacks(self, word: Token, token: Token) -> Condition:
        return NoneOf((self.contains(word, token),))  # type: ignore[arg-type]

    # --- tests ------------------------------------------------------------------------------------------------
    def anything(self, *_tokens: Token) -> Condition:
        return ANYTHING

    def missing(self, *_tokens: Token) -> Condition:
        return Missing()

    def present(self, *_tokens: Token) -> Condition:
        return Present()

    def bare(self, value: Any) -> Bare:
        return Bare(self.single(value))  # type: ignore[arg-type]

    def single(self, *parts: Any) -> Condition:
        value = parts[-1]
        if isinstance(value, Bound):
            if value.included is not None:
                raise refuse("condition-unclear", self.text)
            return Equals(value.value)
        return Equals(value) if isinstance(value, str | bool) else value  # a text test comes as it is

    def also_present(self, *parts: Any) -> Interval:
        """``非空且>90``: what is compared is there."""
        return next(part for part in parts if isinstance(part, Interval))

    def conjunction(self, *parts: Any) -> Condition:
        """``不包含"破产" 且 不包含"清算"``; one value cannot be said to contain two things."""
        conditions = [part for part in parts if not isinstance(part, Token)]
        tests: list[Test] = []
        for condition in conditions:
            if not isinstance(condition, NoneOf):
                raise refuse("text-both", self.text)
            tests += condition.tests
        return negation(tests)

    def prefixed(self, *parts: Any) -> Interval:
        operator, bound = parts[-2:]
        return half_line(words.OPERATORS[operator], bound)

    def suffixed(self, bound: Bound, suffix: Token, inclusion: Token | None = None) -> Interval:
        if inclusion is not None:
            bound = self.included(bound, inclusion)
        return half_line(words.SUFFIXES[suffix], bound)

    def both(self, first: Interval, _word: Token, second: Interval) -> Interval:
        return join(first, second, self.text)

    def adjoined(self, first: Interval, second: Interval) -> Interval:
        """``30以上90以下`` is how laws write a range; ``>30 <=90`` is not written down anywhere."""
        joined = join(first, second, self.text)
        if any(sign in self.text for sign in "<>"):
            raise refuse("bounds-adjoined", self.text, proposal=print_condition(joined))
        return joined

    def chain(self, *parts: Any) -> Interval:
        left, first, _subject, second, right = parts
        lower = half_line(words.MIRRORED[words.OPERATORS[first]], left)
        return join(lower, half_line(words.OPERATORS[second], right), self.text)

    def mirrored(self, bound: Bound, operator: Token, _subject: Token) -> Interval:
        return half_line(words.MIRRORED[words.OPERATORS[operator]], bound)

    def span(self, *parts: Any) -> Interval:
        low, high = (part for part in parts if isinstance(part, Bound))
        refuse_scale_of_one(low, high, self.text)
        closed = (low.included is not False, high.included is not False)
        return checked(Interval(low.value, closed[0], high.value, closed[1]), self.text)

    def opened_span(self, *parts: Any) -> Interval:
        """``超过90天至180天``."""
        operator = next(part for part in parts if isinstance(part, Token) and part.type == "OPERATOR")
        low, high = (part for part in parts if isinstance(part, Bound))
        upper = half_line("<=", high)
        return join(half_line(words.OPERATORS[operator], low), upper, self.text)

    def suffixed_span(
        self, low: Bound, _to: Token, high: Bound, suffix: Token, inclusion: Token | None = None
    ) -> Interval:
        """``90天至180天以内``."""
        refuse_scale_of_one(low, high, self.text)
        return join(half_line(">=", low), self.suffixed(high, suffix, inclusion), self.text)

    def until(self, _word: Token, bound: Bound) -> Interval:
        return half_line("<=", bound)

    def day_suffixed(self, *parts: Any) -> Interval:
        bound = next(part for part in parts if isinstance(part, Bound))
        sign = words.DAY_SUFFIXES[next(part for part in parts if isinstance(part, Token) and part.type == "DAY_SUFFIX")]
        inclusion = next((part for part in parts if isinstance(part, Token) and part.type == "INCLUSION"), None)
        if inclusion is not None:
            bound = self.included(bound, inclusion)
        if sign.endswith("?") and bound.included is None:
            day = to_text(bound.value)
            raise refuse("day-edge-unclear", self.text, proposal=f"{sign[0]}={day}", other=f"{sign[0]}{day}")
        return half_line(sign.replace("?", "="), bound)

    def bracketed(self, *parts: Any) -> Interval:
        opening, *inner, closing = parts
        separator = next(i for i, part in enumerate(inner) if _is_separator(part))
        low, high = _end(inner[:separator]), _end(inner[separator + 1 :])
        refuse_scale_of_one(low, high, self.text)
        interval = Interval(
            None if low is None else low.value,
            low is not None and opening in "[【",
            None if high is None else high.value,
            high is not None and closing in "]】",
        )
        return checked(interval, self.text)

    def group(self, *parts: Any) -> list[Any]:
        return [part for part in parts if not isinstance(part, Token)]

    def none_of(self, *parts: Any) -> Condition:
        tests: list[Test] = []
        for part in continued([part for part in parts if not isinstance(part, Token)], self.text):
            for one in part if isinstance(part, list) else [part]:
                condition = self.single(one) if isinstance(one, Bound | str | bool) else one
                if isinstance(condition, NoneOf | AnyOf | Anything):
                    raise refuse("negation-twice", self.text)
                tests.append(condition)
        refuse_covering(tests, self.text)
        return negation(tests)

    def any_of(self, *parts: Any) -> Condition:
        return alternatives(continued([part for part in parts if not isinstance(part, Token)], self.text), self.text)

    def cell(self, condition: Condition | Bare) -> Condition:
        return condition.test if isinstance(condition, Bare) else condition

    number_cell = date_cell = text_cell = bool_cell = cell


def _is_separator(part: object) -> bool:
    return isinstance(part, Token) and part.type in ("TO", "DASH", "COMMA")


def _end(parts: Sequence[Any]) -> Bound | None:
    """A bracket's bound; nothing and ∞ are unbounded."""
    return next((part for part in parts if isinstance(part, Bound)), None)
