"""DMN files as other tools write them, made from lists; and random rulebooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from app.findings import Place
from app.rulebooks.conditions import (
    ANYTHING,
    AnyOf,
    Condition,
    Equals,
    Interval,
    Missing,
    NoneOf,
    Present,
    TextTest,
    TextTestKind,
)
from app.rulebooks.dmn.spelling import condition_text
from app.rulebooks.model import DecisionTable, Header, HitPolicy, Output, Rule, Rulebook, Variable
from app.values import VarType

NAMESPACES = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}


def definitions(*parts: str, version: str = "1.3") -> bytes:
    inside = "\n".join(parts)
    return f'<definitions xmlns="{NAMESPACES[version]}" name="m" namespace="n">{inside}</definitions>'.encode()


def text(name: str, content: str) -> str:
    return f"<{name}><text>{escape(content)}</text></{name}>"


def decision(
    name: str,
    inputs: Sequence[tuple[str, str] | tuple[str, str, str]],
    outputs: Sequence[tuple[str, str] | tuple[str, str, str]],
    rules: Sequence[Sequence[str]],
    *,
    policy: str = 'hitPolicy="UNIQUE"',
    requires: Sequence[str] = (),
    defaults: Sequence[str] = (),
    extra: str = "",
) -> str:
    """Inputs and outputs are (expression or name, typeRef[, allowed values]); a rule is its entries in order."""
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{key}"/></informationRequirement>' for key in requires
    )
    columns = "".join(
        f'<input id="in{number}"><inputExpression{_type(kind)}><text>{escape(expression)}</text></inputExpression>'
        + "".join(text("inputValues", values) for values in allowed)
        + "</input>"
        for number, (expression, kind, *allowed) in enumerate(inputs)
    )
    columns += "".join(
        f"<output name={quoteattr(column)}{_type(kind)}>"
        + "".join(text("outputValues", values) for values in allowed)
        + "".join(text("defaultOutputEntry", default) for default in defaults[number : number + 1])
        + "</output>"
        for number, (column, kind, *allowed) in enumerate(outputs)
    )
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(text("inputEntry", entry) for entry in entries[: len(inputs)])
        + "".join(text("outputEntry", entry) for entry in entries[len(inputs) :])
        + "</rule>"
        for number, entries in enumerate(rules, start=1)
    )
    return (
        f'<decision id="d_{name}" name={quoteattr(name)}>{needs}'
        f"<decisionTable {policy}>{columns}{extra}{rows}</decisionTable></decision>"
    )


def _type(kind: str) -> str:
    return f' typeRef="{kind}"' if kind else ""


# --- random rulebooks -------------------------------------------------------------------------------------------

WORDS = ("抵押", "质押", "保证", "信用", "非农户", "或有负债", "A", "空", "不限", "以上")
_NUMBERS = st.decimals(-10_000, 10_000, places=2, allow_nan=False).map(lambda number: number.normalize() + 0)
_DAYS = st.dates(date(1850, 1, 1), date(2100, 12, 31))
# A backslash near the head of a table marks a matrix; such a workbook is reported by the import.
_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\\")
_TEXTS = st.text(_CHARACTERS, max_size=6)
_KINDS = (VarType.TEXT, VarType.INTEGER, VarType.DECIMAL, VarType.MONEY, VarType.PERCENT, VarType.DATE, VarType.BOOL)
_PLACE = Place("随机.xlsx")


def values(variable: Variable) -> st.SearchStrategy:
    if variable.domain:
        return st.sampled_from(variable.domain)
    if variable.type is VarType.TEXT:
        return _TEXTS
    if variable.type is VarType.DATE:
        return _DAYS
    if variable.type is VarType.BOOL:
        return st.booleans()
    return st.integers(-(10**18), 10**18).map(Decimal) if variable.type is VarType.INTEGER else _NUMBERS


def conditions(variable: Variable) -> st.SearchStrategy[Condition]:
    value = values(variable)
    equal = st.lists(value.map(Equals), min_size=1, max_size=3, unique=True).map(tuple)
    choices = [
        st.sampled_from([ANYTHING, Missing(), Present()]),
        value.map(Equals),
        equal.filter(lambda tests: len(tests) > 1).map(AnyOf),
        equal.map(NoneOf),
    ]
    if variable.type is VarType.TEXT:
        pieces = _TEXTS.filter(bool)
        choices.append(st.builds(TextTest, st.sampled_from(TextTestKind), pieces))
    elif variable.type is not VarType.BOOL and not variable.domain:
        closed = st.booleans()
        bounds = st.tuples(value, value).filter(lambda pair: pair[0] < pair[1])
        choices.append(st.builds(lambda pair, a, b: Interval(pair[0], a, pair[1], b), bounds, closed, closed))
        choices.append(st.builds(lambda low, a: Interval(low, a, None, False), value, closed))
        choices.append(st.builds(lambda high, a: Interval(None, False, high, a), value, closed))
    return st.one_of(choices)


@st.composite
def variables(draw: st.DrawFn, name: str) -> Variable:
    kind = draw(st.sampled_from(_KINDS))
    listed = None
    if kind is VarType.TEXT and draw(st.booleans()):
        listed = tuple(draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=5, unique=True)))
    return Variable(name, kind, _PLACE, draw(st.sampled_from(["", "天"])) if kind.is_number else "", listed)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Two tables, the second reads what the first concludes."""
    given = [draw(variables(name)) for name in ("逾期天数", "担保 方式", "C")]
    concluded = [draw(variables(name)) for name in ("五级分类", "依据")]
    last = draw(variables("措施"))
    first = draw(tables("分类", given, concluded))
    # Conditions on a text that no dictionary lists are spelt as its conclusions are, quotation marks and all.
    unlisted = concluded[0].type is VarType.TEXT and not concluded[0].domain
    inputs = [given[0]] if first.policy.is_list or unlisted else [given[0], concluded[0]]
    second = draw(tables("处置", inputs, [last]))
    known = {variable.name: variable for variable in (*given, *concluded, last)}
    return Rulebook("随机", "随机.xlsx", "", known, tables=(first, second))


