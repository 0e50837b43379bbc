"""Every contender on the same cases in one interleaved run: ratios, spread, growth with rules.

    python -m tests.bench.engine [--rounds 5] [--rules 120 1000 5000] [--write docs/benchmarks.md]

Contenders that are not installed (requirements-bench.txt) are left out with the reason. All give the same decisions,
or the run ends.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.contenders import CONTENDERS, Contender, LimitError, Outcome
from tests.bench.workload import cases, rulebook


@dataclass
class Entry:
    contender: Contender
    run: Callable[[], Any]
    seconds: list[float]

    @property
    def rate(self) -> float:
        """Cases a second, by the median round."""
        return self.contender.cases / statistics.median(self.seconds)

    @property
    def spread(self) -> str:
        low, high = min(self.seconds), max(self.seconds)
        return f"{(high - low) / statistics.median(self.seconds):.0%}"


def measure(rules: int, rounds: int) -> tuple[list[Entry], list[str]]:
    """Prepare all, then time them in turn; the decisions of each are compared with ours."""
    book, whole = rulebook(rules), cases(100_000)
    expected: list[Outcome] = []
    entries: list[Entry] = []
    absent: list[str] = []
    for contender in CONTENDERS:
        given = type(whole)(
            {name: data.take(slice(contender.cases)) for name, data in whole.columns.items()}, contender.cases
        )
        try:
            run = contender.prepare(book, given)
            outcomes = contender.outcomes(run())
        except (ImportError, LimitError) as error:  # not installed, or the table is beyond what it can do
            absent.append(f"{contender.name}: {error}")
            continue
        expected = expected or outcomes
        if outcomes != expected[: len(outcomes)]:
            sys.exit(f"{contender.name} decides otherwise")
        entries.append(Entry(contender, run, []))
    for _ in range(rounds):
        for entry in entries:
            started = time.perf_counter()
            entry.run()
            entry.seconds.append(time.perf_counter() - started)
    return entries, absent


def table(rules: int, entries: list[Entry]) -> list[str]:
    best = entries[0].rate
    lines = [
        f"### {rules} rules in the second table", "",
        "| contender | cases/s | spread | 律簿 is so many times as fast |", "|---|---:|---:|---:|",
    ]  # fmt: skip
    lines += [f"| {e.contender.name} | {e.rate:,.0f} | {e.spread} | {best / e.rate:,.1f} |" for e in entries]
    return [*lines, ""]


def machine() -> str:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}, {platform.system()}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rules", type=int, nargs="+", default=[120, 1_000, 5_000])
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    lines = ["# Benchmarks", "", f"Written by `make bench` on: {machine()}.", "",
             "Three chained tables (25 rules worst-of, the second table below, 15 collected warnings), 40 columns, all "
             "contenders with the same decisions, timed in turn; the median of the rounds counts.", ""]  # fmt: skip
    rates = {}
    for rules in options.rules:
        entries, absent = measure(rules, options.rounds)
        lines += table(rules, entries)
        lines += [f"Left out: {text}" for text in absent] + [""] * bool(absent)
        rates[rules] = entries[0].rate
    first, last = min(rates), max(rates)
    lines += [f"Growth: {last} rules take {rates[first] / rates[last]:.2f} times as long as {first}."]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
