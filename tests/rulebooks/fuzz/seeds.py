"""Good workbooks that the mutants are made of."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from tests.workbooks import Formula, Percent, Rows, book, decision_table, dictionary, formulas, parameters, stack
from tests.workbooks import test_cases as cases

SAMPLES = sorted((Path(__file__).parents[3] / "rulebooks").glob("*.xlsx"))


@cache
def small() -> bytes:
    """One workbook with every common kind of block, some merged cells and a formula."""
    return book({"规则": rows_of_every_block()})


def rows_of_every_block() -> Rows:
    return stack(
        dictionary(
            ("逾期天数", "整数", ">=0"), ("担保方式", "文本", "信用,保证,抵押"), ("金额", "金额"), ("到期日", "日期"),
            ("核销", "是否"), ("利率", "百分比"), ("五级分类", "文本", "正常,关注,次级,可疑,损失", "有序"),
        ),
        parameters({"次级天数": 90, "起点": ("5万", "元", "办法")}),
        formulas({"罚息": ("=ROUND(金额*利率*逾期天数/360, 2)", "金额", 2)}),
        decision_table(
            "五级分类", ["逾期天数", "担保方式"], ["五级分类"],
            [
                ["R1", ">次级天数", "-", "次级"],
                ["R2", "[30..90]", "非抵押", "关注"],
                ["R3", "<30", "信用,保证", "正常"],
            ],
            policy="F", default=["关注"], properties={"命中策略": "首条"},
        ),
        decision_table(
            "预警", ["到期日", "核销"], ["提示"],
            [["W1", ">=2024-01-01", "否", "到期"], ["W2", "-", "是", "核销"]], policy="C",
        ),
        [["策略"], ["五级分类\\担保方式", "信用", "抵押"], ["关注", "电话", "上门"], ["次级", "上门", "诉讼"]],
        [["奖励"], ["计算方式", "超额累进"], ["舍入", "2 四舍五入"], ["阶梯", "金额", "比例", "固定额"],
         ["T1", "<=5万", Percent(0.01), 0], ["T2", ">5万", Percent(0.015), Formula("=1+1", 2)]],
        cases(["逾期天数", "担保方式"], ["五级分类"], [["t1", 120, "信用", "次级"], ["t2", 10, "信用", "正常"]]),
    )  # fmt: skip


@cache
def packages() -> tuple[bytes, ...]:
    """The files that are damaged as files."""
    return (small(), *(path.read_bytes() for path in SAMPLES))


@cache
def contents() -> tuple[dict[str, Rows], ...]:
    """The files that are damaged cell by cell: sheet → rows of values."""
    return ({"规则": rows_of_every_block()}, *(_rows(path.read_bytes()) for path in SAMPLES))


def _rows(data: bytes) -> dict[str, Rows]:
    workbook = load_workbook(io.BytesIO(data))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(max_row=min(sheet.max_row, 120), values_only=True)]
        for sheet in workbook.worksheets
    }
