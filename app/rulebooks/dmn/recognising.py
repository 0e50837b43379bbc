"""Which tool's layout a workbook has, by what stands in it, and the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from app.findings import LubuError, Place
from app.rulebooks.dmn import camunda, pydmnrules
from app.rulebooks.dmn.grid import Grid
from app.rulebooks.layout import CONCLUSION, CONDITION

_OWN_TITLES = frozenset({"数据字典", "参数", "公式", "测试用例", "决策流程", "指标", "文书目录"})


class ForeignLayout(StrEnum):
    """What ``--layout`` names."""

    PYDMNRULES = "pydmnrules"
    CAMUNDA_ADVANCED = "camunda-advanced"
    CAMUNDA_SIMPLE = "camunda-simple"


def recognise(grids: Sequence[Grid], file: str) -> tuple[ForeignLayout, str]:
    """The layout and why it is that one.

    Raises:
        LubuError: when the workbook is our own already, or looks like none or like several of them.
    """
    own = sorted(_own_signs(grids))
    if own:
        raise LubuError.of("rulebooks.dmn-workbook-ours", Place(file), seen="、".join(own))
    seen = {
        layout: reasons
        for layout, reasons in (
            (ForeignLayout.PYDMNRULES, _pydmnrules(grids)),
            (ForeignLayout.CAMUNDA_ADVANCED, _advanced(grids)),
            (ForeignLayout.CAMUNDA_SIMPLE, _simple(grids)),
        )
        if reasons
    }
    if ForeignLayout.CAMUNDA_ADVANCED in seen:
        seen.pop(ForeignLayout.CAMUNDA_SIMPLE, None)  # its five heading rows are no rules
    if len(seen) == 1:
        ((layout, reasons),) = seen.items()
        return layout, "；".join(reasons)
    if not seen:
        sheets = "、".join(grid.name for grid in grids[:5]) or "-"
        raise LubuError.of("rulebooks.dmn-layout-unknown", Place(file), sheets=sheets)
    said = "；".join(f"{layout.value}：{'、'.join(reasons)}" for layout, reasons in seen.items())
    raise LubuError.of("rulebooks.dmn-layout-ambiguous", Place(file), seen=said)


def _own_signs(grids: Iterable[Grid]) -> set[str]:
    """Block titles and section words of our own format."""
    found: set[str] = set()
    for grid in grids:
        texts = {grid.text(row, column) for row, column in grid.values if column <= 60 and row <= 2000}
        found |= texts & _OWN_TITLES
        if {CONDITION, CONCLUSION} <= texts:
            found.add(f"{CONDITION}｜{CONCLUSION}")
    return found


def _pydmnrules(grids: Sequence[Grid]) -> list[str]:
    found = []
    for grid in grids:
        texts = {str(value) for value in grid.values.values()}
        if grid.name == "Glossary" and {"Variable", "Business Concept", "Attribute"} <= texts:
            found.append("Glossary: Variable | Business Concept | Attribute")
        elif grid.name == "Decision" and "Decisions" in texts:
            found.append("Decision: Decisions | Execute Decision Tables")
        elif grid.name not in pydmnrules.SPECIAL:
            found += _tables(grid)
    return found


def _tables(grid: Grid) -> list[str]:
    shapes = (("命中策略在左上角、双线分区", pydmnrules.is_rows), ("命中策略在左下角、双线分区", pydmnrules.is_columns),
              ("合并的左上角（交叉表）", pydmnrules.is_crosstab))  # fmt: skip
    for row, column in grid.filled():
        if isinstance(grid.at(row, column), str):
            for words, shape in shapes:
                if shape(grid, row, column):
                    return [f"{grid.name}!{grid.address(row, column)} {words}"]
    return []


def _advanced(grids: Sequence[Grid]) -> list[str]:
    return [f"{grid.name}: 第1行 Input | Output，A5 命中策略" for grid in grids[:1] if camunda.is_advanced(grid)]


def _simple(grids: Sequence[Grid]) -> list[str]:
    return [f"{grid.name}: 第1行是各列的名称，以下都是规则" for grid in grids[:1] if camunda.is_simple(grid)]
