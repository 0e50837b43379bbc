"""A small house for tests of the pipeline and the jobs: three rulebooks that chain, two templates, a ledger."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import docx

from app.batches.cases import decide_cases
from app.batches.chunks import Blueprint
from app.batches.model import DecidedCases, Release
from app.batches.release import make_release
from app.cases import read_cases
from app.decide import compile_rulebook
from app.letters import compile_template
from app.rulebooks import load
from app.rulebooks.model import Rulebook
from tests.workbooks import book, decision_table, dictionary, parameters, stack, test_cases

AS_OF = date(2026, 9, 30)
DUN = "催收通知书"
GUARANTOR = "担保通知书"
NUMBERS = "云催({年}){序号:4}号"

_PEOPLE = (
    ("借据号", "文本", None, "案件编号"),
    ("客户编号", "文本", None, "客户编号"),
    ("客户名称", "文本", None, "客户名称"),
    ("客户经理", "文本", None, "经办人"),
    ("机构", "文本", None, "机构"),
    {"变量": "贷款余额", "类型": "金额", "单位": "元", "用途": "金额"},
    {"变量": "欠息", "类型": "金额", "单位": "元"},
)
_CLASSES = "正常,关注,次级,可疑"


@cache
def classes(limit: int = 90, expected: str = "关注") -> bytes:
    """分级: days → class; *limit* is the last day of 关注, *expected* its own test's word for it."""
    rules = [["R1", "<=0", "正常"], ["R2", f"[1..{limit}]", "关注"],
             ["R3", f"({limit}..270]", "次级"], ["R4", ">270", "可疑"]]  # fmt: skip
    return book({"规则": stack(
        dictionary(*_PEOPLE, {"变量": "逾期天数", "类型": "整数", "单位": "天", "必填": "是"},
                   ("五级分类", "文本", _CLASSES)),
        decision_table("五级分类表", ["逾期天数"], ["五级分类"], rules),
        test_cases(["逾期天数"], ["五级分类"], [["满限", limit, expected]]),
    )})  # fmt: skip


@cache
def tools(first: str = "S1") -> bytes:
    """策略: class and willingness → tool; reads what 分级 concludes."""
    return book({"规则": stack(
        dictionary(("五级分类", "文本", _CLASSES), ("还款意愿", "文本", "有意愿,恶意拖欠"),
                   ("清收措施", "文本", "提醒,电话,诉讼")),
        decision_table("清收策略表", ["五级分类", "还款意愿"], ["清收措施"], [
            [first, "正常", "-", "提醒"], ["S2", "非正常", "恶意拖欠", "诉讼"],
            ["S3", "非正常", "not(恶意拖欠)", "电话"], ["S4", "非正常", "空", "电话"],
        ]),
    )})  # fmt: skip


@cache
def papers(guarantor_when: str = "非空") -> bytes:
    """文书: which letters, which gates; reads what 分级 concludes."""
    return book({"规则": stack(
        dictionary(("五级分类", "文本", _CLASSES), ("保证人", "文本"), ("是否破产", "是否"),
                   ("文书", "文本", f"{DUN},{GUARANTOR}", "文书"), ("阻断文书", "文本", None, "阻断文书"),
                   ("阻断理由", "文本", None, "阻断理由")),
        decision_table("文书表", ["五级分类", "保证人"], ["文书"],
                       [["W1", "非正常", "-", DUN], ["W2", "次级,可疑", guarantor_when, GUARANTOR]], policy="C"),
        decision_table("阻断表", ["是否破产"], ["阻断文书", "阻断理由"],
                       [["G1", "是", "全部", "企业破产法第十九条：应中止个别清偿"]], policy="C"),
        parameters({"债权人名称": "云岭县农村信用合作联社"}),
        [["文书目录"], ["文书", "模板", "文号", "收件人", "说明"],
         [DUN, f"{DUN}.docx", NUMBERS, None, None], [GUARANTOR, f"{GUARANTOR}.docx", NUMBERS, "保证人", None]],
    )})  # fmt: skip


