"""Large and hopeless workbooks: seconds, not minutes, and said where something was left out."""

from __future__ import annotations

import time

import pytest

from app.rulebooks import load, tablebands
from tests.rulebooks.loading import codes, load_rows, words
from tests.workbooks import Rows, book, decision_table, dictionary, stack

VARIABLES = [f"数{n}" for n in range(4)] + [f"词{n}" for n in range(4)]
DICTIONARY = dictionary(
    *((name, "小数") if name[0] == "数" else (name, "文本", "甲,乙,丙,丁,戊") for name in VARIABLES), ("果", "文本")
)


def grid(count: int) -> Rows:
    """Rules that part the first variables into cells without overlap."""
    rules: Rows = []
    for number in range(count):
        day, step, word = number // 25, number // 5 % 5, "甲乙丙丁戊"[number % 5]
        rules.append([
            f"R{number}", f"[{day}..{day + 1})", f"[{step * 10}..{step * 10 + 10})", "-", ">=0", word, "-", "非空", "-",
            f"果{number % 7}",
        ])  # fmt: skip
    return rules


@pytest.mark.slow
def test_five_thousand_rules_of_eight_columns_load_in_seconds() -> None:
    data = book({"字典": DICTIONARY, "表": decision_table("表", VARIABLES, ["果"], grid(5000))})
    started = time.process_time()
    loaded = load(data, "大.xlsx")
    assert time.process_time() - started < 10  # about two seconds alone on one core
    assert loaded.rulebook is not None
    assert len(loaded.rulebook.tables[0].rules) == 5000
    assert "overlap" not in codes(loaded)
    assert "gap" in codes(loaded, "warning")


@pytest.mark.slow
def test_five_thousand_rules_of_eight_columns_of_different_texts_load_in_seconds() -> None:
    names = [f"词{n}" for n in range(8)]
    rules = [[f"R{n}", *(f"值{n * step % 4999}" for step in range(3, 11)), "果"] for n in range(5000)]
    words_only = dictionary(*((name, "文本") for name in (*names, "果")))
    data = book({"字典": words_only, "表": decision_table("表", names, ["果"], rules)})
    started = time.process_time()
    loaded = load(data, "大.xlsx")
    assert time.process_time() - started < 20  # about four seconds; it took a minute before texts had bands by number
    assert "overlap" not in codes(loaded)


def test_bands_are_counted_by_the_tests_and_values_that_make_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A column of long lists has many more bands than conditions."""
    lists = ["、".join(f"值{n * 50 + step}" for step in range(50)) for n in range(4)]
    rows = stack(
        dictionary(("词", "文本"), ("果", "文本")),
        decision_table("表", ["词"], ["果"], [[f"R{n}", text, "x"] for n, text in enumerate(lists)]),
    )
    monkeypatch.setattr(tablebands, "MAX_TABLE_BYTES", 1000)
    assert codes(load_rows(rows), "note") == ["table-too-large"]


def test_a_table_too_large_to_compare_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = stack(
        dictionary(("数", "小数"), ("果", "文本")),
        decision_table("表", ["数"], ["果"], [[f"R{n}", f"[{n}..{n + 2})", "x"] for n in range(300)]),
    )
    assert "overlap" in codes(load_rows(rows))
    monkeypatch.setattr(tablebands, "MAX_TABLE_BYTES", 1000)
    loaded = load_rows(rows)
    assert codes(loaded) == []
    assert codes(loaded, "note") == ["table-too-large"]


def test_a_hopeless_workbook_is_given_up_after_two_thousand_findings() -> None:
    rules = [[f"R{n}", f"[{n}..", None] for n in range(1200)]
    loaded = load_rows(stack(dictionary(("数", "小数"), ("果", "文本")), decision_table("表", ["数"], ["果"], rules)))
    assert loaded.rulebook is None
    assert codes(loaded).count("findings-cut") == 1
    assert len(loaded.findings) == 2001
    assert words(loaded.findings[-1])


def test_did_you_mean_is_not_asked_without_end() -> None:
    domain = "、".join(f"值{n}" for n in range(900))
    rules = [[f"R{n}", f"直{n}", "x"] for n in range(900)]
    rows = stack(dictionary(("词", "文本", domain), ("果", "文本")), decision_table("表", ["词"], ["果"], rules))
    started = time.process_time()
    found = codes(load_rows(rows))
    assert time.process_time() - started < 10
    assert found.count("value-similar") == 500
    assert found.count("value-outside") == 400
