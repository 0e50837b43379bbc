"""Decided cases as lines of JSON; what cases have in common is worded once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import orjson

from app.cases.model import Cases, Decided, Shared
from app.cases.outcomes import distinct_rows, part, worded
from app.columns import Codes
from app.values import plain

_ROWS = 1 << 15
"""Lines made at once, so that memory stays bounded."""


def json_lines(cases: Cases, decided: Decided, id_variable: str | None) -> Iterator[bytes]:
    """``{"row", "id", "outputs", "trace", "error"}`` of each case, in blocks of lines."""
    shared = Shared.of(decided.traces).each(_trace), Shared.of(decided.errors).each(_error)
    for start in range(0, len(cases), _ROWS):
        rows = slice(start, min(start + _ROWS, len(cases)))
        numbers = map(b'{"row":%d,"id":'.__mod__, cases.raw.row_numbers[rows])
        out = [b""] * (3 * (rows.stop - start))
        out[0::3], out[1::3], out[2::3] = numbers, _ids(cases, id_variable, rows), _tails(decided, shared, rows)
        yield b"".join(out)


def _ids(cases: Cases, variable: str | None, rows: slice) -> Iterator[bytes]:
    """The cases' own numbers, as :meth:`Cases.ids` gives them."""
    if variable is None or variable not in cases.columns:
        return map(b'"%d"'.__mod__, cases.raw.row_numbers[rows])
    return worded(cases.columns[variable], rows, lambda value: orjson.dumps(str(value)), b'""')


def _tails(decided: Decided, shared: Sequence[Shared[bytes]], rows: slice) -> Iterator[bytes]:
    """What stands behind the id; cases decided alike share one."""
    members = [_members(name, part(column, rows)) for name, column in decided.outputs.items()]
    codes = [codes for _, codes in members] + [entries.which[rows].astype(np.int32) for entries in shared]
    distinct, which = distinct_rows(codes)
    lookups = [lookup for lookup, _ in members]
    made = []
    for *outputs, trace, error in distinct.T.tolist():
        said = b",".join(map(list.__getitem__, lookups, outputs))
        told = said, shared[0].distinct[trace], shared[1].distinct[error]
        made.append(b',"outputs":{%b},"trace":%b,"error":%b}\n' % told)
    return map(made.__getitem__, which.tolist())


def _members(name: str, column: Any) -> tuple[list[bytes], Codes]:
    """The distinct values behind their key, codes -1 and -2 reaching the two at the end; and the codes."""
    key = orjson.dumps(name) + b":"
    return [*(key + json_value(value) for value in column.values), *[key + b"null"] * 2], column.codes


def _trace(steps: Sequence[Mapping[str, Any]]) -> bytes:
    return orjson.dumps([dict(step) for step in steps])


def _error(error: Mapping[str, Any] | None) -> bytes:
    return b"null" if error is None else orjson.dumps(dict(error))


def json_value(value: Any) -> bytes:
    """A typed value as JSON; numbers digit for digit (orjson knows no decimals and a float would get a tail)."""
    if isinstance(value, Decimal):
        return format(plain(value), "f").encode()
    if isinstance(value, tuple | list):
        return b"[" + b",".join(map(json_value, value)) + b"]"
    return orjson.dumps(value)
