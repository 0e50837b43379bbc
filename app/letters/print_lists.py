"""List numbering in a print file: every letter's lists begin anew, so every letter has list instances of its own."""

from __future__ import annotations

from typing import Any

from lxml import etree

from app.letters.model import W
from app.letters.print_styles import own_markup

_LEVELS = 9


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
