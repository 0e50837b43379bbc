"""A case file of any kind → tables → typed cases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from app.cases.headers import Header, known_keys
from app.cases.kinds import kind_of
from app.cases.limits import LIMITS, Limits
from app.cases.model import Cases, RawTable
from app.cases.tables import Source
from app.cases.texts import csv_source, jsonl_table
from app.cases.typing import type_cases
from app.cases.workbooks import Workbook
from app.findings import Finding, LubuError, Place
from app.rulebooks.model import Variable

_ENOUGH = 2
"""A sheet with one matching cell may be a page of notes; the header of a ledger matches more."""


def read_cases(
    data: bytes, file: str, variables: Mapping[str, Variable], sheet: str | None = None, limits: Limits = LIMITS
) -> Cases:
    """Read and type the cases of one file.

    Without *sheet* the visible sheet that matches most headings is read; a note says which, where there was a
    choice. Cells that cannot be read are errors of their rows (``row_findings``); a required column that is absent
    is an error among ``findings``, and so that the caller can show everything at once it is not raised.

    Raises:
        LubuError: no file of a kind that can be read, beyond the limits, or without a header.
    """
    return type_cases(read_table(data, file, variables, sheet, limits), variables)


def read_table(
    data: bytes, file: str, variables: Mapping[str, Variable], sheet: str | None = None, limits: Limits = LIMITS
) -> RawTable:
    """The table that :func:`read_cases` types. Nothing of it refers to *data*, which can be let go of meanwhile."""
    return _read_one(data, file, [heading for one in variables.values() for heading in one.headings], sheet, limits)


def read_tables(data: bytes, file: str, headings: Collection[str], limits: Limits = LIMITS) -> list[RawTable]:
    """Every sheet that has a recognisable header, hidden ones left out.

    Raises:
        LubuError: no file of a kind that can be read, beyond the limits, or no header in it at all.
    """
    if kind_of(data, file, limits) == "jsonl":
        return [jsonl_table(data, file, limits)]
    known = known_keys(headings)
    found = [(source, header) for source in sources_of(data, file, known, None, limits)
             if not source.hidden and (header := source.header(known))]  # fmt: skip
    if not found:
        raise _no_header(file, None, headings)
    sure = [(source, header) for source, header in found if header.matched >= _ENOUGH]
    return [source.table(header) for source, header in sure or found]


def _read_one(data: bytes, file: str, headings: Collection[str], sheet: str | None, limits: Limits) -> RawTable:
    kind = kind_of(data, file, limits)
    if sheet and kind != "xlsx":
        raise LubuError.of("cases.no-sheets", Place(file), sheet=sheet)
    if kind == "jsonl":
        return jsonl_table(data, file, limits)
    known = known_keys(headings)
    found: list[tuple[Source, Header]] = []
    for source in sources_of(data, file, known, sheet, limits):
        header = source.header(known)
        if header is not None and (sheet or not source.hidden):
            found.append((source, header))
    if not found:
        raise _no_header(file, sheet, headings)
    source, header = max(found, key=lambda pair: pair[1].matched)
    others = [other.sheet for other, at in found if other is not source and at.matched >= _ENOUGH]
    table = source.table(header)
    if not others:
        return table
    params = {"sheet": source.sheet, "others": "、".join(others)}
    note = Finding("note", "cases.sheet-chosen", Place(file, source.sheet), params)
    return replace(table, findings=(note, *table.findings))


def sources_of(data: bytes, file: str, known: frozenset[str], sheet: str | None, limits: Limits) -> Iterator[Source]:
    """The sheets of a workbook (or the one asked for), the one table of a csv."""
    if kind_of(data, file, limits) == "csv":
        yield csv_source(data, file, known, limits)
        return
    book = Workbook(data, file, limits)
    if sheet and sheet not in book.sheet_names:
        known_sheets = "、".join(book.sheet_names)
        raise LubuError.of("cases.sheet-missing", Place(file), sheet=sheet, sheets=known_sheets)
    for loaded in [book.sheet(sheet)] if sheet else book.sheets():
        yield Source(
            file,
            loaded.name,
            "xlsx",
            loaded.content,
            loaded.origin,
            loaded.merges,
            loaded.damaged,
            loaded.hidden,
            loaded.reach,
        )


def _no_header(file: str, sheet: str | None, headings: Collection[str]) -> LubuError:
    accepted = "、".join(list(dict.fromkeys(headings))[:12])
    return LubuError.of("cases.no-header", Place(file, sheet or ""), headings=accepted)
