"""What scorecards are made from in these tests: a rulebook with 指标, recoveries, a Word template."""

from __future__ import annotations

import io
from datetime import date

import docx

from tests.workbooks import Rows, book, decision_table, dictionary, formulas, stack

BOOK = "考核.xlsx"
TEMPLATE = "绩效计分卡.docx"


def workbook(rate: str = "0.01") -> bytes:
    """*rate* of what was recovered is paid."""
    measures: Rows = [["指标"], ["指标", "数据表", "汇总", "字段", "筛选", "单位"],
                      ["清收额", "收回", "合计", "金额", None, "元"]]  # fmt: skip
    variables = dictionary(
        ("工号", "文本", None, "经办人"), ("姓名", "文本", None, "经办人姓名"), ("机构", "文本", None, "机构"),
        ("入账日期", "日期", None, "入账日期"), ("金额", "金额"), ("清收额", "金额"),
        ("得分", "小数", None, "得分"), ("等级", "文本", "优秀,合格", "等级"), ("绩效", "金额", None, "绩效工资"),
    )  # fmt: skip
    grades = decision_table("等级表", ["得分"], ["等级"], [["D1", ">=80", "优秀"], ["D2", "<80", "合格"]])
    results = formulas(
        {"得分": ("=ROUND(清收额/1000, 2)", "小数", 2), "绩效": (f"=ROUND(清收额*{rate}, 2)", "金额", 2)}
    )
    return book({"考核": stack(variables, measures, results, grades)})


def recoveries() -> bytes:
    return book({"收回": [
        ["工号", "姓名", "机构", "入账日期", "金额"],
        ["0801", "王敏", "城关", date(2026, 7, 5), 90000.5],
        ["0802", "李娟", "城关", date(2026, 8, 9), 12000],
        ["0802", "李娟", "城关", date(2026, 10, 9), 99999],
    ]})  # fmt: skip


def template() -> bytes:
    document = docx.Document()
    for text in ("绩效计分卡", "{{ 员工工号 }} {{ 员工姓名 }}", "{{ 考核期 }} {{ 等级 }} {{ 得分 }} {{ 绩效 }}"):
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
