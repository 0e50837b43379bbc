"""The officer's own workbook comes back with what was decided beside each case.

Only three members of the package change: the sheet (new cells are put into its stream), and its styles when dates
or amounts need a format. Everything else is copied as it lies, so formats, widths, formulas, other sheets, charts
and names cannot change. What is not understood with certainty is not touched: then a new workbook is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO
from zipfile import ZipInfo

import numpy as np

from app.cases.addresses import column_name
from app.cases.ahead import fetched_ahead
from app.cases.cellxml import Look, Wording, look_of, wide_enough
from app.cases.headxml import widened
from app.cases.limits import LIMITS, Limits
from app.cases.messages import REASONS
from app.cases.model import Cases, Decided, Format, RawTable, Reach
from app.cases.outcomes import Decision, decided_columns
from app.cases.package import inflate, members
from app.cases.repack import Unpacked, is_large, repack
from app.cases.rowxml import Additions, spliced
from app.cases.splicing import NotSplicedError
from app.cases.stylexml import add_looks
from app.cases.writer import check_about, write, write_csv_beside
from app.findings import Finding, Place

_COLUMNS = 16_384
_LARGEST_PART = 32 << 20
"""Of the styles and of the list of sheets, which are held whole."""
_STYLES = "xl/styles.xml"
_EPOCH_1904 = re.compile(rb"""<workbookPr\s[^<>]*?date1904\s*=\s*["'](?:1|true)["']""")


def append_columns(
    stream: BinaryIO, data: bytes, cases: Cases, decided: Decided, limits: Limits = LIMITS
) -> Finding | None:
    """Write the workbook *data*, which *cases* were read from, with the conclusions, 命中规则 and 错误 appended.

    The columns stand behind the last one in use, their headings in the (lowest) header row. Where that cannot be
    done with certainty a plain new workbook is written, and the note ``cases.not-spliced`` says why.

    *stream* can seek and be cut: only at its end a sheet is known to be one that can be spliced.

    Raises:
        LubuError: *data* is no workbook within the limits.
        ValueError: *decided* is about another number of cases.
    """
    check_about(cases, decided)
    begin = stream.tell()
    try:
        infos, changed = _changed(data, cases, decided, limits)
        repack(stream, data, infos, changed)
    except NotSplicedError as error:
        stream.seek(begin)
        stream.truncate()
        write(stream, "xlsx", cases, decided)
        place = Place(cases.raw.file, cases.raw.sheet)
        return Finding("note", "cases.not-spliced", place, {"reason": REASONS[error.reason]})
    return None


def hand_back(
    stream: BinaryIO,
    fmt: Format,
    data: Callable[[], bytes],
    cases: Cases,
    decided: Decided,
    id_variable: str | None = None,
) -> Finding | None:
    """Write decided cases: a workbook that was brought goes back with columns appended, all else as :func:`write` does;
    rows of a csv file stay as they are.

    *data* fetches the file that *cases* were read from, if it is needed.
    """
    if fmt == cases.raw.format == "xlsx":
        return append_columns(stream, data(), cases, decided)
    if fmt == cases.raw.format == "csv":
        write_csv_beside(stream, data(), cases, decided)
        return None
    write(stream, fmt, cases, decided, id_variable)
    return None


def _changed(data: bytes, cases: Cases, decided: Decided, limits: Limits) -> tuple[list[ZipInfo], dict[str, Unpacked]]:
    """The members of the package, and the new content of those that change."""
    raw, reach = cases.raw, cases.raw.reach
    if reach is None or raw.format != "xlsx":
        raise NotSplicedError("source")
    infos = members(data, raw.file, limits)
    parts = {info.filename: info for info in infos}
    if len({info.filename.lower() for info in infos}) < len(infos):
        raise NotSplicedError("twice")
    if any(name.lower().startswith("_xmlsignatures/") for name in parts):
        raise NotSplicedError("signed")
    columns = list(decided_columns(decided))
    if reach.columns + len(columns) > _COLUMNS:
        raise NotSplicedError("columns")
    changed: dict[str, Unpacked] = {}
    styles: dict[Look, int] = {}
    if looks := {look_of(column) for column in columns} - {"general"}:
        xml, styles = add_looks(_whole(data, parts, _STYLES, raw.file), looks)
        changed[_STYLES] = Unpacked([xml])
    epoch_1904 = _EPOCH_1904.search(_whole(data, parts, "xl/workbook.xml", raw.file)) is not None
    wording = Wording(columns, reach.columns + 1, lambda look: styles.get(look, 0), epoch_1904)
    if reach.part not in parts:
        raise NotSplicedError("source")
    pieces = fetched_ahead(inflate(data, parts[reach.part], raw.file))
    changed[reach.part] = Unpacked(_sheet(pieces, raw, reach, columns, wording), is_large(len(cases)))
    return infos, changed


def _sheet(
    pieces: Iterator[bytes], raw: RawTable, reach: Reach, columns: Sequence[Decision], wording: Wording
) -> Iterator[bytes]:
    """The worksheet with the columns, block by block."""
    numbers = np.asarray(raw.row_numbers, np.int64)
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    if (np.diff(numbers, prepend=raw.header_row) <= 0).any():
        raise NotSplicedError("rows")
    first, last = reach.columns + 1, reach.columns + len(columns)
    additions = Additions(
        raw.header_row,
        wording.headings,
        numbers,
        wording.rows(order),
        first,
        last,
        reach.tidy and reach.farthest < first,
    )
    widths = [wide_enough(column) for column in columns]
    rows = raw.header_row, int(numbers[-1]) if len(numbers) else raw.header_row
    letters = column_name(last - 1).encode()
    return spliced(pieces, additions, lambda head: widened(head, first, letters, widths, rows))


def _whole(data: bytes, parts: dict[str, ZipInfo], name: str, file: str) -> bytes:
    """A small member, whole."""
    info = parts.get(name)
    if info is None or info.file_size > _LARGEST_PART:
        raise NotSplicedError("styles" if name == _STYLES else "source")
    return b"".join(inflate(data, info, file))