@cache
def served_papers(variable: str = "最近送达日", kind: str = "日期") -> bytes:
    """文书 whose service is recorded in a date that a table reads."""
    return book({"规则": stack(
        dictionary(("五级分类", "文本", _CLASSES), ("文书", "文本", DUN, "文书"), ("最近送达日", kind),
                   ("送达方式", "文本", "直接送达,邮寄送达", "送达方式"), ("时效", "文本", "已中断,未中断")),
        decision_table("文书表", ["五级分类"], ["文书"], [["W1", "非正常", DUN]], policy="C"),
        decision_table("时效表", ["最近送达日"], ["时效"], [["T1", "非空", "已中断"], ["T2", "空", "未中断"]]),
        parameters({"债权人名称": "云岭县农村信用合作联社"}),
        [["文书目录"], ["文书", "模板", "文号", "收件人", "送达记入"],
         [DUN, f"{DUN}.docx", NUMBERS, None, variable]],
    )})  # fmt: skip


@cache
def template(title: str, *extra: str) -> bytes:
    """A letter with number, recipient, a table of loans, the sum and *extra* paragraphs."""
    document = docx.Document()
    for text in (title, "{{ 文号 }}", "{{ 收件人 }}：", "{{ 债权人名称 }} {{ 规则版本 }} {{ 制作日期 }}", *extra):
        document.add_paragraph(text)
    table = document.add_table(rows=4, cols=3)
    texts = [["序号", "借据号", "余额"], ["{%tr for 笔 in 明细 %}", "", ""],
             ["{{ 笔.序号 }}", "{{ 笔.借据号 }}", "{{ 笔.贷款余额 }}"], ["{%tr endfor %}", "", ""]]  # fmt: skip
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("合计 {{ 合计.贷款余额 }}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def text_of(document: bytes) -> str:
    """Paragraphs and cells of a letter, a line each."""
    opened = docx.Document(io.BytesIO(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in opened.paragraphs] + cells)


def workbooks(**changes: bytes) -> dict[str, bytes]:
    return {"分级.xlsx": classes(), "策略.xlsx": tools(), "文书.xlsx": papers(), **changes}


def templates() -> dict[str, bytes]:
    return {f"{name}.docx": template(name) for name in (DUN, GUARANTOR)}


def rulebook(data: bytes, file: str) -> Rulebook:
    """Read without any finding that blocks."""
    loaded = load(data, file)
    assert loaded.rulebook is not None, loaded.findings
    return loaded.rulebook


def release(books: Mapping[str, bytes] | None = None, letters: Mapping[str, bytes] | None = None) -> Release:
    compiled = [compile_rulebook(rulebook(data, file)) for file, data in (books or workbooks()).items()]
    documents = templates() if letters is None else letters
    return make_release(compiled, {name: compile_template(data, name) for name, data in documents.items()})


def blueprint() -> Blueprint:
    books = tuple(rulebook(data, file) for file, data in workbooks().items())
    return Blueprint(books, tuple(templates().items()))


HEADINGS = (
    "借据号",
    "客户编号",
    "客户名称",
    "客户经理",
    "机构",
    "贷款余额",
    "欠息",
    "逾期天数",
    "还款意愿",
    "保证人",
    "是否破产",
)


def ledger(rows: Sequence[Sequence[Any]], **more: Sequence[Any]) -> bytes:
    """A case file (csv), with *more* columns by their headings."""
    stream = io.StringIO()
    beside = list(zip(*more.values(), strict=True)) or [()] * len(rows)
    csv.writer(stream).writerows([(*HEADINGS, *more), *((*row, *also) for row, also in zip(rows, beside, strict=True))])
    return stream.getvalue().encode("utf-8-sig")


def loan(number: int, **changes: Any) -> list[Any]:
    """Loan *number*; every customer has two, every third has guarantors, every seventh is bankrupt."""
    customer = number // 2
    row = {
        "借据号": f"J{number:05d}", "客户编号": f"K{customer:05d}", "客户名称": f"客户{customer}",
        "客户经理": f"08{customer % 3:02d}", "机构": "城关信用社", "贷款余额": f"{1000 + number}.50", "欠息": "12.34",
        "逾期天数": number * 37 % 400, "还款意愿": ("有意愿", "恶意拖欠", "")[number % 3],
        "保证人": "王保、李证" if customer % 3 == 0 else "", "是否破产": "是" if customer % 7 == 3 else "否",
    }  # fmt: skip
    return [{**row, **changes}[heading] for heading in HEADINGS]


def loans(count: int) -> bytes:
    return ledger([loan(number) for number in range(count)])


def decided(rows: Sequence[Sequence[Any]], by: Release | None = None) -> DecidedCases:
    """The ledger's *rows* read and decided as of AS_OF."""
    chosen = by or release()
    return decide_cases(chosen, read_cases(ledger(rows), "台账.csv", chosen.inputs), AS_OF)
