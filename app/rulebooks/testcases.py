"""The block 测试用例: inputs and the outcomes expected of them, kept beside the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.rulebooks.model import BUSINESS_DATE, TestCase, Variable
from app.rulebooks.reading import Reading
from app.rulebooks.records import parts_of
from app.rulebooks.sections import is_remark
from app.rulebooks.sheets import Block, Cell, span_of
from app.rulebooks.typed import NOTHING, Column, column_of, outside, usable, value_of
from app.values import MISSING_WORDS, Value, VarType, fold

from app.findings import Place  # isort: skip

TITLES = ("测试用例", "测试", "tests", "test cases")
NO_HIT = frozenset({"未命中", *NOTHING})
_INPUT = ("输入", "input", "inputs", "条件")
_EXPECTED = ("期望", "预期", "期望结果", "expected", "output", "outputs", "结论")


def read_tests(block: Block, reading: Reading, produced: frozenset[str], lists: frozenset[str]) -> list[TestCase]:
    """Every row as a test case; ``lists`` are the conclusions that are lists."""
    found = _sections(block)
    if found is None:
        reading.error("tests-without-markers", block.place)
        return []
    start, sections = found
    if start >= len(block.rows):
        reading.error("list-without-headings", block.place, columns="名称")
        return []
    header = block.rows[start]
    columns = _columns(header, sections, block.rows[start + 1 :], block, reading)
    known = {index: name for index, name in columns.items() if _known(name, header[index], block, reading)}
    for index, name in known.items():
        if sections[index] and name not in produced:
            reading.error("expected-not-produced", block.at(header[index]), variable=name)
    known = {index: name for index, name in known.items() if not sections[index] or name in reading.variables}
    cases = [_case(row, known, sections, block, reading, lists) for row in block.rows[start + 1 :]]
    _report_twice(cases, block, reading)
    return cases


def _sections(block: Block) -> tuple[int, dict[int, bool]] | None:
    """Index of the heading row, and for each column whether it is expected; None without marker words."""
    for index, row in enumerate(block.rows[:2]):
        words = [cell.folded.lower() for cell in row]
        if not any(word in _EXPECTED for word in words[1:]):
            continue
        expected = False
        sections = {}
        for position, word in enumerate(words):
            expected = word in _EXPECTED if position and word in (*_INPUT, *_EXPECTED) else expected
            if position:
                sections[position] = expected
        return index + 1, sections
    return None


def _columns(
    header: Sequence[Cell], sections: Mapping[int, bool], rows: Sequence[Sequence[Cell]], block: Block, reading: Reading
) -> dict[int, str]:
    """The variable of each column; remarks have none. Content without a heading, and headings twice, are reported."""
    found: dict[int, str] = {}
    for index, expected in sections.items():
        cell = header[index]
        name = reading.canonical(cell.folded)
        earlier = [other for other, known in found.items() if known == name and sections[other] is expected]
        if cell.blank:
            if any(not row[index].blank for row in rows):
                reading.error("heading-blank", block.at(cell))
        elif earlier:
            reading.error("heading-twice", block.at(cell), name=cell.text, other=header[earlier[0]].name)
        elif not is_remark(cell, reading):
            found[index] = name
    return found


def _known(name: str, cell: Cell, block: Block, reading: Reading) -> bool:
    if reading.variable(name) is not None:
        return True
    similar = reading.similar(name)
    code = "variable-similar" if similar else "variable-unknown"
    reading.error(code, block.at(cell), variable=name, similar=similar)
    return False


def _case(
    row: Sequence[Cell], columns: Mapping[int, str], sections: Mapping[int, bool], block: Block, reading: Reading,
    lists: frozenset[str],
) -> TestCase:  # fmt: skip
    inputs: dict[str, Value] = {}
    expected: dict[str, object] = {}
    cells: dict[str, str] = {}
    as_of: date | None = None
    for index, name in columns.items():
        cell = row[index]
        if cell.blank or not usable(cell, block, reading):
            continue
        if sections[index]:
            expected[name] = _expected(cell, name, block, reading, lists)
            cells[name] = cell.name
        elif name == BUSINESS_DATE:
            value = value_of(cell, Column(name, VarType.DATE), block, reading)
            as_of = value if isinstance(value, date) else None
        else:
            inputs[name] = _input(cell, name, block, reading)
    title = row[0].text or f"第{row[0].row}行"
    if not expected:
        reading.error("test-without-expectation", Place(block.file, block.sheet, span_of(row)), name=title)
    return TestCase(title, inputs, expected, Place(block.file, block.sheet, span_of(row)), as_of, cells)


def _input(cell: Cell, name: str, block: Block, reading: Reading) -> Value:
    if cell.folded in MISSING_WORDS or cell.folded in NOTHING:
        return None
    return _typed(cell, reading.variables[name], block, reading)


def _expected(cell: Cell, name: str, block: Block, reading: Reading, lists: frozenset[str]) -> object:
    if cell.folded in NO_HIT:
        return None
    variable = reading.variables[name]
    if name not in lists:
        return _typed(cell, variable, block, reading)
    # Free texts are sentences with commas of their own: only the mark that joins lists everywhere parts them.
    free = variable.type is VarType.TEXT and variable.domain is None
    words = [part.strip() for part in re.split("[、\n]", cell.text) if part.strip()] if free else parts_of(cell.text)
    spelled = {fold(str(value)): value for value in variable.domain or ()}
    if not variable.type.is_number:
        return tuple(spelled.get(fold(word), word) for word in words)
    parts = [Cell(word, cell.row, cell.column) for word in words]
    return tuple(_typed(part, variable, block, reading) for part in parts)


def _typed(cell: Cell, variable: Variable, block: Block, reading: Reading) -> Value:
    value = value_of(cell, column_of(variable, reading), block, reading)
    if variable.domain and value is not None and value not in variable.domain:
        outside(cell.text, [str(item) for item in variable.domain], block.at(cell), variable.name, reading)
    return value


def _report_twice(cases: Sequence[TestCase], block: Block, reading: Reading) -> None:
    seen: dict[str, TestCase] = {}
    for case in cases:
        if case.name in seen:
            reading.warn("test-twice", case.place, name=case.name, other=seen[case.name].place.cell)
        seen.setdefault(case.name, case)
