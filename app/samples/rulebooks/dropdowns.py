"""What the cells of a made workbook offer as drop-down lists, and how firmly they hold to them.

A condition may say more than one of the listed values (``抵押、质押``, ``非信用``), so its list only proposes. A
conclusion outside of 取值范围 is worth a question. A cell that holds one of the format's own words takes no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final, TypeAlias

from xlsxwriter.worksheet import Worksheet

from app.rulebooks.model import Aggregate, Role, ScaleMode
from app.samples.rulebooks.layout import Piece
from app.values import VarType

POLICIES = (
    "U/唯一",
    "A/一致",
    "F/首条",
    "P/优先",
    "最重",
    "R/按行",
    "O/按序",
    "C/全部",
    "C+/求和",
    "C>/最大",
    "C</最小",
    "C#/计数",
)
_YES_NO = ("是", "否")
OFFERED_WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("word", "类型"): tuple(kind.value for kind in VarType),
    ("word", "必填"): _YES_NO,
    ("word", "汇总"): tuple(how.value for how in Aggregate),
    ("value", "用途"): tuple(role.value for role in Role),
    ("property-value", "计算方式"): tuple(mode.value for mode in ScaleMode),
    ("property-value", "命中策略"): POLICIES,
    ("corner", "命中策略"): POLICIES,
}
"""Role and heading (or property) of a cell → the words of the format that stand there."""
_LONGEST: Final = 255
"""Excel's limit of a drop-down list that is written out."""
_ALERTS: Mapping[str, tuple[str, str, str]] = {
    "word": ("stop", "不在可选项里", "这一格只认下拉框里的词，请从中选一个。"),
    "conclusion": (
        "warning",
        "不在取值范围里",
        "数据字典的“取值范围”里没有这个值。要用新值，请先加进数据字典；写错了，请选“否”再改。",
    ),
}
"""Role → how a spreadsheet program answers to another value, with title and text; others say nothing."""


Lists: TypeAlias = Mapping[str, Sequence[str]]
"""Variable → its listed values."""


def offer_lists(sheet: Worksheet, rows: Sequence[Sequence[Piece]], first: int, lists: Lists) -> None:
    """Add the drop-down lists of *rows*, the first of them in row *first* of the sheet."""
    for column in range(max(len(pieces) for pieces in rows)):
        offered = [(_choices(pieces[column], lists), pieces[column].role) for pieces in rows]
        row = first
        for (values, role), group in groupby(offered):
            size = len(list(group))
            if values and len(",".join(values)) <= _LONGEST:
                sheet.data_validation(row, column, row + size - 1, column, _rule(values, role))
            row += size


def _choices(piece: Piece, lists: Lists) -> tuple[str, ...]:
    fixed = OFFERED_WORDS.get((piece.role, piece.heading))
    if fixed is not None:
        return fixed
    values = tuple(lists.get(piece.variable, ()))
    return ("-", *values) if values and piece.role == "condition" else values


def _rule(values: Sequence[str], role: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"validate": "list", "source": list(values)}
    if role not in _ALERTS:
        return rule | {"show_error": False}
    kind, title, text = _ALERTS[role]
    return rule | {"error_type": kind, "error_title": title, "error_message": text}
