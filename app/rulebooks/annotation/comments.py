"""Comments of a sheet: ours added below what the owner wrote, and taken away again."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from app.findings import N_
from app.rulebooks.annotation.package import Package, beside, clean
from app.rulebooks.annotation.sheet import Position, Sheet

AUTHOR = "律簿"
BELOW = N_("—— 律簿检查 ——")
"""Parts the owner's own comment from ours, and begins a comment of ours alone: LibreOffice forgets the authors."""
_THREADED = "tc="
"""Authors of the placeholders of threaded comments, whose text the spreadsheet program does not show."""
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_LONGEST = 8000
_PER_LINE = 22
"""Characters of our box's width."""
_WIDTH, _LINE, _TALLEST = 320, 20, 400
"""Pixels."""
_SHAPE = re.compile(rb"<v:shape\s")
_SHAPE_END = b"</v:shape>"
_SHAPE_ID = re.compile(rb'"_x0000_s(\d{1,9})"')
_AT = re.compile(rb"<x:(Row|Column)>\s*(\d+)\s*</x:(?:Row|Column)>")

_EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    b'</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_BOX = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202" '
    'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def remove_ours(package: Package, part: str) -> bool:
    """Take away what an earlier annotation wrote into the comments of a sheet; whether there was anything."""
    found = False
    for name in package.related(part, "comments").values():
        if AUTHOR.encode() in package.read(name):
            found = True
            gone = _without_ours(package.xml(name, changing=True))
            for drawing in package.related(part, "vmlDrawing").values():
                package.put(drawing, _without_boxes(package.read(drawing), gone))
    return found


def _without_boxes(drawing: bytes, gone: set[Position]) -> bytes:
    """The drawing without the boxes of some cells; cut at the ends of shapes, for it may be no well-formed XML."""
    *shapes, rest = drawing.split(_SHAPE_END)
    kept = []
    for piece in shapes:
        starts = [match.start() for match in _SHAPE.finditer(piece)]
        box = bool(starts) and _cell_of(piece[starts[-1] :]) in gone
        kept.append(piece[: starts[-1]] if box else piece + _SHAPE_END)
    return b"".join([*kept, rest])


def _without_ours(root: etree._Element) -> set[Position]:
    """The cells whose comments were ours alone."""
    authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
    gone: set[Position] = set()
    for comment in list(root.iterfind("{*}commentList/{*}comment")):
        if _author(comment, authors) == AUTHOR or _text(comment).startswith(BELOW):
            gone.add(_position(comment.get("ref") or "A1"))
            comment.getparent().remove(comment)
        else:
            _cut(comment)
    return gone


def _cut(comment: etree._Element) -> None:
    """Everything from the parting line on."""
    found = False
    for text in list(comment.iter("{*}t")):
        before, line, _ours = (text.text or "").partition(BELOW)
        if found or line:
            text.text = "" if found else before.removesuffix("\n")
            found = True


def _text(comment: etree._Element) -> str:
    return "".join(text.text or "" for text in comment.iter("{*}t")).strip()


def _author(comment: etree._Element, authors: Sequence[str]) -> str:
    number = int(comment.get("authorId") or 0)
    return authors[number] if number < len(authors) else ""


def add(sheet: Sheet, texts: Mapping[Position, Sequence[str]]) -> None:
    """A comment at each cell, below the owner's own where there is one."""
    package = sheet.package
    root = package.xml(_comments_part(sheet), changing=True)
    authors = root.find("{*}authors")
    names = [author.text or "" for author in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, beside(root, "author")).text = AUTHOR
        names.append(AUTHOR)
    listed = root.find("{*}commentList")
    known = {_position(comment.get("ref") or "A1"): comment for comment in listed}
    boxes: list[tuple[Position, str]] = []
    for position, lines in sorted(texts.items()):
        said = clean("\n".join([BELOW, *(f"• {line}" for line in lines)]))[:_LONGEST]
        owner = known.get(position)
        if owner is None:
            _write(etree.SubElement(listed, beside(root, "comment"), ref=_name(position)), said, names.index(AUTHOR))
            boxes.append((position, said))
        elif not _author(owner, names).startswith(_THREADED):
            _append(owner, f"\n{said}")
    listed[:] = sorted(listed, key=lambda comment: _position(comment.get("ref") or "A1"))
    _draw(sheet, boxes)


def _write(comment: etree._Element, said: str, author: int) -> None:
    comment.set("authorId", str(author))
    _append(comment, said)


def _append(comment: etree._Element, said: str) -> None:
    text = comment.find("{*}text")
    if text is None:
        text = etree.SubElement(comment, beside(comment, "text"))
    plain = text.find("{*}t")
    if plain is not None:  # runs and a plain text exclude each other
        run = etree.SubElement(text, beside(comment, "r"))
        run.append(plain)
    run = etree.Element(beside(comment, "r"))
    line = etree.SubElement(run, beside(comment, "t"))
    line.text = said
    line.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    runs = text.findall("{*}r")
    text.insert(text.index(runs[-1]) + 1 if runs else 0, run)


def _comments_part(sheet: Sheet) -> str:
    package = sheet.package
    for part in package.related(sheet.part, "comments").values():
        return part
    part = package.free("xl/comments{}.xml")
    namespace = etree.QName(sheet.root).namespace or ""
    package.put(part, f'<comments xmlns="{namespace}"><authors/><commentList/></comments>'.encode(), _COMMENTS)
    package.relate(sheet.part, part, "comments")
    return part


def _draw(sheet: Sheet, boxes: Sequence[tuple[Position, str]]) -> None:
    """Put the boxes at the end of the sheet's drawing, whose other shapes may be no well-formed XML."""
    if not boxes:
        return
    package = sheet.package
    drawings = package.related(sheet.part, "vmlDrawing")
    part = drawings.get(sheet.comment_drawing, "")
    if not part:
        part = package.free("xl/drawings/vmlDrawing{}.vml")
        package.put(part, _EMPTY_DRAWING)
        package.declare_extension("vml", _DRAWING)
        sheet.hang_comments(package.relate(sheet.part, part, "vmlDrawing"))
    xml = package.read(part)
    end = xml.rindex(b"</xml>")
    first = max(map(int, _SHAPE_ID.findall(xml)), default=1024) + 1
    drawn = "".join(_box(sheet, position, said, first + at) for at, (position, said) in enumerate(boxes))
    package.put(part, xml[:end] + drawn.encode() + xml[end:])


def _box(sheet: Sheet, position: Position, said: str, number: int) -> str:
    row, column = position[0] - 1, position[1] - 1
    lines = sum(math.ceil(len(line) / _PER_LINE) or 1 for line in said.split("\n"))
    last, rest = column + 1, _WIDTH
    while rest > sheet.pixels(last + 1) and last < column + 40:
        rest -= sheet.pixels(last + 1)
        last += 1
    top = max(0, row - 1)
    bottom = top + min(_TALLEST, 2 * _LINE + _LINE * lines) // _LINE
    anchor = f"{column + 1}, 15, {top}, 10, {last}, {rest}, {bottom}, 4"
    return _BOX.format(number=number, row=row, column=column, anchor=anchor)


def _cell_of(shape: bytes) -> Position | None:
    found = {name: int(number) + 1 for name, number in _AT.findall(shape)}
    return (found[b"Row"], found[b"Column"]) if len(found) == 2 else None


def _position(name: str) -> Position:
    letters, row = coordinate_from_string(name)
    return int(row), int(column_index_from_string(letters))


def _name(position: Position) -> str:
    return f"{get_column_letter(position[1])}{position[0]}"
