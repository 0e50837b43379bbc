"""What a sample workbook says, before it is drawn: blocks of words as the rulebook format knows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | Decimal
"""Numbers are drawn as numbers; a Decimal below 1 in a rate or percent column is drawn as a percent."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A row of 数据字典."""

    name: str
    type: str
    unit: str = ""
    domain: str = ""
    aliases: str = ""
    required: bool = False
    default: str = ""
    role: str = ""
    note: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The listed values, for drop-downs; none where 取值范围 is a range."""
        parts = re.split("[,、]", self.domain)
        return tuple(parts) if len(parts) > 1 and ".." not in self.domain else ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A block of a name of its own: 参数, 公式, 指标, 文书目录."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table; each rule is id, conditions, conclusions, remarks."""

    name: str
    policy: str
    conditions: tuple[str, ...]
    conclusions: tuple[str, ...]
    remarks: tuple[str, ...]
    rules: tuple[tuple[Cell, ...], ...]
    default: tuple[Cell, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matrix:
    """A crosstab; each row is its keys (one per variable of ``down``) and one cell per column key."""

    output: str
    down: tuple[str, ...]
    across: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scale:
    """Rates by band; each tier is id, conditions, rate, fixed sum, remarks."""

    output: str
    properties: Mapping[str, str]
    conditions: tuple[str, ...]
    remarks: tuple[str, ...]
    tiers: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Tests:
    """测试用例; each row is a name, the inputs, the expectations."""

    inputs: tuple[str, ...]
    expected: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block: TypeAlias = Listing | Table | Matrix | Scale | Tests


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    blocks: tuple[Block, ...]
    about: str = ""
    """What the sheet is for, in the 说明 sheet's list."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What the first sheet says beside what the book is for and holds."""

    heading: str
    """``说明　…`` or ``填写说明　…``, with ``{name}``; the first word names the sheet and keeps the loader out."""
    author: str
    steps: tuple[str, ...]
    closing: tuple[str, tuple[str, ...]]
    """A heading and its lines."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook; 说明 and 数据字典 are drawn from ``purpose``, ``advice`` and ``variables``."""

    name: str
    purpose: str
    advice: tuple[str, ...]
    """How to change what, in the words of the business."""
    variables: tuple[Variable, ...]
    sheets: tuple[Sheet, ...]
    guide: Guide | None = None
    """None: that of the sample workbooks."""
    comments: Mapping[str, str] = field(default_factory=dict)
    """Text of a heading, marker word or property, or a block's kind → the cell note at it."""
    spare_rows: int = 0
    """Blank rows below each list, ready to be typed into: text cells with their drop-down lists."""
