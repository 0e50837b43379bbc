"""An uploaded workbook opened with openpyxl, once its bounds are known to hold."""

from __future__ import annotations

import io
import warnings
import zipfile

from lxml import etree
from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE
from openpyxl.workbook.workbook import Workbook

from app.findings import LubuError, Place
from app.rulebooks.bounds import measure

MAX_CHARACTERS = 5_000_000
"""Characters that the cells show: each is folded several times, and 5,000 rules of 30 columns need a third of them."""


def open_workbook(data: bytes, file: str) -> tuple[Workbook, Workbook]:
    """The workbook with stored values, and with formulas (the same object where it has none).

    Raises:
        LubuError: naming what the file is when it is no plain .xlsx, or which bound it breaks.
    """
    place = Place(file)
    has_formulas = any(tally.formulas for tally in measure(data, place))
    values = _load(data, place, stored=True)
    _check_texts(values, place)
    return values, _load(data, place, stored=False) if has_formulas else values


def _check_texts(workbook: Workbook, place: Place) -> None:
    """The texts of all cells, each counted where it stands: one shared text may stand in every cell."""
    characters = 0
    for sheet in workbook.worksheets:
        characters += sum(len(cell.value) for cell in sheet._cells.values() if isinstance(cell.value, str))
        for merged in sheet.merged_cells.ranges:
            first = sheet._cells.get((merged.min_row, merged.min_col))
            text = first.value if first is not None else None
            characters += len(text) * merged.size["rows"] * merged.size["columns"] if isinstance(text, str) else 0
    if characters > MAX_CHARACTERS:
        raise LubuError.of("rulebooks.too-much-text", place, limit=MAX_CHARACTERS // 10_000)


def _check_formats(workbook: Workbook) -> None:
    """Every number format that a style names is there; openpyxl looks only when a cell is asked for its own."""
    last = BUILTIN_FORMATS_MAX_SIZE + len(workbook._number_formats)
    if any(style.numFmtId >= last for style in workbook._cell_styles):
        raise IndexError("number format")


def _check_sheets(workbook: Workbook, data: bytes) -> None:
    """Every sheet of the workbook's list is there; openpyxl leaves out one whose part is missing, and its rules."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = etree.fromstring(archive.read("xl/workbook.xml"), etree.XMLParser(resolve_entities=False))
    if len(workbook._sheets) != sum(1 for _sheet in listed.iterfind("{*}sheets/{*}sheet")):
        raise KeyError("sheet")


def _load(data: bytes, place: Place, *, stored: bool) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that a rulebook has no use for
            workbook = load_workbook(io.BytesIO(data), data_only=stored, keep_links=False)
            _check_formats(workbook)
            _check_sheets(workbook, data)
            return workbook
    except Exception as error:  # openpyxl meets damaged parts with every kind of exception
        raise LubuError.of("rulebooks.damaged", place, reason=type(error).__name__) from error
