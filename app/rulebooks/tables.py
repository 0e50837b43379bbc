"""Decision tables, each rule a row of its block: block → draft → :class:`~app.rulebooks.model.DecisionTable`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.rulebooks import layout
from app.rulebooks.conditions import Condition
from app.rulebooks.domains import read_domain
from app.rulebooks.drafts import Heading, RuleDraft, TableDraft
from app.rulebooks.layout import CONCLUSION, CONDITION, REMARK, Layout
from app.rulebooks.model import DecisionTable, Header, HitPolicy, Output, Rule
from app.rulebooks.reading import Reading
from app.rulebooks.records import parts_of
from app.rulebooks.sections import sections_of
from app.rulebooks.sheets import Block, Cell, span_of
from app.rulebooks.side_by_side import apart
from app.rulebooks.spellings import Spellings
from app.rulebooks.typed import NOTHING, Column, column_of, condition_of, outside, usable, value_of
from app.values import Scalar, Value, VarType, parse_date

MAX_CONDITIONS = 100
"""Condition columns of a table; nobody can read a longer row, and trees of columns are walked by recursion."""


def draft_table(head: Layout, reading: Reading) -> TableDraft | None:
    """Cut a decision table into cells; None where its sections cannot be told apart."""
    block = head.body
    header, *rows = block.rows
    has_id = reading.variable(reading.canonical(header[0].folded)) is None
    sections = sections_of(head, has_id, reading)
    if not sections:
        code = "sections-unknown-columns" if block.turned else "sections-unknown"
        reading.error(code, block.across(header), table=head.title)
        return None
    columns = _columns(header, sections, has_id, rows, block, reading)
    _check_gaps(head, reading)
    rows = _before_next_title(rows, block, reading)
    domains = rows.pop(0) if rows and rows[0][0].folded.lower() in layout.DOMAIN_WORDS else None
    defaults = [row for row in rows if has_id and row[0].folded.lower() in layout.DEFAULT_WORDS]
    rules = [_rule(row, columns, head.body, has_id) for row in rows if row not in defaults]
    if not rules:
        reading.error("table-without-rules", block.across(header), table=head.title)
    default, default_cells = _default(head, defaults, columns, reading)
    _check_output_property(head, columns[CONCLUSION], reading)
    policy = _policy(head, header[0], has_id, reading)
    return TableDraft(
        block,
        head.title_row[0],
        head.title,
        policy,
        _headings(header, columns[CONDITION], domains, reading),
        _headings(header, columns[CONCLUSION], None if policy is HitPolicy.COUNT else domains, reading),
        tuple(rules),
        head.properties,
        default,
        default_cells,
    )


def _columns(
    header: Sequence[Cell], sections: Mapping[int, str], has_id: bool, rows: Sequence[Sequence[Cell]], block: Block,
    reading: Reading,
) -> dict[str, list[int]]:  # fmt: skip
    """Indexes of the named columns by section; a filled column without a name is reported."""
    columns: dict[str, list[int]] = {CONDITION: [], CONCLUSION: [], REMARK: []}
    for index, section in sorted(sections.items()):
        if header[index].blank:
            if section != REMARK and any(not row[index].blank for row in rows):
                reading.error("heading-blank", block.at(header[index]))
            continue
        columns[section].append(index)
    if len(columns[CONDITION]) > MAX_CONDITIONS:
        reading.error("too-many-conditions", block.across(header), limit=MAX_CONDITIONS)
    if not columns[CONCLUSION]:
        reading.error("table-without-conclusion", block.across(header), table=header[0].text)
    for section in (CONDITION, CONCLUSION):
        _report_twice([header[index] for index in columns[section]], block, reading)
    return columns


def _before_next_title(rows: list[tuple[Cell, ...]], block: Block, reading: Reading) -> list[tuple[Cell, ...]]:
    """A title with marker words among the rules begins another table, whose blank row is missing."""
    for index, row in enumerate(rows):
        if not row[0].blank and not block.turned and layout.markers_of(row):
            reading.error("title-among-rules", block.at(row[0]), text=row[0].text[:40])
            return rows[:index]
    return rows


def _check_gaps(head: Layout, reading: Reading) -> None:
    """A blank column may stand before a marker word; behind any other it is not clear what belongs to the table."""
    block = head.body
    for index in apart(block.rows):
        above = head.title_row[index].folded.lower() if index < len(head.title_row) else ""
        if above not in layout.MARKERS:
            reading.error("column-apart", block.at(block.rows[0][index]), table=head.title)


def _report_twice(headings: Sequence[Cell], block: Block, reading: Reading) -> None:
    seen: dict[str, Cell] = {}
    for cell in headings:
        name = reading.canonical(cell.folded)
        if name in seen:
            reading.error("heading-twice", block.at(cell), name=name, other=seen[name].name)
        seen[name] = cell


def _rule(row: Sequence[Cell], columns: Mapping[str, list[int]], block: Block, has_id: bool) -> RuleDraft:
    header = block.rows[0]
    name = row[0].folded if has_id and not row[0].blank else block.ordinal(row[0])
    last = max([*columns[CONDITION], *columns[CONCLUSION], *columns[REMARK], 0])
    return RuleDraft(
        name,
        tuple(row[index] for index in columns[CONDITION]),
        tuple(row[index] for index in columns[CONCLUSION]),
        {header[index].folded: row[index] for index in columns[REMARK]},
        span_of(row[: last + 1]),
    )


def _headings(
    header: Sequence[Cell], indexes: Sequence[int], domains: Sequence[Cell] | None, reading: Reading
) -> tuple[Heading, ...]:
    return tuple(
        Heading(reading.canonical(header[index].folded), header[index], domains[index] if domains else None)
        for index in indexes
    )


def _policy(head: Layout, corner: Cell, has_id: bool, reading: Reading) -> HitPolicy:
    """From the corner, else from the property row; blank is U."""
    in_corner = policy_cell(corner, head.body, reading) if has_id else None
    in_corner = in_corner or layout.policy_of(head.title_row[0].text)  # a head without a title begins with it
    stated = head.properties.get(layout.POLICY)
    in_property = policy_cell(stated, head.body, reading) if stated is not None else None
    if in_corner and in_property and in_corner is not in_property:
        reading.error("policy-twice", head.body.at(corner), corner=corner.text, other=stated.text if stated else "")
    return in_corner or in_property or HitPolicy.UNIQUE


def policy_cell(cell: Cell, block: Block, reading: Reading) -> HitPolicy | None:
    """The policy a cell names; a word that names none is reported."""
    if cell.blank or cell.folded.lower() in layout.ID_HEADINGS:
        return None
    policy = layout.policy_of(cell.text)
    if policy is None:
        reading.error("policy-unknown", block.at(cell), text=cell.text, similar=layout.similar_policy(cell.text) or "U")
    return policy


def _default(
    head: Layout, rows: Sequence[tuple[Cell, ...]], columns: Mapping[str, list[int]], reading: Reading
) -> tuple[tuple[Cell, ...] | None, str]:
    """The conclusions of the row 默认, or of the property of that name, and their cells."""
    if len(rows) > 1:
        reading.error("default-twice", head.body.across(rows[1]))
    default = None
    if rows:
        _check_default(rows[0], columns[CONDITION], head.body, reading)
        default = tuple(rows[0][index] for index in columns[CONCLUSION])
    if layout.DEFAULT in head.properties:
        return _stated_default(head, default, columns[CONCLUSION], reading)
    return default, span_of(rows[0]) if rows else ""


def _stated_default(
    head: Layout, in_row: tuple[Cell, ...] | None, conclusions: Sequence[int], reading: Reading
) -> tuple[tuple[Cell, ...] | None, str]:
    """The property 默认 of a table with one conclusion."""
    cell = head.properties[layout.DEFAULT]
    if in_row is not None:
        reading.error("default-twice", head.body.at(cell))
    elif len(conclusions) > 1:
        reading.error("default-for-several", head.body.at(cell), table=head.title)
    else:
        return (cell,), cell.name
    return None, ""


def _check_output_property(head: Layout, conclusions: Sequence[int], reading: Reading) -> None:
    """The property 结论 of a table names conclusions that it has."""
    cell = head.properties.get(layout.OUTPUT)
    if cell is None:
        return
    concluded = {reading.canonical(head.body.rows[0][index].folded) for index in conclusions}
    for name in parts_of(cell.folded):
        if reading.canonical(name) not in concluded:
            reading.error("property-not-concluded", head.body.at(cell), name=name)


def _check_default(row: Sequence[Cell], conditions: Sequence[int], block: Block, reading: Reading) -> None:
    for index in conditions:
        cell = row[index]
        if not cell.blank and cell.folded not in NOTHING and cell.anchor != row[0].anchor:
            reading.error("default-with-condition", block.at(cell), text=cell.text)


# --- draft → table --------------------------------------------------------------------------------------------


def build_table(draft: TableDraft, reading: Reading, spellings: Mapping[str, tuple[str, ...]]) -> DecisionTable:
    """Read every cell by its column's type; all that is refused is reported."""
    inputs = [_column(heading, reading, spellings) for heading in draft.inputs]
    outputs = [_output(heading, draft, reading) for heading in draft.outputs]
    concluded = [(output, _outcome_column(output, reading)) for output in outputs]
    _check_order(outputs, draft, reading)
    rules = tuple(_build_rule(rule, inputs, concluded, draft, reading) for rule in draft.rules)
    default = None
    if draft.default is not None:
        default = tuple(
            _outcome(cell, *output, draft.block, reading) for cell, output in zip(draft.default, concluded, strict=True)
        )
    valid_from, valid_to = validity(draft.properties, draft.block, reading)
    return DecisionTable(
        draft.name,
        draft.policy,
        tuple(Header(heading.variable, draft.block.at(heading.cell)) for heading in draft.inputs),
        tuple(outputs),
        rules,
        draft.place,
        default,
        draft.default_cells,
        {name: cell.text for name, cell in draft.properties.items()},
        valid_from,
        valid_to,
        draft.matrix,
    )


