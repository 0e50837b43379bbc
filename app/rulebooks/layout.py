"""The head of a table, matrix or scale: title, property rows, marker words; and where the heading row stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.rulebooks.model import HitPolicy
from app.rulebooks.reading import Reading, near
from app.rulebooks.sheets import Block, Cell
from app.values import fold

POLICY, FROM, TO, BASIS, OWNER, OUTPUT = "命中策略", "生效日期", "失效日期", "依据文件", "负责人", "结论"
MODE, CAP, FLOOR, ROUNDING, DEFAULT = "计算方式", "封顶", "保底", "舍入", "默认"
PROPERTIES = (POLICY, FROM, TO, BASIS, OWNER, OUTPUT, MODE, CAP, FLOOR, ROUNDING, DEFAULT)
OF_TABLES, OF_SCALES = frozenset({POLICY, DEFAULT}), frozenset({MODE, CAP, FLOOR, ROUNDING})
"""Properties that mean something in one kind of block only."""

CONDITION, CONCLUSION, REMARK = "条件", "结论", "备注"
MARKERS = {
    **dict.fromkeys(("条件", "判断条件", "condition", "conditions", "input", "inputs", "if"), CONDITION),
    **dict.fromkeys(
        ("结论", "结果", "动作", "conclusion", "conclusions", "output", "outputs", "then", "action"), CONCLUSION
    ),
    **dict.fromkeys(("备注", "注释", "annotation", "annotations"), REMARK),
}
REMARK_HEADINGS = frozenset({"备注", "注释", "说明", "依据", "生效日期", "失效日期", "annotation", "note", "remark"})
ID_HEADINGS = frozenset({"编号", "规则", "规则编号", "规则号", "序号", "id", "no", "no.", "#", "rule"})
SCALE_CORNERS = frozenset({"阶梯", "级距", "档次", "档位", "tier"})
DOMAIN_WORDS = frozenset({"取值范围", "允许值", "取值", "allowed values", "values"})
DEFAULT_WORDS = frozenset({"默认", "缺省", "default"})

_HEAD_ROWS = 16
"""Property rows above a heading row are looked for this far down."""

_POLICY_WORDS = {
    "U": HitPolicy.UNIQUE, "唯一": HitPolicy.UNIQUE, "UNIQUE": HitPolicy.UNIQUE,
    "A": HitPolicy.ANY, "一致": HitPolicy.ANY, "ANY": HitPolicy.ANY,
    "F": HitPolicy.FIRST, "首条": HitPolicy.FIRST, "FIRST": HitPolicy.FIRST,
    "P": HitPolicy.PRIORITY, "优先": HitPolicy.PRIORITY, "PRIORITY": HitPolicy.PRIORITY,
    "最重": HitPolicy.WORST, "WORST": HitPolicy.WORST,
    "R": HitPolicy.RULE_ORDER, "按行": HitPolicy.RULE_ORDER, "RULEORDER": HitPolicy.RULE_ORDER,
    "O": HitPolicy.OUTPUT_ORDER, "按序": HitPolicy.OUTPUT_ORDER, "OUTPUTORDER": HitPolicy.OUTPUT_ORDER,
    "C": HitPolicy.COLLECT, "全部": HitPolicy.COLLECT, "COLLECT": HitPolicy.COLLECT,
    "C+": HitPolicy.SUM, "求和": HitPolicy.SUM, "SUM": HitPolicy.SUM,
    "C>": HitPolicy.MAX, "最大": HitPolicy.MAX, "MAX": HitPolicy.MAX,
    "C<": HitPolicy.MIN, "最小": HitPolicy.MIN, "MIN": HitPolicy.MIN,
    "C#": HitPolicy.COUNT, "计数": HitPolicy.COUNT, "COUNT": HitPolicy.COUNT,
}  # fmt: skip


def policy_of(text: str) -> HitPolicy | None:
    """The hit policy a corner or property names: ``U``, ``唯一``, ``U/唯一``, ``C+ 求和``; None where it names none."""
    folded = fold(text).upper()
    whole = _POLICY_WORDS.get(folded.replace(" ", ""))
    if whole is not None or not folded:
        return whole
    joined = re.sub(r"\bC\s+(?=[+<>#])", "C", folded)
    named = {_POLICY_WORDS.get(part) for part in re.split(r"[/\s()、,:-]+", joined) if part}
    return named.pop() if len(named) == 1 else None


def similar_policy(text: str) -> str:
    """The policy word that comes closest."""
    return near(fold(text).upper(), _POLICY_WORDS)


@dataclass(frozen=True, slots=True)
class Layout:
    """A block's head taken apart; ``body`` begins with the heading row."""

    title: str
    properties: Mapping[str, Cell]
    markers: Mapping[int, str]
    """Column (index in the row) → 条件, 结论 or 备注."""
    title_row: Sequence[Cell]
    body: Block
    property_rows: Sequence[Sequence[Cell]] = ()


