"""From file to file: a case file decided and written, beside the bare reading and writing of the same rows.

    python -m tests.bench.files [--cases 100000] [--rounds 3] [--slow]

Every contender runs in a process of its own, so that its peak memory is its own; the rounds are interleaved. The bare
ones decide nothing. Ours decide by three chained tables, and every file they write must hold the decisions of the first
that is checked, or the run ends. Contenders whose library is not installed are left out with the reason.
"""

# ruff: noqa: PLC0415 - a contender that is not installed is left out, and none loads the library of another
from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from tests.bench.contenders import TODAY
from tests.bench.memory import peak
from tests.bench.workload import cases, rulebook

Run = Callable[[Path, Path], None]
"""From one file to the other."""
OUTPUTS = ("五级分类", "清收策略", "预警")


def ours() -> Run:
    """What ``flask rulebook decide`` does behind its options, the rulebook being in force."""
    from app.batches.cases import decide_cases
    from app.batches.release import make_release
    from app.batches.written import as_written
    from app.cases import hand_back, read_cases
    from app.decide import compile_rulebook

    release = make_release([compile_rulebook(rulebook(120))])

    def run(source: Path, out: Path) -> None:
        data = source.read_bytes()
        read = read_cases(data, source.name, release.inputs)
        written = as_written(decide_cases(release, read, TODAY))
        with out.open("wb") as stream:
            note = hand_back(stream, out.suffix[1:], lambda: data, read, written, "借据号")  # type: ignore[arg-type]
        if note is not None:
            sys.exit(f"not spliced: {note}")

    return run


def bare() -> Run:
    """calamine reads, rustpy-xlsxwriter writes; the rows themselves are all that is between."""
    import rustpy_xlsxwriter
    from python_calamine import CalamineWorkbook

    def run(source: Path, out: Path) -> None:
        heads, *rows = CalamineWorkbook.from_path(str(source)).get_sheet_by_index(0).to_python()
        rustpy_xlsxwriter.write_worksheet([dict(zip(heads, row, strict=True)) for row in rows], str(out))

    return run


def openpyxl_alone() -> Run:
    import openpyxl

    def run(source: Path, out: Path) -> None:
        read = openpyxl.load_workbook(source, read_only=True).active
        made = openpyxl.Workbook(write_only=True)
        sheet = made.create_sheet()
        for row in read.iter_rows(values_only=True):  # type: ignore[union-attr]
            sheet.append(row)
        made.save(out)

    return run


def csv_module() -> Run:
    import csv

    def run(source: Path, out: Path) -> None:
        with source.open(encoding="utf-8-sig", newline="") as read, out.open("w", encoding="utf-8", newline="") as made:
            csv.writer(made).writerows(csv.reader(read))

    return run


def orjson_lines() -> Run:
    import orjson

    def run(source: Path, out: Path) -> None:
        with source.open("rb") as read, out.open("wb") as made:
            made.writelines(orjson.dumps(orjson.loads(line)) + b"\n" for line in read)

    return run


@dataclass
class Contender:
    name: str
    prepare: Callable[[], Run]
    source: str
    """Suffix of the file it reads."""
    out: str
    needs: str = ""
    """The library without which it is left out."""
    decides: bool = True
    slow: bool = False
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


CONTENDERS = {
    "xlsx": Contender("律簿, xlsx → the same workbook", ours, ".xlsx", ".xlsx"),
    "bare-xlsx": Contender("bare calamine + rustpy-xlsxwriter", bare, ".xlsx", ".xlsx", "rustpy_xlsxwriter", False),
    "csv": Contender("律簿, csv → csv", ours, ".csv", ".csv"),
    "bare-csv": Contender("bare csv module", csv_module, ".csv", ".csv", "", False),
    "jsonl": Contender("律簿, jsonl → jsonl", ours, ".jsonl", ".jsonl"),
    "bare-jsonl": Contender("bare orjson, line by line", orjson_lines, ".jsonl", ".jsonl", "", False),
    "openpyxl": Contender("bare openpyxl", openpyxl_alone, ".xlsx", ".xlsx", "", False, slow=True),
}


