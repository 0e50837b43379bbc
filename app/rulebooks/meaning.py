"""What a parsed condition cell means: parse tree → :mod:`app.rulebooks.conditions`, or a refusal with a rewrite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from lark import Token, Transformer, v_args

from app.rulebooks import words
from app.rulebooks.conditions import (
    ANYTHING,
    AnyOf,
    Anything,
    Condition,
    Equals,
    Interval,
    Missing,
    NoneOf,
    Ordered,
    Present,
    Test,
    TextTest,
    TextTestKind,
)
from app.rulebooks.literals import parse_literal, scale_of
from app.rulebooks.printing import print_condition
from app.rulebooks.refusals import refuse
from app.values import Scalar, parse_bool, parse_date, parse_number, to_text


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a range: a value and, where ``(含)`` or ``(不含)`` stands behind it, whether it belongs to it."""

    value: Ordered
    included: bool | None = None
    scale: str = ""
    """The unit behind the number that scales it (``万``)."""
    token: str = ""


def half_line(operator: str, bound: Bound) -> Interval:
    """``>90`` and its kin; ``(含)`` and ``(不含)`` overrule the operator's own reading."""
    closed = operator.endswith("=") if bound.included is None else bound.included
    if operator.startswith(">"):
        return Interval(bound.value, closed, None, False)
    return Interval(None, False, bound.value, closed)


def join(first: Interval, second: Interval, text: str) -> Interval:
    """Both at once: one lower and one upper bound."""
    if (first.low is None) == (second.low is None):
        raise refuse("bounds-same-side", text)
    low, high = (first, second) if first.low is not None else (second, first)
    return checked(Interval(low.low, low.low_closed, high.high, high.high_closed), text)


def checked(interval: Interval, text: str) -> Interval:
    """The interval if some value can lie inside it."""
    low, high = interval.low, interval.high
    if low is None or high is None:
        return interval
    if low > high:  # type: ignore[operator]
        swapped = Interval(high, interval.low_closed, low, interval.high_closed)
        raise refuse("range-empty", text, proposal=print_condition(swapped))
    if low == high and not (interval.low_closed and interval.high_closed):
        raise refuse("range-empty", text, proposal=print_condition(Interval(low, True, high, True)))
    return interval


def refuse_covering(tests: Sequence[Test], text: str) -> None:
    """Refuse a list whose lower and upper bound together let everything pass: a range was meant."""
    half_lines = [test for test in tests if isinstance(test, Interval) and (test.low is None) != (test.high is None)]
    lows = [test for test in half_lines if test.low is not None]
    highs = [test for test in half_lines if test.high is not None]
    for low in lows:
        for high in highs:
            touching = low.low == high.high and (low.low_closed or high.high_closed)
            if touching:
                raise refuse("always-true", text)
            if low.low < high.high:  # type: ignore[operator]
                meant = Interval(low.low, low.low_closed, high.high, high.high_closed)
                raise refuse("bounds-listed", text, proposal=print_condition(meant))


def refuse_scale_of_one(low: Bound | None, high: Bound | None, text: str) -> None:
    """``1-5万`` may be 1 to 50,000 or 10,000 to 50,000; the next reader must not have to guess."""
    if low is None or high is None or not low.value:
        return
    if high.scale and low.token and not low.scale:
        raise refuse("scale-unclear", text, proposal=f"{low.token}{high.scale}..{high.token}")


def alternatives(conditions: Sequence[Condition], text: str) -> Condition:
    """The tests of a list, each once; a list of one is that one."""
    if len(conditions) == 1:
        return conditions[0]
    tests: list[Test] = []
    for condition in conditions:
        if isinstance(condition, NoneOf | AnyOf | Anything):
            raise refuse("negation-listed", text, proposal=_negated(conditions))
        tests.append(condition)
    tests = list(dict.fromkeys(tests))
    refuse_covering(tests, text)
    return tests[0] if len(tests) == 1 else AnyOf(tuple(tests))


def negation(tests: Iterable[Test]) -> Condition:
    """A value, and none of these; ``not(空)`` is 非空."""
    kept = tuple(dict.fromkeys(test for test in tests if not isinstance(test, Missing)))
    return NoneOf(kept) if kept else Present()


def _negated(conditions: Iterable[Condition]) -> str:
    tests: list[Test] = []
    for condition in conditions:
        if isinstance(condition, NoneOf | AnyOf):
            tests.extend(condition.tests)
        elif not isinstance(condition, Anything):
            tests.append(condition)
    return print_condition(NoneOf(tuple(dict.fromkeys(tests))))


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
        value = parse_date(str(token))
        if value is None:
            raise refuse("date-impossible", self.text, date=str(token))
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
        return str(token).strip()

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

    def missing(self, _token: Token) -> Condition:
        return Missing()

    def present(self, _token: Token) -> Condition:
        return Present()

    def single(self, *parts: Any) -> Condition:
        value = parts[-1]
        if isinstance(value, Bound):
            if value.included is not None:
                raise refuse("condition-unclear", self.text)
            return Equals(value.value)
        return Equals(value) if isinstance(value, str | bool) else value  # a text test comes as it is

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
        for part in parts:
            if isinstance(part, Token):
                continue
            for one in part if isinstance(part, list) else [part]:
                condition = self.single(one) if isinstance(one, Bound | str | bool) else one
                if isinstance(condition, NoneOf | AnyOf | Anything):
                    raise refuse("negation-twice", self.text)
                tests.append(condition)
        refuse_covering(tests, self.text)
        return negation(tests)

    def any_of(self, *parts: Any) -> Condition:
        return alternatives([part for part in parts if not isinstance(part, Token)], self.text)

    def cell(self, condition: Condition) -> Condition:
        return condition

    number_cell = date_cell = text_cell = bool_cell = cell


def _is_separator(part: object) -> bool:
    return isinstance(part, Token) and part.type in ("TO", "DASH", "COMMA")


def _end(parts: Sequence[Any]) -> Bound | None:
    """A bracket's bound; nothing and ∞ are unbounded."""
    return next((part for part in parts if isinstance(part, Bound)), None)
