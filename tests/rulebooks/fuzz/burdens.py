# ruff: noqa: E501 - pools of nonsense, the longest entries last
"""Well-formed workbooks that are as expensive as the bounds allow: each kind aims at one of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.workbooks import Rows, Sheet, book, decision_table, dictionary, formulas, parameters, stack
from tests.workbooks import test_cases as cases


def _table(
    rows: int, columns: int, cell: Callable[[int, int], Any], *, kind: str = "小数", policy: str = "F",
    outcome: Callable[[int], Any] = lambda _row: "甲", extra: Rows | None = None,
) -> Rows:  # fmt: skip
    names = [f"变{column}" for column in range(columns)]
    rules = [[f"R{row}", *(cell(row, column) for column in range(columns)), outcome(row)] for row in range(rows)]
    blocks = [
        dictionary(*((name, kind) for name in names), ("果", "文本")),
        decision_table("表", names, ["果"], rules, policy=policy),
    ]
    return stack(*([extra] if extra else []), *blocks)


def _band(rng: random.Random) -> str:
    low = rng.randrange(100)
    return f"[{low}..{low + rng.randrange(1, 100)})"


def different_conditions(rng: random.Random) -> bytes:
    columns = rng.randrange(5, 29)
    return book({"规则": _table(140_000 // columns, columns, lambda row, column: f"[{row}..{row + column + 1})")})


def long_conditions(rng: random.Random) -> bytes:
    length = rng.choice([20, 150, 300])
    return book({"规则": _table(8000 // length, 8, lambda row, column: "、".join(f"v{row}_{column}_{n}" for n in range(length)),
                                kind="文本")})  # fmt: skip


def refused_conditions(rng: random.Random) -> bytes:
    tail = rng.choice(["》《", ",1 2", "x", "）", "个月", "或非"]) * rng.choice([1, 40, 400])
    return book(
        {
            "规则": _table(
                300, 9, lambda row, column: f"[{row}{column}{tail}"[:2100], kind=rng.choice(["小数", "文本", "日期"])
            )
        }
    )


def shared_long_text(rng: random.Random) -> bytes:
    """One text of Excel's full length in very many cells."""
    text = rng.choice(["长", "1,", "甲、", "（"]) * 9999
    return book({"规则": _table(rng.choice([60, 400, 3000]), 10, lambda _row, _column: text, kind="文本")})


def merged_long_text(rng: random.Random) -> bytes:
    rows = [["数据字典"], ["x" * 20_000], *([None] * 3 for _ in range(40))]
    return book({"规则": Sheet(rows, [f"A2:{rng.choice(['Z', 'AZ'])}{rng.choice([50, 800])}"])})


def many_parameters(rng: random.Random) -> bytes:
    count = rng.choice([500, 1900, 12_000])
    extra = parameters({f"参数{number}": number for number in range(count)})
    return book({"规则": _table(1000, 20, lambda row, column: f">参数{row * 20 + column}", extra=extra)})


def misspelt_names(rng: random.Random) -> bytes:
    """Thousands of names, each nearly right: the search for "did you mean"."""
    count, length = rng.choice([900, 1900]), rng.choice([3, 40, 300])
    names = ["变量" * length + str(number) for number in range(count)]
    texts = {f"式{number}": f"={'变星' * length}{number}+1" for number in range(count)}
    return book({"规则": stack(dictionary(*((name, "小数") for name in names)), formulas(texts))})


def misspelt_values(rng: random.Random) -> bytes:
    count = rng.choice([900, 4000])
    domain = "、".join(f"取值{number}" for number in range(count))
    rules = [[f"R{number}", f"取直{number}", f"取置{number}"] for number in range(count)]
    return book({"规则": stack(dictionary(("词", "文本", domain[:32_000]), ("果", "文本", domain[:32_000])),
                               decision_table("表", ["词"], ["果"], rules))})  # fmt: skip


def many_aliases(rng: random.Random) -> bytes:
    names = [
        {"变量": f"变{n}", "类型": "小数", "别名": "、".join(f"名{n}_{k}" for k in range(400))}
        for n in range(rng.choice([4, 300]))
    ]
    return book({"规则": stack(dictionary(*names), decision_table("表", ["变0"], ["果"], [["R1", ">1", "甲"]]))})


