"""Reads .csv (UTF-8 with or without BOM, UTF-16 as Excel's "Unicode text", GBK/GB18030) and .jsonl."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from app.cases.ahead import ahead
from app.cases.csvcells import csv_columns
from app.cases.delimited import IrregularTextError
from app.cases.grid import CellColumn, Grid
from app.cases.headings import bare_key, key
from app.cases.jsoncells import JsonColumns
from app.cases.jsonlines import Lines, lines_of, whole_lines
from app.cases.limits import Limits
from app.cases.model import RawTable
from app.cases.tables import Source, Streamed
from app.findings import Finding, LubuError, Place

DELIMITERS = (",", ";", "\t")
_SAMPLE_LINES = 50
_PIECE = 1 << 20
_FED = 1 << 19
_MARKS = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
_SURELY_UTF8 = 30
"""After so many bytes of Chinese that are right UTF-8, a wrong one is damage and not a sign of GBK."""


def encoding_of(data: bytes, file: str) -> str:
    """The encoding in which all of *data* is text; UTF-8 is tried first because GB18030 accepts almost anything.

    Raises:
        LubuError: no text, or text with damaged bytes.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data, encoding, file)
    if b"\0" in data[:4096]:
        raise LubuError.of("cases.is-binary", Place(file))
    wrong = _first_wrong(data, "utf-8")
    if wrong is None:
        return "utf-8"
    if sum(byte > 127 for byte in data[max(0, wrong - (1 << 16)) : wrong]) > _SURELY_UTF8:
        raise _undecodable(data, wrong, "utf-8", file)
    return _checked(data, "gb18030", file)


def _checked(data: bytes, encoding: str, file: str) -> str:
    wrong = _first_wrong(data, encoding)
    if wrong is not None:
        raise _undecodable(data, wrong, encoding, file)
    return encoding


def _first_wrong(data: bytes, encoding: str) -> int | None:
    """Where the first byte stands that cannot be decoded; the text itself is not kept."""
    decoder = getincrementaldecoder(encoding)()
    at = 0
    try:
        for at in range(0, len(data), _PIECE):
            decoder.decode(data[at : at + _PIECE])
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        return min(at + error.start, len(data))
    return None


def _undecodable(data: bytes, at: int, encoding: str, file: str) -> LubuError:
    line = data.count(b"\n", 0, at) + 1
    return LubuError.of("cases.encoding-unknown", Place(file, row=line), line=line, encoding=encoding.upper())


def csv_source(data: bytes, file: str, known: frozenset[str], limits: Limits) -> Source:
    """A csv file as a source of rows, its delimiter told by the headings looked for.

    Raises:
        LubuError: no text, too many cells.
    """
    encoding = encoding_of(data, file)
    delimiter = _delimiter(_lines(data, encoding), known)
    if data.count(delimiter.encode()) + data.count(b"\n") > limits.streamed:
        raise LubuError.of("cases.too-many-cells", Place(file), limit=limits.streamed)
    content = Delimited(data, encoding, delimiter, file, limits)
    return Source(file, "", "csv", content, delimiter=delimiter)


class Delimited:
    """The rows of a csv file: the first by the csv module, all by numpy, or by the module where they are irregular."""

    def __init__(self, data: bytes, encoding: str, delimiter: str, file: str, limits: Limits) -> None:
        self._data, self._encoding, self._delimiter, self._limits = data, encoding, delimiter, limits
        self._rows = Streamed(_csv_rows(_lines(data, encoding), delimiter, file, limits))
        self._long: Mapping[int, int] = {}

    @property
    def top(self) -> Sequence[Sequence[Any]]:
        return self._rows.top

    def columns(self, start: int, width: int) -> list[CellColumn]:
        pieces = as_utf8(self._data, self._encoding)
        try:
            columns, self._long = csv_columns(pieces, self._delimiter, start, width, self._limits.columns)
        except IrregularTextError:
            columns = self._rows.columns(start, width)
            self._long = self._rows.too_long()
        return columns

    def too_long(self) -> Mapping[int, int]:
        return self._long


