"""Which rows of a table are cases, and which are blank, subtotals, repeated headers or signatures."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.cases.grid import Distinct, Grid
from app.findings import Finding, Place
from app.values import fold

Mask = npt.NDArray[np.bool_]

_TOTAL = re.compile(
    r"[(\[]?(?:本页|本月|本年|本期|全行|全部|各项)?(?:合\s*计|小\s*计|总\s*计|累\s*计|共\s*计)[)\]]?\s*:?"
)
_ENDS_TOTAL = re.compile(r".{1,20}(?:合\s*计|小\s*计|总\s*计)\s*:?")
_SIGNATURE = re.compile(
    r"(?:制表|填表|编制|复核|审核|审批|经办|负责人|主管|打印|单位负责人|填报)(?:人|时间|日期|单位)?\s*:.*|(?:备注|注|说明)\d*\s*:.*"
)
_SIGNS = ("计", ":", "：")
"""Subtotals and signatures hold one of them."""
_LEADING = 3
"""A word of a subtotal stands in one of the first cells of its row that are not blank."""
_FEW = 4
"""Signatures and repeated titles fill no more cells than this."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The texts of one column that may mark a row as no case; all others are looked at once only, and briefly."""

    codes: npt.NDArray[np.int32]
    words: tuple[tuple[int, str], ...]
    """Code and text, blanks joined."""
    leaf: str
    before: npt.NDArray[np.int16]
    """Per row, how many cells left of this column are not blank."""

    def rows(self, wanted: Callable[[str], bool]) -> Mask:
        """Which rows say one of the wanted texts."""
        return np.isin(self.codes, [code for code, text in self.words if wanted(text)])


def cases_of(grid: Grid, leaves: Sequence[str], titles: Collection[str]) -> tuple[Mask, dict[str, Mask]]:
    """Which rows are cases; and, by finding code, which others were left out (blank rows are left out silently)."""
    filled = np.zeros(len(grid), np.int16)
    totals, titled, signed = (np.zeros(len(grid), bool) for _ in range(3))
    again = np.zeros(len(grid), np.int16)
    for words in _columns(grid, leaves, titles):
        if words.words:
            first = words.before == 0
            totals |= words.rows(_is_total) & (words.before < _LEADING)
            totals |= words.rows(_ends_as_total) & first
            titled |= words.rows(titles.__contains__) & first
            signed |= words.rows(_is_signature) & first
            again += words.rows(words.leaf.__eq__)
    for column in grid.columns:
        filled += column.filled
    repeated = ((again >= 2) & (again * 2 >= filled)) | _column_numbers(grid)
    few = filled <= _FEW
    skipped = {
        "cases.totals-skipped": totals,
        "cases.headers-skipped": repeated | (titled & few),
        "cases.signatures-skipped": signed & few,
    }
    keep = filled > 0
    for code, mask in skipped.items():
        skipped[code] = mask & keep
        keep &= ~mask
    return keep, skipped


def _columns(grid: Grid, leaves: Sequence[str], titles: Collection[str]) -> Iterator[_Words]:
    before = np.zeros(len(grid), np.int16)
    for column, leaf in zip(grid.columns, leaves, strict=True):
        words = tuple(_candidates(column.distinct, {leaf, *titles} - {""}))
        yield _Words(column.codes, words, leaf, before)
        before = before + column.filled


def _candidates(distinct: Distinct, looked_for: set[str]) -> Iterator[tuple[int, str]]:
    letters = {text[0] for text in looked_for}
    for code, value in distinct.suspects(_SIGNS, looked_for):
        if type(value) is str and len(value) <= 60 and (
            "计" in value or ":" in value or "：" in value or value[0] in letters
        ):  # fmt: skip
            yield code, " ".join(value.split())


def _is_total(text: str) -> bool:
    return "计" in text and _TOTAL.fullmatch(fold(text)) is not None


def _ends_as_total(text: str) -> bool:
    return "计" in text and _ENDS_TOTAL.fullmatch(fold(text)) is not None


def _is_signature(text: str) -> bool:
    return _SIGNATURE.fullmatch(fold(text)) is not None


def _column_numbers(grid: Grid) -> Mask:
    """The row of column numbers (1 2 3 …) that official forms have below the header."""
    found = np.zeros(len(grid), bool)
    for at, row in enumerate(grid.take(slice(0, 3))):
        said = [(number, value) for number, value in enumerate(row, 1) if value is not None]
        found[at] = len(said) >= 3 and all(value in (number, str(number)) for number, value in said)
    return found


def skipped_notes(skipped: dict[str, Mask], first: int, place: Place) -> Iterator[Finding]:
    """One note for each kind of row left out; *first* is the 1-based source row of the first data row."""
    for code, mask in skipped.items():
        rows = (np.flatnonzero(mask) + first).tolist()
        if rows:
            shown = "、".join(map(str, rows[:10])) + ("…" if len(rows) > 10 else "")
            yield Finding("note", code, place, {"count": len(rows), "rows": shown})
