"""Typed values and their spellings: exact decimals, calendar dates, yes/no, text.

A *value* is ``str | Decimal | date | bool | None``; numbers are always :class:`~decimal.Decimal`
(whole numbers too), ``None`` is missing. Nothing here knows a workbook or a bank.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from math import isfinite
from typing import TypeAlias

Scalar: TypeAlias = str | Decimal | date | bool
Value: TypeAlias = Scalar | None


class VarType(StrEnum):
    """The types of the data dictionary; the value is the word staff write."""

    TEXT = "文本"
    INTEGER = "整数"
    DECIMAL = "小数"
    MONEY = "金额"
    PERCENT = "百分比"
    DATE = "日期"
    BOOL = "是否"

    @property
    def is_number(self) -> bool:
        return self in _NUMBERS


_NUMBERS = {VarType.INTEGER, VarType.DECIMAL, VarType.MONEY, VarType.PERCENT}

MISSING_WORDS = frozenset({"空", "null", "NULL", "Null", "无数据", "N/A", "#N/A"})
_YES = frozenset({"是", "true", "有", "y", "yes", "1", "√"})
_NO = frozenset({"否", "false", "无", "n", "no", "0", "×"})
# Powers of ten behind a number, as Chinese ledgers write them; longest first so that 万元 is not read as 万 + 元.
_UNITS = {"亿元": 8, "万元": 4, "千元": 3, "亿": 8, "万": 4, "千": 3, "元": 0, "天": 0, "%": -2, "‰": -3}
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<body>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(?P<exp>[eE][-+]?\d{1,3})?\s*"
    r"(?P<unit>亿元|万元|千元|亿|万|千|元|天|%|‰)?"
)
_DATE = re.compile(
    r"(?P<y>\d{4})(?:(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})|年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日?"
    r"|(?P<m3>\d{2})(?P<d3>\d{2}))(?:[ T]00:00(?::00(?:\.0+)?)?)?"
)
# NFKC already folds full-width digits, letters, ＞＜＝（），：；％ and the ideographic space.
_FOLD = str.maketrans({"≥": ">=", "≤": "<=", "≠": "!=", "～": "~", "〜": "~", "“": '"', "”": '"', "「": '"', "」": '"',
                       "‘": "'", "’": "'", "﹣": "-", "−": "-", "\u200b": "", "\ufeff": ""})  # fmt: skip


def fold(text: str) -> str:
    """One spelling for the many that keyboards and input methods produce; also trims and joins blank runs."""
    folded = unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD)
    return " ".join(folded.split())


def parse_number(text: str) -> Decimal | None:
    """``1.5万``, ``50万元``, ``2亿``, ``30%``, ``1,000,000``, ``1e6``; None when *text* is no number.

    A comma groups by threes or the text is not a number (``30,90`` is a list elsewhere).
    """
    match = _NUMBER.fullmatch(fold(text))
    if match is None:
        return None
    digits = match["sign"] + match["body"].replace(",", "") + (match["exp"] or "")
    number = Decimal(digits)
    unit = match["unit"]
    return number.scaleb(_UNITS[unit]) if unit and _UNITS[unit] else number


@lru_cache(maxsize=1 << 16)
def parse_date(text: str) -> date | None:
    """``2024-01-31 2024/1/31 2024.1.31 2024年1月31日 20240131``; None when it is no calendar date."""
    match = _DATE.fullmatch(fold(text))
    if match is None:
        return None
    year, month, day = (
        match["y"],
        match["m"] or match["m2"] or match["m3"],
        match["d"] or match["d2"] or match["d3"],
    )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def parse_bool(text: str) -> bool | None:
    """``是 否 true false 有 无 Y N 1 0``; None when it is neither."""
    word = fold(text).lower()
    if word in _YES:
        return True
    return False if word in _NO else None


def from_float(number: float) -> Decimal:
    """The decimal a person typed into a spreadsheet, whose cells keep 15 significant digits.

    Raises:
        ValueError: for infinities and not-a-number.
    """
    if not isfinite(number):
        raise ValueError("not a finite number")
    return plain(Decimal(format(number, ".15g")))


_WIDE = Context(prec=1000, traps=[InvalidOperation])
"""So that no digit is rounded away: Python's own context keeps 28."""


def plain(number: Decimal) -> Decimal:
    """Without trailing zeros behind the point, an exponent (``1E+3`` → ``1000``) or the sign of ``-0``."""
    if not number:
        return Decimal(0)
    if number == number.to_integral_value():
        try:
            return number.quantize(Decimal(1), context=_WIDE)
        except InvalidOperation:  # more digits than that: keep as it is
            return number
    return number.normalize(_WIDE)


def round_half_up(number: Decimal, places: int = 2) -> Decimal:
    """Commercial rounding (四舍五入), away from zero at the half; the only rounding used for money."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def parse_value(text: str, kind: VarType) -> Value:
    """*text* as a value of type *kind*; blank is None.

    Raises:
        ValueError: when the text does not spell a value of that type.
    """
    folded = fold(text)
    if folded == "":
        return None
    if kind is VarType.TEXT:
        return text.strip()
    parsed: Value
    if kind is VarType.DATE:
        parsed = parse_date(folded)
    elif kind is VarType.BOOL:
        parsed = parse_bool(folded)
    else:
        parsed = parse_number(folded)
        if parsed is not None and kind is VarType.INTEGER and parsed != parsed.to_integral_value():
            parsed = None
    if parsed is None:
        raise ValueError(folded)
    return parsed


def to_date(value: date | datetime) -> date:
    """The calendar date of a spreadsheet's date cell."""
    return value.date() if isinstance(value, datetime) else value


def to_text(value: object) -> str:
    """A value as staff would write it in a cell; lists are joined with ``、``; missing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(plain(value), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return "、".join(to_text(item) for item in value)
    return str(value)
