"""The same workbook with every finding at its cell: coloured, commented, and listed on a sheet of their own.

Only the parts of the package that carry the marks are touched (the sheets with findings, their comments, the formats);
drop-down lists, pictures, charts, conditional formats and whatever else a workbook may hold stay byte for byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from zipfile import BadZipFile

from lxml import etree
from openpyxl.utils.cell import range_boundaries

from app.findings import Finding, Level, LubuError, Place
from app.rulebooks.annotation import comments, summary
from app.rulebooks.annotation.comments import AUTHOR
from app.rulebooks.annotation.package import WORKBOOK, Package
from app.rulebooks.annotation.sheet import Position, Sheet, deselect
from app.rulebooks.annotation.styles import Styles
from app.rulebooks.annotation.summary import SUMMARY, Line
from app.rulebooks.bounds import measure

__all__ = ["AUTHOR", "COLOURS", "SUMMARY", "annotate"]

COLOURS: dict[Level, str] = {"error": "FFFF7C80", "warning": "FFFFE699", "note": "FFDDEBF7"}
_RANK: dict[Level, int] = {"error": 0, "warning": 1, "note": 2}
_CELLS_COLOURED = 200
"""Of one finding; its comment stands at the first cell in any case."""

Words = Callable[[Finding], str]


def annotate(data: bytes, findings: Sequence[Finding], words: Words) -> bytes:
    """A copy of the workbook in which errors are red, warnings amber and notes blue.

    Marks of an earlier annotation are taken away first; the owner's comments and colours come back with that.

    Args:
        words: puts a finding into words (what is wrong, what to do).

    Raises:
        LubuError: when *data* is no workbook that can be opened.
    """
    place = Place(findings[0].place.file if findings else "")
    measure(data, place)
    ranked = sorted(findings, key=lambda finding: _RANK[finding.level])
    try:
        return _annotated(Package(data), ranked, words)
    except (
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        BadZipFile,
        etree.LxmlError,
    ) as error:  # a package with parts missing
        raise LubuError.of("rulebooks.damaged", place, reason=type(error).__name__) from error


def _annotated(package: Package, findings: Sequence[Finding], words: Words) -> bytes:
    styles = Styles(package)
    marked = summary.remove(package)
    for part in [*package.related(WORKBOOK, "worksheet").values(), *package.related(WORKBOOK, "chartsheet").values()]:
        deselect(package, part)
    _remove_marks(package, styles, marked)
    sheets = package.sheets()
    by_sheet: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.place.sheet in sheets and finding.place.cell:
            by_sheet[finding.place.sheet].append(finding)
    for name, found in by_sheet.items():
        _mark(Sheet(package, sheets[name]), styles, found, words)
    summary.add(package, styles, COLOURS, [_line(finding, words) for finding in findings])
    return package.saved()


def _remove_marks(package: Package, styles: Styles, marked: bool) -> None:
    """Take away what an earlier annotation left; colours only where there was one, they may be the owner's own."""
    parts = list(package.sheets().values())
    cleared = [comments.remove_ours(package, part) for part in parts]
    plain = styles.unfilled(frozenset(COLOURS.values())) if marked or any(cleared) else {}
    for part in parts if plain else ():
        Sheet(package, part).restyle(plain)


def _mark(sheet: Sheet, styles: Styles, findings: Sequence[Finding], words: Words) -> None:
    """Colour the cells, each in the colour of its gravest finding, and say at the first what is wrong."""
    levels: dict[Position, Level] = {}
    texts: defaultdict[Position, list[str]] = defaultdict(list)
    for finding in findings:  # the gravest first
        cells = list(dict.fromkeys(sheet.anchor(position) for position in _positions(finding.place.cell)))
        for position in cells:
            levels.setdefault(position, finding.level)
        texts[cells[0]].append(words(finding))
    for position, level in levels.items():
        sheet.set_style(position, styles.filled(sheet.style(position), COLOURS[level]))
    comments.add(sheet, texts)


def _positions(area: str) -> Iterator[Position]:
    left_over = _CELLS_COLOURED
    for part in area.split(","):
        left, top, right, bottom = range_boundaries(part)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if not left_over:
                    return
                left_over -= 1
                yield row, column


def _line(finding: Finding, words: Words) -> Line:
    place = finding.place
    example = "，".join(f"{name}={value}" for name, value in (finding.witness or {}).items())
    return Line(finding.level, place.sheet, place.cell, words(finding), example)
