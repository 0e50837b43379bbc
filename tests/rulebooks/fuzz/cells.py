# ruff: noqa: E501 - pools of nonsense, the longest entries last
"""Good files that say nonsense: cells of the sample rulebooks changed as hands, pastes and enemies change them."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from tests.rulebooks.fuzz.seeds import contents, rows_of_every_block
from tests.workbooks import Error, Formula, Percent, Rows, Sheet, book

WORDS = (
    "条件", "结论", "备注", "取值范围", "默认", "数据字典", "参数", "公式", "测试用例", "决策流程", "指标", "命中策略", "计算方式",
    "超额累进", "生效日期", "失效日期", "U", "C+", "最重", "P", "-", "不限", "空", "非空", "文书目录", "文书", "变量", "类型", "阶梯",
    "说明", "输入", "期望", "a\\b", "\\", "整数", "是否", "日期",
)  # fmt: skip
CONDITIONS = (
    ">90", "[30..90)", "(90..30]", "30-90", "1,000", "30,90", "<>30", "not(30)", "not(not(1))", ">=30, <50", "90以上", "超过x",
    "1e308", "1e999", "9" * 400, "-" * 90, "(" * 300, ")" * 300, "not(" * 60 + "1" + ")" * 60, "[" * 50, "\0", "\ud83d", "=",
    "=A1", "=1+", "@SUM(1)", "2024-02-30", "0000-00-00", "9999-12-31", "1年", "包含\"", '"', '""', "“", "以开头", "以\"a\"开头",
    "、、、", ",,,", "；", "||", "且", "且且", "或或", "x", "30<x<=90", "30<x<=90<x", "{", "{}", "{次级天数}", "次级天数", ">起点",
    "\u202e90<", "９０以上", "∞", "[..]", "(-∞..+∞)", "%", "90%%", "万", "1万亿", "‰", "🀄", "é", "\u200b", "a\nb\nc", "\t", " " * 500,
    "=" * 200, "非" * 200, "不含" * 100, "1," * 900, "1、" * 900, "甲或" * 600, "30.." * 100, "<script>alert(1)</script>", "{{7*7}}",
    "=HYPERLINK(\"http://x\")", "' or 1=1 --", "../../x", "NaN", "Infinity", "None", "NULL", "TRUE", "#REF!", "1e-400", "0x1F",
)  # fmt: skip
FORMULAS = (
    "=1/0", "=" + "(" * 500 + "1" + ")" * 500, "=" + "IF(1>0," * 39 + "1" + ",2)" * 39, "=" + "1+" * 300 + "1", "=10^10^10", "=9^999",
    "=EOMONTH(到期日,10^9)", "=WORKDAY(到期日,99999999)", "=LEFT(担保方式,10^9)", "=TEXT(金额,\"" + "#" * 300 + "\")", "=罚息", "=TODAY()",
    "=金额&金额", "=SUM(" + ",".join(["金额"] * 255) + ")", "=[x]", "={x}", "='", '="', "=A1:B2", "=!", "=IF(", "=MOD(1,0)", "=-" * 60 + "1",
    "=ROUND(金额,99)", "=DATE(9999,99,99)", "=金额^0.5", "=(0-1)^0.5", "=CONCAT(" + ",".join(['"' + "x" * 30 + '"'] * 100) + ")",
)  # fmt: skip


def _value(rng: random.Random) -> Any:
    return rng.choice([
        lambda: None,
        lambda: rng.choice(WORDS),
        lambda: rng.choice(CONDITIONS),
        lambda: rng.choice(FORMULAS),
        lambda: rng.choice([0, -1, 1.5, 1e308, 1e15, 123456789012345678, 5e-324, 1e-7, 43831, 2**53]),
        lambda: rng.choice([date(1900, 1, 1), date(9999, 12, 31), date(2024, 2, 29), datetime(2024, 1, 31, 23, 59, 59)]),  # noqa: DTZ001
        lambda: rng.choice([True, False]),
        lambda: Percent(rng.choice([0.3, -1, 30, 1e300])),
        lambda: Formula(rng.choice(["=A1", "=1+1", "=SUM(A1:A9)", "=抵押"]), rng.choice([None, 1, "x", True, "#N/A"])),
        lambda: Error(rng.choice(["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"])),
        lambda: "长" * rng.choice([100, 1999, 2001, 32_767]),
        lambda: "".join(chr(rng.choice([rng.randrange(32, 127), rng.randrange(0x4E00, 0x9FFF), rng.randrange(0x2000, 0x2100)]))
                        for _ in range(rng.randrange(1, 40))),
    ])()  # fmt: skip


def _cut(rows: Rows) -> tuple[int, int]:
    return max(1, len(rows)), max((len(row) for row in rows), default=1) or 1


def _change(rows: Rows, rng: random.Random) -> None:
    height, width = _cut(rows)
    row, column = rng.randrange(height), rng.randrange(width)
    if rows and column < len(rows[row]):
        rows[row][column] = _value(rng)


def _copy(rows: Rows, rng: random.Random) -> None:
    filled = [(r, c) for r, row in enumerate(rows) for c in range(len(row))]
    if filled:
        (r, c), (s, d) = rng.choice(filled), rng.choice(filled)
        rows[r][c], rows[s][d] = rows[s][d], rng.choice([rows[r][c], rows[s][d]])


def _lines(rows: Rows, rng: random.Random) -> None:
    height, width = _cut(rows)
    at = rng.randrange(height)
    rng.choice([
        lambda: rows.insert(at, []),
        lambda: rows.insert(at, [_value(rng) for _ in range(width)]),
        lambda: rows.insert(at, list(rows[at])) if rows else None,
        lambda: rows.__delitem__(slice(at, at + 1)),
        lambda: [row.insert(min(at, len(row)), _value(rng)) for row in rows],
        lambda: [row.__delitem__(slice(at % width, at % width + 1)) for row in rows],
        rows.reverse,
        partial(rng.shuffle, rows),
    ])()  # fmt: skip


def _written(sheets: dict[str, Rows], rng: random.Random, merged: bool = False) -> bytes:
    made: dict[str, Rows | Sheet] = {}
    for name, rows in sheets.items():
        areas: list[str] = []
        if merged:
            top, left = rng.randrange(1, 20), rng.randrange(8)
            areas = [
                f"{'ABCDEFGHIJ'[left]}{top}:{'ABCDEFGHIJKLMN'[left + rng.randrange(1, 5)]}{top + rng.randrange(4)}"
            ]
        made[name] = Sheet([[_storable(value) for value in row] for row in rows], areas)
    return book(made)


def _storable(value: Any) -> Any:
    """XlsxWriter refuses what the file format cannot hold; other hands write it (``shared_text_faults``)."""
    return value.encode("utf-8", "replace").decode()[:32_767] if isinstance(value, str) else value


def _mutated(rng: random.Random, steps: int, *how: Callable[[Rows, random.Random], None]) -> dict[str, Rows]:
    sheets = copy.deepcopy(rng.choice(contents()))
    for _ in range(rng.randrange(1, steps)):
        rng.choice(how)(rng.choice(list(sheets.values())), rng)
    return sheets


def slips(rng: random.Random) -> bytes:
    """One to five cells changed."""
    return _written(_mutated(rng, 6, _change), rng)


def havoc(rng: random.Random) -> bytes:
    """Very many cells changed, copied, lines lost."""
    return _written(_mutated(rng, 200, _change, _change, _copy, _lines), rng)


def lost_lines(rng: random.Random) -> bytes:
    return _written(_mutated(rng, 8, _lines), rng)


def exchanged(rng: random.Random) -> bytes:
    return _written(_mutated(rng, 12, _copy), rng)


def merged_cells(rng: random.Random) -> bytes:
    return _written(_mutated(rng, 3, _copy), rng, merged=True)


def turned(rng: random.Random) -> bytes:
    """Rows for columns."""
    sheets = copy.deepcopy(rng.choice(contents()))
    width = max((len(row) for rows in sheets.values() for row in rows), default=1)
    flipped = {
        name: [list(column) for column in zip(*[row + [None] * (width - len(row)) for row in rows], strict=True)]
        for name, rows in sheets.items()
    }
    return _written(flipped, rng)


def every_condition(rng: random.Random) -> bytes:
    """All condition cells of a table taken from the pool of nonsense."""
    rows = copy.deepcopy(rows_of_every_block())
    pool = [_storable(text) for text in (*CONDITIONS, *FORMULAS)]
    for row in rows:
        for column in range(1, len(row)):
            if isinstance(row[column], str) and rng.random() < 0.5:
                row[column] = rng.choice(pool)
    return _written({"规则": rows}, rng)


def every_formula(rng: random.Random) -> bytes:
    rows = [["公式"], ["变量", "公式", "类型", "小数位"]]
    for number in range(rng.randrange(1, 40)):
        kind = rng.choice([None, "金额", "文本", "日期", "整数", "x"])
        rows.append([f"变量{number}", rng.choice([*FORMULAS, *CONDITIONS]), kind, rng.choice([None, 2, -1, "x", 99])])
    return _written({"规则": [*rows_of_every_block(), [], *rows]}, rng)


KINDS = (slips, havoc, lost_lines, exchanged, merged_cells, turned, every_condition, every_formula)
