"""The block 指标: what is counted or added up per officer for the scorecards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from app.rulebooks.grammar import ConditionError, parse_condition
from app.rulebooks.model import Aggregate, Filter, Measure, Variable
from app.rulebooks.reading import Reading, near
from app.rulebooks.records import Record, Shape, records
from app.rulebooks.sheets import Block
from app.rulebooks.typed import Column, column_of, value_of
from app.values import VarType, fold

SHAPE = Shape(
    ("指标", "考核指标", "measures"),
    {
        "指标": ("名称", "指标名称", "measure", "name"),
        "数据表": ("数据", "台账", "来源", "dataset"),
        "汇总": ("汇总方式", "统计方式", "aggregate"),
        "字段": ("统计字段", "field"),
        "筛选": ("筛选条件", "条件", "filter"),
        "目标": ("目标值", "任务", "target"),
        "权重": ("weight",),
        "计分方式": ("计分", "scoring"),
        "封顶": ("上限", "cap"),
        "单位": ("unit",),
        "说明": ("备注", "依据", "note"),
    },
    ("指标", "数据表", "汇总"),
)


def declare_measures(block: Block, reading: Reading) -> None:
    """Make the measures' names known before formulas and tables read them."""
    for record in records(block, SHAPE, Reading(reading.file)):
        name = record.folded("指标")
        if name and reading.variable(reading.canonical(name)) is None:
            unit = record.folded("单位")
            reading.declare(Variable(name, _result_type(record), record.place, unit, inferred=True))
        reading.measured.add(reading.canonical(name))


def _result_type(record: Record) -> VarType:
    counting = record.folded("汇总") in (Aggregate.COUNT.value, Aggregate.DISTINCT.value)
    if counting:
        return VarType.INTEGER
    return VarType.MONEY if "元" in record.folded("单位") else VarType.DECIMAL


def read_measures(block: Block, reading: Reading) -> list[Measure]:
    found = [_measure(record, reading) for record in records(block, SHAPE, reading)]
    seen: dict[str, Measure] = {}
    for measure in found:
        if measure is None:
            continue
        if measure.name in seen:
            reading.error("measure-twice", measure.place, name=measure.name, other=seen[measure.name].place.cell)
        seen.setdefault(measure.name, measure)
    return list(seen.values())


def _measure(record: Record, reading: Reading) -> Measure | None:
    name = reading.canonical(record.folded("指标"))
    aggregate = _aggregate(record, reading)
    if not name:
        reading.error("name-blank", record.place, column="指标")
    field = _field(record, aggregate, reading)
    filters = tuple(_filters(record, reading))
    numbers = {column: _number(record, column, reading) for column in ("目标", "权重", "封顶")}
    if not name or aggregate is None:
        return None
    return Measure(
        name,
        record.text("数据表"),
        aggregate,
        field,
        filters,
        record.place,
        numbers["目标"],
        numbers["权重"],
        record.text("计分方式"),
        numbers["封顶"],
        record.folded("单位"),
        record.text("筛选"),
    )


def _aggregate(record: Record, reading: Reading) -> Aggregate | None:
    word = record.folded("汇总")
    try:
        return Aggregate(word)
    except ValueError:
        known = [aggregate.value for aggregate in Aggregate]
        similar = near(word, known)
        reading.error("aggregate-unknown", record.at("汇总"), text=word, known="、".join(known), similar=similar)
        return None


def _field(record: Record, aggregate: Aggregate | None, reading: Reading) -> str:
    name = reading.canonical(record.folded("字段"))
    if not name:
        if aggregate is not Aggregate.COUNT:
            reading.error("measure-without-field", record.place, name=record.text("指标"))
        return ""
    variable = reading.variable(name)
    if variable is None:
        _unknown(name, record, "字段", reading)
    elif aggregate in (Aggregate.SUM, Aggregate.MEAN) and not variable.type.is_number:
        reading.error("measure-of-text", record.at("字段"), variable=name, aggregate=aggregate.value)
    return name


def _unknown(name: str, record: Record, column: str, reading: Reading) -> None:
    similar = reading.similar(name)
    code = "variable-similar" if similar else "variable-unknown"
    reading.error(code, record.at(column), variable=name, similar=similar)


def _filters(record: Record, reading: Reading) -> Iterator[Filter]:
    """``入账方式 现金 且 金额>0``: each part a variable and a condition; a part without one goes on with the last."""
    text = fold(record.text("筛选"))
    if not text or text == "-":
        return
    pending: tuple[str, str] | None = None
    for part in re.split(r"\s*(?:并且|且|;)\s*", text):
        split = _split(part, reading)
        if split is None and pending is not None:
            pending = (pending[0], f"{pending[1]} 且 {part}")
            continue
        if pending is not None:
            yield from _filter(*pending, record, reading)
        if split is None:
            word = re.match(r"[^\s<>=!(\[,、]*", part)
            _unknown(word[0] if word else part, record, "筛选", reading)
        pending = split
    if pending is not None:
        yield from _filter(*pending, record, reading)


def _split(part: str, reading: Reading) -> tuple[str, str] | None:
    """The variable a part begins with (the longest known name), and what is said of it."""
    known = [heading for heading in reading.headings if part.startswith(heading)]
    if not known:
        return None
    heading = max(known, key=len)
    said = part[len(heading) :].strip().removeprefix("为").removeprefix("是").removeprefix(":").strip()
    return reading.headings[heading], said


def _filter(name: str, said: str, record: Record, reading: Reading) -> Iterator[Filter]:
    variable = reading.variables[name]
    column = column_of(variable, reading)
    try:
        yield Filter(
            name,
            parse_condition(
                said or "是", column.kind, reading.parameters, variable=name, unit=column.unit, domain=column.domain
            ),
        )
    except ConditionError as error:
        reading.error(error.code.removeprefix("rulebooks."), record.at("筛选"), **error.params, variable=name)


def _number(record: Record, column: str, reading: Reading) -> Decimal | None:
    if record.folded(column) in ("", "-", "—"):
        return None
    value = value_of(record[column], Column(column, VarType.DECIMAL), record.block, reading)
    return value if isinstance(value, Decimal) else None
