"""What a condition cell may say: every spelling of the rulebook format, every refusal with its rewrite."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
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
from app.rulebooks.grammar import ConditionError, parse_condition, print_condition
from app.rulebooks.messages import MESSAGES
from app.rulebooks.model import Parameter
from app.values import VarType


def number(text: str | int) -> Decimal:
    return Decimal(text)


def over(low: str | int, closed: bool = False) -> Interval:
    return Interval(number(low), closed, None, False)


def under(high: str | int, closed: bool = False) -> Interval:
    return Interval(None, False, number(high), closed)


def within(low: str | int, high: str | int, brackets: str = "[]") -> Interval:
    return Interval(number(low), brackets[0] == "[", number(high), brackets[1] == "]")


def one_of(*values: object) -> AnyOf:
    return AnyOf(tuple(Equals(value) for value in values))  # type: ignore[arg-type]


def none_of(*values: object) -> NoneOf:
    return NoneOf(tuple(Equals(value) for value in values))  # type: ignore[arg-type]


PARAMETERS = {
    "次级天数": Parameter("次级天数", Decimal(90), VarType.INTEGER, Place()),
    "或有比例上限": Parameter("或有比例上限", Decimal("0.3"), VarType.PERCENT, Place()),
    "起算日": Parameter("起算日", date(2024, 1, 1), VarType.DATE, Place()),
    "阈值文本": Parameter("阈值文本", "60", VarType.TEXT, Place()),
    "主办机构": Parameter("主办机构", "云岭支行", VarType.TEXT, Place()),
}

ANY_TYPE = {
    "": ANYTHING,
    "  ": ANYTHING,
    "-": ANYTHING,
    "—": ANYTHING,
    "——": ANYTHING,
    "－": ANYTHING,
    "不限": ANYTHING,
    "任意": ANYTHING,
    "any": ANYTHING,
    "ANY": ANYTHING,
    "空": Missing(),
    "null": Missing(),
    "NULL": Missing(),
    "为空": Missing(),
    "非空": Present(),
    "不为空": Present(),
}

NUMBERS = {
    "90": Equals(number(90)),
    "=90": Equals(number(90)),
    "-30": Equals(number(-30)),
    "＋5": Equals(number(5)),
    ">90": over(90),
    ">=90": over(90, True),
    "≥90": over(90, True),
    "≧90": over(90, True),
    "＞＝90": over(90, True),
    "<90": under(90),
    "<=90": under(90, True),
    "≤90": under(90, True),
    "＜ 90": under(90),
    "大于90": over(90),
    "高于90": over(90),
    "大于等于90": over(90, True),
    "不低于90": over(90, True),
    "不小于90": over(90, True),
    "不少于90": over(90, True),
    "至少90": over(90, True),
    "小于90": under(90),
    "低于90": under(90),
    "小于等于90": under(90, True),
    "不超过90": under(90, True),
    "不高于90": under(90, True),
    "不大于90": under(90, True),
    "至多90": under(90, True),
    "最多90": under(90, True),
    "90以上": over(90, True),
    "90以下": under(90, True),
    "90以内": under(90, True),
    "90及以上": over(90, True),
    "超过90": over(90),
    "不满90": under(90),
    "不足90": under(90),
    "未满90": under(90),
    "90以外": over(90),
    "90天以上": over(90, True),
    "90（含）以上": over(90, True),
    "90以上(不含)": over(90),
    "不超过90(不含)": under(90),
    "[30..90)": within(30, 90, "[)"),
    "(30,90]": within(30, 90, "(]"),
    "（30，90］": within(30, 90, "(]"),
    "]30..90[": within(30, 90, "()"),
    "【30～90】": within(30, 90),
    "[30至90)": within(30, 90, "[)"),
    "[30-90]": within(30, 90),
    "(-30,-10]": within(-30, -10, "(]"),
    "[次级天数..360)": within(90, 360, "[)"),
    "[100,500)": within(100, 500, "[)"),
    "(1,000,2,000]": within(1000, 2000, "(]"),
    "[1,000..2,000)": within(1000, 2000, "[)"),
    "[30..+∞)": over(30, True),
    "(-∞,30)": under(30),
    "(..90]": under(90, True),
    "30..90": within(30, 90),
    "30-90": within(30, 90),
    "30～90": within(30, 90),
    "30~90": within(30, 90),
    "30至90": within(30, 90),
    "30到90": within(30, 90),
    "30—90": within(30, 90),
    "30…90": within(30, 90),
    "-30--10": within(-30, -10),
    "在30至90之间": within(30, 90),
    "60%至100%(不含)": within("0.6", 1, "[)"),
    ">30 且 <=90": within(30, 90, "(]"),
    "<=90且>30": within(30, 90, "(]"),
    ">30 and <=90": within(30, 90, "(]"),
    "大于30并且不超过90": within(30, 90, "(]"),
    "30以上且90以下": within(30, 90),
    "5万元以上50万元以下": within(50000, 500000),
    "超过30天不满90天": within(30, 90, "()"),
    "30<x<=90": within(30, 90, "(]"),
    "30<逾期天数<=90": within(30, 90, "(]"),
    "90>=x>30": within(30, 90, "(]"),
    "x>30": over(30),
    "逾期天数>30": over(30),
    "30<x": over(30),
    "逾期天数>30 且 逾期天数<=90": within(30, 90, "(]"),
    "1.5万": Equals(number(15000)),
    "50万元": Equals(number(500000)),
    "2亿": Equals(number(200000000)),
    "30%": Equals(number("0.3")),
    "5‰": Equals(number("0.005")),
    "1,000,000": Equals(number(1000000)),
    "1,000": Equals(number(1000)),
    "1e6": Equals(number(1000000)),
    ".5": Equals(number("0.5")),
    ">90元": over(90),
    "1万-5万": within(10000, 50000),
    "0-5万": within(0, 50000),
    "<50万元": under(500000),
    "１２．５": Equals(number("12.5")),
    "30,90": one_of(number(30), number(90)),
    "30、90": one_of(number(30), number(90)),
    "30;90": one_of(number(30), number(90)),
    "30或90": one_of(number(30), number(90)),
    "<30,>90": AnyOf((under(30), over(90))),
    "30,[60..90)": AnyOf((Equals(number(30)), within(60, 90, "[)"))),
    "空,0": AnyOf((Missing(), Equals(number(0)))),
    "<>90": none_of(number(90)),
    "!=90": none_of(number(90)),
    "≠90": none_of(number(90)),
    "不等于90": none_of(number(90)),
    "非90": none_of(number(90)),
    "not(30,90)": none_of(number(30), number(90)),
    "<>30且<>90": none_of(number(30), number(90)),
    "not([30..90))": NoneOf((within(30, 90, "[)"),)),
    "not(空)": Present(),
    ">次级天数": over(90),
    "次级天数以上": over(90, True),
    "(次级天数..360]": within(90, 360, "(]"),
    ">或有比例上限": over("0.3"),
    ">阈值文本": over(60),
    "次级天数": Equals(number(90)),
}

DAY = date(2024, 1, 31)
DATES = {
    "2024-01-31": Equals(DAY),
    "2024/1/31": Equals(DAY),
    "2024.1.31": Equals(DAY),
    "2024年1月31日": Equals(DAY),
    "20240131": Equals(DAY),
    ">2024-01-31": Interval(DAY, False),
    "早于2024-01-31": Interval(None, False, DAY, False),
    "不晚于2024-01-31": Interval(None, False, DAY, True),
    ">=起算日": Interval(date(2024, 1, 1), True),
    "2024-01-01..2024-01-31": Interval(date(2024, 1, 1), True, DAY, True),
    "2024-01-01-2024-01-31": Interval(date(2024, 1, 1), True, DAY, True),
    "2024年1月1日至2024年1月31日": Interval(date(2024, 1, 1), True, DAY, True),
    "[2024-01-01,2024-01-31)": Interval(date(2024, 1, 1), True, DAY, False),
    "[起算日,2024-01-31)": Interval(date(2024, 1, 1), True, DAY, False),
    "2024-01-01<x<=2024-01-31": Interval(date(2024, 1, 1), False, DAY, True),
    ">=2024-01-01 且 <2024-01-31": Interval(date(2024, 1, 1), True, DAY, False),
    "2024-01-01,2024-01-31": one_of(date(2024, 1, 1), DAY),
    "<>2024-01-31": none_of(DAY),
}

TEXTS = {
    "抵押": Equals("抵押"),
    '"抵押"': Equals("抵押"),
    "“抵押”": Equals("抵押"),
    "「抵押」": Equals("抵押"),
    "=抵押": Equals("抵押"),
    "等于抵押": Equals("抵押"),
    "抵押,质押": one_of("抵押", "质押"),
    "抵押，质押": one_of("抵押", "质押"),
    "抵押、质押": one_of("抵押", "质押"),
    "抵押；质押": one_of("抵押", "质押"),
    "抵押或质押": one_of("抵押", "质押"),
    "“抵押”、“质押”": one_of("抵押", "质押"),
    "抵押 或者 质押": one_of("抵押", "质押"),
    "a or b": one_of("a", "b"),
    "not(信用,保证)": none_of("信用", "保证"),
    "NOT（信用，保证）": none_of("信用", "保证"),
    "非信用": none_of("信用"),
    "不含信用": none_of("信用"),
    "<>信用": none_of("信用"),
    "!=信用": none_of("信用"),
    "不是信用": none_of("信用"),
    "非(信用、保证)": none_of("信用", "保证"),
    "非信用且非保证": none_of("信用", "保证"),
    "包含“破产”": TextTest(TextTestKind.CONTAINS, "破产"),
    '包含"破产"': TextTest(TextTestKind.CONTAINS, "破产"),
    "以“借”开头": TextTest(TextTestKind.STARTS, "借"),
    "以借开头": TextTest(TextTestKind.STARTS, "借"),
    '以"号"结尾': TextTest(TextTestKind.ENDS, "号"),
    '不包含"破产"': NoneOf((TextTest(TextTestKind.CONTAINS, "破产"),)),
    '包含"破产",包含"清算"': AnyOf((TextTest(TextTestKind.CONTAINS, "破产"), TextTest(TextTestKind.CONTAINS, "清算"))),
    "30-90": Equals("30-90"),
    "001": Equals("001"),
    "A-1": Equals("A-1"),
    "空置": Equals("空置"),
    "不限额": Equals("不限额"),
    "流动资金贷款(个人)": Equals("流动资金贷款(个人)"),
    "保证(连带),抵押": one_of("保证(连带)", "抵押"),
    "空,抵押": AnyOf((Missing(), Equals("抵押"))),
    '"a""b"': Equals('a"b'),
    '"（全角）"': Equals("（全角）"),
    "主办机构": Equals("云岭支行"),
    "1,000": one_of("1", "000"),
}

TRUTHS = {
    **dict.fromkeys(("是", "true", "TRUE", "有", "Y", "y", "1", "=是", "√"), Equals(True)),
    **dict.fromkeys(("否", "false", "无", "N", "0", "×"), Equals(False)),
    "非是": none_of(True),
    "not(否)": none_of(False),
    "是,否": one_of(True, False),
    "是或空": AnyOf((Equals(True), Missing())),
}

EVERY = [
    *(
        (kind, text, meaning)
        for text, meaning in ANY_TYPE.items()
        for kind in (VarType.DECIMAL, VarType.DATE, VarType.TEXT, VarType.BOOL)
    ),
    *((VarType.DECIMAL, text, meaning) for text, meaning in NUMBERS.items()),
    *((VarType.DATE, text, meaning) for text, meaning in DATES.items()),
    *((VarType.TEXT, text, meaning) for text, meaning in TEXTS.items()),
    *((VarType.BOOL, text, meaning) for text, meaning in TRUTHS.items()),
]


@pytest.mark.parametrize(("kind", "text", "meaning"), EVERY, ids=lambda value: str(value)[:24])
def test_every_spelling_means_what_the_format_says(kind: VarType, text: str, meaning: Condition) -> None:
    assert parse_condition(text, kind, PARAMETERS, variable="逾期天数") == meaning


@pytest.mark.parametrize(("kind", "text", "meaning"), EVERY, ids=lambda value: str(value)[:24])
def test_what_is_printed_reads_back_as_the_same_condition(kind: VarType, text: str, meaning: Condition) -> None:
    assert parse_condition(print_condition(meaning), kind) == meaning


@pytest.mark.parametrize("kind", [VarType.INTEGER, VarType.MONEY, VarType.PERCENT])
def test_all_number_types_read_alike(kind: VarType) -> None:
    assert parse_condition("30-90", kind) == within(30, 90)


REFUSED = [
    (VarType.DECIMAL, ">=30, <50", "bounds-listed", "[30..50)"),
    (VarType.DECIMAL, "<50、>=30", "bounds-listed", "[30..50)"),
    (VarType.DECIMAL, ">60 或 <=90", "bounds-listed", "(60..90]"),
    (VarType.DECIMAL, ">=30 <50", "bounds-adjoined", "[30..50)"),
    (VarType.DECIMAL, "<=90,>90", "always-true", None),
    (VarType.DECIMAL, ">30 且 >60", "bounds-same-side", None),
    (VarType.DECIMAL, "[30..90", "range-unbalanced", "[30..90]"),
    (VarType.DECIMAL, "30..90)", "range-unbalanced", "[30..90)"),
    (VarType.DECIMAL, "[30..", "range-unbalanced", ">=30"),
    (VarType.DECIMAL, "(30,", "range-unbalanced", ">30"),
    (VarType.DECIMAL, "(30,90", "range-unbalanced", "(30,90]"),
    (VarType.DECIMAL, "(90..30]", "range-empty", "(30..90]"),
    (VarType.DECIMAL, "90-30", "range-empty", "[30..90]"),
    (VarType.DECIMAL, "(90..90]", "range-empty", "[90..90]"),
    (VarType.DECIMAL, ">90 且 <30", "range-empty", "(30..90)"),
    (VarType.DECIMAL, "1-5万", "scale-unclear", "1万..5万"),
    (VarType.DECIMAL, "[60..100%)", "scale-unclear", "60%..100%"),
    (VarType.DECIMAL, "(100,200,300]", "range-empty", "(300..100200]"),
    (VarType.DECIMAL, "抵押", "name-unknown", None),
    (VarType.DECIMAL, ">次级天", "name-similar", None),
    (VarType.DECIMAL, ">主办机构", "parameter-type", None),
    (VarType.DECIMAL, "007", "leading-zero", None),
    (VarType.DECIMAL, "1,00", "leading-zero", None),
    (VarType.DECIMAL, "90个月", "unit-unknown", None),
    (VarType.DECIMAL, ">2年", "unit-unknown", None),
    (VarType.DECIMAL, "=>90", "condition-rewrite", ">=90"),
    (VarType.DECIMAL, "》90", "condition-rewrite", ">90"),
    (VarType.DECIMAL, "贷款金额>90", "condition-rewrite", ">90"),
    (VarType.DECIMAL, "30 90", "condition-rewrite", "30..90"),
    (VarType.DECIMAL, "<>30,<>90", "negation-listed", "not(30、90)"),
    (VarType.DECIMAL, "not(not(30))", "negation-twice", None),
    (VarType.DECIMAL, "30~", "condition-unclear-number", None),
    (VarType.DECIMAL, "90(含)", "condition-unclear", None),
    (VarType.DATE, "2024-02-30", "date-impossible", None),
    (VarType.DATE, ">90", "condition-unclear-date", None),
    (VarType.DATE, "2024-01", "condition-rewrite", "[2024-01-01..2024-01-31]"),
    (VarType.DATE, "2024-03-01..2024-01-01", "range-empty", "[2024-01-01..2024-03-01]"),
    (VarType.TEXT, ">90", "condition-unclear-text", None),
    (VarType.TEXT, "非信用,保证", "negation-listed", "not(信用、保证)"),
    (VarType.TEXT, "not(信用", "range-unbalanced", "not(信用)"),
    (VarType.TEXT, "抵押,", "condition-rewrite", "抵押"),
    (VarType.TEXT, '"抵押', "condition-unclear-text", None),
    (VarType.BOOL, "也许", "condition-unclear-bool", None),
    (VarType.DECIMAL, "9" * 3000, "condition-too-long", None),
]


@pytest.mark.parametrize(("kind", "text", "code", "proposal"), REFUSED, ids=lambda value: str(value)[:24])
def test_a_refusal_names_the_fault_and_proposes_a_rewrite(
    kind: VarType, text: str, code: str, proposal: str | None
) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(text, kind, PARAMETERS, variable="逾期天数")
    assert refused.value.code == f"rulebooks.{code}"
    assert refused.value.params.get("proposal") == proposal
    wording = MESSAGES[refused.value.code]
    assert wording.message.format(**refused.value.params)
    assert wording.advice.format(**refused.value.params)


@pytest.mark.parametrize(("kind", "text", "code", "proposal"), [row for row in REFUSED if row[3]], ids=str)
def test_every_proposed_rewrite_can_itself_be_read(kind: VarType, text: str, code: str, proposal: str) -> None:
    if code != "range-empty":  # swapped bounds are the likeliest intention, always readable too
        assert parse_condition(proposal, kind, PARAMETERS) is not None
    assert isinstance(parse_condition(proposal, kind), Interval | NoneOf | Equals)


class TestUnits:
    """A literal that names its scale is expressed in the variable's own unit."""

    @pytest.mark.parametrize(
        ("text", "unit", "value"),
        [
            ("50万", "万元", "50"),
            ("50", "万元", "50"),
            ("5%", "%", "5"),
            ("5", "%", "5"),
            ("1亿", "万元", "10000"),
            ("500,000元", "万元", "50"),
            ("30%", "", "0.3"),
            ("3次", "次", "3"),
            ("90天", "天", "90"),
            ("50万", "元", "500000"),
        ],
    )
    def test_literals_meet_the_unit(self, text: str, unit: str, value: str) -> None:
        assert parse_condition(text, VarType.DECIMAL, unit=unit) == Equals(number(value))

    @pytest.mark.parametrize(
        ("text", "unit", "foreign"),
        [("30%", "万元", "%"), (">=90%", "天", "%"), (">5‰", "元", "‰"), (">5万", "%", "万")],
    )
    def test_a_share_is_no_amount_and_an_amount_no_share(self, text: str, unit: str, foreign: str) -> None:
        with pytest.raises(ConditionError) as refused:
            parse_condition(text, VarType.DECIMAL, unit=unit)
        assert (refused.value.code, refused.value.params["unit"]) == ("rulebooks.unit-unknown", foreign)

    @pytest.mark.parametrize("cell", [">余额上限", "x>余额上限", "余额>余额上限", "余额 > 余额上限"])
    def test_the_column_s_own_name_may_be_part_of_a_parameter_s(self, cell: str) -> None:
        known = {"余额上限": Parameter("余额上限", Decimal(5), VarType.MONEY, Place())}
        assert parse_condition(cell, VarType.MONEY, known, variable="余额") == over(5)

    def test_a_parameter_s_name_may_be_part_of_the_column_s_own(self) -> None:
        known = {"天数": Parameter("天数", Decimal(5), VarType.INTEGER, Place())}
        assert parse_condition("逾期天数>天数", VarType.INTEGER, known, variable="逾期天数") == over(5)

    def test_a_unit_within_a_parameter_s_name_stays(self) -> None:
        known = {"前3户": Parameter("前3户", Decimal(5), VarType.INTEGER, Place())}
        assert parse_condition(">前3户", VarType.INTEGER, known, unit="户") == over(5)

    def test_parameters_meet_the_unit(self) -> None:
        line = Parameter("起点", Decimal(50000), VarType.MONEY, Place(), "元")
        share = Parameter("上限", Decimal("0.05"), VarType.PERCENT, Place(), "%")
        known = {"起点": line, "上限": share}
        assert parse_condition(">起点", VarType.MONEY, known, unit="万元") == over(5)
        assert parse_condition(">起点", VarType.MONEY, known, unit="元") == over(50000)
        assert parse_condition(">上限", VarType.DECIMAL, known, unit="%") == over(5)
        assert parse_condition(">上限", VarType.PERCENT, known, unit="%") == over("0.05")

    def test_a_percentage_column_holds_ratios_whatever_its_unit_says(self) -> None:
        assert parse_condition("5%", VarType.PERCENT, unit="%") == Equals(number("0.05"))


