"""Workbooks of other DMN-in-Excel tools, from lists; double lines as their authors draw them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]
_DOUBLE = Side(style="double")


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet(book: Workbook, name: str, rows: Rows, start: tuple[int, int] = (1, 1)) -> Worksheet:
    target = book[name] if name in book.sheetnames else book.create_sheet(name)
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            if value is not None:
                target.cell(start[0] + down, start[1] + right, value)
    return target


def blank() -> Workbook:
    book = Workbook()
    book.remove(book.active)
    return book


def _line(target: Worksheet, row: int, column: int, side: str) -> None:
    cell = target.cell(row, column)
    border = cell.border
    sides = {name: getattr(border, name) for name in ("left", "right", "top", "bottom")}
    cell.border = Border(**(sides | {side: _DOUBLE}))


def glossary(book: Workbook, *variables: tuple[str, str, str]) -> None:
    """(variable, business concept or blank for the one above, attribute)."""
    sheet(book, "Glossary", [["Glossary"], ["Variable", "Business Concept", "Attribute"], *variables])


def decision_sheet(book: Workbook, steps: Rows, headings: Sequence[str] = ()) -> None:
    sheet(book, "Decision", [["Decision"], [*headings, "Decisions", "Execute Decision Tables"], *steps])


def rows_table(
    book: Workbook, name: str, title: str, head: Sequence[str], rules: Rows, sizes: tuple[int, int],
    *, validity: Sequence[Any] = (), start: tuple[int, int] = (1, 1),
) -> Worksheet:  # fmt: skip
    """Rules as rows: *head* begins with the hit policy; double lines beside the sections and below the headings."""
    inputs, outputs = sizes
    lines = [head, *([["", *validity]] if validity else []), *rules]
    target = sheet(book, name, [[title], *([cell if cell != "" else None for cell in line] for line in lines)], start)
    row, column = start
    for line in range(row + 1, row + 1 + len(lines)):
        _line(target, line, column + inputs, "right")
        if len(head) > 1 + inputs + outputs:
            _line(target, line, column + inputs + outputs, "right")
    for place in range(column, column + len(head)):
        _line(target, row + (2 if validity else 1), place, "bottom")
    return target


def columns_table(
    book: Workbook, name: str, title: str, head: Sequence[str], rules: Rows, sizes: tuple[int, int],
    *, validity: Sequence[Any] = (),
) -> Worksheet:  # fmt: skip
    """Rules as columns: headings below the title, the hit policy (first of *head*) and the rule ids at the foot."""
    inputs, outputs = sizes
    policy, *headings = head
    width = 1 + bool(validity)
    lines: list[list[Any]] = []
    for place, heading in enumerate(headings):
        cells = [rule[1 + place] for rule in rules]
        lines.append([heading, *([validity[place]] if validity else []), *cells])
    lines.append([policy, *([None] if validity else []), *(rule[0] for rule in rules)])
    target = sheet(book, name, [[title], *lines])
    for line in range(2, len(lines) + 2):
        _line(target, line, width, "right")
    for column in range(1, len(rules) + width + 1):
        _line(target, 1 + inputs, column, "bottom")
        if len(headings) > inputs + outputs:
            _line(target, 1 + inputs + outputs, column, "bottom")
    return target


def crosstab(
    book: Workbook, name: str, names: tuple[str, str], across: tuple[str, Rows], down: tuple[str, Rows], body: Rows
) -> Worksheet:
    """*names* are the title and the output. An axis is its heading (variables joined by commas) and tests for each."""
    high, wide = 1 + len(across[1]), 1 + len(down[1])
    target = sheet(book, name, [[each] for each in names])
    sheet(book, name, [[across[0]], *across[1]], (2, 1 + wide))
    sheet(book, name, [[down[0]]], (2 + high, 1))
    for place, tests in enumerate(down[1]):
        sheet(book, name, [[test] for test in tests], (2 + high, 2 + place))
    sheet(book, name, body, (2 + high, 1 + wide))
    columns, rows = len(across[1][0]), len(down[1][0])
    target.merge_cells(start_row=2, end_row=1 + high, start_column=1, end_column=wide)
    target.merge_cells(start_row=2, end_row=2, start_column=1 + wide, end_column=wide + columns)
    target.merge_cells(start_row=2 + high, end_row=1 + high + rows, start_column=1, end_column=1)
    return target


DISCOUNT = [
    ["1", "Business", "-", "<10", 0.05],
    ["2", "Business", "-", ">=10", 0.1],
    ["3", "Private", "sameday", "-", 0],
    ["4", "Private", "slow", "-", 0.05],
    ["5", "Government", "-", "-", 0.15],
]
"""The order discount of the DMN standard: customer, delivery, order size → discount."""
CUSTOMERS = [("Customer", "Customer", "sector"), ("OrderSize", "Order", "size"), ("Delivery", None, "delivery"),
             ("Discount", "Discount", "discount")]  # fmt: skip
HEAD = ["U", "Customer", "Delivery", "OrderSize", "Discount"]


def discount(layout: str) -> bytes:
    """The same decisions in each of pyDMNrules' layouts."""
    book = blank()
    glossary(book, *CUSTOMERS)
    decision_sheet(book, [["Determine discount", "Discount table"]])
    if layout == "rows":
        rows_table(book, "Rules", "Discount table", HEAD, DISCOUNT, (3, 1))
    elif layout == "columns":
        columns_table(book, "Rules", "Discount table", HEAD, DISCOUNT, (3, 1))
    else:
        crosstab(
            book, "Rules", ("Discount table", "Discount"),
            ("Customer, Delivery", [["Business", "Private", "Private", "Government"], ["-", "sameday", "slow", "-"]]),
            ("OrderSize", [["<10", ">=10"]]),
            [[0.05, 0, 0.05, 0.15], [0.1, 0, 0.05, 0.15]],
        )  # fmt: skip
    return saved(book)
