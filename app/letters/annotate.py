"""The same template back, a Word comment at every fault.

The comments are spliced into the file's own package: the body gets their ranges, ``comments.xml`` their texts;
comments that were there stay, those of an earlier annotation go. Word knows comments in the body only, so what is
wrong in a header, a note or the file as a whole is said at the body's first paragraph.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.findings import Finding, LubuError, Place
from app.letters import parts
from app.letters.check import Inspection, identity, inspect
from app.letters.model import Paragraph, Spot, Story, W
from app.letters.package import CONTENT_TYPES, Package, canonical
from app.letters.privacy import masked
from app.letters.zipping import pack_plain

AUTHOR = "律簿"
Remark = tuple[Finding, str]
"""A finding and its words."""

_RUNS_SOMETHING = frozenset(
    f"letters.{code}" for code in ("macro", "embedded-object", "alt-chunk", "sub-document", "part-refused")
)
"""Files with these are not handed out again, by whomever they were sent."""
_MOST = 20
"""Paragraphs that read alike and get the same comment."""
_PLACES = (f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")
_ID, _AUTHOR = f"{W}id", f"{W}author"
_COMMENTS_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def annotate(data: bytes, name: str, remarks: Sequence[Remark]) -> bytes:
    """The template with every remark in a comment.

    Raises:
        LubuError: when the file cannot be opened, has no body, or carries what could run.
    """
    inspection = inspect(data, name)
    if any(finding.code in _RUNS_SOMETHING for finding in inspection.findings):
        raise LubuError.of("letters.not-annotated", Place(name))
    body = next((story for story in inspection.stories if story.title == ""), None)
    first = None if body is None else next(body.root.iter(f"{W}p"), None)
    if body is None or first is None:
        raise LubuError.of("letters.no-document", Place(name))
    comments = _Comments(inspection.package, body.part)
    for anchor, lines in _anchored(inspection, body, first, remarks):
        anchor.mark(comments.add(lines))
    return comments.packed()


@dataclass(frozen=True)
class _Anchor:
    """Characters of a paragraph of the body; equal offsets stand for all of it."""

    element: Any
    start: int = 0
    end: int = 0

    def mark(self, number: int) -> None:
        begin, end = self._runs()
        begin.addprevious(_element("commentRangeStart", number))
        reference = etree.Element(f"{W}r")
        reference.append(_element("commentReference", number))
        end.addnext(reference)
        end.addnext(_element("commentRangeEnd", number))

    def _runs(self) -> tuple[Any, Any]:
        """The first and the last run of it, cut to its very characters where they are plain."""
        texts = [text for text in self.element.iter(f"{W}t") if next(text.iterancestors(f"{W}p")) is self.element]
        texts = [text for text in texts if text.getparent().tag == f"{W}r"]
        if not texts:
            return self._whole()
        if self.start == self.end:
            return texts[0].getparent(), texts[-1].getparent()
        first = _cut(texts, self.start, before=False)
        texts = [text for text in self.element.iter(f"{W}t") if next(text.iterancestors(f"{W}p")) is self.element]
        last = _cut(texts, self.end, before=True)
        return first.getparent(), last.getparent()

    def _whole(self) -> tuple[Any, Any]:
        """A paragraph without text gets an empty run to hold the comment."""
        children = [child for child in self.element if child.tag != f"{W}pPr"]
        if not children:
            children = [etree.SubElement(self.element, f"{W}r")]
        return children[0], children[-1]


def _cut(texts: Sequence[Any], offset: int, *, before: bool) -> Any:
    """The text that ends (*before*) or begins at *offset*; its run is cut in two there when that is simple."""
    position = 0
    for text in texts:
        length = len(text.text or "")
        inside = offset - position
        if (0 < inside <= length) if before else (0 <= inside < length):
            return _split(text, inside, before=before)
        position += length
    return texts[-1]


def _split(text: Any, offset: int, *, before: bool) -> Any:
    run, whole = text.getparent(), text.text or ""
    plain = [child for child in run if child.tag != f"{W}rPr"] == [text]
    if not plain or offset in (0, len(whole)):
        return text
    rest = deepcopy(run)
    rest.tail = None
    after = rest.find(f"{W}t")
    text.text, after.text = whole[:offset], whole[offset:]
    for piece in (text, after):
        piece.set(_SPACE, "preserve")
    run.addnext(rest)
    return text if before else after


def _anchored(
    inspection: Inspection, body: Story, first: Any, remarks: Iterable[Remark]
) -> Iterator[tuple[_Anchor, list[str]]]:
    """Where comments go, and their lines; later ones of a paragraph first, so that cutting runs moves no other."""
    spots: dict[tuple[str, str, str], list[Spot]] = {}
    for finding in inspection.findings:
        if isinstance(finding.place, Spot):
            spots.setdefault(identity(finding), []).append(finding.place)
    lines: dict[_Anchor, list[str]] = {}
    for finding, said in remarks:
        anchors = [*_anchors(body, finding, spots.get(identity(finding)))]
        line = said if anchors else _elsewhere(finding.place) + said
        for anchor in anchors or [_Anchor(first)]:
            known = lines.setdefault(anchor, [])
            if line not in known:
                known.append(line)
    yield from sorted(lines.items(), key=lambda item: -item[0].start)


def _elsewhere(place: Place) -> str:
    quoted = f"「{place.paragraph}」" if place.paragraph else ""
    return f"{place.sheet}{quoted}：" if place.sheet or quoted else ""


def _anchors(body: Story, finding: Finding, spots: Sequence[Spot] | None) -> Iterator[_Anchor]:
    """The spots the check knows; else every paragraph that reads as quoted."""
    place = finding.place
    if place.sheet:
        return
    if spots is not None:
        known = {paragraph.number: paragraph for paragraph in body.paragraphs}
        yield from (_anchor(known[spot.number], spot.start, spot.end) for spot in spots[:_MOST] if spot.number in known)
        return
    quoted = place.paragraph.strip("…")
    alike = [one for one in body.paragraphs if quoted and quoted in masked(_everything(one))]
    tag = str(finding.params.get("tag", "")).removesuffix("…")
    for paragraph in alike[:_MOST]:
        start = paragraph.text.find(tag) if tag else -1
        yield _anchor(paragraph, max(start, 0), start + len(tag) if start >= 0 else 0)


def _everything(paragraph: Paragraph) -> str:
    """Deleted text and what stands in field codes and descriptions are quoted, too."""
    elements = list(paragraph.element.iter(etree.Element))
    texts = "".join(one.text or "" for one in elements if one.tag in (f"{W}t", f"{W}delText"))
    hidden = [value for one in elements for value in (one.text or "", *one.attrib.values()) if "{" in value]
    return "\n".join([paragraph.text, texts, *(" ".join(value.split()) for value in hidden), *hidden])


def _anchor(paragraph: Paragraph, start: int, end: int) -> _Anchor:
    """Word takes no comment in a text box: the paragraph that holds the box gets it."""
    outer = list(paragraph.element.iterancestors(f"{W}p"))
    return _Anchor(outer[-1]) if outer else _Anchor(paragraph.element, start, end)


@dataclass(eq=False)
class _Comments:
    """The comments part of a package: its own or a new one."""

    package: Package
    main: str
    _changed: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._part = next((name for name, kind in self.package.types.items() if kind == parts.COMMENTS_TYPE), "")
        if self._part not in self.package.trees:
            self._part = self._new_part()
        known = self.package.trees.get(self._part)
        self._root: Any = etree.Element(f"{W}comments", nsmap={"w": W[1:-1]}) if known is None else known
        self._changed[self._part] = self._root
        self._body = self._changed[self.main] = self.package.trees[self.main]
        self._remove_ours()
        ids = [int(one.get(_ID, "0")) for one in self._root.iter(f"{W}comment") if one.get(_ID, "").isdigit()]
        self._next = max(ids, default=-1) + 1

    def add(self, lines: Sequence[str]) -> int:
        number, self._next = self._next, self._next + 1
        comment = etree.SubElement(self._root, f"{W}comment", {_ID: str(number), _AUTHOR: AUTHOR, f"{W}initials": "律"})
        for line in lines:
            text = etree.SubElement(etree.SubElement(etree.SubElement(comment, f"{W}p"), f"{W}r"), f"{W}t")
            text.text = line
            text.set(_SPACE, "preserve")
        return number

    def packed(self) -> bytes:
        members: Mapping[str, bytes] = {
            **self.package.members, **{name: canonical(root) for name, root in self._changed.items()}
        }  # fmt: skip
        return pack_plain(members.items(), level=6)

    def _remove_ours(self) -> None:
        ours = {one.get(_ID) for one in self._root.iter(f"{W}comment") if one.get(_AUTHOR) == AUTHOR}
        for one in [one for one in self._root.iter(f"{W}comment") if one.get(_ID) in ours]:
            self._root.remove(one)
        for mark in [mark for mark in self._body.iter(*_PLACES) if mark.get(_ID) in ours]:
            holder = mark.getparent()
            holder.remove(mark)
            if holder.tag == f"{W}r" and len(holder) == 0:
                holder.getparent().remove(holder)

    def _new_part(self) -> str:
        """Declared as what it is, and related to the body."""
        folder = posixpath.dirname(self.main)
        part = posixpath.join(folder, "comments.xml")
        while part.lower() in {known.lower() for known in self.package.members}:
            part = part.removesuffix(".xml") + "-1.xml"
        types = self._changed[CONTENT_TYPES] = self.package.trees[CONTENT_TYPES]
        space = etree.QName(types).namespace
        entry = {"PartName": f"/{part}", "ContentType": parts.COMMENTS_TYPE}
        etree.SubElement(types, f"{{{space}}}Override", entry)
        self._relate(parts.relations_of(self.main), posixpath.basename(part))
        return part

    def _relate(self, rels: str, target: str) -> None:
        root = self.package.trees.get(rels)
        if root is None:
            root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
        for stale in [one for one in root if one.get("Type") == _COMMENTS_RELATION]:
            root.remove(stale)
        taken = {one.get("Id") for one in root}
        id = next(f"rIdComments{number}" for number in range(len(taken) + 1) if f"rIdComments{number}" not in taken)
        attributes = {"Id": id, "Type": _COMMENTS_RELATION, "Target": target}
        etree.SubElement(root, f"{{{etree.QName(root).namespace}}}Relationship", attributes)
        self._changed[rels] = root


_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _element(name: str, number: int) -> Any:
    return etree.Element(f"{W}{name}", {_ID: str(number)})
