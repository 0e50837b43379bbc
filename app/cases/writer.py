"""Decided cases → xlsx, csv or jsonl: the file's own columns, then conclusions, 命中规则 and 错误."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Sequence
from typing import BinaryIO

from app.cases.csvrows import csv_rows
from app.cases.csvtext import heading_line, row_ends, row_lines
from app.cases.delimited import IrregularTextError
from app.cases.jsontext import json_lines
from app.cases.model import Cases, Decided, Format
from app.cases.newbook import write_workbook
from app.cases.outcomes import OutColumn, decided_columns, out_columns


def write(stream: BinaryIO, fmt: Format, cases: Cases, decided: Decided, id_variable: str | None = None) -> None:
    """Write *cases* with what was decided, one row or line per case, in their order.

    xlsx: text stays text, so that ids keep their digits and nothing becomes a formula. csv: UTF-8 with BOM. jsonl:
    the documented shape, numbers exact. *id_variable* names the column of the cases' own numbers (用途 案件编号).

    Raises:
        ValueError: for another format, or when *decided* is about another number of cases.
    """
    check_about(cases, decided)
    if fmt == "jsonl":
        stream.writelines(json_lines(cases, decided, id_variable))
    elif fmt == "csv":
        _write_csv(stream, list(out_columns(cases, decided)), len(cases))
    elif fmt == "xlsx":
        write_workbook(stream, list(out_columns(cases, decided)), len(cases))
    else:
        raise ValueError(fmt)


def check_about(cases: Cases, decided: Decided) -> None:
    """Raises ValueError where there is not one decision for each case."""
    if {len(decided.fired), len(decided.errors), len(decided.traces)} != {len(cases)}:
        raise ValueError("decided is not about these cases")


def _write_csv(stream: BinaryIO, columns: Sequence[OutColumn], count: int) -> None:
    stream.write(BOM_UTF8 + heading_line(column.heading for column in columns))
    stream.writelines(row_lines(columns, count))


def write_csv_beside(stream: BinaryIO, data: bytes, cases: Cases, decided: Decided) -> None:
    """csv as :func:`write` writes it; where the rows of the file *data* can stay as they are, they do.

    *stream* can seek and be cut.

    Raises:
        ValueError: when *decided* is about another number of cases.
    """
    check_about(cases, decided)
    begin = stream.tell()
    columns = list(decided_columns(decided))
    try:
        headings = [*cases.raw.headings, *(column.heading for column in columns)]
        stream.write(BOM_UTF8 + heading_line(headings))
        stream.writelines(csv_rows(data, cases.raw, row_ends(columns)))
    except IrregularTextError:
        stream.seek(begin)
        stream.truncate()
        write(stream, "csv", cases, decided)
