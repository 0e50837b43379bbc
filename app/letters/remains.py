"""What earlier work left in a template and every letter would carry on: revisions, comments, hidden text, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from app.findings import Finding, Place
from app.letters import parts
from app.letters.model import Story, W, quote
from app.letters.package import Package
from app.letters.privacy import personal_numbers

_REVISION_WORDS = (
    "ins del moveFrom moveTo rPrChange pPrChange tblPrChange trPrChange tcPrChange sectPrChange cellIns cellDel"
)
_REVISIONS = tuple(f"{W}{name}" for name in _REVISION_WORDS.split())
_TEXTS = (f"{W}t", f"{W}delText")
_OFF = ("0", "false", "off")


MAX_EACH = 20
"""Findings of one kind in one story; after so many the template is not one to go on with."""


def remains(package: Package, stories: tuple[Story, ...]) -> Iterator[Finding]:
    """Warnings only: the template works, but somebody should look."""
    for story in stories:
        revisions = list(story.root.iter(*_REVISIONS))
        if revisions:
            place = parts.place_of(package, story.part, revisions[0])
            yield Finding("warning", "letters.tracked-changes", place, {"count": len(revisions)})
        yield from islice(_hidden(story), MAX_EACH)
        yield from islice(_numbers(story), MAX_EACH)
    yield from _comments(package)


def _hidden(story: Story) -> Iterator[Finding]:
    for mark in story.root.iter(f"{W}vanish"):
        run = next(mark.iterancestors(f"{W}r"), None)
        text = _text(run) if run is not None else ""
        if mark.get(f"{W}val", "1") not in _OFF and text.strip():
            yield Finding("warning", "letters.hidden-text", Place(story.file, story.title, paragraph=quote(text)), {})


def _numbers(story: Story) -> Iterator[Finding]:
    """Deleted text counts too: it is still in the file."""
    seen: set[tuple[str, str]] = set()
    for paragraph in story.root.iter(f"{W}p"):
        text = _text(paragraph)
        for found in personal_numbers(text):
            if found not in seen:
                seen.add(found)
                code, number = found
                place = Place(story.file, story.title, paragraph=quote(text))
                yield Finding("warning", f"letters.{code}", place, {"number": number})


def _comments(package: Package) -> Iterator[Finding]:
    for name, kind in package.types.items():
        if kind == parts.COMMENTS_TYPE and name in package.trees:
            comments = list(package.trees[name].iter(f"{W}comment"))
            if comments:
                place = Place(package.file, paragraph=quote(_text(comments[0])))
                yield Finding("warning", "letters.comments", place, {"count": len(comments)})


def _text(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(*_TEXTS))
