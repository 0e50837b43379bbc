"""What a template is made of, and the names it may use."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Literal

from app.findings import Finding, Level, Place
from app.letters.privacy import masked

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of Word's own elements, as lxml writes it before a name."""

Method = Literal["fast", "docxtpl"]
"""How letters of a template are made; decided once, when it is compiled."""

CHECK_CODE = "校验码"
LETTER_FIELDS = ("文号", "收件人", "制作日期", "业务日期", "规则版本", CHECK_CODE)
"""What every letter knows beside the dictionary and the parameters of its rulebooks."""
ROWS = "明细"
TOTALS = "合计"
EACH = "各笔"
"""What the loans of a letter say of one thing, each but once: its guarantors, its pledges."""
ROW_NUMBER = "序号"

_QUOTE_LENGTH = 80
_LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class FieldNames:
    """The names a template may use."""

    single: frozenset[str]
    """Printed as they are: ``{{ 客户名称 }}``."""
    records: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Lists of rows and single records → their attributes: ``明细`` → ``合同编号 …``, ``合计`` → ``贷款余额 …``; a
    record inside a record by both names, as in ``分布.五级分类`` → ``值 件数 …``."""
    lists: frozenset[str] = frozenset()
    """Those of *records* that are lists of rows, for loops."""

    def __contains__(self, name: object) -> bool:
        return name in self.single or name in self.records


def letter_fields(names: Iterable[str], amounts: Iterable[str], parameters: Iterable[str] = ()) -> FieldNames:
    """What a debtor's letter may use. A bare name is the first loan's; 明细, 合计 and 各笔 are about all of them.

    Args:
        names: variables, formulas and conclusions of the rulebooks in force.
        amounts: those of them whose type is 金额; they are summed up under 合计.
        parameters: names of 参数.
    """
    known = frozenset(names)
    single = known | frozenset(parameters) | frozenset(LETTER_FIELDS)
    records = {ROWS: known | {ROW_NUMBER}, TOTALS: frozenset(amounts), EACH: known}
    return FieldNames(single, records, frozenset((ROWS,)))


@dataclass(frozen=True, eq=False)
class Paragraph:
    """A paragraph's own text (text boxes inside it are paragraphs of their own)."""

    element: Any
    """The lxml element ``w:p``, or the element that holds a document property."""
    text: str
    """The joined ``w:t``."""
    starts: tuple[tuple[int, int], ...]
    """(offset in the text, running number in the story) of each ``w:t``, ascending: the order of tags."""
    barriers: tuple[int, ...]
    """Offsets, ascending, where other markup than plain runs begins or ends; a tag across one would tear it apart."""
    bound: bool = False
    """Inside a content control that Word fills from elsewhere, over what was rendered."""

    @property
    def number(self) -> int:
        """Tells it from the other paragraphs of its story, alike as they may read."""
        return self.starts[0][1]


@dataclass(frozen=True, slots=True)
class Spot(Place):
    """A place that also knows the very characters; it stays within this package."""

    part: str = ""
    number: int = -1
    """Of the paragraph in its part."""
    start: int = 0
    end: int = 0
    """Offsets in the paragraph's text; equal: all of it."""

    @property
    def plain(self) -> Place:
        return Place(self.file, self.sheet, self.cell, self.row, self.paragraph)


@dataclass(frozen=True, eq=False)
class Story:
    """One part of the file that has text of its own: body, header, footer, notes, properties."""

    file: str
    part: str
    title: str
    """``页眉``; empty for the body."""
    root: Any
    paragraphs: tuple[Paragraph, ...]

    def place(self, paragraph: Paragraph | None = None, start: int = 0, end: int = 0) -> Place:
        if paragraph is None:
            return Place(file=self.file, sheet=self.title)
        quoted = quote(paragraph.text, start)
        return Spot(self.file, self.title, "", None, quoted, self.part, paragraph.number, start, end)


@dataclass(frozen=True, eq=False)
class Tag:
    """``{{ … }}``, ``{% … %}`` or ``{# … #}`` as written in a paragraph."""

    story: Story
    paragraph: Paragraph
    start: int
    text: str
    """As written."""
    kind: Literal["print", "block", "comment"]
    prefix: str
    """``tr`` ``tc`` ``p`` ``r``: the row, cell, paragraph or run it stands in is replaced by it; else empty."""
    inner: str
    """What stands between the braces, spelled half-width."""

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in its story, for sorting."""
        place = bisect_right(self.paragraph.starts, self.start, key=itemgetter(0)) - 1
        return self.paragraph.starts[max(place, 0)][1], self.start

    @property
    def keyword(self) -> str:
        return self.inner.split(None, 1)[0] if self.kind == "block" and self.inner else ""

    @property
    def rest(self) -> str:
        return self.inner[len(self.keyword) :].strip()

    def finding(self, code: str, **params: object) -> Finding:
        """An error about this tag."""
        return self._finding("error", code, params)

    def warning(self, code: str, **params: object) -> Finding:
        return self._finding("warning", code, params)

    def _finding(self, level: Level, code: str, params: Mapping[str, object]) -> Finding:
        place = self.story.place(self.paragraph, self.start, self.start + len(self.text))
        return Finding(level, f"letters.{code}", place, {"tag": shorten(self.text), **params})


def shorten(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quote(text: str, start: int = 0) -> str:
    """The paragraph around *start*, ids and telephone numbers masked."""
    begin = max(0, min(start - 20, len(text) - _QUOTE_LENGTH))
    end = begin + _QUOTE_LENGTH
    # Masked with a margin, so that a number cut by the quotation is still seen to be one.
    margin = max(0, begin - _LONGEST_NUMBER)
    cut = masked(text[margin : end + _LONGEST_NUMBER])[begin - margin : end - margin].strip()
    return ("…" if begin else "") + cut + ("…" if end < len(text) else "")
