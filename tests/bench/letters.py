"""How fast letters are, against the libraries people use: ``python -m tests.bench.letters``.

Every contender makes the same letters from the same values and writes them as files; the texts are compared first.
Rounds are interleaved, so that a busy machine slows all of them alike, and ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

from docx import Document

from app.letters import CompiledTemplate, Money, compile_template, print_file, write_zip
from tests.bench import letter_peers as peers
from tests.bench.letter_peers import AbsentError, Run, Values
from tests.letters.made import FORM, GUARANTOR, NOTICE, letter_values, loan, template, text_of

CONTEXTS, ROUNDS, PRINTED = 500, 5, (100, 200, 400)
TIMED = {"docxtpl": 20, "mailmerge2": 40, "docxtemplater": 40}
"""Letters a round of those that take long; ours makes all of them."""
COMPOSED = 40

INTRODUCTION = """\
One page from Word ({size:.0f} KB: 160 styles, theme, font table, settings) with a header, a table of one to three
loans, a condition and an amount in words. All contenders give the same texts for {contexts} contexts (asserted), write
new files and are timed in turn; ratios are taken within a round. docxtpl and ours are handed typed values and spell
them; docxtemplater and mailmerge2 get texts spelled before the clock starts. docxtemplater's figure leaves out Node's
start.
"""


def contexts(count: int) -> list[Values]:
    """One to three loans each, names with markup in them, some without guarantors."""
    made = []
    for number in range(count):
        loans = [
            loan(place, f"{number * 7919 % 900_000 + place}.{number % 100:02d}", 30 + number, 费用=Money(number))
            for place in range(1, number % 3 + 2)
        ]
        values = letter_values(
            *loans,
            客户名称=f"客户{number} & <子{number % 7}>",
            保证人=None if number % 5 == 0 else f"保证人{number}",
            文号=f"云农信催通字（2026）第{number + 1:04d}号",
            制作日期=date(2026, 1, 1) + timedelta(days=number),
            履行期限天数=Decimal(7 + number % 20),
        )
        made.append(values)
    return made


def assert_equal_texts(runs: dict[str, Run], values: Sequence[Values], folder: Path) -> None:
    """The first is the measure; ends the run at the first difference."""
    texts: list[str] = []
    for name, run in runs.items():
        run(values, folder)
        for number in range(len(values)):
            text = text_of((folder / f"{number}.docx").read_bytes())
            if len(texts) <= number:
                texts.append(text)
            elif texts[number] != text:
                sys.exit(f"{name}: letter {number + 1} reads differently\n{texts[number]}\n{text}")


def interleaved(runs: dict[str, Run], values: Sequence[Values], rounds: int, folder: Path) -> dict[str, list[float]]:
    """Seconds a letter, round by round."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            given = values[: TIMED.get(name, len(values))]
            # A file written over is flushed by the file system, which takes longer than the letter.
            with tempfile.TemporaryDirectory(dir=folder) as fresh:
                gc.collect()
                taken[name].append(run(given, Path(fresh)) / len(given))
    return taken


def against_peers(values: Sequence[Values], rounds: int, folder: Path) -> list[str]:
    data = peers.notice(peers.JINJA)
    runs: dict[str, Run] = {"律簿": peers.ours(data), "docxtpl": peers.docxtpl(data)}
    absent = []
    for name, prepare in (("docxtemplater", peers.docxtemplater), ("mailmerge2", peers.mailmerge)):
        try:
            runs[name] = prepare()
        except AbsentError as error:
            absent.append(str(error))
    assert_equal_texts(runs, values, folder)
    taken = interleaved(runs, values, rounds, folder)
    lines = [*INTRODUCTION.format(size=len(data) / 1024, contexts=len(values)).splitlines(), ""]
    lines += ["| contender | ms a letter | letters/s | 律簿 is | least and most |", "|---|---:|---:|---:|---:|"]
    for name, times in taken.items():
        lines.append(
            f"| {name} | {median(times) * 1e3:.3f} | {1 / median(times):,.0f} | {_ratio(times, taken['律簿'])} |"
        )
    return [*lines, "", *([f"Left out: {'; '.join(absent)}.", ""] if absent else [])]


def _ratio(slow: Sequence[float], fast: Sequence[float]) -> str:
    ratios = [one / other for one, other in zip(slow, fast, strict=True)]
    return f"{median(ratios):.1f} × | {min(ratios):.1f}–{max(ratios):.1f}"


