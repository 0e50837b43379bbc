"""``flask rulebook …`` as a person or a program calls it."""

import io
import json
import zipfile

import openpyxl
import pytest

from tests.workbooks import book, decision_table, dictionary, stack, test_cases

LEDGER = "贷款编号,逾期天数,担保方式\nA001,100,抵押\nA002,10,保证\nA003,很久,保证\nA004,400,信用\n"


def rulebook(limit=">90", policy="U", expected="次级"):
    return book({
        "规则": stack(
            dictionary(
                ("贷款编号", "文本", None, "案件编号"), ("逾期天数", "整数", ">=0"), ("担保方式", "文本", "保证,抵押"),
                ("五级分类", "文本", "正常,次级"),
            ),
            decision_table(
                "五级分类", ["逾期天数"], ["五级分类"], [["R1", limit, "次级"], ["R2", "<=90", "正常"]], policy=policy
            ),
            decision_table(
                "办法", ["五级分类", "担保方式"], ["办法"], [["B1", "次级", "抵押", "处置抵押物"]], policy="C"
            ),
            test_cases(["逾期天数"], ["五级分类"], [["九十一天", 91, expected]]),
        )
    })  # fmt: skip


@pytest.fixture
def files(tmp_path):
    (tmp_path / "规则.xlsx").write_bytes(rulebook())
    (tmp_path / "台账.csv").write_text(LEDGER, encoding="gbk")
    return tmp_path


def call(runner, *arguments):
    return runner.invoke(args=["rulebook", *map(str, arguments)])


def test_a_workbook_comes_back_as_it_was_with_the_decisions_beside_each_case(runner, files):
    rows = [["贷款编号", "逾期天数", "担保方式"], ["A001", 100.0, "抵押"], ["A002", 10.0, "保证"]]
    (files / "台账.xlsx").write_bytes(book({"说明": [["填表说明"]], "台账": rows}))
    result = call(runner, "decide", files / "规则.xlsx", files / "台账.xlsx", "-o", files / "结果.xlsx")
    assert result.exit_code == 0, result.output
    handed_back = openpyxl.load_workbook(files / "结果.xlsx")
    assert handed_back.sheetnames == ["说明", "台账"]
    assert [[cell.value for cell in row[:6]] for row in handed_back["台账"]] == [
        [*rows[0], "五级分类", "办法", "命中规则"],
        [*rows[1], "次级", "处置抵押物", "五级分类:R1；办法:B1"],
        [*rows[2], "正常", "未命中", "五级分类:R2；办法:未命中"],
    ]


def test_a_workbook_that_cannot_take_columns_is_written_anew_and_that_is_said(runner, files):
    rows = [["贷款编号", "逾期天数", "担保方式"], ["A001", 100.0, "抵押"]]
    data = io.BytesIO(book({"台账": rows}))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    (files / "台账.xlsx").write_bytes(data.getvalue())
    result = call(runner, "decide", files / "规则.xlsx", files / "台账.xlsx", "-o", files / "结果.xlsx")
    assert result.exit_code == 0, result.output
    assert "数字签名" in result.output
    assert openpyxl.load_workbook(files / "结果.xlsx").sheetnames == ["决策结果"]


def test_a_good_rulebook_is_said_to_be_good(runner, files):
    result = call(runner, "check", files / "规则.xlsx")
    assert result.exit_code == 0, result.output
    assert "0 个错误" in result.output or "没有发现问题" in result.output


def test_an_overlap_is_an_error_with_its_cell_and_a_case_that_shows_it(runner, files):
    (files / "坏.xlsx").write_bytes(rulebook(limit=">80"))
    result = call(runner, "check", files / "坏.xlsx", "--json", "--annotate", files / "批注.xlsx")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    overlap = next(finding for finding in document["findings"] if finding["witness"])
    assert overlap["place"]["file"] == "坏.xlsx" and overlap["place"]["sheet"] == "规则" and overlap["place"]["cell"]
    assert overlap["message"] and overlap["advice"]
    comments = [
        cell.comment for row in openpyxl.load_workbook(files / "批注.xlsx")["规则"] for cell in row if cell.comment
    ]
    assert comments


@pytest.mark.parametrize("engine", ["cells", "plain"])
def test_each_case_gets_its_outcome_with_the_rule_or_its_error(runner, files, engine):
    out = files / "结果.jsonl"
    result = call(runner, "decide", files / "规则.xlsx", files / "台账.csv", "-o", out, "--engine", engine)
    assert result.exit_code == 1, result.output  # one unreadable cell, one value outside the dictionary
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert lines[0] == {
        "row": 2, "id": "A001", "outputs": {"五级分类": "次级", "办法": ["处置抵押物"]},
        "trace": [
            {"table": "五级分类", "rules": ["R1"], "cells": "规则!A10:C10"},
            {"table": "办法", "rules": ["B1"], "cells": "规则!A15:D15"},
        ],
        "error": None,
    }  # fmt: skip
    assert lines[1]["outputs"] == {"五级分类": "正常", "办法": None} and lines[1]["trace"][1]["rules"] == []
    assert lines[2]["error"]["place"]["file"] == "台账.csv" and "很久" in lines[2]["error"]["message"]
    assert "信用" in lines[3]["error"]["message"] and lines[3]["outputs"] == {"五级分类": "次级", "办法": None}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_outcomes_stand_behind_the_columns_of_the_ledger(runner, files, suffix):
    out = files / f"结果.{suffix}"
    call(runner, "decide", files / "规则.xlsx", files / "台账.csv", "-o", out)
    if suffix == "csv":
        head, first = [line.split(",") for line in out.read_text(encoding="utf-8-sig").splitlines()[:2]]
    else:
        head, first = [
            [str(cell) for cell in row]
            for row in openpyxl.load_workbook(out).active.iter_rows(max_row=2, values_only=True)
        ]
    assert head == ["贷款编号", "逾期天数", "担保方式", "五级分类", "办法", "命中规则", "错误"]
    assert first[3:5] == ["次级", "处置抵押物"]


