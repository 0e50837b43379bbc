"""Decided cases → xlsx, csv or jsonl: the file's own columns, then conclusions, 命中规则 and 错误."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, BinaryIO

import orjson

from app.cases.model import Cases, Decided, Format
from app.cases.outcomes import OutColumn, distinct, out_columns
from app.cases.sheets import write_sheet
from app.columns import EncodedColumn
from app.values import from_float, plain, to_text

_STARTS_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d.,]+%?")


def write(stream: BinaryIO, fmt: Format, cases: Cases, decided: Decided, id_variable: str | None = None) -> None:
    """Write *cases* with what was decided, one row or line per case, in their order.

    xlsx: text stays text, so that ids keep their digits and nothing becomes a formula. csv: UTF-8 with BOM. jsonl:
    the documented shape, numbers exact. *id_variable* names the column of the cases' own numbers (用途 案件编号).

    Raises:
        ValueError: for another format, or when *decided* is about another number of cases.
    """
    if {len(decided.fired), len(decided.errors), len(decided.traces)} != {len(cases)}:
        raise ValueError("decided is not about these cases")
    if fmt == "jsonl":
        stream.writelines(_json_lines(cases, decided, id_variable))
    elif fmt == "csv":
        _write_csv(stream, list(out_columns(cases, decided)))
    elif fmt == "xlsx":
        write_sheet(stream, list(out_columns(cases, decided)), len(cases))
    else:
        raise ValueError(fmt)


def _write_csv(stream: BinaryIO, columns: Sequence[OutColumn]) -> None:
    text = TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(guarded(column.heading) for column in columns)
        writer.writerows(zip(*(_looked_up(column.cells, csv_text, "") for column in columns), strict=True))
    finally:
        text.detach()  # the caller's stream stays open


def _looked_up(cells: EncodedColumn, convert: Any, blank: Any) -> Iterable[Any]:
    """The column's rows, every distinct value converted once."""
    lookup = [*map(convert, cells.values), blank, blank]  # codes -1 and -2 reach the two at the end
    return map(lookup.__getitem__, cells.codes.tolist())


def csv_text(value: Any) -> str:
    """A value as text that programs read back unchanged."""
    if isinstance(value, float):
        text = format(value, ".15g")
        return to_text(from_float(value)) if "e" in text else text
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return guarded(to_text(value)) if not isinstance(value, Decimal | date | int) else to_text(value)


def guarded(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it; plain numbers are none."""
    if len(text) > 1 and _STARTS_FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


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
