"""Reads .xlsx: bounded first (:mod:`package`, :mod:`extents`); the same scan captures the cells of ordinary sheets.

Sheets in any other form are read by calamine, which also says what rare cells of the ordinary ones mean
(:mod:`probe`). calamine gives numbers as floats, percent cells as their stored value, error cells and formulas
without a stored result as ``''``; the latter two are put back as :class:`~app.cases.grid.Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from zipfile import ZipInfo

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.cases.ahead import fetched_ahead
from app.cases.capture import Kind
from app.cases.captured import Captured
from app.cases.cellbytes import Ask, Texts, interned, shared_strings
from app.cases.extents import Extent, Scanner
from app.cases.headers import Merge
from app.cases.limits import LIMITS, Limits
from app.cases.model import Reach
from app.cases.package import inflate, members
from app.cases.probe import Probe
from app.cases.sheetxml import IrregularSheetError
from app.cases.tables import Content, Streamed
from app.findings import LubuError, Place


@dataclass(frozen=True, eq=False)
class Sheet:
    """One worksheet, loaded: rows come as lists of cells, the first of them from ``origin``."""

    name: str
    hidden: bool
    origin: tuple[int, int]
    """0-based row and column of the first cell of the first row."""
    merges: Sequence[Merge]
    damaged: Sequence[tuple[int, int, str, str]]
    reach: Reach | None
    content: Content


class Workbook:
    """An .xlsx within bounds; sheets are loaded one at a time, when asked for."""

    def __init__(self, data: bytes, file: str, limits: Limits = LIMITS) -> None:
        """Check and open *data*.

        Raises:
            LubuError: not an .xlsx that can be read, or beyond the limits.
        """
        self._data, self._file, self._limits = data, file, limits
        self._infos = members(data, file, limits)
        self._parts = _sheet_parts(data, file, self._infos)
        self._scanned = measure(data, file, self._infos, limits, {part: name for name, part in self._parts.items()})
        self._shared: Texts | None = None
        self._probe: Probe | None = Probe(data, self._infos, self._scanned)
        try:
            book = self._probe.book()
        except Exception:  # what keeps the probe from opening is told about the file itself
            book, self._probe = self._whole, None
        self._sheets = {
            sheet.name: sheet.visible is not SheetVisibleEnum.Visible
            for sheet in book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet
        }

    @property
    def sheet_names(self) -> list[str]:
        return list(self._sheets)

    def sheets(self) -> Iterator[Sheet]:
        """Every worksheet, in order."""
        return map(self.sheet, self._sheets)

    def sheet(self, name: str) -> Sheet:
        part = self._parts.get(name, "")
        scanned = self._scanned.get(part)
        extent = scanned.extent if scanned else Extent()
        reach = Reach(part, extent.columns, extent.farthest, extent.tidy) if scanned else None
        captured = self._captured(name, part, scanned)
        if captured is not None:
            origin, merges = (0, captured.first_column), tuple(extent.merges)
            return Sheet(name, self._sheets[name], origin, merges, extent.damaged, reach, captured)
        if extent.area > self._limits.cells:
            raise LubuError.of("cases.too-many-cells", Place(self._file, name), limit=self._limits.cells)
        source: CalamineSheet = self._guarded(lambda: self._whole.get_sheet_by_name(name))
        # iter_rows leaves blank columns before the data out, but not blank rows.
        origin = (0, source.start[1] if source.start else 0)
        rows = Streamed(iter(source.iter_rows()))
        return Sheet(name, self._sheets[name], origin, source.merged_cell_ranges or (), extent.damaged, reach, rows)

    @cached_property
    def _whole(self) -> CalamineWorkbook:
        """The workbook itself in calamine, which reads what the scan could not."""
        book: CalamineWorkbook = self._guarded(lambda: CalamineWorkbook.from_filelike(BytesIO(self._data)))
        return book

    def _captured(self, name: str, part: str, scanned: Scanner | None) -> Captured | None:
        """The sheet's cells as the scan brought them; None where calamine must read it."""
        if scanned is None or scanned.capture is None or self._probe is None:
            return None
        capture, scanned.capture = scanned.capture, None
        ask = partial(self._ask, self._probe, part, name)
        try:
            stores: dict[int, Texts] = {
                Kind.INLINE: interned(capture.inline, ask, b' t="inlineStr"><is><t>%b</t></is></c>'),
                Kind.RESULT: interned(capture.results, ask, b' t="str"><v>%b</v></c>'),
            }
            if any(part.kind == Kind.SHARED for column in capture.columns.values() for part in column):
                stores[Kind.SHARED] = self._strings(ask)
            return Captured(capture, stores, ask)
        except IrregularSheetError:
            return None

    def _strings(self, ask: Ask) -> Texts:
        if self._shared is None:
            info = self._probe.strings if self._probe else None
            if info is None:
                raise IrregularSheetError
            self._shared = shared_strings(b"".join(inflate(self._data, info, self._file)), ask)
        return self._shared

    @staticmethod
    def _ask(probe: Probe, part: str, sheet: str, cells: Sequence[bytes], with_strings: bool = False) -> list[Any]:
        if not cells:
            return []
        try:
            return probe.values(part, sheet, cells, with_strings)
        except BaseException as error:
            if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
                raise IrregularSheetError from error
            raise

    def _guarded(self, step: Any) -> Any:
        """Run a step of calamine; what it cannot read, Rust panics included, is a finding."""
        try:
            return step()
        except CalamineError as error:
            raise self._unreadable(error) from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            raise self._unreadable(error) from error

    def _unreadable(self, error: BaseException) -> LubuError:
        return LubuError.of("cases.workbook-damaged", Place(self._file), reason=str(error)[:200])


