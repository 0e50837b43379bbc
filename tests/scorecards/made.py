"""A small rulebook and small ledgers, built by hand: what the measures' tests stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from app.cases.model import Cases, RawTable
from app.columns import column
from app.decide import compile_rulebook
from app.findings import Finding, Place
from app.rulebooks.conditions import ANYTHING, Equals, Interval
from app.rulebooks.expressions import Binary, Constant, Expression, Name
from app.rulebooks.model import (
    Aggregate,
    DecisionTable,
    Filter,
    Formula,
    Header,
    HitPolicy,
    Measure,
    Output,
    Parameter,
    Rule,
    Rulebook,
    Scale,
    ScaleMode,
    Tier,
    Variable,
)
from app.scorecards.lines import sort_lines
from app.scorecards.measures import measure as measure_lines
from app.scorecards.model import Scorecards
from app.scorecards.period import Period
from app.values import Scalar, Value, VarType

TYPES = {
    "工号": VarType.TEXT,
    "姓名": VarType.TEXT,
    "机构": VarType.TEXT,
    "岗位": VarType.TEXT,
    "入账日期": VarType.DATE,
    "借据号": VarType.TEXT,
    "方式": VarType.TEXT,
    "金额": VarType.MONEY,
    "户数": VarType.INTEGER,
    "任务额": VarType.MONEY,
}
ROLES = {"工号": "经办人", "姓名": "经办人姓名", "机构": "机构", "入账日期": "入账日期"}


def variable(name: str, kind: VarType | None = None, **more: object) -> Variable:
    roles = (ROLES[name],) if name in ROLES else ()
    return Variable(name, kind or TYPES[name], Place("考核.xlsx", "数据字典"), roles=roles, **more)  # type: ignore[arg-type]


def measure(
    name: str, how: Aggregate, field: str, dataset: str = "台账", where: Mapping[str, Scalar] | None = None
) -> Measure:
    filters = tuple(Filter(key, Equals(value)) for key, value in (where or {}).items())
    return Measure(name, dataset, how, field, filters, Place("考核.xlsx", "指标", f"A{3 + len(name)}"))


def rulebook(*measures: Measure, variables: Sequence[Variable] = (), **blocks: object) -> Rulebook:
    known = {name: variable(name) for name in TYPES} | {one.name: one for one in variables}
    return Rulebook("考核", "考核.xlsx", "0" * 64, known, measures=measures, **blocks)  # type: ignore[arg-type]


def cases(
    columns: Mapping[str, Sequence[Value]],
    sheet: str = "台账",
    unread: Mapping[int, tuple[str, ...]] | None = None,
) -> Cases:
    """*unread*: row → variables whose cells could not be read."""
    count = len(next(iter(columns.values())))
    raw = RawTable("台账.xlsx", sheet, tuple(columns), tuple(range(len(columns))), [[]] * count, range(2, count + 2))
    failed = {name: [row for row, names in (unread or {}).items() if name in names] for name in columns}
    typed = {name: column(values, TYPES[name], failed[name]) for name, values in columns.items()}
    found = {
        row: (Finding("error", "cases.unreadable", Place("台账.xlsx", sheet, row=row + 2)),) for row in unread or {}
    }
    return Cases(raw, typed, found)


def scored() -> Rulebook:
    """收回 is scored against the officer's own 任务, 笔数 is not scored, 上门率 is a ratio with points of its own."""
    place = Place("考核.xlsx", "规则", "A1")
    variables = [
        Variable("收回", VarType.MONEY, place),
        Variable("收回目标", VarType.MONEY, place),
        Variable("笔数", VarType.INTEGER, place),
        Variable("收回得分", VarType.DECIMAL, place),
        Variable("上门率", VarType.PERCENT, place),
        Variable("上门率得分", VarType.DECIMAL, place),
        Variable("总得分", VarType.DECIMAL, place, roles=("得分",)),
        Variable("评级", VarType.TEXT, place, roles=("等级",)),
        Variable("绩效", VarType.MONEY, place, roles=("绩效工资",)),
    ]
    grade = DecisionTable(
        "评级", HitPolicy.FIRST, (Header("总得分", place),), (Output("评级", place),),
        (_rule("G1", Interval(Decimal(60), True), "良好"), _rule("G2", Interval(None, False, Decimal(60)), "不达标")),
        place,
    )  # fmt: skip
    scale = Scale(
        Output("绩效", place, VarType.MONEY), "绩效", ScaleMode.WHOLE, Header("收回", place), (),
        (Tier("T1", ANYTHING, (), ("-",), Decimal("0.01"), Decimal(0), "A9:C9"),), place,
    )  # fmt: skip
    return rulebook(
        replace(
            measure("收回", Aggregate.SUM, "金额"),
            target=Decimal(1),
            weight=Decimal("0.7"),
            unit="元",
            scoring="按完成率",
        ),
        measure("收回目标", Aggregate.SUM, "任务额", "任务"),
        replace(measure("笔数", Aggregate.COUNT, "金额"), target=Decimal(8)),
        variables=variables,
        formulas=(
            _formula("收回得分", Binary("/", Name("收回"), Constant(Decimal(100)))),
            _formula("上门率", Binary("/", Name("笔数"), Constant(Decimal(3)))),
            _formula("上门率得分", Binary("*", Name("上门率"), Constant(Decimal(10)))),
            _formula("总得分", Binary("+", Name("收回得分"), Name("上门率得分"))),
        ),
        tables=(grade,),
        scales=(scale,),
        parameters={
            "落款单位": Parameter("落款单位", "云岭联社", VarType.TEXT, place),
            "上门率权重": Parameter("上门率权重", Decimal(30), VarType.INTEGER, place),
        },
    )


def _rule(number: str, condition: Interval, outcome: str) -> Rule:
    return Rule(number, (condition,), ("",), (outcome,), f"A{number[1:]}:C{number[1:]}")


def _formula(variable: str, expression: Expression) -> Formula:
    return Formula(variable, "", expression, VarType.DECIMAL, Place("考核.xlsx", "公式", "B3"), decimals=4)


def scorecards(*lines: tuple[str, str, str, str], tasks: Mapping[str, str] | None = None) -> Scorecards:
    """Cards of the third quarter; each line is 工号, 姓名, 机构, 金额."""
    book, period = scored(), Period.parse("2026Q3")
    ids, names, branches, amounts = zip(*lines, strict=True)
    ledger = cases(
        {"工号": ids, "姓名": names, "机构": branches, "金额": [Decimal(amount) for amount in amounts]},
    )
    wanted = tasks or {}
    plan = cases({"工号": list(wanted), "任务额": [Decimal(amount) for amount in wanted.values()]}, "任务")
    sheets = [sort_lines("台账", ledger, book, period), sort_lines("任务", plan, book, period)]
    measured = measure_lines(book, [sheet for sheet in sheets if sheet is not None])
    decisions = compile_rulebook(book).decide(measured.columns, len(measured.officers), as_of=period.last)
    return Scorecards(book, period, measured, decisions)


def fail(cards: Scorecards, output: str, row: int) -> Scorecards:
    """The same cards where one officer's conclusion could not be had."""
    known = cards.decisions.outputs[output]
    failing = column(known.to_list(), VarType.DECIMAL, [row])
    decisions = replace(cards.decisions, outputs={**cards.decisions.outputs, output: failing})
    return replace(cards, decisions=decisions)
