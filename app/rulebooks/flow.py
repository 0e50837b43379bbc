"""The block 决策流程: which tables in which order, where staff want to say so."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

from app.rulebooks.reading import Reading, near
from app.rulebooks.records import Record, Shape, records
from app.rulebooks.sheets import Block

SHAPE = Shape(
    ("决策流程", "流程", "decisions", "decision"),
    {
        "决策": ("决策表", "表", "名称", "步骤名称", "decision", "table", "execute decision tables"),
        "顺序": ("序号", "步骤", "次序", "order", "step"),
        "说明": ("备注", "note"),
    },
    ("决策",),
)


_STEP = re.compile(r"(?:第|步骤)? ?(\d{1,4}) ?步?")


def read_flow(block: Block, reading: Reading, known: Collection[str]) -> tuple[str, ...]:
    """The names in their order: by 顺序 where it is filled, else from the top down."""
    rows: list[tuple[Decimal, str]] = []
    for number, record in enumerate(records(block, SHAPE, reading), start=1):
        name = reading.canonical(record.folded("决策"))
        if not name:
            reading.error("name-blank", record.place, column="决策")
        elif name not in known:
            similar = near(name, known)
            code = "flow-similar" if similar else "flow-unknown"
            reading.error(code, record.at("决策"), name=name, similar=similar)
        elif name in [earlier for _order, earlier in rows]:
            reading.error("flow-twice", record.at("决策"), name=name)
        else:
            rows.append((_order(record, number, reading), name))
    return tuple(name for _order_, name in sorted(rows, key=lambda row: row[0]))


def _order(record: Record, number: int, reading: Reading) -> Decimal:
    """``1``, also as text or as 第1步; a step without a number comes where it stands."""
    cell = record["顺序"]
    if cell.blank or isinstance(cell.value, Decimal):
        return cell.value if isinstance(cell.value, Decimal) else Decimal(number)
    match = _STEP.fullmatch(cell.folded)
    if match is None:
        reading.error("flow-order", record.at("顺序"), text=cell.text)
        return Decimal(number)
    return Decimal(match[1])
