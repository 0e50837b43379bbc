"""``flask rulebook export`` and ``import`` as a person or a program calls them."""

import json
from pathlib import Path

import openpyxl
import pytest

from app.cli import rulebook_dmn
from app.rulebooks import load
from app.rulebooks.conditions import Equals
from app.rulebooks.dmn.comparison import differences
from app.rulebooks.dmn.reading import read_dmn
from tests.rulebooks.dmn.documents import decision, definitions
from tests.rulebooks.dmn.foreign_books import blank, discount, rows_table, saved, sheet
from tests.workbooks import book, decision_table, dictionary, formulas, stack

AGE, GRADE = [("Age", "number")], [("Grade", "string")]


def workbook(*more):
    return book({
        "规则": stack(
            dictionary(("逾期天数", "整数", ">=0"), ("五级分类", "文本", "正常,次级")),
            decision_table("分类", ["逾期天数"], ["五级分类"], [["R1", ">90", "次级"], ["R2", "<=90", "正常"]]),
            *more,
        )
    })  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "规则.xlsx").write_bytes(workbook())
    return tmp_path


def call(runner, *arguments):
    return runner.invoke(args=["rulebook", *map(str, arguments)])


def loaded(path: Path):
    return load(path.read_bytes(), path.name).rulebook


def test_a_rulebook_goes_to_dmn_and_comes_back_the_same(runner, folder):
    there = call(runner, "export", folder / "规则.xlsx", "-o", folder / "规则.dmn")
    back = call(runner, "import", folder / "规则.dmn", "-o", folder / "回来.xlsx")
    assert (there.exit_code, back.exit_code) == (0, 0), there.output + back.output
    assert "1 张决策表" in there.output and "1 张决策表" in back.output
    assert list(differences(loaded(folder / "规则.xlsx"), loaded(folder / "回来.xlsx"))) == []


def test_the_exported_workbook_has_the_double_borders_others_look_for(runner, folder):
    assert call(runner, "export", folder / "规则.xlsx", "-o", folder / "别的.xlsx").exit_code == 0
    sheet = openpyxl.load_workbook(folder / "别的.xlsx")["分类"]
    assert [cell.value for cell in sheet[2]] == ["U", "逾期天数", "五级分类"]
    assert sheet["C2"].border.left.style == sheet["C4"].border.left.style == "double"
    assert sheet["A3"].value == "取值范围" and sheet["A2"].border.bottom.style != "double"
    assert sheet["A3"].border.bottom.style == sheet["C3"].border.bottom.style == "double"
    assert list(differences(loaded(folder / "规则.xlsx"), loaded(folder / "别的.xlsx"))) == []


