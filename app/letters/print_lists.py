"""List numbering in a print file: every letter's lists begin anew, so every letter has list instances of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.letters.model import W
from app.letters.print_styles import own_markup

_LEVELS = 9
_FIRST_WORDS = "pStyle keepNext keepLines pageBreakBefore framePr widowControl"
_THEN_WORDS = (
    "numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct "
    "autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing"
)
_BEFORE_NUMBER = frozenset(f"{W}{name}" for name in _FIRST_WORDS.split())
_BEFORE_INDENT = _BEFORE_NUMBER | {f"{W}{name}" for name in _THEN_WORDS.split()}


class Lists:
    """The numbering part of a print file."""

    def __init__(self) -> None:
        self._patterns: list[str] = []
        self._instances: list[str] = []
        self._counters: list[tuple[str, str]] = []
        """Of each list of a template: an instance's markup before and after its number."""

    @property
    def empty(self) -> bool:
        return not self._patterns

    def add_template(self, root: Any | None, used: set[str]) -> dict[str, int]:
        """Takes in the lists of a template; returns each used numId → its place here."""
        if root is None:
            return {}
        patterns = {pattern.get(f"{W}abstractNumId"): pattern for pattern in root.iterchildren(f"{W}abstractNum")}
        numbers = {}
        first = len(self._patterns)
        for place, pattern in enumerate(patterns.values()):
            self._patterns.append(_pattern(pattern, first + place))
        order = list(patterns)
        for num in root.iterchildren(f"{W}num"):
            id = num.get(f"{W}numId")
            pattern_id = num.find(f"{W}abstractNumId").get(f"{W}val")
            if id in used and pattern_id in patterns:
                numbers[id] = len(self._counters)
                before, after = _instance(num, patterns[pattern_id], first + order.index(pattern_id)).split("\ue000")
                self._counters.append((before, after))
        return numbers

    def new_instance(self, place: int) -> int:
        """The numId of a list that begins anew."""
        number = len(self._instances) + 1
        before, after = self._counters[place]
        self._instances.append(f"{before}{number}{after}")
        return number

    def to_xml(self) -> str:
        contents = "".join([*self._patterns, *self._instances])
        return f'<w:numbering xmlns:w="{W[1:-1]}">{contents}</w:numbering>'


@dataclass
class StyleNumber:
    """How a paragraph style numbers its paragraphs."""

    id: str
    level: str
    indent: dict[str, str]
    """What the style says over the list's own indent."""


def number_directly(styles: Any | None, numbering: Any | None, root: Any) -> None:
    """Numbering by a style becomes the paragraph's own, which every letter can begin anew."""
    if styles is None or numbering is None:
        return
    numbered = _numbered_styles(styles, _levels_of_styles(numbering))
    default = next((str(one.get(f"{W}styleId")) for one in styles.iter(f"{W}style") if _is_default(one)), "")
    for paragraph in root.iter(f"{W}p"):
        properties = paragraph.find(f"{W}pPr")
        own = None if properties is None else properties.find(f"{W}pStyle")
        number = numbered.get(default if own is None else own.get(f"{W}val", ""))
        if number is None or (properties is not None and properties.find(f"{W}numPr") is not None):
            continue
        if properties is None:
            properties = etree.Element(f"{W}pPr")
            paragraph.insert(0, properties)
        _insert_number(properties, number)


def _is_default(style: Any) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")


def _insert_number(properties: Any, number: StyleNumber) -> None:
    place = sum(1 for child in properties if child.tag in _BEFORE_NUMBER)
    added = etree.Element(f"{W}numPr")
    etree.SubElement(added, f"{W}ilvl", {f"{W}val": number.level})
    etree.SubElement(added, f"{W}numId", {f"{W}val": number.id})
    properties.insert(place, added)
    indent = properties.find(f"{W}ind")
    if indent is not None:
        for name, value in number.indent.items():
            indent.attrib.setdefault(name, value)
    elif number.indent:
        after = sum(1 for child in properties if child.tag in _BEFORE_INDENT)
        properties.insert(after, etree.Element(f"{W}ind", number.indent))