def test_only_one_table_when_asked(runner, files):
    out = files / "结果.jsonl"
    call(runner, "decide", files / "规则.xlsx", files / "台账.csv", "-o", out, "--table", "五级分类")
    line = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    assert list(line["outputs"]) == ["五级分类"] and len(line["trace"]) == 1


def test_a_book_with_errors_is_refused_and_forced_only_where_reading_was_sound(runner, files):
    (files / "重叠.xlsx").write_bytes(rulebook(limit=">80"))
    out = files / "结果.jsonl"
    refused = call(runner, "decide", files / "重叠.xlsx", files / "台账.csv", "-o", out)
    assert refused.exit_code == 1 and not out.exists()
    (files / "台账.csv").write_text("贷款编号,逾期天数,担保方式\nA1,85,保证\nA2,10,保证\n", encoding="utf-8")
    forced = call(runner, "decide", files / "重叠.xlsx", files / "台账.csv", "-o", out, "--force")
    assert forced.exit_code == 1
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["error"]["code"] == "decide.unique-overlap" and lines[0]["outputs"]["五级分类"] is None
    assert lines[1]["outputs"]["五级分类"] == "正常" and lines[1]["error"] is None
    (files / "坏.xlsx").write_bytes(rulebook(limit=">>90"))
    unreadable = call(runner, "decide", files / "坏.xlsx", files / "台账.csv", "-o", files / "无.jsonl", "--force")
    assert unreadable.exit_code == 1 and not (files / "无.jsonl").exists()


def test_the_tests_of_a_book_are_run_and_silent_rules_named(runner, files):
    assert "1/1" in call(runner, "test", files / "规则.xlsx").output
    (files / "错.xlsx").write_bytes(rulebook(expected="正常"))
    failed = call(runner, "test", files / "错.xlsx", "--json")
    document = json.loads(failed.stdout)
    assert failed.exit_code == 1 and not document["ok"]
    assert document["tests"][0]["findings"][0]["code"] == "decide.test-failed"


def test_a_case_file_shows_which_rules_never_fire(runner, files):
    result = call(runner, "test", files / "规则.xlsx", "--cases", files / "台账.csv", "--json")
    assert result.exit_code == 1, "two of its rows have errors"
    document = json.loads(result.stdout)
    assert document["ok"] and document["coverage"][0] == {
        "table": "五级分类", "fired": {"R1": 1, "R2": 0}, "silent": ["R2"],
    }  # fmt: skip
    cases = document["cases"]
    assert (cases["count"], cases["errors"]) == (4, 2)
    first, second = cases["coverage"]
    assert (first["fired"], first["silent"], first["missed"], first["undecided"]) == ({"R1": 2, "R2": 1}, [], 0, 1)
    assert (second["fired"], second["missed"], second["undecided"]) == ({"B1": 1}, 1, 2)


def test_how_often_each_rule_fired_is_told_in_words(runner, files):
    (files / "台账.csv").write_text("贷款编号,逾期天数,担保方式\nA1,100,抵押\nA2,200,保证\n", encoding="utf-8")
    result = call(runner, "test", files / "规则.xlsx", "--cases", files / "台账.csv", "--as-of", "2026-09-30")
    assert result.exit_code == 0, result.output
    assert "案件 2 件，其中 0 件有错误" in result.output
    assert "R1（A10:C10）：2 件" in result.output and "R2（A11:C11）：0 件" in result.output
    assert "未命中：1 件" in result.output


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["check", "没有.xlsx"], ["decide", "没有.xlsx", "也没有.csv", "-o", "x.jsonl"], ["nonsense"]],
)
def test_wrong_usage_ends_with_status_two(runner, arguments):
    assert call(runner, *arguments).exit_code == 2


def test_a_result_needs_a_known_ending_and_a_calendar_date(runner, files):
    base = ("decide", files / "规则.xlsx", files / "台账.csv", "-o")
    assert call(runner, *base, files / "结果.txt").exit_code == 2
    assert call(runner, *base, files / "结果.csv", "--as-of", "2026-02-30").exit_code == 2


def test_nothing_opens_a_database(runner, files, settings):
    call(runner, "decide", files / "规则.xlsx", files / "台账.csv", "-o", files / "结果.csv")
    assert not settings.database.exists()


def test_both_engines_write_the_same_file_also_for_cases_that_could_not_be_decided(runner, files):
    for engine in ("cells", "plain"):
        call(
            runner, "decide", files / "规则.xlsx", files / "台账.csv", "-o", files / f"{engine}.csv", "--engine", engine
        )
    written = (files / "cells.csv").read_text("utf-8-sig")
    assert written == (files / "plain.csv").read_text("utf-8-sig")
    assert "五级分类:未判定" in written.splitlines()[3]


def test_a_table_that_the_book_does_not_have_is_wrong_usage(runner, files):
    options = ("decide", files / "规则.xlsx", files / "台账.csv", "-o", files / "结果.csv", "--table")
    result = call(runner, *options, "五级")
    assert result.exit_code == 2 and "五级分类、办法" in result.output
    assert not (files / "结果.csv").exists()
