"""Structure survives: pasted as values, saved by LibreOffice, written as WPS writes, a workbook says the same."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.rulebooks import load
from app.rulebooks.model import Rulebook
from tests.rulebooks.loading import at_cells, codes, load_book
from tests.workbooks import (
    Formula,
    Percent,
    Rows,
    Sheet,
    book,
    decision_table,
    dictionary,
    formulas,
    parameters,
    replace_part,
    stack,
    test_cases,
)

CLASSES = "正常,关注,次级,可疑,损失"
NAMES = dictionary(
    {"变量": "逾期天数", "类型": "整数", "取值范围": ">=0", "单位": "天", "别名": "拖欠天数、逾期（天）", "必填": "是"},
    ("担保方式", "文本", "信用,保证,抵押,质押"),
    ("借据号", "文本", None, "案件编号"),
    ("五级分类", "文本", CLASSES, "有序"),
    ("还款意愿", "文本", "有意愿,暂时困难"),
    ("到期日", "日期"),
    ("已诉", "是否"),
    ("清收金额", "金额", ">=0"),
    ("拨备比例", "百分比"),
)
LISTS = stack(
    NAMES,
    parameters({"次级天数": (90, "天", "办法"), "起点": (5, "万元"), "账号": "0871-001"}),
    formulas(
        {"超期": ("=逾期天数-次级天数", "整数", 0), "罚息": (Formula("=ROUND(清收金额*0.5,2)", "#NAME?"), "金额", 2)}
    ),
    [["决策流程"], ["决策表", "顺序"], ["底线", 1], ["分类表", 2]],
    [
        ["指标"],
        ["指标", "数据表", "汇总", "字段", "筛选", "目标", "单位"],
        ["现金", "流水", "合计", "清收金额", "清收金额>0", "50万", "元"],
    ],
    [["文书目录"], ["文书", "模板", "文号"], ["催收函", "催收函.docx", "云催（{年}）第{序号:4}号"]],
)
IN_ROWS = decision_table(
    "底线",
    ["逾期天数", "担保方式", "到期日", "已诉"],
    ["底线分类", "拨备比例"],
    [
        ["R1", ">360", "抵押、质押", ">=2024-01-01", "是", "损失", Percent(1), "办法第十条", date(2020, 1, 1)],
        ["R2", "(270..360]", "非信用", "-", True, '"可疑"', Percent(0.5), None, "2021年5月1日"],
        ["003", 90, None, date(2024, 5, 1), "-", "关注", 0.02, "＞90 的不适用", None],
    ],
    policy="最重",
    remarks=["依据", "生效日期"],
    domains=[">=0", None, None, None, CLASSES, None],
    default=["正常", 0.01],
    properties={"负责人": "风险管理部", "生效日期": date(2020, 1, 1)},
)
IN_COLUMNS: Rows = [
    ["分类表"],
    ["依据文件", "办法"],
    [None, "F", "取值范围", "R1", "R2", "默认"],
    ["条件", "逾期天数", ">=0", ">次级天数", "31-60", None],
    [None, "底线分类", None, "-", "关注", None],
    ["结论", "五级分类", CLASSES, "次级", "关注", "正常"],
    ["备注", "依据", None, "办法第十条", None, None],
]
MATRIX: Rows = [
    ["清收策略"],
    ["命中策略", "首条", "默认", "电话"],
    [None, "担保方式", "信用", "信用", "非信用"],
    ["五级分类", "清收金额\\还款意愿", "有意愿", "暂时困难", "-"],
    ["关注", "<=50万", "电话", "分期", "上门"],
    ["次级、可疑", "<=50万", "上门", None, "诉讼"],
]
SCALE: Rows = [
    ["清收奖励"],
    ["计算方式", "超额累进"],
    ["封顶", 50000, "保底", 0],
    ["舍入", "2 四舍五入"],
    ["阶梯", "清收金额", "五级分类", "比例", "固定额", "依据"],
    ["T1", "<=5万", "-", "1%", None, "办法"],
    ["T2", ">5万", "-", Percent(0.015), 10, None],
]
TESTS = test_cases(
    ["逾期天数", "底线分类", "业务日期"],
    ["五级分类"],
    [["一", 91, "正常", date(2024, 5, 1), "次级"], ["二", 0, None, None, "正常"]],
)
SHEETS: dict[str, Rows | Sheet] = {
    "说明": [["说明：给人看的"], ["U", "x"]],
    "清单": LISTS,
    "规则 表": stack(IN_ROWS, IN_COLUMNS),
    "策略": stack(MATRIX, SCALE),
    "测试": TESTS,
}


def read(data: bytes) -> Rulebook:
    loaded = load(data, "规则.xlsx")
    assert loaded.rulebook is not None, [(str(f.place), f.code, f.params) for f in loaded.reading if f.is_error]
    return replace(loaded.rulebook, hash="")


@pytest.fixture(scope="module")
def original() -> Rulebook:
    rulebook = read(book(SHEETS))
    assert (len(rulebook.tables), len(rulebook.scales), len(rulebook.tests)) == (3, 1, 2)
    assert (len(rulebook.formulas), len(rulebook.measures), len(rulebook.letters)) == (2, 1, 1)
    return rulebook


def pasted_as_values(data: bytes) -> bytes:
    """Every value in a new workbook: no formats, no borders, no merges."""
    source, target = openpyxl.load_workbook(io.BytesIO(data)), openpyxl.Workbook()
    del target[target.active.title]  # type: ignore[union-attr]
    for sheet in source.worksheets:
        copy = target.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    copy.cell(cell.row, cell.column, cell.value)
    stream = io.BytesIO()
    target.save(stream)
    return stream.getvalue()


def test_pasted_as_values_it_says_the_same(original: Rulebook) -> None:
    assert read(pasted_as_values(book(SHEETS))) == original


# --- LibreOffice ----------------------------------------------------------------------------------------------

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def saved_by_libreoffice(data: bytes, folder: Path, *formats: str) -> bytes:
    """Opened and saved, once per format; a profile of its own, so that no running office is asked."""
    path = folder / "book.xlsx"
    path.write_bytes(data)
    for number, name in enumerate(formats):
        out = folder / str(number)
        subprocess.run(
            [str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
             "--convert-to", name, "--outdir", str(out), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        path = out / f"book.{name}"
    return path.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("formats", [("xlsx",), ("ods", "xlsx")])
def test_saved_by_libreoffice_it_says_the_same(original: Rulebook, tmp_path: Path, formats: tuple[str, ...]) -> None:
    merged = {**SHEETS, "规则 表": Sheet(stack(IN_ROWS, IN_COLUMNS), merged=["A1:E1", "F1:G1"], double_right=["E4"])}
    assert read(saved_by_libreoffice(book(merged), tmp_path, *formats)) == original


# --- WPS ------------------------------------------------------------------------------------------------------


def as_wps_writes(data: bytes) -> bytes:
    """Texts in the cells, absolute paths, no dimension, and formatting far below and to the right of the content."""
    texts = re.findall(rb"<si><t[^>]*>(.*?)</t></si>", part(data, "xl/sharedStrings.xml"), re.DOTALL)
    for name in sheet_parts(data):
        data = replace_part(data, name, lambda xml: spelt_as_wps(xml, texts))
    return replace_part(
        data, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b'Target="worksheets/', b'Target="/xl/worksheets/')
    )


def spelt_as_wps(xml: bytes, texts: list[bytes]) -> bytes:
    xml = re.sub(rb"<dimension[^>]*/>", b"", xml)
    number = iter(range(1_000_000))

    def spell(match: re.Match[bytes]) -> bytes:
        text = texts[int(match[2])]
        if next(number) % 2:
            return b"<c" + match[1] + b' t="str"><v>' + text + b"</v></c>"
        return b"<c" + match[1] + b' t="inlineStr"><is><t xml:space="preserve">' + text + b"</t></is></c>"

    xml = re.sub(rb'<c((?: [a-z]="[^"]*")*?) t="s"><v>(\d+)</v></c>', spell, xml)
    xml = re.sub(rb"(<row [^>]*>)(.*?)</row>", rb"\1\2</row>", xml, flags=re.DOTALL)
    empty = b"".join(
        b'<row r="%d" s="0" customFormat="1" ht="14.25"><c r="A%d" s="0"/><c r="ZZ%d" s="0"/></row>' % (row, row, row)
        for row in range(200, 600)
    )
    return xml.replace(b"</sheetData>", empty + b"</sheetData>")


def part(data: bytes, name: str) -> bytes:
    found: list[bytes] = []

    def keep(content: bytes) -> bytes:
        found.append(content)
        return content

    replace_part(data, name, keep)
    return found[0]


def sheet_parts(data: bytes) -> list[str]:
    return [
        f"xl/worksheets/sheet{number}.xml"
        for number in range(1, len(openpyxl.load_workbook(io.BytesIO(data)).worksheets) + 1)
    ]


def test_written_as_wps_writes_it_says_the_same(original: Rulebook) -> None:
    data = as_wps_writes(book(SHEETS))
    assert b"inlineStr" in part(data, "xl/worksheets/sheet3.xml")
    assert b't="s"' not in part(data, "xl/worksheets/sheet3.xml")
    assert read(data) == original


# --- what formatting alone said -------------------------------------------------------------------------------


def test_marker_words_outlive_a_merged_title() -> None:
    rows = [["分类表", None, None, "结论"], ["U", "逾期天数", "担保方式", "五级分类"], ["R1", ">90", "-", "次级"]]
    merged = book({"字典": NAMES, "表": Sheet(rows, merged=["A1:C1"])})
    assert read(pasted_as_values(merged)) == read(merged)


@pytest.mark.parametrize("layout", [{"merged": ["A1:C1"]}, {"double_right": ["C2"]}])
def test_where_only_formatting_told_the_sections_its_loss_is_said(layout: dict[str, Any]) -> None:
    rows = [["分类表"], ["U", "逾期天数", "担保方式", "五级分类"], ["R1", ">90", "-", "次级"]]
    formatted = book({"字典": NAMES, "表": Sheet(rows, **layout)})
    assert read(formatted).tables[0].outputs[0].variable == "五级分类"
    assert at_cells(load(pasted_as_values(formatted), "规则.xlsx")) == {"A2:D2": "sections-unknown"}


def test_the_same_for_rules_in_columns() -> None:
    rows = [["分类表", "U", "R1"], [None, "逾期天数", ">90"], [None, "五级分类", "次级"]]
    formatted = book({"字典": NAMES, "表": Sheet(rows, merged=["A1:A2"])})
    assert read(formatted).tables[0].outputs[0].variable == "五级分类"
    loaded = load(pasted_as_values(formatted), "规则.xlsx")
    assert loaded.rulebook is None
    assert codes(loaded)


def test_dates_that_became_numbers_are_refused_at_their_cells() -> None:
    table = decision_table("表", ["到期日"], ["甲"], [["R1", 45292, "x", 45292]], remarks=["生效日期"])
    assert at_cells(load_book({"字典": NAMES, "表": table})) == {"B3": "value-type", "D3": "date-unclear"}
