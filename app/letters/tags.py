"""Tags in a paragraph: found whole, or said exactly why not."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from app.findings import Finding
from app.letters.model import Paragraph, Story, Tag, shorten

MAX_TAG = 300
MAX_TAGS = 2_000
MAX_FINDINGS = 500

_OPENER = re.compile(r"[{｛][{｛%％#＃]")
_CLOSERS = {"{": re.compile(r"[}｝]{2}"), "%": re.compile(r"[%％][}｝]"), "#": re.compile(r"[#＃][}｝]")}
_ANY_CLOSER = re.compile(r"[}｝]{2}|[%％#＃][}｝]")
_KINDS = {"{": "print", "%": "block", "#": "comment"}
_FULL_WIDTH = str.maketrans("｛｝％＃", "{}%#")
_PREFIX = re.compile(r"(tr|tc|p|r)[ \t]+(?=\S)")
_STRINGS = re.compile(r"(\"[^\"]*\"|'[^']*')")
# What docxtpl itself replaces inside tags, since Word's autocorrection writes these.
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_NAME = r"\s*((?=[\w.]*[A-Za-z\u4e00-\u9fff])[\w.]{1,40})\s*"
_OTHER_PLACEHOLDERS = re.compile(rf"«{_NAME}»|\[\[{_NAME}\]\]|<<{_NAME}>>")
_SINGLE_BRACES = re.compile(r"(?<![{｛])[{｛]\s*([\w.]*[\u4e00-\u9fff][\w.]*)\s*[}｝](?![}｝])")


@dataclass
class Scan:
    """Tags of a template and what is wrong with their outer shape."""

    tags: list[Tag] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def scan(stories: tuple[Story, ...]) -> Scan:
    """Every whole tag in reading order, and every broken one as a finding."""
    result = Scan()
    for story in stories:
        left_open: Tag | None = None
        for paragraph in story.paragraphs:
            left_open = _scan_paragraph(story, paragraph, left_open, result)
            if len(result.tags) > MAX_TAGS or len(result.findings) > MAX_FINDINGS:
                excess = "too-many-tags" if len(result.tags) > MAX_TAGS else "too-many-findings"
                place = story.place(paragraph)
                result.findings.append(Finding("error", f"letters.{excess}", place, {"limit": MAX_TAGS}))
                return result
        if left_open is not None:
            result.findings.append(left_open.finding("tag-unclosed"))
    result.tags.sort(key=lambda tag: (stories.index(tag.story), tag.order))
    return result


def _scan_paragraph(story: Story, paragraph: Paragraph, before: Tag | None, result: Scan) -> Tag | None:
    """Adds the paragraph's tags to *result*.

    Args:
        before: a tag that the paragraph before left open at its end.

    Returns:
        The tag that this one leaves open.
    """
    pieces = list(islice(_pieces(paragraph.text), MAX_TAGS + 1))
    if before is not None:
        split = bool(pieces) and pieces[0][0] == "stray"
        result.findings.append(_unclosed(before, paragraph if split else None))
        pieces = pieces[1:] if split else pieces
    left_open: Tag | None = None
    for shape, start, end in pieces:
        tag = _tag(story, paragraph, start, end)
        if shape == "tag":
            result.findings += _shape_faults(tag, end)
            result.tags.append(tag)
        elif shape == "open" and end == len(paragraph.text):
            left_open = tag
        else:
            result.findings.append(_unclosed(tag, None) if shape == "open" else tag.finding("tag-unopened"))
    result.findings += [*_single_braces(story, paragraph), *_other_placeholders(story, paragraph)]
    return left_open


def _unclosed(tag: Tag, split_with: Paragraph | None) -> Finding:
    if split_with is None:
        return tag.finding("tag-unclosed")
    return tag.finding("tag-over-paragraphs", next=shorten(split_with.text.strip()))


def _pieces(text: str) -> Iterator[tuple[Literal["tag", "open", "stray"], int, int]]:
    """Whole tags, openers without a closer (up to the next opener), closers without an opener."""
    position = 0
    while True:
        opener = _OPENER.search(text, position)
        for stray in _ANY_CLOSER.finditer(text, position, opener.start() if opener else len(text)):
            yield "stray", stray.start(), stray.end()
        if opener is None:
            return
        kind = opener[0].translate(_FULL_WIDTH)[1]
        following = None if kind == "#" else _OPENER.search(text, opener.end())
        limit = following.start() if following else len(text)
        closer = _CLOSERS[kind].search(text, opener.end(), limit)
        position = closer.end() if closer else limit
        yield "tag" if closer else "open", opener.start(), position


def _tag(story: Story, paragraph: Paragraph, start: int, end: int) -> Tag:
    text = paragraph.text[start:end]
    kind = _KINDS.get(text[1:2].translate(_FULL_WIDTH), "print")
    inside = text[2:-2]
    prefix = ""
    match = _PREFIX.match(inside)
    if match:
        prefix, inside = match[1], inside[match.end() :]
    inner = half_width(inside.translate(_QUOTES)).strip().removeprefix("-").removeprefix("+")
    inner = inner.removesuffix("-").removesuffix("+").strip()
    return Tag(story, paragraph, start, text, kind, prefix, inner)  # type: ignore[arg-type]


def half_width(text: str) -> str:
    """Full-width punctuation and digits of a tag as Jinja wants them; quoted texts stay as they are."""
    pieces = _STRINGS.split(text)
    return "".join(piece if index % 2 else "".join(map(_narrow, piece)) for index, piece in enumerate(pieces))


def _narrow(char: str) -> str:
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if narrow != char and narrow.isascii() and not narrow.isalpha() and char != "\xa0" else char


def _shape_faults(tag: Tag, end: int) -> Iterator[Finding]:
    suggestion = _rewritten(tag)
    if tag.text[:2] != tag.text[:2].translate(_FULL_WIDTH) or tag.text[-2:] != tag.text[-2:].translate(_FULL_WIDTH):
        yield tag.finding("full-width-brace", suggestion=suggestion)
    elif tag.kind != "comment" and half_width(tag.text.translate(_QUOTES)) != tag.text.translate(_QUOTES):
        yield tag.finding("full-width-in-tag", suggestion=suggestion)
    if len(tag.text) > MAX_TAG:
        yield tag.finding("tag-too-long", limit=MAX_TAG)
    barriers = tag.paragraph.barriers
    if bisect_right(barriers, tag.start) < bisect_left(barriers, end):
        yield tag.finding("tag-over-structure")
    if tag.paragraph.bound:
        yield tag.finding("tag-in-bound-control")
    if tag.kind == "comment" and (_OPENER.search(tag.inner) or _ANY_CLOSER.search(tag.inner)):
        yield tag.finding("tag-in-comment")
    if _INVISIBLE.search(tag.text):
        yield tag.finding("tag-invisible-character")


def _rewritten(tag: Tag) -> str:
    opener, closer = {"print": ("{{", "}}"), "block": ("{%", "%}"), "comment": ("{#", "#}")}[tag.kind]
    prefix = tag.prefix + " " if tag.prefix else " "
    return shorten(f"{opener}{prefix}{tag.inner} {closer}")


def _single_braces(story: Story, paragraph: Paragraph) -> Iterator[Finding]:
    for match in _SINGLE_BRACES.finditer(paragraph.text):
        tag = _tag(story, paragraph, match.start(), match.end())
        yield tag.warning("single-brace", suggestion=f"{{{{ {match[1]} }}}}")


def _other_placeholders(story: Story, paragraph: Paragraph) -> Iterator[Finding]:
    """What other programs fill in, brought along in a template of theirs."""
    for match in _OTHER_PLACEHOLDERS.finditer(paragraph.text):
        tag = _tag(story, paragraph, match.start(), match.end())
        name = next(group for group in match.groups() if group)
        yield tag.warning("other-placeholder", suggestion=f"{{{{ {name} }}}}")
