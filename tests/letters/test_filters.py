"""What the bars in ``{{ 字段|加工 }}`` do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Undefined

from app.letters.filters import FILTERS
from app.letters.values import Money, Percent, Printed, Problem


def read_amount(words: str) -> Decimal:
    """Back from 大写, independently of how it was written."""
    sign = -1 if words.startswith("负") else 1
    yuan, _, rest = words.removeprefix("负").removesuffix("整").rpartition("元")
    jiao, fen = 0, 0
    for mark in ("角", "分"):
        digit, found, after = rest.partition(mark)
        if found:
            value = "零壹贰叁肆伍陆柒捌玖".index(digit.lstrip("零") or "零")
            jiao, fen = (value, fen) if mark == "角" else (jiao, value)
            rest = after
    whole = cn2an.cn2an(yuan, "smart") if yuan else 0
    return sign * (Decimal(whole) + Decimal(jiao) / 10 + Decimal(fen) / 100)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("-0.001", "零元整"),
        ("0.05", "伍分"),
        ("10.05", "壹拾元零伍分"),
        ("500.10", "伍佰元壹角"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("1234567.89", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        ("100000000", "壹亿元整"),
        ("100001000.05", "壹亿零壹仟元零伍分"),
        ("101001000", "壹亿零壹佰万壹仟元整"),
        ("1000010000000", "壹万亿零壹仟万元整"),
        ("1.005", "壹元零壹分"),
        ("-5.2", "负伍元贰角"),
    ],
)
def test_amounts_in_words(amount, words):
    assert FILTERS["大写"](Money(amount)) == words


@given(st.decimals(min_value=0, max_value=Decimal("9999999999999999.99"), places=2))
def test_an_amount_in_words_reads_back_as_the_same_amount(amount):
    assert read_amount(FILTERS["大写"](amount)) == amount


def test_more_than_sixteen_digits_are_refused_not_cut():
    problem = FILTERS["大写"](Money("10000000000000000"))
    assert isinstance(problem, Problem)
    assert problem.code == "value-number"


@pytest.mark.parametrize(
    ("name", "arguments", "value", "text"),
    [
        ("元", (), Money("1234.5"), "1,234.50元"),
        ("万元", (), Money("1234567.89"), "123.46万元"),
        ("万元", (6,), Money("1234567.89"), "123.456789万元"),
        ("千分位", (), Decimal("1234567"), "1,234,567.00"),
        ("千分位", (0,), Decimal("1234567.5"), "1,234,568"),
        ("百分比", (), Decimal("0.125"), "12.5%"),
        ("百分比", (2,), Percent("0.125"), "12.50%"),
        ("日期", (), date(2026, 9, 30), "2026年9月30日"),
        ("日期", (), "2026-09-30", "2026年9月30日"),
        ("短日期", (), date(2026, 9, 30), "2026-09-30"),
        ("大写日期", (), date(2026, 9, 30), "二〇二六年九月三十日"),
        ("大写日期", (), date(2010, 10, 11), "二〇一〇年十月十一日"),
        ("大写日期", (), date(2025, 1, 20), "二〇二五年一月二十日"),
        ("空白", (), None, "＿＿＿＿＿＿"),
        ("空白", (3,), "", "＿＿＿"),
        ("空白", (0,), None, ""),
        ("空白", (), "有值", "有值"),
        ("默认", ("无",), None, "无"),
        ("默认", ("无",), Decimal(0), Decimal(0)),
        ("default", ("无", True), "", "无"),
        ("连接", ("；",), ("甲", "乙"), "甲；乙"),
        ("个数", (), [1, 2, 3], Decimal(3)),
        ("first", (), ("甲", "乙"), "甲"),
        ("upper", (), "abc", "ABC"),
        ("round", (1,), Money("2.25"), Money("2.3")),
    ],
)
def test_each_filter(name, arguments, value, text):
    assert FILTERS[name](value, *arguments) == text


@pytest.mark.parametrize("name", sorted(FILTERS.keys() - {"空白", "默认", "default", "d"}))
def test_a_missing_value_passes_every_filter_so_that_the_printing_names_it(name):
    assert FILTERS[name](None) is None
    missing = Undefined(name="x")
    assert FILTERS[name](missing) is missing


@pytest.mark.parametrize("name", ["大写", "元", "万元", "千分位", "百分比", "日期", "连接", "abs", "round"])
def test_what_a_filter_cannot_treat_is_a_problem(name):
    for value in (True, {"a": 1}, "不是"):
        problem = FILTERS[name](value)
        assert isinstance(problem, Problem)
        assert problem.code == "filter-value"
        assert problem.params["filter"] == name


@pytest.mark.parametrize(
    ("name", "value", "argument"),
    [("万元", Decimal(1), 99), ("万元", Decimal(1), -1), ("空白", None, 10**9), ("百分比", Decimal(1), 11)],
)
def test_widths_and_places_are_bounded(name, value, argument):
    problem = FILTERS[name](value, argument)
    assert isinstance(problem, Problem)
    assert problem.code == "filter-argument"


def test_a_problem_passes_through_a_chain_of_filters():
    problem = FILTERS["大写"]("不是数字")
    assert FILTERS["空白"](FILTERS["upper"](problem)) == problem


def test_text_asked_for_empty_is_printed_empty():
    assert FILTERS["默认"](None, "") == Printed("")
