"""One process that tries mutants by their names from standard input, one line of JSON each on standard output.

The processor time of a mutant and the peak of the process' memory while it was tried are measured here; a mutant
that takes too long or too much ends the process, and whoever started it sees that.
"""

from __future__ import annotations

import ctypes
import gc
import json
import resource
import signal
import sys
import time
from pathlib import Path

from tests.rulebooks.fuzz.mutants import mutant
from tests.rulebooks.fuzz.trial import outcome_of

ADDRESS_SPACE = 4 << 30
PATIENCE = 120
"""Seconds of the wall clock, on however busy a machine."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    allocator = ctypes.CDLL(None)
    outcome_of(mutant("cells.slips", 0))  # imports and tables are no one mutant's cost
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        kind, number = line.split()
        data = mutant(kind, int(number))
        signal.alarm(PATIENCE)
        gc.collect()
        allocator.malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
        started = time.process_time()
        try:
            outcome = outcome_of(data)
        except BaseException as error:  # a crash is what is looked for
            outcome = f"CRASH {type(error).__name__}: {error}"[:300]
        seconds = time.process_time() - started
        del data
        signal.alarm(0)
        print(json.dumps([kind, int(number), outcome, seconds, _peak()]), flush=True)  # noqa: T201


def _peak() -> float:
    """Megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
