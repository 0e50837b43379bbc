"""Compile time, cells asked and peak memory of large tables and a million cases, each in a process of its own.

python -m tests.bench.memory RULES CASES      one measurement, as JSON
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from app.decide import compile_rulebook
from tests.bench.contenders import TODAY
from tests.bench.workload import cases, rulebook

CASES = 1_000_000


def measure(rules: int, count: int) -> dict[str, float]:
    """Seconds to compile, to decide *count* cases for the first time and again; megabytes before and by deciding."""
    given, book = cases(count), rulebook(rules)
    started = perf_counter()
    compiled = compile_rulebook(book)
    compiling = perf_counter() - started
    before = peak()
    started = perf_counter()
    decisions = compiled.decide(given.columns, count, TODAY)
    first = perf_counter() - started
    deciding = peak() - before
    started = perf_counter()
    compiled.decide(given.columns, count, TODAY)
    again = perf_counter() - started
    asked = sum(getattr(plan, "asked", 0) for plan in compiled.plans)
    return {"compile": compiling, "first": first, "again": again, "cells": asked, "cases": before, "deciding": deciding,
            "decided": decisions.count}  # fmt: skip


def peak() -> float:
    """The most megabytes that this program has held so far (getrusage would count its parent's, too)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def table(rules: Sequence[int]) -> list[str]:
    head = [
        f"{CASES:,} cases of 40 encoded columns in one call, in a process of its own: peak memory before it (cases and "
        "program), and what deciding adds. The first batch also asks durable-rules for every cell that occurs.", "",
        "| rules | compile s | first batch s | cells asked | again s | before MB | deciding adds MB |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    return [*head, *map(_row, rules), ""]


def _row(rules: int) -> str:
    command = [sys.executable, "-m", "tests.bench.memory", str(rules), str(CASES)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return (
        f"| {rules:,} | {found['compile']:.2f} | {found['first']:.2f} | {found['cells']:,.0f} | {found['again']:.2f} "
        f"| {found['cases']:,.0f} | {found['deciding']:,.0f} |"
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
