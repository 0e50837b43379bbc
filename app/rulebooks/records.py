"""Blocks that are lists with a heading row: 数据字典, 参数, 公式, 指标, 文书目录, 决策流程."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.findings import Place
from app.rulebooks.reading import Reading, near
from app.rulebooks.sheets import Block, Cell, span_of
from app.rulebooks.typed import usable
from app.values import fold, parse_bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of list: its titles, and its columns with their other spellings."""

    titles: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]

    def column_of(self, heading: str) -> str:
        """The column a heading means, or nothing."""
        folded = fold(heading).lower()
        return next((name for name, others in self.columns.items() if folded in (name, *others)), "")

    def is_headed_by(self, row: Sequence[Cell]) -> bool:
        """Whether a row names all required columns."""
        named = {self.column_of(cell.text) for cell in row}
        return len(self.required) > 1 and named.issuperset(self.required)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a list; absent columns are blank cells."""

    block: Block
    row: Sequence[Cell]
    cells: Mapping[str, Cell]

    def __getitem__(self, name: str) -> Cell:
        return self.cells.get(name) or Cell(None, self.row[0].row, self.row[0].column)

    def text(self, name: str) -> str:
        """The cell as it is written."""
        return self[name].text.strip()

    def folded(self, name: str) -> str:
        return self[name].folded

    def at(self, name: str) -> Place:
        return self.block.at(self[name])

    @property
    def place(self) -> Place:
        return Place(self.block.file, self.block.sheet, span_of(self.row))


def records(block: Block, shape: Shape, reading: Reading) -> Iterator[Record]:
    """The rows below the heading row; unknown and missing columns are reported."""
    start = next((index for index, row in enumerate(block.rows[:3]) if shape.is_headed_by(row)), 1)
    if start >= len(block.rows):
        reading.error("list-without-headings", block.place, columns="、".join(shape.required))
        return
    header = block.rows[start]
    columns: dict[str, int] = {}
    for index, cell in enumerate(header):
        name = shape.column_of(cell.text)
        if name and name not in columns:
            columns[name] = index
        elif not cell.blank:
            _unknown_column(cell, name, shape, block, reading)
    for index, cell in enumerate(header):
        if cell.blank and any(not row[index].blank for row in block.rows[start + 1 :]):
            reading.warn("heading-blank", block.at(cell))
    missing = [name for name in shape.required if name not in columns]
    if missing:
        reading.error("list-column-missing", block.across(header), columns="、".join(missing))
        return
    for row in block.rows[start + 1 :]:
        cells = {name: row[index] for name, index in columns.items()}
        if all(usable(cell, block, reading) for name, cell in cells.items() if name != "公式"):
            yield Record(block, row, cells)


def _unknown_column(cell: Cell, name: str, shape: Shape, block: Block, reading: Reading) -> None:
    if name:
        reading.error("heading-twice", block.at(cell), name=cell.text, other=name)
        return
    similar = near(cell.folded, shape.columns)
    code = "list-column-similar" if similar else "list-column-unknown"
    reading.warn(code, block.at(cell), text=cell.text, similar=similar)


def parts_of(text: str) -> tuple[str, ...]:
    """Names parted by ``、 , ;`` or line breaks."""
    listed = text.replace("\n", "、").replace("，", "、").replace(",", "、").replace("；", "、").replace(";", "、")
    return tuple(part.strip() for part in listed.split("、") if part.strip())


def yes(record: Record, name: str, reading: Reading) -> bool:
    """A yes/no cell; blank is no."""
    cell = record[name]
    if cell.blank:
        return False
    value = cell.value if isinstance(cell.value, bool) else parse_bool(cell.folded)
    if value is None:
        reading.error("yes-or-no", record.at(name), text=cell.text)
    return bool(value)
