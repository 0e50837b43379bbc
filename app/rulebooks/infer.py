"""Types of variables that no 数据字典 declares, from the cells that speak of them; each inference is reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.findings import Place
from app.rulebooks.conditions import Anything, Missing, Present
from app.rulebooks.domains import read_domain
from app.rulebooks.drafts import Heading, ScaleDraft, TableDraft, condition_cells, outcome_cells
from app.rulebooks.grammar import ConditionError, parse_condition
from app.rulebooks.model import BUSINESS_DATE, HitPolicy, Variable
from app.rulebooks.reading import Reading
from app.rulebooks.sheets import Block, Cell
from app.rulebooks.typed import NOTHING
from app.values import VarType, fold, parse_date, parse_number

_TYPES = (VarType.DECIMAL, VarType.DATE, VarType.BOOL)
_ORDERING = ("<", ">", "..", "大于", "小于", "超过", "不满", "不足", "以上", "以下", "以内", "不低于", "至少", "至多")
_SAMPLE = 400
"""Cells looked at when a column is of mixed kinds and the commonest has to be found."""


def infer_types(drafts: Sequence[TableDraft | ScaleDraft], reading: Reading) -> None:
    """Declare every variable of the drafts that is not known yet, in the order of their appearance."""
    _count_in_numbers(drafts, reading)
    conditions: defaultdict[str, list[Cell]] = defaultdict(list)
    outcomes: defaultdict[str, list[Cell]] = defaultdict(list)
    for draft in drafts:
        for name, cells in condition_cells(draft):
            conditions[name] += cells
        if isinstance(draft, TableDraft) and draft.policy is not HitPolicy.COUNT:
            for name, cells in outcome_cells(draft):
                outcomes[name] += cells
    fixed = _fixed_types(drafts)
    produced = {name for draft in drafts for name in _produced(draft)}
    for draft in drafts:
        for heading in _headings(draft):
            name = heading.variable
            given = name == BUSINESS_DATE and name not in produced
            if name not in reading.variables and not given:
                kind = fixed.get(name) or infer_type(
                    conditions[name], outcomes[name], draft.block.at(heading.cell), reading
                )
                _declare(heading, kind, name in produced, draft.block, reading)


def _count_in_numbers(drafts: Iterable[TableDraft | ScaleDraft], reading: Reading) -> None:
    """What C# concludes is a number, whatever the 数据字典 says of the values that are counted."""
    for draft in drafts:
        if not isinstance(draft, TableDraft) or draft.policy is not HitPolicy.COUNT:
            continue
        for heading in draft.outputs:
            variable = reading.variables.get(heading.variable)
            if variable is not None and not variable.type.is_number:
                place = draft.block.at(heading.cell)
                reading.warn("count-not-number", place, variable=variable.name, type=variable.type.value)
                counted = replace(variable, type=VarType.INTEGER, domain=None, limits=None, ordered=False)
                reading.variables[variable.name] = counted


def _fixed_types(drafts: Iterable[TableDraft | ScaleDraft]) -> dict[str, VarType]:
    """What a block's kind alone says: counts are whole numbers, scales pay money."""
    fixed: dict[str, VarType] = {}
    for draft in drafts:
        if isinstance(draft, ScaleDraft):
            fixed[draft.output] = VarType.MONEY
            if draft.inputs:
                fixed.setdefault(draft.inputs[0].variable, VarType.MONEY)
        elif draft.policy is HitPolicy.COUNT:
            fixed.update((heading.variable, VarType.INTEGER) for heading in draft.outputs)
    return fixed


def _produced(draft: TableDraft | ScaleDraft) -> list[str]:
    return [draft.output] if isinstance(draft, ScaleDraft) else [heading.variable for heading in draft.outputs]


def _headings(draft: TableDraft | ScaleDraft) -> Sequence[Heading]:
    if isinstance(draft, TableDraft):
        return (*draft.inputs, *draft.outputs)
    return (*draft.inputs, Heading(draft.output, draft.output_cell))


def _declare(heading: Heading, kind: VarType, produced: bool, block: Block, reading: Reading) -> None:
    """Known from here on; a condition on a name that the 数据字典 lacks is a fault, a new conclusion is not."""
    place = block.at(heading.cell)
    name = heading.variable
    if reading.dictionary and not produced:
        similar = reading.similar(name)
        code = "variable-similar" if similar else "variable-unknown"
        reading.error(code, place, variable=name, similar=similar)
    else:
        reading.note("type-inferred", place, variable=name, type=kind.value)
    domain = limits = None
    if heading.domain is not None:
        domain, limits = read_domain(heading.domain, kind, block, reading)
    reading.declare(
        Variable(name, kind, Place(block.file, block.sheet, heading.cell.name), "", domain, limits, inferred=True)
    )


def infer_type(conditions: Sequence[Cell], outcomes: Sequence[Cell], place: Place, reading: Reading) -> VarType:
    """The type that every telling cell has; where they differ and some are ranges, the commonest ordered one."""
    for cell in {cell.text: cell for cell in conditions}.values():
        reading.spend(cell.text, place)
    telling = [cell for cell in conditions if _tells(cell)]
    given = [cell for cell in outcomes if not cell.blank and not cell.fault and cell.folded not in NOTHING]
    cells = list(dict.fromkeys((cell.folded, cell.percent) for cell in (*telling, *given)))
    if not cells:
        return VarType.TEXT
    for kind in _TYPES:
        if all(_reads_as(text, kind, reading) for text, _percent in cells):
            shares = all(percent or text.endswith("%") for text, percent in cells)
            return VarType.PERCENT if kind is VarType.DECIMAL and shares else kind
    if any(sign in text for text, _percent in cells for sign in _ORDERING):
        sample = [text for text, _percent in cells[:_SAMPLE]]
        return max(_TYPES[:2], key=lambda kind: sum(_reads_as(text, kind, reading) for text in sample))
    return VarType.TEXT


def _tells(cell: Cell) -> bool:
    if cell.blank or cell.fault:
        return False
    try:
        condition = parse_condition(cell.text, VarType.TEXT)
    except ConditionError:
        return True
    return not isinstance(condition, Anything | Missing | Present)


def _reads_as(text: str, kind: VarType, reading: Reading) -> bool:
    if kind is VarType.DECIMAL and parse_number(text) is not None and not _has_leading_zero(text):
        return True
    if kind is VarType.DATE and parse_date(text) is not None:
        return True
    if kind is VarType.BOOL and fold(text) in ("1", "0"):
        return False
    try:
        parse_condition(text, kind, reading.parameters)
    except ConditionError:
        return False
    return True


def _has_leading_zero(text: str) -> bool:
    return len(text) > 1 and text[0] == "0" and text.isdigit()
