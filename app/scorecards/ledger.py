"""The files of the recoveries: read, named after the data tables of the rulebook, typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from app.cases import read_tables, type_cases
from app.cases.matching import match
from app.cases.model import Cases, RawTable
from app.findings import Finding, LubuError, Place, errors
from app.rulebooks.model import Role, Rulebook, Variable
from app.scorecards.check import asked, read_by
from app.scorecards.lines import Lines, first_brought, sort_lines
from app.scorecards.period import Period
from app.values import fold

_OTHER_HEADINGS = "cases.headings-unknown"
"""No news: a ledger has many columns that no measure reads."""
_ROLES = (Role.OFFICER, Role.OFFICER_NAME, Role.BRANCH, Role.RECEIPT_DATE)


def read_lines(
    rulebook: Rulebook, files: Sequence[tuple[str, bytes]], period: Period
) -> tuple[list[Lines], list[Finding]]:
    """Every sheet that is a data table of the rulebook or says who the officers are, and what is worth telling.

    Raises:
        LubuError: for files that cannot be read, data tables that no sheet brings, columns that a measure
            reads and its sheet lacks.
    """
    tables, found = _read(rulebook, files)
    datasets = tuple(dict.fromkeys(measure.dataset for measure in rulebook.measures))
    named = [(_dataset_of(table, datasets), table) for table in tables]
    failed = _missing_tables(rulebook, named)
    lines: list[Lines] = []
    for dataset, table in named:
        cases = type_cases(table, _variables(dataset, table, rulebook))
        failed += [*errors(cases.findings), *_missing_columns(dataset, cases, rulebook)]
        found += [finding for finding in cases.findings if not finding.is_error and finding.code != _OTHER_HEADINGS]
        sheet = sort_lines(dataset, cases, rulebook, period)
        if sheet is not None:
            lines.append(sheet)
        else:
            found.append(Finding("note", "scorecards.sheet-unused", Place(table.file, table.sheet)))
    if failed:
        raise LubuError(*failed)
    return lines, found


def _read(rulebook: Rulebook, files: Sequence[tuple[str, bytes]]) -> tuple[list[RawTable], list[Finding]]:
    """A file given twice is read once, or every yuan in it would count twice."""
    wanted = dict.fromkeys(name for measure in rulebook.measures for name in read_by(measure))
    names = [*_who(rulebook), *wanted]
    headings = tuple(dict.fromkeys(heading for name in names for heading in rulebook.variables[name].headings))
    tables: list[RawTable] = []
    failed: list[Finding] = []
    found: list[Finding] = []
    seen: dict[bytes, str] = {}
    for file, data in files:
        if data in seen:
            found.append(Finding("warning", "scorecards.same-file", Place(file), {"file": file, "other": seen[data]}))
            continue
        seen[data] = file
        try:
            tables += read_tables(data, file, headings)
        except LubuError as error:
            failed += error.findings
    if failed:
        raise LubuError(*failed)
    return tables, found


def _who(rulebook: Rulebook) -> tuple[str, ...]:
    """The variables read from every sheet: officer, name, branch, date, and what the rules ask about an officer."""
    names = [variable.name for role in _ROLES for variable in rulebook.with_role(role)]
    return tuple(name for name in dict.fromkeys([*names, *asked(rulebook)]) if name in rulebook.variables)


def _dataset_of(table: RawTable, datasets: Iterable[str]) -> str:
    """By the sheet's name, else by the file's (``回收台账.csv``, ``回收台账_城关.csv``); empty when neither fits."""
    folded = {fold(dataset): dataset for dataset in datasets}
    if fold(table.sheet) in folded:
        return folded[fold(table.sheet)]
    stem = fold(PurePath(table.file).stem)
    return next((name for key, name in folded.items() if stem == key or stem.startswith((f"{key}_", f"{key}-"))), "")


def _variables(dataset: str, raw: RawTable, rulebook: Rulebook) -> dict[str, Variable]:
    """What is read of one sheet; 必填 asks for a value in each line of a column, not for the column itself."""
    of_measures = (name for measure in rulebook.measures if measure.dataset == dataset for name in read_by(measure))
    names = dict.fromkeys([*_who(rulebook), *of_measures])
    chosen = {name: rulebook.variables[name] for name in names}
    brought = match(raw, chosen).columns
    return {
        name: variable if name in brought else replace(variable, required=False) for name, variable in chosen.items()
    }


def _missing_tables(rulebook: Rulebook, named: Sequence[tuple[str, RawTable]]) -> list[Finding]:
    brought = {dataset for dataset, _ in named}
    there = "、".join(table.sheet or table.file for _, table in named)
    return [
        Finding(
            "error",
            "scorecards.no-table",
            measure.place,
            {"measure": measure.name, "table": measure.dataset, "there": there or "（无）"},
        )
        for measure in rulebook.measures
        if measure.dataset not in brought
    ]


def _missing_columns(dataset: str, cases: Cases, rulebook: Rulebook) -> list[Finding]:
    if not dataset:
        return []
    place = Place(cases.raw.file, cases.raw.sheet)
    found = [
        Finding("error", "scorecards.no-column", place, {"measure": measure.name, "table": dataset, "variable": name})
        for measure in rulebook.measures
        if measure.dataset == dataset
        for name in read_by(measure)
        if name not in cases.columns
    ]
    officers = rulebook.with_role(Role.OFFICER)
    if first_brought(officers, cases) is None:
        names = "、".join(heading for variable in officers for heading in variable.headings)
        found.append(Finding("error", "scorecards.no-officer-column", place, {"table": dataset, "headings": names}))
    return found
