"""calamine asked about single cells: it reads each distinct one once, from a workbook made for the purpose.

The made workbook has the styles, the epoch and (where asked for) the shared strings of the real one, so a cell means
in it what it means there. This is how dates, entities, rich text and whatever else is rare get exactly the value that
calamine gives them, without handing it millions of cells.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipInfo

from python_calamine import CalamineWorkbook

from app.cases.repack import Packed, Unpacked, repack, stored

STRINGS = "xl/sharedstrings.xml"
_SHEET = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%b</sheetData></worksheet>'
)
_SMALL = 8 << 20
"""Members beyond this size hold nothing that says what a cell means."""
_AT_ONCE = 200_000


class Probe:
    """A workbook with the sheets of another, empty but for the cells asked about."""

    def __init__(self, data: bytes, infos: Sequence[ZipInfo], sheets: Collection[str]) -> None:
        """*sheets* are the members that hold worksheets."""
        self._data, self._sheets = data, sorted(sheets)
        self.strings = next((info for info in infos if info.filename.lower() == STRINGS), None)
        kept = {*self._sheets, "[Content_Types].xml"}
        self._infos = [
            info for info in infos if info is not self.strings and (
                info.filename in kept or (
                    info.file_size <= _SMALL and "/worksheets/" not in info.filename.lower()
                    and info.filename.lower().endswith((".xml", ".rels"))
                )
            )
        ]  # fmt: skip

    def book(self, part: str = "", rows: bytes = b"", with_strings: bool = False) -> CalamineWorkbook:
        """The workbook, with *rows* in the sheet *part*."""
        changed: dict[str, Packed | Unpacked] = {
            name: stored(_SHEET % (rows if name == part else b"")) for name in self._sheets
        }
        infos = [*self._infos, self.strings] if with_strings and self.strings else self._infos
        stream = BytesIO()
        repack(stream, self._data, infos, changed)
        stream.seek(0)
        return CalamineWorkbook.from_filelike(stream)

    def values(self, part: str, sheet: str, cells: Sequence[bytes], with_strings: bool = False) -> list[Any]:
        """What calamine gives for each of *cells*, spelled from behind their reference on (`` t="b"><v>1</v></c>``).

        Raises:
            CalamineError: it cannot read one of them.
        """
        found: list[Any] = []
        for start in range(0, len(cells), _AT_ONCE):
            rows = b"".join(
                b'<row r="%d"><c r="A%d" t="b"><v>1</v></c><c r="B%d"%b</row>' % (row, row, row, cell)
                for row, cell in enumerate(cells[start : start + _AT_ONCE], 1)
            )
            read = self.book(part, rows, with_strings).get_sheet_by_name(sheet).to_python()
            found += [line[1] if len(line) > 1 else "" for line in read]
        return found