def as_utf8(data: bytes, encoding: str) -> Iterator[bytes]:
    """Text without its mark, in pieces; *data* is known to be text."""
    if encoding.startswith("utf-8"):
        start = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0
        yield from (data[at : at + _FED] for at in range(start, len(data), _FED))
        return
    decoder = getincrementaldecoder(encoding)()
    for at in range(0, len(data), _FED):
        yield decoder.decode(data[at : at + _FED]).encode()


def _lines(data: bytes, encoding: str) -> Iterator[str]:
    return iter(TextIOWrapper(BytesIO(data), encoding, newline=""))


def _csv_rows(lines: Iterator[str], delimiter: str, file: str, limits: Limits) -> Iterator[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(row) > limits.columns:
                raise LubuError.of("cases.too-many-columns", Place(file, row=reader.line_num), limit=limits.columns)
            yield row
    except csv.Error as error:
        line = reader.line_num
        raise LubuError.of("cases.quote-unbalanced", Place(file, row=line), line=line) from error


def _delimiter(lines: Iterator[str], known: frozenset[str]) -> str:
    """The delimiter under which most headings are found in one line; else the one that most lines agree on."""
    sample = [line[: 1 << 16] for line in islice(lines, _SAMPLE_LINES) if line.strip()]
    if sample and sample[0].startswith("sep=") and sample[0][4:5] in DELIMITERS:  # Excel's own word for it
        return sample[0][4]

    def score(delimiter: str) -> tuple[int, int]:
        rows = [[part.strip().strip('"') for part in line.split(delimiter)] for line in sample]
        found = max((sum(key(cell) in known or bare_key(cell) in known for cell in row) for row in rows), default=0)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return found, max(widths.values(), default=0)

    return max(DELIMITERS, key=score)


def jsonl_table(data: bytes, file: str, limits: Limits) -> RawTable:
    """One object per line; the keys are the headings, in the order of their first appearance.

    A line that is no JSON object keeps its row, all of it unreadable.

    Raises:
        LubuError: no text, no object at all, or more cells than the limits allow.
    """
    numbers: list[int] = []
    faults: dict[int, tuple[Finding, ...]] = {}
    columns = JsonColumns()
    above = 0
    for found in ahead(lines_of, whole_lines(as_utf8(data, encoding_of(data, file)))):
        rows = _rows(found, columns.height)
        objects: dict[int, Mapping[str, Any]] = {}
        for line, raw in found.others:
            fields = _object(raw)
            if fields is None:
                faults[int(rows[line])] = (_no_object(file, above + line + 1, raw.decode()),)
            else:
                objects[line] = fields
        columns.add(found, objects, rows)
        numbers += (np.flatnonzero(rows >= 0) + above + 1).tolist()
        above += found.count
        width = len(columns.headings)
        if width > limits.columns or width * len(numbers) > limits.streamed:
            raise LubuError.of("cases.too-many-cells", Place(file), limit=limits.streamed)
    headings = columns.headings
    if not headings:
        raise LubuError.of("cases.json-none", Place(file))
    grid = Grid(tuple(columns.finish()), len(numbers))
    return RawTable(
        file, "", headings, tuple(range(len(headings))), grid, numbers, format="jsonl", row_findings=faults
    )  # fmt: skip


def _rows(found: Lines, before: int) -> npt.NDArray[np.int32]:
    """The row that each line becomes, counted from *before*; -1 for those that are blank."""
    kept = np.zeros(found.count, bool)
    kept[[line for line, _ in found.others]] = True
    for some in found.alike:
        kept[some.lines] = True
    return np.where(kept, np.cumsum(kept) + (before - 1), -1).astype(np.int32)


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return fields if isinstance(fields, dict) else None


def _no_object(file: str, number: int, line: str) -> Finding:
    return Finding("error", "cases.json-line", Place(file, row=number), {"line": number, "text": line.strip()[:40]})
