"""Blocks as grids of cells: what stands where, in which role, what is merged and where the lines are double."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from app.samples.rulebooks.model import Block, Cell, Listing, Matrix, Scale, Table, Tests, Variable


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell: its value, its role (see :mod:`.formats`), and what decides its drop-down list."""

    value: Cell
    role: str
    variable: str = ""
    """Whose listed values it offers."""
    heading: str = ""
    """What the cell fills in: a column of a list, a property; the words of the format for it are offered."""


@dataclass(slots=True)
class Grid:
    """A block laid out; coordinates are relative to its first cell."""

    rows: list[list[Piece]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    double_left: tuple[int, ...] = ()
    """Columns with a double line before them: the sections that DMN-in-Excel people look for."""
    head_rows: tuple[int, ...] = ()
    """Rows with a double line below them."""
    freeze: int = 0
    """Rows that stay in sight when it is the first block of its sheet."""
    kind: str = ""
    """What the block is called in the rulebook format."""
    blank: Sequence[Piece] = ()
    """One more row, not filled in yet."""


def lay_out(block: Block) -> Grid:
    """The grid of any block."""
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Matrix):
        return _matrix(block)
    if isinstance(block, Scale):
        return _scale(block)
    return _tests(block) if isinstance(block, Tests) else _listing(block)


def dictionary(variables: Iterable[Variable]) -> Grid:
    """The 数据字典 block."""
    headings = ("变量", "类型", "单位", "取值范围", "别名", "必填", "默认值", "用途", "说明")
    return _listing(Listing("数据字典", headings, tuple(_dictionary_row(variable) for variable in variables)))


def _dictionary_row(of: Variable) -> tuple[Cell, ...]:
    required = "是" if of.required else ""
    return (of.name, of.type, of.unit, of.domain, of.aliases, required, of.default, of.role, of.note)


def _listing(block: Listing) -> Grid:
    width = len(block.headings)
    roles = ["name", *(_listed_role(heading) for heading in block.headings[1:])]
    rows = [
        _filled([Piece(block.title, "title")], width, "title"),
        [Piece(heading, "head") for heading in block.headings],
    ]
    no_variables = ("",) * width
    rows += [_row(row, roles, no_variables, block.headings) for row in block.rows]
    blank = _row(no_variables, roles, no_variables, block.headings)
    return Grid(rows, [(0, 0, 0, width - 1)], (), (1,), 2, block.title, blank)


def _listed_role(heading: str) -> str:
    return "long" if heading in _LONG else "word" if heading in _WORDS else "value"


_LONG = frozenset({"说明", "别名", "依据", "公式", "筛选", "取值范围", "计分方式"})
_WORDS = frozenset({"类型", "必填", "汇总"})


def _table(block: Table) -> Grid:
    roles = _roles(len(block.conditions), len(block.conclusions), len(block.remarks))
    top = _top(block.name, roles)
    _add_properties(top, block.properties, len(roles))
    head = (*block.conditions, *block.conclusions, *block.remarks)
    heads = [Piece(cell, f"{role}-head") for cell, role in zip(head, roles[1:], strict=True)]
    top.head_rows = (len(top.rows),)
    top.freeze = len(top.rows) + 1
    top.rows.append([Piece(block.policy, "corner", heading="命中策略"), *heads])
    variables = ("", *block.conditions, *block.conclusions, *("" for _ in block.remarks))
    top.kind, top.blank = "决策表", _row(("",) * len(roles), roles, variables)
    top.rows += [_row(rule, roles, variables) for rule in block.rules]
    if block.default:
        skipped = ("-",) * len(block.conditions)
        top.rows.append(_row(("默认", *skipped, *block.default, *("",) * len(block.remarks)), roles, variables))
    return top


def _roles(conditions: int, conclusions: int, remarks: int) -> list[str]:
    return ["id", *["condition"] * conditions, *["conclusion"] * conclusions, *["remark"] * remarks]


def _row(
    cells: Sequence[Cell], roles: Sequence[str], variables: Sequence[str], headings: Sequence[str] = ()
) -> list[Piece]:
    return [Piece(*of) for of in zip(cells, roles, variables, headings or variables, strict=True)]