def samples(values: Sequence[Values], rounds: int, folder: Path) -> list[str]:
    lines = ["### The sample templates", "", "| template | docxtpl ms | 律簿 ms | ratio | least and most |"]
    lines.append("|---|---:|---:|---:|---:|")
    for name in (NOTICE, GUARANTOR, FORM):
        runs = {"律簿": peers.ours(template(name)), "docxtpl": peers.docxtpl(template(name))}
        assert_equal_texts(runs, values[:100], folder)
        taken = interleaved(runs, values[:100], rounds, folder)
        slow, fast = median(taken["docxtpl"]) * 1e3, median(taken["律簿"]) * 1e3
        ratio = _ratio(taken["docxtpl"], taken["律簿"])
        lines.append(f"| {name.removesuffix('.docx')} | {slow:.2f} | {fast:.3f} | {ratio} |")
    return [*lines, ""]


def ways_out(values: Sequence[Values], rounds: int, folder: Path) -> list[str]:
    """The same letters as single files, in one zip, in one print file."""
    compiled, singly = compile_template(template(NOTICE), NOTICE), peers.ours(template(NOTICE))
    ways: dict[str, Callable[[Path], object]] = {
        "single files": lambda fresh: singly(values, fresh),
        "one zip": lambda fresh: _zipped(compiled, values, fresh / "all.zip"),
        "one print file": lambda fresh: (fresh / "print.docx").write_bytes(
            print_file((compiled, one) for one in values)
        ),
    }
    taken = [{name: _seconds(way, folder) for name, way in ways.items()} for _ in range(rounds)]
    lines = [f"### Ways out, {len(values)} letters", "", "| way | ms a letter | letters/s |", "|---|---:|---:|"]
    for name in ways:
        each = median(one[name] for one in taken) / len(values)
        lines.append(f"| {name} | {each * 1e3:.3f} | {1 / each:,.0f} |")
    return [*lines, ""]


def _zipped(compiled: CompiledTemplate, values: Sequence[Values], path: Path) -> None:
    with path.open("wb") as stream:
        write_zip(stream, ((f"{number}.docx", compiled.render(one)) for number, one in enumerate(values)))


def print_files(values: Sequence[Values], rounds: int, folder: Path) -> list[str]:
    alternating = [compile_template(template(name), name) for name in (NOTICE, GUARANTOR)]
    letters = [(alternating[number % 2], values[number % len(values)]) for number in range(max(PRINTED))]
    taken = [
        {count: _seconds(lambda fresh, n=count: _printed(letters[:n], fresh), folder) for count in PRINTED}
        for _ in range(rounds)
    ]
    lines = ["### One print file of two templates", "", "| letters | ms | ms a letter |", "|---:|---:|---:|"]
    for count in PRINTED:
        took = median(one[count] for one in taken) * 1e3
        lines.append(f"| {count} | {took:.0f} | {took / count:.3f} |")
    return [*lines, "", *_against_docxcompose(letters[:COMPOSED], rounds, folder)]


def _printed(letters: Sequence[tuple[CompiledTemplate, Values]], folder: Path) -> None:
    (folder / "print.docx").write_bytes(print_file(letters))


def _against_docxcompose(letters: Sequence[tuple[CompiledTemplate, Values]], rounds: int, folder: Path) -> list[str]:
    """docxcompose is given letters that are already rendered: only its own work is timed against all of ours."""
    try:
        composer = importlib.import_module("docxcompose.composer")
    except ImportError as error:
        return [f"docxcompose is left out: {error}.", ""]
    rendered = [one.render(these) for one, these in letters]

    def composed(fresh: Path) -> None:
        whole = composer.Composer(Document(io.BytesIO(rendered[0])))
        for data in rendered[1:]:
            whole.append(Document(io.BytesIO(data)))
        whole.save(fresh / "composed.docx")

    pairs = [
        (_seconds(composed, folder), _seconds(lambda fresh: _printed(letters, fresh), folder)) for _ in range(rounds)
    ]
    slow, fast = zip(*pairs, strict=True)
    said = f"{median(slow) * 1e3:.0f} ms for {len(letters)} letters that were rendered before; 律簿, rendering them, "
    ratio, spread = _ratio(slow, fast).split(" | ")
    return [f"docxcompose takes {said}{median(fast) * 1e3:.0f} ms ({ratio}, {spread}).",
            "It keeps the first letter's header and number on all pages.", ""]  # fmt: skip


def _seconds(work: Callable[[Path], object], folder: Path) -> float:
    """*work* is given a folder of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        started = perf_counter()
        work(Path(fresh))
        return perf_counter() - started


def section(count: int, rounds: int) -> list[str]:
    """The chapter of the report."""
    values = contexts(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = against_peers(values, rounds, folder)
        lines += samples(values, rounds, folder)
        lines += ways_out(values, rounds, folder)
        return lines + print_files(values, rounds, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--contexts", type=int, default=CONTEXTS, help="letters compared and timed")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    sys.stdout.write("\n".join(section(chosen.contexts, chosen.rounds)) + "\n")


if __name__ == "__main__":
    main()
