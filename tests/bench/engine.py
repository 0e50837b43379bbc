"""Every contender on the same cases in one interleaved run: ratios, spread, memory, growth with rules.

    python -m tests.bench.engine [--rounds 5] [--rules 120 1000 5000]

Contenders that are not installed (requirements-bench.txt) are left out with the reason. All give the decisions of the
plain interpreter, or the run ends.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, TypeVar

from app.decide import plain
from app.rulebooks.model import Rulebook
from tests.bench import memory
from tests.bench.contenders import BATCHES, SINGLES, TODAY, Batch, Single, encoded, outcome_of
from tests.bench.peers import LimitError
from tests.bench.workload import CaseSet, Outcome, cases, rulebook

C = TypeVar("C", Batch, Single)
COUNT = 100_000
_CHECKED = {120: 500, 1_000: 300, 5_000: 60}
"""Cases that the plain interpreter, which is the slower the more rules there are, decides as the measure of all."""


@dataclass
class Entry:
    """A contender that took part, and its seconds a case, round by round."""

    name: str
    run: Callable[[], list[float]]
    """One round: seconds a case, or one figure for all cases together."""
    rounds: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """By the median round."""
        return statistics.median(self.rounds)

    @property
    def spread(self) -> str:
        return f"{(max(self.rounds) - min(self.rounds)) / self.seconds:.0%}"

    def percentile(self, share: float) -> float:
        return sorted(self.latencies)[int(share * (len(self.latencies) - 1))]


def measure(contenders: Sequence[C], rules: int, rounds: int) -> tuple[list[Entry], list[str]]:
    """Prepare all, compare their decisions, then time them in turn."""
    book, whole = rulebook(rules), cases(COUNT)
    expected = oracle(book, whole.first(_CHECKED[rules]))
    entries: list[Entry] = []
    absent: list[str] = []
    for contender in contenders:
        given = whole.first(contender.cases)
        prepare: Any = _batch if isinstance(contender, Batch) else _single
        try:
            outcomes, run = prepare(contender, book, given)
        except (ImportError, LimitError) as error:  # not installed, or the table is beyond what it can do
            absent.append(f"{contender.name} ({error})")
            continue
        shared = min(len(outcomes), len(expected))
        if outcomes[:shared] != expected[:shared]:
            sys.exit(f"{contender.name} decides otherwise")
        if len(outcomes) > len(expected):
            expected = outcomes
        entries.append(Entry(contender.name, run))
    for _ in range(rounds):
        for entry in entries:
            gc.collect()
            taken = entry.run()
            entry.rounds.append(statistics.median(taken))
            entry.latencies += taken
    return entries, absent


def oracle(book: Rulebook, given: CaseSet) -> list[Outcome]:
    interpreter = plain.PlainInterpreter(book)
    return [outcome_of(interpreter.decide(row, TODAY)) for row in given.typed()]


def _batch(contender: Batch, book: Rulebook, given: CaseSet) -> tuple[list[Outcome], Callable[[], list[float]]]:
    decide = contender.prepare(book, given)

    def run() -> list[float]:
        return [_run_seconds(decide) / given.count]

    return contender.outcomes(decide(), book), run


def _single(contender: Single, book: Rulebook, given: CaseSet) -> tuple[list[Outcome], Callable[[], list[float]]]:
    decide, rows = contender.prepare(book, given)

    def run() -> list[float]:
        return [_seconds(decide, row) for row in rows]

    return [contender.outcome(decide(row)) for row in rows], run


def _seconds(decide: Callable[[Any], Any], row: Any) -> float:
    started = perf_counter()
    decide(row)
    return perf_counter() - started


def _run_seconds(run: Callable[[], Any]) -> float:
    started = perf_counter()
    run()
    return perf_counter() - started


def batch_table(entries: Sequence[Entry]) -> list[str]:
    """Rates, and how many times as fast both forms of ours are."""
    columns, python = entries[0].seconds, entries[1].seconds
    head = ["| contender | cases/s | spread | encoded columns are | Python lists are |", "|---|---:|---:|---:|---:|"]
    return [*head, *(
        f"| {e.name} | {1 / e.seconds:,.0f} | {e.spread} | {e.seconds / columns:,.1f} × | {e.seconds / python:,.1f} × |"
        for e in entries
    ), ""]  # fmt: skip


def single_table(entries: Sequence[Entry]) -> list[str]:
    best = entries[0].seconds
    head = ["| contender | p50 µs | p99 µs | spread of p50 | 律簿 is |", "|---|---:|---:|---:|---:|"]
    return [*head, *(
        f"| {e.name} | {e.seconds * 1e6:,.1f} | {e.percentile(0.99) * 1e6:,.1f} "
        f"| {e.spread} | {e.seconds / best:,.1f} × |"
        for e in entries
    ), ""]  # fmt: skip


INTRODUCTION = """\
Three chained tables (25 rules worst-of; class × willingness × amount band × collateral; 15 collected warnings) over
cases of 40 columns with Chinese headings. Every contender gives the decisions of the plain interpreter (asserted); all
are timed in turn; the median of the rounds counts, the spread is (slowest - fastest) / median.

*Encoded columns* is how our own readers hand cases over, *Python lists* encodes the lists inside the time. Our cells
are decided before the clock starts, as they are for every batch but a version's first. Drools (9, its executable model
with alpha indexes, sessions that are kept, warmed up) has its cases as Java objects before the clock starts and leaves
its decisions in Java. zen-engine has one compiled graph and its batch call.
"""


def section(rules: Sequence[int], rounds: int) -> list[str]:
    """The chapter of the report."""
    lines = [*INTRODUCTION.splitlines(), ""]
    for count in rules:
        entries, absent = measure(BATCHES, count, rounds)
        lines += [f"### {count:,} rules in the second table", "", *batch_table(entries), *_left_out(absent)]
    entries, absent = measure(SINGLES, min(rules), rounds)
    lines += [f"### One case at a time, {min(rules)} rules", "", *single_table(entries), *_left_out(absent)]
    lines += ["### Growth with rules", "", *growth(rules, 5 * rounds)]
    return [*lines, "### Large tables and memory", "", *memory.table(rules)]


def growth(rules: Sequence[int], rounds: int) -> list[str]:
    """Ours over encoded columns, all sizes in turn; the times of a round are compared within it."""
    whole = cases(COUNT)
    runs = [encoded(rulebook(count), whole) for count in rules]
    taken = [[_run_seconds(run) for run in runs] for _ in range(rounds)]
    lines = [f"| rules | ms for {COUNT:,} cases | times as long as {rules[0]} | least |", "|---:|---:|---:|---:|"]
    for place, count in enumerate(rules):
        ratios = [one[place] / one[0] for one in taken]
        best = min(one[place] for one in taken) / min(one[0] for one in taken)
        lines.append(
            f"| {count:,} | {statistics.median(one[place] for one in taken) * 1e3:.1f} "
            f"| {statistics.median(ratios):.2f} | {best:.2f} |"
        )
    return [*lines, "", "*least*: the fastest round of each, compared.", ""]


def _left_out(absent: Sequence[str]) -> list[str]:
    return [f"Left out: {'; '.join(absent)}.", ""] if absent else []


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rules", type=int, nargs="+", default=[120, 1_000, 5_000])
    options = parser.parse_args()
    sys.stdout.write("\n".join(section(options.rules, options.rounds)) + "\n")


if __name__ == "__main__":
    main()
