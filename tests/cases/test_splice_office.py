"""LibreOffice writes the corpus's hardest workbooks, and opens what was made of them as it opens the source."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.cases.producers import PRODUCERS, ROWS
from tests.cases.test_splice import NEW, TEXTS, appended, check, expected, openpyxl_made, xlsxwriter_made

pytestmark = [
    pytest.mark.slow,
    pytest.mark.process,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def convert(tmp_path_factory):
    """Have LibreOffice open a workbook and save it as something else."""
    profile = tmp_path_factory.mktemp("office")

    def run(data: bytes, kind: str, name: str) -> Path:
        folder = tmp_path_factory.mktemp("made")
        source = folder / f"{name}.xlsx"
        source.write_bytes(data)
        out = folder / "out"
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", out, source], check=True, capture_output=True, timeout=110)
        return out / f"{name}.{kind.split(':', maxsplit=1)[0]}"

    return run


CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
"""UTF-8, values as they are shown, the first sheet."""


def as_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_a_workbook_of_libreoffice_keeps_every_cell_and_gets_the_columns(convert):
    data = convert(openpyxl_made(), "xlsx", "libre").read_bytes()
    _, raw, sheet = check(data)
    assert raw.header_row == 2
    assert sheet.auto_filter.ref == "A2:E9"


def test_libreoffice_shows_the_same_cells_and_the_new_ones_beside_them(convert):
    data = openpyxl_made()
    before = as_csv(convert(data, CSV, "before"))
    after = as_csv(convert(appended(data)[0], CSV, "after"))
    assert [line[:5] for line in after] == [line[:5] for line in before]
    assert after[1][5:] == NEW
    assert [line[5] for line in after[2:]] == [TEXTS[row % 6] for row in range(7)]
    assert [line[7] for line in after[2:5]] == ["0.25", "100.5", "201"]
    assert [line[8] for line in after[2:4]] == ["2027-01-01", "2027-01-02"]
    assert [line[9] for line in after[2:4]] == ["", "TRUE"]


def test_libreoffice_saves_what_it_opened_with_nothing_lost(convert):
    """A cell that LibreOffice had to repair would come back different."""
    result, raw, _ = appended(xlsxwriter_made())
    saved = openpyxl.load_workbook(convert(result, "xlsx", "again"))[raw.sheet]
    for case, row in enumerate(raw.row_numbers):
        values = [saved.cell(row, at).value for at in range(5, 12)]
        values = [{"=TRUE()": True, "=FALSE()": False}.get(value, value) for value in values]  # its own way
        skipped = 1 if "\x0b" in TEXTS[case % 6] else 0  # which it cannot save
        assert values[skipped:] == expected(case)[skipped:]


@pytest.mark.parametrize("producer", PRODUCERS)
def test_what_excel_wps_and_poi_wrote_opens_with_every_cell_and_the_new_ones(convert, producer):
    data = PRODUCERS[producer]()
    result, raw, note = appended(data)
    assert note is None
    before, after = as_csv(convert(data, CSV, "before")), as_csv(convert(result, CSV, "after"))
    width = raw.reach.columns
    assert [line[:width] for line in after] == [line[:width] for line in before]
    assert after[1][width:] == NEW
    assert [after[number - 1][width] for number in raw.row_numbers] == [TEXTS[row % 6] for row in range(len(ROWS))]
    saved = openpyxl.load_workbook(convert(result, "xlsx", "saved"))
    source = openpyxl.load_workbook(io.BytesIO(data))
    assert saved.sheetnames == source.sheetnames
    assert saved["说明"]["B1"].value == "=A1*2"
    held = [cell for line in source["台账"].iter_rows() for cell in line if isinstance(cell.value, int | float)]
    assert {cell.coordinate: saved["台账"][cell.coordinate].value for cell in held} == {
        cell.coordinate: pytest.approx(cell.value, rel=1e-15) for cell in held
    }
