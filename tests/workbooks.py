"""Workbooks for tests, as bytes, from lists of rows; public to the tests of every package.

book({"规则": stack(
    dictionary(("逾期天数", "整数"), ("五级分类", "文本", "正常,关注")),
    decision_table("五级分类", ["逾期天数"], ["五级分类"], [["R1", ">90", "关注"], ["R2", "<=90", "正常"]]),
)})
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

Rows = list[list[Any]]


@dataclass(frozen=True)
class Percent:
    """A cell that holds *ratio* and shows it as a percentage."""

    ratio: float


@dataclass(frozen=True)
class Formula:
    """A formula cell with the value the spreadsheet program stored; ``stored=None`` writes none."""

    text: str
    stored: Any = None


@dataclass(frozen=True)
class Error:
    """A cell that shows an error such as ``#REF!``."""

    text: str = "#REF!"


@dataclass(frozen=True)
class Sheet:
    """Rows, ranges to merge (``A1:C1``; the top left value stays), cells with a double border right or below."""

    rows: Rows
    merged: Sequence[str] = ()
    double_right: Sequence[str] = field(default_factory=tuple)
    double_below: Sequence[str] = field(default_factory=tuple)


def book(sheets: Mapping[str, Rows | Sheet]) -> bytes:
    """An .xlsx of *sheets*; texts stay texts, also those that begin with ``=`` or look like numbers or links."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(stream, options)
    workbook.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - the same bytes every time
    formats: dict[str, Any] = {}

    def style(name: str, **properties: Any) -> Any:
        if name not in formats:
            formats[name] = workbook.add_format(properties)
        return formats[name]

    for name, content in sheets.items():
        sheet = content if isinstance(content, Sheet) else Sheet(content)
        target = workbook.add_worksheet(name)
        for row, cells in enumerate(sheet.rows):
            for column, value in enumerate(cells):
                _write(target, row, column, value, style)
        for area in sheet.merged:
            _merge(target, area, sheet.rows, style)
        for side, cells in (("right", sheet.double_right), ("bottom", sheet.double_below)):
            for cell in cells:
                row, column = xlsxwriter.utility.xl_cell_to_rowcol(cell)
                _write(target, row, column, _at(sheet.rows, row, column), style, style(f"double {side}", **{side: 6}))
    workbook.close()
    return stream.getvalue()


def stack(*blocks: Rows) -> Rows:
    """Blocks below each other, parted by a blank row."""
    rows: Rows = []
    for block in blocks:
        rows += [*([[]] if rows else []), *block]
    return rows


def decision_table(
    title: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Rows,
    *,
    policy: str = "U",
    remarks: Sequence[str] = (),
    domains: Sequence[Any] | None = None,
    default: Sequence[Any] | None = None,
    properties: Mapping[str, Any] | None = None,
) -> Rows:
    """A decision table in the rows layout; each rule is id, conditions, conclusions, remarks.

    *domains* is the 取值范围 row (one cell per input and output), *default* the conclusions of the 默认 row.
    """
    markers = ["条件"] * len(inputs) + ["结论"] * len(outputs) + ["备注"] * len(remarks)
    rows: Rows = [[title, *markers], *([name, value] for name, value in (properties or {}).items())]
    rows.append([policy, *inputs, *outputs, *remarks])
    if domains is not None:
        rows.append(["取值范围", *domains])
    rows += rules
    if default is not None:
        rows.append(["默认", *[None] * len(inputs), *default])
    return rows


def dictionary(*variables: Sequence[Any] | Mapping[str, Any]) -> Rows:
    """The block 数据字典: tuples (变量, 类型, 取值范围, 用途) cut short at will, or mappings heading → cell."""
    short = ("变量", "类型", "取值范围", "用途")
    described = [item if isinstance(item, Mapping) else dict(zip(short, item, strict=False)) for item in variables]
    headings = list(dict.fromkeys([*short, *(name for item in described for name in item)]))
    return [["数据字典"], headings, *([item.get(name) for name in headings] for item in described)]


def parameters(values: Mapping[str, Any]) -> Rows:
    """The block 参数; a value may be a tuple (值, 单位, 依据)."""
    listed = [[name, *(value if isinstance(value, tuple) else (value,))] for name, value in values.items()]
    return [["参数"], ["参数", "值", "单位", "依据"], *listed]


def formulas(texts: Mapping[str, Any]) -> Rows:
    """The block 公式; a value may be a tuple (公式, 类型, 小数位)."""
    listed = [[name, *(text if isinstance(text, tuple) else (text,))] for name, text in texts.items()]
    return [["公式"], ["变量", "公式", "类型", "小数位", "说明"], *listed]


def test_cases(inputs: Sequence[str], expected: Sequence[str], cases: Rows) -> Rows:
    """The block 测试用例; each case is its name, the inputs, the expected outcomes."""
    markers = ["输入"] * len(inputs) + ["期望"] * len(expected)
    return [["测试用例", *markers], ["名称", *inputs, *expected], *cases]


test_cases.__test__ = False  # type: ignore[attr-defined]


def replace_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one zip member changed, or added where *name* is new."""
    source = zipfile.ZipFile(io.BytesIO(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.namelist():
            part = source.read(item)
            target.writestr(item, change(part) if item == name else part)
        if name not in source.namelist():
            target.writestr(name, change(b""))
    return stream.getvalue()


def _at(rows: Rows, row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _write(target: Any, row: int, column: int, value: Any, style: Callable[..., Any], given: Any = None) -> None:
    if value is None:
        if given is not None:
            target.write_blank(row, column, None, given)
    elif isinstance(value, Percent):
        target.write_number(row, column, value.ratio, style("percent", num_format="0.00%"))
    elif isinstance(value, Formula):
        target.write_formula(row, column, value.text, given, "" if value.stored is None else value.stored)
    elif isinstance(value, Error):
        target.write_formula(row, column, "=" + value.text, given, value.text)
    elif isinstance(value, date):  # a datetime too
        shown = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        target.write_datetime(row, column, value, style(shown, num_format=shown))
    elif isinstance(value, Decimal):
        target.write_number(row, column, float(value), given)
    else:
        target.write(row, column, value, given)


def _merge(target: Any, area: str, rows: Rows, style: Callable[..., Any]) -> None:
    first, last = (xlsxwriter.utility.xl_cell_to_rowcol(corner) for corner in area.split(":"))
    target.merge_range(*first, *last, "")
    _write(target, *first, _at(rows, *first), style)
