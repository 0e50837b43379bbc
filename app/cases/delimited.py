"""The fields of a csv file as stretches of bytes, a piece of whole rows at a time: numpy, no loop over rows.

Exactly what the csv module gives, or :class:`IrregularTextError`: then that module reads the file (and words what is
wrong with it). Quotes are told by their parity: a delimiter behind an odd number of them stands inside a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.cases.ahead import ahead
from app.cases.bytewise import Bytes, Mask, Positions, Words, joined, padded, words

_QUOTE, _LINE, _RETURN = ord('"'), ord("\n"), ord("\r")
_LONGEST_FIELD = 131_072
"""Where the csv module gives up."""
_LONGEST_ROW = 16 << 20
_TRIES = 256
"""Ends of lines inside one quoted text, at most, before the csv module is asked."""


class IrregularTextError(Exception):
    """Leave the file to the csv module."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of some whole rows, row by row."""

    text: Bytes
    view: Words
    starts: Positions
    stops: Positions
    """With the quotes around them."""
    quoted: Mask
    first: Positions
    """Of each row, its first field."""

    @property
    def widths(self) -> Positions:
        """Fields of each row."""
        return np.diff(self.first, append=len(self.starts))


def fields(pieces: Iterable[bytes], delimiter: str) -> Iterator[Fields]:
    """The fields of a text in UTF-8 that comes in *pieces*.

    Raises:
        IrregularTextError: anything the csv module may see otherwise.
    """
    return ahead(partial(fields_of, delimiter=ord(delimiter)), whole_rows(pieces))


def whole_rows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The text in pieces of whole rows.

    Raises:
        IrregularTextError: quotes that nothing closes, or not for long.
    """
    buffer = b""
    for piece in pieces:
        buffer += piece
        cut = _whole_rows(buffer)
        if cut:
            yield buffer[:cut]
            buffer = buffer[cut:]
        elif len(buffer) > _LONGEST_ROW:
            raise IrregularTextError
    if buffer:
        if buffer.count(b'"') % 2:
            raise IrregularTextError
        yield buffer if buffer.endswith(b"\n") else buffer + b"\n"


def _whole_rows(buffer: bytes) -> int:
    """Behind the last end of a line that no quotes enclose; 0 where there is none."""
    cut = buffer.rfind(b"\n") + 1
    quotes = buffer.count(b'"', 0, cut)
    for _ in range(_TRIES):
        if not cut or quotes % 2 == 0:
            return cut
        before = buffer.rfind(b"\n", 0, cut - 1) + 1
        quotes -= buffer.count(b'"', before, cut)
        cut = before
    raise IrregularTextError


def fields_of(data: bytes, delimiter: int) -> Fields:
    """The fields of whole rows.

    Raises:
        IrregularTextError: anything the csv module may see otherwise.
    """
    if b"\0" in data:
        raise IrregularTextError
    text = padded(data)
    inside = text[: len(data)]
    stops = np.flatnonzero((inside == delimiter) | (inside == _LINE))
    quotes = np.flatnonzero(inside == _QUOTE) if b'"' in data else np.empty(0, np.int64)
    enclosed = np.empty(0, np.int64)
    if len(quotes):
        within = np.searchsorted(quotes, stops) % 2 > 0
        stops, enclosed = stops[~within], stops[within]
    ends = np.flatnonzero(text[stops] == _LINE)
    starts = np.empty_like(stops)
    starts[0], starts[1:] = 0, stops[:-1] + 1
    _drop_returns(data, text, starts, stops, ends, quotes)
    quoted = (text[starts] == _QUOTE) & (stops > starts) if len(quotes) else np.zeros(len(starts), bool)
    if len(quotes):
        _check_quotes(text, starts, stops, quoted, quotes, enclosed)
    if int((stops - starts).max()) > _LONGEST_FIELD:
        raise IrregularTextError
    first = np.empty_like(ends)
    first[0], first[1:] = 0, ends[:-1] + 1
    return Fields(text, words(text), starts, stops, quoted, first)


def _drop_returns(
    data: bytes, text: Bytes, starts: Positions, stops: Positions, ends: Positions, quotes: Positions
) -> None:
    """Before ``\\n`` they are no part of the last field; anywhere else outside quotes they would end a row."""
    if b"\r" not in data:
        return
    returned = (text[stops[ends] - 1] == _RETURN) & (stops[ends] > 0)
    own = stops[ends[returned]] - 1
    found = np.flatnonzero(text[: len(data)] == _RETURN)
    others = found[~np.isin(found, own)]
    if (np.searchsorted(quotes, others) % 2 == 0).any():
        raise IrregularTextError
    stops[ends[returned]] -= 1


def _check_quotes(
    text: Bytes, starts: Positions, stops: Positions, quoted: Mask, quotes: Positions, enclosed: Positions
) -> None:
    """Quotes around whole fields, and doubled inside them; elsewhere they are letters, and enclose nothing."""
    if not quoted[np.searchsorted(starts, enclosed, "right") - 1].all():
        raise IrregularTextError
    first, last = starts[quoted], stops[quoted] - 1
    if ((last <= first) | (text[last] != _QUOTE)).any():
        raise IrregularTextError
    of = np.searchsorted(starts, quotes, "right") - 1
    inner = quotes[quoted[of] & (quotes != starts[of]) & (quotes != stops[of] - 1)]
    if len(inner) % 2 or (inner[1::2] != inner[0::2] + 1).any():
        raise IrregularTextError


def unquoted(field: bytes) -> str:
    """The text of a field as it stands in the file."""
    text = field.decode()
    return text[1:-1].replace('""', '"') if text.startswith('"') else text


def all_unquoted(fields: list[bytes]) -> list[str]:
    return list(map(unquoted, fields))


def blank_fields(found: Fields, first: int, last: int) -> bool:
    """Whether some fields of a row hold nothing but blanks."""
    held = joined(found.text, found.starts[first:last], found.stops[first:last]).split(b"\0")[:-1]
    return not any(unquoted(field).strip() for field in held)
