"""The one shape every block has on a page, and how its values are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils.cell import get_column_letter, range_boundaries

from app.rulebooks.model import Rulebook
from app.values import VarType, round_half_up, to_text

_ROW = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")
SPREADSHEET_PERCENT = 2
"""Percentages are written with two places fewer than the stored share has."""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    kind: str = ""
    """``condition conclusion remark corner id number formula`` – the section it belongs to, for colours."""
    scope: str = ""
    """``col`` or ``row`` where the cell is a heading."""
    columns: int = 1
    rows: int = 1
    note: str = ""
    """A few words shown with the cell, such as a unit."""
    anchor: str = ""
    """Its address on the page, where a cell is a rule of its own (matrices)."""


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    number: int | str | None = None
    """The workbook's own row number; the letters of its column where each rule is a column."""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    """决策表, 矩阵, 阶梯, 数据字典, 参数, 公式, 测试用例, 决策流程, 指标 or 文书目录."""
    title: str
    sheet: str
    cell: str
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    properties: tuple[tuple[str, str], ...] = ()
    caption: str = ""
    """One line below the title: how to read this block."""
    folded: bool = False
    """Long and rarely read: shown when asked for."""

    @property
    def anchor(self) -> str:
        return anchor_of(self.title)

    @property
    def first_row(self) -> int:
        return row_of(self.cell) or 0


def anchor_of(block: str, rule: str = "") -> str:
    """The address of a block, or of one of its rules, on the page of its rulebook."""
    name = f"{block}/{rule}" if rule else block
    return _BLANKS.sub("-", name)


def row_of(cells: str) -> int | None:
    """The first row number of a cell or range; None for an empty one."""
    match = _ROW.search(cells)
    return int(match.group()) if match else None


def line_of(cells: str) -> int | str | None:
    """Where a rule stands in the workbook: its row, or its column where it runs down (``C2:C6``)."""
    if not cells:
        return None
    left, top, right, bottom = range_boundaries(cells)
    upright = left == right and top != bottom
    return get_column_letter(left) if upright else row_of(cells)


def text_of(value: object, kind: VarType | None = None, missing: str = "-") -> str:
    """A value as the workbook's reader sees it: percentages as such, money grouped by threes."""
    if value is None:
        return missing
    if isinstance(value, tuple):
        return "、".join(text_of(item, kind) for item in value)
    if isinstance(value, Decimal) and kind is VarType.PERCENT:
        return f"{to_text(value.scaleb(SPREADSHEET_PERCENT))}%"
    if isinstance(value, Decimal) and kind is VarType.MONEY:
        return money(value)
    return to_text(value)


def money(amount: Decimal) -> str:
    """Grouped, to the cent where there are cents."""
    whole = amount == amount.to_integral_value()
    return grouped(amount) if whole else f"{round_half_up(amount):,.2f}"


def grouped(number: Decimal) -> str:
    """``1234567.5`` as ``1,234,567.5``."""
    whole, point, fraction = to_text(number).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{fraction}"


def type_of(rulebook: Rulebook, variable: str) -> VarType | None:
    known = rulebook.variables.get(variable)
    return known.type if known else None


def heading(text: str, kind: str = "", columns: int = 1, rows: int = 1, note: str = "") -> Cell:
    """A column heading."""
    return Cell(text, kind, "col", columns, rows, note)


def sections(*parts: tuple[str, str, int]) -> tuple[Cell, ...]:
    """The title row: (text, kind, number of columns) of each section that has columns."""
    return tuple(heading(text, kind, columns) for text, kind, columns in parts if columns)
