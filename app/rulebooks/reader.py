"""Workbook bytes → :class:`~app.rulebooks.model.Rulebook` and everything that is wrong with it, all at once."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from app.findings import Finding, LubuError, Place, errors
from app.rulebooks import dictionary, flow, formula_block, letters, measures, parameters, testcases
from app.rulebooks.drafts import ScaleDraft, TableDraft, outcome_cells
from app.rulebooks.infer import infer_types
from app.rulebooks.layout import report_properties
from app.rulebooks.matrices import draft_matrix, is_matrix
from app.rulebooks.model import DecisionTable, Formula, LetterKind, Measure, Rulebook, Scale, TestCase
from app.rulebooks.names import check_names
from app.rulebooks.opening import open_workbook
from app.rulebooks.orientation import oriented
from app.rulebooks.reading import GivenUpError, Reading
from app.rulebooks.records import Shape
from app.rulebooks.scales import build_scale, draft_scale, is_scale
from app.rulebooks.sheets import Block, Cell, cut
from app.rulebooks.side_by_side import parted
from app.rulebooks.tables import build_table, draft_table
from app.rulebooks.typed import NOTHING, unquoted
from app.values import fold

SHAPES = {
    "dictionary": dictionary.SHAPE,
    "parameters": parameters.SHAPE,
    "formulas": formula_block.SHAPE,
    "measures": measures.SHAPE,
    "letters": letters.SHAPE,
    "flow": flow.SHAPE,
}

MAX_BLOCKS = 1000
"""Tables, scales and lists of a workbook."""
MAX_RULES = 20_000
"""Rules, filled matrix cells and tiers of a workbook."""
MAX_TIERS = 1000
"""Tiers of a scale; an amount may have entered all of them."""


@dataclass(frozen=True)
class Read:
    """A workbook as read."""

    draft: Rulebook | None
    """The rulebook, complete where nothing is wrong, else as far as it can be read; None for what is no workbook."""
    findings: tuple[Finding, ...]
    faulty: frozenset[str] = field(default_factory=frozenset)
    """Names of blocks with reading errors, which are not worth analysing."""


def read_rulebook(data: bytes, file: str, templates: frozenset[str] | None = None) -> Read:
    """Read a workbook; whatever is wrong is among the findings, nothing is raised."""
    try:
        values, formulas = open_workbook(data, file)
    except LubuError as error:
        return Read(None, error.findings)
    blocks = [block for sheet in values.worksheets for block in cut(sheet, formulas[sheet.title], file)]
    reading = Reading(file)
    try:
        if len(blocks) > MAX_BLOCKS:
            reading.give_up("too-many-blocks", blocks[MAX_BLOCKS].place, count=len(blocks), limit=MAX_BLOCKS)
        return _Reader(reading, hashlib.sha256(data).hexdigest()).read(blocks, templates)
    except GivenUpError:
        return Read(None, tuple(reading.findings))


class _Reader:
    """Reads the blocks in the order in which they need each other: names first, then tables, then tests."""

    def __init__(self, reading: Reading, digest: str) -> None:
        self.reading = reading
        self.digest = digest

    def read(self, blocks: Sequence[Block], templates: frozenset[str] | None) -> Read:
        reading = self.reading
        kinds = _sorted_by_kind(_joined([part for block in blocks for part in parted(block, _is_list)]))
        _each(kinds["dictionary"], lambda block: dictionary.read_dictionary(block, reading))
        _each(kinds["parameters"], lambda block: parameters.read_parameters(block, reading))
        _each(kinds["measures"], lambda block: measures.declare_measures(block, reading))
        formulas = [formula for block in kinds["formulas"] for formula in formula_block.read_formulas(block, reading)]
        drafts = [draft for block in kinds["table"] if (draft := _draft(block, reading)) is not None]
        _refuse_endless(drafts, reading)
        infer_types(drafts, reading)
        tables, scales = self._build(drafts)
        rulebook = self._assemble(kinds, formulas, tables, scales, templates)
        check_names(rulebook, reading)
        if not (tables or scales or formulas or rulebook.measures or errors(reading.findings)):
            reading.error("nothing-to-decide", blocks[0].place if blocks else Place(reading.file))
        return Read(rulebook, tuple(reading.findings), self._faulty(drafts))

    def _build(self, drafts: Sequence[TableDraft | ScaleDraft]) -> tuple[list[DecisionTable], list[Scale]]:
        spellings = _spellings(drafts, self.reading)
        tables: list[DecisionTable] = []
        scales: list[Scale] = []
        for draft in drafts:
            if isinstance(draft, TableDraft):
                tables.append(build_table(draft, self.reading, spellings))
            elif (scale := build_scale(draft, self.reading, spellings)) is not None:
                scales.append(scale)
        return tables, scales

    def _assemble(
        self,
        kinds: dict[str, list[Block]],
        formulas: list[Formula],
        tables: list[DecisionTable],
        scales: list[Scale],
        templates: frozenset[str] | None,
    ) -> Rulebook:
        reading = self.reading
        listed: list[Measure] = [one for block in kinds["measures"] for one in measures.read_measures(block, reading)]
        kinds_of_letters: list[LetterKind] = [
            one for block in kinds["letters"] for one in letters.read_letters(block, reading, templates)
        ]
        draft = Rulebook(
            PurePath(reading.file).stem,
            reading.file,
            self.digest,
            reading.variables,
            reading.parameters,
            tuple(formulas),
            tuple(tables),
            tuple(scales),
            measures=tuple(listed),
            letters=tuple(kinds_of_letters),
        )
        blocks = {table.name for table in tables} | {scale.name for scale in scales}
        names = blocks | {formula.variable for formula in formulas}
        order = tuple(name for block in kinds["flow"] for name in flow.read_flow(block, reading, names))
        tests = self._tests(kinds["tests"], draft)
        return Rulebook(
            draft.name, draft.file, draft.hash, dict(reading.variables), dict(reading.parameters), draft.formulas,
            draft.tables, draft.scales, tuple(tests), order, draft.measures, draft.letters,
        )  # fmt: skip

    def _tests(self, blocks: Iterable[Block], rulebook: Rulebook) -> list[TestCase]:
        lists = frozenset(
            output.variable for table in rulebook.tables if table.policy.is_list for output in table.outputs
        )
        produced = rulebook.produced
        return [case for block in blocks for case in testcases.read_tests(block, self.reading, produced, lists)]

    def _faulty(self, drafts: Iterable[TableDraft | ScaleDraft]) -> frozenset[str]:
        """Blocks in whose rows an error stands, or that read a variable whose row in the 数据字典 has one."""
        wrong = [finding.place for finding in errors(self.reading.findings)]
        rows_wrong = {(place.sheet, _row_of(place)) for place in wrong}
        variables = {
            name
            for name, variable in self.reading.variables.items()
            if (variable.place.sheet, _row_of(variable.place)) in rows_wrong
        }
        found = set()
        for draft in drafts:
            rows = {(draft.block.sheet, cell.row) for row in draft.block.rows for cell in row}
            reads = {heading.variable for heading in draft.inputs}
            if rows & rows_wrong or reads & variables:
                found.add(draft.name)
        return frozenset(found)


def _row_of(place: Place) -> int:
    """The row a place begins in; 0 where it names no cell."""
    match = re.match(r"[A-Z]+(\d+)", place.cell)
    return int(match[1]) if match else 0


def _refuse_endless(drafts: Sequence[TableDraft | ScaleDraft], reading: Reading) -> None:
    """Rules are compared with each other, and each is a rule of the engine's."""
    count = 0
    for draft in drafts:
        count += len(draft.rules)
        if count > MAX_RULES:
            reading.give_up("too-many-rules", draft.place, limit=MAX_RULES)
        if isinstance(draft, ScaleDraft) and len(draft.rules) > MAX_TIERS:
            reading.give_up("too-many-tiers", draft.place, count=len(draft.rules), limit=MAX_TIERS)