def _top(title: str, roles: Sequence[str]) -> Grid:
    """The title row: the name over id and conditions, then the words 结论 and 备注 over their sections."""
    grid = Grid([[]])
    starts = []
    for word, role, covered in _SECTIONS:
        size = sum(name in covered for name in roles)
        if size:
            start = len(grid.rows[0])
            starts.append(start)
            grid.merges += [(0, start, 0, start + size - 1)] * (size > 1)
            grid.rows[0] += _filled([Piece(title if role == "title" else word, role)], size, role)
    grid.double_left = tuple(starts[1:])
    return grid


_SECTIONS = (
    ("", "title", ("id", "condition")),
    ("结论", "conclusion-title", ("conclusion",)),
    ("备注", "remark-title", ("remark",)),
)


def _filled(pieces: list[Piece], width: int, role: str) -> list[Piece]:
    return pieces + [Piece("", role)] * (width - len(pieces))


def _add_properties(grid: Grid, properties: Mapping[str, str], width: int) -> None:
    """Name and value, the value over the rest of the block's columns."""
    for name, value in properties.items():
        row = len(grid.rows)
        stated = Piece(value, "property-value", heading=name)
        grid.rows.append([Piece(name, "property"), *_filled([stated], width - 1, "property-value")])
        if width > 2:
            grid.merges.append((row, 1, row, width - 1))


def _matrix(block: Matrix) -> Grid:
    down, width = len(block.down), len(block.down) + len(block.columns)
    grid = Grid([_filled([Piece(block.output, "title")], width, "title")], [(0, 0, 0, width - 1)], (down,))
    _add_properties(grid, block.properties, width)
    head = len(grid.rows)
    corner = [*block.down[:-1], f"{block.down[-1]}\\{block.across}"]
    heads = [*(Piece(name, "corner") for name in corner), *(Piece(key, "condition-head") for key in block.columns)]
    variables = (*block.down, *(block.output for _ in block.columns))
    roles = ["condition"] * down + ["conclusion"] * len(block.columns)
    grid.rows += [heads, *(_row(row, roles, variables) for row in block.rows)]
    grid.merges += _repeated(block, head + 1)
    grid.head_rows, grid.freeze = (head,), head + 1
    grid.kind, grid.blank = "矩阵", _row(("",) * width, roles, variables)
    return grid


def _repeated(block: Matrix, first: int) -> Iterable[tuple[int, int, int, int]]:
    """Equal keys of neighbouring rows are one merged cell, as staff draw them."""
    for column in range(len(block.down) - 1):
        row = first
        for _, group in groupby(block.rows, key=lambda keys: keys[: column + 1]):
            size = len(list(group))
            if size > 1:
                yield (row, column, row + size - 1, column)
            row += size


def _scale(block: Scale) -> Grid:
    roles = _roles(len(block.conditions), 2, len(block.remarks))
    top = _top(block.output, roles)
    _add_properties(top, block.properties, len(roles))
    head = ("阶梯", *block.conditions, "比例", "固定额", *block.remarks)
    top.head_rows = (len(top.rows),)
    top.freeze = len(top.rows) + 1
    top.rows.append(
        [Piece(cell, f"{role}-head" if role != "id" else "corner") for cell, role in zip(head, roles, strict=True)]
    )
    variables = ("", *block.conditions, "", "", *("" for _ in block.remarks))
    top.kind, top.blank = "阶梯", _row(("",) * len(roles), roles, variables)
    top.rows += [_row(tier, roles, variables) for tier in block.tiers]
    return top


def _tests(block: Tests) -> Grid:
    inputs, expected = len(block.inputs), len(block.expected)
    title = [Piece("测试用例", "title"), *_filled([Piece("输入", "condition-title")], inputs, "condition-title")]
    title += _filled([Piece("期望", "conclusion-title")], expected, "conclusion-title")
    head = [Piece("用例", "corner"), *(Piece(name, "condition-head") for name in block.inputs)]
    head += [Piece(name, "conclusion-head") for name in block.expected]
    roles = ["name", *["condition"] * inputs, *["expected"] * expected]
    variables = ("", *block.inputs, *block.expected)
    blank = _row(("",) * len(roles), roles, variables)
    rows = [title, head, *(_row(row, roles, variables) for row in block.rows)]
    merges = [(0, 1, 0, inputs)] * (inputs > 1) + [(0, inputs + 1, 0, inputs + expected)] * (expected > 1)
    return Grid(rows, merges, (1, inputs + 1), (1,), 2, "测试用例", blank)
