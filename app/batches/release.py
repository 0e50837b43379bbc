"""Rulebooks that work together: merged dictionary, order of decision, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from app.batches.model import Release
from app.decide import CompiledRulebook
from app.findings import Finding, LubuError, errors
from app.rulebooks.dependencies import in_order, reads
from app.rulebooks.model import BUSINESS_DATE, LetterKind, Parameter, Rulebook, Variable
from app.values import VarType, to_text

if TYPE_CHECKING:
    from app.letters import CompiledTemplate

_FAMILY = {VarType.INTEGER: "number", VarType.DECIMAL: "number", VarType.MONEY: "number", VarType.PERCENT: "number"}


def make_release(books: Sequence[CompiledRulebook], templates: Mapping[str, CompiledTemplate] | None = None) -> Release:
    """The rulebooks and templates as one release.

    Raises:
        LubuError: with everything that keeps them from working together: a variable concluded twice or with two
            types, two values of one parameter, a letter listed twice, books that wait for each other.
    """
    deciding = sorted((book for book in books if not book.rulebook.measures), key=lambda book: book.rulebook.name)
    scoring = sorted((book for book in books if book.rulebook.measures), key=lambda book: book.rulebook.name)
    rulebooks = [book.rulebook for book in deciding]
    found = [*_produced_twice(rulebooks), *_cycle(rulebooks)]
    if not found:
        by_name = {book.rulebook.name: book for book in deciding}
        deciding = [by_name[name] for name in _order(rulebooks)]
        rulebooks = [book.rulebook for book in deciding]
    variables, clashes = _variables(rulebooks)
    parameters, doubtful = _parameters(rulebooks)
    letters, doubled = _letters(rulebooks)
    found += [*clashes, *doubtful, *doubled, *_served_concluded(rulebooks)]
    if errors(found):
        raise LubuError(*found)
    return Release(
        tuple(deciding), tuple(scoring), templates or {}, variables, parameters, letters, tuple(found)
    )  # fmt: skip


def inputs_read(rulebook: Rulebook) -> tuple[str, ...]:
    """The variables its blocks really read and do not conclude themselves."""
    parameters = frozenset(rulebook.parameters)
    names = (name for block in in_order(rulebook) for name in reads(block, parameters))
    return tuple(dict.fromkeys(name for name in names if name not in rulebook.produced and name != BUSINESS_DATE))


def _makers(rulebooks: Iterable[Rulebook]) -> dict[str, Rulebook]:
    return {name: rulebook for rulebook in rulebooks for name in rulebook.produced}


def _graph(rulebooks: Sequence[Rulebook]) -> dict[str, list[str]]:
    """Rulebook → the rulebooks whose conclusions it reads."""
    makers = _makers(rulebooks)
    return {
        book.name: list(dict.fromkeys(makers[name].name for name in inputs_read(book) if name in makers))
        for book in rulebooks
    }


def _order(rulebooks: Sequence[Rulebook]) -> list[str]:
    sorter = TopologicalSorter(_graph(rulebooks))
    sorter.prepare()
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += ready
        sorter.done(*ready)
    return ordered


def _cycle(rulebooks: Sequence[Rulebook]) -> list[Finding]:
    try:
        TopologicalSorter(_graph(rulebooks)).prepare()
    except CycleError as error:
        ring: list[str] = error.args[1]
        by_name = {book.name: book for book in rulebooks}
        # graphlib names the ring from the one read to its reader; each pair says which variable ties it.
        ties = [
            f"{reader} ← {maker}（{'、'.join(_shared(by_name[maker], by_name[reader]))}）"
            for maker, reader in pairwise(ring)
        ]
        first = by_name[ring[0]]
        tied = _shared(first, by_name[ring[1]])
        place = first.variables[tied[0]].place
        return [Finding("error", "batches.cycle", place, {"books": "、".join(ring[:-1]), "ties": "；".join(ties)})]
    return []


def _shared(maker: Rulebook, reader: Rulebook) -> list[str]:
    return [name for name in inputs_read(reader) if name in maker.produced]


def _produced_twice(rulebooks: Sequence[Rulebook]) -> list[Finding]:
    found: list[Finding] = []
    makers: dict[str, Rulebook] = {}
    for rulebook in rulebooks:
        for name in rulebook.outputs:
            if name in makers:
                params = {"variable": name, "first": makers[name].file, "second": rulebook.file}
                found.append(Finding("error", "batches.concluded-twice", rulebook.variables[name].place, params))
            makers.setdefault(name, rulebook)
    return found


def _variables(rulebooks: Sequence[Rulebook]) -> tuple[dict[str, Variable], list[Finding]]:
    """The dictionaries merged; who concludes a variable, else who declares it, says what it is."""
    merged: dict[str, Variable] = {}
    found: list[Finding] = []
    makers = _makers(rulebooks)
    for rulebook in rulebooks:
        for name, variable in rulebook.variables.items():
            known = merged.get(name)
            if known is None:
                merged[name] = variable
                continue
            if not _agree(known, variable):
                found.append(_clash(known, variable))
            leads = makers.get(name) is rulebook if name in makers else known.inferred and not variable.inferred
            merged[name] = _merge(variable, known) if leads else _merge(known, variable)
    return merged, found


def _agree(one: Variable, other: Variable) -> bool:
    if one.type is other.type:
        return True
    guessed = one.inferred or other.inferred
    return guessed and _FAMILY.get(one.type, one.type) == _FAMILY.get(other.type, other.type)


def _clash(one: Variable, other: Variable) -> Finding:
    params = {"variable": one.name, "first": str(one.type), "second": str(other.type), "where": str(one.place)}
    return Finding("error", "batches.type-conflict", other.place, params)


def _merge(leading: Variable, other: Variable) -> Variable:
    """What the leading dictionary says, with what only the other one knows."""
    return replace(
        leading,
        aliases=tuple(dict.fromkeys((*leading.aliases, *other.aliases))),
        roles=tuple(dict.fromkeys((*leading.roles, *other.roles))),
        required=leading.required or other.required,
        default=other.default if leading.default is None else leading.default,
        domain=leading.domain or other.domain,
        limits=leading.limits or other.limits,
        unit=leading.unit or other.unit,
        inferred=leading.inferred and other.inferred,
    )


def _parameters(rulebooks: Sequence[Rulebook]) -> tuple[dict[str, Parameter], list[Finding]]:
    merged: dict[str, Parameter] = {}
    found: list[Finding] = []
    for rulebook in rulebooks:
        for name, parameter in rulebook.parameters.items():
            known = merged.setdefault(name, parameter)
            if known.value != parameter.value:
                params = {
                    "parameter": name, "first": to_text(known.value), "second": to_text(parameter.value),
                    "where": str(known.place),
                }  # fmt: skip
                found.append(Finding("error", "batches.parameter-conflict", parameter.place, params))
    return merged, found


def _letters(rulebooks: Sequence[Rulebook]) -> tuple[dict[str, LetterKind], list[Finding]]:
    merged: dict[str, LetterKind] = {}
    found: list[Finding] = []
    for rulebook in rulebooks:
        for kind in rulebook.letters:
            if kind.name in merged:
                params = {"letter": kind.name, "where": str(merged[kind.name].place)}
                found.append(Finding("error", "batches.letter-twice", kind.place, params))
            merged.setdefault(kind.name, kind)
    return merged, found


def _served_concluded(rulebooks: Sequence[Rulebook]) -> list[Finding]:
    """A date that services are recorded in is brought by cases; a conclusion would be overwritten."""
    makers = _makers(rulebooks)
    return [
        Finding("error", "batches.served-concluded", kind.place, {
            "letter": kind.name, "variable": kind.served_variable, "book": makers[kind.served_variable].file,
        })
        for book in rulebooks for kind in book.letters if kind.served_variable in makers
    ]  # fmt: skip
