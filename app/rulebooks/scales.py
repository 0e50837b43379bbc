"""Scales (阶梯): amounts by band with rates, read without guessing mode, cap, floor or rounding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.findings import Place
from app.rulebooks import layout
from app.rulebooks.conditions import ANYTHING, Anything, Condition, Equals, Interval, Present
from app.rulebooks.drafts import Heading, RuleDraft, ScaleDraft
from app.rulebooks.layout import Layout
from app.rulebooks.model import BUSINESS_DATE, Header, Output, Scale, ScaleMode, Tier
from app.rulebooks.printing import print_condition
from app.rulebooks.reading import Reading
from app.rulebooks.sections import is_remark
from app.rulebooks.sheets import Block, Cell, span_of
from app.rulebooks.tables import validity
from app.rulebooks.typed import NOTHING, Column, column_of, condition_of, value_of
from app.values import VarType

RATES = frozenset({"比例", "费率", "计提比例", "奖励比例", "提成比例", "rate"})
FIXED = frozenset({"固定额", "固定金额", "定额", "fixed"})
_MODES = {
    **dict.fromkeys(("全额", "全额累进"), ScaleMode.WHOLE),
    **dict.fromkeys(("超额累进", "超额", "分段累进"), ScaleMode.MARGINAL),
}
DEFAULT_DECIMALS = 2


def is_scale(head: Layout) -> bool:
    """Its corner says 阶梯, or it says how to compute."""
    return layout.MODE in head.properties or head.body.rows[0][0].folded.lower() in layout.SCALE_CORNERS


def draft_scale(head: Layout, reading: Reading) -> ScaleDraft | None:
    """Cut a scale into cells; None where amount or rate cannot be found."""
    block = head.body
    header, *rows = block.rows
    columns = _columns(head, reading)
    if not columns.inputs or not columns.paying:
        reading.error("scale-columns", block.across(header), table=head.title)
        return None
    stated = head.properties.get(layout.OUTPUT)
    output = reading.canonical(stated.folded if stated is not None else head.title)
    rules = [_tier(row, columns, block) for row in rows]
    if not rules:
        reading.error("table-without-rules", block.across(header), table=head.title)
    return ScaleDraft(
        block,
        head.title_row[0],
        head.title,
        output,
        tuple(Heading(reading.canonical(header[index].folded), header[index]) for index in columns.inputs),
        tuple(rules),
        head.properties,
        stated or head.title_row[0],
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Indexes of a scale's columns, whatever their order: the first input is the banded amount, others select."""

    inputs: list[int] = field(default_factory=list)
    rate: list[int] = field(default_factory=list)
    fixed: list[int] = field(default_factory=list)
    remarks: dict[str, int] = field(default_factory=dict)

    @property
    def paying(self) -> list[int]:
        return [*self.rate[:1], *self.fixed[:1]]


def _columns(head: Layout, reading: Reading) -> _Columns:
    """Each column by its heading; behind the rates an unknown heading can only be a remark, and is reported."""
    block = head.body
    header, *rows = block.rows
    found = _Columns()
    for index, cell in enumerate(header[1:], start=1):
        word = cell.folded.lower()
        known = reading.variable(reading.canonical(cell.folded)) is not None
        marked = head.markers.get(index)
        if cell.blank:
            if any(not row[index].blank for row in rows):
                reading.error("heading-blank", block.at(cell))
        elif word in RATES or word in FIXED:
            same = found.rate if word in RATES else found.fixed
            if same:
                reading.error("heading-twice", block.at(cell), name=cell.text, other=header[same[0]].name)
            same.append(index)
        elif marked == layout.REMARK or is_remark(cell, reading):
            found.remarks[cell.folded] = index
        elif known or marked == layout.CONDITION or not found.paying:
            found.inputs.append(index)
        else:
            reading.warn("list-column-unknown", block.at(cell), text=cell.text)
    return found


def _tier(row: Sequence[Cell], columns: _Columns, block: Block) -> RuleDraft:
    blank = Cell(None, row[0].row, row[0].column)
    outcomes = tuple(row[found[0]] if found else blank for found in (columns.rate, columns.fixed))
    name = row[0].folded or block.ordinal(row[0])
    remarks = {heading: row[index] for heading, index in columns.remarks.items()}
    return RuleDraft(name, tuple(row[index] for index in columns.inputs), outcomes, remarks, span_of(row))


def build_scale(draft: ScaleDraft, reading: Reading, spellings: Mapping[str, tuple[str, ...]]) -> Scale | None:
    """Read mode, bounds and tiers; None where the mode is not written down."""
    mode = _mode(draft, reading)
    columns = [_column(heading, reading, spellings) for heading in draft.inputs]
    _refuse_text_amount(draft, columns[0], reading)
    tiers = tuple(_build_tier(rule, columns, draft, reading) for rule in draft.rules)
    periods = _periods(draft, reading)
    variable = reading.variables[draft.output]
    headers = [Header(heading.variable, draft.block.at(heading.cell)) for heading in draft.inputs]
    place = draft.block.at(draft.output_cell)
    cap, floor = (_amount(draft.properties.get(name), draft, reading) for name in (layout.CAP, layout.FLOOR))
    if cap is not None and floor is not None and cap < floor:
        reading.error("cap-below-floor", draft.block.at(draft.properties[layout.CAP]), cap=str(cap), floor=str(floor))
    decimals = _decimals(draft, reading)
    if any(period != ANYTHING for period in periods):
        headers.append(_dated_header(draft, reading))
        tiers = tuple(_in_force(tier, period) for tier, period in zip(tiers, periods, strict=True))
    if mode is None:
        return None
    return Scale(
        Output(draft.output, place, variable.type, variable.domain),
        draft.name,
        mode,
        headers[0],
        tuple(headers[1:]),
        tiers,
        draft.place,
        cap,
        floor,
        decimals,
        {name: cell.text for name, cell in draft.properties.items()},
    )


