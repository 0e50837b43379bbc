"""Which column of a file brings which variable of the dictionary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from app.cases.headings import bare_key, key
from app.cases.model import RawTable
from app.findings import Finding, Place
from app.rulebooks.model import Variable

_Spelling = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Matching:
    """The columns understood, and what there is to say about the others."""

    columns: Mapping[str, int]
    """Variable name → index of the heading."""
    findings: tuple[Finding, ...]


def match(raw: RawTable, variables: Mapping[str, Variable]) -> Matching:
    """Give each variable its column: the closest spelling first, names before aliases, each column once."""
    leaves = raw.leaves or raw.headings
    # From the surest comparison to the loosest: (the file's texts, their spelling, the dictionary's spelling).
    tries: tuple[tuple[Sequence[str], _Spelling, _Spelling], ...] = (
        (raw.headings, key, key),
        (leaves, key, key),
        (raw.headings, bare_key, key),
        (leaves, bare_key, key),
        (raw.headings, bare_key, bare_key),
    )
    columns: dict[str, int] = {}
    findings: dict[str, Finding] = {}
    for texts, spell_file, spell_dictionary in tries:
        taken = set(columns.values())
        free: dict[str, list[int]] = {}
        for index, text in enumerate(texts):
            if text and index not in taken:
                free.setdefault(spell_file(text), []).append(index)
        for variable, heading in _wanted(variables, columns):
            found = free.get(spell_dictionary(heading), [])
            found = [index for index in found if index not in columns.values()]
            if variable.name in columns or not found:
                continue
            same = len({key(raw.headings[index]) for index in found}) == 1
            if len(found) == 1 or same:
                columns[variable.name] = found[0]
                findings.pop(variable.name, None)
            if len(found) > 1:
                findings[variable.name] = _several(raw, variable, found, taken_first=same)
    return Matching(columns, (*findings.values(), *_missing(raw, variables, columns), *_unknown(raw, columns)))


def _wanted(variables: Mapping[str, Variable], columns: Mapping[str, int]) -> Iterator[tuple[Variable, str]]:
    """All names, then all aliases: a column named like one variable is not taken as the alias of another."""
    open_ones = [variable for variable in variables.values() if variable.name not in columns]
    yield from ((variable, variable.name) for variable in open_ones)
    yield from ((variable, alias) for variable in open_ones for alias in variable.aliases)


def _several(raw: RawTable, variable: Variable, found: Sequence[int], taken_first: bool) -> Finding:
    code = "cases.heading-twice" if taken_first else "cases.heading-ambiguous"
    cells = "、".join(raw.column_label(index) for index in found)
    return Finding("warning", code, _place(raw), {"variable": variable.name, "columns": cells})


def _missing(raw: RawTable, variables: Mapping[str, Variable], columns: Mapping[str, int]) -> Iterator[Finding]:
    """Required variables without a column, each with the heading of the file that comes closest."""
    rest = {key(text): text for index, text in enumerate(raw.headings) if text and index not in columns.values()}
    for variable in variables.values():
        if variable.name in columns or not variable.required or variable.default is not None:
            continue
        params = {"variable": variable.name, "headings": "、".join(variable.headings)}
        near = [match for heading in variable.headings for match in get_close_matches(key(heading), rest, 1, 0.5)]
        if near:
            yield Finding("error", "cases.column-missing-near", _place(raw), {**params, "near": rest[near[0]]})
        else:
            yield Finding("error", "cases.column-missing", _place(raw), params)


def _unknown(raw: RawTable, columns: Mapping[str, int]) -> Iterator[Finding]:
    understood = set(columns.values())
    rest = [text for index, text in enumerate(raw.headings) if text and index not in understood]
    if rest:
        shown = "、".join(rest[:20]) + ("…" if len(rest) > 20 else "")
        yield Finding("note", "cases.headings-unknown", _place(raw), {"count": len(rest), "headings": shown})


def _place(raw: RawTable) -> Place:
    return Place(raw.file, raw.sheet)
