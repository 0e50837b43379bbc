"""The block 参数: named values that may stand in conditions, conclusions, formulas and letters."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from app.rulebooks.dictionary import type_of
from app.rulebooks.literals import MAX_NAME, UNIT_POWERS, scale_of
from app.rulebooks.model import Parameter
from app.rulebooks.reading import MAX_NAMES, Reading
from app.rulebooks.records import Record, Shape, records
from app.rulebooks.sheets import Block, Cell
from app.rulebooks.typed import Column, value_of
from app.values import Scalar, VarType, fold, parse_date, parse_number, plain

SHAPE = Shape(
    ("参数", "参数表", "parameters"),
    {
        "参数": ("名称", "参数名", "参数名称", "parameter", "name"),
        "值": ("取值", "参数值", "value"),
        "单位": ("unit",),
        "依据": ("说明", "备注", "basis", "note"),
        "类型": ("type",),
    },
    ("参数", "值"),
)

_IDENTIFIER = re.compile(r"0\d+|\d{7,}")
"""Digits typed as text: a telephone, an account or a document number, not an amount."""


def read_parameters(block: Block, reading: Reading) -> None:
    """Make every parameter of the block known."""
    for record in records(block, SHAPE, reading):
        name = record.folded("参数")
        if not name:
            reading.error("name-blank", record.place, column="参数")
            continue
        if name in reading.parameters:
            other = reading.parameters[name].place.cell
            reading.error("parameter-twice", record.place, name=name, other=other)
            continue
        if len(name) > MAX_NAME:
            reading.error("name-too-long", record.at("参数"), name=name[:MAX_NAME], limit=MAX_NAME)
            continue
        parameter = _parameter(name, record, reading)
        if parameter is not None:
            reading.parameters[name] = parameter
        if len(reading.parameters) > MAX_NAMES:
            reading.give_up("too-many-names", record.place, limit=MAX_NAMES)


def _parameter(name: str, record: Record, reading: Reading) -> Parameter | None:
    cell = record["值"]
    if cell.blank:
        reading.error("parameter-blank", record.at("值"), name=name)
        return None
    unit = record.folded("单位")
    kind = type_of(record, "类型", reading) or guess_type(cell, unit)
    if kind.is_number:
        value = value_of(cell, Column(name, kind), record.block, reading)
        value = None if not isinstance(value, Decimal) else _in_base_unit(value, cell, unit)
    else:
        value = value_of(cell, Column(name, kind), record.block, reading)
    if value is None:
        return None
    base = "元" if UNIT_POWERS.get(unit, 0) > 0 else unit
    return Parameter(name, value, kind, record.place, base, record.text("依据"))


def guess_type(cell: Cell, unit: str) -> VarType:
    """The type of a value whose row does not state one."""
    if cell.percent or unit in ("%", "‰") or cell.folded.endswith(("%", "‰")):
        return VarType.PERCENT if _number(cell) is not None else VarType.TEXT
    value: Scalar | None = cell.value
    if isinstance(value, bool):
        return VarType.BOOL
    if isinstance(value, date):
        return VarType.DATE
    if isinstance(value, str):
        if not unit and _IDENTIFIER.fullmatch(fold(value)):
            return VarType.TEXT
        if _number(cell) is None:
            return VarType.DATE if parse_date(value) else VarType.TEXT
    return VarType.MONEY if "元" in unit or "元" in cell.folded else VarType.DECIMAL


def _number(cell: Cell) -> Decimal | None:
    return cell.value if isinstance(cell.value, Decimal) else parse_number(cell.folded)


def _in_base_unit(value: Decimal, cell: Cell, unit: str) -> Decimal:
    """``5`` with the unit 万元 is 50000 元; a value that already names its scale is left alone."""
    power = UNIT_POWERS.get(unit, 0)
    if cell.percent or scale_of(cell.folded):
        return value
    return plain(value.scaleb(power))