@st.composite
def tables(draw: st.DrawFn, name: str, inputs: list[Variable], outputs: list[Variable]) -> DecisionTable:
    policy = draw(st.sampled_from(_policies(outputs)))
    rules = []
    for number in range(draw(st.integers(1, 4))):
        cells = tuple(draw(conditions(variable)) for variable in inputs)
        spelt = tuple(condition_text(cell, variable.type) for cell, variable in zip(cells, inputs, strict=True))
        outcomes = tuple(draw(st.none() | values(variable).filter(_said)) for variable in outputs)
        remarks = draw(st.dictionaries(st.sampled_from(["依据", "备注"]), st.sampled_from(WORDS), max_size=2))
        rules.append(Rule(f"R{number}", cells, spelt, outcomes, f"R{number}", remarks))
    default = tuple(draw(values(variable).filter(_said)) for variable in outputs) if draw(st.booleans()) else None
    return DecisionTable(
        name,
        policy,
        tuple(Header(variable.name, _PLACE) for variable in inputs),
        tuple(Output(variable.name, _PLACE, variable.type, variable.domain) for variable in outputs),
        tuple(rules),
        _PLACE,
        default,
    )


def _said(value: object) -> bool:
    """An empty text is no conclusion."""
    return value != ""


def _policies(outputs: list[Variable]) -> list[HitPolicy]:
    found = [HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.RULE_ORDER, HitPolicy.COLLECT]
    if all(variable.domain for variable in outputs):
        found += [HitPolicy.PRIORITY, HitPolicy.WORST, HitPolicy.OUTPUT_ORDER]
    if all(variable.type.is_number for variable in outputs):
        found += [HitPolicy.SUM, HitPolicy.MAX, HitPolicy.MIN]
    return found
