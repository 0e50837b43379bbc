"""Workbooks for other DMN-in-Excel tools: what pyDMNrules looks for, and the same decisions when they come back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from app.rulebooks import load
from app.rulebooks.dmn.comparison import said
from app.rulebooks.dmn.excel import read_foreign
from app.rulebooks.dmn.losses import without_worst
from app.rulebooks.dmn.portable import write_portable
from app.rulebooks.dmn.recognising import ForeignLayout
from app.rulebooks.model import Rulebook
from tests.workbooks import book, decision_table, dictionary, stack

SAMPLES = sorted((Path(__file__).parents[3] / "rulebooks").glob("*.xlsx"))


def rulebook_of(data: bytes, name: str = "规则.xlsx") -> Rulebook:
    rulebook = load(data, name).rulebook
    assert rulebook is not None
    return without_worst(rulebook)


def small(**more: object) -> Rulebook:
    table = decision_table(
        "分级", ["逾期天数", "担保"], ["等级"],
        [["R1", ">90", "抵押、质押", "次级"], ["R2", "[0..90]", "非信用", "正常"], ["R3", "-", "信用", "次级"]], **more
    )  # fmt: skip
    return rulebook_of(book({
        "规则": stack(
            dictionary(("逾期天数", "整数", ">=0"), ("担保", "文本", "抵押,质押,信用"), ("等级", "文本", "正常,次级")),
            table,
        )
    }))  # fmt: skip


def test_glossary_decision_and_a_table_as_pydmnrules_looks_for_them() -> None:
    made = openpyxl.load_workbook(io.BytesIO(write_portable(small()).data))
    glossary, decision, sheet = made["Glossary"], made["Decision"], made["分级"]
    assert [cell.value for cell in glossary[4]] == ["Variable", "Business Concept", "Attribute"]
    assert [row[0].value for row in glossary["A5:A7"]] == ["逾期天数", "担保", "等级"]
    assert [cell.value for cell in decision[5]] == ["分级", "分级"]
    assert [cell.value for cell in sheet[2]] == ["U", "逾期天数", "担保", "等级"]
    assert [cell.value for cell in sheet[4]] == ["R1", ">90", '"抵押","质押"', '"次级"']
    assert sheet["C5"].value == 'not("信用")'
    assert sheet["A2"].border.bottom.style != "double"  # allowed values follow
    assert sheet["A3"].border.bottom.style == sheet["C2"].border.right.style == "double"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_loads_here_with_the_same_rules(path: Path) -> None:
    rulebook = rulebook_of(path.read_bytes(), path.name)
    written = write_portable(rulebook)
    back = load(written.data, path.name)
    assert [finding for finding in back.reading if finding.is_error] == []
    assert back.rulebook is not None
    for table, found in zip(rulebook.tables, back.rulebook.tables, strict=True):
        assert said(found)[1:6] == said(table)[1:6]  # all but the title and what only informs


def test_what_is_exported_can_be_imported_as_any_workbook_of_that_tool() -> None:
    rulebook = small()
    back = read_foreign(write_portable(rulebook).data, "规则.xlsx", ForeignLayout.PYDMNRULES).rulebook
    assert back is not None
    assert [rule.conditions for rule in back.tables[0].rules] == [rule.conditions for rule in rulebook.tables[0].rules]
    assert [rule.outcomes for rule in back.tables[0].rules] == [rule.outcomes for rule in rulebook.tables[0].rules]


def test_a_title_that_stands_in_another_cell_gets_a_name_of_its_own() -> None:
    rulebook = rulebook_of(book({
        "规则": stack(
            dictionary(("天数", "整数"), ("等级", "文本", "正常,次级")),
            decision_table("等级", ["天数"], ["等级"], [["R1", ">90", "次级"], ["R2", "<=90", "正常"]]),
        )
    }))  # fmt: skip
    written = write_portable(rulebook)
    assert [finding.code for finding in written.findings] == ["rulebooks.dmn-title-apart"]
    assert [table.name for table in rulebook_of(written.data).tables] == ["等级 决策表"]


def test_what_the_other_tool_cannot_read_is_named() -> None:
    rulebook = rulebook_of(book({
        "规则": stack(
            dictionary(("天数", "整数"), ("等级", "文本", "正常,次级")),
            decision_table("分级", ["天数"], ["等级"], [["R1", "空", "次级"], ["默认", "-", "正常"]], policy="P"),
        )
    }))  # fmt: skip
    found = {finding.code: finding.level for finding in write_portable(rulebook).findings}
    assert found == {"rulebooks.dmn-cell-ours": "warning", "rulebooks.dmn-default-as-rule": "warning"}
