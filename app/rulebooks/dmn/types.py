"""typeRef and itemDefinition → our types and allowed values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.rulebooks.conditions import AnyOf, Anything, Condition, Equals, Interval, Missing, Present
from app.rulebooks.dmn.document import Element, children, first, text_of
from app.rulebooks.dmn.feel import FeelError, parse_unary_tests
from app.values import Scalar, VarType

BUILT_IN = {
    "string": VarType.TEXT,
    "number": VarType.DECIMAL,
    "integer": VarType.INTEGER,
    "long": VarType.INTEGER,
    "double": VarType.DECIMAL,
    "boolean": VarType.BOOL,
    "date": VarType.DATE,
}
"""FEEL's types, and those that Camunda adds."""
UNTYPED = frozenset({"", "Any"})
_DEEPEST, _DEEPEST_PATH = 20, 6
"""Item definitions that refer to each other are followed this far."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Allowed values: a list in its order, or limits; neither where nothing is set."""

    domain: tuple[Scalar, ...] | None = None
    limits: Condition | None = None
    text: str = ""
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What a typeRef says. ``kind`` None: it says nothing; ``unsupported``: what we have no type for."""

    kind: VarType | None = None
    allowed: Allowed = Allowed()
    unsupported: str = ""


def read_allowed(element: Element | None) -> Allowed:
    """``inputValues``, ``outputValues`` or ``allowedValues``."""
    text = text_of(element)
    if not text:
        return Allowed()
    try:
        condition = parse_unary_tests(text)
    except FeelError:
        return Allowed(text=text, unclear=True)
    tests = condition.tests if isinstance(condition, AnyOf) else (condition,)
    kept = [test for test in tests if not isinstance(test, Missing | Present | Anything)]
    listed = [test.value for test in kept if isinstance(test, Equals)]
    if not kept:
        return Allowed(text=text)
    if len(listed) == len(kept):
        return Allowed(tuple(dict.fromkeys(listed)), None, text)
    if all(isinstance(test, Equals | Interval) for test in kept):
        return Allowed(None, condition, text)
    return Allowed(text=text, unclear=True)


class Types:
    """The item definitions of a file."""

    def __init__(self, definitions: Element) -> None:
        self._items: Mapping[str, Element] = {
            str(item.get("name")): item for item in children(definitions, "itemDefinition")
        }

    def resolve(self, reference: str) -> Typed:
        """The type a reference names (``string``, ``feel:string``, ``tGrade``)."""
        return self._resolve(reference.strip(), 0)

    def of_items(self, reference: str) -> Typed:
        """The type of what stands in a list of this type; the type itself where it is no list."""
        item = self._item(reference)
        return self.resolve(reference) if item is None else self._of_item(item, 0, listed=True)

    def of_path(self, reference: str, path: Iterable[str]) -> Typed:
        """The type of ``applicant.age`` where ``applicant`` has this type."""
        item = self._item(reference)
        for name in path:
            if item is not None and first(item, "itemComponent") is None:
                item = self._item(text_of(first(item, "typeRef")))
            found = () if item is None else children(item, "itemComponent")
            item = next((part for part in found if part.get("name") == name), None)
        return Typed() if item is None else self._of_item(item, 0)

    def paths(self, reference: str) -> Iterator[tuple[str, ...]]:
        """Every way from a structured type down to a part of it that is not structured."""
        yield from self._paths(self._item(reference), 0)

    def _item(self, reference: str) -> Element | None:
        """The item definition a reference names, with or without the prefix of this model's own namespace."""
        name = reference.strip()
        found = self._items.get(name)
        local_name = re.split(r"[:}]", name)[-1]
        return found if found is not None or local_name in BUILT_IN else self._items.get(local_name)

    def _paths(self, item: Element | None, depth: int) -> Iterator[tuple[str, ...]]:
        parts = [] if item is None or depth > _DEEPEST_PATH else list(children(item, "itemComponent"))
        for part in parts:
            name = str(part.get("name") or "")
            inner = part if first(part, "itemComponent") is not None else self._item(text_of(first(part, "typeRef")))
            below = [(name, *path) for path in self._paths(inner, depth + 1)]
            yield from below or [(name,)]

    def _resolve(self, reference: str, depth: int) -> Typed:
        item = self._item(reference)
        if item is not None:
            return self._of_item(item, depth)
        name = reference.rpartition(":")[2]
        name = name if name in BUILT_IN or ":" not in reference else reference.rpartition("}")[2]
        if name in UNTYPED or reference.endswith((":Any", "}Any")):
            return Typed()
        kind = BUILT_IN.get(name)
        return Typed(kind) if kind is not None else Typed(unsupported=reference)

    def _of_item(self, item: Element, depth: int, *, listed: bool = False) -> Typed:
        name = str(item.get("name") or "")
        collection = item.get("isCollection") == "true" and not listed
        structured = first(item, "itemComponent") is not None or collection
        reference = text_of(first(item, "typeRef"))
        if structured or depth > _DEEPEST:
            return Typed(unsupported=name)
        typed = self._resolve(reference, depth + 1)
        allowed = read_allowed(first(item, "allowedValues"))
        return Typed(typed.kind, allowed if allowed.text else typed.allowed, typed.unsupported)
