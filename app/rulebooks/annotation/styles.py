"""Cell formats: a copy of a cell's own format with a fill of ours, and back."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy

from lxml import etree

from app.rulebooks.annotation.package import WORKBOOK, Package, beside, kind

_PART = "xl/styles.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_MINIMAL = (
    b'<styleSheet xmlns="%b"><fonts count="1"><font><sz val="11"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)


class Styles:
    """The formats of a workbook, added to as they are asked for."""

    def __init__(self, package: Package) -> None:
        self._root = package.xml(_part(package), changing=True)
        self._filled: dict[tuple[int, str], int] = {}
        self._xfs = self._list("cellXfs")

    def filled(self, style: int, colour: str) -> int:
        """The number of the format *style* with a solid fill; the old colour is remembered inside the new fill."""
        key = (style, colour)
        if key not in self._filled:
            xf = deepcopy(self._format(style))
            before = _colour(self._fill(xf))
            xf.set("fillId", str(self._add_fill(colour, before)))
            xf.set("applyFill", "1")
            self._filled[key] = self._add(self._xfs, xf)
        return self._filled[key]

    def unfilled(self, colours: Collection[str]) -> dict[int, int]:
        """Format with a fill of one of *colours* → the same format with the fill that was there before."""
        found: dict[int, int] = {}
        for number, xf in enumerate(list(self._xfs)):
            fill = self._fill(xf)
            ours = _colour(fill)
            if ours is None or ours.get("rgb") not in colours:
                continue
            plain = deepcopy(xf)
            plain.set("fillId", str(self._fill_before(fill)))
            found[number] = self._add(self._xfs, plain)
        return found

    def own(self, *, font: str = "", colour: str = "", wrap: bool = False) -> int:
        """A format of the summary's own; *font* is XML that goes into a copy of the workbook's first font."""
        xf = etree.Element(beside(self._root, "xf"), numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
        if font:
            xf.set("fontId", str(self._add_font(font)))
            xf.set("applyFont", "1")
        if colour:
            xf.set("fillId", str(self._add_fill(colour, None)))
            xf.set("applyFill", "1")
        if wrap:
            xf.set("applyAlignment", "1")
            etree.SubElement(xf, beside(xf, "alignment"), vertical="top", wrapText="1")
        return self._add(self._xfs, xf)

    def _list(self, name: str) -> etree._Element:
        """A list of the style sheet, made where it is missing."""
        found = self._root.find(f"{{*}}{name}")
        if found is None:
            found = etree.Element(beside(self._root, name))
            earlier = _ORDER[: _ORDER.index(name)]
            self._root.insert(sum(kind(child) in earlier for child in self._root), found)
        return found

    def _add(self, listed: etree._Element, item: etree._Element) -> int:
        listed.append(item)
        listed.set("count", str(len(listed)))
        return len(listed) - 1

    def _format(self, style: int) -> etree._Element:
        if style < len(self._xfs):
            return self._xfs[style]
        return etree.Element(beside(self._root, "xf"), numFmtId="0", fontId="0", fillId="0", borderId="0")

    def _fill(self, xf: etree._Element) -> etree._Element | None:
        fills, number = self._list("fills"), int(xf.get("fillId") or 0)
        return fills[number] if number < len(fills) else None

    def _add_fill(self, colour: str, before: etree._Element | None) -> int:
        fill = etree.Element(beside(self._root, "fill"))
        pattern = etree.SubElement(fill, beside(fill, "patternFill"), patternType="solid")
        etree.SubElement(pattern, beside(fill, "fgColor"), rgb=colour)
        # A solid fill does not show its second colour, and spreadsheet programs keep it.
        etree.SubElement(
            pattern, beside(fill, "bgColor"), dict(before.attrib) if before is not None else {"indexed": "64"}
        )
        return self._add(self._list("fills"), fill)

    def _fill_before(self, fill: etree._Element | None) -> int:
        kept = None if fill is None else fill.find("{*}patternFill/{*}bgColor")
        if kept is None or kept.get("indexed") or kept.get("rgb") in _NOBODYS:
            return 0
        restored = etree.Element(beside(self._root, "fill"))
        pattern = etree.SubElement(restored, beside(restored, "patternFill"), patternType="solid")
        etree.SubElement(pattern, beside(restored, "fgColor"), dict(kept.attrib))
        etree.SubElement(pattern, beside(restored, "bgColor"), indexed="64")
        return self._add(self._list("fills"), restored)

    def _add_font(self, changes: str) -> int:
        fonts = self._list("fonts")
        font = deepcopy(fonts[0]) if len(fonts) else etree.Element(beside(self._root, "font"))
        namespace = etree.QName(font).namespace
        for change in etree.fromstring(f'<font xmlns="{namespace}">{changes}</font>'):
            for old in font.findall(change.tag):
                font.remove(old)
            font.append(change)
        font[:] = sorted(font, key=lambda part: _FONT_ORDER.index(kind(part)) if kind(part) in _FONT_ORDER else 0)
        return self._add(fonts, font)


_FONT_ORDER = ("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name",
               "family", "charset", "scheme")  # fmt: skip
_NOBODYS = frozenset({"00000000", "FFFF99CC", "FFFFCC99", "FFCCFFFF"})
"""Second colours that nobody chose: openpyxl's, and what LibreOffice makes of our three marks."""


def _part(package: Package) -> str:
    for part in package.related(WORKBOOK, "styles").values():
        return part
    namespace = etree.QName(package.xml(WORKBOOK)).namespace or ""
    package.put(_PART, _MINIMAL % namespace.encode(), _TYPE)
    package.relate(WORKBOOK, _PART, "styles")
    return _PART


def _colour(fill: etree._Element | None) -> etree._Element | None:
    """The colour of a solid fill."""
    pattern = None if fill is None else fill.find("{*}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return None
    return pattern.find("{*}fgColor")
