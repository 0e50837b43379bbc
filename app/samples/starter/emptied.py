"""A rulebook without its rules: the same dictionary, parameters and formulas, every table with its headings only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.rulebooks.dmn.spelling import condition_text, domain_text, value_text
from app.rulebooks.model import DecisionTable, HitPolicy, Parameter, Rulebook, Scale
from app.rulebooks.model import Variable as Declared
from app.samples.rulebooks.model import Cell, Listing, Matrix, Sheet, Table, Tests, Variable
from app.samples.rulebooks.model import Scale as DrawnScale
from app.values import Value, VarType

_LONGEST_TAB = 31
_NOT_IN_TABS = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$|^history$|^表\d+$", re.IGNORECASE)

PURPOSE = (
    "数据字典、参数和公式取自《{source}》；各张表只留表头，规则请重新填写。"
    "一条规则也没有的表，检查时会作为错误列出：填上规则，或者整张删去。"
)


def same_variables(rulebook: Rulebook) -> tuple[Variable, ...]:
    """Every variable, as its row of 数据字典 says it."""
    return tuple(_variable(variable) for variable in rulebook.variables.values())


def _variable(of: Declared) -> Variable:
    return Variable(
        of.name,
        of.type.value,
        of.unit,
        _allowed(of),
        "、".join(of.aliases),
        of.required,
        "" if of.default is None else _text(of.default, of.type),
        "、".join(of.roles),
        of.note,
    )


def _allowed(of: Declared) -> str:
    if of.limits is not None:
        return condition_text(of.limits, of.type)
    return (domain_text(of.domain, of.type) if of.domain else "") or ""


def _text(value: Value, kind: VarType) -> str:
    return value_text(value, kind) or ""


def emptied_sheets(rulebook: Rulebook) -> tuple[Sheet, ...]:
    """A sheet for every block; sheets are named after what their tables conclude."""
    sheets = [*_definitions(rulebook)]
    if rulebook.tests:
        sheets.append(Sheet("测试用例", (_tests(rulebook),), "只留表头，请填写例子"))
    taken = {"填写说明", "数据字典", *(sheet.name for sheet in sheets)}
    tables = [Sheet(_tab(table.name, taken), (_table(table),), "只留表头，请填写规则") for table in rulebook.tables]
    scales = [Sheet(_tab(scale.name, taken), (_scale(scale),), "只留表头，请填写各档") for scale in rulebook.scales]
    tests = sheets[-1:] if rulebook.tests else []
    return (*sheets[: len(sheets) - len(tests)], *tables, *scales, *tests)


def _tab(name: str, taken: set[str]) -> str:
    """The block's name where a spreadsheet program takes it for a sheet's, else a number."""
    fits = len(name) <= _LONGEST_TAB and not _NOT_IN_TABS.search(name) and name.lower() not in taken
    tab = name if fits else f"表{len(taken)}"
    taken.add(tab.lower())
    return tab


def _definitions(rulebook: Rulebook) -> Iterator[Sheet]:
    if rulebook.parameters:
        rows = tuple(_parameter(parameter) for parameter in rulebook.parameters.values())
        yield Sheet("参数", (Listing("参数", ("参数", "值", "类型", "单位", "依据"), rows),), "照原书，请核对")
    if rulebook.formulas:
        formulas: tuple[tuple[Cell, ...], ...] = tuple(
            (one.variable, one.text, one.type.value, "" if one.decimals is None else one.decimals, one.note)
            for one in rulebook.formulas
        )
        headings = ("变量", "公式", "类型", "小数位", "说明")
        yield Sheet("公式", (Listing("公式", headings, formulas),), "照原书，请核对")


def _parameter(of: Parameter) -> tuple[Cell, ...]:
    return (of.name, _text(of.value, of.type), of.type.value, of.unit, of.basis)


def _table(of: DecisionTable) -> Table | Matrix:
    names = tuple(header.variable for header in of.inputs)
    if of.matrix and len(names) > 1:
        return _matrix(of, names)
    remarks = tuple(dict.fromkeys(name for rule in of.rules for name in rule.remarks))
    policy = "最重" if of.policy is HitPolicy.WORST else of.policy.value
    conclusions = tuple(output.variable for output in of.outputs)
    return Table(of.name, policy, names, conclusions, remarks, (), (), of.properties)


def _matrix(of: DecisionTable, names: tuple[str, ...]) -> Matrix:
    """The last variable stands across; the others go down, each combination once."""
    across = tuple(dict.fromkeys(rule.texts[-1] for rule in of.rules))
    down = dict.fromkeys(rule.texts[:-1] for rule in of.rules)
    blanks = ("",) * len(across)
    properties = {name: text for name, text in of.properties.items() if name != "结论"}
    return Matrix(
        of.outputs[0].variable, names[:-1], names[-1], across, tuple((*keys, *blanks) for keys in down), properties
    )


def _scale(of: Scale) -> DrawnScale:
    names = (of.amount.variable, *(header.variable for header in of.selectors))
    properties = {name: text for name, text in of.properties.items() if name != "结论"}
    return DrawnScale(of.output.variable, properties, names, ("依据",), ())


def _tests(rulebook: Rulebook) -> Tests:
    inputs = tuple(dict.fromkeys(name for test in rulebook.tests for name in test.inputs))
    expected = tuple(dict.fromkeys(name for test in rulebook.tests for name in test.expected))
    return Tests(inputs, expected, ())