def _levels_of_styles(numbering: Any) -> dict[tuple[str, str], str]:
    """(numId, style) → level, where a list ties its levels to styles."""
    tied = {}
    patterns = {pattern.get(f"{W}abstractNumId"): pattern for pattern in numbering.iterchildren(f"{W}abstractNum")}
    for num in numbering.iterchildren(f"{W}num"):
        pattern = patterns.get(num.find(f"{W}abstractNumId").get(f"{W}val"))
        for style in pattern.iterfind(f"{W}lvl/{W}pStyle") if pattern is not None else ():
            tied[num.get(f"{W}numId"), style.get(f"{W}val")] = style.getparent().get(f"{W}ilvl")
    return tied


def _numbered_styles(styles: Any, levels: Mapping[tuple[str, str], str]) -> dict[str, StyleNumber]:
    """Paragraph styles that number, by themselves or through what they are based on."""
    known = {style.get(f"{W}styleId"): style for style in styles.iterchildren(f"{W}style")}
    numbered = {}
    for id in known:
        chain = _chain(known, id)
        numbers = [style.find(f"{W}pPr/{W}numPr") for style in chain]
        holder = next((place for place, number in enumerate(numbers) if number is not None), None)
        if holder is None:
            continue
        number_id = _value(numbers[holder].find(f"{W}numId"), "0")
        if number_id == "0":
            continue
        indent: dict[str, str] = {}
        for style in reversed(chain[: holder + 1]):
            for own in style.iterfind(f"{W}pPr/{W}ind"):
                indent.update(own.attrib)
        level = next(
            (levels[number_id, one] for one in (id, chain[holder].get(f"{W}styleId")) if (number_id, one) in levels),
            None,
        )
        numbered[id] = StyleNumber(number_id, level or _value(numbers[holder].find(f"{W}ilvl"), "0"), indent)
    return numbered


def _chain(known: Mapping[str, Any], id: str) -> list[Any]:
    """A style and what it is based on, nearest first."""
    chain: list[Any] = []
    while id in known and known[id] not in chain:
        chain.append(known[id])
        id = _value(known[id].find(f"{W}basedOn"), "")
    return chain


def _value(element: Any, missing: str) -> str:
    return missing if element is None else str(element.get(f"{W}val", missing))


def _pattern(pattern: Any, id: int) -> str:
    own = own_markup(pattern)
    own.set(f"{W}abstractNumId", str(id))
    # Word takes lists of the same nsid for one list; styles are not numbered in a print file.
    for name in ("nsid", "tmpl", "styleLink", "numStyleLink"):
        for child in own.findall(f"{W}{name}"):
            own.remove(child)
    for style in list(own.iter(f"{W}pStyle")):
        style.getparent().remove(style)
    return _text(own)


def _instance(num: Any, pattern: Any, pattern_id: int) -> str:
    """``w:num`` with U+E000 in the place of its number."""
    own = own_markup(num)
    own.set(f"{W}numId", "\ue000")
    own.find(f"{W}abstractNumId").set(f"{W}val", str(pattern_id))
    starts = {level.get(f"{W}ilvl"): level.find(f"{W}start") for level in pattern.iterchildren(f"{W}lvl")}
    overrides = {override.get(f"{W}ilvl"): override for override in own.iterchildren(f"{W}lvlOverride")}
    for level in map(str, range(_LEVELS)):
        if level not in starts and level not in overrides:
            continue
        override = overrides.get(level)
        if override is None:
            override = etree.SubElement(own, f"{W}lvlOverride", {f"{W}ilvl": level})
        if override.find(f"{W}startOverride") is None:
            start = override.find(f"{W}lvl/{W}start")
            start = starts.get(level) if start is None else start
            value = "0" if start is None else start.get(f"{W}val")
            override.insert(0, etree.Element(f"{W}startOverride", {f"{W}val": value}))
    return _text(own)


def _text(element: Any) -> str:
    """Without the namespace declarations of the root it came from, which stands around it again."""
    bare = etree.Element(f"{W}numbering", nsmap={"w": W[1:-1]})
    element.tail = None
    bare.append(element)
    etree.cleanup_namespaces(bare)
    text = str(etree.tostring(bare, encoding="unicode"))
    return text[text.index(">") + 1 : text.rindex("</")]
