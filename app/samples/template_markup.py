"""Word's markup below python-docx: borders, widths, and the order the schema insists on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

_ORDER = (
    "pStyle keepNext keepLines pageBreakBefore widowControl pBdr shd tabs spacing ind jc rPr "
    "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook"
)


def lines(tag: str, sides: Sequence[str]) -> Any:
    borders = OxmlElement(tag)
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in {
            "val": "single",
            "sz": "4",
            "space": "0" if tag != "w:pBdr" else "1",
            "color": "auto",
        }.items():
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders


def measured(tag: str, millimetres: float) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:w"), str(twips(millimetres)))
    element.set(qn("w:type"), "dxa")
    return element


def with_value(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element


def anchored(inline: Any, words: str, left: float, top: float) -> Any:
    """A picture out of the line, at a place of the page (millimetres from its corner), with its alternative text."""
    properties = inline.find(qn("wp:docPr"))
    properties.set("name", words)
    properties.set("descr", words)
    places = "".join(
        f'<wp:position{axis} relativeFrom="page"><wp:posOffset>{round(place * 36000)}</wp:posOffset>'
        f"</wp:position{axis}>"
        for axis, place in (("H", left), ("V", top))
    )
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp")} distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" '
        f'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>{places}</wp:anchor>'
    )
    anchor.extend(list(inline))
    anchor.find(qn("wp:extent")).addnext(OxmlElement("wp:wrapNone"))
    return anchor


def drop(parent: Any, tag: str) -> None:
    for child in parent.findall(tag) if parent is not None else ():
        parent.remove(child)


def put_in_order(properties: Any) -> None:
    """Children of ``w:pPr`` or ``w:tblPr`` as the schema has them."""
    names = _ORDER.split()
    rank = {qn(f"w:{name}"): place for place, name in enumerate(names)}
    properties[:] = sorted(properties, key=lambda child: rank.get(child.tag, len(names)))


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)
