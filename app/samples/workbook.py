"""How every sample workbook is opened: byte-stable, and nothing that is typed turns into a formula or a link."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

import xlsxwriter

from app.samples.bank import BANK

_CREATED = datetime(2026, 9, 30, 9, 0)  # noqa: DTZ001 - the file format knows no zones
"""Fixed, so that the same content gives the same bytes."""


def new_workbook(stream: BinaryIO, title: str, author: str = BANK) -> xlsxwriter.Workbook:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": title, "author": author, "company": author, "created": _CREATED})
    return book
