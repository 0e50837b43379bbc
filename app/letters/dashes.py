"""``{%-`` and ``-%}``: docxtpl joins the paragraph with its neighbour, and drops all that stands between the two.

That is as the author wants it where the tag begins (or ends) its text, beside a paragraph of the same cell. Anywhere
else words of the letter, other tags or rows of a table would be gone without a trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.findings import Finding
from app.letters.model import Paragraph, Tag, W, shorten

_CONTAINERS = tuple(f"{W}{name}" for name in ("tc", "txbxContent", "footnote", "endnote"))


def dash_faults(tags: Sequence[Tag]) -> Iterator[Finding]:
    """Tags whose dash would drop more than the end of a paragraph; each ``w:t`` stands for itself."""
    swallowed = {id(tag.paragraph) for tag in tags if tag.prefix}
    for tag in tags:
        if tag.kind != "block" or tag.prefix:
            continue
        before, after = _around(tag)
        if tag.text.startswith("{%-"):
            yield from _fault(tag, before, -1, swallowed)
        if tag.text.endswith("-%}") and "{{" not in after and "{%" not in after:
            yield from _fault(tag, after, 1, swallowed)


def _fault(tag: Tag, between: str, step: int, swallowed: set[int]) -> Iterator[Finding]:
    """*between* are the words from the tag to the end of its ``w:t``, in the direction of *step*."""
    alone = _is_outermost(tag, step)
    neighbour = _neighbour(tag, step) if alone else tag.paragraph
    if neighbour is None:
        return  # nothing to join it with: the dash does nothing
    if between.strip():
        yield tag.finding("dash-drops-text", text=shorten(between.strip()))
    elif alone and (id(neighbour) in swallowed or _container(neighbour) is not _container(tag.paragraph)):
        yield tag.finding("dash-over-structure", next=shorten(neighbour.text.strip()))


def _around(tag: Tag) -> tuple[str, str]:
    """What stands before and after it in the ``w:t`` in which it begins and ends."""
    offsets, end = [offset for offset, _ in tag.paragraph.starts], tag.start + len(tag.text)
    begin = max((offset for offset in offsets if offset <= tag.start), default=0)
    until = min((offset for offset in offsets if offset >= end), default=len(tag.paragraph.text))
    return tag.paragraph.text[begin : tag.start], tag.paragraph.text[end:until]


def _is_outermost(tag: Tag, step: int) -> bool:
    """No other ``w:t`` of its paragraph stands on that side."""
    offsets = [offset for offset, _ in tag.paragraph.starts]
    end = tag.start + len(tag.text)
    return sum(offset <= tag.start for offset in offsets) <= 1 if step < 0 else all(offset < end for offset in offsets)


def _neighbour(tag: Tag, step: int) -> Paragraph | None:
    texts = [paragraph for paragraph in tag.story.paragraphs if paragraph.text or paragraph is tag.paragraph]
    index = next(index for index, paragraph in enumerate(texts) if paragraph is tag.paragraph) + step
    return texts[index] if 0 <= index < len(texts) else None


def _container(paragraph: Paragraph) -> Any:
    return next(paragraph.element.iterancestors(*_CONTAINERS), None)
