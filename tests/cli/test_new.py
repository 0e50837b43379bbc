"""``flask rulebook new`` as a person calls it."""

from __future__ import annotations

import pytest

from app.rulebooks import load
from app.rulebooks.reader import read_rulebook
from app.samples.portfolio import make_portfolio
from app.samples.rulebooks import make_rulebooks


def call(runner, *arguments):
    return runner.invoke(args=["rulebook", "new", *map(str, arguments)])


def book_of(path):
    return load(path.read_bytes(), path.name)


def test_a_new_workbook_is_checked_and_decides_right_away(runner, tmp_path):
    out = tmp_path / "新规则.xlsx"
    assert call(runner, "-o", out).exit_code == 0
    checked = runner.invoke(args=["rulebook", "check", str(out)])
    assert (checked.exit_code, "没有发现问题" in checked.output) == (0, True)
    cases = tmp_path / "案件.csv"
    cases.write_text("借据号,余额,逾期天数,担保方式,还款意愿\n001,600000,95,抵押,恶意拖欠\n", "utf-8")
    decided = tmp_path / "结果.csv"
    run = runner.invoke(args=["rulebook", "decide", str(out), str(cases), "-o", str(decided), "--as-of", "2026-09-30"])
    assert run.exit_code == 0, run.output
    assert "诉讼清收" in decided.read_text("utf-8-sig")


def test_a_name_and_a_kind_may_be_given(runner, tmp_path):
    out = tmp_path / "b.xlsx"
    assert call(runner, "二季度考核", "-o", out, "--kind", "考核").exit_code == 0
    assert [measure.name for measure in book_of(out).rulebook.measures][:1] == ["清收金额"]


def test_from_a_rulebook_its_dictionary_is_kept(runner, tmp_path):
    source, out = tmp_path / "五级分类.xlsx", tmp_path / "新.xlsx"
    source.write_bytes(make_rulebooks()["五级分类.xlsx"])
    assert call(runner, "-o", out, "--from", source).exit_code == 0
    old, new = (read_rulebook(path.read_bytes(), path.name).draft for path in (source, out))
    assert set(old.variables) == set(new.variables)
    again = tmp_path / "再新.xlsx"
    assert call(runner, "-o", again, "--from", out).exit_code == 0, "a rulebook without rules is a rulebook"
    assert set(read_rulebook(again.read_bytes(), again.name).draft.variables) == set(old.variables)


def test_from_a_ledger_the_columns_become_the_dictionary(runner, tmp_path):
    source, out = tmp_path / "台账.xlsx", tmp_path / "新.xlsx"
    source.write_bytes(make_portfolio(60))
    result = call(runner, "-o", out, "--from", source)
    assert result.exit_code == 0, result.output
    assert "担保类型" in book_of(out).rulebook.variables


def test_a_file_that_is_neither_is_refused_with_status_one(runner, tmp_path):
    source, out = tmp_path / "坏.xlsx", tmp_path / "新.xlsx"
    source.write_bytes(b"%PDF-1.4")
    result = call(runner, "-o", out, "--from", source)
    assert result.exit_code == 1
    assert "PDF" in result.output
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments", [("-o", "b.txt"), (), ("-o", "b.xlsx", "--kind", "别的"), ("-o", "b.xlsx", "--sheet", "一")]
)
def test_wrong_usage_ends_with_status_two(runner, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    assert call(runner, *arguments).exit_code == 2