def _column(heading: Heading, reading: Reading, spellings: Mapping[str, tuple[str, ...]]) -> Column:
    variable = reading.variable(heading.variable)
    if variable is None:  # reported where names are resolved
        return Column(heading.variable, VarType.TEXT)
    return column_of(variable, reading, spellings.get(variable.name, ()))


def _output(heading: Heading, draft: TableDraft, reading: Reading) -> Output:
    variable = reading.variables[heading.variable]
    place = draft.block.at(heading.cell)
    domain: tuple[Scalar, ...] | None = variable.domain
    kind = variable.type
    if heading.domain is not None and not heading.domain.blank:
        listed, _limits = read_domain(heading.domain, kind, draft.block, reading, variable.unit)
        domain = listed or domain
    adding = draft.policy in (HitPolicy.SUM, HitPolicy.MAX, HitPolicy.MIN)
    if adding and not (kind.is_number or (kind is VarType.DATE and draft.policy is not HitPolicy.SUM)):
        reading.error("collect-text", place, variable=variable.name, policy=draft.policy.value)
    return Output(heading.variable, place, kind, domain)


def _check_order(outputs: Sequence[Output], draft: TableDraft, reading: Reading) -> None:
    """P, O and 最重 go by 取值范围; of several outputs one is enough, the others then have no say (DMN 8.2.11)."""
    ordered = draft.policy in (HitPolicy.PRIORITY, HitPolicy.WORST, HitPolicy.OUTPUT_ORDER)
    if ordered and not any(output.domain for output in outputs):
        for output in outputs:
            reading.error("order-unknown", output.place, variable=output.variable, policy=draft.policy.value)