class TestDomain:
    """Values of the dictionary win over the grammar, and in the dictionary's spelling."""

    DOMAIN = ("农户", "非农户", "或有负债", "保证（连带）", "a,b")

    @pytest.mark.parametrize(
        ("text", "meaning"),
        [
            ("非农户", Equals("非农户")),
            ("非农户,农户", one_of("非农户", "农户")),
            ("或有负债、农户", one_of("或有负债", "农户")),
            ("保证(连带)", Equals("保证（连带）")),
            ("保证（连带），农户", one_of("保证（连带）", "农户")),
            ("a,b", Equals("a,b")),
            ("not(非农户)", none_of("非农户")),
            ("非农", none_of("农")),
        ],
    )
    def test_values_that_look_like_operators(self, text: str, meaning: Condition) -> None:
        assert parse_condition(text, VarType.TEXT, domain=self.DOMAIN) == meaning


# --- parse after print is the identity ------------------------------------------------------------------------

decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=3).map(lambda value: value.normalize() + 0)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
phrases = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() == text)


def intervals(values: st.SearchStrategy[object]) -> st.SearchStrategy[Interval]:
    """Half lines and ranges that hold a value."""

    def of(low: object, high: object, closed: tuple[bool, bool]) -> Interval:
        low, high = sorted((low, high))  # type: ignore[type-var]
        both = low == high
        return Interval(low, closed[0] or both, high, closed[1] or both)  # type: ignore[arg-type]

    flags = st.tuples(st.booleans(), st.booleans())
    return st.one_of(
        st.builds(lambda value, closed: Interval(value, closed, None, False), values, st.booleans()),
        st.builds(lambda value, closed: Interval(None, False, value, closed), values, st.booleans()),
        st.builds(of, values, values, flags),
    )


