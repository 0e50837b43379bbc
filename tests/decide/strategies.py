"""Random rulebooks of the engine's whole language, and cases that meet their bounds, gaps and unknown values."""

from decimal import Decimal

from hypothesis import strategies as st

from app.findings import Place
from app.rulebooks.conditions import ANYTHING, AnyOf, Equals, Interval, Missing, NoneOf, Present, TextTest, TextTestKind
from app.rulebooks.model import (
    DecisionTable,
    Header,
    HitPolicy,
    Output,
    Rule,
    Rulebook,
    Scale,
    ScaleMode,
    Tier,
    Variable,
)
from app.values import VarType

PLACE = Place("随机.xlsx", "表")
TEXTS = ("信用", "保证", "抵押", "质押")
CLASSES = ("正常", "关注", "次级", "可疑", "损失")
DAYS = st.integers(-5, 12).map(lambda number: Decimal(number) / 2)

intervals = st.builds(Interval, st.none() | DAYS, st.booleans(), st.none() | DAYS, st.booleans())
number_tests = intervals | DAYS.map(Equals) | st.just(Missing()) | st.just(Present())
text_tests = (
    st.sampled_from(TEXTS).map(Equals)
    | st.just(Missing())
    | st.just(Present())
    | st.builds(TextTest, st.sampled_from(TextTestKind), st.sampled_from(["抵", "押", "证"]))
)
bool_tests = st.booleans().map(Equals) | st.just(Missing())


def conditions(tests):
    many = st.lists(tests, min_size=1, max_size=3).map(tuple)
    return st.just(ANYTHING) | tests | many.map(AnyOf) | many.map(NoneOf)


COLUMNS = {
    "天数": (VarType.DECIMAL, conditions(number_tests)),
    "方式": (VarType.TEXT, conditions(text_tests)),
    "重组": (VarType.BOOL, conditions(bool_tests)),
}
VALUES = {
    "天数": st.none() | DAYS,
    "方式": st.none() | st.sampled_from([*TEXTS, "抵押贷款", "其他"]),
    "重组": st.none() | st.booleans(),
}

policies = st.sampled_from(HitPolicy)
NUMERIC = {HitPolicy.SUM, HitPolicy.MAX, HitPolicy.MIN, HitPolicy.COUNT}


@st.composite
def tables(draw, name="表一", inputs=tuple(COLUMNS), columns=COLUMNS, output="结果"):
    policy = draw(policies)
    kind = VarType.DECIMAL if policy in NUMERIC else VarType.TEXT
    outcome = DAYS if policy in NUMERIC else st.sampled_from(CLASSES)
    outcome = st.none() | outcome if draw(st.booleans()) else outcome
    rules = [
        Rule(
            f"R{number}",
            tuple(draw(columns[name][1]) for name in inputs),
            ("",) * len(inputs),
            (draw(outcome),),
            f"A{number}",
        )
        for number in range(draw(st.integers(1, 7)))
    ]
    default = draw(st.none() | outcome.map(lambda value: (value,)))
    headers = tuple(Header(name, PLACE) for name in inputs)
    outputs = (Output(output, PLACE, kind, draw(st.sampled_from([CLASSES, CLASSES[:3], None]))),)
    return DecisionTable(name, policy, headers, outputs, tuple(rules), PLACE, default, "A99" if default else "")


@st.composite
def scales(draw):
    bounds = sorted(set(draw(st.lists(st.integers(1, 9).map(Decimal), min_size=1, max_size=4))))
    selectors = (Header("方式", PLACE),) if draw(st.booleans()) else ()
    closed_above = draw(st.booleans())
    edges = list(zip([None, *bounds], [*bounds, None], strict=True))
    tiers = []
    for number, (low, high) in enumerate(edges):
        band = Interval(low, not closed_above, high, closed_above)
        chosen = tuple(draw(COLUMNS["方式"][1]) for _ in selectors)
        rate = draw(st.integers(0, 30).map(lambda number: Decimal(number) / 1000))
        tiers.append(Tier(f"T{number}", band, chosen, (), rate, draw(st.integers(0, 3).map(Decimal)), f"B{number}"))
    cap, floor = draw(st.sampled_from([(None, None), (Decimal("0.05"), None), (None, Decimal("0.02"))]))
    return Scale(
        Output("奖励", PLACE, VarType.MONEY), "奖励", draw(st.sampled_from(ScaleMode)), Header("天数", PLACE),
        selectors, tuple(tiers), PLACE, cap, floor, 2,
    )  # fmt: skip


@st.composite
def rulebooks(draw):
    """Two chained tables and a scale."""
    first = draw(tables())
    chained = {**COLUMNS, "结果": _chained(first)}
    second = draw(tables("表二", ("结果", "天数"), chained, "结论"))
    kinds = {"结果": first.outputs[0].type, "结论": second.outputs[0].type, "奖励": VarType.MONEY}
    kinds |= {name: kind for name, (kind, _) in COLUMNS.items()}
    variables = {name: Variable(name, kind, PLACE) for name, kind in kinds.items()}
    if draw(st.booleans()):
        variables["方式"] = Variable("方式", VarType.TEXT, PLACE, domain=(*TEXTS, "抵押贷款"))
        variables["天数"] = Variable(
            "天数", VarType.DECIMAL, PLACE, limits=Interval(Decimal(0), True), default=Decimal(3)
        )
    return Rulebook("随机", "随机.xlsx", "0" * 64, variables, tables=(second, first), scales=(draw(scales()),))


def _chained(table):
    if table.outputs[0].type is VarType.DECIMAL:
        return VarType.DECIMAL, conditions(number_tests)
    listed = st.sampled_from(CLASSES).map(Equals) | st.just(Missing()) | st.just(Present())
    return VarType.TEXT, conditions(listed)


cases = st.lists(st.fixed_dictionaries(VALUES), min_size=1, max_size=12)