def _column(heading: Heading, reading: Reading, spellings: Mapping[str, tuple[str, ...]]) -> Column:
    variable = reading.variable(heading.variable)
    if variable is None:
        return Column(heading.variable, VarType.DECIMAL)
    return column_of(variable, reading, spellings.get(variable.name, ()))


def _refuse_text_amount(draft: ScaleDraft, column: Column, reading: Reading) -> None:
    if not column.kind.is_number:
        reading.error("scale-amount", draft.block.at(draft.inputs[0].cell), variable=column.name)


def _mode(draft: ScaleDraft, reading: Reading) -> ScaleMode | None:
    cell = draft.properties.get(layout.MODE)
    if cell is None or cell.blank:
        reading.error("scale-without-mode", draft.place, table=draft.name)
        return None
    mode = _MODES.get(cell.folded)
    if mode is None:
        reading.error("scale-mode-unknown", draft.block.at(cell), text=cell.text)
    return mode


def _decimals(draft: ScaleDraft, reading: Reading) -> int:
    """``2 四舍五入``, ``2``, ``四舍五入到分``; no other rounding is offered."""
    cell = draft.properties.get(layout.ROUNDING)
    if cell is None or cell.blank:
        reading.note("scale-rounding-assumed", draft.place, table=draft.name, decimals=DEFAULT_DECIMALS)
        return DEFAULT_DECIMALS
    named = {"四舍五入到元": 0, "四舍五入到角": 1, "四舍五入到分": 2}
    if cell.folded in named:
        return named[cell.folded]
    match = re.fullmatch(r"([0-9])(?: ?位)?(?: ?小数)?(?: ?四舍五入)?|四舍五入 ?([0-9])位?(?:小数)?", cell.folded)
    if match is None:
        reading.error("scale-rounding-unknown", draft.block.at(cell), text=cell.text)
        return DEFAULT_DECIMALS
    return int(match[1] or match[2])


def _amount(cell: Cell | None, draft: ScaleDraft, reading: Reading) -> Decimal | None:
    if cell is None or cell.folded in NOTHING:
        return None
    value = value_of(cell, Column(draft.output, VarType.MONEY), draft.block, reading)
    return value if isinstance(value, Decimal) else None


def _build_tier(rule: RuleDraft, columns: Sequence[Column], draft: ScaleDraft, reading: Reading) -> Tier:
    conditions = [
        condition_of(cell, column, draft.block, reading) for cell, column in zip(rule.conditions, columns, strict=True)
    ]
    rate_cell, fixed_cell = rule.outcomes
    place = Place(draft.block.file, draft.block.sheet, rule.cells)
    if rate_cell.blank and fixed_cell.blank:
        reading.error("conclusion-empty", place, variable=draft.output)
    rate = _number(rate_cell, Column("比例", VarType.PERCENT), draft, reading)
    if abs(rate) > 1:
        reading.warn("rate-above-one", draft.block.at(rate_cell), text=rate_cell.text)
    fixed = _number(fixed_cell, Column("固定额", VarType.MONEY), draft, reading)
    texts = tuple(cell.text for cell in rule.conditions)
    band = _band(conditions[0], rule.conditions[0], columns[0], draft, reading)
    return Tier(rule.id, band, tuple(conditions[1:]), texts, rate, fixed, rule.cells)


def _band(condition: Condition, cell: Cell, column: Column, draft: ScaleDraft, reading: Reading) -> Interval:
    """What a tier spans in one piece: the parts of an amount are measured by its two ends."""
    if isinstance(condition, Interval):
        return condition
    if isinstance(condition, Equals) and isinstance(condition.value, Decimal):
        return Interval(condition.value, True, condition.value, True)
    if column.kind.is_number and not isinstance(condition, Anything | Present):
        reading.error("scale-band", draft.block.at(cell), text=cell.text)
    return Interval()


def _periods(draft: ScaleDraft, reading: Reading) -> list[Condition]:
    """When each tier is in force: 生效日期 and 失效日期 of its row and of the whole scale, on the business date."""
    whole = validity(draft.properties, draft.block, reading)
    found: list[Condition] = []
    for rule in draft.rules:
        spans = (whole, validity(rule.remarks, draft.block, reading))
        start = max((start for start, _end in spans if start is not None), default=None)
        end = min((end for _start, end in spans if end is not None), default=None)
        if start is not None and end is not None and start > end:
            place = Place(draft.block.file, draft.block.sheet, rule.cells)
            reading.error("validity-reversed", place, start=str(start), end=str(end))
        dated = start is not None or end is not None
        found.append(Interval(start, start is not None, end, end is not None) if dated else ANYTHING)
    return found


def _dated_header(draft: ScaleDraft, reading: Reading) -> Header:
    """A period selects tiers by the business date, as a column 业务日期 would."""
    for heading in draft.inputs:
        if heading.variable == BUSINESS_DATE:
            reading.error("heading-twice", draft.block.at(heading.cell), name=BUSINESS_DATE, other=layout.FROM)
    return Header(BUSINESS_DATE, draft.place)


def _in_force(tier: Tier, period: Condition) -> Tier:
    text = print_condition(period)
    return replace(tier, selectors=(*tier.selectors, period), texts=(*tier.texts, text))


def _number(cell: Cell, column: Column, draft: ScaleDraft, reading: Reading) -> Decimal:
    if cell.blank or cell.folded in NOTHING:
        return Decimal(0)
    value = value_of(cell, column, draft.block, reading)
    return value if isinstance(value, Decimal) else Decimal(0)