def conditions(tests: st.SearchStrategy[object]) -> st.SearchStrategy[Condition]:
    """Everything the grammar can say over these tests; lists hold no half lines, which might cover everything."""
    listed = tests.filter(lambda test: not (isinstance(test, Interval) and None in (test.low, test.high)))
    several = st.lists(listed, min_size=2, max_size=4, unique=True)
    return st.one_of(
        st.just(ANYTHING),
        st.just(Missing()),
        st.just(Present()),
        tests,
        several.map(lambda found: AnyOf(tuple(found))),
        several.map(lambda found: AnyOf((Missing(), *found))),
        st.lists(listed, min_size=1, max_size=4, unique=True).map(lambda found: NoneOf(tuple(found))),
    )


text_tests = st.one_of(phrases.map(Equals), st.builds(TextTest, st.sampled_from(TextTestKind), phrases))


@given(conditions(st.one_of(decimals.map(Equals), intervals(decimals))))
def test_number_conditions_survive_printing(condition: Condition) -> None:
    assert parse_condition(print_condition(condition), VarType.DECIMAL) == condition


@given(conditions(st.one_of(days.map(Equals), intervals(days))))
def test_date_conditions_survive_printing(condition: Condition) -> None:
    assert parse_condition(print_condition(condition), VarType.DATE) == condition


