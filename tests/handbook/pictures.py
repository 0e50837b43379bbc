"""``python -m tests.handbook.pictures`` draws the pictures of the page: the starter workbook, sheet by sheet.

LibreOffice prints a sheet as PDF, pdftoppm makes dots of it, and what is white around the table is cut away.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import openpyxl

from app.messages import advice, message
from app.rulebooks import load
from app.rulebooks.annotate import annotate
from app.samples.starter import starter_workbook

FOLDER = Path(__file__).parents[2] / "docs" / "images" / "规则簿"
SHEETS = ("数据字典", "五级分类", "清收措施", "清收奖励", "参数", "公式", "测试用例")
"""Of the starter workbook; the picture bears the sheet's name."""
ANNOTATED = "标注版"
_DOTS_PER_INCH = 110
_MARGIN, _GAP = 8, 60
"""Dots left around the table; so many blank rows of dots below it end it (the footer comes after)."""
_PIXELS = 250

Dots = npt.NDArray[np.uint8]
"""Rows, columns, three colours."""


def pictures() -> dict[str, bytes]:
    """Name → png of every picture.

    Raises:
        FileNotFoundError: LibreOffice or poppler is not installed.
    """
    starter = starter_workbook("我的规则")
    sheets = {name: _only(starter, name) for name in SHEETS}
    sheets[ANNOTATED] = _only(_annotated(starter), "审批层级")
    return {name: png(_dots_of(sheet), source()) for name, sheet in sheets.items()}


def source() -> str:
    """What the pictures show; it is kept in them, so that one that is out of date can be told."""
    return hashlib.sha256(starter_workbook("我的规则")).hexdigest()


def _only(data: bytes, name: str) -> bytes:
    """The workbook with one sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        if sheet.title != name:
            del book[sheet.title]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _annotated(starter: bytes) -> bytes:
    """The starter with two slips, handed back as the system hands it back."""
    book = openpyxl.load_workbook(io.BytesIO(starter))
    book["审批层级"]["B4"] = "<=50万,>10万"
    book["审批层级"]["C3"] = "抵押、质压"
    stream = io.BytesIO()
    book.save(stream)
    findings = load(stream.getvalue(), "我的规则.xlsx").findings
    return annotate(stream.getvalue(), findings, lambda finding: f"{message(finding)} {advice(finding)}")


def _dots_of(workbook: bytes) -> Dots:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "book.xlsx"
        source.write_bytes(workbook)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source))
        _run("pdftoppm", "-r", str(_DOTS_PER_INCH), "-l", "1", "-singlefile", f"{folder}/book.pdf", f"{folder}/book")
        return cropped(_dots((Path(folder) / "book.ppm").read_bytes()))


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise FileNotFoundError(f"{program} is needed to draw the pictures")
    subprocess.run([path, *arguments], check=True, capture_output=True, timeout=180)


def _dots(ppm: bytes) -> Dots:
    _, width, height, _ = ppm.split(maxsplit=4)[:4]
    columns, rows = int(width), int(height)
    return np.frombuffer(ppm[-rows * columns * 3 :], np.uint8).reshape(rows, columns, 3)


def cropped(dots: Dots) -> Dots:
    """The table at the top of a page, without the white around it and without the footer."""
    inked = (dots < _PIXELS).any(axis=2)
    rows = np.flatnonzero(inked.any(axis=1))
    ends = np.flatnonzero(np.diff(rows) > _GAP)
    last = rows[ends[0]] if len(ends) else rows[-1]
    columns = np.flatnonzero(inked[: last + 1].any(axis=0))
    top, left = max(0, rows[0] - _MARGIN), max(0, columns[0] - _MARGIN)
    return dots[top : last + _MARGIN, left : columns[-1] + _MARGIN]


def png(dots: Dots, shown: str) -> bytes:
    """Sixteen shades of each colour are enough for a table, and deflate far better."""
    rows, columns, _ = dots.shape
    shades = np.where(dots >= _PIXELS, 255, dots // 16 * 17).astype(np.uint8)
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), shades.reshape(rows, -1)], axis=1)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    said = b"Source\0" + shown.encode("ascii")
    parts = ((b"IHDR", head), (b"tEXt", said), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        made = pictures()
    except FileNotFoundError as missing:
        sys.exit(f"{missing} (apt-get install libreoffice-calc poppler-utils)")
    for name, data in made.items():
        (FOLDER / f"{name}.png").write_bytes(data)


if __name__ == "__main__":
    main()
