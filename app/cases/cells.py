"""One cell → one value of a dictionary type, or the reason why not. Called once per distinct value of a column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.cases.grid import Unreadable
from app.values import MISSING_WORDS, fold, from_float, parse_bool, parse_date, parse_number, to_date, to_text

LOST = 1e15
"""A spreadsheet keeps 15 significant digits: a longer whole number has already been rounded in the file."""
_LARGEST = Decimal(10) ** 18
_PLACEHOLDERS = MISSING_WORDS | {"-", "--", "—", "——", "/", "\\"}
_BLANK = "\u200b\ufeff\u00a0\u3000 \t\r\n\f\v"
# Spellings by which csv files keep a spreadsheet from touching a value: ="0012" and '0012 (ours too, see writer).
_QUOTED = re.compile(r"=\"([^\"]*)\"")
_APOSTROPHE = re.compile(r"'(?=[\d=+\-@\t])")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2}")
_NEEDS_A_LOOK = re.compile(f"\0[{_BLANK}='\0]|[{_BLANK}]\0|\0{_SCIENTIFIC.pattern}\0")
_CURRENCY = re.compile(r"^(?:¥|\$|RMB|CNY|人民币)\s*", re.IGNORECASE)
_IN_PARENTHESES = re.compile(r"\(([^()]+)\)")
_OWN_UNIT = re.compile(r"(?:亿元|万元|千元|亿|万|千|元|%|‰)$")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$")
_EPOCH = date(1899, 12, 30).toordinal()
_SERIALS = range(date(1950, 1, 1).toordinal() - _EPOCH, date(2100, 1, 1).toordinal() - _EPOCH)
_COMPACT = range(1900_01_01, 2200_01_01)


class CellError(Exception):
    """A cell that cannot be read; a finding code and what its words need beyond variable, heading and value."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params


def shown(value: Any) -> str:
    """A raw cell as the message quotes it."""
    if isinstance(value, float):
        text = format(Decimal(format(value, ".15g")), "f")
    elif isinstance(value, bool | None):
        text = {True: "TRUE", False: "FALSE", None: ""}[value]
    else:
        text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def unguarded(text: str) -> str:
    """Without the quoting by which a csv keeps spreadsheets from touching a value."""
    if text[0] == "=" and (match := _QUOTED.fullmatch(text)):
        return match[1].strip(_BLANK)
    return _APOSTROPHE.sub("", text, count=1) if text[0] == "'" else text


def read_text(value: Any) -> str | None:
    """Text as it stands; whole numbers lose their ``.0``, numbers that were rounded are refused."""
    if type(value) is str:
        text = value.strip(_BLANK)
        if not text:
            return None
        text = unguarded(text)
        if _SCIENTIFIC.fullmatch(text):
            raise CellError("cases.digits-lost")
        return text or None
    if type(value) is float:
        if abs(value) >= LOST:
            raise CellError("cases.digits-lost")
        return str(int(value)) if value.is_integer() else to_text(from_float(value))
    if isinstance(value, bool | int | Decimal):
        return to_text(value)
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ")
    if isinstance(value, date):
        return to_date(value).isoformat()
    raise _unreadable(value, "cases.not-text")


def ordinary(texts: Sequence[str]) -> bool:
    """Whether :func:`read_text` gives every one of *texts*, none of them empty, back as it stands."""
    lines = "\0".join(texts)
    return lines.count("\0") < max(1, len(texts)) and _NEEDS_A_LOOK.search(f"\0{lines}\0") is None


def read_bool(value: Any) -> bool | None:
    """``是 否 true false 有 无 Y N 1 0`` and yes/no cells."""
    if type(value) is bool:
        return value
    text = _plain_text(value, "cases.not-yes-no")
    if text is None:
        return None
    answer = parse_bool(text)
    if answer is None:
        raise CellError("cases.not-yes-no")
    return answer


def read_date(value: Any) -> tuple[date | None, bool]:
    """A calendar date, the time of day dropped; and whether it was a bare serial number of a spreadsheet."""
    if isinstance(value, datetime):
        return value.date(), False
    if isinstance(value, date):
        return value, False
    if isinstance(value, time | timedelta | bool | Unreadable):
        raise _unreadable(value, "cases.not-a-date")
    text = _plain_text(value, "cases.not-a-date")
    if text is None:
        return None, False
    whole = text.split(".")[0] if text.replace(".", "", 1).isdigit() else ""
    if whole and int(whole[:9]) in _SERIALS and len(whole) == 5:
        return date.fromordinal(_EPOCH + int(whole)), True
    if whole and len(whole) == 8 and int(whole) in _COMPACT:
        text = whole
    found = parse_date(_TIME.sub("", text))
    if found is None:
        raise CellError("cases.not-a-date")
    return found, False


def read_number(value: Any, spreadsheet: bool) -> tuple[Decimal | None, bool]:
    """An exact number; and whether its text names its own unit (``50万元``, ``5.6%``), which then holds.

    A float of a *spreadsheet* stands for the 15 digits a person can type there; elsewhere for its shortest text.
    """
    if type(value) is float:
        if spreadsheet and abs(value) >= LOST:
            raise CellError("cases.digits-lost")
        return _bounded(from_float(value) if spreadsheet else Decimal(repr(value))), False
    if type(value) is int:
        return _bounded(Decimal(value)), False
    if isinstance(value, date):
        raise CellError("cases.date-not-number")
    text = _plain_text(value, "cases.not-a-number")
    if text is None:
        return None, False
    text = _CURRENCY.sub("", text)
    negative = _IN_PARENTHESES.fullmatch(text)  # accounting style: (1,234.50)
    number = parse_number(negative[1] if negative else text)
    if number is None:
        raise CellError("cases.not-a-number")
    return _bounded(-number if negative else number), _OWN_UNIT.search(text) is not None


def _plain_text(value: Any, code: str) -> str | None:
    """A text or number cell as folded text; None for blanks and for the signs people put where nothing stands."""
    if type(value) is float:
        return format(value, ".15g")
    if type(value) is not str and type(value) is not int:
        raise _unreadable(value, code)
    text = fold(str(value))
    text = unguarded(text) if text else text
    return None if text == "" or text in _PLACEHOLDERS else text


def _bounded(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(number) >= _LARGEST or exponent < -15:
        raise CellError("cases.number-too-long")
    return number


def _unreadable(value: Any, code: str) -> CellError:
    return CellError(value.code if isinstance(value, Unreadable) else code)
