"""A csv file comes back with what was decided behind each of its rows, which stay byte for byte as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from app.cases.bytewise import Positions
from app.cases.csvtext import guarded
from app.cases.delimited import Fields, IrregularTextError, fields, unquoted
from app.cases.model import RawTable
from app.cases.spelled import pack
from app.cases.texts import as_utf8, encoding_of

_SIGNS = np.zeros(256, bool)
_SIGNS[list(b"=+-@\t\r")] = True
"""Texts that begin so may need an apostrophe."""


def csv_rows(data: bytes, raw: RawTable, tails: Callable[[slice], list[bytes]]) -> Iterator[bytes]:
    """The cases' rows of the file *data*, which *raw* was read from, in blocks; behind some rows their *tails*.

    Raises:
        IrregularTextError: rows that cannot be kept as they are; perhaps after some blocks.
    """
    numbers = np.asarray(raw.row_numbers, np.int64) - 1
    width = len(raw.headings)
    if raw.delimiter != "," or raw.columns != tuple(range(width)) or (np.diff(numbers) <= 0).any():
        raise IrregularTextError
    above = done = 0
    for found in fields(as_utf8(data, encoding_of(data, raw.file)), raw.delimiter):
        stop = int(np.searchsorted(numbers, above + len(found.first)))
        yield _block(found, numbers[done:stop] - above, width, tails(slice(done, stop)))
        above, done = above + len(found.first), stop
    if done < len(numbers):
        raise IrregularTextError


def _block(found: Fields, rows: Positions, width: int, tails: Sequence[bytes]) -> bytes:
    first = found.first[rows]
    if (found.widths[rows] != width).any():
        raise IrregularTextError
    _check_signs(found, (first[:, None] + np.arange(width)).reshape(-1))
    text = found.text.tobytes()
    out: list[bytes] = [b""] * (2 * len(rows))
    stretches = map(slice, found.starts[first].tolist(), found.stops[first + width - 1].tolist())
    out[0::2], out[1::2] = map(text.__getitem__, stretches), tails
    return b"".join(out)


def _check_signs(found: Fields, at: Positions) -> None:
    """No field that a spreadsheet would take for a formula."""
    starts = found.starts[at] + found.quoted[at]
    signed = at[_SIGNS[found.text[starts]] & (found.stops[at] - starts > 1)]
    _, known = pack(found.text, found.starts[signed], found.stops[signed])
    for field in signed[~known].tolist():
        text = unquoted(found.text[found.starts[field] : found.stops[field]].tobytes())
        if guarded(text) != text:
            raise IrregularTextError