def _build_rule(
    rule: RuleDraft,
    inputs: Sequence[Column],
    outputs: Sequence[tuple[Output, Column]],
    draft: TableDraft,
    reading: Reading,
) -> Rule:
    conditions: list[Condition] = [
        condition_of(cell, column, draft.block, reading) for cell, column in zip(rule.conditions, inputs, strict=True)
    ]
    counted = draft.policy is HitPolicy.COUNT  # only how many rules fire is concluded, whatever their cells say
    outcomes = [
        _outcome(cell, *output, draft.block, reading, counted=counted)
        for cell, output in zip(rule.outcomes, outputs, strict=True)
    ]
    valid_from, valid_to = validity(rule.remarks, draft.block, reading)
    return Rule(
        rule.id,
        tuple(conditions),
        tuple(cell.text for cell in rule.conditions),
        tuple(outcomes),
        rule.cells,
        {name: cell.text for name, cell in rule.remarks.items() if not cell.blank},
        valid_from,
        valid_to,
    )


def _outcome_column(output: Output, reading: Reading) -> Column:
    words = tuple(str(value) for value in output.domain or ()) if output.type is VarType.TEXT else ()
    return Column(output.variable, output.type, reading.variables[output.variable].unit, Spellings(words))


def _outcome(
    cell: Cell, output: Output, column: Column, block: Block, reading: Reading, *, counted: bool = False
) -> Value:
    """A conclusion cell: ``-`` gives nothing, blank is refused."""
    place = block.at(cell)
    if cell.blank:
        reading.error("conclusion-empty", place, variable=output.variable)
        return None
    if cell.folded in NOTHING or not usable(cell, block, reading):
        return None
    if counted:
        return cell.text
    domain = output.domain or ()
    value = value_of(cell, column, block, reading)
    if value == "":
        reading.error("conclusion-empty", place, variable=output.variable)
    elif domain and value is not None and value not in domain:
        outside(cell.text, [str(item) for item in domain], place, output.variable, reading)
    return value


def validity(cells: Mapping[str, Cell], block: Block, reading: Reading) -> tuple[date | None, date | None]:
    """生效日期 and 失效日期 among properties or remarks; both days belong to the span."""
    found = [_date(cells.get(name), block, reading) for name in (layout.FROM, layout.TO)]
    if found[0] and found[1] and found[0] > found[1]:
        reading.error("validity-reversed", block.at(cells[layout.TO]), start=str(found[0]), end=str(found[1]))
    return found[0], found[1]


def _date(cell: Cell | None, block: Block, reading: Reading) -> date | None:
    if cell is None or cell.blank or cell.folded in NOTHING or not usable(cell, block, reading):
        return None
    value = cell.value if isinstance(cell.value, date) else parse_date(cell.folded)
    if value is None:
        reading.error("date-unclear", block.at(cell), text=cell.text)
    return value
