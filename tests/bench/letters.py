"""How fast letters are, against the libraries people use: ``python -m tests.bench.letters``.

Every contender makes the same letters from the same values and writes them as files; the texts are compared first.
Rounds are interleaved, so that a busy machine slows all of them alike, and ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import jinja2
from docx import Document
from docxtpl import DocxTemplate

from app.letters import CompiledTemplate, Money, compile_template, print_file
from app.letters.filters import FILTERS
from app.letters.values import spell
from tests.letters.made import FORM, GUARANTOR, NOTICE, letter_values, loan, template, text_of

CONTEXTS = 100
ROUNDS = 5
PRINTED = (100, 200, 400)
WORD_SIZED = "一页通知（Word 自带的全部样式）.docx"

# docxtpl with an ordinary Jinja environment that only shares our filters and spelling.
_ENVIRONMENT = jinja2.Environment(
    autoescape=True, undefined=jinja2.StrictUndefined, finalize=lambda value: str(spell(value))
)
_ENVIRONMENT.filters.update(FILTERS)
Values = Mapping[str, Any]
Maker = Callable[[Values], bytes]


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


def word_sized() -> bytes:
    """A page of text and a table with the 160 styles, the theme and the settings that a document from Word carries."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ 债权人名称 }}　{{ 文号 }}"
    document.add_heading("逾期贷款催收通知书")
    document.add_paragraph("{{ 客户名称 }}（证件号码：{{ 证件号码 }}）：")
    document.add_paragraph("截至{{ 业务日期 }}，你（单位）在{{ 机构名称 }}的下列贷款已经逾期：")
    table = document.add_table(rows=4, cols=5)
    names = ("合同编号", "到期日期", "贷款余额", "欠息", "欠款合计")
    rows = (names, ["{%tr for 笔 in 明细 %}"], [f"{{{{ 笔.{name} }}}}" for name in names], ["{%tr endfor %}"])
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    document.add_paragraph("合计{{ 合计.欠款合计 }}元（{{ 合计.欠款合计|大写 }}）。")
    document.add_paragraph("{% if 保证人 %}保证人{{ 保证人 }}应当承担保证责任。{% endif %}")
    for _ in range(8):
        document.add_paragraph("请自收到本通知书之日起{{ 履行期限天数 }}日内清偿全部欠款，逾期将依法提起诉讼。" * 2)
    document.add_paragraph("{{ 落款单位 }}　{{ 制作日期 }}")
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def by_docxtpl(data: bytes) -> Maker:
    def make(values: Values) -> bytes:
        document = DocxTemplate(io.BytesIO(data))
        document.render(dict(values), jinja_env=_ENVIRONMENT, autoescape=True)
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()

    return make


def assert_equal_texts(name: str, ours: Maker, theirs: Maker, values: Sequence[Values]) -> None:
    for number, one in enumerate(values, start=1):
        if text_of(ours(one)) != text_of(theirs(one)):
            raise SystemExit(f"{name}: letter {number} reads differently")


def seconds(make: Maker, values: Sequence[Values], folder: Path) -> float:
    """To make and write a letter."""
    start = perf_counter()
    for number, one in enumerate(values):
        (folder / f"{number}.docx").write_bytes(make(one))
    return (perf_counter() - start) / len(values)


def compare_letters(values: Sequence[Values], rounds: int, folder: Path) -> None:
    _row("template", "docxtpl ms", "ours ms", "ratio", "spread")
    for name, data in ((WORD_SIZED, word_sized()), *((name, template(name)) for name in (NOTICE, GUARANTOR, FORM))):
        compiled = compile_template(data, name)
        ours, theirs = compiled.render, by_docxtpl(data)
        assert_equal_texts(name, ours, theirs, values)
        pairs = [(seconds(theirs, values[:20], folder), seconds(ours, values, folder)) for _ in range(rounds)]
        slow, fast = (median(column) * 1000 for column in zip(*pairs, strict=True))
        ratios = [one / other for one, other in pairs]
        spread = f"{min(ratios):.1f}–{max(ratios):.1f}"
        _row(name.removesuffix(".docx"), f"{slow:.2f}", f"{fast:.3f}", f"{median(ratios):.1f} ×", spread)


def compare_print_files(values: Sequence[Values], rounds: int, folder: Path) -> None:
    compiled = {name: compile_template(template(name), name) for name in (NOTICE, GUARANTOR)}
    alternating = list(compiled.values())
    _row("print file of two templates", "letters", "ms", "ms a letter", "spread")
    for count in PRINTED:
        letters = [(alternating[number % 2], values[number % len(values)]) for number in range(count)]
        times = [_print_seconds(letters, folder) for _ in range(rounds)]
        spread = f"{min(times) * 1000:.0f}–{max(times) * 1000:.0f} ms"
        took = median(times) * 1000
        _row("ours", str(count), f"{took:.0f}", f"{took / count:.3f}", spread)
    if importlib.util.find_spec("docxcompose") is None:
        sys.stdout.write("docxcompose is not installed, so the print file is compared with nothing.\n")
        return
    _compare_with_docxcompose(alternating, values[:20], rounds, folder)


def _print_seconds(letters: Sequence[tuple[CompiledTemplate, Values]], folder: Path) -> float:
    start = perf_counter()
    (folder / "print.docx").write_bytes(print_file(letters))
    return perf_counter() - start


def _compare_with_docxcompose(
    templates: Sequence[CompiledTemplate], values: Sequence[Values], rounds: int, folder: Path
) -> None:
    """docxcompose is given letters that are already rendered: only its own work is timed against all of ours."""
    composer = importlib.import_module("docxcompose.composer")
    letters = [(templates[number % len(templates)], one) for number, one in enumerate(values)]
    rendered = [one.render(these) for one, these in letters]
    ratios = []
    for _ in range(rounds):
        start = perf_counter()
        whole = composer.Composer(Document(io.BytesIO(rendered[0])))
        for data in rendered[1:]:
            whole.append(Document(io.BytesIO(data)))
        whole.save(folder / "composed.docx")
        ratios.append((perf_counter() - start) / _print_seconds(letters, folder))
    _row("docxcompose : ours", str(len(letters)), "", f"{median(ratios):.1f} ×", f"{min(ratios):.1f}–{max(ratios):.1f}")


def _row(name: str, *columns: str) -> None:
    wide = sum(ord(char) > 0x2E7F for char in name)
    sys.stdout.write(name + " " * max(1, 36 - len(name) - wide) + "".join(f"{one:>14}" for one in columns) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--contexts", type=int, default=CONTEXTS, help="letters compared and timed of each template")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    values = contexts(chosen.contexts)
    with tempfile.TemporaryDirectory() as folder:
        compare_letters(values, chosen.rounds, Path(folder))
        compare_print_files(values, chosen.rounds, Path(folder))


if __name__ == "__main__":
    main()
