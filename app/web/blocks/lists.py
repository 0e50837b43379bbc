"""The blocks with a name of their own: dictionary, parameters, formulas, measures, letters, flow, tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.findings import Place
from app.rulebooks.grammar import print_condition
from app.rulebooks.model import LetterKind, Measure, Rulebook, TestCase, Variable
from app.values import to_text
from app.web.blocks.model import Block, Cell, Row, heading, row_of, sections, text_of, type_of
from app.web.translate import _

Line = tuple[Place, Sequence[str]]


def list_blocks(rulebook: Rulebook) -> Iterator[Block]:
    """Those of them that the rulebook has."""
    yield from _dictionary(rulebook)
    yield from _parameters(rulebook)
    yield from _formulas(rulebook)
    yield from _measures(rulebook)
    yield from _letters(rulebook)
    yield from _flow(rulebook)
    yield from _tests(rulebook)


def _list(kind: str, names: Sequence[str], lines: Iterable[Line], caption: str = "") -> Iterator[Block]:
    """A plain list: its heading row stands right below the title, its lines in the workbook's order."""
    filled = sorted(lines, key=lambda line: row_of(line[0].cell) or 0)
    by_sheet: dict[str, list[Line]] = {}
    for line in filled:
        by_sheet.setdefault(line[0].sheet, []).append(line)
    for sheet, rows in by_sheet.items():
        head = (Row(tuple(heading(name) for name in names)),)
        body = tuple(Row(_cells(texts), row_of(place.cell)) for place, texts in rows)
        yield Block(kind, kind, sheet, rows[0][0].cell.partition(":")[0], head, body, caption=caption)


def _cells(texts: Sequence[str]) -> tuple[Cell, ...]:
    first, *others = texts
    return (Cell(first, "id", "row"), *(Cell(text) for text in others))


def _dictionary(rulebook: Rulebook) -> Iterator[Block]:
    names = ("变量", "类型", "单位", "取值范围", "别名", "必填", "默认值", "用途", "说明")
    declared = [variable for variable in rulebook.variables.values() if not variable.inferred]
    yield from _list("数据字典", names, ((variable.place, _variable(variable)) for variable in declared))


def _variable(variable: Variable) -> Sequence[str]:
    return (
        variable.name,
        variable.type.value,
        variable.unit,
        _range(variable),
        "、".join(variable.aliases),
        "是" if variable.required else "",
        text_of(variable.default, variable.type, missing=""),
        "、".join(variable.roles),
        variable.note,
    )


def _range(variable: Variable) -> str:
    if variable.domain is not None:
        return "、".join(text_of(value, variable.type) for value in variable.domain)
    return print_condition(variable.limits) if variable.limits is not None else ""


def _parameters(rulebook: Rulebook) -> Iterator[Block]:
    lines = (
        (parameter.place, (name, text_of(parameter.value, parameter.type), parameter.unit, parameter.basis))
        for name, parameter in rulebook.parameters.items()
    )
    yield from _list("参数", ("参数", "值", "单位", "依据"), lines, _("参数名可以写进条件和公式"))


def _formulas(rulebook: Rulebook) -> Iterator[Block]:
    lines = (
        (
            formula.place,
            (formula.variable, formula.text, formula.type.value, _number(formula.decimals), formula.note),
        )
        for formula in rulebook.formulas
    )
    yield from _list("公式", ("变量", "公式", "类型", "小数位", "说明"), lines)


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _measures(rulebook: Rulebook) -> Iterator[Block]:
    names = ("指标", "数据表", "汇总", "字段", "筛选", "目标", "权重", "计分方式", "封顶", "单位")
    yield from _list("指标", names, ((measure.place, _measure(measure)) for measure in rulebook.measures))


def _measure(measure: Measure) -> Sequence[str]:
    return (
        measure.name,
        measure.dataset,
        measure.aggregate.value,
        measure.field,
        measure.filter_text,
        to_text(measure.target),
        to_text(measure.weight),
        measure.scoring,
        to_text(measure.cap),
        measure.unit,
    )


def _letters(rulebook: Rulebook) -> Iterator[Block]:
    names = ("文书", "模板", "文号", "收件人", "送达记入", "说明")
    lines = ((letter.place, _letter(letter)) for letter in rulebook.letters)
    yield from _list("文书目录", names, lines)


def _letter(letter: LetterKind) -> tuple[str, ...]:
    return letter.name, letter.template, letter.number_pattern, letter.recipient, letter.served_variable, letter.note


def _flow(rulebook: Rulebook) -> Iterator[Block]:
    if rulebook.flow:
        head = (Row((heading(_("次序")), heading(_("决策")))),)
        body = tuple(Row((Cell(str(number), "id", "row"), Cell(name))) for number, name in enumerate(rulebook.flow, 1))
        yield Block("决策流程", "决策流程", "", "", head, body)


def _tests(rulebook: Rulebook) -> Iterator[Block]:
    by_sheet: dict[str, list[TestCase]] = {}
    for test in rulebook.tests:
        by_sheet.setdefault(test.place.sheet, []).append(test)
    for sheet, tests in by_sheet.items():
        yield _test_block(rulebook, sheet, tests)


def _test_block(rulebook: Rulebook, sheet: str, tests: Sequence[TestCase]) -> Block:
    inputs = tuple(dict.fromkeys(name for test in tests for name in test.inputs))
    expected = tuple(dict.fromkeys(name for test in tests for name in test.expected))
    dated = any(test.as_of for test in tests)
    title = sections(
        ("", "id", 1 + dated), (_("输入"), "condition", len(inputs)), (_("期望"), "conclusion", len(expected))
    )
    names = (
        heading(_("用例"), "id"),
        *((heading("业务日期", "id"),) if dated else ()),
        *(heading(name, "condition") for name in inputs),
        *(heading(name, "conclusion") for name in expected),
    )
    body = tuple(_test_row(rulebook, test, inputs, expected, dated) for test in tests)
    place = tests[0].place
    corner = place.cell.partition(":")[0]
    return Block("测试用例", "测试用例", sheet, corner, (Row(title), Row(names)), body, folded=True)


def _test_row(rulebook: Rulebook, test: TestCase, inputs: Sequence[str], expected: Sequence[str], dated: bool) -> Row:
    cells = [Cell(test.name, "id", "row")]
    cells += [Cell(text_of(test.as_of, missing=""))] if dated else []
    cells += [Cell(text_of(test.inputs.get(name), type_of(rulebook, name), missing=""), "condition") for name in inputs]
    cells += [Cell(_expectation(rulebook, test, name), "conclusion") for name in expected]
    return Row(tuple(cells), row_of(test.place.cell))


def _expectation(rulebook: Rulebook, test: TestCase, name: str) -> str:
    if name not in test.expected:
        return ""
    return text_of(test.expected[name], type_of(rulebook, name), missing=_("未命中"))
