"""Which tag opens and which closes: conditions and loops, and whether they stand where Word's structure allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from app.findings import Finding
from app.letters import grammar
from app.letters.filters import FILTERS
from app.letters.grammar import Path
from app.letters.model import Tag, W
from app.letters.suggest import closest

MAX_BLOCKS = 16
MAX_LOOPS = 4

_NEAR = re.compile(r"(?:got|unexpected) (?:char )?'(.+?)'")
_ENDS = {"endif": "if", "endfor": "for"}
_ROW, _CELL, _TABLE = f"{W}tr", f"{W}tc", f"{W}tbl"
_CONTAINERS = (_CELL, f"{W}txbxContent", f"{W}footnote", f"{W}endnote")


@dataclass(frozen=True, eq=False)
class Reading:
    """A tag understood: its tree, and what its names mean where it stands."""

    tag: Tag
    tree: nodes.Node
    scope: Mapping[str, Path]

    @property
    def paths(self) -> Iterator[Path]:
        return grammar.paths(self.tree, self.scope)


@dataclass
class _Block:
    tag: Tag
    keyword: str
    scope: Mapping[str, Path]
    """Names added by it."""
    otherwise: bool = False


@dataclass
class Reader:
    """Reads tags in order, keeping the blocks that are open."""

    readings: list[Reading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _open: list[_Block] = field(default_factory=list)

    def read(self, tags: Iterable[Tag]) -> Reader:
        story = None
        for tag in tags:
            if story is not None and tag.story is not story:
                self._close_story()
            story = tag.story
            if tag.kind == "print":
                self._expression(tag, tag.inner)
            elif tag.kind == "block":
                self._statement(tag)
        self._close_story()
        return self

    def _close_story(self) -> None:
        self.findings += [block.tag.finding("block-unclosed", end=f"end{block.keyword}") for block in self._open]
        self._open.clear()

    @property
    def _scope(self) -> dict[str, Path]:
        return {name: path for block in self._open for name, path in block.scope.items()}

    def _statement(self, tag: Tag) -> None:
        keyword = tag.keyword
        if keyword in ("if", "for"):
            self._opens(tag)
        elif keyword in ("elif", "else"):
            self._otherwise(tag)
        elif keyword in _ENDS:
            self._closes(tag)
        elif keyword in ("colspan", "cellbg"):
            self._expression(tag, tag.rest)
        elif keyword not in grammar.SPECIAL:
            self.findings.append(_unknown(tag))

    def _opens(self, tag: Tag) -> None:
        scope: dict[str, Path] = {}
        if tag.keyword == "for":
            loop = self._parse(tag, f"{{% {tag.inner} %}}{{% endfor %}}", nodes.For)
            if isinstance(loop, nodes.For) and isinstance(loop.target, nodes.Name):
                scope = {loop.target.name: grammar.path_of(loop.iter, self._scope) or ("?",), "loop": ("loop",)}
                self._note(tag, loop.iter, self._scope)
                if loop.test is not None:
                    self._note(tag, loop.test, {**self._scope, **scope})
        else:
            self._expression(tag, tag.rest)
        self._open.append(_Block(tag, tag.keyword, scope))
        if len(self._open) > MAX_BLOCKS:
            self.findings.append(tag.finding("blocks-too-deep", limit=MAX_BLOCKS))
        if tag.keyword == "for" and sum(block.keyword == "for" for block in self._open) > MAX_LOOPS:
            self.findings.append(tag.finding("loops-too-deep", limit=MAX_LOOPS))

    def _otherwise(self, tag: Tag) -> None:
        block = self._open[-1] if self._open else None
        if block is None or block.otherwise or (tag.keyword == "elif" and block.keyword == "for"):
            self.findings.append(tag.finding("block-else-alone"))
            return
        block.otherwise = tag.keyword == "else"
        self.findings += _structure_faults(block.tag, tag)
        if tag.keyword == "elif":
            self._expression(tag, tag.rest)
        elif tag.rest:
            self.findings.append(tag.finding("tag-syntax", near=tag.rest))

    def _closes(self, tag: Tag) -> None:
        wanted = _ENDS[tag.keyword]
        if not self._open:
            self.findings.append(tag.finding("block-unopened", start=wanted))
            return
        if tag.rest:
            self.findings.append(tag.finding("tag-syntax", near=tag.rest))
        block = self._open[-1]
        if block.keyword == wanted:
            self._open.pop()
            self.findings += _structure_faults(block.tag, tag)
            return
        self.findings.append(tag.finding("block-crossed", open=block.tag.text))
        # The innermost block of the wanted kind is taken for closed, so that one slip is reported once.
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].keyword == wanted:
                del self._open[index]
                return

    def _expression(self, tag: Tag, text: str) -> None:
        if not text:
            self.findings.append(tag.finding("tag-empty"))
            return
        tree = self._parse(tag, f"{{{{ {text} }}}}", nodes.Output)
        if tree is not None:
            self._note(tag, tree, self._scope)

    def _parse(self, tag: Tag, source: str, kind: type[nodes.Node]) -> nodes.Node | None:
        try:
            tree = _SYNTAX.parse(source)
        except TemplateSyntaxError as fault:
            self.findings.append(tag.finding("tag-syntax", near=_near(fault)))
            return None
        except RecursionError:
            self.findings.append(tag.finding("expression-too-deep"))
            return None
        self.findings += [_grammar_finding(tag, fault) for fault in grammar.faults(tree)]
        return tree.find(kind)

    def _note(self, tag: Tag, tree: nodes.Node, scope: Mapping[str, Path]) -> None:
        self.readings.append(Reading(tag, tree, scope))


_SYNTAX = Environment(autoescape=True, optimized=False)
"""Only ever parses, never compiles or renders."""


def _near(fault: TemplateSyntaxError) -> str:
    """Where Jinja stopped understanding a tag."""
    match = _NEAR.search(fault.message or "")
    return match[1] if match else ""


def _unknown(tag: Tag) -> Finding:
    keyword = tag.keyword
    if keyword in grammar.REFUSED_STATEMENTS:
        return tag.finding("statement-refused", word=keyword)
    if keyword in ("tr", "tc", "p", "r"):
        return tag.finding("prefix-apart", word=keyword)
    suggestion = closest(keyword, grammar.STATEMENTS)
    if suggestion:
        return tag.finding("statement-unknown-like", word=keyword, suggestion=suggestion)
    return tag.finding("statement-unknown", word=keyword)


def _grammar_finding(tag: Tag, fault: grammar.Fault) -> Finding:
    code, params, _ = fault
    if code in ("filter-unknown", "test-unknown"):
        known = FILTERS if code == "filter-unknown" else grammar.TESTS
        suggestion = closest(str(params["name"]), known)
        if suggestion:
            return tag.finding(f"{code}-like", **params, suggestion=suggestion)
    return tag.finding(code, **params)


def _structure_faults(start: Tag, end: Tag) -> Iterator[Finding]:
    """Both ends of a block must stand in the same row, cell or stretch of text, and say so alike."""
    if start.prefix != end.prefix:
        yield end.finding("block-mixed", open=start.text)
        return
    boundary = {"tr": (_TABLE,), "tc": (_ROW,)}.get(start.prefix, _CONTAINERS)
    if _ancestor(start.paragraph.element, boundary) is not _ancestor(end.paragraph.element, boundary):
        yield start.finding("block-over-cells", end=end.text)


def _ancestor(element: Any, tags: tuple[str, ...]) -> Any:
    return next(element.iterancestors(*tags), None)


def placement_faults(tags: Iterable[Tag]) -> Iterator[Finding]:
    """A tag with a prefix swallows its row, cell or paragraph: nothing else may stand there."""
    texts: dict[Any, str] = {}
    proper: dict[Any, bool] = {}
    for tag in tags:
        if tag.kind == "print" and tag.prefix in ("tr", "tc"):
            yield tag.finding("print-prefix", word=tag.prefix)
        elif tag.prefix == "p":
            if tag.paragraph.text.strip() != tag.text:
                yield tag.finding("paragraph-tag-with-text")
        elif tag.prefix in ("tr", "tc"):
            yield from _swallowed(tag, texts)
        elif tag.keyword in grammar.SPECIAL:
            cell = _ancestor(tag.paragraph.element, (_CELL,))
            if not _known(proper, cell):
                yield tag.finding("cell-needed", word=tag.keyword)


def _known(proper: dict[Any, bool], cell: Any) -> bool:
    if cell not in proper:
        proper[cell] = _is_proper(cell)
    return proper[cell]


def _is_proper(cell: Any) -> bool:
    """docxtpl's merging looks for the cell's properties before the tag; anywhere else it searches for ever."""
    if cell is None:
        return False
    properties = list(islice(cell.iter(f"{W}tcPr"), 2))
    return len(properties) == 1 and properties[0] is cell[0] and len(properties[0]) > 0


def _swallowed(tag: Tag, texts: dict[Any, str]) -> Iterator[Finding]:
    holder = _ancestor(tag.paragraph.element, (_ROW if tag.prefix == "tr" else _CELL,))
    if holder is None:
        yield tag.finding("row-tag-outside-table")
        return
    if holder not in texts:
        texts[holder] = "".join(text.text or "" for text in holder.iter(f"{W}t")).strip()
    if texts[holder] != tag.text:
        yield tag.finding("row-tag-in-data-row" if tag.prefix == "tr" else "cell-tag-with-text")
