"""Decided cases → xlsx, csv or jsonl: the file's own columns, then conclusions, 命中规则 and 错误."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

import orjson

from app.cases.csvrows import csv_rows
from app.cases.csvtext import heading_line, row_ends, row_lines
from app.cases.delimited import IrregularTextError
from app.cases.model import Cases, Decided, Format
from app.cases.newbook import write_workbook
from app.cases.outcomes import OutColumn, decided_columns, distinct, out_columns
from app.columns import EncodedColumn
from app.values import plain


def write(stream: BinaryIO, fmt: Format, cases: Cases, decided: Decided, id_variable: str | None = None) -> None:
    """Write *cases* with what was decided, one row or line per case, in their order.

    xlsx: text stays text, so that ids keep their digits and nothing becomes a formula. csv: UTF-8 with BOM. jsonl:
    the documented shape, numbers exact. *id_variable* names the column of the cases' own numbers (用途 案件编号).

    Raises:
        ValueError: for another format, or when *decided* is about another number of cases.
    """
    check_about(cases, decided)
    if fmt == "jsonl":
        stream.writelines(_json_lines(cases, decided, id_variable))
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


def _looked_up(cells: EncodedColumn, convert: Any, blank: Any) -> Iterable[Any]:
    """The column's rows, every distinct value converted once."""
    lookup = [*map(convert, cells.values), blank, blank]  # codes -1 and -2 reach the two at the end
    return map(lookup.__getitem__, cells.codes.tolist())


def _json_lines(cases: Cases, decided: Decided, id_variable: str | None) -> Iterator[bytes]:
    outputs = [_json_members(name, distinct(column)) for name, column in decided.outputs.items()]
    members = zip(*outputs, strict=True) if outputs else iter([()] * len(cases))
    traces = _Dumped()
    rows = zip(cases.raw.row_numbers, cases.ids(id_variable), members, decided.traces, decided.errors, strict=True)
    for number, case_id, said, trace, error in rows:
        yield b'{"row":%d,"id":%b,"outputs":{%b},"trace":%b,"error":%b}\n' % (
            number,
            orjson.dumps(case_id),
            b",".join(said),
            traces.dump(trace),
            b"null" if error is None else orjson.dumps(dict(error)),
        )


def _json_members(name: str, column: EncodedColumn) -> Iterable[bytes]:
    key = orjson.dumps(name) + b":"
    return _looked_up(column, lambda value: key + json_value(value), key + b"null")


def json_value(value: Any) -> bytes:
    """A typed value as JSON; numbers digit for digit (orjson knows no decimals and a float would get a tail)."""
    if isinstance(value, Decimal):
        return format(plain(value), "f").encode()
    if isinstance(value, tuple | list):
        return b"[" + b",".join(map(json_value, value)) + b"]"
    return orjson.dumps(value)


class _Dumped:
    """Traces as JSON; cases of one cell share one trace, which is dumped once."""

    def __init__(self) -> None:
        self._known: dict[int, bytes] = {}

    def dump(self, trace: Sequence[Mapping[str, Any]]) -> bytes:
        """By identity: whoever calls keeps all traces alive meanwhile."""
        known = self._known.get(id(trace))
        if known is None:
            known = self._known[id(trace)] = orjson.dumps([dict(step) for step in trace])
        return known
