"""Measures over ledgers: who gets what, which lines count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.model import Cases
from app.rulebooks.model import Aggregate, Rulebook
from app.scorecards.lines import sort_lines
from app.scorecards.measures import measure, type_of
from app.scorecards.model import Measured
from app.scorecards.period import Period
from app.values import VarType
from tests.scorecards import made

Q3 = Period.parse("2026Q3")
JULY, OCTOBER = date(2026, 7, 15), date(2026, 10, 1)
SUM = made.measure("收回", Aggregate.SUM, "金额")


def measured(rulebook: Rulebook, *tables: tuple[str, Cases]) -> Measured:
    lines = [sort_lines(dataset, cases, rulebook, Q3) for dataset, cases in tables]
    return measure(rulebook, [sheet for sheet in lines if sheet is not None])


def values(result: Measured, name: str) -> dict[str, object]:
    return dict(zip((officer.id for officer in result.officers), result.measures[name].to_list(), strict=True))


def ledger(*lines: tuple[str | None, date | None, str], sheet: str = "台账") -> Cases:
    who, when, amounts = zip(*lines, strict=True)
    return made.cases({"工号": who, "入账日期": when, "金额": [Decimal(amount) for amount in amounts]}, sheet)


def test_each_officer_gets_the_sum_of_their_own_lines() -> None:
    book = made.rulebook(SUM)
    result = measured(book, ("台账", ledger(("002", JULY, "0.10"), ("001", JULY, "5"), ("002", JULY, "0.20"))))
    assert values(result, "收回") == {"001": Decimal(5), "002": Decimal("0.30")}


def test_leading_zeros_of_an_officers_number_survive() -> None:
    result = measured(made.rulebook(SUM), ("台账", ledger(("007", JULY, "1"), ("7", JULY, "2"))))
    assert values(result, "收回") == {"007": Decimal(1), "7": Decimal(2)}


def test_lines_outside_the_period_do_not_count_but_their_officers_appear() -> None:
    first, last = ("001", date(2026, 7, 1), "8"), ("001", date(2026, 9, 30), "2")
    lines = ledger(("001", date(2026, 6, 30), "1"), first, last, ("002", OCTOBER, "4"))
    result = measured(made.rulebook(SUM), ("台账", lines))
    assert values(result, "收回") == {"001": Decimal(10), "002": Decimal(0)}
    [source] = result.sources
    assert (source.lines, source.counted, source.outside, source.refused) == (4, 2, 2, 0)


def test_a_table_without_a_date_counts_whole() -> None:
    book = made.rulebook(made.measure("任务", Aggregate.SUM, "任务额", "任务"))
    result = measured(book, ("任务", made.cases({"工号": ["001", "001"], "任务额": [Decimal(3), Decimal(4)]}, "任务")))
    assert values(result, "任务") == {"001": Decimal(7)}


def test_an_officer_of_any_table_is_measured_in_all() -> None:
    book = made.rulebook(SUM, made.measure("任务", Aggregate.SUM, "任务额", "任务"))
    tasks = made.cases({"工号": ["009"], "任务额": [Decimal(9)]}, "任务")
    result = measured(book, ("台账", ledger(("001", JULY, "1"))), ("任务", tasks))
    assert values(result, "收回") == {"001": Decimal(1), "009": Decimal(0)}
    assert values(result, "任务") == {"001": Decimal(0), "009": Decimal(9)}


def test_several_sheets_of_one_data_table_add_up() -> None:
    result = measured(
        made.rulebook(SUM, made.measure("笔数", Aggregate.DISTINCT, "入账日期")),
        ("台账", ledger(("001", JULY, "1.5"))),
        ("台账", ledger(("001", JULY, "2.25"), ("002", JULY, "1"))),
    )
    assert values(result, "收回") == {"001": Decimal("3.75"), "002": Decimal(1)}
    assert values(result, "笔数") == {"001": Decimal(1), "002": Decimal(1)}


def test_a_filter_leaves_lines_out_and_all_its_parts_must_hold() -> None:
    lines = made.cases(
        {
            "工号": ["001"] * 4,
            "方式": ["现金", "抵债", None, "现金"],
            "户数": [Decimal(1), Decimal(1), Decimal(1), Decimal(2)],
            "金额": [Decimal(1), Decimal(10), Decimal(100), Decimal(1000)],
        }
    )
    cash = made.measure("现金", Aggregate.SUM, "金额", where={"方式": "现金"})
    single = made.measure("单户现金", Aggregate.SUM, "金额", where={"方式": "现金", "户数": Decimal(1)})
    result = measured(made.rulebook(cash, single), ("台账", lines))
    assert values(result, "现金") == {"001": Decimal(1001)}
    assert values(result, "单户现金") == {"001": Decimal(1)}


def test_counting_without_a_field_counts_lines() -> None:
    lines = made.cases({"工号": ["001", "001", "002"], "借据号": ["a", None, "b"]})
    book = made.rulebook(made.measure("行数", Aggregate.COUNT, ""), made.measure("有号", Aggregate.COUNT, "借据号"))
    result = measured(book, ("台账", lines))
    assert values(result, "行数") == {"001": Decimal(2), "002": Decimal(1)}
    assert values(result, "有号") == {"001": Decimal(1), "002": Decimal(1)}


def test_a_mean_of_nothing_is_missing_not_zero() -> None:
    book = made.rulebook(made.measure("户均", Aggregate.MEAN, "金额"))
    result = measured(book, ("台账", ledger(("001", JULY, "10"), ("001", JULY, "0.01"), ("002", OCTOBER, "1"))))
    assert values(result, "户均") == {"001": Decimal("5.01"), "002": None}


def test_an_unreadable_line_counts_nowhere_and_is_reported() -> None:
    columns = {"工号": ["001", "001"], "金额": [Decimal(1), None], "户数": [Decimal(1), Decimal(1)]}
    book = made.rulebook(SUM, made.measure("户", Aggregate.SUM, "户数"))
    result = measured(book, ("台账", made.cases(columns, unread={1: ("金额",)})))
    assert values(result, "收回") == {"001": Decimal(1)}
    assert values(result, "户") == {"001": Decimal(1)}
    assert [(found.code, found.place.row) for found in result.row_findings] == [("cases.unreadable", 3)]
    assert result.sources[0].refused == 1


def test_a_line_without_officer_or_date_is_reported_with_its_row() -> None:
    lines = ledger((None, JULY, "1"), ("001", None, "2"), ("001", JULY, "4"))
    result = measured(made.rulebook(SUM), ("台账", lines))
    assert values(result, "收回") == {"001": Decimal(4)}
    assert [(found.code, found.place.row, found.params["variable"]) for found in result.row_findings] == [
        ("scorecards.line-incomplete", 2, "工号"),
        ("scorecards.line-incomplete", 3, "入账日期"),
    ]


def test_of_a_ledger_that_is_wrong_throughout_the_first_lines_and_a_count_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.scorecards.lines.TOLD", 2)
    result = measured(made.rulebook(SUM), ("台账", ledger(*[(None, JULY, "1")] * 5, ("001", JULY, "1"))))
    assert [(found.place.row, found.code) for found in result.row_findings] == [
        (2, "scorecards.line-incomplete"),
        (3, "scorecards.line-incomplete"),
        (None, "scorecards.more-lines"),
    ]
    assert result.row_findings[-1].params == {"count": 3, "told": 2}
    assert result.sources[0].refused == 5


def test_a_value_outside_the_dictionary_is_reported_instead_of_slipping_through_the_filters() -> None:
    lines = made.cases({"工号": ["001", "001"], "方式": ["现金", "现今"], "金额": [Decimal(1), Decimal(2)]})
    mode = made.variable("方式", domain=("现金", "抵债"))
    cash = made.measure("现金", Aggregate.SUM, "金额", where={"方式": "现金"})
    result = measured(made.rulebook(cash, variables=[mode]), ("台账", lines))
    assert values(result, "现金") == {"001": Decimal(1)}
    [found] = result.row_findings
    assert (found.code, found.place.row, found.params) == (
        "scorecards.outside-domain",
        3,
        {"variable": "方式", "value": "现今"},
    )


def test_a_staff_list_names_officers_and_the_ledger_fills_in() -> None:
    lines = made.cases(
        {"工号": ["001", "002"], "入账日期": [JULY, JULY], "姓名": ["王一", "李二"], "金额": [Decimal(1)] * 2}
    )
    staff = made.cases({"工号": ["001"], "姓名": ["王一一"], "机构": ["城关社"]}, "花名册")
    result = measured(made.rulebook(SUM), ("台账", lines), ("", staff))
    assert [(one.id, one.name, one.branch) for one in result.officers] == [
        ("001", "王一一", "城关社"),
        ("002", "李二", ""),
    ]
    [found] = result.findings
    assert found.code == "scorecards.officer-ambiguous"
    assert found.params == {"officer": "001", "variable": "姓名", "values": "王一一、王一", "taken": "王一一"}


def test_a_sheet_without_an_officer_says_nothing() -> None:
    result = measured(
        made.rulebook(SUM), ("台账", ledger(("001", JULY, "1"))), ("", made.cases({"姓名": ["王一"]}, "别的"))
    )
    assert len(result.sources) == 1


def test_a_ledger_of_another_period_is_worth_a_warning() -> None:
    result = measured(made.rulebook(SUM), ("台账", ledger(("001", OCTOBER, "1"))))
    assert [found.code for found in result.findings] == ["scorecards.nothing-in-period"]


def test_a_measure_has_the_type_of_what_it_aggregates() -> None:
    book = made.rulebook()
    assert type_of(SUM, book) is VarType.MONEY
    assert type_of(made.measure("x", Aggregate.DISTINCT, "借据号"), book) is VarType.INTEGER
    assert type_of(made.measure("x", Aggregate.MEAN, "户数"), book) is VarType.DECIMAL
    assert type_of(made.measure("x", Aggregate.MAX, "入账日期"), book) is VarType.DATE
    assert type_of(made.measure("金额", Aggregate.DISTINCT, "金额"), book) is VarType.INTEGER
    declared = made.rulebook(variables=[made.variable("收回", VarType.DECIMAL)])
    assert type_of(SUM, declared) is VarType.DECIMAL


one_line = st.tuples(
    st.sampled_from(["001", "002", None]),
    st.one_of(st.none(), st.dates(date(2026, 6, 25), date(2026, 10, 5))),
    st.decimals(-(10**6), 10**6, places=2),
)


@given(st.lists(one_line, min_size=1, max_size=15), st.integers(1, 14))
def test_every_yuan_is_counted_once_left_out_for_a_reason_or_outside(
    lines: Sequence[tuple[str | None, date | None, Decimal]], cut: int
) -> None:
    rows = [(who, when, str(amount)) for who, when, amount in lines]
    parts = [part for part in (rows[:cut], rows[cut:]) if part]
    result = measured(made.rulebook(SUM), *(("台账", ledger(*part)) for part in parts))
    expected: dict[str, Decimal] = {}
    for who, when, amount in lines:
        if who and when:
            expected[who] = expected.get(who, Decimal(0)) + (amount if when in Q3 else 0)
    assert values(result, "收回") == dict(sorted(expected.items()))
    assert sum(source.lines for source in result.sources) == len(lines)
    assert sum(source.refused for source in result.sources) == sum(not (who and when) for who, when, _ in lines)
    assert all(source.lines == source.counted + source.outside + source.refused for source in result.sources)


def test_the_order_of_the_lines_does_not_matter() -> None:
    rows = [("002", JULY, "1"), ("001", JULY, "2"), ("001", JULY, "3.5")]
    forward = measured(made.rulebook(SUM), ("台账", ledger(*rows)))
    backward = measured(made.rulebook(SUM), ("台账", ledger(*reversed(rows))))
    assert values(forward, "收回") == values(backward, "收回")
    assert replace(forward, measures={}, attributes={}) == replace(backward, measures={}, attributes={})
