"""The functions a formula may name: their arguments and their Chinese names. What they compute is ``app.decide``'s."""

from __future__ import annotations

MANY = 255

ARITY = {
    "IF": (2, 3), "IFS": (2, MANY), "AND": (1, MANY), "OR": (1, MANY), "NOT": (1, 1),
    "MIN": (1, MANY), "MAX": (1, MANY), "SUM": (1, MANY),
    "ROUND": (1, 2), "ROUNDUP": (1, 2), "ROUNDDOWN": (1, 2), "ABS": (1, 1), "INT": (1, 1), "MOD": (2, 2),
    "DATE": (3, 3), "YEAR": (1, 1), "MONTH": (1, 1), "DAY": (1, 1), "DAYS": (2, 2), "EDATE": (2, 2),
    "EOMONTH": (2, 2), "WORKDAY": (2, 2), "NETWORKDAYS": (2, 2),
    "TEXT": (2, 2), "LEFT": (1, 2), "RIGHT": (1, 2), "MID": (3, 3), "LEN": (1, 1), "CONCAT": (1, MANY),
    "IFERROR": (2, 2), "ISBLANK": (1, 1), "COALESCE": (1, MANY),
}  # fmt: skip
"""Fewest and most arguments."""

ALIASES = {
    "如果": "IF", "若": "IF", "多条件": "IFS", "且": "AND", "并且": "AND", "或": "OR", "或者": "OR", "非": "NOT",
    "最小": "MIN", "最小值": "MIN", "最大": "MAX", "最大值": "MAX", "求和": "SUM", "合计": "SUM",
    "四舍五入": "ROUND", "向上舍入": "ROUNDUP", "向下舍入": "ROUNDDOWN", "绝对值": "ABS", "取整": "INT", "取余": "MOD",
    "日期": "DATE", "年": "YEAR", "年份": "YEAR", "月": "MONTH", "月份": "MONTH", "日": "DAY", "天数": "DAYS",
    "相差天数": "DAYS", "加月": "EDATE", "月末": "EOMONTH", "工作日": "WORKDAY", "工作日数": "NETWORKDAYS",
    "文本": "TEXT", "左取": "LEFT", "右取": "RIGHT", "中取": "MID", "长度": "LEN", "连接": "CONCAT",
    "CONCATENATE": "CONCAT", "出错时": "IFERROR", "为空": "ISBLANK", "首个非空": "COALESCE",
}  # fmt: skip
"""Other names of the same functions."""

TEXT_RESULTS = frozenset({"TEXT", "LEFT", "RIGHT", "MID", "CONCAT"})
DATE_RESULTS = frozenset({"DATE", "EDATE", "EOMONTH", "WORKDAY"})
TRUTH_RESULTS = frozenset({"AND", "OR", "NOT", "ISBLANK"})
