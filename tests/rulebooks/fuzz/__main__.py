"""``make fuzz``: thousands of damaged workbooks in bounded processes; a table of what became of them.

python -m tests.rulebooks.fuzz [--count 5000] [--only KIND] [--processes 1]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.rulebooks.fuzz.mutants import KINDS, Kind, schedule

PER_PROCESS = 150
MAX_SECONDS = 20
MAX_MEGABYTES = 512
FRESH_FROM = 250
"""Megabytes from which on a new process goes on: what compiled rulebooks leave behind is no later mutant's doing."""


@dataclass(frozen=True)
class Result:
    kind: Kind
    number: int
    outcome: str
    seconds: float
    megabytes: float

    @property
    def bad(self) -> bool:
        crashed = self.outcome.startswith(("CRASH", "KILLED"))
        return crashed or self.seconds > MAX_SECONDS or self.megabytes > MAX_MEGABYTES


def main() -> int:
    options = _options()
    planned = [one for one in schedule(options.count) if options.only in one[0]]
    parts = [planned[start : start + PER_PROCESS] for start in range(0, len(planned), PER_PROCESS)]
    results: list[Result] = []
    with ThreadPoolExecutor(options.processes) as pool:
        for part in pool.map(lambda part: list(_tried(part)), parts):
            results += part
            _say(f"{len(results)} of {len(planned)}", sys.stderr)
    _print_table(results)
    bad = [result for result in results if result.bad]
    for result in bad:
        _say(f"{result.kind} {result.number}: {result.outcome} ({result.seconds:.1f} s, {result.megabytes:.0f} MB)")
    return 1 if bad else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--only", default="", help="part of the name of a kind")
    parser.add_argument("--processes", type=int, default=1)
    return parser.parse_args()


def _tried(planned: list[tuple[Kind, int]]) -> Iterator[Result]:
    """Try them in one process; where it dies, the mutant it died of is named and a new one goes on."""
    while planned:
        with subprocess.Popen(
            [sys.executable, "-m", "tests.rulebooks.fuzz.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ) as process:  # fmt: skip
            assert process.stdin and process.stdout
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("the worker does not start")
            while planned:
                kind, number = planned.pop(0)
                process.stdin.write(f"{kind} {number}\n")
                process.stdin.flush()
                answer = process.stdout.readline()
                if not answer:
                    process.wait()
                    yield Result(kind, number, f"KILLED by {process.returncode}", float("inf"), float("inf"))
                    break
                result = Result(*json.loads(answer))
                yield result
                if result.megabytes > FRESH_FROM:
                    break
            process.stdin.close()


def _print_table(results: list[Result]) -> None:
    by_kind: defaultdict[Kind, list[Result]] = defaultdict(list)
    for result in results:
        by_kind[result.kind].append(result)
    _say(f"{'kind':36} {'count':>5} {'worst s':>8} {'worst MB':>9}  outcomes")
    for kind in (*(kind for kind in KINDS if kind in by_kind), ""):
        found = by_kind[kind] if kind else results
        classes = Counter(result.outcome.partition(" ")[0] for result in found)
        _say(
            f"{kind or 'all':36} {len(found):5} {max(one.seconds for one in found):8.1f} "
            f"{max(one.megabytes for one in found):9.0f}  "
            + ", ".join(f"{name} {count}" for name, count in sorted(classes.items()))
        )


def _say(text: str, stream: object = None) -> None:
    print(text, file=stream or sys.stdout, flush=True)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