def long_formulas(rng: random.Random) -> bytes:
    length = rng.choice([10, 90, 198])
    texts = {
        f"甲{n}": "=" + "+".join(f"甲{n - 1}*{k}" for k in range(length // 2))
        for n in range(1, rng.choice([300, 3000]))
    }
    return book({"规则": formulas(texts)})


def chained_formulas(rng: random.Random) -> bytes:
    """Each reads the one before: depth of the order of blocks; the last may close a cycle."""
    count = rng.choice([900, 1900])
    texts = {f"甲{n}": (f"=甲{n - 1}+1", "小数", 2) for n in range(1, count)}
    texts["甲0"] = (rng.choice(["=1", f"=甲{count - 1}"]), "小数", 2)
    return book({"规则": formulas(texts)})


def many_blocks(rng: random.Random) -> bytes:
    count = rng.choice([900, 8000])
    blocks = [
        [[f"表{n}", "条件", "结论"], ["U", f"数{n % 7}", f"果{n}"], ["R1", _band(rng), "甲"]] for n in range(count)
    ]
    return book({"规则": stack(*blocks)})


def many_tables_to_analyse(rng: random.Random) -> bytes:
    tables, rows, columns = rng.choice([(40, 150, 20), (200, 40, 15), (10, 700, 18), (1, 5000, 20), (3, 1500, 25)])
    share, policy = rng.choice([0.1, 0.3, 0.5]), rng.choice("FAUP")
    names = [f"变{column}" for column in range(columns)]
    blocks = [
        dictionary(*((name, "小数") for name in names), *((f"果{k}", "文本", "a,b,c,d,e") for k in range(tables)))
    ]
    for number in range(tables):
        rules = [
            [f"R{row}", *(_band(rng) if rng.random() < share else "-" for _ in names), "abcde"[row % 5]]
            for row in range(rows)
        ]
        blocks.append(decision_table(f"表{number}", names, [f"果{number}"], rules, policy=policy))
    return book({"规则": stack(*blocks)})


def text_patterns(rng: random.Random) -> bytes:
    """Conditions on parts of texts, which all cross each other."""
    signs = ["包含“{}”", "以“{}”开头", "以“{}”结尾", "不包含“{}”"]
    rows = rng.choice([40, 900])
    return book({"规则": _table(rows, 4, lambda row, column: rng.choice(signs).format(f"{row % 60}{column}"), kind="文本",
                                policy=rng.choice("AF"), outcome=lambda row: f"果{row % 5}")})  # fmt: skip


def wide_sheet(rng: random.Random) -> bytes:
    columns = rng.choice([200, 3000, 16_384])
    names = [f"变{column}" for column in range(columns - 3)]
    rules = [["R1", *("-" for _ in names), "甲"], ["R2", *(">1" for _ in names), "乙"]]
    return book({"规则": decision_table("表", names, ["果"], rules)})


def tall_sheet(rng: random.Random) -> bytes:
    rows = rng.choice([20_000, 60_000, 200_000])
    return book(
        {"规则": decision_table("表", ["数"], ["果"], [[f"R{n}", f">{n % 90}", "甲"] for n in range(rows)], policy="F")}
    )


def far_cells(rng: random.Random) -> bytes:
    cells: Rows = [[None] * rng.choice([10, 1000, 16_383]) + ["远"] if n == 5000 else [] for n in range(5001)]
    return book({"规则": cells})


def many_tests(rng: random.Random) -> bytes:
    rows = [[f"例{n}", n, n, "甲"] for n in range(rng.choice([300, 20_000]))]
    table = _table(10, 2, lambda row, _column: f">{row}")
    return book({"规则": stack(table, cases(["变0", "变1"], ["果"], rows))})


def matrix(rng: random.Random) -> bytes:
    side = rng.choice([60, 340])
    head = ["甲\\乙", *(f"[{n}..{n + 1})" for n in range(side))]
    body = [[f"[{n}..{n + 1})", *(f"果{n % 3}" for _ in range(side))] for n in range(side)]
    return book({"规则": stack(dictionary(("甲", "小数"), ("乙", "小数"), ("策略", "文本")), [["策略"], head, *body])})


def scale(rng: random.Random) -> bytes:
    tiers = [[f"T{n}", f"({n}..{n + 1}]", "1%", n] for n in range(rng.choice([50, 5000, 30_000]))]
    return book(
        {"规则": [["奖励"], ["计算方式", "超额累进"], ["舍入", "2"], ["阶梯", "金额", "比例", "固定额"], *tiers]}
    )


KINDS = (
    different_conditions, long_conditions, refused_conditions, shared_long_text, merged_long_text, many_parameters,
    misspelt_names, misspelt_values, many_aliases, long_formulas, chained_formulas, many_blocks, many_tables_to_analyse,
    text_patterns, wide_sheet, tall_sheet, far_cells, many_tests, matrix, scale,
)  # fmt: skip
