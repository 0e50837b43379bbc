"""How the cells of a sample workbook look, by role. Looks carry no meaning: the loader reads words."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

_NAVY, _BLUE, _PALE_BLUE = "#1F3864", "#2F5597", "#DEEAF6"
_GREEN, _PALE_GREEN = "#548235", "#E2EFDA"
_GREY, _PALE_GREY = "#7F7F7F", "#F2F2F2"
_LINE = "#A6A6A6"

_BASE: dict[str, Any] = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter", "text_wrap": True}
_TITLE = {"bold": True, "font_color": "#FFFFFF", "align": "center"}
_HEAD = {"bold": True, "align": "center"}

_ROLES: dict[str, dict[str, Any]] = {
    "title": _TITLE | {"bg_color": _NAVY, "font_size": 12},
    "condition-title": _TITLE | {"bg_color": _BLUE, "font_size": 11},
    "conclusion-title": _TITLE | {"bg_color": _GREEN, "font_size": 11},
    "remark-title": _TITLE | {"bg_color": _GREY, "font_size": 11},
    "head": _HEAD | {"bg_color": _PALE_BLUE},
    "corner": _HEAD | {"bg_color": "#BDD7EE", "font_color": _NAVY},
    "condition-head": _HEAD | {"bg_color": _PALE_BLUE},
    "conclusion-head": _HEAD | {"bg_color": _PALE_GREEN},
    "remark-head": _HEAD | {"bg_color": _PALE_GREY},
    "id": {"align": "center", "font_color": "#595959", "bg_color": _PALE_GREY},
    "name": {"indent": 1, "bold": True, "num_format": "@"},
    # Conditions are text cells, or the spreadsheet program would make a date of 1-30 and a formula of =90.
    "condition": {"align": "center", "num_format": "@"},
    "conclusion": {"align": "center", "bold": True, "num_format": "@"},
    "expected": {"align": "center", "bold": True, "num_format": "@"},
    "remark": {"indent": 1, "font_color": "#595959", "font_size": 9, "num_format": "@"},
    "value": {"align": "center", "num_format": "@"},
    "word": {"align": "center", "num_format": "@"},
    "long": {"indent": 1, "num_format": "@", "font_size": 9},
    "property": {"bold": True, "bg_color": "#FFF2CC", "align": "center"},
    "property-value": {"num_format": "@", "bg_color": "#FFFBEF", "align": "center"},
    "blank": {},
}
BORDERLESS = frozenset({"blank"})

_SHADES = (
    ("#C6E0B4", "#375623", ("正常", "优秀", "无", "优先回收类", "日常管理")),
    ("#DDEBF7", "#1F4E78", ("关注", "良好", "蓝色", "协商回收类", "电话催收", "上门催收")),
    ("#FFE699", "#7F6000", ("次级", "合格", "黄色", "帮扶化解类", "分期还款", "债务重组")),
    ("#F8CBAD", "#843C0C", ("可疑", "橙色", "依法追偿类", "诉讼清收", "保全处置")),
    ("#FF9B9B", "#7B0000", ("损失", "不合格", "红色", "核销储备类", "核销追索")),
)
PALETTE = {word: (fill, letters) for fill, letters, words in _SHADES for word in words}
"""Conclusion → fill and letters; drawn as conditional formats, so an edited cell changes its colour."""


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, role: str, **more: Any) -> Format:
        """The format of a role, with borders (``top=6``), number formats and the like laid over it."""
        lines = {} if role in BORDERLESS else {"border": 1, "border_color": _LINE}
        return self._format(_BASE | lines | _ROLES[role] | more)

    def spare(self, role: str) -> Format:
        """A blank cell of a row that nobody has filled in yet: no lines and no fill, or it would be printed."""
        return self._format(_BASE | {name: value for name, value in _ROLES[role].items() if name != "bg_color"})

    def lines(self) -> Format:
        """What a conditional format draws around the cells of a spare row once something stands in it."""
        return self._format({"border": 1, "border_color": _LINE})

    def plain(self, **properties: Any) -> Format:
        """A format without lines: the 说明 sheet, and cells outside of blocks."""
        return self._format(_BASE | properties)

    def tint(self, fill: str, letters: str) -> Format:
        """What a conditional format lays over a cell."""
        return self._format({"bg_color": fill, "font_color": letters})

    def _format(self, wanted: dict[str, Any]) -> Format:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]