def lay_out(block: Block) -> Layout:
    """Take the head of a block apart whose rules are rows."""
    first = block.rows[0]
    titled = bool(markers_of(first)) or not (is_corner(first[0].folded) or is_property_row(first))
    title = block.title if titled and block.title and policy_of(block.title) is None else fold(block.sheet)
    start = 1 if titled else 0
    marker_row = _marker_row(block)
    header = _header_index(block, start, marker_row)
    property_rows = [row for index, row in enumerate(block.rows[:header]) if index >= start and index != marker_row]
    markers = markers_of(block.rows[marker_row]) if marker_row < header else {}
    return Layout(title, properties_of(property_rows), markers, first, block.below(header), property_rows)


def _marker_row(block: Block) -> int:
    """The first row of marker words; behind a corner or a property such words are headings or values."""
    for index, row in enumerate(block.rows[: _HEAD_ROWS + 1]):
        said_otherwise = index and (is_corner(row[0].folded) or row[0].folded in PROPERTIES)
        if not said_otherwise and markers_of(row):
            return index
    return len(block.rows)


def is_corner(text: str) -> bool:
    """Whether a first cell can only be the corner of a heading row."""
    lowered = text.lower()
    return "\\" in text or lowered in SCALE_CORNERS or lowered in ID_HEADINGS or policy_of(text) is not None


def _header_index(block: Block, start: int, marker_row: int) -> int:
    """The heading row: the first that is neither properties nor markers."""
    last = min(len(block.rows), start + _HEAD_ROWS)
    for index in range(start, last):
        row = block.rows[index]
        if row[0].folded in PROPERTIES or index == marker_row:
            continue
        if any("\\" in cell.folded for cell in row):
            return _matrix_top(block, index, max(start, marker_row + 1 if marker_row < index else 0))
        if is_corner(row[0].folded) or not _is_pair(row):
            return index
        if not any(is_corner(later[0].folded) for later in block.rows[index + 1 : last]):
            return index
    return min(start, len(block.rows) - 1)


def _is_pair(row: Sequence[Cell]) -> bool:
    """Looks like a property row whose name is none of ours."""
    return not row[0].blank and sum(not cell.blank for cell in row) == 2 and not row[1].blank


def _matrix_top(block: Block, index: int, start: int) -> int:
    """A matrix with several column variables may have heading rows above its corner with row variables."""
    while index - 1 >= start and block.rows[index - 1][0].folded not in PROPERTIES:
        above = block.rows[index - 1]
        if not any("\\" in cell.folded for cell in above):
            break
        index -= 1
    return index


def markers_of(row: Sequence[Cell]) -> dict[int, str]:
    """Marker words by column, each holding on until the next; empty where the row has no 结论."""
    sections = [MARKERS.get(cell.folded.lower(), "") if index else "" for index, cell in enumerate(row)]
    others = [cell for index, cell in enumerate(row) if index and not cell.blank and not sections[index]]
    if CONCLUSION not in sections or any(cell.anchor[1] != row[0].anchor[1] for cell in others):
        return {}
    current = CONDITION
    found = {}
    for index, section in enumerate(sections):
        current = section or current
        found[index] = current
    return found


def properties_of(rows: Iterable[Sequence[Cell]]) -> dict[str, Cell]:
    """Name → value; a row may hold several pairs."""
    return {name.folded: value for row in rows for name, value in _pairs(row)}


def _pairs(row: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    cells = said(row)
    return list(zip(cells[::2], cells[1::2], strict=False))


def said(row: Sequence[Cell]) -> list[Cell]:
    """The filled cells of a row, merged ones once."""
    return [
        cell for index, cell in enumerate(row) if not cell.blank and (not index or cell.anchor != row[index - 1].anchor)
    ]


def is_property_row(row: Sequence[Cell]) -> bool:
    """One pair of a name of ours and its value, or several."""
    cells = said(row)
    named = [cell.folded in PROPERTIES for cell in cells[::2]]
    return bool(cells) and cells[0] is row[0] and named[0] and len(cells) % 2 == 0 and (len(cells) == 2 or all(named))


def report_properties(head: Layout, scale: bool, reading: Reading) -> None:
    """Names that are none of ours (kept for people), without a value, there twice, or of another kind of block."""
    block = head.body
    seen: set[str] = set()
    for row in head.property_rows:
        if len(said(row)) % 2:
            reading.error("property-without-value", block.across(row), name=said(row)[-1].text)
        for name, _value in _pairs(row):
            if name.folded not in PROPERTIES:
                similar = near(name.folded, PROPERTIES)
                code = "property-similar" if similar else "property-unknown"
                reading.warn(code, block.at(name), name=name.text, similar=similar)
            elif name.folded in seen:
                reading.error("property-twice", block.at(name), name=name.text)
            elif name.folded in (OF_TABLES if scale else OF_SCALES):
                reading.error("property-of-tables" if scale else "property-of-scales", block.at(name), name=name.text)
            seen.add(name.folded)
