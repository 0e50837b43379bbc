"""Whether the blocks of a rulebook fit together: who produces what, who reads what, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.findings import Finding, Place
from app.rulebooks.dependencies import Block, DependencyCycleError, block_name, in_order, produces, reads
from app.rulebooks.model import BUSINESS_DATE, DecisionTable, Formula, Role, Rulebook, Scale
from app.rulebooks.reading import Reading, near
from app.values import Value

ALL_LETTERS = "全部"


def check_names(rulebook: Rulebook, reading: Reading) -> None:
    """Everything that would keep the blocks from being decided together."""
    _check_formula_names(rulebook, reading)
    _check_clashes(rulebook, reading)
    _check_business_date(rulebook, reading)
    _check_block_names(rulebook, reading)
    _check_rule_ids(rulebook, reading)
    if _check_producers(rulebook, reading):
        _check_order(rulebook, reading)
    _check_letters(rulebook, reading)


def _blocks(rulebook: Rulebook) -> list[Block]:
    return [*rulebook.formulas, *rulebook.tables, *rulebook.scales]


def _check_formula_names(rulebook: Rulebook, reading: Reading) -> None:
    known = {*rulebook.variables, *rulebook.parameters, BUSINESS_DATE}
    for formula in rulebook.formulas:
        for name in reads(formula):
            if name not in known:
                similar = near(name, known)
                code = "variable-similar" if similar else "variable-unknown"
                reading.error(code, formula.place, variable=name, similar=similar)


def _check_clashes(rulebook: Rulebook, reading: Reading) -> None:
    for name, parameter in rulebook.parameters.items():
        variable = rulebook.variables.get(name)
        if variable is not None:
            reading.error("name-clash", variable.place, name=name, other=parameter.place.cell)


def _check_business_date(rulebook: Rulebook, reading: Reading) -> None:
    """The date as of which a case is decided is given with the case, never concluded."""
    for block in _blocks(rulebook):
        if BUSINESS_DATE in produces(block):
            reading.error("business-date-concluded", block.place, name=BUSINESS_DATE)


def _check_block_names(rulebook: Rulebook, reading: Reading) -> None:
    seen: dict[str, Place] = {}
    for block in _blocks(rulebook):
        name = block_name(block)
        if name in seen and not isinstance(block, Formula):
            reading.error("block-twice", block.place, name=name, other=_spot(seen[name]))
        seen.setdefault(name, block.place)


def _check_rule_ids(rulebook: Rulebook, reading: Reading) -> None:
    blocks: list[DecisionTable | Scale] = [*rulebook.tables, *rulebook.scales]
    for block in blocks:
        seen: dict[str, str] = {}
        for rule in block.rules if isinstance(block, DecisionTable) else block.tiers:
            if rule.id in seen:
                reading.error("rule-id-twice", block.place.at(rule.cells), rule=rule.id, other=seen[rule.id])
            seen.setdefault(rule.id, rule.cells)


def _check_producers(rulebook: Rulebook, reading: Reading) -> bool:
    """One block for each conclusion; else their order means nothing."""
    makers: dict[str, Block] = {}
    single = True
    for block in _blocks(rulebook):
        for variable in produces(block):
            other = makers.setdefault(variable, block)
            if other is block:
                continue
            single = False
            reading.error(
                "produced-twice",
                block.place,
                variable=variable,
                first=block_name(other),
                second=block_name(block),
                other=_spot(other.place),
            )
    return single


def _spot(place: Place) -> str:
    return f"{place.sheet}!{place.cell}"


def _check_order(rulebook: Rulebook, reading: Reading) -> None:
    try:
        ordered = in_order(rulebook)
    except DependencyCycleError as error:
        named = " → ".join(f"{block_name(block)}（{_spot(block.place)}）" for block in error.blocks)
        reading.error("cycle", error.blocks[0].place, blocks=named)
        return
    position = {block_name(block): number for number, block in enumerate(ordered)}
    stated = [name for name in rulebook.flow if name in position]
    by_name = {block_name(block): block for block in ordered}
    for number, first in enumerate(stated):
        for second in stated[number + 1 :]:
            if position[second] < position[first]:
                reading.warn("flow-against-order", by_name[first].place, first=first, second=second)


def _check_letters(rulebook: Rulebook, reading: Reading) -> None:
    """Conclusions with the role 文书 or 阻断文书 must name rows of the 文书目录, where there is one."""
    if not rulebook.letters:
        return
    known = [letter.name for letter in rulebook.letters]
    for table, position, role in _letter_outputs(rulebook):
        allowed = [*known, ALL_LETTERS] if role == Role.BLOCKED_LETTER else known
        for cells, value in _outcomes(table, position):
            for name in _listed(value):
                if name in allowed:
                    continue
                similar = near(name, allowed)
                code = "letter-similar" if similar else "letter-unknown"
                reading.error(code, table.place.at(cells), text=name, similar=similar)


def _letter_outputs(rulebook: Rulebook) -> Iterator[tuple[DecisionTable, int, str]]:
    for table in rulebook.tables:
        for position, output in enumerate(table.outputs):
            for role in (Role.LETTER, Role.BLOCKED_LETTER):
                if role in rulebook.variables[output.variable].roles:
                    yield table, position, role


def _outcomes(table: DecisionTable, position: int) -> Iterator[tuple[str, Value]]:
    for rule in table.rules:
        yield rule.cells, rule.outcomes[position]
    if table.default is not None:
        yield table.default_cells, table.default[position]


def _listed(value: Value) -> list[str]:
    return [part for part in str(value).split("、") if part] if value is not None else []


# --- what nothing reads ---------------------------------------------------------------------------------------


def unused(rulebook: Rulebook) -> Iterator[Finding]:
    """Declared variables and parameters that nothing reads.

    A variable with a part in the product (用途) is used by it; parameters are also there for letters, so they are
    looked at only where the rulebook has none.
    """
    read = {name for block in _blocks(rulebook) for name in reads(block)}
    read.update(_read_by_measures(rulebook))
    read.update(name for letter in rulebook.letters for name in (letter.recipient, letter.served_variable))
    read.update(name for test in rulebook.tests for name in (*test.inputs, *test.expected))
    produced = rulebook.produced | {measure.name for measure in rulebook.measures}
    for variable in rulebook.variables.values():
        if variable.name in read or variable.name in produced or variable.roles or variable.inferred:
            continue
        yield Finding("warning", "rulebooks.variable-unused", variable.place, {"variable": variable.name})
    if not rulebook.letters:
        yield from _unused_parameters(rulebook, read)


def _read_by_measures(rulebook: Rulebook) -> Iterator[str]:
    for measure in rulebook.measures:
        yield measure.field
        yield from (part.variable for part in measure.filters)


def _unused_parameters(rulebook: Rulebook, read: Iterable[str]) -> Iterator[Finding]:
    named = set(read)
    said = [text for table in rulebook.tables for rule in table.rules for text in rule.texts]
    said += [text for scale in rulebook.scales for tier in scale.tiers for text in tier.texts]
    said += [measure.filter_text for measure in rulebook.measures]
    concluded = {value for table in rulebook.tables for rule in table.rules for value in rule.outcomes}
    together = "\n".join(dict.fromkeys(said))
    for parameter in rulebook.parameters.values():
        used = parameter.name in named or parameter.name in together or parameter.value in concluded
        if not used:
            yield Finding("warning", "rulebooks.parameter-unused", parameter.place, {"name": parameter.name})
