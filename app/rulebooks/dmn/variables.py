"""What a DMN file says about each variable in several places, brought together into our dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.findings import Place
from app.rulebooks.conditions import ANYTHING
from app.rulebooks.dmn.document import Element
from app.rulebooks.dmn.feel import FeelError, kinds_of, parse_literal, values_of
from app.rulebooks.dmn.types import Allowed, Typed
from app.rulebooks.model import BUSINESS_DATE, Role, Variable
from app.rulebooks.reading import Reading
from app.rulebooks.records import parts_of
from app.values import Value, VarType

_PYTHON = {VarType.TEXT: str, VarType.DATE: date, VarType.BOOL: bool}
_GUESSES = {str: VarType.TEXT, Decimal: VarType.DECIMAL, date: VarType.DATE, bool: VarType.BOOL}


def fits(value: Value, kind: VarType) -> bool:
    """Whether a literal is of a type; None always is."""
    if value is None:
        return True
    if kind is VarType.INTEGER:
        return isinstance(value, Decimal) and value == value.to_integral_value()
    return isinstance(value, _PYTHON.get(kind, Decimal))


@dataclass
class _Said:
    """Everything said about one variable, in the order of the file."""

    place: Place
    types: list[Typed] = field(default_factory=list)
    allowed: list[Allowed] = field(default_factory=list)
    kinds: set[type] = field(default_factory=set)
    own: Element | None = None


class Variables:
    """Collects while the tables are read, then settles."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._said: dict[str, _Said] = {}

    def mention(
        self, name: str, place: Place, typed: Typed | None = None, allowed: Allowed | None = None,
        values: Iterable[Value] = (), own: Element | None = None,
    ) -> None:  # fmt: skip
        """Something said about *name*; nothing about what is missing."""
        said = self._said.setdefault(name, _Said(place))
        if typed is not None and (typed.kind is not None or typed.unsupported):
            said.types.append(typed)
        if allowed is not None and allowed.text:
            said.allowed.append(allowed)
        said.kinds |= kinds_of(values)
        said.own = own if own is not None else said.own

    def is_said(self, name: str) -> bool:
        """Whether anything tells its type: a statement, or a value it is compared with."""
        said = self._said.get(name)
        return said is not None and bool(said.types or said.kinds or said.own is not None)

    def kind_of(self, name: str) -> VarType | None:
        """The type that has been stated so far."""
        said = self._said.get(name)
        return next((typed.kind for typed in said.types if typed.kind is not None), None) if said else None

    def settle(self) -> dict[str, Variable]:
        """The dictionary; a variable whose type has no twin is not in it."""
        found = {}
        for name, said in self._said.items():
            if name == BUSINESS_DATE and said.own is None:
                continue
            kind = self._kind(name, said)
            if kind is not None:
                found[name] = self._variable(name, kind, said)
        return found

    def _kind(self, name: str, said: _Said) -> VarType | None:
        if said.own is not None and said.own.get("type") in set(VarType):
            return VarType(str(said.own.get("type")))
        kinds = [typed.kind for typed in said.types if typed.kind is not None]
        if kinds:
            return VarType.DECIMAL if set(kinds) == {VarType.INTEGER, VarType.DECIMAL} else kinds[0]
        unsupported = next((typed.unsupported for typed in said.types if typed.unsupported), "")
        if unsupported:
            self._reading.error("dmn-type-unsupported", said.place, variable=name, type=unsupported)
            return None
        return self._guess(name, said)

    def _guess(self, name: str, said: _Said) -> VarType | None:
        kinds = said.kinds
        for allowed in said.allowed:
            kinds |= kinds_of([*(allowed.domain or ()), *values_of(allowed.limits or ANYTHING)])
        guesses = sorted(_GUESSES[kind].value for kind in kinds)
        if len(guesses) > 1:
            self._reading.error("dmn-type-mixed", said.place, variable=name, types="、".join(guesses))
            return None
        kind = VarType(guesses[0]) if guesses else VarType.TEXT
        self._reading.note("dmn-type-guessed", said.place, variable=name, type=kind.value)
        return kind

    def _variable(self, name: str, kind: VarType, said: _Said) -> Variable:
        allowed = self._allowed(name, kind, said)
        own: dict[str, str] = {} if said.own is None else dict(said.own.items())
        roles = parts_of(own.get("roles", ""))
        try:
            default = parse_literal(own.get("default", ""))
        except FeelError:
            default = None
        return Variable(
            name,
            kind,
            said.place,
            own.get("unit", ""),
            allowed.domain,
            allowed.limits,
            parts_of(own.get("aliases", "")),
            own.get("required") == "true",
            default if fits(default, kind) else None,
            roles,
            Role.ORDERED in roles,
            own.get("note", ""),
        )

    def _allowed(self, name: str, kind: VarType, said: _Said) -> Allowed:
        """What the type allows, else what the columns do; two that differ are reported."""
        of_type = [typed.allowed for typed in said.types if typed.allowed.text]
        stated = of_type or ([] if said.own is not None else said.allowed)
        kept: Allowed | None = None
        for allowed in stated:
            values = [*(allowed.domain or ()), *values_of(allowed.limits or ANYTHING)]
            if allowed.unclear or not all(fits(value, kind) for value in values):
                self._reading.warn("dmn-values-unclear", said.place, variable=name, text=allowed.text)
            elif kept is None:
                kept = allowed
            elif (allowed.domain, allowed.limits) != (kept.domain, kept.limits):
                self._reading.warn(
                    "dmn-values-differ", said.place, variable=name, kept=kept.text, text=allowed.text
                )  # fmt: skip
        if kept is None or kind is VarType.BOOL:  # yes and no need no list
            return Allowed()
        return kept