def test_what_is_no_decision_table_is_named_and_the_rest_written(runner, folder):
    (folder / "公式.xlsx").write_bytes(workbook(formulas({"双倍": ('=TEXT(逾期天数*2,"0")', "文本")})))
    result = call(runner, "export", folder / "公式.xlsx", "-o", folder / "公式.dmn", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1 and document["tables"] == 1 and not document["ok"]
    assert [finding["code"] for finding in document["findings"]] == ["rulebooks.dmn-not-written"]
    assert "双倍" in document["findings"][0]["message"]
    assert read_dmn((folder / "公式.dmn").read_bytes(), "公式.dmn").rulebook is not None


def test_a_cell_that_needs_an_engine_is_named_and_the_other_tables_come_over(runner, folder):
    bad = decision("Bad", AGE, [("b", "string")], [["> limit(1)", '"x"']])
    (folder / "外来.dmn").write_bytes(definitions(bad, decision("Grade", AGE, GRADE, [["<18", '"C"']])))
    result = call(runner, "import", folder / "外来.dmn", "-o", folder / "外来.xlsx")
    assert result.exit_code == 1
    assert "外来.dmn!Bad!r1/Age" in result.output and "> limit(1)" in result.output
    assert [table.name for table in loaded(folder / "外来.xlsx").tables] == ["Grade"]


def test_nothing_is_written_where_nothing_can_be_taken_over(runner, folder):
    (folder / "外来.dmn").write_bytes(b"<html/>")
    result = call(runner, "import", folder / "外来.dmn", "-o", folder / "外来.xlsx")
    assert result.exit_code == 1 and not (folder / "外来.xlsx").exists()
    (folder / "坏.xlsx").write_bytes(b"PK")
    result = call(runner, "export", folder / "坏.xlsx", "-o", folder / "坏.dmn")
    assert result.exit_code == 1 and not (folder / "坏.dmn").exists()


def test_a_backslash_in_a_value_comes_over_as_it_stands(runner, folder):
    (folder / "外来.dmn").write_bytes(definitions(decision("Grade", [("K", "string")], GRADE, [['"a\\\\b"', '"C"']])))
    result = call(runner, "import", folder / "外来.dmn", "-o", folder / "外来.xlsx")
    assert result.exit_code == 0, result.output
    (table,) = loaded(folder / "外来.xlsx").tables
    assert not table.matrix
    assert table.rules[0].conditions == (Equals("a\\b"),)


def test_a_table_that_a_workbook_reads_otherwise_is_found_at_once(runner, folder, monkeypatch):
    (folder / "外来.dmn").write_bytes(definitions(decision("Grade", [("K", "string")], GRADE, [['"a"', '"C"']])))
    other = read_dmn(definitions(decision("Grade", [("K", "string")], GRADE, [['"b"', '"C"']])), "外来.dmn").rulebook
    written = rulebook_dmn.write_workbook(other)
    monkeypatch.setattr(rulebook_dmn, "write_workbook", lambda rulebook: written)
    result = call(runner, "import", folder / "外来.dmn", "-o", folder / "外来.xlsx")
    assert result.exit_code == 1, result.output


@pytest.mark.parametrize(
    "arguments",
    [("export", "规则.xlsx", "-o", "规则.txt"), ("import", "规则.txt", "-o", "b.xlsx"), ("export", "规则.xlsx")],
)
def test_wrong_usage_ends_with_status_two(runner, folder, monkeypatch, arguments):
    monkeypatch.chdir(folder)
    assert call(runner, *arguments).exit_code == 2


def test_a_workbook_of_another_tool_becomes_a_rulebook(runner, folder):
    (folder / "外来.xlsx").write_bytes(discount("columns"))
    result = call(runner, "import", folder / "外来.xlsx", "-o", folder / "规则本.xlsx")
    assert result.exit_code == 0, result.output
    assert "pydmnrules" in result.output and "1 张决策表" in result.output
    assert [table.name for table in loaded(folder / "规则本.xlsx").tables] == ["Discount table"]


def test_overlapping_unique_tables_are_read_as_first_only_when_asked(runner, folder):
    made = blank()
    rows_table(made, "T", "Table", ["U", "N", "R"], [["1", "<10", "x"], ["2", "<20", "y"]], (1, 1))
    (folder / "外来.xlsx").write_bytes(saved(made))
    plain = call(runner, "import", folder / "外来.xlsx", "-o", folder / "a.xlsx", "--json")
    document = json.loads(plain.stdout)
    assert plain.exit_code == 1
    assert "rulebooks.dmn-unique-overlap" in [finding["code"] for finding in document["findings"]]
    asked = call(runner, "import", folder / "外来.xlsx", "-o", folder / "b.xlsx", "--unique-as-first")
    assert asked.exit_code == 0, asked.output
    assert [loaded(folder / f"{name}.xlsx").tables[0].policy.value for name in "ab"] == ["U", "F"]


def test_the_layout_and_its_output_columns_may_be_named(runner, folder):
    made = blank()
    sheet(made, "Menu", [["Guests", "Dish", "Price"], ["<8", "Roastbeef", 5], [">=8", "Stew", 6]])
    (folder / "外来.xlsx").write_bytes(saved(made))
    named = ("--layout", "camunda-simple", "--outputs", "B，C")
    result = call(runner, "import", folder / "外来.xlsx", "-o", folder / "a.xlsx", *named)
    assert result.exit_code == 0, result.output
    assert [output.variable for output in loaded(folder / "a.xlsx").tables[0].outputs] == ["Dish", "Price"]
    wrong = call(runner, "import", folder / "外来.xlsx", "-o", folder / "a.xlsx", "--outputs", "B2")
    assert wrong.exit_code == 2


def test_a_rulebook_of_our_own_needs_no_import(runner, folder):
    result = call(runner, "import", folder / "规则.xlsx", "-o", folder / "b.xlsx")
    assert result.exit_code == 1 and "不用导入" in result.output and not (folder / "b.xlsx").exists()
