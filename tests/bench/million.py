"""A million cases from file to file: how long, and how much memory at most.

    python -m tests.bench.million [--cases 1000000]

The workload of ``tests.bench.files`` ten times over, each format in a process of its own. The workbook is one whose
texts stand in the cells (as streaming writers save them), which takes the most memory to read.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from tests.bench.workload import cases

_AT_ONCE = 100_000
FORMATS = ("xlsx", "csv")


def rows(total: int) -> Iterator[list[Any]]:
    """The heading, then the cases, each with a number of its own."""
    numbers = count()
    given = cases(_AT_ONCE)
    names = list(given.columns)[:39]
    yield ["借据号", *names]
    columns = [given._plain(name) for name in names]
    for start in range(0, total, _AT_ONCE):
        for values in zip(*(column[: total - start] for column in columns), strict=True):
            yield [f"NX2026{next(numbers):08d}", *values]


def make_sources(folder: Path, total: int) -> None:
    with (folder / "台账.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows(total))
    book = xlsxwriter.Workbook(str(folder / "台账.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    for number, row in enumerate(rows(total)):
        sheet.write_row(number, 0, row)
    book.close()


def measured(folder: Path, name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.files", "--one", name, "--folder", str(folder)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def table(folder: Path, total: int) -> list[str]:
    lines = [
        f"{total:,} cases of 40 columns, read, decided by three chained tables and written in the format they came in.",
        "",
        "| file | size MB | s | processor s | cases/s | peak MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in FORMATS:
        size = (folder / f"台账.{name}").stat().st_size / 1e6
        one = measured(folder, name)
        lines.append(
            f"| {name} | {size:,.0f} | {one['seconds']:.1f} | {one['processor']:.1f} "
            f"| {total / one['seconds']:,.0f} | {one['memory']:,.0f} |"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    options = parser.parse_args()
    with TemporaryDirectory() as made:
        make_sources(Path(made), options.cases)
        lines = table(Path(made), options.cases)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
