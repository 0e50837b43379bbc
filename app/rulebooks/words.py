"""The words of condition cells, as tables; the grammar's terminals are made from them.

``以上 以下 以内 超过 不满 以外``: 民法典第1259条: the first three include the number itself, the others do not.
"""

from __future__ import annotations

OPERATORS = {
    ">": ">", "大于": ">", "高于": ">", "多于": ">", "超过": ">", "超出": ">", "晚于": ">",
    ">=": ">=", "大于等于": ">=", "大于或等于": ">=", "不小于": ">=", "不低于": ">=", "不少于": ">=", "至少": ">=",
    "最少": ">=", "不早于": ">=",
    "<": "<", "小于": "<", "低于": "<", "少于": "<", "不满": "<", "不足": "<", "未满": "<", "未达": "<", "不到": "<",
    "早于": "<",
    "<=": "<=", "小于等于": "<=", "小于或等于": "<=", "不大于": "<=", "不高于": "<=", "不多于": "<=", "不超过": "<=",
    "未超过": "<=", "不超出": "<=", "至多": "<=", "最多": "<=", "不晚于": "<=",
}  # fmt: skip
"""Spelling before a bound → comparison."""

SUFFIXES = {"以上": ">=", "及以上": ">=", "以下": "<=", "及以下": "<=", "以内": "<=", "以外": ">"}
"""Spelling behind a bound → comparison."""

DAY_SUFFIXES = {
    "起": ">=", "开始": ">=", "及以后": ">=", "及之后": ">=", "及其后": ">=",
    "止": "<=", "为止": "<=", "及以前": "<=", "及之前": "<=",
    "以后": ">?", "之后": ">?", "后": ">?", "以前": "<?", "之前": "<?", "前": "<?",
}  # fmt: skip
"""Spelling behind a date → comparison. No law says whether 以后 and 以前 include the day: they are refused without
``(含)`` or ``(不含)``."""

MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
"""``30<x`` says ``x>30``."""

ANYTHING_WORDS = ("不限", "任意", "any")
DASHES = "-—–"
MISSING_WORDS = ("为空", "空", "null")
PRESENT_WORDS = ("不为空", "非空", "not null")
NEGATIONS = ("不等于", "不是", "不为", "不含", "<>", "!=", "非")
EQUAL_WORDS = ("==", "=", "等于")
CONJUNCTIONS = ("并且", "且", "&&", "&", "and")
SEPARATORS = ("、", ";", "或者", "或", "||", "|")
TO_WORDS = ("至", "到", "~")
YES_NO = ("是", "否", "true", "false", "有", "无", "yes", "no", "y", "n", "1", "0", "√", "×")

SUBJECT = "x"
"""What stands for the column's variable in ``30<x<=90``."""

SCALED_UNITS = {"亿元": 8, "万元": 4, "千元": 3, "亿": 8, "万": 4, "千": 3, "%": -2, "‰": -3}
"""Suffixes that scale a literal, as powers of ten."""

PLAIN_UNITS = ("元", "天", "日")
"""Suffixes that say nothing more than the number does."""


def alternation(words: tuple[str, ...] | dict[str, str] | dict[str, int]) -> str:
    """A regular expression that matches the longest of *words*."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join("".join("\\" + char if char in r"\.|*+?()[]{}^$/" else char for char in word) for word in ordered)
