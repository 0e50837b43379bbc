"""``flask rulebook export | import``: decision tables to and from other tools (DMN files, DMN in Excel)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from flask_babel import gettext

from app.cli.output import FILE, FINDINGS, FINE, OUT, as_json_option, documents, in_language, print_json, show, stop
from app.findings import Finding, LubuError, Place
from app.jobs.files import written
from app.rulebooks import load
from app.rulebooks.dmn.comparison import differences
from app.rulebooks.dmn.excel import read_foreign
from app.rulebooks.dmn.feel_expression import expressible
from app.rulebooks.dmn.losses import losses, without_worst
from app.rulebooks.dmn.portable import write_portable
from app.rulebooks.dmn.reading import read_dmn
from app.rulebooks.dmn.recognising import ForeignLayout
from app.rulebooks.dmn.uniqueness import settle_unique
from app.rulebooks.dmn.workbook import write_workbook
from app.rulebooks.dmn.writing import write_dmn
from app.rulebooks.model import Rulebook


@click.command("export", help="把规则工作簿的决策表导出给别的工具：DMN 1.3 文件或 Excel")
@click.argument("book", type=FILE)
@click.option("-o", "--output", "out", required=True, type=OUT, help="导出的文件 (.dmn .xlsx)")
@as_json_option
@in_language
def export(book: Path, out: Path, as_json: bool) -> None:
    suffix = out.suffix.lower()
    if suffix not in (".dmn", ".xlsx"):
        raise click.UsageError("导出的文件须以 .dmn 或 .xlsx 结尾")
    loaded = load(book.read_bytes(), book.name)
    if loaded.rulebook is None:
        stop(loaded.reading, as_json)
    rulebook = loaded.rulebook
    if not rulebook.tables:
        raise LubuError.of("rulebooks.dmn-no-table", Place(book.name))
    findings = list(losses(rulebook, expressible(rulebook) if suffix == ".dmn" else ()))
    if suffix == ".dmn":
        data = write_dmn(rulebook)
    else:
        workbook = write_portable(without_worst(rulebook))
        data = workbook.data
        findings += workbook.findings
    _save(out, data)
    _end(findings, len(rulebook.tables), out, as_json)


@click.command("import", help="把别的工具的决策表（DMN 文件，或 pyDMNrules、Camunda 的 Excel）变成规则工作簿")
@click.argument("source", metavar="FILE", type=FILE)
@click.option("-o", "--output", "out", required=True, type=OUT, help="规则工作簿 (.xlsx)")
@click.option(
    "--layout", type=click.Choice([kind.value for kind in ForeignLayout]), help="Excel 的版式；不写则自动辨认"
)
@click.option("--outputs", default="", help="Camunda 简单版式里作结论的列，如 C,D；不写则是最后一列")
@click.option("--unique-as-first", is_flag=True, help="写作唯一（U）却有规则重叠的表，读作首条（F）")
@as_json_option
@in_language
def import_(source: Path, out: Path, layout: str | None, outputs: str, unique_as_first: bool, as_json: bool) -> None:
    suffix = source.suffix.lower()
    if out.suffix.lower() != ".xlsx" or suffix not in (".dmn", ".xml", ".xlsx"):
        raise click.UsageError("把 .dmn 文件或别的工具的 .xlsx 变成 .xlsx 工作簿")
    if suffix == ".xlsx":
        named = ForeignLayout(layout) if layout else None
        imported = read_foreign(source.read_bytes(), source.name, named, _letters(outputs))
    else:
        imported = read_dmn(source.read_bytes(), source.name)
    if imported.rulebook is None:
        stop(imported.findings, as_json)
    rulebook, overlaps = settle_unique(imported.rulebook, as_first=unique_as_first)
    workbook = write_workbook(rulebook)
    _save(out, workbook.data)
    checked = _checked(rulebook, workbook.data, out.name)
    _end([*imported.findings, *overlaps, *workbook.findings, *checked], len(rulebook.tables), out, as_json)


def _letters(text: str) -> list[str]:
    letters = [letter.strip().upper() for letter in text.replace("，", ",").split(",") if letter.strip()]
    if not all(letter.isascii() and letter.isalpha() and len(letter) <= 3 for letter in letters):
        raise click.UsageError("--outputs 要写列的字母，如 C,D")
    return letters


def _checked(rulebook: Rulebook, data: bytes, name: str) -> list[Finding]:
    """Read the new workbook as any other: what it does not say as the file did is found now, not later."""
    loaded = load(data, name)
    found = [finding for finding in loaded.reading if finding.is_error]
    return found if loaded.rulebook is None else [*found, *differences(rulebook, loaded.rulebook)]


def _save(out: Path, data: bytes) -> None:
    with written(out) as stream:
        stream.write(data)


def _end(findings: Iterable[Finding], tables: int, out: Path, as_json: bool) -> None:
    """Status 1 where anything was not taken over; notes only tell."""
    found = list(findings)
    lost = any(finding.level != "note" for finding in found)
    if as_json:
        print_json({"ok": not lost, "tables": tables, "findings": documents(found)})
    else:
        show(found)
        click.echo(gettext("%(tables)s 张决策表 → %(out)s", tables=tables, out=out))
    sys.exit(FINDINGS if lost else FINE)