@given(conditions(text_tests))
def test_text_conditions_survive_printing(condition: Condition) -> None:
    assert parse_condition(print_condition(condition), VarType.TEXT) == condition


@given(conditions(st.booleans().map(Equals)))
def test_truth_conditions_survive_printing(condition: Condition) -> None:
    assert parse_condition(print_condition(condition), VarType.BOOL) == condition


@given(st.text(max_size=30), st.sampled_from(VarType))
def test_any_text_is_read_or_refused_and_never_crashes(text: str, kind: VarType) -> None:
    try:
        condition = parse_condition(text, kind, PARAMETERS)
    except ConditionError as refused:
        assert MESSAGES[refused.code].message.format(**refused.params)
    else:
        assert parse_condition(print_condition(condition), kind) == condition


@given(st.text(alphabet="0123456789.,-—~至到且或非不<>=[]()（）x空天万%以上下内 超过满", max_size=14))
def test_texts_made_of_our_own_words_are_read_or_refused(text: str) -> None:
    for kind in (VarType.DECIMAL, VarType.TEXT, VarType.DATE):
        try:
            condition = parse_condition(text, kind, PARAMETERS)
        except ConditionError as refused:
            assert refused.code in MESSAGES
        else:
            assert parse_condition(print_condition(condition), kind) == condition


