"""How much an uploaded case file may ask of this process; everything is checked before it is read."""

from __future__ import annotations

from dataclasses import dataclass

SHEET_ROWS = 1_048_576
"""What a worksheet can hold at all; a reference beyond it made calamine abort the whole process."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one file."""

    bytes: int = 512 << 20
    """Of the file itself; a million cases of 40 columns are 330 MB as csv, 250 MB as a workbook."""
    unpacked: int = 3 << 30
    """Of all members of a workbook together; a million cases of 40 columns unpack to 1.8 GB, read as a stream."""
    ratio: int = 250
    """Unpacked to packed, for members above ``ratio_from``; a full ledger reaches 10 to 30, deflate at most 1032."""
    ratio_from: int = 32 << 20
    members: int = 2_000
    cells: int = 20_000_000
    """Rows times columns, of all sheets together: calamine holds the rectangle densely, about 31 bytes a cell."""
    streamed: int = 48_000_000
    """The same for what is read as a stream into columns: captured sheets, csv, jsonl; at most 12 bytes a cell."""
    merges: int = 100_000
    """Merged ranges of one sheet."""
    damaged: int = 500_000
    """Error cells and formulas without a result in one sheet."""
    columns: int = 4_096
    """Of one table; real ledgers stay below 300."""


LIMITS = Limits()