def measure(
    data: bytes, file: str, infos: Sequence[ZipInfo], limits: Limits, names: Mapping[str, str]
) -> dict[str, Scanner]:
    """Inflate every member once, in pieces: sizes are held to what was declared, sheets to the limits.

    *names* gives a member the name of its sheet, for the messages.
    """
    found: dict[str, Scanner] = {}
    for info in infos:
        place = Place(file, names.get(info.filename, info.filename))
        try:
            scanner = _scan_ahead(data, info, place, limits)
        except IrregularSheetError:
            scanner = _scan(data, info, Scanner(place, limits, info.file_size, tag_by_tag=True))
        if scanner.is_sheet:
            found[info.filename] = scanner
    for most in (limits.cells, limits.streamed):
        if sum(scanner.extent.area for scanner in found.values() if scanner.most_cells <= most) > most:
            raise LubuError.of("cases.too-many-cells", Place(file), limit=most)
    return found


def _scan_ahead(data: bytes, info: ZipInfo, place: Place, limits: Limits) -> Scanner:
    """On two cores, where that is worth it."""
    if info.file_size < _LARGE:
        return _scan(data, info, Scanner(place, limits, info.file_size))
    with ThreadPoolExecutor(2) as pool:
        return _scan(data, info, Scanner(place, limits, info.file_size, pool=pool))


def _scan(data: bytes, info: ZipInfo, scanner: Scanner) -> Scanner:
    pieces = inflate(data, info, scanner.place.file)
    for piece in pieces if info.file_size < _LARGE else fetched_ahead(pieces):
        scanner.feed(piece)
    scanner.finish()
    return scanner


_LARGE = 4 << 20
"""Members from this size on are scanned by several threads."""
_INDEX_SIZE = 4 << 20
"""workbook.xml of a thousand sheets has a tenth of this."""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def _sheet_parts(data: bytes, file: str, infos: Sequence[ZipInfo]) -> dict[str, str]:
    """Sheet name → member of the package; what cannot be told is left out."""
    by_name = {info.filename.lower(): info for info in infos}
    book, relations = by_name.get("xl/workbook.xml"), by_name.get("xl/_rels/workbook.xml.rels")
    if book is None or relations is None or book.file_size + relations.file_size > _INDEX_SIZE:
        return {}
    related = _elements(data, file, relations, "Relationship")
    targets = {item.get("Id"): item.get("Target", "") for item in related}
    parts = {}
    for item in _elements(data, file, book, "sheet"):
        target = targets.get(item.get(_RELATION) or item.get(_STRICT_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if path.lower() in by_name:
            parts[item.get("name", "")] = by_name[path.lower()].filename
    return parts


def _elements(data: bytes, file: str, info: ZipInfo, name: str) -> list[Any]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(b"".join(inflate(data, info, file)), parser)
    except etree.XMLSyntaxError:
        return []  # calamine reads the same member next and says what is wrong
    return [item for item in root.iter() if re.sub(r"\{.*\}", "", str(item.tag)) == name]