# --- with parameters ------------------------------------------------------------------------------------------

NAMES = ("次级天数", "次级天数上限", "或有比例", "不低于线", "起点(万)", "以上线", "A-1", "且线")
shapes = st.sampled_from([
    "{0}", ">{0}", "不低于{0}", "{0}以上", "{0}以下", "[{0}..{1}]", "({0},{1}]", "{0}至{1}", "{0}-{1}", "{0}、{1}",
    "<>{0}", "not({0},{1})", ">={0} 且 <={1}", "{0}<x<={1}", "<{0}或>{1}", "介于{0}和{1}之间", "超过{0}不满{1}",
])  # fmt: skip


@given(shapes, st.permutations(NAMES), st.tuples(decimals, decimals), st.sampled_from(["", "元", "万元", "%"]))
def test_parameters_say_what_their_values_say(
    shape: str, names: list[str], values: tuple[Decimal, Decimal], unit: str
) -> None:
    low, high = sorted(values)
    known = {
        names[0]: Parameter(names[0], low, VarType.DECIMAL, Place()),
        names[1]: Parameter(names[1], high, VarType.DECIMAL, Place()),
    }
    try:
        condition = parse_condition(shape.format(*names), VarType.DECIMAL, known, unit=unit)
    except ConditionError as refused:
        assert refused.code in ("rulebooks.range-empty", "rulebooks.always-true")  # the values are equal
        return
    assert parse_condition(print_condition(condition), VarType.DECIMAL, unit=unit) == condition
    assert parse_condition(shape.format(f"{low:f}", f"{high:f}"), VarType.DECIMAL, unit=unit) == condition