def make_sources(folder: Path, count: int) -> None:
    """The workload as xlsx (texts shared, as Excel saves them), csv and jsonl, with a case number of its own."""
    import csv

    import orjson
    import xlsxwriter

    given = cases(count)
    columns: dict[str, list[Any]] = {"借据号": [f"NX2026{row:08d}" for row in range(count)]}
    columns |= {name: given._plain(name) for name in list(given.columns)[:39]}
    with (folder / "台账.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    with (folder / "台账.jsonl").open("wb") as lines:
        lines.writelines(orjson.dumps(dict(zip(columns, row, strict=True))) + b"\n" for row in _rows(columns))
    book = xlsxwriter.Workbook(str(folder / "台账.xlsx"))
    sheet = book.add_worksheet("台账")
    for number, row in enumerate([tuple(columns), *_rows(columns)]):
        sheet.write_row(number, 0, row)
    book.close()


def _rows(columns: dict[str, list[Any]]) -> Iterator[tuple[Any, ...]]:
    return zip(*columns.values(), strict=True)


def decisions(path: Path) -> list[tuple[str, ...]]:
    """What a written file says was decided, case by case."""
    if path.suffix == ".jsonl":
        lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        return [tuple("、".join(said) if isinstance(said := line["outputs"][name] or "未命中", list) else said
                      for name in OUTPUTS) for line in lines]  # fmt: skip
    rows = _csv_rows(path) if path.suffix == ".csv" else _xlsx_rows(path)
    heads = rows[0]
    places = [heads.index(name) for name in OUTPUTS]
    return [tuple(str(row[place]) for place in places) for row in rows[1:]]


def _csv_rows(path: Path) -> list[list[Any]]:
    import csv

    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def _xlsx_rows(path: Path) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def run_one(name: str, folder: Path) -> dict[str, float]:
    """One contender, once, here."""
    contender = CONTENDERS[name]
    run = contender.prepare()
    started, worked = perf_counter(), process_time()
    run(folder / f"台账{contender.source}", folder / f"{name}{contender.out}")
    return {"seconds": perf_counter() - started, "processor": process_time() - worked, "memory": peak()}


def measure(folder: Path, rounds: int, slow: bool) -> tuple[dict[str, Contender], list[str]]:
    absent = [f"{one.name}: {one.needs} is not installed" for one in CONTENDERS.values() if _missing(one)]
    chosen = {name: one for name, one in CONTENDERS.items() if not _missing(one) and (slow or not one.slow)}
    for _ in range(rounds):
        for name, contender in chosen.items():
            command = [sys.executable, "-m", "tests.bench.files", "--one", name, "--folder", str(folder)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            contender.seconds.append(found["seconds"])
            contender.processor.append(found["processor"])
            contender.memory.append(found["memory"])
    said = {name: decisions(folder / f"{name}{one.out}") for name, one in chosen.items() if one.decides}
    expected = next(iter(said.values()))
    for name, found in said.items():
        if found != expected:
            sys.exit(f"{name} decides otherwise")
    return chosen, absent


def _missing(contender: Contender) -> bool:
    return bool(contender.needs) and importlib.util.find_spec(contender.needs) is None


def table(chosen: dict[str, Contender], count: int) -> list[str]:
    lines = [
        f"{count:,} cases of 40 columns, each contender in a process of its own; the median of the rounds. The last "
        "column is the time as a share of the bare reading and writing of the same format.", "",
        "| contender | s | spread | processor s | peak MB | share of bare |", "|---|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for one in chosen.values():
        base = chosen.get(f"bare-{one.out[1:]}")
        middle = statistics.median(one.seconds)
        share = f"{middle / statistics.median(base.seconds):.2f}" if base and base is not one else ""
        spread = (max(one.seconds) - min(one.seconds)) / middle
        lines.append(
            f"| {one.name} | {middle:.2f} | {spread:.0%} | {statistics.median(one.processor):.2f} "
            f"| {max(one.memory):,.0f} | {share} |"
        )
    return [*lines, ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow", action="store_true", help="openpyxl, too")
    parser.add_argument("--one", choices=CONTENDERS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.one:
        sys.stdout.write(json.dumps(run_one(options.one, options.folder)))
        return
    with TemporaryDirectory() as made:
        make_sources(Path(made), options.cases)
        chosen, absent = measure(Path(made), options.rounds, options.slow)
    lines = [*table(chosen, options.cases), *(f"Left out: {text}." for text in absent)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