def _each(blocks: Iterable[Block], read: Callable[[Block], None]) -> None:
    for block in blocks:
        read(block)


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """A title that a blank row parts from its table belongs to it."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if before is not None and before.sheet == block.sheet and _only_a_title(before) and len(block.rows) > 1:
            width = len(block.rows[0])
            first = block.rows[0][0].column
            title = next(cell for cell in before.rows[0] if not cell.blank)
            row = tuple(title if index == 0 else Cell(None, title.row, first + index) for index in range(width))
            joined[-1] = replace(block, rows=(row, *block.rows))
        else:
            joined.append(block)
    return joined


def _only_a_title(block: Block) -> bool:
    """One row that says one thing."""
    return len(block.rows) == 1 and len({cell.anchor for cell in block.rows[0] if not cell.blank}) == 1


def _sorted_by_kind(blocks: Sequence[Block]) -> defaultdict[str, list[Block]]:
    kinds: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        kinds[_kind(block)].append(block)
    return kinds


def _kind(block: Block) -> str:
    title = block.title.lower().rstrip(": ")
    for kind, shape in SHAPES.items():
        if title in shape.titles or _headed(block, shape):
            return kind
    return "tests" if title in testcases.TITLES else "table"


def _is_list(block: Block) -> bool:
    return _kind(block) != "table"


def _headed(block: Block, shape: Shape) -> bool:
    """A list without a title row is known by its headings."""
    return shape.is_headed_by(block.rows[0])


def _draft(block: Block, reading: Reading) -> TableDraft | ScaleDraft | None:
    if _only_a_title(block):
        reading.note("text-ignored", block.place, text=block.rows[0][0].text[:40])
        return None
    if len(block.rows) < 2:
        reading.error("block-unknown", block.place, text=block.rows[0][0].text[:40])
        return None
    head = oriented(block, reading)
    if head is None:
        return None
    scale = is_scale(head)
    report_properties(head, scale, reading)
    if scale:
        return draft_scale(head, reading)
    return draft_matrix(head, reading) if is_matrix(head) else draft_table(head, reading)


def _spellings(drafts: Iterable[TableDraft | ScaleDraft], reading: Reading) -> dict[str, tuple[str, ...]]:
    """Text conclusions as they are written, so that conditions on them are spelt alike."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for draft in drafts:
        if not isinstance(draft, TableDraft) or draft.policy.collects:
            continue
        for variable, cells in outcome_cells(draft):
            texts = [cell.value for cell in cells if isinstance(cell.value, str) and cell.folded not in NOTHING]
            found[variable].update(dict.fromkeys(_spelt(text, reading) for text in texts))
    return {name: tuple(values) for name, values in found.items()}


def _spelt(text: str, reading: Reading) -> str:
    named = reading.parameters.get(fold(text))
    return named.value if named is not None and isinstance(named.value, str) else unquoted(text)
